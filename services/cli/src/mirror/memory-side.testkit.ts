import type { Acl, NodeKind } from '@grove/client';
import { Lost, parentOf } from './side';
import type { OpenSide, Outcome, Side, Znode } from './side';

export const everybody: readonly Acl[] = [{ rights: 31, identity: { scheme: 'world', id: 'anyone' } }];

interface Stored {
  kind: NodeKind;
  data: string;
  acl: readonly Acl[];
  /** The zxid of the last change. */
  zxid: number;
}

/** A tree in memory, as ZooKeeper's or Grove's: what it says is told in the next turn. The root is ''. */
export class MemoryTree {
  readonly znodes = new Map<string, Stored>();
  readonly writes: string[] = [];
  hasWatches = true;
  opened = 0;
  zxid = 0;
  /** Called before each read, with its path. */
  beforeRead: (path: string) => void = () => undefined;
  /** Called before each write through a side. */
  beforeWrite: (path: string) => void = () => undefined;
  private readonly sessions = new Set<MemorySide>();

  constructor(paths: Readonly<Record<string, string>> = {}) {
    for (const [path, data] of Object.entries(paths)) this.create(path, data);
  }

  create(path: string, data = '', kind: NodeKind = 'persistent', acl = everybody): void {
    this.znodes.set(path, { kind, data, acl, zxid: ++this.zxid });
    this.tell(path);
  }

  set(path: string, data: string): void {
    Object.assign(this.at(path), { data, zxid: ++this.zxid });
    this.tell(path);
  }

  setAcl(path: string, acl: readonly Acl[]): void {
    Object.assign(this.at(path), { acl, zxid: ++this.zxid });
  }

  /** With all below it, children first. */
  delete(path: string): void {
    for (const name of this.childrenOf(path)) this.delete(`${path}/${name}`);
    this.znodes.delete(path);
    this.zxid++;
    this.tell(path);
  }

  childrenOf(path: string): string[] {
    return [...this.znodes.keys()].filter((each) => each !== '' && parentOf(each) === path).map((each) => each.slice(path.length + 1));
  }

  /** What it says: data by path, kinds and lists where they are not the usual ones. */
  get contents(): Record<string, string> {
    return Object.fromEntries(
      [...this.znodes]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, { kind, data, acl }]) => {
          const list = acl === everybody ? '' : ` ${acl.map(({ identity }) => `${identity.scheme}:${identity.id}`).join(',')}`;
          return [path, `${kind === 'persistent' ? '' : `${kind}: `}${data}${list}`];
        }),
    );
  }

  readonly open: OpenSide = () => {
    this.opened++;
    const side = new MemorySide(this);
    this.sessions.add(side);
    return Promise.resolve(side);
  };

  /** Every session is lost. */
  lose(): void {
    for (const side of this.sessions) side.lose();
    this.sessions.clear();
  }

  private at(path: string): Stored {
    const found = this.znodes.get(path);
    if (found === undefined) throw new Error(`no ${path}`);
    return found;
  }

  private tell(path: string): void {
    for (const side of this.sessions) side.onChange(path);
  }
}

class MemorySide implements Side {
  readonly name = 'the tree';
  readonly authOption = '--auth';
  onChange: (path: string) => void = () => undefined;
  private onLost: (lost: Lost) => void = () => undefined;
  private lost: Lost | null = null;

  constructor(private readonly tree: MemoryTree) {}

  lose(): void {
    this.lost = new Lost('lost');
    this.onChange = () => undefined;
    this.onLost(this.lost);
  }

  async read(path: string): Promise<Znode | null> {
    this.tree.beforeRead(path);
    const { tree } = this;
    const found = tree.znodes.get(path);
    const znode =
      found === undefined
        ? null
        : {
            kind: found.kind,
            ttlMs: 0,
            data: Buffer.from(found.data),
            acl: found.acl,
            mark: String(found.zxid),
            children: tree.childrenOf(path).filter((name) => !this.isReserved(`${path}/${name}`)),
          };
    await this.answer();
    return znode;
  }

  create(path: string, { kind, data, acl }: Znode): Promise<Outcome> {
    return this.write(`create ${path}`, path, () => {
      if (path !== '' && !this.tree.znodes.has(parentOf(path))) return 'missing';
      if (this.tree.znodes.has(path)) return 'exists';
      this.tree.create(path, Buffer.from(data).toString(), kind, acl);
      return 'done';
    });
  }

  setData(path: string, data: Uint8Array): Promise<Outcome> {
    return this.write(`set ${path}`, path, () => {
      if (!this.tree.znodes.has(path)) return 'missing';
      this.tree.set(path, Buffer.from(data).toString());
      return 'done';
    });
  }

  setAcl(path: string, acl: readonly Acl[]): Promise<Outcome> {
    return this.write(`setAcl ${path}`, path, () => {
      if (!this.tree.znodes.has(path)) return 'missing';
      this.tree.setAcl(path, acl);
      return 'done';
    });
  }

  delete(path: string): Promise<Outcome> {
    return this.write(`delete ${path}`, path, () => {
      if (!this.tree.znodes.has(path)) return 'missing';
      if (this.tree.childrenOf(path).length > 0) return 'hasChildren';
      this.tree.delete(path);
      return 'done';
    });
  }

  makeParents(): Promise<void> {
    return Promise.resolve();
  }

  async watch(onChange: (path: string) => void, onLost: (lost: Lost) => void): Promise<boolean> {
    this.onLost = onLost;
    if (this.tree.hasWatches) this.onChange = onChange;
    await this.answer();
    return this.tree.hasWatches;
  }

  async sync(): Promise<string> {
    await this.answer();
    return String(this.tree.zxid);
  }

  isReserved(path: string): boolean {
    return path === '/zookeeper';
  }

  close(): Promise<void> {
    this.lost = new Lost('closed');
    return Promise.resolve();
  }

  private async write(what: string, path: string, change: () => Outcome): Promise<Outcome> {
    this.tree.beforeWrite(path);
    if (this.lost !== null) throw this.lost;
    const outcome = change();
    if (outcome === 'done') this.tree.writes.push(what);
    await this.answer();
    return outcome;
  }

  private async answer(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.lost !== null) throw this.lost;
  }
}
