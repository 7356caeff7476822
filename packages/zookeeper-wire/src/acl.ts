import type { JuteReader } from './jute-reader';
import type { JuteWriter } from './jute-writer';

/** Of an ACL: the rights, and two lengths. */
const ACL_BYTES_MIN = 12;

export interface ZooKeeperAcl {
  /** The sum of READ 1, WRITE 2, CREATE 4, DELETE 8 and ADMIN 16. */
  readonly rights: number;
  readonly scheme: string;
  readonly id: string;
}

export function readAcls(reader: JuteReader): ZooKeeperAcl[] {
  const list: ZooKeeperAcl[] = [];
  for (let left = reader.count(ACL_BYTES_MIN); left > 0 && !reader.failed; left -= 1) {
    list.push({ rights: reader.int32(), scheme: reader.string(), id: reader.string() });
  }
  return list;
}

export function writeAcls(writer: JuteWriter, list: readonly ZooKeeperAcl[]): void {
  writer.int32(list.length);
  for (const acl of list) {
    writer.int32(acl.rights);
    writer.string(acl.scheme);
    writer.string(acl.id);
  }
}
