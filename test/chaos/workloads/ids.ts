import { sequential, type Workload } from '../workload';

export const ids: Workload = {
  name: 'ids',
  root: '/ids',
  step: async (user, random) => {
    const { outcome } = await user.call({ type: 'create', path: '/ids/id-', data: user.data(), ...sequential });
    if (typeof outcome.path === 'string' && random.chance(0.9)) await user.call({ type: 'delete', path: outcome.path, version: 0 });
  },
};
