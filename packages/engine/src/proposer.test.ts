import { EntryGroupBuilder, visitBlockBody } from '@grove/wire';
import { Proposer } from './proposer';

function group(origin: number, epoch: number, first: number, count: number): Uint8Array {
  const builder = new EntryGroupBuilder();
  for (let at = 0; at < count; at += 1) {
    builder.add(
      { kind: 0, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 },
      new Uint8Array(100),
      0,
      100,
    );
  }
  return builder.take(origin, epoch, first);
}

interface State {
  undurable: number;
  uncommitted: boolean;
  unapplied: number;
  leads: boolean;
  nowMs: number;
  wallMs: number;
}

function proposer(
  blockBytesMax = 1_000_000,
  waitingBytesMax = 1_000_000,
): { made: Proposer; blocks: number[]; stamps: number[]; state: State } {
  const blocks: number[] = [];
  const stamps: number[] = [];
  const state = { undurable: 0, uncommitted: false, unapplied: 0, leads: true, nowMs: 0, wallMs: 1 };
  const made = new Proposer(
    {
      canPropose: () => state.leads,
      undurableBlocks: () => state.undurable,
      hasUncommitted: () => state.uncommitted,
      unappliedBytes: () => state.unapplied,
      propose: (count, body) => {
        blocks.push(count);
        visitBlockBody(body, count, { onTime: (timeMs) => stamps.push(timeMs), onEntry: () => undefined });
        state.undurable += 1;
      },
    },
    { nowMs: () => state.nowMs, wallMs: () => state.wallMs },
    blockBytesMax,
    waitingBytesMax,
    () => undefined,
  );
  return { made, blocks, stamps, state };
}

test('what is small gathers until the block before it is committed; a full block does not wait for that', () => {
  const { made, blocks, state } = proposer(1_000);
  made.add(group(1, 1, 1, 1));
  made.pump();
  state.undurable = 0;
  state.uncommitted = true;
  made.add(group(1, 1, 2, 2));
  made.pump();
  made.add(group(2, 1, 1, 3));
  made.pump();
  expect(blocks).toEqual([1]);
  made.add(group(1, 1, 4, 7));
  made.pump();
  expect(blocks).toEqual([1, 5]);
  state.undurable = 0;
  made.pump();
  expect(blocks).toEqual([1, 5]);
  state.uncommitted = false;
  made.pump();
  expect(blocks).toEqual([1, 5, 7]);
});

test('all that came while a block was on its way to the disk is the next block', () => {
  const { made, blocks, state } = proposer();
  made.add(group(1, 1, 1, 1));
  made.pump();
  made.add(group(1, 1, 2, 3));
  made.add(group(2, 1, 1, 4));
  made.pump();
  expect(blocks).toEqual([1]);
  state.undurable = 0;
  made.pump();
  expect(blocks).toEqual([1, 7]);
});

test('a block has a bound, but holds at least one group', () => {
  const { made, blocks, state } = proposer(250);
  for (const first of [1, 3, 5]) made.add(group(1, 1, first, 2));
  for (let round = 0; round < 3; round += 1) {
    state.undurable = 0;
    made.pump();
  }
  expect(blocks).toEqual([2, 2, 2]);
});

test('repeats are dropped, a gap is refused with the number that is expected, an earlier life is ignored', () => {
  const { made, blocks } = proposer();
  expect(made.add(group(1, 5, 10, 2)).taken).toBe(true);
  expect(made.add(group(1, 5, 10, 2)).taken).toBe(true);
  expect(made.add(group(1, 5, 14, 1))).toEqual({ taken: false, expected: 12 });
  expect(made.add(group(1, 4, 12, 1)).taken).toBe(true);
  expect(made.add(group(1, 6, 1, 1)).taken).toBe(true);
  made.pump();
  expect(blocks).toEqual([3]);
});

