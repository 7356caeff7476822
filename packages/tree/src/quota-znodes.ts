import { readUtf8, utf8Bytes } from './utf8';

/**
 * The znodes in which ZooKeeper keeps quotas, by its names and in its words: for /a the limits are the data of
 * /zookeeper/quota/a/zookeeper_limits, and …/zookeeper_stats says what is used. Those of `/` are right below /zookeeper/quota, where
 * ZooKeeper, which has no quota there, has none.
 */

export const QUOTA_ROOT = '/zookeeper/quota';
/** The servers' own znodes: no quota is on them, and none counts them. */
const SERVERS_OWN = '/zookeeper';
const LIMITS_NAME = 'zookeeper_limits';
const STATS_NAME = 'zookeeper_stats';
const PREFIX = utf8Bytes(`${QUOTA_ROOT}/`);
/** No shorter path is one of a quota's znodes. */
export const QUOTA_ZNODE_PATH_BYTES_MIN = PREFIX.length + STATS_NAME.length;
/**
 * None with a longer path is: it lies there as any other znode. Paths themselves have no bound, and each of the many components of one that is made
 * with its parents is looked at here.
 */
export const QUOTA_ZNODE_PATH_BYTES_MAX = 4096;
/** Whatever is longer says no limits. */
const LIMITS_BYTES_MAX = 1024;
const SLASH = 0x2f;

/** −1 for none. */
export interface QuotaLimits {
  readonly countHard: number;
  readonly countSoft: number;
  readonly bytesHard: number;
  readonly bytesSoft: number;
}

export interface QuotaZnode {
  readonly what: 'limits' | 'stats';
  /** The root of the subtree that the quota is on. */
  readonly path: string;
}

/** Null for nearly all paths. */
export function quotaZnodeOf(bytes: Uint8Array, start: number, end: number): QuotaZnode | null {
  if (end - start < QUOTA_ZNODE_PATH_BYTES_MIN || end - start > QUOTA_ZNODE_PATH_BYTES_MAX) {
    return null;
  }
  for (let i = 0; i < PREFIX.length; i += 1) {
    if (bytes[start + i] !== PREFIX[i]) {
      return null;
    }
  }
  let nameStart = end;
  while (bytes[nameStart - 1] !== SLASH) {
    nameStart -= 1;
  }
  const name = readUtf8(bytes, nameStart, end);
  const what = name === LIMITS_NAME ? 'limits' : name === STATS_NAME ? 'stats' : null;
  if (what === null) {
    return null;
  }
  const path = readUtf8(bytes, start + PREFIX.length - 1, nameStart - 1) || '/';
  return mayHaveQuota(path) ? { what, path } : null;
}

export function mayHaveQuota(path: string): boolean {
  return !isWithin(path, SERVERS_OWN);
}

export function limitsZnodePath(path: string): string {
  return `${QUOTA_ROOT}${path === '/' ? '' : path}/${LIMITS_NAME}`;
}

export function statsZnodePath(path: string): string {
  return `${QUOTA_ROOT}${path === '/' ? '' : path}/${STATS_NAME}`;
}

/** As ZooKeeper 3.9 writes them: older shells read the first two, up to the second `=`. */
export function limitsText({ countHard, countSoft, bytesHard, bytesSoft }: QuotaLimits): string {
  return `count=${countSoft},bytes=${bytesSoft}=;byteHardLimit=${bytesHard};countHardLimit=${countHard}`;
}

export function statsText(count: number, bytes: number): string {
  return `count=${count},bytes=${bytes}`;
}

/** What the data of a limits znode says; what it does not say, or not in these words, is no limit. */
export function limitsOf(bytes: Uint8Array, start: number, end: number): QuotaLimits {
  const limits = new Map<string, number>();
  const text = end - start > LIMITS_BYTES_MAX ? '' : asciiText(bytes, start, end);
  for (const part of text.split(/[,;]/)) {
    const match = /^(count|bytes|countHardLimit|byteHardLimit)=(-?[0-9]{1,19})=?$/.exec(part.trim());
    if (match !== null) {
      limits.set(match[1] ?? '', Number(match[2]));
    }
  }
  const limit = (name: string): number => {
    const value = limits.get(name) ?? -1;
    // What no tree reaches limits nothing.
    return value < 0 || value > Number.MAX_SAFE_INTEGER ? -1 : value;
  };
  return {
    countHard: limit('countHardLimit'),
    countSoft: limit('count'),
    bytesHard: limit('byteHardLimit'),
    bytesSoft: limit('bytes'),
  };
}

/** Whether `path` is at or below `top`. */
export function isWithin(path: string, top: string): boolean {
  return top === '/' || path === top || (path.startsWith(top) && path.charCodeAt(top.length) === SLASH);
}

/** A client may have written any bytes: each of them is a character here. */
function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i += 1) {
    text += String.fromCharCode(bytes[i] ?? 0);
  }
  return text;
}
