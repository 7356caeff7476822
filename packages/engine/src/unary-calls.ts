import type { Outcome, ReadCaller, ReadOutcome, TreeApi } from '@grove/tree';
import { ByteWriter, EntryKind, ErrorCode, OperationField, closeOperation, encodeSessionOpened } from '@grove/wire';
import { isWrite } from './admission';
import type { Admission } from './admission';
import type { CallerIdentities } from './caller';
import type { AnswerBytes, Caller, SessionCredentials, SessionResult, UnaryCall } from './ports';
import type { EntryOwner, Forwarder } from './forwarder';
import type { ReadBarrier } from './read-barrier';
import { readWork } from './read-turn';
import type { ReadTurn } from './read-turn';
import { emptyAnswer } from './empty-answer';
import type { SessionReports } from './session-reports';

export interface UnaryHost {
  readonly forwarder: Forwarder;
  readonly barrier: ReadBarrier;
  readonly readTurn: ReadTurn;
  readonly reports: SessionReports;
  readonly admission: Admission;
  tree(): TreeApi;
  nowMs(): number;
  negotiateTimeoutMs(wantedMs: number): number;
  newSecret(): Uint8Array;
  hashSecret(secret: Uint8Array): Uint8Array;
  /** Who calls: what the connection proves and what the credentials do. */
  readonly callers: CallerIdentities;
  countReads(count: number): void;
  countWrite(): void;
}

/** How long a call may wait for a leader or a zxid before it is answered that nobody knows. */
const CALL_TIMEOUT_MS = 15_000;

const REQUEST_ID_BYTES = 16;

/** Reads that need no stream. `sync` is one of its own. */
const readFields = new Set<number>([
  OperationField.exists,
  OperationField.getData,
  OperationField.getChildren,
  OperationField.getAcl,
  OperationField.getAllChildrenNumber,
  OperationField.getEphemerals,
  OperationField.multiRead,
  OperationField.whoAmI,
  OperationField.listQuotas,
]);

type Fail = (code: number, message: string, retryAfterMs?: number) => void;

/** What is logged of a call. */
interface Submission {
  readonly kind: number;
  readonly sessionId: number;
  readonly operation: Uint8Array;
  readonly requestId?: Uint8Array;
  readonly caller?: readonly string[];
}

/** A call on its way: exactly one of its callbacks runs, once. */
interface Pending {
  readonly deadlineMs: number;
  readonly applied: (zxid: number, outcome: Outcome) => void;
  readonly failed: Fail;
  /** Sent again where nobody can say what became of it: its request id makes that harmless. */
  readonly again: (() => void) | null;
}

/** Operations of callers without a stream: no order between them, one answer each. */
export class UnaryCalls implements EntryOwner {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private waitingReads = 0;
  private readonly readOutcome: ReadOutcome = { code: 0, answer: new Uint8Array(0), rows: 0, watch: null };

  constructor(private readonly host: UnaryHost) {}

  call(call: UnaryCall, done: (answer: AnswerBytes) => void): void {
    const field = fieldOf(call.operation);
    const fail: Fail = (code, message, retryAfterMs = 0) => {
      done(failedAnswer(this.host.tree().appliedZxid, code, message, retryAfterMs));
    };
    const { length } = call.requestId ?? NO_BYTES;
    if (length !== 0 && length !== REQUEST_ID_BYTES) {
      fail(ErrorCode.BADARGUMENTS, `a request id has ${REQUEST_ID_BYTES} bytes`);
      return;
    }
    this.whoCalls(call, fail, ({ identities }) => {
      this.dispatch(call, field, identities, done, fail);
    });
  }

