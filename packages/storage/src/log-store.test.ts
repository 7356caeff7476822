import { endOf, LOG_ORIGIN } from './block-codec';
import { blockKey, BLOCKS_END, BLOCKS_START, LogKey } from './log-keys';
import { blocksAfter, CLUSTER, CONFIG, finish, formedMachine, makeMachine, open, tryOpen } from './log-store.testkit';
import { LogStore, type OpenedLog } from './log-store';

test('a formatted volume comes back with its identity, and each boot is counted', () => {
  const machine = formedMachine();
  finish(machine, (done) => machine.store.saveInitialConfig(CONFIG, done));
  expect(machine.store.boots).toBe(1);
  for (const boots of [2, 3]) {
    machine.kv.crash();
    machine.witness.crash();
    expect(open(machine)).toMatchObject({
      incarnation: 'one',
      clusterName: CLUSTER,
      replaced: false,
      hardState: { term: 1, votedFor: 1 },
      logStart: LOG_ORIGIN,
      blocks: [],
      damaged: false,
      damage: null,
      initialConfig: CONFIG,
      boots,
    });
  }
});

test('a volume of another cluster or another format version is refused', () => {
  const machine = formedMachine();
  machine.kv.reopen();
  let opened: OpenedLog | null = null;
  LogStore.open(machine.kv, machine.witness, { clusterName: 'other' }, (_, result) => (opened = result));
  machine.queue.runAll();
  expect(opened).toEqual({ kind: 'refused', reason: expect.stringContaining('belongs to cluster test') as string });
});

test('blocks and hard state come back as they were given, and are read in pieces', () => {
  const machine = formedMachine();
  const blocks = blocksAfter(LOG_ORIGIN, 1, 12);
  finish(machine, (done) => machine.store.persist(null, null, blocks, done));
  expect(machine.store.byteLength).toBe(blocks.reduce((sum, block) => sum + block.bytes.length, 0));
  const opened = open(machine);
  expect(opened.blocks).toEqual(blocks);
  const [, second, third] = blocks;
  if (second === undefined || third === undefined) throw new Error('there are 12');
  const answers: (readonly number[])[] = [];
  const load = (from: number, bytes: number): void =>
    opened.store.loadBlocks(from, bytes, (error, loaded) => answers.push(error === null ? loaded.map((block) => block.firstIndex) : [-1]));
  load(second.firstIndex, 1);
  load(second.firstIndex, second.bytes.length + third.bytes.length);
  load(third.lastIndex, 1000);
  load(1000, 1000);
  load(1, 1e9);
  machine.queue.runAll();
  expect(answers).toEqual([[second.firstIndex], [second.firstIndex, third.firstIndex], [], [], blocks.map((block) => block.firstIndex)]);
});

test('what is asked for during an fsync goes into the next one together, answered in order', () => {
  const machine = formedMachine();
  const blocks = blocksAfter(LOG_ORIGIN, 1, 10);
  const answered: number[] = [];
  const before = machine.kv.syncs;
  blocks.forEach((block, n) => machine.store.persist(n === 4 ? { term: 2, votedFor: null } : null, null, [block], () => answered.push(n)));
  machine.queue.runAll();
  expect(machine.kv.syncs - before).toBe(2);
  expect(answered).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(open(machine).blocks).toEqual(blocks);
});

test('S07 a truncation at each block end leaves exactly the blocks before it, and none of the old ones comes back', () => {
  const blocks = blocksAfter(LOG_ORIGIN, 1, 9);
  for (let keep = 0; keep <= blocks.length; keep++) {
    const machine = formedMachine();
    finish(machine, (done) => machine.store.persist(null, null, blocks, done));
    const prefix = blocks.slice(0, keep);
    const end = prefix[keep - 1] === undefined ? LOG_ORIGIN : endOf(prefix[keep - 1] ?? blocks[0] ?? fail());
    const replacement = blocksAfter(end, 2, 2, 100);
    finish(machine, (done) => machine.store.persist({ term: 2, votedFor: null }, end.index + 1, replacement, done));
    expect(machine.kv.dump().filter((row) => row.key[0] === BLOCKS_START[0]).length).toBe(keep + 2);
    machine.kv.crash('none');
    machine.witness.crash('none');
    const opened = open(machine);
    expect(opened).toMatchObject({ damaged: false, hardState: { term: 2, votedFor: null } });
    expect(opened.blocks).toEqual([...prefix, ...replacement]);
  }
});

