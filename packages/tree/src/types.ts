import type { QuotaOverrun } from './quota-table';

/**
 * The contract of the replicated state machine. It is pure and synchronous: the same entries in the same order
 * give the same state, the same answers and the same digest on every replica.
 */

/** An entry of the log, decoded as far as its envelope. Reused between entries: nobody keeps it. */
export interface EntryView {
  kind: number;
  sessionId: number;
  generation: number;
  sequence: number;
  acknowledgedSequence: number;
  refusalCode: number;
  /** The caller's id for a unary write that may come again: 16 bytes, or empty. */
  requestId: Uint8Array;
  /** Identities of the caller beside its session's, `scheme:id`; of unary calls alone. */
  caller: readonly string[];
  /** The operation is buffer[operationStart, operationEnd). */
  buffer: Uint8Array;
  operationStart: number;
  operationEnd: number;
}

/** Where an entry came from. */
export interface Origin {
  replica: number;
  epoch: number;
  number: number;
}

/**
 * What became of an entry at the origin's level.
 * applied: it was the origin's next. duplicate: applied before. gap: numbers before it are missing, the origin
 * must send again from the last applied plus one. stale: of an earlier life of the origin's process.
 */
export type Disposition = 'applied' | 'duplicate' | 'gap' | 'stale';

/** Filled by `apply`. Reused. */
export interface Outcome {
  disposition: Disposition;
  /** ErrorCode of the answer; 0 fine. */
  code: number;
  /**
   * The answer, encoded as the fields of grove.v1.Answer without id (zxid, code, message, result). Empty where there
   * is nothing to say (not applied, or a repeat whose answer the client had acknowledged). A view that is valid until
   * the next call of apply or read.
   */
  answer: Uint8Array;
  /** A repeat by the session's sequence number or by its request id: the stored answer is given again, nothing changed. */
  repeated: boolean;
}

/** Who reads. The rights are those of the session's identities and of these together. */
export interface ReadCaller {
  /** 0 for a caller without a session. */
  readonly sessionId: number;
  /** `scheme:id`: of the connection and of the call, beside the session's own. */
  readonly identities: readonly string[];
}

/** A container or TTL znode whose time is up, as it was when it was looked at. */
export interface ReapableZnode {
  readonly path: string;
  readonly czxid: number;
  readonly mzxid: number;
}

/** A session as others may see it. */
export interface SessionView {
  readonly id: number;
  readonly timeoutMs: number;
  readonly generation: number;
  /** `scheme:id` each: who it has proved to be. */
  readonly identities: readonly string[];
  readonly lastSequence: number;
  /** What its end deletes. */
  readonly ephemeralCount: number;
  /** Answers kept because the client has not acknowledged them; whoever admits writes holds them within bounds. */
  readonly storedAnswerCount: number;
  readonly storedAnswerBytes: number;
}

/** What an apply did to sessions, for the replica that hosts connections. */
export type SessionChange =
  | { readonly type: 'opened'; readonly sessionId: number; readonly timeoutMs: number }
  | { readonly type: 'attached'; readonly sessionId: number; readonly generation: number }
  | { readonly type: 'ended'; readonly sessionId: number; readonly expired: boolean };

/** Kinds of change records. A change of children is not a record of its own: it follows from create and delete. */
export type ChangeKind = 'created' | 'deleted' | 'dataChanged' | 'aclChanged';

/** One change of the tree. (zxid, ordinal) orders all changes. */
export interface ChangeRecord {
  readonly zxid: number;
  readonly ordinal: number;
  readonly kind: ChangeKind;
  readonly path: string;
  /**
   * The access control lists of the znode and of its parent as they were at the change, for `TreeApi.mayRead`: an event of the znode's own is
   * judged by `acl`, one of the parent's children by `parentAcl`. Good for as long as the history holds the record.
   */
  readonly acl: number;
  readonly parentAcl: number;
}

/** What a change made of a znode. Encoded Stat and data are null where it was deleted, the data before where it was created. */
export interface ChangeValues {
  readonly stat: Uint8Array | null;
  readonly data: Uint8Array | null;
  readonly previousData: Uint8Array | null;
}

export const EventType = { created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 } as const;
export type EventTypeNumber = (typeof EventType)[keyof typeof EventType];

