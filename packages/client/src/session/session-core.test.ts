import { ErrorCode, encodeOperation, isWrite } from '@grove/wire';
import type { Operation } from '@grove/wire';
import { FakeClock, FakeTransport } from '../testing/fake-replica';
import { SessionCore, defaultSessionOptions } from './index';
import type { SessionOptions, SessionState, SessionWatchEvent } from './index';

function setUp(options: Partial<SessionOptions> = {}) {
  const clock = new FakeClock();
  const transport = new FakeTransport();
  const core = new SessionCore(
    { ...defaultSessionOptions, endpoints: ['a:1', 'b:2', 'c:3'], shuffleEndpoints: false, ...options },
    { clock, transport, random: { next: () => 0.5 } },
  );
  const states: SessionState[] = [];
  core.onState((state) => states.push(state));
  const answers: string[] = [];
  const submit = (operation: Operation, label: string, consistency = 0): void => {
    core.submit(operation.type, isWrite(operation.type), encodeOperation(operation), consistency, 0, (answer) =>
      answers.push(`${label}:${answer.code}@${answer.zxid}`),
    );
  };
  core.start();
  const connect = (): void => {
    transport.last.started().flush();
    clock.turn();
  };
  return { clock, transport, core, states, answers, submit, connect };
}

const set = (path: string): Operation => ({ type: 'setData', path, data: Uint8Array.of(1), version: null });
const read = (path: string): Operation => ({ type: 'getData', path, watch: false });

describe('frames', () => {
  test('everything submitted in one turn goes out in one frame, in order, writes with sequence numbers', () => {
    const { transport, clock, submit, connect, answers } = setUp();
    submit(set('/early'), 'early');
    connect();
    submit(set('/a'), 'a');
    submit(read('/b'), 'b');
    submit(set('/c'), 'c');
    clock.turn();
    const { last } = transport;
    expect(last.open).toBe(10_000);
    expect(last.frames).toEqual([0, 1, 3]);
    expect(last.requests.map(({ id, sequence }) => [id, sequence])).toEqual([
      [1, 1],
      [2, 2],
      [3, 0],
      [4, 3],
    ]);
    for (const [index, request] of last.requests.entries()) last.answer(request, 20 + index);
    last.flush();
    expect(answers).toEqual(['early:0@20', 'a:0@21', 'b:0@22', 'c:0@23']);
  });

  test('the next frame tells the highest sequence whose answer has arrived', () => {
    const { transport, clock, submit, connect } = setUp();
    connect();
    submit(set('/a'), 'a');
    submit(set('/b'), 'b');
    clock.turn();
    transport.last.answer(transport.last.requests[0], 11).flush();
    submit(read('/c'), 'c');
    clock.turn();
    expect(transport.last.acknowledged).toBe(1);
  });

  test('no more than the bound are in flight; the rest follows the answers', () => {
    const { transport, clock, submit, connect } = setUp({ maxInFlight: 2 });
    connect();
    for (const label of ['a', 'b', 'c']) submit(set(`/${label}`), label);
    clock.turn();
    expect(transport.last.requests).toHaveLength(2);
    transport.last.answer(transport.last.requests[0], 11).flush();
    clock.turn();
    expect(transport.last.requests).toHaveLength(3);
  });

  test('a request that no server would take fails alone and uses no sequence number', () => {
    const { transport, clock, submit, connect, answers } = setUp();
    connect();
    submit({ type: 'setData', path: '/a', data: new Uint8Array(5 * 1024 * 1024), version: null }, 'large');
    submit(set('/b'), 'b');
    clock.turn();
    expect(answers).toEqual([`large:${ErrorCode.DATATOOLARGE}@0`]);
    expect(transport.last.requests.map(({ sequence }) => sequence)).toEqual([1]);
  });
});

