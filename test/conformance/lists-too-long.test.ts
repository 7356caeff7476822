import { encodeOperation, type Operation, type OperationResult } from '@grove/wire';
import { create, multi, read } from './cases';
import { World } from './world';

/** Answers that no message holds: a list of more than 3 MiB names paging, a part of a multi or a multiRead has its own bound. */
const world = new World();
const owner = world.session();
/** Few names, so that three dozen of them pass the bound. */
const LONG_NAME_BYTES = 100_000;
const NAMES = 32;
const QUOTA_NAME_BYTES = 3_900;
const QUOTAS = 820;
/** What a list fits into: 3 MiB less room for its frame. */
const longNames = Array.from({ length: NAMES }, (_, n) => `${n}-${'n'.repeat(LONG_NAME_BYTES)}`);

function must(operation: Operation): void {
  const { code } = owner.do(encodeOperation(operation));
  if (code !== 'OK') throw new Error(`${operation.type} was answered ${code}`);
}

must(create('/many'));
must(create('/big'));
for (const name of longNames) must(create(`/many/${name}`, { kind: 'ephemeral' }));
// The path of a quota has a bound of its own, so it takes more of them.
must(create('/quotas'));
for (let n = 0; n < QUOTAS; n += 1) {
  const path = `/quotas/${n}-${'q'.repeat(QUOTA_NAME_BYTES)}`;
  must(create(path));
  must({ type: 'setQuota', path, quota: { countHard: 9, countSoft: -1, bytesHard: -1, bytesSoft: -1 } });
}
for (const name of ['a', 'b', 'c', 'd']) must(create(`/big/${name}`, { data: new Uint8Array(1024 * 1024 - 1) }));

const ways = ['stream', 'unary'] as const;
function ask(way: 'stream' | 'unary', operation: Operation) {
  return way === 'stream' ? owner.do(encodeOperation(operation)) : world.unary(encodeOperation(operation), { session: owner });
}

const tooLong: readonly (readonly [string, Operation])[] = [
  ['getChildren: names', read('getChildren', '/many')],
  ['getChildren: names, with a watch', read('getChildren', '/many', true)],
  ['getChildren: data', { ...read('getChildren', '/big'), withData: true }],
  ['getEphemerals', { type: 'getEphemerals', prefix: '/many' }],
  ['listQuotas', { type: 'listQuotas', path: '' }],
];

describe.each(ways)('%s', (way) => {
  test.each(tooLong)('LISTTOOLONG: %s', (_, operation) => {
    // A watch belongs to a stream; a unary call that asks for one is told so first.
    const asked = way === 'unary' && operation.type === 'getChildren' ? { ...operation, watch: false } : operation;
    expect(ask(way, asked)).toMatchObject({ code: 'LISTTOOLONG', ended: false, result: null });
  });

  test('LISTTOOLONG comes after the checks of the znode: NONODE and BADARGUMENTS are told first', () => {
    expect(ask(way, { ...read('getChildren', '/none'), withData: true }).code).toBe('NONODE');
    expect(ask(way, { ...read('getChildren', '/big'), withData: true, pageSize: -1 }).code).toBe('BADARGUMENTS');
  });

  test('the same list comes in pages, every child once', () => {
    const names: string[] = [];
    let pageToken = new Uint8Array(0);
    do {
      const { code, result } = ask(way, { ...read('getChildren', '/many'), pageSize: 10, pageToken });
      expect(code).toBe('OK');
      const page = result as Extract<OperationResult, { type: 'getChildren' }>;
      names.push(...page.children);
      pageToken = Uint8Array.from(page.nextPageToken ?? []);
    } while (pageToken.length > 0);
    expect(names.sort()).toEqual([...longNames].sort());
  });

  test('a prefix, a path: what is short enough is answered', () => {
    expect(ask(way, { type: 'getEphemerals', prefix: '/many/1' }).code).toBe('OK');
    expect(ask(way, { type: 'listQuotas', path: `/many/${longNames[0] ?? ''}` }).code).toBe('OK');
  });

  test('multiRead: the part that does not fit has LISTTOOLONG or DATATOOLARGE, what is behind it still comes', () => {
    const bigs = ['a', 'b', 'c', 'd'].map((name) => ({ type: 'getData', path: `/big/${name}` }) as const);
    const { code, result } = ask(way, { type: 'multiRead', parts: [...bigs, read('getChildren', '/many'), read('exists', '/big')] });
    expect(code).toBe('OK');
    // Two of them, and the third with its 3 MiB less than its bound's reserve.
    expect(codesOf(result)).toEqual([0, 0, -1005, -1005, -1004, 0]);
  });

  test('multi: DATATOOLARGE at the read that passes what the reads of one multi may answer, and nothing is done', () => {
    const parts = [create('/made'), { type: 'getData', path: '/big/a' }, { type: 'getData', path: '/big/b' }] as const;
    expect(ask(way, multi(...parts)).code).toBe('DATATOOLARGE');
    expect(ask(way, multi(create('/made'), read('getChildren', '/many'))).code).toBe('DATATOOLARGE');
    expect(ask(way, read('exists', '/made')).code).toBe('NONODE');
  });
});

test('a list that was too long has set no watch', () => {
  const session = world.session();
  session.do(encodeOperation(read('getChildren', '/many', true)));
  must(create('/many/one-more'));
  must({ type: 'delete', path: '/many/one-more', version: null });
  session.do(encodeOperation({ type: 'sync', path: '/' }));
  expect(session.events).toEqual([]);
});

function codesOf(result: OperationResult | null): readonly number[] {
  if (result?.type !== 'multiRead') throw new Error('no answer of a multiRead');
  return result.results.map(({ code }) => code);
}

afterAll(() => {
  world.cluster.assertHealthy();
});
