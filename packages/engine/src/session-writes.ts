import { EntryKind } from '@grove/wire';
import type { RequestView } from '@grove/wire';
import type { EntryOwner } from './forwarder';
import { keepsTooManyAnswers } from './kept-answers';
import { QueuedKind } from './request-queue';
import type { RequestQueue } from './request-queue';
import type { SessionConnection } from './session-connection';
import type { SessionHost } from './session-host';

/**
 * Bytes of a session's writes that may be under way to the log at once. Its further frames wait here, outside of the one line in which
 * the writes of all of the replica's sessions stand: so a session with very much in flight does not make the others wait for all of
 * it. Two blocks, so that one gathers while the other is on its way to the disks.
 */
const WRITE_WINDOW_BYTES = 2 * 1024 * 1024;

/** One session's writes on their way to the log, and what the client says to have of their answers. */
export class SessionWrites {
  private acknowledgedSequence = 0;
  /** Of those that were handed on and not applied yet. */
  private underWayBytes = 0;

  constructor(
    private readonly host: SessionHost,
    private readonly owner: SessionConnection & EntryOwner,
    private readonly queue: RequestQueue,
  ) {}

  get isWindowFull(): boolean {
    return this.underWayBytes >= WRITE_WINDOW_BYTES;
  }

  acknowledge(sequence: number): void {
    if (sequence > this.acknowledgedSequence) this.acknowledgedSequence = sequence;
  }

  /** Answers are replicated state until the client acknowledges them. */
  get keepsTooManyAnswers(): boolean {
    const session = this.host.tree().session(this.owner.sessionId);
    return session !== undefined && keepsTooManyAnswers(session, this.acknowledgedSequence);
  }

  /** Hands on a numbered write; one that is refused at the door still consumes its number (P8), as an entry that only says so. */
  log(kind: number, refusal: number, request: RequestView, buffer: Uint8Array, start: number, end: number): void {
    const { owner } = this;
    // What it carries, for `underWayBytes`: a refused one carries nothing.
    const bytes = refusal === 0 ? end - start : 0;
    this.underWayBytes += bytes;
    this.queue.push(QueuedKind.write, request.id, 0, null, request.operationField, 0, bytes);
    this.host.forwarder.add(
      owner,
      request.id,
      {
        kind: refusal === 0 ? kind : EntryKind.noop,
        sessionId: owner.sessionId,
        generation: owner.generation,
        sequence: request.sequence,
        acknowledgedSequence: Math.min(this.acknowledgedSequence, Math.max(0, request.sequence - 1)),
        refusalCode: refusal,
      },
      buffer,
      start,
      refusal === 0 ? end : start,
    );
  }

  /** The write at the head of the queue was applied. */
  popApplied(): void {
    this.underWayBytes -= this.queue.headEnd();
    this.queue.pop();
  }
}
