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
}

/** Number of znodes that the requests pick from at random. */
export const ZNODES = 1_000;

const MIXES = [
  { label: 'read', readShare: 1 },
  { label: '90/10', readShare: 0.9 },
  { label: 'write', readShare: 0 },
] as const;

/** Many sessions with deep pipelines show what an operation costs; one request at a time shows how long it takes. */
export const WORKLOADS: readonly Workload[] = [
  ...[100, 1024].flatMap((dataBytes) =>
    MIXES.map(({ label, readShare }) => ({
      name: `${label} ${dataBytes === 1024 ? '1 KiB' : '100 B'} 30x100`,
      dataBytes,
      readShare,
      sessions: 30,
      outstanding: 100,
    })),
  ),
  { name: 'read 100 B 1x1', dataBytes: 100, readShare: 1, sessions: 1, outstanding: 1 },
  { name: 'write 100 B 1x1', dataBytes: 100, readShare: 0, sessions: 1, outstanding: 1 },
];

/** The znodes of one size of data: a parent and ZNODES children. */
export function znodePaths(dataBytes: number): { readonly parent: string; readonly paths: readonly string[] } {
  const parent = `/bench-${dataBytes}`;
  return { parent, paths: Array.from({ length: ZNODES }, (_, n) => `${parent}/n${String(n).padStart(4, '0')}`) };
}
