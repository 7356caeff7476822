import { performance } from 'node:perf_hooks';
import { EntryKind, OperationField, SnapshotLoader, Tree } from '@grove/tree';
import type { EntryView, Origin, Outcome, SnapshotCursor } from '@grove/tree';
import { Figures, type Suite, type SuiteContext } from './suite';

/**
 * The state machine alone, on one thread: how fast it applies, and how long it keeps the event loop from turning while a
 * million znodes are built up from empty, written at random and taken into a snapshot.
 */

const ROUNDS = 3;
const SECONDS = 2;
const ZNODES = 1_000_000;
const QUICK_ZNODES = 200_000;

const DATA_BYTES = 100;
const SMALL_TREE_ZNODES = 1000;
const OPERATIONS_PER_TURN = 200;
const SNAPSHOT_CHUNK_BYTES = 64 * 1024;
/** A session's writes that wait for their acknowledgement, as with a client that pipelines. */
const UNACKNOWLEDGED = 100;
const FORGET_SHARE = 4;
const LIMITS = { maxDataBytes: 1024 * 1024 - 1, maxMultiParts: 10_000, historyMaxBytes: 64 * 1024 * 1024 };

/** Applies writes of one session, encoded in place: nothing is allocated per write. */
class Writer {
  readonly tree = new Tree(LIMITS);
  private readonly origin: Origin = { replica: 1, epoch: 1, number: 0 };
  private readonly outcome: Outcome = { disposition: 'applied', code: 0, answer: new Uint8Array(0), repeated: false };
  private readonly entry: EntryView;
  private readonly buffer = new Uint8Array(512);
  private zxid = 0;
  private sequence = 0;

  constructor() {
    this.entry = {
      kind: EntryKind.sessionOpen,
      sessionId: 0,
      generation: 0,
      sequence: 0,
      acknowledgedSequence: 0,
      refusalCode: 0,
      requestId: new Uint8Array(0),
      caller: [],
      buffer: this.buffer,
      operationStart: 0,
      operationEnd: 0,
    };
    // SessionOpened{timeout_ms 10,000, secret_hash of 32 bytes}.
    this.buffer.set([0x08, 0x90, 0x4e, 0x12, 32]);
    this.entry.operationEnd = 5 + 32;
    this.apply();
    this.entry.kind = EntryKind.command;
    this.entry.sessionId = this.tree.appliedZxid;
    this.entry.generation = 1;
  }

  create(number: number): void {
    this.write(OperationField.create, number, true);
  }

  set(number: number): void {
    this.write(OperationField.setData, number, true);
  }

  delete(number: number): void {
    this.write(OperationField.delete, number, false);
  }

  private write(field: number, number: number, withData: boolean): void {
    const { buffer, entry } = this;
    const tag = (field << 3) | 2;
    buffer[0] = (tag & 0x7f) | 0x80;
    buffer[1] = tag >>> 7;
    let at = 4;
    buffer[at++] = 0x0a;
    buffer[at++] = 10;
    buffer[at++] = 0x2f;
    let rest = number;
    for (let digit = 8; digit >= 0; digit -= 1) {
      buffer[at + digit] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    at += 9;
    if (withData) {
      buffer[at++] = 0x12;
      buffer[at++] = DATA_BYTES;
      buffer[at] = this.zxid & 0xff;
      at += DATA_BYTES;
    }
    const length = at - 4;
    // The length as a varint of two bytes, whatever it is.
    buffer[2] = (length & 0x7f) | 0x80;
    buffer[3] = length >>> 7;
    this.sequence += 1;
    entry.sequence = this.sequence;
    entry.acknowledgedSequence = Math.max(0, this.sequence - UNACKNOWLEDGED);
    entry.operationEnd = at;
    this.apply();
    if (this.outcome.code !== 0) throw new Error(`write ${field} of ${number} answered ${this.outcome.code}`);
  }

  private apply(): void {
    this.zxid += 1;
    this.origin.number += 1;
    this.tree.apply(this.zxid, 1_700_000_000_000 + this.zxid, this.origin, this.entry, this.outcome);
    this.tree.takeSessionChanges();
  }
}

/** Equal numbers on every run. */
class Sequence {
  private state = 0x2545f491;

  below(bound: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 0x100000000) * bound);
  }
}

/** The longest time between two turns of the event loop, and the most CPU time that all threads of the process used in one. */
interface Turns {
  readonly longestMs: number;
  /** Where the first is long and this is not, other processes had the processor. */
  readonly longestCpuMs: number;
}

/** Runs `turn` (false: done) once in each turn of the event loop. */
async function measureTurns(turn: () => boolean): Promise<Turns> {
  let longestMs = 0;
  let longestCpuMs = 0;
  let before = performance.now();
  let more = true;
  while (more) {
    const cpuBefore = process.cpuUsage();
    more = turn();
    await new Promise<void>((resolve) => setImmediate(resolve));
    const { user, system } = process.cpuUsage(cpuBefore);
    longestCpuMs = Math.max(longestCpuMs, (user + system) / 1000);
    const now = performance.now();
    longestMs = Math.max(longestMs, now - before);
    before = now;
  }
  return { longestMs, longestCpuMs };
}

async function operationsPerSecond(measureMs: number, limit: number, operate: (n: number) => void): Promise<number> {
  const began = performance.now();
  let done = 0;
  await measureTurns(() => {
    for (let i = 0; i < OPERATIONS_PER_TURN && done < limit; i += 1) operate(done++);
    return done < limit && performance.now() - began < measureMs;
  });
  return (done * 1000) / (performance.now() - began);
}

