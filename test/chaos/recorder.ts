import { closeSync, openSync, writeSync } from 'node:fs';
import type { Line } from './checker/history';

/** Writes down what happens, in the order in which it happens, before anything else can happen; a run that is killed leaves its file. */
export class Recorder {
  readonly lines: Line[] = [];
  private readonly descriptor: number;
  private isClosed = false;
  private clients = 0;

  constructor(readonly file: string) {
    this.descriptor = openSync(file, 'w');
  }

  add(line: Line): void {
    // What comes later is nobody's, and the descriptor may be another's by then.
    if (this.isClosed) return;
    this.lines.push(line);
    writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
  }

  /** The number of the next client of this history. */
  newClient(): number {
    return ++this.clients;
  }

  note(text: string): void {
    this.add({ type: 'note', text, atMs: performance.now() });
  }

  close(): void {
    this.isClosed = true;
    closeSync(this.descriptor);
  }
}
