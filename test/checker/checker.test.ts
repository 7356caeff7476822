import type { Operation, OperationResult } from '@grove/wire';
import { check, type Rule } from './check';
import { decodeLine, encodeLine, isWrite, type Answered, type Call, type Line, type Sent, type Told } from './history';
import { REGISTER, goodHistory, randomOf } from './good-history.testkit';
import { endValues, registerViolations } from './wing-gong-lowe';

const STEPS = 1_200;
const SEEDS = Array.from({ length: 8 }, (_, n) => n + 1);

test.each(SEEDS)('a flawless history passes every rule, and its text too (seed %i)', (seed) => {
  const history = goodHistory(seed, STEPS);
  const verdict = check(history);
  expect(verdict.violations).toEqual([]);
  expect(verdict.writes).toBeGreaterThan(60);
  expect(verdict.reads).toBeGreaterThan(30);
  expect(check(history.map((line) => decodeLine(encodeLine(line)))).violations).toEqual([]);
});

test('the histories hold what the rules are about: writes that nobody was answered, and calls that overlap', () => {
  const verdicts = SEEDS.map((seed) => check(goodHistory(seed, STEPS)));
  expect(verdicts.reduce((sum, { resolved }) => sum + resolved, 0)).toBeGreaterThan(0);
  expect(verdicts.reduce((sum, { searched }) => sum + searched, 0)).toBeGreaterThan(30);
});

describe('the search', () => {
  let ids = 0;
  const call = (sentAt: number, answeredAt: number, operation: Operation, read?: string): Call => {
    const id = (ids += 1);
    const result: OperationResult | null =
      read === undefined ? null : { type: 'getData', data: new Uint8Array(Buffer.from(read)), stat: {} as never };
    return {
      id,
      session: 1,
      sentAt,
      answeredAt,
      operation,
      linearizable: true,
      answer: { line: 'answered', at: answeredAt, id, code: 0, zxid: 1, result },
    };
  };
  const write = (from: number, to: number, value: string): Call =>
    call(from, to, { type: 'setData', path: '/r', data: new Uint8Array(Buffer.from(value)), version: null });
  const read = (from: number, to: number, value: string): Call => call(from, to, { type: 'getData', path: '/r', watch: false }, value);

  test.each([
    ['a read of what was written', [write(1, 2, 'a'), read(3, 4, 'a')], true],
    ['a read of what was there before', [read(1, 2, 'old'), write(3, 4, 'a')], true],
    ['a read beside a write sees one or the other', [read(0, 1, 'old'), write(2, 5, 'a'), read(3, 4, 'old'), read(6, 7, 'a')], true],
    ['a stale read', [write(1, 2, 'a'), write(3, 4, 'b'), read(5, 6, 'a')], false],
    ['a value of the future', [read(1, 2, 'a'), read(3, 4, 'old'), write(5, 6, 'a')], false],
    ['new, then old again', [write(0, 1, 'old'), write(2, 9, 'a'), read(3, 4, 'a'), read(5, 6, 'old')], false],
    ['writes at once, seen in two orders', [write(1, 4, 'a'), write(2, 5, 'b'), read(6, 7, 'a'), read(8, 9, 'b')], false],
    ['writes at once, in one order', [write(1, 4, 'a'), write(2, 5, 'b'), read(6, 7, 'a'), read(8, 9, 'a')], true],
  ] as const)('%s', (_, calls, expected) => {
    expect(endValues(calls).size > 0).toBe(expected);
    // Cut where nothing overlaps, it is judged the same.
    const lines = calls.flatMap(({ id, sentAt, operation, answer }): Line[] => [
      { line: 'sent', at: sentAt, id, session: 1, operation, linearizable: true },
      ...(answer === null ? [] : [answer]),
    ]);
    expect(registerViolations(lines).violations.length === 0).toBe(expected);
  });
});

/** What a faulty service or client would have recorded instead; null where this history has no place for it. */
type Mutation = (history: readonly Line[], random: () => number) => Line[] | null;

const answeredWrites = (history: readonly Line[]): { sent: Sent; answered: Answered }[] => {
  const sent = new Map(history.flatMap((line) => (line.line === 'sent' ? [[line.id, line] as const] : [])));
  return history.flatMap((line) => {
    const call = line.line === 'answered' && line.zxid > 0 ? sent.get(line.id) : undefined;
    return line.line === 'answered' && call !== undefined && isWrite(call.operation) ? [{ sent: call, answered: line }] : [];
  });
};
const some = <T>(values: readonly T[], random: () => number): T | undefined => values[Math.floor(random() * values.length)];
const swap = (history: readonly Line[], from: Line, to: Line): Line[] => history.map((line) => (line === from ? to : line));
const events = (history: readonly Line[]): Told[] => history.filter((line): line is Told => line.line === 'told');
/** Of watches that are followed to their end. */
const endedEvents = (history: readonly Line[]): Told[] => {
  const ended = new Set(history.flatMap((line) => (line.line === 'watchEnd' ? [line.watch] : [])));
  return events(history).filter(({ watch }) => ended.has(watch));
};

