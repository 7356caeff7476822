import { MemoryJournalFile, MemoryKeyValueStore, MemoryWitnessFile } from '@grove/storage';
import {
  ErrorCode,
  OperationField,
  SessionRequestBuilder,
  decodeResult,
  encodeOperation,
  operationTypeOf,
  visitSessionResponse,
} from '@grove/wire';
import type { AnswerView, EventDetails, Operation, OperationResult } from '@grove/wire';
import { Engine, defaultEngineOptions } from '../index';
import type { EngineOptions, EngineObserver, PeerChannel, SessionStream } from '../index';

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Virtual time: what is due next runs next. */
export class TestClock {
  nowMs = 1000;
  private order = 0;
  private readonly due: Due[] = [];

  after(delayMs: number, fire: () => void): Due {
    const entry = { atMs: this.nowMs + delayMs, order: (this.order += 1), fire };
    let at = this.due.length;
    while (at > 0 && (this.due[at - 1]?.atMs ?? 0) > entry.atMs) at -= 1;
    this.due.splice(at, 0, entry);
    return entry;
  }

  cancel(entry: Due): void {
    const at = this.due.indexOf(entry);
    if (at >= 0) this.due.splice(at, 1);
  }

  /** Runs until the condition holds; throws after `limitMs` of virtual time. */
  until(condition: () => boolean, limitMs = 10_000): void {
    const endMs = this.nowMs + limitMs;
    while (!condition()) {
      const next = this.due.shift();
      if (next === undefined || next.atMs > endMs) throw new Error(`nothing happened within ${limitMs} ms`);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.fire();
    }
  }

  run(durationMs: number): void {
    const endMs = this.nowMs + durationMs;
    for (let next = this.due[0]; next !== undefined && next.atMs <= endMs; next = this.due[0]) {
      this.due.shift();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.fire();
    }
    this.nowMs = endMs;
  }
}

const silent: EngineObserver = {
  reads: () => undefined,
  writesReceived: () => undefined,
  writesAnswered: () => undefined,
  proposed: () => undefined,
  applied: () => undefined,
  fsync: () => undefined,
  leaderChanged: () => undefined,
  snapshot: () => undefined,
  watchEvents: () => undefined,
  sessionsExpired: () => undefined,
  digestDiffered: () => undefined,
};

/** One replica with its disk, which outlives it. */
export class TestReplica {
  engine: Engine | null = null;
  /** Grows with each start: what is due for an earlier life does not run. */
  life = 0;
  /** Added to the wall clock, which is right otherwise. */
  wallOffsetMs = 0;
  /** What the volume has left; null where it cannot be told. */
  freeBytes: number | null = 1e12;
  /** Where it listens for its peers. */
  peerAddress: string;
  /** Whom it speaks to, and where it believes that they listen. */
  peers: ReadonlyMap<number, string> = new Map();
  private paused: { timers: (() => void)[]; messages: (() => void)[] } | null = null;
  readonly fatal: string[] = [];
  readonly said: string[] = [];
  /** Settings of this replica alone, from its next start on. */
  overrides: Partial<EngineOptions> = {};
  /** What the observer was told of digests that differ. */
  digestsDiffered = 0;
  /** Sessions whose end it decided as the leader. */
  sessionsExpired = 0;
  readonly log: MemoryKeyValueStore;
  readonly snapshots: MemoryKeyValueStore;
  readonly witness: MemoryWitnessFile;
  readonly journal: MemoryJournalFile;

  constructor(
    private readonly cluster: TestCluster,
    readonly id: number,
  ) {
    this.peerAddress = `r${id}:7420`;
    const disk = {
      schedule: (_operation: unknown, run: () => void): void => {
        const { life } = this;
        cluster.clock.after(0.3, () => {
          if (life === this.life) this.whenAwake('messages', run);
        });
      },
      random: () => cluster.random(),
    };
    this.log = new MemoryKeyValueStore(disk);
    this.snapshots = new MemoryKeyValueStore(disk);
    this.witness = new MemoryWitnessFile(disk);
    this.journal = new MemoryJournalFile(disk);
  }

