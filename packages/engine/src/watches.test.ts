import { ErrorCode, decodeWatchResponse, encodeUtf8 } from '@grove/wire';
import type { Acl, MultiPart, Operation, SetWatchesOperation, WatchEvent } from '@grove/wire';
import { CHANGES_PER_TURN, EVENTS_PER_TURN } from './event-dispatch';
import { FRAMES_PER_TURN } from './outgoing-frames';
import { TestClient, TestCluster } from './testing/test-cluster';
import type { WatchCall } from './ports';

function cluster(overrides = {}): TestCluster {
  const made = new TestCluster(3, overrides);
  made.start();
  made.untilReady();
  return made;
}

function create(path: string, data = '', kind: 'persistent' | 'ephemeral' = 'persistent'): Extract<Operation, { type: 'create' }> {
  return { type: 'create', path, data: encodeUtf8(data), kind, sequential: false };
}

const set = (path: string, data: string): Extract<Operation, { type: 'setData' }> => ({
  type: 'setData',
  path,
  data: encodeUtf8(data),
  version: null,
});

function again(relativeZxid: number, rest: Partial<SetWatchesOperation>): SetWatchesOperation {
  const none = { dataPaths: [], existsPaths: [], childPaths: [], persistentPaths: [], persistentRecursivePaths: [] };
  return { type: 'setWatches', relativeZxid, ...none, ...rest };
}

const text = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : new TextDecoder().decode(bytes));

/** A Watch stream's events, and the code it ended with. */
function openWatch(
  made: TestCluster,
  replica: number,
  call: Partial<WatchCall>,
): { events: WatchEvent[]; cursor: Uint8Array; code: number | null } {
  const seen = { events: [] as WatchEvent[], cursor: new Uint8Array(0), code: null as number | null };
  made.replica(replica).engine?.openWatch(
    { path: '/', recursive: true, startCursor: new Uint8Array(0), types: [], minZxid: 0, ...call },
    {
      send: (bytes) => {
        const response = decodeWatchResponse(bytes);
        if (response === null) throw new Error('no WatchResponse');
        seen.events.push(...response.events);
        seen.cursor = response.cursor.slice();
      },
      backlogBytes: () => 0,
      end: (code) => {
        seen.code = code;
      },
    },
  );
  return seen;
}

const EPHEMERALS = 2 * CHANGES_PER_TURN + 500;

/** A session with so many ephemerals that the events of its end come in three turns, and one that watches them. */
function manyEphemerals(made: TestCluster): { owner: TestClient; watcher: TestClient } {
  const owner = new TestClient(made).open(1, 40_000);
  owner.do(create('/e'));
  for (let at = 0; at < EPHEMERALS; at += 500) {
    const parts: MultiPart[] = Array.from({ length: 500 }, (_, n) => create(`/e/${at + n}`, '', 'ephemeral'));
    expect(owner.do({ type: 'multi', parts }).code).toBe(0);
  }
  const watcher = new TestClient(made).open(2, 40_000);
  watcher.do({ type: 'sync', path: '/' });
  watcher.do({ type: 'addWatch', path: '/e', mode: 'persistentRecursive' });
  return { owner, watcher };
}

test('a Watch stream of a session that this replica does not know yet waits for it', () => {
  const made = cluster();
  const leader = made.leader?.id ?? 0;
  const other = (leader % 3) + 1;
  const streams: { code: number | null }[] = [];
  made.replica(leader).engine?.openSession(40_000, (result) => {
    if (!result.ok) throw new Error(result.message);
    const { sessionId, sessionSecret } = result.value;
    // Its entry is not known to be committed there.
    streams.push(openWatch(made, other, { sessionId, sessionSecret }));
    streams.push(openWatch(made, other, { sessionId, sessionSecret: new Uint8Array(16) }));
  });
  made.clock.until(() => streams.length === 2);
  expect(streams.map(({ code }) => code)).toEqual([null, null]);
  made.clock.run(1_000);
  expect(streams.map(({ code }) => code)).toEqual([null, ErrorCode.SESSIONEXPIRED]);
});