test('who does not lead takes nothing', () => {
  const { made, state } = proposer();
  state.leads = false;
  expect(made.add(group(1, 1, 1, 1))).toEqual({ taken: false, expected: null });
});

test('what waits for a block is bounded, and what was refused is taken when there is room again', () => {
  const { made, blocks, state } = proposer(1_000_000, 1_000);
  state.undurable = 1;
  const groups = Array.from({ length: 10 }, (_, at) => group(1, 1, 1 + 2 * at, 2));
  const size = groups[0]?.length ?? 0;
  const taken = groups.filter((bytes) => made.add(bytes).taken);
  expect(taken.length).toBe(Math.ceil(1_000 / size));
  expect(made.bytesWaiting).toBeLessThan(1_000 + size);
  state.undurable = 0;
  made.pump();
  expect(blocks).toEqual([2 * taken.length]);
  for (const bytes of groups) made.add(bytes);
  state.undurable = 0;
  made.pump();
  expect(blocks).toHaveLength(2);
  expect(made.bytesWaiting).toBe(0);
});

test('no block is made while too much of the log waits to be applied', () => {
  const { made, blocks, state } = proposer(1_000_000, 1_000);
  made.add(group(1, 1, 1, 1));
  state.unapplied = 1_000;
  made.pump();
  expect(blocks).toEqual([]);
  state.unapplied = 999;
  made.pump();
  expect(blocks).toEqual([1]);
});

describe('stamps', () => {
  const START_MS = 1_700_000_000_000;
  const YEAR_MS = 365 * 86_400_000;

  function stamp({ made, stamps, state }: ReturnType<typeof proposer>, wallMs: number, number: number): number {
    state.wallMs = wallMs;
    state.undurable = 0;
    made.add(group(1, 1, number, 1));
    made.pump();
    return stamps[stamps.length - 1] ?? 0;
  }

  test('follow the wall clock, and never go back with it', () => {
    const it = proposer();
    expect(stamp(it, START_MS, 1)).toBe(START_MS);
    it.state.nowMs += 5_000;
    expect(stamp(it, START_MS + 5_000, 2)).toBe(START_MS + 5_000);
    expect(stamp(it, START_MS - YEAR_MS, 3)).toBe(START_MS + 5_000);
  });

  test('do not run ahead of monotonic time by more than a tenth and ten seconds, whatever the wall clock says', () => {
    const it = proposer();
    it.made.sawStamp(START_MS);
    for (let minute = 1; minute <= 60; minute += 1) {
      it.state.nowMs += 60_000;
      const made = stamp(it, START_MS + YEAR_MS, minute);
      expect(made).toBeLessThanOrEqual(START_MS + minute * 66_000 + 10_000);
      // As applied here.
      it.made.sawStamp(made);
    }
    // A right clock afterwards: stamps stand still until it has come as far.
    const before = it.stamps[it.stamps.length - 1] ?? 0;
    expect(stamp(it, START_MS + 3_600_000, 61)).toBe(before);
  });

  test('after the whole cluster was down follow the wall clock at once, and never go back', () => {
    const it = proposer();
    it.made.recoveredStamp(START_MS - 3 * 86_400_000);
    expect(stamp(it, START_MS, 1)).toBe(START_MS);
    it.state.nowMs += 1_000;
    expect(stamp(it, START_MS + YEAR_MS, 2)).toBeLessThan(START_MS + 20_000);
    const ahead = proposer();
    ahead.made.recoveredStamp(START_MS + YEAR_MS);
    expect(stamp(ahead, START_MS, 1)).toBeGreaterThan(START_MS + YEAR_MS);
  });

  test('of other leaders that are heard later allow more than those of an old log', () => {
    const it = proposer();
    it.made.sawStamp(START_MS - 3 * 86_400_000);
    it.state.nowMs = 1_000;
    it.made.sawStamp(START_MS);
    it.state.nowMs = 2_000;
    expect(stamp(it, START_MS + 1_000, 1)).toBe(START_MS + 1_000);
  });
});
