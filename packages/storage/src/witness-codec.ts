import type { HardState } from '@grove/raft';
import { decodeUtf8, encodeUtf8, readUint64, viewOf, writeUint64 } from './bytes';
import { openRecord, sealRecord } from './record-codec';

/** What the second file says about the log beside it. */
export interface Witness {
  readonly incarnation: string;
  readonly hardState: HardState;
  /** A block's end that was synced while the log had been cut `cuts` times. */
  readonly lastIndex: number;
  readonly lastChain: number;
  readonly cuts: number;
  readonly boots: number;
  /** The log's own records were written: without them something was lost. False only while a volume is being formatted. */
  readonly formed: boolean;
  readonly replaced: boolean;
  /** The log was found damaged and has not been repaired since. */
  readonly damaged: boolean;
}

/**
 * magic "GRVW" (4), format version (2), flags (2), term (8), vote (4), last chain (4), last index (8), cuts (8), boots (8), incarnation;
 * checksum (4).
 */
const MAGIC = 0x57565247;
export const WITNESS_FORMAT_VERSION = 1;
const FIXED_BYTES = 48;
const FORMED = 1;
const REPLACED = 2;
const DAMAGED = 4;

export function encodeWitness(witness: Witness): Uint8Array {
  const incarnation = encodeUtf8(witness.incarnation);
  const bytes = new Uint8Array(FIXED_BYTES + incarnation.length);
  const view = viewOf(bytes);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, WITNESS_FORMAT_VERSION, true);
  view.setUint16(6, (witness.formed ? FORMED : 0) | (witness.replaced ? REPLACED : 0) | (witness.damaged ? DAMAGED : 0), true);
  writeUint64(view, 8, witness.hardState.term);
  view.setUint32(16, witness.hardState.votedFor ?? 0, true);
  view.setUint32(20, witness.lastChain, true);
  writeUint64(view, 24, witness.lastIndex);
  writeUint64(view, 32, witness.cuts);
  writeUint64(view, 40, witness.boots);
  bytes.set(incarnation, FIXED_BYTES);
  return sealRecord(bytes);
}

export function decodeWitness(bytes: Uint8Array): Witness | { readonly foreignVersion: number } | null {
  const payload = openRecord(bytes);
  if (payload === null || payload.length < FIXED_BYTES) return null;
  const view = viewOf(payload);
  if (view.getUint32(0, true) !== MAGIC) return null;
  const version = view.getUint16(4, true);
  if (version !== WITNESS_FORMAT_VERSION) return { foreignVersion: version };
  const incarnation = decodeUtf8(payload.subarray(FIXED_BYTES));
  if (incarnation === null) return null;
  const flags = view.getUint16(6, true);
  const votedFor = view.getUint32(16, true);
  return {
    incarnation,
    hardState: { term: readUint64(view, 8), votedFor: votedFor === 0 ? null : votedFor },
    lastIndex: readUint64(view, 24),
    lastChain: view.getUint32(20, true),
    cuts: readUint64(view, 32),
    boots: readUint64(view, 40),
    formed: (flags & FORMED) !== 0,
    replaced: (flags & REPLACED) !== 0,
    damaged: (flags & DAMAGED) !== 0,
  };
}

/** A term has one vote and votes are not taken back, so of two records the one with the higher term, then the one with a vote, is the newer. */
export function newerHardState(a: HardState, b: HardState): HardState {
  if (a.term !== b.term) return a.term > b.term ? a : b;
  return a.votedFor !== null ? a : b;
}
