import type { SnapshotMeta } from '@grove/raft';
import { CONFIG, finish, makeMachine, seededRandom, type Machine } from './log-store.testkit';
import { openChunk, sealChunk } from './snapshot-codec';
import { chunkKey, metaKey } from './snapshot-keys';
import { SnapshotStore, type SnapshotStoreOptions } from './snapshot-store';

const OPTIONS: SnapshotStoreOptions = {
  kept: 2,
  onError: (error) => {
    throw error;
  },
};

const metaAt = (index: number): SnapshotMeta => ({ index, term: 1, chain: index * 7, config: CONFIG });
const payload = (index: number, chunk: number): Uint8Array => Uint8Array.from({ length: 20 }, (_, i) => (index + chunk * 3 + i) & 0xff);

function open(machine: Machine): SnapshotStore {
  let opened: SnapshotStore | null = null;
  SnapshotStore.open(machine.kv, OPTIONS, (error, store) => {
    expect(error).toBeNull();
    opened = store;
  });
  machine.queue.runAll();
  if (opened === null) throw new Error('open never answered');
  return opened;
}

function take(machine: Machine, store: SnapshotStore, index: number, chunks = 3): void {
  const writer = store.begin(metaAt(index), `digest-${index}`);
  if (writer === null) throw new Error('already there');
  for (let n = 0; n < chunks; n++) finish(machine, (done) => writer.write(payload(index, n), done));
  finish(machine, (done) => writer.finish(done));
}

const indexes = (store: SnapshotStore): number[] => store.list().map((info) => info.meta.index);

function read(machine: Machine, store: SnapshotStore, index: number, chunk: number): Uint8Array | null {
  let stored: Uint8Array | null = null;
  store.readChunk(index, chunk, (error, bytes) => {
    expect(error).toBeNull();
    stored = bytes;
  });
  machine.queue.runAll();
  return stored;
}

function receive(machine: Machine, store: SnapshotStore, index: number, chunk: number, data: Uint8Array, chunks = 3): boolean | null {
  let result: boolean | null = null;
  store.storeChunk(metaAt(index), chunk, chunks, data, (error, ok) => {
    expect(error).toBeNull();
    result = ok;
  });
  machine.queue.runAll();
  return result;
}

/** The stored chunks of a snapshot that another replica took. */
function chunksOfPeer(index: number, chunks = 3): Uint8Array[] {
  const machine = makeMachine();
  const store = open(machine);
  take(machine, store, index, chunks);
  return Array.from({ length: chunks }, (_, n) => read(machine, store, index, n) ?? new Uint8Array(0));
}

test('a snapshot is there when it is finished, durably, and reads back', () => {
  const machine = makeMachine();
  const store = open(machine);
  expect(store.newest).toBeNull();
  take(machine, store, 10);
  expect(store.begin(metaAt(10), 'x')).toBeNull();
  machine.kv.crash('none');
  const again = open(machine);
  expect(again.list()).toMatchObject([{ meta: metaAt(10), digest: 'digest-10', chunks: 3 }]);
  for (let n = 0; n < 3; n++) {
    expect(openChunk(read(machine, again, 10, n) ?? new Uint8Array(0), 10, n)).toMatchObject({
      ok: true,
      payload: payload(10, n),
      digest: 'digest-10',
    });
  }
  expect(read(machine, again, 10, 3)).toBeNull();
  expect(read(machine, again, 11, 0)).toBeNull();
});

test('S05 power lost at every step of taking a snapshot: it is whole or it is not there, and nothing of it is left', () => {
  for (let turn = 0; ; turn++) {
    let answered = false;
    for (const keep of ['none', 'all', 1, 2] as const) {
      const machine = makeMachine();
      const store = open(machine);
      take(machine, store, 10);
      const writer = store.begin(metaAt(20), 'digest-20');
      answered = false;
      const next = (n: number): void =>
        n < 3 ? writer?.write(payload(20, n), () => next(n + 1)) : writer?.finish(() => (answered = true));
      next(0);
      for (let n = 0; n < turn; n++) machine.queue.runOne();
      machine.kv.crash(keep);
      const again = open(machine);
      expect(answered ? [[20, 10]] : [[10], [20, 10]]).toContainEqual(indexes(again));
      for (const index of indexes(again))
        finish(machine, (done) => again.verify(index, (error, valid) => done(valid ? error : new Error(`snapshot ${index} is not whole`))));
      expect(machine.kv.size).toBe(indexes(again).length * 4);
    }
    if (answered) return;
  }
});

