import type { ReadCaller, TreeApi } from '@grove/tree';
import { ErrorCode, OperationField, answerToUnaryResponse, encodeOperation, encodeUtf8 } from '@grove/wire';
import type { Operation } from '@grove/wire';
import { Admission } from './admission';
import { CallerIdentities } from './caller';
import { defaultEngineOptions } from './defaults';
import type { EntryOwner, Forwarder } from './forwarder';
import type { UnaryCall } from './ports';
import type { ReadBarrier } from './read-barrier';
import { READ_WORK_PER_TURN, ReadTurn } from './read-turn';
import type { SessionReports } from './session-reports';
import { UnaryCalls } from './unary-calls';

interface Submitted {
  readonly requestId: number;
  readonly entry: Parameters<Forwarder['add']>[2];
  readonly operation: readonly number[];
}

function setUp(sessions: { sessionSecretMatches?: () => boolean; session?: () => undefined } = {}) {
  const submitted: Submitted[] = [];
  const reads: (ReadCaller | undefined)[] = [];
  const forwarder = {
    pendingBytes: 0,
    add: (_owner: EntryOwner, requestId: number, entry: Submitted['entry'], buffer: Uint8Array, start: number, end: number) => {
      submitted.push({ requestId, entry, operation: [...buffer.subarray(start, end)] });
    },
  } as unknown as Forwarder;
  const tree = {
    appliedZxid: 50,
    sessionCount: 0,
    sessionSecretMatches: () => true,
    read: (_buffer: Uint8Array, _start: number, _end: number, out: { code: number; answer: Uint8Array }, caller?: ReadCaller) => {
      reads.push(caller);
      out.answer = new Uint8Array(0);
    },
    ...sessions,
  } as unknown as TreeApi;
  const clock = { nowMs: 0 };
  const readTurn = new ReadTurn(() => undefined);
  const calls = new UnaryCalls({
    forwarder,
    barrier: { linearizable: () => undefined } as unknown as ReadBarrier,
    readTurn,
    reports: { hear: () => undefined } as unknown as SessionReports,
    admission: new Admission(defaultEngineOptions, forwarder, { isReached: false }),
    callers: new CallerIdentities(defaultEngineOptions),
    tree: () => tree,
    nowMs: () => clock.nowMs,
    negotiateTimeoutMs: (wanted) => wanted,
    newSecret: () => new Uint8Array(16),
    hashSecret: (secret) => secret,
    countReads: () => undefined,
    countWrite: () => undefined,
  });
  const answers: { code: number; retryAfterMs: number }[] = [];
  const call = (operation: Operation, options: Partial<UnaryCall> = {}): void => {
    calls.call(
      {
        operation: encodeOperation(operation),
        sessionId: 0,
        sessionSecret: new Uint8Array(0),
        linearizable: false,
        minZxid: 0,
        ...options,
      },
      (bytes) => {
        const answer = answerToUnaryResponse('delete', bytes);
        answers.push({ code: answer?.code ?? NaN, retryAfterMs: answer?.retryAfterMs ?? NaN });
      },
    );
  };
  return { calls, call, submitted, reads, answers, clock, forwarder, readTurn };
}

const removal: Operation = { type: 'delete', path: '/a', version: null };
const requestId = new Uint8Array(16).fill(7);
const caller = { identities: ['ip:10.0.0.1'] };
const digest = (text: string) => ({ scheme: 'digest', credential: encodeUtf8(text) });

test('a write is logged with the identities of its caller, hashed, and with its request id', () => {
  const { call, submitted } = setUp();
  call(removal, { caller, credentials: [digest('ann:secret')], requestId, sessionId: 5 });
  expect(submitted).toHaveLength(1);
  const entry = submitted[0]?.entry;
  expect(entry).toMatchObject({ sessionId: 5, sequence: 0, requestId });
  expect(entry?.caller).toEqual(['ip:10.0.0.1', expect.stringMatching(/^digest:ann:[A-Za-z0-9+/]{27}=$/)]);
});

test('S45 a write whose outcome is not known here is sent again where it has a request id and time, else it is told as unknown', () => {
  const { calls, call, submitted, answers, clock } = setUp();
  call(removal, { requestId, caller });
  call(removal);
  for (const { requestId: id } of [...submitted]) calls.onOutcomeUnknown(id);
  expect(answers.map(({ code }) => code)).toEqual([ErrorCode.OUTCOMEUNKNOWN]);
  expect(submitted).toHaveLength(3);
  expect({ ...submitted[2], requestId: 0 }).toEqual({ ...submitted[0], requestId: 0 });
  calls.onApplied(submitted[2]?.requestId ?? 0, 60, { disposition: 'applied', code: 0, answer: new Uint8Array(0), repeated: false });
  expect(answers).toHaveLength(2);
  expect(answers[1]?.code).toBe(0);
  // The first deadline holds for the repetition too.
  call(removal, { requestId });
  clock.nowMs = 14_000;
  calls.onOutcomeUnknown(submitted[3]?.requestId ?? 0);
  calls.sweep(15_000);
  expect(answers[2]?.code).toBe(ErrorCode.OUTCOMEUNKNOWN);
  // Nor does a replica that goes down know what becomes of what it has handed on.
  call(removal);
  calls.failAll();
  expect(answers[3]?.code).toBe(ErrorCode.OUTCOMEUNKNOWN);
});

