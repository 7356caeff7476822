/** Limits of subtrees and what they use. */
export class QuotaTable {
  /** The number of quotas. */
  size = 0;

  /**
   * Whether the path may come into being: [start, end) of `path`, of which the last `nodes` components are new, the last one with
   * `dataBytes` of data. False: QUOTAEXCEEDED.
   */
  admitsCreation(path: Uint8Array, start: number, end: number, nodes: number, dataBytes: number): boolean {
    return this.size === 0 || (path.length > start && end > start && nodes > 0 && dataBytes >= 0);
  }

  /** Whether the existing row's data may have this length. False: QUOTAEXCEEDED. */
  admitsData(row: number, dataBytes: number): boolean {
    return this.size === 0 || (row > 0 && dataBytes >= 0);
  }
}
