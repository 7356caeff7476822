import type { GroveCluster } from '../cluster/grove-cluster';
import { pause } from '../cluster/until';
import { trendOf, type Sample, type Trend } from './trend';

const MIB = 1024 * 1024;

/** What is taken from a replica's `/metrics`. Those with `judged` must be flat; the others are told. */
export const MEASURES = [
  { name: 'resident', metric: 'process_resident_memory_bytes', unit: 'MiB', scale: MIB, judged: true, floor: false },
  { name: 'heap', metric: 'nodejs_heap_size_used_bytes', unit: 'MiB', scale: MIB, judged: true, floor: true },
  { name: 'external', metric: 'nodejs_external_memory_bytes', unit: 'MiB', scale: MIB, judged: true, floor: true },
  { name: 'history', metric: 'grove_history_bytes', unit: 'MiB', scale: MIB, judged: true, floor: false },
  { name: 'loop delay p99', metric: 'grove_event_loop_lag_p99_seconds', unit: 'ms', scale: 0.001, judged: false, floor: false },
  { name: 'loop delay max', metric: 'grove_event_loop_lag_max_seconds', unit: 'ms', scale: 0.001, judged: false, floor: false },
  { name: 'znodes', metric: 'grove_znodes', unit: '', scale: 1, judged: false, floor: false },
  { name: 'sessions', metric: 'grove_sessions', unit: '', scale: 1, judged: false, floor: false },
  { name: 'watches', metric: 'grove_watches', unit: '', scale: 1, judged: false, floor: false },
] as const;

const TOTALS = [
  'grove_reads_total',
  'grove_writes_total',
  'grove_watch_events_total',
  'grove_snapshots_total',
  'grove_leader_changes_total',
];

/** A rise of fewer bytes over half the run is no leak. */
const ALLOWANCE_BYTES = 8 * MIB;
const SCRAPE_MS = 5_000;
/** Until the signal has come and the collection is over; the scrape waits for the loop in any case. */
const COLLECT_MS = 300;

export interface Verdict {
  readonly replica: number;
  readonly name: string;
  readonly unit: string;
  readonly scale: number;
  readonly judged: boolean;
  readonly first: number;
  readonly most: number;
  readonly trend: Trend;
}

/** Samples of every replica over the run. */
export class Measurements {
  private readonly samples = new Map<string, Sample[]>();
  private readonly totals = new Map<string, number>();
  private readonly beganMs = performance.now();

  constructor(private readonly cluster: GroveCluster) {}

  async take(): Promise<void> {
    // What counts is what is held: garbage is collected first.
    for (const pid of this.cluster.pids) process.kill(pid, 'SIGUSR2');
    await pause(COLLECT_MS);
    await Promise.all(
      this.cluster.ids.map(async (id) => {
        const response = await fetch(this.cluster.httpUrl(id, '/metrics'), { signal: AbortSignal.timeout(SCRAPE_MS) });
        const values = valuesOf(await response.text());
        const atSeconds = (performance.now() - this.beganMs) / 1000;
        for (const { name, metric } of MEASURES) {
          const value = values.get(metric);
          if (value === undefined) throw new Error(`replica ${id} does not tell ${metric}`);
          const key = `${id} ${name}`;
          const all = this.samples.get(key) ?? [];
          all.push({ atSeconds, value });
          this.samples.set(key, all);
        }
        for (const metric of TOTALS) this.totals.set(`${id} ${metric}`, values.get(metric) ?? 0);
      }),
    );
  }

  /** One total over all replicas, as of the last sample. */
  total(metric: string): number {
    return this.cluster.ids.reduce((sum, id) => sum + (this.totals.get(`${id} ${metric}`) ?? 0), 0);
  }

  verdicts(): Verdict[] {
    return this.cluster.ids.flatMap((replica) =>
      MEASURES.map(({ name, unit, scale, judged, floor }) => {
        const samples = this.samples.get(`${replica} ${name}`) ?? [];
        const trend = trendOf(samples, floor, ALLOWANCE_BYTES);
        const most = samples.reduce((max, { value }) => Math.max(max, value), 0);
        return { replica, name, unit, scale, judged, first: samples[0]?.value ?? 0, most, trend };
      }),
    );
  }

  /** The last sample, for the line that is printed meanwhile. */
  last(replica: number, name: string): number {
    return this.samples.get(`${replica} ${name}`)?.at(-1)?.value ?? 0;
  }
}

/** Prometheus' text format, metrics without labels alone. */
function valuesOf(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(' ');
    if (at > 0 && !line.startsWith('#')) values.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return values;
}
