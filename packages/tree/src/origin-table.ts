import type { ItemHasher } from './digest';
import type { Disposition, Origin } from './types';

interface Position {
  epoch: number;
  number: number;
}

/**
 * How far each replica's forwards have been applied. A replica numbers the entries that it takes from its clients,
 * from 1 in each life (epoch) of its process; they take effect in that order, each once, whatever a change of leader
 * repeats or loses. One that is no member any more is kept: it may come back in the same life, and an old copy of what it sent may still be
 * on its way. Replicas have numbers from 1 to 9, so the table stays small.
 */
export class OriginTable {
  private readonly positions = new Map<number, Position>();

  /** Judges an entry, and where it is the origin's next, takes its number. Nothing changes otherwise. */
  admit(origin: Origin): Disposition {
    if (origin.replica === 0) {
      return 'applied';
    }
    const position = this.positions.get(origin.replica);
    if (position === undefined || origin.epoch > position.epoch) {
      if (origin.number !== 1) {
        return origin.number > 1 ? 'gap' : 'duplicate';
      }
      this.positions.set(origin.replica, { epoch: origin.epoch, number: 1 });
      return 'applied';
    }
    if (origin.epoch < position.epoch) {
      return 'stale';
    }
    if (origin.number !== position.number + 1) {
      return origin.number > position.number ? 'gap' : 'duplicate';
    }
    position.number += 1;
    return 'applied';
  }

  lastNumber(replica: number, epoch: number): number {
    const position = this.positions.get(replica);
    return position !== undefined && position.epoch === epoch ? position.number : 0;
  }

  /** The epoch of the origin's last applied entry; 0 for none. */
  lastEpoch(replica: number): number {
    return this.positions.get(replica)?.epoch ?? 0;
  }

  restore(replica: number, epoch: number, number: number): void {
    this.positions.set(replica, { epoch, number });
  }

  /** By replica number, so that equal tables are visited alike. */
  forEach(visit: (replica: number, epoch: number, number: number) => void): void {
    for (const [replica, { epoch, number }] of [...this.positions].sort(([a], [b]) => a - b)) {
      visit(replica, epoch, number);
    }
  }

  hashInto(hasher: ItemHasher): void {
    this.forEach((replica, epoch, number) => {
      hasher.number(replica);
      hasher.number(epoch);
      hasher.number(number);
    });
  }
}
