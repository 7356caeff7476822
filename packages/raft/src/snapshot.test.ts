import type { Raft } from './raft';
import { configOfIds, TestCluster } from './testing/cluster';
import { effectsOf, sends, sentOf } from './testing/expect';
import { testSealer } from './testing/sealer';
import type { Block, Effect, Input, LogPosition, Message } from './types';

/** Replica 3 is away while 20 blocks are written and compacted into a snapshot of four chunks. */
function behind(options = {}): TestCluster {
  const cluster = new TestCluster({ options });
  cluster.elect(1);
  cluster.crash(3, false);
  for (let count = 0; count < 20; count++) cluster.propose(`number ${count}`, 1);
  cluster.settle();
  cluster.at(1).takeSnapshot(cluster.nowMs, 4, 2);
  return cluster;
}

const origin = { index: 0, term: 0, chain: 0 };
const first = testSealer.seal(origin, 2, 'noop', 1, new Uint8Array(0));

function endOf(block: Block): LogPosition {
  return { index: block.lastIndex, term: block.term, chain: block.chain };
}

/** A chunk, of three, of the snapshot at this position. */
function chunkOf(chunk: number, at = endOf(first)): Message {
  return { type: 'snapshotChunk', term: 2, meta: { ...at, config: configOfIds([1, 2, 3]) }, chunk, chunks: 3, data: new Uint8Array(1) };
}

/** An empty replica 3 that takes what replica 1 sends, without a disk: the test answers for it. */
function receiver(): {
  readonly raft: Raft;
  readonly step: (input: Input) => readonly Effect[];
  readonly hear: (message: Message) => readonly Effect[];
} {
  const { raft } = new TestCluster().at(3);
  let nowMs = 1000;
  const step = (input: Input): readonly Effect[] => raft.step((nowMs += 1), input);
  // A newer term is told and written first.
  const { token } = effectsOf(
    step({ type: 'message', from: 1, message: { type: 'heartbeat', term: 2, commitIndex: 0, round: 0 } }),
    'persist',
  )[0] ?? { token: 0 };
  step({ type: 'persisted', token });
  return { raft, step, hear: (message) => step({ type: 'message', from: 1, message }) };
}

