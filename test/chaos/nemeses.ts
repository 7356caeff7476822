import { allKilled } from './nemeses/all-killed';
import { clockJump } from './nemeses/clock-jump';
import { failedDisk } from './nemeses/failed-disk';
import { corrupted } from './nemeses/corrupted';
import { fullDisk } from './nemeses/full-disk';
import { hungDisk } from './nemeses/hung-disk';
import { kill } from './nemeses/kill';
import { partition } from './nemeses/partition';
import { pause } from './nemeses/pause';
import { powerLoss } from './nemeses/power-loss';
import { slowNetwork } from './nemeses/slow-network';
import { wiped } from './nemeses/wiped';
import type { Nemesis } from './nemesis';

export const NEMESES: readonly Nemesis[] = [
  kill,
  pause,
  partition,
  slowNetwork,
  fullDisk,
  clockJump,
  allKilled,
  powerLoss,
  hungDisk,
  failedDisk,
  wiped,
  corrupted,
];
