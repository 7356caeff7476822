import type { Block, ClusterConfig, HardState, LogPosition } from '@grove/raft';
import { endOf, LOG_ORIGIN, openBlock, previousChainOf } from './block-codec';
import { BlockIndex, indexed, type IndexedBlock } from './block-index';
import { ALL_END, ALL_START, blockKey, LogKey } from './log-keys';
import { proveLog, type ProvenLog } from './log-proof';
import type { KeyValueOp, KeyValueStore, WitnessFile } from './ports';
import {
  encodeConfigRecord,
  encodeCounter,
  encodeHardState,
  encodeIdentity,
  encodeLogBase,
  encodeText,
  type VolumeIdentity,
} from './record-codec';
import type { Witness } from './witness-codec';
import { WitnessWriter } from './witness-writer';
import { WriteQueue } from './write-queue';

export interface LogStoreOptions {
  /** A volume of another cluster is refused. */
  readonly clusterName: string;
  /** A write failed that no call waits for (the witness goes along without fsync): the process must end all the same. */
  readonly onFailure?: (error: Error) => void;
  /** Runs it in a little while: the end of the log is witnessed then, for all blocks until then. At once where absent. */
  readonly later?: (run: () => void) => void;
  /** Why the store may lack what was acknowledged, where it says so itself; the log counts as damaged then. */
  readonly lost?: string | null;
}

/** What a volume held when it was opened. */
export type OpenedLog =
  /** Never formatted. */
  | { readonly kind: 'empty'; readonly store: LogStore }
  /**
   * It was in use, but its identity, term or vote is lost: it may go on only as a new member (`format` with a new
   * incarnation), and the formatted volume says `replaced`.
   */
  | { readonly kind: 'termLost'; readonly reason: string; readonly store: LogStore }
  /** Not ours to touch: another format version, another cluster. */
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'formed';
      readonly store: LogStore;
      readonly incarnation: string;
      readonly clusterName: string;
      /** It took the place of a volume whose term was lost: it never forms a first cluster. */
      readonly replaced: boolean;
      readonly hardState: HardState;
      /** The place before the first block. */
      readonly logStart: LogPosition;
      readonly blocks: readonly Block[];
      /** No vote until the log is repaired; stays over restarts until `markRepaired`. */
      readonly damaged: boolean;
      readonly damage: string | null;
      readonly initialConfig: ClusterConfig | null;
      /** The configuration given with the last `resetTo`. */
      readonly startConfig: ClusterConfig | null;
      /** How often the formed volume was opened, this time included; never the same twice. */
      readonly boots: number;
    };

/** Blocks deleted in one unsynced batch of a compaction: an fsync never waits behind more. */
const COMPACTION_SLICE = 512;

/**
 * The log of one replica, above a key-value store and the witness file. Every change is one synced batch; the
 * witness file carries term, vote and the log's end beside it (DESIGN.md).
 *
 * Callbacks come in the order of the calls. After the first error of a port each call that waits gets it, later
 * ones get no answer, and nothing is written any more: the process must end. A call that breaks the log's
 * contiguity throws: it is a defect of the caller.
 */
export class LogStore {
  private readonly queue: WriteQueue;
  private index = new BlockIndex(LOG_ORIGIN, []);
  private writer: WitnessWriter | null = null;
  private identity: VolumeIdentity | null = null;
  private hardStateNow: HardState = { term: 0, votedFor: null };
  private cuts = 0;
  private bootsNow = 0;
  private damageNow: string | null = null;
  private replacing = false;

  private constructor(
    private readonly kv: KeyValueStore,
    private readonly witnessFile: WitnessFile,
    private readonly options: LogStoreOptions,
  ) {
    this.queue = new WriteQueue(kv, (error) => options.onFailure?.(error));
  }

  /** Proves the volume and, where it is formed, counts this boot and removes what could not be proven, in one synced batch. */
  static open(
    kv: KeyValueStore,
    witness: WitnessFile,
    options: LogStoreOptions,
    done: (error: Error | null, opened: OpenedLog | null) => void,
  ): void {
    const store = new LogStore(kv, witness, options);
    proveLog(kv, witness, options.lost ?? null, (error, proven) => {
      if (error !== null || proven === null) return done(error, null);
      store.takeOver(proven, done);
    });
  }

  get logStart(): LogPosition {
    return this.index.start;
  }

  /** The end of the log with all that was given to `persist`. */
  get logEnd(): LogPosition {
    return this.index.end;
  }

  get hardState(): HardState {
    return this.hardStateNow;
  }

  /** Bytes of all blocks held. */
  get byteLength(): number {
    return this.index.byteLength;
  }