  start(): void {
    const { cluster } = this;
    this.life += 1;
    const { life } = this;
    const alive = (fire: () => void) => (): void => {
      if (life === this.life) this.whenAwake('timers', fire);
    };
    const engine = new Engine(cluster.options(this.id, this.overrides), {
      clock: {
        nowMs: () => cluster.clock.nowMs,
        wallMs: () => 1_700_000_000_000 + cluster.clock.nowMs + this.wallOffsetMs,
        setTimer: (delayMs, fire) => cluster.clock.after(delayMs, alive(fire)),
        clearTimer: (timer) => {
          cluster.clock.cancel(timer as Due);
        },
        defer: (fire) => {
          cluster.clock.after(0, alive(fire));
        },
      },
      random: { next: () => cluster.random(), bytes: (length) => Uint8Array.from({ length }, () => Math.floor(cluster.random() * 256)) },
      transport: {
        setPeers: (peers) => {
          if (life === this.life) this.peers = new Map(peers.map((peer) => [peer.id, peer.address]));
        },
        send: (to, channel, bytes) => {
          cluster.send(this.id, to, channel, bytes, this);
        },
        redial: () => undefined,
      },
      log: this.log,
      snapshots: this.snapshots,
      witness: this.witness,
      journal: this.journal,
      diskSpace: {
        freeBytes: (done) => {
          cluster.clock.after(
            0.1,
            alive(() => {
              done(this.freeBytes);
            }),
          );
        },
      },
      host: {
        fatal: (reason, error) => {
          this.fatal.push(`${reason}: ${error?.stack ?? ''}`);
        },
        log: (_level, message, fields) => {
          this.said.push(`${cluster.clock.nowMs.toFixed(1)} ${this.id} ${message} ${JSON.stringify(fields ?? {})}`);
        },
        observe: {
          ...silent,
          watchEvents: (count) => {
            cluster.work.events += count;
          },
          digestDiffered: () => {
            this.digestsDiffered += 1;
          },
          sessionsExpired: (count) => {
            this.sessionsExpired += count;
          },
        },
      },
    });
    this.engine = engine;
    engine.start((error) => {
      if (error !== null) this.fatal.push(String(error));
    });
  }

  /** The process is stopped: its timers and what it is sent wait. */
  pause(): void {
    this.paused = { timers: [], messages: [] };
  }

  /** It goes on: timers before sockets, as in Node. */
  resume(): void {
    const held = this.paused;
    this.paused = null;
    for (const fire of [...(held?.timers ?? []), ...(held?.messages ?? [])]) fire();
  }

  whenAwake(kind: 'timers' | 'messages', fire: () => void): void {
    if (this.paused === null) fire();
    else this.paused[kind].push(fire);
  }

  /** Power loss: what was not synced is gone. */
  crash(): void {
    this.end();
    this.log.crash();
    this.snapshots.crash();
    this.witness.crash();
  }

  /** The process ends, the machine goes on: what was written stays. */
  kill(): void {
    this.end();
    this.log.kill();
    this.snapshots.kill();
    this.witness.kill();
  }

  private end(): void {
    this.life += 1;
    this.engine = null;
    this.journal.crash();
    this.cluster.reset(this.id);
  }
}

/** What replicas did for clients: frames sent, events told. */
export interface ClientWork {
  frames: number;
  events: number;
}

/** Replicas over a network that delivers in order after a moment, unless a link is cut. */
export class TestCluster {
  readonly clock = new TestClock();
  readonly replicas: TestReplica[];
  readonly work: ClientWork = { frames: 0, events: 0 };
  /** Processes under the number of another one. */
  private readonly doubles: TestReplica[] = [];
  private seed: number;
  private readonly cut = new Set<string>();
  /** Messages on a slow way: they arrive when it is let go. */
  private slow: { readonly channel: PeerChannel; readonly held: (() => void)[] } | null = null;

  constructor(
    size: number,
    private readonly overrides: Partial<EngineOptions> = {},
    seed = 1,
  ) {
    this.seed = seed;
    this.replicas = Array.from({ length: size }, (_, at) => new TestReplica(this, at + 1));
  }

  /** A small generator (mulberry32): the same seed, the same run. */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  options(replica: number, overrides = this.replica(replica).overrides): EngineOptions {
    return {
      ...defaultEngineOptions,
      replica,
      initialMembers: this.replicas.map(({ id }) => ({ id, peerAddress: `r${id}:7420`, clientAddress: `r${id}:7410` })),
      mayFormAlone: true,
      ...this.overrides,
      ...overrides,
    };
  }

  /** From now on the most that is done in one go, from one look at the event loop to the next. */
  countMost(): ClientWork {
    const most: ClientWork = { frames: 0, events: 0 };
    const { clock, work } = this;
    const after = clock.after.bind(clock);
    clock.after = (delayMs, fire) =>
      after(delayMs, () => {
        const before = { ...work };
        fire();
        most.frames = Math.max(most.frames, work.frames - before.frames);
        most.events = Math.max(most.events, work.events - before.events);
      });
    return most;
  }

