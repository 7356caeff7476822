import type {
  CreateOperation,
  MultiPart,
  MultiPartResult,
  MultiPartSuccess,
  NodeKind,
  Operation,
  OperationResult,
  ReadPart,
  Stat,
} from '@grove/wire';
import { ErrorCode } from '../error-code';

/**
 * The state machine once more, as plainly as it can be said: objects, maps and whole copies. What the fast one is
 * compared with.
 */

interface Znode {
  kind: NodeKind;
  ttlMs: number;
  data: string;
  czxid: number;
  mzxid: number;
  pzxid: number;
  ctimeMs: number;
  mtimeMs: number;
  version: number;
  creations: number;
  owner: number;
  /** Order of creation over the whole life of the tree. */
  born: number;
}

interface ReferenceSession {
  generation: number;
  lastSequence: number;
  readonly answers: Map<number, ReferenceAnswer>;
}

export interface ReferenceAnswer {
  readonly zxid: number;
  readonly code: number;
  readonly result: OperationResult | null;
}

export interface ReferenceChange {
  readonly zxid: number;
  readonly ordinal: number;
  readonly kind: 'created' | 'deleted' | 'dataChanged';
  readonly path: string;
}

export interface ReferenceWrite {
  readonly sessionId: number;
  readonly generation: number;
  readonly sequence: number;
  readonly acknowledgedSequence: number;
  readonly operation: Operation;
}

const UNUSED_CONTAINER_MS = 600_000;
const RESERVED = ['/', '/zookeeper', '/zookeeper/config', '/zookeeper/quota'];

export class ReferenceTree {
  readonly znodes = new Map<string, Znode>();
  readonly sessions = new Map<number, ReferenceSession>();
  readonly changes: ReferenceChange[] = [];
  private births = 0;
  private zxid = 0;
  private timeMs = 0;
  private ordinal = 0;

  constructor(private readonly maxDataBytes: number) {
    for (const path of RESERVED) {
      this.znodes.set(path, {
        kind: 'persistent',
        ttlMs: 0,
        data: '',
        czxid: 0,
        mzxid: 0,
        pzxid: 0,
        ctimeMs: 0,
        mtimeMs: 0,
        version: 0,
        creations: 0,
        owner: 0,
        born: (this.births += 1),
      });
    }
  }

  open(zxid: number, timeMs: number): void {
    this.begin(zxid, timeMs);
    this.sessions.set(zxid, { generation: 1, lastSequence: 0, answers: new Map() });
  }

  attach(id: number): void {
    const session = this.sessions.get(id);
    if (session !== undefined) session.generation += 1;
  }

  expire(zxid: number, timeMs: number, ids: readonly number[]): void {
    this.begin(zxid, timeMs);
    for (const id of ids) {
      if (this.sessions.has(id)) this.end(id);
    }
  }

  /** Null: a repeat whose answer is gone. */
  write(zxid: number, timeMs: number, write: ReferenceWrite): ReferenceAnswer | null {
    this.begin(zxid, timeMs);
    if (write.sessionId === 0) return this.execute(write.operation, 0);
    const session = this.sessions.get(write.sessionId);
    if (session === undefined) return this.refuse(ErrorCode.sessionExpired);
    if (write.generation !== 0 && write.generation < session.generation) return this.refuse(ErrorCode.sessionMoved);
    for (const sequence of [...session.answers.keys()]) {
      if (sequence <= write.acknowledgedSequence) session.answers.delete(sequence);
    }
    if (write.sequence === 0) return this.execute(write.operation, write.sessionId);
    if (write.sequence <= session.lastSequence) return session.answers.get(write.sequence) ?? null;
    if (write.sequence > session.lastSequence + 1) return this.refuse(ErrorCode.gap);
    const answer = this.execute(write.operation, write.sessionId);
    session.lastSequence = write.sequence;
    session.answers.set(write.sequence, answer);
    return answer;
  }

  stat(path: string): Stat | null {
    const znode = this.znodes.get(path);
    if (znode === undefined) return null;
    const numChildren = this.children(path).length;
    return {
      czxid: znode.czxid,
      mzxid: znode.mzxid,
      pzxid: znode.pzxid,
      ctimeMs: znode.ctimeMs,
      mtimeMs: znode.mtimeMs,
      version: znode.version,
      cversion: 2 * znode.creations - numChildren,
      aversion: 0,
      kind: znode.kind,
      ownerSessionId: znode.owner,
      ttlMs: znode.ttlMs,
      dataLength: znode.data.length,
      numChildren,
    };
  }

  /** Names, newest first. */
  children(path: string): string[] {
    const prefix = prefixOf(path);
    return [...this.znodes]
      .filter(([other]) => other !== '/' && other.startsWith(prefix) && !other.slice(prefix.length).includes('/'))
      .sort(([, a], [, b]) => b.born - a.born)
      .map(([other]) => other.slice(prefix.length));
  }

