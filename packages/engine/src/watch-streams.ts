import { EventType, Wanted } from '@grove/tree';
import type { ChangeRecord, ReadCaller, TreeApi } from '@grove/tree';
import { ByteWriter, ErrorCode, writeWatchEvent } from '@grove/wire';
import type { WatchCall, WatchSink } from './ports';
import type { ReadBarrier } from './read-barrier';
import { WHOLE_ZXID, decodeCursor, encodeCursor } from './cursor';
import { eventDetails } from './event-details';
import { replay } from './watch-rearm';

export interface WatchStreamHost {
  readonly barrier: ReadBarrier;
  tree(): TreeApi;
  /** By which rights a call is judged; an ErrorCode where its session or credentials are refused. */
  readerOf(call: WatchCall): ReadCaller | number;
  /** Somebody has something to send at the end of this turn. */
  wantFlush(): void;
  countEvents(count: number): void;
  /** A stream was opened that wants values of changes. */
  valuesWanted(): void;
  /** Any stream was opened. */
  watchCame(): void;
}

/** A response is closed after so many events, or bytes. */
const EVENTS_PER_RESPONSE = 1000;
const RESPONSE_BYTES_MAX = 512 * 1024;
/** Records that all streams together look at in a turn, and the least for one that has its turn. */
const RECORDS_PER_TURN = 20_000;
const RECORDS_PER_STREAM_MIN = 500;
/** A stream whose reader is this far behind gets nothing more until it has read. */
const BACKLOG_BYTES_MAX = 1024 * 1024;
/** A quiet stream is told how far it is. */
const BOOKMARK_EVERY_MS = 1000;

const NOBODY: ReadCaller = { sessionId: 0, identities: [] };

interface Stream {
  readonly call: WatchCall;
  readonly sink: WatchSink;
  /** Judged when the stream begins. */
  reader: ReadCaller;
  /** Bits of `Wanted`. */
  readonly wanted: number;
  /** The next position of the history to look at; −1 until started. */
  position: number;
  /** Changes after this zxid and ordinal have not been looked at. */
  zxid: number;
  ordinal: number;
  lastSentMs: number;
  sentZxid: number;
}

/**
 * The streams of the Watch RPC. Each is a reader of the history with a place of its own: a slow one costs no memory,
 * it only falls behind until the history is gone from under it (COMPACTED). Nothing is missed and nothing comes
 * twice, because there is one source and one place (P7).
 */
export class WatchStreams {
  private readonly streams = new Set<Stream>();

  constructor(private readonly host: WatchStreamHost) {}

  get size(): number {
    return this.streams.size;
  }

  open(call: WatchCall, sink: WatchSink, nowMs: number): { cancel(): void } {
    const wanted = (call.withData === true ? Wanted.data : 0) | (call.withPreviousData === true ? Wanted.previousData : 0);
    const stream: Stream = { call, sink, reader: NOBODY, wanted, position: -1, zxid: 0, ordinal: 0, lastSentMs: nowMs, sentZxid: -1 };
    this.streams.add(stream);
    if (wanted !== 0) this.host.valuesWanted();
    this.host.watchCame();
    const start = (): void => {
      if (this.judge(stream)) this.start(stream, nowMs);
    };
    // A session that was made elsewhere a moment ago may not be known here yet.
    const knowsSession = (call.sessionId ?? 0) === 0 || this.host.tree().session(call.sessionId ?? 0) !== undefined;
    const cursor = call.startCursor.length === 0 ? null : decodeCursor(call.startCursor);
    if (!this.host.tree().isValidPath(call.path)) this.fail(stream, ErrorCode.BADARGUMENTS, `${call.path} is not a valid path`);
    else if (call.startCursor.length > 0 && cursor === null)
      this.fail(stream, ErrorCode.BADARGUMENTS, 'the cursor is none of this service');
    else if (knowsSession && Math.max(call.minZxid, cursor?.zxid ?? 0) <= this.host.tree().appliedZxid) start();
    else {
      // A zxid that this replica has not reached: it waits for one that the cluster has, and refuses one that it has not.
      const wanted = Math.max(call.minZxid, cursor?.zxid ?? 0);
      this.host.barrier.linearizable({
        onBarrier: () => {
          if (!this.streams.has(stream)) return;
          if (wanted <= this.host.tree().appliedZxid) start();
          else this.fail(stream, ErrorCode.BADARGUMENTS, `the cluster has not reached zxid ${wanted}`);
        },
      });
    }
    return {
      cancel: () => {
        this.streams.delete(stream);
      },
    };
  }

  private judge(stream: Stream): boolean {
    const reader = this.host.readerOf(stream.call);
    if (typeof reader !== 'number') {
      stream.reader = reader;
      return true;
    }
    const why = reader === ErrorCode.SESSIONEXPIRED ? 'no such session, or not its secret' : 'a credential was refused';
    this.fail(stream, reader, why);
    return false;
  }

  private start(stream: Stream, nowMs: number): void {
    const tree = this.host.tree();
    const cursor = stream.call.startCursor.length === 0 ? null : decodeCursor(stream.call.startCursor);
    if (cursor === null) {
      stream.zxid = tree.appliedZxid;
      stream.ordinal = WHOLE_ZXID;
      stream.position = tree.history.nextPosition;
    } else {
      // A cursor within a zxid says nothing of the changes behind it in the same zxid: they must be held too.
      const firstWanted = cursor.ordinal === WHOLE_ZXID ? cursor.zxid + 1 : cursor.zxid;
      if (firstWanted < tree.history.firstZxid) {
        this.fail(stream, ErrorCode.COMPACTED, `the history begins at zxid ${tree.history.firstZxid}`);
        return;
      }
      stream.zxid = cursor.zxid;
      stream.ordinal = cursor.ordinal;
      stream.position = tree.history.positionAfter(cursor.zxid, cursor.ordinal);
    }
    this.respond(stream, EMPTY_EVENTS, 0, stream.zxid, stream.ordinal, nowMs);
    this.host.wantFlush();
  }

