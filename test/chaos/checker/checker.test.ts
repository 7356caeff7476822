import { ErrorCode } from '@grove/wire';
import { check } from './check';
import { goodHistory } from './good-history.testkit';
import { History, isWrite, type Line, type Operation, type OperationOf, type Outcome } from './history';
import { namesOf } from './page';
import { RULES, type Rule } from './report';

type Change = (lines: Line[]) => void;
type AnswerLine = Extract<Line, { readonly type: 'answer' }>;
type CallLine = Extract<Line, { readonly type: 'call' }>;

const SEEDS = [1, 2];
/** As they would lie in a file: each test has its own copy. */
const texts = new Map(SEEDS.map((seed) => [seed, goodHistory(seed).map((line) => JSON.stringify(line))] as const));

function good(seed: number): Line[] {
  return (texts.get(seed) ?? []).map((line) => JSON.parse(line) as Line);
}

function rulesBroken(lines: readonly Line[]): Rule[] {
  return [...new Set(check(new History(lines)).map(({ rule }) => rule))];
}

function callOf(lines: readonly Line[], answer: AnswerLine): CallLine {
  const call = lines.find((line): line is CallLine => line.type === 'call' && line.client === answer.client && line.id === answer.id);
  if (call === undefined) throw new Error('an answer without its call');
  return call;
}

/** Positions of answers whose call and answer fit. */
function answers(lines: readonly Line[], fits: (operation: Operation, answer: AnswerLine, call: CallLine) => boolean): number[] {
  const calls = new Map<string, CallLine>();
  return lines.flatMap((line, at) => {
    if (line.type === 'call') calls.set(`${line.client}/${line.id}`, line);
    if (line.type !== 'answer') return [];
    const call = calls.get(`${line.client}/${line.id}`) ?? callOf(lines, line);
    // Of a call that is made again several lines would have to change.
    return call.requestId === undefined && fits(call.operation, line, call) ? [at] : [];
  });
}

function middle(positions: readonly number[]): number {
  const at = positions[Math.floor(positions.length / 2)];
  if (at === undefined) throw new Error('the history has no line to change');
  return at;
}

function edit<Type extends Line['type']>(
  lines: Line[],
  at: number,
  type: Type,
  with_: (line: Extract<Line, { type: Type }>) => Line,
): void {
  const line = lines[at];
  if (line?.type !== type) throw new Error(`line ${at} is no ${type}`);
  lines[at] = with_(line as Extract<Line, { type: Type }>);
}

const isGood = (answer: AnswerLine): boolean => answer.code === 0;

function withoutZxid(lines: Line[], zxid: number): void {
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at];
    if ((line?.type === 'change' || line?.type === 'event') && line.zxid === zxid) lines.splice(at, 1);
  }
}

