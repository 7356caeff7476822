import { grove } from '../src/generated/grove';
import * as wire from './index';
import { ByteReader } from './byte-reader';
import { readStat } from './stat';
import type { Operation, OperationType, UnaryKind } from './index';
import { randomValues } from './testing/random-values';

const v1 = grove.v1;
const log = grove.peer.v1;

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
const isUnary = (type: OperationType): type is UnaryKind => (wire.unaryKinds as readonly string[]).includes(type);

/** What the generated code makes of the same bytes, written again by it: the same meaning in its own hand. */
function through(
  type: { decode(bytes: Uint8Array): unknown; encode(message: never): { finish(): Uint8Array } },
  bytes: Uint8Array,
): Uint8Array {
  return type.encode(type.decode(bytes) as never).finish();
}

/** Byte fields as plain arrays of their own, so that a Buffer equals a Uint8Array. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
  return value;
}

test.each(seeds)('operations of seed %d come back, also through the generated code', (seed) => {
  for (const operation of randomValues(seed).operations()) {
    const bytes = wire.encodeOperation(operation);
    expect(wire.decodeOperation(bytes)).toEqual(operation);
    expect(plain(wire.decodeOperation(through(v1.Request, bytes)))).toEqual(plain(operation));
    expect((v1.Request.decode(bytes) as { operation?: string }).operation ?? operation.type).toBe(operation.type);
  }
});

test('every operation of the protocol is among those that the seeds try, with its result', () => {
  const types = Object.keys(wire.OperationField).sort();
  const { operations, results } = randomValues(1);
  expect(
    operations()
      .map(({ type }) => type)
      .sort(),
  ).toEqual(types);
  expect(
    results()
      .map(({ type }) => type)
      .sort(),
  ).toEqual(types);
  // And the protocol itself has no more.
  const members = (message: { fieldsArray?: unknown; prototype: object }) => Object.keys(message.prototype);
  for (const type of types) expect([...members(v1.Request), ...members(v1.Answer)].filter((name) => name === type)).toHaveLength(2);
});

test('writes take a number, reads and what changes watches take none', () => {
  const writes = (Object.keys(wire.OperationField) as OperationType[]).filter(wire.isWrite);
  expect(writes).toEqual(['create', 'delete', 'setData', 'multi', 'close', 'setAcl', 'setQuota', 'removeQuota', 'addAuth']);
});

test('a kind, a type of watcher or a part that this version does not know is refused, or shown as unknown in a Stat', () => {
  /** A message with one field in it. */
  const nested = (field: number, write: (writer: wire.ByteWriter) => void): Uint8Array => {
    const writer = new wire.ByteWriter();
    const begin = writer.beginMessage(field);
    write(writer);
    writer.endMessage(begin);
    return writer.take();
  };
  const unknown = 9;
  expect(wire.decodeOperation(nested(wire.OperationField.create, (writer) => writer.integerField(3, unknown)))).toBeNull();
  expect(wire.decodeOperation(v1.Request.encode({ create: { path: '/a' } }).finish())).toMatchObject({ kind: 'persistent' });
  expect(wire.decodeOperation(nested(wire.OperationField.removeWatches, (writer) => writer.integerField(2, unknown)))).toBeNull();
  expect(wire.decodeOperation(v1.Request.encode({ multi: { parts: [{}] } }).finish())).toBeNull();
  const result = wire.decodeResult(
    'exists',
    nested(1, (writer) => writer.integerField(9, unknown)),
  );
  expect(result).toMatchObject({ stat: { kind: 'unknown' } });
  expect(() => wire.encodeAnswer({ zxid: 1, code: 0, ...(result && { result }) })).toThrow(RangeError);
  expect(wire.decodeResult('exists', v1.ExistsResponse.encode({ stat: {} }).finish())).toMatchObject({ stat: { kind: 'persistent' } });
});

