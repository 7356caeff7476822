import { ErrorCode, OperationField } from '@grove/wire';
import type { ByteWriter } from '@grove/wire';
import {
  AclView,
  AddWatchMode,
  CreateFlag,
  JuteReader,
  OpCode,
  RequestView,
  WatcherType,
  readAcl,
  readMultiHeader,
  readOperation,
  readRequestHeader,
} from '@grove/zookeeper-wire';
import type { ByteRange, MultiHeader } from '@grove/zookeeper-wire';
import type { Reconfig } from './reconfig';

/** Numbers of grove.v1's messages that are written here, by their fields' names. */
const RequestField = { requests: 3, id: 1 } as const;
const CreateField = { path: 1, data: 2, kind: 3, sequential: 4, ttlMs: 5, acl: 6 } as const;
const SetDataField = { path: 1, data: 2, version: 3 } as const;
const SetAclField = { path: 1, acl: 2, aversion: 3 } as const;
const MultiField = { parts: 1, create: 1, delete: 2, setData: 3, check: 4 } as const;
const MultiReadField = { parts: 1, getData: 1, getChildren: 2 } as const;
const SetWatchesField = { relativeZxid: 1, lists: 2, asZooKeeper: 9 } as const;
/** Of all operations that have a path alone, or a path and one thing more. */
const PATH = 1;
const SECOND = 2;
const NodeKindNumber = { persistent: 1, ephemeral: 2, container: 3, ttl: 4 } as const;

/** Grove's WatchMode by AddWatchMode. */
const WATCH_MODES: Readonly<Record<number, number>> = { [AddWatchMode.persistent]: 1, [AddWatchMode.persistentRecursive]: 2 };
const RIGHTS_ALL = 31;
const ANY_VERSION = -1;
export const CONFIG_PATH = '/zookeeper/config';
const NOTHING = new Uint8Array(0);
const TEXT = new TextDecoder();

/** A note that is no bytes: what the answer tells is not what the znode holds. */
export const CONFIG_NOTE = new Uint8Array(0);

/**
 * Turns ZooKeeper's requests into Grove's: the bytes of one packet become the bytes of one Request of a grove.v1.SessionRequest, without
 * an object in between. Nothing is decided here that the tree decides: what it refuses, it refuses by the same code.
 */
export class RequestTranslation {
  readonly view = new RequestView();
  /** What the answer will need of the request beside its type. */
  note: Uint8Array | null = null;
  private readonly reader = new JuteReader();
  private readonly acl = new AclView();
  private readonly header: MultiHeader = { type: 0, done: false, error: 0 };
  private partTypes: number[] = [];

  /** Reads the header of the packet buffer[start, end) into `view`; false where there is none. */
  begin(buffer: Uint8Array, start: number, end: number): boolean {
    this.note = null;
    readRequestHeader(this.reader.reset(buffer, start, end), this.view);
    return !this.reader.failed;
  }

  /** The scheme of an auth packet; null where the packet is malformed. */
  authScheme(): string | null {
    readOperation(this.reader, OpCode.auth, this.view);
    if (this.reader.failed) return null;
    return this.text(this.view.path);
  }

  private text({ start, end }: ByteRange): string {
    return TEXT.decode(this.reader.buffer.subarray(start, end));
  }

  /** Behind `authScheme`. */
  credential(writer: ByteWriter, id: number): void {
    const request = beginRequest(writer, id);
    const operation = writer.beginMessage(OperationField.addAuth);
    const credential = writer.beginMessage(1);
    this.range(writer, 1, this.view.path);
    this.range(writer, 2, this.view.data);
    writer.endMessage(credential);
    writer.endMessage(operation);
    writer.endMessage(request);
  }

  /** Reads what follows the header; 0, or the code with which it is refused. UNIMPLEMENTED is for what no server knows. */
  read(): number {
    const { reader, view } = this;
    if (!readOperation(reader, view.type, view)) return ErrorCode.UNIMPLEMENTED;
    return reader.failed ? ErrorCode.MARSHALLINGERROR : 0;
  }