/** What is done to a good history, and the rule that must find it. */
const mistakes: readonly (readonly [string, Rule, Change])[] = [
  [
    'an acknowledged write is lost: nobody sees its effect',
    'exactly once',
    (lines) => {
      const at = middle(answers(lines, (operation, answer) => operation.type === 'create' && isGood(answer)));
      withoutZxid(lines, (lines[at] as AnswerLine).zxid);
    },
  ],
  [
    'a write is applied twice',
    'exactly once',
    (lines) => {
      const at = middle(
        lines.flatMap((line, n) => (line.type === 'change' && line.path === '/register/a' && line.event === 'dataChanged' ? [n] : [])),
      );
      const change = lines[at];
      if (change?.type !== 'change') throw new Error('no change');
      const last = Math.max(...lines.map((line) => ('zxid' in line ? line.zxid : 0)));
      lines.push({ ...change, zxid: last + 1 });
    },
  ],
  [
    'two writes have one zxid',
    'total order',
    (lines) => {
      const writes = answers(lines, (operation, answer) => operation.type === 'setData' && isGood(answer));
      const other = (lines[middle(writes)] as AnswerLine).zxid;
      edit(lines, middle(writes) === writes[0] ? (writes[1] ?? 0) : (writes[0] ?? 0), 'answer', (line) => ({ ...line, zxid: other }));
    },
  ],
  [
    'a write answers with the version of another',
    'total order',
    (lines) => {
      const at = middle(answers(lines, (operation, answer) => operation.type === 'setData' && isGood(answer)));
      edit(lines, at, 'answer', (line) => ({
        ...line,
        outcome: { ...line.outcome, stat: line.outcome.stat ? { ...line.outcome.stat, version: line.outcome.stat.version + 1 } : null },
      }));
    },
  ],
  [
    'a refused write is answered as done',
    'total order',
    (lines) =>
      edit(lines, middle(answers(lines, (_, answer) => answer.code === ErrorCode.NODEEXISTS)), 'answer', (line) => ({ ...line, code: 0 })),
  ],
  [
    'a write is ordered before one that was answered before it was sent',
    'real-time order',
    (lines) => {
      const at = middle(answers(lines, (operation, answer) => operation.type === 'setData' && isGood(answer)));
      const call = callOf(lines, lines[at] as AnswerLine);
      const before = Math.max(
        ...answers(lines, (operation, answer) => operation.type === 'setData' && isGood(answer)).filter((n) => n < lines.indexOf(call)),
      );
      const { zxid } = lines[before] as AnswerLine;
      edit(lines, at, 'answer', (line) => ({ ...line, zxid: zxid - 1 }));
    },
  ],
  [
    'two answers of a session are swapped',
    'session order',
    (lines) => {
      for (let at = 0; at < lines.length; at++) {
        const line = lines[at];
        if (line?.type !== 'answer') continue;
        const next = lines.findIndex((other, n) => n > at && other.type === 'answer' && other.client === line.client);
        const other = lines[next];
        if (other?.type !== 'answer' || lines.indexOf(callOf(lines, other)) > at) continue;
        lines[at] = other;
        lines[next] = line;
        return;
      }
      throw new Error('no two answers to swap');
    },
  ],
  [
    'a session sees an older state than before',
    'session order',
    (lines) => {
      const at = middle(
        answers(
          lines,
          (operation, answer) =>
            operation.type === 'getChildren' &&
            lines.some((line) => line.type === 'answer' && line.client === answer.client && line.zxid < answer.zxid),
        ),
      );
      edit(lines, at, 'answer', (line) => ({ ...line, zxid: 1 }));
    },
  ],
  [
    'an answer is left out, and those after it came',
    'session order',
    (lines) => {
      const at = middle(answers(lines, (operation) => operation.type === 'getChildren'));
      lines.splice(at, 1);
    },
  ],
  [
    'a read shows other data than its zxid says',
    'reads',
    (lines) => {
      const at = middle(answers(lines, (operation, answer) => operation.type === 'getData' && isGood(answer)));
      edit(lines, at, 'answer', (line) => ({ ...line, outcome: { ...line.outcome, data: 'never written' } }));
    },
  ],
  [
    'a list has a child too few',
    'reads',
    (lines) => {
      const at = middle(
        answers(
          lines,
          (operation, answer) =>
            operation.type === 'getChildren' && operation.pageSize === undefined && (answer.outcome.children?.length ?? 0) > 1,
        ),
      );
      edit(lines, at, 'answer', (line) => ({ ...line, outcome: { ...line.outcome, children: line.outcome.children?.slice(1) ?? [] } }));
    },
  ],
  [
    'a linearizable read is stale: right for its zxid, which is too old',
    'fresh reads',
    (lines) => {
      const at = middle(answers(lines, (_, answer, call) => call.linearizable && isGood(answer)));
      const call = lines.indexOf(callOf(lines, lines[at] as AnswerLine));
      const known = Math.max(...lines.slice(0, call).map((line) => (line.type === 'answer' ? line.zxid : 0)));
      edit(lines, at, 'answer', (line) => ({ ...line, zxid: known - 1 }));
    },
  ],
  [
    'a sync is behind what was acknowledged before it',
    'fresh reads',
    (lines) => {
      const at = middle(answers(lines, (operation) => operation.type === 'sync'));
      edit(lines, at, 'answer', (line) => ({ ...line, zxid: 3 }));
    },
  ],
  [
    'a write stays unknown while its session lives',
    'unknown outcomes',
    (lines) => {
      const clients = new Set(lines.flatMap((line) => (line.type === 'state' && line.state === 'CLOSED' ? [line.client] : [])));
      const at = middle(answers(lines, (operation, answer) => operation.type === 'setData' && !clients.has(answer.client)));
      edit(lines, at, 'answer', (line) => ({ ...line, code: ErrorCode.OUTCOMEUNKNOWN }));
    },
  ],
  ['an event of a watch that stays is dropped', 'watches', (lines) => void lines.splice(middle(stayingEvents(lines)), 1)],
  [
    'an event of a watch that stays comes twice',
    'watches',
    (lines) => {
      const at = middle(stayingEvents(lines));
      const event = lines[at];
      if (event !== undefined) lines.splice(at, 0, event);
    },
  ],
  [
    'an event comes after an answer that shows its change',
    'watches',
    (lines) => {
      const at = middle(
        stayingEvents(lines).filter((n) => {
          const event = lines[n];
          return (
            event?.type === 'event' && lines.some((line, later) => later > n && line.type === 'answer' && line.client === event.client)
          );
        }),
      );
      const [event] = lines.splice(at, 1);
      if (event?.type !== 'event') throw new Error('no event');
      const after = lines.findIndex((line, n) => n >= at && line.type === 'answer' && line.client === event.client);
      lines.splice(after + 1, 0, event);
    },
  ],
  ['a one-shot watch never tells', 'watches', (lines) => void lines.splice(middle(oneShotEvents(lines)), 1)],
  [
    'a one-shot watch tells of a later change',
    'watches',
    (lines) => edit(lines, middle(oneShotEvents(lines)), 'event', (line) => ({ ...line, zxid: line.zxid + 1 })),
  ],
  [
    'the observer is told of a change that nobody made',
    'changes',
    (lines) => {
      const at = middle(lines.flatMap((line, n) => (line.type === 'change' ? [n] : [])));
      edit(lines, at, 'change', (line) => ({ ...line, path: '/nobody' }));
    },
  ],
  [
    'an ephemeral survives its session',
    'changes',
    (lines) => {
      const at = middle(
        lines.flatMap((line, n) => (line.type === 'change' && line.event === 'deleted' && line.path.startsWith('/group/') ? [n] : [])),
      );
      lines.splice(at, 1);
    },
  ],
  [
    'a session writes after its end',
    'ephemerals',
    (lines) => {
      const at = middle(answers(lines, (operation) => operation.type === 'close'));
      const { client } = lines[at] as AnswerLine;
      const zxid = Math.max(...lines.map((line) => ('zxid' in line ? line.zxid : 0))) + 1;
      const operation = { type: 'create', path: '/late', data: '', kind: 'ephemeral', sequential: false } as const;
      lines.push({ type: 'call', client, id: 999, operation, linearizable: false, minZxid: 0, atMs: 0 });
      lines.push({ type: 'answer', client, id: 999, code: 0, zxid, outcome: { path: '/late' }, atMs: 0 });
    },
  ],
  [
    'a session expires although it was heard',
    'ephemerals',
    (lines) => {
      // The close that ended it is nobody's: the ephemerals went by themselves, just after a write.
      const at = middle(
        answers(
          lines,
          (operation, answer) => operation.type === 'close' && lines.some((line) => line.type === 'change' && line.zxid === answer.zxid),
        ),
      );
      const answer = lines[at] as AnswerLine;
      lines.splice(lines.indexOf(callOf(lines, answer)), 1);
      lines.splice(lines.indexOf(answer), 1);
    },
  ],
  [
    'two clients hold one lock',
    'locks',
    (lines) => {
      // The holder never says that it gives it back, and another one gets it.
      const got = answers(lines, (operation, answer) => operation.type === 'create' && operation.path === '/lock/one' && isGood(answer));
      const given = answers(lines, (operation, answer) => operation.type === 'delete' && operation.path === '/lock/one' && isGood(answer));
      const at = given.find((n) => {
        const { client } = lines[n] as AnswerLine;
        const next = lines[got.find((m) => m > n) ?? -1];
        const closed = lines.findIndex((line) => line.type === 'call' && line.client === client && line.operation.type === 'close');
        return next?.type === 'answer' && next.client !== client && (closed < 0 || closed > lines.indexOf(next));
      });
      const call = callOf(lines, lines[at ?? -1] as AnswerLine);
      edit(lines, lines.indexOf(call), 'call', (line) => ({ ...line, operation: { type: 'delete', path: '/lock/other', version: null } }));
    },
  ],
  [
    'two sequentials have the same number',
    'sequentials',
    (lines) => {
      const made = answers(lines, (operation, answer) => operation.type === 'create' && operation.path === '/seq/n-' && isGood(answer));
      const path = (lines[made[0] ?? 0] as AnswerLine).outcome.path ?? '';
      edit(lines, made[1] ?? 0, 'answer', (line) => ({ ...line, outcome: { ...line.outcome, path } }));
    },
  ],
  [
    'a sequential has the wrong number',
    'total order',
    (lines) => {
      const at = middle(
        answers(lines, (operation, answer) => operation.type === 'create' && operation.path === '/seq/n-' && isGood(answer)),
      );
      edit(lines, at, 'answer', (line) => ({ ...line, outcome: { ...line.outcome, path: '/seq/n-0000009999' } }));
    },
  ],
  [
    'a write is done without the right to it',
    'access',
    (lines) =>
      edit(lines, middle(answers(lines, (_, answer) => answer.code === ErrorCode.NOAUTH)), 'answer', (line) => ({ ...line, code: 0 })),
  ],
  [
    'a secret is shown to somebody without ADMIN',
    'reads',
    (lines) => {
      const isMasked = (answer: AnswerLine): boolean => answer.outcome.acl?.some(({ identity }) => identity.id.endsWith(':x')) === true;
      const at = lines.findIndex((line) => line.type === 'answer' && (isMasked(line) || line.outcome.acl !== undefined));
      edit(lines, at, 'answer', (line) => ({
        ...line,
        outcome: {
          ...line.outcome,
          acl: (line.outcome.acl ?? []).map((each) => ({ ...each, identity: { scheme: 'digest', id: 'alice:shown' } })),
        },
      }));
    },
  ],
  [
    'somebody is taken for another',
    'reads',
    (lines) =>
      edit(lines, middle(answers(lines, (operation) => operation.type === 'whoAmI')), 'answer', (line) => ({
        ...line,
        outcome: { ...line.outcome, identities: [...(line.outcome.identities ?? []), { scheme: 'super', id: '' }] },
      })),
  ],
  [
    'a write is done beyond a hard quota',
    'quotas',
    (lines) =>
      edit(lines, middle(answers(lines, (_, answer) => answer.code === ErrorCode.QUOTAEXCEEDED)), 'answer', (line) => ({
        ...line,
        code: 0,
      })),
  ],
  [
    'a write is refused within a hard quota',
    'quotas',
    (lines) => {
      const at = middle(
        answers(lines, (operation, answer) => operation.type === 'create' && operation.path.startsWith('/quota/') && isGood(answer)),
      );
      edit(lines, at, 'answer', (line) => ({ ...line, code: ErrorCode.QUOTAEXCEEDED, outcome: {} }));
    },
  ],
  [
    'a quota shows another use than there is',
    'reads',
    (lines) =>
      edit(lines, middle(answers(lines, (operation) => operation.type === 'listQuotas')), 'answer', (line) => ({
        ...line,
        outcome: { ...line.outcome, quotas: (line.outcome.quotas ?? []).map((each) => ({ ...each, count: each.count + 1 })) },
      })),
  ],
  [
    'a page misses a child, and says that there is no further one',
    'pages',
    (lines) => {
      const at = middle(answers(lines, isLastPage));
      edit(lines, at, 'answer', (line) => ({ ...line, outcome: { ...line.outcome, children: [], entries: [] } }));
    },
  ],
  [
    'a child comes on two pages',
    'pages',
    (lines) => {
      const at = middle(answers(lines, isLastPage));
      const { pageToken } = callOf(lines, lines[at] as AnswerLine).operation as OperationOf<'getChildren'>;
      const before = lines.findIndex(
        (line, n) =>
          n < at && line.type === 'answer' && line.client === (lines[at] as AnswerLine).client && line.outcome.nextPageToken === pageToken,
      );
      const { children, entries, stat } = (lines[before] as AnswerLine).outcome;
      // As it was seen then, so that the rule has nothing but the repetition to find.
      const { zxid } = lines[before] as AnswerLine;
      edit(lines, at, 'answer', (line) => ({ ...line, zxid, outcome: { ...line.outcome, ...{ children, entries, stat } } as Outcome }));
    },
  ],
  [
    'a list with Stat shows another one than there is',
    'reads',
    (lines) => {
      const at = middle(answers(lines, (_, answer) => answer.outcome.entries?.some(({ stat }) => stat !== null) === true));
      edit(lines, at, 'answer', (line) => ({
        ...line,
        outcome: {
          ...line.outcome,
          entries: (line.outcome.entries ?? []).map((each) => ({ ...each, stat: each.stat && { ...each.stat, version: 77 } })),
        },
      }));
    },
  ],
  [
    'a page is longer than asked for',
    'reads',
    (lines) => {
      const at = middle(
        answers(
          lines,
          (operation, { outcome }) =>
            operation.type === 'getChildren' && operation.pageSize !== undefined && outcome.children?.length === 2,
        ),
      );
      edit(lines, lines.indexOf(callOf(lines, lines[at] as AnswerLine)), 'call', (line) => ({
        ...line,
        operation: { ...line.operation, pageSize: 1 } as Operation,
      }));
    },
  ],
  [
    'a request id is done twice',
    'request ids',
    (lines) => {
      const { at } = again(lines);
      edit(lines, at, 'answer', (line) => ({ ...line, zxid: line.zxid + 1 }));
    },
  ],
  [
    'a request id is answered with something else the second time',
    'request ids',
    (lines) => {
      const { at } = again(lines);
      edit(lines, at, 'answer', (line) => ({ ...line, outcome: { ...line.outcome, path: '/another' } }));
    },
  ],
  [
    'a replica without a leader does a write',
    'read-only',
    (lines) => {
      const at = middle(answers(lines, (operation, answer) => isWrite(operation) && answer.code === ErrorCode.NOTREADONLY));
      edit(lines, at, 'answer', (line) => ({ ...line, code: ErrorCode.NONODE }));
    },
  ],
  [
    'a session with a leader is refused as read-only',
    'read-only',
    (lines) => {
      const readOnly = new Set(
        lines.flatMap((line) => (line.type === 'state' && line.state === 'CONNECTED_READ_ONLY' ? [line.client] : [])),
      );
      const at = middle(
        answers(lines, (operation, answer, call) => operation.type === 'getData' && call.unary !== true && !readOnly.has(answer.client)),
      );
      edit(lines, at, 'answer', (line) => ({ ...line, code: ErrorCode.NOTREADONLY, outcome: {} }));
    },
  ],
  [
    'a replica without a leader shows what was never written',
    'reads',
    (lines) => {
      const states = new Map<number, string>();
      const at = lines.findIndex((line) => {
        if (line.type === 'state') states.set(line.client, line.state);
        return line.type === 'answer' && states.get(line.client) === 'CONNECTED_READ_ONLY' && line.outcome.data !== undefined;
      });
      edit(lines, at, 'answer', (line) => ({ ...line, outcome: { ...line.outcome, data: 'never written' } }));
    },
  ],
  [
    'checkWatches finds a watch that was never set, or has told',
    'held watches',
    (lines) =>
      edit(
        lines,
        middle(answers(lines, (operation, answer) => operation.type === 'checkWatches' && answer.code === ErrorCode.NOWATCHER)),
        'answer',
        (line) => ({ ...line, code: 0 }),
      ),
  ],
  [
    'checkWatches does not find a watch that there is',
    'held watches',
    (lines) =>
      edit(lines, middle(answers(lines, (operation, answer) => operation.type === 'checkWatches' && isGood(answer))), 'answer', (line) => ({
        ...line,
        code: ErrorCode.NOWATCHER,
      })),
  ],
  [
    'a watch tells after it was removed',
    'held watches',
    (lines) => {
      const at = middle(answers(lines, (operation, answer) => operation.type === 'removeWatches' && isGood(answer)));
      const { client } = lines[at] as AnswerLine;
      const [event] = lines
        .filter((line, n) => n < at && line.type === 'event' && line.client === client && line.path === '/register/a')
        .reverse();
      if (event === undefined) throw new Error('it never told');
      lines.splice(at + 1, 0, event);
    },
  ],
  [
    'a watch that stays tells of less data than there was',
    'watches',
    (lines) => {
      const at = middle(lines.flatMap((line, n) => (line.type === 'event' && (line.data ?? '') !== '' ? [n] : [])));
      edit(lines, at, 'event', (line) => ({ ...line, data: 'u' }));
    },
  ],
  [
    'a watch that stays tells of other data before than there was',
    'watches',
    (lines) => {
      const at = middle(lines.flatMap((line, n) => (line.type === 'event' && (line.previousData ?? '') !== '' ? [n] : [])));
      edit(lines, at, 'event', (line) => ({ ...line, previousData: 'u' }));
    },
  ],
  [
    'a watch that stays does not tell of a change of the children',
    'watches',
    (lines) => {
      const events = lines.flatMap((line, n) => (line.type === 'event' && line.event === 'childrenChanged' ? [n] : []));
      lines.splice(middle(events), 1);
    },
  ],
  [
    'time goes back from one write to the next',
    'stamps',
    (lines) => {
      const at = middle(answers(lines, (operation, answer) => operation.type === 'setData' && isGood(answer)));
      edit(lines, at, 'answer', (line) => ({
        ...line,
        outcome: { ...line.outcome, stat: line.outcome.stat ? { ...line.outcome.stat, mtimeMs: 1 } : null },
      }));
    },
  ],
  [
    'a replica ends with another digest',
    'digests',
    (lines) => edit(lines, lines.length - 1, 'digest', (line) => ({ ...line, digest: 'another' })),
  ],
  [
    'a linearizable read of a register shows what was overwritten, and its zxid lies',
    'registers',
    (lines) => {
      const reads = answers(
        lines,
        (operation, answer, call) => operation.type === 'getData' && call.linearizable && (answer.outcome.stat?.version ?? 0) > 3,
      );
      const at = reads[reads.length - 1] ?? 0;
      const early = lines.find(
        (line): line is AnswerLine => line.type === 'answer' && callOf(lines, line).operation.type === 'setData' && isGood(line),
      );
      const written = early === undefined ? null : callOf(lines, early).operation;
      if (early === undefined || written?.type !== 'setData') throw new Error('no write');
      edit(lines, at, 'answer', (line) => ({ ...line, outcome: { stat: early.outcome.stat ?? null, data: written.data } }));
    },
  ],
];

