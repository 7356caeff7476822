import { PathScan } from './path-scan';
import { QuotaPaths } from './quota-paths';
import {
  limitsOf,
  QUOTA_ZNODE_PATH_BYTES_MIN,
  quotaZnodeOf,
  statsText,
  statsZnodePath,
  type QuotaLimits,
  type QuotaZnode,
} from './quota-znodes';
import type { UndoLog } from './undo-log';
import { utf8Bytes } from './utf8';
import { Field, NumberField } from './znode-columns';
import type { RowFollower, ZnodeStore } from './znode-store';

/** The most quotas there can be. */
export const QUOTAS_MAX = 10_000;

const { imul } = Math;
const SLASH = 0x2f;
const HASH_BASIS = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;
/** As in tree-state, which needs this file. */
const ROOT_ROW = 1;
const SERVERS_OWN_ROW = 2;
const SERVERS_OWN = utf8Bytes('/zookeeper');

/** Whose path, and its hash as the index of paths has it. */
interface IndexedPath {
  readonly bytes: Uint8Array;
  readonly hash: number;
}

export interface QuotaEntry {
  readonly path: string;
  readonly root: IndexedPath;
  readonly stats: IndexedPath;
  limits: QuotaLimits;
}

/** A soft limit that is exceeded. */
export interface QuotaOverrun {
  readonly path: string;
  readonly of: 'count' | 'bytes';
  readonly used: number;
  readonly limit: number;
}

/**
 * The limits of subtrees, as the znodes of quotas say them: there is an entry here for each limits znode and for nothing else. So it has
 * no content of its own, for digest or snapshot, and what is undone with a multi is undone here. None is above or below another one, so
 * that a znode counts for one quota at most. A quota belongs to its path: it stays when the znode there goes, as in ZooKeeper.
 *
 * Nothing is counted here: each row knows how many znodes and bytes of data are below it. So a quota is set in no time, however large its
 * subtree. What is used is written into the stats znodes when an entry of the log has been applied.
 */
export class QuotaTable implements RowFollower {
  private readonly byPath = new Map<string, QuotaEntry>();
  /** By hash of the path; for `/` there is `root`. */
  private readonly byHash = new Map<number, QuotaEntry[]>();
  private root: QuotaEntry | null = null;
  private readonly paths = new QuotaPaths();
  private readonly scan = new PathScan();
  /** Their stats znodes may not say what they use now. */
  private readonly unsettled = new Set<QuotaEntry>();

  constructor(private readonly store: ZnodeStore) {}

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

  /** Why there cannot be a quota on this path beside the others; empty where there can, or is. */
  faultOf(path: string): string {
    if (this.byPath.has(path)) {
      return '';
    }
    if (this.paths.hasAboveOrBelow(path)) {
      return 'a quota stands above or below';
    }
    return this.byPath.size >= QUOTAS_MAX ? 'too many quotas' : '';
  }

  /**
   * Why the path [start, end) may not come into being, with its parents between `existingEnd` and `parentEnd`; empty where it may. A
   * limits znode is made by itself alone: as the parent of another one it would be a quota above a quota.
   */
  creationFault(path: Uint8Array, start: number, end: number, parentEnd: number, existingEnd: number): string {
    for (let at = existingEnd + 1; at <= parentEnd; at += 1) {
      if ((at === parentEnd || path[at] === SLASH) && quotaZnodeOf(path, start, at)?.what === 'limits') {
        return 'limits of a quota are no parents to be made on the way';
      }
    }
    const znode = quotaZnodeOf(path, start, end);
    return znode?.what === 'limits' ? this.faultOf(znode.path) : '';
  }

  rowChanged(row: number, isThere: boolean): void {
    const { columns, arena } = this.store;
    const length = columns.get(row, Field.pathLength);
    if (this.byPath.size === 0 && length < QUOTA_ZNODE_PATH_BYTES_MIN) {
      return;
    }
    const pathRef = columns.get(row, Field.pathRef) >>> 0;
    const start = arena.offsetOf(pathRef);
    const bytes = arena.bytesOf(pathRef);
    const znode = quotaZnodeOf(bytes, start, start + length);
    if (znode !== null) {
      this.quotaZnodeChanged(znode, row, isThere);
    } else if (this.byPath.size !== 0) {
      const entry = this.covering(bytes, start, start + length);
      if (entry !== null) {
        this.unsettled.add(entry);
      }
    }
  }

  /** The znodes that a quota has, its root included. */
  countOf(entry: QuotaEntry): number {
    const row = this.rowOf(entry.root);
    const { columns } = this.store;
    const count = row === 0 ? 0 : 1 + columns.get(row, Field.descendants);
    return row === ROOT_ROW ? count - 1 - columns.get(SERVERS_OWN_ROW, Field.descendants) : count;
  }

