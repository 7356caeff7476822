import type { Acl, Identity, Operation, OperationResult, ReadPart, ReadPartSuccess, Stat, AddWatchOperation, WatcherType } from '../index';

const kinds = ['persistent', 'ephemeral', 'container', 'ttl'] as const;

/** Seeded, so that a failure comes back (mulberry32). */
function newRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One of each operation and result, and pieces of them, with the corner values of their types. */
export function randomValues(seed: number) {
  const random = newRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(values: readonly T[], fallback: T): T => values[below(values.length)] ?? fallback;
  const id = (): number => pick([0, 1, 127, 128, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, below(2 ** 40)], 0);
  const int32 = (): number => pick([0, 1, -1, 2 ** 31 - 1, -(2 ** 31), below(1000)], 0);
  const bytes = (): Uint8Array => Uint8Array.from({ length: pick([0, 1, 20, 127, 128, 400], 0) }, () => below(256));
  const path = (): string => `/${pick(['', 'a', 'zoë/β', '日本', '🌳/x', 'n'.repeat(130)], '')}`;
  const boolean = (): boolean => random() < 0.5;
  const version = (): number | null => pick([null, 0, 3, -5, 2 ** 31 - 1], null);
  const stat = (): Stat => ({
    czxid: id(),
    mzxid: id(),
    pzxid: id(),
    ctimeMs: id(),
    mtimeMs: id(),
    version: int32(),
    cversion: int32(),
    aversion: int32(),
    kind: pick(kinds, 'persistent'),
    ownerSessionId: id(),
    ttlMs: id(),
    dataLength: below(2 ** 20),
    numChildren: below(100),
  });
  const some = <Fields extends object>(fields: Fields): Fields | Record<string, never> => (boolean() ? fields : {});
  const identity = (): Identity => ({
    scheme: pick(['world', 'digest', 'ip', ''], ''),
    id: pick(['anyone', 'bob:x=', '10.0.0.0/8', 'ä', ''], ''),
  });
  const acl = (): Acl => ({ rights: int32(), identity: identity() });
  const quota = () => ({ countHard: limit(), countSoft: limit(), bytesHard: limit(), bytesSoft: limit() });
  const limit = (): number => pick([-1, 0, 1, 2 ** 40, Number.MAX_SAFE_INTEGER], -1);
  const filled = (): Uint8Array => Uint8Array.from({ length: 1 + below(30) }, () => below(256));
  const create = () => ({
    type: 'create' as const,
    path: path(),
    data: bytes(),
    kind: pick(kinds, 'persistent'),
    sequential: boolean(),
    ...some({ ttlMs: pick([1, -1, 2 ** 40 - 1], 1) }),
    ...some({ acl: [acl(), acl()] }),
    ...some({ parents: true }),
  });
  const remove = () => ({ type: 'delete' as const, path: path(), version: version(), ...some({ subtree: true }) });
  const reads = (): ReadPart[] => [
    { type: 'getData', path: path() },
    { type: 'getChildren', path: path() },
    { type: 'exists', path: path() },
  ];
  const watcher = (): { watcherType?: WatcherType } =>
    some({ watcherType: pick(['children', 'data', 'any', 'persistent', 'persistentRecursive'] as const, 'any') });
  const addWatch = (): AddWatchOperation => ({
    type: 'addWatch',
    path: path(),
    mode: pick(['persistent', 'persistentRecursive'] as const, 'persistent'),
    ...some({ types: ['deleted', 'created'] as const }),
    ...some({ withData: true }),
    ...some({ withPreviousData: true }),
  });
  const operations = (): Operation[] => [
    create(),
    remove(),
    { type: 'setData', path: path(), data: bytes(), version: version() },
    {
      type: 'multi',
      parts: [
        create(),
        remove(),
        { type: 'setData', path: path(), data: bytes(), version: version() },
        { type: 'check', path: path(), version: version() },
        { type: 'checkNotExists', path: path() },
        ...reads(),
      ],
    },
    { type: 'close' },
    { type: 'setAcl', path: path(), acl: [acl(), acl()].slice(below(3)), aversion: version() },
    { type: 'setQuota', path: path(), quota: quota() },
    { type: 'removeQuota', path: path() },
    { type: 'addAuth', credential: { scheme: pick(['digest', ''], ''), credential: bytes() } },
    { type: 'exists', path: path(), watch: boolean() },
    { type: 'getData', path: path(), watch: boolean() },
    {
      type: 'getChildren',
      path: path(),
      watch: boolean(),
      ...some({ pageSize: pick([1, -1, 2 ** 31 - 1], 1) }),
      ...some({ pageToken: filled() }),
      ...some({ withData: true }),
      ...some({ withStat: true }),
    },
    { type: 'sync', path: path() },
    addWatch(),
    { type: 'removeWatches', path: path(), ...watcher() },
    {
      type: 'setWatches',
      relativeZxid: id(),
      dataPaths: [path(), path()],
      existsPaths: [],
      childPaths: [path()],
      persistentPaths: ['/p'],
      persistentRecursivePaths: [path()],
      ...some({ cursor: filled() }),
      ...some({ persistentWatches: [addWatch(), addWatch()] }),
      ...some({ asZooKeeper: true }),
    },
    { type: 'getAcl', path: path() },
    { type: 'getAllChildrenNumber', path: path() },
    { type: 'getEphemerals', prefix: path() },
    { type: 'multiRead', parts: reads() },
    { type: 'checkWatches', path: path(), ...watcher() },
    { type: 'whoAmI' },
    { type: 'listQuotas', path: path() },
  ];
  const readResults = (): ReadPartSuccess[] => [
    { type: 'exists', stat: stat() },
    { type: 'getData', data: bytes(), stat: stat() },
    {
      type: 'getChildren',
      children: ['a', '', path()],
      stat: stat(),
      ...some({ entries: [{ name: path(), stat: boolean() ? stat() : null, data: bytes() }] }),
      ...some({ nextPageToken: filled() }),
    },
  ];
  const results = (): OperationResult[] => [
    { type: 'create', path: path(), stat: stat() },
    { type: 'delete', ...some({ deleted: 1 + below(100_000) }) },
    { type: 'setData', stat: stat() },
    {
      type: 'multi',
      results: [
        { code: 0, result: { type: 'create', path: path(), stat: stat() } },
        { code: 0, result: { type: 'delete', ...some({ deleted: 7 }) } },
        { code: 0, result: { type: 'setData', stat: stat() } },
        { code: 0, result: null },
        { code: -2, result: null },
        ...readResults().map((result) => ({ code: 0, result })),
      ],
    },
    { type: 'close' },
    { type: 'setAcl', stat: stat() },
    { type: 'setQuota' },
    { type: 'removeQuota' },
    { type: 'addAuth' },
    ...readResults(),
    { type: 'sync' },
    { type: 'addWatch' },
    { type: 'removeWatches' },
    { type: 'setWatches' },
    { type: 'getAcl', acl: [acl(), acl()], stat: stat() },
    { type: 'getAllChildrenNumber', count: id() },
    { type: 'getEphemerals', paths: [path(), '', path()] },
    { type: 'multiRead', results: [{ code: -101, result: null }, ...readResults().map((result) => ({ code: 0, result }))] },
    { type: 'checkWatches' },
    { type: 'whoAmI', identities: [identity(), identity()] },
    { type: 'listQuotas', quotas: [{ path: path(), quota: quota(), count: limit(), bytes: id() }] },
  ];
  return { id, int32, bytes, path, below, boolean, operations, results, random };
}
