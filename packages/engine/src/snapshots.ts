import type { ClusterConfig, LogPosition, SnapshotMeta } from '@grove/raft';
import { SnapshotStore, openChunk } from '@grove/storage';
import type { KeyValueStore, SnapshotInfo } from '@grove/storage';
import { OtherSnapshotFormat, SnapshotLoader, otherFormatOf } from '@grove/tree';
import type { TreeApi, TreeOptions } from '@grove/tree';
import type { Clock, Host } from './ports';

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

function notWhole(reason: string): SnapshotFlaw {
  return { kind: 'notWhole', reason };
}

/** Who sends a snapshot that was refused sends it again at once: so the answer waits, or two replicas would do nothing else. */
const REFUSAL_DELAY_MS = 1000;

/** Long enough to be few. */
const CHUNK_BYTES = 256 * 1024;

/**
 * What a snapshot takes of one turn: some 0.7 ms. A chunk made at once takes four times that, and the turns that are longest are those of which every
 * part takes its share; where all cores are busy such a turn waits for one in its middle (services/replica/DESIGN.md, "Who waits for whom").
 */
const SLICE_BYTES = 64 * 1024;

/** Chunks asked for beyond the one that is being added: the disk and this thread work at the same time. */
const CHUNKS_AHEAD = 3;

/**
 * Taking, keeping and loading snapshots: points in time of the whole replicated state, in chunks, each made in turns
 * of its own while writes go on.
 */
export class Snapshots {
  private store: SnapshotStore | null = null;
  private taking = false;
  private stopped = false;
  /** The snapshot from a leader that was last refused for its format: it is told of once. */
  private refused: SnapshotMeta | null = null;
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
          // An orderly end closes it under what it was just deleting; the rest of that is deleted by the next start.
          if (!this.stopped) this.host.fatal('the snapshot store failed', error);
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
    const giveUp = (): void => {
      writer.abort(() => {
        end(null, null);
      });
    };
    let slices: Uint8Array[] = [];
    let gathered = 0;
    const write = (): void => {
      const chunk = joined(slices, gathered);
      slices = [];
      gathered = 0;
      bytes += chunk.length;
      writer.write(chunk, (error) => {
        if (error !== null) end(error, null);
        else if (this.stopped) giveUp();
        else this.clock.defer(next);
      });
    };
    const next = (): void => {
      if (this.stopped) {
        giveUp();
        return;
      }
      const slice = cursor.next(SLICE_BYTES);
      if (slice !== null) {
        slices.push(slice);
        gathered += slice.length;
      }
      if (gathered >= CHUNK_BYTES || (slice === null && gathered > 0)) write();
      else if (slice === null) writer.finish(end);
      // One slice a turn: a snapshot yields to everything else.
      else this.clock.defer(next);
    };
    next();
  }

  /**
   * The newest snapshot whose chunks are all there and whose digest is proven by loading it; null where there is none. One of
   * another format is an error, and stays: it is newer than all that could be loaded instead, and may be all there is.
   */
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
        if (flaw?.kind === 'otherFormat') {
          done(
            new Error(
              `the snapshot at zxid ${candidate.meta.index} cannot be read: ${flaw.reason}. It stays as it is: start the version of Grove that wrote it; ` +
                'to move to this one, export the data with that version (grove export) and import them into an empty cluster of this one (grove import)',
            ),
            null,
          );
          return;
        }
        const reason = flaw?.reason ?? 'unknown';
        this.host.log('error', `the snapshot at ${candidate.meta.index} is not whole (${reason}): trying an older one`);
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
    done: (error: Error | null, loaded: LoadedSnapshot | null, flaw: SnapshotFlaw | null) => void,
  ): void {
    const store = this.opened();
    const loader = new SnapshotLoader(options);
    const arrived = new Map<number, Uint8Array | null>();
    let asked = 0;
    let added = 0;
    let inTurn = false;
    let ended = false;
    const end = (error: Error | null, loaded: LoadedSnapshot | null, flaw: SnapshotFlaw | null): void => {
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
        const reason = opened === null ? `chunk ${added} is missing` : opened.ok ? `chunk ${added} is of another state` : opened.reason;
        end(null, null, notWhole(reason));
        return;
      }
      try {
        loader.add(opened.payload);
      } catch (flaw) {
        end(null, null, flaw instanceof OtherSnapshotFormat ? { kind: 'otherFormat', reason: flaw.message } : notWhole(String(flaw)));
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
        end(null, null, notWhole(String(flaw)));
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

  /**
   * Takes in a chunk from a leader. A snapshot of another format is refused at its first: once it lay here whole, a crash before
   * it is loaded would leave a volume that starts no more.
   */
  storeChunk(meta: SnapshotMeta, chunk: number, chunks: number, data: Uint8Array, done: (error: Error | null, ok: boolean) => void): void {
    const opened = chunk === 0 ? openChunk(data, meta.index, 0) : null;
    const other = opened?.ok === true ? otherFormatOf(opened.payload) : null;
    if (other === null) {
      this.opened().storeChunk(meta, chunk, chunks, data, done);
      return;
    }
    if (this.refused?.index !== meta.index || this.refused.chain !== meta.chain) {
      this.refused = meta;
      this.host.log(
        'error',
        `the snapshot at ${meta.index} from the leader is refused: ${other.message}. Replicas whose versions keep different formats cannot be one cluster: start the leader's version here`,
      );
    }
    this.clock.setTimer(REFUSAL_DELAY_MS, () => {
      if (!this.stopped) done(null, false);
    });
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

function joined(slices: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const slice of slices) {
    bytes.set(slice, at);
    at += slice.length;
  }
  return bytes;
}
