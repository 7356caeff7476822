import { JuteReader } from './jute-reader';

const LENGTH_BYTES = 4;
const NOTHING = new Uint8Array(0);
/** A packet that comes in pieces gets so much room at first: a length alone, which costs its sender nothing, is not believed. */
const FIRST_ROOM_BYTES = 16 * 1024;

/**
 * Cuts a stream of bytes into packets, each behind its length. What lies whole in one piece of input is not copied.
 *
 * `push` a piece, then as long as `next` is true, the packet is `buffer[start, end)`. A length that is negative or too large sets
 * `failed`: nothing behind it can be told apart.
 */
export class PacketStream {
  buffer: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  failed = false;
  private piece: Uint8Array = NOTHING;
  private position = 0;
  /** The beginning of a packet that the last piece cut off: its length, and what there is of it. */
  private begun: Uint8Array | null = null;
  private begunBytes = 0;

  constructor(private readonly packetBytesMax: number) {}

  /** The piece before it must have been read to its end. */
  push(piece: Uint8Array): void {
    this.piece = piece;
    this.position = 0;
  }

  /** Bytes of the last piece that were not read yet. */
  get leftBytes(): number {
    return this.piece.length - this.position;
  }

  /** The length that `failed` is about: in the first packet of a connection it may be a word of four letters. */
  refusedLength = 0;

  /** Bytes that are kept for a packet that has not come whole. */
  get heldBytes(): number {
    return this.begunBytes;
  }

  /** Nothing more is read from it, and nothing is kept. */
  giveUp(): void {
    this.failed = true;
    this.buffer = NOTHING;
    this.piece = NOTHING;
    this.position = 0;
    this.begun = null;
    this.begunBytes = 0;
  }

  next(): boolean {
    // Nothing that was read is kept alive by a connection that says no more.
    this.buffer = NOTHING;
    if (this.failed) return false;
    const found = this.begun === null ? this.look() : this.goOn(this.begun);
    if (!found) this.piece = NOTHING;
    if (!found) this.position = 0;
    return found;
  }

  private look(): boolean {
    const { piece, position } = this;
    const left = piece.length - position;
    const length = left < LENGTH_BYTES ? -1 : this.lengthAt(piece, position);
    if (this.failed) return false;
    if (left >= LENGTH_BYTES && left - LENGTH_BYTES >= length) {
      this.buffer = piece;
      this.start = position + LENGTH_BYTES;
      this.end = this.start + length;
      this.position = this.end;
      return true;
    }
    if (left > 0) {
      this.begun = new Uint8Array(left < LENGTH_BYTES ? LENGTH_BYTES : Math.max(left, Math.min(LENGTH_BYTES + length, FIRST_ROOM_BYTES)));
      this.fill(left);
    }
    return false;
  }

  private goOn(begun: Uint8Array): boolean {
    if (this.begunBytes < LENGTH_BYTES) {
      this.fill(LENGTH_BYTES - this.begunBytes);
      if (this.begunBytes < LENGTH_BYTES) return false;
    }
    const length = this.lengthAt(this.begun ?? begun, 0);
    if (this.failed) return false;
    const whole = LENGTH_BYTES + length;
    this.fill(whole - this.begunBytes, whole);
    if (this.begunBytes < whole) return false;
    this.buffer = this.begun ?? begun;
    this.start = LENGTH_BYTES;
    this.end = whole;
    this.begun = null;
    this.begunBytes = 0;
    return true;
  }

  /** Takes so many bytes of the piece, or what there is of them; `whole`: how much room there may be in the end. */
  private fill(wanted: number, whole = LENGTH_BYTES): void {
    const { piece, position } = this;
    const count = Math.min(wanted, piece.length - position);
    let room = this.begun ?? new Uint8Array(0);
    if (this.begunBytes + count > room.length) {
      const grown = new Uint8Array(Math.max(this.begunBytes + count, Math.min(whole, room.length * 2)));
      grown.set(room.subarray(0, this.begunBytes));
      this.begun = grown;
      room = grown;
    }
    room.set(piece.subarray(position, position + count), this.begunBytes);
    this.begunBytes += count;
    this.position = position + count;
  }

  private lengthAt(bytes: Uint8Array, at: number): number {
    const length = lengthReader.reset(bytes, at).int32();
    if (length < 0 || length > this.packetBytesMax) {
      this.failed = true;
      this.refusedLength = length;
    }
    return length;
  }
}

const lengthReader = new JuteReader();