  /** By whom a call is judged: its session, if it names one and has its secret, and what its connection and its credentials prove. */
  whoCalls(
    call: SessionCredentials & Pick<UnaryCall, 'caller' | 'credentials'>,
    fail: (code: number, message: string) => void,
    then: (caller: ReadCaller) => void,
  ): void {
    const proven = this.host.callers.ofCall(call.caller, call.credentials);
    if (!proven.ok) {
      fail(proven.code, proven.message);
      return;
    }
    const { sessionId } = call;
    const caller = { sessionId, identities: proven.identities };
    if (sessionId === 0) {
      then(caller);
      return;
    }
    this.authenticate(
      call,
      (known) => {
        if (known) then(caller);
        else fail(ErrorCode.SESSIONEXPIRED, 'no such session, or not its secret');
      },
      fail,
    );
  }

  private dispatch(call: UnaryCall, field: number, identities: readonly string[], done: (answer: AnswerBytes) => void, fail: Fail): void {
    const { host } = this;
    if (isWrite(field) && field !== OperationField.close && field !== OperationField.addAuth) {
      const refusal = host.admission.refusal(field, call.operation, 0, call.operation.length, 0);
      if (refusal !== 0) {
        fail(refusal, host.admission.reason(refusal), refusal === ErrorCode.THROTTLEDOP ? host.admission.retryAfterMs() : 0);
        return;
      }
      host.countWrite();
      this.submit(
        {
          kind: EntryKind.command,
          sessionId: call.sessionId,
          operation: call.operation,
          requestId: call.requestId ?? NO_BYTES,
          caller: identities,
        },
        (_zxid, outcome) => {
          done(outcome.answer.slice());
        },
        fail,
      );
      return;
    }
    if (readFields.has(field)) {
      const refusal = host.admission.readRefusal(field, call.operation, 0, call.operation.length);
      if (refusal !== 0) {
        fail(refusal, host.admission.reason(refusal));
        return;
      }
      this.whenFresh(call.linearizable, call.minZxid, fail, () => {
        const caller: ReadCaller = { sessionId: call.sessionId, identities };
        this.inTurn(fail, () => {
          const { readOutcome } = this;
          host.tree().read(call.operation, 0, call.operation.length, readOutcome, caller);
          host.readTurn.spend(readWork(readOutcome.rows, readOutcome.answer.length));
          host.countReads(1);
          done(readOutcome.answer.slice());
        });
      });
      return;
    }
    if (field === OperationField.sync) {
      this.whenFresh(true, call.minZxid, fail, () => {
        done(emptyAnswer(host.tree().appliedZxid, OperationField.sync));
      });
      return;
    }
    fail(ErrorCode.UNIMPLEMENTED, 'not an operation for unary calls');
  }

  /** Runs `then` when the turn has room for a read: now, or in a later one. */
  private inTurn(fail: Fail, then: () => void): void {
    const { readTurn, admission } = this.host;
    if (!readTurn.isSpent) {
      then();
      return;
    }
    if (this.waitingReads >= admission.limits.maxOutstandingRequests) {
      fail(ErrorCode.THROTTLEDOP, admission.reason(ErrorCode.THROTTLEDOP), admission.retryAfterMs());
      return;
    }
    this.waitingReads += 1;
    const id = this.add(
      () => undefined,
      () => {
        fail(ErrorCode.OPERATIONTIMEOUT, 'the read did not have its turn in time');
      },
    );
    readTurn.wait({
      drain: () => {
        this.waitingReads -= 1;
        if (this.settle(id) !== null) then();
      },
    });
  }

  /** Runs `then` on a state that is fresh enough, or `fail` where that takes too long or the cluster has no such state. */
  whenFresh(linearizable: boolean, minZxid: number, fail: (code: number, message: string) => void, then: () => void): void {
    if (!linearizable && minZxid <= this.host.tree().appliedZxid) {
      then();
      return;
    }
    const id = this.add(
      () => undefined,
      () => {
        fail(ErrorCode.OPERATIONTIMEOUT, 'the replica did not catch up in time');
      },
    );
    const isGone = (): boolean => !this.pending.has(id);
    if (!linearizable) {
      this.host.barrier.atLeast(minZxid, {
        onBarrier: () => {
          if (this.settle(id) !== null) then();
        },
        isGone,
      });
    }
    // Only the leader can say whether a zxid that is not known here is one at all.
    this.host.barrier.linearizable({
      onBarrier: () => {
        if (this.settle(id) === null) return;
        if (minZxid <= this.host.tree().appliedZxid) then();
        else fail(ErrorCode.BADARGUMENTS, `the cluster has not reached zxid ${minZxid}`);
      },
      isGone,
    });
  }

