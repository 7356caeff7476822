import type { CreateOperation, MultiPart, MultiPartResult, NodeKind, Operation, OperationResult, Quota, ReadPart, Stat } from '@grove/wire';
import type { ReadPartSuccess } from '@grove/wire';
import { ErrorCode } from '../error-code';
import { utf8Bytes } from '../utf8';
import { NOBODY, OPEN_ACL, READ_ONLY_ACL, RIGHT, expandAcl, grants, identityOf, withoutHash } from './reference-access';
import type { ReferenceAcl, ReferenceCaller } from './reference-access';

/**
 * The state machine once more, as plainly as it can be said: objects and maps, no thought of speed but that nothing is looked for in
 * all znodes. What the fast one is compared with, by itself and in the simulation of whole replicas.
 */

interface Znode {
  readonly kind: NodeKind;
  readonly ttlMs: number;
  data: string;
  czxid: number;
  mzxid: number;
  pzxid: number;
  ctimeMs: number;
  mtimeMs: number;
  version: number;
  creations: number;
  aversion: number;
  acl: ReferenceAcl;
  readonly owner: number;
  /** Order of creation over the whole life of the tree. */
  readonly born: number;
  /** Names. */
  children: Set<string>;
}

interface ReferenceSession {
  generation: number;
  lastSequence: number;
  readonly answers: Map<number, ReferenceAnswer>;
  /** Paths of its ephemerals. */
  readonly owned: Set<string>;
  connectionIdentities: readonly string[];
  addedIdentities: readonly string[];
}

export interface ReferenceAnswer {
  readonly zxid: number;
  readonly code: number;
  readonly result: OperationResult | null;
}

export interface ReferenceChange {
  readonly zxid: number;
  readonly ordinal: number;
  readonly kind: 'created' | 'deleted' | 'dataChanged' | 'aclChanged';
  readonly path: string;
  /** The lists of the znode and of its parent at the change. */
  readonly acl: ReferenceAcl;
  readonly parentAcl: ReferenceAcl;
  /** One code unit for each byte. Empty where it was deleted. */
  readonly data: string;
  /** Empty where it was created. */
  readonly previousData: string;
}

/** A list of children with all that can be asked for with it. */
export interface ReferenceListing {
  readonly code: number;
  readonly stat: Stat | null;
  /** Newest first. `born`: the order of creation over the tree's whole life. */
  readonly children: readonly {
    readonly name: string;
    readonly born: number;
    /** Null where READ on the child is missing. */
    readonly stat: Stat | null;
    readonly data: string;
  }[];
}

export interface ReferenceWrite {
  readonly sessionId: number;
  readonly generation: number;
  readonly sequence: number;
  readonly acknowledgedSequence: number;
  /** Null: bytes that are none. */
  readonly operation: Operation | null;
  /** An entry that only says that a write was refused at the door; 0 for none. */
  readonly refusalCode?: number;
  /** Of an addAuth: what was proved. */
  readonly proved?: readonly string[];
  /** As text; empty for none. */
  readonly requestId?: string;
  readonly caller?: readonly string[];
}

interface RequestIdAnswer {
  readonly timeMs: number;
  readonly asked: string;
  readonly answer: ReferenceAnswer;
}

const UNUSED_CONTAINER_MS = 600_000;
const REQUEST_ID_KEPT_MS = 5 * 60_000;
const IDENTITIES_MAX = 64;
const CONFIG = '/zookeeper/config';
const QUOTAS = '/zookeeper/quota';
const LIMITS = 'zookeeper_limits';
const STATS = 'zookeeper_stats';
const CREATED_PARENTS_MAX = 100;
const RESERVED = ['/', '/zookeeper', CONFIG, QUOTAS];

