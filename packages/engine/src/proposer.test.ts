import { EntryGroupBuilder } from '@grove/wire';
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

function proposer(blockBytesMax = 1_000_000): { made: Proposer; blocks: number[]; state: { undurable: number; leads: boolean } } {
  const blocks: number[] = [];
  const state = { undurable: 0, leads: true };
  const made = new Proposer(
    {
      canPropose: () => state.leads,
      undurableBlocks: () => state.undurable,
      propose: (count) => {
        blocks.push(count);
        state.undurable += 1;
      },
    },
    () => 1,
    blockBytesMax,
    () => undefined,
  );
  return { made, blocks, state };
}

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
