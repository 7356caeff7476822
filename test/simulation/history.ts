import type { EventDetails, Operation, OperationResult, WatchEventType } from '@grove/wire';

export interface SeenAnswer {
  readonly zxid: number;
  readonly code: number;
  readonly result: OperationResult | null;
  readonly atMs: number;
}

/** One request of a session, or one unary call, and what came back. */
export interface RequestRecord {
  readonly client: string;
  /** 0: none. Known when it is answered: a read-only start may come before the session. */
  sessionId: number;
  /** Of a session's numbered writes, else 0. Told by the order of the answers: a write that is refused for want of a leader takes none. */
  sequence: number;
  /** As text; empty for none. */
  readonly requestId: string;
  readonly isWrite: boolean;
  readonly operation: Operation;
  /** What connection and call prove of the caller. */
  readonly identities: readonly string[];
  readonly linearizable: boolean;
  readonly minZxid: number;
  readonly sentMs: number;
  /** The highest zxid of a write that any client had the answer of when this was first sent. */
  readonly floorZxid: number;
  /** Of a page of children that goes on from another one's token. */
  readonly previousPage: RequestRecord | null;
  answer: SeenAnswer | null;
  /** What later attempts under the same request id were answered. */
  readonly repeats: SeenAnswer[];
  /** Its session ended, or its caller gave up, before the answer came: it happened or it did not. */
  abandoned: boolean;
}

export type WatchName = 'recursive' | 'persistent' | 'data' | 'exists' | 'child';

export interface SeenEvent {
  readonly eventType: WatchEventType;
  readonly path: string;
  readonly zxid: number;
  /** Null where it was told to be absent; undefined where the event says nothing of it. */
  readonly data?: string | null | undefined;
  readonly previousData?: string | null | undefined;
}

export type SessionEntry =
  | { readonly type: 'answer'; readonly request: RequestRecord; readonly answer: SeenAnswer }
  | ({ readonly type: 'event'; readonly watch: WatchName } & SeenEvent)
  /** A connection began. */
  | { readonly type: 'started'; readonly replica: number; readonly generation: number; readonly zxid: number }
  /** The recursive watch, or the persistent one, was lost with the history. */
  | { readonly type: 'lost'; readonly watch: WatchName };

/** All that a session's user was told, in the order it was told, over all its connections. */
export interface SessionRecord {
  readonly client: string;
  /** 0: not opened yet. */
  id: number;
  readonly timeoutMs: number;
  readonly identities: readonly string[];
  readonly entries: SessionEntry[];
}

/** All that a reader of Watch streams was told; one stream after the other, by cursors. */
export interface WatcherRecord {
  readonly name: string;
  readonly path: string;
  readonly recursive: boolean;
  readonly withData: boolean;
  readonly withPreviousData: boolean;
  /** Empty for all. */
  readonly types: readonly WatchEventType[];
  readonly identities: readonly string[];
  /** A run without a gap: from a start, or a loss of the history, to the next. */
  readonly runs: { readonly startZxid: number; readonly events: SeenEvent[]; endZxid: number }[];
}

/** What somebody was told who asked for a session's end. */
export interface CloseRecord {
  readonly client: string;
  readonly sessionId: number;
  readonly code: number;
  /** 0: not told. */
  readonly zxid: number;
}

/** What all clients saw during a run. */
export class History {
  readonly requests: RequestRecord[] = [];
  readonly sessions: SessionRecord[] = [];
  readonly watchers: WatcherRecord[] = [];
  readonly closes: CloseRecord[] = [];
  /** The highest zxid of a write that some client has the answer of. */
  answeredWriteZxidMax = 0;
  writesAnswered = 0;
  readsAnswered = 0;
  unaryAnswered = 0;
  unaryRepeated = 0;
  eventsReceived = 0;
  streamEvents = 0;
  streamsResumed = 0;
  watchesLost = 0;
  sessionsOpened = 0;
  sessionsLost = 0;
  moves = 0;
  pagesContinued = 0;
  watchesRemoved = 0;
  readOnlyStarts = 0;
  readOnlyReads = 0;
  readOnlyRefusals = 0;

  answered(record: RequestRecord, answer: SeenAnswer): void {
    record.answer = answer;
    if (record.previousPage !== null) this.pagesContinued++;
    if (record.operation.type === 'removeWatches' && answer.code === 0) this.watchesRemoved++;
    if (!record.isWrite) {
      this.readsAnswered++;
      return;
    }
    this.writesAnswered++;
    this.answeredWriteZxidMax = Math.max(this.answeredWriteZxidMax, answer.zxid);
  }
}

/** The values that an event carries. */
export function valuesOf(event: EventDetails): Pick<SeenEvent, 'data' | 'previousData'> {
  const { data, previousData, dataAbsent, previousDataAbsent } = event;
  return {
    data: data !== undefined ? textOf(data) : dataAbsent === true ? null : undefined,
    previousData: previousData !== undefined ? textOf(previousData) : previousDataAbsent === true ? null : undefined,
  };
}

export function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
