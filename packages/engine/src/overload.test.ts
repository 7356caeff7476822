import { ErrorCode } from '@grove/wire';
import type { Operation } from '@grove/wire';
import type { SessionStream } from './ports';
import { EVENTS_PER_TURN } from './event-dispatch';
import { FRAMES_PER_TURN } from './outgoing-frames';
import { TestClient, TestCluster, create } from './testing/test-cluster';

const SESSIONS = 10_000;
const TIMEOUT_MS = 30_000;

function cluster(overrides = {}): { made: TestCluster; leader: number; follower: number } {
  const made = new TestCluster(3, overrides);
  made.start();
  made.untilReady();
  const leader = made.leader?.id ?? 0;
  return { made, leader, follower: leader === 1 ? 2 : 1 };
}

function set(path: string, bytes: number): Operation {
  return { type: 'setData', path, data: new Uint8Array(bytes), version: null };
}

/** Virtual time until `done`; answers how long it took. */
function until(made: TestCluster, limitMs: number, done: () => boolean): number {
  const beganMs = made.clock.nowMs;
  for (; !done(); made.clock.run(1)) {
    if (made.clock.nowMs - beganMs > limitMs) throw new Error(`not within ${limitMs} ms`);
  }
  return made.clock.nowMs - beganMs;
}

describe('ten thousand sessions', () => {
  test('S59 they come back at once after their replica died: all in time, none expires; one change tells all of them', () => {
    const { made, leader, follower } = cluster();
    const clients = Array.from({ length: SESSIONS }, () => new TestClient(made).open(follower, TIMEOUT_MS));
    let waiting = clients;
    const allStarted = (): boolean => {
      waiting = waiting.filter((client) => client.told.length === 0);
      return waiting.length === 0;
    };
    until(made, TIMEOUT_MS, allStarted);
    const most = made.countMost();
    expect(made.replica(leader).engine?.status().sessions).toBe(SESSIONS);
    const owner = new TestClient(made).open(leader, TIMEOUT_MS);
    owner.do(create('/news'));

    // Their replica dies; everybody takes the next one, in one turn, with what they had seen.
    made.replica(follower).crash();
    waiting = clients;
    for (const [at, client] of clients.entries()) {
      client.told.length = 0;
      client.attach(at % 2 === 0 ? leader : 6 - leader - follower);
    }
    expect(until(made, TIMEOUT_MS, allStarted)).toBeLessThan(1_000);
    expect(clients.filter((client) => client.ended !== null)).toEqual([]);
    expect(made.leader?.id).toBe(leader);

    // All of them watch one znode; it changes once. A session with one write is not made to wait for them.
    for (const client of clients) {
      client.add({ type: 'getData', path: '/news', watch: true });
      client.flush();
    }
    until(made, 1_000, () => clients.every((client) => client.answers.length === 1));
    owner.add(set('/news', 100));
    owner.flush();
    const small = new TestClient(made).open(leader, TIMEOUT_MS);
    const write = small.add(create('/small'));
    small.flush();
    waiting = clients;
    until(made, 1_000, () => {
      waiting = waiting.filter((client) => client.events.length === 0);
      return waiting.length === 0 && small.answers.some(({ id }) => id === write);
    });
    expect(clients.every((client) => client.events.length === 1)).toBe(true);
    // Of the loop's work for them there was a bound at every moment, whatever their number.
    expect(made.work.events).toBe(SESSIONS);
    expect(most.events).toBeLessThanOrEqual(EVENTS_PER_TURN);
    expect(most.frames).toBeLessThanOrEqual(FRAMES_PER_TURN);

    // Who says a word now and then lives; nobody is thrown out because the server was busy.
    for (let round = 0; round < 4; round += 1) {
      for (const client of clients) client.ping();
      made.clock.run(TIMEOUT_MS / 3);
    }
    expect(clients.filter((client) => client.ended !== null)).toEqual([]);
    expect(made.leader?.engine?.status().sessions).toBeGreaterThanOrEqual(SESSIONS);
    made.assertHealthy();
  });
});

