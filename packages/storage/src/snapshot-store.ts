import type { SnapshotMeta } from '@grove/raft';
import type { KeyValueOp, KeyValueStore } from './ports';
import { decodeSnapshotInfo, encodeSnapshotInfo, openChunk, type SnapshotInfo } from './snapshot-codec';
import {
  chunkKey,
  chunksEnd,
  GARBAGE_END,
  GARBAGE_START,
  garbageKey,
  metaKey,
  METAS_END,
  METAS_START,
  nameOf,
  receiptKey,
  RECEIPTS_END,
  RECEIPTS_START,
  type SnapshotName,
} from './snapshot-keys';
import { SnapshotWriter } from './snapshot-writer';

export interface SnapshotStoreOptions {
  /** Valid snapshots to keep; at least 1. */
  readonly kept: number;
  /** An error of the port while older snapshots were removed, when nobody waits for it: the process must end. */
  readonly onError: (error: Error) => void;
}

/** A receipt that has not ended. */
export interface PartialSnapshot {
  readonly meta: SnapshotMeta;
  readonly chunks: number;
  /** Chunks [0, nextChunk) are stored. */
  readonly nextChunk: number;
}

interface HeldSnapshot {
  readonly name: SnapshotName;
  readonly info: SnapshotInfo;
  /** Every chunk was proven in this life. */
  verified: boolean;
}

interface Receipt {
  readonly name: SnapshotName;
  readonly meta: SnapshotMeta;
  readonly digest: string;
  readonly chunks: number;
  nextChunk: number;
  bytes: number;
}

type Done = (error: Error | null) => void;

/** Names read at a time; there are only ever a few. */
const NAMES_MAX = 1000;

/**
 * Snapshots in a store of their own, so that their bulk never delays an fsync of the log (DESIGN.md).
 *
 * A snapshot exists when its metadata does. Whatever else lies there is known to be garbage by a mark that was
 * written before it, and is deleted at the next open; only a receipt survives, to be resumed. One call of each
 * kind at a time; the first error of the port is final.
 */
export class SnapshotStore {
  private held: HeldSnapshot[] = [];
  private receipt: Receipt | null = null;
  private pruning = false;
  private pruneAgain = false;

  private constructor(
    private readonly kv: KeyValueStore,
    private readonly options: SnapshotStoreOptions,
  ) {}

  static open(kv: KeyValueStore, options: SnapshotStoreOptions, done: (error: Error | null, store: SnapshotStore | null) => void): void {
    if (options.kept < 1) throw new RangeError(`at least one snapshot is kept, not ${options.kept}`);
    const store = new SnapshotStore(kv, options);
    store.readNames((error) => {
      if (error !== null) return done(error, null);
      store.resumeReceipt((receiptError) => done(receiptError, receiptError === null ? store : null));
    });
  }

  /** Complete snapshots, newest first. Their chunks are proven when they are read: one that fails is for `discard`. */
  list(): readonly SnapshotInfo[] {
    return this.held.map((snapshot) => snapshot.info);
  }

  get newest(): SnapshotInfo | null {
    return this.held[0]?.info ?? null;
  }

  /** The receipt that can be resumed, or null. */
  get partial(): PartialSnapshot | null {
    return this.receipt === null ? null : { meta: this.receipt.meta, chunks: this.receipt.chunks, nextChunk: this.receipt.nextChunk };
  }

  /** Starts an own snapshot of the state at `meta`. Null where there is one of this index already. */
  begin(meta: SnapshotMeta, digest: string): SnapshotWriter | null {
    const name: SnapshotName = { lastIndex: meta.index, source: 'own' };
    if (this.held.some((snapshot) => snapshot.info.meta.index === meta.index)) return null;
    return new SnapshotWriter(
      this.kv,
      name,
      meta,
      digest,
      (finishedName, info, done) => this.add({ name: finishedName, info, verified: true }, done),
      (abortedName, done) => this.removeChunks(abortedName, done),
    );
  }

  /** A chunk as it is stored, checksum included: `openChunk` proves it. Null where there is none. */
  readChunk(lastIndex: number, chunk: number, done: (error: Error | null, stored: Uint8Array | null) => void): void {
    const snapshot = this.held.find((candidate) => candidate.info.meta.index === lastIndex);
    // Even nothing takes a turn through the store: a callback never comes from within the call.
    this.kv.get(chunkKey(snapshot?.name ?? { lastIndex, source: 'own' }, chunk), (error, stored) =>
      done(error, snapshot === undefined ? null : stored),
    );
  }

