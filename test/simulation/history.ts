import type { Operation, OperationResult, WatchEventType } from '@grove/wire';

export interface SeenAnswer {
  readonly zxid: number;
  readonly code: number;
  readonly result: OperationResult | null;
  readonly atMs: number;
}

/** One request of a session, or one unary call, and what came back. */
export interface RequestRecord {
  readonly client: string;
  /** 0: none. */
  readonly sessionId: number;
  /** Of a session's numbered writes, else 0. */
  readonly sequence: number;
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
  /** Null where it was not asked for, or told to be absent. */
  readonly data: string | null;
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
  readonly id: number;
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
  readonly identities: readonly string[];
  /** A run without a gap: from a start, or a loss of the history, to the next. */
  readonly runs: { readonly startZxid: number; readonly events: SeenEvent[]; endZxid: number }[];
}

/** What all clients saw during a run. */
export class History {
  readonly requests: RequestRecord[] = [];
  readonly sessions: SessionRecord[] = [];
  readonly watchers: WatcherRecord[] = [];
  /** Sessions that somebody closed on purpose, or left. */
  readonly leftSessions = new Set<number>();
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

  answered(record: RequestRecord, answer: SeenAnswer): void {
    record.answer = answer;
    if (!record.isWrite) {
      this.readsAnswered++;
      return;
    }
    this.writesAnswered++;
    this.answeredWriteZxidMax = Math.max(this.answeredWriteZxidMax, answer.zxid);
  }
}

export function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
