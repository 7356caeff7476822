import { ByteWriter } from '@grove/wire';

const writer = new ByteWriter(32);

/** Fields of an Answer whose result has no content. */
export function emptyAnswer(zxid: number, field: number): Uint8Array {
  writer.integerField(2, zxid);
  writer.tag(field, 2);
  writer.varint(0);
  return writer.take();
}
