import { ChangeHistory } from './change-history';
import { DigestSum, digestText, ItemHasher, ItemSeed } from './digest';
import { ANYONE } from './identity';
import { OriginTable } from './origin-table';
import { PathScan } from './path-scan';
import { QuotaTable } from './quota-table';
import { RequestIds } from './request-ids';
import { SessionTable } from './session-table';
import type { TreeOptions } from './types';
import { utf8Bytes } from './utf8';
import { Field, RowKind } from './znode-columns';
import { ZnodeStore } from './znode-store';

/** Digests are kept at the indexes divisible by this. */
const CHECKPOINT_INTERVAL = 1024;
const CHECKPOINTS_KEPT = 64;

/** The rows of the znodes that exist from index 0 and cannot be deleted. */
export const ROOT_ROW = 1;
export const CONFIG_ROW = 3;
export const QUOTA_ROW = 4;
export const LAST_RESERVED_ROW = 4;
/** In the order of their rows. */
export const RESERVED_PATHS: readonly string[] = ['/', '/zookeeper', '/zookeeper/config', '/zookeeper/quota'];

/** ZooKeeper gives this one to its configuration: everybody may read. In the form of acl-table. */
const READ_ONLY_ACL = new Uint8Array([1, ANYONE.length, 0, ...utf8Bytes(ANYONE)]);

export interface Checkpoint {
  readonly zxid: number;
  readonly digest: string;
}

/** Everything that is replicated, and the history and checkpoints that follow from it. */
export class TreeState {
  readonly sum = new DigestSum();
  readonly hasher = new ItemHasher();
  readonly sessions = new SessionTable(this.sum, this.hasher);
  readonly store = new ZnodeStore(this.sessions, this.sum, this.hasher);
  readonly origins = new OriginTable();
  readonly requestIds = new RequestIds(this.sum, this.hasher);
  readonly quotas = new QuotaTable(this.store);
  readonly history: ChangeHistory;
  readonly checkpoints: Checkpoint[] = [];
  appliedZxid = 0;
  /** The stamp of the last entry that took effect. */
  timeMs = 0;
  featureLevel = 0;

  /** `blank`: without the reserved znodes, which a snapshot brings along. */
  constructor(
    readonly options: TreeOptions,
    blank = false,
  ) {
    this.history = new ChangeHistory(options.historyMaxBytes, this.store.acls);
    this.store.follower = this.quotas;
    if (!blank) {
      this.makeReserved();
    }
  }

  /** Checkpoints keep the digest of this index where it is due. */
  checkpoint(): void {
    if (this.appliedZxid % CHECKPOINT_INTERVAL === 0) {
      this.checkpoints.push({ zxid: this.appliedZxid, digest: this.digest() });
      if (this.checkpoints.length > CHECKPOINTS_KEPT) {
        this.checkpoints.shift();
      }
    }
  }

  digest(): string {
    this.sessions.settleDigest();
    const hasher = this.hasher;
    hasher.begin(ItemSeed.rest);
    hasher.number(this.featureLevel);
    hasher.number(this.timeMs);
    this.origins.hashInto(hasher);
    hasher.finish();
    return digestText(this.sum.low + hasher.low, this.sum.high + hasher.high);
  }

  /**
   * These creations do not count: a fresh root has cversion −1, as in ZooKeeper. Their ordinals differ all the same, so that
   * (czxid, ordinal) names one znode.
   */
  private makeReserved(): void {
    const scan = new PathScan();
    const none = new Uint8Array(0);
    for (const [ordinal, path] of RESERVED_PATHS.entries()) {
      const bytes = utf8Bytes(path);
      scan.scan(bytes, 0, bytes.length, false);
      const parent = scan.parentEnd === 0 ? ROOT_ROW : this.store.index.find(bytes, 0, scan.parentEnd, scan.parentHash);
      const row = this.store.prepare(RowKind.persistent, bytes, 0, bytes.length, scan, none, 0, 0, 0, 0, ordinal, 0);
      if (row === CONFIG_ROW) {
        this.store.columns.set(row, Field.acl, this.store.acls.intern(READ_ONLY_ACL, READ_ONLY_ACL.length));
      }
      if (path === '/') {
        this.store.attachRoot(row);
        continue;
      }
      this.store.attach(row, parent);
      this.store.endChange(parent);
    }
  }
}
