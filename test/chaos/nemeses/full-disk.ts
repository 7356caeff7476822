import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../cluster/until';
import { startAgain, type Nemesis } from '../nemesis';

const PIECE = Buffer.alloc(64 * 1024);
const ENDS_MS = 30_000;

/** Takes all the room that is left, to the last byte. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  for (let size = PIECE.length; size > 0;) {
    try {
      writeSync(descriptor, PIECE, 0, size);
    } catch {
      size = Math.floor(size / 2);
    }
  }
  closeSync(descriptor);
}

export const fullDisk: Nemesis = {
  name: 'full',
  does: "one replica's file system (a small one of its own) is full: it must end itself, and come back when there is room",
  missing: ({ smallDisk }) => (smallDisk === null ? 'no small file system could be mounted' : null),
  strike(world) {
    const id = world.smallDisk ?? 0;
    const filler = join(world.cluster.dataFolder(id), 'filler');
    fill(filler);
    return Promise.resolve({
      what: `the disk of ${id} is full`,
      heal: async () => {
        // The log is preallocated, so that it takes a while; the load goes on meanwhile.
        await until(`replica ${id} ends when its disk is full`, ENDS_MS, () => !world.cluster.isRunning(id)).catch(() => undefined);
        rmSync(filler, { force: true });
        startAgain(world);
      },
    });
  },
};
