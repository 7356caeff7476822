import { ErrorCode, encodeOperation, isWrite } from '@grove/wire';
import type { Acl, Child, Identity, MultiPart, MultiPartResult, MultiReadPartResult, Operation, OperationType } from '@grove/wire';
import type { QuotaUse, ReadPart, ResultOf, Stat, WatcherType } from '@grove/wire';
import { credentialBytes } from './client-options';
import type {
  AddWatchOptions,
  AuthOptions,
  ChildrenOptions,
  ChildrenPage,
  ConnectOptions,
  CreateOptions,
  DeleteOptions,
  FreshnessOptions,
  QuotaLimits,
  ReadOptions,
  RemoveWatchesOptions,
  VersionOption,
  WatchHandle,
} from './client-options';
import { GrpcTransport } from './grpc-transport';
import { MultiError } from './multi-error';
import { nodeClock, nodeRandom } from './node-clock';
import { GroveError, SessionCore, defaultSessionOptions } from './session';
import type { PersistentListener, RequestCallback, SessionPorts, SessionState, StateListener, WatchListener } from './session';
import { channelCredentials } from './tls';
import { watchStream } from './watch-stream';
import type { WatchStream, WatchStreamOptions } from './watch-stream';

const PAGE_SIZE = 1_000;
const NO_LIMITS = { countHard: -1, countSoft: -1, bytesHard: -1, bytesSoft: -1 } as const;
const NO_DATA = new Uint8Array(0);

function versionOf(options: VersionOption): number | null {
  return options.version === undefined || options.version === -1 ? null : options.version;
}

function createOperation(path: string, data: Uint8Array, options: CreateOptions): Extract<Operation, { readonly type: 'create' }> {
  const { ephemeral = false, container = false, ttlMs } = options;
  if (Number(ephemeral) + Number(container) + Number(ttlMs !== undefined) > 1) {
    throw new GroveError(ErrorCode.BADARGUMENTS, path, 'a znode is ephemeral, a container or has a time to live, not two of them');
  }
  return {
    type: 'create',
    path,
    data,
    kind: ephemeral ? 'ephemeral' : container ? 'container' : ttlMs !== undefined ? 'ttl' : 'persistent',
    sequential: options.sequential ?? false,
    ...(ttlMs !== undefined && { ttlMs }),
    ...(options.acl !== undefined && { acl: options.acl }),
    ...(options.parents === true && { parents: true }),
  };
}

/**
 * A session. Operations may be called without waiting for one another: they take effect in the order of the calls, and
 * each is done once however often the connection is lost. They reject with a GroveError.
 */
export class GroveClient {
  /** What streams outside of the session have to prove again. */
  private readonly proven: AuthOptions[] = [];
  /** Watches that stay and were asked for, by kind and path, while the server has not answered. */
  private readonly adding = new Map<string, number>();

  constructor(
    private readonly core: SessionCore,
    private readonly streamOptions: Pick<WatchStreamOptions, 'endpoints' | 'credentials'>,
  ) {}

  get state(): SessionState {
    return this.core.state;
  }

  get sessionId(): number {
    return this.core.id;
  }

  /** The negotiated timeout. */
  get sessionTimeoutMs(): number {
    return this.core.timeoutMs;
  }

  /** The endpoint in use, or null. */
  get endpoint(): string | null {
    return this.core.endpoint;
  }

  /** The last zxid seen in any answer or event. */
  get lastZxid(): number {
    return this.core.lastZxidSeen;
  }

  /** Id and secret, for unary calls that belong to this session. */
  get credentials(): { readonly sessionId: number; readonly sessionSecret: Uint8Array } {
    return this.core.credentials;
  }

  /** Calls `listener` at every change of state; the answer takes it away. */
  onState(listener: StateListener): () => void {
    return this.core.onState(listener);
  }

  /** Makes a znode. Answers its path (with the digits of a sequential one) and Stat. */
  async create(
    path: string,
    data: Uint8Array,
    options: CreateOptions = {},
  ): Promise<{ readonly path: string; readonly stat: Stat; readonly zxid: number }> {
    const { result, zxid } = await this.call(createOperation(path, data, options), path, {});
    return { path: result.path, stat: result.stat, zxid };
  }

  /** `deleted`: how many znodes are gone. */
  async delete(path: string, options: DeleteOptions = {}): Promise<{ readonly deleted: number; readonly zxid: number }> {
    const subtree = options.subtree === true && { subtree: true };
    const { result, zxid } = await this.call({ type: 'delete', path, version: versionOf(options), ...subtree }, path, {});
    return { deleted: result.deleted ?? 1, zxid };
  }

