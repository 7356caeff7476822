import { statfs } from 'node:fs';
import type { DiskSpace } from '@grove/engine';

/** The space on the volume of a folder that this process may still fill: what is kept for root does not count. */
export function volumeSpace(folder: string): DiskSpace {
  return {
    freeBytes: (done) => {
      statfs(folder, (error, found) => done(error === null ? found.bavail * found.bsize : null));
    },
  };
}
