import { SessionResponseBuilder, encodeAnswer, ErrorCode } from '@grove/wire';
import type { OperationResult, Stat } from '@grove/wire';
import { JuteReader, JuteWriter, OpCode, readEvent, readReplyHeader, readResult } from '@grove/zookeeper-wire';
import type { ZooKeeperResult } from '@grove/zookeeper-wire';
import { ReplyTranslation, type FrameListener } from './reply-translation';
import { CONFIG_NOTE } from './request-translation';

const STAT: Stat = {
  czxid: 2 ** 40,
  mzxid: 2 ** 41,
  pzxid: 2 ** 42,
  ctimeMs: 1_700_000_000_123,
  mtimeMs: 1_700_000_000_456,
  version: 1,
  cversion: 2,
  aversion: -3,
  kind: 'persistent',
  ownerSessionId: 0,
  ttlMs: 0,
  dataLength: 3,
  numChildren: 4,
};
const WIRE_STAT = {
  czxid: 2 ** 40,
  mzxid: 2 ** 41,
  pzxid: 2 ** 42,
  ctimeMs: 1_700_000_000_123,
  mtimeMs: 1_700_000_000_456,
  version: 1,
  cversion: 2,
  aversion: -3,
  ephemeralOwner: 0,
  dataLength: 3,
  numChildren: 4,
};
const DATA = Uint8Array.from({ length: 200 }, (_, at) => at);

function listening(overrides: Partial<FrameListener>): FrameListener {
  return { onStarted: () => undefined, onAnswer: () => undefined, onPong: () => undefined, onEnded: () => undefined, ...overrides };
}

/** The reply to a request of this type, from the engine's answer. */
function replyTo(
  type: number,
  answer: Uint8Array,
  note: Uint8Array | null = null,
): { zxid: number; error: number; result: ZooKeeperResult | null } {
  const builder = new SessionResponseBuilder();
  builder.answer(5, answer);
  // Whatever is behind an answer is read as well.
  builder.event(1, '/behind', 9);
  const writer = new JuteWriter();
  const replies: ReplyTranslation = new ReplyTranslation(
    writer,
    listening({ onAnswer: (head) => replies.reply(33, type, head, note) }),
    (version) => Uint8Array.from(Buffer.from(`version=${version.toString(16)}`)),
  );
  replies.translate(builder.take());
  const bytes = writer.take();
  const length = new JuteReader(bytes).int32();
  const reader = new JuteReader(bytes, 4, 4 + length);
  const { xid, zxid, error } = readReplyHeader(reader);
  expect(xid).toBe(33);
  const result = error === 0 ? readResult(reader, type) : null;
  expect(error !== 0 || result !== null).toBe(true);
  const event = new JuteReader(bytes, 8 + length);
  expect([readReplyHeader(event), readEvent(event), event.isAtEnd]).toEqual([
    { xid: -1, zxid: 9, error: 0 },
    { type: 1, path: '/behind' },
    true,
  ]);
  return { zxid, error, result };
}

