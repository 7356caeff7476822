import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplicaStatus } from '../../cluster/grove-cluster';
import { until } from '../../cluster/until';
import type { Nemesis } from '../nemesis';

/** Below it replicas take no writes of clients, and a leader hands over. */
export const DISK_RESERVE_BYTES = 24 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024);
/** Space is looked at every two seconds; a log that is preallocated takes longer to meet the end. */
const NOTICED_MS = 30_000;

/** Takes all the room there is but for so many bytes; to the last byte where that is 0. */
function fill(folder: string, file: string, leftBytes: number): void {
  const descriptor = openSync(file, 'w');
  const free = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  for (let size = PIECE.length; size > 0 && (leftBytes === 0 || free() > leftBytes);) {
    try {
      writeSync(descriptor, PIECE, 0, size);
    } catch {
      size = Math.floor(size / 2);
    }
  }
  closeSync(descriptor);
}

/** What is looked at of a cluster. */
interface Looked {
  isRunning(id: number): boolean;
  status(id: number): Promise<Pick<ReplicaStatus, 'diskLow' | 'role'>>;
}

/** It has ended, or it takes no writes and does not lead; or it does as if nothing were. */
export async function hasGivenWay(cluster: Looked, id: number): Promise<boolean> {
  if (!cluster.isRunning(id)) return true;
  const { diskLow, role } = await cluster.status(id);
  return diskLow && role !== 'leader';
}

export const fullDisk: Nemesis = {
  name: 'full',
  does: "one replica's file system (a small one of its own) is nearly or quite full: it refuses and hands over, or ends; and comes back when there is room",
  missing: ({ smallDisk }) => (smallDisk === null ? 'no small file system could be mounted' : null),
  strike({ cluster, smallDisk, random }) {
    const id = smallDisk ?? 0;
    const folder = cluster.dataFolder(id);
    const filler = join(folder, 'filler');
    const leftBytes = random.chance(0.5) ? 0 : DISK_RESERVE_BYTES / 2;
    fill(folder, filler, leftBytes);
    return Promise.resolve({
      what: `the disk of ${id} is full but for ${leftBytes} bytes`,
      heal: async () => {
        try {
          await until(`replica ${id}, whose disk is full, ends, or refuses and does not lead`, NOTICED_MS, () => hasGivenWay(cluster, id));
        } finally {
          rmSync(filler, { force: true });
        }
        await until(`replica ${id} takes writes again, or has ended, now that there is room`, NOTICED_MS, async () => {
          return !cluster.isRunning(id) || !(await cluster.status(id)).diskLow;
        });
        if (!cluster.isRunning(id)) cluster.startReplica(id);
      },
    });
  },
};
