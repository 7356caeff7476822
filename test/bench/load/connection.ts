/** The znodes that a load works on, known before, so that requests can be encoded ahead. */
export interface ZnodeSet {
  readonly paths: readonly string[];
  readonly data: Buffer;
}

/** What a connection tells. Answers come in the order of the requests, so their number says which they are. */
export interface ConnectionEvents {
  /** Some requests were answered, `failures` of them with an error; called once per piece of network input. */
  onAnswers(count: number, failures: number): void;
  /** The connection ended by itself. */
  onLost(error: Error): void;
  /** Some watches fired. */
  onWatchEvents?(count: number): void;
}

/**
 * One session with one server, as lean as its protocol allows. Requests gather until `flush`, which sends them as one
 * piece: the same for every target, so that what differs is the server and its protocol. A znode that is there already
 * (create) or is not there (watch) is no failure.
 */
export interface LoadConnection {
  create(path: string, data: Buffer): void;
  /** Reads the data of the n-th znode of the set. */
  read(znode: number): void;
  /** Sets the data of the n-th znode of the set, whatever its version. */
  write(znode: number): void;
  /** Lists the names of a znode's children. */
  list(path: string): void;
  /** Asks whether a znode exists and leaves a watch on it that fires once. Absent: the protocol has none. */
  readonly watch?: (path: string) => void;
  /** Keeps the session alive; is not answered as a request. Absent: there is no session. */
  readonly ping?: () => void;
  flush(): void;
  close(): Promise<void>;
  /** Lets go of the connection at once, whatever is under way. */
  drop(): void;
}

export type Connect = (endpoint: string, znodes: ZnodeSet, events: ConnectionEvents) => Promise<LoadConnection>;
