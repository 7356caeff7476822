import type { Socket } from 'node:net';

/** How many connections there are of each address, as ZooKeeper's `maxClientCnxns` counts them. */
export class AddressCounts {
  private readonly counts = new Map<string, number>();

  /** Counts this connection until it is closed; false where its address has `max` already. 0 is no bound. */
  take(socket: Socket, max: number): boolean {
    const address = socket.remoteAddress;
    // One that is gone already has none.
    if (max === 0 || address === undefined) return true;
    const count = this.counts.get(address) ?? 0;
    if (count >= max) return false;
    this.counts.set(address, count + 1);
    socket.once('close', () => this.giveBack(address));
    return true;
  }

  private giveBack(address: string): void {
    const left = (this.counts.get(address) ?? 1) - 1;
    if (left === 0) this.counts.delete(address);
    else this.counts.set(address, left);
  }
}