describe('an entry with very many changes', () => {
  test('P6, S39: is told of in several turns, and answers and pongs show nothing of it before', () => {
    const made = cluster();
    const { owner, watcher } = manyEphemerals(made);
    owner.add({ type: 'close' });
    owner.flush();
    made.clock.until(() => watcher.events.length > 0);
    expect(watcher.events.length).toBeLessThanOrEqual(CHANGES_PER_TURN);
    const zxid = watcher.events[0]?.zxid ?? 0;
    watcher.ping();
    const read = watcher.add({ type: 'getChildren', path: '/e', watch: false });
    const sync = watcher.add({ type: 'sync', path: '/' });
    watcher.flush();
    made.clock.until(() => watcher.pongZxid > 0);
    expect(watcher.pongZxid).toBe(zxid - 1);
    watcher.answerTo(read);
    expect(watcher.told.slice(0, watcher.told.indexOf(`answer ${read}`)).filter((told) => told.startsWith('deleted'))).toHaveLength(
      EPHEMERALS,
    );
    expect(watcher.events).toHaveLength(EPHEMERALS);
    expect(watcher.details.every(({ cursor }) => cursor !== undefined)).toBe(true);
    expect(watcher.bookmarks).toEqual([zxid]);
    expect(watcher.answers.find(({ id }) => id === read)?.result).toMatchObject({ children: [] });
    expect(watcher.answerTo(sync).code).toBe(0);
    made.untilConverged();
    made.assertHealthy();
  });

  test('P7: in several frames, what one change tells of a znode and of its parent is in one of them, and each ends with a cursor', () => {
    const made = cluster();
    const client = new TestClient(made).open(1, 40_000);
    client.do(create('/p'));
    client.do({ type: 'addWatch', path: '/p', mode: 'persistent' });
    client.do({ type: 'addWatch', path: '/p', mode: 'persistentRecursive', withData: true });
    const parts = Array.from({ length: 600 }, (_, n) => create(`/p/${n}`, 'x'.repeat(1000)));
    expect(client.do({ type: 'multi', parts }).code).toBe(0);
    expect(client.events).toHaveLength(1200);
    const cuts = client.eventsByFrame.filter((count) => count > 0 && count < 1200);
    expect(cuts).not.toHaveLength(0);
    for (const cut of cuts) {
      expect(client.events[cut]?.type).toBe('created');
      expect(client.details[cut - 1]?.cursor).toBeDefined();
    }
  });

  test('P7: cut in the middle, the watcher goes on elsewhere behind its cursor: nothing is lost and nothing comes twice', () => {
    const made = cluster();
    const { owner, watcher } = manyEphemerals(made);
    owner.add({ type: 'close' });
    owner.flush();
    made.clock.until(() => watcher.events.length > 0);
    watcher.disconnect();
    const told = watcher.events.length;
    expect(told).toBeLessThan(EPHEMERALS);
    const zxid = watcher.events[0]?.zxid ?? 0;
    watcher.lastZxid = zxid;
    watcher.attach(3);
    const cursor = watcher.details[told - 1]?.cursor ?? new Uint8Array(0);
    expect(watcher.do(again(zxid - 1, { persistentRecursivePaths: ['/e'], cursor })).code).toBe(0);
    expect(watcher.events).toHaveLength(EPHEMERALS);
    expect(new Set(watcher.events.map(({ path }) => path)).size).toBe(EPHEMERALS);
    made.untilConverged();
    made.assertHealthy();
  });
});

describe('values', () => {
  test('come with events on request: live on both streams, and to a watcher that was away', () => {
    const made = cluster();
    const writer = new TestClient(made).open(1, 40_000);
    const watcher = new TestClient(made).open(2, 40_000);
    writer.do(create('/v', 'one'));
    watcher.do({ type: 'sync', path: '/' });
    watcher.do({ type: 'addWatch', path: '/v', mode: 'persistent', withData: true, withPreviousData: true });
    const stream = openWatch(made, 3, { path: '/v', withData: true, withPreviousData: true });
    made.clock.run(10);
    const away = watcher.lastZxid;
    writer.do({ type: 'multi', parts: [set('/v', 'two'), set('/v', 'three')] });
    writer.do({ type: 'delete', path: '/v', version: null });
    const expected = [
      ['dataChanged', 'two', 'one', 1],
      ['dataChanged', 'three', 'two', 2],
      ['deleted', undefined, 'three', undefined],
    ];
    made.clock.until(() => watcher.events.length === 3 && stream.events.length === 3);
    const shown = (type: string, { data, previousData, stat }: TestClient['details'][number]): unknown[] => [
      type,
      text(data),
      text(previousData),
      stat?.version,
    ];
    expect(watcher.events.map(({ type }, at) => shown(type, watcher.details[at] ?? {}))).toEqual(expected);
    expect(stream.events.map((event) => shown(event.type, event))).toEqual(expected);

    watcher.disconnect();
    watcher.attach(3);
    watcher.events.length = 0;
    watcher.details.length = 0;
    const watch = { type: 'addWatch', path: '/v', mode: 'persistent', withData: true, withPreviousData: true } as const;
    expect(watcher.do(again(away, { persistentWatches: [watch] })).code).toBe(0);
    expect(watcher.events.map(({ type }, at) => shown(type, watcher.details[at] ?? {}))).toEqual(expected);
  });

  test('S37: a replica that was started again tells all events, and says which values it has no more', () => {
    const made = cluster({ snapshotEveryEntries: 20 });
    const writer = new TestClient(made).open(1, 40_000);
    writer.do(create('/v', 'one'));
    const since = writer.lastZxid;
    writer.do(set('/v', 'two'));
    writer.do(set('/v', 'three'));
    for (let at = 0; at < 60; at += 1) writer.do(create(`/n${at}`));
    made.clock.run(100);
    made.untilConverged();
    made.replica(2).crash();
    made.replica(2).start();
    made.untilReady();
    made.untilConverged();
    const watcher = new TestClient(made).open(2, 40_000);
    const watch = { type: 'addWatch', path: '/v', mode: 'persistent', withData: true, withPreviousData: true } as const;
    expect(watcher.do(again(since, { persistentWatches: [watch] })).code).toBe(0);
    expect(watcher.events.map(({ type, path }) => `${type} ${path}`)).toEqual(['dataChanged /v', 'dataChanged /v']);
    expect(watcher.details[0]).toEqual({ dataAbsent: true, previousDataAbsent: true });
    expect(text(watcher.details[1]?.data)).toBe('three');
    expect(watcher.details[1]?.stat).toMatchObject({ version: 2 });
    expect(watcher.details[1]?.previousDataAbsent).toBe(true);
    made.assertHealthy();
  });
});

