import type { TreeApi, WatchTableApi } from '@grove/tree';
import type { Admission } from './admission';
import type { Forwarder } from './forwarder';
import type { Caller, Credential } from './ports';
import type { ReadBarrier } from './read-barrier';
import type { ReadTurn } from './read-turn';
import type { SessionConnection } from './session-connection';
import type { SessionReports } from './session-reports';

/** What a connection needs of the replica that hosts it. */
export interface SessionHost {
  readonly replica: number;
  readonly limits: {
    readonly maxFrameBytes: number;
    readonly maxOutstandingRequests: number;
    readonly maxClientBacklogBytes: number;
    readonly maxBacklogBytes: number;
    readonly maxWatchesPerSession: number;
  };
  readonly admission: Admission;
  readonly forwarder: Forwarder;
  readonly barrier: ReadBarrier;
  readonly readTurn: ReadTurn;
  readonly reports: SessionReports;
  readonly watches: WatchTableApi<SessionConnection>;
  /** Whether all events of what was applied are out. */
  readonly events: { readonly isPending: boolean; readonly toldZxid: number };
  tree(): TreeApi;
  nowMs(): number;
  /** The timeout that the server grants for a wanted one. */
  negotiateTimeoutMs(wantedMs: number): number;
  /** A fresh session secret. */
  newSecret(): Uint8Array;
  hashSecret(secret: Uint8Array): Uint8Array;
  /** What a connection proves. */
  identitiesOfConnection(caller: Caller | undefined): readonly string[];
  /** The identity by which a credential makes a superuser; empty for none. */
  readonly superuser: string;
  /** What a credential proves; null where it is refused. */
  identitiesOfCredential(credential: Credential): readonly string[] | null;
  /** The connection waits for its session, and would take a read-only one where there is no leader for some time. */
  startsOrReadsOnly(connection: SessionConnection): void;
  /** The connection is served read-only, until there is a leader. */
  hostsReadOnly(connection: SessionConnection): void;
  /** The connection has something to send at the end of this turn. */
  markDirty(connection: SessionConnection): void;
  /** The connection now carries this session; an older one of the same session has moved. */
  hosts(connection: SessionConnection): void;
  /** The connection is over. */
  dropped(connection: SessionConnection): void;
  /** Nothing is applied here until `releaseApply`: what is under way takes several turns, and is of one state. */
  holdApply(holder: object): void;
  releaseApply(holder: object): void;
  countReads(count: number): void;
  countWrite(): void;
}
