import { GrpcStatus } from '@grove/wire';
import { methodPath } from './client-protocol';
import type { CallHandler, GrpcCall } from './grpc-call';
import type { GrpcServer } from './grpc-server';
import { ReflectionThread } from './reflection-thread';
import { StreamLimit } from './stream-limit';

const METHOD = 'ServerReflectionInfo';
const services = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'] as const;

/** Tools ask one at a time; a request names a symbol or a file. */
const STREAMS_MAX = 64;
const REQUEST_BYTES_MAX = 64 * 1024;
/** What a request that waits costs beside its bytes. */
const REQUEST_COST_BYTES = 128;
/** Of one stream, waiting behind the one that is being answered. */
const WAITING_BYTES_MAX = 256 * 1024;

/**
 * Server reflection, by which tools find out what a server can do. Few servers are ever asked, and to answer takes a parser of protocol files
 * and long turns: all of that is a thread's, which the first question starts. Here messages stay bytes.
 */
export class Reflection {
  private readonly limit = new StreamLimit(STREAMS_MAX);
  private readonly streams = new Set<ReflectionStream>();
  private closed = false;

  constructor(
    server: GrpcServer,
    private readonly thread = new ReflectionThread(),
  ) {
    for (const service of services) {
      server.add(methodPath(service, METHOD), (call) => this.open(service, call));
    }
  }

  /** Ends the streams and the thread at once: an answer that still has to be loaded is not worth a slower end. */
  close(): void {
    this.closed = true;
    for (const stream of this.streams) stream.goDown();
    this.thread.close();
  }

  private open(service: string, call: GrpcCall): CallHandler {
    const isFull = !this.limit.enter();
    const stream = new ReflectionStream(
      call,
      (request) => this.thread.ask(service, request),
      () => {
        if (!isFull) this.limit.leave();
        this.streams.delete(stream);
      },
    );
    this.streams.add(stream);
    if (isFull) stream.fail(GrpcStatus.RESOURCE_EXHAUSTED, 'too many reflection streams at this replica');
    else if (this.closed) stream.goDown();
    return stream;
  }
}

/** One stream of questions, answered one behind the other. */
class ReflectionStream implements CallHandler {
  private isOver = false;
  private asking = false;
  private hasEnded = false;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;

  /** `left` is called once, when nothing of this stream is held any more. */
  constructor(
    private readonly call: GrpcCall,
    private readonly ask: (request: Buffer) => Promise<Uint8Array | null>,
    private readonly left: () => void,
  ) {}

  onMessage(request: Buffer): void {
    if (this.isOver) return;
    if (request.length > REQUEST_BYTES_MAX) {
      const details = `a reflection request has at most ${REQUEST_BYTES_MAX} bytes, this one ${request.length}`;
      this.fail(GrpcStatus.RESOURCE_EXHAUSTED, details);
    } else if (this.waitingBytes + request.length > WAITING_BYTES_MAX) {
      this.fail(GrpcStatus.RESOURCE_EXHAUSTED, 'too many reflection requests wait for the answers to those before');
    } else {
      this.waiting.push(request);
      this.waitingBytes += request.length + REQUEST_COST_BYTES;
      this.next();
    }
  }

  onEnd(): void {
    this.hasEnded = true;
    this.next();
  }

  onGone(): void {
    this.over();
  }

  goDown(): void {
    this.fail(GrpcStatus.UNAVAILABLE, 'this replica is going down');
  }

  fail(code: number, details: string): void {
    if (!this.isOver) this.call.fail({ code, details });
    this.over();
  }

  private next(): void {
    if (this.isOver || this.asking) return;
    const request = this.waiting.shift();
    if (request === undefined) {
      if (this.hasEnded) this.finish();
      return;
    }
    this.waitingBytes -= request.length + REQUEST_COST_BYTES;
    this.asking = true;
    this.ask(request).then(
      (response) => this.settled(() => this.onResponse(response)),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.settled(() => this.fail(GrpcStatus.UNAVAILABLE, `reflection could not answer: ${why}`));
      },
    );
  }

  /** A stream that was over meanwhile is left only now: what it asked was held as long. */
  private settled(goOn: () => void): void {
    this.asking = false;
    if (this.isOver) this.left();
    else goOn();
  }

  private onResponse(response: Uint8Array | null): void {
    if (response === null) {
      this.fail(GrpcStatus.INVALID_ARGUMENT, 'the message is no ServerReflectionRequest');
      return;
    }
    this.call.write(response, () => this.next());
  }

  private finish(): void {
    this.call.end();
    this.over();
  }

  private over(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.waiting = [];
    if (!this.asking) this.left();
  }
}
