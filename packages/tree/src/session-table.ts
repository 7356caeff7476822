import type { DigestSum, ItemHasher } from './digest';
import { ItemSeed } from './digest';
import { StoredAnswers } from './stored-answers';
import type { SessionView } from './types';

const NOBODY: readonly string[] = [];

/** SHA-256 of a secret. */
export const SECRET_HASH_BYTES = 32;

/** One session. Its ephemeral znodes are a list through the rows, in the order of their creation. */
export class Session implements SessionView {
  generation = 1;
  /** Sequence number of the last write that took effect, refused and failed ones included. */
  lastSequence = 0;
  firstEphemeral = 0;
  lastEphemeral = 0;
  ephemeralCount = 0;
  readonly answers: StoredAnswers;
  /** `scheme:id`, each once: of the connection, then those that were added. What the caller is judged by. */
  identities: readonly string[] = NOBODY;
  connectionIdentities: readonly string[] = NOBODY;
  addedIdentities: readonly string[] = NOBODY;
  private identitiesLow = 0;
  private identitiesHigh = 0;

  /** As `Field.snapshotMark`. */
  snapshotMark = 0;
  ended = false;
  /** Its item in the digest is out of date. */
  dirty = true;
  itemLow = 0;
  itemHigh = 0;
  /** A character for each byte: a typed array of 32 bytes takes five times as much. */
  private readonly secret: string;
  private readonly secretLow: number;
  private readonly secretHigh: number;

  constructor(
    readonly id: number,
    readonly timeoutMs: number,
    secretHash: Uint8Array,
    hasher: ItemHasher,
    storedAnswers: { bytes: number },
  ) {
    this.answers = new StoredAnswers(storedAnswers);
    this.secret = String.fromCharCode(...secretHash);
    hasher.begin(ItemSeed.secret);
    for (const byte of secretHash) {
      hasher.word(byte);
    }
    hasher.finish();
    this.secretLow = hasher.low;
    this.secretHigh = hasher.high;
    this.setIdentities(NOBODY, NOBODY, hasher);
  }

  /** A copy. */
  get secretHash(): Uint8Array {
    return Uint8Array.from(this.secret, (_, at) => this.secret.charCodeAt(at));
  }

  secretMatches(secretHash: Uint8Array): boolean {
    let difference = secretHash.length ^ SECRET_HASH_BYTES;
    // NaN, where one of them is shorter, counts as 0; the lengths have told then.
    for (let at = 0; at < SECRET_HASH_BYTES; at += 1) difference |= (secretHash[at] ?? 0) ^ this.secret.charCodeAt(at);
    return difference === 0;
  }

  get storedAnswerCount(): number {
    return this.answers.count;
  }

  get storedAnswerBytes(): number {
    return this.answers.byteLength;
  }

  /** Of the connection, in place of the old one's; and those that stay for as long as the session lives. */
  setIdentities(connection: readonly string[], added: readonly string[], hasher: ItemHasher): void {
    this.connectionIdentities = connection;
    this.addedIdentities = added.length === 0 ? NOBODY : added;
    this.identities = added.length === 0 ? connection : [...new Set([...connection, ...added])];
    hasher.begin(ItemSeed.identities);
    for (const list of [connection, added]) {
      hasher.word(list.length);
      for (const identity of list) {
        hasher.word(identity.length);
        for (let i = 0; i < identity.length; i += 1) {
          hasher.word(identity.charCodeAt(i));
        }
      }
    }
    hasher.finish();
    this.identitiesLow = hasher.low;
    this.identitiesHigh = hasher.high;
  }

  hashInto(hasher: ItemHasher): void {
    hasher.begin(ItemSeed.session);
    hasher.number(this.id);
    hasher.number(this.timeoutMs);
    hasher.number(this.generation);
    hasher.number(this.lastSequence);
    hasher.number(this.answers.firstSequence);
    hasher.word(this.secretLow);
    hasher.word(this.secretHigh);
    hasher.word(this.identitiesLow);
    hasher.word(this.identitiesHigh);
    hasher.finish();
  }
}

/**
 * All sessions, in the order of their ids. A session's item in the digest changes with every write of it, so it is
 * brought up to date only when somebody asks for the digest.
 */
export class SessionTable {
  /** Of all sessions together, as words: follows from the answers, so it is alike on all replicas. */
  readonly storedAnswers = { bytes: 0 };
  private readonly byId = new Map<number, Session>();
  private readonly dirty: Session[] = [];
  /** Most writes come in runs of one session. */
  private last: Session | undefined;

  constructor(
    private readonly sum: DigestSum,
    private readonly hasher: ItemHasher,
  ) {}

  get size(): number {
    return this.byId.size;
  }

  get(id: number): Session | undefined {
    const last = this.last;
    if (last !== undefined && last.id === id) {
      return last;
    }
    const found = this.byId.get(id);
    if (found !== undefined) {
      this.last = found;
    }
    return found;
  }

  values(): IterableIterator<Session> {
    return this.byId.values();
  }

  /** `secretHash` is copied: no message or block that it lies in stays for the session. */
  open(id: number, timeoutMs: number, secretHash: Uint8Array): Session {
    const session = new Session(id, timeoutMs, secretHash, this.hasher, this.storedAnswers);
    this.byId.set(id, session);
    this.dirty.push(session);
    return session;
  }

  /** Puts sessions that were opened in another order (by a snapshot) into that of their ids. */
  sort(): void {
    const sorted = [...this.byId.values()].sort((a, b) => a.id - b.id);
    this.byId.clear();
    for (const session of sorted) {
      this.byId.set(session.id, session);
    }
  }

  /** To be called with each change that `Session.hashInto` covers. */
  changed(session: Session): void {
    if (!session.dirty) {
      session.dirty = true;
      this.dirty.push(session);
    }
  }

  /** Its ephemerals must be gone. */
  end(session: Session): void {
    session.answers.prune(session.lastSequence, this.sum);
    this.sum.subtract(session.itemLow, session.itemHigh);
    session.ended = true;
    this.byId.delete(session.id);
    this.last = undefined;
  }

  secretMatches(session: Session, secretHash: Uint8Array): boolean {
    return session.secretMatches(secretHash);
  }

  /** Brings the digest's sum up to date. */
  settleDigest(): void {
    for (const session of this.dirty) {
      if (!session.ended) {
        this.sum.subtract(session.itemLow, session.itemHigh);
        session.hashInto(this.hasher);
        session.itemLow = this.hasher.low;
        session.itemHigh = this.hasher.high;
        this.sum.add(session.itemLow, session.itemHigh);
      }
      session.dirty = false;
    }
    this.dirty.length = 0;
  }
}
