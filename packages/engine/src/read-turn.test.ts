import { ErrorCode, encodeOperation } from '@grove/wire';
import type { MultiPart, Operation } from '@grove/wire';
import { Tree } from '@grove/tree';
import { READ_WORK_PER_TURN, ReadTurn, readWork } from './read-turn';
import { TestClient, TestCluster, create } from './testing/test-cluster';

const TIMEOUT_MS = 40_000;
const CHILDREN = 8_000;
/** What one slow read takes of virtual time. */
const SLOW_MS = 5;
/** So many of them are a turn's worth, the last one begun in it included. */
const SLOW_PER_TURN = Math.ceil(READ_WORK_PER_TURN / readWork(CHILDREN, 0));

let world: ReturnType<typeof withMany>;

beforeAll(() => {
  world = withMany();
});

afterAll(() => {
  jest.restoreAllMocks();
});

beforeEach(() => {
  world.most.reads = 0;
});

/** A cluster with a znode of many children; `most` is the most slow reads that were done in one go. */
function withMany(): { made: TestCluster; leader: number; slow: Operation; most: { reads: number }; zxid: number } {
  const made = new TestCluster(3);
  made.start();
  made.untilReady();
  const leader = made.leader?.id ?? 0;
  const owner = new TestClient(made).open(leader, TIMEOUT_MS);
  const { zxid } = owner.do(create('/many'));
  owner.do(create('/small'));
  // A page token that nobody gave, older than all children: all of them are looked at, and an empty page is answered.
  const pageToken = Uint8Array.of(1, zxid, 0, 0, 0);
  const slow: Operation = { type: 'getChildren', path: '/many', watch: false, pageSize: 1, pageToken };
  for (let at = 0; at < CHILDREN; at += 4_000) {
    const parts: MultiPart[] = Array.from({ length: 4_000 }, (_, n) => ({ ...create(`/many/${at + n}`), type: 'create' }) as MultiPart);
    expect(owner.do({ type: 'multi', parts }).code).toBe(0);
  }
  made.untilConverged();
  const most = { reads: 0 };
  let reads = 0;
  const { read } = Tree.prototype;
  jest.spyOn(Tree.prototype, 'read').mockImplementation(function (this: Tree, ...args: Parameters<typeof read>) {
    read.apply(this, args);
    if (args[3].rows < CHILDREN) return;
    reads += 1;
    made.clock.nowMs += SLOW_MS;
  });
  const after = made.clock.after.bind(made.clock);
  made.clock.after = (delayMs, fire) =>
    after(delayMs, () => {
      reads = 0;
      fire();
      most.reads = Math.max(most.reads, reads);
    });
  return { made, leader, slow, most, zxid };
}

test('reads that are slow wait for later turns: in order, and a session with a quick one is answered beside them', () => {
  const { made, leader, slow, most } = world;
  const greedy = new TestClient(made).open(leader, TIMEOUT_MS);
  const small = new TestClient(made).open(leader, TIMEOUT_MS);
  made.clock.run(10);
  const ids = Array.from({ length: 60 }, () => greedy.add(slow));
  made.clock.after(0.1, () => {
    greedy.flush();
  });
  made.clock.until(() => greedy.answers.length > 0);
  expect(greedy.answers.length).toBeLessThanOrEqual(2 * SLOW_PER_TURN);
  const quick = small.add({ type: 'getData', path: '/small', watch: false });
  small.flush();
  small.answerTo(quick);
  expect(greedy.answers.length).toBeLessThan(ids.length);
  made.clock.until(() => greedy.answers.length === ids.length);
  expect(greedy.answers.map(({ id }) => id)).toEqual(ids);
  expect(greedy.answers.every(({ code }) => code === 0)).toBe(true);
  expect(most.reads).toBeLessThanOrEqual(2 * SLOW_PER_TURN);
  made.assertHealthy();
});

test('P2 slow reads before a write of their own do not see it, though it is committed long before they are done', () => {
  const { made, leader, slow, most } = world;
  const client = new TestClient(made).open(leader, TIMEOUT_MS);
  made.clock.run(10);
  for (let n = 0; n < 20; n += 1) client.add({ type: 'getAllChildrenNumber', path: '/many' });
  const reads = Array.from({ length: 20 }, () => client.add(slow));
  const write = client.add(create('/many/new'));
  const behind = client.add({ type: 'exists', path: '/many/new', watch: false });
  client.add({ type: 'delete', path: '/many/new', version: null });
  made.clock.after(0.1, () => {
    client.flush();
  });
  client.answerTo(behind);
  expect(client.answers.map(({ id }) => id)).toEqual(Array.from({ length: 43 }, (_, n) => n + 1));
  for (const { id, code, result } of client.answers) {
    expect(code).toBe(0);
    if (reads.includes(id)) expect(result).toMatchObject({ stat: { numChildren: CHILDREN } });
  }
  expect(client.answers.find(({ id }) => id === write)?.code).toBe(0);
  expect(most.reads).toBeLessThanOrEqual(2 * SLOW_PER_TURN);
  made.untilConverged();
  made.assertHealthy();
});

