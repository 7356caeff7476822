import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../cluster/repository';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const FOLDERS = 30;
const FILES_IN_FOLDER = 10;

describe('grove import and grove export', () => {
  test('a directory tree comes back byte for byte, though one replica and the leader are killed meanwhile', async () => {
    await withCluster({ name: 'import-export' }, async (cluster) => {
      const source = join(cluster.folder, 'source');
      makeTree(source);
      const before = (await cluster.status(1)).znodes;
      const leader = await cluster.leader();

      const importing = grove(['--endpoints', cluster.endpoints().join(','), 'import', source, '/tree']);
      await until('the import is under way', 20_000, async () => (await cluster.status(1)).znodes > before + 10);
      await cluster.kill(3);
      // Without a majority the import cannot have finished when replica 3 comes back: the kill was in its middle.
      if (leader !== 3) await cluster.kill(leader);
      else await cluster.kill(2);
      cluster.startReplica(3);
      cluster.startReplica(leader === 3 ? 2 : leader);
      await cluster.waitReady();
      expect(await importing).toEqual({ code: 0, errors: '' });
      await cluster.waitSameDigest();

      const out = join(cluster.folder, 'out');
      expect(await grove(['--endpoints', cluster.endpoint(2), 'export', '/tree', out])).toEqual({ code: 0, errors: '' });
      const exported = contentsOf(out);
      expect(exported.size).toBe(contentsOf(source).size);
      expect(exported).toEqual(contentsOf(source));
    });
  }, 90_000);
});

/** Folders within folders; files of no bytes, of all byte values, of 100 KiB; names with spaces and beyond ASCII. */
function makeTree(root: string): void {
  for (let f = 0; f < FOLDERS; f++) {
    const folder = join(root, `folder ${f % 3}`, `Größe-${f}`);
    mkdirSync(folder, { recursive: true });
    for (let n = 0; n < FILES_IN_FOLDER; n++) {
      const size = n === 0 ? 0 : n === 1 ? 100 * 1024 : 20_000 + 13 * (f * FILES_IN_FOLDER + n);
      writeFileSync(join(folder, n === 2 ? `файл ${n}` : `file-${n}.bin`), randomBytes(size));
    }
  }
  mkdirSync(join(root, 'empty folder'));
}

/** Every file's hash and every folder, by relative path. */
function contentsOf(root: string, folder = root): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      found.set(`${relative(root, path)}/`, 'folder');
      for (const [inside, hash] of contentsOf(root, path)) found.set(inside, hash);
    } else {
      found.set(relative(root, path), createHash('sha256').update(readFileSync(path)).digest('hex'));
    }
  }
  return found;
}

/** Runs the compiled `grove` command. */
function grove(args: readonly string[]): Promise<{ readonly code: number | null; readonly errors: string }> {
  const folder = join(repositoryRoot, 'services', 'cli');
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly bin: { readonly grove: string } };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, bin.grove), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (piece: string) => (errors += piece));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, errors }));
  });
}
