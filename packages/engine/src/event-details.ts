import { EventType, Wanted } from '@grove/tree';
import type { ChangeRecord, EventTypeNumber, TreeApi } from '@grove/tree';
import type { EncodedEventDetails } from '@grove/wire';

/** Later changes of the same zxid that are looked through before a value counts as gone. */
const SAME_ZXID_MAX = 64;

/**
 * The values that an event carries for a watcher that wants them (bits of `Wanted`): from the ring where it still holds them; the new
 * data else from the znode itself, where it has not been set since (its Stat then also tells of children that came later).
 * What is nowhere is marked as absent. Undefined for none.
 */
export function eventDetails(
  tree: TreeApi,
  position: number,
  change: ChangeRecord,
  type: EventTypeNumber,
  wanted: number,
): EncodedEventDetails | undefined {
  if (wanted === 0 || type === EventType.childrenChanged) return undefined;
  const details: { -readonly [K in keyof EncodedEventDetails]: EncodedEventDetails[K] } = {};
  const values = tree.valuesAt(position);
  if ((wanted & Wanted.data) !== 0 && type !== EventType.deleted) {
    const now = values ?? valueNow(tree, position, change);
    if (now === null || now.data === null || now.stat === null) details.dataAbsent = true;
    else {
      details.data = now.data;
      details.stat = now.stat;
    }
  }
  if ((wanted & Wanted.previousData) !== 0 && type !== EventType.created) {
    const previous = values?.previousData ?? null;
    if (previous === null) details.previousDataAbsent = true;
    else details.previousData = previous;
  }
  return details;
}

/** The znode's value as it is now, where that is what the change made of it. */
function valueNow(
  tree: TreeApi,
  position: number,
  change: ChangeRecord,
): { readonly stat: Uint8Array | null; readonly data: Uint8Array | null } | null {
  const now = tree.valueNow(change.path);
  if (now === null || now.mzxid !== change.zxid) return null;
  // A multi may have set it again.
  const { history } = tree;
  for (let at = position + 1; at < history.nextPosition; at += 1) {
    const later = history.at(at);
    if (later.zxid !== change.zxid) break;
    if (at - position > SAME_ZXID_MAX || (later.path === change.path && later.kind !== 'aclChanged')) return null;
  }
  return now;
}

/** Bytes of values, for whoever holds frames within bounds. */
export function detailsBytes(details: EncodedEventDetails | undefined): number {
  return (details?.data?.length ?? 0) + (details?.stat?.length ?? 0) + (details?.previousData?.length ?? 0);
}
