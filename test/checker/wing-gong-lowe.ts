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
    for (const window of windowsOf(calls)) {
      if (window.length > CALLS_MAX) continue;
      searched += 1;
      if (!isLinearizable(window))
        violations.push(`no order of the calls ${window.map(({ id }) => id).join(', ')} on ${path} explains their answers`);
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

/** Whether some order explains all answers. What was there before the first write is taken from the first read that needs it. */
export function isLinearizable(calls: readonly Call[]): boolean {
  const seen = new Set<string>();
  const search = (done: number, value: string | null): boolean => {
    if (done === 2 ** calls.length - 1) return true;
    const key = `${done} ${value ?? ''}${value === null ? '?' : ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const open = calls.filter((_, n) => (done & (1 << n)) === 0);
    const firstEnd = Math.min(...open.map(({ answeredAt }) => answeredAt));
    return calls.some((call, n) => {
      // What was sent after another had been answered cannot come before it.
      if ((done & (1 << n)) !== 0 || call.sentAt > firstEnd) return false;
      const next = done | (1 << n);
      if (call.operation.type === 'setData') return search(next, text(call.operation.data));
      const result = call.answer?.result;
      const read = result?.type === 'getData' ? text(result.data) : null;
      return (value === null || read === value) && search(next, read);
    });
  };
  return search(0, null);
}

function text(data: Uint8Array): string {
  return Buffer.from(data).toString('latin1');
}
