import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../cluster/repository';
import { runRound } from './round';
import { WORKLOADS } from './workloads';

const SECONDS = 2;

function planted(name: string): string {
  return join(repositoryRoot, 'test', 'chaos', 'planted', `${name}.cjs`);
}

/** Real replicas with a fault on purpose, without a nemesis: what the recorder wrote and the checker says of it. */
test('faults that are planted into real replicas are found in what their clients saw', async () => {
  const said: string[] = [];
  const result = await runRound({
    seed: 1,
    replicas: 3,
    seconds: SECONDS,
    nemeses: [],
    workloads: WORKLOADS.filter(({ name }) => ['register', 'set', 'watch'].includes(name)),
    clientsEach: 2,
    thinkMs: 15,
    say: (text) => said.push(text),
    stopped: new AbortController().signal,
    preloadsOf: (id) => (id === 1 ? [planted('lose-writes'), planted('drop-watch-events')] : [planted('lose-writes')]),
  });
  rmSync(result.folder, { recursive: true, force: true });
  const rules = new Set(result.violations.map((violation) => violation.slice(0, violation.indexOf(':'))));
  expect([...rules]).toEqual(expect.arrayContaining(['exactly once', 'reads', 'total order', 'watches']));
  expect([...rules]).not.toContain('the run itself');
  expect(said.join()).toContain('a proxy between replicas');
}, 60_000);
