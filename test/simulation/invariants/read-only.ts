import { ErrorCode } from '@grove/wire';
import type { RequestRecord } from '../history';

/**
 * A replica without a leader answers what it can answer alone: no write, nothing that must be as new as the cluster. That what it answers
 * was committed, and is the state at the zxid that it names, is judged with all other reads. Null for nothing amiss.
 */
export function readOnlyFlaw(isReadOnly: boolean, request: RequestRecord, code: number): string | null {
  const { isWrite, linearizable, operation } = request;
  const needsLeader = isWrite || linearizable || operation.type === 'sync';
  if (isReadOnly && needsLeader && code !== ErrorCode.NOTREADONLY) {
    return `a replica without a leader answered ${code} to a ${linearizable ? 'linearizable ' : ''}${operation.type}`;
  }
  if (!isReadOnly && code === ErrorCode.NOTREADONLY) return `a replica that has a leader refused a ${operation.type} as read-only`;
  return null;
}
