import { ErrorCode } from '@grove/wire';
import { describe, isWrite, type ClientHistory, type History } from '../history';
import { fateOf } from '../outcome';
import type { Report } from '../report';

const READ_ONLY = 'CONNECTED_READ_ONLY';

/**
 * Rule "read-only": a session at a replica without a leader is answered no write and no read that needs a leader; and nobody else is
 * refused for it. That what it reads is the state of its zxid, and never goes back, the other rules see.
 */
export function checkReadOnly(history: History, report: Report): void {
  for (const client of history.clients.values()) {
    const maySee = client.states.some(({ state }) => state === READ_ONLY);
    for (const call of client.calls) {
      const { answer, operation } = call;
      if (answer === null || call.unary === true) continue;
      if (answer.code === ErrorCode.NOTREADONLY && !maySee) report('read-only', `${describe(call)}: its session was never read-only`);
      const needsLeader = isWrite(operation) || call.linearizable || operation.type === 'sync';
      if (needsLeader && fateOf(call) === 'applied' && answer.zxid > 0 && stateAt(client, answer.position) === READ_ONLY) {
        report('read-only', `${describe(call)}: its session was read-only`);
      }
    }
  }
}

function stateAt({ states }: ClientHistory, position: number): string | undefined {
  return states.filter((line) => line.position < position).pop()?.state;
}
