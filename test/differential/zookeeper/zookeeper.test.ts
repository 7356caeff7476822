import { fetchedZooKeeper } from '../../cluster/zookeeper-jars';
import { describeDivergence, type Sides } from './lock-step';
import { runScript, scripts } from './scripts';
import { runSeed } from './seeds';
import { startGrove, startReference } from './servers';

/** Few, because every run of the suite pays for them; `npm run differential` goes on from there, and waits for what time brings. */
const SEEDS = 4;
const STEPS = 100;

describe('Grove answers as ZooKeeper 3.9.5 does, but where it is meant not to', () => {
  const found = fetchedZooKeeper();
  const run = 'missing' in found ? test.skip : test;

  run(
    `${scripts.length} scripts, ${SEEDS} seeds of ${STEPS} steps${'missing' in found ? ` (${found.missing})` : ''}`,
    async () => {
      if ('missing' in found) return;
      const reference = await startReference(found.classPath);
      const cluster = await startGrove(3);
      const sides: Sides = { reference: reference.endpoint, subject: cluster.zooKeeperEndpoints() };
      const said: string[] = [];
      try {
        for (const script of scripts) {
          const divergence = await runScript(script, sides);
          if (divergence !== null) said.push(`${script.name}, ${describeDivergence(divergence)}`);
        }
        for (let seed = 1; seed <= SEEDS; seed++) {
          const divergence = await runSeed(seed, STEPS, sides);
          if (divergence !== null) said.push(`seed ${seed}, ${describeDivergence(divergence)}`);
        }
      } finally {
        await reference.stop();
        await cluster.close({ keepData: said.length > 0 });
      }
      expect(said).toEqual([]);
    },
    120_000,
  );
});