export type WatchKind = 'data' | 'exists' | 'child' | 'persistent' | 'persistentRecursive';

export interface TreeOptions {
  /** This and the next must be equal on all replicas: no operator sets them. What one may set is checked where writes are admitted. */
  readonly maxDataBytes: number;
  readonly maxMultiParts: number;
  /** Of all sessions together; absent: the constant of tree-limits. */
  readonly maxStoredAnswerBytes?: number;
  readonly historyMaxBytes: number;
  /** For the values of changes; may differ from replica to replica. Absent or 0: none are kept. */
  readonly valueHistoryMaxBytes?: number;
}

/** Implemented by `Tree`. */
export interface TreeApi {
  /**
   * Applies one entry. Never throws for bad bytes: they give MARSHALLINGERROR. `zxid` is the entry's index and
   * must be greater than every one before.
   */
  apply(zxid: number, timeMs: number, origin: Origin, entry: EntryView, outcome: Outcome): void;
  /** A no-op block of consensus: uses its index, nothing else. */
  applyNoop(zxid: number): void;
  /** A configuration: becomes the data of /zookeeper/config. */
  applyConfig(zxid: number, timeMs: number, text: Uint8Array): void;

  /**
   * Answers a read (exists, getData, getChildren, multiRead …) from the current state: encoded fields of grove.v1.Answer without id.
   * `operation` is the oneof field of a Request, tag included. The view is valid until the next call. Without a caller the rights
   * are those of `world:anyone`.
   */
  read(buffer: Uint8Array, operationStart: number, operationEnd: number, out: ReadOutcome, caller?: ReadCaller): void;

  /** Whether the caller has READ by an access control list that a change record names. The open one, 0, costs a comparison. */
  mayRead(acl: number, caller: ReadCaller): boolean;

  /** The soft limits of quotas that are exceeded now, for a metric and a warning: a walk over all quotas. */
  quotaOverruns(): readonly QuotaOverrun[];

  /** The zxids of a znode's Stat, for watches that are set again; null where it does not exist. */
  lookup(path: string): { readonly czxid: number; readonly mzxid: number; readonly pzxid: number; readonly acl: number } | null;
  /** A znode's data and encoded Stat as they are now, copied, and the zxid of its last change of data; null where it does not exist. */
  valueNow(path: string): { readonly mzxid: number; readonly stat: Uint8Array; readonly data: Uint8Array } | null;
  /** A path that ZooKeeper's rules allow. */
  isValidPath(path: string): boolean;

  readonly appliedZxid: number;
  readonly znodeCount: number;
  readonly sessionCount: number;
  /** The stamp of the last entry that took effect, milliseconds since 1970; a leader's stamps go on from it. */
  readonly lastTimeMs: number;
  /** What every member supports; 0 until it was raised. */
  readonly featureLevel: number;
  /** 16 hexadecimal digits over all replicated state as of `appliedZxid`. */
  digest(): string;
  /** Digests kept at each zxid divisible by 1,024 (the last 64), oldest first; those of zxids that were used. */
  checkpoints(): readonly { readonly zxid: number; readonly digest: string }[];

  session(id: number): SessionView | undefined;
  /** The stored secret hash equals this one. */
  sessionSecretMatches(id: number, secretHash: Uint8Array): boolean;
  forEachSession(visit: (session: SessionView) => void): void;
  /** Takes the session changes since the last call (usually none: a shared empty array). */
  takeSessionChanges(): readonly SessionChange[];

  /** The origin's last applied number in this epoch; 0 for none. */
  lastOriginNumber(replica: number, epoch: number): number;
  /** The epoch of the origin's last applied entry; 0 for none. */
  lastOriginEpoch(replica: number): number;

  /**
   * Container and TTL znodes that may go at `nowMs` (of the clock that stamps entries, never ahead of it: applying compares with the
   * stamp), at most `max`. Bounded work: one call looks at some of them, the next goes on from there, and `reapPassPending` is false when
   * the last call has come to the end. Without children a TTL znode is due when unmodified for its time to live, a container when it
   * had a child or after its grace.
   */
  reapable(nowMs: number, max: number): readonly ReapableZnode[];
  readonly reapPassPending: boolean;

