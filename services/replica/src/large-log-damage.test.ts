import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block, ClusterConfig } from '@grove/raft';
import { blockCodec, endOf, LOG_ORIGIN, LogStore, SnapshotStore, type OpenedLog } from '@grove/storage';
import type rocksdb from 'rocksdb';
import type { Stores } from './lifecycle';
import { RocksDbStore } from './rocksdb-store';
import { openStores } from './stores';
import { openWitnessFile, type FileWitness } from './witness-file';

/** Enough for several tables on the disk when the write buffer is small. */
const BLOCKS = 3_000;
const BODY_BYTES = 600;
const WRITE_BUFFER_BYTES = 256 * 1024;
const APPENDED_AT_ONCE = 50;
const SNAPSHOT_CHUNKS = 20;
const CHUNK_BYTES = 32 * 1024;
const SNAPSHOT_AT = 10;
/** In each file: the first bytes, the last, where RocksDB keeps its index and footer, and so many between. */
const PLACES_BETWEEN = 2;

const CONFIG: ClusterConfig = {
  members: [{ id: 1, incarnation: 'one', voter: true, peerAddress: 'localhost:7421', clientAddress: 'localhost:7411' }],
};

const folder = mkdtempSync(join(tmpdir(), 'grove-large-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (call: (done: (error: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error === null ? resolve() : reject(error))));

/** Small write buffers: the same files that a log of gigabytes has, in megabytes. */
function smallBuffers(path: string): Promise<RocksDbStore> {
  const database = (createRequire(__filename)('rocksdb') as typeof rocksdb)(path);
  return new Promise((resolve, reject) =>
    database.open({ createIfMissing: true, compression: false, writeBufferSize: WRITE_BUFFER_BYTES }, (error) =>
      error === null || error === undefined ? resolve(new RocksDbStore(database, reject)) : reject(error),
    ),
  );
}

function openLog(stores: Pick<Stores, 'log' | 'witness'>): Promise<OpenedLog> {
  return new Promise((resolve, reject) =>
    LogStore.open(stores.log, stores.witness, { clusterName: 'test' }, (error, opened) =>
      opened === null ? reject(error ?? new Error('nothing')) : resolve(opened),
    ),
  );
}

function openSnapshots(stores: Pick<Stores, 'snapshots'>): Promise<SnapshotStore> {
  return new Promise((resolve, reject) =>
    SnapshotStore.open(stores.snapshots, { kept: 2, onError: reject }, (error, store) =>
      store === null ? reject(error ?? new Error('nothing')) : resolve(store),
    ),
  );
}

async function close(stores: Stores): Promise<void> {
  // A store that failed answers its close with that failure.
  const files = [stores.log, stores.snapshots, stores.witness, ...(stores.journal === undefined ? [] : [stores.journal])];
  for (const store of files) await run((done) => store.close(done)).catch(() => undefined);
}

const metaOf = (index: number): { index: number; term: number; chain: number; config: ClusterConfig } => ({
  index,
  term: 1,
  chain: 7,
  config: CONFIG,
});

/** Blocks of all kinds, in as many tables as there come, and a snapshot beside them; answers the blocks' chain values. */
async function written(dataDir: string): Promise<readonly number[]> {
  mkdirSync(dataDir, { recursive: true });
  const stores = {
    log: await smallBuffers(join(dataDir, 'log')),
    snapshots: await smallBuffers(join(dataDir, 'snapshots')),
    witness: await new Promise<FileWitness>((resolve, reject) =>
      openWitnessFile(join(dataDir, 'witness'), (error, file) => (file === null ? reject(error ?? new Error('none')) : resolve(file))),
    ),
  };
  const opened = await openLog(stores);
  if (opened.kind !== 'empty') throw new Error(opened.kind);
  const { store } = opened;
  await run((done) => store.format('one', 'test', done));
  await run((done) => store.persist({ term: 1, votedFor: 1 }, null, [], done));
  const blocks: Block[] = [];
  let end = LOG_ORIGIN;
  for (let n = 0; n < BLOCKS; n++) {
    const block =
      n % 100 === 50
        ? blockCodec.seal(end, 1, 'config', 1, blockCodec.encodeConfig(CONFIG))
        : n % 100 === 51
          ? blockCodec.seal(end, 1, 'noop', 1, new Uint8Array(0))
          : blockCodec.seal(end, 1, 'entries', 1 + (n % 3), new Uint8Array(BODY_BYTES).fill(n));
    blocks.push(block);
    end = endOf(block);
  }
  for (let from = 0; from < BLOCKS; from += APPENDED_AT_ONCE) {
    await run((done) => store.persist(null, null, blocks.slice(from, from + APPENDED_AT_ONCE), done));
  }
  const writer = (await openSnapshots(stores)).begin(metaOf(SNAPSHOT_AT), 'digest');
  for (let n = 0; n < SNAPSHOT_CHUNKS; n++)
    await run((done) =>
      writer?.write(
        Uint8Array.from({ length: CHUNK_BYTES }, (_, i) => (i * n) & 0xff),
        done,
      ),
    );
  await run((done) => writer?.finish((error) => done(error)));
  await close(stores);
  return blocks.map(({ chain }) => chain);
}

interface Volume {
  readonly dataDir: string;
  readonly chains: readonly number[];
}

let intact: Volume;
beforeAll(async () => {
  const dataDir = join(folder, 'intact');
  intact = { dataDir, chains: await written(dataDir) };
}, 60_000);

/** The oldest and the newest of that kind. */
function filesOf(use: 'log' | 'snapshots' | '.', pattern: RegExp): string[] {
  return readdirSync(join(intact.dataDir, use))
    .filter((name) => pattern.test(name))
    .sort()
    .filter((_, n, all) => n === 0 || n === all.length - 1)
    .map((name) => join(use, name));
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}

function placesIn(length: number): number[] {
  // The witness: both slots' magic, counter and content.
  if (length === 8192) return [0, 5, 40, 4096, 4101, 4136];
  const between = Array.from({ length: PLACES_BETWEEN }, (_, n) => Math.floor(((n + 0.5) * length) / PLACES_BETWEEN));
  return [...new Set([0, ...between, length - 60, length - 5, length - 1])].filter((at) => at >= 0 && at < length);
}

type Verdict = 'whole' | 'damaged' | 'new member' | 'refused';

/**
 * As a process that is started again and again by its supervisor: a start that fails says why, and the next one makes something of it. Never
 * a log that is shorter and calls itself whole, never a snapshot that is not what it was.
 */
async function restarted(volume: string, at: string): Promise<Verdict> {
  let dataDir = volume;
  for (let start = 0; start < 3; start++) {
    // A RocksDB that failed is not closed, and this process does not end: the next start finds what a new process would, elsewhere.
    if (start > 0) dataDir = copyOf(dataDir);
    let stores: Stores;
    try {
      stores = await openStores(dataDir, () => undefined);
    } catch (error) {
      expect({ at, said: String(error) }).toEqual({ at, said: expect.stringMatching(/\w{5}/) as string });
      continue;
    }
    try {
      const opened = await openLog(stores);
      await judgeSnapshots(stores, at);
      if (opened.kind === 'termLost') return 'new member';
      if (opened.kind !== 'formed') throw new Error(`${at}: a volume in use is called ${opened.kind}`);
      const chains = opened.blocks.map(({ chain }) => chain);
      expect({ at, prefix: chains }).toEqual({ at, prefix: intact.chains.slice(0, chains.length) });
      expect(opened.hardState).toEqual({ term: 1, votedFor: 1 });
      if (opened.damaged) {
        expect(opened.damage).toMatch(/\w{5}/);
        return 'damaged';
      }
      expect({ at, blocks: chains.length }).toEqual({ at, blocks: BLOCKS });
      return 'whole';
    } catch (error) {
      // The process ends with RocksDB's own words; nothing else is let through.
      if (!String(error).startsWith('Error: Corruption:')) throw error;
    } finally {
      await close(stores);
    }
  }
  return 'refused';
}

async function judgeSnapshots(stores: Stores, at: string): Promise<void> {
  const store = await openSnapshots(stores);
  for (const { meta, digest, chunks } of store.list()) {
    const valid = await new Promise<boolean>((resolve, reject) =>
      store.verify(meta.index, (error, right) => (error === null ? resolve(right) : reject(error))),
    );
    if (valid) expect({ at, meta, digest, chunks }).toEqual({ at, meta: metaOf(SNAPSHOT_AT), digest: 'digest', chunks: SNAPSHOT_CHUNKS });
  }
}

let copies = 0;

function copyOf(dataDir: string): string {
  const copy = join(folder, `copy-${(copies += 1)}`);
  cpSync(dataDir, copy, { recursive: true });
  return copy;
}

async function damagedEverywhere(files: readonly string[]): Promise<Map<Verdict, number>> {
  const seen = new Map<Verdict, number>();
  for (const file of files) {
    for (const place of placesIn(readFileSync(join(intact.dataDir, file)).length)) {
      const dataDir = copyOf(intact.dataDir);
      flip(join(dataDir, file), place);
      const verdict = await restarted(dataDir, `${file}, byte ${place}`);
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
      for (let n = 1; n <= copies; n++) rmSync(join(folder, `copy-${n}`), { recursive: true, force: true });
    }
  }
  return seen;
}

test('S23 thousands of blocks in several tables come back whole', async () => {
  const tables = readdirSync(join(intact.dataDir, 'log')).filter((name) => name.endsWith('.sst'));
  expect(tables.length).toBeGreaterThan(2);
  expect(await restarted(copyOf(intact.dataDir), 'untouched')).toBe('whole');
});

test.each([
  ['the tables of the log', 'log', /\.sst$/],
  ['the write-ahead log', 'log', /\.log$/],
  ['the manifest', 'log', /^MANIFEST/],
  ['the name of the manifest', 'log', /^CURRENT$/],
  ['the tables of the snapshots', 'snapshots', /\.sst$/],
  ['the write-ahead log of the snapshots', 'snapshots', /\.log$/],
  ['the witness', '.', /^witness$/],
] as const)(
  'S23 a flipped byte in %s: the log whole, or damage that is known, or a new member; never silently shorter',
  async (_, use, pattern) => {
    const files = filesOf(use, pattern);
    expect(files.length).toBeGreaterThan(0);
    const seen = await damagedEverywhere(files);
    expect(seen.get('refused') ?? 0).toBe(0);
  },
  60_000,
);
