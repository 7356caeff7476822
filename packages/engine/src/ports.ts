import type { ReplicaId, ClusterConfig } from '@grove/raft';
import type { JournalFile, KeyValueStore, WitnessFile } from '@grove/storage';
import type { Membership, MembershipChange } from '@grove/wire';
import type { Inspection } from './inspection';

/** Handle of a timer of the clock port. */
export type TimerHandle = unknown;

/** Time as one replica sees it. */
export interface Clock {
  /** Monotonic milliseconds, with fractions. All timeouts and expiry are decided on it. */
  nowMs(): number;
  /** Milliseconds since 1970; may jump. Only for time stamps. */
  wallMs(): number;
  setTimer(delayMs: number, fire: () => void): TimerHandle;
  clearTimer(timer: TimerHandle): void;
  /**
   * Runs `fire` at the end of this turn of the event loop, after the sockets that were readable have been read
   * (setImmediate). Batches form between now and then.
   */
  defer(fire: () => void): void;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Random bytes fit for secrets. */
  bytes(length: number): Uint8Array;
}

/** Separate connections, so that bulk data never delays a vote. */
export type PeerChannel = 'control' | 'append' | 'snapshot';

/**
 * Messages between replicas. On one channel to one peer messages arrive in order or not at all; after a reset
 * some of the last ones may be missing.
 */
export interface PeerTransport {
  /** Starts (or re-targets) connections to these peers and drops all others. `address` is host:port, resolved at each dial. */
  setPeers(peers: readonly { readonly id: ReplicaId; readonly address: string }[]): void;
  /** Queues a message; dropped where there is no connection. Nobody changes the bytes from then on, the transport included. */
  send(to: ReplicaId, channel: PeerChannel, bytes: Uint8Array): void;
  /** Tries the connection again now. */
  redial(to: ReplicaId): void;
}

/** Tells the transport's news to the engine; the engine has these methods. */
export interface PeerEvents {
  /** `incarnation`: of the volume that the sender has, where it says so. */
  onPeerMessage(from: ReplicaId, channel: PeerChannel, bytes: Uint8Array, incarnation?: string): void;
  /** A connection to the peer was made on this channel. */
  onPeerConnected(peer: ReplicaId, channel: PeerChannel): void;
  /** A connection to or from the peer was reset or refused. */
  onPeerReset(peer: ReplicaId): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What the engine tells its host; all but `fatal` may do nothing. */
export interface Host {
  /** The disk failed or an invariant broke: the process must end at once with a non-zero exit. Nothing may be sent afterwards. */
  fatal(reason: string, error: Error | null): void;
  log(level: LogLevel, message: string, fields?: Record<string, string | number | boolean | null>): void;
  /** Measurements, one call per batch or event, never per request. */
  readonly observe: EngineObserver;
}

/** Counted or timed things for metrics. All durations in milliseconds. */
export interface EngineObserver {
  /** Reads answered in one turn. */
  reads(count: number): void;
  /** Client writes taken in from own clients, in one turn. */
  writesReceived(count: number): void;
  /** Writes of own clients answered in one block: number, and the time the oldest waited since it came in. */
  writesAnswered(count: number, oldestMs: number): void;
  /** Blocks proposed by the leader. */
  proposed(entries: number, bytes: number): void;
  applied(entries: number, durationMs: number): void;
  fsync(durationMs: number, bytes: number): void;
  leaderChanged(): void;
  snapshot(durationMs: number, bytes: number): void;
  watchEvents(count: number): void;
  sessionsExpired(count: number): void;
  /** A peer has another digest at the same zxid: one of the two is wrong. */
  digestDiffered(): void;
}

/** Free space of the volume that holds the log. */
export interface DiskSpace {
  /** Bytes that can still be written; null where that cannot be told. Answers once, never from within the call. */
  freeBytes(done: (freeBytes: number | null) => void): void;
}

export interface EnginePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: PeerTransport;
  readonly log: KeyValueStore;
  readonly snapshots: KeyValueStore;
  readonly witness: WitnessFile;
  /** Makes the log's small writes durable before the store behind it does; absent: the store does. */
  readonly journal?: JournalFile;
  /** Absent: the free space is not watched. */
  readonly diskSpace?: DiskSpace;
  readonly host: Host;
}

/** Who is at the other end of a connection, as the connection itself proves it. */
export interface Caller {
  /** `scheme:id`: `ip:…` always, `x509:…` where a client's certificate was verified. */
  readonly identities: readonly string[];
}

