import { ReferenceTree } from '@grove/tree/dist/testing/reference-tree';
import type { ReferenceAnswer, ReferenceChange, ReferenceListing } from '@grove/tree/dist/testing/reference-tree';
import {
  EntryKind,
  decodeOperation,
  decodeSessionAttached,
  decodeSessionAuthenticated,
  decodeSessionOpened,
  decodeSessionsExpired,
  decodeZnodesReaped,
  visitBlockBody,
  type BlockBodyVisitor,
  type GetChildrenOperation,
  type Operation,
} from '@grove/wire';
import { bodyOfBlock, type DurableBlock } from './durable-log';
import { textOf, type RequestRecord } from './history';

type Entry = Parameters<BlockBodyVisitor['onEntry']>[1];
type Origin = Parameters<BlockBodyVisitor['onEntry']>[0];

export interface SessionEnd {
  readonly zxid: number;
  readonly expired: boolean;
}

/** What the committed log means, by the reference tree. */
export interface Replayed {
  readonly tree: ReferenceTree;
  /** What each session's numbered write must answer, by `writeKey`. */
  readonly numbered: ReadonlyMap<string, ReferenceAnswer>;
  /** What the writes under each request id must answer, by zxid: one, but where the id was forgotten in between. */
  readonly identified: ReadonlyMap<string, ReadonlyMap<number, ReferenceAnswer>>;
  /** What the entry at a zxid must answer where it has neither number nor id. */
  readonly plain: ReadonlyMap<number, { readonly answer: ReferenceAnswer; readonly sessionId: number; readonly operation: string }>;
  readonly changes: readonly ReferenceChange[];
  readonly sessionEnds: ReadonlyMap<number, SessionEnd>;
  /** The identities that each session had when it was last seen. */
  readonly identities: ReadonlyMap<number, readonly string[]>;
  /** What each read had to answer at the zxid of its answer. */
  readonly reads: ReadonlyMap<RequestRecord, ReferenceAnswer>;
  /** All children at the zxid of the answer, where a page was asked for, or more than names. */
  readonly listings: ReadonlyMap<RequestRecord, ReferenceListing>;
  readonly lastZxid: number;
}

/** The server's default: nothing that the workload writes comes near it. */
const DATA_BYTES_MAX = 1024 * 1024 - 1;

export function writeKey(sessionId: number, sequence: number): string {
  return `${sessionId}/${sequence}`;
}

