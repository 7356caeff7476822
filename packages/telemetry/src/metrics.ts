import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { EventLoopLagMonitor } from './event-loop-lag';
import { TallyCounter } from './tally-counter';
import { WeightedHistogram } from './weighted-histogram';

/**
 * What the gauges show; read once for each scrape. The same names as in `/status`.
 */
export interface ReplicaGauges {
  readonly term: number;
  readonly isLeader: boolean;
  readonly hasLeader: boolean;
  readonly ready: boolean;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly historyFirstZxid: number;
  readonly historyBytes: number;
  readonly znodes: number;
  readonly quotasExceeded: number;
  /** Null where it is not known. */
  readonly diskFreeBytes: number | null;
  readonly diskReserveBytes: number;
  readonly diskLow: boolean;
  readonly watches: number;
  readonly sessions: number;
  readonly connections: number;
  readonly featureLevel: number;
}

/** Half a millisecond to ten seconds: what a request or a step of the log can take. */
const requestSeconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
/** An fsync takes 0.25 ms on a good disk and seconds on a failing one. */
const fsyncSeconds = [0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** Blocks are applied in turns of the event loop, which should stay well under 50 ms. */
const applySeconds = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];
const snapshotSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/**
 * prom-client's own metrics that Prometheus' linter objects to (a gauge called `_total`), or that this package
 * measures itself.
 */
const defaultMetricsLeftOut: readonly (string | RegExp)[] = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
  /^nodejs_eventloop_lag/,
];

const UNUSED_MONITOR_MS = 60_000;

/** Nothing else of it counts: what prom-client's own methods would take in is not shown. */
type Weighing = Pick<WeightedHistogram, 'observeMany'>;

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Every metric of a replica, declared once. Names follow Prometheus' conventions (`promtool check metrics` has
 * nothing to say); a label has a handful of values that the program text fixes, so none grows with data.
 *
 * `gauges` is called for each scrape; null while there is nothing to show yet.
 */
export function createMetrics(gauges: () => ReplicaGauges | null, registry: Registry = new Registry()) {
  const registers = [registry];
  // Its monitor of the event loop is left out below; at its own precision it would wake an idle process a hundred times a second.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: UNUSED_MONITOR_MS });
  for (const metric of registry.getMetricsAsArray()) {
    if (defaultMetricsLeftOut.some((left) => (typeof left === 'string' ? left === metric.name : left.test(metric.name)))) {
      registry.removeSingleMetric(metric.name);
    }
  }
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
  const histogram = (name: string, help: string, buckets: number[]): Weighing => new WeightedHistogram({ name, help, buckets, registers });

  declareGauges(gauges, registers);
  const lag = new EventLoopLagMonitor();
  declareEventLoopLag(lag, registers);

  return {
    registry,

    readsTotal: counter('grove_reads_total', 'Reads answered to own clients.'),
    writesReceivedTotal: counter('grove_writes_received_total', 'Writes taken in from own clients.'),
    writesTotal: counter('grove_writes_total', 'Writes of own clients that were answered.'),
    writeLatencySeconds: histogram(
      'grove_write_latency_seconds',
      'From taking a write in to answering it. All writes answered in one block count with the time of the oldest.',
      requestSeconds,
    ),

    proposalsTotal: counter('grove_proposals_total', 'Blocks that this replica proposed as the leader.'),
    proposedEntriesTotal: counter('grove_proposed_entries_total', 'Entries in the blocks that this replica proposed.'),
    proposedBytesTotal: counter('grove_proposed_bytes_total', 'Bytes in the blocks that this replica proposed.'),
    leaderChangesTotal: counter('grove_leader_changes_total', 'Changes of leader that this replica has seen.'),

    fsyncSeconds: histogram('grove_fsync_seconds', 'Time to write a block of the log and sync it to disk.', fsyncSeconds),
    logWrittenBytesTotal: counter('grove_log_written_bytes_total', 'Bytes of log written and synced.'),
    appliedEntriesTotal: counter('grove_applied_entries_total', 'Entries applied to the tree.'),
    applySeconds: histogram(
      'grove_apply_seconds',
      'Time to apply one run of committed entries, in one turn of the event loop.',
      applySeconds,
    ),

    snapshotsTotal: counter('grove_snapshots_total', 'Snapshots taken.'),
    snapshotSeconds: histogram('grove_snapshot_seconds', 'Time to take a snapshot, beside the other work.', snapshotSeconds),
    snapshotBytes: new Gauge({ name: 'grove_snapshot_bytes', help: 'Size of the newest snapshot that this replica took.', registers }),

    watchEventsTotal: counter('grove_watch_events_total', 'Watch events sent to own clients.'),
    sessionsExpiredTotal: counter('grove_sessions_expired_total', 'Sessions that this replica expired as the leader.'),
    digestDifferencesTotal: counter(
      'grove_digest_differences_total',
      'Checkpoints at which a peer had another digest of the replicated state than this replica. Never anything but 0 while all is well.',
    ),

    framesReceivedTotal: counter('grove_frames_received_total', 'Frames received on session streams.'),
    framesSentTotal: counter('grove_frames_sent_total', 'Frames sent on session streams.'),
    frameReceivedBytesTotal: counter('grove_frame_received_bytes_total', 'Bytes of frames received on session streams.'),
    frameSentBytesTotal: counter('grove_frame_sent_bytes_total', 'Bytes of frames sent on session streams.'),

    unaryCallsTotal: new Counter({
      name: 'grove_unary_calls_total',
      help: 'Unary calls answered, by method and code (0 is success).',
      labelNames: ['method', 'code'] as const,
      registers,
    }),
    unaryCallSeconds: histogram('grove_unary_call_seconds', 'Time from receiving a unary call to answering it.', requestSeconds),
    watchStreams: new Gauge({ name: 'grove_watch_streams', help: 'Open streams of the Watch RPC.', registers }),
    sessionStreams: new Gauge({ name: 'grove_session_streams', help: 'Open streams of the Session RPC.', registers }),

    zooKeeperConnectionsRefusedTotal: refusals(registers),

    peerMessagesSentTotal: peerCounter('grove_peer_messages_sent_total', 'Messages sent to other replicas.', registers),
    peerSentBytesTotal: peerCounter('grove_peer_sent_bytes_total', 'Bytes of messages sent to other replicas.', registers),
    peerMessagesReceivedTotal: peerCounter('grove_peer_messages_received_total', 'Messages received from other replicas.', registers),
    peerReceivedBytesTotal: peerCounter('grove_peer_received_bytes_total', 'Bytes of messages received from other replicas.', registers),
    peerMessagesDroppedTotal: peerCounter(
      'grove_peer_messages_dropped_total',
      'Messages to other replicas dropped: no connection, or the peer does not read.',
      registers,
    ),
    peerResetsTotal: peerCounter('grove_peer_resets_total', 'Connections to or from other replicas that broke or were refused.', registers),
    peerConnections: new Gauge({
      name: 'grove_peer_connections',
      help: 'Open connections to other replicas.',
      labelNames: ['channel'] as const,
      registers,
    }),

    /** Ends the measurements that hold resources. */
    stop: (): void => lag.stop(),
  };
}