  descendants(path: string): string[] {
    return [...this.znodes.keys()].filter((other) => other !== '/' && other.startsWith(prefixOf(path)));
  }

  ephemerals(sessionId: number): string[] {
    return [...this.znodes].filter(([, znode]) => znode.owner === sessionId).map(([path]) => path);
  }

  /** Paths of the container and TTL znodes that may go now. */
  reapable(timeMs: number): string[] {
    return [...this.znodes.keys()].filter((path) => this.isDue(path, timeMs));
  }

  /** What the leader saw, some time ago. */
  reap(zxid: number, timeMs: number, seen: readonly { readonly path: string; readonly czxid: number; readonly mzxid: number }[]): void {
    this.begin(zxid, timeMs);
    for (const { path, czxid, mzxid } of seen) {
      const znode = this.znodes.get(path);
      if (znode?.czxid === czxid && znode.mzxid === mzxid && this.isDue(path, timeMs)) this.remove(path);
    }
  }

  private isDue(path: string, timeMs: number): boolean {
    const znode = this.znodes.get(path);
    if (znode === undefined || this.children(path).length > 0) return false;
    if (znode.kind === 'ttl') return znode.mtimeMs + znode.ttlMs <= timeMs;
    return znode.kind === 'container' && (znode.creations > 0 || znode.ctimeMs + UNUSED_CONTAINER_MS <= timeMs);
  }

  private begin(zxid: number, timeMs: number): void {
    this.zxid = zxid;
    this.timeMs = timeMs;
    this.ordinal = 0;
  }

  private refuse(code: number): ReferenceAnswer {
    return { zxid: this.zxid, code, result: null };
  }

  private execute(operation: Operation, sessionId: number): ReferenceAnswer {
    if (operation.type === 'multi') return this.multi(operation.parts, sessionId);
    if (operation.type === 'close') {
      if (sessionId === 0) return this.refuse(ErrorCode.badArguments);
      this.end(sessionId);
      return { zxid: this.zxid, code: 0, result: { type: 'close' } };
    }
    if (operation.type !== 'create' && operation.type !== 'delete' && operation.type !== 'setData') {
      return this.refuse(ErrorCode.unimplemented);
    }
    const done = this.part(operation, sessionId);
    return { zxid: this.zxid, code: done.code, result: done.result };
  }

  private multi(parts: readonly MultiPart[], sessionId: number): ReferenceAnswer {
    const before = [...this.znodes].map(([path, znode]) => [path, { ...znode }] as const);
    const changesBefore = this.changes.length;
    const results: MultiPartResult[] = [];
    for (const part of parts) {
      const done = this.part(part, sessionId);
      if (done.code !== 0) {
        this.znodes.clear();
        before.forEach(([path, znode]) => this.znodes.set(path, znode));
        this.changes.length = changesBefore;
        const failed = results.length;
        const codes = parts.map((_, i) => (i < failed ? 0 : i === failed ? done.code : ErrorCode.runtimeInconsistency));
        return { zxid: this.zxid, code: done.code, result: { type: 'multi', results: codes.map((code) => ({ code, result: null })) } };
      }
      results.push(done);
    }
    return { zxid: this.zxid, code: 0, result: { type: 'multi', results } };
  }

  private part(part: MultiPart, sessionId: number): MultiPartResult {
    const failed = (code: number): MultiPartResult => ({ code, result: null });
    if (part.type === 'create') return this.create(part, sessionId);
    if (!isValid(part.path)) return failed(ErrorCode.badArguments);
    if (part.type === 'delete' && RESERVED.includes(part.path)) return failed(ErrorCode.badArguments);
    if (part.type === 'setData' && part.data.length > this.maxDataBytes) return failed(ErrorCode.dataTooLarge);
    if (part.type === 'delete' && parentOf(part.path) === '/zookeeper/config') return failed(ErrorCode.noAuth);
    const znode = this.znodes.get(part.path);
    if (part.type === 'checkNotExists') return failed(znode === undefined ? 0 : ErrorCode.nodeExists);
    // That one is read-only, so nothing below it can be removed.
    if (part.type === 'delete' && parentOf(part.path) === '/zookeeper/config') return failed(ErrorCode.noAuth);
    if (znode === undefined) return failed(ErrorCode.noNode);
    if (isRead(part)) return { code: 0, result: this.read(part) };
    if (part.type === 'setData' && part.path === '/zookeeper/config') return failed(ErrorCode.noAuth);
    if (part.version !== null && part.version !== -1 && part.version !== znode.version) return failed(ErrorCode.badVersion);
    if (part.type === 'check') return failed(0);
    if (part.type === 'delete') {
      if (this.children(part.path).length > 0 && part.subtree !== true) return failed(ErrorCode.notEmpty);
      return { code: 0, result: { type: 'delete', deleted: this.removeAll(part.path) } };
    }
    znode.data = String.fromCharCode(...part.data);
    znode.version += 1;
    znode.mzxid = this.zxid;
    znode.mtimeMs = this.timeMs;
    this.note('dataChanged', part.path);
    return { code: 0, result: { type: 'setData', stat: this.statOf(part.path) } };
  }

