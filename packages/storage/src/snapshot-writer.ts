import type { SnapshotMeta } from '@grove/raft';
import type { KeyValueStore } from './ports';
import { encodeSnapshotInfo, sealChunk, type SnapshotInfo } from './snapshot-codec';
import { chunkKey, garbageKey, metaKey, type SnapshotName } from './snapshot-keys';

/**
 * Writes an own snapshot chunk by chunk. Chunks are not synced: the metadata is, last, and the store's
 * write-ahead log makes everything before it durable with it.
 */
export class SnapshotWriter {
  private chunks = 0;
  private bytes = 0;
  private state: 'writing' | 'ended' = 'writing';

  constructor(
    private readonly kv: KeyValueStore,
    private readonly name: SnapshotName,
    private readonly meta: SnapshotMeta,
    private readonly digest: string,
    private readonly finished: (name: SnapshotName, info: SnapshotInfo, done: (error: Error | null) => void) => void,
    private readonly aborted: (name: SnapshotName, done: (error: Error | null) => void) => void,
  ) {}

  /** The payload of the next chunk; wait for `done` before the next one, so that memory stays bounded. */
  write(payload: Uint8Array, done: (error: Error | null) => void): void {
    if (this.state === 'ended') throw new Error('the snapshot has ended');
    const stored = sealChunk(this.name.lastIndex, this.chunks, this.digest, payload);
    const put = { type: 'put', key: chunkKey(this.name, this.chunks), value: stored } as const;
    // Until the metadata is there, what is written counts as garbage.
    const first = { type: 'put', key: garbageKey(this.name), value: new Uint8Array(0) } as const;
    this.kv.batch(this.chunks === 0 ? [first, put] : [put], false, done);
    this.chunks += 1;
    this.bytes += stored.length;
  }

  /** Makes it a snapshot. `done` comes when it is on disk; older ones are removed afterwards. */
  finish(done: (error: Error | null, info: SnapshotInfo | null) => void): void {
    if (this.state === 'ended') throw new Error('the snapshot has ended');
    if (this.chunks === 0) throw new Error('a snapshot without a chunk');
    this.state = 'ended';
    const info: SnapshotInfo = { meta: this.meta, digest: this.digest, chunks: this.chunks, bytes: this.bytes };
    const ops = [
      { type: 'put', key: metaKey(this.name), value: encodeSnapshotInfo(info) } as const,
      { type: 'delete', key: garbageKey(this.name) } as const,
    ];
    this.kv.batch(ops, true, (error) => {
      if (error !== null) done(error, null);
      else this.finished(this.name, info, (finishError) => done(finishError, finishError === null ? info : null));
    });
  }

  /** Gives up; what was written is deleted. Nothing after `finish`. */
  abort(done: (error: Error | null) => void): void {
    if (this.state === 'ended') throw new Error('the snapshot has ended');
    this.state = 'ended';
    this.aborted(this.name, done);
  }
}
