import type { Operation, Result } from './operations';

/** One request of a client and what came back. */
export interface RequestRecord {
  readonly client: number;
  readonly sessionId: number;
  /** Of writes, else 0. */
  readonly sequence: number;
  readonly operation: Operation;
  readonly linearizable: boolean;
  readonly minZxid: number;
  readonly sentMs: number;
  /** The highest zxid of a write that any client had the answer of when this was first sent. */
  readonly floorZxid: number;
  answer: { readonly zxid: number; readonly result: Result; readonly atMs: number; readonly replica: number } | null;
  /** Its session ended before the answer came: it happened or it did not. */
  abandoned: boolean;
}

export type StreamEntry =
  | { readonly type: 'answer'; readonly request: RequestRecord; readonly zxid: number; readonly result: Result }
  | { readonly type: 'event'; readonly eventType: number; readonly path: string; readonly zxid: number };

/** One connection of a session: everything it was told, in the order it was told. */
export interface StreamRecord {
  readonly client: number;
  readonly sessionId: number;
  readonly replica: number;
  readonly generation: number;
  /** The zxid of its SessionStarted. */
  readonly startZxid: number;
  readonly entries: StreamEntry[];
}

/** What all clients saw during a run. */
export class History {
  readonly requests: RequestRecord[] = [];
  readonly streams: StreamRecord[] = [];
  /** The highest zxid of a write that some client has the answer of. */
  answeredWriteZxidMax = 0;
  writesAnswered = 0;
  readsAnswered = 0;
  eventsReceived = 0;
  sessionsOpened = 0;
  sessionsLost = 0;
}
