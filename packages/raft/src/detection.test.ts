import { TestCluster } from './testing/cluster';
import { effectsOf, sentOf } from './testing/expect';

/** Time passes while messages, and writes to disk, take `delayMs`. */
function advanceSlowly(cluster: TestCluster, ms: number, delayMs: number): void {
  for (let passed = 1; passed <= ms; passed++) {
    cluster.nowMs += 1;
    if (passed % delayMs === 0) {
      for (let count = cluster.queue.length; count > 0; count--) cluster.deliverOne();
      for (const id of cluster.replicas.keys()) cluster.sync(id);
    }
    for (const { id, raft } of cluster.replicas.values()) if (raft.nextDeadlineMs <= cluster.nowMs) cluster.give(id, { type: 'tick' });
  }
}

/** Replica 1 led and is dead; the others know it and have not asked yet. */
function withoutLeader(): TestCluster {
  const cluster = new TestCluster();
  cluster.elect(1);
  cluster.advance(500);
  cluster.crash(1);
  return cluster;
}

/** The replica's time to ask has come; what it sends stays on its way. */
function ask(cluster: TestCluster, id: number) {
  cluster.nowMs = Math.max(cluster.nowMs, cluster.at(id).raft.nextDeadlineMs);
  return cluster.give(id, { type: 'tick' });
}

