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

/** One chunk as it comes from a leader; `spoilt` on its way. */
function chunkOf(store: SnapshotStore, index: number, chunk: number, spoilt: boolean, done: (ok: boolean) => void): void {
  const data = sealChunk(index, chunk, digestOf(index), payload(index, chunk)).slice();
  if (spoilt) data[data.length - 5] = (data[data.length - 5] ?? 0) ^ 1;
  store.storeChunk(metaAt(index), chunk, CHUNKS, data, (error, ok) => {
    if (error !== null) throw error;
    done(ok);
  });
}

function expectOk(ok: boolean, expected: boolean): void {
  if (ok !== expected) throw new Error(`a chunk was ${ok ? 'taken' : 'refused'}`);
}

interface Step {
  readonly run: (store: SnapshotStore, done: Done) => void;
  /** The newest that is there afterwards. */
  readonly newest: number;
  /** Not there any more. */
  readonly gone?: number;
}

/** Every kind of operation, in an order that a replica could see. */
const STEPS: readonly Step[] = [
  { newest: 10, run: (store, done) => take(store, 10, done) },
  { newest: 20, run: (store, done) => take(store, 20, done) },
  // From here on retention removes the oldest.
  { newest: 30, run: (store, done) => receive(store, 30, done) },
  { newest: 40, run: (store, done) => take(store, 40, done) },
  { newest: 50, run: (store, done) => receive(store, 50, done) },
  // A chunk that came spoilt ends the receipt.
  {
    newest: 50,
    run: (store, done) =>
      chunkOf(store, 60, 0, false, (first) => {
        expectOk(first, true);
        chunkOf(store, 60, 1, true, (second) => {
          expectOk(second, false);
          done(null);
        });
      }),
  },
  // A receipt that another one takes the place of.
  {
    newest: 70,
    run: (store, done) =>
      chunkOf(store, 65, 0, false, (ok) => {
        expectOk(ok, true);
        receive(store, 70, done);
      }),
  },
  // An own one that is given up half way.
  {
    newest: 70,
    run: (store, done) => {
      const writer = store.begin(metaAt(80), digestOf(80));
      writer?.write(payload(80, 0), (error) => {
        if (error !== null) throw error;
        writer.abort(done);
      });
    },
  },
  { newest: 50, gone: 70, run: (store, done) => store.discard(70, done) },
];

/** As far as two whole ones are there and nothing else. */
const TAKEN = STEPS.slice(0, 5);

/** Runs the steps until `turns` callbacks have run. */
function runFor(turns: number, steps = STEPS): { readonly machine: Machine; readonly acknowledged: number; readonly ran: number } {
  const machine = makeMachine();
  const store = open(machine);
  let acknowledged = 0;
  const next = (): void => {
    steps[acknowledged]?.run(store, (error) => {
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

test('S04 S14 power lost after every callback of taking, installing, giving up, removing and pruning: what was acknowledged is there, whole, and no half one is', () => {
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
      const before = STEPS[acknowledged - 1]?.newest ?? 0;
      const newest = Math.min(before, STEPS[acknowledged]?.newest ?? before);
      expect({ at, newest: (whole[0] ?? 0) >= newest }).toEqual({ at, newest: true });
      for (const { gone } of STEPS.slice(0, acknowledged)) expect(whole).not.toContain(gone);
      // Two are kept, a third until it is removed; what is left over after a crash does not stay.
      expect(whole.length).toBeLessThanOrEqual(3);
      finish(machine, (done) => take(store, 90, done));
      machine.kv.crash('none');
      expect(wholeOnes(machine, open(machine), at)[0]).toBe(90);
    }
  }
});

test('power lost after every callback of the start that follows a power loss: what was whole is whole, and nothing half appears', () => {
  const turns = runFor(Infinity).ran;
  for (let turn = 0; turn <= turns; turn++) {
    for (let openTurn = 0; ; openTurn++) {
      const { machine, acknowledged } = runFor(turn);
      // All that was written: with less it is what an earlier turn left.
      machine.kv.crash('all');
      SnapshotStore.open(machine.kv, { kept: 2, onError: () => undefined }, () => undefined);
      let ran = 0;
      while (ran < openTurn && machine.queue.runOne()) ran += 1;
      machine.kv.crash(openTurn % 2 === 0 ? 'none' : 'all');
      const store = open(machine);
      const at = `turn ${turn}, turn ${openTurn} of the start`;
      const whole = wholeOnes(machine, store, at);
      expect({ at, listed: store.list().map(({ meta }) => meta.index) }).toEqual({ at, listed: whole });
      const before = STEPS[acknowledged - 1]?.newest ?? 0;
      expect({ at, newest: (whole[0] ?? 0) >= Math.min(before, STEPS[acknowledged]?.newest ?? before) }).toEqual({ at, newest: true });
      if (ran < openTurn) break;
    }
  }
});

test('S14 S23 every byte and every length of every row of the snapshots gone bad: a whole one is what it was, another is not used', () => {
  const { machine: intact } = runFor(Infinity, TAKEN);
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
  const { machine: intact } = runFor(Infinity, TAKEN);
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

test('S08 whichever write fails of taking, installing and pruning: its caller is told, nothing is acknowledged after it, what was stays whole', () => {
  const writes = runFor(Infinity).machine.kv.writes;
  const stoppedAt = new Set<number>();
  for (let nth = 1; nth <= writes; nth++) {
    const machine = makeMachine();
    const told: string[] = [];
    const tell = (error: Error | null): boolean => {
      if (error !== null) told.push(error.message);
      return error !== null;
    };
    let store: SnapshotStore | null = null;
    SnapshotStore.open(machine.kv, { kept: 2, onError: tell }, (error, opened) => {
      if (!tell(error)) store = opened;
    });
    machine.queue.runAll();
    if (store === null) throw new Error('nothing was written yet');
    machine.kv.failWrite(nth, new Error('ENOSPC'));
    let acknowledged = 0;
    for (const [number, step] of STEPS.entries()) {
      let answer: Error | null | undefined;
      try {
        step.run(store, (error) => (answer = error));
        machine.queue.runAll();
      } catch (error) {
        // The steps throw what a chunk's callback tells.
        answer = error as Error;
      }
      if (answer !== undefined && !tell(answer)) acknowledged += 1;
      if (told.length > 0) stoppedAt.add(number);
      if (told.length > 0) break;
    }
    expect([nth, told]).toEqual([nth, ['ENOSPC']]);
    machine.kv.crash('none');
    const again = open(machine);
    const whole = wholeOnes(machine, again, `write ${nth}`);
    expect(again.list().map(({ meta }) => meta.index)).toEqual(whole);
    // The step that failed may have been done all the same.
    expect(STEPS.slice(Math.max(0, acknowledged - 1), acknowledged + 1).map(({ newest }) => newest)).toContain(
      whole[0] ?? STEPS[0]?.newest,
    );
  }
  expect([...stoppedAt]).toEqual([...STEPS.keys()]);
});
