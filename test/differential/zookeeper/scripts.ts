import { LockStep, type Divergence, type Sides } from './lock-step';
import type { Acl, Create, CreateMode, Step } from './operation';

const OPEN: readonly Acl[] = [{ rights: 31, scheme: 'world', id: 'anyone' }];
const SESSIONS = 2;

export interface Script {
  readonly name: string;
  readonly isTimed?: boolean;
  /** Below `base`, a path of its own. */
  readonly steps: (base: string) => readonly Step[];
}

const one = (does: Step['does']): Step => ({ session: 0, does }) as Step;
const two = (does: Step['does']): Step => ({ session: 1, does }) as Step;

function create(path: string, data: string | null = '', mode: CreateMode = 'persistent', ttlMs = 0): Create {
  return { op: 'create', path, data, acl: OPEN, mode, ttlMs, stat: true };
}

/** What seeds do not reach: told by time, at the connection, or in an order that chance seldom finds. */
export const scripts: readonly Script[] = [
  {
    name: 'timeouts that are asked for are bounded alike',
    steps: () => [0, 1, 4_000, 4_001, 39_999, 40_000, 10_000_000].map((timeoutMs) => one({ op: 'open', timeoutMs })),
  },
  {
    name: 'a session comes back with its password alone, and not once it is closed',
    steps: (base) => [
      one(create(base, '', 'ephemeral')),
      one({ op: 'reconnect' }),
      one({ op: 'exists', path: base, watch: false }),
      one({ op: 'reconnect', password: 'wrong' }),
      one({ op: 'reconnect' }),
      one({ op: 'exists', path: base, watch: false }),
      one({ op: 'closeSession' }),
      two({ op: 'exists', path: base, watch: false }),
      one({ op: 'reconnect' }),
      one({ op: 'open' }),
    ],
  },
  {
    name: 'an identity that cannot be proven ends the connection, not the session',
    steps: (base) => [
      one(create(base, '', 'ephemeral')),
      one({ op: 'addAuth', scheme: 'digest', auth: 'user:word' }),
      one({ op: 'addAuth', scheme: 'digest', auth: 'other:word' }),
      one({ op: 'whoAmI' }),
      one({ op: 'addAuth', scheme: 'unheard', auth: 'of' }),
      one({ op: 'reconnect' }),
      // As every client does: ZooKeeper's sessions lose their identities with the connection, Grove's keep them.
      one({ op: 'addAuth', scheme: 'digest', auth: 'user:word' }),
      one({ op: 'addAuth', scheme: 'digest', auth: 'other:word' }),
      one({ op: 'whoAmI' }),
      one({ op: 'exists', path: base, watch: false }),
    ],
  },
  {
    name: 'no data is not empty data',
    steps: (base) => [
      one(create(base, null)),
      one({ op: 'getData', path: base, watch: false }),
      one({ op: 'setData', path: base, data: '', version: -1 }),
      one({ op: 'getData', path: base, watch: false }),
      one({ op: 'setData', path: base, data: null, version: -1 }),
      one({ op: 'getData', path: base, watch: false }),
    ],
  },
  {
    name: 'a quota lies below /zookeeper/quota, is kept count of, and holds',
    steps: (base) => {
      const quota = `/zookeeper/quota${base}`;
      const limits = (text: string): string => `${text};byteHardLimit=-1;countHardLimit=3`;
      return [
        one(create(base)),
        one(create(`${base}/a`, '12345')),
        one({ op: 'exists', path: `${quota}/zookeeper_limits`, watch: false }),
        one(create(quota)),
        one(create(`${quota}/zookeeper_limits`, limits('count=-1,bytes=-1='))),
        one({ op: 'exists', path: `${quota}/zookeeper_stats`, watch: false }),
        one(create(`${quota}/zookeeper_stats`, 'count=0,bytes=0')),
        one({ op: 'setData', path: `${quota}/zookeeper_stats`, data: 'count=2,bytes=5', version: -1 }),
        one(create(`${base}/b`, '12')),
        one({ op: 'getData', path: `${quota}/zookeeper_stats`, watch: false }),
        one(create(`${base}/c`)),
        two(create(`${base}/a/c`)),
        one({ op: 'delete', path: `${base}/b`, version: -1 }),
        one(create(`${base}/c`)),
        one({ op: 'getData', path: `${quota}/zookeeper_stats`, watch: false }),
        one({ op: 'getData', path: `${quota}/zookeeper_limits`, watch: false }),
        one({
          op: 'setData',
          path: `${quota}/zookeeper_limits`,
          data: 'count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=-1',
          version: -1,
        }),
        one({ op: 'setData', path: `${base}/a`, data: '1234567890', version: -1 }),
        one({ op: 'setData', path: `${base}/a`, data: '12345678901', version: -1 }),
        one({ op: 'getChildren2', path: quota, watch: false }),
        one({ op: 'delete', path: `${quota}/zookeeper_limits`, version: -1 }),
        one({ op: 'delete', path: `${quota}/zookeeper_stats`, version: -1 }),
        one({ op: 'delete', path: quota, version: -1 }),
        one({ op: 'setData', path: `${base}/a`, data: '12345678901', version: -1 }),
      ];
    },
  },
  {
    name: 'a quota is set by a multi as by single writes, and what fails leaves it as it was',
    steps: (base) => {
      const quota = `/zookeeper/quota${base}`;
      const limits = (count: number): string => `count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=${count}`;
      const setLimits = (count: number, version = -1) =>
        ({ op: 'setData', path: `${quota}/zookeeper_limits`, data: limits(count), version }) as const;
      const gone = { op: 'delete', path: `${base}/none`, version: -1 } as const;
      const stats = { op: 'getData', path: `${quota}/zookeeper_stats`, watch: false } as const;
      const make = [create(quota), create(`${quota}/zookeeper_limits`, limits(2)), create(`${quota}/zookeeper_stats`, 'count=0,bytes=0')];
      return [
        one(create(base)),
        one(create(`${base}/a`, '12345')),
        one({ op: 'multi', parts: [...make, gone] }),
        one(create(`${base}/b`)),
        one({ op: 'multi', parts: [...make, { op: 'delete', path: `${base}/b`, version: -1 }] }),
        one(stats),
        one(create(`${base}/c`)),
        one({ op: 'multi', parts: [setLimits(9), gone] }),
        one(setLimits(9, 7)),
        one(create(`${quota}/zookeeper_limits`, limits(9))),
        one({ op: 'delete', path: `${quota}/zookeeper_limits`, version: 7 }),
        two(create(`${base}/c`)),
        one({ op: 'multi', parts: [setLimits(3), { op: 'setData', path: `${base}/a`, data: '1', version: -1 }] }),
        one(create(`${base}/c`, '123')),
        one(create(`${base}/d`)),
        one(stats),
        one({ op: 'exists', path: `${quota}/zookeeper_stats`, watch: false }),
        one({
          op: 'multi',
          parts: [
            { op: 'delete', path: `${quota}/zookeeper_limits`, version: -1 },
            { op: 'setData', path: base, data: '1', version: -1 },
          ],
        }),
        one(create(`${base}/d`)),
        one({ op: 'delete', path: `${quota}/zookeeper_stats`, version: -1 }),
        one({ op: 'delete', path: quota, version: -1 }),
      ];
    },
  },
  {
    name: 'watches of a connection end with it; those that are told again live on',
    steps: (base) => [
      one(create(base)),
      two({ op: 'getData', path: base, watch: true }),
      two({ op: 'addWatch', path: base, mode: 1 }),
      two({ op: 'reconnect' }),
      one({ op: 'setData', path: base, data: '1', version: -1 }),
      two({ op: 'checkWatches', path: base, type: 3 }),
      two({
        op: 'setWatches',
        old: false,
        seenBack: 0,
        lists: { data: [base], exists: [], children: [base], persistent: [], recursive: [base] },
      }),
      one({ op: 'setData', path: base, data: '2', version: -1 }),
      one(create(`${base}/a`)),
      one(create(`${base}/a/b`)),
      one({ op: 'delete', path: `${base}/a/b`, version: -1 }),
      one({ op: 'delete', path: `${base}/a`, version: -1 }),
      one({ op: 'delete', path: base, version: -1 }),
    ],
  },
  {
    name: 'what changed while a client was away is told by the kind of its watch',
    steps: (base) => [
      one(create(base)),
      ...['changed', 'deleted', 'listed', 'same'].map((name) => one(create(`${base}/${name}`))),
      two({ op: 'sync', path: '/' }),
      two({ op: 'cut' }),
      one({ op: 'setData', path: `${base}/changed`, data: '1', version: -1 }),
      one({ op: 'delete', path: `${base}/deleted`, version: -1 }),
      one(create(`${base}/listed/child`)),
      one(create(`${base}/made`)),
      one(create(`${base}/made-and-gone`)),
      one({ op: 'delete', path: `${base}/made-and-gone`, version: -1 }),
      two({ op: 'reconnect' }),
      two({
        op: 'setWatches',
        old: false,
        seenBack: 1,
        lists: {
          data: ['changed', 'deleted', 'listed', 'same'].map((name) => `${base}/${name}`),
          exists: ['made', 'made-and-gone', 'never'].map((name) => `${base}/${name}`),
          children: [base, ...['changed', 'deleted', 'listed', 'same'].map((name) => `${base}/${name}`)],
          persistent: [],
          recursive: [],
        },
      }),
      one({ op: 'setData', path: `${base}/same`, data: '1', version: -1 }),
      one(create(`${base}/never`)),
      one({ op: 'setData', path: `${base}/changed`, data: '2', version: -1 }),
    ],
  },
  {
    name: 'in a burst every event comes before the answer that shows its change',
    steps: (base) => [
      one(create(base)),
      one({
        op: 'burst',
        operations: [
          { op: 'getData', path: base, watch: true },
          { op: 'getChildren', path: base, watch: true },
          { op: 'setData', path: base, data: '1', version: -1 },
          { op: 'getData', path: base, watch: true },
          create(`${base}/a`),
          { op: 'getChildren2', path: base, watch: true },
          {
            op: 'multi',
            parts: [
              { op: 'setData', path: base, data: '2', version: -1 },
              { op: 'delete', path: `${base}/a`, version: -1 },
            ],
          },
          { op: 'exists', path: `${base}/a`, watch: true },
          create(`${base}/a`, '', 'ephemeral'),
          { op: 'addWatch', path: base, mode: 1 },
          create(`${base}/s-`, '', 'persistentSequential'),
          { op: 'getChildren', path: base, watch: false },
        ],
      }),
    ],
  },
];

