import type { Operation, OperationType } from '@grove/wire';
import { OPEN, QUOTA, check, create, multi, read, remove, setData } from './cases';

/** One call of each operation that succeeds against the furnished tree but for what its situation does to it. */
export const samples: Partial<Readonly<Record<OperationType, Operation>>> = {
  create: create('/sample', { sequential: true }),
  delete: remove('/sample'),
  setData: setData('/leaf'),
  multi: multi(check('/p')),
  exists: read('exists', '/p'),
  getData: read('getData', '/p'),
  getChildren: read('getChildren', '/p'),
  setAcl: { type: 'setAcl', path: '/leaf', acl: OPEN, aversion: null },
  getAcl: { type: 'getAcl', path: '/p' },
  getAllChildrenNumber: { type: 'getAllChildrenNumber', path: '/p' },
  getEphemerals: { type: 'getEphemerals', prefix: '/' },
  multiRead: { type: 'multiRead', parts: [{ type: 'exists', path: '/p' }] },
  whoAmI: { type: 'whoAmI' },
  setQuota: { type: 'setQuota', path: '/full', quota: QUOTA },
  removeQuota: { type: 'removeQuota', path: '/leaf' },
  listQuotas: { type: 'listQuotas', path: '' },
  checkWatches: { type: 'checkWatches', path: '/p' },
  sync: { type: 'sync', path: '/' },
  addWatch: { type: 'addWatch', path: '/p', mode: 'persistent' },
  removeWatches: { type: 'removeWatches', path: '/p' },
  setWatches: {
    type: 'setWatches',
    relativeZxid: 0,
    dataPaths: [],
    existsPaths: [],
    childPaths: [],
    persistentPaths: [],
    persistentRecursivePaths: ['/p'],
  },
};

/** Calls that belong to the session stream alone: what they change lives as long as the connection. */
export const streamOnly: readonly OperationType[] = ['addWatch', 'removeWatches', 'setWatches', 'checkWatches', 'addAuth'];

export const writes: readonly OperationType[] = ['create', 'delete', 'setData', 'multi', 'setAcl', 'setQuota', 'removeQuota'];