  private create(part: CreateOperation, sessionId: number): MultiPartResult {
    const failed = (code: number): MultiPartResult => ({ code, result: null });
    const ttlMs = part.ttlMs ?? 0;
    const timeFits = part.kind === 'ttl' ? ttlMs > 0 && ttlMs < 2 ** 40 : ttlMs === 0;
    if (!timeFits || (part.kind === 'container' && part.sequential)) return failed(ErrorCode.badArguments);
    if (part.kind === 'ephemeral' && sessionId === 0) return failed(ErrorCode.badArguments);
    if (!isValid(part.sequential ? `${part.path}1` : part.path)) return failed(ErrorCode.badArguments);
    if (part.data.length > this.maxDataBytes) return failed(ErrorCode.dataTooLarge);
    if (part.path === '/' && !part.sequential) return failed(ErrorCode.nodeExists);
    const missing: string[] = [];
    let ancestor = parentOf(part.path);
    for (; !this.znodes.has(ancestor); ancestor = parentOf(ancestor)) missing.unshift(ancestor);
    if (missing.length > 0 && part.parents !== true) return failed(ErrorCode.noNode);
    if (ancestor === '/zookeeper/config') return failed(ErrorCode.noAuth);
    const creations = missing.length > 0 ? 0 : (this.znodes.get(ancestor)?.creations ?? 0);
    const path = part.sequential ? part.path + String(creations).padStart(10, '0') : part.path;
    if (this.znodes.has(path)) return failed(ErrorCode.nodeExists);
    if (this.znodes.get(ancestor)?.kind === 'ephemeral') return failed(ErrorCode.noChildrenForEphemerals);
    for (const above of missing) this.make(above, 'persistent', 0, '', 0);
    this.make(path, part.kind, ttlMs, String.fromCharCode(...part.data), part.kind === 'ephemeral' ? sessionId : 0);
    return { code: 0, result: { type: 'create', path, stat: this.statOf(path) } };
  }

  private make(path: string, kind: NodeKind, ttlMs: number, data: string, owner: number): void {
    const { zxid, timeMs } = this;
    const times = { czxid: zxid, mzxid: zxid, pzxid: zxid, ctimeMs: timeMs, mtimeMs: timeMs };
    this.znodes.set(path, { kind, ttlMs, data, ...times, version: 0, creations: 0, owner, born: (this.births += 1) });
    const parent = this.znodes.get(parentOf(path));
    if (parent !== undefined) {
      parent.creations += 1;
      parent.pzxid = zxid;
    }
    this.note('created', path);
  }

  private read(part: ReadPart): MultiPartSuccess {
    const stat = this.statOf(part.path);
    if (part.type === 'exists') return { type: 'exists', stat };
    if (part.type === 'getChildren') return { type: 'getChildren', children: this.children(part.path), stat };
    return { type: 'getData', data: Uint8Array.from(this.znodes.get(part.path)?.data ?? '', (c) => c.charCodeAt(0)), stat };
  }

  /** From the leaves up. Answers how many. */
  private removeAll(path: string): number {
    let count = 1;
    for (const name of this.children(path)) count += this.removeAll(prefixOf(path) + name);
    this.remove(path);
    return count;
  }

  private end(id: number): void {
    const owned = [...this.znodes].filter(([, znode]) => znode.owner === id).sort(([, a], [, b]) => a.born - b.born);
    for (const [path] of owned) this.remove(path);
    this.sessions.delete(id);
  }

  private remove(path: string): void {
    this.znodes.delete(path);
    const parent = this.znodes.get(parentOf(path));
    if (parent !== undefined) parent.pzxid = this.zxid;
    this.note('deleted', path);
  }

  private note(kind: ReferenceChange['kind'], path: string): void {
    this.changes.push({ zxid: this.zxid, ordinal: this.ordinal, kind, path });
    this.ordinal += 1;
  }

  private statOf(path: string): Stat {
    const stat = this.stat(path);
    if (stat === null) throw new Error(`no znode ${path}`);
    return stat;
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function isRead(part: MultiPart): part is ReadPart {
  return part.type === 'exists' || part.type === 'getData' || part.type === 'getChildren';
}

function prefixOf(path: string): string {
  return path === '/' ? '/' : `${path}/`;
}

function isValid(path: string): boolean {
  const components = path.split('/').slice(1);
  return (
    path.startsWith('/') &&
    (path === '/' || components.every((component) => !['', '.', '..'].includes(component))) &&
    // By UTF-16 unit, as ZooKeeper sees it: characters beyond U+FFFF are two forbidden surrogates.
    [...Array(path.length).keys()].every((i) => {
      const unit = path.charCodeAt(i);
      return unit > 0x1f && !(unit >= 0x7f && unit <= 0x9f) && !(unit >= 0xd800 && unit <= 0xf8ff) && unit < 0xfff0;
    })
  );
}
