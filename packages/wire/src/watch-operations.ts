import type { ByteReader } from './byte-reader';
import type { ByteWriter } from './byte-writer';
import { WatchEventTypeNumber, eventTypeName } from './watch';
import type { WatchEventType } from './watch';

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
  /** Only these types of events; absent or empty: all. */
  readonly types?: readonly WatchEventType[];
  /** Events carry the new data and Stat. */
  readonly withData?: boolean;
  /** Events carry the data before. */
  readonly withPreviousData?: boolean;
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
  /** Goes on within a zxid of which some events were told; absent: after `relativeZxid`. */
  readonly cursor?: Uint8Array;
  /** Watches that stay and have options, beside those above. */
  readonly persistentWatches?: readonly AddWatchOperation[];
  /** By ZooKeeper's rules, for a client that knows no others. */
  readonly asZooKeeper?: boolean;
}

export type WatchOperation = AddWatchOperation | RemoveWatchesOperation | CheckWatchesOperation | SetWatchesOperation;

function writeAddWatch(writer: ByteWriter, operation: AddWatchOperation): void {
  writer.stringField(1, operation.path);
  writer.integerField(2, WatchModeNumber[operation.mode]);
  if (operation.types !== undefined && operation.types.length > 0) {
    const packed = writer.beginMessage(3);
    for (const type of operation.types) writer.varint(WatchEventTypeNumber[type]);
    writer.endMessage(packed);
  }
  writer.booleanField(4, operation.withData === true);
  writer.booleanField(5, operation.withPreviousData === true);
}

export function writeWatchOperation(writer: ByteWriter, operation: WatchOperation): void {
  switch (operation.type) {
    case 'addWatch':
      writeAddWatch(writer, operation);
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
      if (operation.cursor !== undefined) writer.bytesField(7, operation.cursor);
      for (const watch of operation.persistentWatches ?? []) {
        const outer = writer.beginMessage(8);
        const inner = writer.beginMessage(1);
        writeAddWatch(writer, watch);
        writer.endMessage(inner);
        writer.endMessage(outer);
      }
      writer.booleanField(9, operation.asZooKeeper === true);
      break;
  }
}

export function readAddWatch(reader: ByteReader): AddWatchOperation {
  let path = '';
  let mode = 0;
  let withData = false;
  let withPreviousData = false;
  const types: WatchEventType[] = [];
  const addType = (): void => {
    const name = eventTypeName(reader.int32());
    // Left out it would widen the filter.
    if (name === undefined) reader.fail();
    else types.push(name);
  };
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === 2 << 3) mode = reader.int32();
    else if (reader.key === 3 << 3) addType();
    else if (reader.key === ((3 << 3) | 2)) {
      const end = reader.length() + reader.position;
      while (reader.position < end && !reader.failed) addType();
      if (reader.position !== end) reader.fail();
    } else if (reader.key === 4 << 3) withData = reader.boolean();
    else if (reader.key === 5 << 3) withPreviousData = reader.boolean();
    else reader.skip();
  }
  if (mode !== WatchModeNumber.persistent && mode !== WatchModeNumber.persistentRecursive) reader.fail();
  return {
    type: 'addWatch',
    path,
    mode: mode === WatchModeNumber.persistentRecursive ? 'persistentRecursive' : 'persistent',
    ...(types.length > 0 && { types }),
    ...(withData && { withData }),
    ...(withPreviousData && { withPreviousData }),
  };
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

function readPersistentWatch(reader: ByteReader): AddWatchOperation | null {
  let watch: AddWatchOperation | null = null;
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outer = reader.enter();
    watch = readAddWatch(reader);
    reader.leave(outer);
  }
  return watch;
}

export function readSetWatches(reader: ByteReader): SetWatchesOperation {
  let relativeZxid = 0;
  let cursor = reader.buffer.subarray(0, 0);
  const lists: [string[], string[], string[], string[], string[]] = [[], [], [], [], []];
  const persistentWatches: AddWatchOperation[] = [];
  let asZooKeeper = false;
  while (reader.next()) {
    const list = (reader.key & 7) === 2 ? lists[(reader.key >>> 3) - 2] : undefined;
    if (list !== undefined) list.push(reader.string());
    else if (reader.key === 1 << 3) relativeZxid = reader.unsigned();
    else if (reader.key === ((7 << 3) | 2)) cursor = reader.bytes();
    else if (reader.key === ((8 << 3) | 2)) {
      const outer = reader.enter();
      const watch = readPersistentWatch(reader);
      if (watch === null) reader.fail();
      else persistentWatches.push(watch);
      reader.leave(outer);
    } else if (reader.key === 9 << 3) asZooKeeper = reader.boolean();
    else reader.skip();
  }
  const [dataPaths, existsPaths, childPaths, persistentPaths, persistentRecursivePaths] = lists;
  return {
    type: 'setWatches',
    relativeZxid,
    dataPaths,
    existsPaths,
    childPaths,
    persistentPaths,
    persistentRecursivePaths,
    ...(cursor.length > 0 && { cursor }),
    ...(persistentWatches.length > 0 && { persistentWatches }),
    ...(asZooKeeper && { asZooKeeper }),
  };
}
