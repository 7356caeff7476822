import { plain, type Workload } from '../workload';

export const counter: Workload = {
  name: 'counter',
  root: '/counter',
  setUp: async (user) => {
    await user.call({ type: 'create', path: '/counter/one', data: user.data(), ...plain });
    await user.call({ type: 'create', path: '/counter/log', data: '', ...plain });
  },
  step: async (user, random) => {
    const { outcome } = await user.call({ type: 'getData', path: '/counter/one', watch: false }, { linearizable: random.chance(0.5) });
    const version = outcome.stat?.version ?? 0;
    if (random.chance(0.5)) await user.call({ type: 'setData', path: '/counter/one', data: user.data(), version });
    else {
      await user.call({
        type: 'multi',
        parts: [
          { type: 'check', path: '/counter/one', version },
          { type: 'setData', path: '/counter/one', data: user.data(), version: null },
          { type: 'setData', path: '/counter/log', data: user.data(), version: null },
          { type: 'getData', path: '/counter/one' },
        ],
      });
    }
  },
};
