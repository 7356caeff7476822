import {
  ByteReader,
  answerToUnaryResponse,
  decodeAppend,
  decodeCloseSessionRequest,
  decodeControl,
  decodeFeatureLevelRaised,
  decodeKeepAliveRequest,
  decodeOpenSessionRequest,
  decodeOperation,
  decodeSessionAttached,
  decodeSessionAuthenticated,
  decodeSessionOpened,
  decodeSessionsExpired,
  decodeSnapshot,
  decodeUnaryResponse,
  decodeWatchRequest,
  decodeWatchResponse,
  decodeZnodesReaped,
  encodeAppend,
  encodeBlockBody,
  encodeControl,
  encodeOperation,
  encodeSessionAttached,
  encodeSessionAuthenticated,
  encodeSessionOpened,
  encodeSessionsExpired,
  encodeSnapshot,
  encodeWatchRequest,
  encodeWatchResponse,
  encodeZnodesReaped,
  EntryGroupBuilder,
  failingPart,
  pathOfPart,
  readGroupHeader,
  SessionRequestBuilder,
  splitUnary,
  unaryKinds,
  visitBlockBody,
  visitSessionRequest,
  visitSessionResponse,
} from '@grove/wire';
import { blockCodec, decodeConfig, LOG_ORIGIN, openBlock, openChunk } from '@grove/storage';
import { decodeCursor, encodeCursor } from '@grove/engine/dist/cursor';
import { decodeAppendMessage, decodeControlMessage, decodeSnapshotMessage } from '@grove/engine/dist/peer-codec';
import { randomValues } from '@grove/wire/dist/testing/random-values';
import { expectThat, type Target } from './target';

const SECRET = new Uint8Array(16).fill(7);

/** A decoder without a state: it answers something or null, and never throws. */
function decoder(name: string, bases: (seed: number) => readonly Uint8Array[], take: (input: Uint8Array) => void): Target {
  return { name, inputs: 400, bases, open: () => ({ take }) };
}

export function operationsOf(seed: number): readonly Uint8Array[] {
  return randomValues(seed).operations().map(encodeOperation);
}

export function sessionFrame(operations: readonly Uint8Array[], open: boolean): Uint8Array {
  const builder = new SessionRequestBuilder();
  if (open) builder.open(5000);
  operations.forEach((operation, at) => builder.request(at + 1, at + 1, at % 3, at, operation));
  builder.acknowledged(1);
  builder.ping(9);
  return builder.take();
}

export function peerMessages(): readonly Uint8Array[] {
  const config = blockCodec.encodeConfig({
    members: [1, 2, 3].map((id) => ({ id, incarnation: `i${id}`, voter: id < 3, peerAddress: `h${id}:1`, clientAddress: `h${id}:2` })),
  });
  const block = blockCodec.seal(LOG_ORIGIN, 1, 'entries', 2, Uint8Array.of(1, 2, 3, 4));
  return [
    encodeControl({ type: 'hello', replica: 1, cluster: 'c', incarnation: 'i', featureLevel: 1 }),
    encodeControl({ type: 'vote', term: 3, preVote: true, lastIndex: 9, lastTerm: 2, transfer: false }),
    encodeControl({
      type: 'heartbeat',
      term: 3,
      commitIndex: 8,
      round: 4,
      digestZxid: 8,
      digest: 'abc',
      agreedZxid: 7,
      agreedDigest: 'abd',
    }),
    encodeControl({ type: 'sessionReport', term: 3, round: 1, sessionIds: [1, 2, 3, 2 ** 40], valuesWanted: true, commitsUnhurried: true }),
    encodeControl({ type: 'probeReply', replica: 2, incarnation: 'x', formed: true, initialConfig: config, version: 7, challenge: 8 }),
    encodeAppend({ type: 'append', term: 1, prevIndex: 0, prevTerm: 0, prevChain: 0, commitIndex: 0, blocks: [block.bytes] }),
    encodeAppend({ type: 'appendReply', term: 1, accepted: false, index: 3, hintTerm: 1, hintChain: 7, refusedIndex: 4 }),
    encodeAppend({ type: 'forward', term: 1, group: group(operationsOf(1)) }),
    encodeSnapshot({
      type: 'chunk',
      term: 1,
      lastIndex: 9,
      lastTerm: 1,
      lastChain: 5,
      config,
      chunk: 0,
      chunks: 2,
      data: Uint8Array.of(1, 2, 3),
    }),
    encodeSnapshot({ type: 'chunkReply', term: 1, lastIndex: 9, nextChunk: 1, refused: false }),
  ];
}

