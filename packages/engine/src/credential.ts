import { ByteReader } from '@grove/wire';
import type { Credential } from './ports';

/** The credential of an AddAuthRequest in buffer[start, end), the tag of the operation included; null where malformed. */
export function decodeCredential(buffer: Uint8Array, start: number, end: number): Credential | null {
  const reader = new ByteReader(buffer, start, end);
  let scheme = '';
  let credential = buffer.subarray(0, 0);
  if (!reader.next() || (reader.key & 7) !== 2) return null;
  const requestEnd = reader.enter();
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outerEnd = reader.enter();
    while (reader.next()) {
      if (reader.key === ((1 << 3) | 2)) scheme = reader.string();
      else if (reader.key === ((2 << 3) | 2)) credential = reader.bytes();
      else reader.skip();
    }
    reader.leave(outerEnd);
  }
  reader.leave(requestEnd);
  return reader.failed ? null : { scheme, credential };
}
