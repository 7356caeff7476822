import type { ByteReader } from './byte-reader';
import type { ByteWriter } from './byte-writer';

/** Who may do what, and the proof of who one is: Acl, Identity and Credential of proto/grove/v1/coordination.proto. */

/** Rights of an Acl; a list's entry holds their sum. ZooKeeper's numbers. */
export const Right = { read: 1, write: 2, create: 4, delete: 8, admin: 16, all: 31 } as const;

export interface Identity {
  /** `world`, `auth`, `digest`, `ip` or `x509`; `super` in answers of whoAmI. */
  readonly scheme: string;
  /** Its form belongs to the scheme. */
  readonly id: string;
}

export interface Acl {
  /** The sum of `Right`. */
  readonly rights: number;
  readonly identity: Identity;
}

export interface Credential {
  /** `digest`. */
  readonly scheme: string;
  /** digest: `user:password` in UTF-8. */
  readonly credential: Uint8Array;
}

export function writeIdentity(writer: ByteWriter, field: number, identity: Identity): void {
  const begin = writer.beginMessage(field);
  writer.stringField(1, identity.scheme);
  writer.stringField(2, identity.id);
  writer.endMessage(begin);
}

/** Enters the nested message at the reader's key. */
export function readIdentity(reader: ByteReader): Identity {
  let scheme = '';
  let id = '';
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) scheme = reader.string();
    else if (reader.key === ((2 << 3) | 2)) id = reader.string();
    else reader.skip();
  }
  reader.leave(outer);
  return { scheme, id };
}

export function writeAcl(writer: ByteWriter, field: number, acl: Acl): void {
  const begin = writer.beginMessage(field);
  writer.integerField(1, acl.rights);
  writeIdentity(writer, 2, acl.identity);
  writer.endMessage(begin);
}

/** Enters the nested message at the reader's key. */
export function readAcl(reader: ByteReader): Acl {
  let rights = 0;
  let identity: Identity = { scheme: '', id: '' };
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.key === 1 << 3) rights = reader.int32();
    else if (reader.key === ((2 << 3) | 2)) identity = readIdentity(reader);
    else reader.skip();
  }
  reader.leave(outer);
  return { rights, identity };
}

export function writeCredential(writer: ByteWriter, field: number, credential: Credential): void {
  const begin = writer.beginMessage(field);
  writer.stringField(1, credential.scheme);
  writer.bytesField(2, credential.credential);
  writer.endMessage(begin);
}

/** Enters the nested message at the reader's key. The credential is a view. */
export function readCredential(reader: ByteReader): Credential {
  let scheme = '';
  let credential = reader.buffer.subarray(0, 0);
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) scheme = reader.string();
    else if (reader.key === ((2 << 3) | 2)) credential = reader.bytes();
    else reader.skip();
  }
  reader.leave(outer);
  return { scheme, credential };
}
