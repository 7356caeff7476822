import type { Acl, CreateOperation, MultiPart, Operation, Quota, ReadPart, WatcherType } from '@grove/wire';
import { bytesOf } from './history';
import type { SeededRandom } from './random';

/** Where each kind of watch looks: apart, so that no change is told by two kinds of watch of one session. */
export const RECURSIVE_WATCH_ROOT = '/w';
export const PERSISTENT_WATCH_ROOT = '/k';
/** Watched recursively; one-shot watches on children; on ephemerals and on children; under a quota; private znodes. */
const ROOTS = ['/w', '/q', '/e', '/k', '/a'] as const;

export const USERS = ['anna', 'bert', 'cleo'] as const;
/** SHA-1 of `user:secret`, base64: see `digestIdentity` of the client. */
const HASHES: Readonly<Record<string, string>> = {
  anna: 'Wap/fLaD11BLJBT+7fkDcVxaT7c=',
  bert: 'oWoY+EUDOb6rSReNivnPv5e4kLw=',
  cleo: 'F6h5pHmJPzUpTVHYazs/WRI3L38=',
};

/** What `user:secret` proves. */
export function digestOf(user: string): string {
  return `digest:${user}:${HASHES[user] ?? ''}`;
}

const world = (rights: number): Acl => ({ rights, identity: { scheme: 'world', id: 'anyone' } });
const user = (rights: number, name: string): Acl => ({ rights, identity: { scheme: 'digest', id: digestOf(name).slice(7) } });
const address = (rights: number, block: string): Acl => ({ rights, identity: { scheme: 'ip', id: block } });
const whoever: Acl = { rights: 31, identity: { scheme: 'auth', id: '' } };

/** Chooses what one client asks next. Data is unique, so that a write that happened twice, or never, shows. */
export class Workload {
  private written = 0;
  /** Versions as last seen, so that conditional writes often hit. */
  private readonly versions = new Map<string, number>();

  constructor(
    private readonly random: SeededRandom,
    private readonly client: string,
  ) {}

  /** What every client asks first; all but one of them find the roots there. */
  preparation(): Operation[] {
    const create = (path: string): Operation => ({ type: 'create', path, data: bytesOf(''), kind: 'persistent', sequential: false });
    return [...ROOTS.map(create), ...[0, 1, 2].map((n) => create(`/w/n${n}`))];
  }

  sawVersion(path: string, version: number): void {
    this.versions.set(path, version);
  }

  next(): Operation {
    const { random } = this;
    if (random.chance(0.28)) return random.chance(0.5) ? this.underQuota() : this.private();
    const at = random.next();
    if (at < 0.18) return { type: 'setData', path: this.wPath(), data: this.data(), version: this.version() };
    if (at < 0.26) return this.create();
    if (at < 0.29)
      return { type: 'setAcl', path: this.wPath(), acl: this.sharedAcl(), aversion: random.chance(0.7) ? null : random.below(3) };
    if (at < 0.36) return this.numbered('/q/job-');
    if (at < 0.42) return this.delete();
    if (at < 0.5) return { ...this.numbered(this.ePath()), kind: 'ephemeral', sequential: random.chance(0.3) };
    if (at < 0.54) return { type: 'delete', path: this.ePath(), version: null };
    if (at < 0.57) return { type: 'setData', path: this.ePath(), data: this.data(), version: null };
    if (at < 0.65) return { type: 'multi', parts: this.parts() };
    return this.read();
  }

  /** Reads without a watch: for callers without a stream. */
  plainRead(): Operation {
    if (this.random.chance(0.1)) return { type: 'listQuotas', path: this.random.pick(['/', '/k', '']) };
    if (this.random.chance(0.1)) return { type: 'getAcl', path: this.random.chance(0.5) ? this.wPath() : `/a/y${this.random.below(4)}` };
    for (;;) {
      const read = this.read();
      if (read.type === 'checkWatches' || read.type === 'removeWatches') continue;
      return 'watch' in read ? { ...read, watch: false } : read;
    }
  }

  /** What must be gone with its session. */
  ephemeral(): Operation {
    return { ...this.numbered(this.ePath()), kind: 'ephemeral', sequential: true };
  }

  /** A write of those that a caller without a session may ask for. */
  plainWrite(): Operation {
    for (;;) {
      const operation = this.next();
      if (operation.type === 'create' && operation.kind !== 'ephemeral') return operation;
      if (operation.type === 'setData' || operation.type === 'delete' || operation.type === 'setAcl') return operation;
      if (operation.type === 'setQuota' || operation.type === 'removeQuota') return operation;
      if (operation.type === 'multi') return operation;
    }
  }

