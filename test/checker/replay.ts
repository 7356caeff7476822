import { ErrorCode, type Operation } from '@grove/wire';
import { ReferenceTree, type ReferenceChange } from '../../packages/tree/src/testing/reference-tree';
import { callsOf, isWrite, shown, type Call, type Line, type Told } from './history';

/** Larger than any value of a workload. */
const DATA_BYTES_MAX = 1024 * 1024;
const TIME_MS = 1;

export interface Replayed {
  readonly violations: readonly string[];
  /** Every change of the tree, in order: what watches have to tell. */
  readonly changes: readonly ReferenceChange[];
  /** Writes whose answer nobody got, and that events show to have happened. */
  readonly resolved: number;
  readonly checkedWrites: number;
  readonly checkedReads: number;
}

interface Step {
  readonly zxid: number;
  /** Of equal zxids: the session's beginning, the write, the end of sessions, reads. */
  readonly order: 0 | 1 | 2 | 3;
  run(): void;
}

/**
 * Replays a history in zxid order on the reference tree, and compares every answer with it, errors and Stats too (rules 1, 4, 6, 8 and 9): each write
 * gives the recorded result at its zxid, each read shows the state of exactly its zxid.
 *
 * A write without an answer has happened where an event shows its value (each value is written once), at that event's zxid; else it sets no
 * constraint. Expiries are not answered to anybody: where an ephemeral goes at a zxid that no write has, its owner's session has ended there, with all
 * that it owned.
 */
export function replay(history: readonly Line[]): Replayed {
  const calls = callsOf(history);
  const tree = new ReferenceTree(DATA_BYTES_MAX);
  const violations: string[] = [];
  const steps: Step[] = [];
  const told = history.filter((line): line is Told => line.line === 'told');
  let checkedWrites = 0;
  let checkedReads = 0;

  for (const line of history) {
    if (line.line !== 'session') continue;
    steps.push({
      zxid: line.session,
      order: 0,
      run: () => {
        tree.open(line.session, TIME_MS);
      },
    });
  }

  const perform = (call: Call, zxid: number): void => {
    const write = { sessionId: call.session, generation: 0, sequence: 0, acknowledgedSequence: 0, operation: call.operation };
    const expected = tree.write(zxid, TIME_MS, write);
    const { answer } = call;
    if (answer === null || answer.zxid === 0 || expected === null) return;
    checkedWrites += 1;
    if (answer.code !== expected.code || (answer.code === 0 && shown(answer.result) !== shown(expected.result))) {
      violations.push(
        `write ${call.id} at zxid ${zxid}: ${describe(call.operation)} was answered ${answer.code} ${shown(answer.result)}, and is ${expected.code} ${shown(expected.result)}`,
      );
    }
  };

  const byZxid = new Map<number, Call>();
  const unknown: Call[] = [];
  for (const call of calls) {
    const { answer } = call;
    if (!isWrite(call.operation)) {
      if (answer === null || answer.zxid === 0) continue;
      steps.push({
        zxid: answer.zxid,
        order: 3,
        run: () => {
          const expected = tree.read(call.operation, call.session);
          checkedReads += 1;
          if (answer.code === expected.code && (answer.code !== 0 || shown(answer.result) === shown(expected.result))) return;
          violations.push(
            `read ${call.id} at zxid ${answer.zxid}: ${describe(call.operation)} was answered ${answer.code} ${shown(answer.result)}, and is ${expected.code} ${shown(expected.result)}`,
          );
        },
      });
      continue;
    }
    if (answer === null || answer.zxid === 0) {
      unknown.push(call);
      continue;
    }
    // Nothing was done, and the session is not there any more.
    if (answer.code === ErrorCode.SESSIONEXPIRED || answer.code === ErrorCode.SESSIONMOVED) continue;
    const other = byZxid.get(answer.zxid);
    if (other !== undefined) violations.push(`writes ${other.id} and ${call.id} both have zxid ${answer.zxid}`);
    byZxid.set(answer.zxid, call);
  }

  const resolved = resolve(unknown, told, byZxid);
  for (const [zxid, call] of byZxid) {
    steps.push({
      zxid,
      order: 1,
      run: () => {
        perform(call, zxid);
      },
    });
  }
  // What went without a write.
  const gone = new Map<number, Set<string>>();
  for (const { type, zxid, path } of told) {
    if (type !== 'deleted' || byZxid.has(zxid)) continue;
    gone.set(zxid, (gone.get(zxid) ?? new Set()).add(path));
  }
  for (const [zxid, paths] of gone) {
    steps.push({
      zxid,
      order: 2,
      run: () => {
        const owners = new Set([...paths].map((path) => tree.stat(path)?.ownerSessionId ?? 0));
        if (owners.has(0)) violations.push(`at zxid ${zxid} ${[...paths].join(', ')} went, by no write and no session's end`);
        owners.delete(0);
        const owned = [...owners].flatMap((owner) => tree.ephemerals(owner));
        for (const path of owned) if (!paths.has(path)) violations.push(`at zxid ${zxid} a session ended, and its ${path} stayed`);
        tree.expire(zxid, TIME_MS, [...owners]);
      },
    });
  }

  steps.sort((a, b) => a.zxid - b.zxid || a.order - b.order);
  for (const step of steps) step.run();
  return { violations, changes: tree.changes, resolved, checkedWrites, checkedReads };
}

/** Finds the zxids of writes without an answer by the events that show what they did; answers how many have one. */
function resolve(unknown: readonly Call[], told: readonly Told[], byZxid: Map<number, Call>): number {
  const byValue = new Map<string, number>();
  for (const { data, zxid } of told) {
    if (data !== undefined && data.length > 0) byValue.set(Buffer.from(data).toString('latin1'), zxid);
  }
  let resolved = 0;
  const take = (call: Call, zxid: number | undefined): void => {
    if (zxid === undefined || byZxid.has(zxid)) return;
    byZxid.set(zxid, call);
    resolved += 1;
  };
  const others: Call[] = [];
  for (const call of unknown) {
    const values = valuesOf(call.operation);
    if (values.length === 0) others.push(call);
    for (const value of values) take(call, byValue.get(value));
  }
  // A delete has no value: the first event of its path, behind its sending, that nothing else explains.
  for (const call of others) {
    const { operation } = call;
    if (operation.type !== 'delete') continue;
    const event = told.find(
      ({ type, path, at, zxid }) => type === 'deleted' && path === operation.path && at > call.sentAt && !byZxid.has(zxid),
    );
    take(call, event?.zxid);
  }
  return resolved;
}

function valuesOf(operation: Operation): string[] {
  const parts = operation.type === 'multi' ? operation.parts : [operation];
  return parts.flatMap((part) =>
    (part.type === 'create' || part.type === 'setData') && part.data.length > 0 ? [Buffer.from(part.data).toString('latin1')] : [],
  );
}

export function describe(operation: Operation): string {
  return JSON.stringify(operation, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value));
}
