import { ErrorCode } from '@grove/wire';
import { isSound } from './credentials';
import { describe, isWrite, type Call, type History, type Write } from './history';
import { Model, type Caller, type ModelChange } from './model';
import { difference, fateOf, isAnsweredRead } from './outcome';
import { pageDifference } from './page';
import { UnknownWrites } from './unknown-writes';
import type { Report, Rule } from './report';

/** What the order of all writes means, by the model. */
export interface Replayed {
  /** Every change of every znode, in order. */
  readonly changes: readonly ModelChange[];
  /** Where sessions ended, by session id: their close, or the expiry that took their ephemerals. */
  readonly sessionEnds: ReadonlyMap<number, { readonly zxid: number; readonly isExpiry: boolean }>;
}

type ObservedChange = History['changes'][number];

/**
 * Applies every write at its zxid to the model and compares all that was answered: writes at their place (rule "total
 * order"), reads with the state at exactly their zxid ("reads"), refusals for a right ("access"), and all changes with
 * what the observer was told ("changes"). What has no answer is put where the observer saw its effect.
 */
export function replay(history: History, report: Report): Replayed {
  return new Replay(history, report).run();
}

class Replay {
  private readonly model: Model;
  private readonly sessionEnds = new Map<number, { readonly zxid: number; readonly isExpiry: boolean }>();
  private readonly writes = new Map<number, Call>();
  private readonly observed = new Map<number, ObservedChange[]>();
  private readonly unknown: UnknownWrites;
  private readonly sessionOf: ReadonlyMap<number, number>;
  private readonly clientOf: ReadonlyMap<number, number>;
  private readonly told = new Set<Rule>();

  constructor(
    private readonly history: History,
    private readonly reportAll: Report,
  ) {
    this.model = new Model(history.address);
    const clients = [...history.clients.values()];
    this.sessionOf = new Map(clients.map(({ client, session }) => [client, session]));
    this.clientOf = new Map(clients.map(({ client, session }) => [session, client]));
    this.unknown = new UnknownWrites(history);
    for (const change of history.changes) {
      const at = this.observed.get(change.zxid);
      if (at === undefined) this.observed.set(change.zxid, [change]);
      else at.push(change);
    }
  }

  run(): Replayed {
    for (const call of this.history.calls) {
      if (call.operation.type === 'addAuth' && call.answer?.code === ErrorCode.AUTHFAILED && isSound(call.operation)) {
        this.report('access', `a sound credential was refused: ${describe(call)}`);
      }
      if (!isWrite(call.operation) || fateOf(call) !== 'applied' || call.answer === null) continue;
      const other = this.writes.get(call.answer.zxid);
      if (other !== undefined) this.report('total order', `two writes have one zxid: ${describe(other)}, ${describe(call)}`);
      if (call.answer.zxid <= 0) this.report('total order', `a write without a zxid: ${describe(call)}`);
      this.writes.set(call.answer.zxid, call);
    }
    const reads = this.history.calls
      .filter((call) => !isWrite(call.operation) && isAnsweredRead(call))
      .sort((a, b) => (a.answer?.zxid ?? 0) - (b.answer?.zxid ?? 0));
    let nextRead = 0;
    const readBelow = (zxid: number): void => {
      for (let read = reads[nextRead]; read !== undefined && (read.answer?.zxid ?? 0) < zxid; read = reads[++nextRead])
        this.compareRead(read);
    };
    const zxids = [...new Set([...this.writes.keys(), ...this.observed.keys()])].sort((a, b) => a - b);
    for (const zxid of zxids) {
      readBelow(zxid);
      this.step(zxid);
    }
    readBelow(Infinity);
    return { changes: this.model.changes, sessionEnds: this.sessionEnds };
  }

  /** One violation of a rule is followed by many that only say the same again. */
  private report(rule: Rule, message: string): void {
    if (this.told.has(rule)) return;
    this.told.add(rule);
    this.reportAll(rule, message);
  }

  private step(zxid: number): void {
    const before = this.model.changes.length;
    const observed = this.observed.get(zxid) ?? [];
    const write = this.writes.get(zxid);
    if (write !== undefined) this.applyAnswered(write, zxid);
    else this.applyUnanswered(zxid, observed);
    const expected = this.model.changes.slice(before);
    const problem = changesDiffer(expected, observed);
    if (problem !== null) this.report('changes', `at zxid ${zxid} the observer was told ${problem}`);
  }

