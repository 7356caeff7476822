import { ErrorCode, errorName } from '@grove/client';
import type { Acl, AuthOptions, NodeKind } from '@grove/client';
import { AddWatchMode, CreateFlag, EventType } from '@grove/zookeeper-wire';
import type { ZooKeeperAcl, ZooKeeperRequest, ZooKeeperStat } from '@grove/zookeeper-wire';
import { Failure } from '../failure';
import { isReserved } from '../zookeeper/address';
import type { ZooKeeperAddress } from '../zookeeper/address';
import { ConnectionLost, ZooKeeperConnection } from '../zookeeper/connection';
import type { ZooKeeperReply } from '../zookeeper/connection';
import { Lost, absolutePath, relativePath } from './side';
import type { OpenSide, Outcome, Side, Znode } from './side';

const OPEN_TIMEOUT_MS = 5_000;
const PAUSE_MS = 200;
const NO_DATA = new Uint8Array(0);
const OPEN_ACL: readonly ZooKeeperAcl[] = [{ rights: 31, scheme: 'world', id: 'anyone' }];

export interface ZooKeeperOptions {
  readonly address: ZooKeeperAddress;
  readonly auth: readonly AuthOptions[];
  /** How to say who one is, for messages: `--from-auth`. */
  readonly authOption: string;
  /** Give up where no server could be used for so long. */
  readonly giveUpAfterMs: number;
  readonly note: (line: string) => void;
}