  private submit(submission: Submission, applied: (zxid: number, outcome: Outcome) => void, failed: Fail, deadlineMs?: number): void {
    const deadline = deadlineMs ?? this.host.nowMs() + CALL_TIMEOUT_MS;
    const mayRepeat = (submission.requestId?.length ?? 0) > 0;
    const again = (): void => {
      this.submit(submission, applied, failed, deadline);
    };
    const id = this.add(applied, failed, deadline, mayRepeat ? again : null);
    const { kind, sessionId, operation, requestId = NO_BYTES, caller = NOBODY } = submission;
    const entry = { kind, sessionId, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0, requestId, caller };
    this.host.forwarder.add(this, id, entry, operation, 0, operation.length);
  }

  /**
   * Knows the session's secret, if need be after catching up: the session may be younger than this replica's state. `failed`: it did not
   * catch up, so it cannot say, least of all that the session is over.
   */
  private authenticate(credentials: SessionCredentials, done: (known: boolean) => void, failed: Fail): void {
    const hash = this.host.hashSecret(credentials.sessionSecret);
    if (this.host.tree().sessionSecretMatches(credentials.sessionId, hash)) {
      this.host.reports.hear(credentials.sessionId);
      done(true);
      return;
    }
    if (this.host.tree().session(credentials.sessionId) !== undefined) {
      done(false);
      return;
    }
    this.whenFresh(true, 0, failed, () => {
      const known = this.host.tree().sessionSecretMatches(credentials.sessionId, hash);
      if (known) this.host.reports.hear(credentials.sessionId);
      done(known);
    });
  }

  openSession(
    wantedTimeoutMs: number,
    done: (result: SessionResult<{ sessionId: number; sessionSecret: Uint8Array; timeoutMs: number; zxid: number }>) => void,
    caller?: Caller,
  ): void {
    const { admission } = this.host;
    const message = admission.startRefusal(this.host.tree().sessionCount);
    if (message !== null) {
      done({ ok: false, code: ErrorCode.THROTTLEDOP, message, retryAfterMs: admission.retryAfterMs() });
      return;
    }
    const secret = this.host.newSecret();
    const timeoutMs = this.host.negotiateTimeoutMs(wantedTimeoutMs);
    const identities = this.host.callers.ofConnection(caller);
    const operation = encodeSessionOpened({ timeoutMs, secretHash: this.host.hashSecret(secret), identities });
    admission.opening += 1;
    this.submit(
      { kind: EntryKind.sessionOpen, sessionId: 0, operation },
      (zxid, outcome) => {
        admission.opening -= 1;
        if (outcome.code === 0) done({ ok: true, value: { sessionId: zxid, sessionSecret: secret, timeoutMs, zxid } });
        else done({ ok: false, code: outcome.code, message: 'the session could not be made' });
      },
      (code, message) => {
        admission.opening -= 1;
        done({ ok: false, code, message });
      },
    );
  }