test.each(seeds)('answers of seed %d come back, also through the generated code', (seed) => {
  const { results, id, int32 } = randomValues(seed);
  for (const result of results()) {
    const zxid = id();
    const code = int32();
    for (const answer of [wire.encodeAnswer({ zxid, code, message: 'why', retryAfterMs: 20, result })].flatMap((bytes) => [
      bytes,
      through(v1.Answer, bytes),
    ])) {
      const builder = new wire.SessionResponseBuilder();
      builder.answer(77, answer);
      const frame = builder.take();
      let seen = 0;
      const known = wire.visitSessionResponse(frame, {
        ...silent,
        onAnswer: (buffer, view) => {
          seen++;
          expect({ ...view, resultStart: 0, resultEnd: 0 }).toEqual({
            id: 77,
            zxid,
            code,
            message: 'why',
            retryAfterMs: 20,
            resultField: wire.OperationField[result.type],
            resultStart: 0,
            resultEnd: 0,
          });
          expect(plain(wire.decodeResult(result.type, buffer, view.resultStart, view.resultEnd))).toEqual(plain(result));
        },
      });
      expect([known, seen]).toEqual([true, 1]);
    }
  }
});

const silent: wire.SessionResponseVisitor = {
  onStarted: () => {},
  onAnswer: () => {},
  onEvent: () => {},
  onPong: () => {},
  onBookmark: () => {},
  onEnded: () => {},
};

describe('frames from a client', () => {
  function walk(frame: Uint8Array): { calls: unknown[][]; whole: boolean } {
    const calls: unknown[][] = [];
    const whole = wire.visitSessionRequest(frame, {
      onOpen: (...open) => calls.push(['open', ...open]),
      onAttach: (sessionId, secret, ...rest) => calls.push(['attach', sessionId, [...secret], ...rest]),
      onAcknowledged: (sequence) => calls.push(['acknowledged', sequence]),
      onRequest: (bytes, request) =>
        calls.push([
          'request',
          request.id,
          request.sequence,
          request.consistency,
          request.minZxid,
          request.operationField,
          plain(wire.decodeOperation(bytes, request.operationStart, request.operationEnd)),
        ]),
      onPing: (id) => calls.push(['ping', id]),
    });
    return { calls, whole };
  }

  test.each(seeds)('of seed %d are told in the promised order, whatever the order of the bytes', (seed) => {
    const { operations, id } = randomValues(seed);
    const builder = new wire.SessionRequestBuilder();
    const expected: unknown[][] = [];
    const lastZxidSeen = id();
    builder.ping(5);
    for (const operation of operations()) {
      const [requestId, sequence, minZxid] = [id(), id(), id()];
      builder.request(requestId, sequence, 2, minZxid, wire.encodeOperation(operation));
      expected.push(['request', requestId, sequence, 2, minZxid, wire.OperationField[operation.type], plain(operation)]);
    }
    builder.acknowledged(9);
    const allowReadOnly = seed % 2 === 0;
    builder.attach(12, Uint8Array.of(1, 2), lastZxidSeen, allowReadOnly);
    const all = [['attach', 12, [1, 2], lastZxidSeen, allowReadOnly], ['acknowledged', 9], ...expected, ['ping', 5]];
    const frame = builder.take();
    expect(walk(frame)).toEqual({ calls: all, whole: true });
    expect(walk(through(v1.SessionRequest, frame))).toEqual({ calls: all, whole: true });
  });

  test.each([true, false])('an opening tells whether reads alone will do: %p', (allowReadOnly) => {
    const builder = new wire.SessionRequestBuilder();
    builder.open(4000, allowReadOnly);
    const frame = builder.take();
    expect(walk(frame)).toEqual({ calls: [['open', 4000, allowReadOnly]], whole: true });
    expect(walk(through(v1.SessionRequest, frame))).toEqual({ calls: [['open', 4000, allowReadOnly]], whole: true });
  });

  test('an operation that this version does not know has field 0', () => {
    const request = new wire.ByteWriter();
    request.integerField(1, 4);
    request.presentBytesField(63, Uint8Array.of(1));
    const frame = new wire.ByteWriter();
    frame.presentBytesField(3, request.take());
    expect(walk(frame.take())).toEqual({ calls: [['request', 4, 0, 0, 0, 0, null]], whole: true });
  });

  test('an empty frame is whole and says nothing', () => {
    expect(walk(new Uint8Array(0))).toEqual({ calls: [], whole: true });
  });

  test('cut off anywhere or with any bit turned, they never make a throw', () => {
    const { operations, below } = randomValues(99);
    const builder = new wire.SessionRequestBuilder();
    builder.open(4000);
    for (const operation of operations()) builder.request(1, 1, 1, 1, wire.encodeOperation(operation));
    builder.ping(3);
    const frame = builder.take();
    for (let length = 0; length < frame.length; length += length < 300 ? 1 : 37) walk(frame.subarray(0, length));
    for (let round = 0; round < 3000; round++) {
      const damaged = frame.slice();
      damaged[below(damaged.length)] = below(256);
      damaged[below(damaged.length)] = below(256);
      walk(damaged);
    }
    expect(walk(Uint8Array.of(0xff, 0xff, 0xff)).whole).toBe(false);
  });
});

