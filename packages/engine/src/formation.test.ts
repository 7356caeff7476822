import type { ClusterConfig } from '@grove/raft';
import { encodeConfig } from '@grove/storage';
import { defaultEngineOptions } from './defaults';
import { Formation } from './formation';
import { TestClient, TestCluster, create } from './testing/test-cluster';

const member = (id: number, host = `r${id}`) => ({
  id,
  incarnation: `volume-${id}`,
  voter: true,
  peerAddress: `${host}:7420`,
  clientAddress: `${host}:7410`,
});

function formation(replica: number, named: readonly number[]) {
  const formed: ClusterConfig[] = [];
  const peers: ReadonlyMap<number, string>[] = [];
  const made = new Formation(
    { ...defaultEngineOptions, replica, initialMembers: named.map((id) => member(id)) },
    `new-${replica}`,
    true,
    { nowMs: () => 0, wallMs: () => 0, setTimer: () => null, clearTimer: () => undefined, defer: () => undefined },
    { setPeers: (to) => peers.push(new Map(to.map(({ id, address }) => [id, address]))), send: () => undefined, redial: () => undefined },
    { log: () => undefined, fatal: () => undefined, observe: {} as never },
    (config) => formed.push(config),
  );
  made.begin();
  const told = (from: number, members: ClusterConfig['members'], version: number): void => {
    const initialConfig = encodeConfig({ members });
    made.onProbeReply({ type: 'probeReply', replica: from, incarnation: '', formed: true, initialConfig, version, challenge: 0 });
  };
  const heard = (id: number): void => {
    made.onProbe(id, { type: 'probe', incarnation: `new-${id}`, proof: 0, replica: id, peerAddress: `r${id}:7420`, clientAddress: '' });
  };
  return { told, heard, formed, peers };
}

test('empty ones that have all heard one another form a cluster, but not where one was told that there is one', () => {
  const first = formation(1, [1, 2, 3]);
  for (const id of [2, 3]) first.heard(id);
  expect(first.formed).toHaveLength(1);
  const told = formation(1, [1, 2, 3]);
  told.told(
    4,
    [1, 2, 3, 4, 5, 6, 7].map((id) => member(id)),
    900,
  );
  for (const id of [2, 3]) told.heard(id);
  expect(told.formed).toEqual([]);
});

test('who is behind the others does not say any more where the members are', () => {
  const { told, peers } = formation(4, [1, 2, 3, 4]);
  const old = [member(1), member(2), member(3)];
  const now = [member(1), member(2, 'moved'), member(3)];
  told(3, old, 5);
  told(1, now, 10);
  expect(peers.at(-1)?.get(2)).toBe('moved:7420');
  const { length } = peers;
  for (let round = 0; round < 5; round += 1) {
    told(3, old, 5);
    told(1, now, 10);
    told(2, now, 10);
  }
  expect(peers).toHaveLength(length);
  told(1, [member(1), member(2, 'again'), member(3)], 12);
  expect(peers.at(-1)?.get(2)).toBe('again:7420');
});

test('a replica that names itself alone begins a cluster without being told to, when it has listened', () => {
  const made = new TestCluster(1, { mayFormAlone: false });
  made.start();
  made.clock.run(2_900);
  expect(made.replica(1).engine?.status().config.members).toEqual([]);
  made.untilReady();
  expect(new TestClient(made).open(1).do(create('/a')).code).toBe(0);
  // With its data it does not listen.
  made.replica(1).crash();
  made.replica(1).start();
  made.clock.run(1_000);
  expect(made.replica(1).engine?.status().ready).toBe(true);
  made.assertHealthy();
});

test('to begin a cluster means nothing where there is data, or where others are named: it is said, and nothing ends', () => {
  const made = new TestCluster(3);
  made.start();
  made.untilReady();
  made.replica(2).crash();
  made.replica(2).start();
  made.untilReady();
  const ignored = made.replica(2).said.filter((line) => line.includes('--form is ignored'));
  expect(ignored.map((line) => line.includes('has data'))).toEqual([false, true]);
  made.assertHealthy();
});
