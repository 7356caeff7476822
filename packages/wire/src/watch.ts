import type { Credential } from './acl';
import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import { readStat, writeStat } from './stat';
import type { Stat } from './stat';

/** Messages of the Watch stream. */

export type WatchEventType = 'created' | 'deleted' | 'dataChanged' | 'childrenChanged';

/** Numbers of `EventType` in the protocol. */
export const WatchEventTypeNumber = { created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 } as const;

const eventTypeNames: readonly (WatchEventType | undefined)[] = [undefined, 'created', 'deleted', 'dataChanged', 'childrenChanged'];

export function eventTypeName(number: number): WatchEventType | undefined {
  return eventTypeNames[number];
}

/** What an event carries beside type, path and zxid: on request, or where the events of one zxid come in several frames. */
export interface EventDetails {
  /** Where to go on after this event; absent for none. */
  readonly cursor?: Uint8Array;
  /** The new data; absent where it was not asked for, is not held any more, or the event has none. */
  readonly data?: Uint8Array;
  readonly stat?: Stat;
  /** The data before. */
  readonly previousData?: Uint8Array;
  /** Data was asked for and is not held any more. */
  readonly dataAbsent?: true;
  readonly previousDataAbsent?: true;
}

export interface WatchEvent extends EventDetails {
  readonly type: WatchEventType;
  readonly path: string;
  readonly zxid: number;
  /** Opaque: where to go on after this event. Empty on a session stream. */
  readonly cursor: Uint8Array;
}

/** As `EventDetails`, as a replica has it: `stat` is an encoded Stat. */
export interface EncodedEventDetails extends Omit<EventDetails, 'stat'> {
  readonly stat?: Uint8Array;
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
  /** Events carry the new data and Stat. */
  readonly withData?: boolean;
  /** Events carry the data before. */
  readonly withPreviousData?: boolean;
  readonly sessionId: number;
  readonly sessionSecret: Uint8Array;
  readonly minZxid: number;
  /** Absent for none. */
  readonly credentials?: readonly Credential[];
}

function presentBytes(writer: ByteWriter, field: number, bytes: Uint8Array): void {
  writer.tag(field, 2);
  writer.varint(bytes.length);
  writer.append(bytes);
}

/** Writes the fields of a WatchEvent. */
export function writeWatchEvent(writer: ByteWriter, type: number, path: string, zxid: number, details?: EncodedEventDetails): void {
  writer.integerField(1, type);
  writer.stringField(2, path);
  writer.integerField(3, zxid);
  if (details === undefined) return;
  if (details.cursor !== undefined) writer.bytesField(4, details.cursor);
  // Also where it is empty: that the znode has no data is an answer too.
  if (details.data !== undefined) presentBytes(writer, 5, details.data);
  if (details.stat !== undefined) presentBytes(writer, 6, details.stat);
  if (details.previousData !== undefined) presentBytes(writer, 7, details.previousData);
  writer.booleanField(8, details.dataAbsent === true);
  writer.booleanField(9, details.previousDataAbsent === true);
}

/** Reads the fields of a WatchEvent to its end; null for a type that this version does not know. */
export function readWatchEvent(reader: ByteReader): WatchEvent | null {
  let type = 0;
  let path = '';
  let zxid = 0;
  let cursor = reader.buffer.subarray(0, 0);
  const details: { -readonly [K in keyof EventDetails]: EventDetails[K] } = {};
  while (reader.next()) {
    switch (reader.key) {
      case 1 << 3:
        type = reader.int32();
        break;
      case (2 << 3) | 2:
        path = reader.string();
        break;
      case 3 << 3:
        zxid = reader.unsigned();
        break;
      case (4 << 3) | 2:
        cursor = reader.bytes();
        break;
      case (5 << 3) | 2:
        details.data = reader.bytes();
        break;
      case (6 << 3) | 2: {
        const outer = reader.enter();
        details.stat = readStat(reader);
        reader.leave(outer);
        break;
      }
      case (7 << 3) | 2:
        details.previousData = reader.bytes();
        break;
      case 8 << 3:
        if (reader.boolean()) details.dataAbsent = true;
        break;
      case 9 << 3:
        if (reader.boolean()) details.previousDataAbsent = true;
        break;
      default:
        reader.skip();
    }
  }
  const name = eventTypeName(type);
  return name === undefined ? null : { type: name, path, zxid, ...details, cursor };
}

export function encodeWatchResponse(response: WatchResponse): Uint8Array {
  const writer = new ByteWriter(256);
  for (const event of response.events) {
    const begin = writer.beginMessage(1);
    const { stat, ...details } = event;
    writeWatchEvent(writer, WatchEventTypeNumber[event.type], event.path, event.zxid, details);
    if (stat !== undefined) writeStat(writer, 6, stat);
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
      const outer = reader.enter();
      const event = readWatchEvent(reader);
      reader.leave(outer);
      if (event !== null) events.push(event);
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
