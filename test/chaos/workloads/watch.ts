import { type Workload } from '../workload';
import { REGISTERS } from './register';

export const watch: Workload = {
  name: 'watch',
  root: '/watch',
  begin: async (user) => {
    await user.call({ type: 'addWatch', path: '/set', mode: 'persistentRecursive' });
    await user.call({ type: 'addWatch', path: '/set', mode: 'persistent' });
    await user.call({ type: 'addWatch', path: '/group', mode: 'persistentRecursive', types: ['created', 'deleted'], withData: true });
    await user.call({ type: 'addWatch', path: '/register', mode: 'persistentRecursive', withData: true, withPreviousData: true });
  },
  step: async (user, random) => {
    await user.call({ type: 'getData', path: random.pick(REGISTERS), watch: random.chance(0.5) });
    if (random.chance(0.3)) await user.call({ type: 'sync', path: '/' });
  },
};
