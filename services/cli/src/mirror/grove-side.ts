import { ErrorCode, GroveError, connect } from '@grove/client';
import type { Acl, GroveClient } from '@grove/client';
import type { Context } from '../context';
import { Failure } from '../failure';
import { isReserved } from '../zookeeper/address';
import { Lost, absolutePath, relativePath } from './side';
import type { OpenSide, Outcome, Side, Znode } from './side';

const THROTTLED_MS_MIN = 50;
const NO_DATA = new Uint8Array(0);

/** Sessions in Grove. */
export function groveSides(context: Context, root: string): OpenSide {
  return async () => {
    const client = await connect({
      endpoints: context.endpoints,
      shuffleEndpoints: false,
      connectTimeoutMs: context.timeoutMs,
      giveUpAfterMs: context.timeoutMs,
      auth: context.auth,
      ...context.connection,
    });
    await client.sync();
    return new GroveSide(client, root);
  };
}

class GroveSide implements Side {
  readonly name = 'Grove';
  readonly authOption = '--auth';
  private onLost: (lost: Lost) => void = () => undefined;
  private readonly stopListening: () => void;

  constructor(
    private readonly client: GroveClient,
    private readonly root: string,
  ) {
    this.stopListening = client.onState((state) => {
      if (state === 'EXPIRED' || state === 'CLOSED') this.onLost(new Lost(`the session in Grove is ${state.toLowerCase()}`));
    });
  }

  async read(path: string): Promise<Znode | null> {
    const absolute = absolutePath(this.root, path);
    try {
      const [{ data, stat }, { acl, stat: aclStat }] = await Promise.all([
        patiently(() => this.client.getData(absolute)),
        patiently(() => this.client.getAcl(absolute)),
      ]);
      const children = stat.numChildren === 0 ? [] : await patiently(() => this.childrenOf(path));
      if (stat.kind === 'unknown') throw new Failure(`${absolute} is of a kind that this version does not know`);
      const mark = `${stat.czxid} ${stat.mzxid} ${aclStat.aversion}`;
      // A copy: what the client answers is a piece of a frame, which would stay as long as it.
      return { kind: stat.kind, ttlMs: stat.ttlMs, data: new Uint8Array(data), acl, mark, children };
    } catch (error) {
      if (error instanceof GroveError && error.code === ErrorCode.NONODE) return null;
      throw lostOr(error);
    }
  }

  create(path: string, znode: Znode): Promise<Outcome> {
    const { kind, acl } = znode;
    return this.write(() =>
      this.client.create(absolutePath(this.root, path), znode.data, {
        acl,
        ...(kind === 'container' && { container: true }),
        ...(kind === 'ttl' && { ttlMs: znode.ttlMs }),
      }),
    );
  }

  setData(path: string, data: Uint8Array): Promise<Outcome> {
    return this.write(() => this.client.setData(absolutePath(this.root, path), data));
  }

  setAcl(path: string, acl: readonly Acl[]): Promise<Outcome> {
    return this.write(() => this.client.setAcl(absolutePath(this.root, path), acl));
  }

  delete(path: string): Promise<Outcome> {
    return this.write(() => this.client.delete(absolutePath(this.root, path)));
  }

  async makeParents(): Promise<void> {
    for (let end = this.root.indexOf('/', 1); end > 0; end = this.root.indexOf('/', end + 1)) {
      await this.write(() => this.client.create(this.root.slice(0, end), NO_DATA));
    }
  }

  async watch(onChange: (path: string) => void, onLost: (lost: Lost) => void): Promise<boolean> {
    this.onLost = onLost;
    try {
      await this.client.addWatch(
        this.root,
        ({ path: absolute }) => {
          const path = relativePath(this.root, absolute);
          if (path !== null && !this.isReserved(path)) onChange(path);
        },
        { recursive: true, types: ['created', 'deleted', 'dataChanged'], onLost: (error) => this.onLost(new Lost(error.message)) },
      );
      return true;
    } catch (error) {
      throw lostOr(error);
    }
  }

  async sync(): Promise<string> {
    try {
      return String((await patiently(() => this.client.sync())).zxid);
    } catch (error) {
      throw lostOr(error);
    }
  }

  isReserved(path: string): boolean {
    return isReserved(absolutePath(this.root, path));
  }

  async close(): Promise<void> {
    this.onLost = () => undefined;
    this.stopListening();
    await this.client.close(2_000);
  }

  private async childrenOf(path: string): Promise<string[]> {
    const children: string[] = [];
    for await (const { name } of this.client.children(absolutePath(this.root, path))) {
      if (!this.isReserved(`${path}/${name}`)) children.push(name);
    }
    return children;
  }

  private async write(work: () => Promise<unknown>): Promise<Outcome> {
    try {
      await patiently(work);
      return 'done';
    } catch (error) {
      const outcome = error instanceof GroveError ? outcomes.get(error.code) : undefined;
      if (outcome !== undefined) return outcome;
      throw lostOr(error);
    }
  }
}

const outcomes: ReadonlyMap<number, Outcome> = new Map([
  [ErrorCode.NONODE, 'missing'],
  [ErrorCode.NODEEXISTS, 'exists'],
  [ErrorCode.NOTEMPTY, 'hasChildren'],
]);

const losses: readonly number[] = [ErrorCode.CONNECTIONLOSS, ErrorCode.SESSIONEXPIRED, ErrorCode.OUTCOMEUNKNOWN];

function lostOr(error: unknown): unknown {
  return error instanceof GroveError && losses.includes(error.code) ? new Lost(`Grove: ${error.message}`) : error;
}

/** A replica that has too much to do refuses, before anything is done. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GroveError && error.code === ErrorCode.THROTTLEDOP)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.max(error.retryAfterMs, THROTTLED_MS_MIN)));
    }
  }
}