const emptyStat = readStat(new ByteReader(new Uint8Array(0)));

test.each([true, false])('frames to a client are read in the order in which they were built (read-only: %p)', (readOnly) => {
  const builder = new wire.SessionResponseBuilder();
  const session = { sessionId: 3, sessionSecret: Uint8Array.of(1), timeoutMs: 4000, generation: 1 };
  const started = { ...session, lastSequence: 0, zxid: 8, replica: 2, readOnly };
  builder.started(started);
  builder.event(3, '/a', 9);
  builder.event(1, '/b', 9, { cursor: Uint8Array.of(1), data: Uint8Array.of(), stat: v1.Stat.encode({ czxid: 4, version: 2 }).finish() });
  builder.event(2, '/c', 9, { previousData: Uint8Array.of(2), dataAbsent: true });
  builder.failure(1, 9, -101, 'no', 5);
  builder.pong(2, 10, 30);
  builder.bookmark(11, Uint8Array.of(7));
  builder.ended(-112, 'gone');
  expect(builder.byteLength).toBeGreaterThan(0);
  const frame = builder.take();
  expect(builder.byteLength).toBe(0);
  for (const bytes of [frame, through(v1.SessionResponse, frame)]) {
    const calls: unknown[] = [];
    expect(
      wire.visitSessionResponse(bytes, {
        onStarted: (item) => calls.push(plain(item)),
        onAnswer: (_, answer) => calls.push([answer.id, answer.zxid, answer.code, answer.message, answer.retryAfterMs, answer.resultField]),
        onEvent: (...event) => calls.push(plain(event)),
        onPong: (...pong) => calls.push(pong),
        onBookmark: (zxid, cursor) => calls.push([zxid, [...cursor]]),
        onEnded: (...ended) => calls.push(ended),
      }),
    ).toBe(true);
    expect(calls).toEqual([
      plain(started),
      ['dataChanged', '/a', 9],
      plain(['created', '/b', 9, { cursor: Uint8Array.of(1), data: Uint8Array.of(), stat: { ...emptyStat, czxid: 4, version: 2 } }]),
      plain(['deleted', '/c', 9, { previousData: Uint8Array.of(2), dataAbsent: true }]),
      [1, 9, -101, 'no', 5, 0],
      [2, 10, 30],
      [11, [7]],
      [-112, 'gone'],
    ]);
  }
});

