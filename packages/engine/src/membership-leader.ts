import type { ClusterConfig, ConfigObjection, Input, Raft, ReplicaId } from '@grove/raft';
import type { TreeApi } from '@grove/tree';
import { ErrorCode } from '@grove/wire';
import type { ControlMessage, MembershipChange } from '@grove/wire';
import { changed } from './membership';

export type MembershipReply = Extract<ControlMessage, { type: 'membershipChangeReply' }>;

export const CONFIG_PATH = '/zookeeper/config';

/** The version of the membership that the state has: the zxid of the configuration that was applied last. */
export function versionOf(tree: TreeApi): number {
  return tree.lookup(CONFIG_PATH)?.mzxid ?? 0;
}

export interface MembershipLeaderHost {
  readonly replica: ReplicaId;
  raft(): Raft;
  step(input: Input): void;
  tree(): TreeApi;
  appliedIndex(): number;
  /** Leads, and its own no-op is committed. */
  leadsReadily(): boolean;
}

/** What is remembered of a term's requests, at most: each is an entry of the log. */
const REMEMBERED_MAX = 100;
/** A majority that is not heard for so many looks (of 50 ms, each behind a look at the sockets) is not just a pause of this replica's. */
const LASTING_LOOKS = 3;

/** The leader's part in a change of the membership: judges what is asked, and puts it into the log, each request once. */
export class MembershipLeader {
  /** Where what was asked in this term stands, by who asked and by which token: the answer may have been lost. */
  private readonly placed = new Map<string, MembershipReply>();
  /** Those that were asked in vain to take over from a leader that is to leave. */
  private readonly declined = new Set<ReplicaId>();

  /** Requests that would leave no majority that is heard, and at which look that was found first. */
  private readonly doubted = new Map<string, number>();
  private looks = 0;

  constructor(private readonly host: MembershipLeaderHost) {}

  /** Another term, or another leader: what an earlier one has placed is not known here. */
  forget(): void {
    this.placed.clear();
    this.declined.clear();
    this.doubted.clear();
  }

  /**
   * Never from within a step of consensus. The answer to a request; null: none yet, it is to be sent again, to whoever leads then. A request of another term is none of this
   * leader's: what became of it in that term is being found out where it came from.
   */
  take(from: ReplicaId, term: number, token: number, change: MembershipChange, isMember: boolean): MembershipReply | null {
    const { host } = this;
    const raft = host.raft();
    if (term !== raft.term || !host.leadsReadily()) return null;
    const key = `${from} ${token}`;
    const before = this.placed.get(key);
    if (before !== undefined) return before;
    // Who was taken out, or never was in, changes nothing: another of its number may be the member.
    if (!isMember) return null;
    const answer = (code: number, message: string, index = 0, entryTerm = 0): MembershipReply => ({
      type: 'membershipChangeReply',
      term,
      token,
      code,
      message,
      index,
      entryTerm,
    });
    // Of the configuration in force: the state that tells its version comes to it by applying.
    const current = raft.objectionTo(raft.config);
    if (current?.kind === 'inProgress') return answer(ErrorCode.RECONFIGINPROGRESS, 'another change of the members is not committed yet');
    if (current?.kind === 'handingOver' || host.appliedIndex() < raft.configIndex) return null;
    const version = versionOf(host.tree());
    if (change.version !== null && change.version !== version) {
      return answer(ErrorCode.BADVERSION, `the membership has version ${version}`);
    }
    const config = changed(raft.config, change);
    if (typeof config === 'string') return answer(ErrorCode.BADARGUMENTS, config);
    if (config === raft.config) return answer(0, '', version);
    const objection = raft.objectionTo(config);
    if (objection?.kind === 'notLeading' || (objection?.kind === 'noQuorum' && !this.isLasting(key))) return null;
    if (objection !== null) return answer(codeOf(objection), objection.text);
    this.doubted.delete(key);
    if (this.isToLeave(raft.config, config)) {
      // Not by its own hand: the next leader takes the request, and its clients have one all the time.
      const to = this.successor(raft);
      if (to === null) return answer(ErrorCode.NEWCONFIGNOQUORUM, 'this replica leads, and no other voter has taken over');
      host.step({ type: 'transferLeadership', to });
      return null;
    }
    host.step({ type: 'proposeConfig', config });
    // Judged again, by the time of the step: this replica may have stood still until now. It is asked again, and then has an answer of today.
    if (raft.config !== config) return null;
    const reply = answer(0, '', raft.configIndex, raft.term);
    const [oldest] = this.placed.keys();
    if (this.placed.size >= REMEMBERED_MAX && oldest !== undefined) this.placed.delete(oldest);
    this.placed.set(key, reply);
    return reply;
  }

  /**
   * Whether the same was found some looks ago. A replica that stood still has heard nobody, until it has read what they sent meanwhile; in
   * so many looks it comes to that, and they to an answer.
   */
  private isLasting(key: string): boolean {
    const since = this.doubted.get(key) ?? this.looks;
    if (this.doubted.size >= REMEMBERED_MAX) this.doubted.clear();
    this.doubted.set(key, since);
    return this.looks - since >= LASTING_LOOKS;
  }

  /** Now and then. */
  look(): void {
    this.looks += 1;
  }

  /**
   * Each other voter once, the longest log first: while one is waited for nobody writes, and it may be one that cannot stand. Null behind the
   * last one; then all may be asked again.
   */
  private successor(raft: Raft): ReplicaId | null {
    const left = raft.config.members.filter(({ id, voter }) => voter && id !== this.host.replica && !this.declined.has(id));
    const [next] = left.sort((a, b) => raft.matchIndexOf(b.id) - raft.matchIndexOf(a.id));
    if (next === undefined) this.declined.clear();
    else this.declined.add(next.id);
    return next?.id ?? null;
  }

  /** Or to move: nobody could answer it, from the moment that they look for it elsewhere. The last voter has nobody to hand over to. */
  private isToLeave(before: ClusterConfig, after: ClusterConfig): boolean {
    const { replica } = this.host;
    const present = before.members.find(({ id }) => id === replica);
    const next = after.members.find(({ id }) => id === replica);
    if (present === undefined || before.members.every(({ id, voter }) => id === replica || !voter)) return false;
    return next?.peerAddress !== present.peerAddress;
  }
}

function codeOf(objection: ConfigObjection): number {
  return objection.kind === 'noQuorum' ? ErrorCode.NEWCONFIGNOQUORUM : ErrorCode.BADARGUMENTS;
}
