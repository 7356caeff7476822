import type { KeyValueOp, KeyValueRow, KeyValueStore, ScanRange, WitnessFile } from '@grove/storage';
import { Phase, type EventOwner, type EventQueue } from './event-queue';
import type { SeededRandom } from './random';
import { SimulatedJournal } from './simulated-journal';

export type StoreName = 'log' | 'snapshots' | 'witness';

/** How a disk behaves; a part of what the seed decides. Milliseconds. */
export interface DiskPlan {
  readonly writeMs: number;
  readonly syncMs: number;
  readonly readMs: number;
  /** Chance that an operation takes `slowMs` more. */
  readonly slowChance: number;
  readonly slowMs: number;
  /** Planted fault: a synced write is answered as if it were on disk and is not. */
  readonly syncsAreSkipped: boolean;
  /** Planted fault: a write of the journal is answered as if it were on disk and is not. */
  readonly journalIsSkipped: boolean;
  /** Pages of the journal; null: the replica has none. */
  readonly journalPages: number | null;
}

/** Learns what has reached the platter: what a power loss at this moment would leave. */
export interface DurableObserver {
  onDurablePut(store: StoreName, key: Uint8Array, value: Uint8Array): void;
  onDurableDelete(store: StoreName, key: Uint8Array): void;
  /** All operations of one batch have been told. */
  onDurableBatch(store: StoreName): void;
  /** The whole content of the journal; it is not changed afterwards. */
  onDurableJournal(content: Uint8Array): void;
  onWiped(): void;
}

interface Change {
  readonly key: string;
  readonly value: Uint8Array | null;
  /** What was there before it was carried out: for taking it back at a power loss. */
  before: Uint8Array | null;
}

interface Write {
  readonly changes: () => Change[];
  carriedOut: Change[] | null;
}

const SLOW_FACTOR = 30;

/**
 * One replica's disk: it outlives the process. Writes of one store finish in the order of their calls; a crash keeps
 * a random prefix of what was not synced, batches in flight included, whole batches only.
 */
export class SimulatedDisk {
  readonly log: SimulatedStore;
  readonly snapshots: SimulatedStore;
  readonly witness: SimulatedStore;
  readonly journal: SimulatedJournal | null;
  /** No operation finishes before this. */
  hangsUntilMs = 0;
  /** The next write fails: its callback gets an error, and it is not on the disk though later ones are. */
  failNextWrite = false;
  writeFailed = false;
  /** No write succeeds before this: the volume is full. */
  fullUntilMs = 0;
  /** Everything takes `SLOW_FACTOR` times as long before this. */
  slowUntilMs = 0;
  /** The next read of a row gives another row's bytes. */
  misdirectNextRead = false;
  /** Bytes on it, or bytes it gave out, are not what was written: the process may end over it. */
  damaged = false;

  constructor(
    readonly queue: EventQueue,
    readonly random: SeededRandom,
    readonly plan: DiskPlan,
    private readonly observer: DurableObserver,
  ) {
    this.log = new SimulatedStore(this, 'log', observer);
    this.snapshots = new SimulatedStore(this, 'snapshots', observer);
    this.witness = new SimulatedStore(this, 'witness', observer);
    const { journalPages } = plan;
    this.journal = journalPages === null ? null : new SimulatedJournal(this, journalPages, (content) => observer.onDurableJournal(content));
  }

  /** The process is gone. `powerLoss` false: only the process died, the operating system still writes everything. */
  crash(powerLoss: boolean): void {
    this.failNextWrite = false;
    this.writeFailed = false;
    this.misdirectNextRead = false;
    this.hangsUntilMs = 0;
    for (const store of [this.log, this.snapshots, this.witness]) store.crash(powerLoss);
    this.journal?.crash(powerLoss);
  }

  /** The volume is empty: the replica lost its disk and got a new one. */
  wipe(): void {
    for (const store of [this.log, this.snapshots, this.witness]) store.wipe();
    this.journal?.wipe();
    this.damaged = false;
    this.observer.onWiped();
  }

  latencyMs(baseMs: number): number {
    const { random, plan } = this;
    const factor = this.slowUntilMs > this.queue.nowMs ? SLOW_FACTOR : 1;
    return factor * baseMs * (0.5 + random.next()) + (random.chance(plan.slowChance) ? random.next() * plan.slowMs : 0);
  }

  /** Unless the process that asked is gone by then; later where the disk hangs. */
  finishAt(atMs: number, isWanted: () => boolean, finish: () => void): void {
    this.queue.at(atMs, null, Phase.io, () => {
      if (!isWanted()) return;
      if (this.hangsUntilMs > this.queue.nowMs) this.finishAt(this.hangsUntilMs, isWanted, finish);
      else finish();
    });
  }
}