test('S39: a watcher goes on at a replica that a snapshot brought up: every change once, by setWatches and by cursor', () => {
  const made = cluster({ snapshotEveryEntries: 50, logKeepEntries: 10 });
  const writer = new TestClient(made).open(1, 40_000);
  writer.do(create('/s'));
  const stream = openWatch(made, 1, { path: '/s' });
  made.clock.run(10);
  const since = writer.lastZxid;
  const { cursor } = stream;
  made.replica(3).crash();
  made.clock.run(1_000);
  const wanted: string[] = [];
  const living = new TestClient(made).open(made.leader?.id ?? 1, 40_000);
  for (let at = 0; at < 200; at += 1) {
    living.do(create(`/s/${at}`));
    wanted.push(`/s/${at}`);
  }
  made.clock.run(2_000);
  made.replica(3).start();
  made.untilReady();
  made.untilConverged();
  const watcher = new TestClient(made).open(3, 40_000);
  expect(watcher.do(again(since, { persistentRecursivePaths: ['/s'] })).code).toBe(0);
  expect(watcher.events.map(({ path }) => path)).toEqual(wanted);
  const resumed = openWatch(made, 3, { path: '/s', startCursor: cursor });
  made.clock.until(() => resumed.events.length === wanted.length);
  expect(resumed.events.map(({ path }) => path)).toEqual(wanted);
  made.assertHealthy();
});

describe('READ', () => {
  const mine: readonly Acl[] = [{ rights: 31, identity: { scheme: 'auth', id: '' } }];

  test('is judged by the list at the change: live, by setWatches and on a Watch stream; a one-shot watch is gone all the same', () => {
    const made = cluster();
    const owner = new TestClient(made).open(1, 40_000);
    const user = { scheme: 'digest', credential: encodeUtf8('u:p') };
    expect(owner.do({ type: 'addAuth', credential: user }).code).toBe(0);
    const stranger = new TestClient(made).open(2, 40_000);
    stranger.do({ type: 'exists', path: '/a', watch: true });
    stranger.do({ type: 'addWatch', path: '/', mode: 'persistentRecursive' });
    owner.do({ type: 'addWatch', path: '/', mode: 'persistentRecursive' });
    const anonymous = openWatch(made, 3, {});
    const known = openWatch(made, 3, { credentials: [user] });
    made.clock.run(10);
    const since = owner.lastZxid;
    owner.do({ ...create('/a', 'secret'), acl: mine });
    owner.do({ ...create('/open') });
    owner.do({ type: 'setAcl', path: '/a', acl: [{ rights: 31, identity: { scheme: 'world', id: 'anyone' } }], aversion: null });
    owner.do(set('/a', 'public'));
    owner.do({ type: 'setAcl', path: '/a', acl: mine, aversion: null });
    owner.do({ type: 'delete', path: '/a', version: null });
    const all = ['created /a', 'created /open', 'dataChanged /a', 'deleted /a'];
    const allowed = ['created /open', 'dataChanged /a'];
    stranger.do({ type: 'sync', path: '/' });
    made.clock.run(100);
    const shown = (events: readonly { type: string; path: string }[]): string[] => events.map(({ type, path }) => `${type} ${path}`);
    expect(shown(owner.events)).toEqual(all);
    expect(shown(stranger.events)).toEqual(allowed);
    expect(shown(anonymous.events)).toEqual(allowed);
    expect(shown(known.events)).toEqual(all);
    // It had fired at the creation that it was not told of.
    expect(stranger.do({ type: 'checkWatches', path: '/a', watcherType: 'data' }).code).toBe(ErrorCode.NOWATCHER);

    for (const [client, expected] of [
      [stranger, allowed],
      [owner, all],
    ] as const) {
      client.disconnect();
      client.attach(3);
      client.events.length = 0;
      expect(client.do(again(since, { persistentRecursivePaths: ['/'] })).code).toBe(0);
      expect(shown(client.events)).toEqual(expected);
    }
  });
});

