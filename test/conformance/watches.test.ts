import { decodeWatchResponse, encodeOperation, type Operation, type SetWatchesOperation } from '@grove/wire';
import { OPEN, create, multi, read, remove, setData } from './cases';
import { cells, type Cell, type Change, type Place } from './watch-table';
import { World, type Session } from './world';

const REAP_MS = 500;
const TTL_MS = 700;
const world = new World(3, { reapIntervalMs: REAP_MS });
/** Where the change is made: not where the watcher is. */
const writer = world.session(undefined, 2);
let trees = 0;

/** One case's own znodes: `n` is there but before its creation, and belongs to `owner` where that session is to end. */
class Stage {
  readonly root = `/t${++trees}`;
  readonly owner: Session;
  /** The zxid of what prepared the change, and is none of it. */
  private before = 0;

  constructor(private readonly change: Change) {
    this.owner = change === 'the session ends' ? world.session(undefined, 3) : writer;
    this.must(writer, create(this.root));
    this.must(writer, create(this.at('p')));
    if (change !== 'create') this.must(this.owner, this.creation());
    // Who is asked next may apply what the owner was told of a moment later.
    world.cluster.untilConverged();
  }

  private creation(): Operation {
    const path = this.at('n');
    switch (this.change) {
      case 'the session ends':
        return create(path, { kind: 'ephemeral' });
      case 'its time is over':
        return create(path, { kind: 'ttl', ttlMs: TTL_MS });
      case 'its last child goes':
        return create(path, { kind: 'container' });
      default:
        return create(path);
    }
  }

  at(place: Place): string {
    return { above: this.root, p: `${this.root}/p`, n: `${this.root}/p/n` }[place];
  }

  /** Answers the zxid of the change. */
  perform(): number {
    const path = this.at('n');
    switch (this.change) {
      case 'create':
        return this.must(writer, create(path));
      case 'setData':
        return this.must(writer, setData(path));
      case 'delete':
        return this.must(writer, remove(path));
      case 'setAcl':
        return this.must(writer, { type: 'setAcl', path, acl: OPEN, aversion: null });
      case 'the session ends':
        return this.must(this.owner, { type: 'close' });
      case 'its time is over':
        return this.untilGone();
      case 'its last child goes':
        this.before = this.must(writer, multi(create(`${path}/last`), remove(`${path}/last`)));
        return this.untilGone();
    }
  }

  /** Nobody's call: the leader finds that it is time. Answers the zxid, which the parent's list of children tells. */
  private untilGone(): number {
    for (let tries = 0; tries < 20; tries += 1) {
      world.cluster.clock.run(REAP_MS);
      const { code } = writer.do(encodeOperation(read('exists', this.at('n'))));
      if (code !== 'NONODE') continue;
      const { result } = writer.do(encodeOperation(read('exists', this.at('p'))));
      if (result?.type !== 'exists') throw new Error('the parent is gone');
      return result.stat.pzxid;
    }
    throw new Error(`${this.at('n')} stays`);
  }

  must(session: Session, operation: Operation): number {
    const { code, zxid } = session.do(encodeOperation(operation));
    if (code !== 'OK') throw new Error(`${JSON.stringify(operation)} was answered ${code}`);
    return zxid;
  }

  /** Events as `type place`, and their zxids. */
  named(all: readonly { readonly type: string; readonly path: string; readonly zxid: number }[]): { told: string[]; zxids: number[] } {
    const events = all.filter(({ zxid }) => zxid !== this.before);
    const places: readonly Place[] = ['n', 'p', 'above'];
    const told = events.map(({ type, path }) => `${type} ${places.find((place) => this.at(place) === path) ?? path}`);
    return { told, zxids: events.map(({ zxid }) => zxid) };
  }
}

function setWatch(session: Session, { kind, on }: Cell, stage: Stage): void {
  const path = stage.at(on);
  const operation: Operation =
    kind === 'persistent' || kind === 'recursive'
      ? { type: 'addWatch', path, mode: kind === 'recursive' ? 'persistentRecursive' : 'persistent' }
      : read(({ data: 'getData', exists: 'exists', child: 'getChildren' } as const)[kind], path, true);
  const { code } = session.do(encodeOperation(operation));
  expect(code === 'OK' || (kind === 'exists' && code === 'NONODE')).toBe(true);
}

/** As a client sends them after a new connection: with the last zxid that it saw. */
function againAfter(zxid: number, { kind, on, change }: Cell, stage: Stage): SetWatchesOperation {
  const paths = [stage.at(on)];
  // An exists watch on a znode that was there is a data watch.
  const isData = kind === 'data' || (kind === 'exists' && !(change === 'create' && on === 'n'));
  return {
    type: 'setWatches',
    relativeZxid: zxid,
    dataPaths: isData ? paths : [],
    existsPaths: kind === 'exists' && !isData ? paths : [],
    childPaths: kind === 'child' ? paths : [],
    persistentPaths: kind === 'persistent' ? paths : [],
    persistentRecursivePaths: kind === 'recursive' ? paths : [],
  };
}