describe('answers', () => {
  const cases: readonly [string, number, OperationResult, ZooKeeperResult, (Uint8Array | null)?][] = [
    ['create', OpCode.create, { type: 'create', path: '/a', stat: STAT }, { type: 'create', path: '/a' }],
    ['create2', OpCode.create2, { type: 'create', path: '/a', stat: STAT }, { type: 'create2', path: '/a', stat: WIRE_STAT }],
    ['delete', OpCode.delete, { type: 'delete', deleted: 1 }, { type: 'delete' }],
    ['exists', OpCode.exists, { type: 'exists', stat: STAT }, { type: 'exists', stat: WIRE_STAT }],
    ['setData', OpCode.setData, { type: 'setData', stat: STAT }, { type: 'setData', stat: WIRE_STAT }],
    ['setACL', OpCode.setAcl, { type: 'setAcl', stat: STAT }, { type: 'setAcl', stat: WIRE_STAT }],
    ['getData', OpCode.getData, { type: 'getData', data: DATA, stat: STAT }, { type: 'getData', data: DATA, stat: WIRE_STAT }],
    [
      'getData of nothing',
      OpCode.getData,
      { type: 'getData', data: new Uint8Array(0), stat: STAT },
      { type: 'getData', data: new Uint8Array(0), stat: WIRE_STAT },
    ],
    [
      'getChildren',
      OpCode.getChildren,
      { type: 'getChildren', children: ['x', 'grün'], stat: STAT },
      { type: 'getChildren', children: ['x', 'grün'] },
    ],
    [
      'getChildren2',
      OpCode.getChildren2,
      { type: 'getChildren', children: [], stat: STAT },
      { type: 'getChildren2', children: [], stat: WIRE_STAT },
    ],
    ['getEphemerals', OpCode.getEphemerals, { type: 'getEphemerals', paths: ['/e'] }, { type: 'getEphemerals', paths: ['/e'] }],
    [
      'getACL',
      OpCode.getAcl,
      { type: 'getAcl', acl: [{ rights: 1, identity: { scheme: 'digest', id: 'bob:x' } }], stat: STAT },
      { type: 'getAcl', acl: [{ rights: 1, scheme: 'digest', id: 'bob:x' }], stat: WIRE_STAT },
    ],
    [
      'whoAmI',
      OpCode.whoAmI,
      {
        type: 'whoAmI',
        identities: [
          { scheme: 'ip', id: '::1' },
          { scheme: 'super', id: '' },
        ],
      },
      {
        type: 'whoAmI',
        identities: [
          { scheme: 'ip', user: '::1' },
          { scheme: 'super', user: '' },
        ],
      },
    ],
    [
      'getAllChildrenNumber',
      OpCode.getAllChildrenNumber,
      { type: 'getAllChildrenNumber', count: 77 },
      { type: 'getAllChildrenNumber', count: 77 },
    ],
    ['sync', OpCode.sync, { type: 'sync' }, { type: 'sync', path: '/s' }, Uint8Array.from(Buffer.from('/s'))],
    ['addWatch', OpCode.addWatch, { type: 'addWatch' }, { type: 'addWatch' }],
    ['closeSession', OpCode.closeSession, { type: 'close' }, { type: 'closeSession' }],
    [
      'multi',
      OpCode.multi,
      {
        type: 'multi',
        results: [
          { code: 0, result: { type: 'create', path: '/a', stat: STAT } },
          { code: 0, result: { type: 'create', path: '/b', stat: STAT } },
          { code: 0, result: { type: 'create', path: '/c', stat: STAT } },
          { code: 0, result: { type: 'create', path: '/t', stat: STAT } },
          { code: 0, result: { type: 'setData', stat: STAT } },
          { code: 0, result: null },
          { code: 0, result: { type: 'delete', deleted: 1 } },
        ],
      },
      {
        type: 'multi',
        results: [
          { type: 'create', path: '/a' },
          { type: 'create2', path: '/b', stat: WIRE_STAT },
          { type: 'create2', path: '/c', stat: WIRE_STAT },
          { type: 'create2', path: '/t', stat: WIRE_STAT },
          { type: 'setData', stat: WIRE_STAT },
          { type: 'check' },
          { type: 'delete' },
        ],
      },
      Uint8Array.of(OpCode.create, OpCode.create2, OpCode.createContainer, OpCode.createTtl, OpCode.setData, OpCode.check, OpCode.delete),
    ],
    [
      'multiRead',
      OpCode.multiRead,
      {
        type: 'multiRead',
        results: [
          { code: 0, result: { type: 'getData', data: DATA, stat: STAT } },
          { code: ErrorCode.NONODE, result: null },
          { code: 0, result: { type: 'getChildren', children: ['c'], stat: STAT } },
        ],
      },
      {
        type: 'multiRead',
        results: [{ type: 'getData', data: DATA, stat: WIRE_STAT }, { error: ErrorCode.NONODE }, { type: 'getChildren', children: ['c'] }],
      },
      Uint8Array.of(OpCode.getData, OpCode.getData, OpCode.getChildren),
    ],
  ];

  test.each(cases)('%s', (_name, type, result, expected, note = null) => {
    expect(replyTo(type, encodeAnswer({ zxid: 2 ** 45, code: 0, result }), note)).toEqual({ zxid: 2 ** 45, error: 0, result: expected });
  });

  test('an error is a header alone, by a code that ZooKeeper’s clients know', () => {
    for (const [code, told] of [
      [ErrorCode.NONODE, -101],
      [ErrorCode.QUOTAEXCEEDED, -125],
      [ErrorCode.LISTTOOLONG, -5],
      [ErrorCode.DATATOOLARGE, -5],
      [ErrorCode.OUTCOMEUNKNOWN, -4],
      [-1999, -1],
    ] as const) {
      expect(replyTo(OpCode.getData, encodeAnswer({ zxid: 3, code, message: 'words' }))).toEqual({ zxid: 3, error: told, result: null });
    }
  });

  test('a multi that failed has a header without an error, and every part its code', () => {
    const results = [ErrorCode.OK, ErrorCode.BADVERSION, ErrorCode.RUNTIMEINCONSISTENCY].map((code) => ({ code, result: null }));
    const answer = encodeAnswer({ zxid: 8, code: ErrorCode.BADVERSION, result: { type: 'multi', results } });
    expect(replyTo(OpCode.multi, answer, Uint8Array.of(1, 5, 2))).toEqual({
      zxid: 8,
      error: 0,
      result: { type: 'multi', results: [{ error: 0 }, { error: -103 }, { error: -2 }] },
    });
  });

  test('a multi that was refused at the door has but a code', () => {
    expect(replyTo(OpCode.multi, encodeAnswer({ zxid: 8, code: ErrorCode.THROTTLEDOP }))).toEqual({ zxid: 8, error: -127, result: null });
  });

  test.each<[Stat['kind'], Partial<Stat>, number]>([
    ['persistent', {}, 0],
    ['ephemeral', { ownerSessionId: 2 ** 45 + 3 }, 2 ** 45 + 3],
    // Only in ZooKeeper's own log do these two stand in it.
    ['container', {}, 0],
    ['ttl', { ttlMs: 2 ** 40 - 1 }, 0],
  ])('of a znode that lives as %s ephemeralOwner tells the session, if one owns it', (kind, stat, owner) => {
    const answer = encodeAnswer({ zxid: 1, code: 0, result: { type: 'exists', stat: { ...STAT, ...stat, kind } } });
    const { result } = replyTo(OpCode.exists, answer);
    expect(result?.type === 'exists' && result.stat.ephemeralOwner).toBe(owner);
  });

  test('the configuration is told in ZooKeeper’s form, and its length with it', () => {
    const answer = encodeAnswer({ zxid: 1, code: 0, result: { type: 'getData', data: DATA, stat: STAT } });
    const { result } = replyTo(OpCode.getData, answer, CONFIG_NOTE);
    const data = Uint8Array.from(Buffer.from(`version=${(2 ** 41).toString(16)}`));
    expect(result).toEqual({ type: 'getData', data, stat: { ...WIRE_STAT, dataLength: data.length } });
  });
});

