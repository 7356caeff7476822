import type { Outcome, ReadOutcome, TreeApi } from '@grove/tree';
import { ByteWriter, EntryKind, ErrorCode, OperationField, closeOperation, encodeSessionOpened } from '@grove/wire';
import type { AnswerBytes, SessionCredentials, SessionResult, UnaryCall } from './ports';
import { PENDING_BYTES_MAX } from './forwarder';
import type { EntryOwner, Forwarder } from './forwarder';
import type { ReadBarrier } from './read-barrier';
import { emptyAnswer } from './session-connection';
import type { SessionReports } from './session-reports';

export interface UnaryHost {
  readonly forwarder: Forwarder;
  readonly barrier: ReadBarrier;
  readonly reports: SessionReports;
  readonly maxDataBytes: number;
  readonly maxFrameBytes: number;
  tree(): TreeApi;
  nowMs(): number;
  negotiateTimeoutMs(wantedMs: number): number;
  newSecret(): Uint8Array;
  hashSecret(secret: Uint8Array): Uint8Array;
  countReads(count: number): void;
  countWrite(): void;
}

/** How long a call may wait for a leader or a zxid before it is answered that nobody knows. */
const CALL_TIMEOUT_MS = 15_000;

/** A call on its way: exactly one of its callbacks runs, once. */
interface Pending {
  readonly deadlineMs: number;
  readonly applied: (zxid: number, outcome: Outcome) => void;
  readonly failed: (code: number, message: string) => void;
}

/** Operations of callers without a stream: no order between them, one answer each. */
export class UnaryCalls implements EntryOwner {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private readonly readOutcome: ReadOutcome = { code: 0, answer: new Uint8Array(0), watch: null };

  constructor(private readonly host: UnaryHost) {}

  call(call: UnaryCall, done: (answer: AnswerBytes) => void): void {
    const field = fieldOf(call.operation);
    const fail = (code: number, message: string): void => {
      done(failedAnswer(this.host.tree().appliedZxid, code, message));
    };
    if (call.sessionId === 0) {
      this.dispatch(call, field, done, fail);
      return;
    }
    this.authenticate(call, (known) => {
      if (known) this.dispatch(call, field, done, fail);
      else fail(ErrorCode.SESSIONEXPIRED, 'no such session, or not its secret');
    });
  }

  private dispatch(
    call: UnaryCall,
    field: number,
    done: (answer: AnswerBytes) => void,
    fail: (code: number, message: string) => void,
  ): void {
    if (field >= OperationField.create && field <= OperationField.multi) {
      if (call.operation.length > (field === OperationField.multi ? this.host.maxFrameBytes : this.host.maxDataBytes + 64 * 1024)) {
        fail(ErrorCode.DATATOOLARGE, `at most ${this.host.maxDataBytes} bytes`);
        return;
      }
      if (this.host.forwarder.pendingBytes > PENDING_BYTES_MAX) {
        fail(ErrorCode.THROTTLEDOP, 'too many writes wait for the leader');
        return;
      }
      this.host.countWrite();
      this.submit(
        EntryKind.command,
        call.sessionId,
        call.operation,
        (_zxid, outcome) => {
          done(outcome.answer.slice());
        },
        fail,
      );
      return;
    }
    if (field === OperationField.exists || field === OperationField.getData || field === OperationField.getChildren) {
      this.whenFresh(call.linearizable, call.minZxid, fail, () => {
        this.host.tree().read(call.operation, 0, call.operation.length, this.readOutcome);
        this.host.countReads(1);
        done(this.readOutcome.answer.slice());
      });
      return;
    }
    if (field === OperationField.sync) {
      this.whenFresh(true, call.minZxid, fail, () => {
        done(emptyAnswer(this.host.tree().appliedZxid, OperationField.sync));
      });
      return;
    }
    fail(ErrorCode.UNIMPLEMENTED, 'not an operation for unary calls');
  }

