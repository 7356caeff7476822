import { callsOf, listOf, type Call, type Line } from './history';

/** Calls of one znode above which a search may take for ever. */
const CALLS_MAX = 28;

/**
 * A cross-check without zxids: each znode by itself as a register, judged by search for an order that explains all answers and keeps real time (Wing and
 * Gong 1993, with Lowe's memory of configurations seen). Only setData and linearizable getData, and only where their calls are few; a window of
 * them is cut where nothing overlaps.
 */
export function registerViolations(history: readonly Line[]): { readonly violations: string[]; readonly searched: number } {
  const byPath = new Map<string, Call[]>();
  const left = new Set<string>();
  for (const call of callsOf(history)) {
    const { operation, answer } = call;
    if (operation.type === 'multi') for (const part of operation.parts) left.add(part.path);
    if (operation.type === 'delete') left.add(operation.path);
    const isWritten = operation.type === 'setData';
    const isRead = operation.type === 'getData' && call.linearizable && answer !== null && answer.code === 0;
    // A write of unknown outcome may happen at any later time.
    if (isWritten && (answer === null || answer.zxid === 0)) left.add(operation.path);
    if ((isWritten && answer?.code === 0) || isRead) listOf(byPath, operation.path).push(call);
  }
  const violations: string[] = [];
  let searched = 0;
  for (const [path, calls] of byPath) {
    if (left.has(path)) continue;
    let values: ReadonlySet<string | null> = ANY;
    for (const window of windowsOf(calls)) {
      if (window.length > CALLS_MAX) {
        values = ANY;
        continue;
      }
      searched += 1;
      values = endValues(window, values);
      if (values.size > 0) continue;
      violations.push(`no order of the calls ${window.map(({ id }) => id).join(', ')} on ${path} explains their answers`);
      values = ANY;
    }
  }
  return { violations, searched };
}

/** Runs of calls of which each overlaps another one of the run. */
function windowsOf(calls: readonly Call[]): Call[][] {
  const windows: Call[][] = [];
  let end = -1;
  for (const call of [...calls].sort((a, b) => a.sentAt - b.sentAt)) {
    if (call.sentAt > end) windows.push([]);
    windows.at(-1)?.push(call);
    end = Math.max(end, call.answeredAt);
  }
  return windows;
}

/** Nobody knows what is there: the first read says it. */
const ANY: ReadonlySet<string | null> = new Set([null]);

/** The values that the register may have behind these calls, over all orders that explain their answers; none where no order does. */
export function endValues(calls: readonly Call[], starts: ReadonlySet<string | null> = ANY): Set<string | null> {
  const ends = new Set<string | null>();
  const seen = new Set<string>();
  const search = (done: number, value: string | null): void => {
    const key = `${done} ${value ?? ''}${value === null ? '?' : ''}`;
    if (seen.has(key)) return;
    seen.add(key);
    if (done === 2 ** calls.length - 1) {
      ends.add(value);
      return;
    }
    const open = calls.filter((_, n) => (done & (1 << n)) === 0);
    const firstEnd = Math.min(...open.map(({ answeredAt }) => answeredAt));
    for (const [n, call] of calls.entries()) {
      // What was sent after another had been answered cannot come before it.
      if ((done & (1 << n)) !== 0 || call.sentAt > firstEnd) continue;
      const next = done | (1 << n);
      if (call.operation.type === 'setData') {
        search(next, text(call.operation.data));
        continue;
      }
      const result = call.answer?.result;
      const read = result?.type === 'getData' ? text(result.data) : null;
      if (value === null || read === value) search(next, read);
    }
  };
  for (const start of starts) search(0, start);
  return ends;
}

function text(data: Uint8Array): string {
  return Buffer.from(data).toString('latin1');
}
