import { errorName } from '@grove/wire';

/** What an operation failed with. `code` and `name` are those of ErrorCode in proto/grove/v1/coordination.proto. */
export class GroveError extends Error {
  override readonly name: string;
  readonly code: number;
  /** The path of the operation; empty where it has none. */
  readonly path: string;
  /** The zxid of the failed write, or of the state that was read; 0 where none is known. */
  readonly zxid: number;
  /** THROTTLEDOP: how long the server wants to be left alone; else 0. */
  readonly retryAfterMs: number;

  constructor(code: number, path: string, detail = '', zxid = 0, retryAfterMs = 0) {
    const name = errorName(code);
    super([name, path, detail].filter((part) => part !== '').join(': '));
    this.name = name;
    this.code = code;
    this.path = path;
    this.zxid = zxid;
    this.retryAfterMs = retryAfterMs;
  }
}
