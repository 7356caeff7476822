import type { ClientRandom } from './ports';

/** Which replica is tried next, and when: the next at once, and after a round of failures ever later. */
export class EndpointRotation {
  private readonly endpoints: readonly string[];
  private next = 0;
  private failures = 0;

  constructor(
    endpoints: readonly string[],
    isShuffled: boolean,
    private readonly random: ClientRandom,
    private readonly backoffMsMin: number,
    private readonly backoffMsMax: number,
  ) {
    if (endpoints.length === 0) throw new RangeError('at least one endpoint is needed');
    const order = [...endpoints];
    // Clients that start with the same list must not all go to its first replica.
    for (let last = order.length - 1; isShuffled && last > 0; last--) {
      const other = Math.floor(random.next() * (last + 1));
      [order[last], order[other]] = [order[other] ?? '', order[last] ?? ''];
    }
    this.endpoints = order;
  }

  take(): string {
    const endpoint = this.endpoints[this.next % this.endpoints.length] ?? '';
    this.next++;
    return endpoint;
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** How long to wait before the next attempt. The replica that was lost does not count: the others are tried first. */
  failed(): number {
    this.failures++;
    const rounds = Math.floor(this.failures / this.endpoints.length);
    if (rounds === 0) return 0;
    if (this.failures % this.endpoints.length !== 0) return 0;
    const delayMs = Math.min(this.backoffMsMax, this.backoffMsMin * 2 ** (rounds - 1));
    return delayMs * (0.5 + this.random.next() / 2);
  }
}
