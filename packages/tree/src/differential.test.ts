import type { MultiPart, Operation } from '@grove/wire';
import { ReferenceTree } from './testing/reference-tree';
import type { ReferenceWrite } from './testing/reference-tree';
import { SeededRandom, TEST_LIMITS, TreeDriver, loadSnapshot } from './testing/tree-driver';
import type { Tree } from './tree';
import type { ReapableZnode, SnapshotCursor } from './types';

const SEEDS = 30;
const STEPS = 250;
const NAMES = ['a', 'b', 'cc', 'é', '/', '..', 's-'];

/** What the seeds met, so that a generator gone blind fails. */
const codesSeen = new Set<number>();
let reaped = 0;
const repeatsSeen = { answered: 0, forgotten: 0 };

/** No malformed bytes here: what to do with those is in operations.test.ts. */
type WholeWrite = Omit<ReferenceWrite, 'requestId'> & { readonly operation: Operation };

/** A running comparison of the tree with the reference, entry by entry. */
class Comparison {
  readonly random: SeededRandom;
  readonly driver = new TreeDriver();
  readonly reference = new ReferenceTree(TEST_LIMITS.maxDataBytes);
  readonly sessions: number[] = [];
  private readonly generations = new Map<number, number>();
  private readonly lastSequences = new Map<number, number>();
  private readonly writes: WholeWrite[] = [];
  private seenReapable: ReapableZnode[] = [];

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  step(): void {
    const { random, driver, reference } = this;
    const dice = random.below(100);
    if (dice < 4 || this.sessions.length === 0) {
      const id = driver.open();
      reference.open(id, driver.timeMs);
      this.sessions.push(id);
      this.generations.set(id, 1);
    } else if (dice < 7) {
      const id = random.of(this.sessions);
      const applied = driver.attach(id);
      expect(applied.code).toBe(reference.sessions.has(id) ? 0 : -112);
      reference.attach(id);
      this.generations.set(id, (this.generations.get(id) ?? 0) + random.below(2));
    } else if (dice < 14) {
      if (random.below(2) === 0) {
        // As an old leader's, too: some of these are no longer what they were.
        driver.reap(this.seenReapable);
        reference.reap(driver.zxid, driver.timeMs, this.seenReapable);
        reaped += this.seenReapable.length;
      }
      if (random.below(10) === 0) driver.timeMs += 600_000;
      this.seenReapable = driver.reapable(1 + random.below(3));
      expect(this.seenReapable.map(({ path }) => path).sort()).toEqual(reference.reapable(driver.timeMs).sort());
    } else if (dice < 15) {
      const ids = [random.of(this.sessions), random.of(this.sessions)];
      // Some were attached since it was decided.
      const generations = ids.map((id) => (reference.sessions.get(id)?.generation ?? 1) - (random.below(3) === 0 ? 1 : 0));
      driver.expireAsOf(ids, generations);
      reference.expire(driver.zxid, driver.timeMs, ids, generations);
    } else {
      const write = dice < 21 && this.writes.length > 0 ? random.of(this.writes) : this.newWrite();
      this.writes.push(write);
      const applied = driver.write(write.operation, write);
      const expected = reference.write(driver.zxid, driver.timeMs, write);
      expect(applied.answer === null ? null : { ...applied.answer, message: '' }).toEqual(
        expected === null ? null : { ...expected, message: '' },
      );
      expect(applied.code).toBe(expected?.code ?? 0);
      codesSeen.add(applied.code);
      if (applied.repeated) repeatsSeen[applied.answer === null ? 'forgotten' : 'answered'] += 1;
    }
  }