  async setData(path: string, data: Uint8Array, options: VersionOption = {}): Promise<{ readonly stat: Stat; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'setData', path, data, version: versionOf(options) }, path, {});
    return { stat: result.stat, zxid };
  }

  /** The Stat, or null where the znode does not exist; the watch is set in both cases. */
  async exists(path: string, options: ReadOptions = {}): Promise<Stat | null> {
    try {
      return (await this.call({ type: 'exists', path, watch: options.watch !== undefined }, path, options)).result.stat;
    } catch (error) {
      if (error instanceof GroveError && error.code === ErrorCode.NONODE) return null;
      throw error;
    }
  }

  async getData(
    path: string,
    options: ReadOptions = {},
  ): Promise<{ readonly data: Uint8Array; readonly stat: Stat; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'getData', path, watch: options.watch !== undefined }, path, options);
    return { data: result.data, stat: result.stat, zxid };
  }

  /** Names (not paths), unsorted. */
  async getChildren(
    path: string,
    options: ReadOptions = {},
  ): Promise<{ readonly children: readonly string[]; readonly stat: Stat; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'getChildren', path, watch: options.watch !== undefined }, path, options);
    return { children: result.children, stat: result.stat, zxid };
  }

  /**
   * The children page by page, for lists of any length. Children that exist from the first page to the last come exactly
   * once, also when the session moves to another replica meanwhile; those created meanwhile may be missing. A watch is
   * set with the first page.
   */
  async *getChildrenPages(path: string, options: ChildrenOptions = {}): AsyncGenerator<ChildrenPage, void, undefined> {
    const { watch, withData = false, ...freshness } = options;
    let pageToken: Uint8Array | undefined;
    do {
      const isFirst: boolean = pageToken === undefined;
      const { result, zxid }: { readonly result: ResultOf<'getChildren'>; readonly zxid: number } = await this.call(
        {
          type: 'getChildren',
          path,
          watch: isFirst && watch !== undefined,
          pageSize: options.pageSize ?? PAGE_SIZE,
          ...(pageToken !== undefined && { pageToken }),
          // Without its Stat a child that may not be read looks like one without data.
          ...(withData && { withData }),
          ...((withData || options.withStat === true) && { withStat: true }),
        },
        path,
        isFirst && watch !== undefined ? { ...freshness, watch } : freshness,
      );
      // A copy: the token outlives the frame that it came in.
      pageToken = result.nextPageToken === undefined ? undefined : new Uint8Array(result.nextPageToken);
      const children = result.entries ?? result.children.map((name): Child => ({ name, stat: null, data: NO_DATA }));
      yield { children, stat: result.stat, zxid };
    } while (pageToken !== undefined);
  }

  /** The children one by one; see `getChildrenPages`. */
  async *children(path: string, options: ChildrenOptions = {}): AsyncGenerator<Child, void, undefined> {
    for await (const page of this.getChildrenPages(path, options)) yield* page.children;
  }

  /** How many znodes are below the path, at any depth. */
  async getAllChildrenNumber(path: string, options: FreshnessOptions = {}): Promise<{ readonly count: number; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'getAllChildrenNumber', path }, path, options);
    return { count: result.count, zxid };
  }

  /** Paths of this session's ephemerals that start with the text, unsorted. */
  async getEphemerals(prefix = '', options: FreshnessOptions = {}): Promise<{ readonly paths: readonly string[]; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'getEphemerals', prefix }, prefix, options);
    return { paths: result.paths, zxid };
  }

  /** Replaces the list. `version`: the aversion that the znode must have. */
  async setAcl(path: string, acl: readonly Acl[], options: VersionOption = {}): Promise<{ readonly stat: Stat; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'setAcl', path, acl, aversion: versionOf(options) }, path, {});
    return { stat: result.stat, zxid };
  }

  /** Without ADMIN the hashes in ids of the scheme digest are hidden. */
  async getAcl(
    path: string,
    options: FreshnessOptions = {},
  ): Promise<{ readonly acl: readonly Acl[]; readonly stat: Stat; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'getAcl', path }, path, options);
    return { acl: result.acl, stat: result.stat, zxid };
  }

  /**
   * Adds an identity to the session, for as long as it lives, over moves to other replicas too. A refused one rejects
   * with AUTHFAILED, and the server ends the connection.
   */
  async addAuth(scheme: string, credential: string | Uint8Array): Promise<void> {
    await this.call({ type: 'addAuth', credential: { scheme, credential: credentialBytes(credential) } }, '', {});
    this.proven.push({ scheme, credential });
  }

  /** The identities that this session is judged by. */
  async whoAmI(options: FreshnessOptions = {}): Promise<readonly Identity[]> {
    return (await this.call({ type: 'whoAmI' }, '', options)).result.identities;
  }

  /** Limits a subtree, its root included; replaces the limits there are. */
  async setQuota(path: string, limits: QuotaLimits): Promise<{ readonly zxid: number }> {
    const { zxid } = await this.call({ type: 'setQuota', path, quota: { ...NO_LIMITS, ...limits } }, path, {});
    return { zxid };
  }

  async removeQuota(path: string): Promise<{ readonly zxid: number }> {
    const { zxid } = await this.call({ type: 'removeQuota', path }, path, {});
    return { zxid };
  }

  /** The quotas on the path, above and below it, with what is used of them; `/`: all. */
  async listQuotas(path = '/', options: FreshnessOptions = {}): Promise<readonly QuotaUse[]> {
    return (await this.call({ type: 'listQuotas', path }, path, options)).result.quotas;
  }

  /** All or nothing. Where it fails it rejects with a MultiError, which has the result of each part. */
  async multi(parts: readonly MultiPart[]): Promise<{ readonly results: readonly MultiPartResult[]; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'multi', parts }, '', {});
    return { results: result.results, zxid };
  }

  /** Several reads of one state. It does not fail where a part does: each has its own code. */
  async multiRead(
    parts: readonly ReadPart[],
    options: FreshnessOptions = {},
  ): Promise<{ readonly results: readonly MultiReadPartResult[]; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'multiRead', parts }, '', options);
    return { results: result.results, zxid };
  }

  /** Resolves when the replica has caught up with everything that had been acknowledged anywhere before the call. */
  async sync(path = '/'): Promise<{ readonly zxid: number }> {
    const { zxid } = await this.call({ type: 'sync', path }, path, {});
    return { zxid };
  }

  /** Sets a watch that stays, over moves to other replicas too: every change is told once, in order. */
  async addWatch(path: string, listener: WatchListener, options: AddWatchOptions = {}): Promise<WatchHandle> {
    const isRecursive = options.recursive ?? false;
    const { types = [], withData = false, withPreviousData = false } = options;
    const asked = { ...(types.length > 0 && { types }), ...(withData && { withData }), ...(withPreviousData && { withPreviousData }) };
    const persistent: PersistentListener = {
      options: asked,
      onEvent: listener,
      onLost: (code) => options.onLost?.(new GroveError(code, path, 'changes were missed; read the state anew and watch again')),
    };
    const mode = isRecursive ? 'persistentRecursive' : 'persistent';
    const place = `${mode} ${path}`;
    this.adding.set(place, (this.adding.get(place) ?? 0) + 1);
    try {
      await this.call({ type: 'addWatch', path, mode, ...asked }, path, {}, () => {
        this.core.watches.addPersistent(path, isRecursive, persistent);
      });
    } finally {
      const others = (this.adding.get(place) ?? 1) - 1;
      if (others > 0) this.adding.set(place, others);
      else this.adding.delete(place);
    }
    return {
      remove: async () => {
        // The server has one of a kind on a path: it stays for another one, which may be on its way.
        if (!this.core.watches.removePersistent(path, isRecursive, persistent) || this.adding.has(place)) return;
        try {
          await this.removeWatches(path, { type: mode });
        } catch (error) {
          // The connection was lost meanwhile, and the watch was not set again.
          if (!(error instanceof GroveError && error.code === ErrorCode.NOWATCHER)) throw error;
        }
      },
    };
  }

  /** Removes this session's watches on the path, all or those of a type. NOWATCHER where there is none. */
  async removeWatches(path: string, options: RemoveWatchesOptions = {}): Promise<void> {
    const { type = 'any' } = options;
    if (options.local === true && this.state !== 'CONNECTED') {
      if (!this.core.watches.removePath(path, type)) throw new GroveError(ErrorCode.NOWATCHER, path);
      return;
    }
    const watcherType = type !== 'any' && { watcherType: type };
    await this.call({ type: 'removeWatches', path, ...watcherType }, path, {}, () => {
      this.core.watches.removePath(path, type);
    });
  }

  /** Whether the server has a watch of this session on the path. */
  async checkWatches(path: string, type: WatcherType = 'any'): Promise<boolean> {
    try {
      await this.call({ type: 'checkWatches', path, ...(type !== 'any' && { watcherType: type }) }, path, {});
      return true;
    } catch (error) {
      if (error instanceof GroveError && error.code === ErrorCode.NOWATCHER) return false;
      throw error;
    }
  }

  /** The changes of a znode as an async iterable that goes on by its cursor when a replica is lost; not bound to the session. */
  watchStream(path: string, options: Omit<WatchStreamOptions, 'endpoints' | 'credentials' | 'tls'> = {}): WatchStream {
    return watchStream(path, { ...this.streamOptions, auth: this.proven, ...options });
  }

  /** Ends the session: its ephemerals are deleted. Where no replica answers in `timeoutMs` the session is left to expire. */
  close(timeoutMs = 5_000): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.core.abandon(), timeoutMs);
      this.core.close(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /**
   * The fast way, for load generators: an encoded operation (`encodeOperation` of @grove/wire) and a callback, without a
   * promise. The answer is valid within the callback alone. Watches asked for this way are not set again after a move.
   */
  submit(type: OperationType, operation: Uint8Array, callback: RequestCallback): void {
    this.core.submit(type, isWrite(type), operation, 0, 0, callback);
  }

  private call<Type extends OperationType>(
    operation: Extract<Operation, { readonly type: Type }>,
    path: string,
    options: ReadOptions,
    succeeded?: () => void,
  ): Promise<{ readonly result: ResultOf<Type>; readonly zxid: number }> {
    return new Promise((resolve, reject) => {
      const { type } = operation;
      const consistency = options.consistency === 'linearizable' ? 2 : 0;
      this.core.submit(type, isWrite(type), encodeOperation(operation), consistency, options.minZxid ?? 0, (answer) => {
        if (options.watch !== undefined) this.setOneShot(type, path, answer.code, options.watch);
        const result = answer.result();
        if (answer.code !== 0) {
          const error = new GroveError(answer.code, path, answer.message, answer.zxid, answer.retryAfterMs);
          reject(result?.type === 'multi' ? new MultiError(error, result.results) : error);
          return;
        }
        // Before anything behind it in the frame: an event may follow at once.
        succeeded?.();
        if (result === null || result.type !== type) reject(new GroveError(ErrorCode.MARSHALLINGERROR, path, 'the answer cannot be read'));
        else resolve({ result: result as ResultOf<Type>, zxid: answer.zxid });
      });
    });
  }

  /** The server has set the watch now: the listener is there before the next item of the frame is read. */
  private setOneShot(type: OperationType, path: string, code: number, listener: WatchListener): void {
    if (type === 'exists' && code === ErrorCode.NONODE) this.core.watches.addOneShot('exists', path, listener);
    else if (code !== 0) return;
    else if (type === 'getChildren') this.core.watches.addOneShot('child', path, listener);
    else this.core.watches.addOneShot('data', path, listener);
  }
}

