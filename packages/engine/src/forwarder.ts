import { EntryGroupBuilder, EntryKind, groupOfEpoch } from '@grove/wire';
import type { Disposition, Outcome } from '@grove/tree';

/** Whoever handed in an entry and waits for what became of it. */
export interface EntryOwner {
  /** Called before the entry is applied here. False: not yet, in the next turn. */
  beforeApplied?(requestId: number): boolean;
  /** Called when the entry was applied here. `outcome` is reused: copy what is kept. */
  onApplied(requestId: number, zxid: number, outcome: Outcome): void;
  /** Nobody can say here what became of the entry (the state came by snapshot past it). */
  onOutcomeUnknown(requestId: number): void;
}

type EntryFields = Parameters<EntryGroupBuilder['add']>[0];

interface SentGroup {
  readonly firstNumber: number;
  readonly count: number;
  bytes: Uint8Array;
  /** Who may take it back; the number then goes on with nothing in it. */
  readonly by: Withdrawer | null;
  isTakenBack: boolean;
}

/** Who may take a group back: this replica when it leads no more, or whoever handed the entry in. */
type Withdrawer = 'leader' | 'owner';

/** Where groups go: the leader's proposer, here or at a peer. False: there is none now. */
export type GroupSink = (group: Uint8Array) => boolean;

/**
 * Bytes on their way to the leader that were not applied; what is above waits here. A leader that is slow then has one such
 * window of each replica to hold, and to hear again after a change, never all that clients sent.
 */
const WINDOW_BYTES_MAX = 16 * 1024 * 1024;

/** A group is handed on once it is this long, so that no forward is far above it. */
const GROUP_BYTES_MAX = 256 * 1024;

/** No replica has lived in it. */
const NO_EPOCH = 0;

const NO_BYTES = new Uint8Array(0);
const NOTHING = { kind: EntryKind.noop, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };

/** A quiet time after which unapplied groups are sent again: some loss is silent (a leader that fell in between). */
const RESEND_AFTER_MS = 500;

/**
 * The writes of this replica's own clients on their way to the leader.
 *
 * Every entry gets the replica's next number; apply takes an origin's entries only in this order and each once, so
 * whatever was sent and has not been applied can be sent again, to any leader, as the same bytes. That is why no
 * write is lost or doubled by a change of leader.
 */
export class Forwarder {
  private readonly builder = new EntryGroupBuilder();
  /** For groups that are taken back, whatever gathers in the other one. */
  private readonly nothing = new EntryGroupBuilder();
  /** Entries in the builder or sent, not yet applied: owners and request ids by number, a ring of powers of two. */
  private owners: (EntryOwner | null)[] = new Array<EntryOwner | null>(1024).fill(null);
  private requestIds = new Float64Array(1024);
  private nextNumber = 1;
  /** The number of the oldest entry that was not applied. */
  private firstPending = 1;
  /** Groups in the order of their numbers. Those before `sentHead` were applied: a thousand sessions that start each have one of their own. */
  private sent: (SentGroup | null)[] = [];
  private sentHead = 0;
  private sentBytes = 0;
  /** Where in `sent` those end that went to the present leader, and their bytes from `sentHead` on. */
  private onTheWayEnd = 0;
  private onTheWayBytes = 0;
  private lastProgressMs = 0;
  /** Entries that their owners may take back, or did, and that were not applied: each is a group of its own. */
  withdrawablePending = 0;
  private epochNow = NO_EPOCH;

  constructor(
    private readonly replica: number,
    private readonly sendGroup: GroupSink,
    private readonly wantFlush: () => void,
  ) {}

  /** Of what it sends; below all others where it is not known yet. */
  get epoch(): number {
    return this.epochNow;
  }

  get hasBegun(): boolean {
    return this.epochNow !== NO_EPOCH;
  }

  /**
   * From now on it sends, in this epoch, which is above all that the state has of this number. What was handed in before has waited for that.
   */
  begin(epoch: number): void {
    this.epochNow = epoch;
    for (let at = this.sentHead; at < this.sent.length; at += 1) {
      const group = this.sent[at];
      if (group === undefined || group === null) continue;
      this.sentBytes -= group.bytes.length;
      group.bytes = groupOfEpoch(group.bytes, epoch);
      this.sentBytes += group.bytes.length;
    }
    this.wantFlush();
  }

