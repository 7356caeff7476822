import type { SeedOutcome } from './worker';

/** What must have happened at least once in a run worth the name. */
const REQUIRED = [
  'elections',
  'truncations',
  'snapshotInstalls',
  'crashesBetweenEffects',
  'reaped',
  'subtreesDeleted',
  'refusedByRights',
  'refusedByQuota',
  'repeatedRequestIds',
  'streamsResumed',
  'sessionsMoved',
  'sessionsExpired',
  'pagesContinued',
  'watchesRemoved',
  'readOnlyReads',
  'readOnlyRefusals',
  'sessionsClosed',
  'membershipChanges',
  'membersAdded',
  'membersMoved',
  'straysStarted',
  'membershipDone',
  'membershipRefused',
  'divergencesNoticed',
  'journalsReplayed',
  'journalsDamaged',
] as const;

const COUNTED = [
  'elections',
  'truncations',
  'snapshotInstalls',
  'crashes',
  'crashesBetweenEffects',
  'volumesLost',
  'entries',
  'writesAnswered',
  'readsAnswered',
  'watchEvents',
  'streamEvents',
  'streamsResumed',
  'watchesLost',
  'unaryAnswered',
  'unaryRepeated',
  'sessions',
  'sessionsMoved',
  'sessionsExpired',
  'reaped',
  'subtreesDeleted',
  'refusedByRights',
  'refusedByQuota',
  'repeatedRequestIds',
  'diskFaults',
  'pagesContinued',
  'watchesRemoved',
  'readOnlyStarts',
  'readOnlyReads',
  'readOnlyRefusals',
  'sessionsClosed',
  'membershipChanges',
  'membersAdded',
  'membersMoved',
  'straysStarted',
  'membershipDone',
  'membershipRefused',
  'divergencesNoticed',
  'journalsReplayed',
  'journalsDamaged',
  'events',
] as const;

const NAMES: Readonly<Record<(typeof COUNTED)[number], string>> = {
  elections: 'elections',
  truncations: 'truncations',
  snapshotInstalls: 'snapshot installs',
  crashes: 'crashes',
  crashesBetweenEffects: 'crashes between effects',
  volumesLost: 'volumes wiped or damaged',
  entries: 'entries',
  writesAnswered: 'writes answered',
  readsAnswered: 'reads answered',
  watchEvents: 'watch events',
  sessions: 'sessions',
  reaped: 'container and TTL znodes reaped',
  subtreesDeleted: 'subtrees deleted',
  refusedByRights: 'writes refused for a right',
  refusedByQuota: 'writes refused for a quota',
  repeatedRequestIds: 'request ids met again in the log',
  streamEvents: 'events of Watch streams',
  streamsResumed: 'Watch streams resumed by a cursor',
  watchesLost: 'watches that lost the history',
  unaryAnswered: 'unary calls answered',
  unaryRepeated: 'unary calls answered again',
  sessionsMoved: 'sessions moved to another connection',
  sessionsExpired: 'sessions expired',
  pagesContinued: 'pages of children behind a first one',
  watchesRemoved: 'watches removed',
  readOnlyStarts: 'sessions served without a leader',
  readOnlyReads: 'reads without a leader',
  readOnlyRefusals: 'requests refused for want of a leader',
  sessionsClosed: 'sessions closed by their users',
  membershipChanges: 'changes of the membership by an operator',
  membersAdded: 'replicas that were added to the first members',
  membersMoved: 'replicas that moved to another address',
  straysStarted: 'processes started by mistake under the number of a replica that there is',
  membershipDone: 'commands about the members that were told to be done',
  membershipRefused: 'commands about the members that were refused, or left open',
  divergencesNoticed: 'replicas that differed and were found out',
  journalsReplayed: 'starts that found blocks in the journal alone',
  journalsDamaged: 'journals lost or damaged',
  diskFaults: 'disks slow, hung, failed or full',
  events: 'simulated events',
};

export interface FoundViolation {
  readonly seed: number;
  readonly invariant: string;
  readonly message: string;
}

/** The sum of many seeds. */
export class Summary {
  seeds = 0;
  simulatedMs = 0;
  readonly violations: FoundViolation[] = [];
  readonly counts = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Record<(typeof COUNTED)[number], number>;
  add(outcome: SeedOutcome): void {
    this.seeds++;
    if (!outcome.ok) {
      this.violations.push({ seed: outcome.seed, invariant: 'exception', message: outcome.message });
      return;
    }
    const { result } = outcome;
    this.simulatedMs += result.simulatedMs;
    for (const name of COUNTED) this.counts[name] += result[name];
    if (result.violation !== null) {
      this.violations.push({
        seed: result.seed,
        invariant: result.violation.invariant,
        message: `at ${result.violation.atMs} ms: ${result.violation.message}`,
      });
    }
  }

  /** Kinds of events that no seed brought about. */
  missing(): string[] {
    return REQUIRED.filter((name) => this.counts[name] === 0).map((name) => NAMES[name]);
  }

  /** What was seen, one line each; the last line is `N seeds, M violations`. */
  lines(): string[] {
    const lines = COUNTED.map((name) => `${String(this.counts[name]).padStart(12)} ${NAMES[name]}`);
    lines.push(`${(this.simulatedMs / 3_600_000).toFixed(2).padStart(12)} hours of simulated time`);
    for (const name of this.missing()) lines.push(`No seed brought about any ${name}: this run proves too little.`);
    lines.push(`${this.seeds} seeds, ${this.violations.length} violations`);
    return lines;
  }
}

export function describeViolation(violation: FoundViolation, planted: string | null): string {
  const plant = planted === null ? '' : ` --plant ${planted}`;
  return `seed ${violation.seed}: ${violation.invariant}: ${violation.message}\n  npm run simulate -- --seeds 1 --from ${violation.seed}${plant}`;
}