export class ReferenceTree {
  readonly znodes = new Map<string, Znode>();
  readonly sessions = new Map<number, ReferenceSession>();
  /** What the znodes of limits say. */
  readonly quotas = new Map<string, Quota>();
  /** Whose use may have changed in this entry. */
  private readonly used = new Set<string>();
  readonly changes: ReferenceChange[] = [];
  /** What was seen of the rarer things. */
  readonly counts = { reaped: 0, subtreesDeleted: 0, refusedByRights: 0, refusedByQuota: 0, repeatedRequestIds: 0 };
  private readonly requestIds = new Map<string, RequestIdAnswer>();
  private births = 0;
  private zxid = 0;
  private timeMs = 0;
  private ordinal = 0;
  private caller: ReferenceCaller = NOBODY;
  /** During a multi: what each path was before; null where it was not there. */
  private before: Map<string, Znode | null> | null = null;

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
        aversion: 0,
        acl: path === CONFIG ? READ_ONLY_ACL : OPEN_ACL,
        owner: 0,
        born: (this.births += 1),
        children: new Set(),
      });
      if (path !== '/') this.znodes.get(parentOf(path))?.children.add(nameOf(path));
    }
  }

  open(zxid: number, timeMs: number, identities: readonly string[] = []): void {
    this.begin(zxid, timeMs);
    this.sessions.set(zxid, {
      generation: 1,
      lastSequence: 0,
      answers: new Map(),
      owned: new Set(),
      connectionIdentities: unique(identities),
      addedIdentities: [],
    });
  }

  attach(id: number, identities: readonly string[] = []): void {
    const session = this.sessions.get(id);
    if (session === undefined) return;
    session.generation += 1;
    session.connectionIdentities = unique(identities);
  }

  /** `generations`: of each session; one that was attached since lives on. */
  expire(zxid: number, timeMs: number, ids: readonly number[], generations: readonly number[]): void {
    this.begin(zxid, timeMs);
    for (const [n, id] of ids.entries()) if (this.sessions.get(id)?.generation === generations[n]) this.end(id);
    this.tellUse();
  }

  /** Null: a repeat whose answer is gone. */
  write(zxid: number, timeMs: number, write: ReferenceWrite): ReferenceAnswer | null {
    this.begin(zxid, timeMs);
    const session = this.sessions.get(write.sessionId);
    this.caller = { session: session === undefined ? [] : identitiesOf(session), call: write.caller ?? [] };
    const requestId = write.requestId ?? '';
    if (requestId === '') return this.told(this.writeOf(write, session));
    const proved = this.caller.call.filter((identity) => identity.startsWith('digest:') || identity.startsWith('x509:'));
    const asked = JSON.stringify([write.sessionId, proved, write.operation], bytesAsText);
    const known = this.requestIds.get(requestId);
    if (known !== undefined) {
      this.counts.repeatedRequestIds += 1;
      return known.asked === asked ? known.answer : this.refuse(ErrorCode.badArguments);
    }
    const answer = this.told(this.writeOf(write, session));
    if (answer !== null) this.requestIds.set(requestId, { timeMs: this.timeMs, asked, answer });
    return answer;
  }

  private writeOf(write: ReferenceWrite, session: ReferenceSession | undefined): ReferenceAnswer | null {
    if (write.sessionId === 0) return this.perform(write, 0);
    if (session === undefined) return this.refuse(ErrorCode.sessionExpired);
    if (write.generation !== 0 && write.generation < session.generation) return this.refuse(ErrorCode.sessionMoved);
    for (const sequence of [...session.answers.keys()]) {
      if (sequence <= write.acknowledgedSequence) session.answers.delete(sequence);
    }
    if (write.sequence === 0) return this.perform(write, write.sessionId);
    if (write.sequence <= session.lastSequence) return session.answers.get(write.sequence) ?? null;
    if (write.sequence > session.lastSequence + 1) return this.refuse(ErrorCode.gap);
    const answer = this.perform(write, write.sessionId);
    session.lastSequence = write.sequence;
    session.answers.set(write.sequence, answer);
    return answer;
  }

  /** Answers a read as of now. `call`: what connection and call prove beside the session. */
  read(operation: Operation, sessionId: number, call: readonly string[] = []): ReferenceAnswer {
    const session = this.sessions.get(sessionId);
    this.caller = { session: session === undefined ? [] : identitiesOf(session), call };
    const done = (result: OperationResult): ReferenceAnswer => ({ zxid: this.zxid, code: 0, result });
    switch (operation.type) {
      case 'exists':
      case 'getData':
      case 'getChildren': {
        const part = this.readPart(operation);
        return { zxid: this.zxid, code: part.code, result: part.result };
      }
      case 'multiRead':
        return done({ type: 'multiRead', results: operation.parts.map((part) => this.readPart(part)) });
      case 'getAllChildrenNumber': {
        const code = this.mayReadAt(operation.path);
        return code === 0
          ? done({ type: 'getAllChildrenNumber', count: this.descendants(operation.path).length })
          : { zxid: this.zxid, code, result: null };
      }
      case 'getEphemerals':
        if (session === undefined) {
          return { zxid: this.zxid, code: sessionId === 0 ? ErrorCode.badArguments : ErrorCode.sessionExpired, result: null };
        }
        return done({
          type: 'getEphemerals',
          paths: this.ephemerals(sessionId).filter((path) => path.startsWith(operation.prefix)),
        });
      case 'getAcl':
        return this.getAcl(operation.path);
      case 'whoAmI':
        return done({
          type: 'whoAmI',
          identities: unique([...this.caller.session, ...this.caller.call]).map((identity) => identityOf(withoutHash(identity, ''))),
        });
      case 'listQuotas':
        return this.listQuotas(operation.path);
      case 'sync':
        return done({ type: operation.type });
      default:
        return { zxid: this.zxid, code: ErrorCode.unimplemented, result: null };
    }
  }

  /** All children at once, of which pages are cuts. */
  listing(path: string, sessionId: number, call: readonly string[]): ReferenceListing {
    const session = this.sessions.get(sessionId);
    this.caller = { session: session === undefined ? [] : identitiesOf(session), call };
    const code = this.mayReadAt(path);
    if (code !== 0) return { code, stat: null, children: [] };
    const children = this.children(path).map((name) => {
      const child = prefixOf(path) + name;
      const znode = this.znodes.get(child);
      const readable = this.allows(child, RIGHT.read);
      return { name, born: znode?.born ?? 0, stat: readable ? this.stat(child) : null, data: readable ? (znode?.data ?? '') : '' };
    });
    return { code, stat: this.stat(path), children };
  }

  /** Whether the session's and the call's identities have READ by this list. */
  mayRead(acl: ReferenceAcl, sessionId: number, call: readonly string[]): boolean {
    const session = this.sessions.get(sessionId);
    return grants(acl, RIGHT.read, { session: session === undefined ? [] : identitiesOf(session), call });
  }

  stat(path: string): Stat | null {
    const znode = this.znodes.get(path);
    if (znode === undefined) return null;
    const numChildren = znode.children.size;
    return {
      czxid: znode.czxid,
      mzxid: znode.mzxid,
      pzxid: znode.pzxid,
      ctimeMs: znode.ctimeMs,
      mtimeMs: znode.mtimeMs,
      version: znode.version,
      cversion: 2 * znode.creations - numChildren,
      aversion: znode.aversion,
      kind: znode.kind,
      ownerSessionId: znode.owner,
      ttlMs: znode.ttlMs,
      dataLength: znode.data.length,
      numChildren,
    };
  }

  /** Names, newest first. */
  children(path: string): string[] {
    const born = (name: string): number => this.znodes.get(prefixOf(path) + name)?.born ?? 0;
    return [...(this.znodes.get(path)?.children ?? [])].sort((a, b) => born(b) - born(a));
  }

  descendants(path: string): string[] {
    return this.children(path).flatMap((name) => [prefixOf(path) + name, ...this.descendants(prefixOf(path) + name)]);
  }

  /** In the order of their creation. */
  ephemerals(sessionId: number): string[] {
    const born = (path: string): number => this.znodes.get(path)?.born ?? 0;
    return [...(this.sessions.get(sessionId)?.owned ?? [])].sort((a, b) => born(a) - born(b));
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
      if (znode?.czxid !== czxid || znode.mzxid !== mzxid || !this.isDue(path, this.timeMs)) continue;
      this.remove(path);
      this.counts.reaped += 1;
    }
    this.tellUse();
  }

  private isDue(path: string, timeMs: number): boolean {
    const znode = this.znodes.get(path);
    if (znode === undefined || znode.children.size > 0) return false;
    if (znode.kind === 'ttl') return znode.mtimeMs + znode.ttlMs <= timeMs;
    return znode.kind === 'container' && (znode.creations > 0 || znode.ctimeMs + UNUSED_CONTAINER_MS <= timeMs);
  }

  private begin(zxid: number, timeMs: number): void {
    this.zxid = zxid;
    this.ordinal = 0;
    this.caller = NOBODY;
    // Stamps never go back, whatever the clock of a new leader says.
    if (timeMs <= this.timeMs) return;
    this.timeMs = timeMs;
    for (const [id, { timeMs: keptSinceMs }] of this.requestIds) {
      if (keptSinceMs + REQUEST_ID_KEPT_MS > timeMs) break;
      this.requestIds.delete(id);
    }
  }

  private refuse(code: number): ReferenceAnswer {
    return { zxid: this.zxid, code, result: null };
  }

  private perform(write: ReferenceWrite, sessionId: number): ReferenceAnswer {
    if (write.refusalCode !== undefined && write.refusalCode !== 0) return this.refuse(write.refusalCode);
    if (write.proved !== undefined) return this.authenticate(sessionId, write.proved);
    const { operation } = write;
    if (operation === null) return this.refuse(ErrorCode.marshallingError);
    const answer = this.execute(operation, sessionId);
    if (answer.code === ErrorCode.noAuth) this.counts.refusedByRights += 1;
    if (answer.code === ErrorCode.quotaExceeded) this.counts.refusedByQuota += 1;
    return answer;
  }

  private execute(operation: Operation, sessionId: number): ReferenceAnswer {
    switch (operation.type) {
      case 'multi':
        return this.multi(operation.parts, sessionId);
      case 'close':
        if (sessionId === 0) return this.refuse(ErrorCode.badArguments);
        this.end(sessionId);
        return { zxid: this.zxid, code: 0, result: { type: 'close' } };
      case 'create':
      case 'delete':
      case 'setData': {
        const done = this.part(operation, sessionId);
        return { zxid: this.zxid, code: done.code, result: done.result };
      }
      case 'setAcl':
        return this.setAcl(operation);
      case 'setQuota':
        return this.setQuota(operation.path, operation.quota);
      case 'removeQuota':
        return this.removeQuota(operation.path);
      default:
        return this.refuse(ErrorCode.unimplemented);
    }
  }

  private authenticate(sessionId: number, proved: readonly string[]): ReferenceAnswer {
    const session = this.sessions.get(sessionId);
    if (session === undefined) return this.refuse(ErrorCode.sessionExpired);
    const added = unique([...session.addedIdentities, ...proved]);
    if (added.length + session.connectionIdentities.length > IDENTITIES_MAX) return this.refuse(ErrorCode.badArguments);
    session.addedIdentities = added;
    return { zxid: this.zxid, code: 0, result: { type: 'addAuth' } };
  }

  private multi(parts: readonly MultiPart[], sessionId: number): ReferenceAnswer {
    const changesBefore = this.changes.length;
    this.before = new Map();
    const results: MultiPartResult[] = [];
    for (const part of parts) {
      const done = this.part(part, sessionId);
      if (done.code !== 0) {
        for (const [path, znode] of this.before) {
          const made = this.znodes.get(path);
          if (made !== undefined && made.owner !== 0) this.sessions.get(made.owner)?.owned.delete(path);
          if (znode === null) this.znodes.delete(path);
          else this.znodes.set(path, znode);
          if (znode !== null && znode.owner !== 0) this.sessions.get(znode.owner)?.owned.add(path);
        }
        for (const path of this.before.keys()) this.follow(path);
        this.before = null;
        this.changes.length = changesBefore;
        const failed = results.length;
        const codes = parts.map((_, i) => (i < failed ? 0 : i === failed ? done.code : ErrorCode.runtimeInconsistency));
        return { zxid: this.zxid, code: done.code, result: { type: 'multi', results: codes.map((code) => ({ code, result: null })) } };
      }
      results.push(done);
    }
    this.before = null;
    return { zxid: this.zxid, code: 0, result: { type: 'multi', results } };
  }

  /** Called before a znode changes, comes or goes. */
  private keep(path: string): void {
    if (this.before === null || this.before.has(path)) return;
    const znode = this.znodes.get(path);
    this.before.set(path, znode === undefined ? null : { ...znode, children: new Set(znode.children) });
  }

  private allows(path: string, right: number): boolean {
    const znode = this.znodes.get(path);
    // A configuration alone writes that one: not even a superuser does.
    return znode !== undefined && (path !== CONFIG || right === RIGHT.read) && grants(znode.acl, right, this.caller);
  }

  private mayReadAt(path: string): number {
    if (!isValid(path)) return ErrorCode.badArguments;
    if (!this.znodes.has(path)) return ErrorCode.noNode;
    return this.allows(path, RIGHT.read) ? 0 : ErrorCode.noAuth;
  }

  private readPart(part: ReadPart): { readonly code: number; readonly result: ReadPartSuccess | null } {
    const code = this.mayReadAt(part.path);
    return code === 0 ? { code, result: this.readZnode(part) } : { code, result: null };
  }

  private setAcl(operation: Extract<Operation, { readonly type: 'setAcl' }>): ReferenceAnswer {
    const { path } = operation;
    if (!isValid(path)) return this.refuse(ErrorCode.badArguments);
    const acl = operation.acl.length === 0 ? null : expandAcl(operation.acl, this.caller);
    if (acl === null) return this.refuse(ErrorCode.invalidAcl);
    const znode = this.znodes.get(path);
    if (znode === undefined) return this.refuse(ErrorCode.noNode);
    if (!this.allows(path, RIGHT.admin)) return this.refuse(ErrorCode.noAuth);
    if (operation.aversion !== null && operation.aversion !== -1 && operation.aversion !== znode.aversion) {
      return this.refuse(ErrorCode.badVersion);
    }
    znode.acl = acl;
    znode.aversion += 1;
    this.note('aclChanged', path, znode);
    return { zxid: this.zxid, code: 0, result: { type: 'setAcl', stat: this.statOf(path) } };
  }

  private getAcl(path: string): ReferenceAnswer {
    const failed = (code: number): ReferenceAnswer => ({ zxid: this.zxid, code, result: null });
    if (!isValid(path)) return failed(ErrorCode.badArguments);
    const znode = this.znodes.get(path);
    if (znode === undefined) return failed(ErrorCode.noNode);
    const isAdmin = this.allows(path, RIGHT.admin);
    if (!isAdmin && !this.allows(path, RIGHT.read)) return failed(ErrorCode.noAuth);
    const acl = znode.acl.map(({ rights, identity }) => ({
      rights,
      identity: identityOf(isAdmin ? identity : withoutHash(identity, ':x')),
    }));
    return { zxid: this.zxid, code: 0, result: { type: 'getAcl', acl, stat: this.statOf(path) } };
  }

  private setQuota(path: string, quota: Quota): ReferenceAnswer {
    const limits = [quota.countHard, quota.countSoft, quota.bytesHard, quota.bytesSoft];
    if (!isValid(path) || limits.some((limit) => limit < -1) || limits.every((limit) => limit < 0)) {
      return this.refuse(ErrorCode.badArguments);
    }
    if (isWithin(path, '/zookeeper')) return this.refuse(ErrorCode.badArguments);
    if (!this.znodes.has(path)) return this.refuse(ErrorCode.noNode);
    if (!this.allows(QUOTAS, RIGHT.create)) return this.refuse(ErrorCode.noAuth);
    if (!this.mayBeQuota(path)) return this.refuse(ErrorCode.badArguments);
    const text = limitsText(quota);
    const top = prefixOf(QUOTAS + (path === '/' ? '' : path));
    const limitsPath = `${top}${LIMITS}`;
    const znode = this.znodes.get(limitsPath);
    if (znode !== undefined) this.setData(limitsPath, znode, text);
    else {
      const { missing, ancestor } = this.missingAbove(limitsPath);
      if (missing.length > CREATED_PARENTS_MAX) return this.refuse(ErrorCode.badArguments);
      if (this.znodes.get(ancestor)?.kind === 'ephemeral') return this.refuse(ErrorCode.badArguments);
      if (missing.some(isLimits)) return this.refuse(ErrorCode.badArguments);
      const acl = this.znodes.get(QUOTAS)?.acl ?? OPEN_ACL;
      for (const above of missing) this.make(above, 'persistent', 0, '', 0, acl);
      this.make(limitsPath, 'persistent', 0, text, 0, acl);
    }
    if (!this.znodes.has(`${top}${STATS}`)) {
      this.make(`${top}${STATS}`, 'persistent', 0, this.useText(path), 0, this.znodes.get(QUOTAS)?.acl ?? OPEN_ACL);
    }
    return { zxid: this.zxid, code: 0, result: { type: 'setQuota' } };
  }

  private removeQuota(path: string): ReferenceAnswer {
    if (!isValid(path)) return this.refuse(ErrorCode.badArguments);
    if (!this.quotas.has(path)) return this.refuse(ErrorCode.noNode);
    if (!this.allows(QUOTAS, RIGHT.delete)) return this.refuse(ErrorCode.noAuth);
    const top = QUOTAS + (path === '/' ? '' : path);
    const isLeaf = (each: string): boolean => this.znodes.get(each)?.children.size === 0;
    if (!isLeaf(`${top}/${LIMITS}`)) return this.refuse(ErrorCode.badArguments);
    this.remove(`${top}/${LIMITS}`);
    if (isLeaf(`${top}/${STATS}`)) this.remove(`${top}/${STATS}`);
    for (let above = top; above !== QUOTAS && isLeaf(above); above = parentOf(above)) this.remove(above);
    return { zxid: this.zxid, code: 0, result: { type: 'removeQuota' } };
  }

  /** None above or below another. */
  private mayBeQuota(path: string): boolean {
    return [...this.quotas.keys()].every((other) => other === path || !(isWithin(path, other) || isWithin(other, path)));
  }

  /** Called when a znode has come, changed its data, or gone. */
  private follow(path: string): void {
    const quotaPath = quotaPathOf(path);
    if (quotaPath === null) {
      for (let above = path; ; above = parentOf(above)) {
        if (this.quotas.has(above)) this.used.add(above);
        if (above === '/') return;
      }
    }
    this.used.add(quotaPath);
    if (!isLimits(path)) return;
    const znode = this.znodes.get(path);
    if (znode === undefined) this.quotas.delete(quotaPath);
    else this.quotas.set(quotaPath, limitsIn(znode.data));
  }

  /** Writes into the znodes of stats what is used. */
  private tellUse(): void {
    for (const path of this.used) {
      const statsPath = `${prefixOf(QUOTAS + (path === '/' ? '' : path))}${STATS}`;
      const stats = this.znodes.get(statsPath);
      if (stats === undefined || !this.quotas.has(path)) continue;
      this.keep(statsPath);
      stats.data = this.useText(path);
    }
    this.used.clear();
  }

  private told<T>(answer: T): T {
    this.tellUse();
    return answer;
  }

  private useText(path: string): string {
    const { count, bytes } = this.useOf(path);
    return `count=${count},bytes=${bytes}`;
  }

  private listQuotas(path: string): ReferenceAnswer {
    if (path !== '' && !isValid(path)) return { zxid: this.zxid, code: ErrorCode.badArguments, result: null };
    if (!this.allows(QUOTAS, RIGHT.read)) return { zxid: this.zxid, code: ErrorCode.noAuth, result: null };
    const top = path === '' ? '/' : path;
    const quotas = [...this.quotas]
      .filter(([other]) => isWithin(other, top) || isWithin(top, other))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([other, quota]) => ({ path: other, quota, ...this.useOf(other) }));
    return { zxid: this.zxid, code: 0, result: { type: 'listQuotas', quotas } };
  }

  private useOf(path: string): { readonly count: number; readonly bytes: number } {
    const paths = (this.znodes.has(path) ? [path, ...this.descendants(path)] : []).filter((each) => !isWithin(each, '/zookeeper'));
    return { count: paths.length, bytes: paths.reduce((sum, each) => sum + (this.znodes.get(each)?.data.length ?? 0), 0) };
  }

  /** Whether these new paths, with so much more data below the last one, stay within the hard limits. */
  private isWithinQuota(paths: readonly string[], moreBytes: number): boolean {
    const last = paths[paths.length - 1] ?? '';
    for (const [path, { countHard, bytesHard }] of this.quotas) {
      if (!isWithin(last, path) || isWithin(last, '/zookeeper')) continue;
      const { count, bytes } = this.useOf(path);
      const more = paths.filter((each) => isWithin(each, path) && !this.znodes.has(each)).length;
      if (more > 0 && countHard >= 0 && count + more > countHard) return false;
      if (moreBytes > 0 && bytesHard >= 0 && bytes + moreBytes > bytesHard) return false;
    }
    return true;
  }

  private part(part: MultiPart, sessionId: number): MultiPartResult {
    const failed = (code: number): MultiPartResult => ({ code, result: null });
    if (part.type === 'create') return this.create(part, sessionId);
    const { path } = part;
    if (!isValid(path)) return failed(ErrorCode.badArguments);
    if (isRead(part)) {
      this.tellUse();
      return this.readPart(part);
    }
    const znode = this.znodes.get(path);
    switch (part.type) {
      case 'checkNotExists': {
        const parent = parentOf(path);
        if (this.znodes.has(parent) && !this.allows(parent, RIGHT.read)) return failed(ErrorCode.noAuth);
        return failed(znode === undefined ? 0 : ErrorCode.nodeExists);
      }
      case 'delete':
        return this.delete(path, part.version, part.subtree === true);
      case 'setData': {
        if (part.data.length > this.maxDataBytes) return failed(ErrorCode.dataTooLarge);
        if (znode === undefined) return failed(ErrorCode.noNode);
        if (!this.allows(path, RIGHT.write)) return failed(ErrorCode.noAuth);
        if (!this.isWithinQuota([path], part.data.length - znode.data.length)) return failed(ErrorCode.quotaExceeded);
        if (!isVersion(part.version, znode)) return failed(ErrorCode.badVersion);
        this.setData(path, znode, String.fromCharCode(...part.data));
        return { code: 0, result: { type: 'setData', stat: this.statOf(path) } };
      }
      case 'check':
        if (znode === undefined) return failed(ErrorCode.noNode);
        if (!this.allows(path, RIGHT.read)) return failed(ErrorCode.noAuth);
        return failed(isVersion(part.version, znode) ? 0 : ErrorCode.badVersion);
    }
  }

  private setData(path: string, znode: Znode, data: string): void {
    this.keep(path);
    const before = znode.data;
    znode.data = data;
    znode.version += 1;
    znode.mzxid = this.zxid;
    znode.mtimeMs = this.timeMs;
    this.note('dataChanged', path, znode, before);
    this.follow(path);
  }

  /** The parents that are not there, from the top down, and the lowest that is. */
  private missingAbove(path: string): { readonly missing: readonly string[]; readonly ancestor: string } {
    const missing: string[] = [];
    let ancestor = parentOf(path);
    for (; !this.znodes.has(ancestor); ancestor = parentOf(ancestor)) missing.unshift(ancestor);
    return { missing, ancestor };
  }

  private delete(path: string, version: number | null, subtree: boolean): MultiPartResult {
    const failed = (code: number): MultiPartResult => ({ code, result: null });
    if (RESERVED.includes(path)) return failed(ErrorCode.badArguments);
    const parent = parentOf(path);
    if (!this.znodes.has(parent)) return failed(ErrorCode.noNode);
    if (!this.allows(parent, RIGHT.delete)) return failed(ErrorCode.noAuth);
    const znode = this.znodes.get(path);
    if (znode === undefined) return failed(ErrorCode.noNode);
    if (!isVersion(version, znode)) return failed(ErrorCode.badVersion);
    if (znode.children.size === 0) {
      this.remove(path);
      return { code: 0, result: { type: 'delete', deleted: 1 } };
    }
    if (!subtree) return failed(ErrorCode.notEmpty);
    const withChildren = [path, ...this.descendants(path)].filter((each) => (this.znodes.get(each)?.children.size ?? 0) > 0);
    if (!withChildren.every((each) => this.allows(each, RIGHT.delete))) return failed(ErrorCode.noAuth);
    this.counts.subtreesDeleted += 1;
    return { code: 0, result: { type: 'delete', deleted: this.removeAll(path) } };
  }

  private create(part: CreateOperation, sessionId: number): MultiPartResult {
    const failed = (code: number): MultiPartResult => ({ code, result: null });
    const ttlMs = part.ttlMs ?? 0;
    const timeFits = part.kind === 'ttl' ? ttlMs > 0 && ttlMs < 2 ** 40 : ttlMs === 0;
    if (!timeFits || (part.kind === 'container' && part.sequential)) return failed(ErrorCode.badArguments);
    if (part.kind === 'ephemeral' && sessionId === 0) return failed(ErrorCode.badArguments);
    if (!isValid(part.sequential ? `${part.path}1` : part.path)) return failed(ErrorCode.badArguments);
    if (part.data.length > this.maxDataBytes) return failed(ErrorCode.dataTooLarge);
    const acl = part.acl === undefined || part.acl.length === 0 ? OPEN_ACL : expandAcl(part.acl, this.caller);
    if (acl === null) return failed(ErrorCode.invalidAcl);
    if (part.path === '/' && !part.sequential) return failed(ErrorCode.nodeExists);
    const { missing, ancestor } = this.missingAbove(part.path);
    if (missing.length > 0 && part.parents !== true) return failed(ErrorCode.noNode);
    if (!this.allows(ancestor, RIGHT.create)) return failed(ErrorCode.noAuth);
    const creations = missing.length > 0 ? 0 : (this.znodes.get(ancestor)?.creations ?? 0);
    const path = part.sequential ? part.path + String(creations).padStart(10, '0') : part.path;
    if (this.znodes.has(path)) return failed(ErrorCode.nodeExists);
    if (this.znodes.get(ancestor)?.kind === 'ephemeral') return failed(ErrorCode.noChildrenForEphemerals);
    if (!this.isWithinQuota([...missing, path], part.data.length)) return failed(ErrorCode.quotaExceeded);
    const quotaPath = isLimits(path) ? quotaPathOf(path) : null;
    if (missing.some(isLimits) || (quotaPath !== null && !this.mayBeQuota(quotaPath))) return failed(ErrorCode.badArguments);
    for (const above of missing) this.make(above, 'persistent', 0, '', 0, acl);
    this.make(path, part.kind, ttlMs, String.fromCharCode(...part.data), part.kind === 'ephemeral' ? sessionId : 0, acl);
    return { code: 0, result: { type: 'create', path, stat: this.statOf(path) } };
  }

  private make(path: string, kind: NodeKind, ttlMs: number, data: string, owner: number, acl: ReferenceAcl): void {
    const { zxid, timeMs } = this;
    const above = parentOf(path);
    this.keep(path);
    this.keep(above);
    const times = { czxid: zxid, mzxid: zxid, pzxid: zxid, ctimeMs: timeMs, mtimeMs: timeMs };
    const counters = { version: 0, creations: 0, aversion: 0, born: (this.births += 1) };
    const znode: Znode = { kind, ttlMs, data, ...times, ...counters, acl, owner, children: new Set() };
    this.znodes.set(path, znode);
    this.sessions.get(owner)?.owned.add(path);
    const parent = this.znodes.get(above);
    if (parent !== undefined) {
      parent.creations += 1;
      parent.pzxid = zxid;
      parent.children.add(nameOf(path));
    }
    this.note('created', path, znode);
    this.follow(path);
  }

  private readZnode(part: ReadPart): ReadPartSuccess {
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
    for (const path of this.ephemerals(id)) this.remove(path);
    this.sessions.delete(id);
  }

  private remove(path: string): void {
    const znode = this.znodes.get(path);
    if (znode === undefined) throw new Error(`no znode ${path}`);
    this.keep(path);
    this.keep(parentOf(path));
    this.note('deleted', path, znode, znode.data);
    this.znodes.delete(path);
    this.sessions.get(znode.owner)?.owned.delete(path);
    this.follow(path);
    const parent = this.znodes.get(parentOf(path));
    if (parent === undefined) return;
    parent.pzxid = this.zxid;
    parent.children.delete(nameOf(path));
  }

  private note(kind: ReferenceChange['kind'], path: string, znode: Znode, previousData = ''): void {
    const parentAcl = this.znodes.get(parentOf(path))?.acl ?? OPEN_ACL;
    const data = kind === 'deleted' ? '' : znode.data;
    this.changes.push({ zxid: this.zxid, ordinal: this.ordinal, kind, path, acl: znode.acl, parentAcl, data, previousData });
    this.ordinal += 1;
  }

  private statOf(path: string): Stat {
    const stat = this.stat(path);
    if (stat === null) throw new Error(`no znode ${path}`);
    return stat;
  }
}

