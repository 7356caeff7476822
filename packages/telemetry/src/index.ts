export { createMetrics, type Metrics, type ReplicaGauges, type ZooKeeperRefusal } from './metrics';
export { createLogger, type Logger, type LogFields, type LogLevelName } from './logger';
export { EventLoopLagMonitor, type EventLoopLag } from './event-loop-lag';
export { WeightedHistogram } from './weighted-histogram';
