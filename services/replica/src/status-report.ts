import type { EngineApi, EngineStatus } from '@grove/engine';
import type { ReplicaGauges } from '@grove/telemetry';
import { version } from './version';

/** What `/status` and Maintenance.Status tell. */
export interface StatusReport {
  readonly replica: number;
  readonly role: EngineStatus['role'];
  readonly term: number;
  readonly leader: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly digest: string;
  readonly digestZxid: number;
  readonly historyFirstZxid: number;
  readonly historyBytes: number;
  readonly znodes: number;
  readonly quotasExceeded: number;
  readonly diskFreeBytes: number | null;
  readonly diskLow: boolean;
  readonly watches: number;
  readonly sessions: number;
  readonly connections: number;
  readonly version: string;
  readonly pid: number;
  readonly ready: boolean;
  readonly diverged: boolean;
  readonly featureLevel: number;
  readonly members: readonly {
    readonly id: number;
    readonly voter: boolean;
    readonly peerAddress: string;
    readonly clientAddress: string;
  }[];
}

export function statusReport(engine: EngineApi): StatusReport {
  const { config, ...status } = engine.status();
  return {
    ...status,
    version,
    pid: process.pid,
    members: config.members.map(({ id, voter, peerAddress, clientAddress }) => ({ id, voter, peerAddress, clientAddress })),
  };
}

export function gauges(engine: EngineApi, diskReserveBytes: number): ReplicaGauges {
  const status = engine.status();
  return { ...status, isLeader: status.role === 'leader', hasLeader: status.leader !== 0, diskReserveBytes };
}
