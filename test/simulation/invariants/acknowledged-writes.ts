import type { History, RequestRecord } from '../history';
import type { PartResult, Result, Stat } from '../operations';
import { writeKey, type Replayed } from '../replay';
import type { Report } from '../violation';

/**
 * No acknowledged write is lost, each happened once, and its answer is what the reference tree gives at its place in
 * the one committed log. Writes are linearizable: one that was sent after another was answered comes after it.
 */
export function checkAcknowledgedWrites(history: History, replayed: Replayed, report: Report): void {
  for (const request of history.requests) {
    const { answer } = request;
    if (answer === null || request.sequence === 0) continue;
    const name = `write ${request.sequence} of session ${request.sessionId} (${describe(request)})`;
    const applied = replayed.writes.get(writeKey(request.sessionId, request.sequence));
    if (applied === undefined) {
      report('acknowledged writes', `${name} was answered at zxid ${answer.zxid} and is not in the committed log`);
    } else if (applied.zxid !== answer.zxid) {
      report('acknowledged writes', `${name} was answered at zxid ${answer.zxid} and took effect at ${applied.zxid}`);
    } else if (!sameResult(applied.result, answer.result)) {
      report(
        'acknowledged writes',
        `${name} at zxid ${answer.zxid} was answered ${show(answer.result)}; the reference tree says ${show(applied.result)}`,
      );
    } else if (answer.zxid <= request.floorZxid) {
      report(
        'linearizable writes',
        `${name} took effect at ${answer.zxid}, though ${request.floorZxid} had been answered before it was sent`,
      );
    } else continue;
    return;
  }
}

export function describe(request: RequestRecord): string {
  const { operation } = request;
  return 'path' in operation ? `${operation.type} ${operation.path}` : operation.type;
}

export function show(result: Result): string {
  return JSON.stringify({ ...result, children: result.children === null ? null : [...result.children].sort() });
}

export function sameResult(a: Result, b: Result): boolean {
  return (
    a.code === b.code &&
    a.path === b.path &&
    a.data === b.data &&
    sameStat(a.stat, b.stat) &&
    sameNames(a.children, b.children) &&
    sameParts(a.parts, b.parts)
  );
}

function sameStat(a: Stat | null, b: Stat | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.czxid === b.czxid &&
    a.mzxid === b.mzxid &&
    a.pzxid === b.pzxid &&
    a.ctimeMs === b.ctimeMs &&
    a.mtimeMs === b.mtimeMs &&
    a.version === b.version &&
    a.cversion === b.cversion &&
    a.aversion === b.aversion &&
    a.kind === b.kind &&
    a.ownerSessionId === b.ownerSessionId &&
    a.dataLength === b.dataLength &&
    a.numChildren === b.numChildren
  );
}

/** The order of children is nobody's promise. */
function sameNames(a: readonly string[] | null, b: readonly string[] | null): boolean {
  if (a === null || b === null) return a === b;
  const names = new Set(a);
  return a.length === b.length && names.size === a.length && b.every((name) => names.has(name));
}

function sameParts(a: readonly PartResult[] | null, b: readonly PartResult[] | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.length === b.length &&
    a.every((part, at) => {
      const other = b[at];
      return other !== undefined && part.code === other.code && part.path === other.path && sameStat(part.stat, other.stat);
    })
  );
}
