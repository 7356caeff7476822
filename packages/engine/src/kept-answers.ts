import type { SessionView } from '@grove/tree';

/** Answers that a session may leave without an acknowledgement: some times what may be outstanding. Their bytes are bounded where they are kept. */
export const KEPT_ANSWERS_MAX = 50_000;

/**
 * Whether more answers are kept for a session than may be. Those up to `acknowledged` do not count, though they are kept until a write
 * carries the acknowledgement into the log: a client that has only just come back must be able to say it.
 */
export function keepsTooManyAnswers(session: Pick<SessionView, 'lastSequence' | 'storedAnswerCount'>, acknowledged: number): boolean {
  return Math.min(session.storedAnswerCount, session.lastSequence - acknowledged) > KEPT_ANSWERS_MAX;
}
