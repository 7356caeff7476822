import { Server, ServerCredentials, Metadata } from '@grpc/grpc-js';
import type { MethodDefinition, ServerDuplexStream, ServerWritableStream, ServiceDefinition } from '@grpc/grpc-js';
import {
  ErrorCode,
  SessionResponseBuilder,
  decodeOperation,
  decodeWatchRequest,
  encodeAnswer,
  encodeServerInfo,
  encodeStatusDetails,
  encodeStatusResponse,
  encodeWatchResponse,
  errorName,
  grpcStatusOf,
  visitSessionRequest,
} from '@grove/wire';
import type { MultiPart, Operation, OperationResult, Stat, WatchEvent, WatchRequest } from '@grove/wire';
import { asBuffer, identity, methods } from '../grpc-channel';

/** Data, number of setData, and the zxids of a znode of the fake. */
interface FakeZnode {
  data: Uint8Array;
  version: number;
  readonly czxid: number;
  mzxid: number;
}

type Outcome = { readonly code: number; readonly result?: OperationResult };

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
} satisfies ServiceDefinition;

/**
 * One replica over real gRPC with a tree in a Map: no consensus, no disk. Sessions and their last sequence survive
 * `breakConnections`, so that resending can be seen.
 */
export class FakeServer {
  readonly znodes = new Map<string, FakeZnode>([['/', { data: new Uint8Array(0), version: 0, czxid: 0, mzxid: 0 }]]);
  readonly watchRequests: WatchRequest[] = [];
  readonly watchStreams = new Set<ServerWritableStream<Buffer, Buffer>>();
  maxDataBytes = 1024 * 1024 - 1;
  /** Breaks the connection after so many writes took effect, before their answers leave. */
  breakAfterWrites = Infinity;
  breaks = 0;
  private readonly server = new Server();
  private readonly sessions = new Map<number, { lastSequence: number; readonly answers: Map<number, Uint8Array> }>();
  private readonly streams = new Set<ServerDuplexStream<Buffer, Buffer>>();
  private zxid = 10;
  private writes = 0;

  async listen(): Promise<string> {
    this.server.addService(service, {
      session: (stream: ServerDuplexStream<Buffer, Buffer>) => this.onSession(stream),
      watch: (stream: ServerWritableStream<Buffer, Buffer>) => this.onWatch(stream),
      serverInfo: (_call: unknown, done: (error: null, answer: Buffer) => void) => done(null, asBuffer(this.info())),
      status: (_call: unknown, done: (error: null, answer: Buffer) => void) => done(null, asBuffer(this.status())),
    });
    const port = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
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
    for (const stream of this.watchStreams) {
      const metadata = new Metadata();
      metadata.set(
        'grpc-status-details-bin',
        asBuffer(encodeStatusDetails({ grpcCode: grpcStatusOf(code), message: 'ended', reason: errorName(code) })),
      );
      stream.emit('error', { code: grpcStatusOf(code), details: 'ended', metadata });
    }
    this.watchStreams.clear();
  }

