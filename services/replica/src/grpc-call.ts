import type { Caller } from '@grove/engine';
import { errorCode, type ByteCall, type CallEvents, type HeaderField } from '@grove/http2';
import { GrpcStatus } from '@grove/wire';
import { encodings, type Decompressed, type Decompression } from './decompression';
import { encodeStatusMessage } from './status-message';

/** What a method does with a call that was made of it. */
export interface CallHandler {
  /** The next message. It may be kept. */
  onMessage(message: Buffer): void;
  /** The caller will send no more. */
  onEnd(): void;
  /** The call is over: it was ended, or broken off, or its connection is gone. Comes once. */
  onGone(): void;
}

/** Takes a call in. It may be over when this returns. */
export type Method = (call: GrpcCall) => CallHandler;

/** How a call ends that did not do what it was to do. */
export interface CallFailure {
  /** gRPC's status code. */
  readonly code: number;
  readonly details: string;
  /** An encoded google.rpc.Status. */
  readonly status?: Uint8Array;
}

const answerFields: readonly HeaderField[] = [
  { name: ':status', value: '200' },
  { name: 'content-type', value: 'application/grpc' },
];
const okFields: readonly HeaderField[] = [{ name: 'grpc-status', value: String(GrpcStatus.OK) }];

const acceptedEncodings: HeaderField = { name: 'grpc-accept-encoding', value: [...encodings.keys()].join(',') };

/** Of what a stranger says, repeated to him. */
const PATH_LETTERS_MAX = 256;

const nobody: CallHandler = { onMessage: () => undefined, onEnd: () => undefined, onGone: () => undefined };

/** A gRPC call at the server ("gRPC over HTTP/2"): messages stay bytes, an end has a status. A deadline is kept by the caller, who breaks the call off. */
export class GrpcCall implements CallEvents {
  private handler = nobody;
  private hasAnswered = false;
  private isOver = false;
  private encoding = 'identity';
  /** What came behind a message that is being decompressed; null: none is. */
  private behind: (() => void)[] | null = null;

  constructor(
    private readonly call: ByteCall,
    /** What the connection proves of who calls. */
    readonly caller: Caller,
    private readonly messageBytesMax: number,
    private readonly decompression: Decompression,
  ) {}

  /** Hands the call to its method; undefined: there is none. `encoding`: how the caller compresses messages. */
  begin(method: Method | undefined, path: string, encoding: string): void {
    if (method === undefined) {
      this.fail({ code: GrpcStatus.UNIMPLEMENTED, details: `the server does not implement the method ${path.slice(0, PATH_LETTERS_MAX)}` });
    } else if (!encodings.has(encoding)) {
      const details = `messages compressed by ${encoding.slice(0, PATH_LETTERS_MAX)} are not taken`;
      this.finish(failureFields({ code: GrpcStatus.UNIMPLEMENTED, details }).concat(acceptedEncodings));
    } else {
      this.encoding = encoding;
      const handler = method(this);
      if (this.isOver) handler.onGone();
      else this.handler = handler;
    }
  }

  /** `message` belongs to the call until `written`, which comes when it has left the process, or never will, in the order of the messages. */
  write(message: Uint8Array, written?: () => void): void {
    if (this.isOver) return;
    if (!this.hasAnswered) {
      this.hasAnswered = true;
      this.call.sendHeaders(answerFields);
    }
    this.call.sendMessage(message, written);
  }

  /** Ends the call behind what was sent, as one that did what it was to do. */
  end(): void {
    this.finish(okFields);
  }

  /** Ends the call behind what was sent. */
  fail(failure: CallFailure): void {
    this.finish(failureFields(failure));
  }

  /** Ends the call at once and forgets what it has not yet sent. */
  abort(): void {
    if (this.isOver) return;
    this.call.cancel(errorCode.enhanceYourCalm);
    this.over();
  }

  onMessage(message: Buffer): void {
    if (this.behind === null) this.handler.onMessage(message);
    else this.behind.push(() => this.onMessage(message));
  }

  /** What is behind it waits, and nothing more of the connection is read meanwhile. */
  onCompressed(message: Buffer): void {
    if (this.behind !== null) {
      this.behind.push(() => this.onCompressed(message));
      return;
    }
    const decompress = encodings.get(this.encoding) ?? null;
    if (decompress === null) {
      this.fail({ code: GrpcStatus.INTERNAL, details: 'a compressed message in a call that names no compression' });
      return;
    }
    this.behind = [];
    const goOn = this.call.hold();
    this.decompression.add({
      decompress,
      message,
      bytesMax: this.messageBytesMax,
      isWanted: () => !this.isOver,
      done: (plain) => {
        this.onDecompressed(plain);
        goOn();
      },
    });
  }

  private onDecompressed(plain: Decompressed): void {
    const behind = this.behind ?? [];
    this.behind = null;
    if (this.isOver) return;
    if (plain === 'too long') this.onTooLong(this.messageBytesMax + 1);
    else if (plain === 'malformed') this.fail({ code: GrpcStatus.INTERNAL, details: 'a message that is not compressed as its call says' });
    else this.handler.onMessage(plain);
    for (const each of behind) each();
  }

  onTooLong(bytes: number): void {
    this.fail({
      code: GrpcStatus.RESOURCE_EXHAUSTED,
      details: `a message of ${bytes} bytes or more is not taken, at most ${this.messageBytesMax} are`,
    });
  }

  onEnd(): void {
    if (this.behind === null) this.handler.onEnd();
    else this.behind.push(() => this.onEnd());
  }

  onLost(): void {
    this.over();
  }

  private finish(trailers: readonly HeaderField[]): void {
    if (this.isOver) return;
    const fields = this.hasAnswered ? trailers : answerFields.concat(trailers);
    this.hasAnswered = true;
    this.call.end(fields, () => this.over());
  }

  private over(): void {
    if (this.isOver) return;
    this.isOver = true;
    const { handler } = this;
    this.handler = nobody;
    handler.onGone();
  }
}

function failureFields({ code, details, status }: CallFailure): HeaderField[] {
  const fields = [
    { name: 'grpc-status', value: String(code) },
    { name: 'grpc-message', value: encodeStatusMessage(details) },
  ];
  if (status !== undefined) fields.push({ name: 'grpc-status-details-bin', value: Buffer.from(status).toString('base64') });
  return fields;
}

/**
 * A method whose calls have one request. `open` is called with it, when the caller has sent all; what it answers is told when
 * the call is over.
 */
export function singleRequest(open: (request: Buffer, call: GrpcCall) => Pick<CallHandler, 'onGone'> | null): Method {
  return (call) => new SingleRequest(call, open);
}

class SingleRequest implements CallHandler {
  private request: Buffer | null = null;
  private opened: Pick<CallHandler, 'onGone'> | null = null;
  private isGone = false;

  constructor(
    private readonly call: GrpcCall,
    private readonly open: (request: Buffer, call: GrpcCall) => Pick<CallHandler, 'onGone'> | null,
  ) {}

  onMessage(message: Buffer): void {
    if (this.request === null) this.request = message;
    else this.call.fail({ code: GrpcStatus.INTERNAL, details: 'a second request in a call that takes one' });
  }

  onEnd(): void {
    if (this.request === null) {
      this.call.fail({ code: GrpcStatus.INTERNAL, details: 'a call without its request' });
      return;
    }
    const opened = this.open(this.request, this.call);
    if (this.isGone) opened?.onGone();
    else this.opened = opened;
  }

  onGone(): void {
    this.isGone = true;
    this.opened?.onGone();
  }
}
