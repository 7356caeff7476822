import type { Operation, OperationType } from '@grove/wire';
import { check, create, multi, read, remove, setData } from './cases';

/** One call of each operation that succeeds against the furnished tree but for what its situation does to it. */
export const samples: Partial<Readonly<Record<OperationType, Operation>>> = {
  create: create('/sample', { sequential: true }),
  delete: remove('/sample'),
  setData: setData('/leaf'),
  multi: multi(check('/p')),
  exists: read('exists', '/p'),
  getData: read('getData', '/p'),
  getChildren: read('getChildren', '/p'),
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
