import { Metadata } from '@grpc/grpc-js';
import type { ChannelCredentials, Client, ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { ErrorCode, decodeWatchResponse, encodeWatchRequest } from '@grove/wire';
import type { WatchEvent, WatchEventType } from '@grove/wire';
import { credentialBytes } from './client-options';
import type { AuthOptions } from './client-options';
import { asBuffer, identity, methods, openChannel, toGroveError } from './grpc-channel';
import { GroveError } from './session';
import { EndpointRotation } from './session/endpoint-rotation';
import { nodeRandom } from './node-clock';
import { channelCredentials } from './tls';
import type { TlsOptions } from './tls';

export interface WatchStreamOptions {
  readonly endpoints: readonly string[];
  /** Also all znodes below. */
  readonly recursive?: boolean;
  /** Go on after this cursor, from an earlier event or stream; left out: from now. */
  readonly startCursor?: Uint8Array;
  /** Only these types; left out: all that the watch reports. */
  readonly types?: readonly WatchEventType[];
  /** The replica must have reached this zxid before it starts. */
  readonly minZxid?: number;
  /** Events carry the new data and Stat. */
  readonly withData?: boolean;
  /** Events carry the data before. */
  readonly withPreviousData?: boolean;
  /** Identities of this stream: it is told of what they may read. */
  readonly auth?: readonly AuthOptions[];
  /** Left out: plain text. */
  readonly tls?: TlsOptions;
  /** gRPC's own credentials, instead of `tls`. */
  readonly credentials?: ChannelCredentials;
  /** A stream that says nothing for so long (not even a bookmark) is left for another replica. */
  readonly silenceMsMax?: number;
  /** Give up where no replica could be used for so long; left out: never. */
  readonly giveUpAfterMs?: number;
}

/** Errors after which the same request at another replica may do better. */
function isPassing(error: GroveError): boolean {
  const codes: readonly number[] = [
    ErrorCode.CONNECTIONLOSS,
    ErrorCode.OPERATIONTIMEOUT,
    ErrorCode.THROTTLEDOP,
    ErrorCode.OUTCOMEUNKNOWN,
    ErrorCode.NOTREADONLY,
  ];
  return codes.includes(error.code);
}

/**
 * The changes of a znode, or of its whole subtree, in zxid order, each exactly once: when a replica is lost the stream
 * goes on at another one by its cursor (P7). Throws a GroveError where that cannot be: COMPACTED where the history is gone.
 *
 * A reader that is slow holds the stream back by HTTP/2's flow control; nothing piles up in the client.
 */
export class WatchStream implements AsyncIterableIterator<WatchEvent> {
  private readonly rotation: EndpointRotation;
  private readonly credentials: ChannelCredentials | undefined;
  private channel: Client | null = null;
  private call: ClientReadableStream<Buffer> | null = null;
  private events: readonly WatchEvent[] = [];
  private nextEvent = 0;
  private currentCursor: Uint8Array;
  private currentZxid: number;
  private isLive = false;
  private failure: GroveError | null = null;
  private isDone = false;
  private waiting: { resolve: (result: IteratorResult<WatchEvent, undefined>) => void; reject: (error: GroveError) => void } | null = null;
  private timer: NodeJS.Timeout | null = null;
  private unusableSinceMs = performance.now();
  private readonly liveWaiters: { resolve: () => void; reject: (error: GroveError) => void }[] = [];

  constructor(
    private readonly path: string,
    private readonly options: WatchStreamOptions,
  ) {
    this.rotation = new EndpointRotation(options.endpoints, false, nodeRandom, 50, 1_000);
    this.credentials = channelCredentials(options);
    this.currentCursor = options.startCursor ?? new Uint8Array(0);
    this.currentZxid = options.minZxid ?? 0;
    this.dial();
  }

  /** Where a later stream goes on after the last event that was given. */
  get cursor(): Uint8Array {
    return this.currentCursor;
  }

  /** Resolves when the stream has started: every change after that is reported. */
  live(): Promise<void> {
    if (this.isLive) return Promise.resolve();
    if (this.failure !== null) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => this.liveWaiters.push({ resolve, reject }));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<WatchEvent, undefined>> {
    const event = this.take();
    if (event !== null) return Promise.resolve({ value: event, done: false });
    if (this.failure !== null) return Promise.reject(this.failure);
    if (this.isDone) return Promise.resolve({ value: undefined, done: true });
    if (this.waiting !== null) return Promise.reject(new Error('next() was called before the last one was answered'));
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  /** Ends the stream. */
  return(): Promise<IteratorResult<WatchEvent, undefined>> {
    this.isDone = true;
    this.events = [];
    this.nextEvent = 0;
    this.hangUp();
    this.waiting?.resolve({ value: undefined, done: true });
    this.waiting = null;
    return Promise.resolve({ value: undefined, done: true });
  }

  private take(): WatchEvent | null {
    const event = this.events[this.nextEvent];
    if (event === undefined) return null;
    this.nextEvent++;
    if (event.cursor.length > 0) this.currentCursor = event.cursor;
    if (this.nextEvent === this.events.length) this.call?.resume();
    return event;
  }

  private dial(): void {
    const endpoint = this.rotation.take();
    const channel = openChannel(endpoint, this.credentials);
    const request = encodeWatchRequest({
      path: this.path,
      recursive: this.options.recursive ?? false,
      startCursor: this.currentCursor,
      types: this.options.types ?? [],
      sessionId: 0,
      sessionSecret: new Uint8Array(0),
      minZxid: this.currentZxid,
      withData: this.options.withData ?? false,
      withPreviousData: this.options.withPreviousData ?? false,
      credentials: (this.options.auth ?? []).map(({ scheme, credential }) => ({ scheme, credential: credentialBytes(credential) })),
    });
    const call = channel.makeServerStreamRequest<Buffer, Buffer>(methods.watch, identity, identity, asBuffer(request), new Metadata(), {});
    this.channel = channel;
    this.call = call;
    call.on('data', (bytes: Buffer) => {
      if (this.call === call) this.onResponse(bytes, endpoint);
    });
    call.on('error', (error: ServiceError) => {
      if (this.call === call) this.onLost(toGroveError(error, this.path));
    });
    call.on('end', () => {
      if (this.call === call) this.onLost(new GroveError(ErrorCode.CONNECTIONLOSS, this.path, `${endpoint} ended the stream`));
    });
    this.watchSilence(endpoint);
  }

  private watchSilence(endpoint: string): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // Held back by the reader: the silence is ours.
      if (this.nextEvent < this.events.length) this.watchSilence(endpoint);
      else this.onLost(new GroveError(ErrorCode.CONNECTIONLOSS, this.path, `${endpoint} is silent`));
    }, this.options.silenceMsMax ?? 5_000);
  }

  private onResponse(bytes: Buffer, endpoint: string): void {
    const response = decodeWatchResponse(bytes);
    if (response === null) {
      this.fail(new GroveError(ErrorCode.MARSHALLINGERROR, this.path, `${endpoint} sent a response that cannot be read`));
      return;
    }
    this.rotation.succeeded();
    this.unusableSinceMs = performance.now();
    this.watchSilence(endpoint);
    if (response.zxid > this.currentZxid) this.currentZxid = response.zxid;
    if (response.events.length === 0) {
      // A bookmark: only where everything before it has been given.
      if (this.nextEvent === this.events.length) this.currentCursor = response.cursor;
    } else {
      // Events that have not been taken yet stay in front; the call is paused while there are any.
      this.events = [...this.events.slice(this.nextEvent), ...response.events];
      this.nextEvent = 0;
      this.call?.pause();
    }
    this.isLive = true;
    for (const waiter of this.liveWaiters.splice(0)) waiter.resolve();
    this.answerWaiting();
  }

  private answerWaiting(): void {
    if (this.waiting === null) return;
    const event = this.take();
    if (event === null) return;
    const { resolve } = this.waiting;
    this.waiting = null;
    resolve({ value: event, done: false });
  }

  private onLost(error: GroveError): void {
    this.hangUp();
    if (this.isDone) return;
    if (!isPassing(error) || performance.now() - this.unusableSinceMs >= (this.options.giveUpAfterMs ?? Infinity)) {
      this.fail(error);
      return;
    }
    // What was received and not yet given will come again after the cursor.
    this.events = [];
    this.nextEvent = 0;
    if (!this.isLive && this.currentCursor.length === 0) {
      // Nothing was promised yet.
    } else if (this.currentCursor.length === 0) {
      this.fail(new GroveError(ErrorCode.COMPACTED, this.path, 'the stream broke before it had a cursor'));
      return;
    }
    this.timer = setTimeout(() => this.dial(), this.rotation.failed());
  }

  private fail(error: GroveError): void {
    this.hangUp();
    this.failure = error;
    for (const waiter of this.liveWaiters.splice(0)) waiter.reject(error);
    this.waiting?.reject(error);
    this.waiting = null;
  }

  private hangUp(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const call = this.call;
    this.call = null;
    call?.cancel();
    this.channel?.close();
    this.channel = null;
  }
}

/** Watches a znode over the Watch RPC; see WatchStream. */
export function watchStream(path: string, options: WatchStreamOptions): WatchStream {
  return new WatchStream(path, options);
}
