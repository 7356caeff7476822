import {
  connect,
  defaultSessionOptions,
  digestIdentity,
  ErrorCode,
  GroveClient,
  GroveError,
  GrpcTransport,
  nodeClock,
  nodeRandom,
  openAcl,
  Right,
  SessionCore,
  watchStream,
  writeOnce,
  type Acl,
  type WatchStream,
} from '@grove/client';
import { pause } from '../cluster/until';

export interface SoakLoadOptions {
  /** Where clients connect; these connections are broken now and then. */
  readonly endpoints: readonly string[];
  readonly steadySessions: number;
  readonly churners: number;
}

const KEYS = 500;
const ROOT = '/soak/keys';
/** Znodes that one session makes and leaves to its end. */
const EPHEMERALS = 20;
const STEADY_TIMEOUT_MS = 20_000;
const CHURN_TIMEOUT_MS = 4_000;
const BATCH = 20;
/** Of so many short sessions one leaves without a word and expires. */
const ABANDONED_OF = 10;
/** A breather between batches: the soak is about what stays, not about throughput. */
const BATCH_PAUSE_MS = 5;
const WRITE_ONCE_PAUSE_MS = 20;

/** What may be the answer where several sessions write the same keys. */
const expected: readonly number[] = [ErrorCode.NONODE, ErrorCode.NODEEXISTS, ErrorCode.BADVERSION, ErrorCode.THROTTLEDOP];

/**
 * A mixture that uses, again and again, everything that a replica could forget to give back: sessions that come and go or
 * expire, identities and access control lists that no other znode ever had, watches of every kind, ephemerals, request ids,
 * values of many sizes, connections that break. What it keeps in the tree is bounded.
 */
export class SoakLoad {
  /** Distinct lists that were set so far. */
  lists = 0;
  sessions = 0;
  operations = 0;
  events = 0;
  /** What must not happen: failures of operations, sessions that expired while their client lived, broken watches. */
  readonly troubles: string[] = [];
  private stopped = false;
  private readonly workers: Promise<void>[] = [];
  private readonly steady: GroveClient[] = [];
  private stream: WatchStream | null = null;

  constructor(private readonly options: SoakLoadOptions) {}

  async start(): Promise<void> {
    const client = await connect({ endpoints: this.options.endpoints });
    await client.create(ROOT, new Uint8Array(0), { parents: true });
    await client.create('/soak/short', new Uint8Array(0));
    await client.create('/soak/once', new Uint8Array(0));
    await Promise.all(Array.from({ length: KEYS }, (_, n) => client.create(`${ROOT}/${n}`, this.data())));
    await client.close();
    for (let n = 0; n < this.options.steadySessions; n += 1) this.begin(`steady session ${n}`, () => this.steadySession());
    for (let n = 0; n < this.options.churners; n += 1) this.begin(`short sessions ${n}`, () => this.shortSessions());
    this.begin('writes once', () => this.writesOnce());
    this.begin('watch stream', () => this.followStream());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.stream?.return();
    await Promise.all(this.workers);
    await Promise.all(this.steady.map((client) => client.close()));
  }

  private begin(what: string, work: () => Promise<void>): void {
    this.workers.push(
      work().catch((error: unknown) => {
        this.troubles.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      }),
    );
  }

  private data(): Uint8Array {
    return new Uint8Array(1 + Math.floor(Math.random() * 1_000)).fill(0x2e);
  }

  private key(): string {
    return `${ROOT}/${Math.floor(Math.random() * KEYS)}`;
  }

  /** A list that no znode had before; everybody may go on. */
  private freshList(): readonly Acl[] {
    this.lists += 1;
    return [...openAcl, { rights: Right.read, identity: digestIdentity(`user-${this.lists}`, 'secret') }];
  }

  /** The answer does not matter where it is one of those that a race gives. */
  private async done(operation: Promise<unknown>): Promise<void> {
    try {
      await operation;
      this.operations += 1;
    } catch (error) {
      if (!(error instanceof GroveError) || !expected.includes(error.code)) throw error;
    }
  }