  /** A reconfig's own, behind `read`; null where it is malformed. */
  reconfig(): Reconfig | null {
    const { reader } = this;
    const text = (): string | null => {
      reader.range();
      return reader.isNull ? null : this.text({ start: reader.start, end: reader.stop, isNull: false });
    };
    const reconfig = { joining: text(), leaving: text(), members: text(), configId: reader.bigint() };
    return reader.failed ? null : reconfig;
  }

  /**
   * Writes the request that was read as field of a SessionRequest, under this id. 0, or the code with which it is refused: then a beginning
   * of it may have been written, and the writer is to be set back.
   */
  write(writer: ByteWriter, id: number): number {
    const { view } = this;
    const request = beginRequest(writer, id);
    const error = this.operation(writer, view.type);
    if (error !== 0) return error;
    writer.endMessage(request);
    return 0;
  }

  private operation(writer: ByteWriter, type: number): number {
    const { view } = this;
    switch (type) {
      case OpCode.getData:
        if (this.isConfig()) this.note = CONFIG_NOTE;
        return this.watchable(writer, OperationField.getData);
      case OpCode.exists:
        return this.watchable(writer, OperationField.exists);
      case OpCode.getChildren:
      case OpCode.getChildren2:
        return this.watchable(writer, OperationField.getChildren);
      case OpCode.setData:
        return this.setData(writer, OperationField.setData);
      case OpCode.create:
      case OpCode.create2:
      case OpCode.createContainer:
      case OpCode.createTtl:
        return this.create(writer, OperationField.create);
      case OpCode.delete:
        return this.versioned(writer, OperationField.delete);
      case OpCode.check: {
        // Grove has it as a part of a multi alone.
        const multi = writer.beginMessage(OperationField.multi);
        const part = writer.beginMessage(MultiField.parts);
        this.versioned(writer, MultiField.check);
        writer.endMessage(part);
        writer.endMessage(multi);
        return 0;
      }
      case OpCode.setAcl: {
        const operation = writer.beginMessage(OperationField.setAcl);
        this.range(writer, SetAclField.path, view.path);
        this.acls(writer, SetAclField.acl);
        if (view.version !== ANY_VERSION) writer.presentIntegerField(SetAclField.aversion, view.version);
        writer.endMessage(operation);
        return 0;
      }
      case OpCode.getAcl:
        return this.path(writer, OperationField.getAcl);
      case OpCode.sync:
        this.note = this.reader.buffer.slice(view.path.start, view.path.end);
        return this.path(writer, OperationField.sync);
      case OpCode.getEphemerals:
        // For ZooKeeper the root means all, as an empty prefix does.
        if (this.isRoot()) view.path.end = view.path.start;
        return this.path(writer, OperationField.getEphemerals);
      case OpCode.getAllChildrenNumber:
        return this.path(writer, OperationField.getAllChildrenNumber);
      case OpCode.addWatch: {
        const mode = WATCH_MODES[view.flags];
        return mode === undefined ? ErrorCode.MARSHALLINGERROR : this.typed(writer, OperationField.addWatch, mode);
      }
      case OpCode.removeWatches:
      case OpCode.checkWatches: {
        if (view.flags < WatcherType.children || view.flags > WatcherType.persistentRecursive) return ErrorCode.MARSHALLINGERROR;
        const field = view.type === OpCode.removeWatches ? OperationField.removeWatches : OperationField.checkWatches;
        return this.typed(writer, field, view.flags);
      }
      case OpCode.setWatches:
        return this.setWatches(writer, 3);
      case OpCode.setWatches2:
        return this.setWatches(writer, 5);
      case OpCode.multi:
        return this.multi(writer);
      case OpCode.multiRead:
        return this.multiRead(writer);
      case OpCode.whoAmI:
        writer.presentBytesField(OperationField.whoAmI, NOTHING);
        return 0;
      case OpCode.closeSession:
        writer.presentBytesField(OperationField.close, NOTHING);
        return 0;
      case OpCode.reconfig:
        // Where it is switched on it is none of the session's operations.
        return ErrorCode.RECONFIGDISABLED;
      default:
        return ErrorCode.UNIMPLEMENTED;
    }
  }