function fail(): never {
  throw new Error('no such block');
}

test('S10 a block that does not follow the last, a cut inside a block, a term that goes back: nothing is written', () => {
  const machine = formedMachine();
  const [first, second, third] = blocksAfter(LOG_ORIGIN, 1, 3);
  if (first === undefined || second === undefined || third === undefined) throw new Error('there are 3');
  const { store } = machine;
  const none = (): void => undefined;
  expect(() => store.persist(null, null, [second], none)).toThrow('does not follow');
  finish(machine, (done) => store.persist(null, null, [first, second, third], done));
  expect(() => store.persist(null, null, [third], none)).toThrow('does not follow');
  expect(() => store.persist(null, second.lastIndex, [], none)).toThrow('inside a block');
  expect(() => store.persist({ term: 0, votedFor: null }, null, [], none)).toThrow('after term 1');
  expect(() => store.persist({ term: 1, votedFor: 2 }, null, [], none)).toThrow('vote 1');
  expect(() => store.persist(null, null, blocksAfter(endOf(third), 2, 1), none)).toThrow('recorded term');
});

test('S18 compaction keeps the start and the blocks behind it, over a crash too', () => {
  const machine = formedMachine();
  const blocks = blocksAfter(LOG_ORIGIN, 1, 1200);
  finish(machine, (done) => machine.store.persist(null, null, blocks, done));
  const middle = machine.store.blockEndAtOrBefore(blocks[1100]?.firstIndex ?? 0);
  const rest = blocks.filter((block) => block.firstIndex > middle.index);
  finish(machine, (done) => machine.store.compactTo(middle, done));
  expect(machine.store.logStart).toEqual(middle);
  expect(machine.store.blockCount).toBe(rest.length);
  machine.kv.crash('none');
  machine.witness.crash('none');
  const opened = open(machine);
  expect(opened).toMatchObject({ logStart: middle, damaged: false });
  expect(opened.blocks).toEqual(rest);
  // The deletions were not synced; the next open does them.
  expect(machine.kv.dump().filter((row) => row.key[0] === BLOCKS_START[0]).length).toBe(rest.length);
  const end = opened.store.logEnd;
  finish(machine, (done) => opened.store.compactTo(end, done));
  expect(open(machine)).toMatchObject({ logStart: end, blocks: [], damaged: false });
});

test('writes during a long compaction do not wait for it', () => {
  const machine = formedMachine();
  const blocks = blocksAfter(LOG_ORIGIN, 1, 3000);
  finish(machine, (done) => machine.store.persist(null, null, blocks, done));
  const order: string[] = [];
  machine.store.compactTo(machine.store.logEnd, () => order.push('compacted'));
  machine.store.persist(null, null, blocksAfter(machine.store.logEnd, 1, 1), () => order.push('persisted'));
  machine.queue.runAll();
  expect(order).toEqual(['persisted', 'compacted']);
});

test('after a reset the log starts at the snapshot and goes on from there', () => {
  const machine = formedMachine();
  finish(machine, (done) => machine.store.persist(null, null, blocksAfter(LOG_ORIGIN, 1, 5), done));
  const position = { index: 500, term: 1, chain: 0x80000001 };
  finish(machine, (done) => machine.store.resetTo(position, CONFIG, done));
  const next = blocksAfter(position, 1, 3);
  finish(machine, (done) => machine.store.persist(null, null, next, done));
  machine.kv.crash('none');
  machine.witness.crash('none');
  const opened = open(machine);
  expect(opened).toMatchObject({ logStart: position, startConfig: CONFIG, damaged: false });
  expect(opened.blocks).toEqual(next);
});

