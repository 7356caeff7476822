import { ErrorCode } from '@grove/wire';
import { answers, callOf, middle, edit, isGood, isLastPage, again } from './history-edits.testkit';
import type { AnswerLine, Mistake } from './history-edits.testkit';
import { isWrite } from './history';
import type { Operation, OperationOf, Outcome } from './history';

/** As in `mistakes.testkit.ts`, of rights, quotas, pages, request ids, replicas without a leader and watches that are asked for. */
export const operationMistakes: readonly Mistake[] = [
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
];
