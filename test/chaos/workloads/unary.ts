import { USERS } from '../users';
import { plain, sequential, type Workload } from '../workload';
import { readPages } from './pages';
import { REGISTERS } from './register';

/** The same work by calls without a stream, with request ids and without. */
export const unary: Workload = {
  name: 'unary',
  root: '/unary',
  by: 'unary',
  step: async (user, random) => {
    const register = random.pick(REGISTERS);
    const path = `/unary/u${random.below(5)}`;
    const once = random.chance(0.7);
    switch (random.below(12)) {
      case 0:
        await user.call({ type: 'setData', path: register, data: user.data(), version: null }, { once });
        break;
      case 1: {
        const { outcome } = await user.call({ type: 'getData', path: register, watch: false }, { linearizable: true });
        const version = outcome.stat?.version ?? 0;
        await user.call({ type: 'setData', path: register, data: user.data(), version }, { once });
        break;
      }
      case 2:
        await user.call({ type: 'create', path, data: user.data(), ...plain }, { once });
        break;
      case 3:
        await user.call({ type: 'delete', path, version: null }, { once });
        break;
      case 4:
        await user.call({ type: 'create', path: '/unary/id-', data: user.data(), ...sequential }, { once });
        break;
      case 5:
        await user.call(
          {
            type: 'multi',
            parts: [
              { type: 'checkNotExists', path },
              { type: 'create', path, data: user.data(), ...plain },
              { type: 'exists', path },
            ],
          },
          { once },
        );
        break;
      case 6:
        await user.call({
          type: 'multiRead',
          parts: [
            { type: 'getData', path },
            { type: 'getChildren', path: '/unary' },
          ],
        });
        break;
      case 7:
        await user.call({ type: 'whoAmI' }, random.chance(0.5) ? { as: random.pick(USERS) } : {});
        break;
      case 8:
        // Without the right to it, or with it: the users' znodes are the workload `access`'s.
        await user.call(
          { type: 'setData', path: `/access/secret-${random.below(20)}`, data: user.data(), version: null },
          { once, as: random.pick(USERS) },
        );
        break;
      case 9:
        await user.call({ type: 'exists', path, watch: false }, { minZxid: user.lastZxid });
        break;
      case 10:
        await readPages(user, '/unary', random);
        break;
      default:
        await user.call({ type: 'listQuotas', path: '/quota/shared' }, { linearizable: random.chance(0.5) });
    }
  },
};

/** Calls of a session that no stream belongs to. */
export const unarySession: Workload = {
  ...unary,
  name: 'unary-session',
  by: 'unarySession',
  begin: async (user) => {
    await user.call({ type: 'create', path: '/unary/member-', data: user.data(), kind: 'ephemeral', sequential: true }, { once: true });
  },
  step: async (user, random) => {
    switch (random.below(4)) {
      case 0:
        await user.call(
          { type: 'create', path: '/unary/mine-', data: user.data(), kind: 'ephemeral', sequential: true },
          { once: random.chance(0.7) },
        );
        break;
      case 1:
        {
          const { outcome } = await user.call({ type: 'getEphemerals', prefix: '/unary/m' }, { linearizable: true });
          for (const path of outcome.paths ?? []) await user.call({ type: 'delete', path, version: null }, { once: true });
        }
        break;
      default:
        await unary.step(user, random);
    }
  },
};
