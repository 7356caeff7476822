import { TestCluster } from './testing/cluster';

describe('check-quorum', () => {
  it('makes a leader step down that no majority answers within an election timeout (§6.2)', () => {
    const cluster = new TestCluster();
    const leader = cluster.elect(1);
    cluster.lose = (message) => message.to === 1;
    cluster.advance(400);
    expect(leader.raft.role).toBe('leader');
    cluster.advance(200);
    expect(leader.raft.role).not.toBe('leader');
    expect(leader.notes.join()).toContain('stepped down: heard 1 of 3 voters');
  });

  it('lets a leader lead that a bare majority answers', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = (message) => message.to === 3 || message.from === 3;
    cluster.advance(3000);
    expect(cluster.at(1).raft).toMatchObject({ role: 'leader', term: 1 });
  });

  it.each([
    // Of three: 2 and 3 do not hear each other; 3 does not hear 1 either, but 1 hears 3.
    [3, ['2>3', '3>2', '1>3']],
    // 3 alone does not hear the leader; it hears 2, and both hear it.
    [3, ['1>3']],
    // Of five: 4 and 5 reach the others over 3 alone.
    [5, ['1>4', '4>1', '1>5', '5>1', '2>4', '4>2', '2>5', '5>2']],
  ])(
    'S25 keeps a leader that a majority hears, over a bridge and over links that work one way (Cloudflare 2020): %i, %j',
    (size, links) => {
      const cluster = new TestCluster({ voters: [1, 2, 3, 4, 5].slice(0, size) });
      cluster.elect(1);
      const cut = new Set(links);
      cluster.lose = (message) => cut.has(`${message.from}>${message.to}`);
      cluster.advance(5000);
      expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[1, 1]]);
      cluster.propose('x', 1);
      cluster.settle();
      expect(cluster.at(2).appliedBodies).toEqual(['x']);
      // Nor does who comes back unseat it.
      cluster.lose = () => false;
      cluster.advance(2000);
      expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[1, 1]]);
      for (const replica of cluster.replicas.values()) expect(replica.appliedBodies).toEqual(['x']);
    },
  );

  it('S25 gives the office to the one that a majority reaches, and leaves it there', () => {
    const cluster = new TestCluster({ voters: [1, 2, 3, 4, 5] });
    cluster.elect(1);
    // All reach 3 alone; the leader is one of them.
    cluster.lose = (message) => message.from !== 3 && message.to !== 3;
    cluster.advance(5000);
    expect(cluster.leaders.map((leader) => leader.id)).toEqual([3]);
    const { term } = cluster.leader.raft;
    cluster.advance(10_000);
    expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[3, term]]);
  });

  it('S56 an own pause of 200 ms costs no election, on any replica', () => {
    for (const paused of [1, 2, 3]) {
      const cluster = new TestCluster();
      cluster.elect(1);
      cluster.advance(1000);
      const replica = cluster.at(paused);
      cluster.replicas.delete(paused);
      cluster.lose = () => false;
      cluster.advance(200);
      cluster.replicas.set(paused, replica);
      // It wakes: the clock's word comes before the messages.
      cluster.give(paused, { type: 'tick' });
      cluster.advance(1000);
      expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[1, 1]]);
    }
  });

  it('S56 a leader that was away for 2 s is replaced meanwhile, and steps down when it wakes', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    const old = cluster.at(1);
    cluster.replicas.delete(1);
    cluster.advance(2000);
    expect(cluster.leader.id).not.toBe(1);
    cluster.replicas.set(1, old);
    cluster.give(1, { type: 'tick' });
    cluster.advance(100);
    expect(old.raft.role).toBe('follower');
    expect(old.raft.leader).toBe(cluster.leader.id);
  });

  it('is judged by a leader that was away only after a fresh round', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    // All sleep together: nobody has replaced the leader.
    cluster.nowMs += 5000;
    cluster.give(1, { type: 'tick' });
    cluster.settle();
    for (const id of [2, 3]) cluster.give(id, { type: 'tick' });
    cluster.advance(1000);
    expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[1, 1]]);
  });
});
