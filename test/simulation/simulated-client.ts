import { SessionCore, defaultSessionOptions } from '@grove/client/dist/session';
import type { Answer, ConnectionEvents, PersistentListener, SessionPorts, SessionWatchEvent } from '@grove/client/dist/session';
import { ErrorCode, encodeOperation, isWrite } from '@grove/wire';
import type { Operation } from '@grove/wire';
import type { ClientLink } from './client-link';
import { Phase, isSimulatedEvent, type EventOwner, type EventQueue } from './event-queue';
import { bytesOf, textOf, type History, type RequestRecord, type SessionRecord, type WatchName } from './history';
import type { SeededRandom } from './random';
import type { SimulatedReplica } from './simulated-replica';
import type { Trace } from './trace';
import type { Report } from './violation';
import { PERSISTENT_WATCH_ROOT, RECURSIVE_WATCH_ROOT, USERS, type Workload } from './workload';

export interface ClientPlan {
  readonly thinkMs: number;
  readonly pipelineMax: number;
  readonly sessionTimeoutMs: number;
}

export type Connect = (replica: SimulatedReplica, client: SimulatedClient, events: ConnectionEvents) => ClientLink;

const REQUESTS_WAITING_MAX = 40;

/** One life of a client's session: the core of the client package, and what its user was told. */
interface Life {
  readonly core: SessionCore;
  record: SessionRecord | null;
  generation: number;
  nextSequence: number;
  unanswered: number;
  /** Its user asked for its end, or left it. */
  left: boolean;
}

/**
 * One user of the cluster: the client package's own session logic over the simulated clock and network. What is judged is what its
 * user is told: answers in their order, and the events between them.
 */
export class SimulatedClient implements EventOwner {
  readonly alive = true;
  pausedUntilMs = 0;
  private life: Life;
  private link: ClientLink | null = null;
  private finishing = false;
  readonly name: string;
  readonly address: string;

  constructor(
    number: number,
    private readonly queue: EventQueue,
    private readonly random: SeededRandom,
    private readonly plan: ClientPlan,
    private readonly workload: Workload,
    private readonly history: History,
    private readonly replicas: readonly SimulatedReplica[],
    private readonly connect: Connect,
    private readonly report: Report,
    private readonly trace: Trace,
  ) {
    this.name = `c${number}`;
    this.address = `ip:10.0.0.${number}`;
    this.life = this.newLife();
  }

  run(action: () => void): void {
    action();
  }

  /** Everything that was asked has been answered, and nothing more will be asked. */
  get finished(): boolean {
    return this.finishing && this.life.unanswered === 0 && this.life.core.state === 'CONNECTED';
  }

  get sessionId(): number {
    return this.life.core.id;
  }

  get unanswered(): number {
    return this.life.unanswered;
  }

  /** The session that its user may rely on now: a lock holder goes on. 0: none. */
  get trustedSession(): number {
    const { state } = this.life.core;
    if (this.pausedUntilMs > this.queue.nowMs || this.life.left) return 0;
    return state === 'CONNECTED' || state === 'CONNECTING' ? this.life.core.id : 0;
  }

  start(): void {
    this.life.core.start();
    this.thinkLater();
  }

  /** Asks nothing more; goes on until all is answered. */
  finish(): void {
    this.finishing = true;
  }

  cutConnection(): void {
    this.link?.cut();
  }

  /** Packets between the client and its replica vanish; TCP sends them again when it is over. */
  blackHole(toServer: boolean, toClient: boolean, durationMs: number): void {
    this.link?.hold(toServer, toClient, durationMs);
  }

  /** Its process stands still: its session may expire. */
  pause(durationMs: number): void {
    this.pausedUntilMs = Math.max(this.pausedUntilMs, this.queue.nowMs + durationMs);
  }

  /** Its process ends without a word; another one begins with a session of its own. */
  leave(): void {
    const { life, link } = this;
    this.markLeft(life);
    // First, or the end of a close that was under way would begin another one.
    this.begin();
    life.core.abandon();
    link?.cut();
  }

  /** Closes its session and opens another one. */
  closeSession(): void {
    const { life } = this;
    if (life.core.id === 0 || life.left) return;
    this.markLeft(life);
    // Everything before it is answered first; a write like any other.
    life.nextSequence++;
    life.core.close(() => {
      if (this.life === life) this.begin();
    });
  }

  private markLeft(life: Life): void {
    life.left = true;
    if (life.core.id !== 0) this.history.leftSessions.add(life.core.id);
  }

  private begin(): void {
    this.life = this.newLife();
    this.life.core.start();
  }

