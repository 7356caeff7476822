import type { ByteReader } from '@grove/wire';
import { OpCode, newStat, writeMultiEnd, writeMultiError, writeMultiHeader, writeStat, zooKeeperErrorOf } from '@grove/zookeeper-wire';
import type { JuteWriter } from '@grove/zookeeper-wire';
import { CONFIG_NOTE } from './request-translation';

/** Keys (field × 8 + wire type) of grove.v1's messages that are read here. */
const VARINT = 0;
const MESSAGE = 2;
const FIRST_MESSAGE = (1 << 3) | MESSAGE;
const SECOND_MESSAGE = (2 << 3) | MESSAGE;
/** NodeKind. That a znode is a container, or has a time to live, ZooKeeper's server keeps to itself. */
const EPHEMERAL = 2;
/** Members of the oneof of MultiPartResult and of MultiReadPartResult. */
const MultiResultField = { create: 2, setData: 4, getData: 5, getChildren: 6 } as const;
const MultiReadResultField = { getData: 2, getChildren: 3 } as const;
const NOTHING = new Uint8Array(0);

/** Turns what an answer of grove.v1 holds, byte for byte, into what follows the header of ZooKeeper's reply. */
export class ResultTranslation {
  private readonly stat = newStat();

  constructor(
    private readonly writer: JuteWriter,
    /** The data of /zookeeper/config in the form that ZooKeeper's clients know. */
    private readonly configOf: (version: number, data: Uint8Array) => Uint8Array,
  ) {}

  /** For a request of this type. `note`: what the request left for its reply. */
  write(reader: ByteReader, type: number, failed: boolean, note: Uint8Array | null): void {
    const { writer } = this;
    switch (type) {
      case OpCode.getData:
      case OpCode.reconfig:
        this.data(reader, note);
        break;
      case OpCode.exists:
      case OpCode.setData:
      case OpCode.setAcl:
        this.statAlone(reader);
        break;
      case OpCode.create:
        this.path(reader, false);
        break;
      case OpCode.create2:
      case OpCode.createContainer:
      case OpCode.createTtl:
        this.path(reader, true);
        break;
      case OpCode.getChildren:
        this.texts(reader, false);
        break;
      case OpCode.getChildren2:
        this.texts(reader, true);
        break;
      case OpCode.getEphemerals:
        this.texts(reader, false);
        break;
      case OpCode.getAcl:
        this.acl(reader);
        break;
      case OpCode.sync:
        if (note !== null) writer.range(note);
        break;
      case OpCode.getAllChildrenNumber: {
        let count = 0;
        while (reader.next()) {
          if (reader.key === 1 << 3) count = reader.integer();
          else reader.skip();
        }
        writer.int32(count);
        break;
      }
      case OpCode.whoAmI:
        this.identities(reader);
        break;
      case OpCode.multi:
      case OpCode.multiRead:
        this.multi(reader, type, failed, note ?? NOTHING);
        break;
      case OpCode.addWatch:
        // An ErrorResponse, of no error.
        writer.int32(0);
        break;
      default:
      // delete, removeWatches, checkWatches, setWatches, closeSession, check: a header alone.
    }
  }

  /** GetDataResponse. */
  private data(reader: ByteReader, note: Uint8Array | null): void {
    let start = 0;
    let end = 0;
    while (reader.next()) {
      if (reader.key === FIRST_MESSAGE) {
        const length = reader.length();
        start = reader.position;
        end = start + length;
        reader.position = end;
      } else if (reader.key === SECOND_MESSAGE) this.readStat(reader);
      else reader.skip();
    }
    const { writer, stat } = this;
    // What is told instead of what the znode holds.
    const other = note === CONFIG_NOTE ? this.configOf(stat.mzxid, reader.buffer.subarray(start, end)) : null;
    if (other === null) writer.range(reader.buffer, start, end);
    else {
      stat.dataLength = other.length;
      writer.range(other);
    }
    writeStat(writer, stat);
  }

  /** SetDataResponse, SetAclResponse, ExistsResponse. */
  private statAlone(reader: ByteReader): void {
    while (reader.next()) {
      if (reader.key === FIRST_MESSAGE) this.readStat(reader);
      else reader.skip();
    }
    writeStat(this.writer, this.stat);
  }

  /** CreateResponse. */
  private path(reader: ByteReader, withStat: boolean): void {
    while (reader.next()) {
      if (reader.key === FIRST_MESSAGE) this.text(reader);
      else if (withStat && reader.key === SECOND_MESSAGE) this.readStat(reader);
      else reader.skip();
    }
    if (withStat) writeStat(this.writer, this.stat);
  }

  /** GetChildrenResponse, GetEphemeralsResponse. */
  private texts(reader: ByteReader, withStat: boolean): void {
    const { writer } = this;
    const at = writer.later();
    let count = 0;
    while (reader.next()) {
      if (reader.key === FIRST_MESSAGE) {
        this.text(reader);
        count += 1;
      } else if (withStat && reader.key === SECOND_MESSAGE) this.readStat(reader);
      else reader.skip();
    }
    writer.putInt32(at, count);
    if (withStat) writeStat(writer, this.stat);
  }

  private text(reader: ByteReader): void {
    const length = reader.length();
    this.writer.range(reader.buffer, reader.position, reader.position + length);
    reader.position += length;
  }

