import { epochAbove, epochOf } from './startup';
import { address, ask, cluster, doneBy, seenBy } from './testing/member-commands';
import { TestClient, create } from './testing/test-cluster';
import type { TestCluster, TestReplica } from './testing/test-cluster';

const HOUR_MS = 3_600_000;

function writes(made: TestCluster, { id }: TestReplica, path: string): void {
  expect(new TestClient(made).open(id).do(create(path)).code).toBe(0);
}

function untilTakenIn(made: TestCluster, { id }: TestReplica): void {
  made.clock.until(() => seenBy(made.leader).includes(id), 20_000);
  made.untilReady();
}

test('S31 a wiped replica whose clock is behind that of before writes on', () => {
  const { made, follower } = cluster();
  writes(made, follower, '/before');
  follower.crash();
  const fresh = made.replaced(follower);
  fresh.wallOffsetMs = -HOUR_MS;
  fresh.start();
  made.untilReady();
  for (let life = 0; life < 3; life += 1) {
    writes(made, fresh, `/life${life}`);
    fresh.crash();
    fresh.start();
    made.untilReady();
  }
  made.untilConverged();
  made.assertHealthy();
});

test('a number that goes to another volume and back to the first one: both write', () => {
  const { made, leader, follower } = cluster();
  writes(made, follower, '/first');
  doneBy(made, ask(leader, { leaving: [follower.id] }));
  follower.crash();
  made.clock.run(1_000);
  const second = made.replaced(follower);
  second.start();
  doneBy(made, ask(leader, { joining: [address(second.id)] }));
  untilTakenIn(made, second);
  writes(made, second, '/second');
  doneBy(made, ask(leader, { leaving: [second.id] }));
  made.clock.run(1_000);
  second.crash();
  made.putBack(follower);
  follower.start();
  doneBy(made, ask(leader, { joining: [address(follower.id)] }));
  untilTakenIn(made, follower);
  writes(made, follower, '/third');
  made.untilConverged();
  made.assertHealthy();
});

test.each([0, -HOUR_MS])('and so where the first one has run all the time, with the other clock at %i', (wallOffsetMs) => {
  const { made, leader, follower } = cluster();
  writes(made, follower, '/first');
  doneBy(made, ask(leader, { leaving: [follower.id] }));
  made.clock.run(2_000);
  const second = made.double(follower, 'second:7420');
  second.wallOffsetMs = wallOffsetMs;
  second.overrides = { joinsOnly: true };
  second.start();
  doneBy(made, ask(leader, { joining: [address(second.id, 'second')] }));
  made.clock.until(() => seenBy(leader).includes(second.id), 20_000);
  made.clock.until(() => second.engine?.status().ready === true);
  const client = new TestClient(made);
  const seen: number[] = [];
  const asked = second.engine;
  asked?.openSession(5_000, (result) => seen.push(result.ok ? 0 : result.code));
  made.clock.until(() => seen.length > 0);
  expect(seen).toEqual([0]);
  doneBy(made, ask(leader, { leaving: [second.id] }));
  made.clock.run(2_000);
  second.crash();
  doneBy(made, ask(leader, { joining: [address(follower.id)] }));
  untilTakenIn(made, follower);
  expect(client.open(follower.id).do(create('/third')).code).toBe(0);
  made.untilConverged();
  made.assertHealthy();
});

test('what a replica forwards that was taken out comes into no block, while it is not told so yet', () => {
  const { made, leader, follower } = cluster();
  const client = new TestClient(made).open(follower.id);
  expect(client.do(create('/before')).code).toBe(0);
  doneBy(made, ask(leader, { leaving: [follower.id] }));
  const { commitIndex } = leader.engine?.status() ?? { commitIndex: 0 };
  client.add(create('/late'));
  client.flush();
  made.clock.run(300);
  expect(leader.engine?.status().commitIndex).toBe(commitIndex);
});

test('an epoch is above all that the state has of its number, and above those of the volume’s earlier lives', () => {
  const volume = { incarnation: 'loyw3v28-0001020304050607', epoch: 1_000 };
  expect(epochAbove({ ...volume, boots: 1 }, 0)).toBe(1_000);
  let last = 5_000;
  let before = 0;
  for (let boots = 1; boots < 50; boots += 1) {
    const epoch = epochAbove({ ...volume, epoch: volume.epoch + boots, boots }, last);
    expect(epoch).toBeGreaterThan(Math.max(last, before));
    // It may have written in it, or not.
    if (boots % 3 === 0) last = epoch;
    before = epoch;
  }
  const other = epochAbove({ incarnation: 'loyw3v28-0001020404050607', epoch: 1_000, boots: 1 }, 5_000);
  expect(other).not.toBe(epochAbove({ ...volume, boots: 1 }, 5_000));
});

test('an epoch is the volume’s next where the state has only those of its earlier starts: a version that looks at no state may follow', () => {
  const incarnation = 'loyw3v28-0001020304050607';
  let last = epochOf(incarnation, 1);
  for (let boots = 2; boots < 5; boots += 1) {
    const epoch = epochAbove({ incarnation, epoch: epochOf(incarnation, boots), boots }, last);
    expect(epoch).toBe(last + 1);
    last = epoch;
  }
});
