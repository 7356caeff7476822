import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock, PeerChannel, Random, TimerHandle } from '@grove/engine';
import { Connection } from '@grove/http2';
import type { PeerSettings } from './configuration';
import { connectionOptions, pathOfChannel } from './peer-protocol';
import { secureOptions, type Tls } from './tls';
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
      readonly connection: Connection;
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
 * Each dial resolves the name anew, and the TCP connection is the stream's alone. Messages given while the stream is not up are dropped; the stream
 * is up when the peer has accepted the hello.
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
      this.lost(state.connection);
      return false;
    }
    state.backlog.write(bytes);
    // A message holds what a turn gathered already.
    state.connection.flush();
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
    if (state.type === 'dialling' || state.type === 'up') this.discard(state.connection);
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
    const { tls } = this.settings;
    const connection: Connection = new Connection(
      dialled(this.address, tls),
      'client',
      connectionOptions(this.settings, this.messageBytesMax, 0),
      {
        onCall: () => stranger,
        onClosed: () => this.lost(connection),
      },
    );
    const lost = (): void => this.lost(connection);
    const call = connection.call(pathOfChannel[this.channel], this.address, tls === null ? 'http' : 'https', {
      // A refusal has its status among the first fields, and ends the call.
      onHeaders: (headers) => {
        if (headers.has('grpc-status') || headers.get(':status') !== '200') lost();
        else this.accepted(connection);
      },
      onMessage: () => undefined,
      onEnd: lost,
      onLost: lost,
    });
    const backlog = new WriteBacklog({ write: (bytes, written) => call.sendMessage(bytes, written) });
    this.state = { type: 'dialling', connection, backlog };
    this.dialTimer = this.clock.setTimer(dialTimeoutMs, lost);
    backlog.write(this.hello());
  }

  private accepted(connection: Connection): void {
    const state = this.state;
    if (state.type !== 'dialling' || state.connection !== connection) return;
    this.clearDialTimer();
    this.failures = 0;
    this.state = { type: 'up', connection, backlog: state.backlog };
    this.events.onUp();
  }

  private lost(connection: Connection): void {
    const state = this.state;
    if ((state.type !== 'dialling' && state.type !== 'up') || state.connection !== connection) return;
    // Where the peer died its streams break one after another: the others wait to see whether the control stream stands.
    const skipped = this.channel === 'control' ? 0 : 2;
    const delayMs = redialDelaysMs[skipped + this.failures] ?? this.settings.redialMsMax;
    this.failures += 1;
    const jittered = Math.min(delayMs, this.settings.redialMsMax) * (0.5 + this.random.next() / 2);
    this.state = this.later(jittered);
    this.discard(connection);
    this.events.onDown(state.type === 'up');
  }

  private discard(connection: Connection): void {
    this.clearDialTimer();
    connection.destroy();
  }

  private clearDialTimer(): void {
    if (this.dialTimer !== null) this.clock.clearTimer(this.dialTimer);
    this.dialTimer = null;
  }
}

/** A replica that is dialled makes no calls. */
const stranger = { onMessage: () => undefined, onEnd: () => undefined, onLost: () => undefined };

/** A connection under way to `host:port`. With certificates, to the one whose certificate has that name. */
function dialled(address: string, tls: Tls | null): Socket {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const port = Number(address.slice(colon + 1));
  const socket =
    tls === null
      ? connect({ host, port, noDelay: true })
      : connectTls({
          host,
          port,
          ...secureOptions(tls),
          ALPNProtocols: ['h2'],
          // A name is asked for by name; an address has none to ask by.
          ...(isIP(host) === 0 ? { servername: host } : {}),
        });
  return socket.setNoDelay(true);
}
