import { TreeState } from '@grove/tree/dist/tree-state';

/** Entries between two digests that replicas compare. The product's interval is longer than a run. */
const INTERVAL = 64;
const KEPT = 64;

let isShort = false;

/** For the rest of the process's life, put over the tree from outside: the interval must be the same everywhere, so it is no setting. */
export function shortenCheckpoints(): void {
  if (isShort) return;
  isShort = true;
  TreeState.prototype.checkpoint = function (): void {
    if (this.appliedZxid % INTERVAL !== 0) return;
    this.checkpoints.push({ zxid: this.appliedZxid, digest: this.digest() });
    if (this.checkpoints.length > KEPT) this.checkpoints.shift();
  };
}
