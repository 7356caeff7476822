import { gapIn } from './append';
import type { Core, Leadership } from './core';
import { fail } from './invariant';
import { resumeAt, type Progress } from './progress';
import { beginSnapshot, driveSnapshot } from './snapshot-send';
import type { Block, LogPosition, Message, ReplicaId } from './types';

type AppendReply = Extract<Message, { type: 'appendReply' }>;
type Append = Extract<Message, { type: 'append' }>;

/** Sends every follower what it lacks, as far as its window allows (Raft §10.2.1: the leader's own fsync runs meanwhile). */
export function replicate(core: Core, leading: Leadership): void {
  for (const [id, progress] of leading.peers) replicateTo(core, id, progress);
}

function replicateTo(core: Core, id: ReplicaId, progress: Progress): void {
  if (progress.state === 'snapshot') {
    driveSnapshot(core, id, progress);
    return;
  }
  if (progress.state === 'probe') {
    // One question at a time; a repeated one carries no blocks.
    if (progress.probeSentMs === -Infinity && !progress.loading) sendAppend(core, id, progress);
    return;
  }
  while (
    progress.state === 'replicate' &&
    !progress.loading &&
    progress.next <= core.log.lastIndex &&
    (!progress.hasInFlight || progress.inFlightBytes < core.options.appendWindowBytes)
  ) {
    sendAppend(core, id, progress);
  }
}

/** One append from `progress.next` on; a snapshot where those blocks are gone, a load where they left memory. */
function sendAppend(core: Core, id: ReplicaId, progress: Progress): void {
  const prevIndex = progress.next - 1;
  if (prevIndex < core.log.start.index) {
    beginSnapshot(core, id, progress);
    return;
  }
  const blocks = progress.emptyProbe ? [] : core.log.read(progress.next, core.options.appendMessageBytesMax);
  if (blocks === null) {
    progress.loading = true;
    core.effects.push({ type: 'loadBlocks', peer: id, fromIndex: progress.next, maxBytes: core.options.appendMessageBytesMax });
    return;
  }
  const prev = core.log.positionAt(prevIndex) ?? fail(`append to replica ${id} after index ${prevIndex}, which ends no block`);
  sendBlocks(core, id, progress, prev, blocks);
}

function sendBlocks(core: Core, id: ReplicaId, progress: Progress, prev: LogPosition, blocks: readonly Block[]): void {
  const append: Append = { type: 'append', term: core.term, prev, commitIndex: core.commitIndex, blocks };
  const flaw = gapIn(append);
  if (flaw !== null) fail(`append to replica ${id}: ${flaw}`);
  core.send(id, append);
  progress.toldCommit = core.commitIndex;
  if (progress.state === 'probe') {
    progress.probeSentMs = core.nowMs;
    progress.emptyProbe = true;
    return;
  }
  let bytes = 0;
  for (const block of blocks) bytes += block.bytes.length;
  const last = blocks[blocks.length - 1];
  if (last !== undefined) progress.sent(last.lastIndex, bytes, core.nowMs);
}

/** Older blocks came from the disk. What does not fit what was asked for is dropped: the leader may have changed meanwhile. */
export function onBlocksLoaded(core: Core, id: ReplicaId, blocks: readonly Block[]): void {
  const progress = core.leading?.peers.get(id);
  if (progress === undefined || !progress.loading) return;
  progress.loading = false;
  const prev = core.log.positionAt(progress.next - 1);
  if (progress.state === 'snapshot' || prev === null) return;
  const fits = blocks.length > 0 && blocks.every((block) => isHeld(core, block)) && blocks[0]?.firstIndex === progress.next;
  if (fits) {
    sendBlocks(core, id, progress, prev, blocks);
    return;
  }
  if (blocks.length === 0) core.note(`blocks from ${progress.next} for replica ${id} could not be loaded`);
  progress.probeFrom(progress.next);
  progress.probeSentMs = core.nowMs;
}

function isHeld(core: Core, block: Block): boolean {
  const own = core.log.blockEndFrom(block.firstIndex);
  return own !== null && own.index === block.lastIndex && own.term === block.term && own.chain === block.chain;
}