  private async steadySession(): Promise<void> {
    const client = await connect({ endpoints: this.options.endpoints, sessionTimeoutMs: STEADY_TIMEOUT_MS });
    this.steady.push(client);
    client.onState((state) => {
      if (state === 'EXPIRED') this.troubles.push(`session ${client.sessionId} expired, its client alive`);
    });
    const heard = (): void => void (this.events += 1);
    await client.addWatch(ROOT, heard, {
      recursive: true,
      withData: true,
      onLost: (error) => this.troubles.push(`a watch was lost: ${error.message}`),
    });
    while (!this.stopped) {
      await Promise.all(Array.from({ length: BATCH }, () => this.done(this.someOperation(client, heard))));
      await pause(BATCH_PAUSE_MS);
    }
  }

  private async someOperation(client: GroveClient, heard: () => void): Promise<unknown> {
    const key = this.key();
    const dice = Math.random();
    if (dice < 0.3) return client.getData(key);
    if (dice < 0.36) return client.getData(key, { watch: heard });
    if (dice < 0.4) return client.exists(`${ROOT}/none-${Math.floor(Math.random() * KEYS)}`, { watch: heard });
    if (dice < 0.45) return client.getChildren(ROOT, { watch: heard });
    if (dice < 0.47) return client.getData(key, { consistency: 'linearizable' });
    if (dice < 0.7) return client.setData(key, this.data());
    if (dice < 0.85) return client.setAcl(key, this.freshList());
    if (dice < 0.9) return client.delete(key);
    if (dice < 0.97) return client.create(key, this.data(), { acl: this.freshList() });
    return client.multi([
      { type: 'setData', path: `${ROOT}/0`, data: this.data(), version: null },
      { type: 'setData', path: key, data: this.data(), version: null },
    ]);
  }

  /** Sessions of their own identities, with ephemerals and watches, that are closed or left to expire. */
  private async shortSessions(): Promise<void> {
    while (!this.stopped) {
      const core = new SessionCore(
        { ...defaultSessionOptions, endpoints: this.options.endpoints, sessionTimeoutMs: CHURN_TIMEOUT_MS },
        { clock: nodeClock, random: nodeRandom, transport: new GrpcTransport(undefined) },
      );
      const client = new GroveClient(core, { endpoints: this.options.endpoints });
      core.start();
      this.sessions += 1;
      const number = this.sessions;
      const heard = (): void => void (this.events += 1);
      await client.addAuth('digest', `short-${number}:secret`);
      const acl: readonly Acl[] = [...openAcl, { rights: Right.all, identity: digestIdentity(`short-${number}`, 'secret') }];
      this.lists += 1;
      await Promise.all([
        this.done(client.addWatch('/soak/short', heard, { recursive: number % 2 === 0 })),
        ...Array.from({ length: EPHEMERALS }, (_, n) =>
          this.done(client.create(`/soak/short/${number}-${n}`, this.data(), { ephemeral: true, acl })),
        ),
        ...Array.from({ length: EPHEMERALS }, () => this.done(client.exists(this.key(), { watch: heard }))),
      ]);
      if (number % ABANDONED_OF === 0) core.abandon();
      else await client.close();
    }
  }

  /** Unary writes with request ids, each on connections of its own. */
  private async writesOnce(): Promise<void> {
    for (let n = 0; !this.stopped; n += 1) {
      const path = `/soak/once/${n % KEYS}`;
      await this.done(
        writeOnce(this.options.endpoints, { type: 'create', path, data: this.data(), kind: 'persistent', sequential: false }),
      );
      await this.done(writeOnce(this.options.endpoints, { type: 'delete', path, version: null }));
      await pause(WRITE_ONCE_PAUSE_MS);
    }
  }

  private async followStream(): Promise<void> {
    const stream = watchStream('/soak', { endpoints: this.options.endpoints, recursive: true, withData: true, withPreviousData: true });
    this.stream = stream;
    let last = 0;
    for await (const event of stream) {
      this.events += 1;
      if (event.zxid < last) this.troubles.push(`the watch stream went back from ${last} to ${event.zxid}`);
      last = event.zxid;
    }
  }
}
