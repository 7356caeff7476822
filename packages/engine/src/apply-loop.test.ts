import type { Block } from '@grove/raft';
import { LOG_ORIGIN, blockCodec, endOf } from '@grove/storage';
import { Tree } from '@grove/tree';
import { EntryGroupBuilder, EntryKind, encodeBlockBody } from '@grove/wire';
import { ApplyLoop } from './apply-loop';
import type { Clock } from './ports';

const clock: Clock = { nowMs: () => 0, wallMs: () => 0, setTimer: () => null, clearTimer: () => undefined, defer: () => undefined };
const silent = {
  beforeEntry: () => true,
  onEntry: () => undefined,
  onOwnChange: () => undefined,
  onConfigApplied: () => undefined,
  onStamp: () => undefined,
  onProgress: () => undefined,
};
/** A group that nobody can read: its entries count as no-ops. */
const NOTHING = new Uint8Array(6);
const newTree = (): Tree => new Tree({ maxDataBytes: 1000, maxMultiParts: 10, historyMaxBytes: 10_000 });

describe('the apply loop', () => {
  test('a configuration gives the same state wherever the replaying process began', () => {
    const group = (number: number): Uint8Array => {
      const builder = new EntryGroupBuilder();
      builder.add(
        { kind: EntryKind.noop, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 },
        new Uint8Array(0),
        0,
        0,
      );
      return builder.take(1, 1, number);
    };
    const config = { members: [{ id: 1, incarnation: 'a', voter: true, peerAddress: 'p', clientAddress: 'c' }] };
    const first = blockCodec.seal(LOG_ORIGIN, 1, 'entries', 1, encodeBlockBody(1_000, [group(1)]));
    // Sent again by its origin, stamped later: nothing of it takes effect.
    const repeat = blockCodec.seal(endOf(first), 1, 'entries', 1, encodeBlockBody(2_000, [group(1)]));
    const change = blockCodec.seal(endOf(repeat), 1, 'config', 1, blockCodec.encodeConfig(config));

    const throughout = newTree();
    new ApplyLoop(throughout, LOG_ORIGIN, [first, repeat, change], clock, silent).commitTo(3);
    const restarted = newTree();
    new ApplyLoop(restarted, LOG_ORIGIN, [first, repeat], clock, silent).commitTo(2);
    new ApplyLoop(restarted, endOf(repeat), [change], clock, silent).commitTo(3);
    expect(restarted.digest()).toBe(throughout.digest());
    expect(throughout.lastTimeMs).toBe(1_000);
  });

  test('tells a configuration before the block’s end is applied, so that a snapshot there carries it', () => {
    const config = { members: [{ id: 1, incarnation: 'a', voter: true, peerAddress: 'p', clientAddress: 'c' }] };
    const change = blockCodec.seal(LOG_ORIGIN, 1, 'config', 1, blockCodec.encodeConfig(config));
    const told: string[] = [];
    const events = {
      ...silent,
      onConfigApplied: ({ members }: typeof config) => void told.push(`config of ${members.length}`),
      onProgress: (index: number) => void told.push(`applied ${index}`),
    };
    new ApplyLoop(newTree(), LOG_ORIGIN, [change], clock, events).commitTo(1);
    expect(told).toEqual(['config of 1', 'applied 1']);
  });

  test('drops blocks of the old log that lie past an installed snapshot', () => {
    const loop = new ApplyLoop(newTree(), LOG_ORIGIN, [], clock, silent);
    const stale: Block[] = [];
    for (let at = 1; at <= 4; at += 1) {
      const prev = stale[at - 2];
      stale.push(blockCodec.seal(prev === undefined ? LOG_ORIGIN : endOf(prev), 1, 'entries', 2, encodeBlockBody(at, [NOTHING])));
    }
    loop.onBlocksAppended(null, stale);
    // Another leader's history up to 6, whose next block has other bounds than the stale one there.
    const snapshotEnd = { index: 6, term: 2, chain: 7 };
    loop.restart(newTree(), snapshotEnd);
    const next = blockCodec.seal(snapshotEnd, 2, 'entries', 3, encodeBlockBody(9, [NOTHING]));
    loop.onBlocksAppended(null, [next]);
    loop.commitTo(9);
    expect(loop.position).toEqual(endOf(next));
  });

  test('a block of slow entries takes several turns: each entry once, in order, and the applied index moves at its end alone', () => {
    const ENTRIES = 10;
    const SLOW_MS = 5;
    const noop = { kind: EntryKind.noop, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };
    const builder = new EntryGroupBuilder();
    for (let n = 0; n < ENTRIES; n += 1) builder.add(noop, new Uint8Array(0), 0, 0);
    const quick = blockCodec.seal(LOG_ORIGIN, 1, 'noop', 1, new Uint8Array(0));
    const block = blockCodec.seal(endOf(quick), 1, 'entries', ENTRIES, encodeBlockBody(1_000, [builder.take(1, 1, 1)]));
    const next = blockCodec.seal(endOf(block), 1, 'noop', 1, new Uint8Array(0));
    const whole: [number, boolean][] = [];
    let nowMs = 0;
    const deferred: (() => void)[] = [];
    const applied: number[] = [];
    const indexes: number[] = [];
    const slow: Clock = { ...clock, nowMs: () => nowMs, defer: (fire) => void deferred.push(fire) };
    const loop: ApplyLoop = new ApplyLoop(newTree(), LOG_ORIGIN, [quick, block, next], slow, {
      ...silent,
      onProgress: (index) => {
        whole.push([index, loop.isAtBlockEnd]);
      },
      onEntry: (zxid) => {
        nowMs += SLOW_MS;
        applied.push(zxid);
        indexes.push(loop.appliedIndex);
      },
    });
    loop.commitTo(ENTRIES + 2);
    let turns = 1;
    for (let fire = deferred.shift(); fire !== undefined; fire = deferred.shift()) {
      const before = applied.length;
      fire();
      turns += 1;
      expect(applied.length - before).toBeLessThanOrEqual(2);
    }
    expect(applied).toEqual(Array.from({ length: ENTRIES }, (_, n) => n + 2));
    expect(new Set(indexes)).toEqual(new Set([1]));
    expect(loop.appliedIndex).toBe(ENTRIES + 2);
    // Progress up to the first block is told while the second is applied in part: no snapshot may be taken then.
    expect(whole).toEqual([
      [1, false],
      [ENTRIES + 1, true],
      [ENTRIES + 2, true],
    ]);
    expect(turns).toBeGreaterThanOrEqual(ENTRIES / 2);
  });

  test('a snapshot that comes in the middle of such a block takes its place', () => {
    const noop = { kind: EntryKind.noop, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };
    const builder = new EntryGroupBuilder();
    for (let n = 0; n < 4; n += 1) builder.add(noop, new Uint8Array(0), 0, 0);
    const block = blockCodec.seal(LOG_ORIGIN, 1, 'entries', 4, encodeBlockBody(1_000, [builder.take(1, 1, 1)]));
    let nowMs = 0;
    const deferred: (() => void)[] = [];
    const applied: number[] = [];
    const slow: Clock = { ...clock, nowMs: () => nowMs, defer: (fire) => void deferred.push(fire) };
    const onEntry = (zxid: number): void => {
      nowMs += 10;
      applied.push(zxid);
    };
    const loop = new ApplyLoop(newTree(), LOG_ORIGIN, [block], slow, { ...silent, onEntry });
    loop.commitTo(4);
    expect(applied).toEqual([1]);
    const end = { index: 8, term: 1, chain: 3 };
    loop.restart(newTree(), end);
    for (let fire = deferred.shift(); fire !== undefined; fire = deferred.shift()) fire();
    const more = new EntryGroupBuilder();
    for (let n = 0; n < 2; n += 1) more.add(noop, new Uint8Array(0), 0, 0);
    loop.onBlocksAppended(null, [blockCodec.seal(end, 1, 'entries', 2, encodeBlockBody(1_000, [more.take(1, 1, 5)]))]);
    loop.commitTo(10);
    for (let fire = deferred.shift(); fire !== undefined; fire = deferred.shift()) fire();
    expect(applied).toEqual([1, 9, 10]);
    expect(loop.appliedIndex).toBe(10);
  });
});
