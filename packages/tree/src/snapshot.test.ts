import { AclTable } from './acl-table';
import { ByteArena } from './byte-arena';
import { ChangeHistory } from './change-history';
import { ErrorCode } from './error-code';
import { SnapshotLoader } from './snapshot-loader';
import { SNAPSHOT_HISTORY_BYTES } from './snapshot-writer';
import { loadSnapshot, TEST_LIMITS, TreeDriver } from './testing/tree-driver';
import { Tree } from './tree';
import { TreeState } from './tree-state';
import { utf8Bytes } from './utf8';
import { Field } from './znode-columns';

const ephemeral = { kind: 'ephemeral' } as const;

function takeAll(tree: Tree, chunkBytes = 300): { chunks: Uint8Array[]; zxid: number; digest: string } {
  const cursor = tree.beginSnapshot();
  const chunks: Uint8Array[] = [];
  for (let chunk = cursor.next(chunkBytes); chunk !== null; chunk = cursor.next(chunkBytes)) chunks.push(chunk);
  return { chunks, zxid: cursor.zxid, digest: cursor.digest };
}

function populated(): TreeDriver {
  const driver = new TreeDriver();
  const sessionId = driver.open();
  for (let n = 0; n < 40; n += 1) {
    driver.create(`/n${n}`, { data: new Uint8Array(n).fill(n) });
    driver.create(`/n${n}/e`, ephemeral, { sessionId, generation: 1, sequence: n + 1 });
  }
  return driver;
}

