import { ErrorCode, GroveError, Right, anyone, connect, digestIdentity, ownAcl } from './index';
import type { Child, GroveClient } from './index';
import { FakeServer } from './testing/fake-server';

const none = new Uint8Array(0);
const text = (value: string): Uint8Array => Buffer.from(value);
let server: FakeServer;
let client: GroveClient;

beforeEach(async () => {
  server = new FakeServer();
  client = await connect({ endpoints: [await server.listen()] });
});

afterEach(async () => {
  await client.close();
  server.stop();
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('create', () => {
  test.each([
    [{}, 'persistent', 0],
    [{ ephemeral: true }, 'ephemeral', 0],
    [{ container: true }, 'container', 0],
    [{ ttlMs: 5_000, sequential: true }, 'ttl', 5_000],
  ] as const)('with %j makes a znode of the kind %s', async (options, kind, ttlMs) => {
    const { stat } = await client.create('/a', none, options);
    expect(stat).toMatchObject({ kind, ttlMs });
  });

  test('of two kinds at once is refused before anything is sent', async () => {
    expect(await failureOf(client.create('/a', none, { ephemeral: true, ttlMs: 1 }))).toMatchObject({ name: 'BADARGUMENTS', path: '/a' });
    expect(server.znodes.has('/a')).toBe(false);
  });

  test('makes parents on request, with the same list', async () => {
    const acl = [{ rights: Right.read, identity: anyone }];
    expect(await failureOf(client.create('/a/b/c', none))).toMatchObject({ name: 'NONODE' });
    await client.create('/a/b/c', text('x'), { parents: true, acl });
    expect((await client.getAcl('/a')).acl).toEqual(acl);
    expect((await client.getData('/a/b')).data).toHaveLength(0);
  });
});

test('delete takes a subtree on request, and says how many znodes went', async () => {
  await client.create('/a/b/c', none, { parents: true });
  expect(await failureOf(client.delete('/a'))).toMatchObject({ name: 'NOTEMPTY' });
  expect(await client.delete('/a', { subtree: true })).toMatchObject({ deleted: 3 });
  expect(server.znodes.size).toBe(1);
});

describe('children in pages', () => {
  beforeEach(async () => {
    await client.create('/p', none);
    await Promise.all(
      Array.from({ length: 25 }, (_, index) => client.create(`/p/${String(index).padStart(2, '0')}`, text(`data ${index}`))),
    );
  });

  test('come once each, while others come and go', async () => {
    const names: string[] = [];
    const sizes: number[] = [];
    for await (const { children, stat } of client.getChildrenPages('/p', { pageSize: 10 })) {
      sizes.push(children.length);
      names.push(...children.map(({ name }) => name));
      expect(stat.numChildren).toBeGreaterThan(20);
      await client.delete(`/p/${names[0]}`).catch(() => undefined);
    }
    expect(sizes).toEqual([10, 10, 5]);
    expect(new Set(names).size).toBe(25);
  });

  test('with data and Stat where asked for; a child that may not be read has neither', async () => {
    await client.setAcl('/p/01', [{ rights: Right.read, identity: { scheme: 'ip', id: '10.0.0.1' } }]);
    const found = new Map<string, Child>();
    for await (const child of client.children('/p', { withData: true, pageSize: 7 })) found.set(child.name, child);
    expect(found.size).toBe(25);
    expect(Buffer.from(found.get('24')?.data ?? none).toString()).toBe('data 24');
    expect(found.get('24')?.stat?.dataLength).toBe(7);
    expect(found.get('01')).toMatchObject({ stat: null });
    expect(found.get('01')?.data).toHaveLength(0);
    for await (const { stat, data } of client.children('/p')) expect([stat, data.length]).toEqual([null, 0]);
  });

  test('an iteration that is left early asks for no more; one of a znode that is not there fails', async () => {
    for await (const { name } of client.children('/p', { pageSize: 1 })) {
      expect(name).toBe('00');
      break;
    }
    expect(await failureOf(client.children('/none').next())).toMatchObject({ name: 'NONODE', path: '/none' });
  });

  test('set one watch, with the first page', async () => {
    for await (const page of client.getChildrenPages('/p', { pageSize: 10, watch: () => undefined })) expect(page.zxid).toBeGreaterThan(0);
    expect([...server.tree.watches]).toEqual([`${client.sessionId} children /p`]);
  });
});

describe('access', () => {
  test('addAuth gives an identity, setAcl shuts others out, getAcl and whoAmI tell', async () => {
    await client.addAuth('digest', 'bob:secret');
    expect(await client.whoAmI()).toEqual([
      { scheme: 'ip', id: '127.0.0.1' },
      { scheme: 'digest', id: 'bob' },
    ]);
    await client.create('/mine', text('x'), { acl: ownAcl });
    // The vector of ZooKeeper's documentation for super:admin.
    expect(digestIdentity('super', 'admin')).toEqual({ scheme: 'digest', id: 'super:xQJmxLMiHGwaqBvst5y6rkB6HQs=' });
    expect((await client.getAcl('/mine')).acl).toEqual([{ rights: Right.all, identity: digestIdentity('bob', 'secret') }]);
    const other = await connect({ endpoints: [client.endpoint ?? ''] });
    expect(await failureOf(other.getData('/mine'))).toMatchObject({ name: 'NOAUTH', path: '/mine' });
    await other.close();
    const bob = await connect({ endpoints: [client.endpoint ?? ''], auth: [{ scheme: 'digest', credential: 'bob:secret' }] });
    expect((await bob.getData('/mine')).data).toHaveLength(1);
    const { stat } = await bob.setAcl('/mine', [{ rights: Right.all, identity: anyone }], { version: 0 });
    expect(stat.aversion).toBe(1);
    expect(await failureOf(bob.setAcl('/mine', ownAcl, { version: 0 }))).toMatchObject({ name: 'BADVERSION' });
    await bob.close();
  });

  test('a credential that is refused rejects connect', async () => {
    const attempt = connect({ endpoints: [client.endpoint ?? ''], auth: [{ scheme: 'digest', credential: 'no colon' }] });
    expect(await failureOf(attempt)).toMatchObject({ code: ErrorCode.AUTHFAILED, name: 'AUTHFAILED' });
  });
});

test('quotas are set, listed with their use, and removed; limits left out are none', async () => {
  await client.create('/q/n', text('12345'), { parents: true });
  await client.setQuota('/q', { countHard: 10, bytesSoft: 100 });
  expect(await client.listQuotas()).toEqual([
    { path: '/q', quota: { countHard: 10, countSoft: -1, bytesHard: -1, bytesSoft: 100 }, count: 2, bytes: 5 },
  ]);
  await client.removeQuota('/q');
  expect(await client.listQuotas('/q/n')).toEqual([]);
  expect(await failureOf(client.removeQuota('/q'))).toMatchObject({ name: 'NONODE' });
});

test('counts, own ephemerals and several reads at once', async () => {
  await client.create('/c/d/e', text('deep'), { parents: true });
  await client.create('/c/mine', none, { ephemeral: true });
  expect(await client.getAllChildrenNumber('/c')).toMatchObject({ count: 3 });
  expect((await client.getEphemerals()).paths).toEqual(['/c/mine']);
  expect((await client.getEphemerals('/other')).paths).toEqual([]);
  const { results } = await client.multiRead([
    { type: 'getData', path: '/c/d/e' },
    { type: 'exists', path: '/none' },
    { type: 'getChildren', path: '/c' },
  ]);
  expect(results).toMatchObject([
    { code: 0, result: { type: 'getData', data: text('deep') } },
    { code: ErrorCode.NONODE, result: null },
    { code: 0, result: { type: 'getChildren', children: ['d', 'mine'] } },
  ]);
});

test('a multi demands absence and reads what its own parts left', async () => {
  const { results } = await client.multi([
    { type: 'checkNotExists', path: '/lock' },
    { type: 'create', path: '/lock', data: text('me'), kind: 'persistent', sequential: false },
    { type: 'getData', path: '/lock' },
  ]);
  expect(results[2]?.result).toMatchObject({ type: 'getData', data: text('me') });
  expect(await failureOf(client.multi([{ type: 'checkNotExists', path: '/lock' }]))).toMatchObject({ name: 'NODEEXISTS' });
});

describe('watches', () => {
  test('are asked for and removed by type; the others stay', async () => {
    await client.create('/w', none);
    await client.getData('/w', { watch: () => undefined });
    await client.addWatch('/w', () => undefined, { recursive: true });
    expect(await client.checkWatches('/w', 'data')).toBe(true);
    expect(await client.checkWatches('/w', 'children')).toBe(false);
    await client.removeWatches('/w', { type: 'data' });
    expect(await client.checkWatches('/w', 'data')).toBe(false);
    expect(await client.checkWatches('/w')).toBe(true);
    expect(await failureOf(client.removeWatches('/w', { type: 'data' }))).toBeInstanceOf(GroveError);
    await client.removeWatches('/w');
    expect(server.tree.watches.size).toBe(0);
  });

  test('one that is taken back takes no other with it, not one that is on its way either', async () => {
    const ignore = (): void => undefined;
    await client.create('/w', none);
    const first = await client.addWatch('/w', ignore);
    await client.addWatch('/w', ignore, { recursive: true });
    const read = client.getData('/w', { watch: ignore });
    const added = client.addWatch('/w', ignore);
    await first.remove();
    await read;
    const second = await added;
    const has = (type: 'data' | 'persistent' | 'persistentRecursive'): Promise<boolean> => client.checkWatches('/w', type);
    expect([await has('data'), await has('persistent'), await has('persistentRecursive')]).toEqual([true, true, true]);
    await second.remove();
    await second.remove();
    expect([await has('data'), await has('persistent'), await has('persistentRecursive')]).toEqual([true, false, true]);
    // The client has the same: both are there to be forgotten.
    server.stop();
    while (client.state === 'CONNECTED') await new Promise((resolve) => setTimeout(resolve, 5));
    await client.removeWatches('/w', { type: 'data', local: true });
    await client.removeWatches('/w', { type: 'persistentRecursive', local: true });
    expect(await failureOf(client.removeWatches('/w', { local: true }))).toMatchObject({ name: 'NOWATCHER' });
    await client.close(1);
  });

  test('are forgotten locally where no replica is connected', async () => {
    await client.addWatch('/w', () => undefined);
    server.stop();
    while (client.state === 'CONNECTED') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await failureOf(client.removeWatches('/w', { type: 'data', local: true }))).toMatchObject({ name: 'NOWATCHER' });
    await client.removeWatches('/w', { local: true });
    expect(await failureOf(client.removeWatches('/w', { local: true }))).toMatchObject({ name: 'NOWATCHER' });
    await client.close(1);
  });
});
