import { Client, Metadata, type ChannelOptions, type ClientDuplexStream } from '@grpc/grpc-js';
import type { Clock, PeerChannel, Random, TimerHandle } from '@grove/engine';
import { asBuffer } from './byte-methods';
import type { PeerSettings } from './configuration';
import { methodOfChannel } from './peer-protocol';
import { channelCredentials } from './tls';
import { WriteBacklog } from './write-backlog';

/** What a connection tells its owner. */
export interface PeerConnectionEvents {
  onUp(): void;
  /** A connection that was up broke, or one could not be made. */
  onDown(wasUp: boolean): void;
}

type State =
  /** Waits to be told to dial. */
  | { readonly type: 'held' }
  | { readonly type: 'waiting'; readonly timer: TimerHandle }
  | {
      readonly type: 'dialling' | 'up';
      readonly client: Client;
      readonly stream: ClientDuplexStream<Buffer, Buffer>;
      readonly backlog: WriteBacklog;
    }
  | { readonly type: 'closed' };

/** Waits between dials: at once (control), then these, then the configured longest, each shortened at random. */
const redialDelaysMs = [0, 20, 50, 100, 200, 400, 800];
/** A dial that neither succeeds nor fails (packets vanish) is given up after this. */
const dialTimeoutMs = 2_000;

/**
 * One dialled stream to one peer, made again whenever it breaks.
 *
 * Each dial has a fresh grpc channel: its name is resolved anew, nothing is shared with another stream's TCP
 * connection, and grpc-js's own reconnecting (1 s growing to 120 s) never comes into play. Messages given while
 * the stream is not up are dropped; the stream is up when the peer has accepted the hello.
 */
export class PeerConnection {
  private state: State;
  private failures = 0;
  /** Null where none runs. */
  private dialTimer: TimerHandle = null;

  constructor(
    private readonly address: string,
    private readonly channel: PeerChannel,
    private readonly hello: () => Uint8Array,
    private readonly settings: PeerSettings,
    private readonly messageBytesMax: number,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly events: PeerConnectionEvents,
    /** Whether dialling makes sense now; where it does not, the connection waits for `redial`. */
    private readonly mayDial: () => boolean,
  ) {
    this.state = this.later(0);
  }

  get isUp(): boolean {
    return this.state.type === 'up';
  }

  /** False where the message was dropped. A peer that does not read loses the connection, not our memory. */
  send(bytes: Uint8Array): boolean {
    const state = this.state;
    if (state.type !== 'up') return false;
    if (state.backlog.bytes > this.settings.backlogBytesMax) {
      this.lost(state.stream);
      return false;
    }
    state.backlog.write(asBuffer(bytes));
    return true;
  }

  /** Dials now where it would otherwise wait. */
  redial(): void {
    const state = this.state;
    if ((state.type !== 'waiting' && state.type !== 'held') || !this.mayDial()) return;
    if (state.type === 'waiting') this.clock.clearTimer(state.timer);
    this.dial();
  }

  /** The peer is known to live: dials now, and what failed before counts no more. */
  revive(): void {
    this.failures = 0;
    this.redial();
  }

  close(): void {
    const state = this.state;
    this.state = { type: 'closed' };
    if (state.type === 'waiting') this.clock.clearTimer(state.timer);
    if (state.type === 'dialling' || state.type === 'up') this.discard(state.client, state.stream);
  }

  private later(delayMs: number): State {
    if (!this.mayDial()) return { type: 'held' };
    return { type: 'waiting', timer: this.clock.setTimer(delayMs, () => this.dialWhereSensible()) };
  }

  private dialWhereSensible(): void {
    if (this.mayDial()) this.dial();
    else this.state = { type: 'held' };
  }

  private dial(): void {
    const client = new Client(this.address, channelCredentials(this.settings.tls), this.channelOptions());
    const method = methodOfChannel[this.channel];
    const stream = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize, new Metadata(), {});
    const backlog = new WriteBacklog(stream);
    this.state = { type: 'dialling', client, stream, backlog };
    stream.on('metadata', () => {
      if (this.state.type !== 'dialling' || this.state.stream !== stream) return;
      this.clearDialTimer();
      this.failures = 0;
      this.state = { type: 'up', client, stream, backlog };
      this.events.onUp();
    });
    // Nothing is ever sent back, but the stream's end is only seen while it is read.
    stream.on('data', () => undefined);
    stream.on('error', () => this.lost(stream));
    stream.on('end', () => this.lost(stream));
    this.dialTimer = this.clock.setTimer(dialTimeoutMs, () => this.lost(stream));
    backlog.write(asBuffer(this.hello()));
  }

  private lost(stream: ClientDuplexStream<Buffer, Buffer>): void {
    const state = this.state;
    if ((state.type !== 'dialling' && state.type !== 'up') || state.stream !== stream) return;
    // Where the peer died its streams break one after another: the others wait to see whether the control stream stands.
    const skipped = this.channel === 'control' ? 0 : 2;
    const delayMs = redialDelaysMs[skipped + this.failures] ?? this.settings.redialMsMax;
    this.failures += 1;
    const jittered = Math.min(delayMs, this.settings.redialMsMax) * (0.5 + this.random.next() / 2);
    this.discard(state.client, state.stream);
    this.state = this.later(jittered);
    this.events.onDown(state.type === 'up');
  }

  private discard(client: Client, stream: ClientDuplexStream<Buffer, Buffer>): void {
    this.clearDialTimer();
    stream.cancel();
    client.close();
  }

  private clearDialTimer(): void {
    if (this.dialTimer !== null) this.clock.clearTimer(this.dialTimer);
    this.dialTimer = null;
  }

  private channelOptions(): ChannelOptions {
    return {
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
      'grpc.enable_channelz': 0,
      // Peers are named directly; a proxy from the environment is meant for other traffic.
      'grpc.enable_http_proxy': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': this.settings.redialMsMax,
      'grpc.keepalive_time_ms': this.settings.keepaliveMs,
      'grpc.keepalive_timeout_ms': this.settings.keepaliveTimeoutMs,
      'grpc.max_send_message_length': this.messageBytesMax,
      // A stream that is idle for half an hour is still wanted.
      'grpc.client_idle_timeout_ms': 2_147_483_647,
    };
  }
}
