import { ErrorCode } from '@grove/wire';
import { encodeFrame, type Frame, type FrameRequest, type Item, type Started } from './client-codec';
import type { ClientLink, LinkEvents } from './client-link';
import type { EventQueue } from './event-queue';
import { Phase } from './event-queue';
import type { History, RequestRecord, StreamRecord } from './history';
import { isWrite, type Operation, type Result } from './operations';
import type { SeededRandom } from './random';
import type { SimulatedReplica } from './simulated-replica';
import type { Trace } from './trace';
import type { Report } from './violation';
import { RECURSIVE_WATCH_ROOT, type Workload } from './workload';

export interface ClientPlan {
  readonly thinkMs: number;
  readonly pipelineMax: number;
  readonly sessionTimeoutMs: number;
}

interface Session {
  readonly id: number;
  readonly secret: Uint8Array;
  readonly timeoutMs: number;
}

interface Pending {
  readonly record: RequestRecord;
  /** Chosen anew on each connection. */
  id: number;
}

const CHECK_EVERY_MS = 200;
const REQUESTS_WAITING_MAX = 40;

/**
 * One user of the cluster: a session stream to some replica with many requests in flight, taken to another replica
 * when the connection is lost, with every unanswered request sent again in order.
 */
export class SimulatedClient {
  private link: ClientLink | null = null;
  private session: Session | null = null;
  private stream: StreamRecord | null = null;
  private pending: Pending[] = [];
  private nextSequence = 1;
  private acknowledgedSequence = 0;
  private nextRequestId = 1;
  private lastZxidSeen = 0;
  private generation = 0;
  private watching = false;
  private lastHeardMs = 0;
  private lastSentMs = 0;
  private silentUntilMs = 0;
  private finishing = false;

  constructor(
    private readonly number: number,
    private readonly queue: EventQueue,
    private readonly random: SeededRandom,
    private readonly plan: ClientPlan,
    private readonly workload: Workload,
    private readonly history: History,
    private readonly replicas: readonly SimulatedReplica[],
    private readonly connect: (replica: SimulatedReplica, events: LinkEvents) => ClientLink,
    private readonly report: Report,
    private readonly trace: Trace,
  ) {}

  /** Everything that was asked has been answered, and nothing more will be asked. */
  get finished(): boolean {
    return this.finishing && this.pending.length === 0 && this.session !== null && this.link !== null;
  }

  get unanswered(): number {
    return this.pending.length;
  }

  start(): void {
    this.reconnectLater(0);
    this.queue.after(CHECK_EVERY_MS, null, Phase.timer, () => this.check());
    this.thinkLater();
  }

  /** Asks nothing more; goes on until all is answered. */
  finish(): void {
    this.finishing = true;
  }

  cutConnection(): void {
    this.drop('cut');
  }

  /** Says nothing for a while, as a client that is stopped: its session may expire. */
  beSilent(durationMs: number): void {
    this.silentUntilMs = this.queue.nowMs + durationMs;
  }

  private get silent(): boolean {
    return this.queue.nowMs < this.silentUntilMs;
  }

  private thinkLater(): void {
    this.queue.after(this.random.exponential(this.plan.thinkMs), null, Phase.io, () => {
      if (this.finishing) return;
      this.ask();
      this.thinkLater();
    });
  }

  private ask(): void {
    if (this.stream === null || this.silent || this.pending.length >= REQUESTS_WAITING_MAX) return;
    const requests: FrameRequest[] = [];
    const count = 1 + this.random.below(this.plan.pipelineMax);
    for (let n = 0; n < count; n++) requests.push(this.request(this.workload.next()));
    this.sendFrame({ requests, acknowledgedSequence: this.acknowledgedSequence });
  }

  private request(operation: Operation): FrameRequest {
    const write = isWrite(operation);
    const fresh = this.random.next();
    const pending: Pending = {
      id: this.nextRequestId++,
      record: {
        client: this.number,
        sessionId: this.session?.id ?? 0,
        sequence: write ? this.nextSequence++ : 0,
        operation,
        linearizable:
          !write && operation.type !== 'setWatches' && operation.type !== 'addWatch' && operation.type !== 'sync' && fresh < 0.15,
        minZxid: !write && fresh > 0.95 ? this.lastZxidSeen : 0,
        sentMs: this.queue.nowMs,
        floorZxid: this.history.answeredWriteZxidMax,
        answer: null,
        abandoned: false,
      },
    };
    this.pending.push(pending);
    this.history.requests.push(pending.record);
    return frameRequest(pending);
  }