describe('a lost connection', () => {
  test('S45 is replaced at once by another endpoint, with the last zxid seen, and everything unanswered is sent again in order', () => {
    const { transport, clock, submit, connect, answers, states } = setUp();
    connect();
    for (const label of ['a', 'b', 'c']) submit(set(`/${label}`), label);
    submit(read('/d'), 'd');
    clock.turn();
    const first = transport.last;
    first.answer(first.requests[0], 40).flush();
    first.break();
    submit(set('/e'), 'e');
    clock.advance(0);
    const second = transport.last;
    expect(second.endpoint).toBe('b:2');
    expect(second.attach).toEqual({ sessionId: 77, secret: [1, 2, 3], lastZxidSeen: 40 });
    expect(second.requests).toEqual([]);
    second.started({ zxid: 41, lastSequence: 3 }).flush();
    clock.turn();
    expect(second.requests.map(({ sequence, operation }) => [sequence, operation.type])).toEqual([
      [2, 'setData'],
      [3, 'setData'],
      [0, 'getData'],
      [4, 'setData'],
    ]);
    // Ids only grow, also for what is sent again.
    expect(Math.min(...second.requests.map(({ id }) => id))).toBeGreaterThan(Math.max(...first.requests.map(({ id }) => id)));
    for (const request of second.requests) second.answer(request, 50);
    second.flush();
    expect(answers).toEqual(['a:0@40', 'b:0@50', 'c:0@50', 'd:0@50', 'e:0@50']);
    expect(states).toEqual(['CONNECTED', 'CONNECTING', 'CONNECTED']);
  });

  test('answers that an abandoned connection still brings are not heard', () => {
    const { transport, clock, submit, connect, answers } = setUp();
    connect();
    submit(set('/a'), 'a');
    clock.turn();
    const first = transport.last;
    first.break();
    clock.advance(0);
    first.answer(first.requests[0], 40).flush();
    expect(answers).toEqual([]);
  });

  test('after a round of failures the next is tried ever later, up to the bound', () => {
    const { transport, clock, connect } = setUp();
    connect();
    for (let attempt = 0; attempt < 60; attempt++) {
      transport.last.break('refused');
      clock.advance(0);
      const before = transport.connections.length;
      clock.advance(751);
      expect(transport.connections.length - before).toBeLessThanOrEqual(1);
    }
    const before = transport.connections.length;
    clock.advance(10_000);
    // What hangs without an answer is left too.
    expect(transport.connections.length).toBeGreaterThan(before);
  });

  test('a replica that owes answers and stays silent is left for another', () => {
    const { transport, clock, submit, connect } = setUp();
    connect();
    submit(set('/a'), 'a');
    clock.advance(1_200);
    expect(transport.last.endpoint).toBe('a:1');
    expect(transport.last.pings).toHaveLength(1);
    clock.advance(2_500);
    expect(transport.connections[0]?.isClosed).toBe(true);
    expect(transport.connections[1]?.endpoint).toBe('b:2');
  });

  test('a frame that is none, an answer to something else and a gap in the writes end the connection, not the session', () => {
    for (const fault of ['garbage', 'wrong answer', 'gap'] as const) {
      const { transport, clock, submit, connect, answers } = setUp();
      connect();
      submit(set('/a'), 'a');
      clock.turn();
      const { last } = transport;
      const request = last.requests[0];
      if (fault === 'garbage') last.raw(Uint8Array.of(255, 255));
      else if (fault === 'gap') last.answer(request, 20, undefined, ErrorCode.GAP).flush();
      else last.answer({ id: 999, sequence: 0, operation: set('/a'), consistency: 0 }, 20).flush();
      clock.advance(0);
      expect(transport.connections).toHaveLength(2);
      transport.last.started({ zxid: 30 }).flush();
      clock.turn();
      transport.last.answer(transport.last.requests[0], 31).flush();
      expect(answers).toEqual(['a:0@31']);
    }
  });
});

