/** Settings of a session. All durations in milliseconds. */
export interface SessionOptions {
  /** host:port of replicas; any of them will do. */
  readonly endpoints: readonly string[];
  /** Start at a random endpoint, so that clients spread. */
  readonly shuffleEndpoints: boolean;
  /** The wanted session timeout; the server clamps it to its bounds. 0: the server's default. */
  readonly sessionTimeoutMs: number;
  /** Where a replica has no leader, be served reads alone by it. */
  readonly allowReadOnly: boolean;
  /** How long one attempt may take from dialling to the started session. */
  readonly attemptTimeoutMs: number;
  readonly backoffMsMin: number;
  readonly backoffMsMax: number;
  /** A replica that owes something and says nothing for so long is left for another (at most a third of the session's timeout). */
  readonly silenceMsMax: number;
  /** Give up and close where no replica could be used for so long; Infinity: never. */
  readonly giveUpAfterMs: number;
  /** Requests in flight; more wait in the client. Below the server's `max_outstanding_requests`. */
  readonly maxInFlight: number;
  /** Bytes of operations in flight; more wait in the client. */
  readonly maxInFlightBytes: number;
}

export const defaultSessionOptions: Omit<SessionOptions, 'endpoints'> = {
  shuffleEndpoints: true,
  sessionTimeoutMs: 10_000,
  allowReadOnly: false,
  attemptTimeoutMs: 2_500,
  backoffMsMin: 50,
  backoffMsMax: 1_000,
  silenceMsMax: 2_000,
  giveUpAfterMs: Infinity,
  maxInFlight: 2_000,
  maxInFlightBytes: 8 * 1024 * 1024,
};