describe('sessions beside a greedy one', () => {
  test('S57 a frame of 10,000 requests: a session with one read is answered before the next frame, one with a write behind it', () => {
    const { made, follower } = cluster();
    const greedy = new TestClient(made).open(follower, TIMEOUT_MS);
    const small = new TestClient(made).open(follower, TIMEOUT_MS);
    greedy.do(create('/n'));
    small.do(create('/small'));
    for (let at = 0; at < 5_000; at += 1) {
      greedy.add(set('/n', 100));
      greedy.add({ type: 'getData', path: '/n', watch: false });
    }
    greedy.flush();
    const answersBefore = greedy.answers.length;
    const beganMs = made.clock.nowMs;
    const read = small.add({ type: 'getData', path: '/small', watch: false });
    small.flush();
    expect(small.answerTo(read).code).toBe(0);
    // Within the turn: nothing of the other's frame had been committed.
    expect([made.clock.nowMs - beganMs, greedy.answers.length - answersBefore]).toEqual([0, 0]);
    small.do(set('/small', 1));
    expect(made.clock.nowMs - beganMs).toBeLessThan(20);
    made.clock.until(() => greedy.answers.length === answersBefore + 10_000);
    expect(greedy.answers.every(({ code }) => code === 0)).toBe(true);
    expect(greedy.answers.map(({ id }) => id)).toEqual([...greedy.answers].map(({ id }) => id).sort((a, b) => a - b));
  });

  test('S57 a session that keeps as much in flight as it may does not make the writes of others wait for all of it', () => {
    const { made, follower } = cluster();
    const greedy = new TestClient(made).open(follower, TIMEOUT_MS);
    const small = new TestClient(made).open(follower, TIMEOUT_MS);
    greedy.do(create('/n'));
    small.do(create('/small'));
    const before = greedy.answers.length;
    // 14 MiB in frames of 1 MiB, one behind the other.
    for (let frame = 0; frame < 14; frame += 1) {
      for (let at = 0; at < 16; at += 1) greedy.add(set('/n', 64 * 1024));
      greedy.flush();
    }
    small.do(set('/small', 1));
    expect(greedy.answers.length - before).toBeLessThan((14 * 16) / 3);
    made.clock.until(() => greedy.answers.length === before + 14 * 16);
    expect(greedy.answers.every(({ code }) => code === 0)).toBe(true);
  });
});

/** A client whose frames lie unread until the test says so. */
class SlowClient {
  readonly client: TestClient;
  readonly stream: SessionStream;
  ended = false;
  unreadBytes = 0;
  mostUnreadBytes = 0;
  private unread: Uint8Array[] = [];

  constructor(made: TestCluster, replica: number) {
    const engine = made.replica(replica).engine;
    if (engine === null) throw new Error(`replica ${replica} is down`);
    this.stream = engine.openStream({
      send: (frame) => {
        this.unread.push(frame);
        this.unreadBytes += frame.length;
        this.mostUnreadBytes = Math.max(this.mostUnreadBytes, this.unreadBytes);
      },
      backlogBytes: () => this.unreadBytes,
      end: () => {
        this.ended = true;
      },
    });
    this.client = new TestClient(made).openOver(this.stream);
    made.clock.run(10);
    this.read();
  }

  read(): void {
    const { unread } = this;
    this.unread = [];
    this.unreadBytes = 0;
    for (const frame of unread) this.client.see(frame);
    this.stream.drained?.();
  }
}

