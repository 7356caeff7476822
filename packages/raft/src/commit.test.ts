import { configOfIds, TestCluster } from './testing/cluster';
import { effectsOf } from './testing/expect';
import { emptyDisk } from './testing/replica';
import { testSealer, textBytes } from './testing/sealer';
import type { Block } from './types';

describe('commit', () => {
  it('comes when a majority has it on disk (§3.5)', () => {
    const cluster = new TestCluster({ voters: [1, 2, 3, 4, 5] });
    cluster.elect(1);
    cluster.instantDisk = false;
    cluster.propose('x');
    cluster.settle();
    cluster.sync(1);
    cluster.sync(2);
    cluster.settle();
    expect(cluster.at(1).raft.commitIndex).toBe(1);
    cluster.sync(3);
    cluster.settle();
    expect(cluster.at(1).raft.commitIndex).toBe(2);
  });

  it('needs no fsync of the leader itself, but the leader applies only what its disk has (§10.2.1)', () => {
    const cluster = new TestCluster();
    const leader = cluster.elect(1);
    cluster.hungDisks.add(1);
    cluster.propose('x');
    cluster.settle();
    expect(leader.raft.commitIndex).toBe(2);
    expect(leader.raft.durableIndex).toBe(1);
    expect(leader.appliedIndex).toBe(1);
    expect(cluster.at(2).appliedIndex).toBe(2);
    cluster.hungDisks.clear();
    cluster.sync(1);
    expect(leader.appliedIndex).toBe(2);
  });

  it('reaches followers at once, not with the next block', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.propose('x');
    cluster.settle();
    expect(cluster.at(2).appliedBodies).toEqual(['x']);
    expect(cluster.at(3).appliedBodies).toEqual(['x']);
  });

  it('S17 of a cluster of one comes after its own fsync, never before (etcd 14370)', () => {
    const cluster = new TestCluster({ voters: [1], instantDisk: false });
    cluster.give(1, { type: 'tick' });
    cluster.sync(1);
    expect(cluster.at(1).raft.role).toBe('leader');
    cluster.sync(1);
    cluster.propose('x', 1);
    expect(cluster.at(1).appliedBodies).toEqual([]);
    expect(cluster.at(1).raft).toMatchObject({ commitIndex: 1, undurableBlocks: 1 });
    cluster.sync(1);
    expect(cluster.at(1).appliedBodies).toEqual(['x']);
  });

  it('S01 every acknowledged write is there after all crash and the old leader stays away (ZK-3911, 4646, 3023, 4785)', () => {
    for (const survivors of [
      [2, 3],
      [1, 3],
      [1, 2],
    ]) {
      const cluster = new TestCluster({ seed: survivors[0] ?? 1 });
      cluster.elect(1);
      cluster.instantDisk = false;
      cluster.propose('acknowledged');
      cluster.settle();
      cluster.sync(1);
      cluster.settle();
      // Both followers have it, in memory alone: nothing of it may be acknowledged.
      expect(cluster.at(1).appliedBodies).toEqual([]);
      // One follower's sync is enough with the leader's.
      cluster.sync(2);
      cluster.settle();
      expect(cluster.at(1).appliedBodies).toEqual(['acknowledged']);
      for (const id of [1, 2, 3]) cluster.crash(id, false);
      cluster.instantDisk = true;
      for (const id of survivors) cluster.start(id);
      cluster.advance(3000);
      for (const id of survivors) expect(cluster.at(id).appliedBodies).toEqual(['acknowledged']);
    }
  });

  it('S20 of a block of an older term does not come by counting (§3.6.2, figure 3.7; logcabin 44)', () => {
    // Replica 1 led term 2 and left its block on 1 and 2; 5 led term 3 and kept its block for itself.
    const start = { index: 0, term: 0, chain: 0 };
    const first = testSealer.seal(start, 1, 'noop', 1, new Uint8Array(0));
    const at1 = { index: 1, term: 1, chain: first.chain };
    const ofTerm2 = testSealer.seal(at1, 2, 'entries', 1, textBytes('two'));
    const ofTerm3 = testSealer.seal(at1, 3, 'entries', 1, textBytes('three'));
    const logs: Record<number, Block[]> = { 1: [first, ofTerm2], 2: [first, ofTerm2], 3: [first], 4: [first], 5: [first, ofTerm3] };
    const cluster = new TestCluster({ voters: [1, 2, 3, 4, 5] });
    for (const id of [1, 2, 3, 4, 5]) {
      const disk = emptyDisk(configOfIds([1, 2, 3, 4, 5]), `volume-${id}`);
      disk.blocks = logs[id] ?? [];
      disk.hardState = { term: 3, votedFor: null };
      cluster.start(id, disk);
    }
    // Replica 1 leads term 4 and spreads the block of term 2, but its own no-op reaches nobody.
    cluster.lose = (message) =>
      message.to === 5 ||
      message.from === 5 ||
      (message.message.type === 'append' && message.message.blocks.some((block) => block.term === 4) && message.message.prev.index >= 2);
    cluster.elect(1);
    const { raft } = cluster.at(1);
    for (const id of [2, 3, 4]) {
      cluster.receive(1, id, {
        type: 'appendReply',
        term: raft.term,
        accepted: true,
        index: 2,
        hintTerm: 2,
        hintChain: ofTerm2.chain,
        refusedIndex: 0,
      });
    }
    expect([2, 3, 4].map((id) => raft.matchIndexOf(id))).toEqual([2, 2, 2]);
    expect(raft.commitIndex).toBe(0);
    // With one block of the current term on a majority all before it is committed too.
    const noop = raft.lastPosition;
    for (const id of [2, 3]) {
      cluster.receive(1, id, {
        type: 'appendReply',
        term: raft.term,
        accepted: true,
        index: 3,
        hintTerm: noop.term,
        hintChain: noop.chain,
        refusedIndex: 0,
      });
    }
    expect(raft.commitIndex).toBe(3);
  });

  it('is told in order, and never twice', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    const told: number[] = [];
    cluster.watch = (replica, effect) => {
      if (replica.id === 2 && effect.type === 'commit') told.push(effect.index);
    };
    for (let count = 0; count < 20; count++) cluster.propose(`number ${count}`, 1, 1 + (count % 3));
    cluster.settle();
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(new Set(told).size).toBe(told.length);
    expect(told[told.length - 1]).toBe(cluster.at(1).raft.lastIndex);
  });

  it('is refused to proposals where this replica does not lead', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    expect(cluster.propose('x', 2)).toEqual([]);
    expect(effectsOf(cluster.propose('x', 1), 'persist')).toHaveLength(1);
  });
});