describe('snapshots', () => {
  it.each([
    ['closes', (each: TreeDriver, old: number) => each.write({ type: 'close' }, { sessionId: old, generation: 1, sequence: 2 })],
    ['expires', (each: TreeDriver, old: number) => each.expire(old)],
  ])('S31 a session %s and a new one makes the same path while the snapshot is being taken', (_, end) => {
    const driver = populated();
    const old = driver.open(7);
    driver.create('/lock', ephemeral, { sessionId: old, generation: 1, sequence: 1 });
    const frozen = driver.tree.digest();
    const cursor = driver.tree.beginSnapshot();
    const first = [cursor.next(50), cursor.next(50)].filter((chunk) => chunk !== null);
    end(driver, old);
    const newer = driver.open(8);
    driver.create('/lock', ephemeral, { sessionId: newer, generation: 1, sequence: 1 });

    const loaded = new TreeDriver(loadSnapshot(cursor, first));
    expect(loaded.tree.digest()).toBe(frozen);
    expect(loaded.tree.recomputeDigest()).toBe(frozen);
    expect(loaded.read({ type: 'exists', path: '/lock', watch: false }).result).toMatchObject({ stat: { ownerSessionId: old } });
    expect(loaded.tree.session(newer)).toBeUndefined();
    // The same entries lead it to the same end.
    loaded.timeMs = driver.timeMs - 3;
    end(loaded, old);
    loaded.open(8);
    loaded.create('/lock', ephemeral, { sessionId: newer, generation: 1, sequence: 1 });
    expect(loaded.tree.digest()).toBe(driver.tree.digest());
  });

  it('loads where less history is kept than where it was taken, with lists that only dropped records and later znodes name', () => {
    const driver = new TreeDriver();
    const acl = [{ rights: 31, identity: { scheme: 'ip', id: '10.0.0.0/8' } }];
    driver.create('/kept', { acl });
    driver.create('/gone', { acl: [{ rights: 31, identity: { scheme: 'ip', id: '11.0.0.0/8' } }] });
    driver.write({ type: 'delete', path: '/gone', version: null });
    for (let n = 0; n < 20; n += 1) driver.create(`/n${n}`);
    const loaded = loadSnapshot(driver.tree.beginSnapshot(), [], { ...TEST_LIMITS, historyMaxBytes: 300 });
    expect(loaded.digest()).toBe(driver.tree.digest());
    expect(loaded.recomputeDigest()).toBe(driver.tree.digest());
  });

  it('a replica that came by snapshot lists siblings in the same order, newest first', () => {
    const driver = new TreeDriver();
    const listOf = (from: TreeDriver, path: string): readonly string[] | null => {
      const { result } = from.read({ type: 'getChildren', path, watch: false });
      return result?.type === 'getChildren' ? result.children : null;
    };
    driver.create('/q');
    for (let n = 0; n < 30; n += 1) driver.create(`/q/${n}`);
    // Freed rows are used again, last freed first: rows are in another order than creations from here on.
    for (let n = 0; n < 30; n += 2) driver.write({ type: 'delete', path: `/q/${n}`, version: null });
    const part = (n: number) =>
      ({ type: 'create', path: `/q/m${n}`, data: utf8Bytes('x'), kind: 'persistent', sequential: false }) as const;
    driver.write({ type: 'multi', parts: [part(0), part(1), part(2)] });
    for (let n = 30; n < 40; n += 1) driver.create(`/q/${n}`);
    const cursor = driver.tree.beginSnapshot();
    const first = [cursor.next(50), cursor.next(50)].filter((chunk) => chunk !== null);
    // Copied aside: these records come before others.
    for (const n of [33, 7, 21]) driver.write({ type: 'setData', path: `/q/${n}`, data: utf8Bytes('y'), version: null });
    const loaded = new TreeDriver(loadSnapshot(cursor, first));
    const newestFirst = [39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 'm2', 'm1', 'm0', ...Array.from({ length: 15 }, (_, n) => 29 - 2 * n)];
    expect(listOf(driver, '/q')).toEqual(newestFirst.map(String));
    expect(listOf(loaded, '/q')).toEqual(listOf(driver, '/q'));
    expect(listOf(loaded, '/zookeeper')).toEqual(listOf(driver, '/zookeeper'));
    expect(loaded.tree.recomputeDigest()).toBe(loaded.tree.digest());
  });

  it('siblings are in order however far apart their zxids are', () => {
    const driver = new TreeDriver();
    ['/a', '/b', '/c', '/d'].forEach((path) => driver.create(path));
    ['/b', '/a', '/c'].forEach((path) => driver.write({ type: 'delete', path, version: null }));
    for (const path of ['/e', '/f', '/g']) {
      driver.create(path);
      driver.zxid += 2 ** 51;
    }
    const loaded = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    const { result } = loaded.read({ type: 'getChildren', path: '/', watch: false });
    expect(result).toMatchObject({ children: ['g', 'f', 'e', 'd', 'zookeeper'] });
  });

  it('S49 a multi between two chunks is in the snapshot whole or not at all', () => {
    const driver = populated();
    const cursor = driver.tree.beginSnapshot();
    const chunks: Uint8Array[] = [];
    for (let n = 0; n < 40; n += 1) {
      const data = utf8Bytes(`later ${n}`);
      driver.write({
        type: 'multi',
        parts: [
          { type: 'setData', path: `/n${n}`, data, version: 0 },
          { type: 'setData', path: `/n${39 - n}`, data, version: null },
          { type: 'delete', path: `/n${n}/e`, version: null },
          // Every second one fails here.
          { type: 'check', path: '/n0', version: n % 2 === 0 ? null : 99 },
        ],
      });
      const chunk = cursor.next(60);
      if (chunk !== null) chunks.push(chunk);
    }
    const loaded = new TreeDriver(loadSnapshot(cursor, chunks));
    for (let n = 0; n < 40; n += 1) {
      expect(loaded.read({ type: 'getData', path: `/n${n}`, watch: false }).result).toMatchObject({
        data: new Uint8Array(n).fill(n),
        stat: { version: 0, numChildren: 1 },
      });
    }
  });

  it('S50 no record needs another one: chunks load in any order', () => {
    const driver = new TreeDriver(new Tree({ ...TEST_LIMITS, historyMaxBytes: 0 }));
    driver.create('/a');
    driver.create('/a/b');
    driver.create('/a/b/c', { data: utf8Bytes('x') });
    for (let n = 0; n < 30; n += 1) driver.create(`/a/b/c/${n}`);
    const { chunks, zxid, digest } = takeAll(driver.tree, 40);
    const loader = new SnapshotLoader({ ...TEST_LIMITS, historyMaxBytes: 0 });
    loader.add(chunks[0] ?? new Uint8Array(0));
    chunks
      .slice(1, -1)
      .reverse()
      .forEach((chunk) => loader.add(chunk));
    loader.add(chunks[chunks.length - 1] ?? new Uint8Array(0));
    expect(loader.finish(zxid, digest).recomputeDigest()).toBe(digest);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'S50 records load in any order within a chunk too, and what is below each znode is counted: order %d',
    (seed) => {
      const options = { ...TEST_LIMITS, historyMaxBytes: 0 };
      const driver = new TreeDriver(new Tree(options));
      for (const path of ['/a', '/a/b', '/a/b/c', '/a-', '/a/bc']) {
        driver.create(path, { data: utf8Bytes(path) });
        for (let n = 0; n < 5; n += 1) driver.create(`${path}/${n}`, { data: new Uint8Array(n) });
      }
      const { chunks, zxid, digest } = takeAll(driver.tree, 1);
      const [header = new Uint8Array(0), ...records] = chunks;
      const end = records.pop() ?? new Uint8Array(0);
      let random = seed;
      for (let last = records.length - 1; last > 0; last -= 1) {
        random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
        const other = (random >>> 8) % (last + 1);
        [records[last], records[other]] = [records[other] ?? end, records[last] ?? end];
      }
      const loader = new SnapshotLoader(options);
      loader.add(header);
      loader.add(Uint8Array.from(Buffer.concat(records)));
      loader.add(end);
      const loaded = new TreeDriver(loader.finish(zxid, digest));
      expect(loaded.tree.recomputeDigest()).toBe(digest);
      loaded.create('/a/b/c/d');
      expect(loaded.tree.recomputeDigest()).toBe(loaded.tree.digest());
    },
  );

  it('what is copied aside is counted, and a release ends it', () => {
    const driver = populated();
    const cursor = driver.tree.beginSnapshot();
    expect(() => driver.tree.beginSnapshot()).toThrow('being written');
    expect(cursor.copiedAsideBytes).toBe(0);
    driver.write({ type: 'setData', path: '/n39', data: utf8Bytes('x'), version: null });
    const once = cursor.copiedAsideBytes;
    expect(once).toBeGreaterThan(39);
    driver.write({ type: 'setData', path: '/n39', data: utf8Bytes('y'), version: null });
    driver.create('/new');
    driver.write({ type: 'setData', path: '/new', data: utf8Bytes('y'), version: null });
    // The root was copied for /new; /n39 a second time and /new itself were not.
    expect(cursor.copiedAsideBytes).toBeLessThan(once + 40);
    cursor.release();
    expect(cursor.copiedAsideBytes).toBe(0);
    expect(cursor.next(100)).toBeNull();
    const again = takeAll(driver.tree);
    expect(again.digest).toBe(driver.tree.digest());
  });

  it('a damaged snapshot does not load', () => {
    const { chunks, zxid, digest } = takeAll(populated().tree);
    const loadWith = (change: (chunks: Uint8Array[]) => void, at = zxid): (() => void) => {
      return () => {
        const copies = chunks.map((chunk) => chunk.slice());
        change(copies);
        const loader = new SnapshotLoader(TEST_LIMITS);
        copies.forEach((chunk) => loader.add(chunk));
        loader.finish(at, digest);
      };
    };
    expect(loadWith(() => {})).not.toThrow();
    expect(loadWith(() => {}, zxid + 1)).toThrow('zxid');
    expect(loadWith((all) => all.pop())).toThrow('not complete');
    expect(loadWith((all) => all.shift())).toThrow('out of place');
    expect(loadWith((all) => all.splice(all.length - 3, 1))).toThrow('snapshot differs');
    expect(loadWith((all) => all.splice(all.length - 3, 0, all[all.length - 3] ?? new Uint8Array(0)))).toThrow('znodes');
    expect(loadWith((all) => all.splice(2, 1, (all[2] ?? new Uint8Array(0)).slice(0, -1)))).toThrow('ends');
    // Any one flipped byte: an error of some kind, never another state.
    for (let chunk = 1; chunk < chunks.length; chunk += 3) {
      const length = chunks[chunk]?.length ?? 0;
      for (let at = 0; at < length; at += 17) {
        const wrong = loadWith((all) => {
          const bytes = all[chunk];
          if (bytes !== undefined) bytes[at] = (bytes[at] ?? 0) ^ 0x20;
        });
        try {
          wrong();
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          continue;
        }
        // The history is not in the digest: the storage's checksum covers it.
        expect(chunk).toBeLessThan(20);
      }
    }
  });

  it('checkpoints of the last indexes divisible by 1,024 go along', () => {
    const driver = new TreeDriver();
    for (let zxid = 1; zxid <= 1024 * 70; zxid += 1) driver.tree.applyNoop(zxid);
    const checkpoints = driver.tree.checkpoints();
    expect(checkpoints).toHaveLength(64);
    expect(checkpoints[0]?.zxid).toBe(1024 * 7);
    expect(checkpoints[63]).toEqual({ zxid: 1024 * 70, digest: driver.tree.digest() });
    expect(loadSnapshot(driver.tree.beginSnapshot()).checkpoints()).toEqual(checkpoints);
  });
});

describe('S51 overflow', () => {
  /** A tree with /n whose counters are set from within. */
  function withCounters(version: number, creations: number): TreeDriver {
    const state = new TreeState(TEST_LIMITS);
    const driver = new TreeDriver(new Tree(TEST_LIMITS, state));
    driver.create('/n');
    const path = utf8Bytes('/n');
    const { columns } = state.store;
    let row = 1;
    while (columns.get(row, Field.pathLength) !== path.length) row += 1;
    columns.set(row, Field.version, version);
    columns.set(row, Field.creations, creations);
    state.store.endChange(row);
    return driver;
  }

  it('a version wraps after 2,147,483,647 and skips −1', () => {
    const versions = (driver: TreeDriver): unknown =>
      driver.write({ type: 'setData', path: '/n', data: utf8Bytes(''), version: null }).answer?.result;
    expect(versions(withCounters(2147483647, 0))).toMatchObject({ stat: { version: -2147483648 } });
    const driver = withCounters(-2, 0);
    expect(versions(driver)).toMatchObject({ stat: { version: 0 } });
    const negative = withCounters(-2147483648, 0);
    expect(negative.write({ type: 'setData', path: '/n', data: utf8Bytes(''), version: 5 }).code).toBe(ErrorCode.badVersion);
    expect(negative.write({ type: 'setData', path: '/n', data: utf8Bytes(''), version: -2147483648 }).code).toBe(0);
    expect(loadSnapshot(negative.tree.beginSnapshot()).digest()).toBe(negative.tree.digest());
  });

  it('the sequence wraps as %010d of an int32 does, and so does cversion', () => {
    const driver = withCounters(0, 2147483646);
    const names = [0, 1, 2, 3].map(() => driver.create('/n/', { sequential: true }).answer?.result);
    expect(names).toMatchObject([
      { path: '/n/2147483646' },
      { path: '/n/2147483647' },
      { path: '/n/-2147483648' },
      { path: '/n/-2147483647' },
    ]);
    // 2 × (−2147483646) − 4 children, as an int32.
    expect(driver.read({ type: 'exists', path: '/n', watch: false }).result).toMatchObject({ stat: { cversion: 0, numChildren: 4 } });
    expect(withCounters(0, -5).create('/n/', { sequential: true }).answer?.result).toMatchObject({ path: '/n/-000000005' });
  });

  it('zxids near 2^53 keep every bit, in answers, history and snapshots', () => {
    const driver = new TreeDriver();
    driver.zxid = Number.MAX_SAFE_INTEGER - 5;
    driver.timeMs = Number.MAX_SAFE_INTEGER - 5;
    const created = driver.create('/n');
    const id = driver.open();
    driver.create('/e', ephemeral, { sessionId: id });
    expect(created.answer).toMatchObject({
      zxid: Number.MAX_SAFE_INTEGER - 4,
      result: { stat: { czxid: created.zxid, ctimeMs: created.zxid } },
    });
    const loaded = loadSnapshot(driver.tree.beginSnapshot());
    expect(loaded.digest()).toBe(driver.tree.digest());
    expect(loaded.lookup('/n')).toMatchObject({ czxid: created.zxid, mzxid: created.zxid, pzxid: created.zxid });
    expect(loaded.history.positionAfter(created.zxid, 0)).toBe(1);
  });
});

describe('history', () => {
  const record = (history: ChangeHistory, zxid: number, ordinal: number, path: string): void => {
    const bytes = utf8Bytes(path);
    history.record(zxid, ordinal, 0, 0, 0, 0, bytes, 0, bytes.length);
  };

  it('finds the first change after any cursor, over many segments', () => {
    const history = new ChangeHistory(1 << 24, new AclTable(new ByteArena()));
    const expected: [number, number][] = [];
    for (let zxid = 10; zxid < 30_000; zxid += 3) {
      for (let ordinal = 0; ordinal < 1 + (zxid % 2); ordinal += 1) {
        record(history, zxid, ordinal, `/p/${zxid}/${ordinal}`);
        expected.push([zxid, ordinal]);
      }
    }
    expect(history.positionAfter(0, 0)).toBe(0);
    expect(history.positionAfter(1e9, 0)).toBe(history.nextPosition);
    for (let i = 0; i < expected.length; i += 97) {
      const [zxid, ordinal] = expected[i] ?? [0, 0];
      expect(history.positionAfter(zxid, ordinal)).toBe(i + 1);
      expect(history.positionAfter(zxid, -1)).toBe(ordinal === 0 ? i : i - 1);
      expect(history.at(i)).toMatchObject({ zxid, ordinal, kind: 'created', path: `/p/${zxid}/${ordinal}` });
    }
  });

  it('is bounded by bytes, and says from which zxid on it is whole', () => {
    const history = new ChangeHistory(10_000, new AclTable(new ByteArena()));
    expect(history.firstZxid).toBe(1);
    for (let zxid = 1; zxid <= 20_000; zxid += 1) record(history, zxid, 0, '/0123456');
    expect(history.heldBytes).toBeLessThanOrEqual(10_000);
    expect(history.nextPosition).toBe(20_000);
    expect(history.oldestPosition).toBe(20_000 - 250);
    expect(history.firstZxid).toBe(20_000 - 249);
    expect(history.at(history.oldestPosition).zxid).toBe(history.firstZxid);
    expect(() => history.at(history.oldestPosition - 1)).toThrow('not there');
    expect(() => history.at(history.nextPosition)).toThrow('not there');
  });

  it('has a tail of about so many bytes, which is whole from the zxid on that it names', () => {
    const history = new ChangeHistory(2_000_000, new AclTable(new ByteArena()));
    expect(history.tail(1_000)).toEqual({ segments: [], start: 0, end: 0, firstZxid: 1 });
    for (let zxid = 1; zxid <= 100_000; zxid += 1) record(history, zxid >> 1, zxid & 1, '/0123456');
    expect(history.tail(1e9)).toMatchObject({ start: history.oldestPosition, end: 100_000, firstZxid: history.firstZxid });
    for (const maxBytes of [1, 200_000, 1_000_000]) {
      const { segments, start, end, firstZxid } = history.tail(maxBytes);
      expect(start).toBe(segments[0]?.firstPosition);
      expect(end).toBe(100_000);
      // A segment has 4,096 records of 40 bytes.
      expect((end - start) * 40).toBeGreaterThanOrEqual(Math.min(maxBytes, (end % 4096) * 40));
      expect((end - start) * 40).toBeLessThan(maxBytes + 2 * 4096 * 40);
      // All records of a zxid, or it is not among those that are whole.
      expect(history.at(start - 1).zxid).toBe(firstZxid - 1);
      expect(start).toBeLessThanOrEqual(history.positionAfter(firstZxid - 1, Number.MAX_SAFE_INTEGER));
    }
  });

  it('is in a snapshot by its tail alone, and goes on from there when it is loaded', () => {
    const limits = { ...TEST_LIMITS, historyMaxBytes: 64 * 1024 * 1024 };
    const driver = new TreeDriver(new Tree(limits));
    const path = `/${'a'.repeat(1_000)}`;
    driver.create(path);
    for (let n = 0; n < 1.5 * (SNAPSHOT_HISTORY_BYTES / 1_000); n += 1)
      driver.write({ type: 'setData', path, data: new Uint8Array(1), version: null });
    const { history } = driver.tree;
    expect(history.heldBytes).toBeGreaterThan(1.4 * SNAPSHOT_HISTORY_BYTES);
    const loaded = loadSnapshot(driver.tree.beginSnapshot(), [], limits).history;
    expect(loaded.nextPosition).toBe(history.nextPosition);
    expect(loaded.oldestPosition).toBeGreaterThan(history.oldestPosition);
    expect(loaded.firstZxid).toBe(history.at(loaded.oldestPosition).zxid);
    for (let at = loaded.oldestPosition; at < loaded.nextPosition; at += 101) expect(loaded.at(at)).toEqual(history.at(at));
  });

  it('S42 tells of a znode that came and went between two looks', () => {
    const driver = new TreeDriver();
    const seen = driver.zxid;
    const { zxid } = driver.create('/blink');
    driver.write({ type: 'delete', path: '/blink', version: null });
    const { history } = driver.tree;
    const position = history.positionAfter(seen, Number.MAX_SAFE_INTEGER);
    expect(history.at(position)).toMatchObject({ zxid, ordinal: 0, kind: 'created', path: '/blink' });
    expect(history.at(position + 1)).toMatchObject({ kind: 'deleted', path: '/blink' });
  });
});