  /** Their bytes of data. */
  bytesOf(entry: QuotaEntry): number {
    const row = this.rowOf(entry.root);
    const bytes = row === 0 ? 0 : this.bytesFrom(row);
    return row === ROOT_ROW ? bytes - this.bytesFrom(SERVERS_OWN_ROW) : bytes;
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
    for (let i = start + (entry === this.root ? 0 : entry.root.bytes.length); i < end; i += 1) {
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

  /** Of a loaded row. What is used was written where it was saved. */
  restore(row: number): void {
    const znode = this.quotaZnodeIn(row);
    if (znode?.what === 'limits') {
      this.add(znode.path, this.limitsIn(row));
      this.unsettled.clear();
    }
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

  /**
   * Writes what is used into the stats znodes, where there are such: as in ZooKeeper no version and no time of theirs says so, and no watch.
   * `undo`: amid a multi, which may fail.
   */
  settle(undo: UndoLog | null = null): void {
    if (this.unsettled.size === 0) {
      return;
    }
    for (const entry of this.unsettled) {
      const row = this.rowOf(entry.stats);
      const text = row === 0 ? NO_BYTES : utf8Bytes(this.statsTextOf(entry));
      if (row !== 0 && !this.store.holdsData(row, text)) {
        undo?.rewritten(row);
        this.store.rewriteData(row, text, undo !== null);
      }
    }
    this.unsettled.clear();
  }

  statsTextOf(entry: QuotaEntry): string {
    return statsText(this.countOf(entry), this.bytesOf(entry));
  }

  /** Throws where the table or a stats znode is not what the limits znodes among these rows and the tree say. For audits. */
  audit(rows: Iterable<number>): void {
    let found = 0;
    for (const row of rows) {
      const znode = this.quotaZnodeIn(row);
      const entry = znode === null ? undefined : this.byPath.get(znode.path);
      if (znode?.what === 'limits') {
        found += 1;
        if (JSON.stringify(entry?.limits) !== JSON.stringify(this.limitsIn(row))) {
          throw new Error(`the limits of ${znode.path} are not those of its znode`);
        }
      } else if (entry !== undefined && !this.store.holdsData(row, utf8Bytes(this.statsTextOf(entry)))) {
        throw new Error(`the stats of ${entry.path} are not ${this.statsTextOf(entry)}`);
      }
    }
    if (found !== this.byPath.size) {
      throw new Error(`there are ${found} limits znodes and ${this.byPath.size} quotas`);
    }
  }

  private quotaZnodeChanged({ what, path }: QuotaZnode, row: number, isThere: boolean): void {
    const known = this.byPath.get(path);
    if (what === 'stats') {
      if (known !== undefined && isThere) {
        this.unsettled.add(known);
      }
    } else if (!isThere) {
      this.remove(path);
    } else if (known !== undefined) {
      known.limits = this.limitsIn(row);
    } else {
      this.add(path, this.limitsIn(row));
    }
  }

  private add(path: string, limits: QuotaLimits): void {
    const root = this.indexed(path);
    const entry: QuotaEntry = { path, root, stats: this.indexed(statsZnodePath(path)), limits };
    this.unsettled.add(entry);
    this.byPath.set(path, entry);
    this.paths.add(path);
    if (path === '/') {
      this.root = entry;
      return;
    }
    const hash = hashOf(root.bytes);
    const equal = this.byHash.get(hash);
    if (equal === undefined) {
      this.byHash.set(hash, [entry]);
    } else {
      equal.push(entry);
    }
  }

  private remove(path: string): void {
    const entry = this.byPath.get(path);
    if (entry === undefined) {
      return;
    }
    this.byPath.delete(path);
    this.paths.remove(path);
    this.unsettled.delete(entry);
    if (entry === this.root) {
      this.root = null;
      return;
    }
    const hash = hashOf(entry.root.bytes);
    const left = (this.byHash.get(hash) ?? []).filter((other) => other !== entry);
    if (left.length === 0) {
      this.byHash.delete(hash);
    } else {
      this.byHash.set(hash, left);
    }
  }

  private limitsIn(row: number): QuotaLimits {
    const { columns, arena } = this.store;
    const length = columns.get(row, Field.dataLength);
    const dataRef = columns.get(row, Field.dataRef) >>> 0;
    const start = length === 0 ? 0 : arena.offsetOf(dataRef);
    return limitsOf(length === 0 ? NO_BYTES : arena.bytesOf(dataRef), start, start + length);
  }

  private quotaZnodeIn(row: number): QuotaZnode | null {
    const { columns, arena } = this.store;
    const pathRef = columns.get(row, Field.pathRef) >>> 0;
    const start = arena.offsetOf(pathRef);
    return quotaZnodeOf(arena.bytesOf(pathRef), start, start + columns.get(row, Field.pathLength));
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
      return isServersOwn(path, start, end) ? null : this.root;
    }
    let hash = HASH_BASIS;
    for (let i = start; i <= end; i += 1) {
      const byte = i === end ? SLASH : (path[i] ?? 0);
      if (byte === SLASH && i > start) {
        for (const entry of this.byHash.get(hash) ?? []) {
          if (entry.root.bytes.length === i - start && entry.root.bytes.every((own, at) => own === path[start + at])) {
            return entry;
          }
        }
      }
      hash = imul(hash ^ byte, HASH_FACTOR);
    }
    return null;
  }

  private indexed(path: string): IndexedPath {
    const bytes = utf8Bytes(path);
    this.scan.scan(bytes, 0, bytes.length, false);
    return { bytes, hash: this.scan.hash };
  }

  private rowOf({ bytes, hash }: IndexedPath): number {
    return this.store.index.find(bytes, 0, bytes.length, hash);
  }

  /** Of data, in a row and below it. */
  private bytesFrom(row: number): number {
    const { columns } = this.store;
    return columns.get(row, Field.dataLength) + columns.getNumber(row, NumberField.dataBelow);
  }
}

const NO_BYTES = new Uint8Array(0);

/** At or below /zookeeper. */
function isServersOwn(path: Uint8Array, start: number, end: number): boolean {
  const length = SERVERS_OWN.length;
  return (
    end - start >= length &&
    SERVERS_OWN.every((byte, at) => path[start + at] === byte) &&
    (end - start === length || path[start + length] === SLASH)
  );
}

function hashOf(bytes: Uint8Array): number {
  let hash = HASH_BASIS;
  for (const byte of bytes) {
    hash = imul(hash ^ byte, HASH_FACTOR);
  }
  return hash;
}
