import { varintBytes, writeInt32, writeVarint, type AnswerEncoder } from './answer-encoder';
import { copyBytes } from './byte-arena';
import { ErrorCode } from './error-code';
import { OperationField, type Operation } from './operation';

const INITIAL_BYTES = 16 * 1024;
/** MultiPartResult's fields by operation. */
const MULTI_RESULT_FIELDS = new Map<number, number>([
  [OperationField.create, 2],
  [OperationField.delete, 3],
  [OperationField.setData, 4],
  [OperationField.getData, 5],
  [OperationField.getChildren, 6],
  [OperationField.exists, 7],
]);
/** MultiReadPartResult's fields by operation. */
const MULTI_READ_RESULT_FIELDS = new Map<number, number>([
  [OperationField.getData, 2],
  [OperationField.getChildren, 3],
  [OperationField.exists, 4],
]);
const TAG_RESULTS = 0x0a;
const TAG_CODE = 0x08;
/** A part that is a code alone: a negative int32 takes ten bytes. */
export const CODE_PART_BYTES = 13;

/** Gathers the encoded `results` of a MultiResponse or MultiReadResponse part by part, as each part leaves its znode. */
export class MultiResults {
  bytes = new Uint8Array(INITIAL_BYTES);
  length = 0;
  /** Of the reads alone. */
  readBytes = 0;

  reset(): void {
    this.length = 0;
    this.readBytes = 0;
  }

  /** A write or check that succeeded: `row` is the znode it made or changed, `deleted` what a delete removed. Uses the encoder's buffer. */
  succeeded(part: Operation, row: number, deleted: number, encoder: AnswerEncoder): void {
    const field = MULTI_RESULT_FIELDS.get(part.field) ?? 0;
    encoder.length = 0;
    if (part.field === OperationField.create) {
      encoder.createResult(field, row);
    } else if (part.field === OperationField.setData) {
      encoder.statResult(field, row);
    } else if (part.field === OperationField.delete) {
      encoder.numberResult(field, deleted);
    }
    this.take(encoder);
  }

  /** A read of `row` within a multi; false, and nothing kept, where all reads together would give more than `maxBytes`. */
  read(part: Operation, row: number, encoder: AnswerEncoder, maxBytes: number): boolean {
    return this.putRead(MULTI_RESULT_FIELDS.get(part.field) ?? 0, part, row, encoder, maxBytes);
  }

  /** A read of `row` within a multiRead, alike. */
  multiRead(part: Operation, row: number, encoder: AnswerEncoder, maxBytes: number): boolean {
    return this.putRead(MULTI_READ_RESULT_FIELDS.get(part.field) ?? 0, part, row, encoder, maxBytes);
  }

  /** A part that is its code alone. */
  code(code: number): void {
    this.ensure(CODE_PART_BYTES + 3);
    this.bytes[this.length++] = TAG_RESULTS;
    if (code === ErrorCode.ok) {
      this.bytes[this.length++] = 0;
      return;
    }
    this.bytes[this.length++] = CODE_PART_BYTES - 2;
    this.bytes[this.length++] = TAG_CODE;
    this.length = writeInt32(this.bytes, this.length, code);
  }

  /** Replaces everything by codes alone: 0 before the failing part, its code, RUNTIMEINCONSISTENCY behind it. */
  failed(partCount: number, failedPart: number, code: number): void {
    this.reset();
    for (let part = 0; part < partCount; part += 1) {
      this.code(part < failedPart ? ErrorCode.ok : part === failedPart ? code : ErrorCode.runtimeInconsistency);
    }
  }

  private putRead(field: number, part: Operation, row: number, encoder: AnswerEncoder, maxBytes: number): boolean {
    const left = maxBytes - this.readBytes;
    encoder.length = 0;
    if (part.field === OperationField.getChildren) {
      if (!encoder.childrenResult(field, row, left)) {
        return false;
      }
    } else if (part.field === OperationField.getData) {
      if (encoder.dataLengthOf(row) > left) {
        return false;
      }
      encoder.dataResult(field, row);
    } else {
      encoder.statResult(field, row);
    }
    if (encoder.length > left) {
      return false;
    }
    this.readBytes += encoder.length + 1 + varintBytes(encoder.length);
    this.take(encoder);
    return true;
  }

  private take(encoder: AnswerEncoder): void {
    this.ensure(encoder.length + 8);
    this.bytes[this.length++] = TAG_RESULTS;
    this.length = writeVarint(this.bytes, this.length, encoder.length);
    copyBytes(encoder.buffer, 0, encoder.length, this.bytes, this.length);
    this.length += encoder.length;
  }

  private ensure(more: number): void {
    if (this.length + more > this.bytes.length) {
      const larger = new Uint8Array((this.length + more) * 2);
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
  }
}
