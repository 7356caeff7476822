/** What happened, line by line; kept only where somebody wants to read it. */
export class Trace {
  readonly lines: string[] = [];

  constructor(
    readonly enabled: boolean,
    private readonly nowMs: () => number,
  ) {}

  /** `who`: r1 for a replica, c2 for a client, or a part of the simulated world. Callers test `enabled` before they build long texts. */
  add(who: string, what: string): void {
    if (this.enabled) this.lines.push(`${this.nowMs().toFixed(2).padStart(10)} ${who.padEnd(8)} ${what}`);
  }
}