/** Bytes as a string of code units 0 to 255: equal order, usable as a Map key. */
export function keyOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

export function bytesOfKey(key: string): Uint8Array {
  const bytes = new Uint8Array(key.length);
  for (let i = 0; i < key.length; i++) bytes[i] = key.charCodeAt(i);
  return bytes;
}

const WITNESS_KEY = 'witness';

/** One key-value store (or the witness file, as a store of one row) of a disk. */
export class SimulatedStore {
  private readonly rows = new Map<string, Uint8Array>();
  /** The keys of `rows`, ordered. */
  private readonly keys: string[] = [];
  /** Carried out, not synced. */
  private unsynced: Write[] = [];
  private inFlight: Write[] = [];
  private lastFinishMs = 0;
  /** Grows with each crash: what an earlier life started does nothing any more. */
  private life = 0;

  constructor(
    private readonly disk: SimulatedDisk,
    private readonly name: StoreName,
    private readonly observer: DurableObserver,
  ) {}

  write(owner: EventOwner, changes: () => Change[], sync: boolean, done: (error: Error | null) => void): void {
    const { disk } = this;
    const { queue } = disk;
    const write: Write = { changes, carriedOut: null };
    const isFull = disk.fullUntilMs > queue.nowMs;
    const failed = disk.failNextWrite || isFull;
    if (failed) {
      disk.failNextWrite = false;
      disk.writeFailed = true;
    } else {
      this.inFlight.push(write);
    }
    this.lastFinishMs = Math.max(this.lastFinishMs, queue.nowMs + disk.latencyMs(sync ? disk.plan.syncMs : disk.plan.writeMs));
    this.finishAt(this.lastFinishMs, () => {
      if (failed) {
        queue.after(0, owner, Phase.io, () =>
          done(new Error(isFull ? 'ENOSPC: no space left (simulated)' : 'EIO: input/output error (simulated)')),
        );
        return;
      }
      this.inFlight.shift();
      this.carryOut(write);
      if (sync && !disk.plan.syncsAreSkipped) this.makeDurable(this.unsynced.length);
      queue.after(0, owner, Phase.io, () => done(null));
    });
  }

  read<T>(owner: EventOwner, look: () => T, done: (error: null, result: T) => void): void {
    const { disk } = this;
    this.finishAt(disk.queue.nowMs + disk.latencyMs(disk.plan.readMs), () => {
      const result = look();
      disk.queue.after(0, owner, Phase.io, () => done(null, result));
    });
  }

  row(key: string): Uint8Array | null {
    const value = this.rows.get(this.misdirected(key));
    return value === undefined ? null : value.slice();
  }

  /** The key whose bytes a read of this one gives. */
  private misdirected(key: string): string {
    const { disk } = this;
    if (!disk.misdirectNextRead || this.keys.length < 2 || !this.rows.has(key)) return key;
    disk.misdirectNextRead = false;
    disk.damaged = true;
    return this.keys[disk.random.below(this.keys.length)] ?? key;
  }

  range(gte: string, lt: string, limit: number, reverse: boolean): KeyValueRow[] {
    const from = this.position(gte);
    const to = this.position(lt);
    const found: KeyValueRow[] = [];
    for (let i = 0; i < to - from && found.length < limit; i++) {
      const key = this.keys[reverse ? to - 1 - i : from + i];
      const value = key === undefined ? undefined : this.rows.get(this.misdirected(key));
      if (key !== undefined && value !== undefined) found.push({ key: bytesOfKey(key), value: value.slice() });
    }
    return found;
  }

  deletionsOf(gte: string, lt: string): Change[] {
    return this.keys.slice(this.position(gte), this.position(lt)).map((key) => ({ key, value: null, before: null }));
  }

  crash(powerLoss: boolean): void {
    this.life++;
    const { random } = this.disk;
    const writes = [...this.unsynced, ...this.inFlight];
    const kept = powerLoss ? random.below(writes.length + 1) : this.unsynced.length + random.below(this.inFlight.length + 1);
    for (const write of this.inFlight.slice(0, Math.max(0, kept - this.unsynced.length))) this.carryOut(write);
    for (const write of this.unsynced.splice(kept).reverse()) {
      for (const change of (write.carriedOut ?? []).reverse()) this.set(change.key, change.before);
    }
    this.inFlight = [];
    // RocksDB writes what it recovers from its log into synced table files when it opens.
    this.makeDurable(this.unsynced.length);
    this.lastFinishMs = 0;
  }

  wipe(): void {
    this.life++;
    this.rows.clear();
    this.keys.length = 0;
    this.unsynced = [];
    this.inFlight = [];
  }

