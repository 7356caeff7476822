import { AccessCheck, Right } from './access-check';
import { AccessOperations } from './access-operations';
import { AnswerEncoder } from './answer-encoder';
import { CommandExecutor } from './command-executor';
import { EntryKind } from './entry-kind';
import { ErrorCode } from './error-code';
import { MultiResults } from './multi-results';
import { OperationField } from './operation';
import { OperationDecoder } from './operation-decoder';
import { QuotaOperations } from './quota-operations';
import type { QuotaOverrun } from './quota-table';
import { Reader } from './reader';
import { REQUEST_ID_BYTES, type OperationHash } from './request-ids';
import { SessionExecutor } from './session-executor';
import type { Session } from './session-table';
import { SnapshotWriter } from './snapshot-writer';
import { recomputeDigest } from './state-audit';
import { ALL_STORED_ANSWER_BYTES_MAX, MULTI_READ_BYTES_MAX, STORED_ANSWER_BYTES_MAX } from './tree-limits';
import { CONFIG_ROW, TreeState, type Checkpoint } from './tree-state';
import type {
  ChangeValues,
  EntryView,
  HistoryApi,
  Origin,
  Outcome,
  ReadCaller,
  ReadOutcome,
  ReapableZnode,
  SessionChange,
  SessionView,
  SnapshotCursor,
  TreeApi,
  TreeOptions,
} from './types';
import { UndoLog } from './undo-log';
import { writeUtf8 } from './utf8';
import { ValueRecorder } from './value-recorder';
import { ValueRing } from './value-ring';
import { Field, NumberField } from './znode-columns';
import { ZnodeReaper } from './znode-reaper';

const NO_BYTES = new Uint8Array(0);
const NOBODY: readonly string[] = [];
const ANYONE: ReadCaller = { sessionId: 0, identities: NOBODY };
/** The result of an addAuth; the operation itself never gets here. */
const ADD_AUTH_RESULT = 24;
const ZXID_MAX = Number.MAX_SAFE_INTEGER;
const INT32_MAX = 0x7fffffff;

/**
 * The replicated state machine: znodes, sessions, stored answers, origins, history. The same entries in the same order give the
 * same state, answers and digest on every replica.
 *
 * The order of checks for an entry: origin (each once, in order) → session alive → generation → sequence number → the
 * operation's own. What an earlier check refuses, no later one sees.
 */
export class Tree implements TreeApi {
  private readonly state: TreeState;
  private readonly decoder = new OperationDecoder();
  private readonly encoder: AnswerEncoder;
  private readonly access: AccessCheck;
  private readonly commands: CommandExecutor;
  private readonly accessOperations: AccessOperations;
  private readonly quotaOperations: QuotaOperations;
  private readonly sessionEntries: SessionExecutor;
  private readonly reader: Reader;
  private readonly reaper: ZnodeReaper;
  private readonly undo: UndoLog;
  /** The answer of the write at hand is kept until its session acknowledges it. */
  private keepsAnswer = false;
  private readonly operationHash: OperationHash = { low: 0, high: 0 };
  private readonly multiResults = new MultiResults();
  private snapshot: SnapshotWriter | null = null;
  private snapshotsBegun = 0;
  private pathBytes = new Uint8Array(1024);

  /** `state`: a loaded one; without it the state of index 0. */
  constructor(
    private readonly options: TreeOptions,
    state = new TreeState(options),
  ) {
    this.state = state;
    this.access = new AccessCheck(state.store.columns, state.store.acls);
    this.encoder = new AnswerEncoder(state.store.columns, state.store.arena);
    this.commands = new CommandExecutor(options, state.store, state.history, this.access, state.quotas);
    this.sessionEntries = new SessionExecutor(state, this.decoder, this.commands);
    this.accessOperations = new AccessOperations(state.store, this.access, this.commands, this.encoder);
    this.quotaOperations = new QuotaOperations(state.store, state.quotas, this.access, this.commands, this.encoder);
    this.reader = new Reader(state, this.decoder, this.commands, this.encoder, this.access, this.accessOperations, this.quotaOperations);
    this.reaper = new ZnodeReaper(state, this.decoder, this.commands);
    this.undo = new UndoLog(state.store);
  }

  get appliedZxid(): number {
    return this.state.appliedZxid;
  }

