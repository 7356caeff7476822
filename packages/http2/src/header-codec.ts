import { indexOfField, indexOfName, staticTable, type HeaderField, type Headers } from './header-fields';
import { decodeHuffman } from './huffman';
import { errorCode, ProtocolError } from './protocol-error';

/** What a table of fields may hold where nothing else is agreed (RFC 7541, section 4.2): each field counts its letters and 32. */
export const TABLE_BYTES_MAX = 4_096;
const ENTRY_BYTES = 32;
/** All fields of one block, counted alike. */
const LIST_BYTES_MAX = 65_536;

/** A table of no bytes, as the first word of a block: whoever has told of a smaller one waits for such a word (RFC 7541, section 4.2). */
const NO_TABLE = Buffer.of(0x20);

/**
 * One block of fields, each as a literal that is not remembered (RFC 7541, section 6.2.2), without Huffman's code: whoever reads it needs no table, and
 * a call has a handful. Fields that the static table holds whole are one byte.
 */
export function encodeHeaders(fields: readonly HeaderField[]): Buffer {
  const parts: Buffer[] = [NO_TABLE];
  for (const field of fields) {
    const whole = indexOfField(field);
    if (whole > 0) {
      parts.push(Buffer.of(0x80 | whole));
      continue;
    }
    const named = indexOfName(field.name);
    if (named > 0) parts.push(encodeInteger(named, 4, 0));
    else parts.push(Buffer.of(0), encodeString(field.name));
    parts.push(encodeString(field.value));
  }
  return Buffer.concat(parts);
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([encodeInteger(bytes.length, 7, 0), bytes]);
}

/** An integer with a prefix of so many bits (RFC 7541, section 5.1); `above`: the bits above the prefix. */
function encodeInteger(value: number, prefixBits: number, above: number): Buffer {
  const most = (1 << prefixBits) - 1;
  if (value < most) return Buffer.of(above | value);
  const bytes = [above | most];
  let rest = value - most;
  for (; rest >= 128; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** Reads the blocks of one connection in their order: fields may refer to those of blocks before (RFC 7541). */
export class HeaderDecoder {
  /** The newest first. */
  private readonly table: HeaderField[] = [];
  private tableBytes = 0;
  private tableBytesMax = TABLE_BYTES_MAX;

  /** @throws ProtocolError */
  decode(block: Buffer): Headers {
    const headers = new Map<string, string>();
    const reader = new BlockReader(block);
    let bytes = 0;
    while (!reader.isAtEnd) {
      const field = this.field(reader);
      if (field === null) continue;
      bytes += sizeOf(field);
      if (bytes > LIST_BYTES_MAX) throw new ProtocolError(errorCode.enhanceYourCalm, 'too many header fields');
      const before = headers.get(field.name);
      headers.set(field.name, before === undefined ? field.value : `${before},${field.value}`);
    }
    return headers;
  }

  /** Null: it was a change of the table's size. */
  private field(reader: BlockReader): HeaderField | null {
    const first = reader.peek();
    if ((first & 0x80) !== 0) return this.entry(reader.integer(7));
    if ((first & 0xe0) === 0x20) {
      this.resize(reader.integer(5));
      return null;
    }
    const isKept = (first & 0xc0) === 0x40;
    const index = reader.integer(isKept ? 6 : 4);
    const name = index === 0 ? reader.string() : this.entry(index).name;
    const value = reader.string();
    if (!isKept) return { name, value };
    const field = shared(name, value);
    this.keep(field);
    return field;
  }

  private entry(index: number): HeaderField {
    const field = index <= staticTable.length ? staticTable[index - 1] : this.table[index - 1 - staticTable.length];
    if (field === undefined) throw new ProtocolError(errorCode.compressionError, `no header field ${index}`);
    return field;
  }

  private keep(field: HeaderField): void {
    this.table.unshift(field);
    this.tableBytes += sizeOf(field);
    this.shrink();
  }

  private resize(bytesMax: number): void {
    if (bytesMax > TABLE_BYTES_MAX) throw new ProtocolError(errorCode.compressionError, `a table of ${bytesMax} bytes`);
    this.tableBytesMax = bytesMax;
    this.shrink();
  }

  private shrink(): void {
    while (this.tableBytes > this.tableBytesMax) {
      const oldest = this.table.pop();
      if (oldest === undefined) return;
      this.tableBytes -= sizeOf(oldest);
    }
  }
}

/** Fields that tables hold lately: what ten thousand connections of one kind of client remember is one memory. */
const known = new Map<string, HeaderField>();
const KNOWN_MAX = 1_000;
const KNOWN_LETTERS_MAX = 256;

function shared(name: string, value: string): HeaderField {
  // Its length tells where the name ends, whatever it holds.
  const key = `${name.length} ${name}${value}`;
  const field = known.get(key) ?? { name, value };
  if (key.length > KNOWN_LETTERS_MAX) return field;
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, field);
  return field;
}

function sizeOf(field: HeaderField): number {
  return field.name.length + field.value.length + ENTRY_BYTES;
}

class BlockReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  peek(): number {
    return this.byteAt(this.at);
  }

  integer(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    let value = this.next() & most;
    if (value < most) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.next();
      value += (byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new ProtocolError(errorCode.compressionError, 'a number that is too large');
  }

  string(): string {
    const isCoded = (this.peek() & 0x80) !== 0;
    const length = this.integer(7);
    const end = this.at + length;
    if (end > this.bytes.length) throw truncated();
    const bytes = this.bytes.subarray(this.at, end);
    this.at = end;
    return isCoded ? decodeHuffman(bytes) : bytes.toString('latin1');
  }

  private next(): number {
    const byte = this.byteAt(this.at);
    this.at += 1;
    return byte;
  }

  private byteAt(at: number): number {
    const byte = this.bytes[at];
    if (byte === undefined) throw truncated();
    return byte;
  }
}

function truncated(): ProtocolError {
  return new ProtocolError(errorCode.compressionError, 'a block of header fields that is cut off');
}
