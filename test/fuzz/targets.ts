import { engineTarget } from './engine-target';
import { snapshotTarget } from './snapshot-target';
import type { Target } from './target';
import { peerTarget } from './peer-target';
import { textTargets } from './text-targets';
import { tlsTarget } from './tls-target';
import { wireTargets } from './wire-targets';
import { zooKeeperTarget } from './zookeeper-target';

/** Everything that parses bytes from outside. */
export const targets: readonly Target[] = [
  ...wireTargets,
  snapshotTarget,
  ...textTargets,
  tlsTarget,
  engineTarget,
  peerTarget,
  zooKeeperTarget,
];
