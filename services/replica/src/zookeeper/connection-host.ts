import type { EngineApi } from '@grove/engine';
import type { TotalBacklog } from '../write-backlog';
import type { ZooKeeperConnection } from './connection';

/** What all connections of one replica share. */
export interface ConnectionHost {
  readonly engine: EngineApi;
  readonly packetBytesMax: number;
  readonly outstandingMax: number;
  /** How long a connection may take to say which session it wants. */
  readonly startMs: number;
  readonly unwritten: TotalBacklog;
  /** Packets that have not come whole, of all connections, and how much they may be together. */
  readonly held: TotalBacklog;
  readonly heldBytesMax: number;
  nowMs(): number;
  /** What clients are told of /zookeeper/config, last changed at this zxid, with this data. */
  configText(version: number, data: Uint8Array): Uint8Array;
  /** How far ZooKeeper's port lies from the gRPC port, on every member, where clients may change these; null: they may not. */
  readonly reconfigDistance: (() => number) | null;
  /** What a command of four letters answers; null where there is no such command. */
  wordAnswer(word: string): string | Promise<string> | null;
  closed(connection: ZooKeeperConnection): void;
}
