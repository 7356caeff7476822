import {
  ByteReader,
  decodeResult,
  encodeFeatureLevelRaised,
  encodeOperation,
  encodeSessionAttached,
  encodeSessionAuthenticated,
  encodeSessionOpened,
  encodeSessionsExpired,
  encodeZnodesReaped,
  operationTypeOf,
} from '@grove/wire';
import type { Operation, OperationResult } from '@grove/wire';
import { EntryKind } from '../entry-kind';
import { SnapshotLoader } from '../snapshot-loader';
import { Tree } from '../tree';
import type {
  ChangeRecord,
  Disposition,
  EntryView,
  Origin,
  Outcome,
  ReadCaller,
  ReadOutcome,
  ReapableZnode,
  SnapshotCursor,
  TreeOptions,
} from '../types';

/** Limits that a test can reach. */
export const TEST_LIMITS: TreeOptions = { maxDataBytes: 1000, maxMultiParts: 20, historyMaxBytes: 1 << 20 };

export interface DecodedAnswer {
  readonly zxid: number;
  readonly code: number;
  readonly message: string;
  readonly result: OperationResult | null;
}

export interface Applied {
  readonly zxid: number;
  readonly disposition: Disposition;
  readonly code: number;
  readonly repeated: boolean;
  /** Null where the answer is empty. */
  readonly answer: DecodedAnswer | null;
  readonly bytes: Uint8Array;
}

const NO_ORIGIN: Origin = { replica: 0, epoch: 0, number: 0 };

/** A session's secret hash that is the same 32 bytes all over. */
export function secretHashOf(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}

/** Decodes fields of Answer with the wire package's code. */
export function decodeAnswer(bytes: Uint8Array): DecodedAnswer {
  const reader = new ByteReader(bytes, 0, bytes.length);
  let zxid = 0;
  let code = 0;
  let message = '';
  let result: OperationResult | null = null;
  while (reader.next()) {
    const field = reader.key >>> 3;
    if (field === 2) zxid = reader.unsigned();
    else if (field === 3) code = reader.int32();
    else if (field === 4) message = reader.string();
    else {
      const type = operationTypeOf(field);
      if (type === undefined) throw new Error(`result of unknown field ${field}`);
      result = decodeResult(type, reader.bytes());
    }
  }
  if (reader.failed) throw new Error('the answer is malformed');
  return { zxid, code, message, result };
}

/** Bytes as messages and stored rows come: as a Buffer's, their `slice` is a view of the whole. */
class MessageBytes extends Uint8Array {
  override slice(start?: number, end?: number): Uint8Array<ArrayBuffer> {
    return this.subarray(start, end);
  }
}

/** Applies entries to a tree under the next zxid each and decodes what comes back. */
export class TreeDriver {
  zxid: number;
  timeMs = 1_700_000_000_000;
  origin: Origin = NO_ORIGIN;
  /** Counts up with each entry where an origin is set. */
  countOrigin = false;

  constructor(readonly tree: Tree = new Tree(TEST_LIMITS)) {
    this.zxid = tree.appliedZxid;
  }

  entry(kind: number, operation: Uint8Array, fields: Partial<EntryView> = {}): Applied {
    // Not at the start of its buffer: a frame's views never are.
    const buffer = new MessageBytes(operation.length + 7);
    buffer.set(operation, 3);
    const entry: EntryView = {
      kind,
      sessionId: 0,
      generation: 0,
      sequence: 0,
      acknowledgedSequence: 0,
      refusalCode: 0,
      requestId: new Uint8Array(0),
      caller: [],
      buffer,
      operationStart: 3,
      operationEnd: 3 + operation.length,
      ...fields,
    };
    const outcome: Outcome = { disposition: 'applied', code: 99, answer: new Uint8Array(1), repeated: true };
    this.zxid += 1;
    this.timeMs += 1;
    if (this.countOrigin) this.origin = { ...this.origin, number: this.origin.number + 1 };
    this.tree.apply(this.zxid, this.timeMs, this.origin, entry, outcome);
    // Whoever keeps a view of it is found by the digest.
    buffer.fill(0xee);
    const bytes = outcome.answer.slice();
    return {
      zxid: this.zxid,
      disposition: outcome.disposition,
      code: outcome.code,
      repeated: outcome.repeated,
      answer: bytes.length === 0 ? null : decodeAnswer(bytes),
      bytes,
    };
  }

