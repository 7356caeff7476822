import type { SessionCredentials, UnaryCall } from '@grove/engine';
import { ErrorCode, encodeOperation, isWrite } from '@grove/wire';
import type { Operation } from '@grove/wire';
import { decodeAnswer } from './answer-bytes';
import { Phase, type EventQueue } from './event-queue';
import { bytesOf, textOf, type History, type RequestRecord } from './history';
import { nextPageOf } from './page-chain';
import type { SeededRandom } from './random';
import type { ReplicaProcess, SimulatedReplica } from './simulated-replica';
import type { Trace } from './trace';
import { USERS, digestOf, type Workload } from './workload';

const ATTEMPT_MS_MAX = 3_000;
const REQUEST_ID_BYTES = 16;
/** Nobody knows what became of such an attempt, or nothing did: with a request id it may be made again. */
const UNDECIDED: readonly number[] = [
  ErrorCode.OUTCOMEUNKNOWN,
  ErrorCode.CONNECTIONLOSS,
  ErrorCode.OPERATIONTIMEOUT,
  ErrorCode.THROTTLEDOP,
];

export interface CallerPlan {
  readonly callMs: number;
  readonly delayMsMax: number;
  readonly sessionTimeoutMs: number;
}

interface Session extends SessionCredentials {
  readonly timeoutMs: number;
}

/**
 * Somebody who makes unary calls, with a session of OpenSession and without one, with request ids and without: each attempt at
 * any replica, answers get lost, and a call with an id is made again, often while the first is still on its way.
 */
export class UnaryCaller {
  readonly name: string;
  private readonly address: string;
  private session: Session | null = null;
  private finishing = false;
  private open = 0;

  constructor(
    number: number,
    private readonly queue: EventQueue,
    private readonly random: SeededRandom,
    private readonly plan: CallerPlan,
    private readonly workload: Workload,
    private readonly history: History,
    private readonly replicas: readonly SimulatedReplica[],
    /** Who sees what a replica lets go of. */
    private readonly onAnswer: (replica: SimulatedReplica, process: ReplicaProcess, zxid: number) => void,
    private readonly onHeard: (replica: SimulatedReplica, sessionId: number) => void,
    private readonly trace: Trace,
  ) {
    this.name = `u${number}`;
    this.address = `ip:10.0.1.${number}`;
  }

  get unanswered(): number {
    return this.open;
  }

  get finished(): boolean {
    return this.finishing && this.open === 0;
  }

  start(): void {
    this.openSession();
    this.keepAlive();
    this.thinkLater();
  }

  finish(): void {
    this.finishing = true;
  }

  private thinkLater(): void {
    this.queue.after(this.random.exponential(this.plan.callMs), null, Phase.io, () => {
      if (this.finishing) return;
      this.ask();
      this.thinkLater();
    });
  }

  private ask(): void {
    const { random } = this;
    const session = random.chance(0.4) ? this.session : null;
    this.send(random.chance(0.6) ? this.writeFor(session) : this.workload.plainRead(), session);
    if (random.chance(0.01) && this.session !== null) this.close(this.session);
  }

  /** Ends its session, and uses it on: what it still asks for must come to nothing. */
  private close(session: Session): void {
    const { sessionId } = session;
    this.send(this.workload.ephemeral(), session);
    this.reach(this.random.pick(this.replicas), sessionId, (process) => {
      process.engine?.closeSession(session, (result) => {
        process.effect();
        const told = result.ok ? { code: 0, zxid: result.value.zxid } : { code: result.code, zxid: 0 };
        this.queue.after(this.delayMs(), null, Phase.io, () => {
          this.history.closes.push({ client: this.name, sessionId, ...told });
          if (!result.ok) return;
          if (!this.finishing) this.send(this.workload.ephemeral(), session);
          this.lost(sessionId);
        });
      });
    });
    this.send(this.workload.ephemeral(), session);
  }

  private send(operation: Operation, session: Session | null, previousPage: RequestRecord | null = null): void {
    const { random } = this;
    const withId = random.chance(0.6);
    const name = random.chance(0.4) ? random.pick(USERS) : null;
    const write = isWrite(operation.type);
    const record: RequestRecord = {
      client: this.name,
      sessionId: session?.sessionId ?? 0,
      sequence: 0,
      requestId: write && withId ? textOf(random.bytes(REQUEST_ID_BYTES)) : '',
      isWrite: write,
      operation,
      identities: name === null ? [this.address] : [this.address, digestOf(name)],
      linearizable: !write && random.chance(0.3),
      minZxid: !write && random.chance(0.2) ? this.history.answeredWriteZxidMax : 0,
      sentMs: this.queue.nowMs,
      floorZxid: this.history.answeredWriteZxidMax,
      previousPage,
      answer: null,
      repeats: [],
      abandoned: false,
    };
    const call: UnaryCall = {
      operation: encodeOperation(operation),
      sessionId: record.sessionId,
      sessionSecret: session?.sessionSecret ?? new Uint8Array(0),
      linearizable: record.linearizable,
      minZxid: record.minZxid,
      caller: { identities: [this.address] },
      ...(name !== null && { credentials: [{ scheme: 'digest', credential: bytesOf(`${name}:secret`) }] }),
      ...(record.requestId !== '' && { requestId: bytesOf(record.requestId) }),
    };
    this.history.requests.push(record);
    this.open++;
    this.attempt(record, call);
    // As a client does that has lost patience: the first may still come to something.
    if (record.requestId !== '' && random.chance(0.4)) {
      this.queue.after(random.between(0, 200), null, Phase.io, () => this.attempt(record, call, true));
    }
  }

