import type { JuteReader } from './jute-reader';
import type { JuteWriter } from './jute-writer';
import { OpCode } from './op-code';

const NOTHING = -1;

/** What stands before each part of a multi and of its answer, and once more at the end of both. */
export interface MultiHeader {
  type: number;
  done: boolean;
  error: number;
}

export function readMultiHeader(reader: JuteReader, header: MultiHeader): void {
  header.type = reader.int32();
  header.done = reader.boolean();
  header.error = reader.int32();
}

export function writeMultiHeader(writer: JuteWriter, type: number, error: number): void {
  writer.int32(type);
  writer.boolean(false);
  writer.int32(error);
}

export function writeMultiEnd(writer: JuteWriter): void {
  writer.int32(NOTHING);
  writer.boolean(true);
  writer.int32(NOTHING);
}

/** A part of an answer that failed, or was not done because another failed: its code stands twice. */
export function writeMultiError(writer: JuteWriter, error: number): void {
  writeMultiHeader(writer, OpCode.error, error);
  writer.int32(error);
}
