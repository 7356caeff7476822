import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureNativeBinding } from './native-binding';

const folder = mkdtempSync(join(tmpdir(), 'grove-native-test-'));
const script = join(__dirname, '..', 'check-native.cjs');
const before = { ...process.env };

beforeEach(() => {
  process.env['GROVE_NATIVE_CACHE'] = join(folder, 'cache');
});
afterEach(() => {
  process.env = { ...before };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function moduleThat(name: string, does: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'index.js'), does);
  return path;
}

test('the binding works here, and the next check is a look at a file', () => {
  expect(ensureNativeBinding()).toBeNull();
  const kept = readdirSync(join(folder, 'cache'));
  expect(kept).toHaveLength(1);
  expect(ensureNativeBinding()).toBeNull();
});

test.each([
  ['aborts', 'process.abort()', 'died of SIGABRT'],
  ['crashes', 'process.kill(process.pid, "SIGSEGV")', 'died of SIGSEGV'],
  ['throws', 'throw new Error("wrong ELF class")', 'wrong ELF class'],
  ['cannot write', 'module.exports = () => ({ open: (o, done) => done(new Error("IO error: disk"))})', 'IO error: disk'],
])('S55 a binding that %s is found out without harm, and said in one line', (name, does, expected) => {
  process.env['GROVE_ROCKSDB_MODULE'] = moduleThat(name.replace(' ', '-'), does);
  const temporary = join(folder, `tmp-${name}`);
  mkdirSync(temporary);
  process.env['TMPDIR'] = temporary;
  const message = ensureNativeBinding();
  expect(readdirSync(temporary)).toEqual([]);
  expect(message).toContain(expected);
  expect(message).toContain('check-native.cjs');
  expect(message).not.toContain('\n');
});

test('S55 without a compiler it says what to install, and ends with 1', () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  const env = { PATH: bin, GROVE_NATIVE_CACHE: join(folder, 'cache'), GROVE_ROCKSDB_MODULE: moduleThat('aborting', 'process.abort()') };
  const result = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
  expect(result.status).toBe(1);
  expect(result.stdout).toContain('lacks a C++ compiler, make, Python 3');
  expect(result.stdout).toContain('apt-get install g++ make python3');
  expect(existsSync('core')).toBe(false);
});
