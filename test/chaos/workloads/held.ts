import type { OperationOf } from '../checker/history';
import { plain, type Workload } from '../workload';

/** Each with its own wishes: a session has one watch of a kind on a path. */
const WATCHES: readonly OperationOf<'addWatch'>[] = [
  { type: 'addWatch', path: '/held/a', mode: 'persistent' },
  { type: 'addWatch', path: '/held/b', mode: 'persistentRecursive', types: ['dataChanged', 'deleted'], withPreviousData: true },
  { type: 'addWatch', path: '/held/c', mode: 'persistentRecursive', withData: true },
];

/** Watches that are set, asked for and removed again. */
export const held: Workload = {
  name: 'held',
  root: '/held',
  setUp: async (user) => {
    for (const { path } of WATCHES) await user.call({ type: 'create', path, data: '', ...plain });
  },
  step: async (user, random) => {
    const watch = random.pick(WATCHES);
    const { path } = watch;
    const child = `${path}/x${random.below(2)}`;
    const watcherType = random.pick(['any', 'data', 'children', watch.mode] as const);
    switch (random.below(9)) {
      case 0:
        await user.call(watch);
        break;
      case 1:
        await user.call({ type: 'removeWatches', path, watcherType });
        break;
      case 2:
      case 3:
        await user.call({ type: 'checkWatches', path, watcherType });
        break;
      case 4:
        await user.call({ type: random.pick(['getData', 'getChildren'] as const), path, watch: true });
        break;
      case 5:
        await user.call({ type: 'exists', path: child, watch: true });
        break;
      case 6:
        await user.call({ type: 'setData', path, data: user.data(), version: null });
        break;
      case 7:
        await user.call({ type: 'create', path: child, data: user.data(), ...plain });
        break;
      default:
        await user.call({ type: 'delete', path: child, version: null });
    }
  },
};
