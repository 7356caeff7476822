/** Bounds how many streams clients may hold open at this replica. */
export class StreamLimit {
  private open = 0;

  constructor(private readonly max: number) {}

  /** False where there are too many already. */
  enter(): boolean {
    if (this.open >= this.max) return false;
    this.open += 1;
    return true;
  }

  leave(): void {
    this.open -= 1;
  }
}
