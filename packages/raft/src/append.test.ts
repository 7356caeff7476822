import { raftDefaults } from './defaults';
import { Raft } from './raft';
import { configOfIds, TestCluster } from './testing/cluster';
import { effectsOf, notes, sends, sentOf } from './testing/expect';
import { emptyDisk } from './testing/replica';
import { testSealer, textBytes } from './testing/sealer';
import type { Block, BlockSealer, LogPosition, Message } from './types';

type Append = Extract<Message, { type: 'append' }>;

const start: LogPosition = { index: 0, term: 0, chain: 0 };

function endOf(block: Block): LogPosition {
  return { index: block.lastIndex, term: block.term, chain: block.chain };
}

/** One block for each [term, entries]. */
function chainOf(shape: readonly (readonly [number, number])[], text = ''): Block[] {
  const blocks: Block[] = [];
  let prev = start;
  for (const [term, count] of shape) {
    const block = testSealer.seal(prev, term, 'entries', count, textBytes(`${text}${term}`));
    blocks.push(block);
    prev = endOf(block);
  }
  return blocks;
}

function append(term: number, prev: LogPosition, blocks: readonly Block[], commitIndex = 0): Append {
  return { type: 'append', term, prev, commitIndex, blocks };
}

/** Replica 1 with this log, in a cluster under manual control. */
function holding(blocks: readonly Block[], instantDisk = true): TestCluster {
  const cluster = new TestCluster({ instantDisk });
  const disk = emptyDisk(configOfIds([1, 2, 3]), 'volume-1');
  disk.blocks = [...blocks];
  disk.hardState = { term: blocks[blocks.length - 1]?.term ?? 0, votedFor: null };
  cluster.start(1, disk);
  return cluster;
}

