import { writeInt32, writeVarint, type AnswerEncoder } from './answer-encoder';
import { copyBytes } from './byte-arena';
import { ErrorCode } from './error-code';
import { OperationField, type Operation } from './operation';

const INITIAL_BYTES = 16 * 1024;
/** MultiPartResult's fields for the results of create, delete and setData. */
const PART_CREATE = 2;
const PART_DELETE = 3;
const PART_SET_DATA = 4;
const TAG_RESULTS = 0x0a;
const TAG_CODE = 0x08;

/** Gathers the encoded `results` of a MultiResponse part by part, as each part leaves its znode. */
export class MultiResults {
  bytes = new Uint8Array(INITIAL_BYTES);
  length = 0;

  reset(): void {
    this.length = 0;
  }

  /** A part that succeeded, with `row` the znode it made or changed. Uses the encoder's buffer. */
  succeeded(part: Operation, row: number, encoder: AnswerEncoder): void {
    encoder.length = 0;
    if (part.field === OperationField.create) {
      encoder.createResult(PART_CREATE, row);
    } else if (part.field === OperationField.setData) {
      encoder.statResult(PART_SET_DATA, row);
    } else if (part.field === OperationField.delete) {
      encoder.emptyResult(PART_DELETE);
    }
    this.ensure(encoder.length + 8);
    this.bytes[this.length++] = TAG_RESULTS;
    this.length = writeVarint(this.bytes, this.length, encoder.length);
    copyBytes(encoder.buffer, 0, encoder.length, this.bytes, this.length);
    this.length += encoder.length;
  }

  /** Replaces everything by codes alone: 0 before the failing part, its code, RUNTIMEINCONSISTENCY behind it. */
  failed(partCount: number, failedPart: number, code: number): void {
    this.length = 0;
    for (let part = 0; part < partCount; part += 1) {
      this.ensure(16);
      this.bytes[this.length++] = TAG_RESULTS;
      if (part < failedPart) {
        this.bytes[this.length++] = 0;
      } else {
        // A negative int32 takes ten bytes.
        this.bytes[this.length++] = 11;
        this.bytes[this.length++] = TAG_CODE;
        this.length = writeInt32(this.bytes, this.length, part === failedPart ? code : ErrorCode.runtimeInconsistency);
      }
    }
  }

  private ensure(more: number): void {
    if (this.length + more > this.bytes.length) {
      const larger = new Uint8Array((this.length + more) * 2);
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
  }
}
