import type { Core } from './core';
import type { Message, ReplicaId, SnapshotMeta } from './types';

type Chunk = Extract<Message, { type: 'snapshotChunk' }>;

/**
 * Takes a chunk of a snapshot (Raft §5). Chunks are stored in order; the answer names the one wanted next, so that
 * a transfer resumes where it broke off. Nothing of the replica's state changes before all are stored and verified.
 */
export function onSnapshotChunk(core: Core, from: ReplicaId, message: Chunk): void {
  const { meta, chunk, chunks } = message;
  // What is being installed replaces the log: nothing that this log holds now may be promised.
  if (core.incoming?.installing === true) return;
  if (isCovered(core, meta)) {
    reply(core, from, meta.index, chunks, false, core.persists.tokenFor(meta.index));
    return;
  }
  let incoming = core.incoming;
  const same =
    incoming !== null &&
    incoming.from === from &&
    incoming.chunks === chunks &&
    incoming.meta.index === meta.index &&
    incoming.meta.term === meta.term &&
    incoming.meta.chain === meta.chain;
  if (incoming === null || !same) {
    if (chunk !== 0) {
      reply(core, from, meta.index, 0, false);
      return;
    }
    incoming = { from, meta, chunks, received: 0, stored: 0, storedAhead: new Set(), installing: false };
    core.incoming = incoming;
  }
  if (chunk !== incoming.received) {
    reply(core, from, meta.index, incoming.stored, false);
    return;
  }
  incoming.received += 1;
  core.effects.push({ type: 'storeChunk', from, meta, chunk, chunks, data: message.data });
}

/**
 * Committed here already, or the log holds its last block: the leader can go on with blocks. To install would drop
 * what lies behind, which may be acknowledged. The answer says that it is on disk, so it waits until it is.
 */
function isCovered(core: Core, meta: SnapshotMeta): boolean {
  if (meta.index <= core.commitIndex) return true;
  const own = core.log.positionAt(meta.index);
  if (own === null || own.term !== meta.term || own.chain !== meta.chain) return false;
  // Equal at its end, so equal before it (log matching), and committed.
  core.following.matched = Math.max(core.following.matched, meta.index);
  core.following.leaderCommit = Math.max(core.following.leaderCommit, meta.index);
  return true;
}

export function onChunkStored(core: Core, from: ReplicaId, lastIndex: number, chunk: number, ok: boolean): void {
  const { incoming } = core;
  if (incoming === null || incoming.from !== from || incoming.meta.index !== lastIndex || chunk >= incoming.received) return;
  if (!ok) {
    core.incoming = null;
    core.note(`chunk ${chunk} of the snapshot at ${lastIndex} failed its checks`);
    replyToLeader(core, from, lastIndex, 0, true);
    return;
  }
  incoming.storedAhead.add(chunk);
  while (incoming.storedAhead.delete(incoming.stored)) incoming.stored += 1;
  if (incoming.stored < incoming.chunks) {
    replyToLeader(core, from, lastIndex, incoming.stored, false);
    return;
  }
  // The log may have got there by itself meanwhile.
  if (isCovered(core, incoming.meta)) {
    core.incoming = null;
    if (core.leader === from) reply(core, from, lastIndex, incoming.chunks, false, core.persists.tokenFor(lastIndex));
    return;
  }
  incoming.installing = true;
  core.effects.push({ type: 'installSnapshot', from, meta: incoming.meta });
}

export function onSnapshotInstalled(core: Core, meta: SnapshotMeta, ok: boolean): void {
  const { incoming } = core;
  if (incoming === null || !incoming.installing || incoming.meta.index !== meta.index) return;
  core.incoming = null;
  if (!ok) {
    core.note(`the snapshot at ${meta.index} failed its checks`);
    replyToLeader(core, incoming.from, meta.index, 0, true);
    return;
  }
  core.restartAtSnapshot(meta, incoming.chunks);
  replyToLeader(core, incoming.from, meta.index, incoming.chunks, false);
}

/** The one that sent it may have been deposed meanwhile; its successor finds out by itself what is here. */
function replyToLeader(core: Core, to: ReplicaId, lastIndex: number, nextChunk: number, refused: boolean): void {
  if (core.leader === to) reply(core, to, lastIndex, nextChunk, refused);
}

function reply(core: Core, to: ReplicaId, lastIndex: number, nextChunk: number, refused: boolean, after = 0): void {
  const message = { type: 'snapshotChunkReply', term: core.term, lastIndex, nextChunk, refused } as const;
  core.send(to, message, after);
}
