import type { Outcome } from '@grove/tree';
import { EntryKind, encodeBlockBody, readGroupHeader, visitBlockBody } from '@grove/wire';
import { Forwarder } from './forwarder';

const entry = { kind: 0, sessionId: 1, generation: 1, sequence: 1, acknowledgedSequence: 0, refusalCode: 0 };
const bytes = new Uint8Array(8);
const outcome: Outcome = { disposition: 'applied', code: 0, answer: new Uint8Array(0), repeated: false };

function forwarder(sent: Uint8Array[], answered: string[]): { made: Forwarder; add: (id: number) => void } {
  const made = new Forwarder(
    2,
    (group) => sent.push(group) > 0,
    () => undefined,
  );
  made.begin(77);
  const owner = {
    onApplied: (id: number, zxid: number): void => {
      answered.push(`${id}@${zxid}`);
    },
    onOutcomeUnknown: (id: number): void => {
      answered.push(`${id}?`);
    },
  };
  return {
    made,
    add: (id) => {
      made.add(owner, id, entry, bytes, 0, bytes.length);
    },
  };
}

function numbers(sent: readonly Uint8Array[]): (number | undefined)[][] {
  return sent.map((group) => {
    const header = readGroupHeader(group);
    return [header?.firstNumber, header?.count];
  });
}

test('the writes of a turn leave as one group with consecutive numbers', () => {
  const sent: Uint8Array[] = [];
  const { made, add } = forwarder(sent, []);
  add(10);
  add(11);
  made.flush(0);
  add(12);
  made.flush(0);
  expect(numbers(sent)).toEqual([
    [1, 2],
    [3, 1],
  ]);
});

test('owners are answered in order, and what was not applied is sent again as the same bytes', () => {
  const sent: Uint8Array[] = [];
  const answered: string[] = [];
  const { made, add } = forwarder(sent, answered);
  for (const id of [10, 11, 12]) {
    add(id);
    made.flush(0);
  }
  made.onOwnEntry(1, 'applied', 100, outcome, 0);
  made.onOwnEntry(1, 'duplicate', 101, outcome, 0);
  expect(answered).toEqual(['10@100']);
  const before = sent.slice(1);
  sent.length = 0;
  made.resend(0);
  expect(sent).toEqual(before);
  expect(made.onOwnEntry(3, 'gap', 102, outcome, 0)).toBe(true);
  made.onOwnEntry(2, 'applied', 103, outcome, 0);
  made.onOwnEntry(3, 'applied', 104, outcome, 0);
  expect(answered).toEqual(['10@100', '11@103', '12@104']);
  expect(made.pendingCount).toBe(0);
});

test('a silent loss is repaired after a while', () => {
  const sent: Uint8Array[] = [];
  const { made, add } = forwarder(sent, []);
  add(10);
  made.flush(0);
  made.checkStalled(400);
  expect(sent.length).toBe(1);
  made.checkStalled(1000);
  expect(sent.length).toBe(2);
});

test('an entry out of order is a broken invariant', () => {
  const { made, add } = forwarder([], []);
  add(10);
  add(11);
  made.flush(0);
  expect(() => made.onOwnEntry(2, 'applied', 100, outcome, 0)).toThrow('entry 2');
});

test('thousands in flight: the ring grows and keeps its order', () => {
  const answered: string[] = [];
  const { made, add } = forwarder([], answered);
  for (let id = 0; id < 5000; id += 1) add(id);
  made.flush(0);
  for (let number = 1; number <= 4000; number += 1) made.onOwnEntry(number, 'applied', number, outcome, 0);
  for (let id = 5000; id < 9000; id += 1) add(id);
  made.flush(0);
  for (let number = 4001; number <= 9000; number += 1) made.onOwnEntry(number, 'applied', number, outcome, 0);
  expect(answered).toEqual(Array.from({ length: 9000 }, (_, id) => `${id}@${id + 1}`));
});

test('after a snapshot went past them, entries end as unknown', () => {
  const answered: string[] = [];
  const { made, add } = forwarder([], answered);
  for (const id of [1, 2, 3]) add(id);
  made.flush(0);
  made.skipTo(2);
  made.onOwnEntry(3, 'applied', 50, outcome, 0);
  expect(answered).toEqual(['1?', '2?', '3@50']);
});

test('what a leader decided is not sent to the next one: its number goes there with nothing in it', () => {
  const sent: Uint8Array[] = [];
  const { made, add } = forwarder(sent, []);
  add(10);
  made.addWithdrawable(
    { onApplied: () => undefined, onOutcomeUnknown: () => undefined },
    0,
    { ...entry, kind: EntryKind.sessionExpire },
    bytes,
  );
  add(11);
  made.flush(0);
  made.withdraw();
  made.resend(1);
  expect(numbers(sent)).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
  const kinds: number[] = [];
  visitBlockBody(encodeBlockBody(1, sent), sent.length, { onTime: () => undefined, onEntry: (_origin, { kind }) => kinds.push(kind) });
  expect(kinds).toEqual([
    EntryKind.command,
    EntryKind.sessionExpire,
    EntryKind.command,
    EntryKind.command,
    EntryKind.noop,
    EntryKind.command,
  ]);
});

test('the bytes that wait are counted until they are applied', () => {
  const { made, add } = forwarder([], []);
  add(10);
  made.flush(0);
  expect(made.pendingBytes).toBeGreaterThan(0);
  made.onOwnEntry(1, 'applied', 5, outcome, 1);
  expect(made.pendingBytes).toBe(0);
});

test('S59 ten thousand entries in groups of their own are taken back, sent and applied without a search through all', () => {
  const COUNT = 10_000;
  const sent: Uint8Array[] = [];
  const answered: string[] = [];
  const { made } = forwarder(sent, answered);
  const owner = {
    onApplied: (id: number): void => {
      answered.push(String(id));
    },
    onOutcomeUnknown: () => undefined,
  };
  const numbersGiven: number[] = [];
  for (let id = 0; id < COUNT; id += 1) numbersGiven.push(made.addWithdrawable(owner, id, entry, bytes, 'owner'));
  made.flush(0);
  // Every second one loses interest: newest first, the worst order for a search from the front.
  for (let at = COUNT - 1; at > 0; at -= 2) made.withdrawEntry(numbersGiven[at] ?? 0);
  sent.length = 0;
  made.resendFrom(numbersGiven[1] ?? 0, 1);
  const kinds: number[] = [];
  visitBlockBody(encodeBlockBody(1, sent), sent.length, { onTime: () => undefined, onEntry: (_origin, { kind }) => kinds.push(kind) });
  expect(kinds.slice(0, 4)).toEqual([EntryKind.noop, EntryKind.command, EntryKind.noop, EntryKind.command]);
  expect(numbers(sent.slice(0, 2))).toEqual([
    [2, 1],
    [3, 1],
  ]);
  for (const number of numbersGiven) made.onOwnEntry(number, 'applied', number, outcome, 2);
  expect(answered).toEqual(Array.from({ length: COUNT / 2 }, (_, at) => String(2 * at)));
  expect([made.pendingBytes, made.pendingCount]).toEqual([0, 0]);
});