describe('a client that is slow to read', () => {
  function withLarge(overrides = {}): { made: TestCluster; leader: number; owner: TestClient } {
    const { made, leader } = cluster(overrides);
    const owner = new TestClient(made).open(leader, TIMEOUT_MS);
    owner.do(create('/large'));
    owner.do(set('/large', 300_000));
    return { made, leader, owner };
  }

  test('may ask for more in one go than may be unread: what it has no room for waits, and nothing is out of order', () => {
    const { made, leader, owner } = withLarge();
    const slow = new SlowClient(made, leader);
    const ids = Array.from({ length: 200 }, () => slow.client.add({ type: 'getData', path: '/large', watch: false }));
    slow.client.flush();
    for (let round = 0; round < 200 && slow.client.answers.length < ids.length; round += 1) {
      made.clock.run(1);
      owner.do(set('/large', 300_000));
      slow.read();
    }
    expect(slow.client.answers.map(({ id }) => id)).toEqual(ids);
    expect(slow.client.answers.every(({ code }) => code === 0)).toBe(true);
    expect(slow.ended).toBe(false);
    expect(slow.mostUnreadBytes).toBeLessThan(2 * 1024 * 1024);
  });

  test('S40 is told of a change although large reads of its own wait for room', () => {
    const { made, leader, owner } = withLarge();
    owner.do(create('/news'));
    const slow = new SlowClient(made, leader);
    slow.client.add({ type: 'getData', path: '/news', watch: true });
    for (let n = 0; n < 200; n += 1) slow.client.add({ type: 'getData', path: '/large', watch: false });
    slow.client.flush();
    made.clock.run(1);
    owner.do(set('/news', 1));
    made.clock.run(1);
    // What lay unread, and what the room that this makes brings: not all that waits.
    for (let round = 0; round < 2; round += 1) {
      slow.read();
      made.clock.run(1);
    }
    expect(slow.client.events).toMatchObject([{ path: '/news' }]);
    expect(slow.client.answers.length).toBeLessThan(50);
  });

  test('S58 S28 that never reads is cut off with a typed end, its memory bounded; the leader keeps its office, others are served', () => {
    const { made, leader, owner } = withLarge();
    const term = made.leader?.engine?.status().term;
    const slow = new SlowClient(made, leader);
    for (let n = 0; n < 200; n += 1) slow.client.add({ type: 'getData', path: '/large', watch: false });
    slow.client.flush();
    made.clock.run(1_000);
    expect(slow.ended).toBe(false);
    expect(slow.mostUnreadBytes).toBeLessThan(2 * 1024 * 1024);
    // It says that it lives, and reads nothing.
    for (let round = 0; round < 4; round += 1) {
      slow.client.ping();
      made.clock.run(2_000);
    }
    slow.read();
    expect(slow.client.ended?.code).toBe(ErrorCode.THROTTLEDOP);
    expect(made.leader?.engine?.status().term).toBe(term);
    expect(owner.do(create('/fine')).code).toBe(0);
    made.assertHealthy();
  });

  test('S58 is cut off at its bound by answers that cannot wait', () => {
    const { made, leader, owner } = withLarge({ maxClientBacklogBytes: 1024 * 1024 });
    const slow = new SlowClient(made, leader);
    // Reads before a write of its own must be done before that is applied, whether there is room or not.
    for (let n = 0; n < 50; n += 1) slow.client.add({ type: 'getData', path: '/large', watch: false });
    slow.client.add(create('/behind'));
    slow.client.flush();
    made.clock.run(100);
    expect(slow.ended).toBe(true);
    expect(slow.mostUnreadBytes).toBeLessThan(3 * 1024 * 1024);
    slow.read();
    expect(slow.client.ended?.code).toBe(ErrorCode.THROTTLEDOP);
    expect(owner.do(create('/fine')).code).toBe(0);
  });

  test('S58 many of them together have no more than one may have many times over: the bound of each falls', () => {
    const { made, leader } = withLarge({ maxBacklogBytes: 4 * 1024 * 1024 });
    let allBytes = 4 * 1024 * 1024;
    const frames: Uint8Array[] = [];
    let ended = false;
    const stream = made.replica(leader).engine?.openStream({
      send: (frame) => frames.push(frame),
      backlogBytes: () => 300_000,
      backlogOfAllBytes: () => allBytes,
      end: () => {
        ended = true;
      },
    });
    if (stream === undefined) throw new Error('no engine');
    const client = new TestClient(made).openOver(stream);
    made.clock.run(10);
    expect(ended).toBe(true);
    allBytes = 0;
    for (const frame of frames) client.see(frame);
    expect(client.ended?.code).toBe(ErrorCode.THROTTLEDOP);
  });
});
