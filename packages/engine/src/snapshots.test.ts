import { CallbackQueue, MemoryKeyValueStore } from '@grove/storage';
import { Tree, type TreeApi } from '@grove/tree';
import { defaultEngineOptions } from './defaults';
import type { Clock, Host } from './ports';
import { Snapshots } from './snapshots';
import { treeOptions } from './startup';

const CONFIG = { members: [] };
const ended = (error: Error | null): void => {
  if (error !== null) throw error;
};

function opened(kv: MemoryKeyValueStore, queue: CallbackQueue): { readonly snapshots: Snapshots; readonly found: () => number | null } {
  const clock: Clock = {
    nowMs: () => 0,
    wallMs: () => 0,
    setTimer: () => undefined,
    clearTimer: () => undefined,
    defer: (fire) => queue.schedule({ kind: 'get', sync: false, bytes: 0 }, fire),
  };
  const host = {
    fatal: (_reason: string, error: Error | null) => ended(error),
    log: () => undefined,
    observe: { snapshot: () => undefined },
  };
  const snapshots = new Snapshots(kv, 3, clock, host as unknown as Host);
  snapshots.open(ended);
  queue.runAll();
  return {
    snapshots,
    found: () => {
      let index: number | null = null;
      snapshots.loadNewest(treeOptions({ ...defaultEngineOptions, replica: 1, initialMembers: [] }), (error, loaded) => {
        ended(error);
        index = loaded?.meta.index ?? null;
      });
      queue.runAll();
      return index;
    },
  };
}

test('snapshots of a state that is contradicted are gone wherever the one under way had got to, and nothing is compacted for them', () => {
  let whole = 0;
  for (let turns = 0; ; turns++) {
    const queue = new CallbackQueue();
    const kv = new MemoryKeyValueStore({ schedule: queue.schedule, random: () => 0.5 });
    const { snapshots } = opened(kv, queue);
    const tree = new Tree(treeOptions({ ...defaultEngineOptions, replica: 1, initialMembers: [] }));
    let [taken, discarded] = [0, false];
    const take = (): void => {
      snapshots.take(tree, { index: 0, term: 1, chain: 7 }, CONFIG, (error, stored) => {
        ended(error);
        if (stored !== null) taken += 1;
      });
    };
    take();
    let ran = 0;
    while (ran < turns && queue.runOne()) ran += 1;
    const before = taken;
    snapshots.stop();
    snapshots.discardAfter(-1, (error) => {
      ended(error);
      discarded = true;
    });
    // A new one does not begin.
    take();
    queue.runAll();
    expect({ turns, discarded, taken }).toEqual({ turns, discarded: true, taken: before });
    kv.crash('all');
    expect({ turns, found: opened(kv, queue).found() }).toEqual({ turns, found: null });
    whole += before;
    if (ran < turns) break;
  }
  // The last rounds contradict a snapshot that had been told of.
  expect(whole).toBeGreaterThan(0);
});

test('a snapshot takes a slice of a turn, and a chunk is several of them: the longest turns are those of which every part takes its share', () => {
  const SLICES = 10;
  const queue = new CallbackQueue();
  const kv = new MemoryKeyValueStore({ schedule: queue.schedule, random: () => 0.5 });
  const { snapshots } = opened(kv, queue);
  let left = SLICES;
  let bytes = 0;
  const cursor = {
    digest: 'd',
    release: () => undefined,
    next: (maxBytes: number): Uint8Array | null => {
      if (left === 0) return null;
      left -= 1;
      bytes += maxBytes;
      return new Uint8Array(maxBytes).fill(left);
    },
  };
  let chunks = 0;
  snapshots.take({ beginSnapshot: () => cursor } as unknown as TreeApi, { index: 7, term: 1, chain: 7 }, CONFIG, (error, stored) => {
    ended(error);
    chunks = stored?.chunks ?? 0;
  });
  for (let before = SLICES; ; before = left) {
    expect(before - left).toBeLessThanOrEqual(1);
    if (!queue.runOne()) break;
  }
  expect(left).toBe(0);
  expect(bytes / SLICES).toBeLessThanOrEqual(64 * 1024);
  expect(chunks).toBe(Math.ceil(bytes / (256 * 1024)));
});
