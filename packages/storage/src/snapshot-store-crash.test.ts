import type { SnapshotMeta } from '@grove/raft';
import { CONFIG, finish, makeMachine, type Machine } from './log-store.testkit';
import { openChunk, sealChunk } from './snapshot-codec';
import { SnapshotStore } from './snapshot-store';

const metaAt = (index: number): SnapshotMeta => ({ index, term: 1, chain: index * 7, config: CONFIG });
const payload = (index: number, chunk: number): Uint8Array => Uint8Array.from({ length: 12 }, (_, i) => (index + chunk * 3 + i) & 0xff);
const digestOf = (index: number): string => `digest-${index}`;
const CHUNKS = 3;

type Done = (error: Error | null) => void;

function open(machine: Machine): SnapshotStore {
  let opened: SnapshotStore | null = null;
  const onError = (error: Error): void => {
    throw error;
  };
  SnapshotStore.open(machine.kv, { kept: 2, onError }, (error, store) => {
    if (error !== null) throw error;
    opened = store;
  });
  machine.queue.runAll();
  if (opened === null) throw new Error('open never answered');
  return opened;
}

/** Takes an own snapshot; `done` when it is acknowledged. */
function take(store: SnapshotStore, index: number, done: Done): void {
  const writer = store.begin(metaAt(index), digestOf(index));
  if (writer === null) throw new Error('already there');
  const next = (chunk: number): void => {
    const go: Done = (error) => {
      if (error !== null) throw error;
      if (chunk + 1 < CHUNKS) next(chunk + 1);
      else writer.finish((finishError) => done(finishError));
    };
    writer.write(payload(index, chunk), go);
  };
  next(0);
}

/** Installs one in chunks, as it comes from a leader. */
function receive(store: SnapshotStore, index: number, done: Done): void {
  const next = (chunk: number): void => {
    if (chunk === CHUNKS) return store.finishReceive(index, (error) => done(error));
    const data = sealChunk(index, chunk, digestOf(index), payload(index, chunk));
    store.storeChunk(metaAt(index), chunk, CHUNKS, data, (error, ok) => {
      if (error !== null || !ok) throw error ?? new Error('a chunk was refused');
      next(chunk + 1);
    });
  };
  next(0);
}

const STEPS: readonly { readonly index: number; readonly run: (store: SnapshotStore, done: Done) => void }[] = [
  { index: 10, run: (store, done) => take(store, 10, done) },
  { index: 20, run: (store, done) => take(store, 20, done) },
  // From here on retention removes the oldest.
  { index: 30, run: (store, done) => receive(store, 30, done) },
  { index: 40, run: (store, done) => take(store, 40, done) },
  { index: 50, run: (store, done) => receive(store, 50, done) },
];

/** Runs the steps until `turns` callbacks have run. */
function runFor(turns: number): { readonly machine: Machine; readonly acknowledged: number; readonly ran: number } {
  const machine = makeMachine();
  const store = open(machine);
  let acknowledged = 0;
  const next = (): void => {
    STEPS[acknowledged]?.run(store, (error) => {
      if (error !== null) throw error;
      acknowledged += 1;
      next();
    });
  };
  next();
  let ran = 0;
  while (ran < turns && machine.queue.runOne()) ran += 1;
  return { machine, acknowledged, ran };
}

/** What every listed snapshot holds is what its number says; answers the numbers of those that are whole. */
function wholeOnes(machine: Machine, store: SnapshotStore, at: string): number[] {
  return store.list().flatMap(({ meta, digest, chunks }) => {
    let valid = false;
    store.verify(meta.index, (error, right) => {
      if (error !== null) throw error;
      valid = right;
    });
    machine.queue.runAll();
    if (!valid) return [];
    expect({ at, digest, chunks, chain: meta.chain }).toEqual({ at, digest: digestOf(meta.index), chunks: CHUNKS, chain: meta.index * 7 });
    for (let chunk = 0; chunk < chunks; chunk++) {
      let stored = new Uint8Array(0) as Uint8Array;
      store.readChunk(meta.index, chunk, (_, bytes) => {
        stored = bytes ?? stored;
      });
      machine.queue.runAll();
      const opened = openChunk(stored, meta.index, chunk);
      expect({ at, payload: opened.ok ? opened.payload : opened.reason }).toEqual({ at, payload: payload(meta.index, chunk) });
    }
    return [meta.index];
  });
}

test('S04 S14 power lost after every callback of taking, installing and pruning: what was acknowledged is there, whole, and no half one is', () => {
  const turns = runFor(Infinity).ran;
  expect(turns).toBeGreaterThan(30);
  for (let turn = 0; turn <= turns; turn++) {
    for (const keep of ['none', 1, 'all'] as const) {
      const { machine, acknowledged } = runFor(turn);
      machine.kv.crash(keep);
      const store = open(machine);
      const at = `turn ${turn}, keep ${keep}, ${acknowledged} acknowledged`;
      const whole = wholeOnes(machine, store, at);
      // None of those that are listed is half.
      expect({ at, listed: store.list().map(({ meta }) => meta.index) }).toEqual({ at, listed: whole });
      const newest = STEPS[acknowledged - 1]?.index ?? 0;
      expect({ at, newest: (whole[0] ?? 0) >= newest }).toEqual({ at, newest: true });
      // Two are kept, a third until it is removed; what is left over after a crash does not stay.
      expect(whole.length).toBeLessThanOrEqual(3);
      finish(machine, (done) => take(store, 60, done));
      machine.kv.crash('none');
      expect(wholeOnes(machine, open(machine), at)[0]).toBe(60);
    }
  }
});

test('S14 S23 every byte and every length of every row of the snapshots gone bad: a whole one is what it was, another is not used', () => {
  const { machine: intact } = runFor(Infinity);
  const rows = intact.kv.dump();
  for (const row of rows) {
    for (let offset = 0; offset < row.value.length; offset++) {
      const flipped = row.value.slice();
      flipped[offset] = (flipped[offset] ?? 0) ^ (1 << (offset % 8));
      for (const value of [flipped, row.value.slice(0, offset)]) {
        const machine = makeMachine();
        const ops = rows.map((other) => ({ type: 'put' as const, key: other.key, value: other === row ? value : other.value }));
        finish(machine, (done) => machine.kv.batch(ops, true, done));
        // Of two one is bad: the other is whole still, and never pushed out.
        expect(wholeOnes(machine, open(machine), `byte ${offset}`)).toHaveLength(1);
      }
    }
  }
});

test('S23 any two rows of the snapshots in the place of each other: never another state', () => {
  const { machine: intact } = runFor(Infinity);
  const rows = intact.kv.dump();
  for (const one of rows) {
    for (const other of rows) {
      if (one === other) continue;
      const machine = makeMachine();
      const ops = rows.map(({ key, value }) => ({ type: 'put' as const, key, value: key === one.key ? other.value : value }));
      finish(machine, (done) => machine.kv.batch(ops, true, done));
      expect(wholeOnes(machine, open(machine), 'misdirected').length).toBeLessThan(2);
    }
  }
});
