import { type DigestSum, type ItemHasher, ItemSeed } from './digest';
import { PathScan } from './path-scan';
import { utf8Bytes } from './utf8';
import { Field, NumberField } from './znode-columns';
import type { DataMeter, ZnodeStore } from './znode-store';

/** The most quotas there can be. */
export const QUOTAS_MAX = 10_000;

const { imul } = Math;
const SLASH = 0x2f;
const HASH_BASIS = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;

/** −1 for none. */
export interface QuotaLimits {
  readonly countHard: number;
  readonly countSoft: number;
  readonly bytesHard: number;
  readonly bytesSoft: number;
}

export interface QuotaEntry {
  readonly path: string;
  readonly pathBytes: Uint8Array;
  /** As the index of paths has it. */
  readonly pathHash: number;
  limits: QuotaLimits;
  /** The lanes of this quota in the digest's sum. */
  itemLow: number;
  itemHigh: number;
}

/** A soft limit that is exceeded. */
export interface QuotaOverrun {
  readonly path: string;
  readonly of: 'count' | 'bytes';
  readonly used: number;
  readonly limit: number;
}

/**
 * Limits of subtrees, and what they use. None is above or below another one, so that a znode counts for one quota at most. A quota
 * belongs to its path: it stays when the znode there goes, as in ZooKeeper.
 *
 * Nothing is counted here: each row knows how many znodes and bytes of data are below it. So a quota is set in no time, however large its
 * subtree. What changes is the digest's item of a quota, and only when somebody asks for it.
 */
export class QuotaTable implements DataMeter {
  private readonly byPath = new Map<string, QuotaEntry>();
  /** By hash of the path; for `/` there is `root`. */
  private readonly byHash = new Map<number, QuotaEntry[]>();
  private root: QuotaEntry | null = null;
  private readonly scan = new PathScan();
  /** Their items of the digest are not those of what they use now. */
  private readonly unsettled = new Set<QuotaEntry>();

  constructor(
    private readonly store: ZnodeStore,
    private readonly sum: DigestSum,
    private readonly hasher: ItemHasher,
  ) {}

  get size(): number {
    return this.byPath.size;
  }

  get(path: string): QuotaEntry | undefined {
    return this.byPath.get(path);
  }

