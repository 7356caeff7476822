import { encodeOperation } from '@grove/wire';
import type { Quota } from '@grove/wire';

/**
 * ZooKeeper keeps the limits of a subtree in znodes, which its shell makes, sets and deletes like any other: for /a they are in
 * /zookeeper/quota/a/zookeeper_limits, and what is used in …/zookeeper_stats, which the server writes. Grove has operations for quotas;
 * what clients of ZooKeeper do to those znodes is done to the quota as well.
 */

export const QUOTA_ROOT = '/zookeeper/quota';
const LIMITS = '/zookeeper_limits';
const STATS = '/zookeeper_stats';

export interface QuotaZnode {
  readonly what: 'limits' | 'stats';
  /** The subtree's root. */
  readonly path: string;
}

/** Null for a path that is none of them. */
export function quotaZnodeOf(path: string): QuotaZnode | null {
  if (!path.startsWith(`${QUOTA_ROOT}/`)) return null;
  const what = path.endsWith(LIMITS) ? 'limits' : path.endsWith(STATS) ? 'stats' : null;
  if (what === null) return null;
  const root = path.slice(QUOTA_ROOT.length, path.length - (what === 'limits' ? LIMITS : STATS).length);
  return root === '' ? null : { what, path: root };
}

/** What the data of a limits znode says: `count=5,bytes=-1=;byteHardLimit=-1;countHardLimit=9`; null where it limits nothing. */
function limitsOf(data: string): Quota | null {
  const limits = new Map<string, number>();
  for (const part of data.split(/[,;]/)) {
    const match = /^(count|bytes|countHardLimit|byteHardLimit)=(-?[0-9]{1,15})=?$/.exec(part.trim());
    if (match !== null) limits.set(match[1] ?? '', Number(match[2]));
  }
  const limit = (name: string): number => Math.max(-1, limits.get(name) ?? -1);
  const quota = {
    countSoft: limit('count'),
    bytesSoft: limit('bytes'),
    countHard: limit('countHardLimit'),
    bytesHard: limit('byteHardLimit'),
  };
  return Object.values(quota).every((value) => value === -1) ? null : quota;
}

/** The operation that does to the quota what is done to its limits znode. `data`: null where that is deleted. */
export function quotaOperation(path: string, data: string | null): Uint8Array {
  const quota = data === null ? null : limitsOf(data);
  return encodeOperation(quota === null ? { type: 'removeQuota', path } : { type: 'setQuota', path, quota });
}

/** Asks for what is used. */
export function quotaUseOperation(path: string): Uint8Array {
  return encodeOperation({ type: 'listQuotas', path });
}

/** The data of a stats znode. */
export function quotaStats(use: { readonly count: number; readonly bytes: number }): string {
  return `count=${use.count},bytes=${use.bytes}`;
}
