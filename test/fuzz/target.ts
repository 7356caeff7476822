import type { SeededRandom } from './seeded-random';

/** Something that parses bytes from outside, as the fuzzer sees it. */
export interface Target {
  readonly name: string;
  /** Inputs of one seed; a target with a state opens it anew for each. */
  readonly inputs: number;
  /** Valid encodings to begin from, beside those of the stored corpus. */
  bases(seed: number): readonly Uint8Array[];
  /** What takes the inputs of one seed. It throws where a promise is broken: what is refused must be refused by type. */
  open(random: SeededRandom): { take(input: Uint8Array): void; finish?(): void };
}

export function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