describe('a reset connection to the leader', () => {
  it.each([1, 3, 6, 10])('brings a new leader soon where every message and write takes %i ms', (delayMs) => {
    for (let seed = 1; seed <= 40; seed++) {
      const cluster = new TestCluster({ seed });
      cluster.elect(1);
      cluster.advance(500);
      cluster.crash(1);
      cluster.instantDisk = false;
      // The delay before the question and at most one repetition; seven messages and writes in a row.
      advanceSlowly(cluster, 40 + 9 * delayMs, delayMs);
      expect([seed, ...cluster.leaders.map((leader) => leader.raft.ready)]).toEqual([seed, true]);
    }
  });

  it('splits no votes where both survivors ask before they hear of each other', () => {
    const cluster = withoutLeader();
    ask(cluster, 2);
    ask(cluster, 3);
    cluster.settle();
    expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term, leader.raft.ready])).toEqual([[3, 2, true]]);
  });

  it('lets the longer log go first, also where its number is lower', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(500);
    cluster.lose = (message) => message.to === 3;
    cluster.propose('x', 1);
    cluster.settle();
    cluster.lose = () => false;
    cluster.crash(1);
    ask(cluster, 2);
    ask(cluster, 3);
    cluster.settle();
    expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term, leader.raft.ready])).toEqual([[2, 2, true]]);
  });

  it('counts the dead as lost votes: an election that was split is repeated at once', () => {
    const cluster = withoutLeader();
    ask(cluster, 2);
    cluster.lose = () => true;
    cluster.receive(2, 3, { type: 'voteReply', term: 2, preVote: true, granted: true });
    expect(cluster.at(2).raft).toMatchObject({ role: 'candidate', term: 2 });
    expect(cluster.at(2).raft.nextDeadlineMs).toBeGreaterThanOrEqual(cluster.nowMs + 300);
    cluster.receive(2, 3, { type: 'voteReply', term: 2, preVote: false, granted: false });
    expect(cluster.at(2).raft.nextDeadlineMs).toBeLessThanOrEqual(cluster.nowMs + 20);
  });

  it('waits for the vote of a peer that was reset and is heard again', () => {
    const cluster = withoutLeader();
    ask(cluster, 2);
    cluster.receive(2, 3, { type: 'voteReply', term: 2, preVote: true, granted: true });
    cluster.receive(2, 1, { type: 'voteReply', term: 1, preVote: true, granted: false });
    cluster.receive(2, 3, { type: 'voteReply', term: 2, preVote: false, granted: false });
    expect(cluster.at(2).raft.nextDeadlineMs).toBeGreaterThanOrEqual(cluster.nowMs + 300);
    cluster.receive(2, 1, { type: 'voteReply', term: 2, preVote: false, granted: true });
    expect(cluster.at(2).raft.role).toBe('leader');
  });

  it('lets whoever asked first win, but holds nobody up for one that cannot', () => {
    const cluster = withoutLeader();
    const asked = { type: 'vote', term: 2, preVote: true, lastIndex: 1, lastTerm: 1, transfer: false } as const;
    expect(sentOf(cluster.receive(2, 3, asked), 'voteReply')).toMatchObject([{ granted: true }]);
    expect(cluster.at(2).raft.nextDeadlineMs).toBeGreaterThanOrEqual(cluster.nowMs + 40);
    expect(cluster.at(2).raft.nextDeadlineMs).toBeLessThan(cluster.nowMs + 60);
    ask(cluster, 2);
    expect(sentOf(cluster.receive(2, 3, asked), 'voteReply')).toMatchObject([{ granted: true }]);
    expect(cluster.at(2).raft.nextDeadlineMs).toBeLessThan(cluster.nowMs + 20);
  });

  it('asks not at once against one that is standing already', () => {
    const cluster = withoutLeader();
    ask(cluster, 2);
    cluster.receive(2, 3, { type: 'voteReply', term: 2, preVote: true, granted: false });
    expect(cluster.at(2).raft).toMatchObject({ role: 'follower', term: 2 });
    expect(cluster.at(2).raft.nextDeadlineMs).toBeGreaterThanOrEqual(cluster.nowMs + 40);
  });

  it('is no silence: a late question is asked without the grace after an own pause', () => {
    const cluster = withoutLeader();
    cluster.nowMs = cluster.at(2).raft.nextDeadlineMs + 200;
    expect(sentOf(cluster.give(2, { type: 'tick' }), 'vote')).toHaveLength(2);
  });

  it('brings a new leader within tens of milliseconds where the leader is dead', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const cluster = new TestCluster({ seed });
      cluster.elect(1);
      cluster.advance(500);
      cluster.crash(1);
      cluster.advance(60);
      expect(cluster.leaders.map((leader) => leader.raft.ready)).toEqual([true]);
    }
  });

  it('redials once, and asks again in short random times until a leader is heard', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(500);
    const lost = cluster.at(2);
    cluster.lose = (message) => message.from === 1 || message.to === 1 || message.to === 3;
    let redials = 0;
    let rounds = 0;
    cluster.watch = (replica, effect) => {
      if (replica !== lost) return;
      if (effect.type === 'redial') redials += 1;
      if (effect.type === 'send' && effect.message.type === 'vote' && effect.to === 3) rounds += 1;
    };
    cluster.give(2, { type: 'peerReset', peer: 1 });
    cluster.give(2, { type: 'peerReset', peer: 1 });
    cluster.advance(200);
    expect(redials).toBe(1);
    expect(rounds).toBeGreaterThan(10);
    expect(lost.raft.term).toBe(1);
  });

  it('unseats no leader that others hear: they grant only when their own lease is gone', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(500);
    cluster.lose = (message) => (message.from === 1 && message.to === 2) || (message.from === 2 && message.to === 1);
    cluster.give(2, { type: 'peerReset', peer: 1 });
    cluster.advance(2000);
    expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[1, 1]]);
    expect(cluster.at(2).raft.role).toBe('candidate');
  });

  it('is forgiven with the next word of the same leader: the lease stands again', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(500);
    const { term } = cluster.at(2).raft;
    const asked = { type: 'vote', term: term + 1, preVote: true, lastIndex: 99, lastTerm: term, transfer: false } as const;
    cluster.give(2, { type: 'peerReset', peer: 1 });
    expect(sentOf(cluster.receive(2, 3, asked), 'voteReply')).toMatchObject([{ granted: true }]);
    cluster.receive(2, 1, { type: 'heartbeat', term, commitIndex: 1, round: 99 });
    expect(sentOf(cluster.receive(2, 3, asked), 'voteReply')).toMatchObject([{ granted: false }]);
    expect(cluster.at(2).raft.nextDeadlineMs).toBeGreaterThanOrEqual(cluster.nowMs + 300);
  });

  it('means nothing where the peer is no leader', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    const before = cluster.at(2).raft.nextDeadlineMs;
    expect(cluster.give(2, { type: 'peerReset', peer: 3 })).toEqual([]);
    expect(cluster.at(2).raft.nextDeadlineMs).toBe(before);
  });

  it('S26 to one peer does not delay the others (ZK-2930, 3398, 3575, 4074)', () => {
    const cluster = new TestCluster({ voters: [1, 2, 3, 4, 5] });
    cluster.elect(1);
    cluster.lose = (message) => message.to === 5 || message.from === 5;
    cluster.crash(1);
    cluster.advance(80);
    expect(cluster.leaders.map((leader) => leader.raft.ready)).toEqual([true]);
    // Nor its heartbeats and blocks to them, which keep it in office.
    const { id, raft } = cluster.leader;
    const { term } = raft;
    cluster.propose('x', id);
    cluster.settle();
    for (const other of [2, 3, 4]) expect(cluster.at(other).appliedBodies).toEqual(['x']);
    cluster.advance(3000);
    expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[id, term]]);
    for (const other of [2, 3, 4]) expect(cluster.at(other).raft).toMatchObject({ leader: id, term });
  });

  it('lets the leader ask a follower anew where its blocks were lost', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = (message) => message.to === 2;
    cluster.propose('x', 1);
    cluster.settle();
    cluster.lose = () => false;
    cluster.give(1, { type: 'peerReset', peer: 2 });
    cluster.advance(120);
    expect(cluster.at(2).appliedBodies).toEqual(['x']);
  });
});

