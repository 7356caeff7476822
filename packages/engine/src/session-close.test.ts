import { ErrorCode } from '@grove/wire';
import { TestClient, TestCluster, create } from './testing/test-cluster';

const TIMEOUT_MS = 4_000;
const EPHEMERALS = 5;
/** A close takes about two milliseconds of virtual time here, from the client's frame to the last replica's apply. */
const STEP_MS = 0.5;
const STEPS = 6;

type Fault = (made: TestCluster, leader: number, host: number) => void;

/** What befalls the cluster in the middle of a close; 1.5 s later all of it is undone. */
const faults: readonly (readonly [string, Fault])[] = [
  ['the leader crashes', (made, leader) => made.replica(leader).crash()],
  ['the replica of the session crashes', (made, _leader, host) => made.replica(host).crash()],
  [
    'the leader is cut off',
    (made, leader) => {
      for (const { id } of made.replicas) if (id !== leader) made.partition(leader, id);
    },
  ],
  [
    'all crash at once',
    (made) => {
      for (const replica of made.replicas) replica.crash();
    },
  ],
];

describe('the close of a session', () => {
  test.each(faults)('S30 %s at any step of it: no ephemeral survives on any replica (ZK-2355, 4837)', (_name, fault) => {
    for (let step = 0; step < STEPS; step += 1) {
      const made = new TestCluster(3, {}, step + 1);
      made.start();
      made.untilReady();
      const leader = made.leader?.id ?? 0;
      const host = leader === 1 ? 2 : 1;
      const client = new TestClient(made).open(host, TIMEOUT_MS);
      for (let n = 0; n < EPHEMERALS; n += 1) client.do(create(`/e${n}`, '', 'ephemeral'));
      client.add({ type: 'close' });
      client.flush();
      made.clock.run(step * STEP_MS);
      fault(made, leader, host);
      made.clock.run(1_500);
      made.heal();
      for (const replica of made.replicas) if (replica.engine === null) replica.start();
      made.untilReady();
      // The client says nothing more: where its close got lost, the session's time runs out, counted from the newest election on.
      made.clock.run(1.5 * TIMEOUT_MS);
      made.untilConverged();
      for (const { id, engine } of made.replicas) {
        expect([step, id, engine?.status().sessions]).toEqual([step, id, 0]);
        const reader = new TestClient(made).open(id, TIMEOUT_MS);
        for (let n = 0; n < EPHEMERALS; n += 1) {
          expect(reader.do({ type: 'exists', path: `/e${n}`, watch: false }).code).toBe(ErrorCode.NONODE);
        }
        reader.do({ type: 'close' });
        made.untilConverged();
      }
      made.assertHealthy();
    }
  });
});
