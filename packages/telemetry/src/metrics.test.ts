import { createMetrics, type ReplicaGauges } from './metrics';

const gauges: ReplicaGauges = {
  term: 3,
  isLeader: true,
  hasLeader: true,
  ready: true,
  commitIndex: 40,
  appliedIndex: 39,
  historyFirstZxid: 1,
  historyBytes: 900,
  znodes: 12,
  quotasExceeded: 2,
  diskFreeBytes: 700,
  diskReserveBytes: 900,
  diskLow: true,
  watches: 2,
  sessions: 5,
  connections: 4,
  featureLevel: 1,
};

describe('metrics', () => {
  test('equal observations made in one call count as so many', async () => {
    const metrics = createMetrics(() => null);
    metrics.writeLatencySeconds.observeMany(0.004, 250);
    metrics.writeLatencySeconds.observeMany(99, 2);
    const text = await metrics.registry.metrics();
    metrics.stop();
    expect(text).toContain('grove_write_latency_seconds_bucket{le="0.002"} 0\n');
    expect(text).toContain('grove_write_latency_seconds_bucket{le="0.005"} 250\n');
    expect(text).toContain('grove_write_latency_seconds_bucket{le="10"} 250\n');
    expect(text).toContain('grove_write_latency_seconds_bucket{le="+Inf"} 252\n');
    expect(text).toContain('grove_write_latency_seconds_count 252\n');
    expect(text).toContain('grove_write_latency_seconds_sum 199\n');
  });

  test('a value on a bucket bound belongs to that bucket', async () => {
    const metrics = createMetrics(() => null);
    metrics.fsyncSeconds.observeMany(0.001, 1);
    const text = await metrics.registry.metrics();
    metrics.stop();
    expect(text).toContain('grove_fsync_seconds_bucket{le="0.0005"} 0\n');
    expect(text).toContain('grove_fsync_seconds_bucket{le="0.001"} 1\n');
  });

  test('gauges are read anew for each scrape and are 0 before there is a state', async () => {
    let state: ReplicaGauges | null = null;
    const metrics = createMetrics(() => state);
    expect(await metrics.registry.metrics()).toContain('grove_term 0\n');
    state = gauges;
    const text = await metrics.registry.metrics();
    metrics.stop();
    for (const line of [
      'grove_term 3',
      'grove_is_leader 1',
      'grove_commit_index 40',
      'grove_applied_index 39',
      'grove_znodes 12',
      'grove_quotas_exceeded 2',
      'grove_disk_free_bytes 700',
      'grove_disk_reserve_bytes 900',
      'grove_disk_low 1',
      'grove_sessions 5',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  test('every counter ends in _total, nothing else does, and every name of ours starts with grove_', async () => {
    const metrics = createMetrics(() => gauges);
    const described = await metrics.registry.getMetricsAsJSON();
    metrics.stop();
    expect(described.length).toBeGreaterThan(40);
    for (const { name, type, help } of described) {
      expect(name).toMatch(/^(grove|process|nodejs)_[a-z0-9_]+$/);
      expect({ name, endsInTotal: name.endsWith('_total') }).toEqual({ name, endsInTotal: String(type) === 'counter' });
      expect(help.length).toBeGreaterThan(10);
    }
  });
});
