import { endOf, LOG_ORIGIN } from './block-codec';
import { blockKey, BLOCKS_START } from './log-keys';
import { blocksAfter, finish, formedMachine, makeMachine, tryOpen, type Machine } from './log-store.testkit';

/** A page of a disk that came back as nothing. */
const PAGE_BYTES = 16;

const FIRST = blocksAfter(LOG_ORIGIN, 1, 6);
/** What a leader in between wrote in the place of the first ones' end, and the next one took away: block by block as long as what stays. */
const BETWEEN = blocksAfter(endOf(FIRST[1] ?? never()), 2, 5, 70);
const BLOCKS = blocksAfter(endOf(FIRST[1] ?? never()), 3, 5, 40);

/** A volume with a history: appended, voted, cut, compacted. What it must come back as is what was synced last. */
function written(): Machine {
  const { store, ...machine } = formedMachine();
  finish(machine, (done) => store.persist(null, null, FIRST, done));
  finish(machine, (done) => store.persist({ term: 3, votedFor: 2 }, FIRST[2]?.firstIndex ?? 0, BLOCKS, done));
  finish(machine, (done) => store.compactTo(endOf(FIRST[1] ?? never()), done));
  machine.kv.crash('all');
  machine.witness.crash('all');
  return machine;
}

function never(): never {
  throw new Error('no such block');
}

const INTACT = written();
const ROWS = INTACT.kv.dump();
const WITNESS = INTACT.witness.content() ?? never();

/** The same volume anew, without writing its history again. */
function volume(): Machine {
  const machine = makeMachine();
  finish(machine, (done) =>
    machine.kv.batch(
      ROWS.map(({ key, value }) => ({ type: 'put', key, value })),
      true,
      done,
    ),
  );
  machine.witness.replace(WITNESS);
  return machine;
}

const isBlock = (key: Uint8Array): boolean => key[0] === BLOCKS_START[0];

/** Opens what was damaged and judges it: the very state, a prefix that says it is damaged, or a refusal with a reason. */
function judge(machine: Machine, at: string): 'whole' | 'damaged' | 'refused' {
  const opened = tryOpen(machine);
  if (opened.kind === 'empty') throw new Error(`${at}: a volume in use is called empty`);
  if (opened.kind !== 'formed') {
    expect({ at, reason: opened.reason }).toEqual({ at, reason: expect.stringMatching(/./) as string });
    return 'refused';
  }
  expect({ at, vote: opened.hardState, incarnation: opened.incarnation }).toEqual({
    at,
    vote: { term: 3, votedFor: 2 },
    incarnation: 'one',
  });
  const chains = opened.blocks.map((block) => block.chain);
  if (opened.damaged) {
    // A block of its own earlier history may have come back: the leader's take its place before this replica votes.
    const histories = [BLOCKS, BETWEEN, FIRST.slice(2)].map((blocks) => blocks.slice(0, chains.length).map((block) => block.chain));
    expect(histories).toContainEqual(chains);
    expect(opened.damage).not.toBe('');
    return 'damaged';
  }
  expect({ at, chains }).toEqual({ at, chains: BLOCKS.map((block) => block.chain) });
  return 'whole';
}

function put(machine: Machine, key: Uint8Array, value: Uint8Array): void {
  finish(machine, (done) => machine.kv.batch([{ type: 'put', key, value }], true, done));
}

/** Every way in which one value goes bad. */
function* damages(value: Uint8Array): Generator<{ readonly name: string; readonly value: Uint8Array }> {
  for (let at = 0; at < value.length; at++) {
    const copy = value.slice();
    copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
    yield { name: `byte ${at}`, value: copy };
    yield { name: `cut at ${at}`, value: value.slice(0, at) };
  }
  for (let at = 0; at < value.length; at += PAGE_BYTES) {
    const copy = value.slice();
    copy.fill(0, at, at + PAGE_BYTES);
    if (copy.some((byte, n) => byte !== value[n])) yield { name: `nothing from ${at}`, value: copy };
  }
  const longer = new Uint8Array(value.length + 3);
  longer.set(value);
  yield { name: 'longer', value: longer };
}

test('S23 every byte, every length and every page of every row gone bad: the very state, or damage, or a refusal', () => {
  const seen = new Map<string, number>();
  for (const row of ROWS) {
    for (const { name, value } of damages(row.value)) {
      const machine = volume();
      put(machine, row.key, value);
      const verdict = judge(machine, `row ${Buffer.from(row.key).toString('latin1')}, ${name}`);
      // A block has no second place: whatever is wrong with one is seen.
      if (isBlock(row.key)) expect(verdict).toBe('damaged');
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
    }
  }
  expect([...seen.keys()].sort()).toEqual(['damaged', 'refused', 'whole']);
});

test('S23 every byte, every length and every page of the witness gone bad: damage, or a refusal, never a state of its own', () => {
  for (const { name, value } of damages(WITNESS)) {
    const machine = volume();
    machine.witness.replace(value);
    expect(judge(machine, `witness, ${name}`)).not.toBe('whole');
  }
});

test('S23 any two rows in the place of each other: a misdirected write is seen', () => {
  for (const one of ROWS) {
    for (const other of ROWS) {
      if (one === other) continue;
      const machine = volume();
      // The one is written over the other; with both the other way round, swapped.
      put(machine, one.key, other.value);
      const over = judge(machine, `${Buffer.from(one.key).toString('latin1')} over`);
      const swapped = volume();
      put(swapped, one.key, other.value);
      put(swapped, other.key, one.value);
      const both = judge(swapped, `${Buffer.from(one.key).toString('latin1')} swapped`);
      if (isBlock(one.key)) expect([over, both]).not.toContain('whole');
    }
  }
});

test('S23 any run of blocks lost from anywhere is a damage', () => {
  for (let from = 0; from < BLOCKS.length; from++) {
    for (let count = 1; from + count <= BLOCKS.length; count++) {
      const machine = volume();
      for (const block of BLOCKS.slice(from, from + count)) {
        finish(machine, (done) => machine.kv.batch([{ type: 'delete', key: blockKey(block.firstIndex) }], true, done));
      }
      expect(judge(machine, `${count} blocks from ${from}`)).toBe('damaged');
    }
  }
});

test('S23 an older copy of any row, or of the witness, is never taken for the newest', () => {
  const { store, ...machine } = formedMachine();
  const old: { rows: typeof ROWS; witness: Uint8Array }[] = [];
  const keep = (): void => {
    old.push({
      rows: machine.kv.dump().map((row) => ({ key: row.key, value: row.value.slice() })),
      witness: machine.witness.content() ?? never(),
    });
  };
  finish(machine, (done) => store.persist(null, null, FIRST, done));
  keep();
  finish(machine, (done) => store.persist({ term: 2, votedFor: null }, FIRST[2]?.firstIndex ?? 0, BETWEEN, done));
  keep();
  finish(machine, (done) => store.persist({ term: 3, votedFor: 2 }, FIRST[2]?.firstIndex ?? 0, BLOCKS.slice(0, 3), done));
  keep();
  for (const { rows, witness } of old) {
    for (const row of rows) {
      const later = volume();
      if (!later.kv.dump().some((now) => Buffer.compare(now.key, row.key) === 0)) continue;
      put(later, row.key, row.value);
      judge(later, `an older ${Buffer.from(row.key).toString('latin1')}`);
    }
    const later = volume();
    later.witness.replace(witness);
    judge(later, 'an older witness');
  }
});
