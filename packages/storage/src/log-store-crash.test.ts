import type { Block, HardState, LogPosition } from '@grove/raft';
import { endOf, LOG_ORIGIN } from './block-codec';
import { blockKey } from './log-keys';
import type { LogStore } from './log-store';
import {
  beginOpen,
  blocksAfter,
  CLUSTER,
  CONFIG,
  crash,
  finish,
  formedMachine,
  makeMachine,
  open,
  seededRandom,
  tryOpen,
  type Formed,
  type Machine,
} from './log-store.testkit';

/** What a volume holds. */
interface Content {
  readonly start: LogPosition;
  readonly blocks: readonly Block[];
  readonly hardState: HardState;
  readonly damaged: boolean;
  readonly hasInitialConfig: boolean;
  readonly hasStartConfig: boolean;
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
/** What the log holds when a snapshot of another history takes its place. */
const BEHIND = blocksAfter(endOf(BEFORE_CUT), 3, 2, 50);
const SNAPSHOT: LogPosition = { index: BEFORE_CUT.lastIndex, term: 3, chain: 12345 };
const AFTER_SNAPSHOT = blocksAfter(SNAPSHOT, 3, 520);

function never(): never {
  throw new Error('no such block');
}

/** Every kind of write, in an order that a follower could see. */
const stepsWith = (last: readonly Block[], compactedTo: number): readonly Step[] => [
  {
    name: 'first configuration',
    run: (store, done) => store.saveInitialConfig(CONFIG, done),
    after: (c) => ({ ...c, hasInitialConfig: true }),
  },
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
  // Past the snapshot: what of it stayed behind a reset would be taken for what follows the snapshot.
  {
    name: 'append what a reset must drop',
    run: (store, done) => store.persist(null, null, BEHIND, done),
    after: (c) => ({ ...c, blocks: [...c.blocks, ...BEHIND] }),
  },
  {
    name: 'reset',
    run: (store, done) => store.resetTo(SNAPSHOT, CONFIG, done),
    after: (c) => ({ ...c, start: SNAPSHOT, blocks: [], hasStartConfig: true }),
  },
  {
    name: 'append after reset',
    run: (store, done) => store.persist(null, null, last, done),
    after: (c) => ({ ...c, blocks: last }),
  },
  { name: 'damage', run: (store, done) => store.markDamaged('for a test', done), after: (c) => ({ ...c, damaged: true }) },
  {
    name: 'compaction again',
    run: (store, done) => store.compactTo(endOf(last[compactedTo] ?? never()), done),
    after: (c) => ({ ...c, start: endOf(last[compactedTo] ?? never()), blocks: last.slice(compactedTo + 1) }),
  },
  { name: 'repair', run: (store, done) => store.markRepaired(done), after: (c) => ({ ...c, damaged: false }) },
];

const FIRST: Content = {
  start: LOG_ORIGIN,
  blocks: [],
  hardState: { term: 1, votedFor: 1 },
  damaged: false,
  hasInitialConfig: false,
  hasStartConfig: false,
};
interface Script {
  readonly steps: readonly Step[];
  /** What is there before the first step, and after each. */
  readonly contents: readonly Content[];
}

function script(steps: readonly Step[]): Script {
  return {
    steps,
    contents: steps.reduce<Content[]>((list, step) => [...list, step.after(list[list.length - 1] ?? FIRST)], [FIRST]),
  };
}

/** Its last compaction deletes in more than one slice. */
const LONG = script(stepsWith(AFTER_SNAPSHOT, 515));
const SHORT = script(stepsWith(AFTER_SNAPSHOT.slice(0, 5), 2));

/** Runs the steps until `turns` callbacks have run; each step waits for the one before unless `pipelined`. */
function runFor(
  { steps }: Script,
  turns: number,
  pipelined: boolean,
  journaled: boolean,
): { machine: Machine; asked: number; answered: number; ran: number } {
  const { store, ...machine } = formedMachine(undefined, journaled);
  const progress = { asked: 0, answered: 0 };
  const next = (): void => {
    const step = steps[progress.asked];
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
/** Of the witness and of the journal. */
const OTHER_KEEPS = WITNESS_KEEPS.flatMap((witness) => WITNESS_KEEPS.map((journal) => [witness, journal] as const));

/** With the journal the scripts are short: the long one's deletions in slices do not concern it. */
test.each([
  ['one after the other', false, false],
  ['all at once', true, false],
  ['one after the other, with a journal', false, true],
  ['all at once, with a journal', true, true],
])(
  'S01 S02 S12 S16 S17 power lost after every callback, operations %s: what was acknowledged is there, whole, and no damage is imagined',
  (_, pipelined, journaled) => {
    const script = journaled ? SHORT : LONG;
    const turns = runFor(script, Infinity, pipelined, journaled).ran;
    expect(turns).toBeGreaterThan(4);
    for (let turn = 0; turn <= turns; turn++) {
      for (const keep of KEEPS) {
        for (const [witnessKeep, journalKeep] of OTHER_KEEPS) {
          const { machine, asked, answered } = runFor(script, turn, pipelined, journaled);
          crash(machine, keep, witnessKeep, journalKeep);
          const at = `turn ${turn}, keep ${keep}/${witnessKeep}/${journalKeep}, asked ${asked}, answered ${answered}`;
          const opened = open(machine);
          expectOneOf(opened, script.contents.slice(answered, asked + 1), at);
          // It goes on from there.
          const more = blocksAfter(opened.store.logEnd, opened.hardState.term, 1, 7);
          finish(machine, (done) => opened.store.persist(null, null, more, done));
          crash(machine, 'none', 'none', 'none');
          const again = open(machine);
          expect(again).toMatchObject({ damaged: opened.damaged, boots: opened.boots + 1 });
          expect(sameBlocks(again.blocks, [...opened.blocks, ...more])).toBe(true);
        }
      }
    }
  },
);

test.each([
  ['', false],
  [', with a journal', true],
])('power lost after every callback of the start that follows a power loss%s: that start comes again to the same', (_, journaled) => {
  const turns = runFor(SHORT, Infinity, true, journaled).ran;
  for (let turn = 0; turn <= turns; turn++) {
    for (const keep of ['none', 'all'] as const) {
      for (let openTurn = 0; ; openTurn++) {
        const { machine, asked, answered } = runFor(SHORT, turn, true, journaled);
        crash(machine, keep, keep, keep);
        beginOpen(machine, () => undefined);
        let ran = 0;
        while (ran < openTurn && machine.queue.runOne()) ran += 1;
        crash(machine, openTurn % 2 === 0 ? 'none' : 'all', openTurn % 3 === 0 ? 'all' : 'none', openTurn % 5 === 0 ? 'all' : 'none');
        expectOneOf(open(machine), SHORT.contents.slice(answered, asked + 1), `turn ${turn}, keep ${keep}, turn ${openTurn} of the start`);
        if (ran < openTurn) break;
      }
    }
  }
});

test.each([
  ['', false],
  [', with a journal', true],
])(
  'S23 power lost after every callback of the start that finds damage%s: it is never forgotten, and nothing behind it comes back',
  (_, journaled) => {
    for (const keep of ['none', 'all'] as const) {
      for (const witnessKeep of WITNESS_KEEPS) {
        for (let turn = 0; ; turn++) {
          const { store, ...machine } = formedMachine(undefined, journaled);
          finish(machine, (done) => store.persist(null, null, LOG, done));
          crash(machine, 'all', 'all', 'all');
          const lost = blockKey(CUT_AT.firstIndex);
          machine.kv.dropRange(lost, blockKey(CUT_AT.firstIndex + 1));
          beginOpen(machine, () => undefined);
          let ran = 0;
          while (ran < turn && machine.queue.runOne()) ran += 1;
          crash(machine, keep, witnessKeep, keep);
          const opened = open(machine);
          expect({ turn, damaged: opened.damaged, blocks: opened.blocks.length }).toEqual({ turn, damaged: true, blocks: 3 });
          if (ran < turn) break;
        }
      }
    }
  },
);

function expectOneOf(opened: Formed, candidates: readonly Content[], at: string): void {
  const found = candidates.find((content) => content.start.chain === opened.logStart.chain && sameBlocks(content.blocks, opened.blocks));
  const damages = candidates.map((content) => content.damaged);
  expect({ at, known: found !== undefined, damage: damages.includes(opened.damaged) ? null : opened.damage }).toEqual({
    at,
    known: true,
    damage: null,
  });
  // The witness may be ahead of the log with a vote that nobody has heard of yet.
  expect(candidates.map((content) => content.hardState)).toContainEqual(opened.hardState);
  expect(candidates.map((content) => content.hasInitialConfig)).toContain(opened.initialConfig !== null);
  expect({ at, hasStartConfig: opened.startConfig !== null }).toEqual({ at, hasStartConfig: found?.hasStartConfig });
}

function sameBlocks(a: readonly Block[], b: readonly Block[]): boolean {
  return a.length === b.length && a.every((block, i) => block.chain === b[i]?.chain);
}

test.each([
  ['the log', false, (machine: Machine, nth: number) => machine.kv.failWrite(nth, new Error('ENOSPC'))],
  ['the witness', false, (machine: Machine, nth: number) => machine.witness.failWrite(nth, new Error('ENOSPC'))],
  ['the log behind a journal', true, (machine: Machine, nth: number) => machine.kv.failWrite(nth, new Error('ENOSPC'))],
  ['the journal', true, (machine: Machine, nth: number) => machine.journal?.failWrite(nth, new Error('ENOSPC'))],
])(
  'S08 whichever write of %s fails in whichever step: its caller is told, nothing is acknowledged after it, and the volume is sound',
  (_, journaled, fail) => {
    const stoppedAt = new Set<string>();
    for (let nth = 1; ; nth++) {
      const { store, ...machine } = formedMachine(undefined, journaled);
      crash(machine, 'all', 'all', 'all');
      const unheard: Error[] = [];
      const opened = open(machine, (error) => unheard.push(error));
      expect(store.logEnd).toEqual(opened.store.logEnd);
      fail(machine, nth);
      let answered = 0;
      const refused: string[] = [];
      for (const step of SHORT.steps) {
        let answers = 0;
        step.run(opened.store, (error) => {
          answers += 1;
          if (error !== null) refused.push(error.message);
          else if (refused.length + unheard.length === 0) answered += 1;
          else throw new Error(`${step.name} was acknowledged after a failure`);
        });
        machine.queue.runAll();
        expect(answers).toBeLessThanOrEqual(1);
        if (refused.length + unheard.length > 0) stoppedAt.add(step.name);
        if (refused.length + unheard.length > 0) break;
      }
      if (refused.length + unheard.length === 0) break;
      expect([...refused, ...unheard.map(({ message }) => message)]).toEqual(['ENOSPC']);
      crash(machine, 'none', 'none', 'none');
      const again = open(machine);
      expectOneOf(again, SHORT.contents.slice(answered, answered + 2), `write ${nth}`);
    }
    // Each kind of write had its turn; the first configuration and compactions write no witness, and not all is small enough for the journal.
    expect(stoppedAt.size).toBeGreaterThanOrEqual(SHORT.steps.length - (journaled ? 6 : 3));
  },
);

test('what a killed replica left in its journal is not put on top of what a version without the journal wrote since', () => {
  const { store, ...machine } = formedMachine(undefined, true);
  finish(machine, (done) => store.persist(null, null, LOG, done));
  crash(machine, 'none', 'none', 'none');
  const without = open({ ...machine, journal: null });
  const more = blocksAfter(without.store.logEnd, 2, 1, 50);
  finish(machine, (done) => without.store.persist({ term: 2, votedFor: 3 }, null, more, done));
  crash(machine, 'all', 'all', 'all');
  const again = open(machine);
  expect({ damaged: again.damaged, hardState: again.hardState }).toEqual({ damaged: true, hardState: { term: 2, votedFor: 3 } });
  expect(sameBlocks(again.blocks, [...without.blocks, ...more])).toBe(true);
});

test('with the fsync left out acknowledged writes are lost, and the witness proves it', () => {
  const { store, ...machine } = formedMachine();
  machine.kv.skipSync = true;
  finish(machine, (done) => store.persist(null, null, LOG, done));
  machine.kv.crash('none');
  machine.witness.crash('all');
  expect(open(machine)).toMatchObject({ blocks: [], damaged: true });
});

test.each([
  ['a new volume', false, false],
  ['a volume whose term was lost', true, false],
  ['a new volume with a journal', false, true],
  ['a volume with a journal whose term was lost', true, true],
])('formatting %s, power lost after every callback: done, or to be done again', (_, replacing, journaled) => {
  for (let turn = 0; ; turn++) {
    for (const keep of KEEPS) {
      for (const witnessKeep of WITNESS_KEEPS) {
        const machine = replacing ? withoutIdentity(journaled) : makeMachine(undefined, journaled);
        const opened = tryOpen(machine);
        if (opened.kind !== (replacing ? 'termLost' : 'empty')) throw new Error(opened.kind);
        let answered = false;
        opened.store.format('new', CLUSTER, () => (answered = true));
        for (let n = 0; n < turn; n++) machine.queue.runOne();
        crash(machine, keep, witnessKeep, witnessKeep);
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

function withoutIdentity(journaled: boolean): Machine {
  const { store, ...machine } = formedMachine(undefined, journaled);
  finish(machine, (done) => store.persist(null, null, LOG, done));
  machine.kv.dropRange(Uint8Array.of(0x6d), Uint8Array.of(0x6e));
  return machine;
}

test.each([
  ['', false],
  [', with a journal', true],
])('many lives with random crashes%s keep every acknowledged block and never forget a vote', (_, journaled) => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = seededRandom(seed);
    const machine = makeMachine(random, journaled);
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
      crash(machine);
    }
  }
});
