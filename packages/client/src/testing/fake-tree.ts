import { createHash } from 'node:crypto';
import { ErrorCode, Right } from '@grove/wire';
import type { Acl, Identity, MultiPart, NodeKind, Operation, OperationResult, Quota, ReadPart, Stat } from '@grove/wire';

/** A znode of the fake. */
export interface FakeZnode {
  data: Uint8Array;
  version: number;
  readonly czxid: number;
  mzxid: number;
  readonly kind: NodeKind;
  readonly owner: number;
  readonly ttlMs: number;
  acl: readonly Acl[];
  aversion: number;
}

export type Outcome = { readonly code: number; readonly result?: OperationResult };

type GetChildren = Extract<Operation, { readonly type: 'getChildren' }>;

const NO_DATA = new Uint8Array(0);
const openAcl: readonly Acl[] = [{ rights: Right.all, identity: { scheme: 'world', id: 'anyone' } }];

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** The operations on a tree in a Map, as far as clients can tell them from the real ones. Rights are judged for reads alone. */
export class FakeTree {
  readonly znodes = new Map<string, FakeZnode>();
  readonly quotas = new Map<string, Quota>();
  readonly identities = new Map<number, Identity[]>();
  /** `session type path` of watches that were set. */
  readonly watches = new Set<string>();
  maxSubtreeDeletions = 10_000;
  zxid = 10;
  /** The last operation was an addAuth that failed. */
  isRefused = false;

  constructor() {
    this.znodes.set('/', this.newZnode(NO_DATA, 'persistent', 0, 0, openAcl));
  }

  perform(operation: Operation, sessionId: number): Outcome {
    this.isRefused = false;
    switch (operation.type) {
      case 'create':
      case 'delete':
      case 'setData':
        return this.part(operation, sessionId);
      case 'multi':
        return this.multi(operation.parts, sessionId);
      case 'multiRead': {
        const results = operation.parts.map((part) => {
          const { code, result } = this.part(part, sessionId);
          return { code, result: (result ?? null) as never };
        });
        return { code: 0, result: { type: 'multiRead', results } };
      }
      case 'exists':
      case 'getData':
        if (operation.watch) this.watches.add(`${sessionId} data ${operation.path}`);
        return this.part({ type: operation.type, path: operation.path }, sessionId);
      case 'getChildren':
        if (operation.watch) this.watches.add(`${sessionId} children ${operation.path}`);
        return this.getChildren(operation, sessionId);
      case 'getAllChildrenNumber':
        return this.onZnode(operation.path, () => ({ type: 'getAllChildrenNumber', count: this.below(operation.path).length }));
      case 'getEphemerals': {
        const own = [...this.znodes].filter(([path, znode]) => znode.owner === sessionId && path.startsWith(operation.prefix));
        return { code: 0, result: { type: 'getEphemerals', paths: own.map(([path]) => path) } };
      }
      case 'setAcl':
        return this.onZnode(operation.path, (znode) => {
          if (operation.aversion !== null && operation.aversion !== znode.aversion) return ErrorCode.BADVERSION;
          if (operation.acl.length === 0) return ErrorCode.INVALIDACL;
          znode.acl = this.stored(operation.acl, sessionId);
          znode.aversion++;
          return { type: 'setAcl', stat: this.stat(operation.path, znode) };
        });
      case 'getAcl':
        return this.onZnode(operation.path, (znode) => ({ type: 'getAcl', acl: znode.acl, stat: this.stat(operation.path, znode) }));
      case 'addAuth':
        return this.addAuth(operation.credential.scheme, Buffer.from(operation.credential.credential).toString(), sessionId);
      case 'whoAmI': {
        const shown = this.identitiesOf(sessionId).map(({ scheme, id }) => ({
          scheme,
          id: scheme === 'digest' ? (id.split(':')[0] ?? '') : id,
        }));
        return { code: 0, result: { type: 'whoAmI', identities: shown } };
      }
      case 'setQuota':
        return this.onZnode(operation.path, () => {
          this.quotas.set(operation.path, operation.quota);
          return { type: 'setQuota' };
        });
      case 'removeQuota':
        return this.quotas.delete(operation.path) ? { code: 0, result: { type: 'removeQuota' } } : { code: ErrorCode.NONODE };
      case 'listQuotas':
        return this.listQuotas(operation.path);
      case 'removeWatches':
      case 'checkWatches':
        return this.watcher(operation, sessionId);
      case 'addWatch':
        this.watches.add(`${sessionId} ${operation.mode} ${operation.path}`);
        return { code: 0, result: { type: operation.type } };
      case 'close':
        this.end(sessionId);
        return { code: 0, result: { type: operation.type } };
      case 'sync':
      case 'setWatches':
        return { code: 0, result: { type: operation.type } };
    }
  }

