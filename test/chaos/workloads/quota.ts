import { plain, type Workload } from '../workload';

const NONE = { countHard: -1, countSoft: -1, bytesHard: -1, bytesSoft: -1 } as const;
const SHARED = '/quota/shared';

/** A quota that all run into, set once; and each session's own, which it sets and removes. */
export const quota: Workload = {
  name: 'quota',
  root: '/quota',
  setUp: async (user) => {
    await user.call({ type: 'create', path: SHARED, data: '', ...plain });
    await user.call({ type: 'setQuota', path: SHARED, quota: { ...NONE, countHard: 5, bytesHard: 40 } });
  },
  begin: async (user) => {
    await user.call({ type: 'create', path: `/quota/own-${user.number}`, data: user.data(), ...plain });
  },
  step: async (user, random) => {
    const own = `/quota/own-${user.number}`;
    const top = random.chance(0.5) ? own : SHARED;
    const path = `${top}/x${random.below(7)}`;
    switch (random.below(8)) {
      case 0:
      case 1:
        await user.call({ type: 'create', path, data: user.data(), ...plain });
        break;
      case 2:
        await user.call({ type: 'setData', path, data: user.data().padEnd(random.between(0, 30), '.'), version: null });
        break;
      case 3:
      case 4:
        await user.call({ type: 'delete', path, version: null });
        break;
      case 5:
        await user.call({ type: 'listQuotas', path: top }, { linearizable: random.chance(0.5) });
        break;
      case 6: {
        const limits = random.chance(0.5) ? { countHard: random.below(6) } : { bytesHard: random.below(40), countSoft: 1 };
        await user.call({ type: 'setQuota', path: own, quota: { ...NONE, ...limits } });
        break;
      }
      default:
        await user.call({ type: 'removeQuota', path: own });
    }
  },
};
