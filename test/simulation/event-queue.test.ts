import { EventQueue, Phase, type EventOwner } from './event-queue';
import { SeededRandom } from './random';

const drain = (queue: EventQueue): void => {
  while (queue.step(Infinity));
};

function owner(): EventOwner & { alive: boolean; pausedUntilMs: number } {
  return { alive: true, pausedUntilMs: 0, run: (action) => action() };
}

describe('the event queue', () => {
  it('runs events in order of time, then phase, then scheduling', () => {
    const queue = new EventQueue();
    const random = new SeededRandom(7);
    const ran: string[] = [];
    const expected: { at: number; phase: number; n: number }[] = [];
    for (let n = 0; n < 500; n++) {
      const at = random.below(20);
      const phase = random.pick([Phase.timer, Phase.io, Phase.check]);
      expected.push({ at, phase, n });
      queue.at(at, null, phase, () => ran.push(`${at}/${phase}/${n}`));
    }
    drain(queue);
    expected.sort((a, b) => a.at - b.at || a.phase - b.phase || a.n - b.n);
    expect(ran).toEqual(expected.map((e) => `${e.at}/${e.phase}/${e.n}`));
  });

  it('runs overdue timers before what arrived during a pause, and both after it', () => {
    const queue = new EventQueue();
    const paused = owner();
    paused.pausedUntilMs = 100;
    const ran: string[] = [];
    queue.at(10, paused, Phase.io, () => ran.push(`io at ${queue.nowMs}`));
    queue.at(50, paused, Phase.timer, () => ran.push(`timer at ${queue.nowMs}`));
    drain(queue);
    expect(ran).toEqual(['timer at 100', 'io at 100']);
  });

  it('drops events of an owner that is gone and events that were cancelled', () => {
    const queue = new EventQueue();
    const gone = owner();
    const ran: string[] = [];
    queue.at(1, gone, Phase.io, () => ran.push('gone'));
    const cancelled = queue.at(2, null, Phase.io, () => ran.push('cancelled'));
    queue.at(3, null, Phase.io, () => ran.push('kept'));
    gone.alive = false;
    cancelled.cancelled = true;
    drain(queue);
    expect(ran).toEqual(['kept']);
  });

  it('says so where time stands still', () => {
    const queue = new EventQueue();
    const again = (): void => void queue.after(0, null, Phase.check, again);
    again();
    expect(() => drain(queue)).toThrow('time stands still');
  });
});

describe('seeded random', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    const draw = (seed: number): number[] => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 8 }, () => random.uint32());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('is roughly uniform', () => {
    const random = new SeededRandom(3);
    const buckets = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const bucket = random.below(10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