describe('unary calls', () => {
  const call = {
    sessionId: 2 ** 40,
    sessionSecret: Uint8Array.of(9, 8),
    linearizable: true,
    minZxid: 12,
    requestId: Uint8Array.from({ length: 16 }, (_, index) => index),
    credentials: [
      { scheme: 'digest', credential: Uint8Array.of(97, 58, 98) },
      { scheme: '', credential: new Uint8Array(0) },
    ],
  };

  test.each(seeds)('of seed %d are split into the operation that the session stream would carry', (seed) => {
    for (const operation of randomValues(seed).operations()) {
      if (!isUnary(operation.type)) continue;
      const kind = operation.type;
      const request = wire.encodeUnaryRequest(operation as Extract<Operation, { type: UnaryKind }>, call);
      expect(wire.splitUnary(kind, request)).toEqual({ operation: wire.encodeOperation(operation), ...call });
      for (let length = 0; length < Math.min(request.length, 200); length++) wire.splitUnary(kind, request.subarray(0, length));
    }
  });

  test.each(seeds)('of seed %d are answered with the zxid inside', (seed) => {
    for (const result of randomValues(seed).results()) {
      if (!isUnary(result.type)) continue;
      const unary = wire.answerToUnaryResponse(result.type, wire.encodeAnswer({ zxid: 99, code: 0, result }));
      expect(unary).toMatchObject({ code: 0, message: '', zxid: 99, retryAfterMs: 0 });
      expect(wire.decodeUnaryResponse(result.type, unary?.response ?? new Uint8Array(0))).toEqual({ zxid: 99, result });
    }
  });

  test('a call without options has none, and of credentials without end a bounded number is read', () => {
    const bare = wire.splitUnary('sync', wire.encodeUnaryRequest({ type: 'sync', path: '/' }, null));
    expect(bare).toMatchObject({ sessionId: 0, linearizable: false, minZxid: 0, requestId: new Uint8Array(0), credentials: [] });
    const many = Array.from({ length: 5_000 }, () => ({ scheme: 'digest', credential: new Uint8Array(0) }));
    const request = wire.encodeUnaryRequest({ type: 'sync', path: '/' }, { ...call, credentials: many });
    expect(wire.splitUnary('sync', request)?.credentials).toHaveLength(1_000);
  });

  test('an answer to another operation is refused', () => {
    expect(wire.answerToUnaryResponse('create', wire.encodeAnswer({ zxid: 1, code: 0, result: { type: 'delete' } }))).toBeNull();
    expect(wire.answerToUnaryResponse('create', wire.encodeAnswer({ zxid: 1, code: -110, message: 'there' }))).toMatchObject({
      code: -110,
      message: 'there',
      zxid: 1,
    });
  });
});

