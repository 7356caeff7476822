import {
  EntryKind,
  ErrorCode,
  decodeSessionAttached,
  decodeSessionOpened,
  decodeSessionsExpired,
  decodeZnodesReaped,
  visitBlockBody,
  type BlockBodyVisitor,
} from '@grove/wire';
import { decodeWrite } from './client-codec';
import { bodyOfBlock, type DurableBlock } from './durable-log';
import type { RequestRecord } from './history';
import type { Result } from './operations';
import { ReferenceTree, type ReferenceChange } from './reference-tree';

type Entry = Parameters<BlockBodyVisitor['onEntry']>[1];
type Origin = Parameters<BlockBodyVisitor['onEntry']>[0];

interface ReferenceSession {
  generation: number;
  lastSequence: number;
  secretHash: Uint8Array;
}

export interface AppliedWrite {
  readonly zxid: number;
  readonly result: Result;
}

/** What the committed log means, by the reference tree. */
export interface Replayed {
  /** The one effect of each session's numbered write, by `writeKey`. */
  readonly writes: ReadonlyMap<string, AppliedWrite>;
  readonly changes: readonly ReferenceChange[];
  readonly sessionEnds: ReadonlyMap<number, number>;
  /** What each read had to answer at the zxid of its answer. */
  readonly reads: ReadonlyMap<RequestRecord, Result>;
  readonly lastZxid: number;
  readonly counts: ReferenceTree['counts'];
}

export function writeKey(sessionId: number, sequence: number): string {
  return `${sessionId}/${sequence}`;
}

/** Replays the log from its beginning; `reads` are evaluated at the zxids of their answers. */
export function replay(blocks: readonly DurableBlock[], reads: readonly RequestRecord[]): Replayed {
  const tree = new ReferenceTree();
  const sessions = new Map<number, ReferenceSession>();
  const origins = new Map<number, { epoch: number; number: number }>();
  const writes = new Map<string, AppliedWrite>();
  const sessionEnds = new Map<number, number>();
  const readResults = new Map<RequestRecord, Result>();
  const waiting = reads.filter((read) => read.answer !== null).sort((a, b) => (a.answer?.zxid ?? 0) - (b.answer?.zxid ?? 0));
  let nextRead = 0;
  let timeMs = 0;
  let stampMs = 0;
  let zxid = 0;

  const readUpTo = (limit: number): void => {
    for (; nextRead < waiting.length; nextRead++) {
      const read = waiting[nextRead];
      if (read === undefined || (read.answer?.zxid ?? 0) > limit) return;
      readResults.set(read, tree.read(read.operation));
    }
  };

  const endSession = (id: number): void => {
    if (!sessions.delete(id)) return;
    tree.endSession(id, zxid);
    sessionEnds.set(id, zxid);
  };

  const command = (entry: Entry): void => {
    const session = sessions.get(entry.sessionId);
    if (session === undefined || entry.generation < session.generation || entry.sequence !== session.lastSequence + 1) return;
    session.lastSequence = entry.sequence;
    let result: Result = { code: entry.refusalCode, path: null, data: null, stat: null, children: null, parts: null };
    if (entry.kind === EntryKind.command) {
      const operation = decodeWrite(entry.buffer, entry.operationStart, entry.operationEnd);
      if (operation === null) result = { ...result, code: ErrorCode.MARSHALLINGERROR };
      else if (operation.type === 'close') endSession(entry.sessionId);
      else if (
        operation.type === 'create' ||
        operation.type === 'delete' ||
        operation.type === 'setData' ||
        operation.type === 'setAcl' ||
        operation.type === 'multi'
      ) {
        result = tree.write(operation, zxid, timeMs, entry.sessionId);
      }
    }
    writes.set(writeKey(entry.sessionId, entry.sequence), { zxid, result });
  };

  const apply = (entry: Entry): void => {
    switch (entry.kind) {
      case EntryKind.sessionOpen: {
        const opened = decodeSessionOpened(entry.buffer, entry.operationStart, entry.operationEnd);
        if (opened !== null) sessions.set(zxid, { generation: 1, lastSequence: 0, secretHash: opened.secretHash.slice() });
        return;
      }
      case EntryKind.sessionAttach: {
        const attached = decodeSessionAttached(entry.buffer, entry.operationStart, entry.operationEnd);
        const session = attached === null ? undefined : sessions.get(attached.sessionId);
        if (attached !== null && session !== undefined && sameBytes(session.secretHash, attached.secretHash)) session.generation++;
        return;
      }
      case EntryKind.sessionExpire:
        for (const id of decodeSessionsExpired(entry.buffer, entry.operationStart, entry.operationEnd)?.sessionIds ?? []) endSession(id);
        return;
      case EntryKind.reap:
        tree.reap(decodeZnodesReaped(entry.buffer, entry.operationStart, entry.operationEnd) ?? [], zxid, timeMs);
        return;
      case EntryKind.noop:
      case EntryKind.command:
        command(entry);
        return;
      default:
        return;
    }
  };

  const visitor: BlockBodyVisitor = {
    onTime: (blockStampMs) => {
      stampMs = blockStampMs;
    },
    onEntry: (origin, entry) => {
      zxid++;
      if (isNext(origins, origin)) {
        // Stamps never go back, whatever the clock of a new leader says; one of which nothing took effect is forgotten.
        timeMs = Math.max(timeMs, stampMs);
        apply(entry);
      }
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
  return { writes, changes: tree.changes, sessionEnds, reads: readResults, lastZxid: zxid, counts: tree.counts };
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

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
