import type { SnapshotMeta } from '@grove/raft';
import { SnapshotStore, openChunk } from '@grove/storage';
import type { KeyValueStore, SnapshotInfo } from '@grove/storage';
import { OtherSnapshotFormat, SnapshotLoader } from '@grove/tree';
import type { TreeApi, TreeOptions } from '@grove/tree';
import type { Clock } from './ports';

export interface LoadedSnapshot {
  readonly meta: SnapshotMeta;
  readonly chunks: number;
  readonly tree: TreeApi;
}

/** Why a snapshot cannot be loaded. One of another format is whole: another version of Grove can read it. */
export interface SnapshotFlaw {
  readonly kind: 'notWhole' | 'otherFormat';
  readonly reason: string;
}

/** What came of a load: one of the three is there. */
export interface LoadEnd {
  /** Of the store. */
  readonly error: Error | null;
  readonly loaded: LoadedSnapshot | null;
  readonly flaw: SnapshotFlaw | null;
}

/** A chunk as it is stored; null where there is none. */
export type ReadChunk = (chunk: number, done: (error: Error | null, stored: Uint8Array | null) => void) => void;

/** Chunks asked for beyond the one that is being added: the disk and this thread work at the same time. */
const CHUNKS_AHEAD = 3;

/** One snapshot on its way into memory, a chunk a turn, while the next ones are read. Begins when it is made. */
export class SnapshotLoad {
  private readonly loader: SnapshotLoader;
  private readonly arrived = new Map<number, Uint8Array | null>();
  private asked = 0;
  private added = 0;
  private inTurn = false;
  private stopped = false;
  private end: LoadEnd | null = null;
  private onEnd: ((end: LoadEnd) => void) | null = null;

  constructor(
    readonly stored: SnapshotInfo,
    private readonly readChunk: ReadChunk,
    options: TreeOptions,
    private readonly clock: Clock,
  ) {
    this.loader = new SnapshotLoader(options);
    if (stored.chunks === 0) this.finish();
    else this.read();
  }

  /** Calls back once, when it has ended; at once where it has. */
  whenEnded(done: (end: LoadEnd) => void): void {
    if (this.end === null) this.onEnd = done;
    else done(this.end);
  }

  /** Nobody wants it any more. */
  stop(): void {
    this.stopped = true;
  }

  private read(): void {
    while (this.asked < this.stored.chunks && this.asked <= this.added + CHUNKS_AHEAD) {
      const chunk = this.asked++;
      this.readChunk(chunk, (error, raw) => {
        if (this.hasEnded) return;
        this.arrived.set(chunk, raw);
        if (error !== null) this.endWith({ error, loaded: null, flaw: null });
        else if (!this.inTurn) this.add();
      });
    }
  }

  private add(): void {
    const { stored, added } = this;
    const raw = this.arrived.get(added);
    if (raw === undefined) return;
    this.arrived.delete(added);
    const opened = raw === null ? null : openChunk(raw, stored.meta.index, added);
    if (opened === null || !opened.ok || opened.digest !== stored.digest) {
      this.notWhole(opened === null ? `chunk ${added} is missing` : opened.ok ? `chunk ${added} is of another state` : opened.reason);
      return;
    }
    try {
      this.loader.add(opened.payload);
    } catch (flaw) {
      if (flaw instanceof OtherSnapshotFormat) {
        this.endWith({ error: null, loaded: null, flaw: { kind: 'otherFormat', reason: flaw.message } });
      } else this.notWhole(String(flaw));
      return;
    }
    this.added += 1;
    if (this.added === stored.chunks) {
      this.finish();
      return;
    }
    this.read();
    this.inTurn = true;
    this.clock.defer(() => {
      this.inTurn = false;
      if (!this.hasEnded) this.add();
    });
  }

  private finish(): void {
    const { meta, chunks, digest } = this.stored;
    let tree: TreeApi;
    try {
      tree = this.loader.finish(meta.index, digest);
    } catch (flaw) {
      this.notWhole(String(flaw));
      return;
    }
    this.endWith({ error: null, loaded: { meta, chunks, tree }, flaw: null });
  }

  private notWhole(reason: string): void {
    this.endWith({ error: null, loaded: null, flaw: { kind: 'notWhole', reason } });
  }

  private get hasEnded(): boolean {
    return this.stopped || this.end !== null;
  }

  private endWith(end: LoadEnd): void {
    this.end = end;
    this.onEnd?.(end);
  }
}

/**
 * The newest snapshot of a volume on its way into memory while the volume's log is opened and proven: most of a start is this, and neither waits for
 * the other. It reads alone: whether the volume may be used at all is told by the log.
 */
export class SnapshotAhead {
  private load: SnapshotLoad | null = null;
  private stopped = false;

  constructor(kv: KeyValueStore, options: TreeOptions, clock: Clock) {
    SnapshotStore.findNewest(kv, (error, found) => {
      // Who opens the store meets the same error, and tells of it.
      if (error === null && found !== null && !this.stopped) this.load = new SnapshotLoad(found.info, found.readChunk, options, clock);
    });
  }

  /** The load of this snapshot, for one who goes on with it; null where it is not that one which has begun. No other begins behind this. */
  take({ meta, digest, chunks }: SnapshotInfo): SnapshotLoad | null {
    const { load } = this;
    this.load = null;
    this.stopped = true;
    if (load === null) return null;
    const { stored } = load;
    if (stored.meta.index === meta.index && stored.meta.chain === meta.chain && stored.digest === digest && stored.chunks === chunks) {
      return load;
    }
    load.stop();
    return null;
  }

  stop(): void {
    this.stopped = true;
    this.load?.stop();
    this.load = null;
  }
}