  private onWatch(stream: ServerWritableStream<Buffer, Buffer>): void {
    const request = decodeWatchRequest(stream.request);
    if (request === null) throw new Error('the client sent a WatchRequest that cannot be read');
    this.watchRequests.push(request);
    this.watchStreams.add(stream);
    stream.on('cancelled', () => this.watchStreams.delete(stream));
    stream.write(asBuffer(encodeWatchResponse({ events: [], zxid: this.zxid, cursor: Uint8Array.of(1) })));
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
          zxid: this.zxid,
          replica: 1,
        });
      };
      visitSessionRequest(frame, {
        onOpen: () => {
          this.sessions.set(++this.zxid, { lastSequence: 0, answers: new Map() });
          started(this.zxid, Uint8Array.of(7));
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
        },
        onPing: (id) => builder.pong(id, this.zxid, 0),
      });
      if (isBroken) this.breakConnections();
      else if (builder.byteLength > 0) stream.write(asBuffer(builder.take()));
    });
  }

  private answerOnce(sessionId: number, sequence: number, operation: Operation): Uint8Array {
    const session = this.sessions.get(sessionId);
    const stored = sequence > 0 ? session?.answers.get(sequence) : undefined;
    if (stored !== undefined) return stored;
    if (sequence > 0) this.zxid++;
    const outcome = this.perform(operation);
    const answer = encodeAnswer({ zxid: this.zxid, ...outcome });
    if (sequence > 0 && session !== undefined) {
      if (sequence !== session.lastSequence + 1) return encodeAnswer({ zxid: this.zxid, code: ErrorCode.GAP });
      session.lastSequence = sequence;
      session.answers.set(sequence, answer);
    }
    return answer;
  }

  private perform(operation: Operation): Outcome {
    switch (operation.type) {
      case 'create':
      case 'delete':
      case 'setData':
        return this.write(operation);
      case 'multi': {
        const before = new Map([...this.znodes].map(([path, znode]) => [path, { ...znode }]));
        const outcomes: Outcome[] = [];
        for (const part of operation.parts) {
          const outcome = this.write(part);
          outcomes.push(outcome);
          if (outcome.code === 0) continue;
          this.znodes.clear();
          for (const [path, znode] of before) this.znodes.set(path, znode);
          const codes = operation.parts.map((_, index) => outcomes[index]?.code ?? ErrorCode.RUNTIMEINCONSISTENCY);
          return { code: outcome.code, result: { type: 'multi', results: codes.map((code) => ({ code, result: null })) } };
        }
        const results = outcomes.map(({ result }) => ({
          code: 0,
          result: result?.type === 'create' || result?.type === 'setData' ? result : null,
        }));
        return { code: 0, result: { type: 'multi', results } };
      }
      case 'exists':
      case 'getData':
      case 'getChildren': {
        const znode = this.znodes.get(operation.path);
        if (znode === undefined) return { code: ErrorCode.NONODE };
        const stat = this.stat(operation.path, znode);
        if (operation.type === 'exists') return { code: 0, result: { type: 'exists', stat } };
        if (operation.type === 'getData') return { code: 0, result: { type: 'getData', data: znode.data, stat } };
        return { code: 0, result: { type: 'getChildren', children: this.children(operation.path), stat } };
      }
      case 'close':
      case 'sync':
      case 'addWatch':
      case 'removeWatches':
      case 'setWatches':
        return { code: 0, result: { type: operation.type } };
      default:
        return { code: ErrorCode.UNIMPLEMENTED };
    }
  }

  private write(part: MultiPart): Outcome {
    const znode = this.znodes.get(part.path);
    if (part.type === 'create') {
      const parent = part.path.slice(0, Math.max(1, part.path.lastIndexOf('/')));
      if (!this.znodes.has(parent)) return { code: ErrorCode.NONODE };
      const path = part.sequential ? `${part.path}${String(this.children(parent).length).padStart(10, '0')}` : part.path;
      if (this.znodes.has(path)) return { code: ErrorCode.NODEEXISTS };
      const made = { data: part.data.slice(), version: 0, czxid: this.zxid, mzxid: this.zxid };
      this.znodes.set(path, made);
      return { code: 0, result: { type: 'create', path, stat: this.stat(path, made) } };
    }
    if (znode === undefined) return { code: ErrorCode.NONODE };
    if (part.type !== 'delete' && part.type !== 'setData' && part.type !== 'check') return { code: ErrorCode.UNIMPLEMENTED };
    if (part.version !== null && part.version !== znode.version) return { code: ErrorCode.BADVERSION };
    if (part.type === 'check') return { code: 0 };
    if (part.type === 'delete') {
      if (this.children(part.path).length > 0) return { code: ErrorCode.NOTEMPTY };
      this.znodes.delete(part.path);
      return { code: 0, result: { type: 'delete' } };
    }
    this.znodes.set(part.path, { data: part.data.slice(), version: znode.version + 1, czxid: znode.czxid, mzxid: this.zxid });
    return { code: 0, result: { type: 'setData', stat: this.stat(part.path, znode) } };
  }

  private children(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    return [...this.znodes.keys()]
      .filter((each) => each !== '/' && each.startsWith(prefix) && !each.includes('/', prefix.length))
      .map((each) => each.slice(prefix.length));
  }

  private stat(path: string, znode: FakeZnode): Stat {
    return {
      czxid: znode.czxid,
      mzxid: znode.mzxid,
      pzxid: znode.czxid,
      ctimeMs: 1_000,
      mtimeMs: 2_000,
      version: znode.version,
      cversion: 0,
      aversion: 0,
      kind: 'persistent',
      ownerSessionId: 0,
      ttlMs: 0,
      dataLength: znode.data.length,
      numChildren: this.children(path).length,
    };
  }

  private info(): Uint8Array {
    return encodeServerInfo({
      version: 'fake',
      featureLevel: 1,
      replica: 1,
      maxDataBytes: this.maxDataBytes,
      maxFrameBytes: 4 * 1024 * 1024,
      maxMultiParts: 100,
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
      commitIndex: this.zxid,
      appliedIndex: this.zxid,
      digest: '00000000000000ab',
      digestZxid: this.zxid,
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