/** A proof of identity as a client gave it: of the scheme `digest`, `user:password`. */
export interface Credential {
  readonly scheme: string;
  readonly credential: Uint8Array;
}

/** Where the engine writes to one client. */
export interface ClientSink {
  /** One whole frame (an encoded SessionResponse). The bytes belong to the sink from then on. */
  send(frame: Uint8Array): void;
  /** Bytes given to `send` that have not left the process: the engine cuts off a client whose backlog passes its bound. */
  backlogBytes(): number;
  /** The same of all clients of this replica together. Absent: not known. */
  backlogOfAllBytes?(): number;
  /** No frame comes after this. */
  end(): void;
}

/** One client's session stream. */
export interface SessionStream {
  /** One whole frame (an encoded SessionRequest). The engine may keep views of it. From within `send` too: its turn then comes behind what is at hand. */
  receive(frame: Uint8Array): void;
  /** Much of what `backlogBytes` told has left the process: who waits for room goes on. Absent: it needs no telling. */
  drained?(): void;
  /** The connection is gone. */
  disconnected(): void;
}

/** Unread bytes of one client below which its sink says `drained`, each time that they fall below it. */
export const clientDrainedBytes = 512 * 1024;

/** A unary call: one operation with its options. */
export interface UnaryCall {
  /** The oneof field of grove.v1.Request, tag included, without CallOptions. */
  readonly operation: Uint8Array;
  readonly sessionId: number;
  readonly sessionSecret: Uint8Array;
  readonly linearizable: boolean;
  readonly minZxid: number;
  /** 16 bytes; empty or absent for none. Another length is BADARGUMENTS. */
  readonly requestId?: Uint8Array;
  /** Absent where the call comes from this process. */
  readonly caller?: Caller;
  readonly credentials?: readonly Credential[];
}

/** A call about the membership. */
export interface MembershipCall extends SessionCredentials {
  /** Of a list: how fresh it must be. */
  readonly linearizable: boolean;
  readonly minZxid: number;
  /** Absent where the call comes from this process. */
  readonly caller?: Caller;
  readonly credentials?: readonly Credential[];
}

/** An encoded grove.v1.Answer without its id. */
export type AnswerBytes = Uint8Array;

export interface SessionCredentials {
  readonly sessionId: number;
  readonly sessionSecret: Uint8Array;
}

export type SessionResult<T> =
  | { readonly ok: true; readonly value: T }
  /** `retryAfterMs`: with THROTTLEDOP. */
  | { readonly ok: false; readonly code: number; readonly message: string; readonly retryAfterMs?: number };

export interface WatchCall {
  readonly path: string;
  readonly recursive: boolean;
  /** Empty: from now. */
  readonly startCursor: Uint8Array;
  /** EventType numbers; empty for all. */
  readonly types: readonly number[];
  readonly minZxid: number;
  readonly withData?: boolean;
  readonly withPreviousData?: boolean;
  /** The session whose identities count too; 0 or absent for none. */
  readonly sessionId?: number;
  readonly sessionSecret?: Uint8Array;
  readonly caller?: Caller;
  readonly credentials?: readonly Credential[];
}

/** Where a Watch stream's responses go. */
export interface WatchSink {
  /** An encoded WatchResponse. */
  send(response: Uint8Array): void;
  backlogBytes(): number;
  /** code 0: cancelled by the server's shutdown. */
  end(code: number, message: string): void;
}

export interface EngineStatus {
  readonly replica: ReplicaId;
  readonly role: 'leader' | 'follower' | 'learner' | 'candidate';
  readonly term: number;
  readonly leader: ReplicaId;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly digest: string;
  readonly digestZxid: number;
  readonly historyFirstZxid: number;
  readonly historyBytes: number;
  readonly znodes: number;
  /** Soft limits of quotas that are exceeded. */
  readonly quotasExceeded: number;
  /** Of the volume that holds the log; null where it is not known. */
  readonly diskFreeBytes: number | null;
  /** The disk reserve is reached: writes of clients are refused. */
  readonly diskLow: boolean;
  readonly watches: number;
  readonly sessions: number;
  readonly connections: number;
  /** Serves clients: has a leader, has caught up, is not rebuilding. */
  readonly ready: boolean;
  /** Its state was found to be wrong: it serves nobody, and ends to be made anew by a start. */
  readonly diverged: boolean;
  readonly featureLevel: number;
  /** The members as of `appliedIndex`: what is not committed may never have been. */
  readonly config: ClusterConfig;
}

