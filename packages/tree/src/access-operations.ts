import { Right, type AccessCheck } from './access-check';
import { AclRequest } from './acl-request';
import { varintBytes, type AnswerEncoder } from './answer-encoder';
import { ChangeNumber } from './change-history';
import { nextVersion, type CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import { ANYONE } from './identity';
import { OperationField, type Operation } from './operation';
import { RecordWriter } from './snapshot-format';
import { utf8Bytes } from './utf8';
import { Field } from './znode-columns';
import type { ZnodeStore } from './znode-store';

const VERSION_ANY = -1;
const TAG_RIGHTS = 0x08;
const TAG_FIRST = 0x0a;
const TAG_SECOND = 0x12;
/** What stands in the place of a digest's hash. */
const MASK = 'x';

/** setACL, getACL and whoAmI, with ZooKeeper 3.9.5's order of checks. */
export class AccessOperations {
  private readonly request: AclRequest;
  private readonly out = new RecordWriter(1024);
  private readonly part = new RecordWriter(256);

  constructor(
    private readonly store: ZnodeStore,
    private readonly access: AccessCheck,
    private readonly commands: CommandExecutor,
    private readonly encoder: AnswerEncoder,
  ) {
    this.request = new AclRequest(store.acls, access);
  }

  /** Answers with a code; where it is 0, `commands.row` is the znode. Not a part of a multi. */
  setAcl(buffer: Uint8Array, operation: Operation): number {
    const { store, commands } = this;
    const { columns } = store;
    if (!commands.isValidPath(buffer, operation.pathStart, operation.pathEnd, false)) {
      commands.reason = 'invalid path';
      return ErrorCode.badArguments;
    }
    if (operation.aclField === 0) {
      commands.reason = 'the access control list is empty';
      return ErrorCode.invalidAcl;
    }
    if (this.request.read(buffer, operation) !== ErrorCode.ok) {
      commands.reason = this.request.reason;
      return ErrorCode.invalidAcl;
    }
    const row = store.index.find(buffer, operation.pathStart, operation.pathEnd, commands.scan.hash);
    if (row === 0) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(row, Right.admin)) {
      return ErrorCode.noAuth;
    }
    if (operation.version !== VERSION_ANY && operation.version !== columns.get(row, Field.aversion)) {
      return ErrorCode.badVersion;
    }
    store.beginChange(row);
    const before = columns.get(row, Field.acl);
    columns.set(row, Field.acl, this.request.take());
    store.acls.release(before);
    columns.set(row, Field.aversion, nextVersion(columns.get(row, Field.aversion)));
    store.endChange(row);
    commands.recordChange(ChangeNumber.aclChanged, row);
    commands.row = row;
    return ErrorCode.ok;
  }

  /** Writes the result to the encoder, or answers with another code than 0. */
  getAcl(buffer: Uint8Array, operation: Operation): number {
    const { encoder, commands } = this;
    if (!commands.isValidPath(buffer, operation.pathStart, operation.pathEnd, false)) {
      return ErrorCode.badArguments;
    }
    const row = this.store.index.find(buffer, operation.pathStart, operation.pathEnd, commands.scan.hash);
    if (row === 0) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(row, Right.read | Right.admin)) {
      return ErrorCode.noAuth;
    }
    const masked = !this.access.allows(row, Right.admin);
    const acl = this.store.columns.get(row, Field.acl);
    this.out.length = 0;
    if (acl === 0) {
      this.putEntry(Right.all, ANYONE);
    } else {
      for (const { rights, identity } of this.store.acls.entries(acl)) {
        this.putEntry(rights, masked ? withoutSecret(identity, `:${MASK}`) : identity);
      }
    }
    encoder.aclResult(OperationField.getAcl, this.out.bytes, this.out.length, row);
    return ErrorCode.ok;
  }

  /** The identities that the caller is judged by, each once, the session's first. A digest shows its user alone, as in ZooKeeper. */
  whoAmI(): void {
    this.out.length = 0;
    for (const identity of new Set([...this.access.session, ...this.access.caller])) {
      this.putIdentity(withoutSecret(identity, ''));
      this.out.byte(TAG_FIRST);
      this.out.varint(this.part.length);
      this.out.raw(this.part.bytes, this.part.length);
    }
    this.encoder.rawResult(OperationField.whoAmI, this.out.bytes, this.out.length);
  }

  /** One Acl of a GetAclResponse. */
  private putEntry(rights: number, identity: string): void {
    this.putIdentity(identity);
    const { part, out } = this;
    out.byte(TAG_FIRST);
    // Tag and rights, tag and length of the identity.
    out.varint(3 + varintBytes(part.length) + part.length);
    out.byte(TAG_RIGHTS);
    out.byte(rights);
    out.byte(TAG_SECOND);
    out.varint(part.length);
    out.raw(part.bytes, part.length);
  }

  /** An Identity in `part`. */
  private putIdentity(identity: string): void {
    const colon = identity.indexOf(':');
    this.part.length = 0;
    putString(this.part, TAG_FIRST, colon < 0 ? identity : identity.slice(0, colon));
    putString(this.part, TAG_SECOND, colon < 0 ? '' : identity.slice(colon + 1));
  }
}

function putString(out: RecordWriter, tag: number, text: string): void {
  if (text !== '') {
    const bytes = utf8Bytes(text);
    out.byte(tag);
    out.blob(bytes, 0, bytes.length);
  }
}

/** `digest:user:hash` becomes `digest:user` and `replacement`. */
function withoutSecret(identity: string, replacement: string): string {
  return identity.startsWith('digest:') ? identity.slice(0, identity.lastIndexOf(':')) + replacement : identity;
}
