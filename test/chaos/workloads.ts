import type { Workload } from './workload';
import { access } from './workloads/access';
import { counter } from './workloads/counter';
import { group } from './workloads/group';
import { held } from './workloads/held';
import { ids } from './workloads/ids';
import { lock } from './workloads/lock';
import { pages } from './workloads/pages';
import { queue } from './workloads/queue';
import { quota } from './workloads/quota';
import { readOnly } from './workloads/read-only';
import { register } from './workloads/register';
import { set } from './workloads/set';
import { tree } from './workloads/tree';
import { unary, unarySession } from './workloads/unary';
import { watch } from './workloads/watch';

export const WORKLOADS: readonly Workload[] = [
  register,
  set,
  ids,
  counter,
  queue,
  lock,
  group,
  watch,
  tree,
  access,
  quota,
  pages,
  held,
  readOnly,
  unary,
  unarySession,
];

/** Read by everybody at the end; but not `/access`, where a session that ended may have left a list that nobody knows. */
export const READ_AT_THE_END = [
  '/register',
  '/set',
  '/ids',
  '/counter',
  '/queue',
  '/queue-done',
  '/lock',
  '/group',
  '/tree',
  '/quota',
  '/pages',
  '/held',
  '/read-only',
  '/unary',
];
