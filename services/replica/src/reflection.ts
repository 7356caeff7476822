import { status as grpcStatus, type Server, type ServerDuplexStream } from '@grpc/grpc-js';
import { asBuffer, byteMethod } from './byte-methods';
import { ReflectionThread } from './reflection-thread';
import { StreamLimit } from './stream-limit';

type Call = ServerDuplexStream<Buffer, Buffer>;

const METHOD = 'ServerReflectionInfo';
const services = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'] as const;

/** Tools ask one at a time; a request names a symbol or a file. */
const STREAMS_MAX = 64;
const REQUEST_BYTES_MAX = 64 * 1024;

/**
 * Server reflection, by which tools find out what a server can do. Few servers are ever asked, and to answer takes a parser of protocol files
 * and long turns: all of that is a thread's, which the first question starts. Here messages stay bytes.
 */
export class Reflection {
  private readonly limit = new StreamLimit(STREAMS_MAX);
  private readonly streams = new Set<ReflectionStream>();
  private closed = false;

  constructor(
    server: Server,
    private readonly thread = new ReflectionThread(),
  ) {
    for (const service of services) {
      const handle = (call: Call): void => this.open(service, call);
      server.addService({ [METHOD]: byteMethod(`/${service}/${METHOD}`, true, true) }, { [METHOD]: handle });
    }
  }

  /** Ends the streams and the thread at once: an answer that still has to be loaded is not worth a slower end. */
  close(): void {
    this.closed = true;
    for (const stream of this.streams) stream.goDown();
    this.thread.close();
  }

  private open(service: string, call: Call): void {
    if (!this.limit.enter()) {
      call.emit('error', { code: grpcStatus.RESOURCE_EXHAUSTED, details: 'too many reflection streams at this replica' });
      return;
    }
    const stream = new ReflectionStream(
      call,
      (request) => this.thread.ask(service, request),
      () => {
        this.limit.leave();
        this.streams.delete(stream);
      },
    );
    this.streams.add(stream);
    if (this.closed) stream.goDown();
  }
}

/** One stream of questions. The next is read when the answer to the last is on its way, so one of each is the most that is held. */
class ReflectionStream {
  private isOver = false;
  private asking = false;
  private hasEnded = false;

  /** `left` is called once, when nothing of this stream is held any more. */
  constructor(
    private readonly call: Call,
    private readonly ask: (request: Buffer) => Promise<Uint8Array | null>,
    private readonly left: () => void,
  ) {
    call.on('data', (request: Buffer) => this.onRequest(request));
    // Also comes in a pause, where nothing is left to be read.
    call.on('end', () => {
      this.hasEnded = true;
      if (!this.asking) this.finish();
    });
    call.once('cancelled', () => this.over());
    call.once('close', () => this.over());
  }

  goDown(): void {
    this.fail(grpcStatus.UNAVAILABLE, 'this replica is going down');
  }

  private onRequest(request: Buffer): void {
    if (this.isOver) return;
    if (request.length > REQUEST_BYTES_MAX) {
      this.fail(grpcStatus.RESOURCE_EXHAUSTED, `a reflection request has at most ${REQUEST_BYTES_MAX} bytes, this one ${request.length}`);
      return;
    }
    this.call.pause();
    this.asking = true;
    this.ask(request).then(
      (response) => this.settled(() => this.onResponse(response)),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.settled(() => this.fail(grpcStatus.UNAVAILABLE, `reflection could not answer: ${why}`));
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
      this.fail(grpcStatus.INVALID_ARGUMENT, 'the message is no ServerReflectionRequest');
      return;
    }
    this.call.write(asBuffer(response), () => this.call.resume());
    if (this.hasEnded) this.finish();
  }

  private finish(): void {
    if (!this.isOver) this.call.end();
    this.over();
  }

  private fail(code: number, details: string): void {
    if (!this.isOver) this.call.emit('error', { code, details });
    this.over();
  }

  private over(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (!this.asking) this.left();
  }
}
