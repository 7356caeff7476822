/** A promise that was broken: which, and what shows it. */
export interface Violation {
  readonly invariant: string;
  readonly message: string;
  readonly atMs: number;
}

/** Where invariants report to; the run ends at the first. */
export type Report = (invariant: string, message: string) => void;
