import { type ClientHistory, type History } from '../history';
import type { Report } from '../report';

/** Locks are ephemerals right below here. */
export const LOCKS = '/lock/';

interface Hold {
  readonly client: number;
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

const STOPS: ReadonlySet<string> = new Set(['SUSPENDED', 'CONNECTED_READ_ONLY', 'EXPIRED', 'CLOSED', 'AUTH_FAILED']);

/**
 * Rule "locks": no two clients hold one lock at the same time, by what they themselves know: from the answer of the create
 * until the delete is sent, or the client library says that the session is doubtful.
 */
export function checkLocks(history: History, report: Report): void {
  const holds = [...history.clients.values()].flatMap(holdsOf).sort((a, b) => a.from - b.from);
  const latest = new Map<string, Hold>();
  for (const hold of holds) {
    const before = latest.get(hold.path);
    if (before !== undefined && hold.from < before.to) {
      report(
        'locks',
        `client ${hold.client} got ${hold.path} at line ${hold.from + 1}, client ${before.client} held it until line ${before.to + 1}`,
      );
    }
    if (before === undefined || hold.to > before.to) latest.set(hold.path, hold);
  }
}

function holdsOf({ client, calls, states }: ClientHistory): Hold[] {
  return calls.flatMap((call) => {
    const { operation, answer } = call;
    if (operation.type !== 'create' || operation.kind !== 'ephemeral' || !operation.path.startsWith(LOCKS) || answer?.code !== 0) return [];
    const { path } = operation;
    const released = calls.find((later) => later.position > answer.position && gives(later.operation, path));
    const doubted = states.find(({ position, state }) => position > answer.position && STOPS.has(state));
    return [{ client, path, from: answer.position, to: Math.min(released?.position ?? Infinity, doubted?.position ?? Infinity) }];
  });
}

function gives(operation: ClientHistory['calls'][number]['operation'], path: string): boolean {
  return operation.type === 'close' || (operation.type === 'delete' && operation.path === path);
}
