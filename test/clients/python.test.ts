import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../cluster/repository';
import { withCluster } from '../cluster/with-cluster';

const HERE = join(repositoryRoot, 'test', 'clients', 'python');
const REQUIREMENTS = join(HERE, 'requirements.txt');
const PROTO = join(repositoryRoot, 'proto');

/**
 * A Python with grpcio-tools, in a virtual environment of its own that is made once and kept under `.grove/`; null,
 * and said, where this machine has no Python or cannot reach a package index.
 */
function pythonWithTools(): string | null {
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(repositoryRoot, '.grove', `python-${version}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]],
  ];
  for (const [file, args] of steps) {
    const done = spawnSync(file, args, { encoding: 'utf8' });
    if (done.status !== 0) {
      process.stderr.write(`left out: the client generated for Python; "${file} ${args.join(' ')}" failed:\n${wordsOf(done)}\n`);
      return null;
    }
  }
  writeFileSync(complete, '');
  return python;
}

describe('a client of another language, generated from proto/ alone', () => {
  const python = pythonWithTools();
  const run = python === null ? test.skip : test;

  run(
    'Python: operations, typed errors, session, ephemeral, stream, access, pages, watch, health, reflection',
    async () => {
      await withCluster({ name: 'python' }, async (cluster) => {
        const stubs = join(cluster.folder, 'stubs');
        mkdirSync(stubs);
        const generated = spawnSync(
          python ?? '',
          [
            '-m',
            'grpc_tools.protoc',
            '-I',
            PROTO,
            `--python_out=${stubs}`,
            `--grpc_python_out=${stubs}`,
            'grove/v1/coordination.proto',
            'grove/v1/maintenance.proto',
          ],
          { encoding: 'utf8' },
        );
        expect(wordsOf(generated)).toBe('');
        const client = spawnSync(python ?? '', [join(HERE, 'session_and_watch.py'), ...cluster.endpoints()], {
          encoding: 'utf8',
          env: { ...process.env, PYTHONPATH: stubs, PYTHONDONTWRITEBYTECODE: '1' },
          timeout: 60_000,
        });
        expect({ status: client.status, said: client.stderr }).toEqual({ status: 0, said: '' });
        expect(client.stdout.trim().split('\n')).toHaveLength(12);
      });
    },
    120_000,
  );
});

function wordsOf(done: SpawnSyncReturns<string>): string {
  return `${done.error?.message ?? ''}${done.stdout}${done.stderr}`.trim();
}
