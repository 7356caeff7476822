import { ByteWriter } from './byte-writer';

const FIRST_BYTES = 512;
/** What is kept, in writers and in all their room together: some write half a megabyte again and again, and should not grow each time. */
const KEPT_MAX = 64;
const KEPT_BYTES_MAX = 8 * 1024 * 1024;

/** Writers that nobody writes with. The one that was given back last is taken first: its memory is warm, and its room of the size in use. */
export class IdleWriters {
  private readonly writers: ByteWriter[] = [];
  private bytes = 0;

  take(): ByteWriter {
    const writer = this.writers.pop();
    if (writer === undefined) return new ByteWriter(FIRST_BYTES);
    this.bytes -= writer.room;
    return writer;
  }

  /** It must be empty. */
  give(writer: ByteWriter): void {
    if (this.writers.length >= KEPT_MAX || this.bytes + writer.room > KEPT_BYTES_MAX) return;
    this.writers.push(writer);
    this.bytes += writer.room;
  }
}