test('a session has a bounded number of watches, and more than that are refused one by one', () => {
  const made = cluster({ maxWatchesPerSession: 2 });
  const client = new TestClient(made).open(1, 40_000);
  expect(client.do({ type: 'exists', path: '/a', watch: true }).code).toBe(ErrorCode.NONODE);
  expect(client.do({ type: 'addWatch', path: '/a', mode: 'persistent' }).code).toBe(0);
  expect(client.do({ type: 'addWatch', path: '/b', mode: 'persistent' })).toMatchObject({ code: ErrorCode.THROTTLEDOP });
  expect(client.do({ type: 'getChildren', path: '/', watch: true }).code).toBe(ErrorCode.THROTTLEDOP);
  expect(client.do({ type: 'getChildren', path: '/', watch: false }).code).toBe(0);
  expect(client.do({ type: 'addWatch', path: '/a', mode: 'persistent' }).code).toBe(0);
  expect(client.do({ type: 'removeWatches', path: '/a', watcherType: 'data' }).code).toBe(0);
  expect(client.do({ type: 'checkWatches', path: '/a', watcherType: 'persistent' }).code).toBe(0);
  expect(client.do({ type: 'checkWatches', path: '/a', watcherType: 'data' }).code).toBe(ErrorCode.NOWATCHER);
  expect(client.do({ type: 'addWatch', path: '/b', mode: 'persistent' }).code).toBe(0);
});

test('what was missed is told once, to a watcher with watches that stay and one-shot ones on the same znode', () => {
  const made = cluster();
  const client = new TestClient(made).open(1, 40_000);
  client.do(create('/a'));
  const since = client.lastZxid;
  client.do(set('/a', 'x'));
  client.do(create('/a/b'));
  const watches = { dataPaths: ['/a'], childPaths: ['/a'], persistentPaths: ['/a'], persistentRecursivePaths: ['/'] };
  client.do(again(since, watches));
  expect(client.events.map(({ type, path }) => `${type} ${path}`)).toEqual(['dataChanged /a', 'created /a/b', 'childrenChanged /a']);
  expect(client.do({ type: 'checkWatches', path: '/a', watcherType: 'data' }).code).toBe(ErrorCode.NOWATCHER);
  expect(client.do({ type: 'checkWatches', path: '/a', watcherType: 'children' }).code).toBe(ErrorCode.NOWATCHER);
});

test('S42 an exists watch reports a znode that came and went while its client was away, and is used up', () => {
  const made = cluster();
  const writer = new TestClient(made).open(1, 40_000);
  const client = new TestClient(made).open(1, 40_000);
  expect(client.do({ type: 'exists', path: '/blink', watch: true }).code).toBe(ErrorCode.NONODE);
  const since = client.lastZxid;
  client.disconnect();
  const { zxid } = writer.do(create('/blink'));
  expect(writer.do({ type: 'delete', path: '/blink', version: null }).code).toBe(0);
  client.attach(2);
  // Beside it one of which nothing is to be told.
  expect(client.do(again(since, { existsPaths: ['/blink', '/never'] })).code).toBe(0);
  expect(client.events).toEqual([{ type: 'created', path: '/blink', zxid }]);
  expect(client.do({ type: 'checkWatches', path: '/blink', watcherType: 'data' }).code).toBe(ErrorCode.NOWATCHER);
  expect(client.do({ type: 'checkWatches', path: '/never', watcherType: 'data' }).code).toBe(0);
  made.untilConverged();
});

