import type { Duplex } from 'node:stream';

/** Several pieces up to this together are copied into one: the kernel takes one piece faster than a list. */
const JOINED_BYTES_MAX = 16_384;

/** Gathers what is sent while one callback runs, and gives it to the socket in one write behind it. */
export class Outbox {
  private pieces: Buffer[] = [];
  private bytes = 0;
  private written: (() => void)[] = [];
  private isScheduled = false;
  private isClosed = false;

  constructor(private readonly socket: Duplex) {}

  push(piece: Buffer, written?: () => void): void {
    if (this.isClosed) return;
    this.pieces.push(piece);
    this.bytes += piece.length;
    if (written !== undefined) this.written.push(written);
    if (this.isScheduled) return;
    this.isScheduled = true;
    process.nextTick(this.flushScheduled);
  }

  /** What has not left the process. */
  get waitingBytes(): number {
    return this.bytes + this.socket.writableLength;
  }

  /** Calls back when everything that was pushed has left the process. */
  whenWritten(written: () => void): void {
    this.written.push(written);
  }

  /** Nothing is written any more, and nobody told so. */
  close(): void {
    this.isClosed = true;
  }

  private readonly flushScheduled = (): void => {
    this.isScheduled = false;
    this.flush();
  };

  flush(): void {
    const { pieces, written, bytes, socket } = this;
    if (this.isClosed || pieces.length === 0) return;
    this.pieces = [];
    this.written = [];
    this.bytes = 0;
    const done = written.length === 0 ? undefined : whenDone(written);
    if (pieces.length === 1 || bytes <= JOINED_BYTES_MAX) {
      socket.write(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, bytes), done);
      return;
    }
    socket.cork();
    pieces.forEach((piece, i) => socket.write(piece, i === pieces.length - 1 ? done : undefined));
    socket.uncork();
  }
}

function whenDone(written: readonly (() => void)[]): () => void {
  return written.length === 1 && written[0] !== undefined
    ? written[0]
    : () => {
        for (const tell of written) tell();
      };
}
