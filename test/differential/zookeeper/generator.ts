import { createHash } from 'node:crypto';
import { SeededRandom } from '../../fuzz/seeded-random';
import type { Item } from './raw-session';
import type { Acl, Create, CreateMode, MultiPart, MultiReadPart, Operation, Step, WatchLists } from './operation';

const NAMES = ['a', 'b', 'c'] as const;
const OPEN: readonly Acl[] = [{ rights: 31, scheme: 'world', id: 'anyone' }];
const USERS = [userOf('one', '1'), userOf('two', '2')] as const;
/** What is there before anybody comes. */
const ANCIENT_PATHS = ['/', '/zookeeper', '/zookeeper/quota'] as const;
/** What no server lets pass in a write. No client asks to read it, and what is answered differs: a script says how. */
const BAD_PATHS = ['/./x', '/a//b', '/x/', 'x', '/x\u0001', '/x/..'] as const;
const FAR_BACK = 40;

/** Chooses what happens next; the choice depends on the seed and on what the servers answered, which is the same for both. */
export class StepGenerator {
  private readonly random: SeededRandom;
  private readonly known: string[];
  private readonly ended: boolean[];
  private readonly identities: string[][];
  private readonly toTellAgain: Step[] = [];
  /** Paths, before the number where they are sequential, that may have had an access list of their own. */
  private readonly restricted = new Set<string>();

  constructor(
    seed: number,
    readonly base: string,
    private readonly sessions: number,
  ) {
    this.random = new SeededRandom(seed);
    this.known = [base];
    this.ended = Array.from({ length: sessions }, () => false);
    this.identities = this.ended.map(() => []);
  }

  /** What all the rest happens below. */
  makeBase(): Operation {
    return { op: 'create', path: this.base, data: '', acl: OPEN, mode: 'persistent', ttlMs: 0, stat: true };
  }

  next(): Step {
    const again = this.toTellAgain.shift();
    if (again !== undefined) return again;
    const session = this.random.below(this.sessions);
    if (this.ended[session] === true) return { session, does: { op: 'open' } };
    if (this.random.next() < 0.025) return { session, does: { op: 'reconnect' } };
    if (this.random.next() < 0.06) return { session, does: { op: 'burst', operations: this.burst() } };
    return { session, does: this.operation() };
  }

  /** Takes note of what one step was answered. */
  learn({ session, does }: Step, items: readonly Item[]): void {
    if (items.some(({ kind }) => kind === 'ended')) this.ended[session] = true;
    if (does.op === 'open') {
      this.ended[session] = false;
      this.identities[session] = [];
    }
    const identities = this.identities[session] ?? [];
    if (does.op === 'addAuth' && !identities.includes(does.auth)) identities.push(does.auth);
    // As every client does: ZooKeeper's sessions lose their identities with the connection, Grove's keep them.
    if (does.op === 'reconnect') {
      this.toTellAgain.push(...identities.map((auth): Step => ({ session, does: { op: 'addAuth', scheme: 'digest', auth } })));
    }
    for (const item of items) {
      if (item.kind !== 'answer' || item.error !== 0) continue;
      for (const path of [item.body.path, ...(item.body.parts ?? []).map(({ body }) => body.path)]) {
        if (path === undefined || item.to === 'sync' || this.known.includes(path)) continue;
        this.known.push(path);
        // Few enough that most are met again.
        if (this.known.length > 14) this.known.splice(1 + this.random.below(this.known.length - 1), 1);
      }
    }
  }

  private operation(): Operation {
    return this.weighted<Operation>([
      [20, () => this.create()],
      [9, () => ({ op: 'delete', path: this.pathToDelete(), version: this.version() })],
      [10, () => ({ op: 'setData', path: this.pathToWrite(), data: this.data(), version: this.version() })],
      [8, () => ({ op: 'exists', path: this.path(), watch: this.chance(0.5) })],
      [8, () => ({ op: 'getData', path: this.path(), watch: this.chance(0.5) })],
      [3, () => ({ op: 'getChildren', path: this.path(), watch: this.chance(0.5) })],
      [6, () => ({ op: 'getChildren2', path: this.path(), watch: this.chance(0.5) })],
      [4, () => ({ op: 'getAcl', path: this.path() })],
      [3, () => this.setAcl()],
      [1, () => ({ op: 'sync', path: this.path() })],
      [2, () => ({ op: 'getAllChildrenNumber', path: this.path() })],
      [3, () => ({ op: 'getEphemerals', prefix: this.chance(0.5) ? this.base : this.path() })],
      [10, () => ({ op: 'multi', parts: this.upTo(4, () => this.part()) })],
      [4, () => ({ op: 'multiRead', parts: this.upTo(4, () => this.readPart()) })],
      [5, () => ({ op: 'addWatch', path: this.path(), mode: this.random.below(2) })],
      [4, () => ({ op: 'removeWatches', path: this.path(), type: 1 + this.random.below(3) })],
      [2, () => ({ op: 'checkWatches', path: this.path(), type: 1 + this.random.below(3) })],
      [2, () => ({ op: 'setWatches', lists: this.lists(), seenBack: 0, old: this.chance(0.3) })],
      // What a persistent watch missed is Grove's alone to tell, and whether a znode that has gone could be read is not known any more.
      [2, () => ({ op: 'setWatches', lists: this.listsOfOpen(), seenBack: this.random.below(FAR_BACK), old: this.chance(0.3) })],
      [2, () => ({ op: 'addAuth', scheme: 'digest', auth: this.random.pick(USERS).auth })],
      [1, () => ({ op: 'whoAmI' })],
      [2, () => ({ op: 'closeSession' })],
    ]);
  }

