import type { ReadOutcome, TreeApi, WatchTableApi } from '@grove/tree';
import { ByteReader, OperationField, decodeResult, encodeOperation } from '@grove/wire';

/** Of each list: a person reads it, in one turn of the event loop. */
export const INSPECTED_MAX = 20_000;

/** What this replica knows of sessions and watches, for a person who looks; each list has INSPECTED_MAX entries at most. */
export interface Inspection {
  /** Of the cluster. */
  readonly sessions: readonly { readonly id: number; readonly timeoutMs: number; readonly ephemeralCount: number }[];
  /** Ephemeral znodes, those of one session behind each other. */
  readonly ephemerals: readonly { readonly sessionId: number; readonly path: string }[];
  /** Of the clients that are connected here. */
  readonly watches: readonly { readonly sessionId: number; readonly path: string }[];
}

/** `withPaths`: ephemeral znodes and watches too, not the sessions alone. */
export function inspect(tree: TreeApi, table: WatchTableApi<{ readonly sessionId: number }>, withPaths: boolean): Inspection {
  const sessions: { id: number; timeoutMs: number; ephemeralCount: number }[] = [];
  const ephemerals: { sessionId: number; path: string }[] = [];
  const watches: { sessionId: number; path: string }[] = [];
  tree.forEachSession(({ id, timeoutMs, ephemeralCount }) => {
    if (sessions.length >= INSPECTED_MAX) return;
    sessions.push({ id, timeoutMs, ephemeralCount });
    if (ephemeralCount === 0 || !withPaths) return;
    for (const path of ephemeralsOf(tree, id).slice(0, INSPECTED_MAX - ephemerals.length)) ephemerals.push({ sessionId: id, path });
  });
  if (withPaths) table.forEach((path, { sessionId }) => watches.push({ sessionId, path }) < INSPECTED_MAX);
  return { sessions, ephemerals, watches };
}

function ephemeralsOf(tree: TreeApi, sessionId: number): readonly string[] {
  const operation = encodeOperation({ type: 'getEphemerals', prefix: '' });
  const outcome: ReadOutcome = { code: 0, answer: operation, rows: 0, watch: null };
  tree.read(operation, 0, operation.length, outcome, { sessionId, identities: [] });
  const reader = new ByteReader(outcome.answer);
  while (reader.next()) {
    if (reader.key !== OperationField.getEphemerals * 8 + 2) {
      reader.skip();
      continue;
    }
    const result = decodeResult('getEphemerals', reader.bytes());
    if (result?.type === 'getEphemerals') return result.paths;
  }
  return [];
}