/** What only time brings; for servers that look every half second. It may come between any two steps: nothing is fenced. */
export const timedScripts: readonly Script[] = [
  {
    name: 'an empty container, a TTL that is over and an expired session are told to who watches',
    isTimed: true,
    steps: (base) => [
      one(create(base)),
      two({ op: 'sync', path: '/' }),
      two({ op: 'addWatch', path: base, mode: 1 }),
      one(create(`${base}/box`, '', 'container')),
      one(create(`${base}/box/a`)),
      one({ op: 'delete', path: `${base}/box/a`, version: -1 }),
      ...Array.from({ length: 4 }, () => two({ op: 'listen' })),
      one(create(`${base}/ttl`, '', 'ttl', 700)),
      ...Array.from({ length: 2 }, () => two({ op: 'listen' })),
      one({ op: 'open', timeoutMs: 4_000 }),
      one(create(`${base}/e`, '', 'ephemeral')),
      one({ op: 'cut' }),
      ...Array.from({ length: 2 }, () => two({ op: 'listen' })),
      one({ op: 'reconnect' }),
      one({ op: 'open' }),
      one({ op: 'getChildren2', path: base, watch: false }),
    ],
  },
];

/** Null where both sides say the same all along. */
export async function runScript({ steps, name, isTimed = false }: Script, sides: Sides): Promise<Divergence | null> {
  const lockStep = new LockStep(sides, SESSIONS, !isTimed);
  const base = `/script-${process.pid}-${name.replaceAll(/\W+/g, '-')}`;
  try {
    await lockStep.open();
    for (const step of steps(base)) {
      const said = await lockStep.take(step);
      if ('differences' in said) return said;
    }
    return null;
  } finally {
    await lockStep.close();
  }
}