  private range(writer: ByteWriter, field: number, range: ByteRange): void {
    if (range.end > range.start) writer.presentBytesField(field, this.reader.buffer, range.start, range.end);
  }

  private path(writer: ByteWriter, field: number): number {
    const operation = writer.beginMessage(field);
    this.range(writer, PATH, this.view.path);
    writer.endMessage(operation);
    return 0;
  }

  private watchable(writer: ByteWriter, field: number): number {
    const operation = writer.beginMessage(field);
    this.range(writer, PATH, this.view.path);
    writer.booleanField(SECOND, this.view.watch);
    writer.endMessage(operation);
    return 0;
  }

  private typed(writer: ByteWriter, field: number, number: number): number {
    const operation = writer.beginMessage(field);
    this.range(writer, PATH, this.view.path);
    writer.integerField(SECOND, number);
    writer.endMessage(operation);
    return 0;
  }

  private versioned(writer: ByteWriter, field: number): number {
    const operation = writer.beginMessage(field);
    this.range(writer, PATH, this.view.path);
    if (this.view.version !== ANY_VERSION) writer.presentIntegerField(SECOND, this.view.version);
    writer.endMessage(operation);
    return 0;
  }

  private setData(writer: ByteWriter, field: number): number {
    const { view } = this;
    const operation = writer.beginMessage(field);
    this.range(writer, SetDataField.path, view.path);
    this.range(writer, SetDataField.data, view.data);
    if (view.version !== ANY_VERSION) writer.presentIntegerField(SetDataField.version, view.version);
    writer.endMessage(operation);
    return 0;
  }

