import { ErrorCode } from '@grove/wire';
import { answers, callOf, middle, edit, isGood, withoutZxid, stayingEvents, oneShotEvents } from './history-edits.testkit';
import type { AnswerLine, Mistake } from './history-edits.testkit';

/** What is done to a good history, and the rule that must find it. */
export const mistakes: readonly Mistake[] = [
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
