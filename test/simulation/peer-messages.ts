import type { PeerChannel } from '@grove/engine';
import { decodeControl, decodeSnapshot } from '@grove/wire';

/** First bytes of the messages that matter: their fields' tags in ControlRequest and SnapshotRequest (peer.proto). */
const VOTE = (2 << 3) | 2;
const VOTE_REPLY = (3 << 3) | 2;
const SNAPSHOT_CHUNK = (2 << 3) | 2;
const SNAPSHOT_CHUNK_REPLY = (3 << 3) | 2;

export interface PeerMessageEvents {
  /** Also a candidate's vote for itself. */
  onVoteGranted(voter: number, term: number, candidate: number): void;
  onSnapshotInstalled(replica: number): void;
}

/** Reads from messages between replicas the few things that invariants and counts want. */
export class PeerMessages {
  /** Chunks of the snapshot that one replica sends another. */
  private readonly chunks = new Map<string, number>();

  constructor(private readonly events: PeerMessageEvents) {}

  onSend(from: number, to: number, channel: PeerChannel, bytes: Uint8Array): void {
    if (channel === 'control' && bytes[0] === VOTE_REPLY) {
      const message = decodeControl(bytes);
      if (message?.type === 'voteReply' && message.granted && !message.preVote) this.events.onVoteGranted(from, message.term, to);
    } else if (channel === 'control' && bytes[0] === VOTE) {
      const message = decodeControl(bytes);
      if (message?.type === 'vote' && !message.preVote) this.events.onVoteGranted(from, message.term, from);
    } else if (channel === 'snapshot' && (bytes[0] === SNAPSHOT_CHUNK || bytes[0] === SNAPSHOT_CHUNK_REPLY)) {
      const message = decodeSnapshot(bytes);
      if (message?.type === 'chunk') this.chunks.set(`${from}>${to}`, message.chunks);
      else if (message?.type === 'chunkReply' && !message.refused && message.nextChunk === this.chunks.get(`${to}>${from}`)) {
        this.chunks.delete(`${to}>${from}`);
        this.events.onSnapshotInstalled(from);
      }
    }
  }
}
