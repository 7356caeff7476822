import { AclTable } from './acl-table';
import { ByteArena } from './byte-arena';
import type { DigestSum, ItemHasher } from './digest';
import { ItemSeed } from './digest';
import { PathIndex } from './path-index';
import type { PathScan } from './path-scan';
import { ReapableZnodes } from './reapable-znodes';
import type { Session, SessionTable } from './session-table';
import { Field, HASHED_START, NumberField, RowKind, STRIDE, ZnodeColumns } from './znode-columns';

/** Whoever must see rows before they change: a snapshot that has not passed them. */
export interface RowSaver {
  beforeRowChange(row: number): void;
  rowCreated(row: number): void;
}

/** Whoever follows the rows as they come, change their data and go, be it by an operation or by rolling one back. */
export interface RowFollower {
  /** The row has its path and its data, also where it has just gone. */
  rowChanged(row: number, isThere: boolean): void;
}

/**
 * The znodes as linked rows: index, lists of children and of each session's ephemerals, and the digest kept in step.
 * No rule of an operation is here, only what keeps the structure whole.
 *
 * Whoever changes a replicated field of an existing row calls `beginChange` before and `endChange` after.
 */
export class ZnodeStore {
  readonly columns = new ZnodeColumns();
  readonly arena = new ByteArena();
  readonly acls = new AclTable(this.arena);
  readonly index = new PathIndex(this.columns, this.arena);
  readonly reapable = new ReapableZnodes(this.columns);
  znodeCount = 0;
  saver: RowSaver | null = null;
  follower: RowFollower | null = null;

  constructor(
    private readonly sessions: SessionTable,
    private readonly sum: DigestSum,
    private readonly hasher: ItemHasher,
  ) {}

  beginChange(row: number): void {
    this.columns.revision += 1;
    if (this.saver !== null) {
      this.saver.beforeRowChange(row);
    }
  }

  /** Brings the digest up to date with the row's fields. */
  endChange(row: number): void {
    this.columns.revision += 1;
    const words = this.columns.words(row);
    const base = this.columns.base(row);
    this.sum.subtract(words[base + Field.itemLow] ?? 0, words[base + Field.itemHigh] ?? 0);
    const hasher = this.hasher;
    hasher.begin(ItemSeed.znode);
    hasher.words(words, base + HASHED_START, base + STRIDE);
    const acl = words[base + Field.acl] ?? 0;
    if (acl !== 0) {
      hasher.word(this.acls.hash(acl));
    }
    hasher.finish();
    words[base + Field.itemLow] = hasher.low;
    words[base + Field.itemHigh] = hasher.high;
    this.sum.add(hasher.low, hasher.high);
  }

  /**
   * A row with path, data, hashes and stat, not yet linked. `scan` has scanned the path.
   * czxid, mzxid and pzxid are `zxid`, both times `timeMs`.
   */
  prepare(
    kind: number,
    path: Uint8Array,
    pathStart: number,
    pathEnd: number,
    scan: PathScan,
    data: Uint8Array,
    dataStart: number,
    dataEnd: number,
    zxid: number,
    timeMs: number,
    createOrdinal: number,
    owner: number,
  ): number {
    const columns = this.columns;
    const row = columns.allocate();
    if (this.saver !== null) {
      this.saver.rowCreated(row);
    }
    const words = columns.words(row);
    const base = columns.base(row);
    words[base + Field.kind] = kind;
    words[base + Field.pathRef] = this.arena.store(path, pathStart, pathEnd);
    words[base + Field.pathLength] = pathEnd - pathStart;
    words[base + Field.pathHash] = scan.hash;
    words[base + Field.pathHashSecond] = scan.hashSecond;
    words[base + Field.createOrdinal] = createOrdinal;
    words[base + Field.dataRef] = this.arena.store(data, dataStart, dataEnd);
    words[base + Field.dataLength] = dataEnd - dataStart;
    this.hashData(row);
    const numbers = columns.numbers(row);
    const numberBase = columns.numberBase(row);
    numbers[numberBase + NumberField.czxid] = zxid;
    numbers[numberBase + NumberField.mzxid] = zxid;
    numbers[numberBase + NumberField.pzxid] = zxid;
    numbers[numberBase + NumberField.ctimeMs] = timeMs;
    numbers[numberBase + NumberField.mtimeMs] = timeMs;
    numbers[numberBase + NumberField.owner] = owner;
    return row;
  }

