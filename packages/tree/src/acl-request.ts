import type { AccessCheck } from './access-check';
import { ACL_BYTES_MAX, ACL_ENTRIES_MAX, type AclTable } from './acl-table';
import { ErrorCode } from './error-code';
import { ANYONE, IDENTITY_BYTES_MAX, isProved, parseIdentity } from './identity';
import { OperationDecoder } from './operation-decoder';
import type { Operation } from './operation';
import { strictUtf8, writeUtf8 } from './utf8';

const RIGHTS_ALL = 31;
const FIELD_RIGHTS = 1;
const FIELD_IDENTITY = 2;
const FIELD_SCHEME = 1;
const FIELD_ID = 2;

/**
 * Reads the access control list of a create or setACL as ZooKeeper's fixupACL does: repeated entries count once, `auth` becomes the
 * identities that the caller has proved, and what is left must be of a known scheme and its form.
 */
export class AclRequest {
  /** In words, where the list is not valid. */
  reason = '';
  private readonly decoder = new OperationDecoder();
  private bytes = new Uint8Array(1024);
  private length = 0;
  private readonly seen = new Set<string>();
  private open = false;

  constructor(
    private readonly acls: AclTable,
    private readonly access: AccessCheck,
  ) {}

  /** INVALIDACL, or 0: the list can then be taken. A list that is not there is the open one. */
  read(buffer: Uint8Array, operation: Operation): number {
    this.open = operation.aclField === 0;
    if (this.open) {
      return ErrorCode.ok;
    }
    this.seen.clear();
    this.length = 0;
    this.reason = '';
    const ranges: Uint8Array[] = [];
    const decoder = this.decoder;
    decoder.open(buffer, operation.messageStart, operation.messageEnd);
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === operation.aclField) {
        ranges.push(decoder.takeBytes());
        if (ranges.length > ACL_ENTRIES_MAX) {
          return this.invalid('the access control list is too long');
        }
      } else {
        decoder.skip();
      }
    }
    for (const range of ranges) {
      if (!this.entry(range)) {
        return ErrorCode.invalidAcl;
      }
    }
    if (this.seen.size > ACL_ENTRIES_MAX || this.length > ACL_BYTES_MAX) {
      return this.invalid('the access control list is too long');
    }
    this.open = this.seen.size === 1 && this.seen.has(`${RIGHTS_ALL} ${ANYONE}`);
    return ErrorCode.ok;
  }

  /** The number of the list just read, with one user more. */
  take(): number {
    return this.open ? 0 : this.acls.intern(this.bytes, this.length);
  }

  private entry(range: Uint8Array): boolean {
    const decoder = this.decoder;
    let rights = 0;
    let identity: Uint8Array | null = null;
    decoder.open(range, 0, range.length);
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === FIELD_RIGHTS) {
        rights = decoder.takeNumber();
      } else if (field === FIELD_IDENTITY) {
        identity = decoder.takeBytes();
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed || rights < 1 || rights > RIGHTS_ALL) {
      return this.refuse('rights must be a sum of 1, 2, 4, 8 and 16');
    }
    if (identity === null) {
      return this.refuse('an entry names nobody');
    }
    let scheme: string | null = '';
    let id: string | null = '';
    decoder.open(identity, 0, identity.length);
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === FIELD_SCHEME) {
        scheme = strictUtf8(decoder.takeBytes());
      } else if (field === FIELD_ID) {
        id = strictUtf8(decoder.takeBytes());
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed || scheme === null || id === null || scheme.includes(':')) {
      return this.refuse('an identity is malformed');
    }
    if (scheme === 'auth') {
      return this.expand(rights);
    }
    const text = `${scheme}:${id}`;
    if (parseIdentity(text) === null) {
      return this.refuse('unknown scheme, or an id that is not of its form');
    }
    return this.add(rights, text);
  }

  /** The id of `auth` does not matter, as in ZooKeeper. */
  private expand(rights: number): boolean {
    let found = false;
    for (const identities of [this.access.session, this.access.caller]) {
      for (const identity of identities) {
        if (isProved(identity)) {
          found = true;
          if (!this.add(rights, identity)) {
            return false;
          }
        }
      }
    }
    return found || this.refuse('auth without an identity');
  }

  private add(rights: number, identity: string): boolean {
    const key = `${rights} ${identity}`;
    if (this.seen.has(key)) {
      return true;
    }
    this.seen.add(key);
    const room = this.length + 3 + identity.length * 3;
    if (room > this.bytes.length) {
      const larger = new Uint8Array(room * 2);
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    const start = this.length + 3;
    const end = writeUtf8(identity, this.bytes, start);
    if (end - start > IDENTITY_BYTES_MAX) {
      return this.refuse('an identity is too long');
    }
    this.bytes[this.length] = rights;
    this.bytes[this.length + 1] = (end - start) & 0xff;
    this.bytes[this.length + 2] = (end - start) >> 8;
    this.length = end;
    return true;
  }

  private refuse(reason: string): false {
    this.reason = reason;
    return false;
  }

  private invalid(reason: string): number {
    this.reason = reason;
    return ErrorCode.invalidAcl;
  }
}
