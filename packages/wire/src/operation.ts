import type { Acl, Credential } from './acl';
import { writeAcl, writeCredential } from './acl';
import { OperationField } from './contract';
import { ByteWriter } from './byte-writer';
import type { Quota } from './quota';
import { writeQuota } from './quota';
import { NodeKindNumber } from './stat';
import type { NodeKind } from './stat';
import { writeWatchOperation } from './watch-operations';
import type { WatchOperation } from './watch-operations';

/**
 * Operations as domain types, and as the oneof field of a Request: the bytes that are forwarded, logged and applied.
 * A field that may be absent and is, is the protocol's zero; decoding leaves zeros out.
 */

export interface CreateOperation {
  readonly type: 'create';
  readonly path: string;
  readonly data: Uint8Array;
  readonly kind: NodeKind;
  readonly sequential: boolean;
  /** Of the kind `ttl`: 1 to 2^40 − 1. */
  readonly ttlMs?: number;
  /** Absent or empty: everybody everything. */
  readonly acl?: readonly Acl[];
  /** Missing parents are made too. */
  readonly parents?: boolean;
}

export interface DeleteOperation {
  readonly type: 'delete';
  readonly path: string;
  /** The version that the znode must have; null for any. */
  readonly version: number | null;
  /** With all below it. */
  readonly subtree?: boolean;
}

export interface SetDataOperation {
  readonly type: 'setData';
  readonly path: string;
  readonly data: Uint8Array;
  /** The version that the znode must have; null for any. */
  readonly version: number | null;
}

export interface CheckOperation {
  readonly type: 'check';
  readonly path: string;
  /** The version that the znode must have; null where it must only exist. */
  readonly version: number | null;
}

export interface CheckNotExistsOperation {
  readonly type: 'checkNotExists';
  readonly path: string;
}

/** A read within a multi or multiRead: whole, and without a watch. */
export interface ReadPart {
  readonly type: 'exists' | 'getData' | 'getChildren';
  readonly path: string;
}

export type MultiPart = CreateOperation | DeleteOperation | SetDataOperation | CheckOperation | CheckNotExistsOperation | ReadPart;

export interface GetChildrenOperation {
  readonly type: 'getChildren';
  readonly path: string;
  readonly watch: boolean;
  /** The most children of a page; absent: the whole list. */
  readonly pageSize?: number;
  /** `nextPageToken` of the page before; absent: the first page. */
  readonly pageToken?: Uint8Array;
  readonly withData?: boolean;
  readonly withStat?: boolean;
}

export interface SetAclOperation {
  readonly type: 'setAcl';
  readonly path: string;
  readonly acl: readonly Acl[];
  /** The aversion that the znode must have; null for any. */
  readonly aversion: number | null;
}

export type Operation =
  | CreateOperation
  | DeleteOperation
  | SetDataOperation
  | { readonly type: 'multi'; readonly parts: readonly MultiPart[] }
  | { readonly type: 'close' }
  | SetAclOperation
  | { readonly type: 'setQuota'; readonly path: string; readonly quota: Quota }
  | { readonly type: 'removeQuota'; readonly path: string }
  | { readonly type: 'addAuth'; readonly credential: Credential }
  | { readonly type: 'exists'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'getData'; readonly path: string; readonly watch: boolean }
  | GetChildrenOperation
  | { readonly type: 'sync'; readonly path: string }
  | { readonly type: 'getAcl'; readonly path: string }
  | { readonly type: 'getAllChildrenNumber'; readonly path: string }
  | { readonly type: 'getEphemerals'; readonly prefix: string }
  | { readonly type: 'multiRead'; readonly parts: readonly ReadPart[] }
  | { readonly type: 'whoAmI' }
  | { readonly type: 'listQuotas'; readonly path: string }
  | WatchOperation;

export type OperationType = Operation['type'];

/** Field numbers of the oneof `operation` below this one change replicated state. */
export const FIRST_READ_FIELD = 32;

/** Operations that change replicated state, and take a sequence number. */
export function isWrite(type: OperationType): boolean {
  return OperationField[type] < FIRST_READ_FIELD;
}

const operationWriter = new ByteWriter(1024);

/** A buffer of its own costs a microsecond, which is more than all the encoding: small operations are cut from one. */
const SLAB_BYTES = 64 * 1024;
const CUT_BYTES_MAX = 4 * 1024;
let slab = new Uint8Array(0);
let slabUsed = 0;

