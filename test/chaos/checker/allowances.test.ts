import { ErrorCode } from '@grove/wire';
import { plain, sequential } from '../workload';
import { check } from './check';
import { History, type EventType, type Line, type Operation, type Outcome } from './history';
import { Model } from './model';
import type { Rule } from './report';

/** A history written by hand: what the rules must allow, and the nearest that they must not. */
class Script {
  readonly lines: Line[] = [];
  private nextId = 1;
  private atMs = 0;

  open(client: number, session: number): this {
    this.lines.push({ type: 'open', client, session, timeoutMs: 4_000, atMs: this.atMs });
    return this;
  }

  call(client: number, operation: Operation, more: Partial<Extract<Line, { readonly type: 'call' }>> = {}): number {
    const id = this.nextId++;
    this.lines.push({ type: 'call', client, id, operation, linearizable: false, minZxid: 0, atMs: (this.atMs += 10), ...more });
    return id;
  }

  answer(client: number, id: number, zxid: number, outcome: Outcome = {}, code = 0): this {
    this.lines.push({ type: 'answer', client, id, code, zxid, outcome, atMs: (this.atMs += 10) });
    return this;
  }

  done(client: number, operation: Operation, zxid: number, outcome: Outcome = {}, code = 0): this {
    return this.answer(client, this.call(client, operation), zxid, outcome, code);
  }

  change(zxid: number, event: EventType, path: string, data: string | null = ''): this {
    this.lines.push({ type: 'change', zxid, event, path, data: event === 'deleted' ? null : data, atMs: this.atMs });
    return this;
  }

  event(client: number, watch: number, zxid: number, event: EventType, path: string): this {
    this.lines.push({ type: 'event', client, watch, event, path, zxid });
    return this;
  }

  state(client: number, state: string): this {
    this.lines.push({ type: 'state', client, state, endpoint: 'one' });
    return this;
  }

  /** Made by client 1 at zxid 10. */
  withRoot(): this {
    return this.open(1, 1).done(1, create('/r'), 10).change(10, 'created', '/r');
  }

  get broken(): Rule[] {
    return [...new Set(check(new History(this.lines)).map(({ rule }) => rule))];
  }
}

function create(path: string, data = '', kind: 'persistent' | 'ephemeral' = 'persistent'): Operation {
  return { type: 'create', path, data, kind, sequential: false };
}

function set(path: string, data: string): Operation {
  return { type: 'setData', path, data, version: null };
}

const read = (path: string, watch = false): Operation => ({ type: 'getData', path, watch });

describe('a move to another replica', () => {
  test.each([
    ['a write that was sent again may be answered behind reads that show it', true, []],
    ['without a move it may not', false, ['session order']],
  ] as const)('%s', (_, hasMoved, broken) => {
    const script = new Script().withRoot();
    const before = script.call(1, read('/r'));
    const write = script.call(1, set('/r', 'a'));
    if (hasMoved) script.state(1, 'dialling');
    script.change(20, 'dataChanged', '/r', 'a').change(21, 'created', '/other');
    script.lines.push({ type: 'call', client: 2, id: 99, operation: create('/other'), linearizable: false, minZxid: 0, atMs: 0 });
    script.answer(2, 99, 21).answer(1, before, 21, { data: 'a' }).answer(1, write, 20);
    expect(script.broken).toEqual(broken);
  });

  test.each([
    ['a one-shot watch may tell of what became of the znode meanwhile', true, []],
    ['without a move it tells of the first change', false, ['watches']],
  ] as const)('%s', (_, hasMoved, broken) => {
    const script = new Script().withRoot().open(2, 2);
    const watch = script.call(1, read('/r', true));
    script.answer(1, watch, 10);
    script.done(2, set('/r', 'a'), 20).change(20, 'dataChanged', '/r', 'a');
    script.done(2, set('/r', 'b'), 21).change(21, 'dataChanged', '/r', 'b');
    if (hasMoved) script.state(1, 'dialling');
    expect(script.event(1, watch, 21, 'dataChanged', '/r').broken).toEqual(broken);
  });
});

describe('ends of sessions', () => {
  function twoWithEphemerals(): Script {
    return new Script()
      .open(1, 1)
      .open(2, 2)
      .done(1, create('/a', '', 'ephemeral'), 10)
      .change(10, 'created', '/a')
      .done(2, create('/b', '', 'ephemeral'), 11)
      .change(11, 'created', '/b');
  }

  test('several may expire at one zxid', () => {
    const script = twoWithEphemerals();
    script.lines.push({ type: 'note', text: 'a long time', atMs: 60_000 });
    for (const path of ['/a', '/b']) script.lines.push({ type: 'change', zxid: 12, event: 'deleted', path, data: null, atMs: 60_000 });
    expect(script.broken).toEqual([]);
  });

  test.each([
    ['a close without an answer is no expiry, however early', true, []],
    ['what nobody closed has expired too early', false, ['ephemerals']],
  ] as const)('%s', (_, isClosed, broken) => {
    const script = twoWithEphemerals();
    if (isClosed) script.call(1, { type: 'close' });
    script.change(12, 'deleted', '/a');
    if (isClosed) script.state(1, 'CLOSED');
    expect(script.broken).toEqual(broken);
  });
});

describe('what the observer is told', () => {
  test('data that was not held any more is no lost write', () => {
    expect(new Script().withRoot().done(1, set('/r', 'a'), 20).change(20, 'dataChanged', '/r', null).broken).toEqual([]);
  });

  test('a write without an answer that was passed over does not come later; a unary call may', () => {
    const late = (isUnary: boolean): Script => {
      const script = new Script().withRoot();
      const more = isUnary ? ({ unary: true } as const) : {};
      script.call(3, set('/r', 'a'), more);
      script.call(3, set('/r', 'b'), more);
      return script.state(3, 'EXPIRED').change(20, 'dataChanged', '/r', 'b').change(21, 'dataChanged', '/r', 'a');
    };
    expect(late(true).broken).toEqual([]);
    expect(late(false).broken).toContain('changes');
  });
});

