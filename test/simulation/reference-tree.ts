import { ErrorCode } from '@grove/wire';
import type { Create, MultiPart, Operation, PartResult, Result, SetData, Stat, Write } from './operations';

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
  ownerSessionId: number;
  children: Set<string>;
}

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
        ownerSessionId: 0,
        children: new Set(),
      });
      if (path !== '/') this.znodes.get(parentOf(path))?.children.add(nameOf(path));
    }
  }

  get size(): number {
    return this.znodes.size;
  }

  write(operation: Exclude<Write, { type: 'close' }>, zxid: number, timeMs: number, sessionId: number): Result {
    if (operation.type !== 'multi') {
      const result = this.part(operation, zxid, timeMs, sessionId, []);
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
        const znode = this.znodes.get(operation.path);
        if (znode === undefined) return { code: ErrorCode.NONODE, path: null, stat: null };
        if (operation.version !== -1 && operation.version !== znode.version) return { code: ErrorCode.BADVERSION, path: null, stat: null };
        if (znode.children.size > 0) return { code: ErrorCode.NOTEMPTY, path: null, stat: null };
        this.remove(operation.path, zxid, undo);
        return { code: 0, path: null, stat: null };
      }
      case 'check': {
        const znode = this.znodes.get(operation.path);
        if (znode === undefined) return { code: ErrorCode.NONODE, path: null, stat: null };
        const code = operation.version === -1 || operation.version === znode.version ? 0 : ErrorCode.BADVERSION;
        return { code, path: null, stat: null };
      }
    }
  }

  private create(operation: Create, zxid: number, timeMs: number, sessionId: number, undo: (() => void)[]): PartResult {
    const parent = this.znodes.get(parentOf(operation.path));
    if (parent === undefined) return { code: ErrorCode.NONODE, path: null, stat: null };
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
    aversion: 0,
    kind: znode.ownerSessionId === 0 ? 1 : 2,
    ownerSessionId: znode.ownerSessionId,
    dataLength: new TextEncoder().encode(znode.data).length,
    numChildren: znode.children.size,
  };
}