  private create(writer: ByteWriter, field: number): number {
    const { view } = this;
    const { flags } = view;
    const isTtl = flags === CreateFlag.ttl || flags === CreateFlag.ttlSequential;
    const isEphemeral = flags === CreateFlag.ephemeral || flags === CreateFlag.ephemeralSequential;
    const isSequential =
      flags === CreateFlag.persistentSequential || flags === CreateFlag.ephemeralSequential || flags === CreateFlag.ttlSequential;
    // What is no kind, no time to live, or a time to live for a kind that has none, becomes a znode whose time to live is none: the tree refuses
    // it in its turn among the other checks, and among the parts of a multi.
    const isNone = flags < CreateFlag.persistent || flags > CreateFlag.ttlSequential || (!isTtl && view.ttlMs >= 0);
    const operation = writer.beginMessage(field);
    this.range(writer, CreateField.path, view.path);
    this.range(writer, CreateField.data, view.data);
    const kind =
      isTtl || isNone
        ? NodeKindNumber.ttl
        : isEphemeral
          ? NodeKindNumber.ephemeral
          : flags === CreateFlag.container
            ? NodeKindNumber.container
            : NodeKindNumber.persistent;
    writer.integerField(CreateField.kind, kind);
    writer.booleanField(CreateField.sequential, isSequential);
    if (isTtl) writer.integerField(CreateField.ttlMs, Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, view.ttlMs)));
    this.acls(writer, CreateField.acl);
    writer.endMessage(operation);
    return 0;
  }

  /**
   * The list of a create or setACL. One that is empty is INVALIDACL in ZooKeeper, and open to all in Grove: an entry that is none makes the
   * tree refuse it, in its turn among the other checks. One that is open to all is left out: the tree then does not read it.
   */
  private acls(writer: ByteWriter, field: number): void {
    const { view, acl } = this;
    const reader = aclReader.reset(this.reader.buffer, view.aclStart, this.reader.end);
    if (view.aclCount === 0) writer.presentBytesField(field, NOTHING);
    for (let left = view.aclCount; left > 0; left -= 1) {
      readAcl(reader, acl);
      if (view.aclCount === 1 && field === CreateField.acl && acl.rights === RIGHTS_ALL && this.isAnyone()) return;
      const entry = writer.beginMessage(field);
      writer.integerField(1, acl.rights);
      const identity = writer.beginMessage(2);
      this.range(writer, 1, acl.scheme);
      this.range(writer, 2, acl.id);
      writer.endMessage(identity);
      writer.endMessage(entry);
    }
  }

  private isAnyone(): boolean {
    return this.equals(this.acl.scheme, 'world') && this.equals(this.acl.id, 'anyone');
  }

  private isConfig(): boolean {
    return this.equals(this.view.path, CONFIG_PATH);
  }

  private isRoot(): boolean {
    return this.equals(this.view.path, '/');
  }

  private equals(range: ByteRange, text: string): boolean {
    if (range.end - range.start !== text.length) return false;
    const { buffer } = this.reader;
    for (let at = 0; at < text.length; at += 1) if (buffer[range.start + at] !== text.charCodeAt(at)) return false;
    return true;
  }

  private setWatches(writer: ByteWriter, lists: number): number {
    const { reader } = this;
    const operation = writer.beginMessage(OperationField.setWatches);
    writer.integerField(SetWatchesField.relativeZxid, Math.max(0, reader.integer()));
    for (let list = 0; list < lists; list += 1) {
      for (let left = reader.count(4); left > 0 && !reader.failed; left -= 1) {
        reader.range();
        writer.presentBytesField(SetWatchesField.lists + list, reader.buffer, reader.start, reader.stop);
      }
    }
    writer.booleanField(SetWatchesField.asZooKeeper, true);
    writer.endMessage(operation);
    return reader.failed ? ErrorCode.MARSHALLINGERROR : 0;
  }

  private multi(writer: ByteWriter): number {
    const multi = writer.beginMessage(OperationField.multi);
    const error = this.parts((type) => {
      const part = writer.beginMessage(MultiField.parts);
      let code: number = ErrorCode.MARSHALLINGERROR;
      switch (type) {
        case OpCode.create:
        case OpCode.create2:
        case OpCode.createContainer:
        case OpCode.createTtl:
          code = this.create(writer, MultiField.create);
          break;
        case OpCode.delete:
          code = this.versioned(writer, MultiField.delete);
          break;
        case OpCode.setData:
          code = this.setData(writer, MultiField.setData);
          break;
        case OpCode.check:
          code = this.versioned(writer, MultiField.check);
          break;
      }
      writer.endMessage(part);
      return code;
    });
    writer.endMessage(multi);
    return error;
  }

  private multiRead(writer: ByteWriter): number {
    const multi = writer.beginMessage(OperationField.multiRead);
    const error = this.parts((type) => {
      if (type !== OpCode.getData && type !== OpCode.getChildren) return ErrorCode.MARSHALLINGERROR;
      const part = writer.beginMessage(MultiReadField.parts);
      this.path(writer, type === OpCode.getData ? MultiReadField.getData : MultiReadField.getChildren);
      writer.endMessage(part);
      return 0;
    });
    writer.endMessage(multi);
    return error;
  }

  private parts(write: (type: number) => number): number {
    const { reader, view, header } = this;
    this.partTypes.length = 0;
    for (readMultiHeader(reader, header); !header.done && !reader.failed; readMultiHeader(reader, header)) {
      if (!readOperation(reader, header.type, view) || reader.failed) return ErrorCode.MARSHALLINGERROR;
      this.partTypes.push(header.type);
      const code = write(header.type);
      if (code !== 0) return code;
    }
    this.note = Uint8Array.from(this.partTypes);
    return reader.failed ? ErrorCode.MARSHALLINGERROR : 0;
  }
}

const aclReader = new JuteReader();

function beginRequest(writer: ByteWriter, id: number): number {
  const request = writer.beginMessage(RequestField.requests);
  writer.integerField(RequestField.id, id);
  return request;
}
