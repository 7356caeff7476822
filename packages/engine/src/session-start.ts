import type { Outcome } from '@grove/tree';
import { EntryKind, ErrorCode, encodeSessionAttached, encodeSessionOpened } from '@grove/wire';
import type { EntryOwner } from './forwarder';
import type { BarrierWaiter } from './read-barrier';
import type { SessionConnection } from './session-connection';
import type { SessionHost } from './session-host';

/** Request ids of the entries that start a session; clients' ids are not negative. */
const OPEN_REQUEST = -1;
const ATTACH_REQUEST = -2;

const EMPTY = new Uint8Array(0);

/** What the client is told of its session. */
export interface StartedSession {
  readonly sessionId: number;
  readonly sessionSecret: Uint8Array;
  readonly timeoutMs: number;
  readonly generation: number;
  readonly lastSequence: number;
  readonly zxid: number;
  readonly replica: number;
  readonly readOnly: boolean;
}

/** How a stream gets its session: by an entry that opens or attaches it, or, without a leader, by a look at what is here. */
export class SessionStart {
  /** When the entry that starts the session was handed on. */
  askedAtMs = 0;
  private secret: Uint8Array = EMPTY;
  /** The session that `attach` named; 0 for an open. */
  private attachedId = 0;
  private wantedTimeoutMs = 0;
  private lastZxidSeen = 0;
  /** The number of the entry, while it may be taken back, or 0. */
  private number = 0;
  private isOpening = false;

  constructor(
    private readonly host: SessionHost,
    private readonly connection: SessionConnection & EntryOwner,
  ) {}

  open(timeoutMs: number, identities: readonly string[]): void {
    this.secret = this.host.newSecret();
    this.wantedTimeoutMs = timeoutMs;
    const payload = encodeSessionOpened({
      timeoutMs: this.host.negotiateTimeoutMs(timeoutMs),
      secretHash: this.host.hashSecret(this.secret),
      identities,
    });
    this.isOpening = true;
    this.host.admission.opening += 1;
    this.forward(EntryKind.sessionOpen, OPEN_REQUEST, payload);
  }

  attach(sessionId: number, secret: Uint8Array, lastZxidSeen: number, identities: readonly string[]): void {
    this.attachedId = sessionId;
    // Not `slice`: a Buffer's is a view, which keeps the whole message.
    this.secret = new Uint8Array(secret);
    this.lastZxidSeen = lastZxidSeen;
    const { superuser } = this.host;
    const payload = encodeSessionAttached({ sessionId, secretHash: this.host.hashSecret(secret), identities, superuser });
    if (lastZxidSeen <= this.host.tree().appliedZxid) {
      this.forward(EntryKind.sessionAttach, ATTACH_REQUEST, payload);
      return;
    }
    // A state that this replica has not reached: only the leader can say whether the cluster has.
    const waiter: BarrierWaiter = {
      onBarrier: () => {
        if (!this.connection.isStarting) return;
        if (lastZxidSeen > this.host.tree().appliedZxid) {
          this.connection.end(ErrorCode.BADARGUMENTS, `the cluster has not reached zxid ${lastZxidSeen}`);
        } else {
          this.forward(EntryKind.sessionAttach, ATTACH_REQUEST, payload);
        }
      },
      isGone: () => !this.connection.isStarting,
    };
    this.host.barrier.linearizable(waiter);
  }

  /**
   * The entry that starts the session can be taken back until it is applied: a client that has gone to another replica
   * meanwhile would else have its session moved away again, to a connection that is no more.
   */
  private forward(kind: number, requestId: number, payload: Uint8Array): void {
    this.askedAtMs = this.host.nowMs();
    const entry = { kind, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };
    this.number = this.host.forwarder.addWithdrawable(this.connection, requestId, entry, payload, 'owner');
  }

  takeBack(): void {
    this.opened();
    if (this.number !== 0) this.host.forwarder.withdrawEntry(this.number);
    this.number = 0;
  }

  /** It is a session, or will be none. */
  private opened(): void {
    if (!this.isOpening) return;
    this.isOpening = false;
    this.host.admission.opening -= 1;
  }

  /**
   * There is no leader: a client that allows it is served local reads. Nothing is logged, and nothing is confirmed to it. Null: not
   * with this secret, or not from a state as old as this one.
   */
  readOnly(): StartedSession | null {
    const tree = this.host.tree();
    if (this.lastZxidSeen > tree.appliedZxid) return null;
    if (this.attachedId !== 0 && !tree.sessionSecretMatches(this.attachedId, this.host.hashSecret(this.secret))) return null;
    const session = this.attachedId === 0 ? undefined : tree.session(this.attachedId);
    this.takeBack();
    this.secret = EMPTY;
    return {
      sessionId: this.attachedId,
      sessionSecret: EMPTY,
      timeoutMs: session?.timeoutMs ?? this.host.negotiateTimeoutMs(this.wantedTimeoutMs),
      generation: session?.generation ?? 0,
      lastSequence: session?.lastSequence ?? 0,
      zxid: tree.appliedZxid,
      replica: this.host.replica,
      readOnly: true,
    };
  }

  /** The entry was applied; null where it made no session: the stream has ended then. */
  applied(requestId: number, zxid: number, outcome: Outcome): StartedSession | null {
    this.number = 0;
    this.opened();
    // Its entry came through all the same: the client will attach when it hears that there is a leader.
    if (!this.connection.isStarting) return null;
    const opened = requestId === OPEN_REQUEST;
    const session = outcome.code === 0 ? this.host.tree().session(opened ? zxid : this.attachedId) : undefined;
    if (session === undefined) {
      this.connection.end(
        outcome.code === 0 ? ErrorCode.SESSIONEXPIRED : outcome.code,
        opened ? 'the session could not be made' : 'no such session, or not its secret',
      );
      return null;
    }
    const sessionSecret = opened ? this.secret : EMPTY;
    this.secret = EMPTY;
    return {
      sessionId: session.id,
      sessionSecret,
      timeoutMs: session.timeoutMs,
      generation: session.generation,
      lastSequence: session.lastSequence,
      zxid,
      replica: this.host.replica,
      readOnly: false,
    };
  }
}
