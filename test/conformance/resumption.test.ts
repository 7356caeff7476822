import {
  decodeWatchResponse,
  encodeOperation,
  type EventDetails,
  type Operation,
  type SetWatchesOperation,
  type WatchEvent,
} from '@grove/wire';
import { create, read, remove, setData } from './cases';
import { World, type Session } from './world';

/** What watchers are told of changes that nobody's call made, of values, and when the history does not reach back to what they saw. */
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined): string | undefined => (value === undefined ? undefined : new TextDecoder().decode(value));
const SYNC = encodeOperation({ type: 'sync', path: '/' });
const noWatches = { dataPaths: [], existsPaths: [], childPaths: [], persistentPaths: [], persistentRecursivePaths: [] };
const setWatches = (relativeZxid: number, more: Partial<SetWatchesOperation>): Uint8Array =>
  encodeOperation({ type: 'setWatches', relativeZxid, ...noWatches, ...more });

function must(session: Session, operation: Operation): number {
  const { code, zxid } = session.do(encodeOperation(operation));
  if (code !== 'OK') throw new Error(`${JSON.stringify(operation)} was answered ${code}`);
  return zxid;
}

interface Opened {
  readonly events: WatchEvent[];
  cursor: Uint8Array;
  ended: number | null;
}

function openWatch(
  world: World,
  replica: number,
  call: { path: string; startCursor?: Uint8Array; values?: boolean; minZxid?: number },
): Opened {
  const opened: Opened = { events: [], cursor: new Uint8Array(0), ended: null };
  let started = false;
  const { path, startCursor = new Uint8Array(0), values = false, minZxid = 0 } = call;
  world.cluster.replica(replica).engine?.openWatch(
    { path, recursive: true, startCursor, types: [], minZxid, withData: values, withPreviousData: values },
    {
      send: (response) => {
        const { events, cursor } = decodeWatchResponse(response) ?? { events: [], cursor: new Uint8Array(0) };
        opened.events.push(...events);
        opened.cursor = events.at(-1)?.cursor ?? cursor;
        started = true;
      },
      backlogBytes: () => 0,
      end: (code) => {
        opened.ended = code;
        started = true;
      },
    },
  );
  world.cluster.clock.until(() => started);
  return opened;
}

describe('COMPACTED', () => {
  const world = new World(3, { historyMaxBytes: 400 });
  const writer = world.session(undefined, 2);
  must(writer, create('/c'));
  const before = openWatch(world, 1, { path: '/', minZxid: writer.lastZxid }).cursor;
  const zxidBefore = writer.lastZxid;
  for (let n = 0; n < 40; n += 1) must(writer, create(`/c/${n}`));
  const caughtUp = (replica: number): Session => {
    const session = world.session(undefined, replica);
    expect(session.do(SYNC).code).toBe('OK');
    return session;
  };

  test('Watch: a cursor from before the history', () => {
    const resumed = openWatch(world, 3, { path: '/', startCursor: before, minZxid: writer.lastZxid });
    expect(resumed).toMatchObject({ events: [], ended: -1001 });
  });

  test.each([
    ['persistent', { persistentPaths: ['/c'] }],
    ['recursive', { persistentRecursivePaths: ['/'] }],
    ['with options', { persistentWatches: [{ type: 'addWatch', path: '/c', mode: 'persistent', withData: true }] }],
  ] as const)('stream: setWatches of a watch that stays (%s): nothing is set and no event told', (_, paths) => {
    const session = caughtUp(3);
    expect(session.do(setWatches(zxidBefore, paths))).toMatchObject({ code: 'COMPACTED', ended: false });
    must(writer, setData('/c'));
    expect(session.do(SYNC).code).toBe('OK');
    expect(session.events).toEqual([]);
  });

  test('stream: setWatches from a cursor before the history, and from one that is none', () => {
    const session = caughtUp(3);
    const cursor = Uint8Array.from(before);
    expect(session.do(setWatches(zxidBefore, { persistentPaths: ['/c'], cursor })).code).toBe('COMPACTED');
    expect(session.do(setWatches(zxidBefore, { persistentPaths: ['/c'], cursor: Uint8Array.of(9, 9) })).code).toBe('BADARGUMENTS');
    expect(session.do(setWatches(zxidBefore, { persistentPaths: ['c'] })).code).toBe('BADARGUMENTS');
  });

  test('stream: one-shot watches need no history: the state alone tells that they have fired', () => {
    const session = caughtUp(3);
    const answer = session.do(setWatches(zxidBefore, { dataPaths: ['/gone', '/c'], childPaths: ['/c'], existsPaths: ['/c/7', '/never'] }));
    expect(answer.code).toBe('OK');
    const told = session.events.map(({ type, path }) => `${type} ${path}`);
    expect(told.sort()).toEqual(['childrenChanged /c', 'created /c/7', 'dataChanged /c', 'deleted /gone']);
  });

  afterAll(() => {
    world.cluster.assertHealthy();
  });
});