  private read(): Operation {
    const { random } = this;
    const at = random.next();
    if (at < 0.3) return { type: 'getData', path: this.wPath(), watch: false };
    if (at < 0.42) return { type: 'exists', path: this.ePath(), watch: random.chance(0.5) };
    if (at < 0.5) return { type: 'getData', path: this.ePath(), watch: random.chance(0.5) };
    if (at < 0.56) return { type: 'getChildren', path: random.pick(['/q', '/e']), watch: random.chance(0.3) };
    if (at < 0.62) return this.list();
    if (at < 0.67) return { ...this.watcher(), type: random.chance(0.5) ? 'checkWatches' : 'removeWatches' };
    if (at < 0.73) return { type: 'getChildren', path: this.wPath(), watch: false };
    if (at < 0.8) return { type: 'exists', path: this.wPath(), watch: false };
    if (at < 0.83) return { type: 'getEphemerals', prefix: random.pick(['', '', '/e', '/e/x1', '/e/x2/', '/q']) };
    if (at < 0.86) return { type: 'getAllChildrenNumber', path: random.chance(0.7) ? random.pick(ROOTS) : this.wPath() };
    if (at < 0.88) return { type: 'whoAmI' };
    if (at < 0.95) return { type: 'multiRead', parts: Array.from({ length: 1 + random.below(3) }, () => this.readPart()) };
    return { type: 'sync', path: '/' };
  }

  /** By pages, or with more than the names. */
  private list(): Operation {
    const { random } = this;
    const path = random.pick(['/q', '/e', '/w', '/a', this.wPath()]);
    return {
      type: 'getChildren',
      path,
      watch: (path === '/q' || path === '/e') && random.chance(0.2),
      ...(random.chance(0.8) && { pageSize: 1 + random.below(path === '/q' ? 40 : 6) }),
      ...(random.chance(0.5) && { withData: true }),
      ...(random.chance(0.5) && { withStat: true }),
    };
  }

  /** A watch that the session may have. */
  private watcher(): { readonly path: string; readonly watcherType?: WatcherType } {
    const { random } = this;
    const path = random.pick([RECURSIVE_WATCH_ROOT, PERSISTENT_WATCH_ROOT, '/q', '/e', this.ePath(), this.ePath(), this.ePath()]);
    if (random.chance(0.4)) return { path };
    return { path, watcherType: random.pick(['any', 'data', 'children', 'persistent', 'persistentRecursive'] as const) };
  }

  private underQuota(): Operation {
    const { random } = this;
    const at = random.next();
    if (at < 0.35) return { ...this.numbered(this.kPath()), sequential: false };
    if (at < 0.55) return { type: 'setData', path: this.kPath(), data: this.data(), version: null };
    if (at < 0.7) return { type: 'delete', path: this.kPath(), version: null };
    if (at < 0.8) return { type: 'setQuota', path: random.pick(['/k', '/k', '/k/z0', '/q']), quota: this.quota() };
    if (at < 0.84) return { type: 'removeQuota', path: random.pick(['/k', '/q']) };
    if (at < 0.92) return this.quotaZnode();
    if (at < 0.94) return { type: 'getData', path: this.quotaPath(), watch: false };
    return { type: 'listQuotas', path: random.pick(['/', '/k', '']) };
  }

  /** Limits, mostly, or what tells the use of them. */
  private quotaPath(): string {
    const { random } = this;
    const top = random.pick(['/k', '/k', '/k/z0', '/q']);
    return `/zookeeper/quota${top}/zookeeper_${random.chance(0.7) ? 'limits' : 'stats'}`;
  }

  /** A write to a quota's znode itself, as ZooKeeper's shell does it: whoever writes it sets the quota. */
  private quotaZnode(): CreateOperation | Extract<Operation, { readonly type: 'setData' | 'delete' }> {
    const { random } = this;
    const path = this.quotaPath();
    const { countHard, countSoft, bytesHard, bytesSoft } = this.quota();
    // The last word is none of a quota's, and makes the data unique.
    const data = bytesOf(
      `count=${countSoft},bytes=${bytesSoft}=;byteHardLimit=${bytesHard};countHardLimit=${countHard};by=${String.fromCharCode(...this.data())}`,
    );
    const at = random.next();
    if (at < 0.4)
      return { type: 'create', path, data, kind: random.chance(0.2) ? 'ephemeral' : 'persistent', sequential: false, parents: true };
    if (at < 0.7) return { type: 'setData', path, data, version: null };
    return { type: 'delete', path: random.chance(0.3) ? '/zookeeper/quota/k' : path, version: null, subtree: random.chance(0.5) };
  }

