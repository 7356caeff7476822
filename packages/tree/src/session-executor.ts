import type { CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import type { OperationDecoder } from './operation-decoder';
import { SECRET_HASH_BYTES, type Session } from './session-table';
import type { TreeState } from './tree-state';
import type { EntryView, SessionChange } from './types';

const INT32_MAX = 0x7fffffff;
const NO_CHANGES: readonly SessionChange[] = [];

/** Whoever must see a session before it changes: a snapshot that has not passed it. */
export interface SessionSaver {
  beforeSessionChange(session: Session): void;
  sessionOpened(session: Session): void;
}

/** The entries that open, move and end sessions. Each method answers with an ErrorCode. */
export class SessionExecutor {
  saver: SessionSaver | null = null;
  private changes: SessionChange[] = [];

  constructor(
    private readonly state: TreeState,
    private readonly decoder: OperationDecoder,
    private readonly commands: CommandExecutor,
  ) {}

  takeChanges(): readonly SessionChange[] {
    if (this.changes.length === 0) {
      return NO_CHANGES;
    }
    const taken = this.changes;
    this.changes = [];
    return taken;
  }

  /** SessionOpened: the session's id is the entry's zxid. */
  open(zxid: number, entry: EntryView): number {
    const decoder = this.decoder;
    decoder.open(entry.buffer, entry.operationStart, entry.operationEnd);
    let timeoutMs = 0;
    let secretHash: Uint8Array | null = null;
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === 1) {
        timeoutMs = decoder.takeNumber();
      } else if (field === 2) {
        secretHash = decoder.takeBytes();
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed || timeoutMs < 1 || timeoutMs > INT32_MAX || secretHash?.length !== SECRET_HASH_BYTES) {
      return ErrorCode.marshallingError;
    }
    const session = this.state.sessions.open(zxid, timeoutMs, secretHash);
    this.saver?.sessionOpened(session);
    this.changes.push({ type: 'opened', sessionId: zxid, timeoutMs });
    return ErrorCode.ok;
  }

  /** SessionAttached: raises the generation, so that writes which an older connection sent are refused. */
  attach(entry: EntryView): number {
    const decoder = this.decoder;
    decoder.open(entry.buffer, entry.operationStart, entry.operationEnd);
    let sessionId = 0;
    let secretHash: Uint8Array | null = null;
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === 1) {
        sessionId = decoder.takeNumber();
      } else if (field === 2) {
        secretHash = decoder.takeBytes();
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed || secretHash === null) {
      return ErrorCode.marshallingError;
    }
    const { sessions } = this.state;
    const session = sessions.get(sessionId);
    if (session === undefined || !sessions.secretMatches(session, secretHash)) {
      return ErrorCode.sessionExpired;
    }
    this.saver?.beforeSessionChange(session);
    session.generation += 1;
    sessions.changed(session);
    this.changes.push({ type: 'attached', sessionId, generation: session.generation });
    return ErrorCode.ok;
  }

  /** SessionsExpired: sessions that have ended meanwhile are passed over. */
  expire(entry: EntryView): number {
    const decoder = this.decoder;
    decoder.open(entry.buffer, entry.operationStart, entry.operationEnd);
    const ids: number[] = [];
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === 1) {
        decoder.takeNumbers(ids);
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed) {
      return ErrorCode.marshallingError;
    }
    for (const id of ids) {
      const session = this.state.sessions.get(id);
      if (session !== undefined) {
        this.end(session, true);
      }
    }
    return ErrorCode.ok;
  }

  /** Deletes the session's ephemerals in the order of their creation, then the session. */
  end(session: Session, expired: boolean): void {
    this.saver?.beforeSessionChange(session);
    while (session.firstEphemeral !== 0) {
      this.commands.remove(session.firstEphemeral);
    }
    this.commands.endRemovals();
    this.state.sessions.end(session);
    this.changes.push({ type: 'ended', sessionId: session.id, expired });
  }
}
