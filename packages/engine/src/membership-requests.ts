import type { ClusterConfig, Raft, ReplicaId } from '@grove/raft';
import type { TreeApi } from '@grove/tree';
import { ErrorCode, encodeControl, encodeMembershipChange } from '@grove/wire';
import type { Membership, MembershipChange } from '@grove/wire';
import { clusterMembers, isInEffect } from './membership';
import { versionOf } from './membership-leader';
import type { MembershipLeader, MembershipReply } from './membership-leader';
import type { PeerTransport } from './ports';
import type { ReadBarrier } from './read-barrier';

type Done = (membership: Membership) => void;
type Fail = (code: number, message: string) => void;

interface Request {
  token: number;
  readonly change: MembershipChange;
  readonly bytes: Uint8Array;
  readonly deadlineMs: number;
  readonly done: Done;
  readonly fail: Fail;
  /** Where this replica's state stood when nothing of it had been done yet, as is known. */
  versionBefore: number;
  /** The term whose leader it was sent to; 0: none, or it is known that none has done it. */
  term: number;
  sentMs: number;
  /** Where it stands in the log, if that is committed. */
  placed: { readonly index: number; readonly term: number } | null;
  /** What an earlier leader has made of it is being found out. */
  isFindingOut: boolean;
}

interface Applied {
  readonly index: number;
  readonly term: number;
  readonly config: ClusterConfig;
}

export interface MembershipRequestsHost {
  readonly replica: ReplicaId;
  readonly barrier: ReadBarrier;
  readonly transport: PeerTransport;
  readonly leader: MembershipLeader;
  raft(): Raft;
  leaderId(): ReplicaId | null;
  tree(): TreeApi;
  appliedIndex(): number;
  /** The configuration as of the applied index. */
  committedConfig(): ClusterConfig;
  nowMs(): number;
  /** At the end of this turn. */
  defer(run: () => void): void;
}

/** Tokens of one life of a replica; that of its next one begins as far behind. */
const TOKENS_OF_A_LIFE = 2 ** 20;
const LIVES = 2 ** 32;

/** As long as any unary call. */
const TIMEOUT_MS = 15_000;
const SEND_AGAIN_MS = 200;
/** Configurations that were applied: what is placed is found among the last ones. */
const APPLIED_KEPT = 32;

/**
 * Changes of the membership that were asked for at this replica, on their way to the leader. The leader says where in the log a change
 * stands; whether it is done is read in this replica's own log: if at that index an entry of that term is applied, it is, and otherwise it never
 * will be. So a change of leader leaves open only what became of a request to which no answer came.
 */
export class MembershipRequests {
  private readonly requests = new Set<Request>();
  /** All that were applied behind `knownAfter`. */
  private applied: Applied[] = [];
  private knownAfter: number;
  private lastToken: number;

  /** `epoch`: of this life of the replica. */
  constructor(
    private readonly host: MembershipRequestsHost,
    epoch: number,
    appliedIndex: number,
  ) {
    this.lastToken = (epoch % LIVES) * TOKENS_OF_A_LIFE;
    this.knownAfter = appliedIndex;
  }

  ask(change: MembershipChange, done: Done, fail: Fail): void {
    const nowMs = this.host.nowMs();
    const request: Request = {
      token: this.takeToken(),
      change,
      bytes: encodeMembershipChange(change, null),
      deadlineMs: nowMs + TIMEOUT_MS,
      done,
      fail,
      versionBefore: versionOf(this.host.tree()),
      term: 0,
      sentMs: -Infinity,
      placed: null,
      isFindingOut: false,
    };
    this.requests.add(request);
    this.goOn(request);
  }

  /** Now and then: what was lost is sent again, what waits for too long is given up. */
  look(): void {
    if (this.requests.size === 0) return;
    const nowMs = this.host.nowMs();
    for (const request of [...this.requests]) {
      if (request.deadlineMs > nowMs) this.goOn(request);
      else if (request.term === 0) this.failed(request, ErrorCode.OPERATIONTIMEOUT, 'no leader took it in time: nothing was done');
      else this.failed(request, ErrorCode.OUTCOMEUNKNOWN, 'it was not known in time what became of it: it may still happen');
    }
  }

  onReply(from: ReplicaId, reply: MembershipReply): void {
    if (from !== this.host.leaderId() || reply.term !== this.host.raft().term) return;
    for (const request of this.requests) {
      if (request.token === reply.token && request.term === reply.term && request.placed === null) this.take(request, reply);
    }
  }

  /** A configuration of the log was applied. */
  onConfigApplied(config: ClusterConfig, index: number, term: number): void {
    this.applied.push({ config, index, term });
    if (this.applied.length > APPLIED_KEPT) this.knownAfter = this.applied.shift()?.index ?? index;
  }