test('the newest are kept, and an aborted one leaves nothing', () => {
  const machine = makeMachine();
  const store = open(machine);
  for (const index of [10, 20, 30, 40]) take(machine, store, index);
  expect(indexes(store)).toEqual([40, 30]);
  const writer = store.begin(metaAt(50), 'd');
  if (writer === null) throw new Error('there is none');
  finish(machine, (done) => writer.write(payload(50, 0), done));
  finish(machine, (done) => writer.abort(done));
  expect(indexes(open(machine))).toEqual([40, 30]);
  expect(machine.kv.size).toBe(8);
});

test('S14 snapshots that went bad do not push out the last valid ones', () => {
  const machine = makeMachine();
  const store = open(machine);
  for (const index of [10, 20]) take(machine, store, index);
  machine.kv.flipByte(chunkKey({ lastIndex: 20, source: 'own' }, 1), 15);
  // A new life: nothing counts as proven before it was read.
  const again = open(machine);
  take(machine, again, 30);
  expect(indexes(again)).toEqual([30, 10]);
  expect(indexes(open(machine))).toEqual([30, 10]);
});

test('S23 a chunk or metadata that went bad is seen, whatever its byte', () => {
  const machine = makeMachine();
  take(machine, open(machine), 10, 1);
  for (const row of machine.kv.dump()) {
    for (let offset = 0; offset < row.value.length; offset++) {
      machine.kv.flipByte(row.key, offset, 0x20);
      const opened = machine.kv.dump().length === 2 && row.key[0] === 0x63 ? open(machine) : null;
      if (opened !== null) {
        let valid: boolean | null = null;
        opened.verify(10, (_, result) => (valid = result));
        machine.queue.runAll();
        expect(valid).toBe(false);
      }
      machine.kv.flipByte(row.key, offset, 0x20);
    }
  }
  machine.kv.flipByte(metaKey({ lastIndex: 10, source: 'own' }), 20);
  expect(open(machine).list()).toEqual([]);
  expect(machine.kv.size).toBe(0);
});

test('S04 a received snapshot counts only when every chunk is there, and a transfer goes on after a crash', () => {
  const chunks = chunksOfPeer(100);
  const machine = makeMachine();
  let store = open(machine);
  expect(receive(machine, store, 100, 1, chunks[1] ?? never())).toBe(false);
  expect(receive(machine, store, 100, 0, chunks[0] ?? never())).toBe(true);
  expect(receive(machine, store, 100, 1, chunks[1] ?? never())).toBe(true);
  expect(receive(machine, store, 100, 1, chunks[1] ?? never())).toBe(true);
  expect(finishReceive(machine, store, 100)).toBeNull();
  machine.kv.crash('all');
  store = open(machine);
  expect(store.newest).toBeNull();
  expect(store.partial).toEqual({ meta: metaAt(100), chunks: 3, nextChunk: 2 });
  expect(receive(machine, store, 100, 2, chunks[2] ?? never())).toBe(true);
  expect(finishReceive(machine, store, 100)).toBe(100);
  machine.kv.crash('none');
  store = open(machine);
  expect(store.partial).toBeNull();
  expect(indexes(store)).toEqual([100]);
  expect(openChunk(read(machine, store, 100, 2) ?? never(), 100, 2)).toMatchObject({ ok: true, payload: payload(100, 2) });
  // The same once more is only acknowledged.
  expect(receive(machine, store, 100, 0, chunks[0] ?? never())).toBe(true);
  expect(finishReceive(machine, store, 100)).toBe(100);
});

