import type { ClusterConfig, LogPosition, SnapshotMeta } from '@grove/raft';
import { SnapshotStore, openChunk } from '@grove/storage';
import type { KeyValueStore, SnapshotInfo } from '@grove/storage';
import { SnapshotLoader } from '@grove/tree';
import type { TreeApi, TreeOptions } from '@grove/tree';
import type { Clock, Host } from './ports';

export interface LoadedSnapshot {
  readonly meta: SnapshotMeta;
  readonly chunks: number;
  readonly tree: TreeApi;
}

/** Long enough to be few, short enough that making one keeps nobody waiting. */
const CHUNK_BYTES = 256 * 1024;

/** Chunks asked for beyond the one that is being added: the disk and this thread work at the same time. */
const CHUNKS_AHEAD = 3;

/**
 * Taking, keeping and loading snapshots: points in time of the whole replicated state, in chunks, each made in a turn
 * of its own while writes go on.
 */
export class Snapshots {
  private store: SnapshotStore | null = null;
  private taking = false;
  private stopped = false;
  /** Called when what is being taken has ended: written, given up, or failed. */
  private readonly onTaken: (() => void)[] = [];

  constructor(
    private readonly kv: KeyValueStore,
    private readonly kept: number,
    private readonly clock: Clock,
    private readonly host: Host,
  ) {}

  open(done: (error: Error | null) => void): void {
    SnapshotStore.open(
      this.kv,
      {
        kept: this.kept,
        onError: (error) => {
          this.host.fatal('the snapshot store failed', error);
        },
      },
      (error, store) => {
        this.store = store;
        done(error);
      },
    );
  }

  private opened(): SnapshotStore {
    if (this.store === null) throw new Error('the snapshot store is not open');
    return this.store;
  }

  get isTaking(): boolean {
    return this.taking;
  }

  stop(): void {
    this.stopped = true;
  }

  /** The volume belongs to a new incarnation. */
  discardAll(done: (error: Error | null) => void): void {
    this.open((error) => {
      if (error !== null) done(error);
      else this.discardAfter(-1, done);
    });
  }

  /** Removes the snapshots of states after this zxid, one that is being written included. */
  discardAfter(zxid: number, done: (error: Error | null) => void): void {
    if (this.taking) {
      this.onTaken.push(() => {
        this.discardAfter(zxid, done);
      });
      return;
    }
    const names = this.opened()
      .list()
      .map((info) => info.meta.index)
      .filter((index) => index > zxid);
    const next = (): void => {
      const name = names.shift();
      if (name === undefined) {
        done(null);
        return;
      }
      this.opened().discard(name, (error) => {
        if (error !== null) done(error);
        else next();
      });
    };
    next();
  }

  /**
   * Writes the state as it is now, which is that at `position`. Calls back with what is on disk, or null where it was
   * given up.
   */
  take(
    tree: TreeApi,
    position: LogPosition,
    config: ClusterConfig,
    done: (error: Error | null, stored: SnapshotInfo | null) => void,
  ): void {
    if (this.stopped) {
      done(null, null);
      return;
    }
    const store = this.opened();
    const startMs = this.clock.nowMs();
    this.taking = true;
    const meta: SnapshotMeta = { ...position, config };
    const cursor = tree.beginSnapshot();
    const writer = store.begin(meta, cursor.digest);
    let bytes = 0;
    const end = (error: Error | null, stored: SnapshotInfo | null): void => {
      this.taking = false;
      cursor.release();
      if (stored !== null) this.host.observe.snapshot(this.clock.nowMs() - startMs, bytes);
      // Who is stopping draws no conclusions from it: it may be about to be discarded.
      done(error, this.stopped ? null : stored);
      for (const next of this.onTaken.splice(0)) next();
    };
    if (writer === null) {
      // There is one of this index: it came from the leader.
      end(null, null);
      return;
    }
    const write = (chunk: Uint8Array): void => {
      bytes += chunk.length;
      writer.write(chunk, (error) => {
        if (error !== null) end(error, null);
        else if (this.stopped) {
          writer.abort(() => {
            end(null, null);
          });
        }
        // One chunk a turn: a snapshot yields to everything else.
        else this.clock.defer(next);
      });
    };
    const next = (): void => {
      const chunk = cursor.next(CHUNK_BYTES);
      if (chunk !== null) {
        write(chunk);
        return;
      }
      writer.finish(end);
    };
    next();
  }