/** Why a client of ZooKeeper's was sent away. */
export type ZooKeeperRefusal = 'too_many' | 'too_many_of_address' | 'tls_handshake' | 'auth_failed';

function refusals(registers: Registry[]): { add(reason: ZooKeeperRefusal): void } {
  const name = 'grove_zookeeper_connections_refused_total';
  const help = "Connections of ZooKeeper's clients that were refused, by reason.";
  const counter = new TallyCounter({ name, help, registers }, 'reason');
  // Told from the start: an increase from nothing is none to Prometheus.
  const reasons: readonly ZooKeeperRefusal[] = ['too_many', 'too_many_of_address', 'tls_handshake', 'auth_failed'];
  for (const reason of reasons) counter.add(reason, 0);
  return counter;
}

function peerCounter(name: string, help: string, registers: Registry[]): TallyCounter<'channel'> {
  return new TallyCounter({ name, help, registers }, 'channel');
}

/** Gauges of the replica's state: filled in when somebody scrapes, at no cost otherwise. */
function declareGauges(read: () => ReplicaGauges | null, registers: Registry[]): void {
  const declare = (name: string, help: string, value: (gauges: ReplicaGauges) => number): void => {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers,
      collect: () => {
        const gauges = read();
        gauge.set(gauges === null ? 0 : value(gauges));
      },
    });
  };
  declare('grove_term', 'The current term.', (g) => g.term);
  declare('grove_is_leader', '1 where this replica leads.', (g) => Number(g.isLeader));
  declare('grove_has_leader', '1 where this replica knows a leader.', (g) => Number(g.hasLeader));
  declare('grove_ready', '1 where this replica serves clients.', (g) => Number(g.ready));
  declare('grove_commit_index', 'The highest log index known to be committed.', (g) => g.commitIndex);
  declare('grove_applied_index', 'The highest log index applied to the tree.', (g) => g.appliedIndex);
  declare('grove_history_first_zxid', 'The first zxid that the history of changes still holds.', (g) => g.historyFirstZxid);
  declare('grove_history_bytes', 'What the history of changes holds, towards its bound.', (g) => g.historyBytes);
  declare('grove_znodes', 'Znodes in the tree.', (g) => g.znodes);
  declare('grove_quotas_exceeded', 'Soft limits of quotas that are exceeded.', (g) => g.quotasExceeded);
  declare(
    'grove_disk_free_bytes',
    'Free space on the volume that holds the log; NaN where it is not known.',
    (g) => g.diskFreeBytes ?? NaN,
  );
  declare(
    'grove_disk_reserve_bytes',
    'Below so much free space writes of clients are refused; 0 where it is not watched.',
    (g) => g.diskReserveBytes,
  );
  declare('grove_disk_low', '1 where the disk reserve is reached: writes of clients are refused.', (g) => Number(g.diskLow));
  declare('grove_watches', 'Watches set on this replica.', (g) => g.watches);
  declare('grove_sessions', 'Living sessions in the cluster.', (g) => g.sessions);
  declare('grove_connections', 'Client connections to this replica.', (g) => g.connections);
  declare('grove_feature_level', 'The replicated feature level.', (g) => g.featureLevel);
}

function declareEventLoopLag(monitor: EventLoopLagMonitor, registers: Registry[]): void {
  const declare = (statistic: 'mean' | 'p99' | 'max', help: string): void => {
    const gauge: Gauge = new Gauge({
      name: `grove_event_loop_lag_${statistic}_seconds`,
      help,
      registers,
      collect: () => gauge.set(monitor.read()[statistic]),
    });
  };
  declare('mean', 'How late the event loop turned, mean of the last window of at least 5 s.');
  declare('p99', 'How late the event loop turned, 99th percentile of the last window of at least 5 s.');
  declare('max', 'How late the event loop turned, worst of the last window of at least 5 s.');
}
