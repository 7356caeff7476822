import { ErrorCode } from '@grove/wire';
import { type Workload } from '../workload';

export const lock: Workload = {
  name: 'lock',
  root: '/lock',
  step: async (user, random) => {
    const path = `/lock/${random.below(2)}`;
    const { code } = await user.call({ type: 'create', path, data: user.data(), kind: 'ephemeral', sequential: false });
    if (code === ErrorCode.NODEEXISTS) {
      await user.call({ type: 'exists', path, watch: true });
      return;
    }
    if (code !== 0) return;
    await user.call({ type: 'getEphemerals', prefix: '/lock' });
    await user.call({ type: 'delete', path, version: null });
  },
};
