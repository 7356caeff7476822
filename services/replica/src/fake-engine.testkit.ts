import type {
  AnswerBytes,
  Caller,
  ClientSink,
  EngineApi,
  EngineStatus,
  Inspection,
  MembershipCall,
  PeerChannel,
  SessionCredentials,
  SessionResult,
  SessionStream,
  UnaryCall,
  WatchCall,
  WatchSink,
} from '@grove/engine';
import type { Membership, MembershipChange } from '@grove/wire';

export interface PeerMessage {
  readonly incarnation: string;
  readonly from: number;
  readonly channel: PeerChannel;
  readonly bytes: Uint8Array;
}

/** A stream that the front end opened. */
export class FakeStream implements SessionStream {
  readonly frames: Buffer[] = [];
  isDisconnected = false;

  constructor(
    readonly sink: ClientSink,
    readonly caller: Caller | undefined,
    private readonly changed: () => void,
  ) {}

  receive(frame: Uint8Array): void {
    this.frames.push(Buffer.from(frame));
    this.changed();
  }

  disconnected(): void {
    this.isDisconnected = true;
    this.changed();
  }
}

/** Stands in for the engine: keeps what the shell hands it, and answers as the test says. */
export class FakeEngine implements EngineApi {
  readonly incarnation = 'fake';
  readonly streams: FakeStream[] = [];
  readonly watches: { readonly call: WatchCall; readonly sink: WatchSink; cancelled: boolean }[] = [];
  readonly peerMessages: PeerMessage[] = [];
  readonly connected: { readonly peer: number; readonly channel: PeerChannel }[] = [];
  readonly resets: { readonly peer: number; readonly atMs: number }[] = [];
  readonly calls: UnaryCall[] = [];
  /** Of openSession. */
  readonly openers: (Caller | undefined)[] = [];
  stopped = false;
  answer: (call: UnaryCall) => AnswerBytes = () => new Uint8Array(0);
  session: SessionResult<{ sessionId: number; sessionSecret: Uint8Array; timeoutMs: number; zxid: number }> = {
    ok: false,
    code: -7,
    message: 'no leader',
  };
  startError: Error | null = null;
  state: EngineStatus = {
    replica: 1,
    role: 'leader',
    term: 3,
    leader: 1,
    commitIndex: 40,
    appliedIndex: 39,
    digest: '00ff00ff00ff00ff',
    digestZxid: 1024,
    historyFirstZxid: 5,
    historyBytes: 640,
    znodes: 12,
    quotasExceeded: 0,
    diskFreeBytes: 5_000,
    diskLow: false,
    watches: 2,
    sessions: 4,
    connections: 3,
    ready: true,
    diverged: false,
    featureLevel: 1,
    config: { members: [] },
  };
  private waiters: (() => void)[] = [];

  start(done: (error: Error | null) => void): void {
    setImmediate(() => done(this.startError));
  }

  openStream(sink: ClientSink, caller?: Caller): SessionStream {
    const stream = new FakeStream(sink, caller, this.changed);
    this.streams.push(stream);
    this.changed();
    return stream;
  }

  call(call: UnaryCall, done: (answer: AnswerBytes) => void): void {
    this.calls.push(call);
    done(this.answer(call));
  }

  openSession(timeoutMs: number, done: (result: FakeEngine['session']) => void, caller?: Caller): void {
    this.openers.push(caller);
    done(this.session.ok ? { ok: true, value: { ...this.session.value, timeoutMs } } : this.session);
  }

  keepAlive(
    credentials: SessionCredentials,
    done: (result: SessionResult<{ confirmedMsAgo: number; timeoutMs: number; zxid: number }>) => void,
  ): void {
    if (credentials.sessionId === 7) done({ ok: true, value: { confirmedMsAgo: 12, timeoutMs: 9_000, zxid: 30 } });
    else done({ ok: false, code: -112, message: 'no such session' });
  }

  closeSession(_credentials: SessionCredentials, done: (result: SessionResult<{ zxid: number }>) => void): void {
    done({ ok: true, value: { zxid: 31 } });
  }

  openWatch(call: WatchCall, sink: WatchSink): { cancel(): void } {
    const watch = { call, sink, cancelled: false };
    this.watches.push(watch);
    this.changed();
    return {
      cancel: () => {
        watch.cancelled = true;
        this.changed();
      },
    };
  }

  readonly membershipCalls: { readonly call: MembershipCall; readonly change: MembershipChange | null }[] = [];
  membership: SessionResult<Membership> = { ok: true, value: { members: [], version: 0 } };

  listMembers(call: MembershipCall, done: (result: SessionResult<Membership>) => void): void {
    this.membershipCalls.push({ call, change: null });
    done(this.membership);
  }

  changeMembers(call: MembershipCall, change: MembershipChange, done: (result: SessionResult<Membership>) => void): void {
    this.membershipCalls.push({ call, change });
    done(this.membership);
  }

  inspection: Inspection = { sessions: [], ephemerals: [], watches: [], configZxid: 0, inStep: [] };
  inspect(_withPaths: boolean): Inspection {
    return this.inspection;
  }

  status(): EngineStatus {
    return this.state;
  }

  stop(done: () => void): void {
    this.stopped = true;
    setImmediate(done);
  }

  onPeerMessage(from: number, channel: PeerChannel, bytes: Uint8Array, incarnation = ''): void {
    this.peerMessages.push({ from, channel, bytes: Uint8Array.from(bytes), incarnation });
    this.changed();
  }

  onPeerConnected(peer: number, channel: PeerChannel): void {
    this.connected.push({ peer, channel });
    this.changed();
  }

  onPeerReset(peer: number): void {
    this.resets.push({ peer, atMs: performance.now() });
    this.changed();
  }

  /** Resolves once `condition` holds, looked at whenever the shell told the engine something. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (condition()) resolve();
        else this.waiters.push(check);
      };
      check();
    });
  }

  private readonly changed = (): void => {
    const { waiters } = this;
    this.waiters = [];
    for (const check of waiters) check();
  };
}