  private writeFor(session: Session | null): Operation {
    for (;;) {
      const operation = session === null ? this.workload.plainWrite() : this.workload.next();
      if (isWrite(operation.type)) return operation;
    }
  }

  /** `extra`: one beside another one, that gives up where it comes to nothing. */
  private attempt(record: RequestRecord, call: UnaryCall, extra = false): void {
    const { queue, random } = this;
    const replica = random.pick(this.replicas);
    let settled = false;
    const settle = (code: number, done: () => void): void => {
      if (settled) return;
      settled = true;
      if (code === 0) done();
      else if (!extra) this.failed(record, call, code);
    };
    queue.after(ATTEMPT_MS_MAX, null, Phase.io, () => settle(ErrorCode.CONNECTIONLOSS, () => undefined));
    this.reach(replica, record.sessionId, (process) => {
      process.engine?.call(call, (bytes) => {
        process.effect();
        const answer = decodeAnswer(bytes);
        if (!UNDECIDED.includes(answer.code)) this.onAnswer(replica, process, answer.zxid);
        queue.after(this.delayMs(), null, Phase.io, () => {
          if (random.chance(0.03)) return;
          settle(UNDECIDED.includes(answer.code) ? answer.code : 0, () => this.answered(record, replica, answer));
        });
      });
    });
  }

  private answered(record: RequestRecord, replica: SimulatedReplica, answer: ReturnType<typeof decodeAnswer>): void {
    const { zxid, code, result } = answer;
    if (this.trace.enabled) this.trace.add(this.name, `← r${replica.id} ${record.operation.type}: ${code} at ${zxid}`);
    const known = record.answer;
    if (record.abandoned) return;
    if (known === null) {
      this.open--;
      if (code === ErrorCode.SESSIONEXPIRED && record.sessionId !== 0) {
        record.abandoned = true;
        this.lost(record.sessionId);
        return;
      }
      this.history.unaryAnswered++;
      this.history.answered(record, { zxid, code, result, atMs: this.queue.nowMs });
      const next = this.finishing ? null : nextPageOf(record);
      if (next !== null) this.send(next, this.session?.sessionId === record.sessionId ? this.session : null, record);
      return;
    }
    this.history.unaryRepeated++;
    // A session that has ended since is told before the id is looked for.
    if (code === ErrorCode.SESSIONEXPIRED && record.sessionId !== 0) return;
    record.repeats.push({ zxid, code, result, atMs: this.queue.nowMs });
  }

  private failed(record: RequestRecord, call: UnaryCall, code: number): void {
    if (this.trace.enabled) this.trace.add(this.name, `${record.operation.type}: ${code}`);
    if (record.answer !== null || record.abandoned) return;
    const repeatable = !record.isWrite || record.requestId !== '' || code === ErrorCode.THROTTLEDOP;
    if (repeatable) {
      this.queue.after(this.random.between(20, 300), null, Phase.io, () => this.attempt(record, call));
      return;
    }
    record.abandoned = true;
    this.open--;
  }

  private lost(sessionId: number): void {
    if (this.session?.sessionId !== sessionId) return;
    this.session = null;
    this.history.sessionsLost++;
    this.openSession();
  }

  private openSession(): void {
    const replica = this.random.pick(this.replicas);
    let settled = false;
    const again = (): void => {
      if (settled) return;
      settled = true;
      this.queue.after(200, null, Phase.io, () => this.openSession());
    };
    this.queue.after(ATTEMPT_MS_MAX, null, Phase.io, again);
    this.reach(replica, 0, (process) => {
      process.engine?.openSession(
        this.plan.sessionTimeoutMs,
        (result) => {
          process.effect();
          if (result.ok) this.onAnswer(replica, process, result.value.zxid);
          this.queue.after(this.delayMs(), null, Phase.io, () => {
            // Nobody knows of it: it will expire.
            if (settled) return;
            if (!result.ok) {
              again();
              return;
            }
            settled = true;
            const { sessionId, sessionSecret, timeoutMs } = result.value;
            this.session = { sessionId, sessionSecret, timeoutMs };
            this.history.sessionsOpened++;
          });
        },
        { identities: [this.address] },
      );
    });
  }

  private keepAlive(): void {
    this.queue.after(this.plan.sessionTimeoutMs / 5, null, Phase.timer, () => {
      this.keepAlive();
      const { session } = this;
      if (session === null) return;
      const replica = this.random.pick(this.replicas);
      this.reach(replica, session.sessionId, (process) => {
        process.engine?.keepAlive(session, (result) => {
          process.effect();
          this.queue.after(this.delayMs(), null, Phase.io, () => {
            if (!result.ok && result.code === ErrorCode.SESSIONEXPIRED) this.lost(session.sessionId);
          });
        });
      });
    });
  }

  private reach(replica: SimulatedReplica, sessionId: number, action: (process: ReplicaProcess) => void): void {
    const { process } = replica;
    if (process === null || this.random.chance(0.02)) return;
    this.queue.after(this.delayMs(), process, Phase.io, () => {
      if (process.engine === null) return;
      if (sessionId !== 0) this.onHeard(replica, sessionId);
      action(process);
    });
  }

  private delayMs(): number {
    return this.random.between(0.05, this.plan.delayMsMax);
  }
}
