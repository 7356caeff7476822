import { CallbackQueue, MemoryKeyValueStore } from '@grove/storage';
import { Tree } from '@grove/tree';
import { defaultEngineOptions } from './defaults';
import type { Clock, Host } from './ports';
import { Snapshots } from './snapshots';
import { treeOptions } from './startup';

const OPTIONS = treeOptions({ ...defaultEngineOptions, replica: 1, initialMembers: [] });
const ended = (error: Error | null): void => {
  if (error !== null) throw error;
};

/** A volume's snapshots, and what its store was asked. */
class Volume {
  readonly queue = new CallbackQueue();
  readonly kv = new MemoryKeyValueStore({ schedule: this.queue.schedule, random: () => 0.5 });
  readonly chunksRead: number[] = [];
  writes = 0;
  private readonly warnings: string[] = [];

  constructor() {
    const { get, batch, clear } = this.kv;
    this.kv.get = (key, done) => {
      // A chunk's key ends with its number.
      if (key[0] === 0x63) this.chunksRead.push(key[key.length - 1] ?? -1);
      get.call(this.kv, key, done);
    };
    this.kv.batch = (...call) => {
      this.writes += 1;
      batch.apply(this.kv, call);
    };
    this.kv.clear = (...call) => {
      this.writes += 1;
      clear.apply(this.kv, call);
    };
  }

  /** Of a process that starts. */
  snapshots(): Snapshots {
    const clock: Clock = {
      nowMs: () => 0,
      wallMs: () => 0,
      setTimer: () => undefined,
      clearTimer: () => undefined,
      defer: (fire) => this.queue.schedule({ kind: 'get', sync: false, bytes: 0 }, fire),
    };
    const host = {
      fatal: (_reason: string, error: Error | null) => ended(error),
      log: (_level: string, message: string) => void this.warnings.push(message),
      observe: { snapshot: () => undefined },
    };
    return new Snapshots(this.kv, 3, clock, host as unknown as Host);
  }

  /** States 1 to `count`, a snapshot of each. */
  write(count: number): this {
    const snapshots = this.snapshots();
    snapshots.open(ended);
    this.queue.runAll();
    const tree = new Tree(OPTIONS);
    for (let zxid = 1; zxid <= count; zxid += 1) {
      tree.applyNoop(zxid);
      snapshots.take(tree, { index: zxid, term: 1, chain: zxid }, { members: [] }, ended);
      this.queue.runAll();
    }
    [this.chunksRead.length, this.writes] = [0, 0];
    return this;
  }

  /** The index that a start finds. */
  newest(snapshots: Snapshots): number | null {
    let index: number | null = null;
    snapshots.loadNewest(OPTIONS, (error, loaded) => {
      ended(error);
      index = loaded?.meta.index ?? null;
      expect(loaded?.tree.appliedZxid ?? null).toBe(index);
    });
    this.queue.runAll();
    return index;
  }
}

test('the newest snapshot is loaded before anybody opens the store, once, and nothing is written for it', () => {
  const volume = new Volume().write(2);
  const snapshots = volume.snapshots();
  snapshots.loadAhead(OPTIONS);
  volume.queue.runAll();
  expect(volume).toMatchObject({ chunksRead: [0], writes: 0 });
  snapshots.open(ended);
  volume.queue.runAll();
  expect(volume.newest(snapshots)).toBe(2);
  expect(volume.chunksRead).toEqual([0]);
  // A second one, e.g. of a snapshot that was received, is read anew.
  expect(volume.newest(snapshots)).toBe(2);
  expect(volume.chunksRead).toEqual([0, 0]);
});

test('however far it has come when the store is opened and asked, the same one is found', () => {
  for (let turns = 0; ; turns += 1) {
    const volume = new Volume().write(2);
    const snapshots = volume.snapshots();
    snapshots.loadAhead(OPTIONS);
    let ran = 0;
    while (ran < turns && volume.queue.runOne()) ran += 1;
    snapshots.open(ended);
    while (!snapshots.isOpen) volume.queue.runOne();
    expect({ turns, newest: volume.newest(snapshots) }).toEqual({ turns, newest: 2 });
    if (ran < turns) break;
  }
});

test('one that is not whole is passed over for an older one, as without it', () => {
  const volume = new Volume().write(2);
  const broken = volume.kv.dump().find(({ key }) => key[0] === 0x63 && key[8] === 2);
  if (broken === undefined) throw new Error('no chunk');
  volume.kv.batch([{ type: 'put', key: broken.key, value: broken.value.map((byte) => byte ^ 1) }], true, ended);
  volume.queue.runAll();
  const snapshots = volume.snapshots();
  snapshots.loadAhead(OPTIONS);
  volume.queue.runAll();
  snapshots.open(ended);
  volume.queue.runAll();
  expect(volume.newest(snapshots)).toBe(1);
});

test('a volume that belongs to a new incarnation has none, whatever was loaded before', () => {
  const volume = new Volume().write(2);
  const snapshots = volume.snapshots();
  snapshots.loadAhead(OPTIONS);
  volume.queue.runOne();
  snapshots.discardAll(ended);
  volume.queue.runAll();
  expect(volume.newest(snapshots)).toBeNull();
});
