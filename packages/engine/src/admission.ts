import { ByteReader, ErrorCode, OperationField } from '@grove/wire';
import { fixedLimits } from './defaults';
import type { DiskReserve } from './disk-reserve';
import type { Forwarder } from './forwarder';
import type { EngineOptions } from './ports';

export type AdmissionLimits = Pick<
  EngineOptions,
  'maxDataBytes' | 'maxFrameBytes' | 'maxMultiParts' | 'maxOutstandingRequests' | 'maxPendingBytes' | 'maxSessions'
>;

/** Writes have fields below this one, reads from it on. */
const FIRST_READ_FIELD = OperationField.exists;

/** A delay told with THROTTLEDOP: the least, and the most, when all that may wait does. */
const RETRY_AFTER_MS_MIN = 100;
const RETRY_AFTER_MS_MAX = 1000;
/** So many starts of sessions may be on their way to the leader, however few sessions there may be. */
const STARTS_PENDING_MIN = 1_000;
/** Space does not come back by waiting a moment. */
const RETRY_AFTER_FULL_DISK_MS = 5000;

/** What is taken below the disk reserve too: it ends something, or makes it smaller. */
const TAKEN_ON_A_FULL_DISK: ReadonlySet<number> = new Set([OperationField.delete, OperationField.close, OperationField.addAuth]);

/** Fields of the messages that carry data or lists. */
const Field = { data: 2, setAclEntries: 2, createAclEntries: 6, parts: 1, partCreate: 1, partSetData: 3 } as const;
/** `call`, as a length-delimited field: the options of a unary call. */
const CALL_OPTIONS_KEY = 15 * 8 + 2;
/** Operations and parts are length-delimited fields. */
const WIRE_BYTES = 2;

/** The operation changes the replicated state: it goes to the leader, and takes a sequence number. */
export function isWrite(field: number): boolean {
  return field >= OperationField.create && field < FIRST_READ_FIELD;
}

/**
 * The bounds on what is let in. They are looked at here, at the door of the replica that the client is connected to, and not when
 * an entry is applied: each replica may be set differently, and the same entry must do the same on all.
 */
export class Admission {
  private readonly reader = new ByteReader();
  /** Sessions that are on their way: until their entry is applied, or given up. */
  opening = 0;

  constructor(
    readonly limits: AdmissionLimits,
    private readonly forwarder: Pick<Forwarder, 'pendingBytes' | 'withdrawablePending'>,
    private readonly disk: Pick<DiskReserve, 'isReached'>,
  ) {}

  /**
   * 0, or the code with which a write is refused before it is logged. The operation is buffer[start, end), its tag included; what
   * is malformed is let in: it gets its error when it is applied. `outstanding`: requests of the same session without an answer.
   *
   * Options of a unary call (they are cut off before) are BADARGUMENTS in a request of a stream and in a part: what is let in
   * lies in every replica's log as it is, and they hold a session's secret and passwords.
   */
  refusal(field: number, buffer: Uint8Array, start: number, end: number, outstanding: number): number {
    const { limits } = this;
    if (outstanding >= limits.maxOutstandingRequests || this.forwarder.pendingBytes >= limits.maxPendingBytes) return ErrorCode.THROTTLEDOP;
    if (this.disk.isReached && !TAKEN_ON_A_FULL_DISK.has(field)) return ErrorCode.THROTTLEDOP;
    if (end - start > limits.maxFrameBytes) return ErrorCode.DATATOOLARGE;
    const reader = this.reader.reset(buffer, start, end);
    if (!reader.next() || (reader.key & 7) !== WIRE_BYTES) return 0;
    reader.enter();
    const code = field === OperationField.multi ? this.multiRefusal(reader) : this.contentRefusal(field, reader);
    reader.reset(EMPTY);
    return code;
  }

  /**
   * Why no session can be opened or attached now, in words; null: one can. A start is an entry on its way to the leader as a write is, and
   * one that was given up leaves its number behind until there is a leader: without this, whoever comes and goes while there is none
   * would leave more and more. `sessions`: those that there are; those that are being opened here are counted with them. Null: it is
   * attached, and no writes of others may keep it from its time.
   */
  startRefusal(sessions: number | null): string | null {
    const { forwarder, limits } = this;
    const startsMax = Math.max(STARTS_PENDING_MIN, limits.maxSessions);
    const isFull = sessions !== null && forwarder.pendingBytes >= limits.maxPendingBytes;
    if (isFull || forwarder.withdrawablePending >= startsMax)
      return `too many sessions wait for the leader: try again in ${this.retryAfterMs()} ms`;
    if (sessions === null || sessions + this.opening < limits.maxSessions) return null;
    return `there are ${limits.maxSessions} sessions: try again in ${this.retryAfterMs()} ms`;
  }

