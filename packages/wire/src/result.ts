import { OperationField } from './contract';
import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import type { OperationType } from './operation';
import { readStat, writeStat } from './stat';
import type { Stat } from './stat';

/** What operations answer, as domain types and as the fields of an Answer. */

export type MultiPartSuccess =
  | { readonly type: 'create'; readonly path: string; readonly stat: Stat }
  | { readonly type: 'delete' }
  | { readonly type: 'setData'; readonly stat: Stat };

export interface MultiPartResult {
  readonly code: number;
  /** Null for a check, and where the multi failed. */
  readonly result: MultiPartSuccess | null;
}

export type OperationResult =
  | MultiPartSuccess
  | { readonly type: 'multi'; readonly results: readonly MultiPartResult[] }
  | { readonly type: 'exists'; readonly stat: Stat }
  | { readonly type: 'getData'; readonly data: Uint8Array; readonly stat: Stat }
  | { readonly type: 'getChildren'; readonly children: readonly string[]; readonly stat: Stat }
  | { readonly type: 'close' | 'sync' | 'addWatch' | 'removeWatches' | 'setWatches' };

export type ResultOf<Type extends OperationType> = Extract<OperationResult, { readonly type: Type }>;

const typeByField: readonly (OperationType | undefined)[] = Array.from({ length: 64 }, (_, field) =>
  (Object.keys(OperationField) as OperationType[]).find((type) => OperationField[type] === field),
);

/** The operation of a field number of the oneofs `operation` and `result`. */
export function operationTypeOf(field: number): OperationType | undefined {
  return typeByField[field];
}

function emptyStat(reader: ByteReader): Stat {
  return readStat(new ByteReader(reader.buffer, 0, 0));
}

function readNested(reader: ByteReader): Stat {
  const outer = reader.enter();
  const stat = readStat(reader);
  reader.leave(outer);
  return stat;
}

function readCreateResult(reader: ByteReader): ResultOf<'create'> {
  let path = '';
  let stat: Stat | null = null;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === ((2 << 3) | 2)) stat = readNested(reader);
    else reader.skip();
  }
  return { type: 'create', path, stat: stat ?? emptyStat(reader) };
}

function readStatResult(reader: ByteReader): Stat {
  let stat: Stat | null = null;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) stat = readNested(reader);
    else reader.skip();
  }
  return stat ?? emptyStat(reader);
}

function readMultiPartResult(reader: ByteReader): MultiPartResult {
  let code = 0;
  let result: MultiPartSuccess | null = null;
  while (reader.next()) {
    const key = reader.key;
    if (key === 1 << 3) {
      code = reader.int32();
    } else if (key === ((2 << 3) | 2) || key === ((3 << 3) | 2) || key === ((4 << 3) | 2)) {
      const outer = reader.enter();
      if (key === ((2 << 3) | 2)) {
        result = readCreateResult(reader);
      } else if (key === ((3 << 3) | 2)) {
        while (reader.next()) reader.skip();
        result = { type: 'delete' };
      } else {
        result = { type: 'setData', stat: readStatResult(reader) };
      }
      reader.leave(outer);
    } else {
      reader.skip();
    }
  }
  return { code, result };
}

/** Reads the message that answers an operation, to the reader's end. A `zxid` of unary answers is passed over. */
export function readResult(type: OperationType, reader: ByteReader): OperationResult {
  switch (type) {
    case 'create':
      return readCreateResult(reader);
    case 'setData':
    case 'exists':
      return { type, stat: readStatResult(reader) };
    case 'getData': {
      let data = reader.buffer.subarray(0, 0);
      let stat: Stat | null = null;
      while (reader.next()) {
        if (reader.key === ((1 << 3) | 2)) data = reader.bytes();
        else if (reader.key === ((2 << 3) | 2)) stat = readNested(reader);
        else reader.skip();
      }
      return { type, data, stat: stat ?? emptyStat(reader) };
    }
    case 'getChildren': {
      const children: string[] = [];
      let stat: Stat | null = null;
      while (reader.next()) {
        if (reader.key === ((1 << 3) | 2)) children.push(reader.string());
        else if (reader.key === ((2 << 3) | 2)) stat = readNested(reader);
        else reader.skip();
      }
      return { type, children, stat: stat ?? emptyStat(reader) };
    }
    case 'multi': {
      const results: MultiPartResult[] = [];
      while (reader.next()) {
        if (reader.key === ((1 << 3) | 2)) {
          const outer = reader.enter();
          results.push(readMultiPartResult(reader));
          reader.leave(outer);
        } else {
          reader.skip();
        }
      }
      return { type, results };
    }
    case 'delete':
    case 'close':
    case 'sync':
    case 'addWatch':
    case 'removeWatches':
    case 'setWatches':
      while (reader.next()) reader.skip();
      return { type };
  }
}

