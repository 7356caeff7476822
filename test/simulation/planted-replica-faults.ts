import { ReadBarrier } from '@grove/engine/dist/read-barrier';
import { SessionExpiry } from '@grove/engine/dist/session-expiry';
import { Tree, WatchTable } from '@grove/tree';
import type { EntryView, Outcome } from '@grove/tree';
import { ChangeHistory } from '@grove/tree/dist/change-history';
import { QuotaTable } from '@grove/tree/dist/quota-table';
import { RequestIds } from '@grove/tree/dist/request-ids';
import { SnapshotWriter } from '@grove/tree/dist/snapshot-writer';
import { EntryKind } from '@grove/wire';

/** Mistakes of tree, sessions and watches, put over the compiled parts from outside. */

/** One event in so many is not told; one row in so many is not in the snapshot. */
const DROPPED_ONE_IN = 25;

export function dropWatchEvents(): void {
  const { onChange } = WatchTable.prototype;
  let told = 0;
  WatchTable.prototype.onChange = function (change, emit, isSpent): boolean {
    const most = (...[watcher, type, path, wanted]: Parameters<typeof emit>): void => {
      if (++told % DROPPED_ONE_IN !== 0) emit(watcher, type, path, wanted);
    };
    return onChange.call(this, change, most, isSpent);
  };
}

interface OpenTree {
  readonly state: { readonly sessions: { get(id: number): { readonly lastSequence: number } | undefined } };
  applyWrite(zxid: number, entry: EntryView, outcome: Outcome): void;
}

/** A numbered write that is met again is done again before its first answer is given. */
export function applyRepeats(): void {
  const prototype = Tree.prototype as unknown as OpenTree;
  const { applyWrite } = prototype;
  prototype.applyWrite = function (zxid, entry, outcome): void {
    const session = this.state.sessions.get(entry.sessionId);
    if (entry.kind === EntryKind.command && entry.sequence > 0 && session !== undefined && entry.sequence <= session.lastSequence) {
      applyWrite.call(this, zxid, { ...entry, sequence: 0 }, { ...outcome });
    }
    applyWrite.call(this, zxid, entry, outcome);
  };
}

export function forgetRequestIds(): void {
  RequestIds.prototype.find = () => false;
}

/** The leader takes note of no sign of life but an attach. */
export function expireHeardSessions(): void {
  SessionExpiry.prototype.touch = (): boolean => true;
}

/** A read that was to be linearizable is answered from what is here. */
export function readStale(): void {
  ReadBarrier.prototype.linearizable = function (waiter): void {
    this.atLeast(0, waiter);
  };
}

interface OpenWriter {
  writeRow(out: unknown, row: number): void;
}

export function missSnapshotRows(): void {
  const prototype = SnapshotWriter.prototype as unknown as OpenWriter;
  const { writeRow } = prototype;
  let rows = 0;
  prototype.writeRow = function (out, row): void {
    if (++rows % DROPPED_ONE_IN !== 0) writeRow.call(this, out, row);
  };
}

/** Whoever goes on from a cursor begins one change too late. */
export function skipOnResume(): void {
  const { positionAfter } = ChangeHistory.prototype;
  ChangeHistory.prototype.positionAfter = function (zxid, ordinal): number {
    return Math.min(this.nextPosition, positionAfter.call(this, zxid, ordinal) + 1);
  };
}

export function tellEverybody(): void {
  Tree.prototype.mayRead = () => true;
}

export function forgetQuotaBytes(): void {
  QuotaTable.prototype.bytesOf = () => 0;
}
