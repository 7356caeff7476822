import { fail } from './invariant';

interface PendingPersist {
  readonly token: number;
  /** The last index that this persist proves, lowered when a later truncation takes some of it back. */
  endIndex: number;
  readonly hasHardState: boolean;
}

/**
 * Which writes are on their way to the disk, and what is proven there. Tokens grow by one; the disk confirms in
 * their order. `durableIndex` speaks of the log as it now stands in memory: an index that a later, unconfirmed
 * truncation has replaced is not durable any more.
 */
export class PersistQueue {
  durableIndex: number;
  /** When the disk last took or finished a write: a queue that moves is slow, not stalled. */
  progressMs = 0;
  private readonly pending: PendingPersist[] = [];
  private lastToken = 0;
  private confirmedToken = 0;

  constructor(durableIndex: number) {
    this.durableIndex = durableIndex;
  }

  get count(): number {
    return this.pending.length;
  }

  /** The token that a message must wait for which promises everything issued so far; 0 where all is on disk. */
  get newestToken(): number {
    return this.pending.length === 0 ? 0 : this.lastToken;
  }

  /** The token of the newest unconfirmed hard state; 0 where it is on disk. */
  get hardStateToken(): number {
    for (let at = this.pending.length - 1; at >= 0; at--) {
      const persist = this.pending[at];
      if (persist !== undefined && persist.hasHardState) return persist.token;
    }
    return 0;
  }

  /** The token after which everything up to `index` is on disk; 0 where it is. */
  tokenFor(index: number): number {
    if (index <= this.durableIndex) return 0;
    for (const persist of this.pending) if (persist.endIndex >= index) return persist.token;
    return fail(`index ${index} is neither durable (${this.durableIndex}) nor on its way to the disk`);
  }

  isDurable(token: number): boolean {
    return token <= this.confirmedToken;
  }

  /** `endIndex` is the last index written, or 0 for a write without blocks. */
  issue(nowMs: number, endIndex: number, hasHardState: boolean): number {
    if (this.pending.length === 0) this.progressMs = nowMs;
    this.lastToken += 1;
    this.pending.push({ token: this.lastToken, endIndex, hasHardState });
    return this.lastToken;
  }

  confirm(nowMs: number, token: number): void {
    if (token > this.lastToken) fail(`token ${token} was confirmed, but only ${this.lastToken} were issued`);
    for (;;) {
      const first = this.pending[0];
      if (first === undefined || first.token > token) break;
      this.durableIndex = Math.max(this.durableIndex, first.endIndex);
      this.pending.shift();
    }
    this.confirmedToken = Math.max(this.confirmedToken, token);
    this.progressMs = nowMs;
  }

  /** The log in memory now ends before `fromIndex`; must be called before the persist that truncates is issued. */
  truncateFrom(fromIndex: number): void {
    this.durableIndex = Math.min(this.durableIndex, fromIndex - 1);
    for (const persist of this.pending) persist.endIndex = Math.min(persist.endIndex, fromIndex - 1);
  }

  /** A snapshot took the place of the whole log. */
  restartAt(index: number): void {
    this.durableIndex = index;
    for (const persist of this.pending) persist.endIndex = 0;
  }
}
