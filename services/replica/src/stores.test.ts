import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  blockCodec,
  endOf,
  JournaledStore,
  LOG_ORIGIN,
  LogStore,
  type LogStoreOptions,
  type JournaledStoreOptions,
  type KeyValueStore,
  type OpenedLog,
} from '@grove/storage';
import type { Block } from '@grove/raft';
import { JOURNAL_IS_SUPPORTED } from './journal-file';
import type { Stores } from './lifecycle';
import { openStores as openStoresOf } from './stores';

const folder = mkdtempSync(join(tmpdir(), 'grove-stores-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** No disk fails here. */
const openStores = (dataDir: string): Promise<Stores> =>
  openStoresOf(dataDir, (error) => {
    throw error;
  });

const run = (call: (done: (error: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error === null ? resolve() : reject(error))));

const openLog = (stores: Stores, log: KeyValueStore = stores.log, options: Partial<LogStoreOptions> = {}): Promise<OpenedLog> =>
  new Promise((resolve, reject) =>
    LogStore.open(log, stores.witness, { clusterName: 'test', ...options }, (error, opened) =>
      opened === null ? reject(error ?? new Error('nothing')) : resolve(opened),
    ),
  );

/** Nothing that the journal has goes to the store by the passing of time. */
const NEVER: JournaledStoreOptions = {
  later: () => undefined,
  newGeneration: () => randomBytes(8),
  onFailure: (error) => {
    throw error;
  },
};

/** The log above journal and RocksDB, as the engine opens it. */
async function openJournaled(stores: Stores): Promise<OpenedLog> {
  const { journal } = stores;
  if (journal === undefined) throw new Error('no journal');
  const { store, lost } = await new Promise<{ store: KeyValueStore; lost: string | null }>((resolve, reject) =>
    JournaledStore.open(stores.log, journal, NEVER, (error, opened) =>
      opened === null ? reject(error ?? new Error('nothing')) : resolve(opened),
    ),
  );
  // The witness is behind, as that of a killed process is: it does not tell of what is missing.
  return openLog(stores, store, { lost, later: NEVER.later });
}

async function close(stores: Stores): Promise<void> {
  await run((done) => stores.log.close(done));
  await run((done) => stores.snapshots.close(done));
  await run((done) => stores.witness.close(done));
  const { journal } = stores;
  if (journal !== undefined) await run((done) => journal.close(done));
}

/**
 * A volume with 40 blocks, each synced on its own, closed. RocksDB passes over the rest of 32 KiB of its write-ahead log after a bad record, so
 * the blocks are large enough that others follow: what is lost lies in the middle.
 */
async function filled(dataDir: string): Promise<Block[]> {
  const stores = await openStores(dataDir);
  const opened = await openLog(stores);
  if (opened.kind !== 'empty') throw new Error(opened.kind);
  await run((done) => opened.store.format('one', 'test', done));
  await run((done) => opened.store.persist({ term: 1, votedFor: 1 }, null, [], done));
  const blocks: Block[] = [];
  for (let n = 0; n < 40; n++) {
    const last = blocks[blocks.length - 1];
    blocks.push(blockCodec.seal(last === undefined ? LOG_ORIGIN : endOf(last), 1, 'entries', 2, new Uint8Array(3_000).fill(n)));
    await run((done) => opened.store.persist(null, null, blocks.slice(-1), done));
  }
  await close(stores);
  return blocks;
}

test('a log on RocksDB comes back', async () => {
  const dataDir = join(folder, 'whole');
  const blocks = await filled(dataDir);
  const stores = await openStores(dataDir);
  const opened = await openLog(stores);
  if (opened.kind !== 'formed') throw new Error(opened.kind);
  expect(opened).toMatchObject({ damaged: false, boots: 2, hardState: { term: 1, votedFor: 1 } });
  expect(opened.blocks.map((block) => block.chain)).toEqual(blocks.map((block) => block.chain));
  await close(stores);
});

test('S53 one flipped byte in the write-ahead log: RocksDB opens as if nothing were wrong, the chain sees the hole', async () => {
  for (const part of [0.2, 0.5, 0.9]) {
    const dataDir = join(folder, `flipped-${part}`);
    const blocks = await filled(dataDir);
    const [wal] = readdirSync(join(dataDir, 'log'))
      .filter((name) => name.endsWith('.log'))
      .map((name) => join(dataDir, 'log', name))
      .sort((a, b) => statSync(b).size - statSync(a).size);
    if (wal === undefined) throw new Error('no write-ahead log');
    const bytes = readFileSync(wal);
    const at = Math.floor(bytes.length * part);
    bytes[at] = (bytes[at] ?? 0) ^ 0x01;
    writeFileSync(wal, bytes);
    const stores = await openStores(dataDir);
    const opened = await openLog(stores);
    if (opened.kind !== 'formed') throw new Error(opened.kind);
    expect(opened.damaged).toBe(true);
    expect(opened.hardState).toEqual({ term: 1, votedFor: 1 });
    expect(opened.blocks.length).toBeGreaterThan(40 * part * 0.8 - 2);
    expect(opened.blocks.length).toBeLessThan(40);
    expect(opened.blocks.map((block) => block.chain)).toEqual(blocks.slice(0, opened.blocks.length).map((block) => block.chain));
    await close(stores);
  }
});

test('a RocksDB that contradicts itself is set aside, and the volume is not taken for a new one', async () => {
  const dataDir = join(folder, 'corrupt');
  await filled(dataDir);
  writeFileSync(join(dataDir, 'log', 'CURRENT'), 'nonsense');
  const stores = await openStores(dataDir);
  expect(readdirSync(dataDir).sort()).toEqual([
    ...(JOURNAL_IS_SUPPORTED ? ['journal'] : []),
    'log',
    'log.corrupt-1',
    'snapshots',
    'witness',
  ]);
  expect(await openLog(stores)).toMatchObject({ kind: 'termLost', reason: expect.stringContaining('volume one') as string });
  await close(stores);
});

const onJournal = JOURNAL_IS_SUPPORTED ? describe : describe.skip;

onJournal('the journal beside them', () => {
  const sealed = (from: OpenedLog & { kind: 'formed' | 'empty' }, chain: Block[], n: number): Promise<void> => {
    const last = chain[chain.length - 1];
    chain.push(blockCodec.seal(last === undefined ? LOG_ORIGIN : endOf(last), 1, 'entries', 1, new Uint8Array(300).fill(n)));
    return run((done) => from.store.persist(null, null, chain.slice(-1), done));
  };

  /** Acknowledged blocks, none of them in RocksDB; then all of it is left as a killed process leaves it, and copied away. */
  async function abandoned(name: string): Promise<{ readonly dataDir: string; readonly blocks: readonly Block[] }> {
    const stores = await openStores(join(folder, name));
    const opened = await openJournaled(stores);
    if (opened.kind !== 'empty') throw new Error(opened.kind);
    await run((done) => opened.store.format('one', 'test', done));
    await run((done) => opened.store.persist({ term: 1, votedFor: 1 }, null, [], done));
    const blocks: Block[] = [];
    for (let n = 0; n < 40; n++) await sealed(opened, blocks, n);
    const dataDir = join(folder, `${name}-left`);
    // RocksDB holds its folder's lock until the process ends; a copy is what the next process would find.
    cpSync(join(folder, name), dataDir, { recursive: true });
    return { dataDir, blocks };
  }

  const chainsOf = (blocks: readonly Block[]): number[] => blocks.map(({ chain }) => chain);

  test('S01 what was acknowledged by the journal and is not in RocksDB yet comes back, and once more at the start after', async () => {
    const { dataDir, blocks } = await abandoned('journaled');
    expect(statSync(join(dataDir, 'journal')).size).toBe(4 * 1024 * 1024);
    const all = [...blocks];
    for (let start = 1; start <= 3; start++) {
      const stores = await openStores(dataDir);
      const opened = await openJournaled(stores);
      if (opened.kind !== 'formed') throw new Error(opened.kind);
      expect(opened).toMatchObject({ damaged: false, boots: 1 + start, hardState: { term: 1, votedFor: 1 } });
      expect(chainsOf(opened.blocks)).toEqual(chainsOf(all));
      await sealed(opened, all, 100 + start);
      await run((done) => opened.store.close(done));
      await run((done) => stores.snapshots.close(done));
      await run((done) => stores.witness.close(done));
    }
    // After an orderly end RocksDB has it all.
    const stores = await openStores(dataDir);
    const opened = await openLog(stores);
    if (opened.kind !== 'formed') throw new Error(opened.kind);
    expect(chainsOf(opened.blocks)).toEqual(chainsOf(all));
    await close(stores);
  });

  test('without the journal those blocks are not there: that they come back is its doing', async () => {
    const { dataDir, blocks } = await abandoned('unread');
    const stores = await openStores(dataDir);
    const opened = await openLog(stores);
    if (opened.kind !== 'formed') throw new Error(opened.kind);
    expect(opened.blocks.length).toBeLessThan(blocks.length / 2);
    await close(stores);
  });

  test('S23 a journal that is gone, emptied, cut short or of another volume: the log is damaged, and says so', async () => {
    const other = await abandoned('of-another');
    const spoilt: readonly (readonly [string, (journal: string) => void, RegExp])[] = [
      ['gone', (journal) => rmSync(journal), /gone or damaged/],
      ['zeroed', (journal) => writeFileSync(journal, Buffer.alloc(4 * 1024 * 1024)), /gone or damaged/],
      ['empty', (journal) => writeFileSync(journal, ''), /gone or damaged/],
      // In the middle of its records: without the last of them the others look whole.
      ['cut-short', (journal) => truncateSync(journal, 20 * 4096), /gone or damaged/],
      ['of-other', (journal) => cpSync(join(other.dataDir, 'journal'), journal), /not the one/],
    ];
    for (const [name, spoil, reason] of spoilt) {
      const { dataDir, blocks } = await abandoned(name);
      spoil(join(dataDir, 'journal'));
      const stores = await openStores(dataDir);
      const opened = await openJournaled(stores);
      if (opened.kind !== 'formed') throw new Error(opened.kind);
      expect({ name, damaged: opened.damaged, damage: opened.damage }).toEqual({
        name,
        damaged: true,
        damage: expect.stringMatching(reason) as string,
      });
      expect(chainsOf(opened.blocks)).toEqual(chainsOf(blocks).slice(0, opened.blocks.length));
      await close(stores);
    }
  });
});
