import type { CreateOperation, NodeKind } from '@grove/wire';
import { EntryKind } from './entry-kind';
import { ErrorCode } from './error-code';
import { loadSnapshot, TreeDriver } from './testing/tree-driver';
import { TTL_MS_MAX, UNUSED_CONTAINER_MS_MAX } from './tree-limits';
import { utf8Bytes } from './utf8';

const create = (path: string, kind: NodeKind, more: Partial<CreateOperation> = {}): CreateOperation => ({
  type: 'create',
  path,
  data: new Uint8Array(0),
  kind,
  sequential: false,
  ...more,
});
const remove = (path: string) => ({ type: 'delete', path, version: null }) as const;
const touch = (path: string) => ({ type: 'setData', path, data: utf8Bytes('x'), version: null }) as const;

function due(driver: TreeDriver): string[] {
  return driver
    .reapable()
    .map(({ path }) => path)
    .sort();
}

describe('kinds of znodes', () => {
  // Kind and time come before the session, and the session before the path: each line breaks its own rule and all after it.
  it.each<[string, CreateOperation, string]>([
    ['a TTL znode without a time', create('bad', 'ttl'), 'a time to live is 1 to 1099511627775 ms'],
    ['a time of 0', create('bad', 'ttl', { ttlMs: 0 }), 'a time to live is 1 to 1099511627775 ms'],
    ['a negative time', create('bad', 'ttl', { ttlMs: -1 }), 'a time to live is 1 to 1099511627775 ms'],
    ['a time above the most', create('bad', 'ttl', { ttlMs: TTL_MS_MAX + 1 }), 'a time to live is 1 to 1099511627775 ms'],
    ['a time for another kind', create('bad', 'ephemeral', { ttlMs: 1 }), 'a time to live is for TTL znodes'],
    ['a time for a container', create('bad', 'container', { ttlMs: 1 }), 'a time to live is for TTL znodes'],
    ['a sequential container', create('bad', 'container', { sequential: true }), 'a container is not sequential'],
    ['an ephemeral without a session', create('bad', 'ephemeral'), 'an ephemeral znode needs a session'],
    ['a path', create('bad', 'ttl', { ttlMs: 1 }), 'invalid path'],
  ])('%s is BADARGUMENTS', (_, operation, reason) => {
    const driver = new TreeDriver();
    const applied = driver.write(operation);
    expect(applied.code).toBe(ErrorCode.badArguments);
    expect(applied.answer?.message).toBe(reason);
    expect(driver.tree.znodeCount).toBe(4);
  });

  it('show in the Stat: kind and time to live, and no owner', () => {
    const driver = new TreeDriver();
    const stats = [
      create('/c', 'container'),
      create('/t', 'ttl', { ttlMs: 1 }),
      create('/s-', 'ttl', { ttlMs: TTL_MS_MAX, sequential: true }),
    ].map((operation) => driver.write(operation).answer?.result);
    expect(stats).toMatchObject([
      { path: '/c', stat: { kind: 'container', ttlMs: 0, ownerSessionId: 0 } },
      { path: '/t', stat: { kind: 'ttl', ttlMs: 1, ownerSessionId: 0 } },
      { path: '/s-0000000002', stat: { kind: 'ttl', ttlMs: TTL_MS_MAX, ownerSessionId: 0 } },
    ]);
    const loaded = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    expect(loaded.read({ type: 'exists', path: '/t', watch: false }).result).toMatchObject({ stat: { kind: 'ttl', ttlMs: 1 } });
    expect(loaded.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it('times to live are in the digest', () => {
    const digests = [1, 2].map((ttlMs) => {
      const driver = new TreeDriver();
      driver.write(create('/t', 'ttl', { ttlMs }));
      return driver.tree.digest();
    });
    expect(digests[0]).not.toBe(digests[1]);
  });
});

describe('what may go', () => {
  it('a TTL znode, when unmodified and childless for its time; children do not refresh it, as in ZooKeeper', () => {
    const driver = new TreeDriver();
    driver.write(create('/t', 'ttl', { ttlMs: 1000 }));
    driver.write(create('/parent', 'ttl', { ttlMs: 1000 }));
    driver.write(create('/parent/c', 'persistent'));
    driver.timeMs += 990;
    expect(due(driver)).toEqual([]);
    driver.timeMs += 10;
    expect(due(driver)).toEqual(['/t']);
    driver.write(touch('/t'));
    expect(due(driver)).toEqual([]);
    driver.write(remove('/parent/c'));
    expect(due(driver)).toEqual(['/parent']);
    driver.timeMs += 1000;
    expect(due(driver)).toEqual(['/parent', '/t']);
  });

  it('a container after its last child, and one that was never used after its grace; one with children stays', () => {
    const driver = new TreeDriver();
    ['/used', '/unused', '/full'].forEach((path) => driver.write(create(path, 'container')));
    driver.write(create('/used/c', 'persistent'));
    driver.write(create('/full/c', 'persistent'));
    expect(due(driver)).toEqual([]);
    driver.write(remove('/used/c'));
    expect(due(driver)).toEqual(['/used']);
    driver.timeMs += UNUSED_CONTAINER_MS_MAX;
    expect(due(driver)).toEqual(['/unused', '/used']);
  });

  it('is looked at in bounded pieces, each call going on behind the one before, whatever goes meanwhile', () => {
    const driver = new TreeDriver();
    for (let n = 0; n < 50; n += 1) driver.write(create(`/t${n}`, 'ttl', { ttlMs: n % 2 === 0 ? 1 : TTL_MS_MAX }));
    driver.timeMs += 10;
    const seen: string[] = [];
    do {
      const found = driver.tree.reapable(driver.timeMs, 3);
      expect(found.length).toBeLessThanOrEqual(3);
      seen.push(...found.map(({ path }) => path));
      // The next one to be looked at may be among these.
      driver.write(remove(`/t${49 - seen.length * 2}`));
    } while (driver.tree.reapPassPending);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(25);
  });

  it('is the same after a snapshot and after a failed multi', () => {
    const driver = new TreeDriver();
    driver.write(create('/c', 'container'));
    driver.write(create('/t', 'ttl', { ttlMs: 1 }));
    driver.write({
      type: 'multi',
      parts: [remove('/c'), remove('/t'), create('/u', 'ttl', { ttlMs: 1 }), { type: 'check', path: '/none', version: null }],
    });
    const loaded = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    for (const each of [driver, loaded]) {
      each.timeMs = driver.timeMs + UNUSED_CONTAINER_MS_MAX;
      expect(due(each)).toEqual(['/c', '/t']);
    }
  });
});

describe('the entry that reaps', () => {
  function withThree(): TreeDriver {
    const driver = new TreeDriver();
    driver.write(create('/c', 'container'));
    driver.write(create('/c/t', 'ttl', { ttlMs: 5 }));
    driver.write(create('/u', 'ttl', { ttlMs: 5 }));
    driver.timeMs += 10;
    return driver;
  }

  it('deletes what is due, all in one zxid, with events and without a version check by anyone', () => {
    const driver = withThree();
    const applied = driver.reap(driver.reapable());
    expect(applied.code).toBe(0);
    expect(
      driver
        .changes()
        .filter(({ zxid }) => zxid === applied.zxid)
        .map(({ kind, path }) => `${kind} ${path}`)
        .sort(),
    ).toEqual(['deleted /c/t', 'deleted /u']);
    expect(due(driver)).toEqual(['/c']);
    driver.reap(driver.reapable());
    expect(driver.tree.znodeCount).toBe(4);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it.each<[string, (driver: TreeDriver) => void]>([
    ['modified', (driver) => driver.write(touch('/u'))],
    ['given a child', (driver) => driver.write(create('/u/x', 'persistent'))],
    [
      'made anew, of the same kind',
      (driver) => {
        driver.write(remove('/u'));
        driver.write(create('/u', 'ttl', { ttlMs: 1 }));
        driver.timeMs += 10;
      },
    ],
    [
      'made anew, persistent',
      (driver) => {
        driver.write(remove('/u'));
        driver.write(create('/u', 'persistent'));
      },
    ],
  ])('passes over a znode that was %s meanwhile', (_, meanwhile) => {
    const driver = withThree();
    const seen = driver.reapable();
    meanwhile(driver);
    driver.reap(seen);
    expect(driver.tree.lookup('/u')).not.toBeNull();
    expect(driver.tree.lookup('/c/t')).toBeNull();
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it('passes over what is not due by its own stamp, whatever the proposer thought', () => {
    const driver = new TreeDriver();
    driver.write(create('/t', 'ttl', { ttlMs: 1000 }));
    driver.reap(driver.tree.reapable(driver.timeMs + 5000, 10));
    expect(driver.tree.lookup('/t')).not.toBeNull();
  });

  it('never deletes a persistent or an ephemeral znode, nor one that it does not know', () => {
    const driver = new TreeDriver();
    const session = driver.open();
    const zxids = [driver.create('/p'), driver.create('/e', { kind: 'ephemeral' }, { sessionId: session })].map(({ zxid }) => zxid);
    driver.timeMs += UNUSED_CONTAINER_MS_MAX;
    const named = ['/p', '/e', '/none', '/', 'bad'].map((path, i) => ({ path, czxid: zxids[i] ?? 0, mzxid: zxids[i] ?? 0 }));
    expect(driver.reap(named).code).toBe(0);
    expect(driver.tree.znodeCount).toBe(6);
  });

  it('does nothing where it is malformed', () => {
    const driver = withThree();
    const before = driver.tree.znodeCount;
    for (const bytes of [
      [0x0a, 0x05, 0x0a],
      [0x0a, 0x02, 0x0a, 0x05],
      [0x0a, 0x02, 0x10],
      [0x08, 0x01, 0x0a],
    ]) {
      expect(driver.entry(EntryKind.reap, Uint8Array.from(bytes)).code).toBe(ErrorCode.marshallingError);
    }
    expect(driver.tree.znodeCount).toBe(before);
  });
});