test('a read that meets a cut or a compaction answers what is still right', () => {
  const machine = formedMachine();
  const blocks = blocksAfter(LOG_ORIGIN, 1, 6);
  finish(machine, (done) => machine.store.persist(null, null, blocks, done));
  const third = blocks[2] ?? fail();
  const loaded: number[] = [];
  const load = (): void => machine.store.loadBlocks(1, 1e9, (error, result) => loaded.push(error === null ? result.length : -1));
  load();
  machine.store.persist({ term: 2, votedFor: null }, third.firstIndex, blocksAfter(endOf(blocks[1] ?? fail()), 2, 4, 50), () => undefined);
  load();
  machine.queue.runAll();
  load();
  machine.store.compactTo(endOf(blocks[0] ?? fail()), () => undefined);
  load();
  machine.queue.runAll();
  expect(loaded).toEqual([2, 2, 0, 0]);
});

test('the witness is written at most once for an fsync', () => {
  const machine = formedMachine();
  const before = { writes: machine.witness.writes, syncs: machine.witness.syncs, logSyncs: machine.kv.syncs };
  let end = LOG_ORIGIN;
  for (let n = 0; n < 50; n++) {
    const blocks = blocksAfter(end, 1, 1, n);
    end = endOf(blocks[0] ?? fail());
    finish(machine, (done) => machine.store.persist(null, null, blocks, done));
  }
  expect(machine.kv.syncs - before.logSyncs).toBe(50);
  expect(machine.witness.writes - before.writes).toBeLessThanOrEqual(50);
  expect(machine.witness.syncs - before.syncs).toBe(0);
});

test.each([
  ['an append', 1],
  ['the one after it', 2],
])('S08 S09 S54 when the disk fails at %s every caller hears it once and nothing is written afterwards', (_, nth) => {
  const machine = formedMachine();
  const blocks = blocksAfter(LOG_ORIGIN, 1, 6);
  const heard: string[] = [];
  machine.kv.failWrite(nth, new Error('EIO'));
  blocks.forEach((block, n) => machine.store.persist(null, null, [block], (error) => heard.push(`${n} ${error?.message ?? 'ok'}`)));
  machine.queue.runAll();
  expect(heard).toEqual(nth === 1 ? [0, 1, 2, 3, 4, 5].map((n) => `${n} EIO`) : ['0 ok', ...[1, 2, 3, 4, 5].map((n) => `${n} EIO`)]);
  const writes = machine.kv.writes;
  machine.store.persist(null, null, blocksAfter(endOf(blocks[5] ?? fail()), 1, 1), () => heard.push('late'));
  machine.queue.runAll();
  expect(machine.kv.writes).toBe(writes);
  expect(heard).not.toContain('late');
  // What was acknowledged is there, without a hole.
  machine.kv.crash('none');
  machine.witness.crash('none');
  expect(open(machine)).toMatchObject({ damaged: false, blocks: blocks.slice(0, nth - 1) });
});

test('S08 a witness that cannot be written stops the vote from being acknowledged', () => {
  const machine = formedMachine();
  const heard: string[] = [];
  machine.witness.failWrite(1, new Error('ENOSPC'));
  machine.store.persist({ term: 2, votedFor: 3 }, null, [], (error) => heard.push(error?.message ?? 'ok'));
  machine.queue.runAll();
  expect(heard).toEqual(['ENOSPC']);
});

test('S54 a failed write that no call waits for is told all the same', () => {
  const machine = formedMachine();
  machine.kv.crash('all');
  machine.witness.crash('all');
  const heard: string[] = [];
  const { store } = open(machine, (error) => heard.push(error.message));
  machine.queue.runAll();
  // The append is answered; the witness goes along without fsync, and nobody waits for it.
  machine.witness.failWrite(1, new Error('EIO'));
  store.persist(null, null, blocksAfter(LOG_ORIGIN, 1, 1), (error) => heard.push(error?.message ?? 'ok'));
  machine.queue.runAll();
  expect(heard).toEqual(['ok', 'EIO']);
});

