/**
 * The hot half of the wire package: what the session queue, the leader and apply use on every request. Hand-written
 * over byte positions, without an object per field. (The cold half is generated static code behind `codec.ts`.)
 */

import type { EncodedEventDetails } from './watch';

/** Field numbers of the oneof `operation` of Request, and of `result` of Answer. */
export const OperationField = {
  create: 16,
  delete: 17,
  setData: 18,
  multi: 19,
  close: 20,
  setAcl: 21,
  setQuota: 22,
  removeQuota: 23,
  addAuth: 24,
  exists: 32,
  getData: 33,
  getChildren: 34,
  sync: 35,
  addWatch: 36,
  removeWatches: 37,
  setWatches: 38,
  getAcl: 39,
  getAllChildrenNumber: 40,
  getEphemerals: 41,
  multiRead: 42,
  checkWatches: 43,
  whoAmI: 44,
  listQuotas: 45,
} as const;

/** One request of a frame. Reused: the visitor copies what it keeps. operation = frame[operationStart, operationEnd), tag included. */
export interface RequestView {
  id: number;
  sequence: number;
  /** 0 or 1 local, 2 linearizable. */
  consistency: number;
  minZxid: number;
  /** One of OperationField, or 0 where it is missing or unknown. */
  operationField: number;
  operationStart: number;
  operationEnd: number;
}

/** What a frame from a client holds; called in this order: start, then acknowledged, then each request in order, then ping. */
export interface SessionRequestVisitor {
  onOpen(timeoutMs: number, allowReadOnly: boolean): void;
  onAttach(sessionId: number, secret: Uint8Array, lastZxidSeen: number, allowReadOnly: boolean): void;
  onAcknowledged(sequence: number): void;
  onRequest(frame: Uint8Array, request: RequestView): void;
  onPing(id: number): void;
}

/** `visitSessionRequest(frame, visitor)` returns false where the bytes are no SessionRequest (the visitor may have seen a part). Never throws. */
export type VisitSessionRequest = (frame: Uint8Array, visitor: SessionRequestVisitor) => boolean;

/** Builds SessionResponse frames item by item into one growing buffer (class `SessionResponseBuilder`). */
export interface SessionResponseBuilderApi {
  readonly byteLength: number;
  started(item: {
    sessionId: number;
    sessionSecret: Uint8Array;
    timeoutMs: number;
    generation: number;
    lastSequence: number;
    zxid: number;
    replica: number;
    readOnly?: boolean;
  }): void;
  /** `answer`: fields of Answer without id; copied. */
  answer(id: number, answer: Uint8Array): void;
  /** An answer made of a code alone. */
  failure(id: number, zxid: number, code: number, message: string, retryAfterMs: number): void;
  /** `details`: a cursor, values; absent for none. */
  event(type: number, path: string, zxid: number, details?: EncodedEventDetails): void;
  pong(id: number, zxid: number, confirmedMsAgo: number): void;
  bookmark(zxid: number, cursor: Uint8Array): void;
  ended(code: number, message: string): void;
  /** Hands over the frame (an own buffer) and starts the next. */
  take(): Uint8Array;
}

/** Gathers entries of own clients into an EntryGroup (class `EntryGroupBuilder`). The encoded EntryGroup is what is forwarded and stored. */
export interface EntryGroupBuilderApi {
  readonly count: number;
  readonly byteLength: number;
  /** Copies operation bytes buffer[start, end). */
  add(
    entry: {
      kind: number;
      sessionId: number;
      generation: number;
      sequence: number;
      acknowledgedSequence: number;
      refusalCode: number;
      /** 16 bytes; absent for none. */
      requestId?: Uint8Array;
      /** `scheme:id`; absent for none. */
      caller?: readonly string[];
    },
    buffer: Uint8Array,
    start: number,
    end: number,
  ): void;
  /** Hands over the encoded EntryGroup and starts the next. */
  take(originReplica: number, originEpoch: number, firstNumber: number): Uint8Array;
}

/** The header of an encoded EntryGroup, without looking at its entries; null where it is malformed. */
export interface GroupHeader {
  readonly originReplica: number;
  readonly originEpoch: number;
  readonly firstNumber: number;
  readonly count: number;
}

/**
 * Walks a BlockBody: `visitBlockBody(body, count, visitor)`. `onEntry` is called exactly `count` times, with entry.kind NOOP (1) where
 * the body is malformed or short, so that every replica uses the same indexes. The entry is reused.
 */
export interface BlockBodyVisitor {
  onTime(timeMs: number): void;
  onEntry(
    origin: { replica: number; epoch: number; number: number },
    entry: {
      kind: number;
      sessionId: number;
      generation: number;
      sequence: number;
      acknowledgedSequence: number;
      refusalCode: number;
      /** 16 bytes, or empty. */
      requestId: Uint8Array;
      /** `scheme:id`. */
      caller: readonly string[];
      buffer: Uint8Array;
      operationStart: number;
      operationEnd: number;
    },
  ): void;
}

/** `encodeBlockBody(timeMs, groups)`: copies the encoded groups once. */
export type EncodeBlockBody = (timeMs: number, groups: readonly Uint8Array[]) => Uint8Array;