function finishReceive(machine: Machine, store: SnapshotStore, index: number): number | null {
  let result: number | null = null;
  store.finishReceive(index, (error, info) => {
    expect(error).toBeNull();
    result = info?.meta.index ?? null;
  });
  machine.queue.runAll();
  return result;
}

function never(): never {
  throw new Error('no such chunk');
}

test('S05 S19 a newer transfer drops the older one; a bad chunk makes it begin anew', () => {
  const older = chunksOfPeer(100);
  const newer = chunksOfPeer(200);
  const machine = makeMachine();
  const store = open(machine);
  receive(machine, store, 100, 0, older[0] ?? never());
  receive(machine, store, 100, 1, older[1] ?? never());
  expect(receive(machine, store, 200, 0, newer[0] ?? never())).toBe(true);
  expect(receive(machine, store, 100, 2, older[2] ?? never())).toBe(false);
  expect(machine.kv.size).toBe(2);
  const bad = (newer[1] ?? never()).slice();
  bad[30] = (bad[30] ?? 0) ^ 1;
  expect(receive(machine, store, 200, 1, bad)).toBe(false);
  expect(store.partial).toBeNull();
  expect(machine.kv.size).toBe(0);
  // A later state can be equal to an earlier one: its chunks are still those of another transfer.
  const equal = sealChunk(200, 2, 'digest-100', payload(200, 2));
  receive(machine, store, 100, 0, older[0] ?? never());
  receive(machine, store, 100, 1, older[1] ?? never());
  expect(receive(machine, store, 200, 2, equal)).toBe(false);
  expect(store.partial).toMatchObject({ meta: { index: 100 }, nextChunk: 2 });
  // A chunk of another snapshot under this one's name.
  expect(receive(machine, store, 200, 0, older[0] ?? never())).toBe(false);
  for (let n = 0; n < 3; n++) expect(receive(machine, store, 200, n, newer[n] ?? never())).toBe(true);
  expect(finishReceive(machine, store, 200)).toBe(200);
});

test('S05 power lost at every step of a transfer: it can always be carried on, and nothing is left behind', () => {
  const older = chunksOfPeer(100);
  const newer = chunksOfPeer(200);
  const random = seededRandom(5);
  for (let turn = 0; turn < 40; turn++) {
    const machine = makeMachine(random);
    let store = open(machine);
    take(machine, store, 10);
    const send = (chunks: readonly Uint8Array[], index: number, n: number, then: () => void): void => {
      const data = chunks[n];
      if (data === undefined) store.finishReceive(index, then);
      else store.storeChunk(metaAt(index), n, 3, data, () => send(chunks, index, n + 1, then));
    };
    send(older.slice(0, 2), 100, 0, () => send(newer, 200, 0, () => undefined));
    for (let n = 0; n < turn; n++) machine.queue.runOne();
    machine.kv.crash();
    store = open(machine);
    for (const index of indexes(store))
      finish(machine, (done) => store.verify(index, (error, valid) => done(valid ? error : new Error('not whole'))));
    for (let n = store.partial?.meta.index === 200 ? store.partial.nextChunk : 0; n < 3; n++)
      expect(receive(machine, store, 200, n, newer[n] ?? never())).toBe(true);
    expect(finishReceive(machine, store, 200)).toBe(200);
    expect(indexes(store)).toEqual([200, 10]);
    expect(machine.kv.size).toBe(8);
  }
});

test('S08 a disk that fails while older snapshots are removed is reported', () => {
  const machine = makeMachine();
  const heard: string[] = [];
  let store: SnapshotStore | null = null;
  SnapshotStore.open(machine.kv, { kept: 1, onError: (error) => heard.push(error.message) }, (_, opened) => (store = opened));
  machine.queue.runAll();
  if (store === null) throw new Error('open never answered');
  take(machine, store, 10);
  machine.kv.failWrite(5, new Error('ENOSPC'));
  take(machine, store, 20);
  expect(heard).toEqual(['ENOSPC']);
});