  /** GetAclResponse. */
  private acl(reader: ByteReader): void {
    const { writer } = this;
    const at = writer.later();
    let count = 0;
    while (reader.next()) {
      if (reader.key === FIRST_MESSAGE) {
        const outer = reader.enter();
        const rightsAt = writer.later();
        let rights = 0;
        while (reader.next()) {
          if (reader.key === 1 << 3) rights = reader.int32();
          else if (reader.key === SECOND_MESSAGE) this.identity(reader);
          else reader.skip();
        }
        writer.putInt32(rightsAt, rights);
        reader.leave(outer);
        count += 1;
      } else if (reader.key === SECOND_MESSAGE) this.readStat(reader);
      else reader.skip();
    }
    // A list that is open to all is none in Grove.
    if (count === 0) {
      count = 1;
      writer.int32(31);
      writer.string('world');
      writer.string('anyone');
    }
    writer.putInt32(at, count);
    writeStat(writer, this.stat);
  }

  /** WhoAmIResponse. */
  private identities(reader: ByteReader): void {
    const { writer } = this;
    const at = writer.later();
    let count = 0;
    while (reader.next()) {
      if (reader.key === FIRST_MESSAGE) {
        this.identity(reader);
        count += 1;
      } else reader.skip();
    }
    writer.putInt32(at, count);
  }

  /** Scheme and id, in this order; each may be missing, which is empty. */
  private identity(reader: ByteReader): void {
    const outer = reader.enter();
    const { writer } = this;
    let schemeStart = 0;
    let schemeEnd = 0;
    let idStart = 0;
    let idEnd = 0;
    while (reader.next()) {
      if (reader.key === FIRST_MESSAGE || reader.key === SECOND_MESSAGE) {
        const isScheme = reader.key === FIRST_MESSAGE;
        const length = reader.length();
        if (isScheme) {
          schemeStart = reader.position;
          schemeEnd = schemeStart + length;
        } else {
          idStart = reader.position;
          idEnd = idStart + length;
        }
        reader.position += length;
      } else reader.skip();
    }
    writer.range(reader.buffer, schemeStart, schemeEnd);
    writer.range(reader.buffer, idStart, idEnd);
    reader.leave(outer);
  }

  /** MultiResponse and MultiReadResponse. `types`: of the parts, as they were asked for. */
  private multi(reader: ByteReader, type: number, failed: boolean, types: Uint8Array): void {
    const { writer } = this;
    let part = 0;
    while (reader.next()) {
      if (reader.key !== FIRST_MESSAGE) {
        reader.skip();
        continue;
      }
      const outer = reader.enter();
      this.partResult(reader, type, failed, types[part] ?? 0);
      reader.leave(outer);
      part += 1;
    }
    writeMultiEnd(writer);
  }

  private partResult(reader: ByteReader, multi: number, failed: boolean, type: number): void {
    const { writer } = this;
    let code = 0;
    let start = reader.position;
    let end = start;
    let field = 0;
    while (reader.next()) {
      if ((reader.key & 7) === VARINT && reader.key >>> 3 === 1) code = reader.int32();
      else if ((reader.key & 7) === MESSAGE) {
        field = reader.key >>> 3;
        const length = reader.length();
        start = reader.position;
        end = start + length;
        reader.position = end;
      } else reader.skip();
    }
    if (failed || code !== 0) {
      writeMultiError(writer, zooKeeperErrorOf(code));
      return;
    }
    // As ZooKeeper has it: the answers of the creates that have a Stat are of one type.
    writeMultiHeader(writer, type === OpCode.createContainer || type === OpCode.createTtl ? OpCode.create2 : type, 0);
    const outerEnd = reader.end;
    reader.position = start;
    reader.end = end;
    if (multi === OpCode.multiRead) {
      if (field === MultiReadResultField.getChildren) this.texts(reader, false);
      else if (field === MultiReadResultField.getData) this.data(reader, null);
    } else if (field === MultiResultField.create) this.path(reader, type !== OpCode.create);
    else if (field === MultiResultField.setData) this.statAlone(reader);
    reader.end = outerEnd;
    reader.position = outerEnd;
  }

  /** Enters the Stat at the reader's key, into `stat`. */
  private readStat(reader: ByteReader): void {
    const outer = reader.enter();
    const { stat } = this;
    stat.czxid = 0;
    stat.mzxid = 0;
    stat.pzxid = 0;
    stat.ctimeMs = 0;
    stat.mtimeMs = 0;
    stat.version = 0;
    stat.cversion = 0;
    stat.aversion = 0;
    stat.dataLength = 0;
    stat.numChildren = 0;
    let kind = 0;
    let owner = 0;
    while (reader.next()) {
      switch (reader.key) {
        case 1 << 3:
          stat.czxid = reader.integer();
          break;
        case 2 << 3:
          stat.mzxid = reader.integer();
          break;
        case 3 << 3:
          stat.pzxid = reader.integer();
          break;
        case 4 << 3:
          stat.ctimeMs = reader.integer();
          break;
        case 5 << 3:
          stat.mtimeMs = reader.integer();
          break;
        case 6 << 3:
          stat.version = reader.int32();
          break;
        case 7 << 3:
          stat.cversion = reader.int32();
          break;
        case 8 << 3:
          stat.aversion = reader.int32();
          break;
        case 9 << 3:
          kind = reader.int32();
          break;
        case 10 << 3:
          owner = reader.integer();
          break;
        case 12 << 3:
          stat.dataLength = reader.int32();
          break;
        case 13 << 3:
          stat.numChildren = reader.int32();
          break;
        default:
          reader.skip();
      }
    }
    stat.ephemeralOwner = kind === EPHEMERAL ? owner : 0;
    reader.leave(outer);
  }
}
