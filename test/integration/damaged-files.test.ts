import { cpSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@grove/client';
import { JOURNAL_PAGE_BYTES } from '@grove/storage';
import { missingWrites } from '../cluster/acknowledged-writes';
import type { GroveCluster } from '../cluster/grove-cluster';
import { buildShim, losePower, shimEnvironment, shimFiles } from '../cluster/power-loss';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const READY_MS = 30_000;
/** A snapshot's worth. */
const WRITES = 55;
const STARTS_MAX = 3;

/** The newest file of a RocksDB of that kind. */
function fileOf(folder: string, ending: string): string {
  const [newest] = readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .reverse();
  if (newest === undefined) throw new Error(`no ${ending} in ${folder}`);
  return join(folder, newest);
}

/** `at` counts from the end where it is negative. */
function flip(file: string, ...places: readonly number[]): void {
  const bytes = readFileSync(file);
  for (const place of places) {
    const at = place < 0 ? bytes.length + place : place;
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  }
  writeFileSync(file, bytes);
}

const DAMAGES: readonly (readonly [string, (dataFolder: string) => void])[] = [
  ['a block in a table of the log', (folder) => flip(fileOf(join(folder, 'log'), '.sst'), 2_000)],
  ['the end of a table of the log', (folder) => flip(fileOf(join(folder, 'log'), '.sst'), -3)],
  ['both slots of the witness', (folder) => flip(join(folder, 'witness'), 20, 4096 + 20)],
  ['a table of the snapshots', (folder) => flip(fileOf(join(folder, 'snapshots'), '.sst'), 40)],
];

/**
 * Starts the replica as a supervisor does, until it serves and has what the others have: a process ends by what it finds bad, also after it was
 * ready, and the next one makes something of it.
 */
async function startUntilCaughtUp(cluster: GroveCluster, id: number, other: number): Promise<void> {
  const { commitIndex } = await cluster.status(other);
  for (let start = 1; ; start++) {
    cluster.startReplica(id);
    const outcome = await until(`replica ${id} serves or has ended`, READY_MS, async () => {
      if (!cluster.isRunning(id)) return 'ended';
      const ready = (await fetch(cluster.httpUrl(id, '/readyz'))).ok;
      return ready && (await cluster.status(id)).appliedIndex >= commitIndex ? 'serves' : null;
    });
    if (outcome === 'serves') return;
    if (start === STARTS_MAX) throw new Error(`replica ${id} does not come up; log: ${cluster.logFile(id)}`);
  }
}

test('S23 files of one replica gone bad, one kind after the other: it comes back by what the others have, and nothing is lost', async () => {
  await withCluster({ name: 'damaged-files', flags: { 'snapshot-every-entries': 50 } }, async (cluster) => {
    const victim = await cluster.follower();
    const others = cluster.ids.filter((id) => id !== victim);
    const client = await connect({ endpoints: cluster.endpoints(others) });
    cluster.closed.addEventListener('abort', () => void client.close());
    const acknowledged = new Map<string, string>();
    const write = async (prefix: string): Promise<void> => {
      await Promise.all(
        Array.from({ length: WRITES }, async (_, n) => {
          const path = `/${prefix}-${n}`;
          await client.create(path, Buffer.from(path));
          acknowledged.set(path, path);
        }),
      );
    };
    const start = (): Promise<void> => startUntilCaughtUp(cluster, victim, others[0] ?? 0);
    await write('before');
    // What a start finds in the write-ahead log it writes to tables.
    await cluster.kill(victim);
    await start();
    for (const [at, [what, damage]] of DAMAGES.entries()) {
      await cluster.kill(victim);
      damage(cluster.dataFolder(victim));
      await write(`damage${at}`);
      await start();
      const missing = await until(`${what}: every write can be asked for`, READY_MS, async () => {
        if (!cluster.isRunning(victim)) await start();
        return missingWrites(cluster.endpoint(victim), acknowledged);
      });
      expect({ what, missing }).toEqual({ what, missing: [] });
    }
    await client.close();
    // It counts again: with one of the others gone there is a majority by it.
    await cluster.kill(others[1] ?? 0);
    const last = await connect({ endpoints: cluster.endpoints([others[0] ?? 0, victim]) });
    await last.create('/counted', Buffer.from('x'));
    await last.close();
    cluster.startReplica(others[1] ?? 0);
    await cluster.waitReady();
    await cluster.waitSameDigest();
  });
}, 180_000);

const library = buildShim();
const onThisMachine = library === null ? describe.skip : describe;

/** Lone ones, each a record of the journal. */
const LONE_WRITES = 20;
/** A cluster that may not form a majority would not do so later either. */
const REFUSED_MS = 6_000;
const RECORD_MAGIC = 'GRVR';

/** Where the records of the journal begin that were written since the log's store was synced, oldest first. */
function recordsOf(file: string): number[] {
  const bytes = readFileSync(file);
  const places: number[] = [];
  let previous: bigint | null = null;
  for (let at = JOURNAL_PAGE_BYTES; at < bytes.length; at += JOURNAL_PAGE_BYTES) {
    if (bytes.toString('latin1', at, at + 4) !== RECORD_MAGIC) continue;
    const sequence = bytes.readBigUInt64LE(at + 16);
    if (previous !== null && sequence !== previous + 1n) break;
    places.push(at);
    previous = sequence;
  }
  if (places.length < LONE_WRITES) throw new Error(`${places.length} records in ${file}`);
  return places;
}

const nth = (places: readonly number[], n: number): number => places.at(n) ?? 0;

/** What is done to the journal at `file`, and how the start names it; null: it cannot be told from a write that was never acknowledged. */
const JOURNAL_DAMAGES: readonly (readonly [string, (file: string, ofAnother: string) => void, RegExp | null])[] = [
  ['the newest record', (file) => flip(file, nth(recordsOf(file), -1) + 100), null],
  ['an older record', (file) => flip(file, nth(recordsOf(file), -10) + 100), /a record of the journal is damaged/],
  ['the oldest record', (file) => flip(file, nth(recordsOf(file), 0) + 8), /a record of the journal is damaged/],
  ['the header', (file) => flip(file, 9), /the journal is gone or damaged/],
  ['the journal, deleted', (file) => rmSync(file), /the journal is gone or damaged/],
  ['the journal, zeroed', (file) => writeFileSync(file, Buffer.alloc(readFileSync(file).length)), /the journal is gone or damaged/],
  ['the journal, cut short', (file) => truncateSync(file, nth(recordsOf(file), -10)), /the journal is gone or damaged/],
  ['the journal, of another replica', (file, ofAnother) => cpSync(ofAnother, file), /not the one that belongs to the log/],
];

onThisMachine('the journal gone bad, when nothing else has the newest writes', () => {
  const journalOf = (cluster: GroveCluster, id: number): string => join(cluster.dataFolder(id), 'journal');

  const withPreloadedCluster = (name: string, body: (cluster: GroveCluster) => Promise<void>): Promise<void> =>
    withCluster({ name, envOf: (dataFolder) => shimEnvironment(library ?? '', shimFiles(dataFolder)) }, body);

  /** One after the other, each acknowledged before the next. */
  async function writeAlone(endpoint: string, prefix: string, acknowledged: Map<string, string>): Promise<void> {
    const client = new UnaryClient(endpoint);
    for (let n = 0; n < LONE_WRITES; n++) {
      const path = `/${prefix}-${n}`;
      await client.create(path, Buffer.from(path));
      acknowledged.set(path, path);
    }
    client.close();
  }

  /** RocksDB goes back to its last sync, long ago. */
  async function killAndLosePower(cluster: GroveCluster, id: number): Promise<void> {
    await cluster.kill(id);
    losePower(cluster.dataFolder(id), shimFiles(cluster.dataFolder(id)));
  }

  const damageTold = (cluster: GroveCluster, id: number, fromByte: number): string | null =>
    /the log is damaged \(([^)]*)\)/.exec(readFileSync(cluster.logFile(id), 'utf8').slice(fromByte))?.[1] ?? null;

  test('S23 each kind of damage is told, and repaired by what the others have', async () => {
    await withPreloadedCluster('damaged-journal', async (cluster) => {
      const victim = await cluster.follower();
      const others = cluster.ids.filter((id) => id !== victim);
      const [other = 0] = others;
      const acknowledged = new Map<string, string>();
      for (const [at, [what, damage, told]] of [['nothing', (): void => undefined, null] as const, ...JOURNAL_DAMAGES].entries()) {
        await writeAlone(cluster.endpoint(victim), `lone${at}`, acknowledged);
        await killAndLosePower(cluster, victim);
        damage(journalOf(cluster, victim), journalOf(cluster, other));
        await writeAlone(cluster.endpoint(other), `meanwhile${at}`, acknowledged);
        const from = readFileSync(cluster.logFile(victim), 'utf8').length;
        await startUntilCaughtUp(cluster, victim, other);
        expect({ what, told: damageTold(cluster, victim, from) }).toEqual({
          what,
          told: told === null ? null : (expect.stringMatching(told) as string),
        });
        expect({ what, missing: await missingWrites(cluster.endpoint(victim), acknowledged) }).toEqual({ what, missing: [] });
      }
      // It counts again, and its journal is in use again.
      await cluster.kill(others[1] ?? 0);
      await writeAlone(cluster.endpoint(victim), 'counted', acknowledged);
      await killAndLosePower(cluster, victim);
      await startUntilCaughtUp(cluster, victim, other);
      cluster.startReplica(others[1] ?? 0);
      await cluster.waitReady();
      for (const id of cluster.ids) expect(await missingWrites(cluster.endpoint(id), acknowledged)).toEqual([]);
      await cluster.waitSameDigest();
    });
  }, 180_000);

  test('S23 a replica that lost its journal makes no majority with one that never had the writes', async () => {
    await withPreloadedCluster('journal-lost', async (cluster) => {
      const leader = await cluster.leader();
      const [victim = 0, behind = 0] = cluster.ids.filter((id) => id !== leader);
      const acknowledged = new Map<string, string>();
      await cluster.kill(behind);
      await writeAlone(cluster.endpoint(leader), 'lone', acknowledged);
      await cluster.killAll();
      for (const id of [leader, victim]) losePower(cluster.dataFolder(id), shimFiles(cluster.dataFolder(id)));
      rmSync(journalOf(cluster, victim));
      cluster.startReplica(victim);
      cluster.startReplica(behind);
      await expect(cluster.waitReady([victim, behind], REFUSED_MS)).rejects.toThrow('in vain');
      cluster.startReplica(leader);
      await cluster.waitReady();
      for (const id of cluster.ids) expect(await missingWrites(cluster.endpoint(id), acknowledged)).toEqual([]);
      await cluster.waitSameDigest();
    });
  }, 60_000);
});
