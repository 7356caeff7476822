import { close, constants, fsync, open, read, write } from 'node:fs';
import { dirname } from 'node:path';
import { JOURNAL_PAGE_BYTES, type JournalFile } from '@grove/storage';
import { syncFolder } from './sync-folder';

type Done = (error: Error | null) => void;

/** A store of some thousand bytes a block is synced once in a thousand blocks then. A file of fewer pages counts as cut short. */
export const JOURNAL_PAGES = 1024;

/** Writes that come back only when they are on disk; elsewhere such a write may stop at the disk's own memory. */
export const JOURNAL_IS_SUPPORTED = process.platform === 'linux';

/**
 * Opens the journal, or makes it. Every page is written once when it is made: what overwrites a page later changes nothing
 * but the page, so that no sync has to wait for the file system's own log.
 */
export function openJournalFile(path: string, pages: number, done: (error: Error | null, file: FileJournal | null) => void): void {
  const { O_RDWR, O_CREAT, O_DSYNC } = constants;
  open(path, O_RDWR | O_CREAT | O_DSYNC, 0o600, (openError, fd) => {
    if (openError !== null) return done(openError, null);
    const byteLength = pages * JOURNAL_PAGE_BYTES;
    const fail = (error: Error): void => close(fd, () => done(error, null));
    readWhole(fd, byteLength, (readError, content, length) => {
      if (readError !== null) return fail(readError);
      if (length === byteLength) return done(null, new FileJournal(fd, content));
      // Cut short, or new. What is missing is zeros, which is no page of a journal. The header goes first, on disk: it would vouch for what was cut off.
      const from = Math.max(length, JOURNAL_PAGE_BYTES);
      content.fill(0, 0, JOURNAL_PAGE_BYTES);
      writeWhole(fd, content.subarray(0, JOURNAL_PAGE_BYTES), 0, (headerError) => {
        if (headerError !== null) return fail(headerError);
        writeWhole(fd, content.subarray(from), from, (writeError) => {
          if (writeError !== null) return fail(writeError);
          fsync(fd, (syncError) => {
            if (syncError !== null) return fail(syncError);
            syncFolder(dirname(path), (folderError) => {
              if (folderError !== null) return fail(folderError);
              done(null, new FileJournal(fd, content));
            });
          });
        });
      });
    });
  });
}

/** Answers `byteLength` bytes, zeros behind the file's end, and how many the file has of them. */
function readWhole(fd: number, byteLength: number, done: (error: Error | null, content: Buffer, length: number) => void): void {
  const content = Buffer.alloc(byteLength);
  const from = (offset: number): void => {
    if (offset === byteLength) return done(null, content, offset);
    read(fd, content, offset, byteLength - offset, offset, (error, count) => {
      if (error !== null || count === 0) done(error, content, offset);
      else from(offset + count);
    });
  };
  from(0);
}

function writeWhole(fd: number, bytes: Uint8Array, offset: number, done: Done): void {
  write(fd, bytes, 0, bytes.length, offset, (error, count) => {
    if (error !== null || count === bytes.length) return done(error);
    if (count === 0) return done(new Error('nothing of the journal was written'));
    writeWhole(fd, bytes.subarray(count), offset + count, done);
  });
}

/** The journal's port on a file. The first error is final. */
export class FileJournal implements JournalFile {
  readonly byteLength: number;
  private failure: Error | null = null;

  constructor(
    private readonly fd: number,
    /** As it was opened; given out once. */
    private content: Uint8Array | null,
  ) {
    this.byteLength = content?.length ?? 0;
  }

  read(done: (error: Error | null, content: Uint8Array) => void): void {
    const { content } = this;
    this.content = null;
    const error = this.failure ?? (content === null ? new Error('the journal was read already') : null);
    process.nextTick(done, error, content ?? new Uint8Array(0));
  }

  write(pages: Uint8Array, offset: number, done: Done): void {
    if (this.failure !== null) return process.nextTick(done, this.failure);
    writeWhole(this.fd, pages, offset, (error) => {
      this.failure ??= error;
      done(error);
    });
  }

  close(done: Done): void {
    if (this.failure !== null) return process.nextTick(done, this.failure);
    this.failure = new Error('the journal is closed');
    close(this.fd, (error) => done(error ?? null));
  }
}