  private end(sessionId: number): void {
    for (const [path, znode] of this.znodes) if (sessionId !== 0 && znode.owner === sessionId) this.znodes.delete(path);
  }

  private onZnode(path: string, work: (znode: FakeZnode) => OperationResult | number): Outcome {
    const znode = this.znodes.get(path);
    if (znode === undefined) return { code: ErrorCode.NONODE };
    const done = work(znode);
    return typeof done === 'number' ? { code: done } : { code: 0, result: done };
  }

  private multi(parts: readonly MultiPart[], sessionId: number): Outcome {
    const before = new Map([...this.znodes].map(([path, znode]) => [path, { ...znode }]));
    const outcomes: Outcome[] = [];
    for (const part of parts) {
      const outcome = this.part(part, sessionId);
      outcomes.push(outcome);
      if (outcome.code === 0) continue;
      this.znodes.clear();
      for (const [path, znode] of before) this.znodes.set(path, znode);
      const codes = parts.map((_, index) => outcomes[index]?.code ?? ErrorCode.RUNTIMEINCONSISTENCY);
      return { code: outcome.code, result: { type: 'multi', results: codes.map((code) => ({ code, result: null })) } };
    }
    const results = outcomes.map(({ result }) => ({ code: 0, result: (result ?? null) as never }));
    return { code: 0, result: { type: 'multi', results } };
  }

  private part(part: MultiPart, sessionId: number): Outcome {
    switch (part.type) {
      case 'create':
        return this.create(part, sessionId);
      case 'checkNotExists':
        return { code: this.znodes.has(part.path) ? ErrorCode.NODEEXISTS : 0 };
      case 'exists':
      case 'getData':
      case 'getChildren':
        return this.read(part, sessionId);
      default:
    }
    const znode = this.znodes.get(part.path);
    if (znode === undefined) return { code: ErrorCode.NONODE };
    if (part.version !== null && part.version !== znode.version) return { code: ErrorCode.BADVERSION };
    if (part.type === 'check') return { code: 0 };
    if (part.type === 'setData') {
      const changed = { ...znode, data: part.data.slice(), version: znode.version + 1, mzxid: this.zxid };
      this.znodes.set(part.path, changed);
      return { code: 0, result: { type: 'setData', stat: this.stat(part.path, changed) } };
    }
    const below = this.below(part.path);
    if (below.length > 0 && part.subtree !== true) return { code: ErrorCode.NOTEMPTY };
    if (below.length + 1 > this.maxSubtreeDeletions) return { code: ErrorCode.BADARGUMENTS };
    for (const path of [part.path, ...below]) this.znodes.delete(path);
    return { code: 0, result: { type: 'delete', deleted: below.length + 1 } };
  }

  private create(part: Extract<MultiPart, { readonly type: 'create' }>, sessionId: number): Outcome {
    const parent = parentOf(part.path);
    const acl = part.acl === undefined ? openAcl : this.stored(part.acl, sessionId);
    if (!this.znodes.has(parent)) {
      if (part.parents !== true) return { code: ErrorCode.NONODE };
      const above = this.create(
        { type: 'create', path: parent, data: NO_DATA, kind: 'persistent', sequential: false, acl, parents: true },
        0,
      );
      if (above.code !== 0) return above;
    }
    const path = part.sequential ? `${part.path}${String(this.names(parent).length).padStart(10, '0')}` : part.path;
    if (this.znodes.has(path)) return { code: ErrorCode.NODEEXISTS };
    const made = this.newZnode(part.data.slice(), part.kind, part.kind === 'ephemeral' ? sessionId : 0, part.ttlMs ?? 0, acl);
    this.znodes.set(path, made);
    return { code: 0, result: { type: 'create', path, stat: this.stat(path, made) } };
  }

  private read(part: ReadPart, sessionId: number): Outcome {
    if (part.type === 'getChildren') return this.getChildren({ type: 'getChildren', path: part.path, watch: false }, sessionId);
    return this.onZnode(part.path, (znode) => {
      if (!this.mayRead(znode, sessionId)) return ErrorCode.NOAUTH;
      const stat = this.stat(part.path, znode);
      return part.type === 'exists' ? { type: 'exists', stat } : { type: 'getData', data: znode.data, stat };
    });
  }