describe('the end of a session', () => {
  test('S45 writes that were on the way end as OUTCOMEUNKNOWN, all else as SESSIONEXPIRED', () => {
    const { transport, clock, submit, connect, answers, states } = setUp();
    connect();
    submit(set('/sent'), 'sent');
    submit(read('/r'), 'read');
    clock.turn();
    transport.last.break();
    submit(set('/never'), 'never');
    clock.advance(0);
    transport.last.ended(ErrorCode.SESSIONEXPIRED).flush();
    expect(answers).toEqual([
      `sent:${ErrorCode.OUTCOMEUNKNOWN}@0`,
      `read:${ErrorCode.SESSIONEXPIRED}@0`,
      `never:${ErrorCode.SESSIONEXPIRED}@0`,
    ]);
    expect(states.at(-1)).toBe('EXPIRED');
    submit(set('/late'), 'late');
    clock.turn();
    expect(answers.at(-1)).toBe(`late:${ErrorCode.SESSIONEXPIRED}@0`);
    clock.advance(60_000);
    expect(transport.connections).toHaveLength(2);
  });

  test('close is answered after everything before it', () => {
    const { transport, clock, core, submit, connect, answers, states } = setUp();
    connect();
    submit(set('/a'), 'a');
    core.close((code) => answers.push(`close:${code}`));
    clock.turn();
    const { last } = transport;
    expect(last.requests.map(({ operation, sequence }) => [operation.type, sequence])).toEqual([
      ['setData', 1],
      ['close', 2],
    ]);
    last.answer(last.requests[0], 20).answer(last.requests[1], 21, { type: 'close' }).ended(0).flush();
    expect(answers).toEqual(['a:0@20', 'close:0']);
    expect(states.at(-1)).toBe('CLOSED');
    expect(last.isClosed).toBe(true);
  });

  test('a close that took effect before the connection broke is a close', () => {
    const { transport, clock, core, connect, answers } = setUp();
    connect();
    core.close((code) => answers.push(`close:${code}`));
    clock.turn();
    transport.last.break();
    clock.advance(0);
    transport.last.ended(ErrorCode.SESSIONEXPIRED).flush();
    expect(answers).toEqual(['close:0']);
    expect(core.state).toBe('CLOSED');
  });

  test('another owner of the session ends it here', () => {
    const { transport, clock, submit, connect, core, answers } = setUp();
    connect();
    submit(read('/a'), 'a');
    clock.turn();
    transport.last.ended(ErrorCode.SESSIONMOVED).flush();
    expect(answers).toEqual([`a:${ErrorCode.SESSIONMOVED}@0`]);
    expect(core.state).toBe('CLOSED');
  });

  test('an own attach that a dying replica had passed on, applied late, does not take the session away; another one does', () => {
    const { transport, clock, submit, core, answers, connect } = setUp();
    connect();
    submit(set('/a'), 'a');
    clock.turn();
    transport.last.break();
    clock.advance(100);
    // The replica passes the attach on and dies; the next one is quicker.
    expect(transport.last.attach).not.toBeNull();
    transport.last.break();
    clock.advance(100);
    transport.last.started({ generation: 2 }).flush();
    clock.turn();
    transport.last.ended(ErrorCode.SESSIONMOVED).flush();
    expect(core.state).not.toBe('CLOSED');
    clock.advance(100);
    transport.last.started({ generation: 4, zxid: 20 }).flush();
    clock.turn();
    transport.last.answer(transport.last.requests[0], 21).flush();
    expect(answers).toEqual(['a:0@21']);
    transport.last.ended(ErrorCode.SESSIONMOVED).flush();
    expect(core.state).toBe('CLOSED');
  });

  test('where no replica can be used for long enough the client gives up and says why', () => {
    const { transport, clock, submit, core, answers } = setUp({ giveUpAfterMs: 5_000 });
    submit(set('/a'), 'a');
    for (let attempt = 0; attempt < 40 && core.ending === null; attempt++) {
      if (!transport.last.isClosed) transport.last.break('refused');
      clock.advance(200);
    }
    expect(answers).toEqual([`a:${ErrorCode.CONNECTIONLOSS}@0`]);
    expect(core.ending?.message).toContain('refused');
  });
});

describe('the age of the confirmation', () => {
  test('a client that is confirmed stays CONNECTED, one that is not is SUSPENDED at two thirds of the timeout', () => {
    const { transport, clock, connect, states, core } = setUp();
    connect();
    for (let round = 0; round < 20; round++) {
      clock.advance(1_000);
      // The report before this ping was a second ago.
      if (transport.last.pings.length > 0) transport.last.pong(10, 1_000).flush();
    }
    expect(states).toEqual(['CONNECTED']);
    // The replica answers, but has no leader that confirms.
    let age = 1_000;
    for (let round = 0; round < 8; round++) {
      age += 500;
      clock.advance(500);
      transport.last.pong(10, age).flush();
    }
    expect(core.state).toBe('SUSPENDED');
    expect(transport.connections).toHaveLength(1);
    clock.advance(1_000);
    transport.last.pong(10, 0).flush();
    expect(core.state).toBe('CONNECTED');
  });

  test('a client cut off from all replicas is SUSPENDED before the server can have given its locks away', () => {
    const { transport, clock, connect, core } = setUp();
    connect();
    transport.last.break();
    let suspendedAtMs = 0;
    const start = clock.nowMs();
    core.onState((state) => {
      if (state === 'SUSPENDED') suspendedAtMs = clock.nowMs() - start;
    });
    for (let round = 0; round < 120; round++) {
      clock.advance(50);
      if (!transport.last.isClosed) transport.last.break('refused');
    }
    expect(suspendedAtMs).toBeGreaterThan(0);
    expect(suspendedAtMs).toBeLessThanOrEqual((6_000 * 2) / 3 + 500);
    expect(core.state).toBe('SUSPENDED');
  });
});

