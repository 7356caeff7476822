import { ErrorCode, answerToUnaryResponse, decodeUnaryResponse, encodeOperation } from '@grove/wire';
import type { Operation } from '@grove/wire';
import { TestClient, TestCluster } from './testing/test-cluster';

function cluster(): TestCluster {
  const made = new TestCluster(3);
  made.start();
  made.untilReady();
  return made;
}

function leaderOf(made: TestCluster): number {
  made.clock.until(() => made.leader !== undefined);
  return made.leader?.id ?? 0;
}

interface Called {
  code: number;
  zxid: number;
  path: string;
}

function call(made: TestCluster, replica: number, operation: Operation, requestId: Uint8Array): Called[] {
  const answers: Called[] = [];
  const options = { sessionId: 0, sessionSecret: new Uint8Array(0), linearizable: false, minZxid: 0, requestId };
  made.replica(replica).engine?.call({ ...options, operation: encodeOperation(operation) }, (bytes) => {
    const answer = answerToUnaryResponse('create', bytes);
    const result = answer?.code === 0 ? decodeUnaryResponse('create', answer.response)?.result : undefined;
    answers.push({ code: answer?.code ?? NaN, zxid: answer?.zxid ?? NaN, path: result?.type === 'create' ? result.path : '' });
  });
  return answers;
}

const sequential: Operation = { type: 'create', path: '/n-', data: new Uint8Array(0), kind: 'persistent', sequential: true };
const id = new Uint8Array(16).fill(9);

test('S45 a write with a request id is done once, whichever replica is asked again, and across a change of leader', () => {
  const made = cluster();
  const leader = leaderOf(made);
  const others = made.replicas.filter((replica) => replica.id !== leader).map((replica) => replica.id);
  const [first = 0, second = 0] = others;
  const one = call(made, first, sequential, id);
  // The leader dies with the write on its way; the caller, impatient, asks the other replica as well.
  made.clock.run(0.3);
  made.replica(leader).crash();
  const two = call(made, second, sequential, id);
  made.clock.until(() => one.length === 1 && two.length === 1);
  expect(one[0]?.code).toBe(0);
  expect(two).toEqual(one);
  made.replica(leader).start();
  made.untilReady();
  const three = call(made, leader, sequential, id);
  made.clock.until(() => three.length === 1);
  expect(three).toEqual(one);
  const other = call(made, first, { ...sequential, path: '/m-' }, id);
  const fresh = call(made, first, sequential, new Uint8Array(16).fill(8));
  made.clock.until(() => other.length === 1 && fresh.length === 1);
  expect(other[0]?.code).toBe(ErrorCode.BADARGUMENTS);
  expect([one[0]?.path, fresh[0]?.path]).toEqual(['/n-0000000000', '/n-0000000001']);
  made.untilConverged();
  const root = new TestClient(made).open(first).do({ type: 'getChildren', path: '/', watch: false }).result;
  expect(root?.type === 'getChildren' && [...root.children].sort()).toEqual(['n-0000000000', 'n-0000000001', 'zookeeper']);
  made.assertHealthy();
});
