import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';

/** Messages of the Watch stream. */

export type WatchEventType = 'created' | 'deleted' | 'dataChanged' | 'childrenChanged';

/** Numbers of `EventType` in the protocol. */
export const WatchEventTypeNumber = { created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 } as const;

const eventTypeNames: readonly (WatchEventType | undefined)[] = [undefined, 'created', 'deleted', 'dataChanged', 'childrenChanged'];

export function eventTypeName(number: number): WatchEventType | undefined {
  return eventTypeNames[number];
}

export interface WatchEvent {
  readonly type: WatchEventType;
  readonly path: string;
  readonly zxid: number;
  /** Opaque: where to go on after this event. Empty on a session stream. */
  readonly cursor: Uint8Array;
}

export interface WatchResponse {
  readonly events: readonly WatchEvent[];
  readonly zxid: number;
  readonly cursor: Uint8Array;
}

export interface WatchRequest {
  readonly path: string;
  readonly recursive: boolean;
  /** Empty: from now. */
  readonly startCursor: Uint8Array;
  /** Empty: all. */
  readonly types: readonly WatchEventType[];
  readonly sessionId: number;
  readonly sessionSecret: Uint8Array;
  readonly minZxid: number;
}

export function encodeWatchResponse(response: WatchResponse): Uint8Array {
  const writer = new ByteWriter(256);
  for (const event of response.events) {
    const begin = writer.beginMessage(1);
    writer.integerField(1, WatchEventTypeNumber[event.type]);
    writer.stringField(2, event.path);
    writer.integerField(3, event.zxid);
    writer.bytesField(4, event.cursor);
    writer.endMessage(begin);
  }
  writer.integerField(2, response.zxid);
  writer.bytesField(3, response.cursor);
  return writer.take();
}

/** Null where the bytes are malformed. Events of a type that this version does not know are left out. */
export function decodeWatchResponse(bytes: Uint8Array): WatchResponse | null {
  const reader = new ByteReader(bytes);
  const empty = bytes.subarray(0, 0);
  const events: WatchEvent[] = [];
  let responseZxid = 0;
  let responseCursor = empty;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) {
      let type = 0;
      let path = '';
      let zxid = 0;
      let cursor = empty;
      const outer = reader.enter();
      while (reader.next()) {
        if (reader.key === 1 << 3) type = reader.int32();
        else if (reader.key === ((2 << 3) | 2)) path = reader.string();
        else if (reader.key === 3 << 3) zxid = reader.unsigned();
        else if (reader.key === ((4 << 3) | 2)) cursor = reader.bytes();
        else reader.skip();
      }
      reader.leave(outer);
      const name = eventTypeName(type);
      if (name !== undefined) events.push({ type: name, path, zxid, cursor });
    } else if (reader.key === 2 << 3) {
      responseZxid = reader.unsigned();
    } else if (reader.key === ((3 << 3) | 2)) {
      responseCursor = reader.bytes();
    } else {
      reader.skip();
    }
  }
  return reader.failed ? null : { events, zxid: responseZxid, cursor: responseCursor };
}
