import type { Raft } from '@grove/raft';
import type { Membership, MembershipChange } from '@grove/wire';
import { SUPER_IDENTITY } from '../caller';
import type { MembershipCall, SessionResult } from '../ports';
import { TestCluster } from './test-cluster';
import type { TestReplica } from './test-cluster';

const NO_SECRET = new Uint8Array(0);
export const ROOT = 'CN=root';
export const superuser: MembershipCall = {
  sessionId: 0,
  sessionSecret: NO_SECRET,
  linearizable: true,
  minZxid: 0,
  caller: { identities: [`x509:${ROOT}`] },
};
export const anybody: MembershipCall = { ...superuser, caller: { identities: ['ip:10.0.0.1', SUPER_IDENTITY] } };

export const address = (replica: number, host = `r${replica}`) => ({ replica, peerAddress: `${host}:7420`, clientAddress: `${host}:7410` });
export const change = (of: Partial<MembershipChange>): MembershipChange => ({
  version: null,
  joining: [],
  leaving: [],
  members: null,
  ...of,
});

export interface Asked {
  result: SessionResult<Membership> | null;
}

export function ask(replica: TestReplica, of: Partial<MembershipChange>, call = superuser): Asked {
  const asked: Asked = { result: null };
  replica.engine?.changeMembers(call, change(of), (result) => {
    asked.result = result;
  });
  return asked;
}

export function cluster(size = 3): { made: TestCluster; leader: TestReplica; follower: TestReplica; other: TestReplica } {
  const made = new TestCluster(size, { superuserX509: ROOT });
  made.start();
  made.untilReady();
  const { leader } = made;
  const [follower, other] = made.replicas.filter((replica) => replica !== leader);
  if (leader === undefined) throw new Error('no leader');
  return { made, leader, follower: follower ?? leader, other: other ?? leader };
}

export function outcome(made: TestCluster, asked: Asked): SessionResult<Membership> {
  made.clock.until(() => asked.result !== null, 20_000);
  if (asked.result === null) throw new Error('no answer');
  return asked.result;
}

export function doneBy(made: TestCluster, asked: Asked): Membership {
  const result = outcome(made, asked);
  if (!result.ok) throw new Error(`${result.code} ${result.message}`);
  return result.value;
}

export function codeOf(made: TestCluster, asked: Asked): number {
  const result = outcome(made, asked);
  return result.ok ? 0 : result.code;
}

export const membersOf = ({ members }: Membership) => members.map(({ replica, voter }) => (voter ? replica : -replica));

/** The members that a replica has in its log, committed or not. */
export function inForce({ engine }: TestReplica): number[] {
  const { live } = engine as unknown as { live: { consensus: { raft: Raft } } };
  return live.consensus.raft.config.members.map(({ id, voter }) => (voter ? id : -id));
}

/** The members as a replica tells them: learners below 0. */
export function seenBy(replica: TestReplica | undefined): number[] {
  return replica?.engine?.status().config.members.map(({ id, voter }) => (voter ? id : -id)) ?? [];
}

export function list(made: TestCluster, replica: TestReplica): Membership {
  const asked: Asked = { result: null };
  replica.engine?.listMembers(anybody, (result) => {
    asked.result = result;
  });
  return doneBy(made, asked);
}