  get znodeCount(): number {
    return this.state.store.znodeCount;
  }

  get sessionCount(): number {
    return this.state.sessions.size;
  }

  get featureLevel(): number {
    return this.state.featureLevel;
  }

  get lastTimeMs(): number {
    return this.state.timeMs;
  }

  get history(): HistoryApi {
    return this.state.history;
  }

  keepValues(maxBytes = Number.POSITIVE_INFINITY): void {
    const bound = Math.min(maxBytes, this.options.valueHistoryMaxBytes ?? 0);
    if (this.commands.values !== null) {
      this.commands.values.ring.maxBytes = bound;
      return;
    }
    if (bound <= 0) {
      return;
    }
    const ring = new ValueRing(bound);
    ring.settle(this.history.nextPosition);
    this.commands.values = new ValueRecorder(ring, this.state.store, this.encoder);
  }

  dropValues(): void {
    this.commands.values = null;
  }

  valuesAt(position: number): ChangeValues | null {
    return this.commands.values?.ring.at(position) ?? null;
  }

  apply(zxid: number, timeMs: number, origin: Origin, entry: EntryView, outcome: Outcome): void {
    this.useIndex(zxid);
    outcome.code = ErrorCode.ok;
    outcome.answer = NO_BYTES;
    outcome.repeated = false;
    outcome.disposition = this.state.origins.admit(origin);
    if (outcome.disposition === 'applied') {
      this.applyEntry(zxid, timeMs, entry, outcome);
      this.state.quotas.settle();
    }
    this.state.checkpoint();
  }

  applyNoop(zxid: number): void {
    this.useIndex(zxid);
    this.state.checkpoint();
  }

  applyConfig(zxid: number, timeMs: number, text: Uint8Array): void {
    this.useIndex(zxid);
    this.commands.begin(zxid, this.advanceTime(timeMs));
    this.commands.replaceData(CONFIG_ROW, text, 0, text.length);
    this.state.checkpoint();
  }

  read(buffer: Uint8Array, operationStart: number, operationEnd: number, out: ReadOutcome, caller = ANYONE): void {
    this.reader.read(buffer, operationStart, operationEnd, out, caller);
  }

  quotaOverruns(): readonly QuotaOverrun[] {
    return this.state.quotas.overruns();
  }

  mayRead(acl: number, caller: ReadCaller): boolean {
    if (acl === 0) {
      return true;
    }
    this.access.begin(this.state.sessions.get(caller.sessionId)?.identities ?? NOBODY, caller.identities);
    return this.access.grants(acl, Right.read);
  }

  lookup(path: string): { readonly czxid: number; readonly mzxid: number; readonly pzxid: number; readonly acl: number } | null {
    const row = this.rowOf(path);
    const { columns } = this.state.store;
    if (row === 0) {
      return null;
    }
    return {
      czxid: columns.getNumber(row, NumberField.czxid),
      mzxid: columns.getNumber(row, NumberField.mzxid),
      pzxid: columns.getNumber(row, NumberField.pzxid),
      acl: columns.get(row, Field.acl),
    };
  }

  valueNow(path: string): { readonly mzxid: number; readonly stat: Uint8Array; readonly data: Uint8Array } | null {
    const row = this.rowOf(path);
    const { columns, arena } = this.state.store;
    if (row === 0) {
      return null;
    }
    const length = columns.get(row, Field.dataLength);
    const ref = columns.get(row, Field.dataRef) >>> 0;
    const start = length === 0 ? 0 : arena.offsetOf(ref);
    return {
      mzxid: columns.getNumber(row, NumberField.mzxid),
      stat: this.encoder.encodedStat(row).slice(0, this.encoder.encodedStatLength),
      data: length === 0 ? NO_BYTES : arena.bytesOf(ref).slice(start, start + length),
    };
  }

  /** 0 where there is none, or the path is not valid. */
  private rowOf(path: string): number {
    const length = this.encodePath(path);
    if (!this.commands.isValidPath(this.pathBytes, 0, length, false)) {
      return 0;
    }
    return this.state.store.index.find(this.pathBytes, 0, length, this.commands.scan.hash);
  }

  isValidPath(path: string): boolean {
    return this.commands.isValidPath(this.pathBytes, 0, this.encodePath(path), false);
  }

  digest(): string {
    return this.state.digest();
  }

