import type { Candidacy, Core } from './core';
import { becomeLeader } from './leader';
import { holdsLease } from './lease';
import type { Message, ReplicaId } from './types';

type Vote = Extract<Message, { type: 'vote' }>;
type VoteReply = Extract<Message, { type: 'voteReply' }>;

/** The election deadline has passed, or the leader asked for an election. */
export function campaign(core: Core, transfer: boolean): void {
  if (!core.canVote || core.incoming?.installing === true) {
    core.scheduleElection();
    return;
  }
  // A vote for oneself needs the disk; while it hangs, asking would only raise others' hopes.
  if (core.diskStalled) {
    core.scheduleElection();
    return;
  }
  if (transfer) standForElection(core, true);
  else askForPreVotes(core);
}

/**
 * Asks whether an election could be won, without entering a new term (Raft §9.6): a replica that was cut off must
 * not come back with a term that unseats a working leader. Grants given to an earlier round of the same question
 * count, so that short repetitions work over slow networks.
 */
function askForPreVotes(core: Core): void {
  const term = core.term + 1;
  const earlier = core.candidacy;
  const candidacy: Candidacy =
    earlier !== null && earlier.phase === 'pre' && earlier.term === term
      ? earlier
      : { phase: 'pre', term, granted: new Set([core.options.id]), refused: new Set(), ownVoteToken: 0 };
  if (candidacy !== earlier) {
    core.becomeCandidate(core.term);
    core.candidacy = candidacy;
  }
  core.scheduleElection();
  if (candidacy.granted.size >= core.majority) {
    standForElection(core, false);
    return;
  }
  const { index, term: lastTerm } = core.log.last;
  for (const voter of core.voters) {
    if (voter === core.options.id || candidacy.granted.has(voter)) continue;
    core.send(voter, { type: 'vote', term, preVote: true, lastIndex: index, lastTerm, transfer: false });
  }
}

/**
 * Stands for election (Raft §3.4). The own vote is a vote like any other: it counts, and the requests leave, only
 * when it is on disk; else a crash could let this replica vote twice in one term.
 */
function standForElection(core: Core, transfer: boolean): void {
  core.becomeCandidate(core.term + 1);
  core.vote(core.options.id);
  const token = core.persist([], null);
  core.candidacy = { phase: 'real', term: core.term, granted: new Set(), refused: new Set(), ownVoteToken: token };
  core.restartElectionTimer();
  const { index, term: lastTerm } = core.log.last;
  for (const voter of core.voters) {
    if (voter === core.options.id) continue;
    core.send(voter, { type: 'vote', term: core.term, preVote: false, lastIndex: index, lastTerm, transfer }, token);
  }
}

/** The own vote may be on disk now. */
export function onOwnVotePersisted(core: Core): void {
  const { candidacy } = core;
  if (candidacy === null || candidacy.phase !== 'real' || !core.persists.isDurable(candidacy.ownVoteToken)) return;
  if (candidacy.granted.has(core.options.id)) return;
  candidacy.granted.add(core.options.id);
  countVotes(core, candidacy);
}

/** Answers a vote or pre-vote request (Raft §3.4, §3.6.1, §9.6). */
export function onVote(core: Core, from: ReplicaId, vote: Vote): void {
  if (vote.preVote) {
    const granted = vote.term > core.term && core.canVote && core.leading === null && !holdsLease(core) && isUpToDate(core, vote);
    core.send(from, { type: 'voteReply', term: granted ? vote.term : core.term, preVote: true, granted });
    settleRivalry(core, from, vote, granted);
    return;
  }
  // A lease stands against every election but one that the leader itself has asked for (§3.10, §4.2.3).
  const barred = vote.term > core.term && !vote.transfer && holdsLease(core);
  if (vote.term < core.term || barred) {
    core.send(from, { type: 'voteReply', term: core.term, preVote: false, granted: false });
    return;
  }
  if (vote.term > core.term) core.becomeFollower(vote.term, null);
  const free = core.votedFor === from || (core.votedFor === null && core.leader === null);
  const granted = free && core.canVote && isUpToDate(core, vote);
  if (granted && core.votedFor !== from) core.vote(from);
  // Whoever gives its vote gives the candidate the time to win, and asks for no newer term meanwhile.
  if (granted) {
    if (core.candidacy !== null) core.becomeFollower(core.term, null);
    core.restartElectionTimer();
  }
  core.send(from, { type: 'voteReply', term: core.term, preVote: false, granted });
}

/**
 * Two that ask at the same time would both be granted, stand in one term and split the votes. So of two askers the one
 * with the longer log goes on, among equals the one with the higher number. It takes the other's question for a grant
 * as well: who asks is a voter without a lease, and would grant what comes first.
 */
function settleRivalry(core: Core, from: ReplicaId, vote: Vote, granted: boolean): void {
  const { candidacy } = core;
  const rivals = candidacy !== null && candidacy.phase === 'pre' && candidacy.term === vote.term;
  if (rivals && comesFirst(core, from, vote)) {
    if (!core.isOtherVoter(from)) return;
    candidacy.granted.add(from);
    countVotes(core, candidacy);
  } else if (granted && candidacy?.phase !== 'real' && !core.gaveWay) {
    core.candidacy = null;
    core.giveWay();
  }
}

/** Whether this replica goes before another that asks at the same time. */
function comesFirst(core: Core, other: ReplicaId, vote: Vote): boolean {
  const { index, term } = core.log.last;
  if (vote.lastTerm !== term) return term > vote.lastTerm;
  return vote.lastIndex === index ? core.options.id > other : index > vote.lastIndex;
}

export function onVoteReply(core: Core, from: ReplicaId, reply: VoteReply): void {
  if (reply.term > core.term && !(reply.preVote && reply.granted)) {
    core.becomeFollower(reply.term, null);
    // In the newer term somebody may be standing.
    core.giveWay();
    return;
  }
  const { candidacy } = core;
  if (candidacy === null || reply.preVote !== (candidacy.phase === 'pre') || !core.isOtherVoter(from)) return;
  if (!reply.granted) {
    if (candidacy.phase === 'real' && reply.term === candidacy.term) {
      candidacy.refused.add(from);
      countVotes(core, candidacy);
    }
    return;
  }
  if (reply.term !== candidacy.term) return;
  candidacy.granted.add(from);
  countVotes(core, candidacy);
}

function countVotes(core: Core, candidacy: Candidacy): void {
  if (candidacy.granted.size >= core.majority) {
    if (candidacy.phase === 'pre') standForElection(core, false);
    else becomeLeader(core);
  } else if (candidacy.phase === 'real' && isLost(core, candidacy)) {
    // After a crash of the leader the next attempt comes soon instead of after a whole timeout.
    core.candidacy = null;
    core.scheduleElection();
  }
}

/** Refused by so many that the rest is no majority. The dead refuse nothing: from an unreachable voter no answer is hoped for. */
function isLost(core: Core, candidacy: Candidacy): boolean {
  if (candidacy.refused.size === 0) return false;
  const hopeful = core.voters.filter(
    (voter) => candidacy.granted.has(voter) || !(candidacy.refused.has(voter) || core.unreachable.has(voter)),
  );
  return hopeful.length < core.majority;
}

/** A leader must hold all committed blocks: no vote for a log that ends before the own one (Raft §3.6.1). */
function isUpToDate(core: Core, vote: Vote): boolean {
  const { index, term } = core.log.last;
  return vote.lastTerm > term || (vote.lastTerm === term && vote.lastIndex >= index);
}
