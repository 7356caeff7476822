import type { SessionView } from '@grove/tree';

/** Answers that a session may leave without an acknowledgement: some times what may be outstanding. */
export const KEPT_ANSWERS_MAX = 50_000;
export const KEPT_ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Whether more answers are kept for a session than may be. Those up to `acknowledged` do not count, though they are kept until a write
 * carries the acknowledgement into the log: a client that has only just come back must be able to say it. Their bytes are taken
 * by their share of the count.
 */
export function keepsTooManyAnswers(
  session: Pick<SessionView, 'lastSequence' | 'storedAnswerCount' | 'storedAnswerBytes'>,
  acknowledged: number,
): boolean {
  const { lastSequence, storedAnswerCount: kept, storedAnswerBytes: bytes } = session;
  if (kept <= KEPT_ANSWERS_MAX && bytes <= KEPT_ANSWER_BYTES_MAX) return false;
  const open = Math.min(kept, Math.max(0, lastSequence - acknowledged));
  return open > KEPT_ANSWERS_MAX || (bytes / kept) * open > KEPT_ANSWER_BYTES_MAX;
}
