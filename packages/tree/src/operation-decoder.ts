import { ErrorCode } from './error-code';
import { Operation, OperationField } from './operation';
import { MULTI_PARTS, MULTI_READ_PARTS, SHAPES, Slot, type PartShape, type Shape } from './operation-shapes';

/**
 * Reads operations as clients encoded them: the oneof field `operation` of grove.v1.Request, tag included
 * (proto/grove/v1/coordination.proto). Fields are views into the caller's buffer; unknown ones are skipped; nothing here throws.
 */

const SAFE_INTEGER_MAX = Number.MAX_SAFE_INTEGER;
/** Parts beyond this many are given back before the next operation: a rare large one must not keep its memory. */
const PARTS_KEPT = 1024;
const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

export class OperationDecoder {
  /** The operation itself; of a multi or multiRead the field alone. */
  readonly operation = new Operation();
  /** The parts of a multi or multiRead: [0, partCount). */
  readonly parts: Operation[] = [];
  partCount = 0;

  private buffer: Uint8Array = new Uint8Array(0);
  private position = 0;
  private end = 0;
  private failed = false;
  /** The low 32 bits, unsigned, and the high ones, of the last varint. */
  private low = 0;
  private high = 0;

  /** Answers 0, MARSHALLINGERROR or UNIMPLEMENTED (an operation that this version does not know). */
  decode(buffer: Uint8Array, start: number, end: number): number {
    const operation = this.operation;
    this.open(buffer, start, end);
    this.partCount = 0;
    if (this.parts.length > PARTS_KEPT) {
      this.parts.length = PARTS_KEPT;
    }
    const tag = this.tag();
    if (this.failed || (tag & 7) !== WIRE_BYTES) {
      return ErrorCode.marshallingError;
    }
    const length = this.length();
    if (this.failed || this.position + length !== end) {
      return ErrorCode.marshallingError;
    }
    const field = tag >>> 3;
    operation.reset(field);
    if (field === OperationField.multi) {
      return this.multi(MULTI_PARTS);
    }
    if (field === OperationField.multiRead) {
      return this.multi(MULTI_READ_PARTS);
    }
    const shape = SHAPES.get(field);
    return shape === undefined ? ErrorCode.unimplemented : this.fields(operation, shape);
  }

  /** Reads the message buffer[start, end) field by field, for the small messages of session entries. */
  open(buffer: Uint8Array, start: number, end: number): void {
    this.buffer = buffer;
    this.position = start;
    this.end = end;
    this.failed = false;
  }

  /** The next field's number, or 0 at the end; its value is then taken by `takeNumber`, `takeBytes` or `skip`. */
  next(): number {
    if (this.position >= this.end || this.failed) {
      return 0;
    }
    this.lastTag = this.tag();
    return this.failed ? 0 : this.lastTag >>> 3;
  }

  /** A varint as a safe integer; −1 where it is none (the message is then malformed). */
  takeNumber(): number {
    if ((this.lastTag & 7) !== WIRE_VARINT) {
      this.failed = true;
      return -1;
    }
    this.varint();
    const value = this.high * 0x100000000 + this.low;
    if (this.failed || value > SAFE_INTEGER_MAX) {
      this.failed = true;
      return -1;
    }
    return value;
  }

  /** A varint as an int64: a safe integer, or −2 for whatever is below −1. */
  takeSigned(): number {
    if ((this.lastTag & 7) !== WIRE_VARINT) {
      this.failed = true;
      return 0;
    }
    this.varint();
    if (this.high >= 0x80000000) {
      return this.high === 0xffffffff && this.low === 0xffffffff ? -1 : -2;
    }
    const value = this.high * 0x100000000 + this.low;
    if (value > SAFE_INTEGER_MAX) {
      this.failed = true;
    }
    return value;
  }

  /** A view of a length-delimited field. */
  takeBytes(): Uint8Array {
    if ((this.lastTag & 7) !== WIRE_BYTES) {
      this.failed = true;
      return this.buffer.subarray(0, 0);
    }
    const length = this.length();
    const start = this.position;
    this.position += length;
    return this.buffer.subarray(start, this.failed ? start : start + length);
  }

  /** Appends the varints of a repeated field, packed or not. */
  takeNumbers(into: number[]): void {
    if ((this.lastTag & 7) === WIRE_VARINT) {
      into.push(this.takeNumber());
      return;
    }
    const length = (this.lastTag & 7) === WIRE_BYTES ? this.length() : -1;
    const end = this.position + length;
    if (length < 0 || this.failed) {
      this.failed = true;
      return;
    }
    this.lastTag = WIRE_VARINT;
    while (this.position < end && !this.failed) {
      into.push(this.takeNumber());
    }
    if (this.position !== end) {
      this.failed = true;
    }
  }

  skip(): void {
    this.skipValue(this.lastTag & 7);
  }

  get malformed(): boolean {
    return this.failed;
  }

  private lastTag = 0;