function cutCopy(bytes: Uint8Array): Uint8Array {
  const length = bytes.length;
  if (length > CUT_BYTES_MAX) return new Uint8Array(bytes);
  if (slabUsed + length > slab.length) {
    slab = new Uint8Array(SLAB_BYTES);
    slabUsed = 0;
  }
  const copy = slab.subarray(slabUsed, slabUsed + length);
  copy.set(bytes);
  slabUsed += length;
  return copy;
}

/** `close`, encoded: the same bytes always. */
export const closeOperation: Uint8Array = encodeOperation({ type: 'close' });

/** Members of the oneof of MultiPart. */
const multiPartField = {
  create: 1,
  delete: 2,
  setData: 3,
  check: 4,
  checkNotExists: 5,
  getData: 6,
  getChildren: 7,
  exists: 8,
} as const;

/** Members of the oneof of MultiReadPart. */
const multiReadPartField = { getData: 1, getChildren: 2, exists: 3 } as const;

function writeCreate(writer: ByteWriter, operation: CreateOperation): void {
  writer.stringField(1, operation.path);
  writer.bytesField(2, operation.data);
  writer.integerField(3, NodeKindNumber[operation.kind]);
  writer.booleanField(4, operation.sequential);
  writer.integerField(5, operation.ttlMs ?? 0);
  if (operation.acl !== undefined) for (const acl of operation.acl) writeAcl(writer, 6, acl);
  writer.booleanField(7, operation.parents ?? false);
}

function writePart(writer: ByteWriter, field: number, part: MultiPart): void {
  const begin = writer.beginMessage(field);
  switch (part.type) {
    case 'create':
      writeCreate(writer, part);
      break;
    case 'delete':
      writer.stringField(1, part.path);
      if (part.version !== null) writer.presentIntegerField(2, part.version);
      writer.booleanField(3, part.subtree ?? false);
      break;
    case 'setData':
      writer.stringField(1, part.path);
      writer.bytesField(2, part.data);
      if (part.version !== null) writer.presentIntegerField(3, part.version);
      break;
    case 'check':
      writer.stringField(1, part.path);
      if (part.version !== null) writer.presentIntegerField(2, part.version);
      break;
    default:
      writer.stringField(1, part.path);
  }
  writer.endMessage(begin);
}

function writeBody(writer: ByteWriter, operation: Exclude<Operation, { readonly type: 'create' | 'delete' | 'setData' }>): void {
  switch (operation.type) {
    case 'multi':
      for (const part of operation.parts) {
        const outer = writer.beginMessage(1);
        writePart(writer, multiPartField[part.type], part);
        writer.endMessage(outer);
      }
      break;
    case 'multiRead':
      for (const part of operation.parts) {
        const outer = writer.beginMessage(1);
        writePart(writer, multiReadPartField[part.type], part);
        writer.endMessage(outer);
      }
      break;
    case 'exists':
    case 'getData':
      writer.stringField(1, operation.path);
      writer.booleanField(2, operation.watch);
      break;
    case 'getChildren':
      writer.stringField(1, operation.path);
      writer.booleanField(2, operation.watch);
      writer.integerField(3, operation.pageSize ?? 0);
      if (operation.pageToken !== undefined) writer.bytesField(4, operation.pageToken);
      writer.booleanField(5, operation.withData ?? false);
      writer.booleanField(6, operation.withStat ?? false);
      break;
    case 'setAcl':
      writer.stringField(1, operation.path);
      for (const acl of operation.acl) writeAcl(writer, 2, acl);
      if (operation.aversion !== null) writer.presentIntegerField(3, operation.aversion);
      break;
    case 'setQuota':
      writer.stringField(1, operation.path);
      writeQuota(writer, 2, operation.quota);
      break;
    case 'addAuth':
      writeCredential(writer, 1, operation.credential);
      break;
    case 'getEphemerals':
      writer.stringField(1, operation.prefix);
      break;
    case 'sync':
    case 'removeQuota':
    case 'getAcl':
    case 'getAllChildrenNumber':
    case 'listQuotas':
      writer.stringField(1, operation.path);
      break;
    case 'close':
    case 'whoAmI':
      break;
    default:
      writeWatchOperation(writer, operation);
  }
}

/** The oneof field of a Request, tag included. The bytes may lie in a larger buffer. */
export function encodeOperation(operation: Operation): Uint8Array {
  const writer = operationWriter;
  // Not empty where the operation before it was refused half-way.
  writer.reset();
  const field = OperationField[operation.type];
  if (operation.type === 'create' || operation.type === 'delete' || operation.type === 'setData') {
    writePart(writer, field, operation);
  } else {
    const begin = writer.beginMessage(field);
    writeBody(writer, operation);
    writer.endMessage(begin);
  }
  return cutCopy(writer.view());
}
