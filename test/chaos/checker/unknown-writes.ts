import { limitsText } from '@grove/tree/dist/testing/reference-tree';
import { isWrite, type Call, type History, type Part } from './history';
import { fateOf } from './outcome';

type ObservedChange = History['changes'][number];

/**
 * Writes whose answer never came, each session's in the order sent. Data is unique in every history, so that an effect
 * names its write. Of one stream they take effect in order: what was passed over cannot come later. Unary calls have no order.
 */
export class UnknownWrites {
  /** By client, but each unary call by itself. */
  private readonly inOrder: { readonly client: number; readonly calls: Call[] }[] = [];

  constructor(history: History) {
    const byClient = new Map<number, Call[]>();
    for (const call of history.calls) {
      if (!isWrite(call.operation) || call.operation.type === 'close' || fateOf(call) !== 'unknown') continue;
      const sent = call.unary === true ? undefined : byClient.get(call.client);
      if (sent !== undefined) {
        sent.push(call);
        continue;
      }
      const calls = [call];
      this.inOrder.push({ client: call.client, calls });
      if (call.unary !== true) byClient.set(call.client, calls);
    }
  }

  /** The write that had this effect, or null. */
  take(observed: readonly ObservedChange[], isAlive: (client: number) => boolean): Call | null {
    const seen = observed[0]?.position ?? 0;
    for (const { client, calls } of this.inOrder) {
      if (!isAlive(client)) continue;
      const at = calls.findIndex((call) => call.position < seen && hasEffect(call, observed));
      const call = calls[at];
      if (call === undefined) continue;
      calls.splice(0, at + 1);
      return call;
    }
    return null;
  }
}

function hasEffect({ operation }: Call, observed: readonly ObservedChange[]): boolean {
  switch (operation.type) {
    case 'create':
    case 'setData':
      return partHasEffect(operation, observed[observed.length - 1]) && (operation.type === 'create' || observed.length === 1);
    case 'delete':
      return partHasEffect(operation, observed[observed.length - 1]) && (operation.subtree === true || observed.length === 1);
    case 'multi': {
      const effective = operation.parts.filter(({ type }) => type === 'create' || type === 'setData' || type === 'delete');
      const [first] = effective;
      return first !== undefined && effective.length <= observed.length && partHasEffect(first, observed[0]);
    }
    // A quota is its znode: what an equal one of another client did is the same.
    case 'setQuota':
      return observed.some(
        ({ event, path, data }) =>
          event !== 'deleted' && path === limitsOf(operation.path) && (data === null || data === limitsText(operation.quota)),
      );
    case 'removeQuota':
      return observed.some(({ event, path }) => event === 'deleted' && path === limitsOf(operation.path));
    default:
      return false;
  }
}

function limitsOf(path: string): string {
  return `/zookeeper/quota${path}/zookeeper_limits`;
}

function partHasEffect(part: Part, change: ObservedChange | undefined): boolean {
  if (change === undefined) return false;
  switch (part.type) {
    case 'create':
      return (
        change.event === 'created' &&
        (part.sequential ? change.path.startsWith(part.path) : change.path === part.path) &&
        (change.data === null || change.data === part.data)
      );
    case 'setData':
      return change.event === 'dataChanged' && change.path === part.path && (change.data === null || change.data === part.data);
    case 'delete':
      return change.event === 'deleted' && change.path === part.path;
    default:
      return false;
  }
}
