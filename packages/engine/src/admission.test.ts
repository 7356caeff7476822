import { ByteWriter, ErrorCode, OperationField, encodeOperation } from '@grove/wire';
import type { CreateOperation, Operation, SetDataOperation } from '@grove/wire';
import { Admission } from './admission';

const limits = {
  maxDataBytes: 1000,
  maxFrameBytes: 100_000,
  maxMultiParts: 20,
  maxOutstandingRequests: 5,
  maxPendingBytes: 10_000,
  maxSessions: 1,
};
const state = { pendingBytes: 0, withdrawablePending: 0 };
const admission = new Admission(limits, state, { isReached: false });

function refusal(operation: Operation, outstanding = 0): number {
  const bytes = encodeOperation(operation);
  return admission.refusal(OperationField[operation.type], bytes, 0, bytes.length, outstanding);
}

const setData = (length: number): SetDataOperation => ({ type: 'setData', path: '/a', data: new Uint8Array(length), version: null });
const creating = (length: number): CreateOperation => ({
  type: 'create',
  path: '/a'.repeat(300),
  data: new Uint8Array(length),
  kind: 'persistent',
  sequential: false,
});

beforeEach(() => {
  state.pendingBytes = 0;
});

test.each([
  ['data at the limit', setData(1000), 0],
  ['data above it', setData(1001), ErrorCode.DATATOOLARGE],
  ['a create at the limit under a long path', creating(1000), 0],
  ['a create above it', creating(1001), ErrorCode.DATATOOLARGE],
])('%s', (_name, operation, code) => {
  expect(refusal(operation)).toBe(code);
  expect(refusal({ type: 'multi', parts: [operation] })).toBe(code);
  expect(refusal({ type: 'multi', parts: [setData(999), operation, setData(1)] })).toBe(code);
});

test('a multi has a bound on its parts, not on its data together', () => {
  const parts = Array.from({ length: 20 }, () => setData(1000));
  expect(refusal({ type: 'multi', parts })).toBe(0);
  expect(refusal({ type: 'multi', parts: [...parts, setData(0)] })).toBe(ErrorCode.BADARGUMENTS);
  expect(
    refusal({ type: 'multi', parts: Array.from({ length: 21 }, () => ({ type: 'delete', path: '/a', version: null }) as const) }),
  ).toBe(ErrorCode.BADARGUMENTS);
});

test('an access control list has a bound', () => {
  const listOf = (count: number): Uint8Array => {
    const writer = new ByteWriter();
    const begin = writer.beginMessage(OperationField.setAcl);
    writer.stringField(1, '/a');
    for (let at = 0; at < count; at += 1) {
      const entry = writer.beginMessage(2);
      writer.integerField(1, 31);
      writer.endMessage(entry);
    }
    writer.endMessage(begin);
    return writer.take();
  };
  for (const [count, code] of [
    [256, 0],
    [257, ErrorCode.INVALIDACL],
  ] as const) {
    const bytes = listOf(count);
    expect(admission.refusal(OperationField.setAcl, bytes, 0, bytes.length, 0)).toBe(code);
  }
});

test('options of a unary call are refused wherever they would be logged', () => {
  const operation = (field: number, content: (writer: ByteWriter) => void): Uint8Array => {
    const writer = new ByteWriter();
    const begin = writer.beginMessage(field);
    content(writer);
    writer.endMessage(begin);
    return writer.take();
  };
  const deletion = (writer: ByteWriter): void => {
    writer.stringField(1, '/a');
    const call = writer.beginMessage(15);
    writer.bytesField(2, new Uint8Array(16));
    writer.endMessage(call);
  };
  const single = operation(OperationField.delete, deletion);
  expect(admission.refusal(OperationField.delete, single, 0, single.length, 0)).toBe(ErrorCode.BADARGUMENTS);
  const multi = operation(OperationField.multi, (writer) => {
    const part = writer.beginMessage(1);
    const content = writer.beginMessage(2);
    deletion(writer);
    writer.endMessage(content);
    writer.endMessage(part);
  });
  expect(admission.refusal(OperationField.multi, multi, 0, multi.length, 0)).toBe(ErrorCode.BADARGUMENTS);
});

test('what waits is bounded by number and by bytes, and the delay grows with it', () => {
  expect(refusal(setData(1), 4)).toBe(0);
  expect(refusal(setData(1), 5)).toBe(ErrorCode.THROTTLEDOP);
  const quiet = admission.retryAfterMs();
  state.pendingBytes = 10_000;
  expect(refusal(setData(1))).toBe(ErrorCode.THROTTLEDOP);
  expect(quiet).toBeGreaterThan(0);
  expect(admission.retryAfterMs()).toBeGreaterThan(quiet);
});

test('the bytes that wait refuse a new session, not one that comes back', () => {
  expect(admission.startRefusal(0)).toBeNull();
  state.pendingBytes = 1_000_000_000;
  expect(admission.startRefusal(0)).toContain('wait for the leader');
  expect(admission.startRefusal(null)).toBeNull();
});

test('malformed bytes are let in: their error is that of the entry', () => {
  const bytes = encodeOperation(setData(2000)).slice(0, 1500);
  expect([0, ErrorCode.DATATOOLARGE]).toContain(admission.refusal(OperationField.setData, bytes, 0, bytes.length, 0));
  const noise = new Uint8Array(3000).fill(0xff);
  expect(admission.refusal(OperationField.create, noise, 0, noise.length, 0)).toBe(0);
});

test('a multiRead has the same bound on its parts', () => {
  const reading = (count: number): number => {
    const parts = Array.from({ length: count }, () => ({ type: 'exists', path: '/a' }) as const);
    const bytes = encodeOperation({ type: 'multiRead', parts });
    return admission.readRefusal(OperationField.multiRead, bytes, 0, bytes.length);
  };
  expect(reading(20)).toBe(0);
  expect(reading(21)).toBe(ErrorCode.BADARGUMENTS);
  const getData = encodeOperation({ type: 'getData', path: '/a'.repeat(100), watch: false });
  expect(admission.readRefusal(OperationField.getData, getData, 0, getData.length)).toBe(0);
});

test('where the writes of others wait no session is opened, but one that is there may be attached', () => {
  state.pendingBytes = limits.maxPendingBytes;
  expect(admission.startRefusal(0)).toMatch('wait for the leader');
  expect(admission.startRefusal(null)).toBeNull();
});
