/** Most clients never have a frame that waits. Nothing is put in here. */
const NONE: Uint8Array[] = [];

/** Frames of one client that are not taken apart yet, the oldest first. */
export class HeldFrames {
  private frames = NONE;
  bytes = 0;

  get length(): number {
    return this.frames.length;
  }

  push(frame: Uint8Array): void {
    if (this.frames === NONE) this.frames = [frame];
    else this.frames.push(frame);
    this.bytes += frame.length;
  }

  /** Whether this is the one that came last. */
  endsWith(frame: Uint8Array): boolean {
    return this.frames[this.frames.length - 1] === frame;
  }

  /** Hands on the oldest as long as `may`. What is taken is gone, whatever becomes of it; `take` may throw all the others away. */
  takeWhile(may: () => boolean, take: (frame: Uint8Array) => void): void {
    let taken = 0;
    const { frames } = this;
    for (; taken < frames.length && this.frames === frames && may(); taken += 1) {
      const frame = frames[taken];
      if (frame === undefined) break;
      this.bytes -= frame.length;
      take(frame);
    }
    if (taken > 0 && this.frames === frames) this.frames = taken === frames.length ? NONE : frames.slice(taken);
  }

  clear(): void {
    this.frames = NONE;
    this.bytes = 0;
  }
}
