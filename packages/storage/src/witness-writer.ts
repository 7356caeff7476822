import type { WitnessFile } from './ports';
import { encodeWitness, type Witness } from './witness-codec';

/**
 * Writes the newest witness, one write at a time: what changes while one is under way goes with the next. What nobody waits for is
 * written a little later, with all that changes until then: handed to a thread for each block it cost a twentieth of a lone write.
 */
export class WitnessWriter {
  private dirty = false;
  private underWay = false;
  private isScheduled = false;
  private hasFailed = false;
  /** Wait for the next write, which will be synced. */
  private waiting: (() => void)[] = [];

  constructor(
    private readonly file: WitnessFile,
    private current: Witness,
    private readonly onError: (error: Error) => void,
    /** Runs it in a little while. */
    private readonly later: (run: () => void) => void,
  ) {}

  get witness(): Witness {
    return this.current;
  }

  /** Changes fields, to be written soon. With `synced` it is called after they are on disk. */
  update(change: Partial<Witness>, synced: (() => void) | null): void {
    this.current = { ...this.current, ...change };
    this.dirty = true;
    if (synced !== null) this.waiting.push(synced);
    if (this.underWay) return;
    if (synced !== null) this.writeNext();
    else this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.later(() => {
      this.isScheduled = false;
      if (this.dirty && !this.underWay) this.writeNext();
    });
  }

  private writeNext(): void {
    if (this.hasFailed) return;
    const served = this.waiting;
    this.waiting = [];
    this.dirty = false;
    this.underWay = true;
    this.file.write(encodeWitness(this.current), served.length > 0, (error) => {
      this.underWay = false;
      // The disk is not trusted again: nothing more is written, nobody is told.
      if (error !== null) {
        this.hasFailed = true;
        return this.onError(error);
      }
      for (const call of served) call();
      if (!this.dirty || this.underWay) return;
      if (this.waiting.length > 0) this.writeNext();
      else this.schedule();
    });
  }
}