  /** At the end of a turn: every stream goes on as far as the state is. Records are read once for all that stand at one place. */
  flush(nowMs: number): void {
    if (this.streams.size === 0) return;
    const tree = this.host.tree();
    const history = tree.history;
    const cache = new Map<number, ChangeRecord>();
    const recordAt = (position: number): ChangeRecord => {
      let record = cache.get(position);
      if (record === undefined) {
        record = history.at(position);
        cache.set(position, record);
      }
      return record;
    };
    // One budget for all, or a hundred streams that resume together would hold up everybody else.
    let budget = RECORDS_PER_TURN;
    const served: Stream[] = [];
    for (const stream of this.streams) {
      if (stream.position < 0 || stream.sink.backlogBytes() > BACKLOG_BYTES_MAX) continue;
      if (budget <= 0 && stream.position < history.nextPosition) {
        this.host.wantFlush();
        break;
      }
      const from = stream.position;
      this.advance(stream, tree, recordAt, nowMs, Math.max(RECORDS_PER_STREAM_MIN, budget));
      budget -= stream.position - from;
      if (stream.position > from) served.push(stream);
    }
    if (budget > 0) return;
    // Who had a turn stands behind those who had none.
    for (const stream of served) {
      if (this.streams.delete(stream)) this.streams.add(stream);
    }
  }

  private advance(stream: Stream, tree: TreeApi, recordAt: (position: number) => ChangeRecord, nowMs: number, records: number): void {
    const history = tree.history;
    if (stream.position < history.oldestPosition) {
      this.fail(stream, ErrorCode.COMPACTED, `the history begins at zxid ${history.firstZxid}; this stream was at ${stream.zxid}`);
      return;
    }
    const until = Math.min(history.nextPosition, stream.position + records);
    const { call } = stream;
    // Most streams have nothing to tell in most turns.
    let events: ByteWriter | null = null;
    let count = 0;
    for (; stream.position < until; stream.position += 1) {
      const change = recordAt(stream.position);
      stream.zxid = change.zxid;
      stream.ordinal = change.ordinal;
      replay(call.recursive ? 'persistentRecursive' : 'persistent', call.path, change, (type, path, zxid) => {
        if (call.types.length > 0 && !call.types.includes(type)) return;
        if (!tree.mayRead(type === EventType.childrenChanged ? change.parentAcl : change.acl, stream.reader)) return;
        const details = eventDetails(tree, stream.position, change, type, stream.wanted);
        events ??= new ByteWriter(256);
        const outer = events.beginMessage(1);
        writeWatchEvent(events, type, path, zxid, { ...details, cursor: encodeCursor(zxid, change.ordinal) });
        events.endMessage(outer);
        count += 1;
      });
      const full = takeFull(events, count);
      if (full !== null) {
        this.respond(stream, full, count, change.zxid, change.ordinal, nowMs);
        events = null;
        count = 0;
        if (stream.sink.backlogBytes() > BACKLOG_BYTES_MAX) {
          stream.position += 1;
          return;
        }
      }
    }
    if (stream.position === history.nextPosition && tree.appliedZxid >= stream.zxid) {
      stream.zxid = tree.appliedZxid;
      stream.ordinal = WHOLE_ZXID;
    }
    const rest = takeRest(events);
    if (rest !== null) this.respond(stream, rest, count, stream.zxid, stream.ordinal, nowMs);
    else if (stream.zxid > stream.sentZxid && nowMs - stream.lastSentMs >= BOOKMARK_EVERY_MS) {
      this.respond(stream, EMPTY_EVENTS, 0, stream.zxid, stream.ordinal, nowMs);
    }
    if (stream.position < history.nextPosition) this.host.wantFlush();
  }

  private respond(stream: Stream, events: Uint8Array, count: number, zxid: number, ordinal: number, nowMs: number): void {
    const writer = new ByteWriter(events.length + 64);
    writer.append(events);
    writer.integerField(2, ordinal === WHOLE_ZXID ? zxid : zxid - 1);
    writer.bytesField(3, encodeCursor(zxid, ordinal));
    stream.lastSentMs = nowMs;
    stream.sentZxid = zxid;
    stream.sink.send(writer.take());
    if (count > 0) this.host.countEvents(count);
  }

  private fail(stream: Stream, code: number, message: string): void {
    this.streams.delete(stream);
    stream.sink.end(code, message);
  }

  /** Ends all streams: the replica goes down or its state jumped. They resume elsewhere by their cursors. */
  endAll(code: number, message: string): void {
    for (const stream of [...this.streams]) this.fail(stream, code, message);
  }
}

const EMPTY_EVENTS = new Uint8Array(0);

/** What was written is a response of its own; null: there is room for more. (Functions, since a callback writes what is narrowed to null here.) */
function takeFull(events: ByteWriter | null, count: number): Uint8Array | null {
  return events !== null && (count >= EVENTS_PER_RESPONSE || events.byteLength >= RESPONSE_BYTES_MAX) ? events.take() : null;
}

function takeRest(events: ByteWriter | null): Uint8Array | null {
  return events === null ? null : events.take();
}
