import type { Block, HardState, LogPosition } from '@grove/raft';
import { endOf, LOG_ORIGIN } from './block-codec';
import type { LogStore } from './log-store';
import {
  blocksAfter,
  CLUSTER,
  CONFIG,
  finish,
  formedMachine,
  makeMachine,
  open,
  seededRandom,
  tryOpen,
  type Machine,
} from './log-store.testkit';

/** What a volume holds. */
interface Content {
  readonly start: LogPosition;
  readonly blocks: readonly Block[];
  readonly hardState: HardState;
}

interface Step {
  readonly name: string;
  readonly run: (store: LogStore, done: (error: Error | null) => void) => void;
  readonly after: (before: Content) => Content;
}

const LOG = blocksAfter(LOG_ORIGIN, 1, 6);
const CUT_AT = LOG[3] ?? never();
const BEFORE_CUT = LOG[2] ?? never();
const OTHER = blocksAfter(endOf(BEFORE_CUT), 3, 1, 90);
const SNAPSHOT: LogPosition = { index: 99, term: 3, chain: 12345 };

function never(): never {
  throw new Error('no such block');
}

/** Every kind of write, in an order that a follower could see. */
const STEPS: readonly Step[] = [
  {
    name: 'append two',
    run: (store, done) => store.persist(null, null, LOG.slice(0, 2), done),
    after: (c) => ({ ...c, blocks: LOG.slice(0, 2) }),
  },
  { name: 'append more', run: (store, done) => store.persist(null, null, LOG.slice(2), done), after: (c) => ({ ...c, blocks: LOG }) },
  {
    name: 'new term',
    run: (store, done) => store.persist({ term: 2, votedFor: null }, null, [], done),
    after: (c) => ({ ...c, hardState: { term: 2, votedFor: null } }),
  },
  {
    name: 'vote',
    run: (store, done) => store.persist({ term: 2, votedFor: 3 }, null, [], done),
    after: (c) => ({ ...c, hardState: { term: 2, votedFor: 3 } }),
  },
  {
    name: 'cut, term and a shorter log',
    run: (store, done) => store.persist({ term: 3, votedFor: null }, CUT_AT.firstIndex, OTHER, done),
    after: (c) => ({ ...c, blocks: [...LOG.slice(0, 3), ...OTHER], hardState: { term: 3, votedFor: null } }),
  },
  {
    name: 'compaction',
    run: (store, done) => store.compactTo(endOf(LOG[1] ?? never()), done),
    after: (c) => ({ ...c, start: endOf(LOG[1] ?? never()), blocks: c.blocks.slice(2) }),
  },
  {
    name: 'cut to nothing new',
    run: (store, done) => store.persist(null, OTHER[0]?.firstIndex ?? 0, [], done),
    after: (c) => ({ ...c, blocks: c.blocks.slice(0, 1) }),
  },
  { name: 'reset', run: (store, done) => store.resetTo(SNAPSHOT, CONFIG, done), after: (c) => ({ ...c, start: SNAPSHOT, blocks: [] }) },
  {
    name: 'append after reset',
    run: (store, done) => store.persist(null, null, blocksAfter(SNAPSHOT, 3, 2), done),
    after: (c) => ({ ...c, blocks: blocksAfter(SNAPSHOT, 3, 2) }),
  },
];

const FIRST: Content = { start: LOG_ORIGIN, blocks: [], hardState: { term: 1, votedFor: 1 } };
const CONTENTS: readonly Content[] = STEPS.reduce<Content[]>(
  (list, step) => [...list, step.after(list[list.length - 1] ?? FIRST)],
  [FIRST],
);

/** Runs the steps until `turns` callbacks have run; each step waits for the one before unless `pipelined`. */
function runFor(turns: number, pipelined: boolean): { machine: Machine; asked: number; answered: number; ran: number } {
  const { store, ...machine } = formedMachine();
  const progress = { asked: 0, answered: 0 };
  const next = (): void => {
    const step = STEPS[progress.asked];
    if (step === undefined) return;
    progress.asked += 1;
    step.run(store, (error) => {
      if (error !== null) throw error;
      progress.answered += 1;
      if (!pipelined) next();
    });
    if (pipelined) next();
  };
  next();
  let ran = 0;
  while (ran < turns && machine.queue.runOne()) ran += 1;
  return { machine, ...progress, ran };
}

const KEEPS = ['none', 'all', 1] as const;
const WITNESS_KEEPS = ['none', 'all'] as const;

