import { JuteReader, JuteWriter } from './jute';
import { CREATE_FLAGS, type Acl, type Create, type MultiPart, type MultiReadPart, type Operation } from './operation';

/**
 * The client's side of ZooKeeper's protocol, written down a second time: nothing is taken from the codec under test. The real
 * ZooKeeper on the other side of the comparison says that it is right.
 */
export const OP = {
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
  checkWatches: 17,
  removeWatches: 18,
  createContainer: 19,
  createTtl: 21,
  multiRead: 22,
  addAuth: 100,
  setWatches: 101,
  getEphemerals: 103,
  getAllChildrenNumber: 104,
  setWatches2: 105,
  addWatch: 106,
  whoAmI: 107,
  closeSession: -11,
  error: -1,
} as const;

/** The numbers of requests that are no answers to one. */
export const XID = { event: -1, ping: -2, auth: -4, setWatches: -8 } as const;

export interface Stat {
  readonly czxid: bigint;
  readonly mzxid: bigint;
  readonly ctime: bigint;
  readonly mtime: bigint;
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  readonly ephemeralOwner: bigint;
  readonly dataLength: number;
  readonly numChildren: number;
  readonly pzxid: bigint;
}

/** What one request was answered, as far as it has a body; lists that ZooKeeper keeps as sets in one order. */
export interface Body {
  readonly path?: string;
  readonly stat?: Stat;
  readonly data?: string | null;
  readonly children?: readonly string[];
  readonly acl?: readonly Acl[];
  readonly count?: number;
  readonly paths?: readonly string[];
  readonly identities?: readonly string[];
  readonly parts?: readonly PartAnswer[];
  /** Bytes after all that is known. */
  readonly more?: string;
}

export interface PartAnswer {
  readonly type: number;
  readonly error: number;
  readonly body: Body;
}

/** The operation's number and the bytes after the header. */
export function encodeOperation(operation: Operation, seenZxid: bigint): { readonly type: number; readonly body: Buffer } {
  const out = new JuteWriter();
  const type = write(out, operation, seenZxid);
  return { type, body: out.bytes() };
}

function write(out: JuteWriter, operation: Operation, seenZxid: bigint): number {
  switch (operation.op) {
    case 'create':
      return writeCreate(out, operation);
    case 'delete':
      out.text(operation.path).int(operation.version);
      return OP.delete;
    case 'setData':
      out.text(operation.path).buffer(bytesOf(operation.data)).int(operation.version);
      return OP.setData;
    case 'check':
      out.text(operation.path).int(operation.version);
      return OP.check;
    case 'exists':
    case 'getData':
    case 'getChildren':
    case 'getChildren2':
      out.text(operation.path).bool(operation.watch);
      return OP[operation.op];
    case 'getAcl':
    case 'sync':
    case 'getAllChildrenNumber':
      out.text(operation.path);
      return OP[operation.op];
    case 'getEphemerals':
      out.text(operation.prefix);
      return OP.getEphemerals;
    case 'setAcl':
      out.text(operation.path);
      writeAcl(out, operation.acl);
      out.int(operation.version);
      return OP.setAcl;
    case 'multi':
    case 'multiRead':
      writeParts(out, operation.parts);
      return OP[operation.op];
    case 'addWatch':
      out.text(operation.path).int(operation.mode);
      return OP.addWatch;
    case 'removeWatches':
    case 'checkWatches':
      out.text(operation.path).int(operation.type);
      return OP[operation.op];
    case 'setWatches': {
      const { data, exists, children, persistent, recursive } = operation.lists;
      out.long(seenZxid);
      const lists = operation.old ? [data, exists, children] : [data, exists, children, persistent, recursive];
      for (const list of lists) out.list(list, (path) => out.text(path));
      return operation.old ? OP.setWatches : OP.setWatches2;
    }
    case 'addAuth':
      out.int(0).text(operation.scheme).text(operation.auth);
      return OP.addAuth;
    case 'whoAmI':
    case 'closeSession':
      return OP[operation.op];
  }
}

function writeCreate(out: JuteWriter, { path, data, acl, mode, ttlMs, stat }: Create): number {
  out.text(path).buffer(bytesOf(data));
  writeAcl(out, acl);
  out.int(CREATE_FLAGS[mode]);
  if (mode === 'ttl' || mode === 'ttlSequential') {
    out.long(BigInt(ttlMs));
    return OP.createTtl;
  }
  if (mode === 'container') return OP.createContainer;
  return stat ? OP.create2 : OP.create;
}

function writeAcl(out: JuteWriter, acl: readonly Acl[]): void {
  out.list(acl, ({ rights, scheme, id }) => out.int(rights).text(scheme).text(id));
}

function writeParts(out: JuteWriter, parts: readonly (MultiPart | MultiReadPart)[]): void {
  for (const part of parts) {
    const body = new JuteWriter();
    const type = write(body, part, 0n);
    out.int(type).bool(false).int(-1);
    out.raw(body.bytes());
  }
  out.int(-1).bool(true).int(-1);
}

function bytesOf(data: string | null): Uint8Array | null {
  return data === null ? null : Buffer.from(data);
}

/** Reads the body of a good answer (or of a multi, whose failed parts come in a body). */
export function decodeBody(type: number, bytes: Buffer): Body {
  const from = new JuteReader(bytes);
  if (from.left === 0) return {};
  const body = type === OP.multi || type === OP.multiRead ? { parts: readParts(from) } : readBody(type, from);
  return from.left === 0 ? body : { ...body, more: bytes.subarray(bytes.length - from.left).toString('hex') };
}

function readBody(type: number, from: JuteReader): Body {
  switch (type) {
    case OP.create:
    case OP.sync:
      return { path: from.text() };
    case OP.create2:
    case OP.createContainer:
    case OP.createTtl:
      return { path: from.text(), stat: readStat(from) };
    case OP.exists:
    case OP.setData:
    case OP.setAcl:
      return { stat: readStat(from) };
    case OP.getData:
      return { data: from.buffer()?.toString('utf8') ?? null, stat: readStat(from) };
    case OP.getAcl:
      return { acl: from.list(() => ({ rights: from.int(), scheme: from.text(), id: from.text() })), stat: readStat(from) };
    case OP.getChildren:
      return { children: from.list(() => from.text()).sort() };
    case OP.getChildren2:
      return { children: from.list(() => from.text()).sort(), stat: readStat(from) };
    case OP.getEphemerals:
      return { paths: from.list(() => from.text()).sort() };
    case OP.getAllChildrenNumber:
    case OP.addWatch:
      return { count: from.int() };
    case OP.whoAmI:
      return { identities: from.list(() => `${from.text()}:${from.text()}`).sort() };
    default:
      return {};
  }
}

function readParts(from: JuteReader): PartAnswer[] {
  const parts: PartAnswer[] = [];
  for (;;) {
    const [type, done, error] = [from.int(), from.bool(), from.int()];
    if (done) return parts;
    if (type === OP.error) parts.push({ type, error: from.int(), body: {} });
    else parts.push({ type, error, body: readBody(type, from) });
  }
}

function readStat(from: JuteReader): Stat {
  return {
    czxid: from.long(),
    mzxid: from.long(),
    ctime: from.long(),
    mtime: from.long(),
    version: from.int(),
    cversion: from.int(),
    aversion: from.int(),
    ephemeralOwner: from.long(),
    dataLength: from.int(),
    numChildren: from.int(),
    pzxid: from.long(),
  };
}
