import type { Core, Leadership } from './core';
import { beginRound, confirmedRound } from './heartbeat';
import type { Message, ReplicaId } from './types';

type ReadIndex = Extract<Message, { type: 'readIndex' }>;
type ReadIndexReply = Extract<Message, { type: 'readIndexReply' }>;

/** A reader on this replica wants an index that covers every acknowledged write (Raft §6.4). */
export function askReadIndex(core: Core, token: number): void {
  if (core.leading !== null) core.leading.reads.add(0, token);
  else if (core.leader === null) core.effects.push({ type: 'readReady', token, index: null });
  else core.followerReads.add(token);
}

/** A follower asks. */
export function onReadIndex(core: Core, from: ReplicaId, message: ReadIndex): void {
  if (core.leading === null || message.term !== core.term) core.answerRead(from, message.token, null);
  else core.leading.reads.add(from, message.token);
}

export function onReadIndexReply(core: Core, from: ReplicaId, reply: ReadIndexReply): void {
  if (from !== core.leader || reply.term !== core.term) return;
  const tokens = core.followerReads.answered(reply.token);
  if (tokens === null) return;
  for (const token of tokens) core.effects.push({ type: 'readReady', token, index: reply.index === 0 ? null : reply.index });
}

/**
 * Leader: answers what is confirmed and begins the next round where reads wait and none is under way. Until the
 * no-op of its term is committed its commit index may lag behind what was acknowledged, so reads are held.
 */
export function serveReads(core: Core, leading: Leadership): void {
  for (;;) {
    if (leading.reads.roundUnderWay) {
      for (const read of leading.reads.confirm(confirmedRound(core, leading))) core.answerRead(read.origin, read.token, read.index);
    }
    if (!core.ready || !leading.reads.hasWaiting || leading.reads.roundUnderWay) return;
    beginRound(core, leading);
  }
}

/** Follower: one question is open at a time; it is repeated where the answer stays away. */
export function askLeader(core: Core): void {
  const { followerReads, leader } = core;
  if (leader === null || core.leading !== null) return;
  if (followerReads.isAsking) {
    if (core.nowMs < core.followerReads.sentMs + core.options.electionTimeoutMsMin) return;
    core.send(leader, { type: 'readIndex', term: core.term, token: followerReads.askAgain(core.nowMs) });
  } else if (followerReads.hasWaiting) {
    core.send(leader, { type: 'readIndex', term: core.term, token: followerReads.ask(core.nowMs) });
  }
}