describe('append, at the follower', () => {
  it('is acknowledged only when it is on disk, each by its own write (§3.5, §3.8)', () => {
    const [a, b] = chainOf([
      [1, 1],
      [1, 2],
    ]) as [Block, Block];
    const cluster = holding([], false);
    const first = cluster.receive(1, 2, append(1, start, [a]));
    const second = cluster.receive(1, 2, append(1, endOf(a), [b]));
    expect(sends(first)).toMatchObject([{ after: effectsOf(first, 'persist')[0]?.token, message: { accepted: true, index: 1 } }]);
    expect(sends(second)).toMatchObject([{ after: effectsOf(second, 'persist')[0]?.token, message: { accepted: true, index: 3 } }]);
    expect(cluster.queue).toHaveLength(0);
    cluster.sync(1, 1);
    expect(cluster.queue).toMatchObject([{ message: { index: 1 } }]);
    cluster.sync(1, 1);
    expect(cluster.queue).toMatchObject([{ message: { index: 1 } }, { message: { index: 3 } }]);
  });

  it('acknowledges a repeated block only after the first write of it is on disk', () => {
    const [a] = chainOf([[1, 1]]) as [Block];
    const cluster = holding([], false);
    cluster.receive(1, 2, append(1, start, [a]));
    const again = cluster.receive(1, 2, append(1, start, [a]));
    expect(effectsOf(again, 'persist')).toEqual([]);
    expect(sends(again)).toMatchObject([{ after: 1, message: { accepted: true, index: 1 } }]);
    cluster.sync(1);
    expect(sends(cluster.receive(1, 2, append(1, start, [a])))).toMatchObject([{ after: 0, message: { accepted: true, index: 1 } }]);
  });

  it('commits min(leader commit, last matched) and only what the own disk has (§3.5)', () => {
    const [a, b] = chainOf([
      [1, 1],
      [1, 1],
    ]) as [Block, Block];
    const cluster = holding([], false);
    const effects = cluster.receive(1, 2, append(1, start, [a, b], 9));
    expect(effectsOf(effects, 'commit')).toEqual([]);
    cluster.sync(1);
    expect(cluster.at(1).appliedIndex).toBe(2);
    expect(cluster.at(1).raft.commitIndex).toBe(2);
  });

  it('does not take a log for matched because its index is high enough (§3.5)', () => {
    const cluster = holding(
      chainOf([
        [1, 1],
        [1, 1],
      ]),
    );
    // A heartbeat says that 2 is committed; whether this log holds the same 2 is not known.
    const effects = cluster.receive(1, 2, { type: 'heartbeat', term: 3, commitIndex: 2, round: 1 });
    expect(effectsOf(effects, 'commit')).toEqual([]);
    // It asks for an append that would show it.
    expect(sentOf(effects, 'appendReply')).toMatchObject([{ accepted: false, refusedIndex: 2, index: 2 }]);
  });

  it('replaces a tail of an earlier leader in the same write that brings the new blocks (§3.5)', () => {
    const common = chainOf([
      [1, 1],
      [1, 2],
    ]);
    const ours = chainOf([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 1],
    ]);
    const theirs = chainOf([
      [1, 1],
      [1, 2],
      [3, 2],
    ]);
    const cluster = holding(ours);
    const effects = cluster.receive(1, 2, append(3, endOf(common[1] as Block), theirs.slice(2)));
    expect(effectsOf(effects, 'truncated')).toEqual([{ type: 'truncated', fromIndex: 4 }]);
    expect(effectsOf(effects, 'persist')).toMatchObject([
      { truncateFrom: 4, blocks: [{ firstIndex: 4, lastIndex: 5, term: 3 }], hardState: { term: 3 } },
    ]);
    expect(cluster.at(1).raft.lastIndex).toBe(5);
  });

  it('keeps what lies behind when a repeated append ends earlier (§3.5)', () => {
    const blocks = chainOf([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    const cluster = holding(blocks);
    const effects = cluster.receive(1, 2, append(1, start, blocks.slice(0, 1)));
    expect(effectsOf(effects, 'truncated')).toEqual([]);
    expect(cluster.at(1).raft.lastIndex).toBe(3);
  });

  it('never truncates what is committed: it throws with the numbers', () => {
    const ours = chainOf([
      [1, 1],
      [1, 1],
    ]);
    const theirs = chainOf([
      [1, 1],
      [2, 1],
    ]);
    const cluster = holding(ours);
    cluster.receive(1, 2, append(1, endOf(ours[1] as Block), [], 2));
    expect(cluster.at(1).raft.commitIndex).toBe(2);
    expect(() => cluster.receive(1, 3, append(2, endOf(theirs[0] as Block), theirs.slice(1)))).toThrow(
      /truncation from 2 .* commit index 2/,
    );
  });

  it('S07 truncates at every block boundary and loses nothing before it (ZK-1154, 1156, 1489)', () => {
    const shape = [
      [1, 1],
      [1, 3],
      [2, 2],
      [2, 1],
      [3, 4],
    ] as const;
    const ours = chainOf(shape);
    for (let keep = 0; keep < ours.length; keep++) {
      const kept = ours.slice(0, keep);
      const last = kept[kept.length - 1];
      const prev = last === undefined ? start : endOf(last);
      const fresh = testSealer.seal(prev, 9, 'entries', 2, textBytes('new'));
      const cluster = holding(ours);
      cluster.receive(1, 2, append(9, prev, [fresh]));
      expect(cluster.at(1).disk.blocks).toEqual([...kept, fresh]);
    }
  });

  it('S02 crash with the new term but without its blocks truncates nothing that is committed (ZK-4643)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.propose('kept');
    cluster.settle();
    cluster.instantDisk = false;
    // Replica 2 hears of a newer term and of its blocks; only the term reaches the disk.
    cluster.receive(2, 3, { type: 'vote', term: 8, preVote: false, lastIndex: 9, lastTerm: 7, transfer: true });
    cluster.sync(2, 1);
    const prev = cluster.at(2).raft.lastPosition;
    cluster.receive(2, 3, append(8, prev, [testSealer.seal(prev, 8, 'noop', 1, new Uint8Array(0))]));
    cluster.crash(2);
    cluster.instantDisk = true;
    cluster.start(2);
    expect(cluster.at(2).disk.hardState.term).toBe(8);
    expect(cluster.at(2).raft.lastIndex).toBe(prev.index);
    cluster.advance(3000);
    expect(cluster.at(2).appliedBodies).toEqual(['kept']);
  });

  it('S03 blocks and commits that come in while an older write syncs are applied once, in order (ZK-4685, 4394, 4409)', () => {
    const blocks = chainOf([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    const cluster = holding([], false);
    let prev = start;
    for (const block of blocks) {
      cluster.receive(1, 2, append(1, prev, [block], prev.index));
      cluster.receive(1, 2, { type: 'heartbeat', term: 1, commitIndex: prev.index, round: 0 });
      prev = endOf(block);
    }
    const applied: number[] = [];
    cluster.watch = (_, effect) => {
      if (effect.type === 'commit') applied.push(effect.index);
    };
    for (let count = 0; count < 4; count++) cluster.sync(1, 1);
    expect(applied).toEqual([1, 2, 3]);
    cluster.receive(1, 2, { type: 'heartbeat', term: 1, commitIndex: 4, round: 0 });
    expect(cluster.at(1).appliedBodies).toHaveLength(4);
  });

  it('S10 refuses blocks with a gap and stores none of them (ZK-4925)', () => {
    const [a, , c] = chainOf([
      [1, 1],
      [1, 1],
      [1, 1],
    ]) as [Block, Block, Block];
    const cluster = holding([]);
    const effects = cluster.receive(1, 2, append(1, start, [a, c]));
    expect(effectsOf(effects, 'persist').flatMap((persist) => persist.blocks)).toEqual([]);
    expect(sentOf(effects, 'appendReply')).toMatchObject([{ accepted: false }]);
    expect(notes(effects)).toContain('does not follow');
    expect(cluster.at(1).raft.lastIndex).toBe(0);
  });

  it('S10 throws where a gap would enter the own log (ZK-4925)', () => {
    const gappy: BlockSealer = {
      ...testSealer,
      seal: (prev, ...rest) => ({ ...testSealer.seal(prev, ...rest), firstIndex: prev.index + 2, lastIndex: prev.index + 2 }),
    };
    const disk = emptyDisk(configOfIds([1]), 'volume-1');
    const options = { ...raftDefaults, id: 1, incarnation: 'volume-1' };
    const start = { ...disk, damaged: false, random: () => 0.5 };
    const raft = new Raft(options, gappy, start, 0);
    raft.step(0, { type: 'tick' });
    expect(() => raft.step(1, { type: 'persisted', token: 1 })).toThrow(/sealed block 2..2/);
    const [a, , c] = chainOf([
      [1, 1],
      [1, 1],
      [1, 1],
    ]) as [Block, Block, Block];
    const hardState = { term: 1, votedFor: null };
    expect(() => new Raft(options, testSealer, { ...start, hardState, blocks: [a, c] }, 0)).toThrow(/does not follow index 1/);
  });

  it('S10 throws where a gap would be sent (ZK-4925)', () => {
    const cluster = new TestCluster({ options: { logCacheBytes: 1 } });
    cluster.elect(1);
    cluster.crash(3);
    for (let count = 0; count < 5; count++) cluster.propose(`number ${count}`);
    cluster.settle();
    // A block is gone from the middle of the leader's disk, and its log is read back from there.
    cluster.at(1).disk.blocks.splice(2, 1);
    cluster.start(3);
    expect(() => cluster.advance(1000)).toThrow(/append to replica 3: block 4..4 does not follow index 2/);
  });

  it('refuses and notes a chain that differs at an equal index and term: one of the logs is corrupt', () => {
    const blocks = chainOf([
      [1, 1],
      [1, 1],
    ]);
    const cluster = holding(blocks);
    const effects = cluster.receive(1, 2, append(1, { index: 2, term: 1, chain: 12345 }, []));
    expect(sentOf(effects, 'appendReply')).toMatchObject([{ accepted: false, refusedIndex: 2, index: 1 }]);
    expect(notes(effects)).toContain('corrupt');
  });
});

describe('append, at the leader', () => {
  it('sends blocks to followers beside its own write, without waiting for it (§10.2.1)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.instantDisk = false;
    const effects = cluster.propose('x');
    expect(effects.map((effect) => effect.type)).toEqual(['persist', 'send', 'send']);
    expect(sends(effects)).toMatchObject([
      { after: 0, message: { type: 'append' } },
      { after: 0, message: { type: 'append' } },
    ]);
  });

  it('pipelines within a window of bytes and goes on as it is acknowledged (§10.2.2)', () => {
    const cluster = new TestCluster({ options: { appendWindowBytes: 100, appendMessageBytesMax: 50 } });
    cluster.elect(1);
    cluster.lose = (message) => message.to === 3;
    const sent: number[] = [];
    cluster.watch = (replica, effect) => {
      if (replica.id === 1 && effect.type === 'send' && effect.to === 2 && effect.message.type === 'append')
        sent.push(effect.message.blocks.length);
    };
    // 16 bytes of header and 4 of text each; nothing is delivered meanwhile.
    for (let count = 0; count < 10; count++) cluster.propose(`b${count}..`);
    expect(sent).toEqual([1, 1, 1, 1, 1]);
    cluster.settle();
    expect(cluster.at(2).raft.lastIndex).toBe(11);
    expect(Math.max(...sent)).toBe(2);
    expect(cluster.at(1).raft.commitIndex).toBe(11);
  });

  it('sends a block that is larger than a message alone', () => {
    const cluster = new TestCluster({ options: { appendWindowBytes: 10, appendMessageBytesMax: 10 } });
    cluster.elect(1);
    cluster.propose('a long body in a small window');
    cluster.propose('another');
    cluster.settle();
    for (const replica of cluster.replicas.values()) expect(replica.appliedBodies).toHaveLength(2);
  });

  it('finds where the logs part in one question per term, not per block (§3.5)', () => {
    const ours = chainOf([[1, 1], ...Array.from({ length: 20 }, () => [2, 1] as const)]);
    const theirs = chainOf([[1, 1], ...Array.from({ length: 30 }, () => [3, 1] as const)]);
    const cluster = new TestCluster({ voters: [1, 2] });
    for (const [id, blocks] of [
      [1, theirs],
      [2, ours],
    ] as const) {
      const disk = emptyDisk(configOfIds([1, 2]), `volume-${id}`);
      disk.blocks = [...blocks];
      disk.hardState = { term: 3, votedFor: null };
      cluster.start(id, disk);
    }
    let refusals = 0;
    cluster.delivered = ({ message }) => {
      if (message.type === 'appendReply' && !message.accepted) refusals += 1;
    };
    cluster.elect(1);
    expect(refusals).toBeLessThanOrEqual(2);
    expect(cluster.at(2).log).toEqual(cluster.at(1).log);
  });

  it('reads blocks that left memory from the disk', () => {
    const cluster = new TestCluster({ options: { logCacheBytes: 60, appendMessageBytesMax: 60 } });
    cluster.elect(1);
    cluster.crash(3);
    for (let count = 0; count < 20; count++) {
      cluster.propose(`number ${count}`);
      cluster.settle();
    }
    const loads: number[] = [];
    cluster.watch = (_, effect) => {
      if (effect.type === 'loadBlocks') loads.push(effect.fromIndex);
    };
    cluster.start(3);
    cluster.advance(1000);
    expect(loads.length).toBeGreaterThan(2);
    expect(cluster.at(3).appliedBodies).toHaveLength(20);
  });

  it('repeats what was lost on the way', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    for (let count = 0; count < 30; count++) {
      cluster.lose = (message) => message.message.type === 'append' && count % 3 === 0;
      cluster.propose(`number ${count}`);
      cluster.settle();
    }
    cluster.lose = () => false;
    cluster.advance(2000);
    for (const replica of cluster.replicas.values()) expect(replica.appliedBodies).toHaveLength(30);
  });

  it('S23 takes back the word of a follower that lost acknowledged blocks, so that they count for no majority', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    for (let count = 0; count < 5; count++) cluster.propose(`number ${count}`);
    cluster.settle();
    const disk = cluster.disks.get(3);
    cluster.crash(3, false);
    if (disk === undefined) throw new Error('no disk');
    disk.blocks.length = 3;
    const matches: number[] = [];
    cluster.watch = (replica, effect) => {
      if (effect.type === 'note' && effect.text.includes('lost acknowledged blocks')) matches.push(replica.raft.matchIndexOf(3));
    };
    cluster.start(3, disk, true);
    cluster.advance(360);
    // As far as it holds them now, from that very word on.
    expect(matches).toEqual([3]);
    expect(cluster.at(3).raft.lastIndex).toBe(6);
    expect(cluster.at(1).raft.matchIndexOf(3)).toBe(6);
  });

  it('S11 fences an old leader: its writes meet a newer term and nothing of them is taken (ZK-4712)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = (message) => message.from === 1 || message.to === 1;
    cluster.propose('of the old leader', 1);
    cluster.elect(2);
    cluster.propose('of the new leader', 2);
    cluster.settle();
    cluster.lose = () => false;
    cluster.advance(500);
    for (const replica of cluster.replicas.values()) expect(replica.appliedBodies).toEqual(['of the new leader']);
  });

  it('S11 what the old role still had on its way to the disk proves nothing after the change (ZK-4712)', () => {
    const cluster = new TestCluster();
    const old = cluster.elect(1);
    cluster.hungDisks.add(1);
    for (let count = 0; count < 3; count++) cluster.propose(`of the old leader ${count}`, 1);
    cluster.loseMessages(() => true);
    const [noop] = old.log as [Block];
    const fresh = testSealer.seal(endOf(noop), 2, 'noop', 1, new Uint8Array(0));
    const effects = cluster.receive(1, 2, append(2, endOf(noop), [fresh]));
    expect(effectsOf(effects, 'truncated')).toEqual([{ type: 'truncated', fromIndex: 2 }]);
    expect(cluster.propose('of no leader', 1)).toEqual([]);
    // The old leader's writes come to the disk first, index by index above the new log's end: none of them is acknowledged or proves it.
    for (let count = 0; count < 3; count++) {
      cluster.sync(1, 1);
      expect([old.disk.blocks.length, old.raft.durableIndex, cluster.queue.length]).toEqual([2 + count, 1, 0]);
    }
    cluster.sync(1, 1);
    expect([old.disk.blocks, old.raft.durableIndex]).toEqual([[noop, fresh], 2]);
    expect(cluster.queue).toMatchObject([{ to: 2, message: { type: 'appendReply', accepted: true, index: 2, hintTerm: 2 } }]);
  });
});
