import type { PlantedFault } from './plan';
import type { Violation } from './violation';

/** What a run saw and did: added up over all seeds. */
export interface SeedResult {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly simulatedMs: number;
  readonly entries: number;
  readonly events: number;
  readonly elections: number;
  readonly truncations: number;
  readonly snapshotInstalls: number;
  readonly crashes: number;
  readonly crashesBetweenEffects: number;
  readonly volumesLost: number;
  readonly writesAnswered: number;
  readonly readsAnswered: number;
  readonly watchEvents: number;
  readonly streamEvents: number;
  readonly streamsResumed: number;
  readonly watchesLost: number;
  readonly unaryAnswered: number;
  readonly unaryRepeated: number;
  readonly sessions: number;
  readonly sessionsMoved: number;
  readonly sessionsExpired: number;
  readonly reaped: number;
  readonly subtreesDeleted: number;
  readonly refusedByRights: number;
  readonly refusedByQuota: number;
  readonly repeatedRequestIds: number;
  readonly diskFaults: number;
  readonly journalsReplayed: number;
  readonly journalsDamaged: number;
  readonly pagesContinued: number;
  readonly watchesRemoved: number;
  readonly readOnlyStarts: number;
  readonly readOnlyReads: number;
  readonly readOnlyRefusals: number;
  readonly sessionsClosed: number;
  readonly membershipChanges: number;
  readonly membersAdded: number;
  readonly membersMoved: number;
  readonly straysStarted: number;
  readonly membershipDone: number;
  readonly membershipRefused: number;
  readonly divergencesNoticed: number;
  readonly trace: readonly string[];
}

export interface SeedOptions {
  readonly trace?: boolean;
  readonly planted?: PlantedFault | null;
}
