import fs, { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWitnessFile, WITNESS_CONTENT_BYTES_MAX, type FileWitness } from './witness-file';

const folder = mkdtempSync(join(tmpdir(), 'grove-witness-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let number = 0;
const newPath = (): string => join(folder, `witness-${(number += 1)}`);

const open = (path: string): Promise<FileWitness> =>
  new Promise((resolve, reject) =>
    openWitnessFile(path, (error, file) => (file === null ? reject(error ?? new Error('no file')) : resolve(file))),
  );
const read = (file: FileWitness): Promise<string | null> =>
  new Promise((resolve, reject) =>
    file.read((error, content) => (error === null ? resolve(content === null ? null : Buffer.from(content).toString()) : reject(error))),
  );
const write = (file: FileWitness, content: string, sync: boolean): Promise<void> =>
  new Promise((resolve, reject) => file.write(Buffer.from(content), sync, (error) => (error === null ? resolve() : reject(error))));
const close = (file: FileWitness): Promise<void> =>
  new Promise((resolve, reject) => file.close((error) => (error === null ? resolve() : reject(error))));

test('the newest content comes back, synced or not', async () => {
  const path = newPath();
  let file = await open(path);
  expect(await read(file)).toBeNull();
  const writes = [
    write(file, 'one', true),
    write(file, 'two', false),
    write(file, 'three', false),
    write(file, 'four', true),
    write(file, 'five', false),
  ];
  await Promise.all([...writes, close(file)]);
  file = await open(path);
  expect(await read(file)).toBe('five');
  expect(readFileSync(path).length).toBe(8192);
  await close(file);
  await expect(write(file, 'late', true)).rejects.toThrow('closed');
});

test('S12 whichever write is torn at whichever byte, the last synced content or a later one is there', async () => {
  const path = newPath();
  const file = await open(path);
  const contents: string[] = [];
  let synced = -1;
  let onDisk = readFileSync(path);
  for (let n = 0; n < 8; n++) {
    const before = readFileSync(path);
    const sync = n % 3 === 0;
    contents.push(`content ${n}`);
    await write(file, `content ${n}`, sync);
    const after = readFileSync(path);
    const first = after.findIndex((byte, at) => byte !== before[at]);
    for (let torn = first; torn < after.length; torn++) {
      if (after[torn] === before[torn]) continue;
      // The first bytes of the write are on disk, the rest is not; those before it that were not synced are there, or are not.
      for (const base of [before, onDisk]) {
        const half = Buffer.from(base);
        after.copy(half, first, first, torn);
        const copy = newPath();
        writeFileSync(copy, half);
        const reopened = await open(copy);
        const found = contents.indexOf((await read(reopened)) ?? '');
        expect(found).toBeGreaterThanOrEqual(synced);
        await close(reopened);
        rmSync(copy);
      }
    }
    if (sync) [synced, onDisk] = [n, after];
  }
  await close(file);
});

test('S12 what is written after a start is newer than all before it', async () => {
  const path = newPath();
  for (let start = 0; start < 5; start++) {
    const file = await open(path);
    expect(await read(file)).toBe(start === 0 ? null : `content ${start - 1}`);
    // In earlier lives more was written than in later ones.
    for (let n = start; n < 3; n++) await write(file, 'overwritten', true);
    await write(file, `content ${start}`, true);
    await close(file);
  }
});

test('S12 a synced write is answered after the disk has it, and only such a one waits for the disk', async () => {
  const file = await open(newPath());
  const waiting: (() => void)[] = [];
  const sync = jest.spyOn(fs, 'fdatasync').mockImplementation((_fd: number, done: (error: null) => void) => {
    waiting.push(() => done(null));
  });
  try {
    await write(file, 'unsynced', false);
    expect(waiting).toHaveLength(0);
    let isAnswered = false;
    const written = write(file, 'synced', true).then(() => (isAnswered = true));
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    waiting[0]?.();
    await written;
  } finally {
    sync.mockRestore();
  }
  await close(file);
});

test('a content that does not fit is refused, one that just fits is not', async () => {
  const path = newPath();
  const file = await open(path);
  await write(file, 'x'.repeat(WITNESS_CONTENT_BYTES_MAX), true);
  expect(() => file.write(new Uint8Array(WITNESS_CONTENT_BYTES_MAX + 1), true, () => undefined)).toThrow('witness of');
  await close(file);
  const again = await open(path);
  expect((await read(again))?.length).toBe(WITNESS_CONTENT_BYTES_MAX);
  await close(again);
});

test('a file that is no witness file holds nothing', async () => {
  const path = newPath();
  writeFileSync(path, 'x'.repeat(9000));
  const file = await open(path);
  expect(await read(file)).toBeNull();
  await close(file);
});

test('a folder that is not there is an error', async () => {
  await expect(open(join(folder, 'missing', 'witness'))).rejects.toThrow('ENOENT');
});
