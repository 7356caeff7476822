import { childrenOf, plain, sequential, type Workload } from '../workload';

export const queue: Workload = {
  name: 'queue',
  root: '/queue',
  step: async (user, random) => {
    if (random.chance(0.5)) {
      await user.call({ type: 'create', path: '/queue/item-', data: user.data(), ...sequential });
      return;
    }
    const [first] = [...(await childrenOf(user, '/queue'))].sort();
    if (first === undefined) return;
    await user.call({
      type: 'multi',
      parts: [
        { type: 'delete', path: `/queue/${first}`, version: null },
        { type: 'create', path: '/queue-done/taken-', data: user.data(), ...sequential },
      ],
    });
  },
  setUp: async (user) => {
    await user.call({ type: 'create', path: '/queue-done', data: '', ...plain });
  },
};
