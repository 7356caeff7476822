import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@grove/client';
import { missingWrites } from '../cluster/acknowledged-writes';
import type { GroveCluster } from '../cluster/grove-cluster';
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