  /**
   * Takes in a chunk from a leader. ok: it is stored (or was). Not ok: it is not the next one, or not what it says it
   * is; after a failed check what was received is dropped and the transfer begins anew with chunk 0.
   */
  storeChunk(meta: SnapshotMeta, chunk: number, chunks: number, data: Uint8Array, done: (error: Error | null, ok: boolean) => void): void {
    const answer = (ok: boolean): void => this.takeTurn((error) => done(error, ok));
    const complete = this.held.find((snapshot) => snapshot.info.meta.index === meta.index);
    if (complete !== undefined) return answer(complete.info.meta.chain === meta.chain && complete.info.meta.term === meta.term);
    const opened = openChunk(data, meta.index, chunk);
    const current = this.receipt;
    const same =
      current !== null && samePosition(current.meta, meta) && current.chunks === chunks && opened.ok && current.digest === opened.digest;
    if (!opened.ok || chunk >= chunks || (!same && chunk !== 0)) {
      if (current !== null && current.meta.index === meta.index) return this.dropReceipt((error) => done(error, false));
      return answer(false);
    }
    if (same && chunk !== current.nextChunk) return answer(chunk < current.nextChunk);
    if (same) return this.putChunk(current, data, [], done);
    this.dropReceipt((error) => {
      if (error !== null) return done(error, false);
      const receipt: Receipt = {
        name: { lastIndex: meta.index, source: 'received' },
        meta,
        digest: opened.digest,
        chunks,
        nextChunk: 0,
        bytes: 0,
      };
      this.receipt = receipt;
      const record = encodeSnapshotInfo({ meta, digest: opened.digest, chunks, bytes: 0 });
      this.putChunk(receipt, data, [{ type: 'put', key: receiptKey(receipt.name), value: record }], done);
    });
  }

  /** All chunks are here: it becomes a snapshot, durably. Null where chunks are missing. */
  finishReceive(lastIndex: number, done: (error: Error | null, info: SnapshotInfo | null) => void): void {
    const complete = this.held.find((snapshot) => snapshot.info.meta.index === lastIndex);
    const receipt = this.receipt;
    if (complete !== undefined) return this.dropReceipt((error) => done(error, complete.info));
    if (receipt === null || receipt.meta.index !== lastIndex || receipt.nextChunk < receipt.chunks)
      return this.takeTurn((error) => done(error, null));
    const info: SnapshotInfo = { meta: receipt.meta, digest: receipt.digest, chunks: receipt.chunks, bytes: receipt.bytes };
    const ops: KeyValueOp[] = [
      { type: 'put', key: metaKey(receipt.name), value: encodeSnapshotInfo(info) },
      { type: 'delete', key: receiptKey(receipt.name) },
    ];
    this.kv.batch(ops, true, (error) => {
      if (error !== null) return done(error, null);
      this.receipt = null;
      this.add({ name: receipt.name, info, verified: true }, (addError) => done(addError, info));
    });
  }

  /** A snapshot that failed its checks: it never counts again. */
  discard(lastIndex: number, done: Done): void {
    const snapshot = this.held.find((candidate) => candidate.info.meta.index === lastIndex);
    if (snapshot === undefined) return this.takeTurn(done);
    this.removeSnapshot(snapshot, done);
  }

  /** Every chunk of the snapshot is there and right. One chunk in memory at a time. */
  verify(lastIndex: number, done: (error: Error | null, valid: boolean) => void): void {
    const snapshot = this.held.find((candidate) => candidate.info.meta.index === lastIndex);
    if (snapshot === undefined) return this.takeTurn((error) => done(error, false));
    this.verifyFrom(snapshot, 0, done);
  }

  private readNames(done: Done): void {
    this.kv.scan({ gte: METAS_START, lt: METAS_END, limit: NAMES_MAX }, (metasError, metas) => {
      if (metasError !== null) return done(metasError);
      const broken: SnapshotName[] = [];
      for (const row of metas) {
        const name = nameOf(row.key);
        const info = decodeSnapshotInfo(row.value);
        if (name !== null && info !== null && info.meta.index === name.lastIndex) this.held.push({ name, info, verified: false });
        else if (name !== null) broken.push(name);
      }
      this.held.sort((a, b) => b.info.meta.index - a.info.meta.index);
      this.kv.scan({ gte: GARBAGE_START, lt: GARBAGE_END, limit: NAMES_MAX }, (error, rows) => {
        if (error !== null) return done(error);
        const garbage = rows.flatMap((row) => nameOf(row.key) ?? []);
        this.removeEach([...broken, ...garbage], done);
      });
    });
  }

  private removeEach(names: readonly SnapshotName[], done: Done): void {
    const [first, ...rest] = names;
    if (first === undefined) return done(null);
    this.removeChunks(first, (error) => {
      if (error !== null) done(error);
      else this.removeEach(rest, done);
    });
  }

  /** The metadata goes durably before the chunks, under a mark that says which chunks are left over. */
  private removeChunks(name: SnapshotName, done: Done, alsoFirst: readonly KeyValueOp[] = []): void {
    const ops: KeyValueOp[] = [
      ...alsoFirst,
      { type: 'put', key: garbageKey(name), value: new Uint8Array(0) },
      { type: 'delete', key: metaKey(name) },
    ];
    this.kv.batch(ops, true, (error) => {
      if (error !== null) return done(error);
      this.kv.clear(chunkKey(name, 0), chunksEnd(name), (clearError) => {
        if (clearError !== null) return done(clearError);
        this.kv.batch([{ type: 'delete', key: garbageKey(name) }], false, done);
      });
    });
  }

