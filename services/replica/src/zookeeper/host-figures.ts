import { readFileSync, readdirSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that this process has open, and how many it may have; null where the system does not tell it as Linux does. */
export function fileDescriptors(): { readonly open: number; readonly max: number } | null {
  try {
    const max = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    // One of them is the look itself.
    return max === undefined ? null : { open: readdirSync('/proc/self/fd').length - 1, max: Number(max) };
  } catch {
    return null;
  }
}

/** What the files of a folder take, those of the folders in it too. What goes away meanwhile counts as nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory()
      ? folderBytes(path)
      : stat(path).then(
          ({ size }) => size,
          () => 0,
        );
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
