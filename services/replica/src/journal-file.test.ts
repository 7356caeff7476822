import fs, { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JOURNAL_PAGE_BYTES } from '@grove/storage';
import { JOURNAL_PAGES, openJournalFile, type FileJournal } from './journal-file';

const PAGES = 8;
const BYTES = PAGES * JOURNAL_PAGE_BYTES;

const folder = mkdtempSync(join(tmpdir(), 'grove-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => jest.restoreAllMocks());

let number = 0;
const newPath = (): string => join(folder, `journal-${(number += 1)}`);

const open = (path: string, pages = PAGES): Promise<FileJournal> =>
  new Promise((resolve, reject) =>
    openJournalFile(path, pages, (error, file) => (file === null ? reject(error ?? new Error('no file')) : resolve(file))),
  );
const read = (file: FileJournal): Promise<Buffer> =>
  new Promise((resolve, reject) => file.read((error, content) => (error === null ? resolve(Buffer.from(content)) : reject(error))));
const write = (file: FileJournal, pages: Uint8Array, offset: number): Promise<void> =>
  new Promise((resolve, reject) => file.write(pages, offset, (error) => (error === null ? resolve() : reject(error))));
const close = (file: FileJournal): Promise<void> =>
  new Promise((resolve, reject) => file.close((error) => (error === null ? resolve() : reject(error))));

/** No byte of it is zero, and no two pages are the same. */
const filled = (bytes: number): Buffer => Buffer.from(Uint8Array.from({ length: bytes }, (_, at) => 1 + (at % 251)));

type WriteCall = (
  fd: number,
  bytes: Uint8Array,
  at: number,
  length: number,
  offset: number,
  done: (error: Error | null, count: number) => void,
) => void;

/** What the file system does instead, until the test's end. */
const writeBy = (call: WriteCall): jest.SpyInstance => jest.spyOn(fs, 'write').mockImplementation(call as never);

test('a new journal is zeros of the full size, each of them written, for its owner alone', async () => {
  const path = newPath();
  const file = await open(path, JOURNAL_PAGES);
  expect(file.byteLength).toBe(4 * 1024 * 1024);
  expect((await read(file)).equals(Buffer.alloc(file.byteLength))).toBe(true);
  await close(file);
  const { size, blocks, mode } = statSync(path);
  expect(size).toBe(4 * 1024 * 1024);
  // A page that is a hole would get its place on the disk with the first record in it, and that record's write would wait for that.
  expect(blocks * 512).toBeGreaterThanOrEqual(size);
  expect(mode & 0o777).toBe(0o600);
});

test('what was written is there when it is opened again, and pages beside it are as they were', async () => {
  const path = newPath();
  const expected = Buffer.alloc(BYTES);
  let file = await open(path);
  for (const [page, count] of [
    [0, 1],
    [3, 4],
    [4, 1],
    [PAGES - 1, 1],
  ] as const) {
    const pages = filled(count * JOURNAL_PAGE_BYTES).map((byte) => byte ^ page);
    await write(file, pages, page * JOURNAL_PAGE_BYTES);
    expected.set(pages, page * JOURNAL_PAGE_BYTES);
  }
  await close(file);
  file = await open(path);
  expect((await read(file)).equals(expected)).toBe(true);
  await close(file);
});

test('a file that was cut short is filled up with zeros; what is left of it stays, but for the header, which no longer speaks for all', async () => {
  for (const length of [0, 1, JOURNAL_PAGE_BYTES, 2 * JOURNAL_PAGE_BYTES + 100, BYTES - 1]) {
    const path = newPath();
    writeFileSync(path, filled(BYTES));
    truncateSync(path, length);
    const file = await open(path);
    const content = await read(file);
    await close(file);
    const expected = Buffer.alloc(BYTES);
    expected.set(filled(BYTES).subarray(0, length));
    expected.fill(0, 0, JOURNAL_PAGE_BYTES);
    expect({ length, same: content.equals(expected) }).toEqual({ length, same: true });
    expect({ length, same: readFileSync(path).equals(expected) }).toEqual({ length, same: true });
  }
});

test('S12 whenever the filling up ends early, the file is still short or its header is gone', async () => {
  const real = fs.write as unknown as WriteCall;
  for (let pieces = 0; ; pieces++) {
    const path = newPath();
    writeFileSync(path, filled(5 * JOURNAL_PAGE_BYTES));
    let left = pieces;
    writeBy((fd, bytes, at, length, offset, done) => {
      left -= 1;
      if (left < 0) process.nextTick(done, new Error('the process was killed'), 0);
      else real(fd, bytes, at, Math.min(length, JOURNAL_PAGE_BYTES), offset, done);
    });
    const isWhole = await open(path).then(
      (file) => close(file).then(() => true),
      () => false,
    );
    jest.restoreAllMocks();
    const content = readFileSync(path);
    const hasHeader = !content.subarray(0, JOURNAL_PAGE_BYTES).equals(Buffer.alloc(JOURNAL_PAGE_BYTES));
    expect({ pieces, vouches: hasHeader && content.length === BYTES }).toEqual({ pieces, vouches: false });
    if (!isWhole) continue;
    expect(pieces).toBe(4);
    break;
  }
});

test('it is made durable, with its name, before it is given out', async () => {
  const synced: number[] = [];
  const order: string[] = [];
  const path = newPath();
  const sync = fs.fsync;
  jest.spyOn(fs, 'fsync').mockImplementation((fd: number, done: (error: Error | null) => void) => {
    order.push(fs.fstatSync(fd).isDirectory() ? 'folder' : 'file');
    synced.push(statSync(path).size);
    sync(fd, done);
  });
  const file = await open(path);
  expect(order).toEqual(['file', 'folder']);
  expect(synced).toEqual([BYTES, BYTES]);
  await close(file);
});

test('S12 a write is answered after the disk has it: the file is open for synced writes', async () => {
  const opened = jest.spyOn(fs, 'open');
  const path = newPath();
  for (let start = 0; start < 2; start++) {
    const file = await open(path);
    const flags = opened.mock.calls.filter(([name]) => name === path).map((call: readonly unknown[]) => Number(call[1]));
    expect(flags).toHaveLength(start + 1);
    for (const flag of flags) expect(flag & fs.constants.O_DSYNC).not.toBe(0);
    await close(file);
  }
});

test('what the system takes in pieces is written to its end', async () => {
  const path = newPath();
  let file = await open(path);
  const real = fs.write as unknown as WriteCall;
  const calls: (readonly [number, number])[] = [];
  writeBy((fd, bytes, at, length, offset, done) => {
    calls.push([offset, length]);
    real(fd, bytes, at, Math.min(length, 5_000), offset, done);
  });
  const pages = filled(3 * JOURNAL_PAGE_BYTES);
  await write(file, pages, JOURNAL_PAGE_BYTES);
  expect(calls).toEqual([
    [4096, 12_288],
    [9096, 7_288],
    [14_096, 2_288],
  ]);
  jest.restoreAllMocks();
  await close(file);
  file = await open(path);
  expect((await read(file)).subarray(JOURNAL_PAGE_BYTES, 4 * JOURNAL_PAGE_BYTES).equals(pages)).toBe(true);
  await close(file);
});

test('a system that writes nothing and calls it no error is one', async () => {
  const file = await open(newPath());
  const calls = writeBy((_fd, _bytes, _at, _length, _offset, done) => process.nextTick(done, null, 0));
  await expect(write(file, filled(JOURNAL_PAGE_BYTES), 0)).rejects.toThrow('nothing of the journal was written');
  expect(calls).toHaveBeenCalledTimes(1);
});

test('S54 the first error is final: nothing is written any more, and every call gets it', async () => {
  const path = newPath();
  const file = await open(path);
  const before = readFileSync(path);
  const calls = writeBy((_fd, _bytes, _at, _length, _offset, done) => process.nextTick(done, new Error('EIO: i/o error, write'), 0));
  await expect(write(file, filled(JOURNAL_PAGE_BYTES), 0)).rejects.toThrow('EIO');
  expect(calls).toHaveBeenCalledTimes(1);
  // The disk is well again, and is not asked.
  jest.restoreAllMocks();
  const later = jest.spyOn(fs, 'write');
  await expect(write(file, filled(JOURNAL_PAGE_BYTES), JOURNAL_PAGE_BYTES)).rejects.toThrow('EIO');
  await expect(read(file)).rejects.toThrow('EIO');
  await expect(close(file)).rejects.toThrow('EIO');
  expect(later).not.toHaveBeenCalled();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('S54 an error in the second piece of a write is an error of the write', async () => {
  const file = await open(newPath());
  const real = fs.write as unknown as WriteCall;
  writeBy((fd, bytes, at, length, offset, done) => {
    if (offset > 0) process.nextTick(done, new Error('EIO: i/o error, write'), 0);
    else real(fd, bytes, at, Math.min(length, JOURNAL_PAGE_BYTES), offset, done);
  });
  await expect(write(file, filled(2 * JOURNAL_PAGE_BYTES), 0)).rejects.toThrow('EIO');
});

test('S54 a journal that could not be made is not given out, and its descriptor is closed', async () => {
  for (const call of ['write', 'fsync', 'read'] as const) {
    const opened = jest.spyOn(fs, 'open');
    const closed = jest.spyOn(fs, 'close');
    jest
      .spyOn(fs, call)
      .mockImplementation((...args: readonly unknown[]) =>
        process.nextTick(args[args.length - 1] as () => void, new Error(`ENOSPC: ${call}`), 0),
      );
    await expect(open(newPath())).rejects.toThrow(`ENOSPC: ${call}`);
    expect({ call, opened: opened.mock.calls.length, closed: closed.mock.calls.length }).toEqual({ call, opened: 1, closed: 1 });
    jest.restoreAllMocks();
  }
});

test('the content is given out once', async () => {
  const file = await open(newPath());
  await read(file);
  await expect(read(file)).rejects.toThrow('read already');
  await close(file);
});

test('after it is closed every call fails, and the descriptor, which may be another file by now, is left alone', async () => {
  const file = await open(newPath());
  await close(file);
  const [wrote, closed] = [jest.spyOn(fs, 'write'), jest.spyOn(fs, 'close')];
  await expect(write(file, filled(JOURNAL_PAGE_BYTES), 0)).rejects.toThrow('closed');
  await expect(read(file)).rejects.toThrow('closed');
  await expect(close(file)).rejects.toThrow('closed');
  expect(wrote).not.toHaveBeenCalled();
  expect(closed).not.toHaveBeenCalled();
});

test('a folder that is not there is an error', async () => {
  await expect(open(join(folder, 'missing', 'journal'))).rejects.toThrow('ENOENT');
});
