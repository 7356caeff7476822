import { childrenOf, plain, type Workload } from '../workload';

export const set: Workload = {
  name: 'set',
  root: '/set',
  step: async (user, random) => {
    const path = `/set/e${random.below(12)}`;
    switch (random.below(6)) {
      case 0:
      case 1:
        await user.call({ type: 'create', path, data: user.data(), ...plain });
        break;
      case 2:
        await user.call({ type: 'delete', path, version: null });
        break;
      case 3:
        await user.call({ type: 'exists', path, watch: true });
        break;
      case 4:
        await user.call({ type: 'getChildren', path: '/set', watch: true });
        break;
      default:
        await childrenOf(user, '/set', true);
    }
  },
};
