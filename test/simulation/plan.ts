import { SeededRandom } from './random';
import type { DiskPlan } from './simulated-disk';
import type { NetworkPlan } from './simulated-network';

/** Mistakes built in on purpose, to prove that the simulation would find them. */
export const PLANTED_FAULTS = [
  'vote-forgotten',
  'fsync-skipped',
  'older-term-committed',
  'answer-before-apply',
  'watch-event-dropped',
  'write-applied-twice',
  'request-id-forgotten',
  'heard-session-expired',
  'linearizable-read-stale',
  'snapshot-row-missed',
  'resume-skips-event',
  'unreadable-event-told',
  'quota-not-counted',
  'page-skips-child',
  'watch-filter-ignored',
  'removed-watch-fires',
  'read-only-write-accepted',
  'close-leaves-ephemerals',
  'digest-not-compared',
  'removed-origin-forgotten',
  'membership-told-early',
  'stray-taken-in',
  'journal-write-lost',
  'journal-not-replayed',
  'journal-begins-again-early',
] as const;
export type PlantedFault = (typeof PLANTED_FAULTS)[number];

/** What goes wrong during a run. */
export const FAULTS = [
  'crash',
  'crashInTurn',
  'crashLeader',
  'crashAll',
  'restartGracefully',
  'pauseShort',
  'pauseLong',
  'isolate',
  'blockOneWay',
  'bridge',
  'resetConnection',
  'blackHole',
  'diskHang',
  'diskSlow',
  'diskError',
  'diskFull',
  'corruptLog',
  'corruptSnapshot',
  'corruptWitness',
  'corruptJournal',
  'loseJournal',
  'tornBlock',
  'misdirectedRead',
  'wipe',
  'clientCut',
  'clientSilent',
  'clientBlackHole',
  'clientLeaves',
  'clientCloses',
  'memberDemoted',
  'memberRemoved',
  'memberAdded',
  'memberMoved',
  'strayStarted',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface ReplicaClockPlan {
  /** Local milliseconds per simulated millisecond. */
  readonly rate: number;
  /** Added to the wall clock. */
  readonly wallOffsetMs: number;
}

/** Everything that one seed decides before the run starts; the rest comes from streams of the same seed. */
export interface SimulationPlan {
  readonly seed: number;
  readonly replicas: number;
  readonly clients: number;
  /** Who makes unary calls; who reads Watch streams. */
  readonly callers: number;
  readonly callMs: number;
  readonly watchers: number;
  /** Queues, backlogs and the history are small enough to run full. */
  readonly smallBounds: boolean;
  /** Faults happen until then; then everything heals and the cluster must come together. */
  readonly faultsEndMs: number;
  /** Mean time between faults. */
  readonly faultEveryMs: number;
  /** How often each kind of fault is chosen, relative to the others; 0 never. */
  readonly weights: Readonly<Record<Fault, number>>;
  /** Replicas that are none of the first members, and may be added. */
  readonly latecomers: number;
  /** How often a second operator asks for something about the members; null: never. */
  readonly meddleEveryMs: number | null;
  /** Chance that a replica ends soon after it gave its vote, and is back at once: what it promised must be on its disk. */
  readonly crashAfterVoteChance: number;
  readonly downMsMax: number;
  readonly network: NetworkPlan;
  readonly disk: DiskPlan;
  readonly clocks: readonly ReplicaClockPlan[];
  readonly snapshotEveryEntries: number;
  readonly logKeepEntries: number;
  readonly appendMessageBytesMax: number;
  readonly appendWindowBytes: number;
  readonly logCacheBytes: number;
  readonly blockBytesMax: number;
  readonly thinkMs: number;
  readonly pipelineMax: number;
  readonly heartbeatIntervalMs: number;
  readonly sessionTimeoutMs: number;
  /** Chance that a client takes a replica without a leader for reads. */
  readonly readOnlyChance: number;
  /** After the faults a word of one replica's memory changes: the others must notice. */
  readonly corruptsMemory: boolean;
  readonly planted: PlantedFault | null;
}

/** A seed runs on past `faultsEndMs` until so many entries are committed. */
export const ENTRIES_MIN = 500;
export const SIMULATED_MS_MIN = 30_000;

/** Seldom: while a member is away no volume is lost. */
const MEMBERSHIP_CHANGES_CHANCE = 0.2;
const MEMORY_CORRUPTED_CHANCE = 0.1;

/** Of all clients together, a good half of them writes. */
const REQUESTS_PER_SECOND = [26, 46] as const;

const WEIGHTS: Readonly<Record<Fault, number>> = {
  crash: 3,
  crashInTurn: 5,
  crashLeader: 2,
  crashAll: 0.7,
  restartGracefully: 1,
  pauseShort: 2,
  pauseLong: 1,
  isolate: 2,
  blockOneWay: 2,
  bridge: 0.7,
  resetConnection: 3,
  blackHole: 1,
  diskHang: 1,
  diskSlow: 0.7,
  diskError: 0.7,
  diskFull: 0.5,
  corruptLog: 0.5,
  corruptSnapshot: 0.5,
  corruptWitness: 0.4,
  corruptJournal: 0.8,
  loseJournal: 0.4,
  tornBlock: 0.5,
  misdirectedRead: 0.4,
  wipe: 0.7,
  clientCut: 3,
  clientSilent: 0.5,
  clientBlackHole: 1.5,
  clientLeaves: 0.3,
  clientCloses: 0.8,
  memberDemoted: 2,
  memberRemoved: 3,
  memberAdded: 6,
  memberMoved: 4,
  strayStarted: 4,
};
const OF_THE_MEMBERS: readonly Fault[] = ['memberDemoted', 'memberRemoved', 'memberAdded', 'memberMoved', 'strayStarted'];
/** Drawn apart from the others. */
const MEMBERSHIP_FAULTS: ReadonlySet<Fault> = new Set<Fault>(['memberAdded', 'memberMoved', 'strayStarted']);
const JOURNAL_FAULTS: ReadonlySet<Fault> = new Set<Fault>(['corruptJournal', 'loseJournal']);

/** Elsewhere than on Linux there is none. */
const NO_JOURNAL_CHANCE = 0.1;
/** So few that it begins again often. */
const JOURNAL_PAGES = [8, 64] as const;

export function planOf(seed: number, planted: PlantedFault | null = null): SimulationPlan {
  const random = new SeededRandom(seed, 1);
  const weights: Record<Fault, number> = { ...WEIGHTS };
  // Each seed leaves some faults out: some mistakes show only where another fault does not hide them.
  const apart = new SeededRandom(seed, 3);
  const ofJournal = new SeededRandom(seed, 5);
  const hasJournal = !ofJournal.chance(NO_JOURNAL_CHANCE) || planted?.startsWith('journal') === true;
  const journalPages = Math.floor(ofJournal.between(...JOURNAL_PAGES));
  for (const fault of FAULTS) {
    const from = MEMBERSHIP_FAULTS.has(fault) ? apart : JOURNAL_FAULTS.has(fault) ? ofJournal : random;
    if (from.chance(0.3)) weights[fault] = 0;
    else weights[fault] *= from.between(0.5, 2);
  }
  weights.crashInTurn = Math.max(weights.crashInTurn, 1);
  const changesMembers = random.chance(MEMBERSHIP_CHANGES_CHANCE);
  if (!changesMembers) for (const fault of OF_THE_MEMBERS) weights[fault] = 0;
  const replicas = random.chance(1 / 8) ? 5 : 3;
  const quick = random.chance(0.5);
  const smallMessages = random.chance(0.3);
  const clients = 3 + random.below(4);
  const pipelineMax = 1 + random.below(8);
  const callers = 1 + random.below(2);
  return {
    seed,
    replicas,
    clients,
    callers,
    callMs: callers * random.between(200, 400),
    watchers: 1 + random.below(2),
    smallBounds: random.chance(0.2),
    faultsEndMs: 27_000,
    faultEveryMs: random.between(500, 2_500),
    weights,
    latecomers: changesMembers ? 1 + apart.below(2) : 0,
    meddleEveryMs: changesMembers ? apart.between(300, 2_000) : null,
    crashAfterVoteChance: random.chance(0.5) ? 0.3 : 0,
    downMsMax: random.chance(0.4) ? 8_000 : 2_000,
    network: {
      delayMsMin: 0.1,
      delayMsMax: quick ? 0.5 : random.between(1, 15),
      lateChance: random.chance(0.5) ? 0 : random.between(0, 0.02),
      lateMs: random.between(5, 150),
      keepaliveMs: random.between(1_000, 4_000),
      redialBackoffMs: random.between(20, 200),
    },
    disk: {
      writeMs: 0.05,
      syncMs: quick ? 0.3 : random.between(0.3, 6),
      readMs: 0.1,
      slowChance: random.chance(0.5) ? 0 : random.between(0, 0.02),
      slowMs: random.between(5, 100),
      syncsAreSkipped: planted === 'fsync-skipped',
      journalIsSkipped: planted === 'fsync-skipped' || planted === 'journal-write-lost',
      journalPages: hasJournal ? journalPages : null,
    },
    clocks: Array.from({ length: replicas }, () => ({
      rate: random.between(0.995, 1.005),
      wallOffsetMs: random.chance(0.2) ? random.between(-3_600_000, 3_600_000) : random.between(-50, 50),
    })),
    snapshotEveryEntries: random.chance(0.8) ? 30 + random.below(150) : 1_000_000,
    logKeepEntries: random.below(60),
    appendMessageBytesMax: smallMessages ? 400 : 64 * 1024,
    appendWindowBytes: smallMessages ? 2_000 : 256 * 1024,
    logCacheBytes: random.chance(0.5) ? 1_000 : 1024 * 1024,
    blockBytesMax: random.chance(0.3) ? 500 : 64 * 1024,
    thinkMs: (clients * (1 + pipelineMax) * 500) / random.between(...REQUESTS_PER_SECOND),
    pipelineMax,
    heartbeatIntervalMs: random.pick([50, 50, 80, 100]),
    sessionTimeoutMs: random.chance(0.7) ? 6_000 : 4_000,
    readOnlyChance: random.chance(0.6) ? 0.6 : 0,
    corruptsMemory: random.chance(MEMORY_CORRUPTED_CHANCE),
    planted,
  };
}