  readonly history: HistoryApi;
  /** Values of changes are kept from now on, `valueHistoryMaxBytes` of them, or `maxBytes` where that is less. */
  keepValues(maxBytes?: number): void;
  /** They are not any more, and those that were are gone. */
  dropValues(): void;
  /** The values of the change at this position of the history; null where they are not kept, or not any more. Valid until the next apply. */
  valuesAt(position: number): ChangeValues | null;

  /** Starts a point-in-time snapshot of the state as it is now; one at a time. */
  beginSnapshot(): SnapshotCursor;
}

export interface ReadOutcome {
  code: number;
  answer: Uint8Array;
  /** Rows that were looked at, about: what the read cost beyond the bytes of its answer. */
  rows: number;
  /** The watch that the request asks for, or null; to be set whether NONODE or not where kind is exists. */
  watch: { kind: 'data' | 'exists' | 'child'; path: string } | null;
}

/** Change records, oldest first, bounded by bytes. */
export interface HistoryApi {
  /** All changes with zxid ≥ this are held. */
  readonly firstZxid: number;
  /** What the records held count for, towards the bound. */
  readonly heldBytes: number;
  /** Number of changes ever recorded; position of the next. Positions [oldestPosition, nextPosition) are held. */
  readonly oldestPosition: number;
  readonly nextPosition: number;
  /** The record at a position (builds strings: only when somebody listens). */
  at(position: number): ChangeRecord;
  /** First position with (zxid, ordinal) greater than the given ones. */
  positionAfter(zxid: number, ordinal: number): number;
}

/** A snapshot being written. The state may change meanwhile: what the cursor has not passed is copied aside first. */
export interface SnapshotCursor {
  readonly zxid: number;
  readonly digest: string;
  /** The next chunk (a buffer of its own, about `maxBytes`), or null when done. Bounded work per call. */
  next(maxBytes: number): Uint8Array | null;
  /** Bytes copied aside at the moment. */
  readonly copiedAsideBytes: number;
  /** Ends it early. */
  release(): void;
}

/** Builds a Tree from chunks; `finish` proves the digest and throws an Error that names what differs. */
export interface SnapshotLoaderApi {
  add(chunk: Uint8Array): void;
  finish(zxid: number, digest: string): TreeApi;
}

/** Options of a watch that stays. Bits: 1 << EventType of those that are reported, 0 for all. */
export interface WatchOptions {
  readonly types: number;
  readonly withData: boolean;
  readonly withPreviousData: boolean;
}

/** What an event's watcher asked for, as bits. */
export const Wanted = { data: 1, previousData: 2 } as const;

/** Watches of the clients connected to this replica; not replicated. W is whatever the caller identifies a watcher by. */
export interface WatchTableApi<W> {
  readonly size: number;
  /** A watch that stays and is set again gets the options of both: what was asked for once is told. */
  add(kind: WatchKind, path: string, watcher: W, options?: WatchOptions): void;
  /** Removes these kinds on the path, all where none are named; false where there was none. */
  remove(path: string, watcher: W, kinds?: readonly WatchKind[]): boolean;
  removeWatcher(watcher: W): void;
  has(kind: WatchKind, path: string, watcher: W): boolean;
  /** The number of a watcher's watches. */
  countOf(watcher: W): number;
  /** Who watches which paths, each pair once; until `visit` answers false. */
  forEach(visit: (path: string, watcher: W) => boolean): void;
  /** Those who have a watch. */
  readonly watchers: number;
  /**
   * Emits one change's events in the order and with the rules of the watch table (a watcher that has both data and
   * child watches gets one NodeDeleted; one-shot watches are gone afterwards). `wanted`: bits of `Wanted`, of all the watches that fired.
   *
   * False: `isSpent`, which is asked after each watcher, said that it is enough for now; `goOn` tells the others. Until then no change
   * is shown to the table.
   */
  onChange(
    change: ChangeRecord,
    emit: (watcher: W, type: EventTypeNumber, path: string, wanted: number) => void,
    isSpent?: () => boolean,
  ): boolean;
  goOn(emit: (watcher: W, type: EventTypeNumber, path: string, wanted: number) => void, isSpent?: () => boolean): boolean;
  /** The rest is told to nobody. */
  forgetTold(): void;
}