test('who asks for very much before a write of his own is refused the rest: nobody else waits for it without a bound', () => {
  const { made, leader, slow } = world;
  const client = new TestClient(made).open(leader, TIMEOUT_MS);
  const other = new TestClient(made).open(leader, TIMEOUT_MS);
  made.clock.run(10);
  for (let n = 0; n < 300; n += 1) client.add(slow);
  const write = client.add(create('/greedy'));
  client.flush();
  expect(other.do(create('/other')).code).toBe(0);
  expect(client.answerTo(write).code).toBe(0);
  const codes = client.answers.map(({ code }) => code);
  expect(codes).toHaveLength(301);
  expect(new Set(codes)).toEqual(new Set([0, ErrorCode.THROTTLEDOP]));
  expect(codes.indexOf(ErrorCode.THROTTLEDOP)).toBeGreaterThan(40);
  expect(client.answers.find(({ code }) => code !== 0)).toMatchObject({ message: expect.stringContaining('before a write') as string });
});

test('P2 P6 setWatches tells a long history in several turns, of one state: what happens meanwhile comes behind it, live', () => {
  const { made, leader, zxid } = world;
  const client = new TestClient(made).open(leader, TIMEOUT_MS);
  const other = new TestClient(made).open(leader, TIMEOUT_MS);
  made.clock.run(10);
  let mostTold = 0;
  const after = made.clock.after.bind(made.clock);
  made.clock.after = (delayMs, fire) =>
    after(delayMs, () => {
      const before = client.events.length;
      fire();
      mostTold = Math.max(mostTold, client.events.length - before);
    });
  const none = { dataPaths: [], existsPaths: [], childPaths: [], persistentPaths: [] };
  const set = client.add({ type: 'setWatches', relativeZxid: zxid, ...none, persistentRecursivePaths: ['/many'] });
  const setMore = client.add({ type: 'setWatches', relativeZxid: zxid, ...none, persistentRecursivePaths: ['/nothing'] });
  const read = client.add({ type: 'exists', path: '/many/other', watch: false });
  const write = client.add(create('/many/own'));
  made.clock.after(0.1, () => {
    other.add(create('/many/other'));
    other.flush();
    client.flush();
  });
  client.answerTo(write);
  other.do({ type: 'sync', path: '/' });
  made.clock.run(10);
  const paths = client.events.map(({ path }) => path);
  // Before them the children; what the tests above did is between, and is told as well.
  expect(paths.slice(0, CHILDREN)).toEqual(Array.from({ length: CHILDREN }, (_, n) => `/many/${n}`));
  expect(paths.slice(-2)).toEqual(['/many/other', '/many/own']);
  expect(new Set(paths.filter((path) => path !== '/many/new')).size).toBe(CHILDREN + 2);
  const zxids = client.events.map((event) => event.zxid);
  expect(zxids).toEqual([...zxids].sort((a, b) => a - b));
  const answered = client.told.filter((told) => told.startsWith('answer'));
  expect(answered).toEqual([set, setMore, read, write].map((id) => `answer ${id}`));
  // The other's write was applied behind all that setWatches told: its event is before the answer that shows it.
  expect(client.told.indexOf('created /many/other')).toBeLessThan(client.told.indexOf(`answer ${write}`));
  // What one request has set is not told live before the next one is done: that would be told again by it.
  expect(client.told.indexOf('created /many/other')).toBeGreaterThan(client.told.indexOf(`answer ${setMore}`));
  expect(mostTold).toBeLessThanOrEqual(READ_WORK_PER_TURN);
  made.untilConverged();
  made.assertHealthy();
});

test('slow reads of callers without a stream wait for later turns too', () => {
  const { made, leader, slow, most } = world;
  const codes: number[] = [];
  const operation = encodeOperation(slow);
  made.clock.after(0.1, () => {
    for (let n = 0; n < 40; n += 1) {
      made
        .replica(leader)
        .engine?.call({ operation, sessionId: 0, sessionSecret: new Uint8Array(0), linearizable: false, minZxid: 0 }, (answer) =>
          codes.push(answer.length),
        );
    }
  });
  made.clock.until(() => codes.length === 40);
  expect(codes.every((length) => length > 0)).toBe(true);
  expect(most.reads).toBeLessThanOrEqual(2 * SLOW_PER_TURN);
});

test('those who wait go on in turn, and those who come have a share of their own', () => {
  const done: string[] = [];
  let wanted = 0;
  const turn = new ReadTurn(() => (wanted += 1));
  const reader = (name: string, reads: number): { drain(): void } => {
    let left = reads;
    const self = {
      drain: (): void => {
        for (; left > 0; left -= 1) {
          if (turn.isSpent) {
            turn.wait(self);
            return;
          }
          turn.spend(READ_WORK_PER_TURN / 2);
          done.push(name);
        }
      },
    };
    return self;
  };
  reader('a', 6).drain();
  reader('b', 3).drain();
  expect(done).toEqual(['a', 'a']);
  turn.end();
  reader('c', 1).drain();
  expect(done.slice(2)).toEqual(['a', 'a', 'c']);
  turn.end();
  turn.end();
  turn.end();
  expect(done.slice(5)).toEqual(['b', 'b', 'a', 'a', 'b']);
  expect(wanted).toBeGreaterThan(3);
});