  private burst(): Operation[] {
    return this.upTo(8, () => this.operation()).filter(({ op }) => op !== 'closeSession' && op !== 'addAuth' && op !== 'setWatches');
  }

  private create(): Create {
    const mode = this.random.pick<CreateMode>([
      'persistent',
      'persistent',
      'persistent',
      'ephemeral',
      'ephemeral',
      'persistentSequential',
      'ephemeralSequential',
      'container',
      'ttl',
      'ttlSequential',
    ]);
    const path = this.chance(0.02) ? this.random.pick(BAD_PATHS) : this.newPath();
    return {
      op: 'create',
      path,
      data: this.data(),
      acl: this.chance(0.7) ? OPEN : this.acl(path),
      mode,
      ttlMs: this.chance(0.8) ? 3_600_000 : this.random.pick([0, -1, 2 ** 40 - 1, 2 ** 40]),
      stat: this.chance(0.6),
    };
  }

  private setAcl(): Operation {
    const path = this.pathToWrite();
    return { op: 'setAcl', path, acl: this.acl(path), version: this.version() };
  }

  private part(): MultiPart {
    return this.weighted<MultiPart>([
      [4, () => this.create()],
      [2, () => ({ op: 'delete', path: this.pathToDelete(), version: this.version() })],
      [3, () => ({ op: 'setData', path: this.pathToWrite(), data: this.data(), version: this.version() })],
      [2, () => ({ op: 'check', path: this.pathToWrite(), version: this.version() })],
    ]);
  }

  private readPart(): MultiReadPart {
    return { op: this.chance(0.5) ? 'getData' : 'getChildren', path: this.path(), watch: false };
  }

  private lists(): WatchLists {
    const list = (): string[] => [...new Set(this.upTo(2, () => this.path()))];
    return { data: list(), exists: list(), children: list(), persistent: list(), recursive: list() };
  }

  private listsOfOpen(): WatchLists {
    const { data, exists, children } = this.lists();
    const isOpen = (path: string): boolean => !this.restricted.has(path) && !this.restricted.has(path.replace(/\d{10}$/, ''));
    return { data: data.filter(isOpen), exists: exists.filter(isOpen), children: children.filter(isOpen), persistent: [], recursive: [] };
  }

  private acl(path: string): readonly Acl[] {
    this.restricted.add(path);
    const entry = (): Acl => ({
      rights: this.random.pick([31, 31, 31, 1, 3, 7, 15, 16, 29]),
      ...this.random.pick<{ readonly scheme: string; readonly id: string }>([
        { scheme: 'world', id: 'anyone' },
        { scheme: 'world', id: 'anyone' },
        { scheme: 'digest', id: USERS[0].id },
        { scheme: 'digest', id: USERS[1].id },
        { scheme: 'auth', id: '' },
        { scheme: 'ip', id: '127.0.0.1' },
        { scheme: 'ip', id: '10.0.0.0/8' },
        { scheme: 'ip', id: '127.0.0.0/300' },
        { scheme: 'world', id: 'nobody' },
        { scheme: 'digest', id: 'no colon' },
        { scheme: 'unheard', id: 'of' },
      ]),
    });
    return this.chance(0.03) ? [] : Array.from({ length: 1 + this.random.below(2) }, entry);
  }

  private path(): string {
    const choice = this.random.next();
    if (choice < 0.72) return this.random.pick(this.known as [string, ...string[]]);
    return choice < 0.98 ? this.newPath() : this.random.pick(ANCIENT_PATHS);
  }

  /** Below the base, or one that cannot be: what is there for all stays as it is, for the seeds that follow. */
  private pathToWrite(): string {
    const path = this.path();
    return this.chance(0.02) ? this.random.pick(BAD_PATHS) : path.startsWith(this.base) ? path : this.base;
  }

  private pathToDelete(): string {
    return this.chance(0.02) ? this.random.pick(BAD_PATHS) : this.path();
  }

  private newPath(): string {
    const parent = this.random.pick(this.known as [string, ...string[]]);
    return `${parent}/${this.random.pick(NAMES)}`;
  }

  private data(): string | null {
    return this.random.pick(['', 'x', 'some data', null]);
  }

  private version(): number {
    return this.random.pick([-1, -1, -1, 0, 0, 1, 2]);
  }

  private upTo<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.random.below(most + 1) }, make);
  }

  private chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  private weighted<T>(choices: readonly (readonly [number, () => T])[]): T {
    let left = this.random.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, make] of choices) {
      left -= weight;
      if (left < 0) return make();
    }
    throw new Error('no choice');
  }
}

/** A user of the digest scheme, as told by addAuth and as it stands in an access list. */
function userOf(name: string, password: string): { readonly auth: string; readonly id: string } {
  const auth = `${name}:${password}`;
  return { auth, id: `${name}:${createHash('sha1').update(auth).digest('base64')}` };
}