  private fields(operation: Operation, shape: Shape): number {
    operation.messageStart = this.position;
    operation.messageEnd = this.end;
    while (this.position < this.end) {
      const tag = this.tag();
      if (this.failed) {
        return ErrorCode.marshallingError;
      }
      const wire = tag & 7;
      if (wire === WIRE_BYTES) {
        const length = this.length();
        if (this.failed) {
          return ErrorCode.marshallingError;
        }
        this.bytesInto(operation, shape[tag >>> 3] ?? Slot.none, tag >>> 3, length);
        this.position += length;
      } else if (wire === WIRE_VARINT) {
        this.varint();
        this.varintInto(operation, shape[tag >>> 3] ?? Slot.none);
      } else {
        this.skipValue(wire);
      }
      if (this.failed) {
        return ErrorCode.marshallingError;
      }
    }
    return ErrorCode.ok;
  }

  private bytesInto(operation: Operation, slot: number, field: number, length: number): void {
    const start = this.position;
    switch (slot) {
      case Slot.path:
        operation.pathStart = start;
        operation.pathEnd = start + length;
        return;
      case Slot.data:
        operation.dataStart = start;
        operation.dataEnd = start + length;
        return;
      case Slot.acl:
        operation.aclField = field;
        return;
      case Slot.pageToken:
        operation.pageTokenStart = start;
        operation.pageTokenEnd = start + length;
        return;
      default:
    }
  }

  private varintInto(operation: Operation, slot: number): void {
    const truth = this.low !== 0 || this.high !== 0;
    switch (slot) {
      case Slot.version:
        operation.version = this.low | 0;
        return;
      case Slot.kind:
        operation.kind = this.low | 0;
        return;
      case Slot.sequential:
        operation.sequential = truth;
        return;
      case Slot.watch:
        operation.watch = truth;
        return;
      case Slot.ttl:
        operation.ttlMs = this.high >= 0x80000000 ? -1 : this.high * 0x100000000 + this.low;
        return;
      case Slot.parents:
        operation.parents = truth;
        return;
      case Slot.subtree:
        operation.subtree = truth;
        return;
      case Slot.pageSize:
        operation.pageSize = this.low | 0;
        return;
      case Slot.withData:
        operation.withData = truth;
        return;
      case Slot.withStat:
        operation.withStat = truth;
        return;
      default:
    }
  }

  private multi(shapes: readonly (PartShape | undefined)[]): number {
    const end = this.end;
    let result: number = ErrorCode.ok;
    while (this.position < end) {
      const tag = this.tag();
      if (this.failed) {
        return ErrorCode.marshallingError;
      }
      if (tag === ((1 << 3) | WIRE_BYTES)) {
        const length = this.length();
        if (this.failed) {
          return ErrorCode.marshallingError;
        }
        this.end = this.position + length;
        const code = this.part(shapes);
        if (code === ErrorCode.marshallingError) {
          return code;
        }
        if (code !== ErrorCode.ok) {
          result = code;
        }
        this.position = this.end;
        this.end = end;
      } else {
        this.skipValue(tag & 7);
        if (this.failed) {
          return ErrorCode.marshallingError;
        }
      }
    }
    return result;
  }

  /** One MultiPart or MultiReadPart. Its oneof's last field counts, as in every protobuf decoder. */
  private part(shapes: readonly (PartShape | undefined)[]): number {
    let part = this.parts[this.partCount];
    if (part === undefined) {
      part = new Operation();
      this.parts.push(part);
    }
    part.reset(0);
    const end = this.end;
    while (this.position < end) {
      const tag = this.tag();
      const known = (tag & 7) === WIRE_BYTES ? shapes[tag >>> 3] : undefined;
      if (this.failed || known === undefined) {
        if (!this.failed) {
          this.skipValue(tag & 7);
        }
        if (this.failed) {
          return ErrorCode.marshallingError;
        }
        continue;
      }
      const length = this.length();
      if (this.failed) {
        return ErrorCode.marshallingError;
      }
      this.end = this.position + length;
      part.reset(known.field);
      if (this.fields(part, known.shape) !== ErrorCode.ok) {
        return ErrorCode.marshallingError;
      }
      this.end = end;
    }
    this.partCount += 1;
    return part.field === 0 ? ErrorCode.unimplemented : ErrorCode.ok;
  }

  private tag(): number {
    const byte = this.position < this.end ? (this.buffer[this.position] ?? 0) : 0x80;
    if (byte < 0x80 && byte >= 8) {
      this.position += 1;
      return byte;
    }
    this.varint();
    if (this.high !== 0 || this.low >>> 3 === 0) {
      this.failed = true;
    }
    return this.low;
  }

  /** A length that fits between here and the end. */
  private length(): number {
    this.varint();
    if (this.high !== 0 || this.low > this.end - this.position) {
      this.failed = true;
    }
    return this.failed ? 0 : this.low;
  }

  private varint(): void {
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i += 1) {
      if (this.position >= this.end) {
        break;
      }
      const byte = this.buffer[this.position++] ?? 0;
      const bits = byte & 0x7f;
      if (i < 4) {
        low |= bits << (i * 7);
      } else if (i === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else {
        high |= bits << (i * 7 - 32);
      }
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    this.low = 0;
    this.high = 0;
    this.failed = true;
  }

  private skipValue(wire: number): void {
    if (wire === WIRE_VARINT) {
      this.varint();
    } else if (wire === WIRE_BYTES) {
      const length = this.length();
      this.position += length;
    } else if (wire === WIRE_FIXED64 || wire === WIRE_FIXED32) {
      this.position += wire === WIRE_FIXED64 ? 8 : 4;
      if (this.position > this.end) {
        this.failed = true;
      }
    } else {
      this.failed = true;
    }
  }
}
