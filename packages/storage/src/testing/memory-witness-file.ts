import type { WitnessFile } from '../ports';
import type { MemoryDiskOptions } from './memory-key-value-store';

interface QueuedWrite {
  readonly content: Uint8Array;
  readonly sync: boolean;
  readonly done: (error: Error | null) => void;
}

/** A witness file in memory: a crash keeps the last synced content or any later one. */
export class MemoryWitnessFile implements WitnessFile {
  /** What a reader sees. */
  private current: Uint8Array | null = null;
  private durable: Uint8Array | null = null;
  /** Written after `durable`, not synced, oldest first; a crash may keep any one of them. */
  private unsynced: Uint8Array[] = [];
  private queue: QueuedWrite[] = [];
  private writing = false;
  private life = 0;
  private hanging = false;
  private held: (() => void)[] = [];
  private failure: { countdown: number; readonly error: Error } | null = null;

  /** Planted fault: synced writes are acknowledged without being made durable. */
  skipSync = false;
  writes = 0;
  syncs = 0;

  constructor(private readonly options: MemoryDiskOptions) {}

  read(done: (error: Error | null, content: Uint8Array | null) => void): void {
    this.schedule('witnessRead', false, 0, () => done(null, this.current));
  }

  write(content: Uint8Array, sync: boolean, done: (error: Error | null) => void): void {
    this.queue.push({ content: content.slice(), sync, done });
    if (!this.writing) this.startNext();
  }

  close(done: (error: Error | null) => void): void {
    this.schedule('close', false, 0, () => {
      this.makeDurable();
      done(null);
    });
  }

  // --- what a test or a simulator does to the disk ---

  /** Power loss. `keep`: the newest content that may have reached the disk, or the durable one; else random. */
  crash(keep?: 'all' | 'none'): void {
    const head = this.writing ? this.queue[0] : undefined;
    const candidates: (Uint8Array | null)[] = [this.durable, ...this.unsynced];
    if (head !== undefined) candidates.push(head.content);
    const chosen = keep === 'all' ? candidates.length - 1 : keep === 'none' ? 0 : Math.floor(this.options.random() * candidates.length);
    this.current = candidates[chosen] ?? null;
    this.makeDurable();
    this.restart();
  }

  /** The process ends, the machine goes on. */
  kill(): void {
    const head = this.writing ? this.queue[0] : undefined;
    if (head !== undefined && this.options.random() < 0.5) this.accept(head.content);
    this.restart();
  }

  reopen(): void {
    this.restart();
  }

  failWrite(nth: number, error: Error): void {
    this.failure = { countdown: nth, error };
  }

  hang(): void {
    this.hanging = true;
  }

  resume(): void {
    this.hanging = false;
    const held = this.held;
    this.held = [];
    for (const run of held) run();
  }

  /** Neither slot can be read any more. */
  lose(): void {
    this.current = null;
    this.makeDurable();
  }

  /** Goes back to (or sets) a content, as an old copy of the file would. */
  replace(content: Uint8Array | null): void {
    this.current = content;
    this.makeDurable();
  }

  content(): Uint8Array | null {
    return this.current;
  }

  private accept(content: Uint8Array): void {
    this.current = content;
    this.unsynced.push(content);
    // Only which content survives matters, not how many could have.
    if (this.unsynced.length > 16) this.unsynced.shift();
  }

  private makeDurable(): void {
    this.durable = this.current;
    this.unsynced = [];
  }

  private restart(): void {
    this.life += 1;
    this.queue = [];
    this.held = [];
    this.writing = false;
    this.hanging = false;
    this.failure = null;
  }

  private schedule(kind: 'witnessRead' | 'witnessWrite' | 'close', sync: boolean, bytes: number, run: () => void): void {
    const life = this.life;
    const alive = (): void => {
      if (life !== this.life) return;
      if (this.hanging) this.held.push(alive);
      else run();
    };
    this.options.schedule({ kind, sync, bytes }, alive);
  }

  private startNext(): void {
    const head = this.queue[0];
    if (head === undefined) return;
    this.writing = true;
    this.schedule('witnessWrite', head.sync, head.content.length, () => {
      this.queue.shift();
      this.writing = false;
      head.done(this.carryOut(head));
      if (!this.writing) this.startNext();
    });
  }

  private carryOut(write: QueuedWrite): Error | null {
    if (this.failure !== null && --this.failure.countdown <= 0) {
      const { error } = this.failure;
      this.failure = null;
      return error;
    }
    this.writes += 1;
    this.accept(write.content);
    if (write.sync) {
      this.syncs += 1;
      if (!this.skipSync) this.makeDurable();
    }
    return null;
  }
}
