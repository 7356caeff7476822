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
}

/**
 * One session with one server, as lean as its protocol allows. Requests gather until `flush`, which sends them as one
 * piece: the same for every target, so that what differs is the server and its protocol.
 */
export interface LoadConnection {
  create(path: string, data: Buffer): void;
  /** Reads the data of the n-th znode of the set. */
  read(znode: number): void;
  /** Sets the data of the n-th znode of the set, whatever its version. */
  write(znode: number): void;
  flush(): void;
  close(): Promise<void>;
}

export type Connect = (endpoint: string, znodes: ZnodeSet, events: ConnectionEvents) => Promise<LoadConnection>;
