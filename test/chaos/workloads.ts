import { ErrorCode } from '@grove/wire';
import type { SeededRandom } from '../simulation/random';
import type { RecordedClient } from './recorded-client';

/**
 * What clients do. A step is one thought of a user: a call or a few that hang together. Data is unique in the whole run, ephemerals
 * are deleted by their owner alone, and lists of rights belong to one session: so that what has no answer can be told by its effect.
 */
export interface Workload {
  readonly name: string;
  /** Where it works; made before the load. */
  readonly root: string;
  readonly setUp?: (client: RecordedClient) => Promise<void>;
  /** Done once by each client, at its beginning. */
  readonly begin?: (client: RecordedClient) => Promise<void>;
  readonly step: (client: RecordedClient, random: SeededRandom) => Promise<void>;
}

const REGISTERS = ['a', 'b', 'c', 'd'].map((name) => `/register/${name}`);
const plain = { ephemeral: false, sequential: false } as const;

async function childrenOf(client: RecordedClient, path: string, linearizable = false): Promise<readonly string[]> {
  const { outcome } = await client.call({ type: 'getChildren', path, watch: false }, { linearizable });
  return outcome.children ?? [];
}

const register: Workload = {
  name: 'register',
  root: '/register',
  setUp: async (client) => {
    for (const path of REGISTERS) await client.call({ type: 'create', path, data: '', ...plain });
  },
  step: async (client, random) => {
    const path = random.pick(REGISTERS);
    switch (random.below(5)) {
      case 0:
        await client.call({ type: 'setData', path, data: client.data(), version: -1 });
        break;
      case 1: {
        const { outcome } = await client.call({ type: 'getData', path, watch: false });
        await client.call({ type: 'setData', path, data: client.data(), version: outcome.stat?.version ?? 0 });
        break;
      }
      case 2:
        await client.call({ type: 'getData', path, watch: true });
        break;
      case 3:
        await client.call({ type: 'getData', path, watch: false }, { minZxid: client.lastZxid });
        break;
      default:
        await client.call({ type: 'getData', path, watch: false }, { linearizable: true });
    }
  },
};

const set: Workload = {
  name: 'set',
  root: '/set',
  step: async (client, random) => {
    const path = `/set/e${random.below(12)}`;
    switch (random.below(6)) {
      case 0:
      case 1:
        await client.call({ type: 'create', path, data: client.data(), ...plain });
        break;
      case 2:
        await client.call({ type: 'delete', path, version: -1 });
        break;
      case 3:
        await client.call({ type: 'exists', path, watch: true });
        break;
      case 4:
        await client.call({ type: 'getChildren', path: '/set', watch: true });
        break;
      default:
        await childrenOf(client, '/set', true);
    }
  },
};

const ids: Workload = {
  name: 'ids',
  root: '/ids',
  step: async (client, random) => {
    const { outcome } = await client.call({ type: 'create', path: '/ids/id-', data: client.data(), ephemeral: false, sequential: true });
    if (typeof outcome.path === 'string' && random.chance(0.9)) await client.call({ type: 'delete', path: outcome.path, version: 0 });
  },
};

const counter: Workload = {
  name: 'counter',
  root: '/counter',
  setUp: async (client) => {
    await client.call({ type: 'create', path: '/counter/one', data: client.data(), ...plain });
    await client.call({ type: 'create', path: '/counter/log', data: '', ...plain });
  },
  step: async (client, random) => {
    const { outcome } = await client.call({ type: 'getData', path: '/counter/one', watch: false }, { linearizable: random.chance(0.5) });
    const version = outcome.stat?.version ?? 0;
    if (random.chance(0.5)) await client.call({ type: 'setData', path: '/counter/one', data: client.data(), version });
    else {
      await client.call({
        type: 'multi',
        parts: [
          { type: 'check', path: '/counter/one', version },
          { type: 'setData', path: '/counter/one', data: client.data(), version: -1 },
          { type: 'setData', path: '/counter/log', data: client.data(), version: -1 },
        ],
      });
    }
  },
};

const queue: Workload = {
  name: 'queue',
  root: '/queue',
  step: async (client, random) => {
    if (random.chance(0.5)) {
      await client.call({ type: 'create', path: '/queue/item-', data: client.data(), ephemeral: false, sequential: true });
      return;
    }
    const [first] = [...(await childrenOf(client, '/queue'))].sort();
    if (first === undefined) return;
    await client.call({
      type: 'multi',
      parts: [
        { type: 'delete', path: `/queue/${first}`, version: -1 },
        { type: 'create', path: '/queue-done/taken-', data: client.data(), ephemeral: false, sequential: true },
      ],
    });
  },
  setUp: async (client) => {
    await client.call({ type: 'create', path: '/queue-done', data: '', ...plain });
  },
};

