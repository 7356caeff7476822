import type { Block, BlockType, ClusterConfig, LogPosition } from '@grove/raft';
import { blockCodec, endOf } from './block-codec';
import { JournaledStore } from './journaled-store';
import { LogStore, type LogStoreOptions, type OpenedLog } from './log-store';
import { CallbackQueue } from './testing/scheduling';
import { MemoryJournalFile } from './testing/memory-journal-file';
import { MemoryKeyValueStore } from './testing/memory-key-value-store';
import { MemoryWitnessFile } from './testing/memory-witness-file';

/** What the tests of the log store share: one simulated machine, and blocks to put on it. */

export const CLUSTER = 'test';

export const CONFIG: ClusterConfig = {
  members: [{ id: 1, incarnation: 'one', voter: true, peerAddress: 'localhost:7421', clientAddress: 'localhost:7411' }],
};

export interface Machine {
  readonly queue: CallbackQueue;
  readonly kv: MemoryKeyValueStore;
  readonly witness: MemoryWitnessFile;
  /** Null: the log goes straight to its store. */
  readonly journal: MemoryJournalFile | null;
}

/** Few enough pages that the journal begins again every few batches. */
const JOURNAL_PAGES = 6;

export function makeMachine(random = (): number => 0.5, journaled = false): Machine {
  const queue = new CallbackQueue();
  const options = { schedule: queue.schedule, random };
  return {
    queue,
    kv: new MemoryKeyValueStore(options),
    witness: new MemoryWitnessFile(options),
    journal: journaled ? new MemoryJournalFile(options, JOURNAL_PAGES) : null,
  };
}

/** Power is lost; what was not synced is kept as told, or at random. */
export function crash(machine: Machine, keep?: number | 'all' | 'none', witnessKeep?: 'all' | 'none', journalKeep?: 'all' | 'none'): void {
  machine.kv.crash(keep);
  machine.witness.crash(witnessKeep);
  machine.journal?.crash(journalKeep);
}

export type Formed = Extract<OpenedLog, { kind: 'formed' }>;

/** Begins to open the volume, by way of its journal where it has one. */
export function beginOpen(
  machine: Machine,
  done: (error: Error | null, opened: OpenedLog | null) => void,
  onFailure: (error: Error) => void = () => undefined,
): void {
  const { kv, witness, journal, queue } = machine;
  const options: LogStoreOptions = { clusterName: CLUSTER, onFailure };
  if (journal === null) return LogStore.open(kv, witness, options, done);
  const { life } = journal;
  const later = (run: () => void): void => {
    queue.schedule({ kind: 'batch', sync: false, bytes: 0 }, () => {
      if (life === journal.life) run();
    });
  };
  const newGeneration = (): Uint8Array => Uint8Array.from({ length: 8 }, () => 1 + ((generation += 7) % 255));
  JournaledStore.open(kv, journal, { later, newGeneration, onFailure }, (error, opened) => {
    if (opened === null) return done(error, null);
    LogStore.open(opened.store, witness, { ...options, lost: opened.lost }, done);
  });
}

let generation = 0;

export function tryOpen(machine: Machine, onFailure?: (error: Error) => void): OpenedLog {
  let result: OpenedLog | null = null;
  const failures: Error[] = [];
  beginOpen(
    machine,
    (error, opened) => {
      if (error !== null) failures.push(error);
      result = opened;
    },
    onFailure,
  );
  machine.queue.runAll();
  if (failures[0] !== undefined) throw failures[0];
  if (result === null) throw new Error('open never answered');
  return result;
}

export function open(machine: Machine, onFailure?: (error: Error) => void): Formed {
  const opened = tryOpen(machine, onFailure);
  if (opened.kind !== 'formed') throw new Error(`opened as ${opened.kind}: ${'reason' in opened ? opened.reason : ''}`);
  return opened;
}

/** Runs what is due and expects that `call` was answered without an error. */
export function finish(machine: Machine, call: (done: (error: Error | null) => void) => void): void {
  let answer: Error | null | undefined;
  call((error) => (answer = error));
  machine.queue.runAll();
  if (answer === undefined) throw new Error('never answered');
  if (answer !== null) throw answer;
}

/** An opened, formatted volume at term 1. */
export function formedMachine(random?: () => number, journaled = false): Machine & { readonly store: LogStore } {
  const machine = makeMachine(random, journaled);
  const opened = tryOpen(machine);
  if (opened.kind !== 'empty') throw new Error('a new volume is empty');
  finish(machine, (done) => opened.store.format('one', CLUSTER, done));
  finish(machine, (done) => opened.store.persist({ term: 1, votedFor: 1 }, null, [], done));
  return { ...machine, store: opened.store };
}

/** `count` blocks in a row after `prev`, of 1, 2, 3, 1, … entries; `salt` makes bodies differ. */
export function blocksAfter(prev: LogPosition, term: number, count: number, salt = 0): Block[] {
  const blocks: Block[] = [];
  let end = prev;
  for (let n = 0; n < count; n++) {
    const type: BlockType = n % 4 === 3 ? 'config' : 'entries';
    const body =
      type === 'config' ? blockCodec.encodeConfig(CONFIG) : Uint8Array.from({ length: 5 + n }, (_, i) => (salt + n * 7 + i) & 0xff);
    const block = blockCodec.seal(end, term, type, type === 'config' ? 1 : 1 + (n % 3), body);
    blocks.push(block);
    end = endOf(block);
  }
  return blocks;
}

/** A random source of the tests' own: the same on every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x100000000;
  };
}
