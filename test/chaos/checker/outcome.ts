import { ErrorCode } from '@grove/wire';
import type { Call, Outcome } from './history';

/** What the client's answer says of a write. */
export type Fate =
  /** It has its place in the order, whether it succeeded or failed there. */
  | 'applied'
  /** It happened or it did not. */
  | 'unknown'
  /** It did not happen. */
  | 'refused';

const REFUSED: ReadonlySet<number> = new Set([
  ErrorCode.SESSIONEXPIRED,
  ErrorCode.SESSIONMOVED,
  ErrorCode.THROTTLEDOP,
  ErrorCode.CONNECTIONLOSS,
  ErrorCode.NOTREADONLY,
  // Of a credential, and of whatever its session had not been answered by then.
  ErrorCode.AUTHFAILED,
]);

export function fateOf(call: Call): Fate {
  if (call.answer === null || call.answer.code === ErrorCode.OUTCOMEUNKNOWN) return 'unknown';
  // A close that finds its session gone has nothing to say of when it went.
  return REFUSED.has(call.answer.code) ? 'refused' : 'applied';
}

/** A read that says something of the tree. */
export function isAnsweredRead(call: Call): boolean {
  return call.answer !== null && call.answer.zxid > 0 && fateOf(call) === 'applied';
}

/** What these lists hold is in order; others are compared as sets. */
const ORDERED: ReadonlySet<string> = new Set(['results', 'acl', 'quotas']);

/** Times are the leader's; they have a rule of their own. */
const TIMES: ReadonlySet<string> = new Set(['ctimeMs', 'mtimeMs']);

/**
 * Where two outcomes differ, as text; null where they do not. What the recorded one does not have is not compared, but a
 * field that the model does not have, and the record has, is a difference.
 */
export function difference(expected: Outcome, recorded: Outcome): string | null {
  for (const [key, value] of Object.entries(recorded)) {
    const wanted = (expected as Readonly<Record<string, unknown>>)[key];
    const problem = differenceOf(key, wanted, value);
    if (problem !== null) return problem;
  }
  return null;
}

function differenceOf(key: string, wanted: unknown, value: unknown): string | null {
  if (TIMES.has(key.slice(key.lastIndexOf('.') + 1)) || value === undefined) return null;
  if (Array.isArray(value)) {
    if (!Array.isArray(wanted) || wanted.length !== value.length) return `${key}: ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`;
    const isOrdered = ORDERED.has(key.slice(key.lastIndexOf('.') + 1));
    const left = isOrdered ? (value as unknown[]) : sorted(value);
    const right = isOrdered ? (wanted as unknown[]) : sorted(wanted);
    for (const [at, each] of left.entries()) {
      const problem = differenceOf(`${key}[${at}]`, right[at], each);
      if (problem !== null) return problem;
    }
    return null;
  }
  if (typeof value === 'object' && value !== null) {
    if (typeof wanted !== 'object' || wanted === null) return `${key}: ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`;
    for (const [inner, each] of Object.entries(value)) {
      const problem = differenceOf(`${key}.${inner}`, (wanted as Readonly<Record<string, unknown>>)[inner], each);
      if (problem !== null) return problem;
    }
    return null;
  }
  return wanted === value ? null : `${key}: ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`;
}

function sorted(list: readonly unknown[]): unknown[] {
  return list
    .map((each) => ({ each, key: JSON.stringify(each) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ each }) => each);
}
