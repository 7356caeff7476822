import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blockCodec, endOf, LOG_ORIGIN, LogStore, type OpenedLog } from '@grove/storage';
import type { Block } from '@grove/raft';
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

const openLog = (stores: Stores): Promise<OpenedLog> =>
  new Promise((resolve, reject) =>
    LogStore.open(stores.log, stores.witness, { clusterName: 'test' }, (error, opened) =>
      opened === null ? reject(error ?? new Error('nothing')) : resolve(opened),
    ),
  );

async function close(stores: Stores): Promise<void> {
  await run((done) => stores.log.close(done));
  await run((done) => stores.snapshots.close(done));
  await run((done) => stores.witness.close(done));
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
  expect(readdirSync(dataDir).sort()).toEqual(['log', 'log.corrupt-1', 'snapshots', 'witness']);
  expect(await openLog(stores)).toMatchObject({ kind: 'termLost', reason: expect.stringContaining('volume one') as string });
  await close(stores);
});
