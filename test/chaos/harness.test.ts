import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetSynced, losePower, shimFiles } from '../cluster/power-loss';
import { SeededRandom } from '../simulation/random';
import { buildClockShim, clockFile, moveClock } from './clock-shim';
import { flip } from './nemeses/corrupted';
import { hasGivenWay } from './nemeses/full-disk';
import { Recorder } from './recorder';

/** The parts of the harness that would make a run mean less than it says. */

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grove-chaos-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['it has ended', false, false, 'leader', true],
  ['it refuses and follows', true, true, 'follower', true],
  ['it refuses and still leads', true, true, 'leader', false],
  ['it does as if nothing were', true, false, 'follower', false],
] as const)('a replica whose disk is full has given way or not: %s', async (_, isRunning, diskLow, role, expected) => {
  expect(await hasGivenWay({ isRunning: () => isRunning, status: () => Promise.resolve({ diskLow, role }) }, 1)).toBe(expected);
});

test('a flipped byte is one byte of a file that is read again, and another one', () => {
  mkdirSync(join(folder, 'log'));
  const before = Buffer.alloc(100, 7);
  const files = ['000004.log', '000007.sst', 'MANIFEST-000005', 'LOG', 'OPTIONS-000009', 'IDENTITY'].map((name) =>
    join(folder, 'log', name),
  );
  for (let seed = 1; seed < 30; seed++) {
    for (const file of files) writeFileSync(file, before);
    const where = flip(folder, new SeededRandom(seed));
    const changed = files.filter((file) => !readFileSync(file).equals(before));
    expect(changed).toHaveLength(1);
    expect(where).toMatch(/^byte \d+ of log\/(\d+\.(log|sst)|MANIFEST-\d+)$/);
    expect([...readFileSync(changed[0] ?? '')].filter((byte) => byte !== 7)).toHaveLength(1);
  }
});

test('of the journal a byte is flipped that was written, not one of the zeros behind', () => {
  const journal = join(folder, 'journal');
  const before = Buffer.alloc(64 * 4096).fill(7, 0, 2 * 4096);
  for (let seed = 1; seed < 30; seed++) {
    writeFileSync(journal, before);
    const at = Number(/^byte (\d+) of journal$/.exec(flip(folder, new SeededRandom(seed)))?.[1]);
    expect(at).toBeLessThan(2 * 4096);
    expect(readFileSync(journal)[at]).not.toBe(7);
  }
});

test('after a volume was emptied a power loss knows nothing of the files that were there', () => {
  const data = join(folder, 'replica-1');
  mkdirSync(data);
  const file = join(data, 'file');
  writeFileSync(file, 'new and not synced');
  const { dev, ino } = statSync(file);
  const files = shimFiles(data);
  // Of an earlier file with this inode: its length, and bytes that a write replaced.
  writeFileSync(files.record, `${dev} ${ino} 10\n${dev} ${ino} 0 ${Buffer.from('old').toString('hex')}\n`);
  forgetSynced(files);
  losePower(data, files);
  expect(readFileSync(file, 'utf8')).toBe('');
});

test('what comes after the end of a record is not written anywhere', () => {
  const recorder = new Recorder(join(folder, 'history.jsonl'));
  recorder.note('before');
  recorder.close();
  recorder.note('after');
  expect(recorder.lines).toHaveLength(1);
  expect(readFileSync(recorder.file, 'utf8').trimEnd().split('\n')).toHaveLength(1);
});

test('clients of two histories are numbered each from 1', () => {
  const recorders = ['a', 'b'].map((name) => new Recorder(join(folder, name)));
  expect(recorders.map((recorder) => [recorder.newClient(), recorder.newClient()])).toEqual([
    [1, 2],
    [1, 2],
  ]);
  for (const recorder of recorders) recorder.close();
});

const shim = buildClockShim();

(shim === null ? test.skip : test)(
  'a clock that is set right again does not end who asks it for the time meanwhile (needs a C compiler)',
  async () => {
    moveClock(folder, 0);
    const asks = 'process.stdout.write("asks"); for (const end = performance.now() + 700; performance.now() < end;) Date.now();';
    const child = spawn(process.execPath, ['-e', asks], {
      env: { ...process.env, LD_PRELOAD: shim ?? '', GROVE_CLOCK_OFFSET: clockFile(folder) },
    });
    let isOver = false;
    const ended = once(child, 'exit').finally(() => (isOver = true));
    await once(child.stdout, 'data');
    while (!isOver) {
      for (let n = 0; n < 50; n += 1) moveClock(folder, n % 2 === 0 ? 60_000 : 0);
      await new Promise(setImmediate);
    }
    rmSync(clockFile(folder), { force: true });
    expect(await ended).toEqual([0, null]);
  },
);
