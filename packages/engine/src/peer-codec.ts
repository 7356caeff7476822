import type { Block, LogPosition, Message } from '@grove/raft';
import { blockCodec, decodeConfig, openBlock } from '@grove/storage';
import { decodeAppend, decodeControl, decodeSnapshot, encodeAppend, encodeControl, encodeSnapshot } from '@grove/wire';
import type { AppendMessage, ControlMessage, SnapshotMessage } from '@grove/wire';
import type { PeerChannel } from './ports';

/** A digest at a zxid, as it rides on heartbeats. */
export interface DigestCheckpoint {
  readonly zxid: number;
  readonly digest: string;
}

export interface EncodedPeerMessage {
  readonly channel: PeerChannel;
  readonly bytes: Uint8Array;
}

/** What rides on heartbeats: the sender's newest checkpoint, and from a leader the newest that a majority agrees on; null for none. */
export interface DigestNews {
  readonly newest: DigestCheckpoint | null;
  readonly agreed: DigestCheckpoint | null;
}

const NO_NEWS: DigestNews = { newest: null, agreed: null };

/** A consensus message as it goes over the wire. Heartbeats carry digests (P11). */
export function encodeRaftMessage(message: Message, { newest, agreed }: DigestNews = NO_NEWS): EncodedPeerMessage {
  const digestZxid = newest?.zxid ?? 0;
  const digest = newest?.digest ?? '';
  switch (message.type) {
    case 'vote':
    case 'voteReply':
    case 'readIndex':
    case 'readIndexReply':
    case 'timeoutNow':
      return { channel: 'control', bytes: encodeControl(message) };
    case 'heartbeat':
      return {
        channel: 'control',
        bytes: encodeControl({ ...message, digestZxid, digest, agreedZxid: agreed?.zxid ?? 0, agreedDigest: agreed?.digest ?? '' }),
      };
    case 'heartbeatReply':
      return { channel: 'control', bytes: encodeControl({ ...message, digestZxid, digest }) };
    case 'append':
      return {
        channel: 'append',
        bytes: encodeAppend({
          type: 'append',
          term: message.term,
          prevIndex: message.prev.index,
          prevTerm: message.prev.term,
          prevChain: message.prev.chain,
          commitIndex: message.commitIndex,
          blocks: message.blocks.map((block) => block.bytes),
        }),
      };
    case 'appendReply':
      return { channel: 'append', bytes: encodeAppend(message) };
    case 'snapshotChunk':
      return {
        channel: 'snapshot',
        bytes: encodeSnapshot({
          type: 'chunk',
          term: message.term,
          lastIndex: message.meta.index,
          lastTerm: message.meta.term,
          lastChain: message.meta.chain,
          config: blockCodec.encodeConfig(message.meta.config),
          chunk: message.chunk,
          chunks: message.chunks,
          data: message.data,
        }),
      };
    case 'snapshotChunkReply':
      return {
        channel: 'snapshot',
        bytes: encodeSnapshot({
          type: 'chunkReply',
          term: message.term,
          lastIndex: message.lastIndex,
          nextChunk: message.nextChunk,
          refused: message.refused,
        }),
      };
  }
}

/** What a control message is to the engine. */
export type DecodedControl =
  | { readonly kind: 'raft'; readonly message: Message; readonly digests: DigestNews }
  | { readonly kind: 'other'; readonly message: ControlMessage };

export function decodeControlMessage(bytes: Uint8Array): DecodedControl | null {
  const message = decodeControl(bytes);
  if (message === null) return null;
  switch (message.type) {
    case 'vote':
    case 'voteReply':
    case 'readIndex':
    case 'readIndexReply':
    case 'timeoutNow':
      return { kind: 'raft', message, digests: NO_NEWS };
    case 'heartbeat':
      return {
        kind: 'raft',
        message: { type: 'heartbeat', term: message.term, commitIndex: message.commitIndex, round: message.round },
        digests: {
          newest: checkpointOf(message.digestZxid, message.digest),
          agreed: checkpointOf(message.agreedZxid, message.agreedDigest),
        },
      };
    case 'heartbeatReply':
      return {
        kind: 'raft',
        message: { type: 'heartbeatReply', term: message.term, round: message.round },
        digests: { newest: checkpointOf(message.digestZxid, message.digest), agreed: null },
      };
    default:
      return { kind: 'other', message };
  }
}

function checkpointOf(zxid: number, digest: string): DigestCheckpoint | null {
  return digest === '' ? null : { zxid, digest };
}

export type DecodedAppend =
  | { readonly kind: 'raft'; readonly message: Message }
  | { readonly kind: 'other'; readonly message: AppendMessage }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Opens every block and proves the chain from the named position on (asserted again when it is read from disk). */
export function decodeAppendMessage(bytes: Uint8Array): DecodedAppend {
  const message = decodeAppend(bytes);
  if (message === null) return { kind: 'malformed', reason: 'not an AppendRequest' };
  if (message.type === 'appendReply') return { kind: 'raft', message };
  if (message.type !== 'append') return { kind: 'other', message };
  let prev: LogPosition = { index: message.prevIndex, term: message.prevTerm, chain: message.prevChain };
  const first = prev;
  const blocks: Block[] = [];
  for (const raw of message.blocks) {
    const opened = openBlock(raw, prev);
    if (!opened.ok) return { kind: 'malformed', reason: opened.reason };
    blocks.push(opened.block);
    prev = { index: opened.block.lastIndex, term: opened.block.term, chain: opened.block.chain };
  }
  return { kind: 'raft', message: { type: 'append', term: message.term, prev: first, commitIndex: message.commitIndex, blocks } };
}

export function decodeSnapshotMessage(bytes: Uint8Array): Message | null {
  const message: SnapshotMessage | null = decodeSnapshot(bytes);
  if (message === null) return null;
  if (message.type === 'chunk') {
    const config = decodeConfig(message.config);
    if (config === null) return null;
    return {
      type: 'snapshotChunk',
      term: message.term,
      meta: { index: message.lastIndex, term: message.lastTerm, chain: message.lastChain, config },
      chunk: message.chunk,
      chunks: message.chunks,
      data: message.data,
    };
  }
  if (message.type !== 'chunkReply') return null;
  return {
    type: 'snapshotChunkReply',
    term: message.term,
    lastIndex: message.lastIndex,
    nextChunk: message.nextChunk,
    refused: message.refused,
  };
}