const lock: Workload = {
  name: 'lock',
  root: '/lock',
  step: async (client, random) => {
    const path = `/lock/${random.below(2)}`;
    const { code } = await client.call({ type: 'create', path, data: client.data(), ephemeral: true, sequential: false });
    if (code === ErrorCode.NODEEXISTS) {
      await client.call({ type: 'exists', path, watch: true });
      return;
    }
    if (code !== 0) return;
    await client.call({ type: 'getEphemerals', prefix: '/lock' });
    await client.call({ type: 'delete', path, version: -1 });
  },
};

const group: Workload = {
  name: 'group',
  root: '/group',
  begin: async (client) => {
    await client.call({ type: 'create', path: `/group/member-${client.number}`, data: client.data(), ephemeral: true, sequential: false });
  },
  step: async (client, random) => {
    switch (random.below(5)) {
      case 0:
        await client.call({ type: 'create', path: '/group/seq-', data: client.data(), ephemeral: true, sequential: true });
        break;
      case 1: {
        const { outcome } = await client.call({ type: 'getEphemerals', prefix: '/group/seq-' });
        const [path] = outcome.paths ?? [];
        if (path !== undefined) await client.call({ type: 'delete', path, version: -1 });
        break;
      }
      case 2:
        await client.call({ type: 'getChildren', path: '/group', watch: true });
        break;
      case 3:
        await client.call({ type: 'getEphemerals', prefix: '/group' }, { linearizable: true });
        break;
      default:
        await client.call({ type: 'sync' });
    }
  },
};

const watch: Workload = {
  name: 'watch',
  root: '/watch',
  begin: async (client) => {
    await client.call({ type: 'addWatch', path: '/set', recursive: true });
    await client.call({ type: 'addWatch', path: '/register/a', recursive: false });
    await client.call({ type: 'addWatch', path: '/group', recursive: true });
  },
  step: async (client, random) => {
    await client.call({ type: 'getData', path: random.pick(REGISTERS), watch: random.chance(0.5) });
    if (random.chance(0.3)) await client.call({ type: 'sync' });
  },
};

const tree: Workload = {
  name: 'tree',
  root: '/tree',
  begin: async (client) => {
    await client.call({ type: 'create', path: `/acl/${client.number}`, data: client.data(), ...plain });
  },
  setUp: async (client) => {
    await client.call({ type: 'create', path: '/acl', data: '', ...plain });
  },
  step: async (client, random) => {
    const top = `/tree/t${random.below(4)}`;
    const own = `/acl/${client.number}`;
    switch (random.below(12)) {
      case 0:
        await client.call({ type: 'create', path: `${top}/p${random.below(2)}/q`, data: client.data(), ...plain, parents: true });
        break;
      case 1:
        await client.call({ type: 'delete', path: top, version: -1, subtree: true });
        break;
      case 2:
        await client.call({ type: 'create', path: `/tree/c${random.below(3)}`, data: client.data(), ...plain, container: true });
        break;
      case 3:
        await client.call({ type: 'create', path: `/tree/c${random.below(3)}/x`, data: client.data(), ...plain, ttlMs: 300 });
        break;
      case 4:
        await client.call({ type: 'getAllChildrenNumber', path: '/tree' }, { linearizable: random.chance(0.5) });
        break;
      case 5:
        await client.call({
          type: 'multiRead',
          parts: [
            { type: 'getData', path: `${top}/p0/q` },
            { type: 'exists', path: `${top}/p1` },
            { type: 'getChildren', path: '/tree' },
          ],
        });
        break;
      case 6:
        // READ and ADMIN stay: what may be seen is the same for all.
        await client.call({ type: 'setAcl', path: own, rights: random.pick([31, 31 - 2, 31 - 4, 31 - 2 - 4]), aversion: -1 });
        break;
      case 7:
        await client.call({ type: 'setData', path: own, data: client.data(), version: -1 });
        break;
      case 8:
        await client.call({ type: 'create', path: `${own}/child-`, data: client.data(), ephemeral: false, sequential: true });
        break;
      case 9:
        await client.call({ type: 'getAcl', path: own });
        break;
      case 10:
        await client.call({
          type: 'multi',
          parts: [
            { type: 'checkNotExists', path: `${top}-twin` },
            { type: 'create', path: `${top}-twin`, data: client.data(), ...plain },
            { type: 'create', path: `${top}-twin/child`, data: client.data(), ...plain },
          ],
        });
        break;
      default:
        await client.call({ type: 'delete', path: `${top}-twin`, version: -1, subtree: true });
    }
  },
};

export const WORKLOADS: readonly Workload[] = [register, set, ids, counter, queue, lock, group, watch, tree];

/** What no session changes without an answer that could not be told by its effect: read by everybody at the end. */
export const READ_AT_THE_END = ['/register', '/set', '/ids', '/counter', '/queue', '/queue-done', '/lock', '/group', '/tree'];