export function onAppendReply(core: Core, from: ReplicaId, reply: AppendReply): void {
  const progress = core.leading?.peers.get(from);
  if (progress === undefined || reply.term !== core.term) return;
  progress.heard(core.nowMs);
  if (!reply.accepted) {
    backtrack(core, from, progress, reply);
    return;
  }
  const at = core.log.positionAt(reply.index);
  const equal = at !== null && at.term === reply.hintTerm && at.chain === reply.hintChain;
  // What lies before the held log is committed, and so is equal.
  if (!equal && reply.index >= core.log.start.index) {
    core.note(`replica ${from} acknowledged index ${reply.index}, term ${reply.hintTerm}, chain ${reply.hintChain}: not this log`);
    return;
  }
  // During a snapshot only an acknowledgement that makes it needless counts.
  if (progress.state === 'snapshot') {
    if (reply.index < core.log.start.index) return;
    progress.probeFrom(reply.index + 1);
  }
  progress.acknowledged(reply.index, core.nowMs);
}

/**
 * The follower does not hold what was sent before the blocks. Its hint names a block end of its own; the leader goes
 * on at the last block end that can be equal: not behind the hint, and of no later term (Raft §3.5).
 */
function backtrack(core: Core, from: ReplicaId, progress: Progress, reply: AppendReply): void {
  if (progress.state === 'snapshot') return;
  // Only the open question can be refused, or what was acknowledged before: the rest answers questions long given up.
  const open = progress.state === 'probe' ? reply.refusedIndex === progress.next - 1 : reply.refusedIndex < progress.next;
  if (!open && reply.refusedIndex > progress.match) return;
  const limit = Math.min(reply.index, reply.refusedIndex);
  let at = core.log.endAtOrBefore(limit, reply.hintTerm);
  if (at !== null && at.index === reply.index && at.term === reply.hintTerm && at.chain !== reply.hintChain) {
    core.note(
      `log of replica ${from} or of this one corrupt: at index ${at.index}, term ${at.term} chains ${reply.hintChain} and ${at.chain}`,
    );
    at = core.log.endAtOrBefore(at.index - 1, at.term);
  }
  const next = at === null ? Math.min(limit + 1, core.log.start.index) : at.index + 1;
  if (next <= progress.match) {
    core.note(`replica ${from} lost acknowledged blocks: it had ${progress.match}, now at most ${next - 1}`);
    // Its old word must not count towards a majority any more.
    progress.match = next - 1;
  }
  const stuck = progress.state === 'probe' && next >= progress.next;
  progress.probeFrom(next);
  // No ground gained: the next question waits for the next heartbeat, so that two confused replicas do not spin.
  if (stuck) progress.probeSentMs = core.nowMs;
}

/** Its connection broke: what was in flight may be lost. */
export function onFollowerReset(core: Core, peer: ReplicaId): void {
  const progress = core.leading?.peers.get(peer);
  if (progress === undefined) return;
  if (progress.state === 'snapshot') {
    if (progress.snapshot !== null) resumeAt(progress.snapshot, progress.snapshot.wanted);
  } else {
    progress.probeFrom(progress.match + 1);
  }
  // Into the broken connection nothing is sent; the answer to a heartbeat shows that there is a new one.
  progress.probeSentMs = core.nowMs;
  progress.progressMs = core.nowMs;
}

/** A follower answered a heartbeat: it is there. Ask again what went unanswered. */
export function nudge(core: Core, id: ReplicaId): void {
  const progress = core.leading?.peers.get(id);
  if (progress === undefined) return;
  if (progress.state === 'probe') {
    if (core.nowMs - progress.probeSentMs >= core.options.heartbeatIntervalMs) progress.probeSentMs = -Infinity;
  } else if (progress.state === 'replicate') {
    if (progress.hasInFlight && progress.lostPatience(core.nowMs)) {
      progress.probeFrom(progress.match + 1);
      progress.emptyProbe = true;
    }
  } else if (progress.snapshot !== null && progress.lostPatience(core.nowMs)) {
    resumeAt(progress.snapshot, progress.snapshot.wanted);
  }
}
