import { ErrorCode } from '@grove/wire';
import type { Create, Delete, MultiPart, Operation, PartResult, Result, SetAcl, SetData, Stat, Write } from './operations';

/**
 * What the replicated state machine must do, written a second time as plainly as possible: objects in a Map, no
 * thought of speed. The whole committed log is replayed through it after a run.
 */

interface Znode {
  data: string;
  czxid: number;
  mzxid: number;
  pzxid: number;
  ctimeMs: number;
  mtimeMs: number;
  version: number;
  creations: number;
  aversion: number;
  /** As in Stat. */
  kind: number;
  ttlMs: number;
  /** What everybody may do: a sum of RIGHT. */
  rights: number;
  ownerSessionId: number;
  /** Grows with each creation in the whole tree. */
  order: number;
  children: Set<string>;
}

const RIGHT = { write: 2, create: 4, delete: 8, all: 31 } as const;
/** How long a container that never had a child stays. */
const UNUSED_CONTAINER_MS = 600_000;

export interface ReferenceChange {
  readonly zxid: number;
  readonly kind: 'created' | 'deleted' | 'dataChanged';
  readonly path: string;
}

const NOTHING: Result = { code: 0, path: null, data: null, stat: null, children: null, parts: null };
const RESERVED = new Set(['/', '/zookeeper', '/zookeeper/config', '/zookeeper/quota']);