  /** Flips one bit of a random stored value in [gte, lt); false where there is none. */
  corrupt(gte: string, lt: string): boolean {
    const from = this.position(gte);
    const to = this.position(lt);
    if (to <= from) return false;
    const key = this.keys[from + this.disk.random.below(to - from)];
    const value = key === undefined ? undefined : this.rows.get(key);
    if (key === undefined || value === undefined || value.length === 0) return false;
    const damaged = value.slice();
    const at = this.disk.random.below(damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << this.disk.random.below(8));
    this.rows.set(key, damaged);
    this.disk.damaged = true;
    return true;
  }

  /** The last value was written in part only: what lies behind is what was there before, zeros. */
  tear(): boolean {
    for (let at = this.keys.length - 1; at >= 0; at--) {
      const key = this.keys[at] ?? '';
      const value = this.rows.get(key);
      if (value === undefined || value.length < 64) continue;
      this.rows.set(key, value.slice().fill(0, 1 + this.disk.random.below(value.length - 1)));
      this.disk.damaged = true;
      return true;
    }
    return false;
  }

  private finishAt(atMs: number, finish: () => void): void {
    const { life, disk } = this;
    disk.finishAt(atMs, () => life === this.life, finish);
  }

  private carryOut(write: Write): void {
    const changes = write.changes();
    for (const change of changes) {
      change.before = this.rows.get(change.key) ?? null;
      this.set(change.key, change.value);
    }
    write.carriedOut = changes;
    this.unsynced.push(write);
  }

  private makeDurable(count: number): void {
    for (const write of this.unsynced.splice(0, count)) {
      for (const change of write.carriedOut ?? []) {
        if (change.value === null) this.observer.onDurableDelete(this.name, bytesOfKey(change.key));
        else this.observer.onDurablePut(this.name, bytesOfKey(change.key), change.value);
      }
      this.observer.onDurableBatch(this.name);
    }
  }

  private set(key: string, value: Uint8Array | null): void {
    const held = this.rows.has(key);
    if (value === null) {
      if (held) {
        this.rows.delete(key);
        this.keys.splice(this.position(key), 1);
      }
      return;
    }
    this.rows.set(key, value);
    if (held) return;
    const last = this.keys[this.keys.length - 1];
    if (last === undefined || last < key) this.keys.push(key);
    else this.keys.splice(this.position(key), 0, key);
  }

  /** The first position whose key is not below `key`. */
  private position(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.keys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The key-value port of one life of a process. `effect` is called first: where the process may end between two effects. */
export class StorePort implements KeyValueStore {
  constructor(
    private readonly store: SimulatedStore,
    private readonly owner: EventOwner,
    private readonly effect: () => void,
  ) {}

  batch(ops: readonly KeyValueOp[], sync: boolean, done: (error: Error | null) => void): void {
    this.effect();
    // Values are copied when the disk carries the batch out: a buffer changed before its callback shows.
    this.store.write(
      this.owner,
      () => ops.map((op) => ({ key: keyOf(op.key), value: op.type === 'put' ? op.value.slice() : null, before: null })),
      sync,
      done,
    );
  }

  get(key: Uint8Array, done: (error: Error | null, value: Uint8Array | null) => void): void {
    this.effect();
    const wanted = keyOf(key);
    this.store.read(this.owner, () => this.store.row(wanted), done);
  }

  scan(range: ScanRange, done: (error: Error | null, rows: readonly KeyValueRow[]) => void): void {
    this.effect();
    const gte = keyOf(range.gte);
    const lt = keyOf(range.lt);
    this.store.read(this.owner, () => this.store.range(gte, lt, range.limit, range.reverse === true), done);
  }

  clear(gte: Uint8Array, lt: Uint8Array, done: (error: Error | null) => void): void {
    this.effect();
    const from = keyOf(gte);
    const to = keyOf(lt);
    this.store.write(this.owner, () => this.store.deletionsOf(from, to), false, done);
  }

  close(done: (error: Error | null) => void): void {
    this.effect();
    this.store.write(this.owner, () => [], false, done);
  }
}

export class WitnessPort implements WitnessFile {
  constructor(
    private readonly store: SimulatedStore,
    private readonly owner: EventOwner,
    private readonly effect: () => void,
  ) {}

  read(done: (error: Error | null, content: Uint8Array | null) => void): void {
    this.effect();
    this.store.read(this.owner, () => this.store.row(WITNESS_KEY), done);
  }

  write(content: Uint8Array, sync: boolean, done: (error: Error | null) => void): void {
    this.effect();
    this.store.write(this.owner, () => [{ key: WITNESS_KEY, value: content.slice(), before: null }], sync, done);
  }

  close(done: (error: Error | null) => void): void {
    this.effect();
    this.store.write(this.owner, () => [], false, done);
  }
}