  /** The digest from nothing but the state itself: slow, for tests. Throws where links or cached hashes contradict it. */
  recomputeDigest(): string {
    return recomputeDigest(this.state);
  }

  checkpoints(): readonly Checkpoint[] {
    return this.state.checkpoints;
  }

  session(id: number): SessionView | undefined {
    return this.state.sessions.get(id);
  }

  sessionSecretMatches(id: number, secretHash: Uint8Array): boolean {
    const session = this.state.sessions.get(id);
    return session !== undefined && this.state.sessions.secretMatches(session, secretHash);
  }

  forEachSession(visit: (session: SessionView) => void): void {
    for (const session of this.state.sessions.values()) {
      visit(session);
    }
  }

  takeSessionChanges(): readonly SessionChange[] {
    return this.sessionEntries.takeChanges();
  }

  lastOriginNumber(replica: number, epoch: number): number {
    return this.state.origins.lastNumber(replica, epoch);
  }

  lastOriginEpoch(replica: number): number {
    return this.state.origins.lastEpoch(replica);
  }

  reapable(nowMs: number, max: number): readonly ReapableZnode[] {
    return this.reaper.due(nowMs, max);
  }

  get reapPassPending(): boolean {
    return this.state.store.reapable.passPending;
  }

  beginSnapshot(): SnapshotCursor {
    if (this.snapshot !== null) {
      throw new Error('a snapshot is being written already');
    }
    this.snapshotsBegun += 1;
    const writer = new SnapshotWriter(this.state, this.snapshotsBegun, () => {
      this.snapshot = null;
      this.state.store.saver = null;
      this.sessionEntries.saver = null;
    });
    this.snapshot = writer;
    this.state.store.saver = writer;
    this.sessionEntries.saver = writer;
    return writer;
  }

  private useIndex(zxid: number): void {
    if (zxid <= this.state.appliedZxid || zxid > ZXID_MAX) {
      throw new RangeError(`zxid ${zxid} cannot follow ${this.state.appliedZxid}`);
    }
    this.state.appliedZxid = zxid;
  }

  /** Stamps never go back, whatever a leader sends. */
  private advanceTime(timeMs: number): number {
    if (timeMs > this.state.timeMs) {
      this.state.timeMs = timeMs;
      this.state.requestIds.prune(timeMs);
    }
    return this.state.timeMs;
  }

  private applyEntry(zxid: number, timeMs: number, entry: EntryView, outcome: Outcome): void {
    this.commands.begin(zxid, this.advanceTime(timeMs));
    switch (entry.kind) {
      case EntryKind.command:
      case EntryKind.noop:
      case EntryKind.sessionAuth:
        if (entry.requestId.length !== 0 && entry.kind === EntryKind.command) {
          this.applyOnce(zxid, entry, outcome);
        } else {
          this.applyWrite(zxid, entry, outcome);
        }
        return;
      case EntryKind.sessionOpen:
        outcome.code = this.sessionEntries.open(zxid, entry);
        break;
      case EntryKind.sessionAttach:
        outcome.code = this.sessionEntries.attach(entry);
        break;
      case EntryKind.sessionExpire:
        outcome.code = this.sessionEntries.expire(entry);
        break;
      case EntryKind.reap:
        outcome.code = this.reaper.apply(entry);
        break;
      case EntryKind.feature:
        outcome.code = this.raiseFeatureLevel(entry);
        break;
      case EntryKind.clock:
        return;
      default:
        outcome.code = ErrorCode.unimplemented;
    }
    this.encoder.begin(zxid, outcome.code, '');
    outcome.answer = this.encoder.view();
  }

  /**
   * A write with a request id: the first one's answer, whatever it was, where the id is known. Before anything that looks at sessions: a
   * close that is sent again has succeeded. The same id for another operation, in another session or by another caller is BADARGUMENTS.
   */
  private applyOnce(zxid: number, entry: EntryView, outcome: Outcome): void {
    const { requestIds } = this.state;
    const { requestId, buffer } = entry;
    if (requestId.length !== REQUEST_ID_BYTES) {
      this.refuse(zxid, ErrorCode.badArguments, outcome, `a request id has ${REQUEST_ID_BYTES} bytes`);
      return;
    }
    const hash = this.operationHash;
    requestIds.hashOperation(entry.sessionId, entry.caller, buffer, entry.operationStart, entry.operationEnd, hash);
    if (!requestIds.find(requestId)) {
      this.applyWrite(zxid, entry, outcome);
      // Where it has a sequence number too and is a repeat by that, the answer is the session's and not in the encoder.
      if (!outcome.repeated) {
        requestIds.append(this.state.timeMs, requestId, hash, outcome.code, this.encoder.words, outcome.answer.length);
      }
    } else if (requestIds.foundIs(hash)) {
      outcome.repeated = true;
      outcome.code = requestIds.foundCode;
      outcome.answer = requestIds.foundBytes;
    } else {
      this.refuse(zxid, ErrorCode.badArguments, outcome, 'the request id was used for another operation');
    }
  }