  /** Sets the lanes of the row's data. */
  hashData(row: number): void {
    const words = this.columns.words(row);
    const base = this.columns.base(row);
    const hasher = this.hasher;
    const reference = (words[base + Field.dataRef] ?? 0) >>> 0;
    if (reference === 0) {
      words[base + Field.dataLow] = 0;
      words[base + Field.dataHigh] = 0;
      return;
    }
    hasher.begin(ItemSeed.data);
    hasher.bytes(this.arena.wordsOf(reference), this.arena.offsetOf(reference) >>> 2, words[base + Field.dataLength] ?? 0);
    hasher.finish();
    words[base + Field.dataLow] = hasher.low;
    words[base + Field.dataHigh] = hasher.high;
  }

  /** The root has no parent. */
  attachRoot(row: number): void {
    this.index.insert(row);
    this.endChange(row);
    this.znodeCount += 1;
  }

  /** Links a prepared row under its parent and into its owner's ephemerals. The parent's change is the caller's to begin and end. */
  attach(row: number, parent: number): void {
    const columns = this.columns;
    columns.set(row, Field.parent, parent);
    this.index.insert(row);
    this.linkChild(row, parent);
    this.countBelow(parent, 1, columns.get(row, Field.dataLength));
    this.follower?.rowChanged(row, true);
    const kind = columns.get(row, Field.kind);
    if (kind === RowKind.ephemeral) {
      const session = this.ownerOf(row);
      if (session !== undefined) {
        this.appendEphemeral(row, session);
      }
    } else if (ReapableZnodes.isKind(kind)) {
      this.reapable.link(row);
    }
    this.endChange(row);
    this.znodeCount += 1;
  }

  /**
   * Unlinks a row and leaves its own links as they are, so that `reattach` can put it back to the same places, provided
   * that all changes since then are undone first.
   */
  detach(row: number): void {
    const columns = this.columns;
    const words = columns.words(row);
    const base = columns.base(row);
    this.index.remove(row);
    const parent = words[base + Field.parent] ?? 0;
    const next = words[base + Field.nextSibling] ?? 0;
    const previous = words[base + Field.previousSibling] ?? 0;
    if (previous === 0) {
      columns.set(parent, Field.firstChild, next);
    } else {
      columns.set(previous, Field.nextSibling, next);
    }
    if (next !== 0) {
      columns.set(next, Field.previousSibling, previous);
    }
    columns.set(parent, Field.childCount, columns.get(parent, Field.childCount) - 1);
    this.countBelow(parent, -1, -(words[base + Field.dataLength] ?? 0));
    this.follower?.rowChanged(row, false);
    const kind = words[base + Field.kind] ?? 0;
    if (kind === RowKind.ephemeral) {
      this.unlinkEphemeral(row);
    } else if (ReapableZnodes.isKind(kind)) {
      this.reapable.unlink(row);
    }
    this.sum.subtract(words[base + Field.itemLow] ?? 0, words[base + Field.itemHigh] ?? 0);
    words[base + Field.itemLow] = 0;
    words[base + Field.itemHigh] = 0;
    this.znodeCount -= 1;
  }

  reattach(row: number): void {
    const columns = this.columns;
    this.index.insert(row);
    const parent = columns.get(row, Field.parent);
    const next = columns.get(row, Field.nextSibling);
    const previous = columns.get(row, Field.previousSibling);
    if (previous === 0) {
      columns.set(parent, Field.firstChild, row);
    } else {
      columns.set(previous, Field.nextSibling, row);
    }
    if (next !== 0) {
      columns.set(next, Field.previousSibling, row);
    }
    columns.set(parent, Field.childCount, columns.get(parent, Field.childCount) + 1);
    this.countBelow(parent, 1, columns.get(row, Field.dataLength));
    this.follower?.rowChanged(row, true);
    const kind = columns.get(row, Field.kind);
    if (kind === RowKind.ephemeral) {
      this.relinkEphemeral(row);
    } else if (ReapableZnodes.isKind(kind)) {
      this.reapable.link(row);
    }
    this.endChange(row);
    this.znodeCount += 1;
  }

  /** The number of the parent's access control list; 0 for the root. */
  parentAcl(row: number): number {
    const parent = this.columns.get(row, Field.parent);
    return parent === 0 ? 0 : this.columns.get(parent, Field.acl);
  }