describe('pages', () => {
  function withChildren(): Script {
    const script = new Script().withRoot();
    for (const [at, name] of ['a', 'b', 'c'].entries())
      script.done(1, create(`/r/${name}`), 11 + at).change(11 + at, 'created', `/r/${name}`);
    return script;
  }
  const page = (pageToken?: string): Operation => ({
    type: 'getChildren',
    path: '/r',
    watch: false,
    pageSize: 2,
    ...(pageToken !== undefined && { pageToken }),
  });

  test('two lists that are read beside each other have one token, and are two lists', () => {
    const script = withChildren();
    for (let n = 0; n < 2; n++) script.done(1, page(), 13, { children: ['c', 'b'], nextPageToken: 'after b' });
    for (let n = 0; n < 2; n++) script.done(1, page('after b'), 13, { children: ['a'] });
    expect(script.broken).toEqual([]);
  });

  test('a unary page of a replica that is behind shows what is there, and a session may not miss it', () => {
    const unary = { unary: true } as const;
    const script = withChildren();
    script.answer(3, script.call(3, page(), unary), 13, { children: ['c', 'b'], nextPageToken: 'after b' });
    // At zxid 10 there was no child yet.
    script.answer(3, script.call(3, page('after b'), unary), 10, { children: [] });
    expect(script.broken).toEqual([]);
    script.done(1, page(), 13, { children: ['c', 'b'], nextPageToken: 'after b' }).done(1, page('after b'), 13, { children: [] });
    expect(script.broken).toEqual(['pages']);
  });
});

describe('request ids', () => {
  test('a call that is made again has no place of its own: neither in the order nor among sequentials', () => {
    const script = new Script().withRoot();
    const more = { unary: true, requestId: 'x' } as const;
    const operation: Operation = { type: 'create', path: '/r/n-', data: 'u', ...sequential };
    const outcome = { path: '/r/n-0000000000' };
    script.answer(3, script.call(3, operation, more), 11, outcome).change(11, 'created', '/r/n-0000000000', 'u');
    script.done(1, { ...operation, data: 'v' }, 12, { path: '/r/n-0000000001' }).change(12, 'created', '/r/n-0000000001', 'v');
    script.answer(3, script.call(3, operation, more), 11, outcome);
    expect(script.broken).toEqual([]);
  });
});

test.each([
  ['a credential that proves nothing is refused', 'knows', ErrorCode.AUTHFAILED, []],
  ['a sound one is not', 'alice:secret', ErrorCode.AUTHFAILED, ['access']],
  ['and what proves nothing is not taken', 'knows', 0, ['total order']],
] as const)('%s', (_, credential, code, broken) => {
  const script = new Script().withRoot();
  script.done(1, { type: 'addAuth', credential: { scheme: 'digest', credential } }, 20, {}, code);
  expect(script.broken).toEqual(broken);
});

describe('a quota whose answer never came', () => {
  const limits = '/zookeeper/quota/r/zookeeper_limits';
  const quota = { countHard: 3, countSoft: -1, bytesHard: -1, bytesSoft: -1 };
  const text = 'count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=3';
  const asked = (operation: Operation, set = false): Script => {
    const script = new Script().withRoot();
    if (set) {
      script.done(1, { type: 'setQuota', path: '/r', quota }, 11).change(11, 'created', '/zookeeper/quota/r');
      script.change(11, 'created', limits, text).change(11, 'created', '/zookeeper/quota/r/zookeeper_stats', 'count=1,bytes=0');
    }
    script.call(1, operation);
    return script.state(1, 'CLOSED');
  };
  const made = (script: Script, data: string): Script =>
    script
      .change(12, 'created', '/zookeeper/quota/r')
      .change(12, 'created', limits, data)
      .change(12, 'created', '/zookeeper/quota/r/zookeeper_stats', 'count=1,bytes=0');

  test('may have been set: as it was asked for, by who asked for it', () => {
    const set = { type: 'setQuota', path: '/r', quota } as const;
    expect(made(asked(set), text).broken).toEqual([]);
    expect(made(asked(set), text.replace('3', '4')).broken).toEqual(['changes']);
    expect(made(new Script().withRoot(), text).broken).toEqual(['changes']);
  });

  test('may have been removed, where that was asked for', () => {
    const gone = (script: Script): Script =>
      script
        .change(12, 'deleted', limits)
        .change(12, 'deleted', '/zookeeper/quota/r/zookeeper_stats')
        .change(12, 'deleted', '/zookeeper/quota/r');
    expect(check(new History(gone(asked({ type: 'removeQuota', path: '/r' }, true)).lines))).toEqual([]);
  });
});

test('znodes with a time to live can go again after others have gone', () => {
  const model = new Model();
  for (let zxid = 1; zxid < 6; zxid += 2) {
    model.apply({ type: 'create', path: '/t', data: '', kind: 'ttl', sequential: false, ttlMs: 300 }, zxid, { session: 0 });
    model.reap(['/t'], zxid + 1);
    expect(model.read({ type: 'exists', path: '/t', watch: false }, { session: 0 }).code).toBe(ErrorCode.NONODE);
  }
});

test('a znode without a time to live does not go by itself', () => {
  const script = new Script().open(1, 1).done(1, { type: 'create', path: '/r', data: '', ...plain }, 10);
  expect(script.change(10, 'created', '/r').change(11, 'deleted', '/r').broken).toEqual(['changes']);
});