function group(operations: readonly Uint8Array[]): Uint8Array {
  const builder = new EntryGroupBuilder();
  for (const operation of operations) {
    const entry = { kind: 1, sessionId: 4, generation: 1, sequence: 3, acknowledgedSequence: 1, refusalCode: 0, caller: ['ip:10.0.0.1'] };
    builder.add(entry, operation, 0, operation.length);
  }
  return builder.take(1, 2, 3);
}

export const wireTargets: readonly Target[] = [
  decoder(
    'client-frame',
    (seed) => [sessionFrame(operationsOf(seed), true), ...operationsOf(seed).map((operation) => sessionFrame([operation], false))],
    (input) => {
      visitSessionRequest(input, {
        onOpen: () => undefined,
        onAttach: () => undefined,
        onAcknowledged: () => undefined,
        onPing: () => undefined,
        onRequest: (frame, request) => {
          expectThat(
            request.operationEnd <= frame.length && request.operationStart <= request.operationEnd,
            'an operation outside its frame',
          );
          decodeOperation(frame, request.operationStart, request.operationEnd);
        },
      });
    },
  ),
  decoder('unary-request', operationsOf, (input) => {
    for (const kind of unaryKinds) splitUnary(kind, input);
    decodeOperation(input);
    failingPart(input);
    pathOfPart(input, 1);
    decodeOpenSessionRequest(input);
    decodeKeepAliveRequest(input);
    decodeCloseSessionRequest(input);
  }),
  decoder(
    'watch-request',
    () => [
      encodeWatchRequest({
        path: '/a',
        recursive: true,
        startCursor: encodeCursor(7, 1),
        types: ['created'],
        minZxid: 3,
        sessionId: 4,
        sessionSecret: SECRET,
      }),
    ],
    (input) => {
      const request = decodeWatchRequest(input);
      decodeCursor(input);
      if (request !== null) decodeCursor(request.startCursor);
    },
  ),
  decoder(
    'answer',
    (seed) => [...operationsOf(seed), encodeWatchResponse({ events: [], zxid: 9, cursor: encodeCursor(9, 1) })],
    (input) => {
      for (const kind of unaryKinds) {
        decodeUnaryResponse(kind, input);
        answerToUnaryResponse(kind, input);
      }
      decodeWatchResponse(input);
      visitSessionResponse(input, {
        onStarted: () => undefined,
        onAnswer: () => undefined,
        onEvent: () => undefined,
        onPong: () => undefined,
        onBookmark: () => undefined,
        onEnded: () => undefined,
      });
    },
  ),
  decoder('peer-message', peerMessages, (input) => {
    decodeControl(input);
    decodeAppend(input);
    decodeSnapshot(input);
    decodeControlMessage(input);
    decodeAppendMessage(input);
    decodeSnapshotMessage(input);
    readGroupHeader(input);
    decodeConfig(input);
  }),
  decoder(
    'log-block',
    (seed) => [blockCodec.seal(LOG_ORIGIN, 1, 'entries', 20, encodeBlockBody(1000, [group(operationsOf(seed))])).bytes],
    (input) => {
      openBlock(input, LOG_ORIGIN);
      openChunk(input, 1, 0);
      // Behind a right checksum too: every entry that was promised is told, whatever the bytes are.
      const body = input.subarray(Math.min(40, input.length));
      let entries = 0;
      visitBlockBody(body, 20, {
        onTime: () => undefined,
        onEntry: (_origin, entry) => {
          entries += 1;
          decodeOperation(entry.buffer, entry.operationStart, entry.operationEnd);
        },
      });
      expectThat(entries === 20, `${entries} entries of a block of 20`);
    },
  ),
  decoder(
    'log-payload',
    () => [
      encodeSessionOpened({ secretHash: SECRET, timeoutMs: 5000 }),
      encodeSessionAttached({ sessionId: 7, secretHash: SECRET, identities: ['ip:10.0.0.1'] }),
      encodeSessionAuthenticated({ identities: ['digest:bob:x'] }),
      encodeZnodesReaped([{ path: '/a', czxid: 3, mzxid: 4 }]),
      encodeSessionsExpired({ sessionIds: [1, 2, 2 ** 40], generations: [1, 1, 9] }),
    ],
    (input) => {
      decodeSessionOpened(input);
      decodeSessionAttached(input);
      decodeSessionAuthenticated(input);
      decodeZnodesReaped(input);
      decodeSessionsExpired(input);
      decodeFeatureLevelRaised(input);
      const reader = new ByteReader(input);
      while (reader.next()) reader.skip();
    },
  ),
];
