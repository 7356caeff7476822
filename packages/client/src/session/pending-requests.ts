import { decodeResult, operationTypeOf } from '@grove/wire';
import type { AnswerView, OperationResult, OperationType } from '@grove/wire';

/** The answer to one request. Reused: valid only within the callback that gets it. */
export class Answer {
  /** 0 fine; else one of ErrorCode. */
  code = 0;
  /** Of a write: its own zxid. Of a read: that of the state that was read. 0 where the client itself gave up. */
  zxid = 0;
  message = '';
  retryAfterMs = 0;
  private frame: Uint8Array = new Uint8Array(0);
  private resultField = 0;
  private resultStart = 0;
  private resultEnd = 0;

  /** Decodes the result; null where there is none or it is malformed. Its byte fields are views of the received frame. */
  result(): OperationResult | null {
    const type = operationTypeOf(this.resultField);
    return type === undefined ? null : decodeResult(type, this.frame, this.resultStart, this.resultEnd);
  }

  show(frame: Uint8Array, view: AnswerView): this {
    this.code = view.code;
    this.zxid = view.zxid;
    this.message = view.message;
    this.retryAfterMs = view.retryAfterMs;
    this.frame = frame;
    this.resultField = view.resultField;
    this.resultStart = view.resultStart;
    this.resultEnd = view.resultEnd;
    return this;
  }

  showFailure(code: number, message: string): this {
    this.code = code;
    this.zxid = 0;
    this.message = message;
    this.retryAfterMs = 0;
    this.resultField = 0;
    return this;
  }
}

/** Called once, with the answer or with the client's own failure. Must not keep the answer. */
export type RequestCallback = (answer: Answer) => void;

/** A request that has no answer yet. */
export interface PendingRequest {
  readonly type: OperationType;
  /** The oneof field of a Request, tag included. */
  readonly operation: Uint8Array;
  readonly isWrite: boolean;
  /** 0 or 1 local, 2 linearizable. */
  readonly consistency: number;
  readonly minZxid: number;
  readonly callback: RequestCallback;
  /** Made by the session itself (setWatches): not sent again, it is made anew. */
  readonly isInternal: boolean;
  /** Of the last time it was sent. */
  id: number;
  /**
   * Given when it is sent first to a replica with a leader, then the same always: from then on its outcome is unknown until it is
   * answered. 0 for reads.
   */
  sequence: number;
}

/** Below this many answered requests the list is not moved. */
const COMPACT_AT = 1024;

/**
 * Unanswered requests, oldest first: first those in flight, then those that wait. Answers come in the order of the
 * requests, so the oldest is always the next to be answered.
 */
export class PendingRequests {
  private list: PendingRequest[] = [];
  private head = 0;
  private nextToSend = 0;
  private sentBytes = 0;

  /** Unanswered. */
  get size(): number {
    return this.list.length - this.head;
  }

  get inFlight(): number {
    return this.nextToSend - this.head;
  }

  get inFlightBytes(): number {
    return this.sentBytes;
  }

  push(request: PendingRequest): void {
    this.list.push(request);
  }

  /** Before all others: nothing may be in flight. */
  pushFirst(requests: readonly PendingRequest[]): void {
    this.list = [...requests, ...this.list.slice(this.head)];
    this.head = 0;
    this.nextToSend = 0;
  }

  /** The next to be sent, or undefined. */
  peekUnsent(): PendingRequest | undefined {
    return this.list[this.nextToSend];
  }

  markSent(request: PendingRequest): void {
    this.nextToSend++;
    this.sentBytes += request.operation.length;
  }

  /** The oldest one in flight, or undefined. */
  peekInFlight(): PendingRequest | undefined {
    return this.head < this.nextToSend ? this.list[this.head] : undefined;
  }

  /** The oldest one in flight was answered. */
  pop(): void {
    this.sentBytes -= this.list[this.head]?.operation.length ?? 0;
    this.head++;
    if (this.head >= COMPACT_AT && this.head * 2 >= this.list.length) {
      this.list = this.list.slice(this.head);
      this.nextToSend -= this.head;
      this.head = 0;
    }
  }

  /** The connection is gone: everything unanswered is to be sent again, but for what the session itself had asked. */
  rewind(): void {
    this.list = this.list.slice(this.head).filter((request) => !request.isInternal);
    this.head = 0;
    this.nextToSend = 0;
    this.sentBytes = 0;
  }

  /** Takes all away. */
  drain(): PendingRequest[] {
    const all = this.list.slice(this.head);
    this.list = [];
    this.head = 0;
    this.nextToSend = 0;
    this.sentBytes = 0;
    return all;
  }
}
