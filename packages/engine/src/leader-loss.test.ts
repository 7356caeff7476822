import { decodeAppend, ErrorCode } from '@grove/wire';
import { TestClient, TestCluster, create } from './testing/test-cluster';

function cluster(): { made: TestCluster; leader: number; others: number[] } {
  const made = new TestCluster(3);
  made.start();
  made.untilReady();
  const leader = made.leader?.id ?? 0;
  return { made, leader, others: made.replicas.map(({ id }) => id).filter((id) => id !== leader) };
}

function exists(made: TestCluster, replica: number, path: string): number {
  return new TestClient(made).open(replica).do({ type: 'exists', path, watch: false }).code;
}

describe('what an old leader wrote to its log and nobody else has', () => {
  test.each([
    ['it lives on', false],
    ['it starts anew from its disk', true],
  ])('S06 leaves nothing in memory once it is truncated, where %s (ZK-2845)', (_name, restarts) => {
    const { made, leader, others } = cluster();
    const term = made.leader?.engine?.status().term ?? 0;
    const client = new TestClient(made).open(leader, 40_000);
    client.do(create('/before'));
    for (const other of others) made.partition(leader, other);
    // In its log and on its disk, proposed by it as the leader that it still believes to be; no majority has it.
    for (let n = 0; n < 5; n += 1) client.add(create(`/lost-${n}`, '', 'persistent'));
    client.flush();
    made.clock.run(50);
    expect(client.answers).toHaveLength(1);
    made.clock.until(() => others.some((id) => made.replica(id).engine?.status().role === 'leader'));
    const writer = new TestClient(made).open(others[0] ?? 0, 40_000);
    expect(writer.do(create('/after')).code).toBe(0);
    if (restarts) {
      made.replica(leader).crash();
      made.heal();
      made.replica(leader).start();
    } else {
      // What its client waits for is sent again to the next leader, as it must be (P8): only the truncated entries are of interest here.
      made.heal();
    }
    made.untilReady();
    made.clock.until(() => (made.replica(leader).engine?.status().term ?? 0) > term);
    made.clock.run(2_000);
    // Equal digests at equal indexes: nothing is there twice, and nothing that the log does not hold.
    made.untilConverged();
    for (const { id } of made.replicas) {
      expect(exists(made, id, '/after')).toBe(0);
      expect(exists(made, id, '/lost-0')).toBe(restarts ? ErrorCode.NONODE : 0);
    }
    made.assertHealthy();
  });

  test('S06 nor is it remembered as proposed by the one that leads again: it goes into the log anew', () => {
    const { made, leader, others } = cluster();
    const client = new TestClient(made).open(leader, 40_000);
    client.do(create('/before'));
    for (const other of others) made.partition(leader, other);
    for (let n = 0; n < 5; n += 1) client.add(create(`/lost-${n}`));
    client.flush();
    made.clock.run(50);
    const leads = (id: number): boolean =>
      made.replica(id).engine?.status().role === 'leader' && made.replica(id).engine?.status().ready === true;
    made.clock.until(() => others.some(leads));
    const [next, third] = leads(others[0] ?? 0) ? others : [...others].reverse();
    // What it hands on to the next leader is lost: nobody else has the writes.
    const send = made.send.bind(made);
    made.send = (from, to, channel, bytes) => {
      if (channel !== 'append' || decodeAppend(bytes)?.type !== 'forward') send(from, to, channel, bytes);
    };
    made.heal();
    made.clock.until(() => made.replica(leader).engine?.status().role === 'follower');
    made.untilConverged();
    // The one that is to lead again has the longer log.
    made.partition(next ?? 0, third ?? 0);
    expect(new TestClient(made).open(next ?? 0, 40_000).do(create('/after')).code).toBe(0);
    made.clock.run(50);
    made.replica(next ?? 0).crash();
    made.clock.until(() => leads(leader));
    made.clock.until(() => client.answers.length === 6, 2_000);
    expect(client.answers.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    made.assertHealthy();
  });
});

describe('a leader that was stopped while another took over, and is asked before it hears of that', () => {
  test.each([
    ['S44 sync and the read behind it', true],
    ['S43 a linearizable read', false],
  ])('%s: nothing stale, but the state of the new one', (_name, syncs) => {
    const { made, leader, others } = cluster();
    const client = new TestClient(made).open(leader, 40_000);
    client.do(create('/r', 'old'));
    made.untilConverged();
    made.replica(leader).pause();
    made.clock.until(() =>
      others.some((id) => made.replica(id).engine?.status().role === 'leader' && made.replica(id).engine?.status().ready),
    );
    const writer = new TestClient(made).open(others[0] ?? 0, 40_000);
    expect(writer.do({ type: 'setData', path: '/r', data: Uint8Array.of(110), version: null }).code).toBe(0);
    expect(made.replica(leader).engine?.status().role).toBe('leader');
    if (syncs) client.add({ type: 'sync', path: '/r' });
    const read = client.add({ type: 'getData', path: '/r', watch: false }, { linearizable: !syncs });
    client.flush();
    expect(client.answers).toHaveLength(1);
    made.replica(leader).resume();
    const answer = client.answerTo(read);
    expect(answer.result).toMatchObject({ data: Uint8Array.of(110), stat: { version: 1 } });
    made.assertHealthy();
  });
});

describe('a replica whose loop stands still', () => {
  test.each(['leader', 'follower'])('S56 for 200 ms, the %s: no election, no session is lost, requests are answered', (role) => {
    const { made, leader, others } = cluster();
    const paused = role === 'leader' ? leader : (others[0] ?? 0);
    const term = made.leader?.engine?.status().term;
    const client = new TestClient(made).open(paused, 4_000);
    client.do(create('/e', '', 'ephemeral'));
    for (let round = 0; round < 20; round += 1) {
      made.replica(paused).pause();
      made.clock.run(200);
      made.replica(paused).resume();
      made.clock.run(100);
      client.ping();
    }
    expect([made.leader?.id, made.leader?.engine?.status().term]).toEqual([leader, term]);
    expect(client.ended).toBeNull();
    expect(client.do({ type: 'exists', path: '/e', watch: false }).code).toBe(0);
    made.assertHealthy();
  });

  test('S56 the leader, for 2 s: another leads meanwhile, the old one steps down when it wakes, no session expires', () => {
    const { made, leader, others } = cluster();
    const here = new TestClient(made).open(leader, 4_000);
    const there = new TestClient(made).open(others[0] ?? 0, 4_000);
    here.do(create('/here', '', 'ephemeral'));
    there.do(create('/there', '', 'ephemeral'));
    made.replica(leader).pause();
    made.clock.until(() => others.some((id) => made.replica(id).engine?.status().role === 'leader'), 1_000);
    expect(there.do(create('/meanwhile')).code).toBe(0);
    made.clock.run(1_000);
    made.replica(leader).resume();
    made.clock.run(200);
    expect(made.replica(leader).engine?.status().role).toBe('follower');
    for (let round = 0; round < 5; round += 1) {
      here.ping();
      there.ping();
      made.clock.run(1_300);
    }
    expect([here.ended, there.ended]).toEqual([null, null]);
    for (const path of ['/here', '/there']) expect(exists(made, leader, path)).toBe(0);
    made.untilConverged();
    made.assertHealthy();
  });
});
