import type { ReplicaId } from '@grove/raft';
import type { SessionChange, TreeApi } from '@grove/tree';
import { EntryKind, ErrorCode, encodeSessionsExpired } from '@grove/wire';
import type { EntryOwner, Forwarder } from './forwarder';
import type { SessionConnection } from './session-connection';
import { SessionExpiry } from './session-expiry';
import { SessionReports } from './session-reports';

/** One entry ends so many sessions at most, and no further one when they have so many ephemerals together: it is applied in one go. */
const EXPIRED_PER_ENTRY = 100;
const EPHEMERALS_PER_ENTRY = 2_000;

/** Entries that the leader makes itself have no one to answer. */
const NOBODY: EntryOwner = {
  onApplied: () => undefined,
  onOutcomeUnknown: () => undefined,
};

export interface SessionLifeHost {
  readonly replica: ReplicaId;
  readonly forwarder: Forwarder;
  tree(): TreeApi;
  nowMs(): number;
  /** Leader: what was committed before its term is applied, so that it knows of every session that has ended. */
  isUpToDate(): boolean;
  /** Sends a report to the leader, which is another replica. */
  sendReport(report: { round: number; sessionIds: readonly number[] }): void;
  countExpired(count: number): void;
}

/**
 * Which sessions are connected here, that they are heard, that the leader is told, and — on the leader — that those
 * nobody hears any more end.
 */
export class SessionLife {
  readonly reports = new SessionReports((id) => this.host.tree().session(id) !== undefined);
  private readonly expiry = new SessionExpiry();
  private readonly hosted = new Map<number, SessionConnection>();
  /** Those that wait for their session, and would take a read-only one. */
  private readonly starting = new Set<SessionConnection>();
  private readonly readOnly = new Set<SessionConnection>();
  private leading = false;

  constructor(private readonly host: SessionLifeHost) {}

  startsOrReadsOnly(connection: SessionConnection): void {
    this.starting.add(connection);
  }

  hostsReadOnly(connection: SessionConnection): void {
    this.readOnly.add(connection);
  }

  /** There has been no leader for some time: those who allow it are served what there is. */
  startReadOnly(): void {
    for (const connection of [...this.starting]) {
      if (connection.startReadOnly()) this.starting.delete(connection);
    }
  }

  /** There is a leader: read-only clients attach again, whole. */
  endReadOnly(): void {
    for (const connection of [...this.readOnly]) connection.end(ErrorCode.CONNECTIONLOSS, 'there is a leader again: attach');
  }

  get hostedCount(): number {
    return this.hosted.size;
  }

  /** A connection now carries its session; an older one of the same session has moved. */
  hosts(connection: SessionConnection): void {
    this.starting.delete(connection);
    const older = this.hosted.get(connection.sessionId);
    this.hosted.set(connection.sessionId, connection);
    if (older !== undefined && older !== connection) moved(older);
    // Its entry was applied, so a leader took it after it had been asked for: counted from then, the age is never too young,
    // however late this replica applies.
    this.reports.confirm(connection.sessionId, connection.askedAtMs);
  }

  dropped(connection: SessionConnection): void {
    this.starting.delete(connection);
    this.readOnly.delete(connection);
    if (this.hosted.get(connection.sessionId) === connection) this.hosted.delete(connection.sessionId);
  }

  /** This replica leads and may decide who is gone; everyone gets the full time from now. */
  beginLeading(): void {
    this.leading = true;
    this.expiry.begin(this.host.nowMs(), (visit) => {
      this.host.tree().forEachSession((session) => {
        visit(session.id, session.timeoutMs);
      });
    });
  }

  endLeading(): void {
    this.leading = false;
    this.expiry.end();
    // Sessions that it found silent may have been heard by the next leader since.
    this.host.forwarder.withdraw();
  }

  /** An entry that was applied changed a session. `origin` is the replica through which it came. */
  onChange(change: SessionChange, origin: ReplicaId): void {
    switch (change.type) {
      case 'opened':
        if (this.leading) this.expiry.add(change.sessionId, change.timeoutMs, origin, this.host.nowMs());
        return;
      case 'attached': {
        if (this.leading) this.attached(change.sessionId, origin);
        const connection = this.hosted.get(change.sessionId);
        if (connection !== undefined && connection.generation < change.generation) moved(connection);
        return;
      }
      case 'ended':
        this.expiry.remove(change.sessionId);
        this.hosted.get(change.sessionId)?.onSessionEnded(change.expired);
        this.reports.forget(change.sessionId);
    }
  }

