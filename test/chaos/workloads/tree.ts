import { plain, type Workload } from '../workload';

export const tree: Workload = {
  name: 'tree',
  root: '/tree',
  step: async (user, random) => {
    const top = `/tree/t${random.below(4)}`;
    switch (random.below(9)) {
      case 0:
        await user.call({ type: 'create', path: `${top}/p${random.below(2)}/q`, data: user.data(), ...plain, parents: true });
        break;
      case 1:
        await user.call({ type: 'delete', path: top, version: null, subtree: true });
        break;
      case 2:
        await user.call({ type: 'create', path: `/tree/c${random.below(3)}`, data: user.data(), kind: 'container', sequential: false });
        break;
      case 3:
        await user.call({
          type: 'create',
          path: `/tree/c${random.below(3)}/x`,
          data: user.data(),
          kind: 'ttl',
          sequential: false,
          ttlMs: 300,
        });
        break;
      case 4:
        await user.call({ type: 'getAllChildrenNumber', path: '/tree' }, { linearizable: random.chance(0.5) });
        break;
      case 5:
        await user.call({
          type: 'multiRead',
          parts: [
            { type: 'getData', path: `${top}/p0/q` },
            { type: 'exists', path: `${top}/p1` },
            { type: 'getChildren', path: '/tree' },
          ],
        });
        break;
      case 6:
        await user.call({ type: 'create', path: '/tree/gone-', data: user.data(), kind: 'ttl', sequential: true, ttlMs: 300 });
        break;
      case 7:
        await user.call({
          type: 'multi',
          parts: [
            { type: 'checkNotExists', path: `${top}-twin` },
            { type: 'create', path: `${top}-twin`, data: user.data(), ...plain },
            { type: 'create', path: `${top}-twin/child`, data: user.data(), ...plain },
          ],
        });
        break;
      default:
        await user.call({ type: 'delete', path: `${top}-twin`, version: null, subtree: true });
    }
  },
};