test.each([
  ['one after the other', false],
  ['all at once', true],
])(
  'S01 S02 S12 S16 S17 power lost after every callback, operations %s: what was acknowledged is there, whole, and no damage is imagined',
  (_, pipelined) => {
    const turns = runFor(Infinity, pipelined).ran;
    expect(turns).toBeGreaterThan(4);
    let damages = 0;
    for (let turn = 0; turn <= turns; turn++) {
      for (const keep of KEEPS) {
        for (const witnessKeep of WITNESS_KEEPS) {
          const { machine, asked, answered } = runFor(turn, pipelined);
          machine.kv.crash(keep);
          machine.witness.crash(witnessKeep);
          const opened = open(machine);
          const at = `turn ${turn}, keep ${keep}/${witnessKeep}, asked ${asked}, answered ${answered}: ${String(opened.damage)}`;
          if (opened.damaged) damages += 1;
          const candidates = CONTENTS.slice(answered, asked + 1);
          const found = candidates.find(
            (content) => content.start.chain === opened.logStart.chain && sameBlocks(content.blocks, opened.blocks),
          );
          expect({ at, known: found !== undefined, damage: opened.damage }).toEqual({ at, known: true, damage: null });
          // The witness may be ahead of the log with a vote that nobody has heard of yet.
          expect(candidates.map((content) => content.hardState)).toContainEqual(opened.hardState);
          // It goes on from there.
          const more = blocksAfter(opened.store.logEnd, opened.hardState.term, 1, 7);
          finish(machine, (done) => opened.store.persist(null, null, more, done));
          machine.kv.crash('none');
          machine.witness.crash('none');
          expect(open(machine)).toMatchObject({ damaged: false, blocks: [...opened.blocks, ...more], boots: opened.boots + 1 });
        }
      }
    }
    expect(damages).toBe(0);
  },
);

function sameBlocks(a: readonly Block[], b: readonly Block[]): boolean {
  return a.length === b.length && a.every((block, i) => block.chain === b[i]?.chain);
}

test('with the fsync left out acknowledged writes are lost, and the witness proves it', () => {
  const { store, ...machine } = formedMachine();
  machine.kv.skipSync = true;
  finish(machine, (done) => store.persist(null, null, LOG, done));
  machine.kv.crash('none');
  machine.witness.crash('all');
  expect(open(machine)).toMatchObject({ blocks: [], damaged: true });
});

test.each([
  ['a new volume', false],
  ['a volume whose term was lost', true],
])('formatting %s, power lost after every callback: done, or to be done again', (_, replacing) => {
  for (let turn = 0; ; turn++) {
    for (const keep of KEEPS) {
      for (const witnessKeep of WITNESS_KEEPS) {
        const machine = replacing ? withoutIdentity() : makeMachine();
        const opened = tryOpen(machine);
        if (opened.kind !== (replacing ? 'termLost' : 'empty')) throw new Error(opened.kind);
        let answered = false;
        opened.store.format('new', CLUSTER, () => (answered = true));
        for (let n = 0; n < turn; n++) machine.queue.runOne();
        machine.kv.crash(keep);
        machine.witness.crash(witnessKeep);
        const again = tryOpen(machine);
        if (answered) {
          expect(again).toMatchObject({ kind: 'formed', incarnation: 'new', replaced: replacing, blocks: [], damaged: false });
          if (keep === 1 && witnessKeep === 'all') return;
        } else if (again.kind !== 'formed') {
          // What was in use is never called empty.
          expect(again.kind).toBe(replacing ? 'termLost' : 'empty');
        } else expect(again).toMatchObject({ incarnation: 'new', replaced: replacing });
      }
    }
  }
});

function withoutIdentity(): Machine {
  const { store, ...machine } = formedMachine();
  finish(machine, (done) => store.persist(null, null, LOG, done));
  machine.kv.dropRange(Uint8Array.of(0x6d), Uint8Array.of(0x6e));
  return machine;
}

test('many lives with random crashes keep every acknowledged block and never forget a vote', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = seededRandom(seed);
    const machine = makeMachine(random);
    const empty = tryOpen(machine);
    if (empty.kind !== 'empty') throw new Error(empty.kind);
    finish(machine, (done) => empty.store.format('one', CLUSTER, done));
    let acknowledged: readonly number[] = [];
    let term = 0;
    for (let life = 0; life < 12; life++) {
      const { store, damage, blocks, hardState } = open(machine);
      expect({ seed, life, damage }).toEqual({ seed, life, damage: null });
      const chains = blocks.map((block) => block.chain);
      expect({ seed, life, chains: chains.slice(0, acknowledged.length) }).toEqual({ seed, life, chains: acknowledged });
      expect(hardState.term).toBeGreaterThanOrEqual(term);
      acknowledged = chains;
      for (let n = 0; n < 30; n++) {
        const next = store.hardState.term + (random() < 0.2 ? 1 : 0);
        const hard = next > store.hardState.term || next === 0 ? { term: Math.max(1, next), votedFor: random() < 0.5 ? 1 : null } : null;
        // Cuts only what was never acknowledged, as consensus does with what is not committed: here nothing of earlier turns.
        const added = blocksAfter(store.logEnd, Math.max(1, next), 1 + Math.floor(random() * 3), n);
        const from = store.blockCount;
        store.persist(hard, null, added, () => {
          acknowledged = [...acknowledged.slice(0, from), ...added.map((block) => block.chain)];
          term = Math.max(term, hard?.term ?? 0);
        });
        for (let k = Math.floor(random() * 4); k > 0; k--) machine.queue.runOne();
      }
      machine.kv.crash();
      machine.witness.crash();
    }
  }
});
