import { SessionCore, defaultSessionOptions } from '@grove/client/dist/session';
import type { Answer, ConnectionEvents, SessionPorts } from '@grove/client/dist/session';
import { ErrorCode, encodeOperation, isWrite } from '@grove/wire';
import type { Operation, SessionStarted } from '@grove/wire';
import type { ClientLink } from './client-link';
import { Phase, isSimulatedEvent, type EventOwner, type EventQueue } from './event-queue';
import { bytesOf, valuesOf, type History, type RequestRecord, type SessionRecord } from './history';
import { readOnlyFlaw } from './invariants/read-only';
import { nextPageOf } from './page-chain';
import type { SeededRandom } from './random';
import { SessionWatches } from './session-watches';
import type { SimulatedReplica } from './simulated-replica';
import type { Trace } from './trace';
import type { Report } from './violation';
import { USERS, type Workload } from './workload';

export interface ClientPlan {
  readonly thinkMs: number;
  readonly pipelineMax: number;
  readonly sessionTimeoutMs: number;
  readonly readOnlyChance: number;
}

export type Connect = (replica: SimulatedReplica, client: SimulatedClient, events: ConnectionEvents) => ClientLink;

const REQUESTS_WAITING_MAX = 40;

/** One life of a client's session: the core of the client package, and what its user was told. */
interface Life {
  readonly core: SessionCore;
  readonly watches: SessionWatches;
  record: SessionRecord | null;
  generation: number;
  /** Its replica has no leader. */
  isReadOnly: boolean;
  /** What every session asks first was asked. */
  prepared: boolean;
  writesAnswered: number;
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
  private readonly allowsReadOnly: boolean;

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
    this.allowsReadOnly = random.chance(plan.readOnlyChance);
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
    life.left = true;
    // First, or the end of a close that was under way would begin another one.
    this.begin();
    life.core.abandon();
    link?.cut();
  }

  /** Closes its session and opens another one. What it asked before is answered first; what it asks behind must come to nothing. */
  closeSession(asksBehind: boolean): void {
    const { life } = this;
    const { core } = life;
    if (core.id === 0 || life.left) return;
    const sessionId = core.id;
    if (asksBehind) this.askSeveral(life);
    life.left = true;
    core.close((code) => {
      this.history.closes.push({ client: this.name, sessionId, code, zxid: 0 });
      if (this.life === life) this.begin();
    });
    if (asksBehind) this.askSeveral(life);
  }

  /** Somebody else with its secret closes its session, while it goes on. */
  closeElsewhere(replica: SimulatedReplica): void {
    const { credentials } = this.life.core;
    const { process } = replica;
    if (credentials.sessionId === 0 || process === null) return;
    this.queue.after(this.random.between(0.05, 5), process, Phase.io, () => {
      process.engine?.closeSession(credentials, (result) => {
        process.effect();
        const { sessionId } = credentials;
        const told = result.ok ? { code: 0, zxid: result.value.zxid } : { code: result.code, zxid: 0 };
        this.history.closes.push({ client: this.name, sessionId, ...told });
      });
    });
  }

  private askSeveral(life: Life): void {
    for (let n = this.random.below(4); n >= 0; n--) this.ask(life, n % 2 === 0 ? this.workload.ephemeral() : this.workload.next());
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
        allowReadOnly: this.allowsReadOnly,
      },
      this.ports(),
    );
    const watches = new SessionWatches(core, this.random.fork(), {
      ask: (operation, succeeded) => this.ask(life, operation, null, succeeded),
      onEvent: (watch, event) => {
        this.history.eventsReceived++;
        const { type, path, zxid } = event;
        if (this.trace.enabled) this.trace.add(this.name, `${watch} watch: ${type} ${path} at ${zxid}`);
        life.record?.entries.push({ type: 'event', watch, eventType: type, path, zxid, ...valuesOf(event) });
      },
      onLost: (watch) => {
        this.history.watchesLost++;
        life.record?.entries.push({ type: 'lost', watch });
      },
      later: (delayMs, action) => {
        this.queue.after(delayMs, this, Phase.check, () => {
          if (this.life === life && !life.left && core.ending === null) action();
        });
      },
      report: (message) => this.report('watch events', message),
    });
    const life: Life = {
      core,
      watches,
      record: null,
      generation: 0,
      isReadOnly: false,
      prepared: false,
      writesAnswered: 0,
      unanswered: 0,
      left: false,
    };
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
  onStarted(started: Pick<SessionStarted, 'sessionId' | 'timeoutMs' | 'generation' | 'zxid' | 'replica' | 'readOnly'>): void {
    const { life } = this;
    const { sessionId, timeoutMs, generation, zxid, replica, readOnly } = started;
    let { record } = life;
    if (record === null) {
      record = { client: this.name, id: 0, timeoutMs, identities: [this.address], entries: [] };
      life.record = record;
      this.history.sessions.push(record);
    } else if (!readOnly) this.history.moves++;
    if (record.id === 0) record.id = sessionId;
    if (sessionId !== record.id) this.report('session', `${this.name} attached to ${record.id} and got ${sessionId}`);
    // To read takes no entry: the session stays where it is.
    if (readOnly ? generation < life.generation : generation <= life.generation) {
      this.report('session', `session ${record.id} went from generation ${life.generation} to ${generation}`);
    }
    // Without a session there is nothing that tells the replica; what the user then sees is judged all the same.
    if (sessionId !== 0 && zxid < life.core.lastZxidSeen) {
      this.report('single system image', `session ${record.id} had seen ${life.core.lastZxidSeen} and was started at ${zxid}`);
    }
    life.isReadOnly = readOnly;
    record.entries.push({ type: 'started', replica, generation, zxid });
    if (readOnly) {
      this.history.readOnlyStarts++;
      if (!this.allowsReadOnly) this.report('read-only', `${this.name} was started without a leader, and had not asked for that`);
      return;
    }
    life.generation = generation;
    if (life.prepared) return;
    life.prepared = true;
    this.history.sessionsOpened++;
    // Asked as soon as there is a session, before anything else.
    this.queue.after(0, this, Phase.check, () => this.prepare(life));
  }

  private prepare(life: Life): void {
    if (this.life !== life || life.core.ending !== null) return;
    const { random } = this;
    if (random.chance(0.6)) {
      const name = random.pick(USERS);
      this.ask(life, { type: 'addAuth', credential: { scheme: 'digest', credential: bytesOf(`${name}:secret`) } });
    }
    for (const operation of this.workload.preparation()) this.ask(life, operation);
    if (random.chance(0.6)) life.watches.add('recursive');
    if (random.chance(0.4)) life.watches.add('persistent');
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

  private ask(life: Life, operation: Operation, previousPage: RequestRecord | null = null, succeeded?: () => void): void {
    const write = isWrite(operation.type);
    const fresh = this.random.next();
    const mayBeFresh = !write && !operation.type.endsWith('Watch') && !operation.type.endsWith('Watches') && operation.type !== 'sync';
    const record: RequestRecord = {
      client: this.name,
      sessionId: life.core.id,
      sequence: 0,
      requestId: '',
      isWrite: write,
      operation,
      identities: [this.address],
      linearizable: mayBeFresh && fresh < 0.15,
      minZxid: !write && fresh > 0.95 ? life.core.lastZxidSeen : 0,
      sentMs: this.queue.nowMs,
      floorZxid: this.history.answeredWriteZxidMax,
      previousPage,
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
    const { operation } = record;
    if (this.trace.enabled) this.trace.add(this.name, `${operation.type} of ${record.sentMs} ms: ${code} at ${zxid}`);
    // The session's end: told by the client itself, or by the last answers before it.
    if (life.core.ending !== null || code === ErrorCode.SESSIONEXPIRED) {
      record.abandoned = true;
      return;
    }
    if (code === ErrorCode.GAP || code === ErrorCode.SESSIONMOVED || code === ErrorCode.OUTCOMEUNKNOWN) {
      this.report('exactly once', `${this.name}: a ${operation.type} of session ${record.sessionId} was answered ${code}`);
      return;
    }
    const flaw = readOnlyFlaw(life.isReadOnly, record, code);
    if (flaw !== null) this.report('read-only', `${this.name}: ${flaw}`);
    if (code === ErrorCode.NOTREADONLY) {
      this.history.readOnlyRefusals++;
      record.abandoned = true;
      return;
    }
    if (life.isReadOnly) this.history.readOnlyReads++;
    record.sessionId = life.core.id;
    if (record.isWrite) record.sequence = ++life.writesAnswered;
    const seen = { zxid, code, result: answer.result(), atMs: this.queue.nowMs };
    this.history.answered(record, seen);
    life.record?.entries.push({ type: 'answer', request: record, answer: seen });
    life.watches.onAnswer(operation, code);
    if (seen.result !== null && 'stat' in seen.result && 'path' in operation)
      this.workload.sawVersion(operation.path, seen.result.stat.version);
    const next = nextPageOf(record);
    if (next !== null && !life.left && this.random.chance(0.9)) this.ask(life, next, record);
  }
}
