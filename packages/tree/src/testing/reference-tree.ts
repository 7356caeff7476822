import type { MultiPart, MultiPartResult, Operation, OperationResult, Stat } from '@grove/wire';
import { ErrorCode } from '../error-code';

/**
 * The state machine once more, as plainly as it can be said: objects, maps and whole copies. What the fast one is
 * compared with.
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
        data: '',
        czxid: 0,
        mzxid: 0,
        pzxid: 0,
        ctimeMs: 0,
        mtimeMs: 0,
        version: 0,
        creations: 0,
        owner: 0,
        born: 0,
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
      kind: znode.owner === 0 ? 'persistent' : 'ephemeral',
      ownerSessionId: znode.owner,
      ttlMs: 0,
      dataLength: znode.data.length,
      numChildren,
    };
  }

  children(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    return [...this.znodes.keys()]
      .filter((other) => other !== '/' && other.startsWith(prefix) && !other.slice(prefix.length).includes('/'))
      .map((other) => other.slice(prefix.length));
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
    if (part.type === 'create') {
      if (part.kind === 'ephemeral' && sessionId === 0) return failed(ErrorCode.badArguments);
      if (!isValid(part.sequential ? `${part.path}1` : part.path)) return failed(ErrorCode.badArguments);
      if (part.data.length > this.maxDataBytes) return failed(ErrorCode.dataTooLarge);
      if (part.path === '/' && !part.sequential) return failed(ErrorCode.nodeExists);
      const parentPath = parentOf(part.path);
      const parent = this.znodes.get(parentPath);
      if (parent === undefined) return failed(ErrorCode.noNode);
      if (parentPath === '/zookeeper/config') return failed(ErrorCode.noAuth);
      const path = part.sequential ? part.path + String(parent.creations).padStart(10, '0') : part.path;
      if (this.znodes.has(path)) return failed(ErrorCode.nodeExists);
      if (parent.owner !== 0) return failed(ErrorCode.noChildrenForEphemerals);
      const { zxid, timeMs } = this;
      this.znodes.set(path, {
        data: String.fromCharCode(...part.data),
        czxid: zxid,
        mzxid: zxid,
        pzxid: zxid,
        ctimeMs: timeMs,
        mtimeMs: timeMs,
        version: 0,
        creations: 0,
        owner: part.kind === 'ephemeral' ? sessionId : 0,
        born: (this.births += 1),
      });
      parent.creations += 1;
      parent.pzxid = zxid;
      this.note('created', path);
      return { code: 0, result: { type: 'create', path, stat: this.statOf(path) } };
    }
    if (part.type !== 'delete' && part.type !== 'setData' && part.type !== 'check') throw new Error(`no model of ${part.type} in a multi`);
    if (!isValid(part.path)) return failed(ErrorCode.badArguments);
    if (part.type === 'delete' && RESERVED.includes(part.path)) return failed(ErrorCode.badArguments);
    if (part.type === 'setData' && part.data.length > this.maxDataBytes) return failed(ErrorCode.dataTooLarge);
    if (part.type === 'delete' && parentOf(part.path) === '/zookeeper/config') return failed(ErrorCode.noAuth);
    const znode = this.znodes.get(part.path);
    if (znode === undefined) return failed(ErrorCode.noNode);
    if (part.type === 'setData' && part.path === '/zookeeper/config') return failed(ErrorCode.noAuth);
    if (part.version !== null && part.version !== -1 && part.version !== znode.version) return failed(ErrorCode.badVersion);
    if (part.type === 'check') return failed(0);
    if (part.type === 'delete') {
      if (this.children(part.path).length > 0) return failed(ErrorCode.notEmpty);
      this.remove(part.path);
      return { code: 0, result: { type: 'delete' } };
    }
    znode.data = String.fromCharCode(...part.data);
    znode.version += 1;
    znode.mzxid = this.zxid;
    znode.mtimeMs = this.timeMs;
    this.note('dataChanged', part.path);
    return { code: 0, result: { type: 'setData', stat: this.statOf(part.path) } };
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