describe('a disk that hangs', () => {
  it('S24 makes the leader hand over within its bound (hashicorp/raft 503, 612, 666; tarantool 9399; lavinmq 2151)', () => {
    const cluster = new TestCluster();
    const old = cluster.elect(1);
    cluster.advance(500);
    cluster.hungDisks.add(1);
    cluster.propose('x', 1);
    cluster.settle();
    cluster.advance(390);
    expect(old.raft.role).toBe('leader');
    cluster.advance(60);
    expect(old.raft.role).not.toBe('leader');
    expect(old.notes.join()).toMatch(/disk stalled for 40\d ms; replica \d takes over/);
    expect(cluster.leaders.map((leader) => leader.raft.ready)).toEqual([true]);
    // What a majority had on disk is kept.
    expect(cluster.leader.appliedBodies).toEqual(['x']);
  });

  it('S24 makes it step down where nobody can take over', () => {
    const cluster = new TestCluster();
    const old = cluster.elect(1);
    cluster.advance(500);
    cluster.hungDisks.add(1);
    cluster.propose('x', 1);
    cluster.lose = () => true;
    cluster.advance(420);
    expect(old.raft.role).not.toBe('leader');
    expect(old.notes.join()).not.toContain('takes over');
  });

  it('S24 of a follower is not waited for', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.hungDisks.add(3);
    for (let count = 0; count < 20; count++) cluster.propose(`number ${count}`, 1);
    cluster.settle();
    expect(cluster.at(1).appliedBodies).toHaveLength(20);
    cluster.advance(3000);
    expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[1, 1]]);
  });

  it('that is slow but moves is no stall', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.hungDisks.add(1);
    for (let count = 0; count < 10; count++) cluster.propose(`number ${count}`, 1);
    for (let count = 0; count < 10; count++) {
      cluster.advance(300);
      cluster.sync(1, 1);
    }
    expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[1, 1]]);
  });

  it('keeps a sole voter in its place, and a replica with one from standing', () => {
    const cluster = new TestCluster({ voters: [1] });
    cluster.elect(1);
    cluster.hungDisks.add(1);
    cluster.propose('x', 1);
    cluster.advance(5000);
    expect(cluster.at(1).raft.role).toBe('leader');
    const three = new TestCluster({ options: { persistStallMs: 200 } });
    three.hungDisks.add(2);
    three.receive(2, 1, { type: 'vote', term: 1, preVote: false, lastIndex: 0, lastTerm: 0, transfer: false });
    three.nowMs = three.at(2).raft.nextDeadlineMs;
    expect(effectsOf(three.give(2, { type: 'tick' }), 'send')).toEqual([]);
  });
});