function isLastPage(operation: Operation, { outcome }: AnswerLine): boolean {
  const isPaged = operation.type === 'getChildren' && operation.pageToken !== undefined;
  return isPaged && outcome.nextPageToken === undefined && namesOf(outcome).length > 0;
}

/** The answer to a unary create that was made again. */
function again(lines: readonly Line[]): { readonly at: number } {
  const seen = new Set<string>();
  const call = lines.find((line): line is CallLine => {
    if (line.type !== 'call' || line.requestId === undefined || line.operation.type !== 'create') return false;
    if (seen.has(line.requestId)) return true;
    seen.add(line.requestId);
    return false;
  });
  const at = lines.findIndex((line) => line.type === 'answer' && line.client === call?.client && line.id === call.id);
  if (at < 0) throw new Error('no call was made again');
  return { at };
}

function eventsWhere(lines: readonly Line[], fits: (operation: Operation) => boolean): number[] {
  const operations = new Map(
    lines.flatMap((line) => (line.type === 'call' ? [[`${line.client}/${line.id}`, line.operation] as const] : [])),
  );
  return lines.flatMap((line, at) => {
    const operation = line.type === 'event' ? operations.get(`${line.client}/${line.watch}`) : undefined;
    return operation !== undefined && fits(operation) ? [at] : [];
  });
}