  private getChildren(operation: GetChildren, sessionId: number): Outcome {
    const { path, pageSize = 0, pageToken, withData = false, withStat = false } = operation;
    return this.onZnode(path, (parent) => {
      if (!this.mayRead(parent, sessionId)) return ErrorCode.NOAUTH;
      // The token is the last name given: those before it may go without moving the rest.
      const last = pageToken === undefined ? '' : Buffer.from(pageToken).toString();
      const names = this.names(path)
        .sort()
        .filter((name) => name > last);
      const page = pageSize === 0 ? names : names.slice(0, pageSize);
      const entries = page.map((name) => {
        const child = path === '/' ? `/${name}` : `${path}/${name}`;
        const znode = this.znodes.get(child);
        if (znode === undefined || !this.mayRead(znode, sessionId)) return { name, stat: null, data: NO_DATA };
        return { name, stat: withStat ? this.stat(child, znode) : null, data: withData ? znode.data : NO_DATA };
      });
      const end = page[page.length - 1];
      return {
        type: 'getChildren',
        stat: this.stat(path, parent),
        ...(withData || withStat ? { children: [], entries } : { children: page }),
        ...(page.length < names.length && end !== undefined && { nextPageToken: Buffer.from(end) }),
      };
    });
  }

  private addAuth(scheme: string, credential: string, sessionId: number): Outcome {
    const user = /^([^:]+):./.exec(credential)?.[1];
    if (scheme !== 'digest' || user === undefined) {
      this.isRefused = true;
      return { code: ErrorCode.AUTHFAILED };
    }
    const hash = createHash('sha1').update(credential).digest('base64');
    this.identities.set(sessionId, [...(this.identities.get(sessionId) ?? []), { scheme, id: `${user}:${hash}` }]);
    return { code: 0, result: { type: 'addAuth' } };
  }

  private identitiesOf(sessionId: number): readonly Identity[] {
    return [{ scheme: 'ip', id: '127.0.0.1' }, ...(this.identities.get(sessionId) ?? [])];
  }

  /** `auth` stands for all that the caller proved. */
  private stored(acl: readonly Acl[], sessionId: number): readonly Acl[] {
    return acl.flatMap((entry) =>
      entry.identity.scheme === 'auth'
        ? (this.identities.get(sessionId) ?? []).map((identity) => ({ rights: entry.rights, identity }))
        : [entry],
    );
  }

  private mayRead(znode: FakeZnode, sessionId: number): boolean {
    const own = this.identitiesOf(sessionId);
    return znode.acl.some(
      ({ rights, identity }) =>
        (rights & Right.read) !== 0 &&
        (identity.scheme === 'world' || own.some(({ scheme, id }) => scheme === identity.scheme && id === identity.id)),
    );
  }

  private listQuotas(path: string): Outcome {
    const isRelated = (root: string): boolean => path === '' || path === '/' || this.covers(root, path) || this.covers(path, root);
    const quotas = [...this.quotas]
      .filter(([root]) => isRelated(root))
      .map(([root, quota]) => {
        const paths = [root, ...this.below(root)];
        const bytes = paths.reduce((sum, each) => sum + (this.znodes.get(each)?.data.length ?? 0), 0);
        return { path: root, quota, count: paths.length, bytes };
      });
    return { code: 0, result: { type: 'listQuotas', quotas } };
  }

  private watcher(operation: Extract<Operation, { readonly type: 'removeWatches' | 'checkWatches' }>, sessionId: number): Outcome {
    const { type, path, watcherType = 'any' } = operation;
    const types = watcherType === 'any' ? ['data', 'children', 'persistent', 'persistentRecursive'] : [watcherType];
    const found = types.map((each) => `${sessionId} ${each} ${path}`).filter((key) => this.watches.has(key));
    if (found.length === 0) return { code: ErrorCode.NOWATCHER };
    if (type === 'removeWatches') for (const key of found) this.watches.delete(key);
    return { code: 0, result: { type } };
  }

  private covers(root: string, path: string): boolean {
    return root === path || path.startsWith(root === '/' ? '/' : `${root}/`);
  }

  private below(path: string): string[] {
    return [...this.znodes.keys()].filter((each) => each !== path && each !== '/' && this.covers(path, each));
  }

  private names(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    return this.below(path)
      .map((each) => each.slice(prefix.length))
      .filter((name) => !name.includes('/'));
  }

  private newZnode(data: Uint8Array, kind: NodeKind, owner: number, ttlMs: number, acl: readonly Acl[]): FakeZnode {
    return { data, version: 0, czxid: this.zxid, mzxid: this.zxid, kind, owner, ttlMs, acl, aversion: 0 };
  }

  private stat(path: string, znode: FakeZnode): Stat {
    return {
      czxid: znode.czxid,
      mzxid: znode.mzxid,
      pzxid: znode.czxid,
      ctimeMs: 1_000,
      mtimeMs: 2_000,
      version: znode.version,
      cversion: 0,
      aversion: znode.aversion,
      kind: znode.kind,
      ownerSessionId: znode.owner,
      ttlMs: znode.ttlMs,
      dataLength: znode.data.length,
      numChildren: this.names(path).length,
    };
  }
}
