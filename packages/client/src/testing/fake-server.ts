import { Server, ServerCredentials, Metadata } from '@grpc/grpc-js';
import type { MethodDefinition, ServerDuplexStream, ServerWritableStream, ServiceDefinition } from '@grpc/grpc-js';
import {
  ErrorCode,
  SessionResponseBuilder,
  decodeMembershipChange,
  decodeOperation,
  decodeWatchRequest,
  encodeAnswer,
  encodeMembership,
  encodeServerInfo,
  encodeStatusDetails,
  encodeStatusResponse,
  encodeWatchResponse,
  errorName,
  grpcStatusOf,
  visitSessionRequest,
} from '@grove/wire';
import type { ClusterMember, Membership, MembershipChange, Operation, WatchEvent, WatchRequest } from '@grove/wire';
import { asBuffer, identity, methods } from '../grpc-channel';
import { FakeTree } from './fake-tree';
import type { FakeZnode } from './fake-tree';

function method(path: string, isRequestStream: boolean, isResponseStream: boolean): MethodDefinition<Buffer, Buffer> {
  return {
    path,
    requestStream: isRequestStream,
    responseStream: isResponseStream,
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  };
}

const service = {
  session: method(methods.session, true, true),
  watch: method(methods.watch, false, true),
  serverInfo: method(methods.serverInfo, false, false),
  status: method(methods.status, false, false),
  listMembers: method(methods.listMembers, false, false),
  changeMembers: method(methods.changeMembers, false, false),
} satisfies ServiceDefinition;

function failure(code: number, message: string): { readonly code: number; readonly details: string; readonly metadata: Metadata } {
  const metadata = new Metadata();
  const details = encodeStatusDetails({ grpcCode: grpcStatusOf(code), message, reason: errorName(code) });
  metadata.set('grpc-status-details-bin', asBuffer(details));
  return { code: grpcStatusOf(code), details: message, metadata };
}

function fakeMember(replica: number, voter: boolean): ClusterMember {
  return {
    replica,
    voter,
    peerAddress: `h${replica}:7420`,
    clientAddress: `h${replica}:7410`,
    incarnation: voter ? `volume-${replica}` : '',
  };
}

/**
 * One replica over real gRPC with a FakeTree: no consensus, no disk. Sessions and their last sequence survive
 * `breakConnections`, so that resending can be seen.
 */
export class FakeServer {
  readonly tree = new FakeTree();
  readonly watchRequests: WatchRequest[] = [];
  readonly watchStreams = new Set<ServerWritableStream<Buffer, Buffer>>();
  membership: Membership = { version: 7, members: [1, 2, 3].map((replica) => fakeMember(replica, true)) };
  /** What was asked to be changed, and what is answered, one after another: 0 does it. */
  readonly changes: (MembershipChange & { readonly users: readonly string[] })[] = [];
  readonly changeCodes: number[] = [];
  /** How it answers who asks for the members; 0 tells them, null says nothing. */
  listCode: number | null = 0;
  maxDataBytes = 1024 * 1024 - 1;
  /** Breaks the connection after so many writes took effect, before their answers leave. */
  breakAfterWrites = Infinity;
  breaks = 0;
  private readonly server = new Server();
  private readonly sessions = new Map<number, { lastSequence: number; readonly answers: Map<number, Uint8Array> }>();
  private readonly streams = new Set<ServerDuplexStream<Buffer, Buffer>>();
  private writes = 0;

  /** `credentials`: of the server; left out: plain text. */
  constructor(private readonly credentials: ServerCredentials = ServerCredentials.createInsecure()) {}

  get znodes(): Map<string, FakeZnode> {
    return this.tree.znodes;
  }

