import { close, constants, fdatasync, fsync, ftruncate, open, read, write } from 'node:fs';
import { dirname } from 'node:path';
import { crc32c, type WitnessFile } from '@grove/storage';
import { syncFolder } from './sync-folder';

/**
 * The witness file: two slots, each in a page of its own, so that a torn write harms one of them. A slot is
 * magic "GRVS" (4), counter (8), length (4), content, and CRC32C of all before it (4), little-endian.
 */
const SLOT_BYTES = 4096;
const FILE_BYTES = 2 * SLOT_BYTES;
const MAGIC = 0x53565247;
const HEADER_BYTES = 16;
export const WITNESS_CONTENT_BYTES_MAX = SLOT_BYTES - HEADER_BYTES - 4;

type Slot = 0 | 1;
type Done = (error: Error | null) => void;

interface QueuedWrite {
  readonly content: Uint8Array;
  readonly sync: boolean;
  readonly done: Done;
}

function sealSlot(counter: number, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + content.length + 4);
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeBigUInt64LE(BigInt(counter), 4);
  bytes.writeUInt32LE(content.length, 12);
  bytes.set(content, HEADER_BYTES);
  bytes.writeUInt32LE(crc32c(bytes, 0, HEADER_BYTES + content.length), HEADER_BYTES + content.length);
  return bytes;
}

function openSlot(bytes: Buffer): { readonly counter: number; readonly content: Uint8Array } | null {
  if (bytes.length < HEADER_BYTES + 4 || bytes.readUInt32LE(0) !== MAGIC) return null;
  const end = HEADER_BYTES + bytes.readUInt32LE(12);
  if (end + 4 > bytes.length || crc32c(bytes, 0, end) !== bytes.readUInt32LE(end)) return null;
  return { counter: Number(bytes.readBigUInt64LE(4)), content: new Uint8Array(bytes.subarray(HEADER_BYTES, end)) };
}

/** Opens the file, or makes it with both slots empty, and its name durable. */
export function openWitnessFile(path: string, done: (error: Error | null, file: FileWitness | null) => void): void {
  open(path, constants.O_RDWR | constants.O_CREAT, 0o600, (openError, fd) => {
    if (openError !== null) return done(openError, null);
    const fail = (error: Error): void => close(fd, () => done(error, null));
    // To its full size once: later syncs need no change of the inode.
    ftruncate(fd, FILE_BYTES, (sizeError) => {
      if (sizeError !== null) return fail(sizeError);
      // Also makes durable what a killed process left in the page cache: the slot read next is then the synced one.
      fsync(fd, (syncError) => {
        if (syncError !== null) return fail(syncError);
        syncFolder(dirname(path), (folderError) => {
          if (folderError !== null) return fail(folderError);
          readSlots(fd, (readError, slots) => {
            if (readError !== null || slots === null) return fail(readError ?? new Error('no slots'));
            done(null, new FileWitness(fd, slots));
          });
        });
      });
    });
  });
}

interface Slots {
  readonly newest: Slot | null;
  readonly counter: number;
  readonly content: Uint8Array | null;
}

function readSlots(fd: number, done: (error: Error | null, slots: Slots | null) => void): void {
  const bytes = Buffer.alloc(FILE_BYTES);
  read(fd, bytes, 0, FILE_BYTES, 0, (error, count) => {
    if (error !== null) return done(error, null);
    const first = openSlot(bytes.subarray(0, Math.min(count, SLOT_BYTES)));
    const second = openSlot(bytes.subarray(SLOT_BYTES, Math.max(count, SLOT_BYTES)));
    if (first !== null && (second === null || first.counter > second.counter)) return done(null, { newest: 0, ...first });
    if (second !== null) return done(null, { newest: 1, ...second });
    done(null, { newest: null, counter: 0, content: null });
  });
}

/**
 * The witness port on a file. Every write goes to the slot that does not hold the last synced content: whatever
 * becomes of it, the synced one is still there. The first error is final.
 */
export class FileWitness implements WitnessFile {
  private content: Uint8Array | null;
  private counter: number;
  private syncedSlot: Slot;
  private readonly queue: QueuedWrite[] = [];
  private failure: Error | null = null;
  private closing: Done | null = null;

  constructor(
    private readonly fd: number,
    slots: Slots,
  ) {
    this.content = slots.content;
    this.counter = slots.counter;
    this.syncedSlot = slots.newest ?? 1;
  }

  read(done: (error: Error | null, content: Uint8Array | null) => void): void {
    process.nextTick(done, this.failure, this.failure === null ? this.content : null);
  }

  write(content: Uint8Array, sync: boolean, done: Done): void {
    if (content.length > WITNESS_CONTENT_BYTES_MAX) throw new RangeError(`a witness of ${content.length} bytes`);
    if (this.failure !== null) return process.nextTick(done, this.failure);
    this.queue.push({ content, sync, done });
    if (this.queue.length === 1) this.writeHead();
  }

  /** After the writes given before it. */
  close(done: Done): void {
    if (this.failure !== null) return process.nextTick(done, this.failure);
    this.closing = done;
    if (this.queue.length === 0) this.closeNow(done);
  }

  private writeHead(): void {
    const head = this.queue[0];
    if (head === undefined) return;
    const slot: Slot = this.syncedSlot === 0 ? 1 : 0;
    this.counter += 1;
    const bytes = sealSlot(this.counter, head.content);
    write(this.fd, bytes, 0, bytes.length, slot * SLOT_BYTES, (error, written) => {
      if (error !== null) return this.fail(error);
      if (written !== bytes.length) return this.fail(new Error(`${written} of ${bytes.length} bytes of the witness were written`));
      if (!head.sync) return this.headDone(head);
      fdatasync(this.fd, (syncError) => {
        if (syncError !== null) return this.fail(syncError);
        this.syncedSlot = slot;
        this.headDone(head);
      });
    });
  }

  private headDone(head: QueuedWrite): void {
    this.content = head.content;
    this.queue.shift();
    this.writeHead();
    head.done(null);
    if (this.queue.length === 0 && this.closing !== null) this.closeNow(this.closing);
  }

  private closeNow(done: Done): void {
    this.closing = null;
    this.failure = new Error('the witness file is closed');
    close(this.fd, (error) => done(error ?? null));
  }

  private fail(error: Error): void {
    this.failure = error;
    for (const { done } of this.queue.splice(0)) done(error);
    if (this.closing !== null) this.closing(error);
  }
}