  /** Its end may be decided and in the log already: that names the generation before, and does not take effect. */
  private attached(sessionId: number, origin: ReplicaId): void {
    const nowMs = this.host.nowMs();
    if (this.expiry.touch(sessionId, origin, nowMs)) return;
    const session = this.host.tree().session(sessionId);
    if (session !== undefined) this.expiry.add(sessionId, session.timeoutMs, origin, nowMs);
  }

  /**
   * Leader: a replica says whom it heard. Answers whom it must not confirm to their clients: the sessions whose end this leader has decided,
   * or that have ended. Null: nobody can be confirmed yet, the next report comes soon.
   */
  takeReport(from: ReplicaId, sessionIds: readonly number[]): readonly number[] | null {
    const nowMs = this.host.nowMs();
    this.expiry.onReport(from, nowMs);
    const refused = sessionIds.filter((id) => !this.expiry.touch(id, from, nowMs));
    return this.host.isUpToDate() ? refused : null;
  }

  /** Tells the leader whom this replica heard. */
  report(leader: ReplicaId | null): void {
    if (leader === null || (leader === this.host.replica && !this.leading)) return;
    const report = this.reports.take(this.host.nowMs());
    if (leader !== this.host.replica) {
      this.host.sendReport(report);
      return;
    }
    const refused = this.takeReport(leader, report.sessionIds);
    if (refused !== null) this.reports.onConfirmed(report.round, refused);
  }

  /** Leader: ends the sessions whose time is up, by entries. */
  expire(): void {
    const due = this.expiry.due(this.host.nowMs());
    if (due.length === 0) return;
    this.host.countExpired(due.length);
    const tree = this.host.tree();
    let sessionIds: number[] = [];
    let ephemerals = 0;
    for (const id of due) {
      sessionIds.push(id);
      ephemerals += tree.session(id)?.ephemeralCount ?? 0;
      if (sessionIds.length < EXPIRED_PER_ENTRY && ephemerals < EPHEMERALS_PER_ENTRY) continue;
      this.endExpired(sessionIds);
      sessionIds = [];
      ephemerals = 0;
    }
    if (sessionIds.length > 0) this.endExpired(sessionIds);
  }

  private endExpired(sessionIds: readonly number[]): void {
    const tree = this.host.tree();
    const payload = encodeSessionsExpired({ sessionIds, generations: sessionIds.map((id) => tree.session(id)?.generation ?? 0) });
    const entry = { kind: EntryKind.sessionExpire, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };
    this.host.forwarder.addWithdrawable(NOBODY, 0, entry, payload);
  }

  /**
   * Nobody confirms a session to a replica without a leader: its stream ends before the client could believe for too
   * long in what the session holds.
   */
  endUnconfirmed(): void {
    for (const connection of [...this.hosted.values()]) {
      if (connection.confirmedMsAgo() * 3 > connection.timeoutMs * 2)
        connection.end(ErrorCode.CONNECTIONLOSS, 'this replica has no leader');
    }
  }

  /** Those who do not read what they asked for. */
  endUnread(): void {
    const nowMs = this.host.nowMs();
    for (const connection of [...this.hosted.values(), ...this.readOnly]) connection.judgeReader(nowMs);
  }

  /** Requests that waited for events have their turn. */
  drainAll(): void {
    for (const connection of [...this.hosted.values(), ...this.readOnly]) connection.drain();
  }

  endAll(message: string): void {
    for (const connection of this.all()) connection.end(ErrorCode.CONNECTIONLOSS, message);
  }

  /** What waits for the end of the turn is not told any more. */
  withholdAll(): void {
    for (const connection of this.all()) connection.withhold();
  }

  private all(): SessionConnection[] {
    return [...this.hosted.values(), ...this.readOnly, ...this.starting];
  }
}

function moved(connection: SessionConnection): void {
  connection.end(ErrorCode.SESSIONMOVED, 'the session has moved to another connection');
}