  private removeSnapshot(snapshot: HeldSnapshot, done: Done): void {
    this.held = this.held.filter((candidate) => candidate !== snapshot);
    this.removeChunks(snapshot.name, done);
  }

  private resumeReceipt(done: Done): void {
    this.kv.scan({ gte: RECEIPTS_START, lt: RECEIPTS_END, limit: 1 }, (error, rows) => {
      if (error !== null) return done(error);
      const row = rows[0];
      const name = row === undefined ? null : nameOf(row.key);
      if (row === undefined || name === null) return done(null);
      const record = decodeSnapshotInfo(row.value);
      if (record === null) return this.removeChunks(name, done, [{ type: 'delete', key: row.key }]);
      const receipt: Receipt = { name, meta: record.meta, digest: record.digest, chunks: record.chunks, nextChunk: 0, bytes: 0 };
      this.receipt = receipt;
      this.countReceived(receipt, done);
    });
  }

  /** A crash may have taken the last chunks: goes on behind the last one that is whole. */
  private countReceived(receipt: Receipt, done: Done): void {
    if (receipt.nextChunk >= receipt.chunks) return done(null);
    this.kv.get(chunkKey(receipt.name, receipt.nextChunk), (error, stored) => {
      if (error !== null) return done(error);
      if (stored === null || !openChunk(stored, receipt.meta.index, receipt.nextChunk).ok) return done(null);
      receipt.nextChunk += 1;
      receipt.bytes += stored.length;
      this.countReceived(receipt, done);
    });
  }

  private dropReceipt(done: Done): void {
    const receipt = this.receipt;
    if (receipt === null) return this.takeTurn(done);
    this.receipt = null;
    this.removeChunks(receipt.name, done, [{ type: 'delete', key: receiptKey(receipt.name) }]);
  }

  /** Answers through the store: a callback never comes from within the call. */
  private takeTurn(done: Done): void {
    this.kv.get(METAS_START, (error) => done(error));
  }

  private putChunk(
    receipt: Receipt,
    data: Uint8Array,
    before: readonly KeyValueOp[],
    done: (error: Error | null, ok: boolean) => void,
  ): void {
    const key = chunkKey(receipt.name, receipt.nextChunk);
    receipt.nextChunk += 1;
    receipt.bytes += data.length;
    this.kv.batch([...before, { type: 'put', key, value: data }], false, (error) => done(error, error === null));
  }

  private add(snapshot: HeldSnapshot, done: Done): void {
    this.held = [snapshot, ...this.held].sort((a, b) => b.info.meta.index - a.info.meta.index);
    done(null);
    this.prune();
  }

  /** Keeps the newest valid ones. One is counted only when every chunk of it was proven: those that are broken never push out a good one. */
  private prune(): void {
    this.pruneAgain = this.pruning;
    if (this.pruning) return;
    this.pruning = true;
    this.pruneFrom(0, 0, (error) => {
      this.pruning = false;
      if (error !== null) this.options.onError(error);
      else if (this.pruneAgain) this.prune();
    });
  }

  private pruneFrom(position: number, valid: number, done: Done): void {
    const snapshot = this.held[position];
    if (snapshot === undefined) return done(null);
    if (valid >= this.options.kept)
      return this.removeSnapshot(snapshot, (error) => (error === null ? this.pruneFrom(position, valid, done) : done(error)));
    if (snapshot.verified) return this.pruneFrom(position + 1, valid + 1, done);
    this.verifyFrom(snapshot, 0, (error, right) => {
      if (error !== null) return done(error);
      // The list may have changed meanwhile: begin again, what was proven stays so.
      if (right || !this.held.includes(snapshot)) return this.pruneFrom(0, 0, done);
      this.removeSnapshot(snapshot, (removeError) => (removeError === null ? this.pruneFrom(0, 0, done) : done(removeError)));
    });
  }

  private verifyFrom(snapshot: HeldSnapshot, chunk: number, done: (error: Error | null, valid: boolean) => void): void {
    if (chunk >= snapshot.info.chunks) {
      snapshot.verified = true;
      return done(null, true);
    }
    this.kv.get(chunkKey(snapshot.name, chunk), (error, stored) => {
      if (error !== null) return done(error, false);
      const opened = stored === null ? null : openChunk(stored, snapshot.info.meta.index, chunk);
      if (opened === null || !opened.ok || opened.digest !== snapshot.info.digest) return done(null, false);
      this.verifyFrom(snapshot, chunk + 1, done);
    });
  }
}

function samePosition(a: SnapshotMeta, b: SnapshotMeta): boolean {
  return a.index === b.index && a.term === b.term && a.chain === b.chain;
}