describe('watches', () => {
  function watching() {
    const all = setUp();
    all.connect();
    const events: string[] = [];
    const listener =
      (name: string) =>
      (event: SessionWatchEvent): void => {
        events.push(`${name} ${event.type} ${event.path} ${event.zxid}`);
      };
    return { ...all, events, listener };
  }

  test('one-shot ones fire once, the others always, recursive ones for what is below', () => {
    const { core, transport, events, listener } = watching();
    core.watches.addOneShot('data', '/a', listener('data'));
    core.watches.addOneShot('child', '/a', listener('child'));
    core.watches.addOneShot('exists', '/b', listener('exists'));
    core.watches.addPersistent('/a', false, { onEvent: listener('persistent'), onLost: () => {} });
    core.watches.addPersistent('/', true, { onEvent: listener('recursive'), onLost: () => {} });
    transport.last.event(3, '/a', 20).event(3, '/a', 21).event(4, '/a', 22).event(1, '/b', 23).event(2, '/a/x', 24).flush();
    expect(events).toEqual([
      'data dataChanged /a 20',
      'persistent dataChanged /a 20',
      'recursive dataChanged /a 20',
      'persistent dataChanged /a 21',
      'recursive dataChanged /a 21',
      'child childrenChanged /a 22',
      'persistent childrenChanged /a 22',
      'exists created /b 23',
      'recursive created /b 23',
      'recursive deleted /a/x 24',
    ]);
    expect(core.lastZxidSeen).toBe(24);
  });

  test('are set again from the last zxid seen before anything else is sent; what is told for two of them at once is told once', () => {
    const { core, transport, clock, events, listener, submit } = watching();
    core.watches.addOneShot('data', '/a', listener('data'));
    core.watches.addPersistent('/a', false, { onEvent: listener('persistent'), onLost: () => {} });
    core.watches.addPersistent('/', true, { onEvent: listener('recursive'), onLost: () => {} });
    transport.last.event(3, '/z', 30).flush();
    submit(set('/s'), 's');
    transport.last.break();
    clock.advance(0);
    const { last } = transport;
    last.started({ zxid: 60 }).flush();
    clock.turn();
    expect(last.requests.map(({ operation }) => operation)).toEqual([
      {
        type: 'setWatches',
        relativeZxid: 30,
        dataPaths: [],
        existsPaths: [],
        childPaths: [],
        persistentPaths: ['/a'],
        persistentRecursivePaths: ['/'],
      },
      {
        type: 'setWatches',
        relativeZxid: 30,
        dataPaths: ['/a'],
        existsPaths: [],
        childPaths: [],
        persistentPaths: [],
        persistentRecursivePaths: [],
      },
      set('/s'),
    ]);
    events.length = 0;
    last.event(3, '/a', 41).answer(last.requests[0], 60).event(3, '/a', 41).answer(last.requests[1], 60).flush();
    expect(events).toEqual(['data dataChanged /a 41', 'persistent dataChanged /a 41', 'recursive dataChanged /a 41']);
  });

  test('P7: in the middle of a zxid they are set again behind the last event, and behind the zxid once it is closed', () => {
    const { core, transport, clock, events, listener } = watching();
    core.watches.addPersistent('/', true, { onEvent: listener('recursive'), onLost: () => {} });
    const again = (): unknown => {
      transport.last.break();
      clock.advance(0);
      const { last } = transport;
      last.started({ zxid: 60 }).flush();
      clock.turn();
      last.answer(last.requests[0], 60).flush();
      return last.requests[0]?.operation;
    };
    const cursor = Uint8Array.of(7);
    transport.last
      .event(2, '/a', 30, { cursor: Uint8Array.of(6) })
      .event(2, '/b', 30, { cursor })
      .flush();
    expect(core.lastZxidSeen).toBe(30);
    expect(again()).toMatchObject({ relativeZxid: 29, cursor });
    transport.last.event(2, '/c', 61, { cursor }).event(2, '/d', 61, { cursor }).bookmark(61).flush();
    const closed = again();
    expect(closed).toMatchObject({ relativeZxid: 61 });
    expect(closed).not.toHaveProperty('cursor');
    expect(events).toEqual(['/a 30', '/b 30', '/c 61', '/d 61'].map((event) => `recursive deleted ${event}`));
  });

  test('those with options are set again with what all of a path ask for, and told what they asked for', () => {
    const { core, transport, clock, events, listener } = watching();
    const lost = { onLost: () => {} };
    core.watches.addPersistent('/a', false, { ...lost, options: { types: ['deleted'] }, onEvent: listener('deleted') });
    core.watches.addPersistent('/a', false, { ...lost, options: { types: ['created'], withData: true }, onEvent: listener('created') });
    transport.last.break();
    clock.advance(0);
    const { last } = transport;
    last.started({ zxid: 60 }).flush();
    clock.turn();
    const watch = { type: 'addWatch', path: '/a', mode: 'persistent', types: ['deleted', 'created'], withData: true };
    expect(last.requests[0]?.operation).toMatchObject({ persistentPaths: [], persistentWatches: [watch] });
    last
      .answer(last.requests[0], 60)
      .event(2, '/a', 61)
      .event(1, '/a', 62, { data: Uint8Array.of(5) })
      .flush();
    expect(events).toEqual(['deleted deleted /a 61', 'created created /a 62']);
  });

  test('those whose history is gone are lost aloud, the one-shot ones live on', () => {
    const { core, transport, clock, events, listener } = watching();
    core.watches.addOneShot('data', '/a', listener('data'));
    core.watches.addPersistent('/', true, { onEvent: listener('recursive'), onLost: (code) => events.push(`lost ${code}`) });
    transport.last.break();
    clock.advance(0);
    const { last } = transport;
    last.started({ zxid: 60 }).flush();
    clock.turn();
    last.answer(last.requests[0], 60, undefined, ErrorCode.COMPACTED).answer(last.requests[1], 60).event(3, '/a', 61).flush();
    expect(events).toEqual([`lost ${ErrorCode.COMPACTED}`, 'data dataChanged /a 61']);
  });

  test('a second loss before they were set again asks from the same zxid, and tells nothing twice', () => {
    const { core, transport, clock, listener, events } = watching();
    core.watches.addPersistent('/', true, { onEvent: listener('recursive'), onLost: () => {} });
    transport.last.event(3, '/z', 30).flush();
    transport.last.break();
    clock.advance(0);
    transport.last.started({ zxid: 60 }).flush();
    clock.turn();
    transport.last.event(3, '/z', 40).flush();
    transport.last.break();
    clock.advance(0);
    const { last } = transport;
    last.started({ zxid: 70 }).flush();
    clock.turn();
    expect(last.requests.map(({ operation }) => operation)).toEqual([expect.objectContaining({ type: 'setWatches', relativeZxid: 30 })]);
    last.event(3, '/z', 40).event(3, '/z', 50).answer(last.requests[0], 70).event(3, '/z', 71).flush();
    expect(events).toEqual([30, 40, 50, 71].map((zxid) => `recursive dataChanged /z ${zxid}`));
  });

  test('P7: two changes of one zxid that look alike are told twice, also where a try broke off between them', () => {
    const { core, transport, clock, listener, events } = watching();
    core.watches.addPersistent('/', true, { onEvent: listener('recursive'), onLost: () => {} });
    core.watches.addPersistent('/z', false, { onEvent: listener('exact'), onLost: () => {} });
    const back = (): void => {
      transport.last.break();
      clock.advance(0);
      transport.last.started({ zxid: 60 }).flush();
      clock.turn();
    };
    back();
    transport.last.event(3, '/z', 40).flush();
    back();
    const { last } = transport;
    last.event(3, '/z', 40).event(3, '/z', 40).event(3, '/z', 50).event(3, '/z', 50).answer(last.requests[0], 70).flush();
    const expected = [40, 40, 50, 50].flatMap((zxid) => ['exact', 'recursive'].map((name) => `${name} dataChanged /z ${zxid}`));
    expect(events).toEqual(expected);
  });

  test('a listener that throws keeps nothing from the others, and what it threw comes up', () => {
    const { core, transport, clock, events, listener } = watching();
    core.watches.addOneShot('data', '/a', () => {
      throw new Error('from a listener');
    });
    core.watches.addOneShot('data', '/a', listener('second'));
    transport.last.event(3, '/a', 20).flush();
    expect(events).toEqual(['second dataChanged /a 20']);
    expect(() => clock.turn()).toThrow('from a listener');
  });
});