  expectSameState(tree: Tree): void {
    const { reference } = this;
    const reader = new TreeDriver(tree);
    expect(tree.znodeCount).toBe(reference.znodes.size);
    expect(tree.sessionCount).toBe(reference.sessions.size);
    for (const [path, znode] of reference.znodes) {
      const data = reader.read({ type: 'getData', path, watch: false });
      expect(data.result).toEqual({
        type: 'getData',
        data: Uint8Array.from(znode.data, (c) => c.charCodeAt(0)),
        stat: reference.stat(path),
      });
      const children = reader.read({ type: 'getChildren', path, watch: false }).result;
      expect(children?.type === 'getChildren' ? children.children : null).toEqual(reference.children(path));
      const count = reader.read({ type: 'getAllChildrenNumber', path }).result;
      expect(count).toEqual({ type: 'getAllChildrenNumber', count: reference.descendants(path).length });
      expect(childrenByPages(reader, path, 1 + this.random.below(3))).toEqual(reference.children(path));
    }
    for (const sessionId of reference.sessions.keys()) {
      const { result } = reader.read({ type: 'getEphemerals', prefix: '' }, { sessionId, identities: [] });
      expect(result?.type === 'getEphemerals' ? [...result.paths].sort() : null).toEqual(reference.ephemerals(sessionId).sort());
    }
    expect(
      reader
        .reapable()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(reference.reapable(reader.timeMs).sort());
    expect(reader.changes()).toEqual(reference.changes.map(({ zxid, ordinal, kind, path }) => ({ zxid, ordinal, kind, path })));
    expect(tree.recomputeDigest()).toBe(tree.digest());
  }

  private newWrite(): WholeWrite {
    const { random } = this;
    if (random.below(4) === 0) {
      return { sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, operation: this.operation() };
    }
    const sessionId = random.of(this.sessions);
    const last = this.lastSequences.get(sessionId) ?? 0;
    const sequence = random.below(10) === 0 ? 0 : last + 1 + (random.below(20) === 0 ? 1 : 0);
    if (sequence === last + 1) this.lastSequences.set(sessionId, sequence);
    return {
      sessionId,
      generation: random.below(8) === 0 ? 0 : (this.generations.get(sessionId) ?? 1),
      sequence,
      acknowledgedSequence: random.below(3) === 0 ? Math.max(0, last - random.below(5)) : 0,
      operation: this.operation(),
    };
  }

  private operation(): Operation {
    const { random } = this;
    const dice = random.below(100);
    if (dice < 1) return { type: 'close' };
    if (dice < 20) return { type: 'multi', parts: Array.from({ length: random.below(6) }, () => this.part(true)) };
    const part = this.part(false);
    return part.type === 'create' || part.type === 'delete' || part.type === 'setData' ? part : { type: 'multi', parts: [part] };
  }

  private part(inMulti: boolean): MultiPart {
    const { random } = this;
    const dice = random.below(inMulti ? 110 : 85);
    const version = random.below(3) === 0 ? random.below(4) - 1 : null;
    if (dice < 40) {
      const kind = random.of(['ephemeral', 'persistent', 'persistent', 'container', 'ttl'] as const);
      const parents = random.below(4) === 0;
      const path = this.path(false) + (parents ? random.of(['', '/a', '/cc/b/é']) : '');
      // Seldom one that does not go with the kind.
      const ttlMs = (kind === 'ttl') !== (random.below(40) === 0) ? random.of([1, 30, 500, 2 ** 40 - 1]) : random.of([0, 0, 2 ** 40]);
      return { type: 'create', path, data: this.data(), kind, sequential: random.below(4) === 0, ttlMs, parents };
    }
    if (dice < 60) return { type: 'delete', path: this.path(true), version, subtree: random.below(5) === 0 };
    if (dice < 85) return { type: 'setData', path: this.path(true), data: this.data(), version };
    if (dice < 95) return { type: 'check', path: this.path(true), version };
    if (dice < 100) return { type: 'checkNotExists', path: this.path(random.below(4) === 0) };
    return { type: random.of(['exists', 'getData', 'getChildren'] as const), path: this.path(true) };
  }

  private data(): Uint8Array {
    const length = this.random.of([0, 1, 3, 4, 15, 16, 17, 100, 600, 999, 1000, 1001]);
    return new Uint8Array(length).fill(this.random.below(256));
  }

  /** Mostly one that exists, or a child of one. */
  private path(existing: boolean): string {
    const { random } = this;
    if (random.below(40) === 0) return random.of(['', 'a', '/a//b', '/a/', '/a/.', '/\u0001', '/😀', '/zookeeper/config']);
    const parent = random.of([...this.reference.znodes.keys()]);
    if (existing && random.below(6) > 0) return parent;
    return `${parent === '/' ? '' : parent}/${random.of(NAMES)}`;
  }
}

describe('the tree against a plain reference', () => {
  it.each([...Array(SEEDS).keys()])('answers, changes and state are equal: seed %i', (seed) => {
    const comparison = new Comparison(seed);
    for (let i = 0; i < STEPS; i += 1) comparison.step();
    comparison.expectSameState(comparison.driver.tree);
  });

  it('met every code and both kinds of repeats', () => {
    expect([...codesSeen].sort((a, b) => a - b)).toEqual([-1005, -1003, -118, -112, -111, -110, -108, -103, -102, -101, -8, 0]);
    expect(repeatsSeen.answered).toBeGreaterThan(SEEDS);
    expect(repeatsSeen.forgotten).toBeGreaterThan(SEEDS / 2);
    expect(reaped).toBeGreaterThan(SEEDS);
  });

  it.each([...Array(SEEDS).keys()])(
    'S49 S60 a snapshot taken while writes go on is the state of its beginning, and goes on alike: seed %i',
    (seed) => {
      const comparison = new Comparison(1000 + seed);
      const { driver, random } = comparison;
      const before = 20 + random.below(200);
      for (let i = 0; i < before; i += 1) comparison.step();

      const cursor: SnapshotCursor = driver.tree.beginSnapshot();
      const frozen = goOnDuringSnapshot(driver.tree, cursor, comparison);
      const tree = loadSnapshot(cursor, frozen.chunks);
      expect(cursor.copiedAsideBytes).toBe(0);
      expect(tree.digest()).toBe(frozen.digest);
      expect(tree.recomputeDigest()).toBe(frozen.digest);
      expect(tree.appliedZxid).toBe(cursor.zxid);
      expect(new TreeDriver(tree).changes()).toEqual(frozen.changes);
      expect(tree.history.firstZxid).toBe(frozen.firstZxid);
      expect(describeSessions(tree)).toEqual(frozen.sessions);

      // The loaded tree and the one that never stopped give the same answers to everything after.
      const replica = new TreeDriver(tree);
      for (const replay of frozen.replay) replay(replica);
      expect(tree.digest()).toBe(driver.tree.digest());
      expect(replica.changes()).toEqual(driver.changes());
    },
  );
});

function childrenByPages(reader: TreeDriver, path: string, pageSize: number): string[] {
  const names: string[] = [];
  let pageToken = new Uint8Array(0);
  do {
    const { result } = reader.read({ type: 'getChildren', path, watch: false, pageSize, pageToken });
    if (result?.type !== 'getChildren') throw new Error(`no page of ${path}`);
    names.push(...result.children);
    pageToken = new Uint8Array(result.nextPageToken ?? []);
  } while (pageToken.length > 0);
  return names;
}

function describeSessions(tree: Tree): unknown[] {
  const found: unknown[] = [];
  tree.forEachSession(({ id, timeoutMs, generation, lastSequence }) => found.push({ id, timeoutMs, generation, lastSequence }));
  return found;
}

/** Steps on while chunks are taken, recording every entry for the loaded tree. */
function goOnDuringSnapshot(
  tree: Tree,
  cursor: SnapshotCursor,
  comparison: Comparison,
): {
  chunks: Uint8Array[];
  digest: string;
  changes: unknown[];
  firstZxid: number;
  sessions: unknown[];
  replay: ((replica: TreeDriver) => void)[];
} {
  const { driver, random } = comparison;
  const frozen = {
    chunks: [] as Uint8Array[],
    digest: tree.digest(),
    changes: driver.changes(),
    firstZxid: tree.history.firstZxid,
    sessions: describeSessions(tree),
    replay: [] as ((replica: TreeDriver) => void)[],
  };
  const { apply } = tree;
  tree.apply = (zxid, timeMs, origin, entry, outcome) => {
    apply.call(tree, zxid, timeMs, origin, entry, outcome);
    const kept = { ...entry, buffer: new Uint8Array(entry.buffer) };
    const bytes = outcome.answer.slice();
    frozen.replay.push((replica) => {
      const again = { ...outcome, answer: new Uint8Array(0) };
      replica.tree.apply(zxid, timeMs, origin, kept, again);
      expect(again.answer.slice()).toEqual(bytes);
    });
  };
  for (let i = 0; i < 60; i += 1) {
    comparison.step();
    if (random.below(3) === 0) {
      const chunk = cursor.next(1 + random.below(400));
      if (chunk !== null) frozen.chunks.push(chunk);
    }
  }
  return frozen;
}
