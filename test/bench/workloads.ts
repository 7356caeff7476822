/** One kind of load; closed loop: a session sends the next request when an answer has freed its place. */
export interface Workload {
  readonly name: string;
  /** Bytes of each znode's data. */
  readonly dataBytes: number;
  /** Share of reads, 0 to 1; the others set a znode's data. */
  readonly readShare: number;
  readonly sessions: number;
  /** Requests of one session under way at any time. */
  readonly outstanding: number;
  /** Where the sessions are; all servers in turn where absent. */
  readonly at?: 'leader' | 'follower';
}

/** Number of znodes that the requests pick from at random. */
export const ZNODES = 1_000;

export const SIZES = [100, 1024] as const;

const MIXES = [
  { label: 'read', readShare: 1 },
  { label: '90/10', readShare: 0.9 },
  { label: 'write', readShare: 0 },
] as const;

/** Many sessions with deep pipelines show what an operation costs; one request at a time shows how long it takes. */
const SHAPES: readonly Pick<Workload, 'sessions' | 'outstanding' | 'at'>[] = [
  { sessions: 30, outstanding: 100 },
  { sessions: 300, outstanding: 10 },
  { sessions: 1, outstanding: 1, at: 'leader' },
  { sessions: 1, outstanding: 1, at: 'follower' },
];

export const WORKLOADS: readonly Workload[] = SHAPES.flatMap((shape) =>
  SIZES.flatMap((dataBytes) => MIXES.map(({ label, readShare }) => workload(label, dataBytes, readShare, shape))),
);

/** What --quick measures: each kind once. */
export const QUICK_WORKLOADS: readonly Workload[] = WORKLOADS.filter(
  ({ sessions, dataBytes, readShare }) => sessions === 30 || (sessions === 1 && dataBytes === 100 && readShare !== 0.9),
);

export function workload(
  label: string,
  dataBytes: number,
  readShare: number,
  shape: Pick<Workload, 'sessions' | 'outstanding' | 'at'>,
): Workload {
  const size = dataBytes === 1024 ? '1 KiB' : `${dataBytes} B`;
  const where = shape.at === undefined ? '' : ` at the ${shape.at}`;
  return { name: `${label} ${size} ${shape.sessions}x${shape.outstanding}${where}`, dataBytes, readShare, ...shape };
}

/** The znodes of one size of data: a parent and ZNODES children. */
export function znodePaths(dataBytes: number): { readonly parent: string; readonly paths: readonly string[] } {
  const parent = `/bench-${dataBytes}`;
  return { parent, paths: Array.from({ length: ZNODES }, (_, n) => `${parent}/n${String(n).padStart(4, '0')}`) };
}
