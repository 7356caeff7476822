import { ErrorCode, decodeWatchResponse, encodeOperation, encodeUtf8 } from '@grove/wire';
import type { MultiPart, WatchResponse } from '@grove/wire';
import { TestClient, TestCluster, create } from './testing/test-cluster';

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

function followerOf(made: TestCluster): number {
  const leader = leaderOf(made);
  return made.replicas.find(({ id, engine }) => id !== leader && engine !== null)?.id ?? 0;
}

const data = (length: number): string => 'x'.repeat(length);

describe('a cluster of engines', () => {
  test('forms from empty volumes, takes writes at any replica and answers the same everywhere', () => {
    const made = cluster();
    for (const replica of [1, 2, 3]) {
      const client = new TestClient(made).open(replica);
      expect(client.do(create(`/from-${replica}`, 'x')).code).toBe(0);
    }
    made.untilConverged();
    for (const replica of [1, 2, 3]) {
      const client = new TestClient(made).open(replica);
      for (const other of [1, 2, 3]) {
        const answer = client.do({ type: 'getData', path: `/from-${other}`, watch: false });
        expect(answer.result?.type === 'getData' && answer.result.data[0]).toBe('x'.charCodeAt(0));
      }
    }
    made.assertHealthy();
  });

  test('a volume that lost its configuration does not vote with an empty log: it joins as a new member', () => {
    const made = cluster();
    const client = new TestClient(made).open(2);
    for (let at = 0; at < 10; at += 1) expect(client.do(create(`/n${at}`)).code).toBe(0);
    const lost = made.replica(1);
    const before = made
      .replica(2)
      .engine?.status()
      .config.members.find(({ id }) => id === 1)?.incarnation;
    lost.crash();
    const key = Uint8Array.from('m/initial-config', (character) => character.charCodeAt(0));
    expect(lost.log.flipByte(key, 5)).toBe(true);
    lost.start();
    made.clock.until(
      () =>
        lost.engine?.status().role === 'follower' &&
        made.replicas.every(({ engine }) => engine?.status().config.members.every(({ voter }) => voter)),
    );
    made.untilConverged();
    expect(
      made
        .replica(2)
        .engine?.status()
        .config.members.find(({ id }) => id === 1)?.incarnation,
    ).not.toBe(before);
    made.assertHealthy();
  });

  test('one replica alone is a cluster', () => {
    const made = cluster(1);
    const client = new TestClient(made).open(1);
    expect(client.do(create('/a')).code).toBe(0);
    made.replica(1).crash();
    made.replica(1).start();
    made.untilReady();
    expect(new TestClient(made).open(1).do({ type: 'exists', path: '/a', watch: false }).code).toBe(0);
  });

  test('P2: pipelined requests are answered in order, and a read behind a write sees it', () => {
    const made = cluster();
    const client = new TestClient(made).open(followerOf(made));
    made.clock.until(() => client.sessionId > 0);
    const ids: number[] = [];
    ids.push(client.add(create('/n', '0')));
    for (let at = 1; at <= 50; at += 1) {
      ids.push(client.add({ type: 'setData', path: '/n', data: encodeUtf8(String(at)), version: null }));
      ids.push(client.add({ type: 'getData', path: '/n', watch: false }));
    }
    client.flush();
    client.answerTo(ids[ids.length - 1] ?? 0);
    expect(client.answers.map(({ id }) => id)).toEqual(ids);
    const read = client.answers.flatMap(({ result }) => (result?.type === 'getData' ? [String.fromCharCode(...result.data)] : []));
    expect(read).toEqual(Array.from({ length: 50 }, (_, at) => String(at + 1)));
    const zxids = client.answers.map(({ zxid }) => zxid);
    expect([...zxids].sort((a, b) => a - b)).toEqual(zxids);
  });

  test.each([
    ['of a frame at hand', false],
    ['of frames that came before the session', true],
  ])('P2: a frame that the sink hands in while it is spoken to comes behind the rest %s', (_name, isEarly) => {
    const made = cluster(1);
    const writer = new TestClient(made).open(1);
    // One answer of it makes the engine send in the middle of a frame.
    expect(writer.do({ type: 'create', path: '/large', data: new Uint8Array(600_000), kind: 'persistent', sequential: false }).code).toBe(
      0,
    );
    const inner: { client?: TestClient } = {};
    let isHandedIn = false;
    const stream = made.replica(1).engine?.openStream({
      send: (frame) => {
        inner.client?.see(frame);
        if (isHandedIn || inner.client?.answers.length !== 1) return;
        isHandedIn = true;
        ids.push(client.add(create('/inner')), client.add({ type: 'exists', path: '/outer', watch: false }));
        stream?.drained?.();
        client.flush();
      },
      backlogBytes: () => 0,
      end: () => undefined,
    });
    if (stream === undefined) throw new Error('no engine');
    const client = new TestClient(made).openOver(stream);
    inner.client = client;
    if (!isEarly) made.clock.until(() => client.sessionId > 0);
    const ids = [
      client.add({ type: 'getData', path: '/large', watch: false }),
      client.add(create('/outer')),
      client.add({ type: 'exists', path: '/inner', watch: false }),
    ];
    client.flush();
    ids.push(client.add({ type: 'exists', path: '/outer', watch: false }));
    client.flush();
    made.clock.until(() => client.answers.length === 6);
    expect(client.answers.map(({ id }) => id)).toEqual(ids);
    expect(client.answers.map(({ code }) => code)).toEqual([0, 0, ErrorCode.NONODE, 0, 0, 0]);
    made.assertHealthy();
  });

  test('P2: so does one that is handed in while setWatches tells what was missed, and room that is told of waits for its end', () => {
    const made = cluster(1);
    const writer = new TestClient(made).open(1);
    const { zxid } = writer.do(create('/many'));
    // Their events are more than one frame.
    const parts = Array.from({ length: 700 }, (_, at) => ({ ...create(`/many/${data(1_000)}${at}`), type: 'create' }) as MultiPart);
    expect(writer.do({ type: 'multi', parts }).code).toBe(0);
    const inner: { client?: TestClient; id: number } = { id: 0 };
    const stream = made.replica(1).engine?.openStream({
      send: (frame) => {
        inner.client?.see(frame);
        if (inner.id > 0 || inner.client?.events.length === 0) return;
        inner.id = client.add({ type: 'exists', path: '/many', watch: false });
        stream?.drained?.();
        client.flush();
      },
      backlogBytes: () => 0,
      end: () => undefined,
    });
    if (stream === undefined) throw new Error('no engine');
    const client = new TestClient(made).openOver(stream);
    inner.client = client;
    const lists = { dataPaths: [], existsPaths: [], childPaths: [], persistentPaths: [], persistentRecursivePaths: ['/many'] };
    const ids = [client.add({ type: 'setWatches', relativeZxid: zxid, ...lists }), client.add({ type: 'exists', path: '/', watch: false })];
    client.flush();
    made.clock.until(() => client.answers.length === 3);
    expect(client.events).toHaveLength(parts.length);
    expect(client.answers.map(({ id, code }) => [id, code])).toEqual([...ids, inner.id].map((id) => [id, 0]));
  });

  test('P6: a watch event stands before the answer that shows the new state', () => {
    const made = cluster();
    const client = new TestClient(made).open(2);
    client.do(create('/w'));
    client.do({ type: 'getData', path: '/w', watch: true });
    client.do({ type: 'addWatch', path: '/', mode: 'persistentRecursive' });
    client.told.length = 0;
    const set = client.do({ type: 'setData', path: '/w', data: encodeUtf8('new'), version: 0 });
    // One event for the session, as in ZooKeeper, though two of its watches match.
    expect(client.told).toEqual(['dataChanged /w', `answer ${set.id}`]);
    expect(client.events.every(({ zxid }) => zxid === set.zxid)).toBe(true);
  });

  test('P8, P10: writes in flight when the leader dies are answered once, by the others, without the client knowing', () => {
    const made = cluster();
    const leader = leaderOf(made);
    const client = new TestClient(made).open(followerOf(made), 10_000);
    made.clock.until(() => client.sessionId > 0);
    client.do(create('/q'));
    for (let at = 0; at < 200; at += 1) client.add(create('/q/n-', '', 'persistent', true));
    client.flush();
    made.clock.run(0.35);
    const killedMs = made.clock.nowMs;
    made.replica(leader).crash();
    const first = client.answers.length;
    made.clock.until(() => client.answers.length > first);
    expect(made.clock.nowMs - killedMs).toBeLessThan(150);
    made.clock.until(() => client.answers.length === 201);
    const paths = client.answers.flatMap(({ result }) => (result?.type === 'create' ? [result.path] : [])).slice(1);
    expect(paths).toEqual(Array.from({ length: 200 }, (_, at) => `/q/n-${String(at).padStart(10, '0')}`));
    made.assertHealthy();
    made.replica(leader).start();
    made.untilReady();
    made.untilConverged();
  });

  test('S33: a session that only pings, or only reads, at a follower lives, across a change of leader; one that is silent ends with its ephemerals', () => {
    const made = cluster();
    const leader = leaderOf(made);
    const follower = followerOf(made);
    const alive = new TestClient(made).open(follower, 4000);
    const reads = new TestClient(made).open(follower, 4000);
    const silent = new TestClient(made).open(follower, 4000);
    alive.do(create('/alive', '', 'ephemeral'));
    reads.do(create('/reads', '', 'ephemeral'));
    silent.do(create('/silent', '', 'ephemeral'));
    for (let at = 0; at < 6; at += 1) {
      alive.ping();
      expect(reads.do({ type: 'exists', path: '/reads', watch: false }).code).toBe(0);
      if (at === 2) {
        made.replica(leader).crash();
        made.clock.until(() => made.leader !== undefined);
      }
      made.clock.run(1300);
    }
    expect([alive.ended, reads.ended]).toEqual([null, null]);
    expect(alive.confirmedMsAgo).toBeGreaterThanOrEqual(0);
    expect(alive.confirmedMsAgo).toBeLessThan(1300 + 400);
    expect(alive.do({ type: 'exists', path: '/alive', watch: false }).code).toBe(0);
    expect(alive.do({ type: 'exists', path: '/silent', watch: false }).code).toBe(ErrorCode.NONODE);
    expect(silent.ended?.code).toBe(ErrorCode.SESSIONEXPIRED);
    made.assertHealthy();
  });

  test('S60, P4: a session moves to another replica, repeats a write and gets the first answer; the old stream ends with SESSIONMOVED', () => {
    const made = cluster();
    const client = new TestClient(made).open(1);
    const first = client.do(create('/s-', '', 'persistent', true), { sequence: 1 });
    const old = new TestClient(made);
    Object.assign(old, { sessionId: client.sessionId, secret: client.secret, lastZxid: client.lastZxid });
    old.attach(2);
    // The replica of before hears of it when it applies the same block, a moment earlier or later.
    made.clock.until(() => old.told.includes('started') && client.ended !== null);
    expect(client.ended?.code).toBe(ErrorCode.SESSIONMOVED);
    expect(old.lastSequence).toBe(1);
    const again = old.do(create('/s-', '', 'persistent', true), { sequence: 1 });
    expect(again.zxid).toBe(first.zxid);
    expect(again.result).toEqual(first.result);
    expect(old.do({ type: 'getChildren', path: '/', watch: false }).result).toMatchObject({
      children: expect.arrayContaining(['s-0000000000']) as unknown,
    });
    const gap = old.do(create('/gap'), { sequence: 5 });
    expect(gap.code).toBe(ErrorCode.GAP);
  });

  test('a write that was refused at the door and is repeated elsewhere gets the first refusal, its zxid included', () => {
    const made = cluster(3, { maxPendingBytes: 1 });
    const client = new TestClient(made).open(1);
    made.clock.until(() => client.sessionId > 0);
    client.add(create('/taken'), { sequence: 1 });
    const first = client.do(create('/refused'), { sequence: 2 });
    expect(first.code).toBe(ErrorCode.THROTTLEDOP);
    const old = new TestClient(made);
    Object.assign(old, { sessionId: client.sessionId, secret: client.secret, lastZxid: client.lastZxid });
    old.attach(2);
    made.clock.until(() => old.told.includes('started'));
    expect(old.do(create('/refused'), { sequence: 2 })).toMatchObject({ code: ErrorCode.THROTTLEDOP, zxid: first.zxid });
  });

  test('a wrong secret, an unknown session and a zxid from the future are refused with their names', () => {
    const made = cluster();
    const client = new TestClient(made).open(1);
    made.clock.until(() => client.sessionId > 0);
    const thief = new TestClient(made);
    Object.assign(thief, { sessionId: client.sessionId, secret: new Uint8Array(16) });
    thief.attach(2);
    made.clock.until(() => thief.ended !== null);
    expect(thief.ended?.code).toBe(ErrorCode.SESSIONEXPIRED);
    const nobody = new TestClient(made);
    Object.assign(nobody, { sessionId: 999_999, secret: new Uint8Array(16) });
    nobody.attach(2);
    made.clock.until(() => nobody.ended !== null);
    expect(nobody.ended?.code).toBe(ErrorCode.SESSIONEXPIRED);
    const dreamer = new TestClient(made);
    Object.assign(dreamer, { sessionId: client.sessionId, secret: client.secret });
    dreamer.attach(2, 1_000_000);
    made.clock.until(() => dreamer.ended !== null);
    expect(dreamer.ended?.code).toBe(ErrorCode.BADARGUMENTS);
    expect(client.ended).toBeNull();
  });

  test('bytes that are no frame end that stream with MARSHALLINGERROR and harm nobody', () => {
    const made = cluster();
    const sent: Uint8Array[] = [];
    const stream = made.replica(1).engine?.openStream({ send: (frame) => sent.push(frame), backlogBytes: () => 0, end: () => undefined });
    stream?.receive(Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff]));
    expect(sent.length).toBe(1);
    expect(new TestClient(made).open(1).do(create('/fine')).code).toBe(0);
    made.assertHealthy();
  });

  test('a closed session answers, loses its ephemerals and ends its stream', () => {
    const made = cluster();
    const client = new TestClient(made).open(1);
    client.do(create('/e', '', 'ephemeral'));
    const close = client.add({ type: 'close' });
    client.flush();
    expect(client.answerTo(close).code).toBe(0);
    made.clock.until(() => client.ended !== null);
    expect(client.ended?.code).toBe(0);
    expect(new TestClient(made).open(1).do({ type: 'exists', path: '/e', watch: false }).code).toBe(ErrorCode.NONODE);
  });

  test('P9: a linearizable read at a follower that is cut off waits until it has caught up', () => {
    const made = cluster();
    const leader = leaderOf(made);
    const follower = followerOf(made);
    const other = [1, 2, 3].find((id) => id !== leader && id !== follower) ?? 0;
    const writer = new TestClient(made).open(leader);
    const reader = new TestClient(made).open(follower, 40_000);
    writer.do(create('/r', 'old'));
    made.untilConverged();
    made.partition(follower, leader);
    made.partition(follower, other);
    made.clock.run(1);
    expect(writer.do({ type: 'setData', path: '/r', data: encodeUtf8('new'), version: null }).code).toBe(0);
    const id = reader.add({ type: 'getData', path: '/r', watch: false }, { linearizable: true });
    reader.flush();
    made.clock.run(1000);
    expect(reader.answers.some((answer) => answer.id === id)).toBe(false);
    made.heal();
    const answer = reader.answerTo(id);
    expect(answer.result?.type === 'getData' && String.fromCharCode(...answer.result.data)).toBe('new');
  });

  test('P5: power loss of all at once, in the middle of writes: every acknowledged write is there', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const made = cluster(3, {}, seed);
      const client = new TestClient(made).open(1 + (seed % 3), 40_000);
      made.clock.until(() => client.sessionId > 0);
      for (let at = 0; at < 300; at += 1) {
        client.add(create(`/n${at}`, 'v'));
        if (at % 7 === 0) client.flush();
        if (at % 7 === 0) made.clock.run(0.2);
      }
      client.flush();
      made.clock.run(made.random() * 3);
      const acknowledged = client.answers.filter(({ code }) => code === 0).length;
      for (const replica of made.replicas) replica.crash();
      made.start();
      made.untilReady();
      made.untilConverged();
      const reader = new TestClient(made).open(2);
      const missing: number[] = [];
      for (let at = 0; at < acknowledged; at += 1) {
        if (reader.do({ type: 'exists', path: `/n${at}`, watch: false }).code !== 0) missing.push(at);
      }
      expect(missing).toEqual([]);
      made.assertHealthy();
    }
  });

  test('S4, S5: a replica that was down past a snapshot and the truncation of the log comes back by snapshot', () => {
    const made = cluster(3, { snapshotEveryEntries: 300, logKeepEntries: 50 });
    const down = followerOf(made);
    made.replica(down).crash();
    const client = new TestClient(made).open(leaderOf(made), 40_000);
    for (let at = 0; at < 1500; at += 1) {
      client.add(create(`/n${at}`, 'v'));
      if (at % 20 === 19) {
        client.flush();
        client.answerTo(client.nextId - 1);
      }
    }
    made.replica(down).start();
    made.clock.until(() => made.replica(down).engine?.status().ready === true);
    made.untilConverged();
    expect(made.replica(down).said.some((line) => line.includes('state taken from a snapshot'))).toBe(true);
    expect(new TestClient(made).open(down).do({ type: 'exists', path: '/n1499', watch: false }).code).toBe(0);
    made.replica(down).crash();
    made.replica(down).start();
    made.clock.until(() => made.replica(down).engine?.status().ready === true);
    made.untilConverged();
    made.assertHealthy();
  });

  test('a replica whose volume is gone joins as a learner and becomes a voter again', () => {
    const made = cluster();
    const client = new TestClient(made).open(leaderOf(made), 40_000);
    client.do(create('/kept'));
    const lost = followerOf(made);
    made.replica(lost).crash();
    const fresh = new TestCluster(3).replica(lost);
    Object.assign(made.replica(lost), {
      log: freshStore(made, 'log', fresh),
      snapshots: freshStore(made, 'snapshots', fresh),
      witness: freshStore(made, 'witness', fresh),
    });
    made.replica(lost).start();
    made.clock.until(() => {
      const members = made.leader?.engine?.status().config.members ?? [];
      return made.replica(lost).engine?.status().ready === true && members.length === 3 && members.every(({ voter }) => voter);
    });
    made.untilConverged();
    expect(new TestClient(made).open(lost).do({ type: 'exists', path: '/kept', watch: false }).code).toBe(0);
    made.assertHealthy();
  });

  test('unary calls: writes, typed errors, a session, reads at a zxid', () => {
    const made = cluster();
    const engine = made.replica(followerOf(made)).engine;
    if (engine === null || engine === undefined) throw new Error('no engine');
    const call = { sessionId: 0, sessionSecret: new Uint8Array(0), linearizable: false, minZxid: 0 };
    const answers: Uint8Array[] = [];
    engine.call({ ...call, operation: encodeOperation(create('/u')) }, (answer) => answers.push(answer));
    engine.call({ ...call, operation: encodeOperation({ type: 'exists', path: '/nope', watch: false }), linearizable: true }, (answer) =>
      answers.push(answer),
    );
    made.clock.until(() => answers.length === 2);
    const sessions: number[] = [];
    let secret: Uint8Array = new Uint8Array(0);
    engine.openSession(4000, (result) => {
      if (result.ok) {
        sessions.push(result.value.sessionId);
        secret = result.value.sessionSecret;
      }
    });
    made.clock.until(() => sessions.length === 1);
    let confirmed = -1;
    engine.keepAlive({ sessionId: sessions[0] ?? 0, sessionSecret: secret }, (result) => {
      confirmed = result.ok ? result.value.confirmedMsAgo : -2;
    });
    made.clock.until(() => confirmed !== -1);
    expect(confirmed).toBeGreaterThanOrEqual(0);
    let code = 0;
    engine.keepAlive({ sessionId: sessions[0] ?? 0, sessionSecret: new Uint8Array(16) }, (result) => {
      code = result.ok ? 0 : result.code;
    });
    expect(code).toBe(ErrorCode.SESSIONEXPIRED);
    engine.call(
      { ...call, sessionId: sessions[0] ?? 0, sessionSecret: secret, operation: encodeOperation(create('/u/e', '', 'ephemeral')) },
      (answer) => answers.push(answer),
    );
    made.clock.until(() => answers.length === 3);
    let closed = false;
    engine.closeSession({ sessionId: sessions[0] ?? 0, sessionSecret: secret }, (result) => {
      closed = result.ok;
    });
    made.clock.until(() => closed);
    expect(new TestClient(made).open(1).do({ type: 'getChildren', path: '/u', watch: false }, { linearizable: true }).result).toMatchObject(
      { children: [] },
    );
  });

  test('P7: a Watch stream tells every change once, in order, also across a cursor and another replica', () => {
    const made = cluster();
    const responses: WatchResponse[] = [];
    const watch = (replica: number, startCursor: Uint8Array): { cancel(): void } => {
      const engine = made.replica(replica).engine;
      if (engine === null || engine === undefined) throw new Error('no engine');
      return engine.openWatch(
        { path: '/t', recursive: true, startCursor, types: [], minZxid: 0 },
        {
          send: (bytes) => {
            const response = decodeWatchResponse(bytes);
            if (response !== null) responses.push(response);
          },
          backlogBytes: () => 0,
          end: () => undefined,
        },
      );
    };
    const client = new TestClient(made).open(1, 40_000);
    client.do(create('/t'));
    const stream = watch(1, new Uint8Array(0));
    const wanted: string[] = [];
    for (let at = 0; at < 100; at += 1) {
      client.do(create(`/t/${at}`));
      wanted.push(`/t/${at}`);
      if (at === 50) stream.cancel();
    }
    const cursor = responses[responses.length - 1]?.cursor ?? new Uint8Array(0);
    watch(3, cursor);
    made.clock.until(() => responses.flatMap(({ events }) => events).length >= 100);
    expect(responses.flatMap(({ events }) => events.map(({ path }) => path))).toEqual(wanted);
    // What a response says to have sent covers its own events.
    for (const { events, zxid } of responses) expect(zxid).toBeGreaterThanOrEqual(events[events.length - 1]?.zxid ?? 0);
  });

  test('a Watch from a zxid that the cluster has not reached is refused, not left to wait', () => {
    const made = cluster();
    const ends: number[] = [];
    made
      .replica(2)
      .engine?.openWatch(
        { path: '/', recursive: true, startCursor: new Uint8Array(0), types: [], minZxid: 1_000_000 },
        { send: () => undefined, backlogBytes: () => 0, end: (code) => ends.push(code) },
      );
    made.clock.until(() => ends.length > 0);
    expect(ends).toEqual([ErrorCode.BADARGUMENTS]);
  });

  test('a client that never acknowledges answers is stopped before they fill the replicated state', () => {
    const made = cluster(1);
    const client = new TestClient(made).open(1, 40_000);
    made.clock.until(() => client.sessionId > 0);
    client.do(create('/n'));
    for (let sent = 0; sent < 60_000 && client.ended === null; sent += 5000) {
      for (let at = 0; at < 5000; at += 1) client.add({ type: 'setData', path: '/n', data: new Uint8Array(0), version: null });
      client.flush();
      const last = client.nextId - 1;
      made.clock.until(() => client.ended !== null || client.answers[client.answers.length - 1]?.id === last);
    }
    expect(client.ended?.code).toBe(ErrorCode.THROTTLEDOP);
    expect(client.answers.length).toBeGreaterThan(50_000);
    made.assertHealthy();
  });

  test('a leader that goes down hands over first: no request fails and no session is lost', () => {
    const made = cluster();
    const leader = leaderOf(made);
    const client = new TestClient(made).open(followerOf(made), 10_000);
    made.clock.until(() => client.sessionId > 0);
    let stopped = false;
    made.replica(leader).engine?.stop(() => {
      stopped = true;
    });
    for (let at = 0; at < 50; at += 1) client.add(create(`/h${at}`));
    client.flush();
    made.clock.until(() => client.answers.length === 50 && stopped);
    expect(client.answers.every(({ code }) => code === 0)).toBe(true);
    expect(made.replicas.find(({ id, engine }) => id !== leader && engine?.status().role === 'leader')).toBeDefined();
  });

  test('an orderly end witnesses the last write of the log behind it, and closes each part behind its last write', () => {
    const made = cluster(1);
    const { log, witness, snapshots, engine } = made.replica(1);
    const client = new TestClient(made).open(1, 40_000);
    made.clock.until(() => client.sessionId > 0);
    const done: string[] = [];
    const batch = log.batch.bind(log);
    log.batch = (ops, sync, then) => {
      batch(ops, sync, (error) => {
        done.push('log written');
        then(error);
      });
    };
    const write = witness.write.bind(witness);
    witness.write = (content, sync, then) => {
      write(content, sync, (error) => {
        done.push(sync ? 'witness on disk' : 'witness written');
        then(error);
      });
    };
    for (const [name, part] of Object.entries({ log, witness, snapshots })) {
      const close = part.close.bind(part);
      part.close = (then) => {
        close((error) => {
          done.push(`${name} closed`);
          then(error);
        });
      };
    }
    client.add(create('/last'));
    client.flush();
    let stopped = false;
    // While the write is on its way to the disk.
    made.clock.run(0.1);
    expect(done).toEqual([]);
    engine?.stop(() => {
      stopped = true;
    });
    made.clock.until(() => stopped);
    expect(done.filter((step) => step !== 'witness written')).toEqual([
      'log written',
      'log closed',
      'witness on disk',
      'snapshots closed',
      'witness closed',
    ]);
  });
});

function freshStore(
  made: TestCluster,
  part: 'log' | 'snapshots' | 'witness',
  from: { log: unknown; snapshots: unknown; witness: unknown },
): unknown {
  // A new volume on the clock of the old cluster.
  const store = from[part] as { options: unknown };
  const old = made.replicas[0]?.[part] as unknown as { options: unknown };
  store.options = old.options;
  return store;
}
