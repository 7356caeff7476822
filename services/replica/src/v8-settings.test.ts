import { spawnSync } from 'node:child_process';
import { setUpV8 } from './v8-settings';

const given: string[] = [];
jest.mock('node:v8', () => ({ setFlagsFromString: (flag: string) => given.push(flag) }));
beforeAll(() => setUpV8());

const node = (...args: string[]) => spawnSync(process.execPath, args, { encoding: 'utf8' });

test('this V8 knows every flag that is set: one that it does not know it would pass over with a line on stderr', () => {
  expect(given.length).toBeGreaterThan(0);
  expect(node(...given, '--eval', '')).toMatchObject({ status: 0, stderr: '' });
  expect(node('--heap-groving-percent=400', '--eval', '').status).not.toBe(0);
});

/** Sets the flags as a replica does, and tells after how many calls a function is compiled well (bit 4 of its status). */
const CALLS_UNTIL_COMPILED = `
  for (const flag of process.argv.slice(1)) require('node:v8').setFlagsFromString(flag);
  const status = new Function('run', 'return %GetOptimizationStatus(run)');
  const work = (n) => { let sum = 0; for (let i = 0; i < 20; i += 1) sum = (sum * 31 + n) | 0; return sum; };
  let calls = 0;
  while (calls < 100000 && (status(work) & 16) === 0) work(calls++);
  process.stdout.write(String(calls));
`;

test('set while the process runs, they work: a function is compiled well after far fewer calls', () => {
  // On one thread, so that the count does not depend on when another one is done compiling.
  const calls = (...flags: string[]): number =>
    Number(node('--allow-natives-syntax', '--single-threaded', '--eval', CALLS_UNTIL_COMPILED, '--', ...flags).stdout);
  const [unset, set] = [calls(), calls(...given)];
  expect(unset).toBeGreaterThan(50);
  expect(set).toBeGreaterThan(0);
  expect(set).toBeLessThan(unset / 3);
});
