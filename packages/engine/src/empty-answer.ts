import { ByteReader, ByteWriter } from '@grove/wire';

const writer = new ByteWriter(32);

/** Fields of an Answer whose result has no content. */
export function emptyAnswer(zxid: number, field: number): Uint8Array {
  writer.integerField(2, zxid);
  writer.tag(field, 2);
  writer.varint(0);
  return writer.take();
}

/** The zxid of an encoded Answer; 0 where it has none. */
export function zxidOf(answer: Uint8Array): number {
  const reader = new ByteReader(answer);
  while (reader.next()) {
    if (reader.key === 2 << 3) return reader.unsigned();
    reader.skip();
  }
  return 0;
}