test('what is refused before it is logged', () => {
  const { call, submitted, answers, forwarder } = setUp();
  call(removal, { requestId: new Uint8Array(15) });
  call(removal, { credentials: [{ scheme: 'ip', credential: encodeUtf8('10.0.0.1') }] });
  call(removal, { credentials: [digest('no colon')] });
  call({ type: 'setData', path: '/a', data: new Uint8Array(defaultEngineOptions.maxDataBytes + 1), version: null });
  call({ type: 'close' });
  (forwarder as { pendingBytes: number }).pendingBytes = defaultEngineOptions.maxPendingBytes;
  call(removal);
  expect(answers.map(({ code }) => code)).toEqual([
    ErrorCode.BADARGUMENTS,
    ErrorCode.AUTHFAILED,
    ErrorCode.AUTHFAILED,
    ErrorCode.DATATOOLARGE,
    ErrorCode.UNIMPLEMENTED,
    ErrorCode.THROTTLEDOP,
  ]);
  expect(answers[5]?.retryAfterMs).toBeGreaterThan(0);
  expect(submitted).toEqual([]);
});

test('reads are done as the caller', () => {
  const { call, reads } = setUp();
  call({ type: 'whoAmI' }, { caller });
  call({ type: 'getAcl', path: '/a' }, { sessionId: 5, credentials: [digest('ann:secret')] });
  expect(reads).toEqual([
    { sessionId: 0, identities: ['ip:10.0.0.1'] },
    { sessionId: 5, identities: [expect.stringMatching(/^digest:ann:/)] },
  ]);
});

test('all operations but those of a stream are taken', () => {
  const streamOnly = new Set<string>(['close', 'addAuth', 'addWatch', 'removeWatches', 'setWatches', 'checkWatches', 'sync']);
  for (const [name, field] of Object.entries(OperationField)) {
    const { calls, submitted, reads } = setUp();
    const operation = Uint8Array.of((field << 3) | 2 | 0x80, field >> 4, 0);
    const codes: number[] = [];
    if (name === 'sync') continue;
    calls.call({ operation, sessionId: 0, sessionSecret: new Uint8Array(0), linearizable: false, minZxid: 0 }, (bytes) => {
      codes.push(answerToUnaryResponse('delete', bytes)?.code ?? NaN);
    });
    expect([name, submitted.length + reads.length]).toEqual([name, streamOnly.has(name) ? 0 : 1]);
    if (streamOnly.has(name)) expect(codes).toEqual([ErrorCode.UNIMPLEMENTED]);
  }
});

test('a replica that cannot catch up does not say of a session that it does not know that it is over', () => {
  const { calls, call, answers, clock } = setUp({ sessionSecretMatches: () => false, session: () => undefined });
  const codes: number[] = [];
  const credentials = { sessionId: 60, sessionSecret: new Uint8Array(16) };
  call({ type: 'getData', path: '/a', watch: false }, credentials);
  calls.keepAlive(credentials, (result) => void codes.push(result.ok ? 0 : result.code));
  calls.closeSession(credentials, (result) => void codes.push(result.ok ? 0 : result.code));
  clock.nowMs = 60_000;
  calls.sweep(clock.nowMs);
  expect(answers.map(({ code }) => code)).toEqual([ErrorCode.OPERATIONTIMEOUT]);
  expect(codes).toEqual([ErrorCode.OPERATIONTIMEOUT, ErrorCode.OPERATIONTIMEOUT]);
});

test('P11 a read that waits for its turn is answered once: refused where nobody is served any more, or where its time is up', () => {
  const { calls, call, reads, answers, clock, readTurn } = setUp();
  const read: Operation = { type: 'getData', path: '/a', watch: false };
  readTurn.spend(READ_WORK_PER_TURN);
  call(read);
  expect(answers).toEqual([]);
  calls.failAll();
  expect(answers.map(({ code }) => code)).toEqual([ErrorCode.OPERATIONTIMEOUT]);
  call(read);
  clock.nowMs = 15_000;
  calls.sweep(clock.nowMs);
  expect(answers.map(({ code }) => code)).toEqual([ErrorCode.OPERATIONTIMEOUT, ErrorCode.OPERATIONTIMEOUT]);
  call(read);
  readTurn.end();
  expect(reads).toHaveLength(1);
  expect(answers).toHaveLength(3);
});