describe('a replica without a leader', () => {
  const readOnly = { readOnly: true, zxid: 10 };

  test('is used for reads where the options allow it; writes are refused there and take no number', () => {
    const { transport, clock, submit, states, answers, core } = setUp({ allowReadOnly: true });
    const first = transport.last;
    expect(first.allowsReadOnly).toBe(true);
    first.started({ ...readOnly, sessionId: 0 }).flush();
    submit(set('/a'), 'write');
    submit(read('/a'), 'read');
    clock.turn();
    expect(first.requests.map(({ sequence }) => sequence)).toEqual([0, 0]);
    first.answer(first.requests[0], 10, undefined, ErrorCode.NOTREADONLY).answer(first.requests[1], 10).flush();
    expect(answers).toEqual([`write:${ErrorCode.NOTREADONLY}@10`, 'read:0@10']);
    // A pong confirms nothing.
    clock.advance(1_100);
    first.pong(10, 0).flush();
    expect([core.state, core.id, states]).toEqual(['CONNECTED_READ_ONLY', 0, ['CONNECTED_READ_ONLY']]);
    first.ended(ErrorCode.CONNECTIONLOSS, 'there is a leader again').flush();
    clock.advance(100);
    const second = transport.last;
    expect(second.open).toBe(10_000);
    second.started().flush();
    submit(set('/b'), 'b');
    clock.turn();
    expect(second.requests.map(({ sequence }) => sequence)).toEqual([1]);
    expect(states).toEqual(['CONNECTED_READ_ONLY', 'CONNECTING', 'CONNECTED']);
  });

  test('S45 does not get writes of which nobody knows whether they happened, nor what is behind them', () => {
    const { transport, clock, submit, connect, answers } = setUp({ allowReadOnly: true });
    connect();
    submit(set('/a'), 'a');
    submit(read('/a'), 'read');
    clock.turn();
    transport.last.break();
    clock.advance(0);
    const second = transport.last;
    expect([second.attach?.sessionId, second.allowsReadOnly]).toEqual([77, true]);
    second.started(readOnly).flush();
    clock.advance(100);
    expect(second.requests).toEqual([]);
    second.ended(ErrorCode.CONNECTIONLOSS).flush();
    clock.advance(100);
    const third = transport.last;
    third.started({ zxid: 12, lastSequence: 1 }).flush();
    clock.turn();
    expect(third.requests.map(({ sequence }) => sequence)).toEqual([1, 0]);
    third.answer(third.requests[0], 11).answer(third.requests[1], 12).flush();
    expect(answers).toEqual(['a:0@11', 'read:0@12']);
  });

  test('P4: is not used where it is older than what was read from the one before, without a session too', () => {
    const { transport, clock, submit, answers, core } = setUp({ allowReadOnly: true });
    transport.last.started({ ...readOnly, sessionId: 0 }).flush();
    submit(read('/a'), 'read');
    clock.turn();
    transport.last.answer(transport.last.requests[0], 10).flush();
    transport.last.break();
    clock.advance(100);
    const older = transport.last;
    older.started({ readOnly: true, zxid: 9, sessionId: 0 }).flush();
    submit(read('/a'), 'again');
    clock.advance(100);
    expect([older.isClosed, older.requests]).toEqual([true, []]);
    expect(core.lastConnectionFailure).toContain('10 was seen');
    expect(transport.last).not.toBe(older);
    transport.last.started({ ...readOnly, sessionId: 0 }).flush();
    clock.turn();
    transport.last.answer(transport.last.requests[0], 10).flush();
    expect(answers).toEqual(['read:0@10', 'again:0@10']);
  });

  test('is left after a while for one that may have a leader', () => {
    const { transport, clock } = setUp({ allowReadOnly: true });
    transport.last.started(readOnly).flush();
    for (let passedMs = 0; passedMs < 2_000; passedMs += 100) {
      clock.advance(100);
      transport.last.pong(10, 0).flush();
    }
    expect(transport.connections).toHaveLength(1);
    clock.advance(1_500);
    expect(transport.connections.length).toBeGreaterThan(1);
  });
});

test('a refused credential closes the session, and says so', () => {
  const { transport, clock, submit, connect, states, answers } = setUp();
  connect();
  submit(set('/a'), 'a');
  submit(read('/b'), 'b');
  clock.turn();
  transport.last.ended(ErrorCode.AUTHFAILED, 'a credential was refused').flush();
  clock.advance(5_000);
  expect(states).toEqual(['CONNECTED', 'AUTH_FAILED']);
  expect(answers).toEqual([`a:${ErrorCode.OUTCOMEUNKNOWN}@0`, `b:${ErrorCode.AUTHFAILED}@0`]);
  expect(transport.connections).toHaveLength(1);
});
