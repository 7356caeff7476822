/**
 * What goes into and comes out of the consensus core. The core is synchronous and pure: it is told the time,
 * and it answers with effects that the caller carries out in their order.
 *
 * Units: indexes and terms are safe integers; index 0 and term 0 stand before the log's beginning. Times are
 * milliseconds on the caller's monotonic clock.
 */

/** A replica's number, 1 to 9. */
export type ReplicaId = number;

/** One member of a configuration. An incarnation is the random id of a volume: the same number on a new volume is another member. */
export interface Member {
  readonly id: ReplicaId;
  readonly incarnation: string;
  readonly voter: boolean;
  readonly peerAddress: string;
  readonly clientAddress: string;
}

export interface ClusterConfig {
  readonly members: readonly Member[];
}

export type BlockType = 'entries' | 'noop' | 'config';

/**
 * A run of entries of one term: the unit of writing, syncing, sending, truncation. Never split or regrouped.
 * `bytes` is header and body as it lies on disk; whoever holds the block shares them and must not change them.
 */
export interface Block {
  readonly type: BlockType;
  readonly term: number;
  readonly firstIndex: number;
  /** firstIndex + count − 1. */
  readonly lastIndex: number;
  /** CRC32C over the chain value before it, the header and the body: unsigned 32 bits. */
  readonly chain: number;
  readonly bytes: Uint8Array;
  /** Set where type is 'config'. */
  readonly config?: ClusterConfig;
}

/** A place at a block's end. */
export interface LogPosition {
  readonly index: number;
  readonly term: number;
  readonly chain: number;
}

/** Seals a body into a block that follows `prev`. Given by the caller (packages/storage has the format). */
export interface BlockSealer {
  seal(prev: LogPosition, term: number, type: BlockType, count: number, body: Uint8Array): Block;
  encodeConfig(config: ClusterConfig): Uint8Array;
}

export interface HardState {
  readonly term: number;
  /** The replica that got this term's vote, or null. */
  readonly votedFor: ReplicaId | null;
}

export interface SnapshotMeta extends LogPosition {
  readonly config: ClusterConfig;
}

export type Role = 'follower' | 'candidate' | 'leader' | 'learner';

export type Message =
  | {
      readonly type: 'vote';
      readonly term: number;
      readonly preVote: boolean;
      readonly lastIndex: number;
      readonly lastTerm: number;
      readonly transfer: boolean;
    }
  | { readonly type: 'voteReply'; readonly term: number; readonly preVote: boolean; readonly granted: boolean }
  /** commitIndex: min(what the follower has acknowledged, the leader's). Round 0 only tells of a commit and wants no reply. */
  | { readonly type: 'heartbeat'; readonly term: number; readonly commitIndex: number; readonly round: number }
  /** Round 0: alive, but confirms no round (the sender is no voter as far as it knows, or in a newer term). */
  | { readonly type: 'heartbeatReply'; readonly term: number; readonly round: number }
  | {
      readonly type: 'append';
      readonly term: number;
      readonly prev: LogPosition;
      readonly commitIndex: number;
      /** Verified by the caller: headers are well-formed and the chain runs from `prev` through all of them. */
      readonly blocks: readonly Block[];
    }
  | {
      readonly type: 'appendReply';
      readonly term: number;
      readonly accepted: boolean;
      /** Accepted: durable up to here. Refused: the hint, a block end of the follower at or before which to try again. */
      readonly index: number;
      readonly hintTerm: number;
      readonly hintChain: number;
      readonly refusedIndex: number;
    }
  | { readonly type: 'readIndex'; readonly term: number; readonly token: number }
  | { readonly type: 'readIndexReply'; readonly term: number; readonly token: number; readonly index: number }
  | { readonly type: 'timeoutNow'; readonly term: number }
  /** A chunk of a snapshot. The core decides who is sent which chunk when; the caller reads and stores the bytes. */
  | {
      readonly type: 'snapshotChunk';
      readonly term: number;
      readonly meta: SnapshotMeta;
      readonly chunk: number;
      readonly chunks: number;
      readonly data: Uint8Array;
    }
  | {
      readonly type: 'snapshotChunkReply';
      readonly term: number;
      readonly lastIndex: number;
      readonly nextChunk: number;
      readonly refused: boolean;
    };

export type Input =
  /** Time has passed; the caller calls it at or after `nextDeadlineMs`. */
  | { readonly type: 'tick' }
  | { readonly type: 'message'; readonly from: ReplicaId; readonly message: Message }
  /** The connection to or from a peer was reset (the peer's process is likely dead): forget its lease if it is the leader. */
  | { readonly type: 'peerReset'; readonly peer: ReplicaId }
  /** Leader only: a body of `count` entries. Refused (no effect) where this replica does not lead. */
  | { readonly type: 'propose'; readonly count: number; readonly body: Uint8Array }
  /** The `persist` effect with this token, and all before it, are on disk. */
  | { readonly type: 'persisted'; readonly token: number }
  /** Ask for an index that covers all acknowledged writes; answered by a `readReady` effect with the same token. */
  | { readonly type: 'readIndex'; readonly token: number }
  | { readonly type: 'transferLeadership'; readonly to: ReplicaId | null }
  /** Leader only; one change at a time. Members become the given ones. */
  | { readonly type: 'proposeConfig'; readonly config: ClusterConfig }
  /** A snapshot of the state at `meta` is complete on disk, in `chunks` chunks; the log up to `compactTo` was or will be dropped by the caller. */
  | { readonly type: 'snapshotTaken'; readonly meta: SnapshotMeta; readonly chunks: number; readonly compactTo: LogPosition }
  /** Answer to `loadBlocks`: blocks from the disk, in order, starting at the asked index (may be fewer; empty where compacted meanwhile). */
  | { readonly type: 'blocksLoaded'; readonly peer: ReplicaId; readonly blocks: readonly Block[] }
  /** Answer to `loadChunk`; null where the snapshot is gone. */
  | {
      readonly type: 'chunkLoaded';
      readonly peer: ReplicaId;
      readonly lastIndex: number;
      readonly chunk: number;
      readonly data: Uint8Array | null;
    }
  /** Answer to `storeChunk`: it is on disk (ok), or it failed its checks (not ok: start anew). */
  | { readonly type: 'chunkStored'; readonly from: ReplicaId; readonly lastIndex: number; readonly chunk: number; readonly ok: boolean }
  /** Answer to `installSnapshot`: state and log now start at the snapshot, durably; or its digest was wrong. */
  | { readonly type: 'snapshotInstalled'; readonly meta: SnapshotMeta; readonly ok: boolean };