  write(operation: Operation, fields: Partial<EntryView> = {}): Applied {
    return this.entry(EntryKind.command, encodeOperation(operation), fields);
  }

  create(path: string, more: Partial<Extract<Operation, { type: 'create' }>> = {}, fields: Partial<EntryView> = {}): Applied {
    return this.write({ type: 'create', path, data: new Uint8Array(0), kind: 'persistent', sequential: false, ...more }, fields);
  }

  /** Answers the new session's id. */
  open(secret = 1, timeoutMs = 10_000, identities: readonly string[] = []): number {
    return this.entry(EntryKind.sessionOpen, encodeSessionOpened({ timeoutMs, secretHash: secretHashOf(secret), identities })).zxid;
  }

  attach(sessionId: number, secret = 1, identities: readonly string[] = [], superuser?: string): Applied {
    const payload = { sessionId, secretHash: secretHashOf(secret), identities, ...(superuser === undefined ? {} : { superuser }) };
    return this.entry(EntryKind.sessionAttach, encodeSessionAttached(payload));
  }

  authenticate(sessionId: number, ...identities: string[]): Applied {
    return this.entry(EntryKind.sessionAuth, encodeSessionAuthenticated({ identities }), { sessionId });
  }

  expire(...sessionIds: number[]): Applied {
    return this.expireAsOf(
      sessionIds,
      sessionIds.map((id) => this.tree.session(id)?.generation ?? 0),
    );
  }

  /** As decided when the sessions were of these generations. */
  expireAsOf(sessionIds: readonly number[], generations: readonly number[]): Applied {
    return this.entry(EntryKind.sessionExpire, encodeSessionsExpired({ sessionIds, generations }));
  }

  reap(seen: readonly ReapableZnode[]): Applied {
    return this.entry(EntryKind.reap, encodeZnodesReaped(seen));
  }

  /** All that is due now, over as many calls as it takes. */
  reapable(max = 1000): ReapableZnode[] {
    const found: ReapableZnode[] = [];
    do found.push(...this.tree.reapable(this.timeMs, max));
    while (this.tree.reapPassPending);
    return found;
  }

  raiseFeatureLevel(level: number): Applied {
    return this.entry(EntryKind.feature, encodeFeatureLevelRaised({ level }));
  }

  read(operation: Operation, caller?: ReadCaller): DecodedAnswer & Pick<ReadOutcome, 'rows' | 'watch'> {
    const bytes = encodeOperation(operation);
    const out: ReadOutcome = { code: 99, answer: new Uint8Array(0), rows: 0, watch: null };
    this.tree.read(bytes, 0, bytes.length, out, caller);
    const answer = decodeAnswer(out.answer);
    if (answer.code !== out.code) throw new Error(`code ${out.code} was answered as ${answer.code}`);
    return { ...answer, rows: out.rows, watch: out.watch };
  }

  /** Every record that the history holds. */
  records(): ChangeRecord[] {
    const { history } = this.tree;
    const records: ChangeRecord[] = [];
    for (let position = history.oldestPosition; position < history.nextPosition; position += 1) records.push(history.at(position));
    return records;
  }

  /** The same without the access control lists. */
  changes(): Omit<ChangeRecord, 'acl' | 'parentAcl'>[] {
    return this.records().map(({ zxid, ordinal, kind, path }) => ({ zxid, ordinal, kind, path }));
  }
}

/** Takes the rest of a snapshot and loads it. */
export function loadSnapshot(cursor: SnapshotCursor, first: readonly Uint8Array[] = [], limits = TEST_LIMITS, chunkBytes = 500): Tree {
  const loader = new SnapshotLoader(limits);
  first.forEach((chunk) => loader.add(chunk));
  for (let chunk = cursor.next(chunkBytes); chunk !== null; chunk = cursor.next(chunkBytes)) {
    if (chunk.length === 0) throw new Error('an empty chunk');
    // As it comes from the disk, and gone behind the call.
    const stored = new MessageBytes(chunk);
    loader.add(stored);
    stored.fill(0xee);
  }
  return loader.finish(cursor.zxid, cursor.digest);
}

/** A small generator of equal numbers for equal seeds (xorshift). */
export class SeededRandom {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  }

  below(bound: number): number {
    let state = this.state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.state = state;
    return (state >>> 0) % bound;
  }

  of<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to choose from');
    return item;
  }
}