describe('a damaged log', () => {
  function damaged() {
    const cluster = new TestCluster();
    cluster.elect(1);
    for (let count = 0; count < 5; count++) cluster.propose(`number ${count}`);
    cluster.settle();
    const disk = cluster.disks.get(3);
    if (disk === undefined) throw new Error('no disk');
    cluster.crash(3, false);
    disk.blocks.length = 2;
    return { cluster, disk };
  }

  it('S23 takes no part in elections until it has all that a leader has committed in its own term (CORDS)', () => {
    const { cluster, disk } = damaged();
    // The leader is gone as well: with the damaged replica's vote the other could be elected without what was acknowledged.
    cluster.crash(1, false);
    cluster.start(3, disk, true);
    cluster.advance(5000);
    expect(cluster.leaders).toEqual([]);
    expect(cluster.at(3).raft).toMatchObject({ role: 'follower', canVote: false, damaged: true });
    cluster.start(1);
    cluster.advance(3000);
    expect(cluster.leaders).toHaveLength(1);
    expect(cluster.at(3).raft).toMatchObject({ canVote: true, damaged: false });
    expect(cluster.at(3).appliedBodies).toHaveLength(5);
  });

  it('S23 is not proven whole by a commit index of an earlier term', () => {
    const { disk } = damaged();
    const cluster = new TestCluster();
    cluster.start(3, disk, true);
    const position = cluster.at(3).raft.lastPosition;
    cluster.receive(3, 2, { type: 'append', term: 7, prev: position, commitIndex: position.index, blocks: [] });
    expect(cluster.at(3).raft.damaged).toBe(true);
    const noop = testSealer.seal(position, 7, 'noop', 1, new Uint8Array(0));
    cluster.hungDisks.add(3);
    cluster.receive(3, 2, { type: 'append', term: 7, prev: position, commitIndex: noop.lastIndex, blocks: [noop] });
    // Nor by blocks that its disk does not have yet.
    expect(cluster.at(3).raft.damaged).toBe(true);
    cluster.sync(3);
    expect(cluster.at(3).raft.damaged).toBe(false);
  });

  it('S23 heals in a cluster without writes too, where the commit was told by no append', () => {
    const cluster = new TestCluster();
    cluster.start(3, undefined, true);
    cluster.elect(1);
    // The no-op came before it was committed; of its commit heartbeats tell, which prove nothing.
    expect(cluster.at(3).raft).toMatchObject({ commitIndex: 1, damaged: true });
    cluster.advance(200);
    expect(cluster.at(3).raft.damaged).toBe(false);
  });

  it('S23 heals in a cluster without writes too', () => {
    const { cluster, disk } = damaged();
    cluster.start(3, disk, true);
    cluster.advance(500);
    expect(cluster.at(3).raft.damaged).toBe(false);
    expect(cluster.at(3).appliedBodies).toHaveLength(5);
  });
});