describe('snapshots', () => {
  it('bring a follower that needs compacted blocks up to date, then blocks follow (§5)', () => {
    const cluster = behind();
    cluster.start(3);
    cluster.advance(500);
    expect(cluster.at(3).disk.snapshot?.meta.index).toBe(21);
    cluster.propose('after', 1);
    cluster.settle();
    expect(cluster.at(3).appliedIndex).toBe(22);
    expect(cluster.at(3).appliedChain).toBe(cluster.at(1).appliedChain);
  });

  it('are sent while writes go on', () => {
    const cluster = behind();
    cluster.start(3);
    let writes = 0;
    cluster.delivered = ({ message }) => {
      if (message.type === 'snapshotChunkReply') {
        writes += 1;
        cluster.propose(`during ${writes}`, 1);
      }
    };
    cluster.advance(500);
    expect(writes).toBeGreaterThan(3);
    expect(cluster.at(3).appliedChain).toBe(cluster.at(1).appliedChain);
  });

  it('S05 resume at the chunk that is wanted when the connection broke (ZK-3642, 2872)', () => {
    const cluster = behind();
    cluster.start(3);
    const chunks: number[] = [];
    cluster.delivered = ({ message }) => {
      if (message.type === 'snapshotChunk') chunks.push(message.chunk);
    };
    cluster.lose = ({ message }) => message.type === 'snapshotChunk' && message.chunk >= 2;
    cluster.advance(200);
    expect(chunks).toEqual([0, 1]);
    cluster.lose = () => false;
    cluster.give(1, { type: 'peerReset', peer: 3 });
    cluster.advance(300);
    expect(chunks).toEqual([0, 1, 2, 3]);
    expect(cluster.at(3).appliedIndex).toBe(21);
  });

  it('S05 start anew at a follower that lost what it had stored', () => {
    const cluster = behind();
    cluster.start(3);
    cluster.lose = ({ message }) => message.type === 'snapshotChunk' && message.chunk >= 2;
    cluster.advance(200);
    cluster.crash(3);
    cluster.lose = () => false;
    cluster.start(3);
    // By the follower's own word, not because the leader lost its patience.
    cluster.advance(300);
    expect(cluster.at(3).appliedIndex).toBe(21);
  });

  it('S05 are stored in the order of their chunks: one that is ahead is answered with the one that is wanted', () => {
    const { hear } = receiver();
    expect(hear(chunkOf(1))).toMatchObject([{ message: { nextChunk: 0, refused: false } }]);
    expect(hear(chunkOf(0))).toMatchObject([{ type: 'storeChunk', chunk: 0 }]);
    expect(hear(chunkOf(2))).toMatchObject([{ message: { nextChunk: 0, refused: false } }]);
    expect(hear(chunkOf(0))).toMatchObject([{ message: { nextChunk: 0, refused: false } }]);
    expect(hear(chunkOf(1))).toMatchObject([{ type: 'storeChunk', chunk: 1 }]);
  });

  it('S05 are dropped in the middle where the log catches up by itself (ZK-3642, 2872)', () => {
    const { raft, step, hear } = receiver();
    for (const chunk of [0, 1, 2]) hear(chunkOf(chunk));
    for (const chunk of [0, 1]) step({ type: 'chunkStored', from: 1, lastIndex: 1, chunk, ok: true });
    // Another way than the snapshot: the blocks up to it, committed.
    const [persist] = effectsOf(hear({ type: 'append', term: 2, prev: origin, commitIndex: 1, blocks: [first] }), 'persist');
    step({ type: 'persisted', token: persist?.token ?? 0 });
    expect(raft).toMatchObject({ commitIndex: 1, durableIndex: 1 });
    const effects = step({ type: 'chunkStored', from: 1, lastIndex: 1, chunk: 2, ok: true });
    expect(effectsOf(effects, 'installSnapshot')).toEqual([]);
    expect(sentOf(effects, 'snapshotChunkReply')).toMatchObject([{ nextChunk: 3, refused: false }]);
    // The log is as it was, and the transfer is over: a chunk of it is not stored any more.
    expect(raft).toMatchObject({ commitIndex: 1, lastIndex: 1, logStart: { index: 0 } });
    expect(effectsOf(hear(chunkOf(0)), 'storeChunk')).toEqual([]);
  });

  it('S19 start anew with the newer one where the old is gone meanwhile (etcd 20650, 18055, 20271)', () => {
    const cluster = behind();
    cluster.start(3);
    cluster.lose = ({ message }) => message.type === 'snapshotChunk' && message.chunk >= 2;
    cluster.advance(200);
    for (let count = 0; count < 5; count++) cluster.propose(`more ${count}`, 1);
    cluster.settle();
    // As many chunks as the old one has: not by their number are they told apart.
    cluster.at(1).takeSnapshot(cluster.nowMs, 4, 0);
    const stored: number[] = [];
    cluster.watch = (_, effect) => {
      if (effect.type === 'storeChunk' && effect.meta.index === 26) stored.push(effect.chunk);
    };
    cluster.lose = () => false;
    cluster.give(1, { type: 'peerReset', peer: 3 });
    cluster.advance(500);
    expect(stored).toEqual([0, 1, 2, 3]);
    expect(cluster.at(3).disk.snapshot?.meta.index).toBe(26);
    expect(cluster.at(3).appliedChain).toBe(cluster.at(1).appliedChain);
  });

  it('are refused and sent again where their checks fail', () => {
    const cluster = behind();
    cluster.start(3);
    let spoiled = 0;
    const follower = cluster.at(3);
    cluster.watch = (replica, effect) => {
      if (replica !== follower || effect.type !== 'storeChunk' || spoiled > 0) return;
      spoiled += 1;
      effect.data.fill(0);
    };
    cluster.advance(1000);
    expect(follower.notes.join()).toContain('failed its checks');
    expect(follower.appliedIndex).toBe(21);
  });

  it('S04 change nothing before the last chunk is stored and verified: a crash in the middle leaves the old state (ZK-3104)', () => {
    const cluster = behind();
    for (let stop = 0; stop < 4; stop++) {
      cluster.start(3);
      cluster.lose = ({ message }) => message.type === 'snapshotChunk' && message.chunk >= stop;
      cluster.advance(200);
      expect(cluster.at(3).appliedIndex).toBe(0);
      expect(cluster.at(3).raft.logStart.index).toBe(0);
      cluster.crash(3);
    }
  });

  it('are not installed over a log that already has their last block: what lies behind may be acknowledged', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    for (let count = 0; count < 5; count++) cluster.propose(`number ${count}`, 1);
    cluster.settle();
    const { lastPosition, term, config } = cluster.at(1).raft;
    cluster.instantDisk = false;
    cluster.propose('unsynced', 1);
    cluster.settle();
    const meta = { ...cluster.at(1).raft.lastPosition, config };
    expect(meta.index).toBe(lastPosition.index + 1);
    const effects = cluster.receive(3, 1, { type: 'snapshotChunk', term, meta, chunk: 0, chunks: 1, data: new Uint8Array(1) });
    // "I have it" is a promise too: not before it is on disk.
    expect(sentOf(effects, 'snapshotChunkReply')).toMatchObject([{ nextChunk: 1, refused: false }]);
    expect(sends(effects)[0]?.after).toBeGreaterThan(0);
  });

  it('S04 while one is being installed nobody is asked for a vote, and no commit is told (ZK-3104)', () => {
    const { raft, step, hear } = receiver();
    const [persist] = effectsOf(hear({ type: 'append', term: 2, prev: origin, commitIndex: 0, blocks: [first] }), 'persist');
    step({ type: 'persisted', token: persist?.token ?? 0 });
    const at = { index: 7, term: 2, chain: 77 };
    for (const chunk of [0, 1, 2]) hear(chunkOf(chunk, at));
    for (const chunk of [0, 1]) step({ type: 'chunkStored', from: 1, lastIndex: 7, chunk, ok: true });
    expect(effectsOf(step({ type: 'chunkStored', from: 1, lastIndex: 7, chunk: 2, ok: true }), 'installSnapshot')).toHaveLength(1);
    expect(hear({ type: 'heartbeat', term: 2, commitIndex: 1, round: 0 })).toEqual([]);
    // The leader falls silent in the middle of it.
    for (let round = 0; round < 5; round++) expect(raft.step(raft.nextDeadlineMs, { type: 'tick' })).toEqual([]);
    expect(raft).toMatchObject({ role: 'follower', term: 2, commitIndex: 0 });
    step({ type: 'snapshotInstalled', meta: { ...at, config: raft.config }, ok: true });
    const asked = raft.step(raft.nextDeadlineMs, { type: 'tick' });
    expect(sentOf(asked, 'vote')).toMatchObject([{ lastIndex: 7 }, { lastIndex: 7 }]);
  });

  it('take no appends and no commits while one is being installed', () => {
    const cluster = new TestCluster();
    const { raft } = cluster.at(3);
    const prev = { index: 7, term: 2, chain: 77 };
    const meta = { ...prev, config: raft.config };
    const block = testSealer.seal(prev, 2, 'noop', 1, new Uint8Array(0));
    const step = (input: Input): readonly Effect[] => raft.step(cluster.nowMs, input);
    const hear = (message: Message): readonly Effect[] => step({ type: 'message', from: 1, message });
    hear({ type: 'snapshotChunk', term: 2, meta, chunk: 0, chunks: 1, data: new Uint8Array(1) });
    expect(step({ type: 'chunkStored', from: 1, lastIndex: 7, chunk: 0, ok: true })).toMatchObject([{ type: 'installSnapshot' }]);
    expect(hear({ type: 'append', term: 2, prev: { index: 0, term: 0, chain: 0 }, commitIndex: 8, blocks: [] })).toEqual([]);
    expect(hear({ type: 'heartbeat', term: 2, commitIndex: 8, round: 0 })).toEqual([]);
    const installed = step({ type: 'snapshotInstalled', meta, ok: true });
    expect(sentOf(installed, 'snapshotChunkReply')).toMatchObject([{ nextChunk: 1, refused: false }]);
    expect(raft).toMatchObject({ commitIndex: 7, lastIndex: 7, durableIndex: 7 });
    expect(sentOf(hear({ type: 'append', term: 2, prev, commitIndex: 8, blocks: [block] }), 'appendReply')).toMatchObject([
      { accepted: true, index: 8 },
    ]);
  });

  it('let a log be compacted only up to what was committed to the caller', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    const { raft } = cluster.at(1);
    const meta = { ...raft.lastPosition, index: 99, config: raft.config };
    expect(() => raft.step(cluster.nowMs, { type: 'snapshotTaken', meta, chunks: 1, compactTo: raft.logStart })).toThrow(
      /above what was committed/,
    );
  });
});