describe('values in events', () => {
  const world = new World(3);
  const writer = world.session(undefined, 2);
  must(writer, create('/v'));
  const live = openWatch(world, 1, { path: '/v', values: true, minZxid: writer.lastZxid });
  const start = live.cursor;
  must(writer, create('/v/n', { data: bytes('one') }));
  must(writer, setData('/v/n', 0, bytes('two')));
  must(writer, setData('/v/n', 1, bytes('three')));
  must(writer, remove('/v/n', 2));
  world.cluster.clock.run(100);
  const expected = [
    ['created', 'one', 0, undefined],
    ['dataChanged', 'two', 1, 'one'],
    ['dataChanged', 'three', 2, 'two'],
    ['deleted', undefined, undefined, 'three'],
  ];
  const shown = (events: readonly ({ readonly type: string } & EventDetails)[]) =>
    events.map(({ type, data, stat, previousData }) => [type, text(data), stat?.version, text(previousData)]);

  test('Watch, live: the new data with its Stat and the data before, each of its own change', () => {
    expect(shown(live.events)).toEqual(expected);
  });

  test('Watch, from a cursor at another replica: the same, though the znode is gone', () => {
    const resumed = openWatch(world, 3, { path: '/v', values: true, startCursor: start });
    world.cluster.clock.run(100);
    expect(shown(resumed.events)).toEqual(expected);
  });

  test('stream: a persistent watch with values, live and set again', () => {
    const watch = { type: 'addWatch', path: '/s', mode: 'persistentRecursive', withData: true, withPreviousData: true } as const;
    const session = world.session();
    expect(session.do(encodeOperation(watch)).code).toBe('OK');
    const seen = session.lastZxid;
    must(writer, create('/s', { data: bytes('a') }));
    must(writer, setData('/s', null, bytes('b')));
    expect(session.do(SYNC).code).toBe('OK');
    const told = [
      ['created', 'a', 0, undefined],
      ['dataChanged', 'b', 1, 'a'],
    ];
    expect(shown(session.events)).toEqual(told);
    session.disconnect();
    session.events.length = 0;
    session.attach(3);
    expect(session.do(setWatches(seen, { persistentWatches: [watch] })).code).toBe('OK');
    expect(shown(session.events)).toEqual(told);
  });

  test('values that are not held any more are marked as absent, never left out in silence', () => {
    const small = new World(1, { valueHistoryMaxBytes: 4096 });
    const session = small.session();
    must(session, create('/w'));
    const startCursor = openWatch(small, 1, { path: '/w', values: true }).cursor;
    for (let n = 0; n < 20; n += 1) must(session, setData('/w', null, new Uint8Array(1000).fill(n)));
    const resumed = openWatch(small, 1, { path: '/w', values: true, startCursor });
    small.cluster.clock.run(100);
    expect(resumed.events).toHaveLength(20);
    const first = resumed.events[0];
    expect(first).toMatchObject({ type: 'dataChanged', dataAbsent: true, previousDataAbsent: true });
    const last = resumed.events.at(-1);
    expect(last?.data?.[0]).toBe(19);
    small.cluster.assertHealthy();
  });

  describe('nobody asked for values in the time of the longest session timeout', () => {
    const fresh = new World(3);
    fresh.cluster.clock.run(41_000);
    const session = fresh.session(undefined, 2);
    must(session, create('/x', { data: bytes('one') }));
    // The replicas that are asked may apply what the session was told of a moment later.
    fresh.cluster.untilConverged();
    const startCursor = openWatch(fresh, 1, { path: '/x' }).cursor;
    must(session, setData('/x', null, bytes('two')));
    must(session, setData('/x', null, bytes('three')));
    fresh.cluster.untilConverged();
    const first = openWatch(fresh, 1, { path: '/x', values: true, startCursor });
    fresh.cluster.clock.run(100);
    const { cursor } = first;
    const resumed = (): readonly WatchEvent[] => {
      const { events } = openWatch(fresh, 3, { path: '/x', values: true, startCursor: cursor });
      fresh.cluster.clock.run(100);
      return events;
    };

    test('those of before are absent', () => {
      expect(first.events).toMatchObject([
        { dataAbsent: true, previousDataAbsent: true },
        { data: bytes('three'), previousDataAbsent: true },
      ]);
    });

    test('from the first such watch on every replica keeps them, and over a restart of all', () => {
      must(session, setData('/x', null, bytes('four')));
      must(session, setData('/x', null, bytes('five')));
      const told = [
        { data: bytes('four'), previousData: bytes('three') },
        { data: bytes('five'), previousData: bytes('four') },
      ];
      expect(resumed()).toMatchObject(told);
      for (const id of [1, 2, 3]) fresh.cluster.replica(id).crash();
      fresh.cluster.start();
      fresh.cluster.untilReady();
      expect(resumed()).toMatchObject(told);
    });

    afterAll(() => {
      fresh.cluster.assertHealthy();
    });
  });

  test('who did not ask for values gets none', () => {
    const resumed = openWatch(world, 3, { path: '/v', startCursor: start });
    world.cluster.clock.run(100);
    expect(shown(resumed.events).map(([, data, version, previous]) => [data, version, previous])).toEqual(
      expected.map(() => [undefined, undefined, undefined]),
    );
  });

  afterAll(() => {
    world.cluster.assertHealthy();
  });
});

