import { grove } from '../src/generated/grove';
import { decodeAppend, decodeControl, decodeSnapshot, encodeAppend, encodeControl, encodeSnapshot } from './index';
import type { AppendMessage, ControlMessage, SnapshotMessage } from './index';

const MAX = Number.MAX_SAFE_INTEGER;
const bytes = Uint8Array.of(0, 1, 2, 250);
const hello = { type: 'hello', replica: 3, cluster: 'grove', incarnation: 'a1', featureLevel: 1 } as const;

const control: readonly ControlMessage[] = [
  hello,
  { type: 'vote', term: 4, preVote: true, lastIndex: MAX, lastTerm: 3, transfer: false },
  { type: 'voteReply', term: MAX, preVote: false, granted: true },
  {
    type: 'heartbeat',
    term: 1,
    commitIndex: 2 ** 40,
    round: 128,
    digestZxid: 2048,
    digest: '0123456789abcdef',
    agreedZxid: 1024,
    agreedDigest: 'fedcba9876543210',
  },
  { type: 'heartbeatReply', term: 0, round: 0, digestZxid: 0, digest: '' },
  { type: 'readIndex', term: 1, token: 2 },
  { type: 'readIndexReply', term: 1, token: 2, index: 3 },
  { type: 'timeoutNow', term: 9 },
  { type: 'sessionReport', term: 1, round: 77, sessionIds: [1, 300, MAX], valuesWanted: false, commitsUnhurried: true },
  { type: 'sessionReport', term: 1, round: 78, sessionIds: [], valuesWanted: true, commitsUnhurried: false },
  { type: 'sessionReportReply', term: 1, round: 77, refusedSessionIds: [], valuesWanted: true },
  { type: 'sessionReportReply', term: 1, round: 78, refusedSessionIds: [1, 300, MAX], valuesWanted: false },
  { type: 'probe', replica: 9, incarnation: 'ff', peerAddress: 'grove-0.grove:7420', clientAddress: 'grove-0:7410', proof: 2 ** 51 },
  { type: 'probeReply', replica: 1, incarnation: 'ee', formed: true, initialConfig: bytes, version: 2 ** 40, challenge: 2 ** 52 },
];

const append: readonly AppendMessage[] = [
  hello,
  {
    type: 'append',
    term: 5,
    prevIndex: MAX,
    prevTerm: 4,
    prevChain: 0xffffffff,
    commitIndex: 7,
    blocks: [bytes, new Uint8Array(0), new Uint8Array(70_000).fill(7)],
  },
  { type: 'append', term: 5, prevIndex: 0, prevTerm: 0, prevChain: 0, commitIndex: 0, blocks: [] },
  { type: 'appendReply', term: 5, accepted: true, index: 12, hintTerm: 4, hintChain: 0x80000000, refusedIndex: 13 },
  { type: 'forward', term: 5, group: new Uint8Array(300).fill(1) },
  { type: 'forwardReply', term: 5, expectedNumber: 2 ** 33, refused: true },
];

const snapshot: readonly SnapshotMessage[] = [
  hello,
  {
    type: 'chunk',
    term: 2,
    lastIndex: 100,
    lastTerm: 1,
    lastChain: 3,
    config: bytes,
    chunk: 0,
    chunks: 2,
    data: new Uint8Array(5000).fill(4),
  },
  { type: 'chunkReply', term: 2, lastIndex: 100, nextChunk: 2, refused: true },
];

const streams = [
  {
    name: 'control',
    messages: control,
    encode: encodeControl as (message: never) => Uint8Array,
    decode: decodeControl,
    generated: grove.peer.v1.ControlRequest,
  },
  {
    name: 'append',
    messages: append,
    encode: encodeAppend as (message: never) => Uint8Array,
    decode: decodeAppend,
    generated: grove.peer.v1.AppendRequest,
  },
  {
    name: 'snapshot',
    messages: snapshot,
    encode: encodeSnapshot as (message: never) => Uint8Array,
    decode: decodeSnapshot,
    generated: grove.peer.v1.SnapshotRequest,
  },
] as const;

describe.each(streams)('messages of the $name stream', ({ messages, encode, decode, generated }) => {
  test.each(messages.map((message) => [message.type, message] as const))('%s comes back as it was', (_, message) => {
    expect(decode(encode(message as never))).toEqual(message);
  });

  test.each(messages.map((message) => [message.type, message] as const))(
    '%s is what the generated code reads and writes',
    (type, message) => {
      const read: unknown = generated.decode(encode(message as never));
      const member = (read as Record<string, unknown>)[type];
      expect(member).toBeDefined();
      // What the generated code writes, in its own order of fields, means the same.
      expect(decode(generated.encode(read as never).finish())).toEqual(message);
    },
  );

  test('a message cut off anywhere is refused or is another message, never a throw', () => {
    for (const message of messages) {
      const whole = encode(message as never);
      for (let length = 0; length < Math.min(whole.length, 400); length++) {
        const outcome = decode(whole.subarray(0, length));
        expect(outcome).toBeNull();
      }
    }
  });
});

test('numbers out of range are refused', () => {
  const { ControlRequest, SnapshotRequest } = grove.peer.v1;
  expect(decodeControl(ControlRequest.encode({ hello: { replica: 0 } }).finish())).toBeNull();
  expect(decodeControl(ControlRequest.encode({ hello: { replica: 10 } }).finish())).toBeNull();
  expect(decodeControl(ControlRequest.encode({ timeoutNow: { term: -1 } }).finish())).toBeNull();
  expect(decodeControl(ControlRequest.encode({ timeoutNow: { term: 2 ** 53 } }).finish())).toBeNull();
  expect(decodeSnapshot(SnapshotRequest.encode({ chunk: { chunk: 2, chunks: 2 } }).finish())).toBeNull();
});

test('a message of an unknown kind is refused', () => {
  expect(decodeControl(Uint8Array.of(0xfa, 0x01, 0x00))).toBeNull();
  expect(decodeAppend(new Uint8Array(0))).toBeNull();
});
