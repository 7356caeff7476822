import type { BlockBodyVisitor, EncodeBlockBody, EntryGroupBuilderApi, GroupHeader } from './contract';
import { ByteReader } from './byte-reader';
import { ByteWriter, integerFieldLength, varintLength } from './byte-writer';

/** What an entry does: numbers of `EntryKind` in proto/grove/peer/v1/log.proto. */
export const EntryKind = {
  command: 0,
  noop: 1,
  sessionOpen: 2,
  sessionAttach: 3,
  sessionExpire: 4,
  clock: 5,
  feature: 6,
  sessionAuth: 7,
  reap: 8,
} as const;

export type EntryKindNumber = (typeof EntryKind)[keyof typeof EntryKind];

const NO_REQUEST_ID = new Uint8Array(0);
const NOBODY: readonly string[] = [];

/** Tag and fields 1 to 4 of an EntryGroup at their widest. */
const GROUP_HEADER_MAX = 2 + 9 + 9 + 6;

/** Gathers entries into an EntryGroup; the bytes that `take` gives are those that will lie on every replica's disk. */
export class EntryGroupBuilder implements EntryGroupBuilderApi {
  private readonly entries = new ByteWriter(16 * 1024);
  private readonly header = new ByteWriter(64);
  private readonly identities = new ByteWriter(64);
  private entryCount = 0;

  get count(): number {
    return this.entryCount;
  }

  /** An upper bound of what `take` will give, a few bytes too high. */
  get byteLength(): number {
    return this.entryCount === 0 ? 0 : this.entries.byteLength + GROUP_HEADER_MAX;
  }

  add(entry: Parameters<EntryGroupBuilderApi['add']>[0], buffer: Uint8Array, start: number, end: number): void {
    const writer = this.entries;
    const operationLength = end - start;
    const refusal = ((entry.refusalCode << 1) ^ (entry.refusalCode >> 31)) >>> 0;
    // Counted first, so that the operation does not have to move when the length is known.
    let length =
      integerFieldLength(entry.kind) +
      integerFieldLength(entry.sessionId) +
      integerFieldLength(entry.generation) +
      integerFieldLength(entry.sequence) +
      integerFieldLength(entry.acknowledgedSequence) +
      integerFieldLength(refusal);
    if (operationLength > 0) length += 1 + varintLength(operationLength) + operationLength;
    const requestId = entry.requestId ?? NO_REQUEST_ID;
    const caller = entry.caller ?? NOBODY;
    if (requestId.length > 0) length += 1 + varintLength(requestId.length) + requestId.length;
    const identities = this.identities;
    identities.reset();
    for (const identity of caller) identities.presentStringField(10, identity);
    length += identities.byteLength;
    writer.tag(5, 2);
    writer.varint(length);
    writer.integerField(1, entry.kind);
    writer.integerField(2, entry.sessionId);
    writer.integerField(3, entry.generation);
    writer.integerField(4, entry.sequence);
    writer.integerField(5, entry.acknowledgedSequence);
    if (requestId.length > 0) writer.presentBytesField(7, requestId);
    if (operationLength > 0) writer.presentBytesField(8, buffer, start, end);
    writer.integerField(9, refusal);
    if (caller.length > 0) writer.append(identities.view());
    this.entryCount++;
  }

  take(originReplica: number, originEpoch: number, firstNumber: number): Uint8Array {
    const header = this.header;
    header.reset();
    header.integerField(1, originReplica);
    header.integerField(2, originEpoch);
    header.integerField(3, firstNumber);
    header.integerField(4, this.entryCount);
    const group = new Uint8Array(header.byteLength + this.entries.byteLength);
    group.set(header.view());
    group.set(this.entries.view(), header.byteLength);
    this.entries.reset();
    this.entryCount = 0;
    return group;
  }
}

interface MutableHeader {
  originReplica: number;
  originEpoch: number;
  firstNumber: number;
  count: number;
}

/** Reads fields 1 to 4 and stops before the first entry. */
function readHeader(reader: ByteReader, header: MutableHeader): boolean {
  header.originReplica = 0;
  header.originEpoch = 0;
  header.firstNumber = 0;
  header.count = 0;
  while (reader.next()) {
    if (reader.key === ((5 << 3) | 2)) {
      reader.position = reader.keyStart;
      break;
    }
    switch (reader.key) {
      case (1 << 3) | 0:
        header.originReplica = reader.int32();
        break;
      case (2 << 3) | 0:
        header.originEpoch = reader.unsigned();
        break;
      case (3 << 3) | 0:
        header.firstNumber = reader.unsigned();
        break;
      case (4 << 3) | 0:
        header.count = reader.int32();
        break;
      default:
        reader.skip();
    }
  }
  return (
    !reader.failed &&
    header.originReplica > 0 &&
    header.count > 0 &&
    // An entry takes two bytes at least: a count that the bytes cannot hold is damage.
    header.count * 2 <= reader.end - reader.position &&
    header.firstNumber > 0 &&
    Number.isSafeInteger(header.firstNumber + header.count)
  );
}

/**
 * The header of an encoded EntryGroup; null where it is malformed: no origin, no entries, or numbers out of range.
 * Numbers of entries start at 1.
 */
export function readGroupHeader(bytes: Uint8Array): GroupHeader | null {
  const header = { originReplica: 0, originEpoch: 0, firstNumber: 0, count: 0 };
  return readHeader(new ByteReader(bytes), header) ? header : null;
}

