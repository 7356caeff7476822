import type { Operation, OperationResult, WatchEventType } from '@grove/wire';

/**
 * What clients saw of a run, in the order in which one observer saw it: `at` counts everything that any client sent, was answered or was told. So
 * one thing was over before another began exactly where its number is the smaller one. Kept as a line of JSON each (see `encodeHistory`).
 */
export type Line = SessionLine | Sent | Answered | Watching | Told | WatchEnd;

/** A session was opened; its id is the zxid of the entry that made it. */
export interface SessionLine {
  readonly line: 'session';
  readonly at: number;
  readonly session: number;
}

export interface Sent {
  readonly line: 'sent';
  readonly at: number;
  /** Unique in the history. */
  readonly id: number;
  /** 0: without a session. */
  readonly session: number;
  readonly operation: Operation;
  readonly linearizable: boolean;
}

export interface Answered {
  readonly line: 'answered';
  readonly at: number;
  /** Of the `sent` line. */
  readonly id: number;
  readonly code: number;
  /** The write's place in the order, or the state that was read; 0: the answer is the client's own, and says nothing of what happened. */
  readonly zxid: number;
  readonly result: OperationResult | null;
}

/** A watch that stays was set, and hears of what comes after `zxid`. */
export interface Watching {
  readonly line: 'watching';
  readonly at: number;
  readonly watch: number;
  /** 0: a Watch stream, which has no order with a session's answers. */
  readonly session: number;
  readonly path: string;
  readonly recursive: boolean;
  readonly zxid: number;
}

export interface Told {
  readonly line: 'told';
  readonly at: number;
  readonly watch: number;
  readonly type: WatchEventType;
  readonly path: string;
  readonly zxid: number;
  /** The new data, where it was asked for. */
  readonly data?: Uint8Array;
}

/** Everything up to `zxid` must have been told by now. */
export interface WatchEnd {
  readonly line: 'watchEnd';
  readonly at: number;
  readonly watch: number;
  readonly zxid: number;
}

/** A request with what became of it; `answer` null: nobody knows. */
export interface Call {
  readonly id: number;
  readonly session: number;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly operation: Operation;
  readonly linearizable: boolean;
  readonly answer: Answered | null;
}

/** By when they were sent. A call without an answer is answered at Infinity. */
export function callsOf(history: readonly Line[]): Call[] {
  const answers = new Map<number, Answered>();
  for (const line of history) {
    if (line.line !== 'answered') continue;
    if (answers.has(line.id)) throw new Error(`call ${line.id} was answered twice`);
    answers.set(line.id, line);
  }
  return history
    .filter((line) => line.line === 'sent')
    .map(({ id, session, at, operation, linearizable }) => {
      const answer = answers.get(id) ?? null;
      return { id, session, sentAt: at, answeredAt: answer?.at ?? Infinity, operation, linearizable, answer };
    });
}

/** The list under this key, made if it is not there. */
export function listOf<Key, Value>(lists: Map<Key, Value[]>, key: Key): Value[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}

const WRITES: readonly Operation['type'][] = [
  'create',
  'delete',
  'setData',
  'setAcl',
  'multi',
  'close',
  'setQuota',
  'removeQuota',
  'addAuth',
];

export function isWrite(operation: Operation): boolean {
  return WRITES.includes(operation.type);
}

const BYTES = '$bytes';

export function encodeLine(line: Line): string {
  return JSON.stringify(line, (_, value: unknown) =>
    // Buffers have a toJSON of their own, which has run by now.
    value instanceof Uint8Array
      ? { [BYTES]: Buffer.from(value).toString('latin1') }
      : isBufferJson(value)
        ? { [BYTES]: Buffer.from(value.data).toString('latin1') }
        : value,
  );
}

export function decodeLine(text: string): Line {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(BYTES in value)) return value;
    return new Uint8Array(Buffer.from(String((value as Record<string, unknown>)[BYTES]), 'latin1'));
  }) as Line;
}

function isBufferJson(value: unknown): value is { readonly type: 'Buffer'; readonly data: number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { type?: unknown }).type === 'Buffer' &&
    Array.isArray((value as { data?: unknown }).data)
  );
}

/** What a result shows, in a form in which equal results are equal texts. Times of the log are left out: the checker does not know them. */
export function shown(result: OperationResult | null): string {
  return JSON.stringify(result, (key, value: unknown) => {
    if (key === 'ctimeMs' || key === 'mtimeMs') return undefined;
    // A write's or a part's absent result is told in two ways.
    if (value === undefined) return null;
    if (key === 'children' && Array.isArray(value)) return [...(value as string[])].sort();
    if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
    return isBufferJson(value) ? Buffer.from(value.data).toString('latin1') : value;
  });
}
