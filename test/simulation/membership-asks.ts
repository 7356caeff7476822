import type { MembershipCall, SessionResult } from '@grove/engine';
import type { Membership, MembershipChange } from '@grove/wire';
import { Phase, type EventQueue } from './event-queue';
import { SUPERUSER } from './invariants/final-state';
import type { ReplicaProcess, SimulatedReplica } from './simulated-replica';
import type { Trace } from './trace';

const AS_SUPERUSER: MembershipCall = {
  sessionId: 0,
  sessionSecret: new Uint8Array(0),
  linearizable: true,
  minZxid: 0,
  caller: { identities: [SUPERUSER] },
};
const FIRST_MARK = 10_000;

export interface Asked {
  /** Of the replica that was asked. */
  readonly by: number;
  /** Null where it was asked who the members are. */
  readonly change: MembershipChange | null;
  /** An address for clients that it alone brings; null where it brings none. */
  readonly mark: string | null;
  /** The highest version that anybody had been told before. */
  readonly versionTold: number;
  /** Null while there is no answer; for ever, where the replica ended with it. */
  result: SessionResult<Membership> | null;
}

/** What operators have asked of replicas about the members, and what they were answered. */
export class MembershipAsks {
  readonly all: Asked[] = [];
  private versionTold = 0;
  private marks = FIRST_MARK;

  constructor(
    private readonly queue: EventQueue,
    private readonly trace: Trace,
    private readonly onTold: (replica: SimulatedReplica, process: ReplicaProcess, zxid: number) => void,
  ) {}

  /** Changes that were told to be done. */
  get done(): number {
    return this.all.filter(({ change, result }) => change !== null && result?.ok === true).length;
  }

  get refused(): number {
    return this.all.filter(({ change, result }) => change !== null && result?.ok === false).length;
  }

  /** An address for clients that was in no request before: by it each is known again in the log. */
  mark(replica: number): string {
    this.marks++;
    return `r${replica}:${this.marks}`;
  }

  /** False where its process is down. `done`: with the answer; never where the process ends before. */
  ask(
    replica: SimulatedReplica,
    change: MembershipChange | null,
    mark: string | null,
    done: (result: SessionResult<Membership>) => void,
  ): boolean {
    const { process } = replica;
    if (process === null) return false;
    const { versionTold } = this;
    const asked: Asked = { by: replica.id, change, mark, versionTold, result: null };
    this.all.push(asked);
    this.queue.after(0, process, Phase.io, () => {
      const answered = (result: SessionResult<Membership>): void => {
        asked.result = result;
        if (result.ok) {
          const { members, version } = result.value;
          this.versionTold = Math.max(this.versionTold, version);
          // One that was taken out has not applied it: it was told so.
          if (members.some((member) => member.replica === replica.id && member.incarnation !== '')) this.onTold(replica, process, version);
        }
        if (this.trace.enabled) {
          const outcome = result.ok ? `version ${result.value.version}` : `${result.code} ${result.message}`;
          this.trace.add('operator', `replica ${replica.id} answers ${JSON.stringify(change ?? 'who are the members')}: ${outcome}`);
        }
        done(result);
      };
      if (this.trace.enabled)
        this.trace.add('operator', `replica ${replica.id} is asked ${JSON.stringify(change ?? 'who are the members')}`);
      if (change === null) process.engine?.listMembers(AS_SUPERUSER, answered);
      else process.engine?.changeMembers(AS_SUPERUSER, change, answered);
    });
    return true;
  }
}