  private private(): Operation {
    const { random } = this;
    const at = random.next();
    const path = `/a/y${random.below(4)}`;
    if (at < 0.25) return { ...this.numbered(path), sequential: false, acl: this.privateAcl() };
    if (at < 0.4) return { type: 'setAcl', path, acl: this.privateAcl(), aversion: random.chance(0.8) ? null : random.below(3) };
    if (at < 0.5) return { type: 'delete', path, version: null };
    if (at < 0.65) return { type: 'setData', path, data: this.data(), version: null };
    if (at < 0.8) return { type: 'getAcl', path };
    if (at < 0.85) return { type: 'getAcl', path: this.wPath() };
    return { type: 'getData', path, watch: false };
  }

  private quota(): Quota {
    const { random } = this;
    const limit = (max: number): number => (random.chance(0.4) ? -1 : random.below(max));
    return { countHard: limit(8), countSoft: limit(8), bytesHard: limit(200), bytesSoft: limit(200) };
  }

  /** Everybody may give the rights back. */
  private sharedAcl(): Acl[] {
    const { random } = this;
    const list = [world(random.pick([31, 31, 31, 31 - 2, 31 - 4, 31 - 8, 31 - 1]))];
    if (random.chance(0.2)) list.push(user(31, random.pick(USERS)));
    return list;
  }

  /** Seldom one that nobody may change any more; a znode's parent lets everybody delete it. */
  private privateAcl(): Acl[] {
    const { random } = this;
    const at = random.next();
    if (at < 0.3) return [whoever];
    if (at < 0.5) return [user(31, random.pick(USERS)), world(random.pick([1, 1, 16]))];
    if (at < 0.65) return [address(31, random.pick(['10.0.0.0/30', '10.0.0.2', '10.0.0.0/8'])), world(16)];
    if (at < 0.75) return [user(1 + random.below(31), random.pick(USERS)), user(1 + random.below(31), random.pick(USERS))];
    if (at < 0.8) return [{ rights: random.pick([0, 32, 1]), identity: { scheme: random.pick(['world', 'nobody']), id: 'anyone' } }];
    return [world(31)];
  }

  private parts(): MultiPart[] {
    const { random } = this;
    return Array.from({ length: 1 + random.below(4) }, (): MultiPart => {
      const at = random.next();
      if (at < 0.3) return { type: 'setData', path: this.wPath(), data: this.data(), version: null };
      if (at < 0.5) return { ...this.numbered('/q/multi-') };
      if (at < 0.6) return this.create();
      if (at < 0.68) return { ...this.numbered(this.kPath()), sequential: false };
      if (at < 0.7) return this.quotaZnode();
      if (at < 0.8) return this.delete();
      if (at < 0.85) return { type: 'checkNotExists', path: this.wPath() };
      if (at < 0.92) return this.readPart();
      return { type: 'check', path: this.wPath(), version: this.version() };
    });
  }

  private readPart(): ReadPart {
    return { type: this.random.pick(['getData', 'exists', 'getChildren'] as const), path: this.wPath() };
  }

  private numbered(path: string): CreateOperation {
    return { type: 'create', path, data: this.data(), kind: 'persistent', sequential: true };
  }

  private create(): CreateOperation {
    const { random } = this;
    const plain: CreateOperation = { ...this.numbered(this.wPath()), sequential: false };
    const create = random.chance(0.3) ? { ...plain, parents: true } : plain;
    const kind = random.next();
    if (kind < 0.15) return { ...create, kind: 'container' };
    if (kind < 0.3) return { ...create, kind: 'ttl', ttlMs: 1 + random.below(3_000) };
    return random.chance(0.1) ? { ...create, acl: this.sharedAcl() } : create;
  }

  private delete(): Extract<MultiPart, { readonly type: 'delete' }> {
    const { random } = this;
    const plain = { type: 'delete', path: this.wPath(), version: random.chance(0.7) ? null : this.version() } as const;
    return random.chance(0.3) ? { ...plain, subtree: true } : plain;
  }

  private wPath(): string {
    const node = `/w/n${this.random.below(6)}`;
    return this.random.chance(0.4) ? `${node}/c${this.random.below(3)}` : node;
  }

  private ePath(): string {
    return `/e/x${this.random.below(4)}`;
  }

  private kPath(): string {
    return `/k/z${this.random.below(6)}`;
  }

  private version(): number | null {
    if (this.random.chance(0.4)) return null;
    const known = this.versions.get(this.wPath());
    return known ?? this.random.below(4);
  }

  private data(): Uint8Array {
    return bytesOf(`${this.client}-${this.written++}${'.'.repeat(this.random.chance(0.05) ? 2_000 : this.random.below(30))}`);
  }
}
