import type { ReadOutcome, TreeApi, WatchTableApi } from '@grove/tree';
import type { Raft, ReplicaId } from '@grove/raft';
import { ByteReader, OperationField, decodeResult, encodeOperation } from '@grove/wire';

/** Of each list: a person reads it, in one turn of the event loop. */
export const INSPECTED_MAX = 20_000;

const CONFIG_PATH = '/zookeeper/config';
/** A follower that is so many entries behind what is committed, or fewer, counts as one that follows. */
const BEHIND_ENTRIES_MAX = 1_000;

/** What this replica knows of sessions and watches, for a person who looks; each list has INSPECTED_MAX entries at most. */
export interface Inspection {
  /** Of the cluster. */
  readonly sessions: readonly { readonly id: number; readonly timeoutMs: number; readonly ephemeralCount: number }[];
  /** Ephemeral znodes, those of one session behind each other. */
  readonly ephemerals: readonly { readonly sessionId: number; readonly path: string }[];
  /** Of the clients that are connected here. */
  readonly watches: readonly { readonly sessionId: number; readonly path: string }[];
  /** The zxid of the last change of the configuration; 0 before the first. */
  readonly configZxid: number;
  /** Members that this leader hears and that are hardly behind; empty where it is none. */
  readonly inStep: readonly ReplicaId[];
}

/** Where there is no replica yet. */
export const NOTHING_INSPECTED: Inspection = { sessions: [], ephemerals: [], watches: [], configZxid: 0, inStep: [] };

/** `withPaths`: ephemeral znodes and watches too, not the sessions alone. */
export function inspect(
  tree: TreeApi,
  table: WatchTableApi<{ readonly sessionId: number }>,
  raft: Pick<Raft, 'config' | 'commitIndex' | 'hasHeard' | 'matchIndexOf'>,
  withPaths: boolean,
): Inspection {
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
  const inStep = raft.config.members.flatMap(({ id }) =>
    raft.hasHeard(id) && raft.matchIndexOf(id) + BEHIND_ENTRIES_MAX >= raft.commitIndex ? [id] : [],
  );
  return { sessions, ephemerals, watches, configZxid: tree.lookup(CONFIG_PATH)?.mzxid ?? 0, inStep };
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