  /** Runs `then` on a state that is fresh enough, or `fail` when that takes too long. */
  private whenFresh(linearizable: boolean, minZxid: number, fail: (code: number, message: string) => void, then: () => void): void {
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
    const go = (): void => {
      if (this.settle(id) !== null) then();
    };
    const isGone = (): boolean => !this.pending.has(id);
    const atZxid = { onBarrier: go, isGone };
    if (linearizable) {
      this.host.barrier.linearizable({
        onBarrier: () => {
          this.host.barrier.atLeast(minZxid, atZxid);
        },
        isGone,
      });
    } else {
      this.host.barrier.atLeast(minZxid, atZxid);
    }
  }

  private submit(
    kind: number,
    sessionId: number,
    operation: Uint8Array,
    applied: (zxid: number, outcome: Outcome) => void,
    fail: (code: number, message: string) => void,
  ): void {
    const id = this.add(applied, fail);
    const entry = { kind, sessionId, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };
    this.host.forwarder.add(this, id, entry, operation, 0, operation.length);
  }

  /** Knows the session's secret, if need be after catching up: the session may be younger than this replica's state. */
  private authenticate(credentials: SessionCredentials, done: (known: boolean) => void): void {
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
    this.whenFresh(
      true,
      0,
      () => {
        done(false);
      },
      () => {
        const known = this.host.tree().sessionSecretMatches(credentials.sessionId, hash);
        if (known) this.host.reports.hear(credentials.sessionId);
        done(known);
      },
    );
  }

  openSession(
    wantedTimeoutMs: number,
    done: (result: SessionResult<{ sessionId: number; sessionSecret: Uint8Array; timeoutMs: number; zxid: number }>) => void,
  ): void {
    const secret = this.host.newSecret();
    const timeoutMs = this.host.negotiateTimeoutMs(wantedTimeoutMs);
    const payload = encodeSessionOpened({ timeoutMs, secretHash: this.host.hashSecret(secret) });
    this.submit(
      EntryKind.sessionOpen,
      0,
      payload,
      (zxid, outcome) => {
        if (outcome.code === 0) done({ ok: true, value: { sessionId: zxid, sessionSecret: secret, timeoutMs, zxid } });
        else done({ ok: false, code: outcome.code, message: 'the session could not be made' });
      },
      (code, message) => {
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
    this.authenticate(credentials, (known) => {
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
          done({ ok: false, code: ErrorCode.CONNECTIONLOSS, message: 'the leader did not confirm the session in time' });
        },
      );
      this.host.reports.whenConfirmed(credentials.sessionId, () => {
        if (this.settle(id) !== null) answer();
      });
    });
  }

  closeSession(credentials: SessionCredentials, done: (result: SessionResult<{ zxid: number }>) => void): void {
    this.authenticate(credentials, (known) => {
      if (!known) {
        done({ ok: false, code: ErrorCode.SESSIONEXPIRED, message: 'no such session, or not its secret' });
        return;
      }
      this.submit(
        EntryKind.command,
        credentials.sessionId,
        closeOperation,
        (zxid, outcome) => {
          if (outcome.code === 0) done({ ok: true, value: { zxid } });
          else done({ ok: false, code: outcome.code, message: '' });
        },
        (code, message) => {
          done({ ok: false, code, message });
        },
      );
    });
  }

  onApplied(requestId: number, zxid: number, outcome: Outcome): void {
    this.settle(requestId)?.applied(zxid, outcome);
  }

  onOutcomeUnknown(requestId: number): void {
    this.settle(requestId)?.failed(ErrorCode.OUTCOMEUNKNOWN, 'the replica was brought up by a snapshot');
  }

  /** Called now and then: calls that waited too long. Oldest first, so the first young one ends the look. */
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

  private add(applied: (zxid: number, outcome: Outcome) => void, failed: (code: number, message: string) => void): number {
    const id = this.nextId;
    this.nextId += 1;
    this.pending.set(id, { deadlineMs: this.host.nowMs() + CALL_TIMEOUT_MS, applied, failed });
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

function failedAnswer(zxid: number, code: number, message: string): Uint8Array {
  const writer = new ByteWriter(64);
  writer.integerField(2, zxid);
  writer.integerField(3, code);
  writer.stringField(4, message);
  return writer.take();
}
