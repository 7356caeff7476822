import type { ClusterConfig, Input, Raft } from '@grove/raft';
import type { SimulatedReplica } from './simulated-replica';

/** What an engine tells nobody: what an operator's tool would change, and whether a damaged log is whole again. */
export interface InsideReplica {
  readonly live: {
    readonly consensus: { readonly raft: Raft; step(input: Input): void };
    /** As of the applied index. */
    readonly committedConfig: ClusterConfig;
  } | null;
  readonly recovered: { readonly incarnation: string; readonly log: { readonly damaged: boolean } } | null;
}

/** Null where its process is down. */
export function insideOf(replica: SimulatedReplica): InsideReplica | null {
  const engine = replica.process?.engine ?? null;
  return engine === null ? null : (engine as unknown as InsideReplica);
}
