import { ErrorCode, encodeOperation, encodeUtf8 } from '@grove/wire';
import type { MultiPart, Operation } from '@grove/wire';
import { TestClient, TestCluster, create } from './testing/test-cluster';
import type { TestAnswer } from './testing/test-cluster';

function cluster(size = 3, overrides = {}, seed = 1): TestCluster {
  const made = new TestCluster(size, overrides, seed);
  made.start();
  made.untilReady();
  return made;
}

function leaderOf(made: TestCluster): number {
  made.clock.until(() => made.leader !== undefined);
  return made.leader?.id ?? 0;
}

function followersOf(made: TestCluster): number[] {
  const leader = leaderOf(made);
  return made.replicas.filter(({ id }) => id !== leader).map(({ id }) => id);
}

function cutOff(made: TestCluster, replica: number): void {
  for (const { id } of made.replicas) if (id !== replica) made.partition(replica, id);
}

/** Runs for so long, with a ping of each client every quarter of a second. */
function pinging(made: TestCluster, durationMs: number, clients: readonly TestClient[]): void {
  for (let passedMs = 0; passedMs < durationMs; passedMs += 250) {
    for (const client of clients) if (client.ended === null) client.ping();
    made.clock.run(250);
  }
}

const data = (length: number): string => 'x'.repeat(length);

