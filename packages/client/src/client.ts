import type { ChannelCredentials } from '@grpc/grpc-js';
import { ErrorCode, encodeOperation, isWrite } from '@grove/wire';
import type { MultiPart, MultiPartResult, Operation, OperationType, ResultOf, Stat } from '@grove/wire';
import { GrpcTransport } from './grpc-transport';
import { nodeClock, nodeRandom } from './node-clock';
import { GroveError, SessionCore, defaultSessionOptions } from './session';
import type {
  PersistentListener,
  RequestCallback,
  SessionOptions,
  SessionPorts,
  SessionState,
  StateListener,
  WatchListener,
} from './session';
import { watchStream } from './watch-stream';
import type { WatchStream, WatchStreamOptions } from './watch-stream';

export interface ConnectOptions extends Partial<SessionOptions> {
  /** host:port of replicas; any of them will do. */
  readonly endpoints: readonly string[];
  /** Rejects `connect` where no session could be made in this time. Default 10 s. */
  readonly connectTimeoutMs?: number;
  readonly credentials?: ChannelCredentials;
}

export interface ReadOptions {
  /** Default: local. */
  readonly consistency?: 'local' | 'linearizable';
  /** Answered from a state at least as new as this zxid. */
  readonly minZxid?: number;
  /** Sets a one-shot watch. It is called once, or never where the session ends before. */
  readonly watch?: WatchListener;
}

export interface CreateOptions {
  readonly ephemeral?: boolean;
  readonly sequential?: boolean;
}

export interface VersionOption {
  /** The version that the znode must have; left out or −1: any. */
  readonly version?: number;
}

/** A watch that stays until `remove`. */
export interface WatchHandle {
  remove(): Promise<void>;
}

export interface AddWatchOptions {
  readonly recursive?: boolean;
  /** Changes were missed and the watch is gone (COMPACTED): read the state anew and watch again. */
  readonly onLost?: (error: GroveError) => void;
}

function versionOf(options: VersionOption): number | null {
  return options.version === undefined || options.version === -1 ? null : options.version;
}

/**
 * A session. Operations may be called without waiting for one another: they take effect in the order of the calls, and
 * each is done once however often the connection is lost. They reject with a GroveError.
 */
export class GroveClient {
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
    const kind = options.ephemeral === true ? 'ephemeral' : 'persistent';
    const { result, zxid } = await this.call({ type: 'create', path, data, kind, sequential: options.sequential ?? false }, path, {});
    return { path: result.path, stat: result.stat, zxid };
  }

  async delete(path: string, options: VersionOption = {}): Promise<{ readonly zxid: number }> {
    const { zxid } = await this.call({ type: 'delete', path, version: versionOf(options) }, path, {});
    return { zxid };
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

  /** All or nothing. Where it fails it rejects with a MultiError, which has the result of each part. */
  async multi(parts: readonly MultiPart[]): Promise<{ readonly results: readonly MultiPartResult[]; readonly zxid: number }> {
    const { result, zxid } = await this.call({ type: 'multi', parts }, '', {});
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
    const persistent: PersistentListener = {
      onEvent: listener,
      onLost: (code) => options.onLost?.(new GroveError(code, path, 'changes were missed; read the state anew and watch again')),
    };
    await this.call({ type: 'addWatch', path, mode: isRecursive ? 'persistentRecursive' : 'persistent' }, path, {}, () => {
      this.core.watches.addPersistent(path, isRecursive, persistent);
    });
    return {
      remove: async () => {
        if (this.core.watches.removePersistent(path, isRecursive, persistent)) await this.removeWatches(path);
      },
    };
  }

  /** Removes all of this session's watches on the path. NOWATCHER where there is none. */
  async removeWatches(path: string): Promise<void> {
    await this.call({ type: 'removeWatches', path }, path, {}, () => {
      this.core.watches.removePath(path);
    });
  }

  /** The changes of a znode as an async iterable that goes on by its cursor when a replica is lost; not bound to the session. */
  watchStream(path: string, options: Omit<WatchStreamOptions, 'endpoints' | 'credentials'> = {}): WatchStream {
    return watchStream(path, { ...this.streamOptions, ...options });
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

/** A multi that failed whole: the error of the part that made it fail, and the result of each part. */
export class MultiError extends GroveError {
  constructor(
    error: GroveError,
    readonly results: readonly MultiPartResult[],
  ) {
    super(
      error.code,
      '',
      `part ${results.findIndex((part) => part.code !== 0 && part.code !== ErrorCode.RUNTIMEINCONSISTENCY)} of ${results.length}`,
      error.zxid,
    );
  }
}

/** Opens a session at one of the replicas. Rejects with a GroveError (CONNECTIONLOSS) that says what each attempt met. */
export function connect(options: ConnectOptions): Promise<GroveClient> {
  const ports: SessionPorts = { clock: nodeClock, random: nodeRandom, transport: new GrpcTransport(options.credentials) };
  const core = new SessionCore({ ...defaultSessionOptions, ...options }, ports);
  const streamOptions = {
    endpoints: options.endpoints,
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  };
  const connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => core.abandon(), connectTimeoutMs);
    const stop = core.onState((state) => {
      if (state === 'CONNECTING') return;
      stop();
      clearTimeout(timer);
      if (state === 'CONNECTED') resolve(new GroveClient(core, streamOptions));
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
}
