/** One measurement of one replica: when, in seconds from the beginning, and how much. */
export interface Sample {
  readonly atSeconds: number;
  readonly value: number;
}

export interface Trend {
  /** The mean of the second half. */
  readonly level: number;
  /** What the line through the second half rises from its beginning to its end. */
  readonly growth: number;
  readonly grows: boolean;
}

/** The second half is cut into so many pieces; each counts once, so that neighbouring samples are not taken for independent ones. */
const PIECES = 20;
/** Student's t for 18 degrees of freedom, one-sided, one error in two hundred. */
const T_CRITICAL = 2.88;
/** A rise below both of these is no leak that anyone would meet: less than a twentieth of the level, or a few megabytes. */
const SHARE_ALLOWED = 0.05;

/**
 * Judges whether a measurement goes on growing once everything that has a bound has reached it: the regression line of the second half
 * must not rise by more than a twentieth of the level and `allowance`, where the rise is no chance.
 *
 * `floor`: of each piece the least sample counts, for what rises and falls with every garbage collection; else the median.
 */
export function trendOf(samples: readonly Sample[], floor: boolean, allowance: number): Trend {
  const end = samples[samples.length - 1]?.atSeconds ?? 0;
  const start = samples[0]?.atSeconds ?? 0;
  const middle = (start + end) / 2;
  const pieceSeconds = (end - middle) / PIECES;
  const points: { x: number; y: number }[] = [];
  for (let piece = 0; piece < PIECES; piece += 1) {
    const from = middle + piece * pieceSeconds;
    const values = samples
      .filter(({ atSeconds }) => atSeconds > from && atSeconds <= from + pieceSeconds * (1 + 1e-9))
      .map(({ value }) => value)
      .sort((a, b) => a - b);
    const value = values[floor ? 0 : Math.floor(values.length / 2)];
    if (value !== undefined) points.push({ x: from + pieceSeconds / 2, y: value });
  }
  if (points.length < PIECES / 2) throw new RangeError(`${points.length} pieces with samples are too few to judge by`);
  const mean = (of: (point: { x: number; y: number }) => number): number => points.reduce((sum, p) => sum + of(p), 0) / points.length;
  const meanX = mean(({ x }) => x);
  const level = mean(({ y }) => y);
  const spreadX = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - level), 0) / spreadX;
  const rest = points.reduce((sum, { x, y }) => sum + (y - level - slope * (x - meanX)) ** 2, 0);
  const error = Math.sqrt(rest / (points.length - 2) / spreadX);
  const growth = slope * (end - middle);
  return { level, growth, grows: growth > Math.max(SHARE_ALLOWED * level, allowance) && slope > T_CRITICAL * error };
}