  get blockCount(): number {
    return this.index.length;
  }

  get boots(): number {
    return this.bootsNow;
  }

  get damaged(): boolean {
    return this.damageNow !== null;
  }

  /** The last block end at or before `index`, or the log's start: a place for `compactTo`. */
  blockEndAtOrBefore(index: number): LogPosition {
    return this.index.endAtOrBefore(index);
  }

  /**
   * Makes an empty log of a new volume; whatever was there is deleted. The witness is written first and marked as
   * formed last, so that a crash in between is seen for what it is.
   */
  format(incarnation: string, clusterName: string, done: (error: Error | null) => void): void {
    const replaced = this.replacing || this.identity !== null;
    const identity: VolumeIdentity = { incarnation, clusterName, replaced };
    const witness: Witness = {
      incarnation,
      hardState: { term: 0, votedFor: null },
      lastIndex: 0,
      lastChain: 0,
      cuts: 0,
      boots: 1,
      formed: false,
      replaced,
      damaged: false,
    };
    this.becomeFormed(identity, witness, new BlockIndex(LOG_ORIGIN, []), null);
    const job = this.queue.reserve(done);
    this.updateWitness({}, () => {
      this.kv.clear(ALL_START, ALL_END, (clearError) => {
        if (clearError !== null) return this.queue.fail(clearError);
        const ops: KeyValueOp[] = [
          put(LogKey.identity, encodeIdentity(identity)),
          put(LogKey.hardState, encodeHardState(this.hardStateNow)),
          put(LogKey.base, encodeLogBase({ start: LOG_ORIGIN, cuts: 0 })),
          put(LogKey.boots, encodeCounter(1)),
        ];
        this.queue.write(ops, true, () => this.updateWitness({ formed: true }, () => this.queue.complete(job)), null);
      });
    });
  }

  /** The members that form the first cluster, before any of them acts on it. */
  saveInitialConfig(config: ClusterConfig, done: (error: Error | null) => void): void {
    this.queue.write([put(LogKey.initialConfig, encodeConfigRecord(config))], true, null, done);
  }

  /**
   * The persist effect of the consensus core, as one synced batch: drops the blocks with firstIndex ≥
   * truncateFrom, appends the blocks, sets the hard state. `done` comes after log and witness are on disk.
   */
  persist(hardState: HardState | null, truncateFrom: number | null, blocks: readonly Block[], done: (error: Error | null) => void): void {
    this.checkHardState(hardState);
    const ops: KeyValueOp[] = [];
    const removed = truncateFrom === null ? [] : this.truncate(truncateFrom);
    for (const block of removed) ops.push({ type: 'delete', key: blockKey(block.firstIndex) });
    const cut = removed.length > 0;
    if (cut) this.cuts += 1;
    if (cut) ops.push(this.basePut());
    const changed = hardState !== null && (hardState.term !== this.hardStateNow.term || hardState.votedFor !== this.hardStateNow.votedFor);
    if (hardState !== null) {
      this.hardStateNow = hardState;
      ops.push(put(LogKey.hardState, encodeHardState(hardState)));
    }
    const appended: IndexedBlock[] = [];
    for (const block of blocks) {
      appended.push(this.append(block));
      ops.push({ type: 'put', key: blockKey(block.firstIndex), value: block.bytes });
    }
    const end = this.index.end;
    const cuts = this.cuts;

    const job = this.queue.write(
      ops,
      true,
      () => {
        for (const block of appended) block.synced = true;
        // A cut makes the witnessed end wrong, so the new one is synced before anyone may rely on what follows it.
        if (cut) {
          this.queue.wait(job);
          this.updateWitness({ lastIndex: end.index, lastChain: end.chain, cuts }, () => this.queue.complete(job));
        } else this.updateWitness({ lastIndex: end.index, lastChain: end.chain }, null);
      },
      done,
    );
    if (changed && hardState !== null) {
      this.queue.wait(job);
      this.updateWitness({ hardState }, () => this.queue.complete(job));
    }
  }

