import { close, constants, fsync, open } from 'node:fs';

/** Makes the names in a folder durable. */
export function syncFolder(folder: string, done: (error: Error | null) => void): void {
  open(folder, constants.O_RDONLY, (openError, fd) => {
    if (openError !== null) return done(openError);
    fsync(fd, (syncError) => close(fd, (closeError) => done(syncError ?? closeError ?? null)));
  });
}
