/** What a request asks for: the numbers of ZooKeeper's ZooDefs.OpCode. */
export const OpCode = {
  create: 1,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  getAcl: 6,
  setAcl: 7,
  getChildren: 8,
  sync: 9,
  ping: 11,
  getChildren2: 12,
  check: 13,
  multi: 14,
  create2: 15,
  reconfig: 16,
  checkWatches: 17,
  removeWatches: 18,
  createContainer: 19,
  deleteContainer: 20,
  createTtl: 21,
  multiRead: 22,
  auth: 100,
  setWatches: 101,
  sasl: 102,
  getEphemerals: 103,
  getAllChildrenNumber: 104,
  setWatches2: 105,
  addWatch: 106,
  whoAmI: 107,
  createSession: -10,
  closeSession: -11,
  /** Not asked for: the type of a part of a multi's answer that failed. */
  error: -1,
} as const;

export type OpCodeName = keyof typeof OpCode;

const nameByNumber: ReadonlyMap<number, OpCodeName> = new Map((Object.keys(OpCode) as OpCodeName[]).map((name) => [OpCode[name], name]));

/** Null for a number that is none. */
export function opCodeName(number: number): OpCodeName | null {
  return nameByNumber.get(number) ?? null;
}

/** The xids of what is not answered in a request's turn. A client's own requests have positive ones. */
export const Xid = { notification: -1, ping: -2, auth: -4, setWatches: -8 } as const;

/** CreateMode's flags. */
export const CreateFlag = {
  persistent: 0,
  ephemeral: 1,
  persistentSequential: 2,
  ephemeralSequential: 3,
  container: 4,
  ttl: 5,
  ttlSequential: 6,
} as const;

/** AddWatchMode. */
export const AddWatchMode = { persistent: 0, persistentRecursive: 1 } as const;

/** Watcher.WatcherType. */
export const WatcherType = { children: 1, data: 2, any: 3, persistent: 4, persistentRecursive: 5 } as const;

/** Watcher.Event.EventType: the kinds of change; `none` tells of the connection, and a server does not send it. */
export const EventType = { none: -1, created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 } as const;

/** Watcher.Event.KeeperState of an event that a server sends. */
export const SYNC_CONNECTED = 3;
