/**
 * Puts the replica's program with all that it uses into one file, `services/replica/dist/replica.js`, which is what runs. Why: services/replica/DESIGN.md, "One file".
 *
 * By hand: `node .config/bundle.mjs`, behind the build.
 */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from './setup.mjs';

const replica = join(repositoryRoot, 'services', 'replica');
const bundle = join(replica, 'dist', 'replica.js');

/** Bundles where something is newer. */
export async function ensureBundled() {
  if (existsSync(bundle) && statSync(bundle).mtimeMs > newestInput()) return;
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(replica, 'src', 'main.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // From their sources, so that one module's function calls another's without an object between them.
    alias: Object.fromEntries(packages().map((name) => [`@grove/${name}`, join(repositoryRoot, 'packages', name, 'src', 'index.ts')])),
    // Brings its binary along.
    external: ['rocksdb'],
    logLevel: 'warning',
  });
}

/** What the compiler has written stands for the sources: they are compiled first. */
function newestInput() {
  const folders = [...packages().map((name) => join(repositoryRoot, 'packages', name)), replica].map((folder) => join(folder, 'dist'));
  const files = [join(repositoryRoot, 'package-lock.json'), fileURLToPath(import.meta.url)];
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true })) if (name.endsWith('.js')) files.push(join(folder, name));
  }
  return Math.max(...files.filter((file) => file !== bundle).map((file) => statSync(file).mtimeMs));
}

function packages() {
  return readdirSync(join(repositoryRoot, 'packages')).filter((name) => existsSync(join(repositoryRoot, 'packages', name, 'dist')));
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await ensureBundled();