  send(from: number, to: number, channel: PeerChannel, bytes: Uint8Array, sender = this.replica(from)): void {
    // A member may be named before there is one.
    const address = sender.peers.get(to);
    const receiver = [...this.replicas, ...this.doubles].find(({ id, peerAddress }) => id === to && peerAddress === address);
    if (receiver === undefined) return;
    const { life } = receiver;
    const { life: senderLife } = sender;
    const incarnation = sender.engine?.incarnation ?? '';
    const arrive = (): void => {
      if (this.cut.has(`${from}-${to}`) || receiver.life !== life || sender.life !== senderLife) return;
      receiver.whenAwake('messages', () => receiver.engine?.onPeerMessage(from, channel, bytes, incarnation));
    };
    if (this.slow?.channel === channel) this.slow.held.push(arrive);
    else this.clock.after(0.2, arrive);
  }

  /** From now on no message of this channel arrives, until `letGo`. */
  hold(channel: PeerChannel): void {
    this.slow = { channel, held: [] };
  }

  letGo(): void {
    const held = this.slow?.held ?? [];
    this.slow = null;
    for (const arrive of held) this.clock.after(0.2, arrive);
  }

  partition(one: number, other: number): void {
    this.cut.add(`${one}-${other}`);
    this.cut.add(`${other}-${one}`);
  }

  heal(): void {
    this.cut.clear();
  }

  reset(peer: number): void {
    for (const replica of this.replicas) if (replica.id !== peer) replica.engine?.onPeerReset(peer);
  }

  replica(id: number): TestReplica {
    const found = this.replicas[id - 1];
    if (found === undefined) throw new Error(`no replica ${id}`);
    return found;
  }

  /** A further replica with an empty disk, which knows of all there are; those know of it when they start again. */
  add(): TestReplica {
    const added = new TestReplica(this, this.replicas.length + 1);
    this.replicas.push(added);
    return added;
  }

  /** The same number with an empty disk, not started; the one before is down. */
  replaced(replica: TestReplica): TestReplica {
    const fresh = new TestReplica(this, replica.id);
    fresh.life = replica.life + 1;
    this.replicas[replica.id - 1] = fresh;
    return fresh;
  }

  /** A second process under the number of this replica, with an empty disk, which listens elsewhere; not started. */
  double(replica: TestReplica, peerAddress: string): TestReplica {
    const double = new TestReplica(this, replica.id);
    double.peerAddress = peerAddress;
    this.doubles.push(double);
    return double;
  }

  /** This one, whose disk was kept, in the place of the one that has its number now; not started. */
  putBack(replica: TestReplica): void {
    replica.life = this.replica(replica.id).life + 1;
    this.replicas[replica.id - 1] = replica;
  }

  start(): void {
    for (const replica of this.replicas) replica.start();
  }

  get leader(): TestReplica | undefined {
    return this.replicas.find(({ engine }) => engine?.status().role === 'leader' && engine.status().ready);
  }

  untilReady(): void {
    this.clock.until(() => this.replicas.every(({ engine }) => engine === null || engine.status().ready));
  }

  /** Throws where a replica ended itself. */
  assertHealthy(): void {
    const fatal = this.replicas.flatMap((replica) => replica.fatal);
    if (fatal.length > 0) throw new Error(fatal.join('\n'));
  }

  /** All living replicas have applied the same and are the same. */
  untilConverged(): void {
    this.clock.until(() => {
      const states = this.replicas.flatMap(({ engine }) => (engine === null ? [] : [engine.status()]));
      return states.every((state) => state.appliedIndex === states[0]?.appliedIndex && state.appliedIndex === state.commitIndex);
    });
    const digests = new Set(this.replicas.flatMap(({ engine }) => (engine === null ? [] : [engine.status().digest])));
    if (digests.size !== 1) throw new Error(`digests differ: ${[...digests].join(' ')}`);
  }
}

export interface TestAnswer {
  readonly id: number;
  readonly zxid: number;
  readonly code: number;
  readonly message: string;
  readonly retryAfterMs: number;
  readonly result: OperationResult | null;
}

/** A client of the session stream that keeps what it is told, in order. */
export class TestClient {
  readonly told: string[] = [];
  readonly answers: TestAnswer[] = [];
  readonly events: { type: string; path: string; zxid: number }[] = [];
  /** Of each event: cursor and values. */
  readonly details: EventDetails[] = [];
  readonly bookmarks: number[] = [];
  /** How many events there were at the end of each frame. */
  readonly eventsByFrame: number[] = [];
  ended: { code: number; message: string } | null = null;
  sessionId = 0;
  secret: Uint8Array = new Uint8Array(0);
  timeoutMs = 0;
  lastZxid = 0;
  generation = 0;
  lastSequence = 0;
  confirmedMsAgo = -1;
  pongZxid = 0;
  readOnly = false;
  nextId = 1;
  nextSequence = 1;
  private stream: SessionStream | null = null;
  private readonly builder = new SessionRequestBuilder();

  constructor(readonly cluster: TestCluster) {}