/** Sessions at one of the servers each, beginning with the one behind the last. */
export function zooKeeperSides(options: ZooKeeperOptions): OpenSide {
  const { servers, path } = options.address;
  let next = 0;
  let lastZxidSeen = 0;
  let hasWatches = true;
  let hasTtl = true;
  return async () => {
    const failures = new Map<string, string>();
    for (const endAtMs = performance.now() + options.giveUpAfterMs; ;) {
      const server = servers[next++ % servers.length];
      if (server === undefined) throw new Failure('no server of ZooKeeper was named');
      try {
        const connection = await ZooKeeperConnection.open({ ...server, openTimeoutMs: OPEN_TIMEOUT_MS, lastZxidSeen });
        return await ZooKeeperSide.start(connection, path, options, {
          get hasWatches() {
            return hasWatches;
          },
          noWatches: () => (hasWatches = false),
          get hasTtl() {
            return hasTtl;
          },
          noTtl: () => (hasTtl = false),
          seen: (zxid) => (lastZxidSeen = Math.max(lastZxidSeen, zxid)),
        });
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        failures.set(`${server.host}:${server.port}`, error.message);
        if (performance.now() > endAtMs) {
          throw new Failure(
            `no ZooKeeper could be used for ${options.giveUpAfterMs / 1000} s (${[...failures.values()].join('; ')}). ` +
              'Does it run there? --timeout waits longer; run it again to go on',
          );
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  };
}

/** What is known of the servers, over all sessions. */
interface Servers {
  readonly hasWatches: boolean;
  noWatches(): void;
  readonly hasTtl: boolean;
  noTtl(): void;
  seen(zxid: number): void;
}

class ZooKeeperSide implements Side {
  readonly name = 'ZooKeeper';
  readonly authOption: string;
  private onLost: (lost: Lost) => void = () => undefined;

  private constructor(
    private readonly connection: ZooKeeperConnection,
    private readonly root: string,
    private readonly options: ZooKeeperOptions,
    private readonly servers: Servers,
  ) {
    this.authOption = options.authOption;
    connection.onLost = (error) => this.onLost(new Lost(error.message));
  }

  static async start(connection: ZooKeeperConnection, root: string, options: ZooKeeperOptions, servers: Servers): Promise<ZooKeeperSide> {
    for (const { scheme, credential } of options.auth) {
      const { error } = await connection.request({ type: 'auth', scheme, proof: Buffer.from(credential) });
      if (error === 0) continue;
      await connection.close();
      throw new Failure(`ZooKeeper refused the credential of the scheme ${scheme}: ${options.authOption} digest:USER:PASSWORD`);
    }
    return new ZooKeeperSide(connection, root, options, servers);
  }

  async read(path: string): Promise<Znode | null> {
    const absolute = absolutePath(this.root, path);
    const [data, acl] = await Promise.all([
      this.ask({ type: 'getData', path: absolute, watch: false }),
      this.ask({ type: 'getAcl', path: absolute }),
    ]);
    if (data.error === ErrorCode.NONODE || acl.error === ErrorCode.NONODE) return null;
    if (data.result?.type !== 'getData') throw this.failure('getData', data.error, absolute);
    if (acl.result?.type !== 'getAcl') throw this.failure('getAcl', acl.error, absolute);
    let children: readonly string[] = [];
    if (data.result.stat.numChildren > 0) {
      const list = await this.ask({ type: 'getChildren', path: absolute, watch: false });
      if (list.error === ErrorCode.NONODE) return null;
      if (list.result?.type !== 'getChildren') throw this.failure('getChildren', list.error, absolute);
      children = list.result.children.filter((name) => !this.isReserved(`${path}/${name}`));
    }
    return {
      ...kindOf(data.result.stat),
      data: data.result.data ?? NO_DATA,
      acl: acl.result.acl.map(({ rights, scheme, id }) => ({ rights, identity: { scheme, id } })),
      mark: `${data.result.stat.czxid} ${data.result.stat.mzxid} ${acl.result.stat.aversion}`,
      children,
    };
  }

  async create(path: string, znode: Znode): Promise<Outcome> {
    const absolute = absolutePath(this.root, path);
    const create = { path: absolute, data: znode.data, acl: aclOf(znode.acl) };
    if (znode.kind === 'ttl' && this.servers.hasTtl) {
      const { error } = await this.ask({ type: 'createTtl', ...create, flags: CreateFlag.ttl, ttlMs: znode.ttlMs });
      if (error !== ErrorCode.UNIMPLEMENTED) return this.outcome('create', error, absolute);
      this.servers.noTtl();
      this.options.note('this ZooKeeper has no TTL znodes (extendedTypesEnabled): they are made persistent ones');
    }
    const isContainer = znode.kind === 'container';
    const { error } = await this.ask(
      isContainer ? { type: 'createContainer', ...create, flags: CreateFlag.container } : { type: 'create', ...create, flags: 0 },
    );
    return this.outcome('create', error, absolute);
  }

  setData(path: string, data: Uint8Array): Promise<Outcome> {
    return this.write({ type: 'setData', path: absolutePath(this.root, path), data, version: -1 });
  }

  setAcl(path: string, acl: readonly Acl[]): Promise<Outcome> {
    return this.write({ type: 'setAcl', path: absolutePath(this.root, path), acl: aclOf(acl), version: -1 });
  }

  delete(path: string): Promise<Outcome> {
    return this.write({ type: 'delete', path: absolutePath(this.root, path), version: -1 });
  }

  async makeParents(): Promise<void> {
    for (let end = this.root.indexOf('/', 1); end > 0; end = this.root.indexOf('/', end + 1)) {
      await this.write({ type: 'create', path: this.root.slice(0, end), data: NO_DATA, acl: OPEN_ACL, flags: 0 });
    }
  }

  async watch(onChange: (path: string) => void, onLost: (lost: Lost) => void): Promise<boolean> {
    this.onLost = onLost;
    if (!this.servers.hasWatches) return false;
    this.connection.onEvent = ({ type, path: absolute }) => {
      if (type === EventType.childrenChanged) return;
      const path = relativePath(this.root, absolute);
      if (path !== null && !this.isReserved(path)) onChange(path);
    };
    const { error } = await this.ask({ type: 'addWatch', path: this.root, mode: AddWatchMode.persistentRecursive });
    if (error === ErrorCode.UNIMPLEMENTED) {
      // Such a server ends the session, too.
      this.servers.noWatches();
      throw new Lost(`${this.connection.server} is older than 3.6 and has no watches on whole trees`);
    }
    if (error !== 0) throw this.failure('addWatch', error, this.root);
    return true;
  }

  async sync(): Promise<string> {
    const { error, zxid } = await this.ask({ type: 'sync', path: this.root });
    if (error !== 0) throw this.failure('sync', error, this.root);
    return `0x${zxid.toString(16)}`;
  }

  isReserved(path: string): boolean {
    return isReserved(absolutePath(this.root, path));
  }

  async close(): Promise<void> {
    this.onLost = () => undefined;
    await this.connection.close();
  }

  private async write(request: ZooKeeperRequest & { readonly path: string }): Promise<Outcome> {
    return this.outcome(request.type, (await this.ask(request)).error, request.path);
  }

  private async ask(request: ZooKeeperRequest): Promise<ZooKeeperReply> {
    try {
      const reply = await this.connection.request(request);
      this.servers.seen(reply.zxid);
      return reply;
    } catch (error) {
      throw error instanceof ConnectionLost ? new Lost(error.message) : error;
    }
  }

  private outcome(operation: string, error: number, path: string): Outcome {
    if (error === 0) return 'done';
    if (error === ErrorCode.NONODE) return 'missing';
    if (error === ErrorCode.NODEEXISTS) return 'exists';
    if (error === ErrorCode.NOTEMPTY) return 'hasChildren';
    throw this.failure(operation, error, path);
  }

  private failure(operation: string, error: number, path: string): Error {
    if (error === ErrorCode.CONNECTIONLOSS || error === ErrorCode.SESSIONEXPIRED) return new Lost(`ZooKeeper ended the session`);
    const hints: Readonly<Record<number, string>> = {
      [ErrorCode.NOAUTH]: ` (the caller lacks the right; ${this.options.authOption} digest:USER:PASSWORD proves more)`,
      [ErrorCode.INVALIDACL]: ' (a list with a scheme that this server does not know; --acl gives every znode another list)',
      [ErrorCode.NOCHILDRENFOREPHEMERALS]: ' (its parent is ephemeral there)',
    };
    return new Failure(`ZooKeeper, ${operation} of ${path}: ${errorName(error)}${hints[error] ?? ''}`);
  }
}

function aclOf(list: readonly Acl[]): ZooKeeperAcl[] {
  return list.map(({ rights, identity: { scheme, id } }) => ({ rights, scheme, id }));
}

/** Of EphemeralType. ZooKeeper 3.8 shows 0 for containers and TTL znodes; a server that shows their owner must not make ephemerals of them. */
const CONTAINER = 1n << 63n;
const EXTENDED_MASK = 0xffn << 56n;
/** The feature 0 of the extended ones, in the two bytes behind the mask. */
const TTL = EXTENDED_MASK;
const FEATURE_MASK = 0xffffffn << 40n;
const TTL_MASK = (1n << 40n) - 1n;

export function kindOf({ ephemeralOwner }: Pick<ZooKeeperStat, 'ephemeralOwner'>): { readonly kind: NodeKind; readonly ttlMs: number } {
  const owner = BigInt.asUintN(64, BigInt(ephemeralOwner));
  if (owner === 0n) return { kind: 'persistent', ttlMs: 0 };
  if (owner === CONTAINER) return { kind: 'container', ttlMs: 0 };
  if ((owner & FEATURE_MASK) === TTL) return { kind: 'ttl', ttlMs: Number(owner & TTL_MASK) };
  return { kind: 'ephemeral', ttlMs: 0 };
}
