import { ErrorCode } from '@grove/wire';
import { ReferenceTree, type ReferenceAnswer, type ReferenceChange } from '@grove/tree/dist/testing/reference-tree';
import { digestOf, isSound } from './credentials';
import type { Call, Operation, OperationOf, Outcome, Read, Write } from './history';
import { asBytes, asText } from './text';

export interface ModelAnswer {
  readonly code: number;
  readonly outcome: Outcome;
}

export interface ModelChange {
  readonly zxid: number;
  readonly kind: 'created' | 'deleted' | 'dataChanged';
  readonly path: string;
  /** Empty where it was deleted. */
  readonly data: string;
}

/** Who asks: a session (0 for none), and what a call proves beside it. */
export type Caller = Pick<Call, 'identities'> & { readonly session: number };

const MAX_DATA_BYTES = 1024 * 1024 - 1;
/** Longer than any time to live that is used, and than a container that was never used stays. */
const REAPED_AFTER_MS = 3_600_000;

/** The simple tree that a history is compared with: the reference of the tree's own tests, with all sessions open from the start. */
export class Model {
  /** Every change so far that can be told of, in order. */
  readonly changes: ModelChange[] = [];
  private readonly tree = new ReferenceTree(MAX_DATA_BYTES);
  private readonly opened = new Set<number>();
  private looked = 0;
  private timeMs = 0;

  /** `address`: of all clients. */
  constructor(private readonly address = '127.0.0.1') {}

  /** In the order of their creation. */
  ephemeralsOf(session: number): readonly string[] {
    return this.tree.ephemerals(session);
  }

  ownerOf(path: string): number {
    return this.tree.stat(path)?.ownerSessionId ?? 0;
  }

  children(path: string): readonly string[] {
    return this.tree.children(path);
  }

  apply(operation: Exclude<Write, { readonly type: 'close' }>, zxid: number, { session, identities = [] }: Caller): ModelAnswer {
    this.open(session);
    if (operation.type === 'addAuth' && !isSound(operation)) return { code: ErrorCode.AUTHFAILED, outcome: {} };
    const answer = this.tree.write(zxid, this.timeMs, {
      sessionId: session,
      generation: 0,
      sequence: 0,
      acknowledgedSequence: 0,
      operation: asBytes(operation),
      caller: [`ip:${this.address}`, ...identities],
      ...(operation.type === 'addAuth' && { proved: [`digest:${digestOf(operation.credential.credential)}`] }),
    });
    this.follow();
    return answered(answer);
  }

  endSession(session: number, zxid: number): void {
    this.open(session);
    this.tree.expire(zxid, this.timeMs, [session], [this.tree.sessions.get(session)?.generation ?? 0]);
    this.follow();
  }

  /** Container and TTL znodes that went by themselves; the tree says whether they could at all, not when. */
  reap(paths: readonly string[], zxid: number): void {
    const named = paths.flatMap((path) => {
      const stat = this.tree.stat(path);
      return stat === null ? [] : [{ path, czxid: stat.czxid, mzxid: stat.mzxid }];
    });
    this.timeMs += REAPED_AFTER_MS;
    this.tree.reap(zxid, this.timeMs, named);
    this.follow();
  }

  /** As of now. A page of children is answered with all of them. */
  read(operation: Read, { session, identities = [] }: Caller): ModelAnswer {
    this.open(session);
    return answered(this.tree.read(asBytes<Operation>(operation), session, [`ip:${this.address}`, ...identities]));
  }

  /** A child as a list with data or Stat shows it; without READ its name alone. */
  child(path: string, { withData = false, withStat = false }: OperationOf<'getChildren'>, caller: Caller): Outcome {
    const { code, outcome } = this.read({ type: 'getData', path, watch: false }, caller);
    return { stat: withStat && code === 0 ? (outcome.stat ?? null) : null, data: withData && code === 0 ? (outcome.data ?? '') : '' };
  }

  private open(session: number): void {
    if (session === 0 || this.opened.has(session)) return;
    this.opened.add(session);
    this.tree.open(session, this.timeMs, [`ip:${this.address}`]);
  }

  private follow(): void {
    for (; this.looked < this.tree.changes.length; this.looked++) {
      const change = this.tree.changes[this.looked];
      if (change !== undefined && isTold(change)) this.changes.push(change);
    }
  }
}

/** Nobody is told of a new list of rights. */
function isTold(change: ReferenceChange): change is ReferenceChange & ModelChange {
  return change.kind !== 'aclChanged';
}

function answered(answer: ReferenceAnswer | null): ModelAnswer {
  // Without sequence numbers there are no repeats.
  if (answer === null) return { code: ErrorCode.OUTCOMEUNKNOWN, outcome: {} };
  return { code: answer.code, outcome: answer.result === null ? {} : asText(answer.result) };
}