  /** The newest snapshot whose chunks are all there and whose digest is proven by loading it; null where there is none. */
  loadNewest(options: TreeOptions, done: (error: Error | null, loaded: LoadedSnapshot | null) => void): void {
    const candidates = [...this.opened().list()].sort((a, b) => b.meta.index - a.meta.index);
    const tryNext = (): void => {
      const candidate = candidates.shift();
      if (candidate === undefined) {
        done(null, null);
        return;
      }
      this.load(candidate, options, (error, loaded, flaw) => {
        if (error !== null || loaded !== null) {
          done(error, loaded);
          return;
        }
        this.host.log('error', `the snapshot at ${candidate.meta.index} is not whole (${flaw ?? 'unknown'}): trying an older one`);
        this.opened().discard(candidate.meta.index, (removeError) => {
          if (removeError !== null) done(removeError, null);
          else tryNext();
        });
      });
    };
    tryNext();
  }

  /** Loads one snapshot, a chunk a turn, while the next ones are read. `flaw` tells why it is not whole. */
  load(
    stored: SnapshotInfo,
    options: TreeOptions,
    done: (error: Error | null, loaded: LoadedSnapshot | null, flaw: string | null) => void,
  ): void {
    const store = this.opened();
    const loader = new SnapshotLoader(options);
    const arrived = new Map<number, Uint8Array | null>();
    let asked = 0;
    let added = 0;
    let inTurn = false;
    let ended = false;
    const end = (error: Error | null, loaded: LoadedSnapshot | null, flaw: string | null): void => {
      ended = true;
      done(error, loaded, flaw);
    };
    const read = (): void => {
      while (asked < stored.chunks && asked <= added + CHUNKS_AHEAD) {
        const chunk = asked++;
        store.readChunk(stored.meta.index, chunk, (error, raw) => {
          if (ended) return;
          arrived.set(chunk, raw);
          if (error !== null) end(error, null, null);
          else if (!inTurn) add();
        });
      }
    };
    const add = (): void => {
      const raw = arrived.get(added);
      if (raw === undefined) return;
      arrived.delete(added);
      const opened = raw === null ? null : openChunk(raw, stored.meta.index, added);
      if (opened === null || !opened.ok || opened.digest !== stored.digest) {
        end(null, null, opened === null ? `chunk ${added} is missing` : opened.ok ? `chunk ${added} is of another state` : opened.reason);
        return;
      }
      try {
        loader.add(opened.payload);
      } catch (flaw) {
        end(null, null, String(flaw));
        return;
      }
      added += 1;
      if (added === stored.chunks) {
        finish();
        return;
      }
      read();
      inTurn = true;
      this.clock.defer(() => {
        inTurn = false;
        if (!ended) add();
      });
    };
    const finish = (): void => {
      let tree: TreeApi;
      try {
        tree = loader.finish(stored.meta.index, stored.digest);
      } catch (flaw) {
        end(null, null, String(flaw));
        return;
      }
      end(null, { meta: stored.meta, chunks: stored.chunks, tree }, null);
    };
    if (stored.chunks === 0) finish();
    else read();
  }

  readChunk(lastIndex: number, chunk: number, done: (error: Error | null, data: Uint8Array | null) => void): void {
    this.opened().readChunk(lastIndex, chunk, done);
  }

  storeChunk(meta: SnapshotMeta, chunk: number, chunks: number, data: Uint8Array, done: (error: Error | null, ok: boolean) => void): void {
    this.opened().storeChunk(meta, chunk, chunks, data, done);
  }

  /** All chunks of a transfer are there: it becomes a snapshot like any other. */
  finishReceive(lastIndex: number, done: (error: Error | null, stored: SnapshotInfo | null) => void): void {
    this.opened().finishReceive(lastIndex, done);
  }

  /** It failed its checks. */
  discard(lastIndex: number, done: (error: Error | null) => void): void {
    this.opened().discard(lastIndex, done);
  }
}
