import type { ByteReader } from './byte-reader';
import type { ByteWriter } from './byte-writer';

/** The operations that set, remove and ask for a session's watches. */

export type WatchMode = 'persistent' | 'persistentRecursive';

/** Numbers of `WatchMode` in the protocol. */
export const WatchModeNumber = { persistent: 1, persistentRecursive: 2 } as const;

export type WatcherType = 'children' | 'data' | 'any' | 'persistent' | 'persistentRecursive';

/** Numbers of `WatcherType` in the protocol; 0 means `any` too. */
export const WatcherTypeNumber = { children: 1, data: 2, any: 3, persistent: 4, persistentRecursive: 5 } as const;

const watcherTypes: readonly WatcherType[] = ['any', 'children', 'data', 'any', 'persistent', 'persistentRecursive'];

export interface AddWatchOperation {
  readonly type: 'addWatch';
  readonly path: string;
  readonly mode: WatchMode;
}

export interface RemoveWatchesOperation {
  readonly type: 'removeWatches';
  readonly path: string;
  /** Which of them; absent: any. */
  readonly watcherType?: WatcherType;
}

export interface CheckWatchesOperation {
  readonly type: 'checkWatches';
  readonly path: string;
  /** Which of them; absent: any. */
  readonly watcherType?: WatcherType;
}

export interface SetWatchesOperation {
  readonly type: 'setWatches';
  readonly relativeZxid: number;
  readonly dataPaths: readonly string[];
  readonly existsPaths: readonly string[];
  readonly childPaths: readonly string[];
  readonly persistentPaths: readonly string[];
  readonly persistentRecursivePaths: readonly string[];
}

export type WatchOperation = AddWatchOperation | RemoveWatchesOperation | CheckWatchesOperation | SetWatchesOperation;

export function writeWatchOperation(writer: ByteWriter, operation: WatchOperation): void {
  switch (operation.type) {
    case 'addWatch':
      writer.stringField(1, operation.path);
      writer.integerField(2, WatchModeNumber[operation.mode]);
      break;
    case 'removeWatches':
    case 'checkWatches':
      writer.stringField(1, operation.path);
      if (operation.watcherType !== undefined) writer.integerField(2, WatcherTypeNumber[operation.watcherType]);
      break;
    case 'setWatches':
      writer.integerField(1, operation.relativeZxid);
      for (const path of operation.dataPaths) writer.presentStringField(2, path);
      for (const path of operation.existsPaths) writer.presentStringField(3, path);
      for (const path of operation.childPaths) writer.presentStringField(4, path);
      for (const path of operation.persistentPaths) writer.presentStringField(5, path);
      for (const path of operation.persistentRecursivePaths) writer.presentStringField(6, path);
      break;
  }
}

export function readAddWatch(reader: ByteReader): AddWatchOperation {
  let path = '';
  let mode = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === 2 << 3) mode = reader.int32();
    else reader.skip();
  }
  if (mode !== WatchModeNumber.persistent && mode !== WatchModeNumber.persistentRecursive) reader.fail();
  return { type: 'addWatch', path, mode: mode === WatchModeNumber.persistentRecursive ? 'persistentRecursive' : 'persistent' };
}

/** What removeWatches and checkWatches ask for. */
export function readWatcher(reader: ByteReader): { path: string; watcherType?: WatcherType } {
  let path = '';
  let number = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === 2 << 3) number = reader.int32();
    else reader.skip();
  }
  const watcherType = watcherTypes[number];
  if (watcherType === undefined) reader.fail();
  return { path, ...(number !== 0 && watcherType !== undefined && { watcherType }) };
}

export function readSetWatches(reader: ByteReader): SetWatchesOperation {
  let relativeZxid = 0;
  const lists: [string[], string[], string[], string[], string[]] = [[], [], [], [], []];
  while (reader.next()) {
    const list = (reader.key & 7) === 2 ? lists[(reader.key >>> 3) - 2] : undefined;
    if (list !== undefined) list.push(reader.string());
    else if (reader.key === 1 << 3) relativeZxid = reader.unsigned();
    else reader.skip();
  }
  const [dataPaths, existsPaths, childPaths, persistentPaths, persistentRecursivePaths] = lists;
  return { type: 'setWatches', relativeZxid, dataPaths, existsPaths, childPaths, persistentPaths, persistentRecursivePaths };
}