  /**
   * Another volume has written under this replica's number: nothing that was sent before takes effect any more where it has not yet. It waits
   * for another epoch.
   */
  end(): void {
    this.cut();
    this.skipTo(this.nextNumber - 1);
    this.epochNow = NO_EPOCH;
    this.nextNumber = 1;
    this.firstPending = 1;
  }

  /** Entries that wait to be applied. */
  get pendingCount(): number {
    return this.nextNumber - this.firstPending;
  }

  /** Entries gathered that leave at the end of this turn. */
  get isGathering(): boolean {
    return this.builder.byteLength > 0;
  }

  /** Their bytes: what a leader that is gone or slow makes this replica hold. */
  get pendingBytes(): number {
    return this.sentBytes + this.builder.byteLength;
  }

  /** Queues an entry; it leaves with the others of this turn. The operation's bytes are copied. */
  add(owner: EntryOwner, requestId: number, entry: EntryFields, buffer: Uint8Array, start: number, end: number): void {
    this.register(owner, requestId);
    this.builder.add(entry, buffer, start, end);
    if (this.builder.byteLength >= GROUP_BYTES_MAX) this.cut();
    this.wantFlush();
  }

  /**
   * Queues an entry that can be taken back, in a group of its own: one that this replica may decide only while it leads
   * (`withdraw`), or one of somebody who may lose interest (`withdrawEntry`, by the number that this answers). What is sent
   * from then on is a no-op under the same number: whichever copy comes first in the log takes effect.
   */
  addWithdrawable(owner: EntryOwner, requestId: number, entry: EntryFields, payload: Uint8Array, by: Withdrawer = 'leader'): number {
    this.cut();
    this.register(owner, requestId);
    this.builder.add(entry, payload, 0, payload.length);
    this.cut(by);
    if (by === 'owner') this.withdrawablePending += 1;
    this.wantFlush();
    return this.nextNumber - 1;
  }

  /** This replica leads no more: what it decided as the leader is not sent to the next one. */
  withdraw(): void {
    for (let at = this.sentHead; at < this.sent.length; at += 1) if (this.sent[at]?.by === 'leader') this.takeBack(at);
  }

  /** The entry of this number, added by its owner as withdrawable, is wanted no more. Its owner is told nothing. */
  withdrawEntry(number: number): void {
    const at = this.placeOf(number);
    const group = this.sent[at];
    if (group?.firstNumber !== number || group.by !== 'owner') return;
    this.takeBack(at);
    this.owners[number & (this.owners.length - 1)] = null;
  }