function failure(code: number): Result {
  return { ...NOTHING, code };
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export class ReferenceTree {
  private readonly znodes = new Map<string, Znode>();
  /** Paths of living ephemerals by session, in order of creation. */
  private readonly ephemerals = new Map<number, Set<string>>();
  readonly changes: ReferenceChange[] = [];
  /** What was seen of the rarer things: znodes reaped, subtrees deleted, writes refused for a right. */
  readonly counts = { reaped: 0, subtreesDeleted: 0, refusedByRights: 0 };
  private created = 0;

  constructor() {
    for (const path of ['/', '/zookeeper', '/zookeeper/config', '/zookeeper/quota']) {
      this.znodes.set(path, {
        data: '',
        czxid: 0,
        mzxid: 0,
        pzxid: 0,
        ctimeMs: 0,
        mtimeMs: 0,
        version: 0,
        creations: 0,
        aversion: 0,
        kind: 1,
        ttlMs: 0,
        rights: RIGHT.all,
        ownerSessionId: 0,
        order: 0,
        children: new Set(),
      });
      if (path !== '/') this.znodes.get(parentOf(path))?.children.add(nameOf(path));
    }
  }

  get size(): number {
    return this.znodes.size;
  }

  write(operation: Exclude<Write, { type: 'close' }>, zxid: number, timeMs: number, sessionId: number): Result {
    if (operation.type === 'setAcl') return this.setAcl(operation);
    if (operation.type !== 'multi') {
      const result = this.part(operation, zxid, timeMs, sessionId, []);
      if (result.code === ErrorCode.NOAUTH) this.counts.refusedByRights++;
      return { ...NOTHING, ...result };
    }
    const undo: (() => void)[] = [];
    const changesBefore = this.changes.length;
    const parts: PartResult[] = [];
    for (const [position, part] of operation.parts.entries()) {
      const result = this.part(part, zxid, timeMs, sessionId, undo);
      if (result.code === 0) {
        parts.push(result);
        continue;
      }
      for (const takeBack of undo.reverse()) takeBack();
      this.changes.length = changesBefore;
      const failed = operation.parts.map((_, other) => ({
        code: other < position ? 0 : other === position ? result.code : ErrorCode.RUNTIMEINCONSISTENCY,
        path: null,
        stat: null,
      }));
      return { ...failure(result.code), parts: failed };
    }
    return { ...NOTHING, parts };
  }

  /** Deletes the session's ephemerals in the order of their creation. */
  endSession(sessionId: number, zxid: number): void {
    for (const path of this.ephemerals.get(sessionId) ?? []) this.remove(path, zxid, []);
    this.ephemerals.delete(sessionId);
  }

  /** Deletes those of the named znodes that are what was looked at, and due now. */
  reap(named: readonly { readonly path: string; readonly czxid: number; readonly mzxid: number }[], zxid: number, timeMs: number): void {
    for (const { path, czxid, mzxid } of named) {
      const znode = this.znodes.get(path);
      if (znode === undefined || znode.czxid !== czxid || znode.mzxid !== mzxid || znode.children.size > 0) continue;
      const isUsedUp = znode.kind === 3 && (znode.creations > 0 || timeMs - znode.ctimeMs >= UNUSED_CONTAINER_MS);
      const isOver = znode.kind === 4 && timeMs - znode.mtimeMs >= znode.ttlMs;
      if (!isUsedUp && !isOver) continue;
      this.remove(path, zxid, []);
      this.counts.reaped++;
    }
  }

  read(operation: Operation): Result {
    if (operation.type !== 'exists' && operation.type !== 'getData' && operation.type !== 'getChildren') return NOTHING;
    const znode = this.znodes.get(operation.path);
    if (znode === undefined) return failure(ErrorCode.NONODE);
    const stat = statOf(znode);
    switch (operation.type) {
      case 'exists':
        return { ...NOTHING, stat };
      case 'getData':
        return { ...NOTHING, stat, data: znode.data };
      case 'getChildren':
        return { ...NOTHING, stat, children: [...znode.children] };
    }
  }

  private part(operation: MultiPart, zxid: number, timeMs: number, sessionId: number, undo: (() => void)[]): PartResult {
    switch (operation.type) {
      case 'create':
        return this.create(operation, zxid, timeMs, sessionId, undo);
      case 'setData':
        return this.setData(operation, zxid, timeMs, undo);
      case 'delete': {
        if (RESERVED.has(operation.path)) return { code: ErrorCode.BADARGUMENTS, path: null, stat: null };
        return { code: this.delete(operation, zxid, undo), path: null, stat: null };
      }
      case 'checkNotExists':
        return { code: this.znodes.has(operation.path) ? ErrorCode.NODEEXISTS : 0, path: null, stat: null };
      case 'check': {
        const znode = this.znodes.get(operation.path);
        if (znode === undefined) return { code: ErrorCode.NONODE, path: null, stat: null };
        const code = operation.version === -1 || operation.version === znode.version ? 0 : ErrorCode.BADVERSION;
        return { code, path: null, stat: null };
      }
    }
  }

  private delete(operation: Delete, zxid: number, undo: (() => void)[]): number {
    const { path, version } = operation;
    const parent = this.znodes.get(parentOf(path));
    if (parent === undefined) return ErrorCode.NONODE;
    if ((parent.rights & RIGHT.delete) === 0) return ErrorCode.NOAUTH;
    const znode = this.znodes.get(path);
    if (znode === undefined) return ErrorCode.NONODE;
    if (version !== -1 && version !== znode.version) return ErrorCode.BADVERSION;
    if (znode.children.size > 0 && operation.subtree !== true) return ErrorCode.NOTEMPTY;
    const all = this.leavesFirst(path);
    if (
      all.some((each) => (this.znodes.get(each)?.children.size ?? 0) > 0 && ((this.znodes.get(each)?.rights ?? 0) & RIGHT.delete) === 0)
    ) {
      return ErrorCode.NOAUTH;
    }
    for (const each of all) this.remove(each, zxid, undo);
    if (all.length > 1) this.counts.subtreesDeleted++;
    return 0;
  }

  /** A subtree in the order of its deletion: siblings newest first, what is below a znode before it. */
  private leavesFirst(path: string): string[] {
    const children = [...(this.znodes.get(path)?.children ?? [])].map((name) => `${path}/${name}`);
    const order = (child: string): number => this.znodes.get(child)?.order ?? 0;
    return [...children.sort((a, b) => order(b) - order(a)).flatMap((child) => this.leavesFirst(child)), path];
  }

  private setAcl(operation: SetAcl): Result {
    const znode = this.znodes.get(operation.path);
    if (znode === undefined) return failure(ErrorCode.NONODE);
    if (operation.aversion !== -1 && operation.aversion !== znode.aversion) return failure(ErrorCode.BADVERSION);
    znode.rights = operation.rights;
    znode.aversion++;
    return { ...NOTHING, stat: statOf(znode) };
  }

  /** With `parents`: the missing ones first, from the top down, as plain znodes. CREATE is needed on the lowest that is there. */
  private createParents(path: string, zxid: number, timeMs: number, undo: (() => void)[]): number {
    const missing: string[] = [];
    let at = parentOf(path);
    for (; !this.znodes.has(at); at = parentOf(at)) missing.unshift(at);
    if (missing.length === 0) return 0;
    const ancestor = this.znodes.get(at);
    if (((ancestor?.rights ?? 0) & RIGHT.create) === 0) return ErrorCode.NOAUTH;
    if (ancestor?.ownerSessionId !== 0) return ErrorCode.NOCHILDRENFOREPHEMERALS;
    for (const each of missing) {
      this.create({ type: 'create', path: each, data: '', ephemeral: false, sequential: false }, zxid, timeMs, 0, undo);
    }
    return 0;
  }

  private create(operation: Create, zxid: number, timeMs: number, sessionId: number, undo: (() => void)[]): PartResult {
    const code = operation.parents === true ? this.createParents(operation.path, zxid, timeMs, undo) : 0;
    if (code !== 0) return { code, path: null, stat: null };
    const parent = this.znodes.get(parentOf(operation.path));
    if (parent === undefined) return { code: ErrorCode.NONODE, path: null, stat: null };
    if ((parent.rights & RIGHT.create) === 0) return { code: ErrorCode.NOAUTH, path: null, stat: null };
    const path = operation.sequential ? operation.path + String(parent.creations).padStart(10, '0') : operation.path;
    if (this.znodes.has(path)) return { code: ErrorCode.NODEEXISTS, path: null, stat: null };
    if (parent.ownerSessionId !== 0) return { code: ErrorCode.NOCHILDRENFOREPHEMERALS, path: null, stat: null };
    const znode: Znode = {
      data: operation.data,
      czxid: zxid,
      mzxid: zxid,
      pzxid: zxid,
      ctimeMs: timeMs,
      mtimeMs: timeMs,
      version: 0,
      creations: 0,
      aversion: 0,
      kind: operation.ephemeral ? 2 : operation.container === true ? 3 : (operation.ttlMs ?? 0) > 0 ? 4 : 1,
      ttlMs: operation.ttlMs ?? 0,
      rights: RIGHT.all,
      order: ++this.created,
      ownerSessionId: operation.ephemeral ? sessionId : 0,
      children: new Set(),
    };
    const before = { pzxid: parent.pzxid, creations: parent.creations };
    this.znodes.set(path, znode);
    parent.children.add(nameOf(path));
    parent.creations++;
    parent.pzxid = zxid;
    if (operation.ephemeral) this.ephemeralsOf(sessionId).add(path);
    this.changes.push({ zxid, kind: 'created', path });
    undo.push(() => {
      this.znodes.delete(path);
      parent.children.delete(nameOf(path));
      Object.assign(parent, before);
      if (operation.ephemeral) this.ephemeralsOf(sessionId).delete(path);
    });
    return { code: 0, path, stat: statOf(znode) };
  }

  private setData(operation: SetData, zxid: number, timeMs: number, undo: (() => void)[]): PartResult {
    const znode = this.znodes.get(operation.path);
    if (znode === undefined) return { code: ErrorCode.NONODE, path: null, stat: null };
    if ((znode.rights & RIGHT.write) === 0) return { code: ErrorCode.NOAUTH, path: null, stat: null };
    if (operation.version !== -1 && operation.version !== znode.version) return { code: ErrorCode.BADVERSION, path: null, stat: null };
    const before = { data: znode.data, mzxid: znode.mzxid, mtimeMs: znode.mtimeMs, version: znode.version };
    Object.assign(znode, { data: operation.data, mzxid: zxid, mtimeMs: timeMs, version: znode.version + 1 });
    this.changes.push({ zxid, kind: 'dataChanged', path: operation.path });
    undo.push(() => Object.assign(znode, before));
    return { code: 0, path: null, stat: statOf(znode) };
  }

  private remove(path: string, zxid: number, undo: (() => void)[]): void {
    const znode = this.znodes.get(path);
    const parent = this.znodes.get(parentOf(path));
    if (znode === undefined || parent === undefined) throw new Error(`the reference tree lost ${path}`);
    const pzxid = parent.pzxid;
    this.znodes.delete(path);
    parent.children.delete(nameOf(path));
    parent.pzxid = zxid;
    const owned = znode.ownerSessionId === 0 ? null : this.ephemeralsOf(znode.ownerSessionId);
    const ownedBefore = owned === null ? [] : [...owned];
    owned?.delete(path);
    this.changes.push({ zxid, kind: 'deleted', path });
    undo.push(() => {
      this.znodes.set(path, znode);
      parent.children.add(nameOf(path));
      parent.pzxid = pzxid;
      if (owned !== null) {
        owned.clear();
        for (const kept of ownedBefore) owned.add(kept);
      }
    });
  }

  private ephemeralsOf(sessionId: number): Set<string> {
    let owned = this.ephemerals.get(sessionId);
    if (owned === undefined) this.ephemerals.set(sessionId, (owned = new Set()));
    return owned;
  }
}

function statOf(znode: Znode): Stat {
  return {
    czxid: znode.czxid,
    mzxid: znode.mzxid,
    pzxid: znode.pzxid,
    ctimeMs: znode.ctimeMs,
    mtimeMs: znode.mtimeMs,
    version: znode.version,
    // As ZooKeeper shows it: every creation and every deletion of a child counts.
    cversion: 2 * znode.creations - znode.children.size,
    aversion: znode.aversion,
    kind: znode.kind,
    ownerSessionId: znode.ownerSessionId,
    dataLength: new TextEncoder().encode(znode.data).length,
    numChildren: znode.children.size,
  };
}