  /**
   * Whole blocks from the one that begins at `fromIndex`, about `maxBytes`, at least one; proven again. Empty where none begins
   * there, or it is not on disk yet, or is gone meanwhile.
   */
  loadBlocks(fromIndex: number, maxBytes: number, done: (error: Error | null, blocks: readonly Block[]) => void): void {
    const first = this.index.countBefore(fromIndex);
    const wanted: IndexedBlock[] = [];
    let bytes = 0;
    for (let n = first; ; n++) {
      const block = this.index.at(n);
      if (block === undefined || !block.synced) break;
      if (n === first && block.firstIndex !== fromIndex) break;
      bytes += block.byteLength;
      if (wanted.length > 0 && bytes > maxBytes) break;
      wanted.push(block);
    }
    const last = wanted[wanted.length - 1];
    // Even nothing takes a turn through the store: a callback never comes from within the call.
    const lt = blockKey(last === undefined ? fromIndex : last.firstIndex + 1);
    this.kv.scan({ gte: blockKey(fromIndex), lt, limit: Math.max(1, wanted.length) }, (error, rows) => {
      if (error !== null) return done(error, []);
      const blocks: Block[] = [];
      for (const [n, expected] of wanted.entries()) {
        // Cut or compacted since the call: what is left of the answer is still right.
        const held = this.index.at(this.index.countBefore(expected.firstIndex));
        if (held === undefined || held.firstIndex !== expected.firstIndex || held.chain !== expected.chain) break;
        const row = rows[n];
        const previous = blocks[blocks.length - 1];
        const opened = row === undefined ? null : openBlock(row.value, previous === undefined ? null : endOf(previous));
        if (opened === null || !opened.ok || opened.block.chain !== expected.chain) {
          const reason = opened === null ? 'it is missing' : opened.ok ? 'it is another block' : opened.reason;
          return done(new Error(`the block of index ${expected.firstIndex} cannot be read back: ${reason}`), []);
        }
        blocks.push(opened.block);
      }
      done(null, blocks);
    });
  }

  /** Drops the blocks up to `position`, a block's end. The new start is durable before the first block is deleted. */
  compactTo(position: LogPosition, done: (error: Error | null) => void): void {
    const at = this.index.endAtOrBefore(position.index);
    if (at.index !== position.index || at.chain !== position.chain) {
      throw new Error(
        `compaction to index ${position.index} chain ${position.chain}, but the log has index ${at.index} chain ${at.chain} there`,
      );
    }
    const removed = this.index.dropTo(position);
    this.queue.write([this.basePut()], true, null, (error) => {
      if (error !== null) done(error);
      else this.deleteSlice(removed, 0, done);
    });
  }

  /** After the installation of a snapshot: the log is empty and starts at `position`, in one synced batch. */
  resetTo(position: LogPosition, config: ClusterConfig, done: (error: Error | null) => void): void {
    const removed = this.index.reset(position);
    this.cuts += 1;
    const cuts = this.cuts;
    const ops: KeyValueOp[] = removed.map((block) => ({ type: 'delete', key: blockKey(block.firstIndex) }));
    ops.push(this.basePut(), put(LogKey.startConfig, encodeConfigRecord(config)));
    const job = this.queue.write(
      ops,
      true,
      () => {
        this.queue.wait(job);
        this.updateWitness({ lastIndex: position.index, lastChain: position.chain, cuts }, () => this.queue.complete(job));
      },
      done,
    );
  }

  /** The log is of no use without something else that was lost (the snapshot it continues): no vote, over restarts too, until `markRepaired`. */
  markDamaged(reason: string, done: (error: Error | null) => void): void {
    this.damageNow = reason;
    const job = this.queue.write(
      [put(LogKey.damage, encodeText(reason))],
      true,
      () => {
        this.queue.wait(job);
        this.updateWitness({ damaged: true }, () => this.queue.complete(job));
      },
      done,
    );
  }

  /** The log has caught up with a commit index that was learnt from a leader after the damage was found. */
  markRepaired(done: (error: Error | null) => void): void {
    const job = this.queue.write(
      [{ type: 'delete', key: LogKey.damage }],
      true,
      () => {
        this.queue.wait(job);
        this.updateWitness({ damaged: false }, () => {
          this.damageNow = null;
          this.queue.complete(job);
        });
      },
      done,
    );
  }

  /** Before an orderly end: what is witnessed later is witnessed now, and on disk. */
  settle(done: () => void): void {
    if (this.writer === null) done();
    else this.writer.update({}, done);
  }

  /** After the writes given before it. */
  close(done: (error: Error | null) => void): void {
    this.kv.close(done);
  }