  private newLife(): Life {
    const core = new SessionCore(
      {
        ...defaultSessionOptions,
        endpoints: this.replicas.map(({ id }) => `r${id}`),
        sessionTimeoutMs: this.plan.sessionTimeoutMs,
      },
      this.ports(),
    );
    const life: Life = { core, record: null, generation: 0, nextSequence: 1, unanswered: 0, left: false };
    core.onState((state) => {
      if (this.trace.enabled) this.trace.add(this.name, `session ${core.id} is ${state}`);
      if (this.life !== life || (state !== 'EXPIRED' && state !== 'CLOSED' && state !== 'AUTH_FAILED')) return;
      if (life.left) return;
      if (state !== 'EXPIRED') this.report('session', `${this.name}: session ${core.id} is ${state}: ${core.ending?.message ?? ''}`);
      this.history.sessionsLost++;
      this.begin();
    });
    return life;
  }

  private ports(): SessionPorts {
    const { queue, random } = this;
    const startMs = this.random.between(0, 1e6);
    return {
      random: { next: () => random.next() },
      clock: {
        nowMs: () => startMs + queue.nowMs,
        setTimer: (delayMs, fire) => queue.after(delayMs, this, Phase.timer, fire),
        clearTimer: (timer) => {
          if (isSimulatedEvent(timer)) timer.cancelled = true;
        },
        defer: (fire) => void queue.after(0, this, Phase.check, fire),
      },
      transport: {
        connect: (endpoint, events) => {
          const replica = this.replicas[Number(endpoint.slice(1)) - 1];
          if (replica === undefined) throw new Error(`no replica at ${endpoint}`);
          if (this.trace.enabled) this.trace.add(this.name, `dials ${endpoint}`);
          const link = this.connect(replica, this, events);
          this.link = link;
          return link;
        },
      },
    };
  }

  /** A connection of its session has begun: told by the link, before the core reads the frame. */
  onStarted(started: { sessionId: number; timeoutMs: number; generation: number; zxid: number; replica: number }): void {
    const { life } = this;
    let { record } = life;
    if (record === null) {
      record = {
        client: this.name,
        id: started.sessionId,
        timeoutMs: started.timeoutMs,
        identities: [this.address],
        entries: [],
      };
      life.record = record;
      this.history.sessions.push(record);
      this.history.sessionsOpened++;
      // Asked as soon as there is a session, before anything else.
      this.queue.after(0, this, Phase.check, () => this.prepare(life));
    } else {
      this.history.moves++;
      if (started.sessionId !== record.id) {
        this.report('session', `${this.name} attached to ${record.id} and got ${started.sessionId}`);
      }
    }
    if (started.generation <= life.generation) {
      this.report('session', `session ${record.id} went from generation ${life.generation} to ${started.generation}`);
    }
    if (started.zxid < life.core.lastZxidSeen) {
      this.report('single system image', `session ${record.id} had seen ${life.core.lastZxidSeen} and was started at ${started.zxid}`);
    }
    life.generation = started.generation;
    record.entries.push({ type: 'started', replica: started.replica, generation: started.generation, zxid: started.zxid });
  }

  private prepare(life: Life): void {
    if (this.life !== life || life.core.ending !== null) return;
    const { random } = this;
    if (random.chance(0.6)) {
      const name = random.pick(USERS);
      this.ask(life, { type: 'addAuth', credential: { scheme: 'digest', credential: bytesOf(`${name}:secret`) } });
    }
    for (const operation of this.workload.preparation()) this.ask(life, operation);
    if (random.chance(0.6)) this.watch(life, RECURSIVE_WATCH_ROOT, 'recursive', random.chance(0.5));
    if (random.chance(0.4)) this.watch(life, PERSISTENT_WATCH_ROOT, 'persistent', false);
  }

  private watch(life: Life, path: string, watch: 'recursive' | 'persistent', withData: boolean): void {
    const isRecursive = watch === 'recursive';
    const options = withData ? { withData } : {};
    const listener: PersistentListener = {
      options,
      onEvent: (event) => this.saw(life, watch, event),
      onLost: (code) => {
        this.history.watchesLost++;
        if (code !== ErrorCode.COMPACTED) this.report('watch events', `session ${life.core.id} lost its ${watch} watch: ${code}`);
        life.record?.entries.push({ type: 'lost', watch });
        this.queue.after(0, this, Phase.check, () => {
          if (this.life === life && life.core.ending === null) this.watch(life, path, watch, withData);
        });
      },
    };
    this.ask(life, { type: 'addWatch', path, mode: isRecursive ? 'persistentRecursive' : 'persistent', ...options }, () => {
      life.core.watches.addPersistent(path, isRecursive, listener);
    });
  }