describe('block bodies', () => {
  interface Seen {
    times: number[];
    entries: { origin: number[]; entry: unknown[] }[];
  }
  function walk(body: Uint8Array, count: number): Seen {
    const seen: Seen = { times: [], entries: [] };
    wire.visitBlockBody(body, count, {
      onTime: (timeMs) => seen.times.push(timeMs),
      onEntry: (origin, entry) => {
        expect(entry.operationEnd).toBeLessThanOrEqual(body.length);
        seen.entries.push({
          origin: [origin.replica, origin.epoch, origin.number],
          entry: [
            entry.kind,
            entry.sessionId,
            entry.generation,
            entry.sequence,
            entry.acknowledgedSequence,
            entry.refusalCode,
            [...entry.buffer.subarray(entry.operationStart, entry.operationEnd)],
          ],
        });
      },
    });
    return seen;
  }
  test('an entry with very many callers takes the time that its bytes take, not their square', () => {
    const callers = Array.from({ length: 200_000 }, () => 'x');
    const builder = new wire.EntryGroupBuilder();
    const entry = { kind: 0, sessionId: 1, generation: 1, sequence: 1, acknowledgedSequence: 0, refusalCode: 0, caller: callers };
    builder.add(entry, new Uint8Array(0), 0, 0);
    let seen = 0;
    const before = process.cpuUsage();
    wire.visitBlockBody(wire.encodeBlockBody(1, [builder.take(1, 2, 3)]), 1, {
      onTime: () => undefined,
      onEntry: (_origin, { caller }) => (seen = caller.length),
    });
    expect(seen).toBe(callers.length);
    // Some 20 ms; copied once for each caller it is many seconds.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2_000);
  });

  function sample(seed: number): { groups: Uint8Array[]; entries: Seen['entries'] } {
    const { id, bytes, below } = randomValues(seed);
    const builder = new wire.EntryGroupBuilder();
    const groups: Uint8Array[] = [];
    const entries: Seen['entries'] = [];
    for (let group = 0; group < 3; group++) {
      const count = 1 + below(4);
      for (let index = 0; index < count; index++) {
        const operation = bytes();
        const entry = {
          kind: below(7),
          sessionId: id(),
          generation: below(5),
          sequence: id(),
          acknowledgedSequence: id(),
          refusalCode: -below(1100),
        };
        const buffer = new Uint8Array(operation.length + 2);
        buffer.set(operation, 1);
        builder.add(entry, buffer, 1, 1 + operation.length);
        entries.push({
          origin: [group + 1, 17, 100 + index],
          entry: [
            entry.kind,
            entry.sessionId,
            entry.generation,
            entry.sequence,
            entry.acknowledgedSequence,
            0 + entry.refusalCode,
            [...operation],
          ],
        });
      }
      expect(builder.count).toBe(count);
      const bound = builder.byteLength;
      const encoded = builder.take(group + 1, 17, 100);
      expect(bound).toBeGreaterThanOrEqual(encoded.length);
      expect(wire.readGroupHeader(encoded)).toEqual({ originReplica: group + 1, originEpoch: 17, firstNumber: 100, count });
      groups.push(encoded);
    }
    return { groups, entries: JSON.parse(JSON.stringify(entries)) as Seen['entries'] };
  }

  test.each(seeds)('of seed %d are walked entry by entry, also as the generated code writes them', (seed) => {
    const { groups, entries } = sample(seed);
    const body = wire.encodeBlockBody(1234, groups);
    expect(JSON.parse(JSON.stringify(walk(body, entries.length)))).toEqual({ times: [1234], entries });
    expect(JSON.parse(JSON.stringify(walk(through(log.BlockBody, body), entries.length)))).toEqual({ times: [1234], entries });
  });

  test('whatever the bytes, every entry that was counted is told, and those past the damage are no-ops', () => {
    const { groups, entries } = sample(7);
    const body = wire.encodeBlockBody(1234, groups);
    const { below } = randomValues(8);
    for (let length = 0; length < body.length; length += length < 300 ? 1 : 41)
      expect(walk(body.subarray(0, length), entries.length).entries).toHaveLength(entries.length);
    for (let round = 0; round < 2000; round++) {
      const damaged = body.slice();
      damaged[below(damaged.length)] = below(256);
      expect(walk(damaged, entries.length).entries).toHaveLength(entries.length);
    }
    expect(walk(new Uint8Array(0), 2).entries.map(({ entry }) => entry[0])).toEqual([wire.EntryKind.noop, wire.EntryKind.noop]);
  });

  test('a damaged entry does not move the numbers of the entries after it', () => {
    const group = log.EntryGroup.encode({
      originReplica: 2,
      originEpoch: 1,
      firstNumber: 5,
      count: 3,
      entries: [{ sequence: 1 }, {}, { sequence: 3 }],
    }).finish();
    const body = wire.encodeBlockBody(1, [group]);
    const intact = walk(body, 3).entries;
    expect(intact.map(({ origin }) => origin[2])).toEqual([5, 6, 7]);
    const damaged = body.slice();
    // The sequence's varint of the first entry now says that it goes on.
    damaged[damaged.indexOf(0x2a) + 3] = 0x80;
    const walked = walk(damaged, 3).entries;
    expect(walked[0]?.entry[0]).toBe(wire.EntryKind.noop);
    expect(walked.slice(1)).toEqual(intact.slice(1));
  });

  test('a group without origin, entries or numbers is malformed', () => {
    for (const group of [
      {},
      { originReplica: 1, originEpoch: 1, firstNumber: 1 },
      { originReplica: 1, originEpoch: 1, firstNumber: 1, count: 5, entries: [{}] },
    ]) {
      expect(wire.readGroupHeader(log.EntryGroup.encode(group).finish())).toBeNull();
    }
  });
});