/**
 * What the caller must do, in the order given. `send` with `after` > 0 may leave only when the persist with that
 * token is on disk; everything else at once.
 */
export type Effect =
  /**
   * Write durably, as ONE synced batch: drop all blocks with firstIndex ≥ truncateFrom (where not null), then the
   * new blocks, and the hard state (where not null). Tokens grow by one. Answered by `persisted`.
   */
  | {
      readonly type: 'persist';
      readonly token: number;
      readonly hardState: HardState | null;
      readonly truncateFrom: number | null;
      readonly blocks: readonly Block[];
    }
  | { readonly type: 'send'; readonly to: ReplicaId; readonly message: Message; readonly after: number }
  /** All blocks up to this index are committed: apply them in order. Always a block end. Only blocks that are on this replica's own disk are ever named. */
  | { readonly type: 'commit'; readonly index: number }
  /** An earlier uncommitted tail was replaced: nothing that was applied is touched (the core asserts it). */
  | { readonly type: 'truncated'; readonly fromIndex: number }
  /** Role, term, or known leader changed. `ready`: as leader, the no-op of its term is committed (it may answer reads and serve). */
  | { readonly type: 'roleChanged'; readonly role: Role; readonly term: number; readonly leader: ReplicaId | null; readonly ready: boolean }
  /** index null: refused, try again when a leader is known. */
  | { readonly type: 'readReady'; readonly token: number; readonly index: number | null }
  /** The configuration in force (from the moment it is in the log, Raft §4.1) changed. */
  | { readonly type: 'configChanged'; readonly config: ClusterConfig; readonly index: number; readonly committed: boolean }
  | { readonly type: 'loadBlocks'; readonly peer: ReplicaId; readonly fromIndex: number; readonly maxBytes: number }
  | { readonly type: 'loadChunk'; readonly peer: ReplicaId; readonly lastIndex: number; readonly chunk: number }
  | {
      readonly type: 'storeChunk';
      readonly from: ReplicaId;
      readonly meta: SnapshotMeta;
      readonly chunk: number;
      readonly chunks: number;
      readonly data: Uint8Array;
    }
  | { readonly type: 'installSnapshot'; readonly from: ReplicaId; readonly meta: SnapshotMeta }
  /** Try the connection to this peer again now, without waiting for a backoff. */
  | { readonly type: 'redial'; readonly peer: ReplicaId }
  /** For operators and metrics, e.g. 'stepped down: disk stalled for 400 ms'. */
  | { readonly type: 'note'; readonly text: string };

/** Every timeout and bound. Defaults are in `defaults.ts`. */
export interface RaftOptions {
  readonly id: ReplicaId;
  readonly incarnation: string;
  readonly heartbeatIntervalMs: number;
  /** An election starts after a random time in [min, max) without a word from the leader; min is also the lease under which votes are refused. */
  readonly electionTimeoutMsMin: number;
  readonly electionTimeoutMsMax: number;
  /** After a reset connection: pre-vote after a random time in [0, this), repeated with the same bound. */
  readonly quickElectionDelayMsMax: number;
  /** A leader whose write to disk takes longer hands over or steps down. */
  readonly persistStallMs: number;
  /** Bytes of blocks sent to one follower and not yet acknowledged. */
  readonly appendWindowBytes: number;
  /** Bytes of blocks in one append message. */
  readonly appendMessageBytesMax: number;
  /** Bytes of recent blocks kept in memory for followers; older ones are loaded. */
  readonly logCacheBytes: number;
}

/** What the disk held at start. */
export interface RaftStart {
  readonly hardState: HardState;
  /** Last snapshot, or null. */
  readonly snapshot: { readonly meta: SnapshotMeta; readonly chunks: number } | null;
  /** Metadata and bytes of every block held, in order; `bytes` may be dropped by the core beyond its cache. */
  readonly blocks: readonly Block[];
  /** Where the first held block hangs: the position before it. */
  readonly logStart: LogPosition;
  /** Counts where there is no snapshot: the first configuration of this volume. Config blocks of the held log come on top of it. */
  readonly config: ClusterConfig;
  /**
   * The log was found damaged (term and vote are proven): no pre-vote and no vote until it has caught up to a
   * commit index learnt from a leader after this start.
   */
  readonly damaged: boolean;
  /** Uniform in [0, 1): for timeouts. */
  readonly random: () => number;
}