  private thinkLater(): void {
    this.queue.after(this.random.exponential(this.plan.thinkMs), this, Phase.io, () => {
      if (this.finishing) return;
      const { life } = this;
      if (life.record !== null && !life.left && life.unanswered < REQUESTS_WAITING_MAX) {
        const count = 1 + this.random.below(this.plan.pipelineMax);
        for (let n = 0; n < count; n++) this.ask(life, this.workload.next());
      }
      this.thinkLater();
    });
  }

  private ask(life: Life, operation: Operation, succeeded?: () => void): void {
    const write = isWrite(operation.type);
    const fresh = this.random.next();
    const mayBeFresh = !write && operation.type !== 'addWatch' && operation.type !== 'sync';
    const record: RequestRecord = {
      client: this.name,
      sessionId: life.core.id,
      sequence: write ? life.nextSequence++ : 0,
      requestId: '',
      isWrite: write,
      operation,
      identities: [this.address],
      linearizable: mayBeFresh && fresh < 0.15,
      minZxid: !write && fresh > 0.95 ? life.core.lastZxidSeen : 0,
      sentMs: this.queue.nowMs,
      floorZxid: this.history.answeredWriteZxidMax,
      answer: null,
      repeats: [],
      abandoned: false,
    };
    this.history.requests.push(record);
    life.unanswered++;
    const { type } = operation;
    life.core.submit(type, write, encodeOperation(operation), record.linearizable ? 2 : 0, record.minZxid, (answer) => {
      life.unanswered--;
      this.onAnswer(life, record, answer);
      if (answer.code === 0) succeeded?.();
    });
  }

  private onAnswer(life: Life, record: RequestRecord, answer: Answer): void {
    const { code, zxid } = answer;
    if (this.trace.enabled) this.trace.add(this.name, `${record.operation.type} of ${record.sentMs} ms: ${code} at ${zxid}`);
    // The session's end: told by the client itself, or by the last answers before it.
    if (life.core.ending !== null || code === ErrorCode.SESSIONEXPIRED) {
      record.abandoned = true;
      return;
    }
    if (code === ErrorCode.GAP || code === ErrorCode.SESSIONMOVED || code === ErrorCode.OUTCOMEUNKNOWN) {
      this.report('exactly once', `${this.name}: a ${record.operation.type} of session ${record.sessionId} was answered ${code}`);
      return;
    }
    const seen = { zxid, code, result: answer.result(), atMs: this.queue.nowMs };
    this.history.answered(record, seen);
    life.record?.entries.push({ type: 'answer', request: record, answer: seen });
    const { operation } = record;
    if ('watch' in operation && operation.watch) this.setOneShot(life, operation, code);
    if (seen.result !== null && 'stat' in seen.result && 'path' in operation)
      this.workload.sawVersion(operation.path, seen.result.stat.version);
  }

  /** As the client package does it for its own users. */
  private setOneShot(life: Life, operation: Extract<Operation, { readonly watch: boolean }>, code: number): void {
    const { path } = operation;
    const add = (kind: 'data' | 'exists' | 'child'): void => {
      life.core.watches.addOneShot(kind, path, this.listenerOf(life, kind, path));
    };
    if (operation.type === 'exists' && code === ErrorCode.NONODE) add('exists');
    else if (code !== 0) return;
    else add(operation.type === 'getChildren' ? 'child' : 'data');
  }

  private readonly listeners = new WeakMap<Life, Map<string, (event: SessionWatchEvent) => void>>();

  /** One for each kind and path: a watch that is asked for twice tells once. */
  private listenerOf(life: Life, kind: WatchName, path: string): (event: SessionWatchEvent) => void {
    let listeners = this.listeners.get(life);
    if (listeners === undefined) this.listeners.set(life, (listeners = new Map<string, (event: SessionWatchEvent) => void>()));
    const key = `${kind} ${path}`;
    let listener = listeners.get(key);
    if (listener === undefined) listeners.set(key, (listener = (event) => this.saw(life, kind, event)));
    return listener;
  }

  private saw(life: Life, watch: WatchName, event: SessionWatchEvent): void {
    this.history.eventsReceived++;
    if (this.trace.enabled) this.trace.add(this.name, `${watch} watch: ${event.type} ${event.path} at ${event.zxid}`);
    const data = event.data === undefined ? null : textOf(event.data);
    life.record?.entries.push({ type: 'event', watch, eventType: event.type, path: event.path, zxid: event.zxid, data });
  }
}