  /** Frees a detached row with its path, data and use of a list. */
  release(row: number): void {
    const columns = this.columns;
    this.arena.free(columns.get(row, Field.pathRef) >>> 0, columns.get(row, Field.pathLength));
    this.arena.free(columns.get(row, Field.dataRef) >>> 0, columns.get(row, Field.dataLength));
    this.acls.release(columns.get(row, Field.acl));
    columns.release(row);
  }

  /** To be called behind each change of a linked row's data, which has so many bytes more. */
  dataChanged(row: number, bytes: number): void {
    if (bytes !== 0) {
      this.countBelow(this.columns.get(row, Field.parent), 0, bytes);
    }
    this.follower?.rowChanged(row, true);
  }

  holdsData(row: number, data: Uint8Array): boolean {
    const dataRef = this.columns.get(row, Field.dataRef) >>> 0;
    return (
      this.columns.get(row, Field.dataLength) === data.length && (data.length === 0 || this.arena.equals(dataRef, data.length, data, 0))
    );
  }

  /**
   * Other data in a row, of which nobody is told and nothing in its Stat but the length says so. `keepsOld`: the bytes before stay in the
   * arena, for whoever may put them back.
   */
  rewriteData(row: number, data: Uint8Array, keepsOld: boolean): void {
    const { columns, arena } = this;
    this.beginChange(row);
    const length = columns.get(row, Field.dataLength);
    const old = columns.get(row, Field.dataRef) >>> 0;
    columns.set(row, Field.dataRef, keepsOld ? arena.store(data, 0, data.length) : arena.replace(old, length, data, 0, data.length));
    columns.set(row, Field.dataLength, data.length);
    this.countBelow(columns.get(row, Field.parent), 0, data.length - length);
    this.hashData(row);
    this.endChange(row);
  }

  /** So many znodes and bytes of data more below this row and below each one above it. */
  countBelow(row: number, znodes: number, bytes: number): void {
    const columns = this.columns;
    for (let above = row; above !== 0; above = columns.get(above, Field.parent)) {
      columns.set(above, Field.descendants, columns.get(above, Field.descendants) + znodes);
      columns.setNumber(above, NumberField.dataBelow, columns.getNumber(above, NumberField.dataBelow) + bytes);
    }
  }

  /** First in the list: insertion without a search. Siblings are in the order of (czxid, ordinal of creation), newest first. */
  linkChild(row: number, parent: number): void {
    const columns = this.columns;
    const next = columns.get(parent, Field.firstChild);
    columns.set(row, Field.nextSibling, next);
    columns.set(row, Field.previousSibling, 0);
    if (next !== 0) {
      columns.set(next, Field.previousSibling, row);
    }
    columns.set(parent, Field.firstChild, row);
    columns.set(parent, Field.childCount, columns.get(parent, Field.childCount) + 1);
  }

  /** Last in the list: the list is in the order of creation. */
  appendEphemeral(row: number, session: Session): void {
    const last = session.lastEphemeral;
    this.columns.set(row, Field.previousEphemeral, last);
    this.columns.set(row, Field.nextEphemeral, 0);
    if (last === 0) {
      session.firstEphemeral = row;
    } else {
      this.columns.set(last, Field.nextEphemeral, row);
    }
    session.lastEphemeral = row;
    session.ephemeralCount += 1;
  }

  ownerOf(row: number): Session | undefined {
    return this.sessions.get(this.columns.getNumber(row, NumberField.owner));
  }

  private unlinkEphemeral(row: number): void {
    const session = this.ownerOf(row);
    if (session === undefined) {
      return;
    }
    const next = this.columns.get(row, Field.nextEphemeral);
    const previous = this.columns.get(row, Field.previousEphemeral);
    if (previous === 0) {
      session.firstEphemeral = next;
    } else {
      this.columns.set(previous, Field.nextEphemeral, next);
    }
    if (next === 0) {
      session.lastEphemeral = previous;
    } else {
      this.columns.set(next, Field.previousEphemeral, previous);
    }
    session.ephemeralCount -= 1;
  }

  private relinkEphemeral(row: number): void {
    const session = this.ownerOf(row);
    if (session === undefined) {
      return;
    }
    const next = this.columns.get(row, Field.nextEphemeral);
    const previous = this.columns.get(row, Field.previousEphemeral);
    if (previous === 0) {
      session.firstEphemeral = row;
    } else {
      this.columns.set(previous, Field.nextEphemeral, row);
    }
    if (next === 0) {
      session.lastEphemeral = row;
    } else {
      this.columns.set(next, Field.previousEphemeral, row);
    }
    session.ephemeralCount += 1;
  }
}