  open(replica: number, timeoutMs = 5000, allowReadOnly = false): this {
    this.connect(replica);
    this.builder.open(timeoutMs, allowReadOnly);
    this.flush();
    return this;
  }

  attach(replica: number, lastZxidSeen = this.lastZxid, allowReadOnly = false): this {
    this.connect(replica);
    this.builder.attach(this.sessionId, this.secret, lastZxidSeen, allowReadOnly);
    this.flush();
    return this;
  }

  disconnect(): void {
    this.stream?.disconnected();
    this.stream = null;
  }

  /** Opens a session over a stream of the test's own: what is sent there is seen when the test says so, by `see`. */
  openOver(stream: SessionStream, timeoutMs = 5000): this {
    this.stream = stream;
    this.builder.open(timeoutMs, false);
    this.flush();
    return this;
  }

  private connect(replica: number): void {
    this.ended = null;
    const engine = this.cluster.replica(replica).engine;
    if (engine === null) throw new Error(`replica ${replica} is down`);
    this.stream = engine.openStream({
      send: (frame) => {
        this.cluster.work.frames += 1;
        this.see(frame);
      },
      backlogBytes: () => 0,
      end: () => undefined,
    });
  }

  /** Takes in a frame of the server. */
  see(frame: Uint8Array): void {
    const fine = visitSessionResponse(frame, {
      onStarted: (started) => {
        this.sessionId = started.sessionId;
        if (started.sessionSecret.length > 0) this.secret = started.sessionSecret.slice();
        this.timeoutMs = started.timeoutMs;
        this.generation = started.generation;
        this.lastSequence = started.lastSequence;
        this.readOnly = started.readOnly;
        this.lastZxid = Math.max(this.lastZxid, started.zxid);
        this.told.push('started');
      },
      onAnswer: (bytes: Uint8Array, answer: AnswerView) => {
        this.lastZxid = Math.max(this.lastZxid, answer.zxid);
        this.answers.push({
          id: answer.id,
          zxid: answer.zxid,
          code: answer.code,
          message: answer.message,
          retryAfterMs: answer.retryAfterMs,
          result: resultOf(bytes, answer),
        });
        this.told.push(`answer ${answer.id}`);
      },
      onEvent: (type, path, zxid, details) => {
        this.events.push({ type, path, zxid });
        this.details.push(details ?? {});
        this.told.push(`${type} ${path}`);
      },
      onPong: (_id, zxid, confirmedMsAgo) => {
        this.pongZxid = zxid;
        this.confirmedMsAgo = confirmedMsAgo;
      },
      onBookmark: (zxid) => {
        this.bookmarks.push(zxid);
      },
      onEnded: (code, message) => {
        this.ended = { code, message };
      },
    });
    this.eventsByFrame.push(this.events.length);
    if (!fine) throw new Error('a frame of the server could not be decoded');
  }

  /** Queues a request for the next `flush`; returns its id. */
  add(operation: Operation, options: { sequence?: number; linearizable?: boolean; minZxid?: number } = {}): number {
    const id = this.nextId;
    this.nextId += 1;
    const writes = OperationField[operation.type] < OperationField.exists;
    const sequence = options.sequence ?? (writes ? this.nextSequence : 0);
    if (writes && options.sequence === undefined) this.nextSequence += 1;
    this.builder.request(id, sequence, options.linearizable === true ? 2 : 0, options.minZxid ?? 0, encodeOperation(operation));
    return id;
  }

  ping(): void {
    this.builder.ping(1);
    this.flush();
  }

  flush(): void {
    this.stream?.receive(this.builder.take());
  }

  /** Sends one request and waits for its answer. */
  do(operation: Operation, options: { sequence?: number; linearizable?: boolean; minZxid?: number } = {}): TestAnswer {
    const id = this.add(operation, options);
    this.flush();
    return this.answerTo(id);
  }

  answerTo(id: number): TestAnswer {
    let found: TestAnswer | undefined;
    this.cluster.clock.until(() => {
      found = this.answers.find((answer) => answer.id === id);
      return found !== undefined || this.ended !== null;
    });
    if (found === undefined) throw new Error(`the stream ended: ${JSON.stringify(this.ended)}`);
    return found;
  }
}

export function create(path: string, data = '', kind: 'persistent' | 'ephemeral' = 'persistent', sequential = false): Operation {
  return { type: 'create', path, data: Uint8Array.from(data, (char) => char.charCodeAt(0)), kind, sequential };
}

function resultOf(frame: Uint8Array, answer: AnswerView): OperationResult | null {
  const type = operationTypeOf(answer.resultField);
  return answer.code !== ErrorCode.OK || type === undefined ? null : decodeResult(type, frame, answer.resultStart, answer.resultEnd);
}