const SYNC = encodeOperation({ type: 'sync', path: '/' });
const titled = cells.map((cell) => [`${cell.change} tells a ${cell.kind} watch on ${cell.on}: ${cell.told || 'nothing'}`, cell] as const);
const expectTold = (stage: Stage, events: Parameters<Stage['named']>[0], cell: Cell, zxid: number): void => {
  const expected = cell.told === '' ? { told: [], zxids: [] } : { told: [cell.told], zxids: [zxid] };
  expect(stage.named(events)).toEqual(expected);
};

describe('on the stream, live', () => {
  const watcher = world.session();
  test.each(titled)('%s, before the answer that shows it', (_, cell) => {
    const stage = new Stage(cell.change);
    expect(watcher.do(SYNC).code).toBe('OK');
    watcher.events.length = 0;
    setWatch(watcher, cell, stage);
    const zxid = stage.perform();
    expect(watcher.do(SYNC).code).toBe('OK');
    expectTold(stage, watcher.events, cell, zxid);
    // Once, unless it stays.
    if (cell.change === 'setData' || cell.change === 'setAcl') {
      const stays = cell.kind === 'persistent' || cell.kind === 'recursive';
      const again = stage.perform();
      expect(watcher.do(SYNC).code).toBe('OK');
      expect(watcher.events.filter((event) => event.zxid === again)).toHaveLength(cell.told !== '' && stays ? 1 : 0);
    }
  });

  test('a data and a child watch on one znode are told of its end once', () => {
    const stage = new Stage('delete');
    expect(watcher.do(SYNC).code).toBe('OK');
    watcher.events.length = 0;
    for (const kind of ['data', 'child'] as const) setWatch(watcher, { change: 'delete', kind, on: 'n', told: '' }, stage);
    const zxid = stage.perform();
    expect(watcher.do(SYNC).code).toBe('OK');
    expectTold(stage, watcher.events, { change: 'delete', kind: 'data', on: 'n', told: 'deleted n' }, zxid);
  });
});

describe('on the stream, set again at another replica after the change', () => {
  test.each(titled)('%s', (_, cell) => {
    const stage = new Stage(cell.change);
    const watcher = world.session();
    expect(watcher.do(SYNC).code).toBe('OK');
    setWatch(watcher, cell, stage);
    watcher.disconnect();
    const seen = watcher.lastZxid;
    const zxid = stage.perform();
    watcher.attach(3);
    expect(watcher.do(encodeOperation(againAfter(seen, cell, stage))).code).toBe('OK');
    // As in ZooKeeper, a one-shot watch hears that its znode is gone, not when it went.
    const isGone = cell.told === 'deleted n' && (cell.kind === 'data' || cell.kind === 'exists' || cell.kind === 'child');
    const at = isGone ? (watcher.events[0]?.zxid ?? 0) : zxid;
    expect(at).toBeGreaterThanOrEqual(zxid);
    expectTold(stage, watcher.events, cell, at);
    watcher.disconnect();
  });
});

describe('on a Watch stream', () => {
  interface Opened {
    readonly events: { type: string; path: string; zxid: number }[];
    cursor: Uint8Array;
    cancel(): void;
  }

  function open(replica: number, path: string, recursive: boolean, startCursor: Uint8Array): Opened {
    const { engine } = world.cluster.replica(replica);
    if (engine === null) throw new Error('the replica is down');
    const opened: Opened = { events: [], cursor: startCursor, cancel: () => undefined };
    let started = false;
    const { cancel } = engine.openWatch(
      { path, recursive, startCursor, types: [], minZxid: writer.lastZxid },
      {
        send: (bytes) => {
          const response = decodeWatchResponse(bytes);
          if (response === null) throw new Error('a response of the server could not be read');
          started = true;
          opened.events.push(...response.events);
          opened.cursor = response.events.at(-1)?.cursor ?? response.cursor;
        },
        backlogBytes: () => 0,
        end: (code) => {
          throw new Error(`the stream ended with ${code}`);
        },
      },
    );
    opened.cancel = () => {
      cancel();
    };
    world.cluster.clock.until(() => started);
    return opened;
  }

  const lasting = titled.filter(([, { kind }]) => kind === 'persistent' || kind === 'recursive');
  test.each(lasting)('%s, live and from the cursor before it', (_, cell) => {
    const stage = new Stage(cell.change);
    const path = stage.at(cell.on);
    const live = open(1, path, cell.kind === 'recursive', new Uint8Array(0));
    live.events.length = 0;
    const before = live.cursor;
    const zxid = stage.perform();
    world.cluster.clock.run(100);
    expectTold(stage, live.events, cell, zxid);
    live.cancel();
    const resumed = open(3, path, cell.kind === 'recursive', before);
    world.cluster.clock.run(100);
    expectTold(stage, resumed.events, cell, zxid);
    resumed.cancel();
  });
});

afterAll(() => {
  world.cluster.assertHealthy();
  world.cluster.untilConverged();
});