  /** The state has come to this index. */
  onProgress(): void {
    for (const request of [...this.requests]) if (request.placed !== null) this.settle(request);
  }

  /** The state was replaced by that of a snapshot: of what it passed nobody here knows the terms. */
  onSnapshot(): void {
    this.applied = [];
    this.knownAfter = this.host.appliedIndex();
    this.onProgress();
  }

  /**
   * This replica was told that it is no member of this configuration, which is committed: it will see no entry of it. One that names a version
   * is done where the leader has placed it; of one whose answer was lost that is not known.
   */
  onTakenOut(config: ClusterConfig, version: number): void {
    for (const request of [...this.requests]) {
      const isPlaced = request.placed !== null && request.placed.index <= version;
      if ((isPlaced || (request.term !== 0 && request.change.version === null)) && isInEffect(config, request.change)) {
        this.succeeded(request, config, version);
      }
    }
  }

  get areOpen(): boolean {
    return this.requests.size > 0;
  }

  /** There is no leader for those that none has taken: nothing of them was done. */
  letGo(message: string): void {
    for (const request of [...this.requests]) if (request.term === 0) this.failed(request, ErrorCode.CONNECTIONLOSS, message);
  }

  failAll(code: number, message: string): void {
    for (const request of [...this.requests]) this.failed(request, code, message);
  }

  private takeToken(): number {
    this.lastToken += 1;
    return this.lastToken;
  }

  private goOn(request: Request): void {
    const { host } = this;
    if (request.placed !== null || request.isFindingOut) return;
    const { term } = host.raft();
    if (request.term !== 0 && request.term !== term) {
      this.findOut(request);
      return;
    }
    const leader = host.leaderId();
    const nowMs = host.nowMs();
    if (leader === null || nowMs - request.sentMs < SEND_AGAIN_MS) return;
    request.term = term;
    request.sentMs = nowMs;
    const { token, bytes, change } = request;
    if (leader === host.replica) {
      // Consensus may be just telling what this comes from.
      host.defer(() => {
        const reply = host.leader.take(leader, term, token, change, true);
        if (reply !== null) this.onReply(leader, reply);
      });
      return;
    }
    host.transport.send(leader, 'control', encodeControl({ type: 'membershipChange', term, token, change: bytes }));
  }

  private take(request: Request, reply: MembershipReply): void {
    if (reply.code !== 0) {
      this.failed(request, reply.code, reply.message);
      return;
    }
    request.placed = { index: reply.index, term: reply.entryTerm };
    this.settle(request);
  }

  /**
   * The leader that it was sent to is one no more. What that one put into the log and is not lost is applied here when this replica has caught
   * up with the next leader; if the members are as they were, it has done nothing, and never will.
   */
  private findOut(request: Request): void {
    request.isFindingOut = true;
    this.host.barrier.linearizable({
      onBarrier: () => {
        request.isFindingOut = false;
        if (!this.requests.has(request)) return;
        const config = this.host.committedConfig();
        const version = versionOf(this.host.tree());
        if (version === request.versionBefore) this.again(request);
        else if (request.change.version === null && isInEffect(config, request.change)) this.succeeded(request, config, version);
        else {
          this.failed(request, ErrorCode.OUTCOMEUNKNOWN, 'the leader changed, and so did the members: look at them');
        }
      },
      isGone: () => !this.requests.has(request),
    });
  }

  /** It was not done: once more, to the leader that is. */
  private again(request: Request): void {
    request.versionBefore = versionOf(this.host.tree());
    request.placed = null;
    request.term = 0;
    request.token = this.takeToken();
    request.sentMs = -Infinity;
    this.goOn(request);
  }

  private settle(request: Request): void {
    const { placed } = request;
    if (placed === null || this.host.appliedIndex() < placed.index) return;
    if (placed.term === 0) {
      // Nothing had to be changed: as it was when the leader said so, or newer.
      this.succeeded(request, this.host.committedConfig(), versionOf(this.host.tree()));
      return;
    }
    const found = this.applied.find(({ index }) => index === placed.index);
    if (found?.term === placed.term) this.succeeded(request, found.config, placed.index);
    else if (placed.index > this.knownAfter || versionOf(this.host.tree()) < placed.index) this.again(request);
    else this.failed(request, ErrorCode.OUTCOMEUNKNOWN, 'the replica was brought up by a snapshot: look at the members');
  }

  private succeeded(request: Request, config: ClusterConfig, version: number): void {
    if (this.requests.delete(request)) request.done({ members: clusterMembers(config), version });
  }

  private failed(request: Request, code: number, message: string): void {
    if (this.requests.delete(request)) request.fail(code, message);
  }
}
