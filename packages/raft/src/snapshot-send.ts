import type { Core } from './core';
import { fail } from './invariant';
import { resumeAt, type Progress, type SnapshotSend } from './progress';
import type { Message, ReplicaId } from './types';

type ChunkReply = Extract<Message, { type: 'snapshotChunkReply' }>;

/** Chunks on their way at the same time: one is read and sent while the other is stored. */
const chunksUnderWay = 2;

/** The follower needs blocks that are compacted away (Raft §5). Its first answer says from which chunk to go on. */
export function beginSnapshot(core: Core, id: ReplicaId, progress: Progress): void {
  const snapshot =
    core.snapshot ??
    fail(`replica ${id} needs index ${progress.next}, the log starts after ${core.log.start.index}, and there is no snapshot`);
  if (snapshot.meta.index < core.log.start.index) {
    fail(`the log starts after ${core.log.start.index}, behind the snapshot at ${snapshot.meta.index}`);
  }
  progress.probeFrom(progress.next);
  progress.state = 'snapshot';
  progress.snapshot = { meta: snapshot.meta, chunks: snapshot.chunks, wanted: 0, nextLoad: 0, nextSend: 0, loaded: new Map() };
  progress.madeProgress(core.nowMs);
  core.note(`sending replica ${id} the snapshot at ${snapshot.meta.index}`);
  driveSnapshot(core, id, progress);
}

/** Asks for the chunks that may be sent now. */
export function driveSnapshot(core: Core, id: ReplicaId, progress: Progress): void {
  const { snapshot } = progress;
  if (snapshot === null) return;
  // Before the follower's first word one chunk is enough: it may have most of them already.
  const ahead = snapshot.wanted === 0 ? 1 : chunksUnderWay;
  while (snapshot.nextLoad < Math.min(snapshot.chunks, snapshot.wanted + ahead)) {
    core.effects.push({ type: 'loadChunk', peer: id, lastIndex: snapshot.meta.index, chunk: snapshot.nextLoad });
    snapshot.nextLoad += 1;
  }
}

export function onChunkLoaded(core: Core, id: ReplicaId, lastIndex: number, chunk: number, data: Uint8Array | null): void {
  const progress = core.leading?.peers.get(id);
  const snapshot = progress?.snapshot ?? null;
  if (progress === undefined || snapshot === null || snapshot.meta.index !== lastIndex) return;
  if (data === null) {
    startOver(core, id, progress, snapshot);
    return;
  }
  if (chunk < snapshot.nextSend || chunk >= snapshot.nextLoad) return;
  snapshot.loaded.set(chunk, data);
  for (;;) {
    const next = snapshot.loaded.get(snapshot.nextSend);
    if (next === undefined) return;
    snapshot.loaded.delete(snapshot.nextSend);
    core.send(id, {
      type: 'snapshotChunk',
      term: core.term,
      meta: snapshot.meta,
      chunk: snapshot.nextSend,
      chunks: snapshot.chunks,
      data: next,
    });
    snapshot.nextSend += 1;
  }
}

/** The snapshot is gone from the disk: go on with a newer one, from its beginning. */
function startOver(core: Core, id: ReplicaId, progress: Progress, gone: SnapshotSend): void {
  core.note(`the snapshot at ${gone.meta.index} for replica ${id} is gone`);
  progress.probeFrom(progress.next);
  if (core.snapshot !== null && core.snapshot.meta.index > gone.meta.index) beginSnapshot(core, id, progress);
  // Else the next heartbeat's answer tries anew.
  else progress.probeSentMs = core.nowMs;
}

export function onSnapshotChunkReply(core: Core, from: ReplicaId, reply: ChunkReply): void {
  const progress = core.leading?.peers.get(from);
  if (progress === undefined || reply.term !== core.term) return;
  progress.heard(core.nowMs);
  const { snapshot } = progress;
  if (snapshot === null || snapshot.meta.index !== reply.lastIndex) return;
  progress.madeProgress(core.nowMs);
  if (reply.refused) {
    core.note(`replica ${from} refused the snapshot at ${reply.lastIndex}`);
    resumeAt(snapshot, 0);
  } else if (reply.nextChunk >= snapshot.chunks) {
    // Installed: from here on the log.
    progress.probeFrom(snapshot.meta.index + 1);
    progress.acknowledged(snapshot.meta.index, core.nowMs);
  } else if (reply.nextChunk > snapshot.nextSend || reply.nextChunk < snapshot.wanted) {
    // Ahead: an earlier transfer had brought these. Behind: the follower started again and lost what it had stored.
    resumeAt(snapshot, reply.nextChunk);
  } else {
    snapshot.wanted = reply.nextChunk;
  }
}
