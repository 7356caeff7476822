import type { ClusterConfig, Input, Member, Raft } from '@grove/raft';
import { ErrorCode } from '@grove/wire';
import { promotion } from './membership';
import { TestClient, TestCluster, create } from './testing/test-cluster';
import type { TestReplica } from './testing/test-cluster';

interface Inside {
  readonly live: { readonly consensus: { readonly raft: Raft; step(input: Input): void } };
}

/** As an operator does it: the members as the leader has them, changed, and in force at the leader when this returns. */
function change(made: TestCluster, edit: (members: readonly Member[]) => readonly Member[]): void {
  const { consensus } = (made.leader?.engine as unknown as Inside).live;
  made.clock.until(() => {
    const config: ClusterConfig = { members: edit(consensus.raft.config.members) };
    // Refused while the one before is not committed.
    consensus.step({ type: 'proposeConfig', config });
    return consensus.raft.config === config;
  });
}

function cluster(): { made: TestCluster; out: TestReplica; client: TestClient } {
  const made = new TestCluster(3);
  made.start();
  made.untilReady();
  const out = made.replicas.find((replica) => replica !== made.leader);
  if (out === undefined) throw new Error('no follower');
  const client = new TestClient(made).open(out.id);
  expect(client.do(create('/before')).code).toBe(0);
  return { made, out, client };
}

test('a replica that was taken out and is taken in again goes on with its clients’ writes where it was', () => {
  const { made, out, client } = cluster();
  let member: Member | undefined;
  change(made, (members) => {
    member = members.find(({ id }) => id === out.id);
    return members.filter(({ id }) => id !== out.id);
  });
  made.clock.run(300);
  // Asked for while its replica is no member: sent to the leader when it is one again.
  const id = client.add(create('/meanwhile', '', 'persistent', true));
  client.flush();
  made.clock.run(100);
  change(made, (members) => [...members, ...(member === undefined ? [] : [{ ...member, voter: false }])]);
  made.untilReady();
  expect(client.answerTo(id).code).toBe(0);
  expect(client.do(create('/after')).code).toBe(0);
  made.untilConverged();
  // Had the log forgotten how far that replica was, everything from it would be a gap, sent again and again.
  expect(out.engine?.status().commitIndex).toBeLessThan(40);
  made.clock.until(() => out.engine?.status().config.members.every(({ voter }) => voter) === true);
  made.assertHealthy();
});

test('a learner that is taken out does not believe for long in a leader that leads it no more', () => {
  const { made, out, client } = cluster();
  change(made, (members) => members.map((member) => (member.id === out.id ? { ...member, voter: false } : member)));
  // Before the leader promotes it again.
  change(made, (members) => members.filter(({ id, voter }) => id !== out.id || voter));
  expect(out.engine?.status().role).toBe('learner');
  // The leader still answers its reports of sessions; nothing that is written comes back.
  client.add(create('/lost'));
  client.flush();
  made.clock.until(() => client.ended !== null);
  expect(client.ended?.code).toBe(ErrorCode.CONNECTIONLOSS);
  expect(out.engine?.status().ready).toBe(false);
  // It was written all the same, by the leader that it was sent to: elsewhere the client hears so.
  client.attach(made.leader?.id ?? 0);
  expect(client.do(create('/lost'), { sequence: 2 }).code).toBe(0);
  made.assertHealthy();
});

test('a learner that consensus does not take holds up nobody behind it', () => {
  const member = (id: number, voter = false): Member => ({ id, incarnation: `v${id}`, voter, peerAddress: '', clientAddress: '' });
  const raft = {
    config: { members: [member(1, true), member(2), member(3)] },
    commitIndex: 10,
    matchIndexOf: () => 9,
    // The connection to 2 broke.
    objectionTo: ({ members }: ClusterConfig) => (members[1]?.voter === true ? { kind: 'notAllowed', text: '' } : null),
  };
  expect(promotion(raft as unknown as Raft)?.members.map(({ voter }) => voter)).toEqual([true, false, true]);
});
