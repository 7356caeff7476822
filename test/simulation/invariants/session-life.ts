import { EntryKind, decodeSessionAttached, decodeSessionOpened, decodeSessionsExpired, visitBlockBody } from '@grove/wire';
import { bodyOfBlock, type DurableBlock } from '../durable-log';
import type { Report } from '../violation';

/** Reports to the leader, a round trip and a late message, and the time from the decision to its commit. */
const SLACK_MS = 1_500;
/** What was heard later than this before the end had not reached the leader: who wakes up after his time is lost all the same. */
const REPORTED_WITHIN_MS = 500;
const KEPT_MS = 10_000;
/** How long after a fault the replicas may need to work together again. */
const SETTLE_MS = 1_000;

/**
 * No session is lost that was alive: none expires that a replica had heard within its timeout, where that replica and the leader
 * worked undisturbed since. And none expires while its user may still believe in it: whoever holds a lock has stopped by then.
 */
export class SessionLife {
  private readonly timeouts = new Map<number, number>();
  /** A session that was attached after the decision to expire it lives on. */
  private readonly generations = new Map<number, number>();
  /** By session: when each replica heard it of late. */
  private readonly heard = new Map<number, Map<number, number[]>>();
  private readonly disturbedUntilMs = new Map<number, number>();
  private readonly electedAtMs = new Map<number, number>();
  expired = 0;

  constructor(
    private readonly report: Report,
    private readonly nowMs: () => number,
    private readonly leaderOf: (term: number) => number,
    /** Whether the session's user may rely on it now. */
    private readonly isTrusted: (sessionId: number) => boolean,
  ) {}

  onHeard(replica: number, sessionId: number): void {
    if (sessionId === 0) return;
    let byReplica = this.heard.get(sessionId);
    if (byReplica === undefined) this.heard.set(sessionId, (byReplica = new Map<number, number[]>()));
    const nowMs = this.nowMs();
    const times = byReplica.get(replica);
    if (times === undefined) byReplica.set(replica, [nowMs]);
    else {
      times.push(nowMs);
      while ((times[0] ?? nowMs) < nowMs - KEPT_MS) times.shift();
    }
  }

  onDisturbed(replica: number, untilMs: number): void {
    this.disturbedUntilMs.set(replica, Math.max(untilMs, this.disturbedUntilMs.get(replica) ?? 0));
  }

  onElected(term: number): void {
    this.electedAtMs.set(term, this.nowMs());
  }

  onCommitted(block: DurableBlock): void {
    if (block.type !== 'entries') return;
    let zxid = block.firstIndex - 1;
    visitBlockBody(bodyOfBlock(block), block.lastIndex - zxid, {
      onTime: () => {},
      onEntry: (_origin, { kind, buffer, operationStart, operationEnd }) => {
        zxid++;
        if (kind === EntryKind.sessionOpen) {
          this.timeouts.set(zxid, decodeSessionOpened(buffer, operationStart, operationEnd)?.timeoutMs ?? 0);
          this.generations.set(zxid, 1);
        } else if (kind === EntryKind.sessionAttach) {
          const id = decodeSessionAttached(buffer, operationStart, operationEnd)?.sessionId ?? 0;
          this.generations.set(id, (this.generations.get(id) ?? 0) + 1);
        } else if (kind === EntryKind.sessionExpire) {
          const expired = decodeSessionsExpired(buffer, operationStart, operationEnd);
          for (const [n, id] of (expired?.sessionIds ?? []).entries()) {
            if (this.generations.get(id) === expired?.generations[n]) this.onExpired(id, block.term);
          }
        }
      },
    });
  }

  private onExpired(sessionId: number, term: number): void {
    this.expired++;
    const timeoutMs = this.timeouts.get(sessionId) ?? Infinity;
    const leader = this.leaderOf(term);
    const nowMs = this.nowMs();
    if (this.isTrusted(sessionId)) {
      this.report('session life', `session ${sessionId} expires in term ${term} while its user may still rely on it`);
      return;
    }
    for (const [replica, times] of this.heard.get(sessionId) ?? []) {
      const soundSinceMs = Math.max(
        this.disturbedUntilMs.get(replica) ?? 0,
        this.disturbedUntilMs.get(leader) ?? 0,
        this.electedAtMs.get(term) ?? Infinity,
      );
      const heardMs = times.find(
        (atMs) => nowMs - atMs < timeoutMs - SLACK_MS && nowMs - atMs > REPORTED_WITHIN_MS && atMs > soundSinceMs + SETTLE_MS,
      );
      if (heardMs === undefined) continue;
      this.report(
        'session life',
        `session ${sessionId} (${timeoutMs} ms) expires at ${nowMs} ms by replica ${leader}; replica ${replica} had heard it at ${heardMs} ms`,
      );
      return;
    }
  }
}