/** What its parts are told. */
interface TreeOptions {
  /** Znodes of the large tree. */
  readonly znodes: number;
  /** Length of each throughput measurement. */
  readonly measureMs: number;
}

/** The state machine alone, in this process. */
export const treeSuite: Suite = {
  summary: 'the state machine alone: a million znodes, with the longest stall of the event loop',
  targets: ['grove'],
  async run(context: SuiteContext) {
    const figures = new Figures('tree', context.say);
    const options = { znodes: context.quick ? QUICK_ZNODES : ZNODES, measureMs: (context.seconds ?? SECONDS) * 1000 };
    const note: Note = (workload, metric, unit, value) => figures.tell(workload, 'grove', metric, unit, value);
    for (let round = 0; round < (context.rounds ?? (context.quick ? 1 : ROUNDS)); round += 1) {
      context.signal.throwIfAborted();
      await smallTree(options, note);
      await largeTree(options, note);
    }
    return figures.rows();
  },
};

type Note = (workload: string, metric: string, unit: string, value: number) => void;

function noteTurns(workload: string, turns: Turns, note: Note): void {
  note(workload, 'longest stall', 'ms', turns.longestMs);
  note(workload, 'longest turn, CPU', 'ms', turns.longestCpuMs);
}

async function smallTree(options: TreeOptions, note: Note): Promise<void> {
  const writer = new Writer();
  for (let n = 0; n < SMALL_TREE_ZNODES; n += 1) writer.create(n);
  const random = new Sequence();
  const set = (): void => writer.set(random.below(SMALL_TREE_ZNODES));
  await operationsPerSecond(options.measureMs / 4, Infinity, set);
  note('setData 100 B, 1,000 znodes', 'throughput', 'op/s', await operationsPerSecond(options.measureMs, Infinity, set));
  const fresh = new Writer();
  note(
    'create 100 B from empty',
    'throughput',
    'op/s',
    await operationsPerSecond(Infinity, Math.min(options.znodes, 500_000), (n) => fresh.create(n)),
  );
}

async function largeTree(options: TreeOptions, note: Note): Promise<void> {
  const { znodes } = options;
  const name = `${znodes.toLocaleString('en-US')} znodes of 100 B`;
  const writer = new Writer();

  // Of four creations one is taken back at once or later, so that freed rows and blocks are used again.
  const began = performance.now();
  let operations = 0;
  let created = 0;
  const built = await measureTurns(() => {
    for (let i = 0; i < OPERATIONS_PER_TURN && created < znodes; i += 1) {
      writer.create(created++);
      operations += 1;
      if (created % FORGET_SHARE === 0) {
        writer.delete(created - FORGET_SHARE);
        writer.create(created - FORGET_SHARE);
        operations += 2;
      }
    }
    return created < znodes;
  });
  noteTurns(`build ${name}`, built, note);
  note(`build ${name}`, 'throughput', 'op/s', (operations * 1000) / (performance.now() - began));

  const random = new Sequence();
  const write = (): void => {
    for (let i = 0; i < OPERATIONS_PER_TURN; i += 1) writer.set(random.below(znodes));
  };
  const writesBegan = performance.now();
  let writes = 0;
  const written = await measureTurns(() => {
    write();
    writes += OPERATIONS_PER_TURN;
    return performance.now() - writesBegan < options.measureMs;
  });
  noteTurns(`random writes to ${name}`, written, note);
  note(`random writes to ${name}`, 'throughput', 'op/s', (writes * 1000) / (performance.now() - writesBegan));

  note(name, 'resident memory', 'MB', process.memoryUsage.rss() / 1e6);

  await snapshotUnderWrites(writer, write, name, note);
}

/** Each turn writes and takes one chunk; the chunks are loaded afterwards, which proves them. */
async function snapshotUnderWrites(writer: Writer, write: () => void, name: string, note: Note): Promise<void> {
  const began = performance.now();
  let cursor: SnapshotCursor | undefined;
  let copiedAside = 0;
  let bytes = 0;
  const chunks: Uint8Array[] = [];
  const taken = await measureTurns(() => {
    cursor ??= writer.tree.beginSnapshot();
    write();
    copiedAside = Math.max(copiedAside, cursor.copiedAsideBytes);
    const chunk = cursor.next(SNAPSHOT_CHUNK_BYTES);
    if (chunk === null) return false;
    bytes += chunk.length;
    chunks.push(chunk);
    return true;
  });
  noteTurns(`snapshot under writes of ${name}`, taken, note);
  note(`snapshot under writes of ${name}`, 'duration', 'ms', performance.now() - began);
  note(`snapshot under writes of ${name}`, 'size', 'MB', bytes / 1e6);
  note(`snapshot under writes of ${name}`, 'copied aside, most', 'MB', copiedAside / 1e6);
  if (cursor === undefined) return;
  const loader = new SnapshotLoader(LIMITS);
  const loadBegan = performance.now();
  const loaded = await measureTurns(() => {
    for (const chunk of chunks.splice(0, 4)) loader.add(chunk);
    return chunks.length > 0;
  });
  const finishBegan = performance.now();
  loader.finish(cursor.zxid, cursor.digest);
  note(`load of ${name}`, 'longest stall', 'ms', Math.max(loaded.longestMs, performance.now() - finishBegan));
  note(`load of ${name}`, 'duration', 'ms', performance.now() - loadBegan);
}