describe('what goes by itself is a change as any other', () => {
  const REAP_MS = 1000;
  const world = new World(3, { reapIntervalMs: REAP_MS });
  const writer = world.session(undefined, 2, 40_000);
  let trees = 0;

  /** Znodes that go without a call: one whose time is over, and a container whose last child went. */
  const leaving = [
    [
      'a TTL znode',
      (path: string) => {
        must(writer, create(path, { kind: 'ttl', ttlMs: 2_000 }));
        return () => undefined;
      },
    ],
    [
      'a container',
      (path: string) => {
        must(writer, create(path, { kind: 'container' }));
        must(writer, create(`${path}/last`));
        return () => {
          must(writer, remove(`${path}/last`));
        };
      },
    ],
  ] as const;

  describe.each(leaving)('%s', (_, prepare) => {
    const untilGone = (path: string): void => {
      for (let tries = 0; tries < 100; tries += 1) {
        if (writer.do(encodeOperation(read('exists', path))).code === 'NONODE') return;
        world.cluster.clock.run(REAP_MS / 4);
        writer.ping();
      }
      throw new Error(`${path} stays`);
    };

    test.each([
      ['data', (at: string) => read('getData', `${at}/n`, true), 'deleted /n'],
      ['exists', (at: string) => read('exists', `${at}/n`, true), 'deleted /n'],
      ['child', (at: string) => read('getChildren', at, true), 'childrenChanged '],
      ['persistent', (at: string) => ({ type: 'addWatch', path: `${at}/n`, mode: 'persistent' }) as const, 'deleted /n'],
      ['persistent on the parent', (at: string) => ({ type: 'addWatch', path: at, mode: 'persistent' }) as const, 'childrenChanged '],
      ['recursive', (at: string) => ({ type: 'addWatch', path: at, mode: 'persistentRecursive' }) as const, 'deleted /n'],
    ] as const)('stream, live: %s watch', (_kind, watch, told) => {
      const root = `/r${(trees += 1)}`;
      must(writer, create(root));
      const start = prepare(`${root}/n`);
      const session = world.session(undefined, 3, 40_000);
      expect(session.do(SYNC).code).toBe('OK');
      expect(session.do(encodeOperation(watch(root))).code).toBe('OK');
      start();
      untilGone(`${root}/n`);
      expect(session.do(SYNC).code).toBe('OK');
      const events = session.events.map(({ type, path }) => `${type} ${path.slice(root.length)}`);
      expect(events.at(-1)).toBe(told);
      expect(events.filter((event) => event === told)).toHaveLength(1);
    });

    test('Watch, live and from the cursor before', () => {
      const root = `/r${(trees += 1)}`;
      must(writer, create(root));
      const start = prepare(`${root}/n`);
      const live = openWatch(world, 1, { path: root, minZxid: writer.lastZxid });
      const before = live.cursor;
      start();
      untilGone(`${root}/n`);
      world.cluster.clock.run(100);
      const lastOf = ({ events }: Opened): unknown => events.map(({ type, path }) => [type, path]).at(-1);
      expect(lastOf(live)).toEqual(['deleted', `${root}/n`]);
      const resumed = openWatch(world, 3, { path: root, startCursor: before });
      world.cluster.clock.run(100);
      expect(resumed.events.map(({ type, path, zxid }) => [type, path, zxid])).toEqual(
        live.events.map(({ type, path, zxid }) => [type, path, zxid]),
      );
    });
  });

  afterAll(() => {
    world.cluster.assertHealthy();
    world.cluster.untilConverged();
  });
});