function identitiesOf(session: ReferenceSession): string[] {
  return unique([...session.connectionIdentities, ...session.addedIdentities]);
}

function unique(identities: readonly string[]): string[] {
  return [...new Set(identities)];
}

function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? String.fromCharCode(...value) : value;
}

/** The subtree whose limits or stats these are; null for other znodes. */
function quotaPathOf(path: string): string | null {
  if (utf8Bytes(path).length > 4096) return null;
  const match = /^\/zookeeper\/quota(\/.*)?\/zookeeper_(limits|stats)$/.exec(path);
  const quotaPath = match === null ? null : (match[1] ?? '/');
  return quotaPath === null || isWithin(quotaPath, '/zookeeper') ? null : quotaPath;
}

function isLimits(path: string): boolean {
  return path.endsWith(`/${LIMITS}`) && quotaPathOf(path) !== null;
}

export function limitsText({ countHard, countSoft, bytesHard, bytesSoft }: Quota): string {
  return `count=${countSoft},bytes=${bytesSoft}=;byteHardLimit=${bytesHard};countHardLimit=${countHard}`;
}

function limitsIn(text: string): Quota {
  const limit = (name: string): number => {
    const form = new RegExp(`^\\s*${name}=-?[0-9]{1,19}=?\\s*$`);
    const parts = text.length > 1024 ? [] : text.split(/[,;]/).filter((each) => form.test(each));
    const found = parts[parts.length - 1];
    const value = Number(found?.split('=')[1] ?? -1);
    return value < 0 || value > Number.MAX_SAFE_INTEGER ? -1 : value;
  };
  return { countHard: limit('countHardLimit'), countSoft: limit('count'), bytesHard: limit('byteHardLimit'), bytesSoft: limit('bytes') };
}

function isVersion(wanted: number | null, znode: Znode): boolean {
  return wanted === null || wanted === -1 || wanted === znode.version;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** At or below. */
function isWithin(path: string, top: string): boolean {
  return path === top || path.startsWith(prefixOf(top));
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
