import type { Block, ClusterConfig, HardState, LogPosition } from '@grove/raft';
import { endOf, LOG_ORIGIN, openBlock } from './block-codec';
import { BLOCKS_END, BLOCKS_START, firstIndexOf, LogKey, RECORDS_END, RECORDS_START, sameKey } from './log-keys';
import type { KeyValueRow, KeyValueStore, WitnessFile } from './ports';
import {
  decodeConfigRecord,
  decodeCounter,
  decodeHardState,
  decodeIdentity,
  decodeLogBase,
  decodeText,
  type LogBase,
  type VolumeIdentity,
} from './record-codec';
import { decodeWitness, newerHardState, type Witness } from './witness-codec';

/** What the volume holds, and what of it could be proven. Nothing has been written yet. */
export type ProvenLog =
  | { readonly kind: 'empty' }
  /** It was in use, but who it was or how it voted is unknown: it must not go on as the old member. */
  | { readonly kind: 'termLost'; readonly reason: string }
  /** Not ours to touch. */
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'formed';
      readonly identity: VolumeIdentity;
      readonly hardState: HardState;
      readonly base: LogBase;
      /** The longest run from the start that could be proven. */
      readonly blocks: readonly Block[];
      /** Keys that are not part of it: a torn compaction's, or behind a break. */
      readonly strayKeys: readonly Uint8Array[];
      readonly boots: number;
      /** What is missing or broken, or null. Stays until the log is marked as repaired. */
      readonly damage: string | null;
      /** The damage was found now: the log's end goes back. */
      readonly damagedNow: boolean;
      readonly initialConfig: ClusterConfig | null;
      readonly startConfig: ClusterConfig | null;
    };

/** Blocks read at a time: bounds memory beyond what the result holds. */
const PAGE_ROWS = 64;

interface BlockWalk {
  readonly blocks: Block[];
  readonly strayKeys: Uint8Array[];
  /** Why the walk ended before the last row, or null. */
  broken: string | null;
}

/**
 * Reads the whole volume and proves it (DESIGN.md): each block's checksum, the chain from the start through all
 * of them, and the end against the witness. `lost`: what the store says itself that it may lack. An error is one of the ports'.
 */
export function proveLog(
  kv: KeyValueStore,
  witnessFile: WitnessFile,
  lost: string | null,
  done: (error: Error | null, proven: ProvenLog | null) => void,
): void {
  witnessFile.read((witnessError, content) => {
    if (witnessError !== null) return done(witnessError, null);
    const witness = content === null ? null : decodeWitness(content);
    if (witness !== null && 'foreignVersion' in witness) {
      return done(null, {
        kind: 'refused',
        reason: `the witness file has format version ${witness.foreignVersion}, which this release does not know`,
      });
    }
    kv.scan({ gte: RECORDS_START, lt: RECORDS_END, limit: 100 }, (recordsError, records) => {
      if (recordsError !== null) return done(recordsError, null);
      const stored = find(records, LogKey.identity);
      const identity = stored === null ? null : decodeIdentity(stored);
      if (identity !== null && 'foreignVersion' in identity) {
        return done(null, {
          kind: 'refused',
          reason: `the log has format version ${identity.foreignVersion}, which this release does not know`,
        });
      }
      if (identity === null) return proveEmpty(kv, records, witness, done);
      if (witness !== null && witness.incarnation !== identity.incarnation) {
        return done(null, {
          kind: 'termLost',
          reason: `the log is of volume ${identity.incarnation}, the witness file of volume ${witness.incarnation}`,
        });
      }
      const base = find(records, LogKey.base);
      const knownBase = base === null ? null : decodeLogBase(base);
      const walk: BlockWalk = { blocks: [], strayKeys: [], broken: null };
      // Without its start nothing hangs anywhere; the rows are still visited, to be deleted.
      if (knownBase === null) walk.broken = "the record of the log's start is lost";
      walkBlocks(kv, knownBase?.start ?? LOG_ORIGIN, walk, BLOCKS_START, (walkError) => {
        if (walkError !== null) return done(walkError, null);
        done(null, judge(identity, witness, records, knownBase, walk, lost));
      });
    });
  });
}

function find(records: readonly KeyValueRow[], key: Uint8Array): Uint8Array | null {
  return records.find((row) => sameKey(row.key, key))?.value ?? null;
}

/** No identity: the volume is new, or its formatting was cut short, or it lost everything. */
function proveEmpty(
  kv: KeyValueStore,
  records: readonly KeyValueRow[],
  witness: Witness | null,
  done: (error: Error | null, proven: ProvenLog | null) => void,
): void {
  if (records.length > 0) return done(null, { kind: 'termLost', reason: "the record of the volume's identity is lost" });
  if (witness?.formed === true)
    return done(null, { kind: 'termLost', reason: `the witness file is of volume ${witness.incarnation}, whose log is gone` });
  if (witness?.replaced === true) return done(null, { kind: 'termLost', reason: 'replacing a volume whose term was lost did not end' });
  kv.scan({ gte: BLOCKS_START, lt: BLOCKS_END, limit: 1 }, (error, rows) => {
    if (error !== null) return done(error, null);
    done(null, rows.length > 0 ? { kind: 'termLost', reason: 'there are blocks, but no record of whose they are' } : { kind: 'empty' });
  });
}

