import { ErrorCode, GroveError } from '@grove/client';

/** Something the caller can understand and act on, said in one line. */
export class Failure extends Error {
  /** 1: the operation failed; 2: the command was not used rightly. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}

export function usage(message: string): Failure {
  return new Failure(message, 2);
}

/** What to do about it, where the name alone does not say. */
const hints: ReadonlyMap<number, string> = new Map([
  [ErrorCode.NONODE, 'it, or its parent, does not exist; `grove ls` shows what does'],
  [ErrorCode.NODEEXISTS, 'it exists already; `grove set` changes its data'],
  [ErrorCode.NOAUTH, 'the caller lacks the right; `grove getAcl` shows who has it, `grove whoami` who you are, --auth proves more'],
  [ErrorCode.AUTHFAILED, 'the credential was refused; --auth digest:USER:PASSWORD'],
  [ErrorCode.INVALIDACL, 'a list needs at least one SCHEME:ID:RIGHTS that the server knows; auth:: needs --auth'],
  [ErrorCode.QUOTAEXCEEDED, 'a quota above it is full; `grove quota list` shows which'],
  [ErrorCode.NOTREADONLY, 'the replica has no leader at the moment and only answers reads'],
  [ErrorCode.NOTEMPTY, 'it has children; `grove deleteall` deletes them too'],
  [ErrorCode.BADVERSION, 'it has changed meanwhile; `grove stat` shows its version'],
  [ErrorCode.NOCHILDRENFOREPHEMERALS, 'the parent is ephemeral and cannot have children'],
  [ErrorCode.BADARGUMENTS, 'a path is absolute, without empty, "." or ".." parts and control characters; /zookeeper cannot be deleted'],
  [ErrorCode.CONNECTIONLOSS, 'is a replica running there? --endpoints or GROVE_ENDPOINTS say where to look, `npm start` starts three'],
  [ErrorCode.OUTCOMEUNKNOWN, 'the session ended while the write was on its way: look whether it happened before trying again'],
  [ErrorCode.SESSIONEXPIRED, 'the cluster has not heard this session in time; try again'],
  [ErrorCode.DATATOOLARGE, 'the server has a limit for data, 1 MiB unless it was set otherwise'],
  [ErrorCode.LISTTOOLONG, 'it has too many children for one answer'],
  [ErrorCode.THROTTLEDOP, 'the server has too much to do; try again in a moment'],
  [ErrorCode.COMPACTED, 'the server no longer has the changes since then; read the state anew'],
]);

/** The one line for stderr. */
export function explain(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (error instanceof GroveError) {
    const hint = hints.get(error.code);
    return hint === undefined ? error.message : `${error.message} (${hint})`;
  }
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).split('\n')[0] ?? '';
}
