import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../cluster/repository';
import { withCluster } from '../cluster/with-cluster';
import { pythonWith, wordsOf } from './python-environment';

const HERE = join(repositoryRoot, 'test', 'clients', 'python');
const REQUIREMENTS = join(HERE, 'requirements.txt');
const PROTO = join(repositoryRoot, 'proto');

describe('a client of another language, generated from proto/ alone', () => {
  const found = pythonWith(REQUIREMENTS);
  const python = 'python' in found ? found.python : '';
  if ('missing' in found) process.stderr.write(`left out: the client generated for Python; ${found.missing}\n`);
  const run = 'missing' in found ? test.skip : test;

  run(
    'Python: operations, typed errors, session, ephemeral, stream, access, pages, watch, health, reflection',
    async () => {
      await withCluster({ name: 'python' }, async (cluster) => {
        const stubs = join(cluster.folder, 'stubs');
        mkdirSync(stubs);
        const generated = spawnSync(
          python,
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
        const client = spawnSync(python, [join(HERE, 'session_and_watch.py'), ...cluster.endpoints()], {
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