  private sendFrame(frame: Frame): void {
    this.lastSentMs = this.queue.nowMs;
    if (this.trace.enabled) {
      const requests = frame.requests.map(
        ({ id, sequence, operation, linearizable }) =>
          `${id}${sequence > 0 ? `/${sequence}` : ''} ${operation.type}${linearizable ? '!' : ''}`,
      );
      this.trace.add(
        `c${this.number}`,
        `→ r${this.link?.replica.id ?? 0} ${frame.attach !== undefined ? 'attach, ' : ''}${requests.join(', ')}`,
      );
    }
    this.link?.send(encodeFrame(frame));
  }

  private check(): void {
    this.queue.after(CHECK_EVERY_MS, null, Phase.timer, () => this.check());
    const { link, queue } = this;
    if (link === null || this.silent) return;
    const timeoutMs = this.session?.timeoutMs ?? this.plan.sessionTimeoutMs;
    if (queue.nowMs - this.lastHeardMs > timeoutMs / 2) {
      this.drop('heard nothing');
    } else if (this.stream !== null && queue.nowMs - this.lastSentMs > timeoutMs / 5) {
      this.sendFrame({ requests: [], acknowledgedSequence: this.acknowledgedSequence, pingId: this.nextRequestId++ });
    }
  }

  private drop(why: string): void {
    const { link } = this;
    if (link === null) return;
    if (this.trace.enabled) this.trace.add(`c${this.number}`, `drops the connection to r${link.replica.id}: ${why}`);
    link.cut();
    this.onLinkClosed();
  }

  private onLinkClosed(): void {
    this.link = null;
    this.stream = null;
    this.reconnectLater(this.random.between(1, 60));
  }

  private reconnectLater(delayMs: number): void {
    this.queue.after(delayMs, null, Phase.io, () => {
      if (this.link !== null) return;
      const replica = this.random.pick(this.replicas);
      const link: ClientLink = this.connect(replica, {
        onFrame: (items) => {
          if (this.link === link) this.onFrame(items);
        },
        onClosed: () => {
          if (this.link === link) this.onLinkClosed();
        },
      });
      this.link = link;
      this.lastHeardMs = this.queue.nowMs;
      this.sendFirstFrame();
    });
  }

  private sendFirstFrame(): void {
    const { session } = this;
    if (session === null) {
      this.sendFrame({ open: { timeoutMs: this.plan.sessionTimeoutMs }, requests: [], acknowledgedSequence: 0 });
      return;
    }
    // The watches first: nothing that is answered on this connection may overtake the events missed before it.
    this.pending = this.pending.filter(({ record }) => record.operation.type !== 'setWatches');
    const again = this.pending;
    this.pending = [];
    const requests: FrameRequest[] = [];
    if (this.watching)
      requests.push(this.request({ type: 'setWatches', relativeZxid: this.lastZxidSeen, recursivePaths: [RECURSIVE_WATCH_ROOT] }));
    for (const pending of again) {
      pending.id = this.nextRequestId++;
      this.pending.push(pending);
      requests.push(frameRequest(pending));
    }
    this.sendFrame({
      attach: { sessionId: session.id, secret: session.secret, lastZxidSeen: this.lastZxidSeen },
      requests,
      acknowledgedSequence: this.acknowledgedSequence,
    });
  }

  private onFrame(items: readonly Item[]): void {
    this.lastHeardMs = this.queue.nowMs;
    const { link } = this;
    for (const item of items) {
      if (this.link !== link) return;
      this.onItem(item);
    }
  }

  private onItem(item: Item): void {
    switch (item.type) {
      case 'started':
        this.onStarted(item);
        return;
      case 'answer':
        this.onAnswer(item.id, item.zxid, item.result);
        return;
      case 'event':
        this.history.eventsReceived++;
        this.stream?.entries.push({ type: 'event', eventType: item.eventType, path: item.path, zxid: item.zxid });
        this.saw(item.zxid);
        return;
      case 'ended':
        if (this.trace.enabled)
          this.trace.add(`c${this.number}`, `the stream is ended by r${this.link?.replica.id ?? 0}: ${item.code} ${item.message}`);
        if (item.code === ErrorCode.SESSIONEXPIRED) this.loseSession();
        this.link?.cut();
        this.onLinkClosed();
        return;
      case 'pong':
      case 'bookmark':
        return;
    }
  }

