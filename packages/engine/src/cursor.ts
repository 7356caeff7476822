import { ByteReader, ByteWriter } from '@grove/wire';

const CURSOR_VERSION = 1;
/** An ordinal above every real one: the whole zxid was seen. */
export const WHOLE_ZXID = 0xffffffff;

/** Where a watch goes on: everything up to (zxid, ordinal) was seen. */
export function encodeCursor(zxid: number, ordinal: number): Uint8Array {
  const writer = new ByteWriter(16);
  writer.byte(CURSOR_VERSION);
  writer.varint(zxid);
  writer.varint(ordinal);
  return writer.take();
}

/** Null where the bytes are none of this service. */
export function decodeCursor(cursor: Uint8Array): { zxid: number; ordinal: number } | null {
  if (cursor[0] !== CURSOR_VERSION) return null;
  const reader = new ByteReader(cursor, 1);
  const zxid = reader.integer();
  const ordinal = reader.integer();
  return reader.failed || reader.position !== cursor.length || zxid < 0 || ordinal < 0 ? null : { zxid, ordinal };
}
