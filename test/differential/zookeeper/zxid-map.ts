/**
 * Which zxid of one server is which of the other. Two servers number the same changes differently (elections, clocks and sessions
 * take numbers too), so numbers are compared by what they name: equal here must be equal there, and earlier here earlier there.
 */
export class ZxidMap {
  /** In rising order, on both sides. */
  private readonly pairs: { readonly reference: bigint; readonly subject: bigint }[] = [];

  /** Both name the same change; null where that fits all that is known, else why not. */
  same(reference: bigint, subject: bigint): string | null {
    // 0 and −1 are no changes: the tree's beginning, and "not told".
    if (reference <= 0n || subject <= 0n) return reference === subject ? null : `${reference} against ${subject}`;
    const at = this.pairs.findIndex((pair) => pair.reference >= reference || pair.subject >= subject);
    const found = at < 0 ? undefined : this.pairs[at];
    if (found?.reference === reference && found.subject === subject) return null;
    if (found !== undefined && !(found.reference > reference && found.subject > subject)) {
      return `${reference} against ${subject}, but ${found.reference} is ${found.subject}`;
    }
    this.pairs.splice(at < 0 ? this.pairs.length : at, 0, { reference, subject });
    return null;
  }

  /** Both are states that hold the same changes, as far as known. */
  sameState(reference: bigint, subject: bigint): string | null {
    const before = this.pairs.filter((pair) => pair.reference <= reference).at(-1);
    const after = this.pairs.find((pair) => pair.reference > reference);
    if (before !== undefined && subject < before.subject) return `${subject} is before ${before.subject}, which is in ${reference}`;
    if (after !== undefined && subject >= after.subject) return `${subject} is not before ${after.subject}, which is not in ${reference}`;
    return null;
  }
}
