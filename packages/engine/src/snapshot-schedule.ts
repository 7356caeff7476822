import type { ClusterConfig, Input, LogPosition, ReplicaId, SnapshotMeta } from '@grove/raft';
import type { LogStore, SnapshotInfo } from '@grove/storage';
import type { TreeApi } from '@grove/tree';
import type { EngineOptions, Host } from './ports';
import type { Snapshots } from './snapshots';
import { treeOptions } from './startup';
import type { Recovered } from './startup';

export interface SnapshotEvents {
  tree(): TreeApi;
  position(): LogPosition;
  appliedBytes(): number;
  config(): ClusterConfig;
  step(input: Input): void;
  setApplyPaused(paused: boolean): void;
  /** From now on this is the state. */
  replaceState(tree: TreeApi, meta: SnapshotMeta): void;
}

/** When snapshots are taken, what they allow to drop from the log, and how one from the leader becomes this replica's state. */
export class SnapshotSchedule {
  private lastIndex: number;
  private lastBytes = 0;
  private installing = false;
  private readonly log: LogStore;

  constructor(
    private readonly options: EngineOptions,
    private readonly snapshots: Snapshots,
    recovered: Recovered,
    private readonly host: Host,
    private readonly events: SnapshotEvents,
  ) {
    this.log = recovered.log;
    this.lastIndex = recovered.position.index;
  }

  get isInstalling(): boolean {
    return this.installing;
  }

  stop(): void {
    this.snapshots.stop();
  }

  /** Called at a block's end. */
  onApplied(appliedIndex: number): void {
    if (this.snapshots.isTaking || this.installing) return;
    const bytes = this.events.appliedBytes();
    if (appliedIndex - this.lastIndex < this.options.snapshotEveryEntries && bytes - this.lastBytes < this.options.snapshotEveryBytes)
      return;
    this.lastIndex = appliedIndex;
    this.lastBytes = bytes;
    const position = this.events.position();
    this.snapshots.take(this.events.tree(), position, this.events.config(), (error, stored) => {
      if (error !== null) this.host.fatal('a snapshot could not be written', error);
      else if (stored !== null) this.afterTaken(stored);
    });
  }

  /** A complete snapshot: the log before it may go, but for a tail that followers a little behind can still be served from. */
  private afterTaken(stored: SnapshotInfo): void {
    if (this.installing) return;
    const compactTo = this.log.blockEndAtOrBefore(Math.max(this.log.logStart.index, stored.meta.index - this.options.logKeepEntries));
    this.events.step({ type: 'snapshotTaken', meta: stored.meta, chunks: stored.chunks, compactTo });
    if (compactTo.index <= this.log.logStart.index) return;
    this.log.compactTo(compactTo, (error) => {
      if (error !== null) this.host.fatal('the log could not be compacted', error);
    });
  }

  loadChunk(peer: ReplicaId, lastIndex: number, chunk: number): void {
    this.snapshots.readChunk(lastIndex, chunk, (error, data) => {
      if (error !== null) this.host.fatal('a snapshot could not be read', error);
      else this.events.step({ type: 'chunkLoaded', peer, lastIndex, chunk, data });
    });
  }

  storeChunk(from: ReplicaId, meta: SnapshotMeta, chunk: number, chunks: number, data: Uint8Array): void {
    this.snapshots.storeChunk(meta, chunk, chunks, data, (error, ok) => {
      if (error !== null) this.host.fatal('a snapshot could not be written', error);
      else this.events.step({ type: 'chunkStored', from, lastIndex: meta.index, chunk, ok });
    });
  }

  /**
   * All chunks are here: prove them by loading, then make the log start at their end, then take the state. Whatever
   * a crash leaves in between is sound: a proven snapshot beside a log that it covers or continues.
   */
  install(meta: SnapshotMeta): void {
    this.installing = true;
    this.events.setApplyPaused(true);
    const failed = (flaw: string): void => {
      this.host.log('error', `the snapshot at ${meta.index} from the leader is refused: ${flaw}`);
      this.snapshots.discard(meta.index, (error) => {
        if (error !== null) this.host.fatal('a snapshot could not be removed', error);
        else this.finish(meta, false);
      });
    };
    this.snapshots.finishReceive(meta.index, (error, stored) => {
      if (error !== null) {
        this.host.fatal('a snapshot could not be finished', error);
        return;
      }
      if (stored === null) {
        failed('chunks are missing');
        return;
      }
      this.snapshots.load(stored, treeOptions(this.options), (loadError, loaded, flaw) => {
        if (loadError !== null) {
          this.host.fatal('a snapshot could not be read', loadError);
          return;
        }
        if (loaded === null) {
          failed(flaw?.reason ?? 'unknown');
          return;
        }
        this.log.resetTo({ index: meta.index, term: meta.term, chain: meta.chain }, meta.config, (resetError) => {
          if (resetError !== null) {
            this.host.fatal('the log could not be reset to a snapshot', resetError);
            return;
          }
          this.lastIndex = meta.index;
          this.lastBytes = this.events.appliedBytes();
          this.events.replaceState(loaded.tree, meta);
          this.finish(meta, true);
          this.host.log('info', 'state taken from a snapshot of the leader', { index: meta.index, znodes: loaded.tree.znodeCount });
        });
      });
    });
  }

  private finish(meta: SnapshotMeta, ok: boolean): void {
    this.installing = false;
    this.events.step({ type: 'snapshotInstalled', meta, ok });
    this.events.setApplyPaused(false);
  }
}
