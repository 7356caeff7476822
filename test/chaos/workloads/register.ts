import { plain, type Workload } from '../workload';

export const REGISTERS = ['a', 'b', 'c', 'd'].map((name) => `/register/${name}`);

export const register: Workload = {
  name: 'register',
  root: '/register',
  setUp: async (user) => {
    for (const path of REGISTERS) await user.call({ type: 'create', path, data: '', ...plain });
  },
  step: async (user, random) => {
    const path = random.pick(REGISTERS);
    switch (random.below(5)) {
      case 0:
        await user.call({ type: 'setData', path, data: user.data(), version: null });
        break;
      case 1: {
        const { outcome } = await user.call({ type: 'getData', path, watch: false });
        await user.call({ type: 'setData', path, data: user.data(), version: outcome.stat?.version ?? 0 });
        break;
      }
      case 2:
        await user.call({ type: 'getData', path, watch: true });
        break;
      case 3:
        await user.call({ type: 'getData', path, watch: false }, { minZxid: user.lastZxid });
        break;
      default:
        await user.call({ type: 'getData', path, watch: false }, { linearizable: true });
    }
  },
};