  /** By path, in the order of UTF-16 units. */
  sorted(): readonly QuotaEntry[] {
    return [...this.byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** A quota above or below the path, other than its own; null where there is none. */
  nested(path: string): QuotaEntry | null {
    for (const entry of this.byPath.values()) {
      if (entry.path !== path && (isWithin(entry.path, path) || isWithin(path, entry.path))) {
        return entry;
      }
    }
    return null;
  }

  /** Sets or changes the limits. */
  set(path: string, limits: QuotaLimits): void {
    const known = this.byPath.get(path);
    if (known !== undefined) {
      known.limits = limits;
      this.unsettled.add(known);
      return;
    }
    const pathBytes = utf8Bytes(path);
    this.scan.scan(pathBytes, 0, pathBytes.length, false);
    const entry: QuotaEntry = { path, pathBytes, pathHash: this.scan.hash, limits, itemLow: 0, itemHigh: 0 };
    this.unsettled.add(entry);
    this.byPath.set(path, entry);
    if (path === '/') {
      this.root = entry;
      return;
    }
    const hash = hashOf(pathBytes);
    const equal = this.byHash.get(hash);
    if (equal === undefined) {
      this.byHash.set(hash, [entry]);
    } else {
      equal.push(entry);
    }
  }

  remove(path: string): void {
    const entry = this.byPath.get(path);
    if (entry === undefined) {
      return;
    }
    this.byPath.delete(path);
    this.unsettled.delete(entry);
    this.sum.subtract(entry.itemLow, entry.itemHigh);
    if (entry === this.root) {
      this.root = null;
      return;
    }
    const hash = hashOf(entry.pathBytes);
    const left = (this.byHash.get(hash) ?? []).filter((other) => other !== entry);
    if (left.length === 0) {
      this.byHash.delete(hash);
    } else {
      this.byHash.set(hash, left);
    }
  }

  /** The znodes that a quota has, its root included. */
  countOf(entry: QuotaEntry): number {
    const row = this.rowOf(entry);
    return row === 0 ? 0 : 1 + this.store.columns.get(row, Field.descendants);
  }

  /** Their bytes of data. */
  bytesOf(entry: QuotaEntry): number {
    const row = this.rowOf(entry);
    const { columns } = this.store;
    return row === 0 ? 0 : columns.get(row, Field.dataLength) + columns.getNumber(row, NumberField.dataBelow);
  }

  /**
   * Whether the path may come into being: [start, end) of `path`, of which the last `nodes` components are new, the last one with
   * `dataBytes` of data. False: QUOTAEXCEEDED.
   */
  admitsCreation(path: Uint8Array, start: number, end: number, nodes: number, dataBytes: number): boolean {
    if (this.byPath.size === 0) {
      return true;
    }
    const entry = this.covering(path, start, end);
    if (entry === null) {
      return true;
    }
    let within = 1;
    for (let i = start + (entry === this.root ? 0 : entry.pathBytes.length); i < end; i += 1) {
      within += path[i] === SLASH ? 1 : 0;
    }
    const { countHard, bytesHard } = entry.limits;
    return (
      (countHard < 0 || this.countOf(entry) + Math.min(nodes, within) <= countHard) &&
      (bytesHard < 0 || dataBytes === 0 || this.bytesOf(entry) + dataBytes <= bytesHard)
    );
  }

  /** Whether the existing row's data may have this length; less than before always may. False: QUOTAEXCEEDED. */
  admitsData(row: number, dataBytes: number): boolean {
    if (this.byPath.size === 0) {
      return true;
    }
    const more = dataBytes - this.store.columns.get(row, Field.dataLength);
    const entry = more > 0 ? this.coveringRow(row) : null;
    return entry === null || entry.limits.bytesHard < 0 || this.bytesOf(entry) + more <= entry.limits.bytesHard;
  }

  /** What is above its soft limit now. */
  overruns(): readonly QuotaOverrun[] {
    const found: QuotaOverrun[] = [];
    for (const entry of this.byPath.values()) {
      const { path, limits } = entry;
      const count = this.countOf(entry);
      const bytes = this.bytesOf(entry);
      if (limits.countSoft >= 0 && count > limits.countSoft) {
        found.push({ path, of: 'count', used: count, limit: limits.countSoft });
      }
      if (limits.bytesSoft >= 0 && bytes > limits.bytesSoft) {
        found.push({ path, of: 'bytes', used: bytes, limit: limits.bytesSoft });
      }
    }
    return found;
  }

  dataLengthChanged(row: number): void {
    const entry = this.coveringRow(row);
    if (entry !== null) {
      this.unsettled.add(entry);
    }
  }

  /** Brings the digest up to date with what quotas use. */
  settleDigest(): void {
    for (const entry of this.unsettled) {
      this.sum.subtract(entry.itemLow, entry.itemHigh);
      this.hash(entry, this.hasher);
      entry.itemLow = this.hasher.low;
      entry.itemHigh = this.hasher.high;
      this.sum.add(entry.itemLow, entry.itemHigh);
    }
    this.unsettled.clear();
  }

  /** All items of the digest, computed anew. For audits. */
  auditInto(sum: DigestSum, hasher: ItemHasher): void {
    for (const entry of this.byPath.values()) {
      this.hash(entry, hasher);
      sum.add(hasher.low, hasher.high);
    }
  }

  private hash(entry: QuotaEntry, hasher: ItemHasher): void {
    const { countHard, countSoft, bytesHard, bytesSoft } = entry.limits;
    hasher.begin(ItemSeed.quota);
    for (const byte of entry.pathBytes) {
      hasher.word(byte);
    }
    for (const number of [countHard, countSoft, bytesHard, bytesSoft, this.bytesOf(entry)]) {
      hasher.number(number);
    }
    hasher.finish();
  }

  private coveringRow(row: number): QuotaEntry | null {
    const { columns, arena } = this.store;
    const pathRef = columns.get(row, Field.pathRef) >>> 0;
    const start = arena.offsetOf(pathRef);
    return this.covering(arena.bytesOf(pathRef), start, start + columns.get(row, Field.pathLength));
  }

  /** The quota on the path or above it. */
  private covering(path: Uint8Array, start: number, end: number): QuotaEntry | null {
    if (this.root !== null) {
      return this.root;
    }
    let hash = HASH_BASIS;
    for (let i = start; i <= end; i += 1) {
      const byte = i === end ? SLASH : (path[i] ?? 0);
      if (byte === SLASH && i > start) {
        for (const entry of this.byHash.get(hash) ?? []) {
          if (entry.pathBytes.length === i - start && entry.pathBytes.every((own, at) => own === path[start + at])) {
            return entry;
          }
        }
      }
      hash = imul(hash ^ byte, HASH_FACTOR);
    }
    return null;
  }

  private rowOf({ pathBytes, pathHash }: QuotaEntry): number {
    return this.store.index.find(pathBytes, 0, pathBytes.length, pathHash);
  }
}

/** Whether `path` is at or below `top`. */
export function isWithin(path: string, top: string): boolean {
  return top === '/' || path === top || (path.startsWith(top) && path.charCodeAt(top.length) === SLASH);
}

function hashOf(bytes: Uint8Array): number {
  let hash = HASH_BASIS;
  for (const byte of bytes) {
    hash = imul(hash ^ byte, HASH_FACTOR);
  }
  return hash;
}
