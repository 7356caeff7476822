import type { Workload } from '../workload';
import { REGISTERS } from './register';

/** Users who would rather read what a replica without a leader has than nothing. */
export const readOnly: Workload = {
  name: 'read-only',
  root: '/read-only',
  by: 'readOnly',
  step: async (user, random) => {
    const path = random.pick(REGISTERS);
    switch (random.below(8)) {
      case 0:
        await user.call({ type: 'setData', path, data: user.data(), version: null });
        break;
      case 1:
        await user.call({ type: 'getData', path, watch: false }, { linearizable: true });
        break;
      case 2:
        await user.call({ type: 'getChildren', path: '/set', watch: false });
        break;
      case 3:
        await user.call({ type: 'create', path: '/read-only/mine-', data: user.data(), kind: 'ephemeral', sequential: true });
        break;
      default:
        await user.call({ type: 'getData', path, watch: random.chance(0.3) });
    }
  },
};