/** What services/replica and the simulator call. Implemented by `Engine`. */
export interface EngineApi extends PeerEvents {
  /** The random id of its volume; empty before that is open. */
  readonly incarnation: string;
  start(done: (error: Error | null) => void): void;
  openStream(sink: ClientSink, caller?: Caller): SessionStream;
  call(call: UnaryCall, done: (answer: AnswerBytes) => void): void;
  openSession(
    timeoutMs: number,
    done: (result: SessionResult<{ sessionId: number; sessionSecret: Uint8Array; timeoutMs: number; zxid: number }>) => void,
    caller?: Caller,
  ): void;
  keepAlive(
    credentials: SessionCredentials,
    done: (result: SessionResult<{ confirmedMsAgo: number; timeoutMs: number; zxid: number }>) => void,
  ): void;
  closeSession(credentials: SessionCredentials, done: (result: SessionResult<{ zxid: number }>) => void): void;
  openWatch(call: WatchCall, sink: WatchSink): { cancel(): void };
  listMembers(call: MembershipCall, done: (result: SessionResult<Membership>) => void): void;
  /** Adds members, removes them, changes their addresses: by the superuser alone, one voter at a time. Answers when it is committed. */
  changeMembers(call: MembershipCall, change: MembershipChange, done: (result: SessionResult<Membership>) => void): void;
  status(): EngineStatus;
  /**
   * Sessions and, `withPaths`, ephemeral znodes and watches one by one, for a person: costs as much as there are, within its bound.
   */
  inspect(withPaths: boolean): Inspection;
  /** Drains, hands over leadership, closes the stores. */
  stop(done: () => void): void;
}

/** Settings; every one has a default in `defaults.ts`. */
export interface EngineOptions {
  readonly replica: ReplicaId;
  /** The members that form the first cluster, this one included. */
  readonly initialMembers: readonly { readonly id: ReplicaId; readonly peerAddress: string; readonly clientAddress: string }[];
  /** There is a cluster already: with an empty volume this replica waits until it is taken in, and never forms one. */
  readonly joinsOnly: boolean;
  /** With an empty volume, and no other among `initialMembers`, it begins a cluster of itself alone at once, and does not listen for one first. */
  readonly mayFormAlone: boolean;
  readonly clusterName: string;
  readonly heartbeatIntervalMs: number;
  readonly electionTimeoutMsMin: number;
  readonly electionTimeoutMsMax: number;
  readonly quickElectionDelayMsMax: number;
  readonly persistStallMs: number;
  readonly sessionTimeoutMsMin: number;
  readonly sessionTimeoutMsMax: number;
  readonly sessionTimeoutMsDefault: number;
  readonly maxDataBytes: number;
  readonly maxFrameBytes: number;
  readonly maxMultiParts: number;
  readonly maxOutstandingRequests: number;
  /** Sessions of the cluster: beyond it none is opened (THROTTLEDOP). Told by each replica from its own state. */
  readonly maxSessions: number;
  /** Watches of one session on this replica. */
  readonly maxWatchesPerSession: number;
  /** Bytes of this replica's clients' writes that wait for the leader: above it they are refused at the door (THROTTLEDOP). */
  readonly maxPendingBytes: number;
  /** Bytes of groups that wait for a block at the leader: above it it takes none, and those who sent them send again. */
  readonly maxWaitingBytes: number;
  /** Below so much free space this replica takes no writes from its clients (THROTTLEDOP); 0: not watched. */
  readonly diskReserveBytes: number;
  /** How often the leader looks for container and TTL znodes whose time is up. */
  readonly reapIntervalMs: number;
  /** Who passes every check of rights: `user:base64(SHA-1(user:password))`; empty for nobody. */
  readonly superuserDigest: string;
  /** The same, by the subject of a client's certificate; empty for nobody. */
  readonly superuserX509: string;
  /** A client whose unread frames pass this is cut off. */
  readonly maxClientBacklogBytes: number;
  /** Unread frames of all clients together: the fuller, the less is borne of each. */
  readonly maxBacklogBytes: number;
  /** Take a snapshot after so many entries, or so many bytes of log, since the last. */
  readonly snapshotEveryEntries: number;
  readonly snapshotEveryBytes: number;
  /** Entries kept in the log behind a snapshot for followers that are a little behind. */
  readonly logKeepEntries: number;
  readonly snapshotsKept: number;
  readonly historyMaxBytes: number;
  /** Bytes of values of changes that are kept for watches that ask for them. */
  readonly valueHistoryMaxBytes: number;
  readonly appendWindowBytes: number;
  readonly appendMessageBytesMax: number;
  readonly logCacheBytes: number;
  readonly blockBytesMax: number;
}
