/** What the session logic needs of its surroundings. The simulator and tests give their own. */

/** Whatever `setTimer` answers. */
export type TimerHandle = object | number;

export interface ClientClock {
  /** Monotonic milliseconds. */
  nowMs(): number;
  setTimer(delayMs: number, fire: () => void): TimerHandle;
  clearTimer(timer: TimerHandle): void;
  /** Runs `fire` at the end of this turn of the event loop; what is submitted meanwhile goes into one frame. */
  defer(fire: () => void): void;
}

export interface ClientRandom {
  /** Uniform in [0, 1). */
  next(): number;
}

/** One session stream to one replica. */
export interface ClientConnection {
  /** A whole SessionRequest. The bytes belong to the connection from then on. */
  send(frame: Uint8Array): void;
  /** Ends the stream; nothing is told any more. */
  close(): void;
}

export interface ConnectionEvents {
  /** A whole SessionResponse. */
  onFrame(frame: Uint8Array): void;
  /** The stream is over, or could not be made. Called once, and not from within `connect`. */
  onClosed(reason: string): void;
}

export interface ClientTransport {
  /** Starts a stream to `endpoint` (host:port). Frames may be sent at once. */
  connect(endpoint: string, events: ConnectionEvents): ClientConnection;
}