  private onStarted(item: Started): void {
    const { session } = this;
    if (this.trace.enabled)
      this.trace.add(`c${this.number}`, `session ${item.sessionId} on r${item.replica}, generation ${item.generation}, zxid ${item.zxid}`);
    if (session === null) {
      this.session = { id: item.sessionId, secret: item.secret, timeoutMs: item.timeoutMs };
      this.generation = item.generation;
      this.history.sessionsOpened++;
    } else {
      if (item.sessionId !== session.id)
        this.report('session', `client ${this.number} attached to ${session.id} and got ${item.sessionId}`);
      if (item.generation <= this.generation) {
        this.report('session', `session ${session.id} went from generation ${this.generation} to ${item.generation}`);
      }
      this.generation = item.generation;
    }
    if (item.zxid < this.lastZxidSeen) {
      this.report('single system image', `session ${item.sessionId} had seen zxid ${this.lastZxidSeen} and was started at ${item.zxid}`);
    }
    this.stream = {
      client: this.number,
      sessionId: item.sessionId,
      replica: item.replica,
      generation: item.generation,
      startZxid: item.zxid,
      entries: [],
    };
    this.history.streams.push(this.stream);
    if (session === null) {
      const first: Operation[] = this.workload.preparation();
      if (this.random.chance(0.6)) first.push({ type: 'addWatch', path: RECURSIVE_WATCH_ROOT });
      this.sendFrame({ requests: first.map((operation) => this.request(operation)), acknowledgedSequence: 0 });
    }
  }

  private onAnswer(id: number, zxid: number, result: Result): void {
    const { stream } = this;
    if (this.trace.enabled) this.trace.add(`c${this.number}`, `← r${stream?.replica ?? 0} ${id}: ${result.code} at ${zxid}`);
    const next = this.pending.shift();
    if (next === undefined || stream === null || next.id !== id) {
      this.report('session order', `client ${this.number} was answered request ${id} while ${next?.id ?? 'none'} was the next`);
      return;
    }
    const { record } = next;
    if (result.code === ErrorCode.SESSIONEXPIRED) {
      record.abandoned = true;
      this.loseSession();
      this.link?.cut();
      this.onLinkClosed();
      return;
    }
    if (result.code === ErrorCode.GAP || result.code === ErrorCode.SESSIONMOVED || result.code === ErrorCode.OUTCOMEUNKNOWN) {
      this.report(
        'exactly once',
        `client ${this.number}: request ${record.sequence} of session ${record.sessionId} was answered ${result.code} on its newest connection`,
      );
      return;
    }
    record.answer = { zxid, result, atMs: this.queue.nowMs, replica: stream.replica };
    stream.entries.push({ type: 'answer', request: record, zxid, result });
    this.saw(zxid);
    if (record.sequence > 0) {
      this.acknowledgedSequence = record.sequence;
      this.history.writesAnswered++;
      this.history.answeredWriteZxidMax = Math.max(this.history.answeredWriteZxidMax, zxid);
    } else {
      this.history.readsAnswered++;
    }
    if (record.operation.type === 'addWatch' && result.code === 0) this.watching = true;
    if (result.stat !== null && 'path' in record.operation) this.workload.sawVersion(record.operation.path, result.stat.version);
  }

  private saw(zxid: number): void {
    this.lastZxidSeen = Math.max(this.lastZxidSeen, zxid);
  }

  private loseSession(): void {
    this.history.sessionsLost++;
    for (const { record } of this.pending) record.abandoned = true;
    this.pending = [];
    this.session = null;
    this.stream = null;
    this.nextSequence = 1;
    this.acknowledgedSequence = 0;
    this.lastZxidSeen = 0;
    this.watching = false;
  }
}

function frameRequest(pending: Pending): FrameRequest {
  const { record, id } = pending;
  return { id, sequence: record.sequence, linearizable: record.linearizable, minZxid: record.minZxid, operation: record.operation };
}