/** Opens a session at one of the replicas. Rejects with a GroveError (CONNECTIONLOSS) that says what each attempt met. */
export async function connect(options: ConnectOptions): Promise<GroveClient> {
  const credentials = channelCredentials(options);
  const ports: SessionPorts = { clock: nodeClock, random: nodeRandom, transport: new GrpcTransport(credentials) };
  const core = new SessionCore({ ...defaultSessionOptions, ...options }, ports);
  const connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => core.abandon(), connectTimeoutMs);
    const stop = core.onState((state) => {
      if (state === 'CONNECTING') return;
      stop();
      clearTimeout(timer);
      if (state === 'CONNECTED' || state === 'CONNECTED_READ_ONLY') resolve();
      else
        reject(
          new GroveError(
            ErrorCode.CONNECTIONLOSS,
            '',
            `no session within ${connectTimeoutMs} ms (last: ${core.lastConnectionFailure || 'no answer'})`,
          ),
        );
    });
    core.start();
  });
  const client = new GroveClient(core, { endpoints: options.endpoints, ...(credentials !== undefined && { credentials }) });
  await authenticate(client, options.auth ?? []);
  return client;
}

async function authenticate(client: GroveClient, auth: readonly AuthOptions[]): Promise<void> {
  try {
    await Promise.all(auth.map(({ scheme, credential }) => client.addAuth(scheme, credential)));
  } catch (error) {
    // A session without what it was to have is of no use, and must not stay behind.
    await client.close(1_000);
    throw error;
  }
}