  /** The first place in `sent` whose group does not end before this number. Ten thousand may be taken back at once: no search through all. */
  private placeOf(number: number): number {
    let low = this.sentHead;
    let high = this.sent.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const group = this.sent[middle];
      if (group !== undefined && group !== null && group.firstNumber + group.count <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private takeBack(at: number): void {
    const group = this.sent[at];
    if (group === undefined || group === null || group.by === null || group.isTakenBack) return;
    this.nothing.add(NOTHING, NO_BYTES, 0, 0);
    const bytes = this.nothing.take(this.replica, this.epochNow, group.firstNumber);
    const more = bytes.length - group.bytes.length;
    this.sentBytes += more;
    if (at < this.onTheWayEnd) this.onTheWayBytes += more;
    group.bytes = bytes;
    group.isTakenBack = true;
  }

  private register(owner: EntryOwner, requestId: number): void {
    if (this.nextNumber - this.firstPending === this.owners.length) this.grow();
    const slot = this.nextNumber & (this.owners.length - 1);
    this.owners[slot] = owner;
    this.requestIds[slot] = requestId;
    this.nextNumber += 1;
  }

  /** Hands on what gathered in this turn, and what waited for room on the way. */
  flush(nowMs: number): void {
    this.cut();
    this.pushOn();
    if (!this.isSending) this.lastProgressMs = nowMs;
  }

  private cut(by: Withdrawer | null = null): void {
    const count = this.builder.count;
    if (count === 0) return;
    const firstNumber = this.nextNumber - count;
    const bytes = this.builder.take(this.replica, this.epochNow, firstNumber);
    this.sent.push({ firstNumber, count, bytes, by, isTakenBack: false });
    this.sentBytes += bytes.length;
    this.pushOn();
  }

  private get isSending(): boolean {
    return this.sentHead < this.sent.length;
  }

  /** Sends what the window has room for. What finds no leader counts as sent: a change of leader sends it again. */
  private pushOn(): void {
    if (this.epochNow === NO_EPOCH) return;
    while (this.onTheWayEnd < this.sent.length && (this.onTheWayEnd === this.sentHead || this.onTheWayBytes < WINDOW_BYTES_MAX)) {
      const group = this.sent[this.onTheWayEnd];
      if (group === undefined || group === null) return;
      this.onTheWayEnd += 1;
      this.onTheWayBytes += group.bytes.length;
      this.sendGroup(group.bytes);
    }
  }

  /** Sends again what was not applied, as far as the window goes: to a new leader, or after a gap. */
  resend(nowMs: number): void {
    this.lastProgressMs = nowMs;
    this.onTheWayEnd = this.sentHead;
    this.onTheWayBytes = 0;
    this.pushOn();
  }

  /** The leader lacks what comes before: again from this number. */
  resendFrom(number: number, nowMs: number): void {
    this.lastProgressMs = nowMs;
    this.onTheWayEnd = this.placeOf(number);
    this.onTheWayBytes = 0;
    for (let at = this.sentHead; at < this.onTheWayEnd; at += 1) this.onTheWayBytes += this.sent[at]?.bytes.length ?? 0;
    this.pushOn();
  }

  /** Called now and then: nothing may wait forever on a message that was lost. */
  checkStalled(nowMs: number): void {
    if (this.isSending && nowMs - this.lastProgressMs >= RESEND_AFTER_MS) this.resend(nowMs);
  }

  /** An entry of this origin is about to be applied; false: its owner wants the state without it for longer. */
  beforeOwnEntry(number: number): boolean {
    if (number !== this.firstPending || number >= this.nextNumber) return true;
    const slot = number & (this.owners.length - 1);
    return this.owners[slot]?.beforeApplied?.(this.requestIds[slot] ?? 0) ?? true;
  }

  /** An entry of this origin was applied. Returns true where the rest must be sent again. */
  onOwnEntry(number: number, disposition: Disposition, zxid: number, outcome: Outcome, nowMs: number): boolean {
    if (disposition === 'gap') return true;
    if (disposition !== 'applied') return false;
    if (number !== this.firstPending) {
      throw new Error(`entry ${number} of this replica was applied while ${this.firstPending} was the next to be`);
    }
    const slot = number & (this.owners.length - 1);
    const owner = this.owners[slot];
    const requestId = this.requestIds[slot] ?? 0;
    this.owners[slot] = null;
    this.firstPending = number + 1;
    this.lastProgressMs = nowMs;
    this.dropAppliedGroups();
    owner?.onApplied(requestId, zxid, outcome);
    return false;
  }

  /** The state came by snapshot: everything up to this number was applied, with answers that are not known here. */
  skipTo(lastApplied: number): void {
    while (this.firstPending <= lastApplied && this.firstPending < this.nextNumber) {
      const slot = this.firstPending & (this.owners.length - 1);
      const owner = this.owners[slot];
      const requestId = this.requestIds[slot] ?? 0;
      this.owners[slot] = null;
      this.firstPending += 1;
      owner?.onOutcomeUnknown(requestId);
    }
    this.dropAppliedGroups();
  }

  private dropAppliedGroups(): void {
    const head = this.sentHead;
    for (; this.sentHead < this.sent.length; this.sentHead += 1) {
      const group = this.sent[this.sentHead];
      if (group === undefined || group === null || group.firstNumber + group.count > this.firstPending) break;
      this.sentBytes -= group.bytes.length;
      if (group.by === 'owner') this.withdrawablePending -= 1;
      if (this.sentHead < this.onTheWayEnd) this.onTheWayBytes -= group.bytes.length;
      this.sent[this.sentHead] = null;
    }
    if (this.sentHead === head) return;
    this.onTheWayEnd = Math.max(this.onTheWayEnd, this.sentHead);
    if (this.onTheWayEnd < this.sent.length) this.wantFlush();
    // Cut where half of it is behind: rarely, and never long.
    if (this.sentHead * 2 < this.sent.length) return;
    this.sent = this.sent.slice(this.sentHead);
    this.onTheWayEnd -= this.sentHead;
    this.sentHead = 0;
  }

  private grow(): void {
    const length = this.owners.length * 2;
    const owners = new Array<EntryOwner | null>(length).fill(null);
    const requestIds = new Float64Array(length);
    for (let number = this.firstPending; number < this.nextNumber; number += 1) {
      const from = number & (this.owners.length - 1);
      const to = number & (length - 1);
      owners[to] = this.owners[from] ?? null;
      requestIds[to] = this.requestIds[from] ?? 0;
    }
    this.owners = owners;
    this.requestIds = requestIds;
  }
}