/** The result whose message is buffer[start, end); null where it is malformed. Byte fields are views. */
export function decodeResult(type: OperationType, buffer: Uint8Array, start = 0, end: number = buffer.length): OperationResult | null {
  const reader = new ByteReader(buffer, start, end);
  const result = readResult(type, reader);
  return reader.failed ? null : result;
}

export function writeResult(writer: ByteWriter, field: number, result: OperationResult): void {
  const begin = writer.beginMessage(field);
  switch (result.type) {
    case 'create':
      writer.stringField(1, result.path);
      writeStat(writer, 2, result.stat);
      break;
    case 'setData':
    case 'exists':
      writeStat(writer, 1, result.stat);
      break;
    case 'getData':
      writer.bytesField(1, result.data);
      writeStat(writer, 2, result.stat);
      break;
    case 'getChildren':
      for (const child of result.children) writer.presentStringField(1, child);
      writeStat(writer, 2, result.stat);
      break;
    case 'multi':
      for (const part of result.results) {
        const outer = writer.beginMessage(1);
        writer.integerField(1, part.code);
        if (part.result !== null) writeResult(writer, { create: 2, delete: 3, setData: 4 }[part.result.type], part.result);
        writer.endMessage(outer);
      }
      break;
    default:
  }
  writer.endMessage(begin);
}

const answerWriter = new ByteWriter(1024);

/** The fields of an Answer without its id, as the tree and the engine hand them on. */
export function encodeAnswer(answer: {
  readonly zxid: number;
  readonly code: number;
  readonly message?: string;
  readonly retryAfterMs?: number;
  readonly result?: OperationResult;
}): Uint8Array {
  const writer = answerWriter;
  writer.reset();
  writer.integerField(2, answer.zxid);
  writer.integerField(3, answer.code);
  writer.stringField(4, answer.message ?? '');
  writer.integerField(5, answer.retryAfterMs ?? 0);
  if (answer.result !== undefined) writeResult(writer, OperationField[answer.result.type], answer.result);
  return writer.take();
}

/** An Answer, walked as far as its result. Reused: the visitor copies what it keeps. */
export interface AnswerView {
  id: number;
  zxid: number;
  code: number;
  message: string;
  retryAfterMs: number;
  /** One of OperationField, or 0 where there is no result. */
  resultField: number;
  /** The result's message, without its tag. */
  resultStart: number;
  resultEnd: number;
}

export function newAnswerView(): AnswerView {
  return { id: 0, zxid: 0, code: 0, message: '', retryAfterMs: 0, resultField: 0, resultStart: 0, resultEnd: 0 };
}

/** Reads an Answer to the reader's end; a failure is the reader's. */
export function readAnswer(reader: ByteReader, answer: AnswerView): void {
  answer.id = 0;
  answer.zxid = 0;
  answer.code = 0;
  answer.message = '';
  answer.retryAfterMs = 0;
  answer.resultField = 0;
  answer.resultStart = 0;
  answer.resultEnd = 0;
  while (reader.next()) {
    switch (reader.key) {
      case 1 << 3:
        answer.id = reader.unsigned();
        break;
      case 2 << 3:
        answer.zxid = reader.unsigned();
        break;
      case 3 << 3:
        answer.code = reader.int32();
        break;
      case (4 << 3) | 2:
        answer.message = reader.string();
        break;
      case 5 << 3:
        answer.retryAfterMs = reader.int32();
        break;
      default: {
        const field = reader.key >>> 3;
        if ((reader.key & 7) === 2 && typeByField[field] !== undefined) {
          const length = reader.length();
          answer.resultField = field;
          answer.resultStart = reader.position;
          reader.position += length;
          answer.resultEnd = reader.position;
        } else {
          reader.skip();
        }
      }
    }
  }
}
