import { ErrorCode } from './error-code';

/**
 * Reads operations as clients encoded them: the oneof field `operation` of grove.v1.Request, tag included
 * (proto/grove/v1/coordination.proto). Fields are views into the caller's buffer; unknown ones are skipped; nothing here throws.
 */

/** Field numbers of `Request.operation`; of `Answer.result` too. */
export const OperationField = {
  create: 16,
  delete: 17,
  setData: 18,
  multi: 19,
  close: 20,
  exists: 32,
  getData: 33,
  getChildren: 34,
  sync: 35,
} as const;

/** The field of a `check`, which exists as a part of a multi alone. */
export const CHECK_FIELD = 4;

/** One decoded operation, or one part of a multi. Reused. */
export class Operation {
  /** One of OperationField, or CHECK_FIELD. */
  field = 0;
  pathStart = 0;
  pathEnd = 0;
  dataStart = 0;
  dataEnd = 0;
  /** −1: any. */
  version = -1;
  kind = 0;
  sequential = false;
  watch = false;

  reset(field: number): void {
    this.field = field;
    this.pathStart = 0;
    this.pathEnd = 0;
    this.dataStart = 0;
    this.dataEnd = 0;
    this.version = -1;
    this.kind = 0;
    this.sequential = false;
    this.watch = false;
  }
}

const SAFE_INTEGER_MAX = Number.MAX_SAFE_INTEGER;
const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

/** Field numbers inside the messages; 0 where the message has none. */
interface Shape {
  readonly data: number;
  readonly version: number;
  readonly kind: number;
  readonly sequential: number;
  readonly watch: number;
}

const CREATE_SHAPE: Shape = { data: 2, version: 0, kind: 3, sequential: 4, watch: 0 };
const DELETE_SHAPE: Shape = { data: 0, version: 2, kind: 0, sequential: 0, watch: 0 };
const SET_DATA_SHAPE: Shape = { data: 2, version: 3, kind: 0, sequential: 0, watch: 0 };
const READ_SHAPE: Shape = { data: 0, version: 0, kind: 0, sequential: 0, watch: 2 };
const SYNC_SHAPE: Shape = { data: 0, version: 0, kind: 0, sequential: 0, watch: 0 };

export class OperationDecoder {
  /** The operation itself, unless it is a multi. */
  readonly operation = new Operation();
  /** The parts of a multi: [0, partCount). */
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
    switch (field) {
      case OperationField.setData:
        return this.fields(operation, SET_DATA_SHAPE);
      case OperationField.create:
        return this.fields(operation, CREATE_SHAPE);
      case OperationField.delete:
        return this.fields(operation, DELETE_SHAPE);
      case OperationField.exists:
      case OperationField.getData:
      case OperationField.getChildren:
        return this.fields(operation, READ_SHAPE);
      case OperationField.multi:
        return this.multi();
      case OperationField.close:
      case OperationField.sync:
        return this.fields(operation, SYNC_SHAPE);
      default:
        return ErrorCode.unimplemented;
    }
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
    while (this.position < this.end) {
      const tag = this.tag();
      if (this.failed) {
        return ErrorCode.marshallingError;
      }
      const field = tag >>> 3;
      const wire = tag & 7;
      if (wire === WIRE_BYTES) {
        const length = this.length();
        if (this.failed) {
          return ErrorCode.marshallingError;
        }
        if (field === 1) {
          operation.pathStart = this.position;
          operation.pathEnd = this.position + length;
        } else if (field === shape.data) {
          operation.dataStart = this.position;
          operation.dataEnd = this.position + length;
        }
        this.position += length;
      } else if (wire === WIRE_VARINT) {
        this.varint();
        if (field === shape.version) {
          operation.version = this.low | 0;
        } else if (field === shape.kind) {
          operation.kind = this.low | 0;
        } else if (field === shape.sequential) {
          operation.sequential = this.low !== 0 || this.high !== 0;
        } else if (field === shape.watch) {
          operation.watch = this.low !== 0 || this.high !== 0;
        }
      } else {
        this.skipValue(wire);
      }
      if (this.failed) {
        return ErrorCode.marshallingError;
      }
    }
    return ErrorCode.ok;
  }

  private multi(): number {
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
        const code = this.part();
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

  /** One MultiPart. Its oneof's last field counts, as in every protobuf decoder. */
  private part(): number {
    let part = this.parts[this.partCount];
    if (part === undefined) {
      part = new Operation();
      this.parts.push(part);
    }
    part.reset(0);
    const end = this.end;
    while (this.position < end) {
      const tag = this.tag();
      const field = tag >>> 3;
      if (this.failed || (tag & 7) !== WIRE_BYTES || field < 1 || field > 4) {
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
      part.reset(field === CHECK_FIELD ? CHECK_FIELD : OperationField.create + field - 1);
      const shape = field === 1 ? CREATE_SHAPE : field === 3 ? SET_DATA_SHAPE : DELETE_SHAPE;
      if (this.fields(part, shape) !== ErrorCode.ok) {
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
