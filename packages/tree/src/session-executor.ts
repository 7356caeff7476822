import type { CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import { IDENTITIES_MAX, IDENTITY_BYTES_MAX, isSuper, SUPER_SCHEME } from './identity';
import type { OperationDecoder } from './operation-decoder';
import { SECRET_HASH_BYTES, type Session } from './session-table';
import type { TreeState } from './tree-state';
import type { EntryView, SessionChange } from './types';
import { strictUtf8 } from './utf8';

const INT32_MAX = 0x7fffffff;
const NO_CHANGES: readonly SessionChange[] = [];

const NOBODY: readonly string[] = [];

/** Whoever must see a session before it changes: a snapshot that has not passed it. */
export interface SessionSaver {
  beforeSessionChange(session: Session): void;
  sessionOpened(session: Session): void;
}

/** The entries that open, move and end sessions. Each method answers with an ErrorCode. */
export class SessionExecutor {
  saver: SessionSaver | null = null;
  private changes: SessionChange[] = [];
  private readonly identities: string[] = [];

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
    this.identities.length = 0;
    let timeoutMs = 0;
    let secretHash: Uint8Array | null = null;
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === 1) {
        timeoutMs = decoder.takeNumber();
      } else if (field === 2) {
        secretHash = decoder.takeBytes();
      } else if (field === 3) {
        this.takeIdentity();
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed || timeoutMs < 1 || timeoutMs > INT32_MAX || secretHash?.length !== SECRET_HASH_BYTES) {
      return ErrorCode.marshallingError;
    }
    const session = this.state.sessions.open(zxid, timeoutMs, secretHash);
    session.setIdentities(this.takenIdentities(0), NOBODY, this.state.hasher);
    this.saver?.sessionOpened(session);
    this.changes.push({ type: 'opened', sessionId: zxid, timeoutMs });
    return ErrorCode.ok;
  }

  /**
   * SessionAttached: raises the generation, so that writes which an older connection sent are refused. Whether what addAuth has proven makes
   * a superuser is judged anew, by the setting of the replica that the session attaches to.
   */
  attach(entry: EntryView): number {
    const decoder = this.decoder;
    decoder.open(entry.buffer, entry.operationStart, entry.operationEnd);
    this.identities.length = 0;
    let sessionId = 0;
    let secretHash: Uint8Array | null = null;
    let superuser: string | null = null;
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === 1) {
        sessionId = decoder.takeNumber();
      } else if (field === 2) {
        secretHash = decoder.takeBytes();
      } else if (field === 3) {
        this.takeIdentity();
      } else if (field === 4) {
        superuser = strictUtf8(decoder.takeBytes());
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
    const added = superuser === null ? session.addedIdentities : withSuperuser(session.addedIdentities, superuser);
    session.setIdentities(this.takenIdentities(added.length), added, this.state.hasher);
    sessions.changed(session);
    this.changes.push({ type: 'attached', sessionId, generation: session.generation });
    return ErrorCode.ok;
  }

  /**
   * SessionAuthenticated: adds identities to the entry's session, for as long as it lives. BADARGUMENTS where they would be more than
   * IDENTITIES_MAX: none is added then. ZooKeeper keeps identities with the connection; here they outlive it.
   */
  authenticate(entry: EntryView): number {
    const decoder = this.decoder;
    decoder.open(entry.buffer, entry.operationStart, entry.operationEnd);
    this.identities.length = 0;
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === 1) {
        this.takeIdentity();
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed) {
      return ErrorCode.marshallingError;
    }
    const session = this.state.sessions.get(entry.sessionId);
    if (session === undefined) {
      return ErrorCode.sessionExpired;
    }
    if (entry.generation !== 0 && entry.generation < session.generation) {
      return ErrorCode.sessionMoved;
    }
    const added = [...new Set([...session.addedIdentities, ...this.identities])];
    if (added.length + session.connectionIdentities.length > IDENTITIES_MAX || added.some(isTooLong)) {
      return ErrorCode.badArguments;
    }
    this.saver?.beforeSessionChange(session);
    session.setIdentities(session.connectionIdentities, added, this.state.hasher);
    this.state.sessions.changed(session);
    return ErrorCode.ok;
  }

  private takeIdentity(): void {
    const identity = strictUtf8(this.decoder.takeBytes());
    // What is no text is nobody's identity.
    if (identity !== null) {
      this.identities.push(identity);
    }
  }

  /** Those just read, each once; what would be too many beside `others`, or too long, is left out. */
  private takenIdentities(others: number): readonly string[] {
    const taken = [...new Set(this.identities)].filter((identity) => !isTooLong(identity)).slice(0, IDENTITIES_MAX - others);
    return taken.length === 0 ? NOBODY : taken;
  }

  /**
   * SessionsExpired: sessions that have ended meanwhile are passed over, and so are those that were attached after the leader's
   * decision: their clients were told that they are alive.
   */
  expire(entry: EntryView): number {
    const decoder = this.decoder;
    decoder.open(entry.buffer, entry.operationStart, entry.operationEnd);
    const ids: number[] = [];
    const generations: number[] = [];
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === 1) {
        decoder.takeNumbers(ids);
      } else if (field === 2) {
        decoder.takeNumbers(generations);
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed || generations.length !== ids.length) {
      return ErrorCode.marshallingError;
    }
    for (const [n, id] of ids.entries()) {
      const session = this.state.sessions.get(id);
      if (session !== undefined && session.generation === generations[n]) {
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

/** In UTF-16 units, of which each takes a byte at least. */
function isTooLong(identity: string): boolean {
  return identity.length > IDENTITY_BYTES_MAX;
}

/** `super:` is one of them where `superuser` is, and only there. */
function withSuperuser(added: readonly string[], superuser: string): readonly string[] {
  const others = added.filter((identity) => !isSuper(identity));
  return added.includes(superuser) && others.length < IDENTITIES_MAX ? [...others, `${SUPER_SCHEME}:`] : others;
}