describe('log payloads', () => {
  test('come back, also through the generated code', () => {
    const secretHash = new Uint8Array(32).fill(5);
    const identities = ['ip:127.0.0.1', 'x509:CN=a'];
    const opening = { timeoutMs: 4000, secretHash, identities };
    expect(plain(wire.decodeSessionOpened(through(log.SessionOpened, wire.encodeSessionOpened(opening))))).toEqual(plain(opening));
    const attaching = { sessionId: 2 ** 50, secretHash, identities };
    expect(plain(wire.decodeSessionAttached(through(log.SessionAttached, wire.encodeSessionAttached(attaching))))).toEqual(
      plain(attaching),
    );
    for (const superuser of ['digest:root:hash', '']) {
      const judged = { ...attaching, superuser };
      expect(plain(wire.decodeSessionAttached(through(log.SessionAttached, wire.encodeSessionAttached(judged))))).toEqual(plain(judged));
    }
    const authenticated = wire.encodeSessionAuthenticated({ identities });
    expect(wire.decodeSessionAuthenticated(through(log.SessionAuthenticated, authenticated))).toEqual({ identities });
    const znodes = [
      { path: '/a', czxid: 1, mzxid: 2 ** 50 },
      { path: '/b/c', czxid: 3, mzxid: 3 },
    ];
    expect(wire.decodeZnodesReaped(through(log.ZnodesReaped, wire.encodeZnodesReaped(znodes)))).toEqual(znodes);
    const expired = wire.encodeSessionsExpired({ sessionIds: [1, 2 ** 50], generations: [1, 7] });
    expect(wire.decodeSessionsExpired(through(log.SessionsExpired, expired))).toEqual({ sessionIds: [1, 2 ** 50], generations: [1, 7] });
    const raised = wire.encodeFeatureLevelRaised({ level: 2 });
    expect(wire.decodeFeatureLevelRaised(through(log.FeatureLevelRaised, raised))).toEqual({ level: 2 });
  });

  test('are null where cut off', () => {
    const expired = wire.encodeSessionsExpired({ sessionIds: [1, 2 ** 50], generations: [1, 7] });
    for (let length = 1; length < expired.length; length++) expect(wire.decodeSessionsExpired(expired.subarray(0, length))).toBeNull();
  });
});

describe('rare messages', () => {
  test('come back', () => {
    const grant = { sessionId: 2 ** 52, sessionSecret: Uint8Array.of(4), timeoutMs: 4000, zxid: 9 };
    const credentials = { sessionId: 2 ** 52, sessionSecret: Uint8Array.of(4) };
    const watch: wire.WatchRequest = {
      path: '/a',
      recursive: true,
      startCursor: Uint8Array.of(1),
      types: ['deleted', 'created'],
      withData: true,
      withPreviousData: true,
      minZxid: 5,
      credentials: [{ scheme: 'digest', credential: Uint8Array.of(97, 58, 98) }],
      ...credentials,
    };
    const response: wire.WatchResponse = {
      events: [
        { type: 'created', path: '/ä', zxid: 2 ** 40, cursor: Uint8Array.of(2) },
        { type: 'dataChanged', path: '/ä', zxid: 2 ** 40, cursor: Uint8Array.of(2), data: Uint8Array.of(), previousDataAbsent: true },
        { type: 'deleted', path: '/ä', zxid: 2 ** 40, cursor: Uint8Array.of(2), previousData: Uint8Array.of(5), dataAbsent: true },
      ],
      zxid: 2 ** 40,
      cursor: Uint8Array.of(3),
    };
    const status: wire.ReplicaStatus = {
      replica: 1,
      role: 'candidate',
      term: 4,
      leader: 0,
      commitIndex: 2 ** 45,
      appliedIndex: 3,
      digest: 'ab',
      digestZxid: 1024,
      historyFirstZxid: 1,
      znodes: 5,
      watches: 6,
      sessions: 7,
      connections: 8,
      version: '0.1.0',
      pid: 4321,
    };
    const info: wire.ServerInfo = {
      version: '0.1.0',
      featureLevel: 1,
      replica: 2,
      maxDataBytes: 3,
      maxFrameBytes: 4,
      maxMultiParts: 5,
      minSessionTimeoutMs: 6,
      maxSessionTimeoutMs: 7,
      defaultSessionTimeoutMs: 8,
      maxOutstandingRequests: 9,
      maxSessions: 10,
      maxWatchesPerSession: 11,
      maxSubtreeDeletions: 12,
      maxAclEntries: 13,
      maxIdentities: 14,
      requestIdsKept: 15,
      requestIdKeptMs: 2 ** 40,
      maxPageBytes: 16,
      maxMultiReadBytes: 17,
      reapIntervalMs: 18,
      maxPendingBytes: 2 ** 41,
      maxAclBytesAsked: 19,
    };
    expect(plain(wire.decodeOpenSessionResponse(wire.encodeOpenSessionResponse(grant)))).toEqual(plain(grant));
    expect(wire.decodeOpenSessionRequest(wire.encodeOpenSessionRequest({ timeoutMs: 3 }))).toEqual({ timeoutMs: 3 });
    expect(plain(wire.decodeKeepAliveRequest(wire.encodeKeepAliveRequest(credentials)))).toEqual(plain(credentials));
    expect(wire.decodeKeepAliveResponse(wire.encodeKeepAliveResponse({ confirmedMsAgo: 1, timeoutMs: 2, zxid: 3 }))).toEqual({
      confirmedMsAgo: 1,
      timeoutMs: 2,
      zxid: 3,
    });
    expect(plain(wire.decodeCloseSessionRequest(wire.encodeCloseSessionRequest(credentials)))).toEqual(plain(credentials));
    expect(wire.decodeCloseSessionResponse(wire.encodeCloseSessionResponse({ zxid: 7 }))).toEqual({ zxid: 7 });
    expect(plain(wire.decodeWatchRequest(wire.encodeWatchRequest(watch)))).toEqual(plain(watch));
    expect(plain(wire.decodeWatchResponse(through(v1.WatchResponse, wire.encodeWatchResponse(response))))).toEqual(plain(response));
    expect(wire.decodeStatusResponse(wire.encodeStatusResponse(status))).toEqual(status);
    expect(wire.decodeServerInfo(wire.encodeServerInfo(info))).toEqual(info);
  });

  test('an id beyond 2^53, an unknown type of event and bytes that are no message are refused', () => {
    expect(wire.decodeKeepAliveRequest(v1.KeepAliveRequest.encode({ sessionId: 2 ** 53 }).finish())).toBeNull();
    expect(wire.decodeWatchRequest(Uint8Array.of(0x22, 1, 9))).toBeNull();
    expect(wire.decodeServerInfo(Uint8Array.of(0xff))).toBeNull();
    expect(wire.isEmptyRequest(Uint8Array.of(0xff))).toBe(false);
    expect(wire.isEmptyRequest(new Uint8Array(0))).toBe(true);
  });
});