  keepAlive(
    credentials: SessionCredentials,
    done: (result: SessionResult<{ confirmedMsAgo: number; timeoutMs: number; zxid: number }>) => void,
  ): void {
    const expired = (): void => {
      done({ ok: false, code: ErrorCode.SESSIONEXPIRED, message: 'no such session, or not its secret' });
    };
    const answer = (): void => {
      const session = this.host.tree().session(credentials.sessionId);
      const at = this.host.reports.confirmedAt(credentials.sessionId);
      if (session === undefined || at === undefined) {
        expired();
        return;
      }
      const confirmedMsAgo = Math.max(0, Math.ceil(this.host.nowMs() - at));
      done({ ok: true, value: { confirmedMsAgo, timeoutMs: session.timeoutMs, zxid: this.host.tree().appliedZxid } });
    };
    const failed: Fail = (code, message) => {
      done({ ok: false, code, message });
    };
    const confirm = (known: boolean): void => {
      if (!known) {
        expired();
        return;
      }
      if (this.host.reports.confirmedAt(credentials.sessionId) !== undefined) {
        answer();
        return;
      }
      // Never confirmed through this replica: an age would be a guess, so wait for the leader's word.
      const id = this.add(
        () => undefined,
        () => {
          failed(ErrorCode.CONNECTIONLOSS, 'the leader did not confirm the session in time');
        },
      );
      this.host.reports.whenConfirmed(credentials.sessionId, () => {
        if (this.settle(id) !== null) answer();
      });
    };
    this.authenticate(credentials, confirm, failed);
  }

  closeSession(credentials: SessionCredentials, done: (result: SessionResult<{ zxid: number }>) => void): void {
    const failed: Fail = (code, message) => {
      done({ ok: false, code, message });
    };
    this.authenticate(
      credentials,
      (known) => {
        if (!known) {
          failed(ErrorCode.SESSIONEXPIRED, 'no such session, or not its secret');
          return;
        }
        this.submit(
          { kind: EntryKind.command, sessionId: credentials.sessionId, operation: closeOperation },
          (zxid, outcome) => {
            if (outcome.code === 0) done({ ok: true, value: { zxid } });
            else failed(outcome.code, '');
          },
          failed,
        );
      },
      failed,
    );
  }

  onApplied(requestId: number, zxid: number, outcome: Outcome): void {
    this.settle(requestId)?.applied(zxid, outcome);
  }

  onOutcomeUnknown(requestId: number): void {
    const call = this.settle(requestId);
    if (call === null) return;
    if (call.again !== null) call.again();
    else call.failed(ErrorCode.OUTCOMEUNKNOWN, 'the replica was brought up by a snapshot');
  }

  /** Called now and then: calls that waited too long. Nearly oldest first: the first young one ends the look. */
  sweep(nowMs: number): void {
    for (const [id, call] of this.pending) {
      if (call.deadlineMs > nowMs) return;
      this.settle(id)?.failed(ErrorCode.OUTCOMEUNKNOWN, 'no leader answered in time: the write may still happen');
    }
  }

  /** The replica goes down. */
  failAll(): void {
    for (const id of [...this.pending.keys()]) {
      this.settle(id)?.failed(ErrorCode.OUTCOMEUNKNOWN, 'the replica goes down: the write may still happen');
    }
  }

  private add(
    applied: (zxid: number, outcome: Outcome) => void,
    failed: Fail,
    deadlineMs = this.host.nowMs() + CALL_TIMEOUT_MS,
    again: (() => void) | null = null,
  ): number {
    const id = this.nextId;
    this.nextId += 1;
    this.pending.set(id, { deadlineMs, applied, failed, again });
    return id;
  }

  private settle(id: number): Pending | null {
    const call = this.pending.get(id);
    if (call === undefined) return null;
    this.pending.delete(id);
    return call;
  }
}

/** The field number of an operation's tag (1 or 2 bytes); 0 where there is none. */
function fieldOf(operation: Uint8Array): number {
  const first = operation[0] ?? 0;
  if (first < 0x80) return first >> 3;
  return ((first & 0x7f) | ((operation[1] ?? 0) << 7)) >> 3;
}

function failedAnswer(zxid: number, code: number, message: string, retryAfterMs: number): Uint8Array {
  const writer = new ByteWriter(64);
  writer.integerField(2, zxid);
  writer.integerField(3, code);
  writer.stringField(4, message);
  writer.integerField(5, retryAfterMs);
  return writer.take();
}

const NO_BYTES = new Uint8Array(0);
const NOBODY: readonly string[] = [];
