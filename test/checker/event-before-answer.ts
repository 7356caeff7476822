import type { Line } from './history';

/** On a session's stream an event comes before any answer that shows the state it tells of (rule 7, P6). */
export function eventOrderViolations(history: readonly Line[]): string[] {
  const violations: string[] = [];
  const sessionOfCall = new Map<number, number>();
  const sessionOfWatch = new Map<number, number>();
  /** By session: the newest zxid that an answer showed. */
  const shown = new Map<number, { readonly id: number; readonly zxid: number }>();
  for (const line of history) {
    if (line.line === 'sent') sessionOfCall.set(line.id, line.session);
    if (line.line === 'watching') sessionOfWatch.set(line.watch, line.session);
    if (line.line === 'answered') {
      const session = sessionOfCall.get(line.id) ?? 0;
      if (line.zxid > (shown.get(session)?.zxid ?? 0)) shown.set(session, line);
    }
    if (line.line !== 'told') continue;
    const session = sessionOfWatch.get(line.watch) ?? 0;
    const answer = shown.get(session);
    if (session !== 0 && answer !== undefined && answer.zxid >= line.zxid) {
      violations.push(
        `watch ${line.watch} told of zxid ${line.zxid} (${line.path}) behind the answer to call ${answer.id}, which showed zxid ${answer.zxid}`,
      );
    }
  }
  return violations;
}
