import { encodeOperation, type Acl, type MultiPart, type Operation, type OperationType, type Quota } from '@grove/wire';
import type { Code } from './codes';

/**
 * What each operation answers, as data: one line for each error that it can give, and one for each two that compete. All
 * are made against the same furnished tree (furnished.ts) by a caller who is nobody in particular; what fails changes
 * nothing, so the lines do not meet.
 */
export interface Case {
  readonly operation: OperationType;
  /** What is wrong with it, or right. */
  readonly what: string;
  readonly call: Operation;
  readonly stream: Code;
  readonly unary: Code;
  /** Errors that the call earns too, and that come later in the order of checks. */
  readonly before: readonly Code[];
  /** The unary call is made in a session of its own. */
  readonly inSession: boolean;
}

const NO_DATA = new Uint8Array(0);
/** One byte more than the limit. */
export const TOO_LARGE = new Uint8Array(1024 * 1024);
export const DATA_LIMIT = TOO_LARGE.length - 1;

/** What is open to all. */
export const OPEN: readonly Acl[] = [{ rights: 31, identity: { scheme: 'world', id: 'anyone' } }];

/** Two znodes and four bytes, the root of the subtree included. */
export const QUOTA: Quota = { countHard: 2, countSoft: -1, bytesHard: 4, bytesSoft: -1 };

type Create = Extract<Operation, { readonly type: 'create' }>;

export const create = (path: string, more: Partial<Create> = {}): Create => ({
  type: 'create',
  path,
  data: NO_DATA,
  kind: 'persistent',
  sequential: false,
  ...more,
});
export const remove = (path: string, version: number | null = null) => ({ type: 'delete', path, version }) as const;
export const setData = (path: string, version: number | null = null, data: Uint8Array = NO_DATA) =>
  ({ type: 'setData', path, data, version }) as const;
export const check = (path: string, version: number | null = null) => ({ type: 'check', path, version }) as const;
export const read = (type: 'exists' | 'getData' | 'getChildren', path: string, watch = false) => ({ type, path, watch }) as const;
export const multi = (...parts: MultiPart[]): Operation => ({ type: 'multi', parts });

interface More {
  readonly unary?: Code;
  readonly before?: readonly Code[];
  readonly inSession?: boolean;
}

/** A line of the table. */
export function line(call: Operation, stream: Code, what: string, more: More = {}): Case {
  return {
    operation: call.type,
    what,
    call,
    stream,
    unary: more.unary ?? stream,
    before: more.before ?? [],
    inSession: more.inSession ?? false,
  };
}

/** The encoded call; `way` takes the place of `$` in its paths, so that what succeeds both ways can. */
export function encoded(call: Operation, way: string): Uint8Array {
  const named = <T extends object>(value: T): T =>
    Object.fromEntries(
      Object.entries(value).map(([key, field]: [string, unknown]) => [
        key,
        typeof field === 'string' && field.startsWith('/') ? field.replaceAll('$', way) : field,
      ]),
    ) as T;
  return encodeOperation(call.type === 'multi' ? { ...call, parts: call.parts.map((part) => named(part)) } : named(call));
}