  private applyWrite(zxid: number, entry: EntryView, outcome: Outcome): void {
    this.keepsAnswer = entry.sequence !== 0;
    if (entry.sessionId === 0) {
      if (entry.kind === EntryKind.command) {
        this.execute(zxid, entry, null, outcome);
      } else if (entry.kind === EntryKind.sessionAuth) {
        this.refuse(zxid, ErrorCode.sessionExpired, outcome);
      } else {
        outcome.code = entry.refusalCode;
      }
      return;
    }
    const session = this.state.sessions.get(entry.sessionId);
    if (session === undefined) {
      this.refuse(zxid, ErrorCode.sessionExpired, outcome);
      return;
    }
    if (entry.generation !== 0 && entry.generation < session.generation) {
      this.refuse(zxid, ErrorCode.sessionMoved, outcome);
      return;
    }
    this.acknowledge(session, entry.acknowledgedSequence);
    if (entry.sequence === 0) {
      if (entry.kind === EntryKind.noop) {
        outcome.code = entry.refusalCode;
      } else {
        this.perform(zxid, entry, session, outcome);
      }
      return;
    }
    if (entry.sequence <= session.lastSequence) {
      outcome.repeated = true;
      if (session.answers.find(entry.sequence)) {
        outcome.code = session.answers.foundCode;
        outcome.answer = session.answers.foundBytes;
      }
      return;
    }
    if (entry.sequence > session.lastSequence + 1) {
      this.refuse(zxid, ErrorCode.gap, outcome);
      return;
    }
    this.sessionEntries.saver?.beforeSessionChange(session);
    if (entry.kind === EntryKind.noop) {
      this.refuse(zxid, entry.refusalCode, outcome);
    } else if (session.answers.byteLength > STORED_ANSWER_BYTES_MAX) {
      this.refuse(zxid, ErrorCode.throttledOp, outcome);
    } else {
      this.perform(zxid, entry, session, outcome);
    }
    if (!session.ended) {
      session.lastSequence = entry.sequence;
      session.answers.append(session.id, outcome.code, this.encoder.words, outcome.answer.length, this.state.hasher, this.state.sum);
      this.state.sessions.changed(session);
    }
  }

  /** A session's operation, or the identities that one of its credentials proved. */
  private perform(zxid: number, entry: EntryView, session: Session, outcome: Outcome): void {
    if (entry.kind !== EntryKind.sessionAuth) {
      this.execute(zxid, entry, session, outcome);
      return;
    }
    outcome.code = this.sessionEntries.authenticate(entry);
    this.encoder.begin(zxid, outcome.code, '');
    if (outcome.code === ErrorCode.ok) {
      this.encoder.emptyResult(ADD_AUTH_RESULT);
    }
    outcome.answer = this.encoder.view();
  }

  /** Forgets answers that the client has. */
  private acknowledge(session: Session, sequence: number): void {
    const upTo = sequence < session.lastSequence ? sequence : session.lastSequence;
    if (upTo >= session.answers.firstSequence) {
      this.sessionEntries.saver?.beforeSessionChange(session);
      session.answers.prune(upTo, this.state.sum);
      this.state.sessions.changed(session);
    }
  }

  private refuse(zxid: number, code: number, outcome: Outcome, message = ''): void {
    outcome.code = code;
    this.encoder.begin(zxid, code, message);
    outcome.answer = this.encoder.view();
  }

