import { gunzip, inflate } from 'node:zlib';

/** What a message was: its bytes, or why there are none. */
export type Decompressed = Buffer | 'too long' | 'malformed';

type Decompress = typeof gunzip;

/** By name, how messages may be compressed; null where they are not. */
export const encodings: ReadonlyMap<string, Decompress | null> = new Map([
  ['identity', null],
  ['gzip', gunzip],
  ['deflate', inflate],
]);

interface Task {
  readonly decompress: Decompress;
  readonly message: Buffer;
  readonly bytesMax: number;
  readonly isWanted: () => boolean;
  readonly done: (message: Decompressed) => void;
}

/**
 * Decompresses messages outside the event loop: few bytes can become very many, which takes long. One at a time, so that the other threads stay for storage; each
 * connection waits for its own, so there are as many here as connections at most.
 */
export class Decompression {
  private tasks: Task[] = [];
  private head = 0;
  private isBusy = false;

  add(task: Task): void {
    this.tasks.push(task);
    this.next();
  }

  private next(): void {
    if (this.isBusy) return;
    const task = this.take();
    if (task === undefined) return;
    this.isBusy = true;
    const { decompress, message, bytesMax, done } = task;
    decompress(message, { maxOutputLength: bytesMax, chunkSize: CHUNK_BYTES }, (error, plain) => {
      this.isBusy = false;
      done(error === null ? plain : 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too long' : 'malformed');
      this.next();
    });
  }

  /** The next one that somebody still waits for. */
  private take(): Task | undefined {
    for (let task = this.tasks[this.head]; task !== undefined; task = this.tasks[this.head]) {
      this.head += 1;
      if (this.head === this.tasks.length || this.head === 1_024) {
        this.tasks = this.tasks.slice(this.head);
        this.head = 0;
      }
      if (task.isWanted()) return task;
      task.done('malformed');
    }
    return undefined;
  }
}

/** Memory of one step: a message is mostly one. */
const CHUNK_BYTES = 16_384;
