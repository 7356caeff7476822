import type { Acl, Identity } from './acl';
import { readAcl, readIdentity, writeAcl, writeIdentity } from './acl';
import { OperationField } from './contract';
import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import type { OperationType } from './operation';
import type { QuotaUse } from './quota';
import { readQuotaUse, writeQuotaUse } from './quota';
import { readStat, writeStat } from './stat';
import type { Stat } from './stat';

/** What operations answer, as domain types and as the fields of an Answer. */

/** A child with what was asked for. */
export interface Child {
  /** Its name (not its path). */
  readonly name: string;
  /** Null where it was not asked for, or READ on the child is missing. */
  readonly stat: Stat | null;
  /** Empty where it was not asked for, or READ on the child is missing. */
  readonly data: Uint8Array;
}

export interface GetChildrenResult {
  readonly type: 'getChildren';
  /** Names; empty where there are entries. */
  readonly children: readonly string[];
  readonly stat: Stat;
  /** Where data or Stat was asked for and there are children. */
  readonly entries?: readonly Child[];
  /** Absent after the last page. */
  readonly nextPageToken?: Uint8Array;
}

export type ReadPartSuccess =
  | { readonly type: 'exists'; readonly stat: Stat }
  | { readonly type: 'getData'; readonly data: Uint8Array; readonly stat: Stat }
  | GetChildrenResult;

export type MultiPartSuccess =
  | { readonly type: 'create'; readonly path: string; readonly stat: Stat }
  /** `deleted`: znodes; absent where the server did not tell. */
  | { readonly type: 'delete'; readonly deleted?: number }
  | { readonly type: 'setData'; readonly stat: Stat }
  | ReadPartSuccess;

export interface MultiPartResult {
  readonly code: number;
  /** Null for a check, and where the multi failed. */
  readonly result: MultiPartSuccess | null;
}

export interface MultiReadPartResult {
  readonly code: number;
  /** Null where the part failed. */
  readonly result: ReadPartSuccess | null;
}

/** Operations that answer that they were done, and nothing else. */
export type EmptyResultType =
  'close' | 'setQuota' | 'removeQuota' | 'addAuth' | 'sync' | 'addWatch' | 'removeWatches' | 'setWatches' | 'checkWatches';

export type OperationResult =
  | MultiPartSuccess
  | { readonly type: 'multi'; readonly results: readonly MultiPartResult[] }
  | { readonly type: 'setAcl'; readonly stat: Stat }
  | { readonly type: 'getAcl'; readonly acl: readonly Acl[]; readonly stat: Stat }
  | { readonly type: 'getAllChildrenNumber'; readonly count: number }
  | { readonly type: 'getEphemerals'; readonly paths: readonly string[] }
  | { readonly type: 'multiRead'; readonly results: readonly MultiReadPartResult[] }
  | { readonly type: 'whoAmI'; readonly identities: readonly Identity[] }
  | { readonly type: 'listQuotas'; readonly quotas: readonly QuotaUse[] }
  | { readonly [Type in EmptyResultType]: { readonly type: Type } }[EmptyResultType];

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

function readDeleteResult(reader: ByteReader): ResultOf<'delete'> {
  let deleted = 0;
  while (reader.next()) {
    if (reader.key === 1 << 3) deleted = reader.int32();
    else reader.skip();
  }
  return { type: 'delete', ...(deleted !== 0 && { deleted }) };
}

function readDataResult(reader: ByteReader): ResultOf<'getData'> {
  let data = reader.buffer.subarray(0, 0);
  let stat: Stat | null = null;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) data = reader.bytes();
    else if (reader.key === ((2 << 3) | 2)) stat = readNested(reader);
    else reader.skip();
  }
  return { type: 'getData', data, stat: stat ?? emptyStat(reader) };
}

function readChild(reader: ByteReader): Child {
  let name = '';
  let stat: Stat | null = null;
  let data = reader.buffer.subarray(0, 0);
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) name = reader.string();
    else if (reader.key === ((2 << 3) | 2)) stat = readNested(reader);
    else if (reader.key === ((3 << 3) | 2)) data = reader.bytes();
    else reader.skip();
  }
  reader.leave(outer);
  return { name, stat, data };
}

function readChildrenResult(reader: ByteReader): GetChildrenResult {
  const children: string[] = [];
  let stat: Stat | null = null;
  const entries: Child[] = [];
  let nextPageToken = reader.buffer.subarray(0, 0);
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) children.push(reader.string());
    else if (reader.key === ((2 << 3) | 2)) stat = readNested(reader);
    else if (reader.key === ((3 << 3) | 2)) entries.push(readChild(reader));
    else if (reader.key === ((4 << 3) | 2)) nextPageToken = reader.bytes();
    else reader.skip();
  }
  return {
    type: 'getChildren',
    children,
    stat: stat ?? emptyStat(reader),
    ...(entries.length > 0 && { entries }),
    ...(nextPageToken.length > 0 && { nextPageToken }),
  };
}