  private applyAnswered(call: Call, zxid: number): void {
    const operation = call.operation as Write;
    const session = this.sessionOf.get(call.client) ?? 0;
    const end = this.sessionEnds.get(session);
    if (end !== undefined) this.report('ephemerals', `after its session ended at zxid ${end.zxid}: ${describe(call)}`);
    if (operation.type === 'close') {
      this.model.endSession(session, zxid);
      this.sessionEnds.set(session, { zxid, isExpiry: false });
      return;
    }
    const expected = this.model.apply(operation, zxid, this.callerOf(call));
    this.compare(call, expected.code, difference(expected.outcome, call.answer?.outcome ?? {}), 'total order');
  }

  private compareRead(call: Call): void {
    const { operation } = call;
    if (isWrite(operation)) return;
    // What is watched is no part of the tree.
    if (operation.type === 'addWatch' || operation.type === 'removeWatches' || operation.type === 'checkWatches') return;
    const caller = this.callerOf(call);
    const expected = this.model.read(operation, caller);
    const recorded = call.answer?.outcome ?? {};
    const differs = (): string | null =>
      operation.type === 'getChildren' && (operation.pageSize !== undefined || recorded.entries !== undefined)
        ? pageDifference(this.model, operation, caller, recorded)
        : difference(expected.outcome, recorded);
    this.compare(call, expected.code, expected.code === 0 ? differs() : null, 'reads');
  }

  private callerOf({ client, identities }: Call): Caller {
    return { session: this.sessionOf.get(client) ?? 0, ...(identities !== undefined && { identities }) };
  }

  private compare(call: Call, code: number, problem: string | null, rule: Rule): void {
    const recorded = call.answer?.code ?? 0;
    if (recorded !== code) {
      const isOf = (refusal: number): boolean => recorded === refusal || code === refusal;
      const its = isOf(ErrorCode.NOAUTH) ? 'access' : isOf(ErrorCode.QUOTAEXCEEDED) ? 'quotas' : rule;
      this.report(its, `${describe(call)}: the model says code ${code}`);
    } else if (problem !== null) this.report(rule, `${describe(call)}: ${problem}`);
  }

  /** Something changed and no answered write has this zxid: a write without an answer, the end of a session, or the reaper. */
  private applyUnanswered(zxid: number, observed: readonly ObservedChange[]): void {
    const call = this.unknown.take(observed, (client) => !this.sessionEnds.has(this.sessionOf.get(client) ?? 0));
    if (call !== null) {
      this.model.apply(call.operation as Exclude<Write, { type: 'close' }>, zxid, this.callerOf(call));
      return;
    }
    const [first] = observed;
    if (first === undefined || observed.some(({ event }) => event !== 'deleted')) {
      this.report('changes', `at zxid ${zxid} without a cause: ${observed.map(show).join(', ')}`);
      return;
    }
    const owners = new Set(observed.map(({ path }) => this.model.ownerOf(path)));
    owners.delete(0);
    if (owners.size === 0) {
      this.model.reap(
        observed.map(({ path }) => path),
        zxid,
      );
      return;
    }
    // Several sessions can expire in one entry.
    for (const owner of owners) {
      const client = this.clientOf.get(owner);
      const closed = client !== undefined && this.closesItself(client);
      this.model.endSession(owner, zxid);
      this.sessionEnds.set(owner, { zxid, isExpiry: !closed });
    }
  }

  /** Its close was sent, and has no answer: this may be it. */
  private closesItself(client: number): boolean {
    return this.history.clients.get(client)?.calls.some(({ operation }) => operation.type === 'close') ?? false;
  }
}

function changesDiffer(expected: readonly ModelChange[], observed: readonly ObservedChange[]): string | null {
  const wanted = expected.map(({ kind, path }) => `${kind} ${path}`);
  const found = observed.map(({ event, path }) => `${event} ${path}`);
  if (wanted.length === found.length && wanted.every((each, at) => each === found[at])) return null;
  return `[${found.join(', ')}], the model says [${wanted.join(', ')}]`;
}

function show({ event, path }: ObservedChange): string {
  return `${event} ${path}`;
}
