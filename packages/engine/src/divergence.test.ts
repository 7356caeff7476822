import type { TreeApi } from '@grove/tree';
import { ErrorCode, SessionRequestBuilder, visitSessionResponse } from '@grove/wire';
import { TestClient, TestCluster, create } from './testing/test-cluster';
import type { TestReplica } from './testing/test-cluster';

/** More writes than there are between two checkpoints of the digest. */
const WRITES = 1_200;

const silent = {
  onStarted: () => undefined,
  onAnswer: () => undefined,
  onEvent: () => undefined,
  onPong: () => undefined,
  onBookmark: () => undefined,
};

function cluster(size: number, overrides = {}): TestCluster {
  const made = new TestCluster(size, overrides);
  made.start();
  made.untilReady();
  made.clock.until(() => made.leader !== undefined);
  return made;
}

function write(client: TestClient, path: string): void {
  const ids: number[] = [];
  for (let n = 0; n < WRITES; n += 1) {
    ids.push(client.add(create(path, '', 'persistent', true)));
    if (n % 100 === 99) client.flush();
  }
  for (const id of ids) expect(client.answerTo(id).code).toBe(0);
}

/** Broken memory: a word of the replicated state is another from now on. */
function corrupt(replica: TestReplica): void {
  const { live } = replica.engine as unknown as { live: { tree(): TreeApi & { state: { featureLevel: number } } } };
  live.tree().state.featureLevel += 1;
}

function leaderOf(made: TestCluster): TestReplica {
  const { leader } = made;
  if (leader === undefined) throw new Error('nobody leads');
  return leader;
}

/** As a supervisor does it. */
function startAnew(replica: TestReplica): void {
  replica.crash();
  replica.fatal.length = 0;
  replica.start();
}

test.each([
  ['from its own snapshot and log', { snapshotEveryEntries: 500, logKeepEntries: 100_000 }, true],
  ['from the leader, where its log does not reach back', { snapshotEveryEntries: 300, logKeepEntries: 10 }, false],
  ['from its whole log', {}, true],
])('P11: a follower that differs serves nobody, ends, and is rebuilt %s', (_, overrides, keepsVote) => {
  const made = cluster(3, overrides);
  const wrong = made.replicas.find((replica) => replica !== made.leader);
  if (wrong === undefined) throw new Error('no follower');
  const writer = new TestClient(made).open(leaderOf(made).id);
  made.clock.until(() => writer.sessionId > 0);
  write(writer, '/before-');
  const reader = new TestClient(made).open(wrong.id);
  made.clock.until(() => reader.sessionId > 0);
  corrupt(wrong);
  write(writer, '/after-');
  made.clock.until(() => wrong.fatal.length > 0);
  expect(wrong.fatal[0]).toContain('differed from a majority');
  expect(reader.ended?.code).toBe(ErrorCode.CONNECTIONLOSS);
  expect(wrong.engine?.status()).toMatchObject({ ready: false, diverged: true });
  const refused = new TestClient(made).open(wrong.id);
  expect(refused.ended).toMatchObject({ code: ErrorCode.CONNECTIONLOSS, message: 'this replica rebuilds its state' });
  startAnew(wrong);
  // It votes as soon as it is back: with one other it is a majority.
  if (keepsVote) {
    const third = made.replicas.find((replica) => replica !== made.leader && replica !== wrong);
    third?.crash();
    write(writer, '/two-');
    third?.start();
  }
  made.untilReady();
  made.untilConverged();
  write(writer, '/later-');
  made.clock.run(1_000);
  made.untilConverged();
  made.assertHealthy();
});

test('P11: what a replica has ready for its clients when it learns that it differs is not sent any more', () => {
  const made = cluster(3);
  const wrong = made.replicas.find((replica) => replica !== made.leader);
  if (wrong === undefined) throw new Error('no follower');
  const writer = new TestClient(made).open(leaderOf(made).id);
  const reader = new TestClient(made).open(wrong.id);
  made.clock.until(() => writer.sessionId > 0 && reader.sessionId > 0);
  corrupt(wrong);
  const { engine } = wrong;
  const onPeerMessage = engine?.onPeerMessage.bind(engine);
  if (engine === null || onPeerMessage === undefined) throw new Error('no engine');
  let saidBefore = -1;
  // The client's ping comes in the same turn, just before: its answer waits for the turn's end.
  engine.onPeerMessage = (from, channel, bytes, incarnation) => {
    if (reader.ended === null) {
      reader.pongZxid = -1;
      reader.ping();
      saidBefore = reader.pongZxid;
    }
    onPeerMessage(from, channel, bytes, incarnation);
  };
  write(writer, '/after-');
  made.clock.until(() => wrong.fatal.length > 0);
  expect(reader.ended?.code).toBe(ErrorCode.CONNECTIONLOSS);
  expect([saidBefore, reader.pongZxid]).toEqual([-1, -1]);
});

test('P11: a leader that differs hands over before it ends, and is rebuilt', () => {
  const made = cluster(3);
  const wrong = leaderOf(made);
  const elsewhere = made.replicas.find((replica) => replica !== wrong)?.id ?? 0;
  const writer = new TestClient(made).open(elsewhere);
  made.clock.until(() => writer.sessionId > 0);
  // Connected, and not yet at work.
  const ended: number[] = [];
  const builder = new SessionRequestBuilder();
  const idle = wrong.engine?.openStream({
    send: (frame) => {
      visitSessionResponse(frame, { ...silent, onEnded: (code) => void ended.push(code) });
    },
    backlogBytes: () => 0,
    end: () => undefined,
  });
  corrupt(wrong);
  let sent = false;
  const ids: number[] = [];
  for (let n = 0; n < WRITES; n += 1) ids.push(writer.add(create('/n-', '', 'persistent', true)));
  writer.flush();
  made.clock.until(() => {
    if (!sent && wrong.engine?.status().diverged === true) {
      sent = true;
      builder.open(5_000);
      idle?.receive(builder.take());
    }
    return wrong.fatal.length > 0;
  });
  expect(sent).toBe(true);
  for (const id of ids) expect(writer.answerTo(id).code).toBe(0);
  made.clock.run(500);
  expect(wrong.engine?.status()).toMatchObject({ role: 'follower', ready: false });
  // Its session was opened by the log, and is served elsewhere.
  expect(ended).toEqual([ErrorCode.CONNECTIONLOSS]);
  startAnew(wrong);
  made.untilReady();
  write(writer, '/m-');
  made.untilConverged();
  made.assertHealthy();
});

test('P11: one against one is an alarm: both go on, and nobody is rebuilt', () => {
  const made = cluster(2);
  const wrong = made.replicas.find((replica) => replica !== made.leader);
  if (wrong === undefined) throw new Error('no follower');
  const writer = new TestClient(made).open(leaderOf(made).id);
  made.clock.until(() => writer.sessionId > 0);
  corrupt(wrong);
  write(writer, '/n-');
  made.clock.run(1_000);
  made.assertHealthy();
  const said = made.replicas.flatMap((replica) => replica.said).join('\n');
  expect(said).toContain('replicas differ');
  expect(made.replicas.some(({ digestsDiffered }) => digestsDiffered > 0)).toBe(true);
  expect(made.replicas.every(({ engine }) => engine?.status().ready)).toBe(true);
});