/** Replays the log from its beginning; `reads` are evaluated at the zxids of their answers. */
export function replay(blocks: readonly DurableBlock[], reads: readonly RequestRecord[]): Replayed {
  const tree = new ReferenceTree(DATA_BYTES_MAX);
  const secretHashes = new Map<number, string>();
  const origins = new Map<number, { epoch: number; number: number }>();
  const numbered = new Map<string, ReferenceAnswer>();
  const identified = new Map<string, Map<number, ReferenceAnswer>>();
  const plain = new Map<number, { answer: ReferenceAnswer; sessionId: number; operation: string }>();
  const sessionEnds = new Map<number, SessionEnd>();
  const identities = new Map<number, readonly string[]>();
  const readResults = new Map<RequestRecord, ReferenceAnswer>();
  const listings = new Map<RequestRecord, ReferenceListing>();
  const waiting = reads.filter((read) => read.answer !== null).sort((a, b) => (a.answer?.zxid ?? 0) - (b.answer?.zxid ?? 0));
  let nextRead = 0;
  let stampMs = 0;
  let zxid = 0;

  const readUpTo = (limit: number): void => {
    for (; nextRead < waiting.length; nextRead++) {
      const read = waiting[nextRead];
      if (read === undefined || (read.answer?.zxid ?? 0) > limit) return;
      const { operation, sessionId, identities: call } = read;
      if (isListing(operation)) listings.set(read, tree.listing(operation.path, sessionId, call));
      else readResults.set(read, tree.read(operation, sessionId, call));
    }
  };

  const noteIdentities = (id: number): void => {
    const session = tree.sessions.get(id);
    if (session !== undefined) identities.set(id, [...session.connectionIdentities, ...session.addedIdentities]);
  };

  const noteEnd = (id: number, expired: boolean): void => {
    if (!tree.sessions.has(id) && secretHashes.delete(id)) sessionEnds.set(id, { zxid, expired });
  };

  const write = (entry: Entry): void => {
    const bytes = entry.buffer.subarray(entry.operationStart, entry.operationEnd);
    const proved =
      entry.kind === EntryKind.sessionAuth
        ? (decodeSessionAuthenticated(entry.buffer, entry.operationStart, entry.operationEnd)?.identities ?? [])
        : undefined;
    const requestId = entry.kind === EntryKind.command ? textOf(entry.requestId) : '';
    const operation = entry.kind === EntryKind.command ? decodeOperation(bytes) : null;
    const before = tree.sessions.get(entry.sessionId)?.lastSequence ?? 0;
    const answer = tree.write(zxid, stampMs, {
      sessionId: entry.sessionId,
      generation: entry.generation,
      sequence: entry.sequence,
      acknowledgedSequence: entry.acknowledgedSequence,
      operation,
      refusalCode: entry.kind === EntryKind.noop ? entry.refusalCode : 0,
      ...(proved !== undefined && { proved }),
      requestId,
      caller: entry.caller,
    });
    if (proved !== undefined) noteIdentities(entry.sessionId);
    noteEnd(entry.sessionId, false);
    if (answer === null) return;
    if (requestId !== '') {
      const known = identified.get(requestId);
      if (known === undefined) identified.set(requestId, new Map([[answer.zxid, answer]]));
      else known.set(answer.zxid, answer);
    } else if (entry.sequence === 0) {
      plain.set(zxid, { answer, sessionId: entry.sessionId, operation: textOf(bytes) });
    } else if (entry.sequence === before + 1 && answer.zxid === zxid && secretOrEnd(entry.sessionId)) {
      const key = writeKey(entry.sessionId, entry.sequence);
      if (!numbered.has(key) && isEffect(answer.code)) numbered.set(key, answer);
    }
  };

  const secretOrEnd = (id: number): boolean => secretHashes.has(id) || sessionEnds.get(id)?.zxid === zxid;

  const apply = (entry: Entry): void => {
    const { buffer, operationStart: start, operationEnd: end } = entry;
    switch (entry.kind) {
      case EntryKind.sessionOpen: {
        const opened = decodeSessionOpened(buffer, start, end);
        if (opened === null) return;
        tree.open(zxid, stampMs, opened.identities);
        secretHashes.set(zxid, textOf(opened.secretHash));
        noteIdentities(zxid);
        return;
      }
      case EntryKind.sessionAttach: {
        const attached = decodeSessionAttached(buffer, start, end);
        tree.expire(zxid, stampMs, [], []);
        if (attached === null || secretHashes.get(attached.sessionId) !== textOf(attached.secretHash)) return;
        tree.attach(attached.sessionId, attached.identities);
        noteIdentities(attached.sessionId);
        return;
      }
      case EntryKind.sessionExpire: {
        const { sessionIds, generations } = decodeSessionsExpired(buffer, start, end) ?? { sessionIds: [], generations: [] };
        tree.expire(zxid, stampMs, sessionIds, generations);
        for (const id of sessionIds) noteEnd(id, true);
        return;
      }
      case EntryKind.reap:
        tree.reap(zxid, stampMs, decodeZnodesReaped(buffer, start, end) ?? []);
        return;
      case EntryKind.noop:
      case EntryKind.command:
      case EntryKind.sessionAuth:
        write(entry);
        return;
      default:
        tree.expire(zxid, stampMs, [], []);
    }
  };

  const visitor: BlockBodyVisitor = {
    onTime: (blockStampMs) => {
      stampMs = blockStampMs;
    },
    onEntry: (origin, entry) => {
      zxid++;
      // A stamp of which nothing took effect is forgotten.
      if (isNext(origins, origin)) apply(entry);
      readUpTo(zxid);
    },
  };

  readUpTo(0);
  for (const block of blocks) {
    zxid = block.firstIndex - 1;
    stampMs = 0;
    if (block.type === 'entries') visitBlockBody(bodyOfBlock(block), block.lastIndex - block.firstIndex + 1, visitor);
    zxid = block.lastIndex;
    readUpTo(zxid);
  }
  return {
    tree,
    numbered,
    identified,
    plain,
    changes: tree.changes,
    sessionEnds,
    identities,
    reads: readResults,
    listings,
    lastZxid: zxid,
  };
}

/** A list by pages, or with data or Stat. */
export function isListing(operation: Operation): operation is GetChildrenOperation {
  if (operation.type !== 'getChildren') return false;
  const { pageSize, pageToken, withData, withStat } = operation;
  return pageSize !== undefined || pageToken !== undefined || withData === true || withStat === true;
}

/** Codes that say that a numbered write has not taken its number. */
function isEffect(code: number): boolean {
  return code !== -112 && code !== -118 && code !== -1003;
}

/** An origin's entries count in order, each once; a new life of its process starts a new count. */
function isNext(origins: Map<number, { epoch: number; number: number }>, origin: Origin): boolean {
  if (origin.number === 0) return false;
  let last = origins.get(origin.replica);
  if (last === undefined || origin.epoch > last.epoch) {
    last = { epoch: origin.epoch, number: 0 };
    origins.set(origin.replica, last);
  }
  if (origin.epoch < last.epoch || origin.number !== last.number + 1) return false;
  last.number = origin.number;
  return true;
}
