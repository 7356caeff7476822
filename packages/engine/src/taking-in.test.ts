import { encodeConfig } from '@grove/storage';
import { encodeControl } from '@grove/wire';
import { address, ask, cluster, doneBy, seenBy } from './testing/member-commands';
import { TestClient, create } from './testing/test-cluster';
import type { TestCluster, TestReplica } from './testing/test-cluster';

const ALL = '1,2,3';

/** Whose settings have this replica elsewhere than all others have it. */
function settingsWith(made: TestCluster, { id }: TestReplica, host: string) {
  const { initialMembers } = made.options(id);
  return { initialMembers: initialMembers.map((member) => (member.id === id ? { ...member, peerAddress: `${host}:7420` } : member)) };
}

function volumeOf(made: TestCluster, { id }: TestReplica): string | undefined {
  return made.leader?.engine?.status().config.members.find((member) => member.id === id)?.incarnation;
}

describe('a second process under the number of a voter', () => {
  test.each([
    ['that is there', 'r', 'is to be stopped'],
    ['that is there, with an address of its own', 'double', 'is to be stopped'],
    ['that is down', 'r', 'does not reach it'],
    ['that is down, with an address of its own', 'double', 'grove member move'],
  ])('%s takes no vote from it', (where, host, words) => {
    const { made, leader, follower, other } = cluster();
    const volume = volumeOf(made, follower);
    const double = made.double(follower, 'double:7420');
    if (host === 'double') double.overrides = settingsWith(made, follower, host);
    if (where.includes('down')) {
      follower.crash();
      made.clock.run(1_000);
    }
    double.start();
    made.clock.run(5_000);
    expect([seenBy(leader).join(), volumeOf(made, follower)]).toEqual([ALL, volume]);
    expect(double.engine?.status().ready).toBe(false);
    expect(leader.said.filter((line) => line.includes(words))).toHaveLength(1);
    // The one that is right votes on.
    if (follower.engine === null) follower.start();
    made.untilReady();
    other.crash();
    made.clock.run(1_000);
    expect(new TestClient(made).open(follower.id).do(create('/on')).code).toBe(0);
    made.assertHealthy();
  });

  test('does not contend with a wiped one that comes where the members have it', () => {
    const { made, leader, follower } = cluster();
    made.double(follower, 'double:7420').start();
    follower.crash();
    const fresh = made.replaced(follower);
    fresh.overrides = { joinsOnly: true };
    fresh.start();
    const volumes = new Set<string | undefined>();
    for (let at = 0; at < 10_000; at += 10) {
      made.clock.run(10);
      volumes.add(volumeOf(made, follower));
    }
    expect([seenBy(leader).join(), volumes.size, fresh.engine?.status().ready]).toEqual([ALL, 2, true]);
    expect(volumes).toContain(fresh.engine?.incarnation);
  });

  test('is not taken in under a number that was added and waits, where it is not at its address', () => {
    const { made, leader } = cluster();
    const added = made.add();
    const double = made.double(added, 'double:7420');
    double.start();
    doneBy(made, ask(leader, { joining: [address(4)] }));
    made.clock.run(3_000);
    expect([seenBy(leader).join(), volumeOf(made, added)]).toEqual(['1,2,3,-4', '']);
    added.start();
    made.clock.until(() => seenBy(leader).join() === '1,2,3,4');
    expect(volumeOf(made, added)).toBe(added.engine?.incarnation);
  });
});

test('one whose machine is lost comes in elsewhere when it was moved by command, and says until then what to do', () => {
  const { made, leader, follower } = cluster();
  follower.crash();
  const fresh = made.replaced(follower);
  fresh.peerAddress = 'new:7420';
  fresh.overrides = settingsWith(made, follower, 'new');
  fresh.start();
  made.clock.run(6_000);
  expect(seenBy(leader).join()).toBe(ALL);
  for (const { said } of [leader, fresh]) expect(said.some((line) => line.includes('grove member move'))).toBe(true);
  doneBy(made, ask(leader, { joining: [address(follower.id, 'new')] }));
  made.clock.until(() => seenBy(leader).join() === ALL && volumeOf(made, fresh) === fresh.engine?.incarnation);
  made.untilReady();
  made.untilConverged();
  made.assertHealthy();
});

test('a volume that was just taken in, and hears of no leader, believes nobody who has known it less long', () => {
  const { made, leader, other } = cluster();
  const before = leader.engine?.status().config ?? { members: [] };
  const added = made.add();
  added.start();
  doneBy(made, ask(leader, { joining: [address(4)] }));
  made.clock.until(() => seenBy(added).length > 0);
  for (const { id } of made.replicas) made.partition(4, id);
  made.clock.run(1_000);
  const reply = { type: 'probeReply', replica: other.id, incarnation: '', formed: true, version: 1, challenge: 0 } as const;
  added.engine?.onPeerMessage(other.id, 'control', encodeControl({ ...reply, initialConfig: encodeConfig(before) }));
  expect(added.said.filter((line) => line.includes('no member of the cluster any more'))).toEqual([]);
});
