/** What is known of a copy, over all its sessions. */
export class Tally {
  /** The znodes that the source had when it was looked at last and that the copy has from it. `round`: the last one that found it. */
  private readonly known = new Map<string, { readonly bytes: number; readonly mark: string; round: number }>();
  private readonly passedOver = new Set<string>();
  private readonly left = new Set<string>();
  private round = 0;
  /** A round has seen all of the source. */
  private isWhole = false;
  bytes = 0;
  /** Znodes made, and those that were given other data or another list. */
  written = 0;
  deleted = 0;

  /** `deletes`: also what was never seen in the source. */
  constructor(private readonly deletes: boolean) {}

  get znodes(): number {
    return this.known.size;
  }

  /** Ephemerals in the source. */
  get ephemerals(): number {
    return this.passedOver.size;
  }

  /** Found in the copy alone, and left there. */
  get leftAlone(): number {
    return this.left.size;
  }

  /** The whole source is about to be looked at. */
  beginRound(): void {
    this.round++;
    this.passedOver.clear();
  }

  /** It was. Answers what earlier rounds found and this one did not. */
  endRound(): Set<string> {
    this.isWhole = true;
    return new Set([...this.known].filter(([, { round }]) => round !== this.round).map(([path]) => path));
  }

  has(path: string, byteLength: number, mark: string): void {
    this.bytes += byteLength - (this.known.get(path)?.bytes ?? 0);
    this.known.set(path, { bytes: byteLength, mark, round: this.round });
    this.passedOver.delete(path);
    this.left.delete(path);
  }

  /**
   * Whether the source says what it said when it was copied: then the copy is not looked at, and may differ by what was written into it since,
   * by those who work with it already.
   */
  isCopied(path: string, mark: string): boolean {
    const known = this.known.get(path);
    if (!this.isWhole || known?.mark !== mark) return false;
    known.round = this.round;
    return true;
  }

  /** The source does not have it, or has an ephemeral there. */
  gone(path: string, isEphemeral: boolean): void {
    this.bytes -= this.known.get(path)?.bytes ?? 0;
    this.known.delete(path);
    if (isEphemeral) this.passedOver.add(path);
    else this.passedOver.delete(path);
  }

  /**
   * Whether what is in the copy alone goes: what this run saw in the source before. The rest may be of those who work with the
   * copy already, and stays unless it was asked for.
   */
  mayDelete(path: string): boolean {
    if (this.deletes || this.known.has(path)) return true;
    this.left.add(path);
    return false;
  }
}
