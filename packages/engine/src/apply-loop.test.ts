import type { Block } from '@grove/raft';
import { LOG_ORIGIN, blockCodec, endOf } from '@grove/storage';
import { Tree } from '@grove/tree';
import { encodeBlockBody } from '@grove/wire';
import { ApplyLoop } from './apply-loop';
import type { Clock } from './ports';

const clock: Clock = { nowMs: () => 0, wallMs: () => 0, setTimer: () => null, clearTimer: () => undefined, defer: () => undefined };
const silent = {
  beforeEntry: () => undefined,
  onEntry: () => undefined,
  onOwnChange: () => undefined,
  onStamp: () => undefined,
  onProgress: () => undefined,
};
const newTree = (): Tree => new Tree({ maxDataBytes: 1000, maxMultiParts: 10, historyMaxBytes: 10_000 });

describe('the apply loop', () => {
  test('drops blocks of the old log that lie past an installed snapshot', () => {
    const loop = new ApplyLoop(newTree(), LOG_ORIGIN, [], clock, silent);
    const stale: Block[] = [];
    for (let at = 1; at <= 4; at += 1) {
      const prev = stale[at - 2];
      stale.push(blockCodec.seal(prev === undefined ? LOG_ORIGIN : endOf(prev), 1, 'entries', 2, encodeBlockBody(at, [])));
    }
    loop.onBlocksAppended(null, stale);
    // Another leader's history up to 6, whose next block has other bounds than the stale one there.
    const snapshotEnd = { index: 6, term: 2, chain: 7 };
    loop.restart(newTree(), snapshotEnd);
    const next = blockCodec.seal(snapshotEnd, 2, 'entries', 3, encodeBlockBody(9, []));
    loop.onBlocksAppended(null, [next]);
    loop.commitTo(9);
    expect(loop.position).toEqual(endOf(next));
  });
});