/** The same entries as of another epoch of their origin. Throws where the group is malformed: it is the origin's own. */
export function groupOfEpoch(group: Uint8Array, originEpoch: number): Uint8Array {
  const reader = new ByteReader(group);
  const header = { originReplica: 0, originEpoch: 0, firstNumber: 0, count: 0 };
  if (!readHeader(reader, header)) throw new Error('the group is malformed');
  const writer = new ByteWriter(64);
  writer.integerField(1, header.originReplica);
  writer.integerField(2, originEpoch);
  writer.integerField(3, header.firstNumber);
  writer.integerField(4, header.count);
  const entries = group.subarray(reader.position);
  const made = new Uint8Array(writer.byteLength + entries.length);
  made.set(writer.view());
  made.set(entries, writer.byteLength);
  return made;
}

type EntryView = Parameters<BlockBodyVisitor['onEntry']>[1];

function clearEntry(entry: EntryView, kind: number, buffer: Uint8Array): void {
  entry.kind = kind;
  entry.sessionId = 0;
  entry.generation = 0;
  entry.sequence = 0;
  entry.acknowledgedSequence = 0;
  entry.refusalCode = 0;
  entry.requestId = NO_REQUEST_ID;
  entry.caller = NOBODY;
  entry.buffer = buffer;
  entry.operationStart = 0;
  entry.operationEnd = 0;
}

function readEntry(reader: ByteReader, entry: EntryView): boolean {
  let caller: string[] | null = null;
  while (reader.next()) {
    switch (reader.key) {
      case (1 << 3) | 0:
        entry.kind = reader.int32();
        break;
      case (2 << 3) | 0:
        entry.sessionId = reader.unsigned();
        break;
      case (3 << 3) | 0:
        entry.generation = reader.int32();
        break;
      case (4 << 3) | 0:
        entry.sequence = reader.unsigned();
        break;
      case (5 << 3) | 0:
        entry.acknowledgedSequence = reader.unsigned();
        break;
      case (8 << 3) | 2: {
        const length = reader.length();
        entry.operationStart = reader.position;
        reader.position += length;
        entry.operationEnd = reader.position;
        break;
      }
      case (9 << 3) | 0:
        entry.refusalCode = reader.zigzag();
        break;
      case (7 << 3) | 2:
        entry.requestId = reader.bytes();
        break;
      case (10 << 3) | 2:
        (caller ??= []).push(reader.string());
        break;
      default:
        reader.skip();
    }
  }
  if (caller !== null) entry.caller = caller;
  return !reader.failed;
}

/**
 * Walks the entries of a BlockBody, whose count was compared with its length when the block was opened (packages/storage). `onTime` is called at most once, before the first entry (not at all where the time
 * is missing: the time before it still holds). `onEntry` is called exactly `count` times. What cannot be read becomes
 * a NOOP in its place, decided by the bytes alone, so that all replicas number the entries after it alike: a damaged
 * entry is one NOOP, a group that ends early is filled up to its count, and after a group without a readable header
 * everything is.
 */
export function visitBlockBody(body: Uint8Array, count: number, visitor: BlockBodyVisitor): void {
  const origin = { replica: 0, epoch: 0, number: 0 };
  const header = { originReplica: 0, originEpoch: 0, firstNumber: 0, count: 0 };
  const entry: EntryView = {
    kind: 0,
    sessionId: 0,
    generation: 0,
    sequence: 0,
    acknowledgedSequence: 0,
    refusalCode: 0,
    requestId: NO_REQUEST_ID,
    caller: NOBODY,
    buffer: body,
    operationStart: 0,
    operationEnd: 0,
  };
  const reader = new ByteReader(body);
  const inner = new ByteReader(body);
  let seen = 0;
  let timed = false;
  while (seen < count && reader.next()) {
    if (reader.key === ((1 << 3) | 0)) {
      const timeMs = reader.unsigned();
      if (!reader.failed && !timed && seen === 0) visitor.onTime(timeMs);
      timed = true;
      continue;
    }
    if (reader.key !== ((2 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outerEnd = reader.enter();
    if (reader.failed || !readHeader(reader, header)) break;
    origin.replica = header.originReplica;
    origin.epoch = header.originEpoch;
    let inGroup = 0;
    while (inGroup < header.count && seen < count) {
      let found = false;
      while (!found && reader.next()) {
        if (reader.key === ((5 << 3) | 2)) found = true;
        else reader.skip();
      }
      clearEntry(entry, EntryKind.noop, body);
      if (found) {
        const length = reader.length();
        if (!reader.failed) {
          inner.reset(body, reader.position, reader.position + length);
          reader.position += length;
          entry.kind = EntryKind.command;
          if (!readEntry(inner, entry)) clearEntry(entry, EntryKind.noop, body);
        }
      }
      origin.number = header.firstNumber + inGroup;
      inGroup++;
      seen++;
      visitor.onEntry(origin, entry);
    }
    // A damaged group has its bounds all the same.
    reader.failed = false;
    reader.leave(outerEnd);
  }
  origin.replica = 0;
  origin.epoch = 0;
  origin.number = 0;
  for (; seen < count; seen++) {
    clearEntry(entry, EntryKind.noop, body);
    visitor.onEntry(origin, entry);
  }
}

export const encodeBlockBody: EncodeBlockBody = (timeMs, groups) => {
  const time = new ByteWriter(16);
  time.integerField(1, timeMs);
  let length = time.byteLength;
  for (const group of groups) length += 1 + varintLength(group.length) + group.length;
  const writer = new ByteWriter(length + 8);
  writer.append(time.view());
  for (const group of groups) writer.presentBytesField(2, group);
  return writer.view();
};