describe('errors', () => {
  test('every code of the protocol has its name, and the other way round', () => {
    const inProtocol = Object.entries(v1.ErrorCode)
      .filter((entry): entry is [string, grove.v1.ErrorCode] => typeof entry[1] === 'number')
      .map(([name, code]) => [name === 'ERROR_CODE_UNSPECIFIED' ? 'OK' : name.replace('ERROR_CODE_', ''), code]);
    expect(Object.fromEntries(inProtocol)).toEqual(wire.ErrorCode);
    for (const [name, code] of Object.entries(wire.ErrorCode)) {
      expect(wire.errorName(code)).toBe(name);
      expect(wire.errorCodeOf(name)).toBe(code);
    }
    expect(wire.errorName(-9999)).toBe('ERROR_-9999');
    expect(wire.errorCodeOf('toString')).toBeNull();
    expect(wire.grpcStatusOf(wire.ErrorCode.OUTCOMEUNKNOWN)).toBe(2);
    expect(wire.grpcStatusOf(-9999)).toBe(2);
  });

  test('details of a status come back', () => {
    const details = {
      grpcCode: 5,
      message: 'no znode',
      reason: 'NONODE',
      path: '/ä',
      zxid: 2 ** 50,
      retryAfterMs: 1250,
      part: 0,
      multiResponse: Uint8Array.of(1, 2),
    };
    const bytes = wire.encodeStatusDetails(details);
    expect(wire.decodeStatusDetails(bytes)).toEqual(details);
    const few = { grpcCode: 5, message: '', reason: 'NONODE' };
    expect(wire.decodeStatusDetails(wire.encodeStatusDetails(few))).toMatchObject({ ...few, part: null, multiResponse: null });
    for (let length = 0; length < bytes.length; length++) expect(() => wire.decodeStatusDetails(bytes.subarray(0, length))).not.toThrow();
    expect(wire.decodeStatusDetails(new Uint8Array(0))).toBeNull();
  });
});
