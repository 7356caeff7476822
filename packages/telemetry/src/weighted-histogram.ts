import { Histogram, type HistogramConfiguration, type MetricObjectWithValues, type MetricValueWithName } from 'prom-client';

/**
 * A histogram without labels that takes many equal observations in one call and allocates nothing while it does:
 * what a hot path may use. Prometheus cannot tell it from any other.
 *
 * The counts lie in a typed array here instead of in prom-client's object per label set, which has no way to add
 * more than one observation at a time.
 */
export class WeightedHistogram extends Histogram {
  private readonly metricName: string;
  private readonly metricHelp: string;
  private readonly bounds: Float64Array;
  /** Not cumulative; the last is for what is above every bound. */
  private readonly counts: Float64Array;
  private sum = 0;

  /** `configuration.buckets`: upper bounds, ascending, in the metric's unit. */
  constructor(configuration: HistogramConfiguration<string> & { readonly buckets: number[] }) {
    super(configuration);
    this.metricName = configuration.name;
    this.metricHelp = configuration.help;
    this.bounds = Float64Array.from(configuration.buckets);
    this.counts = new Float64Array(this.bounds.length + 1);
  }

  /** Adds `count` observations of `value`. */
  observeMany(value: number, count: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && value > (this.bounds[bucket] ?? Infinity)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    this.sum += value * count;
  }

  override get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    const values: MetricValueWithName<string>[] = [];
    let total = 0;
    for (let bucket = 0; bucket < this.counts.length; bucket += 1) {
      total += this.counts[bucket] ?? 0;
      values.push({ metricName: `${this.metricName}_bucket`, labels: { le: this.bounds[bucket] ?? '+Inf' }, value: total });
    }
    values.push({ metricName: `${this.metricName}_sum`, labels: {}, value: this.sum });
    values.push({ metricName: `${this.metricName}_count`, labels: {}, value: total });
    return Promise.resolve({
      name: this.metricName,
      help: this.metricHelp,
      // prom-client's enum has numbers, but what it prints is the word.
      type: 'histogram' as unknown as MetricObjectWithValues<MetricValueWithName<string>>['type'],
      aggregator: 'sum',
      collect: () => undefined,
      values,
    });
  }

  /** prom-client's registry prefers this over `get` where a metric has it. */
  getForPromString(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    return this.get();
  }
}