function walkBlocks(kv: KeyValueStore, start: LogPosition, walk: BlockWalk, gte: Uint8Array, done: (error: Error | null) => void): void {
  kv.scan({ gte, lt: BLOCKS_END, limit: PAGE_ROWS }, (error, rows) => {
    if (error !== null) return done(error);
    for (const row of rows) visitBlock(start, walk, row);
    const last = rows[rows.length - 1];
    if (last === undefined || rows.length < PAGE_ROWS) return done(null);
    const next = new Uint8Array(last.key.length + 1);
    next.set(last.key);
    walkBlocks(kv, start, walk, next, done);
  });
}

function visitBlock(start: LogPosition, walk: BlockWalk, row: KeyValueRow): void {
  const firstIndex = firstIndexOf(row.key);
  // A compaction makes the new start durable before it deletes: what lies before the start is its remainder.
  const stray = walk.broken !== null || (firstIndex !== null && firstIndex <= start.index);
  if (stray) {
    walk.strayKeys.push(row.key);
    return;
  }
  const previous = walk.blocks[walk.blocks.length - 1];
  const prev = previous === undefined ? start : endOf(previous);
  const opened = openBlock(row.value, prev);
  if (opened.ok && opened.block.firstIndex === firstIndex) {
    walk.blocks.push(opened.block);
    return;
  }
  walk.broken = `after index ${prev.index}: ${opened.ok ? `a block of index ${opened.block.firstIndex} under the key of ${String(firstIndex)}` : opened.reason}`;
  walk.strayKeys.push(row.key);
}

function judge(
  identity: VolumeIdentity,
  witness: Witness | null,
  records: readonly KeyValueRow[],
  knownBase: LogBase | null,
  walk: BlockWalk,
  lost: string | null,
): ProvenLog {
  const read = <T>(key: Uint8Array, decode: (bytes: Uint8Array) => T | null): T | null => {
    const bytes = find(records, key);
    return bytes === null ? null : decode(bytes);
  };
  const recorded = read(LogKey.hardState, decodeHardState);
  if (recorded === null && witness === null)
    return { kind: 'termLost', reason: 'neither the log nor the witness file has the term and the vote' };
  const hardState = recorded === null ? witness?.hardState : witness === null ? recorded : newerHardState(recorded, witness.hardState);
  const lastTerm = walk.blocks[walk.blocks.length - 1]?.term ?? 0;
  // Whoever wrote a block of a term had recorded that term first, and may have voted in it.
  if (hardState === undefined || lastTerm > hardState.term) {
    return {
      kind: 'termLost',
      reason: `the log holds blocks of term ${lastTerm}, the newest record of the term says ${String(hardState?.term)}`,
    };
  }

  const base = knownBase ?? { start: LOG_ORIGIN, cuts: witness?.cuts ?? 0 };
  const found =
    walk.broken ??
    (witness === null ? 'the witness file is lost: a missing tail would not be seen' : missingTail(witness, base, walk.blocks)) ??
    lost;
  const remembered =
    find(records, LogKey.damage) !== null || witness?.damaged === true
      ? (read(LogKey.damage, decodeText) ?? 'found damaged at an earlier start')
      : null;
  return {
    kind: 'formed',
    identity,
    hardState,
    // Cuts only grow: what was witnessed of a lost history must never be taken for a later one.
    base: { start: base.start, cuts: Math.max(base.cuts, witness?.cuts ?? 0) },
    blocks: walk.blocks,
    strayKeys: walk.strayKeys,
    boots: Math.max(read(LogKey.boots, decodeCounter) ?? 0, witness?.boots ?? 0),
    damage: found ?? remembered,
    damagedNow: found !== null,
    initialConfig: read(LogKey.initialConfig, decodeConfigRecord),
    startConfig: read(LogKey.startConfig, decodeConfigRecord),
  };
}

/**
 * What the witness has seen synced and the log has not, or null. A witness of fewer cuts than the log was
 * written before the last cut and says nothing about what came after it.
 */
function missingTail(witness: Witness, base: LogBase, blocks: readonly Block[]): string | null {
  if (witness.cuts > base.cuts) return `the log was cut ${base.cuts} times, the witness saw ${witness.cuts}`;
  if (witness.cuts < base.cuts) return null;
  const last = blocks[blocks.length - 1];
  const end = last === undefined ? base.start : endOf(last);
  if (end.index < witness.lastIndex) return `the log ends at index ${end.index}, the witness saw ${witness.lastIndex} synced`;
  // Compacted since.
  if (witness.lastIndex < base.start.index) return null;
  const chain =
    witness.lastIndex === base.start.index ? base.start.chain : blocks.find((block) => block.lastIndex === witness.lastIndex)?.chain;
  return chain === witness.lastChain ? null : `the log has another history at index ${witness.lastIndex} than the witness saw`;
}