const mutations: Readonly<Record<string, readonly [rule: Rule, mutate: Mutation]>> = {
  'an event is lost': [
    'watches',
    (history, random) => {
      const event = some(endedEvents(history), random);
      return event === undefined ? null : history.filter((line) => line !== event);
    },
  ],
  'an event comes twice': [
    'watches',
    (history, random) => {
      const event = some(endedEvents(history), random);
      return event === undefined ? null : history.flatMap((line) => (line === event ? [line, line] : [line]));
    },
  ],
  'an event without a cause': [
    'watches',
    (history, random) => {
      const event = some(endedEvents(history), random);
      return event === undefined ? null : swap(history, event, { ...event, path: '/never' });
    },
  ],
  'two events change places': [
    'watches',
    (history, random) => {
      const all = endedEvents(history).filter(({ watch }) => watch === 1);
      const n = Math.floor(random() * (all.length - 1));
      const [one, two] = [all[n], all[n + 1]];
      if (one === undefined || two === undefined || one.zxid === two.zxid) return null;
      return history.map((line) => (line === one ? { ...two, at: one.at } : line === two ? { ...one, at: two.at } : line));
    },
  ],
  'an event comes behind an answer that shows it': [
    'event order',
    (history) => {
      const watching = history.flatMap((line) => (line.line === 'watching' && line.session !== 0 ? [line] : []));
      for (const { watch, session } of watching) {
        for (const event of events(history).filter((line) => line.watch === watch)) {
          const answer = history.find(
            (line): line is Answered =>
              line.line === 'answered' &&
              line.at > event.at &&
              line.zxid >= event.zxid &&
              history.some((sent) => sent.line === 'sent' && sent.id === line.id && sent.session === session),
          );
          if (answer === undefined) continue;
          return history.flatMap((line) => (line === event ? [] : line === answer ? [line, { ...event, at: line.at + 0.5 }] : [line]));
        }
      }
      return null;
    },
  ],
  'an acknowledged write is lost': [
    'watches',
    (history, random) => {
      const done = answeredWrites(history).filter(({ sent, answered }) => answered.code === 0 && sent.operation.type === 'setData');
      const lost = some(done, random);
      if (lost === undefined) return null;
      // It was answered, and nobody hears of it.
      return history.filter((line) => line.line !== 'told' || line.zxid !== lost.answered.zxid);
    },
  ],
  'a write is done twice': [
    'replay',
    (history, random) => {
      const done = some(
        answeredWrites(history).filter(({ answered, sent }) => answered.code === 0 && sent.operation.type === 'setData'),
        random,
      );
      if (done?.answered.result?.type !== 'setData') return null;
      const { stat } = done.answered.result;
      return swap(history, done.answered, { ...done.answered, result: { type: 'setData', stat: { ...stat, version: stat.version + 1 } } });
    },
  ],
  'two writes have one zxid': [
    'replay',
    (history, random) => {
      const writes = answeredWrites(history);
      const one = some(writes, random);
      const two = some(writes, random);
      return one === undefined || two === undefined || one === two
        ? null
        : swap(history, one.answered, { ...one.answered, zxid: two.answered.zxid });
    },
  ],
  'writes of one session change places': [
    'session order',
    (history, random) => {
      const writes = answeredWrites(history);
      const one = some(writes, random);
      const two = writes.find(({ sent }) => sent.session === one?.sent.session && sent.at > (one?.sent.at ?? Infinity));
      if (one === undefined || two === undefined) return null;
      return history.map((line) =>
        line === one.answered
          ? { ...one.answered, zxid: two.answered.zxid }
          : line === two.answered
            ? { ...two.answered, zxid: one.answered.zxid }
            : line,
      );
    },
  ],
  'an error that is none': [
    'replay',
    (history, random) => {
      const done = some(
        answeredWrites(history).filter(({ answered }) => answered.code === 0),
        random,
      );
      return done === undefined ? null : swap(history, done.answered, { ...done.answered, code: -103, result: null });
    },
  ],
  'success that was none': [
    'replay',
    (history, random) => {
      const done = some(
        answeredWrites(history).filter(({ answered, sent }) => answered.code === -101 && sent.operation.type === 'setData'),
        random,
      );
      return done === undefined ? null : swap(history, done.answered, { ...done.answered, code: 0 });
    },
  ],
  'a stale linearizable read': [
    'real time',
    (history, random) => {
      const reads = history.filter((line): line is Answered => line.line === 'answered' && line.zxid > 40 && isReadId(history, line.id));
      const read = some(reads, random);
      // The state of forty changes ago, as it was.
      const older = reads.find((line) => read !== undefined && line.zxid < read.zxid - 40);
      return read === undefined || older === undefined ? null : swap(history, read, { ...read, zxid: older.zxid });
    },
  ],
  'a read shows another value': [
    'replay',
    (history, random) => {
      const reads = history.filter((line): line is Answered => line.line === 'answered' && line.result?.type === 'getData');
      const read = some(reads, random);
      if (read?.result?.type !== 'getData') return null;
      return swap(history, read, { ...read, result: { ...read.result, data: new Uint8Array([1]) } });
    },
  ],
  'a linearizable read shows what was overwritten': [
    'search',
    (history) => {
      const done = answeredWrites(history).filter(
        ({ sent, answered }) => sent.operation.type === 'setData' && sent.operation.path === REGISTER && answered.code === 0,
      );
      const sentAt = new Map(history.flatMap((line) => (line.line === 'sent' ? [[line.id, line] as const] : [])));
      for (const read of history) {
        if (read.line !== 'answered' || read.result?.type !== 'getData') continue;
        const call = sentAt.get(read.id);
        if (call?.operation.type !== 'getData' || call.operation.path !== REGISTER) continue;
        // The last two writes that were over before it was sent, one after the other.
        const over = done.filter(({ answered }) => answered.at < call.at);
        const [older, newer] = over.sort((a, b) => a.answered.zxid - b.answered.zxid).slice(-2);
        if (older?.sent.operation.type !== 'setData' || newer === undefined || older.answered.at > newer.sent.at) continue;
        return swap(history, read, { ...read, result: { ...read.result, data: older.sent.operation.data } });
      }
      return null;
    },
  ],
  'a list misses a child': [
    'replay',
    (history, random) => {
      const reads = history.filter(
        (line): line is Answered => line.line === 'answered' && line.result?.type === 'getChildren' && line.result.children.length > 0,
      );
      const read = some(reads, random);
      if (read?.result?.type !== 'getChildren') return null;
      return swap(history, read, { ...read, result: { ...read.result, children: read.result.children.slice(1) } });
    },
  ],
  'an ephemeral outlives its session': [
    'replay',
    (history) => {
      const writes = new Set(answeredWrites(history).map(({ answered }) => answered.zxid));
      const ended = events(history).find(({ type, zxid, watch }) => watch === 1 && type === 'deleted' && !writes.has(zxid) && zxid > 0);
      const gone = ended === undefined ? [] : events(history).filter(({ zxid, watch }) => watch === 1 && zxid === ended.zxid);
      const [stays] = gone;
      return stays === undefined || gone.length < 2
        ? null
        : history.filter((line) => line.line !== 'told' || line.zxid !== stays.zxid || line.path !== stays.path);
    },
  ],
  'a sequence number is used twice': [
    'replay',
    (history, random) => {
      const created = answeredWrites(history).filter(
        ({ answered }) => answered.result?.type === 'create' && /\d{10}$/.test(answered.result.path),
      );
      const one = some(created, random);
      if (one?.answered.result?.type !== 'create') return null;
      const path = `${one.answered.result.path.slice(0, -10)}0000009999`;
      return swap(history, one.answered, { ...one.answered, result: { ...one.answered.result, path } });
    },
  ],
  'a write of a living session has no outcome': [
    'session order',
    (history, random) => {
      const last = history.find((line) => line.line === 'watching' && line.watch === 3);
      const session = last?.line === 'watching' ? last.session : 0;
      const done = some(
        answeredWrites(history).filter(({ sent }) => sent.session === session),
        random,
      );
      return done === undefined ? null : swap(history, done.answered, { ...done.answered, code: -1002, zxid: 0, result: null });
    },
  ],
};

function isReadId(history: readonly Line[], id: number): boolean {
  return history.some((line) => line.line === 'sent' && line.id === id && !isWrite(line.operation));
}

const cases = Object.entries(mutations).map(([what, [rule, mutate]]) => [what, rule, mutate] as const);
test.each(cases)('%s: found by %s', (_, rule, mutate) => {
  let tried = 0;
  for (const seed of SEEDS) {
    const mutated = mutate(goodHistory(seed, STEPS), randomOf(seed));
    if (mutated === null) continue;
    tried += 1;
    expect({ seed, found: check(mutated).byRule[rule].length > 0 }).toEqual({ seed, found: true });
  }
  expect(tried).toBeGreaterThan(2);
});
