import { type Workload } from '../workload';

export const group: Workload = {
  name: 'group',
  root: '/group',
  begin: async (user) => {
    await user.call({ type: 'create', path: `/group/member-${user.number}`, data: user.data(), kind: 'ephemeral', sequential: false });
  },
  step: async (user, random) => {
    switch (random.below(5)) {
      case 0:
        await user.call({ type: 'create', path: '/group/seq-', data: user.data(), kind: 'ephemeral', sequential: true });
        break;
      case 1: {
        const { outcome } = await user.call({ type: 'getEphemerals', prefix: '/group/seq-' });
        const [path] = outcome.paths ?? [];
        if (path !== undefined) await user.call({ type: 'delete', path, version: null });
        break;
      }
      case 2:
        await user.call({ type: 'getChildren', path: '/group', watch: true });
        break;
      case 3:
        await user.call({ type: 'getEphemerals', prefix: '/group' }, { linearizable: true });
        break;
      default:
        await user.call({ type: 'sync', path: '/' });
    }
  },
};