  /** The same for a read: only a multiRead has a bound. */
  readRefusal(field: number, buffer: Uint8Array, start: number, end: number): number {
    if (field !== OperationField.multiRead || end - start <= 2 * this.limits.maxMultiParts) return 0;
    const reader = this.reader.reset(buffer, start, end);
    if (!reader.next() || (reader.key & 7) !== 2) return 0;
    reader.enter();
    let parts = 0;
    for (; parts <= this.limits.maxMultiParts && reader.next(); reader.skip()) {
      if (reader.key === Field.parts * 8 + 2) parts += 1;
    }
    reader.reset(EMPTY);
    return parts > this.limits.maxMultiParts ? ErrorCode.BADARGUMENTS : 0;
  }

  private multiRefusal(reader: ByteReader): number {
    let parts = 0;
    while (reader.next()) {
      if (reader.key === CALL_OPTIONS_KEY) return ErrorCode.BADARGUMENTS;
      if (reader.key !== Field.parts * 8 + 2) {
        reader.skip();
        continue;
      }
      parts += 1;
      if (parts > this.limits.maxMultiParts) return ErrorCode.BADARGUMENTS;
      const partEnd = reader.enter();
      while (reader.next()) {
        if ((reader.key & 7) !== WIRE_BYTES) {
          reader.skip();
          continue;
        }
        const part = reader.key >>> 3;
        const field = part === Field.partCreate ? OperationField.create : part === Field.partSetData ? OperationField.setData : 0;
        const contentEnd = reader.enter();
        const code = this.contentRefusal(field, reader);
        if (code !== 0) return code;
        reader.leave(contentEnd);
      }
      reader.leave(partEnd);
    }
    return 0;
  }

  private contentRefusal(field: number, reader: ByteReader): number {
    const carriesData = field === OperationField.create || field === OperationField.setData;
    const aclField = field === OperationField.create ? Field.createAclEntries : field === OperationField.setAcl ? Field.setAclEntries : 0;
    let aclEntries = 0;
    while (reader.next()) {
      if (reader.key === CALL_OPTIONS_KEY) return ErrorCode.BADARGUMENTS;
      if (carriesData && reader.key === Field.data * 8 + 2) {
        const length = reader.length();
        if (length > this.limits.maxDataBytes) return ErrorCode.DATATOOLARGE;
        reader.position += length;
        continue;
      }
      if (aclField !== 0 && reader.key === aclField * 8 + 2) {
        aclEntries += 1;
        if (aclEntries > fixedLimits.maxAclEntries) return ErrorCode.INVALIDACL;
      }
      reader.skip();
    }
    return 0;
  }

  /** What a refusal says in words; empty for codes that are not of admission. */
  reason(code: number): string {
    const { limits } = this;
    switch (code) {
      case ErrorCode.DATATOOLARGE:
        return `at most ${limits.maxDataBytes} bytes of data, ${limits.maxFrameBytes} of a request`;
      case ErrorCode.BADARGUMENTS:
        return `at most ${limits.maxMultiParts} parts; no options of a unary call (\`call\`) on a stream or in a part`;
      case ErrorCode.INVALIDACL:
        return `at most ${fixedLimits.maxAclEntries} entries`;
      case ErrorCode.THROTTLEDOP:
        return this.disk.isReached
          ? 'the disk of this replica is nearly full: it takes deletions alone; make space on its volume, or write through another replica'
          : 'too many requests wait for their answers';
      default:
        return '';
    }
  }

  /** How long a refused client should wait: the fuller, the longer. In milliseconds, never 0. */
  retryAfterMs(): number {
    if (this.disk.isReached) return RETRY_AFTER_FULL_DISK_MS;
    const full = Math.min(1, this.forwarder.pendingBytes / Math.max(1, this.limits.maxPendingBytes));
    return Math.round(RETRY_AFTER_MS_MIN + full * (RETRY_AFTER_MS_MAX - RETRY_AFTER_MS_MIN));
  }
}

const EMPTY = new Uint8Array(0);
