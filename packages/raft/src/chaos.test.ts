import { Chaos, type ChaosResult, type ChaosSettings } from './testing/chaos';

const seeds = Number(process.env['GROVE_RAFT_SEEDS'] ?? 120);
const firstSeed = Number(process.env['GROVE_RAFT_SEED_FROM'] ?? 1);

function settings(seed: number): ChaosSettings {
  return { seed, voters: seed % 3 === 0 ? 5 : 3, durationMs: 2500 };
}

/** The first violation that a planted fault causes, or null. */
function hunt(planted: Partial<ChaosSettings>): string | null {
  for (let seed = 1; seed <= 300; seed++) {
    try {
      new Chaos({ ...settings(seed), ...planted }).run();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return null;
}

describe('random faults, decided by a seed', () => {
  it('break no promise of Raft, and leave a cluster that works', () => {
    const total: Record<string, number> = {};
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const result: ChaosResult = new Chaos(settings(seed)).run();
      for (const [name, count] of Object.entries<number>({ ...result })) total[name] = (total[name] ?? 0) + count;
    }
    // A run that saw none of these proved nothing about them.
    expect(Object.entries(total).filter(([, count]) => count === 0)).toEqual([]);
  });

  it('are found by the checks when a sync is reported that never was (§3.8)', () => {
    expect(hunt({ skipSync: true })).toMatch(/lacks the committed|another block|touch committed|stale read|matched/);
  });
});
