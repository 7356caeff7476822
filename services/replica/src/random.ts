import { randomBytes } from 'node:crypto';
import type { Random } from '@grove/engine';

/** Randomness of this machine; the bytes are fit for secrets. */
export class SystemRandom implements Random {
  next(): number {
    return Math.random();
  }

  bytes(length: number): Uint8Array {
    // An own array: Buffer shares a pool, and who keeps sixteen bytes would keep the pool.
    return Uint8Array.from(randomBytes(length));
  }
}
