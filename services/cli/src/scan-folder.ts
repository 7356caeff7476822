import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure';

/** A folder or file that becomes a znode. */
export interface ScannedEntry {
  /** On disk. */
  readonly source: string;
  /** Below the folder that was scanned, as a znode path: `/a/b`; empty for the folder itself. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Of a file, at the time of the scan. */
  readonly byteLength: number;
}

export interface Scan {
  /** Folders before what is in them. */
  readonly entries: readonly ScannedEntry[];
  /** What has no place in the tree of znodes, and why. */
  readonly skipped: readonly string[];
}

/** UTF-16 units that no znode's name may have, as the server has it: control characters, surrogates, private use, the last block. */
const FORBIDDEN: readonly (readonly [number, number])[] = [
  [0x0000, 0x001f],
  [0x007f, 0x009f],
  [0xd800, 0xf8ff],
  [0xfff0, 0xffff],
];

/** Why a name cannot be a znode's; null where it can. */
export function nameProblem(name: Buffer): string | null {
  const text = name.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(name)) return 'it is not UTF-8';
  for (const character of text) {
    const unit = character.charCodeAt(0);
    if (!FORBIDDEN.some(([first, last]) => unit >= first && unit <= last)) continue;
    const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `it has the character U+${number}, which no znode may have`;
  }
  return null;
}

/**
 * Everything below a folder. Symbolic links are followed, to files and to folders; one that leads back to a folder it
 * lies in, or to nothing, is skipped, as are sockets, pipes and devices. Fails where a name cannot be a znode's:
 * before anything was written.
 */
export async function scanFolder(folder: string): Promise<Scan> {
  const entries: ScannedEntry[] = [{ source: folder, path: '', isFolder: true, byteLength: 0 }];
  const skipped: string[] = [];
  const visit = async (source: string, path: string, above: readonly string[]): Promise<void> => {
    const names = await readdir(source, { encoding: 'buffer' });
    names.sort((a, b) => a.compare(b));
    for (const name of names) {
      const text = name.toString('utf8');
      const problem = nameProblem(name);
      if (problem !== null)
        throw new Failure(`${JSON.stringify(join(source, text))} cannot be a znode: ${problem}. Nothing was imported; rename it first`);
      const child = join(source, text);
      const childPath = `${path}/${text}`;
      let found;
      try {
        found = await stat(child);
      } catch {
        skipped.push(`${child}: a symbolic link that leads nowhere`);
        continue;
      }
      if (found.isFile()) {
        entries.push({ source: child, path: childPath, isFolder: false, byteLength: found.size });
      } else if (found.isDirectory()) {
        const real = await realpath(child);
        if (above.includes(real)) {
          skipped.push(`${child}: a symbolic link to a folder that it lies in`);
          continue;
        }
        entries.push({ source: child, path: childPath, isFolder: true, byteLength: 0 });
        await visit(child, childPath, [...above, real]);
      } else {
        skipped.push(`${child}: neither a file nor a folder`);
      }
    }
  };
  await visit(folder, '', [await realpath(folder)]);
  return { entries, skipped };
}