  private execute(zxid: number, entry: EntryView, session: Session | null, outcome: Outcome): void {
    const { encoder, commands } = this;
    const operation = this.decoder.operation;
    this.access.begin(session?.identities ?? NOBODY, entry.caller);
    let code = this.decoder.decode(entry.buffer, entry.operationStart, entry.operationEnd);
    if (code === ErrorCode.ok) {
      switch (operation.field) {
        case OperationField.multi:
          outcome.code = this.executeMulti(zxid, entry.buffer, session);
          outcome.answer = encoder.view();
          return;
        case OperationField.close:
          if (session === null) {
            code = ErrorCode.badArguments;
            commands.reason = 'no session to close';
          } else {
            this.sessionEntries.end(session, false);
          }
          break;
        case OperationField.setQuota:
          code = this.quotaOperations.set(entry.buffer, operation);
          break;
        case OperationField.removeQuota:
          code = this.quotaOperations.remove(entry.buffer, operation);
          break;
        case OperationField.setAcl:
          code = this.accessOperations.setAcl(entry.buffer, operation);
          break;
        default:
          code = isRead(operation.field) ? ErrorCode.unimplemented : commands.execute(entry.buffer, operation, session);
      }
    }
    outcome.code = code;
    encoder.begin(zxid, code, commands.reason);
    if (code === ErrorCode.ok) {
      if (operation.field === OperationField.setData || operation.field === OperationField.setAcl) {
        encoder.statResult(operation.field, commands.row);
      } else if (operation.field === OperationField.create) {
        encoder.createResult(OperationField.create, commands.row);
      } else if (operation.field === OperationField.delete) {
        encoder.numberResult(OperationField.delete, commands.deletion.deleted);
      } else {
        encoder.emptyResult(operation.field);
      }
    }
    outcome.answer = encoder.view();
  }

  /** All parts or none, under one zxid. Leaves the answer in the encoder. */
  private executeMulti(zxid: number, buffer: Uint8Array, session: Session | null): number {
    const { encoder, commands, undo, multiResults } = this;
    const { parts, partCount } = this.decoder;
    if (partCount > this.state.options.maxMultiParts) {
      encoder.begin(zxid, ErrorCode.badArguments, 'too many parts');
      return ErrorCode.badArguments;
    }
    multiResults.reset();
    let code: number = ErrorCode.ok;
    commands.undo = undo;
    for (let i = 0; i < partCount && code === ErrorCode.ok; i += 1) {
      const part = parts[i];
      if (part === undefined) {
        break;
      }
      undo.part = i;
      if (isRead(part.field)) {
        this.state.quotas.settle(undo);
      }
      code = commands.execute(buffer, part, session);
      if (code === ErrorCode.ok && isRead(part.field)) {
        if (
          this.keepsAnswer &&
          this.state.sessions.storedAnswers.bytes > (this.state.options.maxStoredAnswerBytes ?? ALL_STORED_ANSWER_BYTES_MAX)
        ) {
          code = ErrorCode.throttledOp;
        } else if (!multiResults.read(part, commands.row, encoder, MULTI_READ_BYTES_MAX)) {
          code = ErrorCode.dataTooLarge;
        }
      } else if (code === ErrorCode.ok) {
        multiResults.succeeded(part, commands.row, commands.deletion.deleted, encoder);
      }
      if (code !== ErrorCode.ok) {
        multiResults.failed(partCount, i, code);
      }
    }
    commands.undo = null;
    if (code === ErrorCode.ok) {
      undo.commit(zxid, this.state.history);
    } else {
      undo.rollBack();
    }
    encoder.begin(zxid, code, commands.reason);
    encoder.rawResult(OperationField.multi, multiResults.bytes, multiResults.length);
    return code;
  }

  private raiseFeatureLevel(entry: EntryView): number {
    const decoder = this.decoder;
    decoder.open(entry.buffer, entry.operationStart, entry.operationEnd);
    let level = 0;
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === 1) {
        level = decoder.takeNumber();
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed || level > INT32_MAX) {
      return ErrorCode.marshallingError;
    }
    this.state.featureLevel = Math.max(this.state.featureLevel, level);
    return ErrorCode.ok;
  }

  /** The path's bytes are then in `pathBytes`. */
  private encodePath(path: string): number {
    if (this.pathBytes.length < path.length * 3) {
      this.pathBytes = new Uint8Array(path.length * 6);
    }
    return writeUtf8(path, this.pathBytes, 0);
  }
}

function isRead(field: number): boolean {
  return field >= OperationField.exists;
}