function stayingEvents(lines: readonly Line[]): number[] {
  return eventsWhere(lines, (operation) => operation.type === 'addWatch');
}

function oneShotEvents(lines: readonly Line[]): number[] {
  return eventsWhere(lines, (operation) => operation.type === 'getData');
}

describe('the checker of histories', () => {
  test('a good history breaks no rule', () => {
    for (const seed of SEEDS) expect(check(History.parse(texts.get(seed)?.join('\n') ?? ''))).toEqual([]);
  });

  test.each(mistakes)('%s: found by the rule "%s"', (_, rule, change) => {
    for (const seed of SEEDS) {
      const lines = good(seed);
      change(lines);
      expect(rulesBroken(lines)).toContain(rule);
    }
  });

  test('every rule finds a mistake of its own', () => {
    expect(RULES.filter((rule) => !mistakes.some(([, found]) => found === rule))).toEqual([]);
  });
});

describe('what has no answer', () => {
  /** A session ends without a word, and its last write, which set data, has no answer. */
  function withUnknownWrite(): { readonly lines: Line[]; readonly zxid: number } {
    for (let seed = 1; seed < 100; seed++) {
      const lines = goodHistory(seed, 150);
      const at = answers(lines, (operation, answer) => isWrite(operation) && isGood(answer)).find((n) => {
        const answer = lines[n] as AnswerLine;
        const { operation } = callOf(lines, answer);
        return operation.type === 'setData' && operation.path === '/register/a' && !hasCallsAfter(lines, answer) && isShown(lines, n);
      });
      if (at === undefined) continue;
      const { client, zxid } = lines[at] as AnswerLine;
      const kept = lines.filter((line, n) => n < at || !('client' in line) || line.client !== client);
      kept.push({ type: 'state', client, state: 'EXPIRED', endpoint: null });
      return { lines: kept, zxid };
    }
    throw new Error('no history ends so');
  }

  /** By the version that another session's write answers. */
  function isShown(lines: readonly Line[], position: number): boolean {
    const { client } = lines[position] as AnswerLine;
    return answers(lines, (operation, answer) => operation.type === 'setData' && answer.client !== client && isGood(answer)).some(
      (n) => n > position,
    );
  }

  function hasCallsAfter(lines: readonly Line[], answer: AnswerLine): boolean {
    return lines.some(
      (line) => line.type === 'call' && line.client === answer.client && line.id > answer.id && line.operation.type !== 'sync',
    );
  }

  test('it is put where its effect was seen', () => {
    const { lines } = withUnknownWrite();
    expect(rulesBroken(lines)).toEqual([]);
  });

  test('where its effect was not seen, nothing may show it', () => {
    const { lines, zxid } = withUnknownWrite();
    withoutZxid(lines, zxid);
    expect(rulesBroken(lines)).not.toEqual([]);
  });
});