function readAclResult(reader: ByteReader): ResultOf<'getAcl'> {
  const acl: Acl[] = [];
  let stat: Stat | null = null;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) acl.push(readAcl(reader));
    else if (reader.key === ((2 << 3) | 2)) stat = readNested(reader);
    else reader.skip();
  }
  return { type: 'getAcl', acl, stat: stat ?? emptyStat(reader) };
}

/** By member of the oneof of MultiPartResult, from field 2 on. */
const multiPartTypes = ['create', 'delete', 'setData', 'getData', 'getChildren', 'exists'] as const;
/** By member of the oneof of MultiReadPartResult, from field 2 on. */
const multiReadPartTypes = ['getData', 'getChildren', 'exists'] as const;

function readPartResult<Type extends (typeof multiPartTypes)[number]>(
  reader: ByteReader,
  types: readonly Type[],
): { code: number; result: ResultOf<Type> | null } {
  let code = 0;
  let result: ResultOf<Type> | null = null;
  const outer = reader.enter();
  while (reader.next()) {
    const type = (reader.key & 7) === 2 ? types[(reader.key >>> 3) - 2] : undefined;
    if (reader.key === 1 << 3) {
      code = reader.int32();
    } else if (type !== undefined) {
      const inner = reader.enter();
      result = readResult(type, reader) as ResultOf<Type>;
      reader.leave(inner);
    } else {
      reader.skip();
    }
  }
  reader.leave(outer);
  return { code, result };
}

/** The elements of field 1. */
function readList<Element>(reader: ByteReader, read: (reader: ByteReader) => Element): Element[] {
  const list: Element[] = [];
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) list.push(read(reader));
    else reader.skip();
  }
  return list;
}

function readCount(reader: ByteReader): number {
  let count = 0;
  while (reader.next()) {
    if (reader.key === 1 << 3) count = reader.integer();
    else reader.skip();
  }
  return count;
}

/** Reads the message that answers an operation, to the reader's end. A `zxid` of unary answers is passed over. */
export function readResult(type: OperationType, reader: ByteReader): OperationResult {
  switch (type) {
    case 'create':
      return readCreateResult(reader);
    case 'delete':
      return readDeleteResult(reader);
    case 'setData':
    case 'setAcl':
    case 'exists':
      return { type, stat: readStatResult(reader) };
    case 'getData':
      return readDataResult(reader);
    case 'getChildren':
      return readChildrenResult(reader);
    case 'multi':
      return { type, results: readList(reader, (inner) => readPartResult(inner, multiPartTypes)) };
    case 'multiRead':
      return { type, results: readList(reader, (inner) => readPartResult(inner, multiReadPartTypes)) };
    case 'getAcl':
      return readAclResult(reader);
    case 'getAllChildrenNumber':
      return { type, count: readCount(reader) };
    case 'getEphemerals':
      return { type, paths: readList(reader, (inner) => inner.string()) };
    case 'whoAmI':
      return { type, identities: readList(reader, readIdentity) };
    case 'listQuotas':
      return { type, quotas: readList(reader, readQuotaUse) };
    case 'close':
    case 'setQuota':
    case 'removeQuota':
    case 'addAuth':
    case 'sync':
    case 'addWatch':
    case 'removeWatches':
    case 'setWatches':
    case 'checkWatches':
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
    case 'delete':
      writer.integerField(1, result.deleted ?? 0);
      break;
    case 'setData':
    case 'setAcl':
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
      for (const child of result.entries ?? []) writeChild(writer, 3, child);
      if (result.nextPageToken !== undefined) writer.bytesField(4, result.nextPageToken);
      break;
    case 'multi':
      for (const part of result.results) writePartResult(writer, part, multiPartTypes);
      break;
    case 'multiRead':
      for (const part of result.results) writePartResult(writer, part, multiReadPartTypes);
      break;
    case 'getAcl':
      for (const acl of result.acl) writeAcl(writer, 1, acl);
      writeStat(writer, 2, result.stat);
      break;
    case 'getAllChildrenNumber':
      writer.integerField(1, result.count);
      break;
    case 'getEphemerals':
      for (const path of result.paths) writer.presentStringField(1, path);
      break;
    case 'whoAmI':
      for (const identity of result.identities) writeIdentity(writer, 1, identity);
      break;
    case 'listQuotas':
      for (const use of result.quotas) writeQuotaUse(writer, 1, use);
      break;
    default:
  }
  writer.endMessage(begin);
}

function writeChild(writer: ByteWriter, field: number, child: Child): void {
  const begin = writer.beginMessage(field);
  writer.stringField(1, child.name);
  if (child.stat !== null) writeStat(writer, 2, child.stat);
  writer.bytesField(3, child.data);
  writer.endMessage(begin);
}

function writePartResult(writer: ByteWriter, part: MultiPartResult, types: readonly MultiPartSuccess['type'][]): void {
  const begin = writer.beginMessage(1);
  writer.integerField(1, part.code);
  if (part.result !== null) writeResult(writer, types.indexOf(part.result.type) + 2, part.result);
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