describe('overload', () => {
  test('what waits at the leader is bounded, whatever its followers and its clients do, and nothing that was taken is lost', () => {
    const made = cluster(3, { maxWaitingBytes: 200_000, maxPendingBytes: 2_000_000, blockBytesMax: 50_000 });
    const leader = made.replica(leaderOf(made));
    const clients = made.replicas.map(({ id }) => new TestClient(made).open(id, 40_000));
    made.clock.until(() => clients.every(({ sessionId }) => sessionId > 0));
    for (const [at, client] of clients.entries()) expect(client.do(create(`/n${at}`)).code).toBe(0);
    // Followers that live, but are slow to take the log.
    made.hold('append');
    const asked = clients.map(() => [] as number[]);
    let most = 0;
    for (let round = 0; round < 60; round += 1) {
      for (const [at, client] of clients.entries()) {
        for (let count = 0; count < 10; count += 1) {
          const operation = { type: 'setData', path: `/n${at}`, data: new Uint8Array(10_000), version: null } as const;
          asked[at]?.push(client.add(operation));
        }
        client.ping();
      }
      made.clock.run(20);
      most = Math.max(most, leader.engine?.waitingBytes ?? 0);
    }
    // Twice the bound (waiting for a block, and in the log), and a group and a block on top.
    expect(most).toBeGreaterThan(200_000);
    expect(most).toBeLessThan(2 * 200_000 + 256 * 1024 + 10_000 + 50_000);
    made.letGo();
    const answers = clients.map((client, at) => (asked[at] ?? []).map((id): TestAnswer => client.answerTo(id)));
    const done = answers.flat().filter(({ code }) => code === 0).length;
    const throttled = answers.flat().filter(({ code }) => code === ErrorCode.THROTTLEDOP);
    expect(done + throttled.length).toBe(1800);
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled.every(({ retryAfterMs }) => retryAfterMs > 0)).toBe(true);
    // Each write that was answered as done was done once: numbers consumed by refusals stand between them.
    for (const [at, client] of clients.entries()) {
      const read = client.do({ type: 'exists', path: `/n${at}`, watch: false });
      const mine = answers[at]?.filter(({ code }) => code === 0).length ?? 0;
      expect(read.result?.type === 'exists' && read.result.stat.version).toBe(mine);
    }
    made.untilConverged();
    made.assertHealthy();
  });

  test('sessions are bounded, by stream and by unary call, and the refusal says when to try again', () => {
    const made = cluster(1, { maxSessions: 2 });
    const clients = [1, 2].map(() => new TestClient(made).open(1));
    made.clock.until(() => clients.every(({ sessionId }) => sessionId > 0));
    const third = new TestClient(made).open(1);
    made.clock.until(() => third.ended !== null);
    expect(third.ended?.code).toBe(ErrorCode.THROTTLEDOP);
    const results: unknown[] = [];
    made.replica(1).engine?.openSession(4000, (result) => results.push(result));
    expect(results).toMatchObject([{ ok: false, code: ErrorCode.THROTTLEDOP }]);
    expect((results[0] as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
    clients[0]?.do({ type: 'close' });
    const fourth = new TestClient(made).open(1);
    made.clock.until(() => fourth.sessionId > 0);
  });

  test('sessions that are on their way count as sessions, by stream and by unary call', () => {
    const made = cluster(1, { maxSessions: 50 });
    const results: { ok: boolean; code?: number }[] = [];
    const clients = Array.from({ length: 60 }, () => new TestClient(made).open(1));
    for (let n = 0; n < 10; n += 1) made.replica(1).engine?.openSession(4000, (result) => results.push(result));
    made.clock.run(100);
    expect(made.replica(1).engine?.status().sessions).toBe(50);
    expect(clients.map(({ ended }) => ended?.code)).toEqual(clients.map((_, n) => (n < 50 ? undefined : ErrorCode.THROTTLEDOP)));
    expect(results.every(({ ok, code }) => !ok && code === ErrorCode.THROTTLEDOP)).toBe(true);
    // Those who gave up on the way are none.
    clients[0]?.do({ type: 'close' });
    for (let n = 0; n < 20; n += 1) new TestClient(made).open(1).disconnect();
    const late = new TestClient(made).open(1);
    made.clock.until(() => late.sessionId > 0);
    made.replica(1).engine?.openSession(4000, (result) => results.push(result));
    expect(results[10]).toMatchObject({ ok: false, code: ErrorCode.THROTTLEDOP });
    made.assertHealthy();
  });

  test('S58 without a leader, clients that come and go leave no more behind than a bound, and are served when there is one', () => {
    const made = cluster(3, { maxSessions: 100 });
    const leader = made.leader?.id ?? 0;
    const [one, other] = made.replicas.map(({ id }) => id).filter((id) => id !== leader);
    if (one === undefined || other === undefined) throw new Error('three replicas');
    const known = new TestClient(made).open(one);
    made.clock.until(() => known.sessionId > 0);
    known.disconnect();
    for (const { id } of made.replicas) if (id !== one) made.partition(one, id);
    made.clock.run(1_000);
    let refused = 0;
    for (let n = 0; n < 3_000; n += 1) {
      const client = n % 2 === 0 ? new TestClient(made).open(one) : known.attach(one);
      if (client.ended?.code === ErrorCode.THROTTLEDOP) refused += 1;
      client.disconnect();
    }
    expect(refused).toBe(2_000);
    made.heal();
    made.clock.run(1_000);
    made.untilReady();
    known.told.length = 0;
    known.attach(one);
    made.clock.until(() => known.told.includes('started'));
    made.untilConverged();
    made.assertHealthy();
  });

  test('a write refused for its size takes its number, so that the next one goes on', () => {
    const made = cluster(1, { maxDataBytes: 1000, maxMultiParts: 2 });
    const client = new TestClient(made).open(1);
    const tooLarge = client.add(create('/a', data(1001)));
    const tooMany = client.add({ type: 'multi', parts: ['/x', '/y', '/z'].map((path) => ({ type: 'delete', path, version: null })) });
    const fine = client.add(create('/b', data(1000)));
    client.flush();
    made.clock.until(() => client.answers.length === 3);
    expect([tooLarge, tooMany, fine].map((id) => client.answerTo(id).code)).toEqual([ErrorCode.DATATOOLARGE, ErrorCode.BADARGUMENTS, 0]);
    client.disconnect();
    client.attach(1);
    made.clock.until(() => client.lastSequence === 3);
  });
});

describe('the life of a session', () => {
  test.each([
    ['that was refused', 2],
    ['that comes second', 1],
  ])('a close %s hides nothing: when the session is closed by a call, its stream ends', (_, sequence) => {
    const made = cluster(1);
    const client = new TestClient(made).open(1);
    made.clock.until(() => client.sessionId !== 0);
    const close: Operation = { type: 'close' };
    const { sessionId, secret: sessionSecret } = client;
    if (sequence === 2) expect(client.do(close, { sequence }).code).toBe(ErrorCode.GAP);
    made.replica(1).engine?.closeSession({ sessionId, sessionSecret }, () => undefined);
    if (sequence === 1) expect(client.do(close, { sequence }).code).toBe(ErrorCode.SESSIONEXPIRED);
    made.clock.until(() => client.ended !== null);
    expect(client.ended?.code).toBe(ErrorCode.SESSIONEXPIRED);
    made.assertHealthy();
  });

  test('sessions that expire at once end by entries that are not large, and none is forgotten', () => {
    const made = cluster(3);
    const leader = made.leader?.id ?? 0;
    const watcher = new TestClient(made).open(leader, 40_000);
    watcher.do(create('/e'));
    const clients = Array.from({ length: 450 }, () => new TestClient(made).open(leader, 4_000));
    made.clock.until(() => clients.every(({ sessionId }) => sessionId > 0));
    // Most have few ephemerals; two of them have more than an entry may have together.
    for (const [n, client] of clients.entries()) {
      const count = n === 10 || n === 20 ? 1_500 : 1;
      const parts = Array.from({ length: count }, (_, at) => create(`/e/${n}-${at}`, '', 'ephemeral') as MultiPart);
      client.add({ type: 'multi', parts });
      client.flush();
    }
    made.clock.until(() => clients.every(({ answers }) => answers.length === 1));
    watcher.do({ type: 'addWatch', path: '/e', mode: 'persistentRecursive' });
    for (let second = 0; second < 10; second += 1) {
      watcher.ping();
      made.clock.run(1_000);
    }
    expect(watcher.events).toHaveLength(448 + 2 * 1_500);
    const byEntry = new Map<number, number>();
    for (const { zxid } of watcher.events) byEntry.set(zxid, (byEntry.get(zxid) ?? 0) + 1);
    expect(byEntry.size).toBeGreaterThanOrEqual(5);
    expect(Math.max(...byEntry.values())).toBeLessThan(2_000 + 1_500);
    expect(made.leader?.engine?.status().sessions).toBe(1);
    made.untilConverged();
    made.assertHealthy();
  });

  test('a replica that was paused longer than the timeout expires none of its sessions', () => {
    const made = cluster();
    const [host = 0] = followersOf(made);
    const client = new TestClient(made).open(host, 4000);
    expect(client.do(create('/held', '', 'ephemeral')).code).toBe(0);
    pinging(made, 3000, [client]);
    made.replica(host).pause();
    made.clock.run(5500);
    made.replica(host).resume();
    pinging(made, 6000, [client]);
    expect(client.ended).toBeNull();
    expect(client.do({ type: 'exists', path: '/held', watch: false }).code).toBe(0);
    made.assertHealthy();
  });

  test('a leader that was paused expires nobody when it wakes up, as leader or not', () => {
    const made = cluster();
    const leader = leaderOf(made);
    const [host = 0] = followersOf(made);
    const client = new TestClient(made).open(host, 4000);
    expect(client.do(create('/held', '', 'ephemeral')).code).toBe(0);
    made.replica(leader).pause();
    pinging(made, 10_000, [client]);
    made.replica(leader).resume();
    pinging(made, 6000, [client]);
    expect(client.ended).toBeNull();
    expect(client.do({ type: 'exists', path: '/held', watch: false }, { linearizable: true }).code).toBe(0);
    made.assertHealthy();
  });

  test.each([1, 2, 3, 4, 5])('a deposed leader leaves no client in the belief that it holds what another may have (%d)', (seed) => {
    const timeoutMs = 4000;
    const made = cluster(3, {}, seed);
    const old = leaderOf(made);
    const [other = 0] = followersOf(made);
    const holder = new TestClient(made).open(old, timeoutMs);
    expect(holder.do(create('/lock', '', 'ephemeral')).code).toBe(0);
    pinging(made, 1000 + 37 * seed, [holder]);
    const rival = new TestClient(made).open(other, 40_000);
    expect(rival.do({ type: 'exists', path: '/lock', watch: true }).code).toBe(0);
    cutOff(made, old);
    // What a client may believe: the last confirmation that it was told of, counted from when it asked.
    let confirmedAtMs = -Infinity;
    let freeAtMs = Infinity;
    for (let passedMs = 0; passedMs < 20_000 && freeAtMs === Infinity; passedMs += 20) {
      if (holder.ended === null) {
        holder.confirmedMsAgo = -1;
        const askedMs = made.clock.nowMs;
        holder.ping();
        made.clock.run(1);
        if (holder.confirmedMsAgo >= 0) confirmedAtMs = Math.max(confirmedAtMs, askedMs - holder.confirmedMsAgo);
      }
      if (passedMs % 500 === 0) rival.ping();
      made.clock.run(19);
      if (rival.events.length > 0) freeAtMs = made.clock.nowMs;
    }
    expect(freeAtMs).toBeLessThan(Infinity);
    expect(confirmedAtMs + (timeoutMs * 2) / 3).toBeLessThan(freeAtMs);
    expect(holder.ended?.code).toBe(ErrorCode.CONNECTIONLOSS);
    made.assertHealthy();
  });

  test('a replica that may not vote counts a leader that fell silent as none', () => {
    const made = cluster();
    const [learner = 0] = followersOf(made);
    made.replica(learner).crash();
    // A new volume on the clock of the old cluster.
    const fresh = new TestCluster(3).replica(learner);
    for (const part of ['log', 'snapshots', 'witness'] as const) {
      const store = fresh[part] as unknown as { options: unknown };
      store.options = (made.replicas[0]?.[part] as unknown as { options: unknown }).options;
      Object.assign(made.replica(learner), { [part]: store });
    }
    made.replica(learner).start();
    const status = () => made.replica(learner).engine?.status();
    made.clock.until(() => status()?.role === 'learner' && status()?.leader !== 0);
    cutOff(made, learner);
    const client = new TestClient(made).open(learner, 10_000, true);
    made.clock.run(2500);
    expect(status()).toMatchObject({ role: 'learner', ready: false });
    expect(client.readOnly).toBe(true);
    made.heal();
    made.clock.until(() => client.ended !== null && status()?.ready === true);
    made.untilConverged();
    made.assertHealthy();
  });

  test('an attach that the client gave up does not move its session away from where it went', () => {
    const made = cluster();
    const [cutReplica = 0, other = 0] = followersOf(made);
    const client = new TestClient(made).open(cutReplica, 10_000);
    expect(client.do(create('/a')).code).toBe(0);
    cutOff(made, cutReplica);
    client.disconnect();
    client.attach(cutReplica);
    made.clock.run(2000);
    client.disconnect();
    client.attach(other);
    made.clock.until(() => client.generation === 2);
    made.heal();
    pinging(made, 3000, [client]);
    expect(client.ended).toBeNull();
    expect(client.do(create('/b')).code).toBe(0);
    made.untilConverged();
    made.assertHealthy();
  });

  test('a read at a zxid that the cluster has not reached is refused, and does not hold up what comes behind it', () => {
    const made = cluster();
    const [host = 0] = followersOf(made);
    const client = new TestClient(made).open(host);
    expect(client.do(create('/a')).code).toBe(0);
    const never = client.add({ type: 'exists', path: '/a', watch: false }, { minZxid: 1_000_000 });
    const linearizable = client.add({ type: 'exists', path: '/a', watch: false }, { minZxid: 1_000_000, linearizable: true });
    const write = client.add(create('/b'));
    const read = client.add({ type: 'exists', path: '/b', watch: false });
    client.flush();
    expect([never, linearizable, write, read].map((id) => client.answerTo(id).code)).toEqual([
      ErrorCode.BADARGUMENTS,
      ErrorCode.BADARGUMENTS,
      0,
      0,
    ]);
    expect(client.told.slice(-4)).toEqual([never, linearizable, write, read].map((id) => `answer ${id}`));
    // One that it has reached, while this replica has not, is waited for.
    const elsewhere = new TestClient(made).open(leaderOf(made));
    const { zxid } = elsewhere.do(create('/c'));
    expect(client.do({ type: 'exists', path: '/c', watch: false }, { minZxid: zxid }).code).toBe(0);
    const unary: Uint8Array[] = [];
    const call = { sessionId: 0, sessionSecret: new Uint8Array(0), linearizable: false, minZxid: 1_000_000 };
    made
      .replica(host)
      .engine?.call({ ...call, operation: encodeOperation({ type: 'exists', path: '/c', watch: false }) }, (answer) => unary.push(answer));
    made.clock.until(() => unary.length === 1, 1000);
  });
});

describe('read-only', () => {
  test('a replica cut off from the quorum serves reads to who allows it, refuses writes, and sends them away when it has a leader', () => {
    const made = cluster();
    const [host = 0, other = 0] = followersOf(made);
    const client = new TestClient(made).open(host, 10_000);
    expect(client.do(create('/a', 'one')).code).toBe(0);
    expect(client.do(create('/mine', '', 'ephemeral')).code).toBe(0);
    cutOff(made, host);
    made.clock.run(1000);
    client.disconnect();
    client.attach(host, client.lastZxid, true);
    made.clock.until(() => client.readOnly, 2000);
    const before = client.generation;
    expect(client.do({ type: 'getData', path: '/a', watch: false }).result).toMatchObject({ type: 'getData' });
    for (const refused of [create('/b'), { type: 'sync', path: '/' } as const]) {
      expect(client.do(refused, { sequence: 0 }).code).toBe(ErrorCode.NOTREADONLY);
    }
    expect(client.do({ type: 'exists', path: '/a', watch: false }, { linearizable: true }).code).toBe(ErrorCode.NOTREADONLY);
    client.ping();
    made.clock.run(5);
    expect(client.confirmedMsAgo).toBe(client.timeoutMs);
    // Who does not allow it waits.
    const strict = new TestClient(made).open(host);
    made.clock.run(1000);
    expect([strict.sessionId, strict.ended]).toEqual([0, null]);
    // One without a session is served too, and has none.
    const fresh = new TestClient(made).open(host, 5000, true);
    made.clock.until(() => fresh.readOnly, 2000);
    expect(fresh.sessionId).toBe(0);
    expect(fresh.do({ type: 'exists', path: '/a', watch: false }).code).toBe(0);
    expect(fresh.do(create('/c'), { sequence: 0 }).code).toBe(ErrorCode.NOTREADONLY);
    made.heal();
    made.clock.until(() => client.ended !== null && fresh.ended !== null, 3000);
    expect(client.ended?.code).toBe(ErrorCode.CONNECTIONLOSS);
    client.attach(host, client.lastZxid, true);
    made.clock.until(() => client.generation === before + 1);
    expect(client.readOnly).toBe(false);
    expect(client.do(create('/b')).code).toBe(0);
    expect(new TestClient(made).open(other).do({ type: 'exists', path: '/mine', watch: false }).code).toBe(0);
    made.untilConverged();
    made.assertHealthy();
  });

  test('a wrong secret, and a state that the replica has not reached, are not served', () => {
    const made = cluster();
    const [host = 0] = followersOf(made);
    const client = new TestClient(made).open(host, 10_000);
    expect(client.do(create('/a')).code).toBe(0);
    cutOff(made, host);
    made.clock.run(1000);
    const thief = new TestClient(made);
    thief.sessionId = client.sessionId;
    thief.secret = new Uint8Array(16);
    thief.attach(host, 0, true);
    client.disconnect();
    client.attach(host, client.lastZxid + 1, true);
    made.clock.run(3000);
    expect([thief.readOnly, client.readOnly]).toEqual([false, false]);
  });

  test('a short time without a leader makes nobody read-only', () => {
    const made = cluster();
    const [host = 0] = followersOf(made);
    made.replica(leaderOf(made)).crash();
    const client = new TestClient(made).open(host, 10_000, true);
    made.clock.until(() => client.told.includes('started'));
    expect(client.readOnly).toBe(false);
  });
});

describe('identities', () => {
  const addAuth = (text: string, scheme = 'digest'): Operation => ({
    type: 'addAuth',
    credential: { scheme, credential: encodeUtf8(text) },
  });
  const secret = (path: string, id: string): Operation => ({
    type: 'setAcl',
    path,
    acl: [{ rights: 31, identity: { scheme: 'digest', id } }],
    aversion: null,
  });
  const ann = 'ann:D8uY9TvK7PUbiRmD67WK0RdbHyE=';

  test('addAuth takes a number as a write does, holds for what stands behind it, and goes with the session to another replica', () => {
    const made = cluster();
    const [host = 0, other = 0] = followersOf(made);
    const client = new TestClient(made).open(host);
    const ids = [create('/a'), addAuth('ann:secret'), { type: 'whoAmI' } as const, create('/b')].map((operation) => client.add(operation));
    client.flush();
    expect(ids.map((id) => client.answerTo(id).code)).toEqual([0, 0, 0, 0]);
    const me = client.answerTo(ids[2] ?? 0).result;
    const digest = me?.type === 'whoAmI' ? me.identities.find(({ scheme }) => scheme === 'digest') : undefined;
    expect(digest?.id.startsWith('ann')).toBe(true);
    // The same write again gets the same answer: its number was used.
    client.disconnect();
    client.attach(other);
    made.clock.until(() => client.generation === 2);
    expect(client.lastSequence).toBe(3);
    const again = client.do({ type: 'whoAmI' }).result;
    expect(again).toEqual(me);
    made.untilConverged();
    made.assertHealthy();
  });

  test('without a leader addAuth holds for the connection, in its turn; where it takes a number it is a write as any other', () => {
    const made = cluster();
    const [host = 0] = followersOf(made);
    const owner = new TestClient(made).open(host);
    expect(owner.do(addAuth('ann:secret')).code).toBe(0);
    expect(owner.do(create('/mine')).code).toBe(0);
    const acl = { type: 'setAcl', path: '/mine', acl: [{ rights: 31, identity: { scheme: 'auth', id: '' } }], aversion: null } as const;
    expect(owner.do(acl).code).toBe(0);
    cutOff(made, host);
    made.clock.run(1000);
    const readsMine = { type: 'getData', path: '/mine', watch: false } as const;
    const client = new TestClient(made).open(host, 10_000, true);
    made.clock.until(() => client.readOnly, 2000);
    expect(client.do(readsMine).code).toBe(ErrorCode.NOAUTH);
    expect(client.do(addAuth('ann:secret')).code).toBe(ErrorCode.NOTREADONLY);
    const ids = [client.add(addAuth('ann:secret'), { sequence: 0 }), client.add(readsMine), client.add({ type: 'whoAmI' })];
    client.flush();
    made.clock.run(10);
    expect(client.answers.slice(-3)).toMatchObject([
      { id: ids[0], code: 0, result: { type: 'addAuth' } },
      { id: ids[1], code: 0 },
      { id: ids[2], code: 0, result: { identities: [{ scheme: 'digest', id: 'ann' }] } },
    ]);
    // Nobody else's, and not for ever.
    const other = new TestClient(made).open(host, 10_000, true);
    made.clock.until(() => other.readOnly, 2000);
    expect(other.do(readsMine).code).toBe(ErrorCode.NOAUTH);
    for (let n = 0; n < 63; n += 1) expect(other.do(addAuth(`user-${n}:x`), { sequence: 0 }).code).toBe(0);
    expect(other.do(addAuth('user-64:x'), { sequence: 0 }).code).toBe(0);
    expect(other.do(addAuth('user-65:x'), { sequence: 0 }).code).toBe(ErrorCode.BADARGUMENTS);
    expect(other.do(addAuth('no user'), { sequence: 0 }).code).toBe(ErrorCode.AUTHFAILED);
    expect(other.ended?.code).toBe(ErrorCode.AUTHFAILED);
  });

  test('what only its identity may do, a session without it may not', () => {
    const made = cluster();
    const client = new TestClient(made).open(1);
    expect(client.do(addAuth('ann:secret')).code).toBe(0);
    expect(client.do(create('/mine')).code).toBe(0);
    const acl = { type: 'setAcl', path: '/mine', acl: [{ rights: 31, identity: { scheme: 'auth', id: '' } }], aversion: null } as const;
    expect(client.do(acl).code).toBe(0);
    const stranger = new TestClient(made).open(2);
    made.untilConverged();
    expect(stranger.do({ type: 'getData', path: '/mine', watch: false }).code).toBe(ErrorCode.NOAUTH);
    expect(stranger.do(secret('/mine', ann)).code).toBe(ErrorCode.NOAUTH);
    expect(client.do({ type: 'getData', path: '/mine', watch: false }).code).toBe(0);
    expect(stranger.do(addAuth('ann:secret')).code).toBe(0);
    expect(stranger.do({ type: 'getData', path: '/mine', watch: false }).code).toBe(0);
  });

  test('a superuser by addAuth is none any more where the session attaches to a replica that is set otherwise', () => {
    const superuserDigest = 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=';
    const made = cluster(3, { superuserDigest });
    const client = new TestClient(made).open(1);
    expect(client.do(addAuth('super:test')).code).toBe(0);
    expect(client.do(create('/mine')).code).toBe(0);
    expect(client.do(secret('/mine', ann)).code).toBe(0);
    expect(client.do({ type: 'getData', path: '/mine', watch: false }).code).toBe(0);
    const attachTo = (id: number, set: string): void => {
      made.replica(id).crash();
      made.replica(id).overrides = { superuserDigest: set };
      made.replica(id).start();
      made.untilReady();
      const { generation } = client;
      client.disconnect();
      client.attach(id);
      made.clock.until(() => client.generation === generation + 1);
    };
    attachTo(2, '');
    expect(client.do({ type: 'getData', path: '/mine', watch: false }).code).toBe(ErrorCode.NOAUTH);
    attachTo(3, superuserDigest);
    expect(client.do({ type: 'getData', path: '/mine', watch: false }).code).toBe(0);
    made.untilConverged();
    made.assertHealthy();
  });

  test.each([
    ['another scheme', addAuth('ann:secret', 'sasl')],
    ['no user', addAuth('secret')],
  ])('a refused credential (%s) is answered in its turn and ends the stream, not the session', (_name, refused) => {
    const made = cluster();
    const client = new TestClient(made).open(1);
    const before = client.add(create('/a'));
    const bad = client.add(refused);
    client.flush();
    made.clock.until(() => client.ended !== null);
    expect(client.ended?.code).toBe(ErrorCode.AUTHFAILED);
    expect([before, bad].map((id) => client.answers.find((answer) => answer.id === id)?.code)).toEqual([0, ErrorCode.AUTHFAILED]);
    client.attach(2);
    made.clock.until(() => client.generation === 2);
    expect(client.lastSequence).toBe(2);
  });
});