  async listen(): Promise<string> {
    this.server.addService(service, {
      session: (stream: ServerDuplexStream<Buffer, Buffer>) => this.onSession(stream),
      watch: (stream: ServerWritableStream<Buffer, Buffer>) => this.onWatch(stream),
      serverInfo: (_call: unknown, done: (error: null, answer: Buffer) => void) => done(null, asBuffer(this.info())),
      status: (_call: unknown, done: (error: null, answer: Buffer) => void) => done(null, asBuffer(this.status())),
      listMembers: (_call: unknown, done: (error: object | null, answer?: Buffer) => void) => {
        if (this.listCode === 0) done(null, asBuffer(encodeMembership(this.membership)));
        else if (this.listCode !== null) done(failure(this.listCode, 'refused'));
      },
      changeMembers: (call: { readonly request: Buffer }, done: (error: object | null, answer?: Buffer) => void) => {
        const code = this.change(call.request);
        if (code === 0) done(null, asBuffer(encodeMembership(this.membership)));
        else done(failure(code, 'refused'));
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync('127.0.0.1:0', this.credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
    });
    return `127.0.0.1:${port}`;
  }

  stop(): void {
    this.server.forceShutdown();
  }

  breakConnections(): void {
    this.breaks++;
    for (const stream of [...this.streams])
      stream.emit('error', { code: grpcStatusOf(ErrorCode.CONNECTIONLOSS), details: 'broken on purpose' });
    this.streams.clear();
  }

  sendWatchResponse(events: readonly WatchEvent[], zxid: number, cursor: Uint8Array): void {
    for (const stream of this.watchStreams) stream.write(asBuffer(encodeWatchResponse({ events, zxid, cursor })));
  }

  endWatches(code: number): void {
    for (const stream of this.watchStreams) stream.emit('error', failure(code, 'ended'));
    this.watchStreams.clear();
  }

  private change(request: Buffer): number {
    const asked = decodeMembershipChange(request);
    if (asked === null) throw new Error('the client sent a ChangeMembersRequest that cannot be read');
    const { change, call } = asked;
    const users = call.credentials.map(({ credential }) => Buffer.from(credential).toString());
    this.changes.push({ ...change, users });
    const code = this.changeCodes.shift() ?? 0;
    if (code !== 0) return code;
    const { version, members } = this.membership;
    const stay = members.filter(
      ({ replica }) => !change.leaving.includes(replica) && change.joining.every((other) => other.replica !== replica),
    );
    const joined = change.joining.map((member) => ({ ...fakeMember(member.replica, false), ...member }));
    this.membership = { version: version + 1, members: [...stay, ...joined].sort((a, b) => a.replica - b.replica) };
    return 0;
  }

  private onWatch(stream: ServerWritableStream<Buffer, Buffer>): void {
    const request = decodeWatchRequest(stream.request);
    if (request === null) throw new Error('the client sent a WatchRequest that cannot be read');
    this.watchRequests.push(request);
    this.watchStreams.add(stream);
    stream.on('cancelled', () => this.watchStreams.delete(stream));
    stream.write(asBuffer(encodeWatchResponse({ events: [], zxid: this.tree.zxid, cursor: Uint8Array.of(1) })));
  }

  private onSession(stream: ServerDuplexStream<Buffer, Buffer>): void {
    this.streams.add(stream);
    stream.on('error', () => this.streams.delete(stream));
    let sessionId = 0;
    stream.on('data', (frame: Buffer) => {
      const builder = new SessionResponseBuilder();
      let isBroken = false;
      const started = (id: number, secret: Uint8Array): void => {
        sessionId = id;
        const lastSequence = this.sessions.get(id)?.lastSequence ?? 0;
        builder.started({
          sessionId: id,
          sessionSecret: secret,
          timeoutMs: 6_000,
          generation: 1,
          lastSequence,
          zxid: this.tree.zxid,
          replica: 1,
        });
      };
      visitSessionRequest(frame, {
        onOpen: () => {
          this.sessions.set(++this.tree.zxid, { lastSequence: 0, answers: new Map() });
          started(this.tree.zxid, Uint8Array.of(7));
        },
        onAttach: (id) => {
          if (this.sessions.has(id)) started(id, new Uint8Array(0));
          else builder.ended(ErrorCode.SESSIONEXPIRED, 'no such session');
        },
        onAcknowledged: () => {},
        onRequest: (bytes, request) => {
          const operation = decodeOperation(bytes, request.operationStart, request.operationEnd);
          if (operation === null || isBroken) return;
          builder.answer(request.id, this.answerOnce(sessionId, request.sequence, operation));
          if (request.sequence > 0 && ++this.writes === this.breakAfterWrites) isBroken = true;
          if (operation.type === 'close') builder.ended(0, '');
          // As the real one: a refused credential ends the stream.
          if (this.tree.isRefused) builder.ended(ErrorCode.AUTHFAILED, '');
        },
        onPing: (id) => builder.pong(id, this.tree.zxid, 0),
      });
      if (isBroken) this.breakConnections();
      else if (builder.byteLength > 0) stream.write(asBuffer(builder.take()));
    });
  }

  private answerOnce(sessionId: number, sequence: number, operation: Operation): Uint8Array {
    const session = this.sessions.get(sessionId);
    const stored = sequence > 0 ? session?.answers.get(sequence) : undefined;
    if (stored !== undefined) return stored;
    if (sequence > 0) this.tree.zxid++;
    const outcome = this.tree.perform(operation, sessionId);
    const answer = encodeAnswer({ zxid: this.tree.zxid, ...outcome });
    if (sequence > 0 && session !== undefined) {
      if (sequence !== session.lastSequence + 1) return encodeAnswer({ zxid: this.tree.zxid, code: ErrorCode.GAP });
      session.lastSequence = sequence;
      session.answers.set(sequence, answer);
    }
    return answer;
  }

  private info(): Uint8Array {
    return encodeServerInfo({
      version: 'fake',
      featureLevel: 1,
      replica: 1,
      maxDataBytes: this.maxDataBytes,
      maxFrameBytes: 4 * 1024 * 1024,
      maxMultiParts: 100,
      maxSubtreeDeletions: this.tree.maxSubtreeDeletions,
      minSessionTimeoutMs: 4_000,
      maxSessionTimeoutMs: 40_000,
      defaultSessionTimeoutMs: 10_000,
      maxOutstandingRequests: 10_000,
    });
  }

  private status(): Uint8Array {
    return encodeStatusResponse({
      replica: 1,
      role: 'leader',
      term: 3,
      leader: 1,
      commitIndex: this.tree.zxid,
      appliedIndex: this.tree.zxid,
      digest: '00000000000000ab',
      digestZxid: this.tree.zxid,
      historyFirstZxid: 1,
      znodes: this.znodes.size,
      watches: 0,
      sessions: this.sessions.size,
      connections: this.streams.size,
      version: 'fake',
      pid: 1,
    });
  }
}
