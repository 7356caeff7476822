import { BlockLog } from './block-log';
import { PersistQueue } from './persist-queue';
import { seededRandom, testSealer, textBytes } from './testing/sealer';
import type { Block } from './types';

function fill(log: BlockLog, terms: readonly number[], durable = Infinity): Block[] {
  return terms.map((term, at) => {
    const block = testSealer.seal(log.last, term, 'entries', 1 + (at % 3), textBytes(`${term} ${at}`));
    log.append(block, durable);
    return block;
  });
}

const start = { index: 0, term: 0, chain: 0 };

describe('the log of blocks', () => {
  it('answers like a plain list, whatever is appended, truncated and compacted', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 12; round++) {
      const log = new BlockLog(start, 150);
      let plain: Block[] = [];
      let origin: { index: number; term: number; chain: number } = start;
      let term = 1;
      for (let action = 0; action < 40; action++) {
        const kind = random();
        const victim = plain[Math.floor(random() * plain.length)];
        if (kind < 0.7 || victim === undefined) {
          if (random() < 0.3) term += 1;
          plain.push(...fill(log, [term]));
        } else if (kind < 0.85) {
          log.truncateFrom(victim.firstIndex);
          plain = plain.slice(0, plain.indexOf(victim));
          term += 1;
        } else {
          origin = { index: victim.lastIndex, term: victim.term, chain: victim.chain };
          log.compactTo(origin);
          plain = plain.slice(plain.indexOf(victim) + 1);
        }
        const last = plain[plain.length - 1] ?? { ...origin, lastIndex: origin.index };
        expect(log.last).toEqual({ index: last.lastIndex, term: last.term, chain: last.chain });
        for (let index = origin.index; index <= last.lastIndex + 1; index++) {
          const covering = plain.find((block) => block.firstIndex <= index && block.lastIndex >= index);
          expect(log.positionAt(index)?.index).toBe(index === origin.index || covering?.lastIndex === index ? index : undefined);
          expect(log.termAt(index)).toBe(index === origin.index ? origin.term : (covering?.term ?? null));
          const before = plain.filter((block) => block.lastIndex <= index && block.term <= term - 1).pop();
          const expected = before?.lastIndex ?? (origin.term <= term - 1 ? origin.index : undefined);
          expect(log.endAtOrBefore(index, term - 1)?.index).toBe(expected);
        }
      }
    }
  });

  it('keeps bytes within its bound, but never drops those that no disk has', () => {
    const log = new BlockLog(start, 100);
    fill(
      log,
      Array.from({ length: 50 }, () => 1),
    );
    expect(log.bytesInMemory).toBeLessThanOrEqual(100);
    expect(log.read(1, 1000)).toBeNull();
    const unsynced = new BlockLog(start, 100);
    fill(
      unsynced,
      Array.from({ length: 50 }, () => 1),
      0,
    );
    expect(unsynced.read(1, 1_000_000)).toHaveLength(50);
  });

  it('reads whole blocks up to a number of bytes, at least one', () => {
    const log = new BlockLog(start, 10_000);
    const blocks = fill(log, [1, 1, 1, 1]);
    const size = blocks[0]?.bytes.length ?? 0;
    expect(log.read(1, 1)).toEqual(blocks.slice(0, 1));
    expect(log.read(1, size * 3)).toEqual(blocks.slice(0, 3));
    expect(log.read(log.lastIndex + 1, 100)).toEqual([]);
  });
});

describe('the queue of writes', () => {
  it('takes back what a later truncation replaces, even when the older write is confirmed afterwards', () => {
    const queue = new PersistQueue(5);
    queue.issue(0, 8, false);
    queue.issue(0, 10, false);
    queue.truncateFrom(7);
    queue.issue(0, 9, false);
    queue.confirm(1, 2);
    expect(queue.durableIndex).toBe(6);
    expect(queue.tokenFor(9)).toBe(3);
    queue.confirm(2, 3);
    expect(queue.durableIndex).toBe(9);
  });

  it('measures a stall from the last move of the disk', () => {
    const queue = new PersistQueue(0);
    queue.issue(10, 1, false);
    queue.issue(20, 2, false);
    queue.confirm(300, 1);
    expect(queue.progressMs).toBe(300);
    expect(queue.count).toBe(1);
  });

  it('rejects a confirmation of what was never asked for', () => {
    expect(() => new PersistQueue(0).confirm(0, 1)).toThrow(/token 1/);
  });
});
