import { TestCluster } from './testing/cluster';

describe('the thin path', () => {
  it('elects a leader, appends, commits everywhere', () => {
    const cluster = new TestCluster();
    cluster.advance(1000);
    expect(cluster.leaders).toHaveLength(1);
    expect(cluster.leader.raft.ready).toBe(true);
    cluster.propose('a');
    cluster.propose('b');
    cluster.settle();
    for (const replica of cluster.replicas.values()) expect(replica.appliedBodies).toEqual(['a', 'b']);
  });
});