test('S41 100,000 watches are set again at another replica, in frames under the limit, and each tells once', () => {
  const WATCHES = 100_000;
  const FRAMES = 10;
  const made = cluster();
  const owner = new TestClient(made).open(1, 40_000);
  const client = new TestClient(made).open(1, 40_000);
  made.clock.until(() => client.sessionId > 0);
  const setAll = (seenZxid: number): void => {
    for (let frame = 0; frame < FRAMES; frame += 1) {
      const paths = Array.from({ length: WATCHES / FRAMES }, (_, n) => `/watched-${frame * (WATCHES / FRAMES) + n}`);
      expect(client.do(again(seenZxid, { existsPaths: paths })).code).toBe(0);
    }
  };
  setAll(client.lastZxid);
  expect(made.replica(1).engine?.status().watches).toBe(WATCHES);
  client.disconnect();
  expect(made.replica(1).engine?.status().watches).toBe(0);
  const seenZxid = client.lastZxid;
  // While it was away one of them came, which setting them again tells at once.
  owner.do(create('/watched-5'));
  client.attach(2);
  made.clock.until(() => client.told[client.told.length - 1] === 'started');
  setAll(seenZxid);
  expect(client.events).toMatchObject([{ type: 'created', path: '/watched-5' }]);
  expect(made.replica(2).engine?.status().watches).toBe(WATCHES - 1);
  owner.do(create('/watched-99999'));
  made.clock.until(() => client.events.length === 2);
  owner.do(create('/watched-50000'));
  made.clock.until(() => client.events.length === 3);
  expect(client.events.map(({ path }) => path)).toEqual(['/watched-5', '/watched-99999', '/watched-50000']);
});

test('P6 P7: four changes of one entry that a thousand sessions watch come in several turns: who is cut off in between misses nothing', () => {
  const WATCHERS = 1_200;
  const CHILDREN = ['/w/a', '/w/b', '/w/c', '/w/d'];
  const made = cluster();
  const owner = new TestClient(made).open(1, 40_000);
  owner.do(create('/w'));
  const watchers = Array.from({ length: WATCHERS }, () => new TestClient(made).open(2, 40_000));
  made.clock.until(() => watchers.every(({ told }) => told.length > 0));
  for (const watcher of watchers) {
    watcher.add({ type: 'sync', path: '/' });
    watcher.add({ type: 'addWatch', path: '/w', mode: 'persistentRecursive' });
    watcher.flush();
  }
  made.clock.until(() => watchers.every(({ answers }) => answers.length === 2));
  const most = made.countMost();
  owner.add({ type: 'multi', parts: CHILDREN.map((path) => create(path)) });
  owner.flush();
  const [first, last] = [watchers[0], watchers[WATCHERS - 1]];
  if (first === undefined || last === undefined) throw new Error('no watchers');
  made.clock.until(() => first.events.length > 0);
  // The rest of the entry is still to come: nobody is shown what it did, and the one who breaks off goes on behind what he has.
  const read = last.add({ type: 'getChildren', path: '/w', watch: false });
  last.flush();
  expect(first.events.map(({ path }) => path)).toEqual(['/w/a', '/w/b']);
  const { zxid } = first.events[0] ?? { zxid: 0 };
  first.disconnect();
  first.attach(3, zxid);
  const { cursor } = first.details[1] ?? {};
  expect(cursor).toBeDefined();
  if (cursor === undefined) return;
  first.do(again(zxid - 1, { persistentRecursivePaths: ['/w'], cursor }));
  last.answerTo(read);
  expect(last.told.slice(-5)).toEqual([...CHILDREN.map((path) => `created ${path}`), `answer ${read}`]);
  expect(last.bookmarks).toEqual([zxid]);
  made.clock.until(() => watchers.every(({ events }) => events.length >= CHILDREN.length));
  for (const { events } of watchers) expect(events.map(({ path }) => path)).toEqual(CHILDREN);
  expect(most.events).toBeLessThanOrEqual(EVENTS_PER_TURN);
  expect(most.frames).toBeLessThanOrEqual(FRAMES_PER_TURN);
  made.assertHealthy();
});

test('values of a change are told to so many at once as their bytes allow', () => {
  const BYTES = 512 * 1024;
  const made = cluster();
  const owner = new TestClient(made).open(1, 40_000);
  owner.do(create('/v'));
  const watchers = Array.from({ length: 30 }, () => new TestClient(made).open(1, 40_000));
  for (const watcher of watchers) watcher.do({ type: 'addWatch', path: '/v', mode: 'persistent', withData: true });
  const most = made.countMost();
  owner.do({ type: 'setData', path: '/v', data: new Uint8Array(BYTES), version: null });
  made.clock.until(() => watchers.every(({ details }) => details[0]?.data?.length === BYTES));
  expect(most.events).toBeLessThanOrEqual(8);
});
