import { configOf, type Core } from './core';
import { fail } from './invariant';
import type { Block, LogPosition, Message, ReplicaId } from './types';

type Append = Extract<Message, { type: 'append' }>;

/**
 * Takes blocks from the leader (Raft §3.5). The caller has made sure that the message is of the current term.
 * The acknowledgement names what will be durable and waits for the write that makes it so.
 */
export function onAppend(core: Core, from: ReplicaId, append: Append): void {
  // What is being installed replaces the whole log: an append now would be written into the old one.
  if (core.incoming?.installing === true) return;
  const flaw = gapIn(append);
  if (flaw !== null) {
    core.note(`append of replica ${from} refused: ${flaw}`);
    refuse(core, from, append.prev.index, core.log.last);
    return;
  }
  const { following } = core;
  following.leaderCommit = Math.max(following.leaderCommit, append.commitIndex);
  following.learntCommit = append.commitIndex;
  following.appendHeard = true;
  const blocks = skipCompacted(core, append);
  if (blocks === null) {
    // Everything named lies in the compacted part: it is committed, so it is equal.
    acknowledge(core, from, core.commitIndex);
    return;
  }
  const prev = blocks.length < append.blocks.length ? core.log.start : append.prev;
  const mismatch = mismatchAt(core, from, prev);
  if (mismatch !== null) {
    refuse(core, from, append.prev.index, mismatch);
    return;
  }
  store(core, from, blocks);
  const last = blocks[blocks.length - 1]?.lastIndex ?? prev.index;
  following.matched = Math.max(following.matched, last);
  acknowledge(core, from, last);
}

/** Contiguity is asserted where blocks are sent and checked again where they come in: a gap is never stored. */
export function gapIn(append: Append): string | null {
  let { index, term } = append.prev;
  for (const block of append.blocks) {
    if (block.firstIndex !== index + 1 || block.lastIndex < block.firstIndex) {
      return `block ${block.firstIndex}..${block.lastIndex} does not follow index ${index}`;
    }
    if (block.term < term || block.term > append.term) {
      return `block ${block.firstIndex} has term ${block.term} after ${term} in an append of term ${append.term}`;
    }
    if (block.type === 'config' && block.config === undefined) return `config block ${block.firstIndex} without its configuration`;
    index = block.lastIndex;
    term = block.term;
  }
  return null;
}

/** The blocks that lie after the start of the held log; null where the append ends before it. */
function skipCompacted(core: Core, append: Append): readonly Block[] | null {
  const start = core.log.start.index;
  if (append.prev.index >= start) return append.blocks;
  const first = append.blocks.findIndex((block) => block.firstIndex === start + 1);
  return first === -1 ? null : append.blocks.slice(first);
}

/** Null where the log holds `prev`; else the hint: a block end at or before which the logs may meet (Raft §3.5). */
function mismatchAt(core: Core, from: ReplicaId, prev: LogPosition): LogPosition | null {
  const own = core.log.positionAt(prev.index);
  if (own !== null && own.term === prev.term) {
    if (own.chain === prev.chain) return null;
    core.note(`log corrupt: at index ${prev.index}, term ${prev.term} the chain is ${own.chain}, at leader ${from} ${prev.chain}`);
    return hintBefore(core, prev.index - 1, prev.term);
  }
  return hintBefore(core, own === null ? prev.index : prev.index - 1, prev.term);
}

/** A whole term of disagreement is skipped at once. What is committed is equal on every leader: no need to go below. */
function hintBefore(core: Core, index: number, term: number): LogPosition {
  const hint = core.log.endAtOrBefore(index, term);
  if (index >= core.commitIndex && (hint === null || hint.index < core.commitIndex)) {
    return core.log.positionAt(core.commitIndex) ?? core.log.start;
  }
  return hint ?? core.log.start;
}

/**
 * Writes what the log does not hold yet. A block that differs from the leader's ends what came from an earlier
 * leader: it and everything behind it is dropped, in the same write that brings the new blocks (Raft §3.5).
 */
function store(core: Core, from: ReplicaId, blocks: readonly Block[]): void {
  const { log } = core;
  let at = 0;
  let truncateFrom: number | null = null;
  for (; at < blocks.length; at++) {
    const block = blocks[at];
    if (block === undefined || block.firstIndex > log.lastIndex) break;
    const own =
      log.blockEndFrom(block.firstIndex) ?? fail(`index ${block.firstIndex} begins no block here, but the position before it is equal`);
    if (own.term === block.term && own.index === block.lastIndex && own.chain === block.chain) continue;
    if (own.term === block.term) {
      core.note(`log corrupt: block ${block.firstIndex} of term ${block.term} has chain ${own.chain}, at leader ${from} ${block.chain}`);
    }
    truncateFrom = block.firstIndex;
    break;
  }
  if (at === blocks.length) return;
  if (truncateFrom !== null) truncate(core, truncateFrom);
  const fresh = blocks.slice(at);
  const configIndex = core.configs.currentIndex;
  for (const block of fresh) {
    log.append(block, core.persists.durableIndex);
    if (block.type === 'config') core.configs.push(block.lastIndex, configOf(block));
  }
  core.persist(fresh, truncateFrom);
  if (core.configs.currentIndex !== configIndex) core.configChanged();
}

function truncate(core: Core, fromIndex: number): void {
  if (fromIndex <= core.commitIndex) {
    fail(
      `truncation from ${fromIndex} would touch committed entries: commit index ${core.commitIndex}, term ${core.term}, leader ${core.leader}`,
    );
  }
  if (fromIndex <= core.following.matched) {
    fail(
      `truncation from ${fromIndex} would touch what leader ${core.leader} of term ${core.term} has matched up to ${core.following.matched}`,
    );
  }
  core.log.truncateFrom(fromIndex);
  core.persists.truncateFrom(fromIndex);
  core.effects.push({ type: 'truncated', fromIndex });
  if (core.configs.truncateFrom(fromIndex)) core.configChanged();
}

function acknowledge(core: Core, to: ReplicaId, index: number): void {
  const at = core.log.positionAt(index) ?? fail(`acknowledgement of ${index}, which ends no block`);
  core.send(
    to,
    { type: 'appendReply', term: core.term, accepted: true, index, hintTerm: at.term, hintChain: at.chain, refusedIndex: 0 },
    core.persists.tokenFor(index),
  );
}

/** Refusals keep their place among the acknowledgements: the leader takes the newest word for the truth. */
export function refuse(core: Core, to: ReplicaId, refusedIndex: number, hint: LogPosition): void {
  core.send(
    to,
    { type: 'appendReply', term: core.term, accepted: false, index: hint.index, hintTerm: hint.term, hintChain: hint.chain, refusedIndex },
    core.persists.newestToken,
  );
}

/** The leader believes that this log holds `index`, or must be asked for its commit index: make it send an append. */
export function askForAppend(core: Core, leader: ReplicaId, index: number): void {
  refuse(core, leader, index, hintBefore(core, index, Number.MAX_SAFE_INTEGER));
}