test('S24 a hanging disk acknowledges nothing until it moves again', () => {
  const machine = formedMachine();
  const heard: string[] = [];
  machine.kv.hang();
  machine.store.persist(null, null, blocksAfter(LOG_ORIGIN, 1, 1), () => heard.push('ok'));
  machine.queue.runAll();
  expect(heard).toEqual([]);
  machine.kv.resume();
  machine.queue.runAll();
  expect(heard).toEqual(['ok']);
});

describe('what was lost is seen', () => {
  function filled() {
    const machine = formedMachine();
    const blocks = blocksAfter(LOG_ORIGIN, 1, 10);
    for (const block of blocks) finish(machine, (done) => machine.store.persist(null, null, [block], done));
    return { machine, blocks };
  }

  test('S53 records that vanish from the middle of the write-ahead log are a damage, the whole before them is kept', () => {
    const { machine, blocks } = filled();
    machine.kv.dropBatches(3, 2);
    const opened = open(machine);
    expect(opened).toMatchObject({
      damaged: true,
      damage: expect.stringContaining('first index') as string,
      hardState: { term: 1, votedFor: 1 },
    });
    expect(opened.blocks).toEqual(blocks.slice(0, 5));
    const stored = machine.kv.dump().filter((row) => row.key[0] === BLOCKS_START[0]);
    expect(stored.length).toBe(5);
  });

  test('S53 a lost tail that had been synced is a damage, though the chain is whole', () => {
    for (let lost = 1; lost <= 10; lost++) {
      const { machine, blocks } = filled();
      machine.kv.loseTail(lost);
      const opened = open(machine);
      expect(opened.damaged).toBe(true);
      expect(opened.blocks).toEqual(blocks.slice(0, 10 - lost));
    }
  });

  test('S53 so is what came after a cut: its end is witnessed on the disk before anyone may rely on it', () => {
    const { machine, blocks } = filled();
    const cut = blocks[6] ?? fail();
    const after = blocksAfter(endOf(blocks[5] ?? fail()), 2, 2, 60);
    finish(machine, (done) => machine.store.persist({ term: 2, votedFor: null }, cut.firstIndex, after, done));
    machine.witness.crash('none');
    machine.kv.loseTail(1);
    expect(open(machine)).toMatchObject({ damaged: true, hardState: { term: 2, votedFor: null } });
  });

  test('S02 a vote that the log lost is in the witness', () => {
    const machine = formedMachine();
    finish(machine, (done) => machine.store.persist({ term: 7, votedFor: 2 }, null, [], done));
    machine.witness.crash('none');
    machine.kv.loseTail(1);
    expect(open(machine).hardState).toEqual({ term: 7, votedFor: 2 });
  });

  test('S23 a damaged log stays damaged over restarts until it is marked as repaired', () => {
    const { machine, blocks } = filled();
    machine.kv.loseTail(2);
    expect(open(machine).damaged).toBe(true);
    const again = open(machine);
    expect(again).toMatchObject({ damaged: true, blocks: blocks.slice(0, 8) });
    finish(machine, (done) => again.store.persist(null, null, blocks.slice(8), done));
    expect(open(machine).damaged).toBe(true);
    const repaired = open(machine);
    finish(machine, (done) => repaired.store.markRepaired(done));
    machine.kv.crash('none');
    machine.witness.crash('none');
    expect(open(machine)).toMatchObject({ damaged: false, damage: null, blocks });
  });

  test('S13 a lost witness is a damage, a lost log is never an empty volume', () => {
    const { machine } = filled();
    machine.witness.lose();
    expect(open(machine)).toMatchObject({ damaged: true, damage: expect.stringContaining('witness') as string });

    const other = filled().machine;
    other.kv.dropRange(new Uint8Array(0), Uint8Array.of(0xff));
    const opened = tryOpen(other);
    expect(opened).toMatchObject({ kind: 'termLost', reason: expect.stringContaining('log is gone') as string });

    // Nor with the witness gone too, as long as anything is there: records without the identity, blocks alone.
    const unwritten = formedMachine();
    unwritten.witness.lose();
    unwritten.kv.dropRange(LogKey.identity, Uint8Array.of(...LogKey.identity, 0));
    expect(tryOpen(unwritten).kind).toBe('termLost');
    const bare = filled().machine;
    bare.witness.lose();
    bare.kv.dropRange(new Uint8Array(0), BLOCKS_START);
    bare.kv.dropRange(BLOCKS_END, Uint8Array.of(0xff));
    expect(tryOpen(bare).kind).toBe('termLost');
  });

  test('a volume that lost its term goes on as another one, and says so', () => {
    const { machine } = filled();
    machine.kv.dropRange(new Uint8Array(0), BLOCKS_START);
    machine.kv.dropRange(BLOCKS_END, Uint8Array.of(0xff));
    const opened = tryOpen(machine);
    if (opened.kind !== 'termLost') throw new Error(opened.kind);
    finish(machine, (done) => opened.store.format('two', CLUSTER, done));
    expect(open(machine)).toMatchObject({
      incarnation: 'two',
      replaced: true,
      blocks: [],
      logStart: LOG_ORIGIN,
      hardState: { term: 0, votedFor: null },
      damaged: false,
    });
  });

  test('the log of one volume with the witness of another is neither of them', () => {
    const { machine } = filled();
    const foreign = makeMachine();
    const empty = tryOpen(foreign);
    if (empty.kind !== 'empty') throw new Error(empty.kind);
    finish(foreign, (done) => empty.store.format('other', CLUSTER, done));
    machine.witness.replace(foreign.witness.content());
    expect(tryOpen(machine)).toMatchObject({ kind: 'termLost', reason: expect.stringContaining('volume other') as string });
  });

  test('S23 every bit of every row: what is not reported has not changed', () => {
    const original = filled();
    const rows = original.machine.kv.dump();
    const seen = new Set<string>();
    for (const row of rows) {
      for (let offset = 0; offset < row.value.length; offset++) {
        const { machine, blocks } = filled();
        expect(machine.kv.flipByte(row.key, offset, 1 << (offset % 8))).toBe(true);
        const opened = tryOpen(machine);
        seen.add(opened.kind);
        if (opened.kind !== 'formed') continue;
        expect(opened.hardState).toEqual({ term: 1, votedFor: 1 });
        expect(opened.incarnation).toBe('one');
        expect(opened.boots).toBe(2);
        expect(opened.blocks).toEqual(blocks.slice(0, opened.blocks.length));
        if (!opened.damaged) expect(opened.blocks).toEqual(blocks);
      }
    }
    expect([...seen].sort()).toEqual(['formed', 'termLost']);
  });

  test('S23 every byte of the witness: the log is then not proven', () => {
    const content = filled().machine.witness.content() ?? new Uint8Array(0);
    for (let offset = 0; offset < content.length; offset++) {
      const { machine, blocks } = filled();
      const changed = content.slice();
      changed[offset] = (changed[offset] ?? 0) ^ 0x10;
      machine.witness.replace(changed);
      expect(open(machine)).toMatchObject({ damaged: true, blocks, hardState: { term: 1, votedFor: 1 } });
    }
  });

  test('S23 any row that vanishes is reported or does not matter', () => {
    for (const row of filled().machine.kv.dump()) {
      const { machine, blocks } = filled();
      const past = new Uint8Array(row.key.length + 1);
      past.set(row.key);
      expect(machine.kv.dropRange(row.key, past)).toBe(1);
      const opened = tryOpen(machine);
      if (opened.kind === 'formed' && !opened.damaged) {
        expect(opened).toMatchObject({ blocks, hardState: { term: 1, votedFor: 1 }, boots: 2 });
      } else expect(['formed', 'termLost']).toContain(opened.kind);
    }
  });

  test('a block that went bad under a running store is an error, not an answer', () => {
    const { machine, blocks } = filled();
    machine.kv.flipByte(blockKey(blocks[3]?.firstIndex ?? 0), 41);
    const heard: string[] = [];
    machine.store.loadBlocks(1, 1e9, (error) => heard.push(error?.message ?? 'ok'));
    machine.queue.runAll();
    expect(heard[0]).toContain('cannot be read back');
  });
});