  private takeOver(proven: ProvenLog, done: (error: Error | null, opened: OpenedLog | null) => void): void {
    if (proven.kind === 'refused') return done(null, proven);
    if (proven.kind === 'empty') return done(null, { kind: 'empty', store: this });
    if (proven.kind === 'termLost') {
      this.replacing = true;
      return done(null, { kind: 'termLost', reason: proven.reason, store: this });
    }
    const { identity, base, blocks, hardState, damage } = proven;
    if (identity.clusterName !== this.options.clusterName) {
      return done(null, {
        kind: 'refused',
        reason: `the volume belongs to cluster ${identity.clusterName}, not to ${this.options.clusterName}`,
      });
    }
    const index = new BlockIndex(base.start, blocks);
    const boots = proven.boots + 1;
    // What is deleted now was witnessed under the old number of cuts.
    const cuts = base.cuts + (proven.damagedNow ? 1 : 0);
    this.becomeFormed(
      identity,
      {
        incarnation: identity.incarnation,
        hardState,
        lastIndex: index.end.index,
        lastChain: index.end.chain,
        cuts,
        boots,
        formed: true,
        replaced: identity.replaced,
        damaged: damage !== null,
      },
      index,
      damage,
    );
    const ops: KeyValueOp[] = proven.strayKeys.map((key) => ({ type: 'delete', key }));
    ops.push(put(LogKey.boots, encodeCounter(boots)), put(LogKey.hardState, encodeHardState(hardState)), this.basePut());
    if (damage !== null) ops.push(put(LogKey.damage, encodeText(damage)));
    const opened: OpenedLog = {
      kind: 'formed',
      store: this,
      incarnation: identity.incarnation,
      clusterName: identity.clusterName,
      replaced: identity.replaced,
      hardState,
      logStart: base.start,
      blocks,
      damaged: damage !== null,
      damage,
      initialConfig: proven.initialConfig,
      startConfig: proven.startConfig,
      boots,
    };
    const job = this.queue.write(
      ops,
      true,
      () => {
        this.queue.wait(job);
        this.updateWitness({}, () => this.queue.complete(job));
      },
      (error) => done(error, error === null ? opened : null),
    );
  }

  private becomeFormed(identity: VolumeIdentity, witness: Witness, index: BlockIndex, damage: string | null): void {
    this.identity = identity;
    this.index = index;
    this.hardStateNow = witness.hardState;
    this.cuts = witness.cuts;
    this.bootsNow = witness.boots;
    this.damageNow = damage;
    const atOnce = (run: () => void): void => run();
    this.writer = new WitnessWriter(this.witnessFile, witness, (error) => this.queue.fail(error), this.options.later ?? atOnce);
  }

  private updateWitness(change: Partial<Witness>, synced: (() => void) | null): void {
    if (this.writer === null) throw new Error('the volume is not formatted');
    this.writer.update(change, synced);
  }

  private basePut(): KeyValueOp {
    return put(LogKey.base, encodeLogBase({ start: this.index.start, cuts: this.cuts }));
  }

  private checkHardState(next: HardState | null): void {
    if (this.identity === null) throw new Error('the volume is not formatted');
    if (next === null) return;
    const now = this.hardStateNow;
    if (next.term < now.term || (next.term === now.term && now.votedFor !== null && next.votedFor !== now.votedFor)) {
      throw new Error(`term ${next.term} vote ${String(next.votedFor)} after term ${now.term} vote ${String(now.votedFor)}`);
    }
  }

  private truncate(fromIndex: number): readonly IndexedBlock[] {
    if (fromIndex <= this.index.start.index)
      throw new Error(`truncation from index ${fromIndex}, the log starts after ${this.index.start.index}`);
    const removed = this.index.cut(fromIndex);
    if (this.index.end.index >= fromIndex)
      throw new Error(`truncation from index ${fromIndex}, inside a block that ends at ${this.index.end.index}`);
    return removed;
  }

  private append(block: Block): IndexedBlock {
    const end = this.index.end;
    if (block.term > this.hardStateNow.term)
      throw new Error(`a block of term ${block.term}, the recorded term is ${this.hardStateNow.term}`);
    if (block.firstIndex !== end.index + 1 || previousChainOf(block) !== end.chain || block.term < end.term) {
      throw new Error(
        `block [${block.firstIndex}, ${block.lastIndex}] term ${block.term} after chain ${previousChainOf(block)} does not follow index ${end.index} term ${end.term} chain ${end.chain}`,
      );
    }
    const entry = indexed(block, false);
    this.index.append(entry);
    return entry;
  }

  private deleteSlice(removed: readonly IndexedBlock[], from: number, done: (error: Error | null) => void): void {
    if (from >= removed.length) return done(null);
    const ops: KeyValueOp[] = removed
      .slice(from, from + COMPACTION_SLICE)
      .map((block) => ({ type: 'delete', key: blockKey(block.firstIndex) }));
    // Each slice queues behind the writes that came meanwhile.
    this.queue.write(ops, false, null, (error) => {
      if (error !== null) done(error);
      else this.deleteSlice(removed, from + COMPACTION_SLICE, done);
    });
  }
}

function put(key: Uint8Array, value: Uint8Array): KeyValueOp {
  return { type: 'put', key, value };
}