test('a frame is told in its order, whatever it holds', () => {
  const builder = new SessionResponseBuilder();
  builder.started({
    sessionId: 2 ** 44,
    sessionSecret: new Uint8Array(16).fill(1),
    timeoutMs: 9_000,
    generation: 1,
    lastSequence: 0,
    zxid: 4,
    replica: 1,
  });
  builder.answer(1, encodeAnswer({ zxid: 5, code: 0 }));
  builder.bookmark(5, new Uint8Array(3));
  builder.pong(2, 6, 100);
  builder.ended(ErrorCode.SESSIONMOVED, 'moved');
  const told: unknown[] = [];
  const replies = new ReplyTranslation(
    new JuteWriter(),
    {
      onStarted: ({ sessionId, timeoutMs, zxid, secret, readOnly }) => told.push([sessionId, timeoutMs, zxid, secret.length, readOnly]),
      onAnswer: ({ id, zxid, code }) => told.push(['answer', id, zxid, code]),
      onPong: (id, zxid) => told.push(['pong', id, zxid]),
      onEnded: (code) => told.push(['ended', code]),
    },
    () => new Uint8Array(0),
  );
  replies.translate(builder.take());
  expect(told).toEqual([
    [2 ** 44, 9_000, 4, 16, false],
    ['answer', 1, 5, 0],
    ['pong', 2, 6],
    ['ended', ErrorCode.SESSIONMOVED],
  ]);
});
