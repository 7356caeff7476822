import { configOfIds, member, TestCluster } from './testing/cluster';
import { effectsOf, notes, sentOf } from './testing/expect';
import { emptyDisk } from './testing/replica';
import type { ClusterConfig, Member } from './types';

function change(config: ClusterConfig, edit: (members: Member[]) => Member[]): ClusterConfig {
  return { members: edit([...config.members]) };
}

function voterIds(cluster: TestCluster, id: number): number[] {
  return cluster
    .at(id)
    .raft.config.members.filter((one) => one.voter)
    .map((one) => one.id)
    .sort();
}

function moved(cluster: TestCluster, ids: readonly number[]): ClusterConfig {
  return change(cluster.at(1).raft.config, (members) =>
    members.map((one) => (ids.includes(one.id) ? { ...one, peerAddress: `moved-${one.id}:7410` } : one)),
  );
}

describe('membership', () => {
  it('takes in a learner, which follows but counts in no majority (§4.2.1)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.start(4, emptyDisk({ members: [] }, 'volume-4'));
    cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2, 3], [4]) });
    cluster.propose('x', 1);
    cluster.settle();
    expect(cluster.at(4).appliedBodies).toEqual(['x']);
    expect(cluster.at(4).raft).toMatchObject({ role: 'learner', canVote: false });
    // Two voters away: the learner's word makes no majority.
    cluster.lose = (message) => [2, 3].includes(message.from) || [2, 3].includes(message.to);
    cluster.propose('y', 1);
    cluster.settle();
    expect(cluster.at(1).raft.matchIndexOf(4)).toBe(cluster.at(1).raft.lastIndex);
    expect(cluster.at(1).appliedBodies).toEqual(['x']);
  });

  it('promotes a learner that has caught up, and it votes from then on (§4.2.1)', () => {
    const cluster = new TestCluster({ learners: [4] });
    cluster.elect(1);
    cluster.advance(100);
    cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2, 3, 4]) });
    cluster.advance(100);
    expect(cluster.at(4).raft).toMatchObject({ role: 'follower', canVote: true });
    cluster.crash(1);
    cluster.lose = (message) => message.to === 3 || message.from === 3;
    cluster.advance(2000);
    // Two of four are no majority; the third brings it.
    expect(cluster.leaders).toEqual([]);
    cluster.lose = () => false;
    cluster.advance(2000);
    expect(cluster.leaders).toHaveLength(1);
  });

  it('promotes nobody that is not known to have caught up (§4.2.1)', () => {
    const cluster = new TestCluster({ learners: [4] });
    cluster.lose = (message) => message.to === 4;
    cluster.elect(1);
    cluster.advance(100);
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2, 3, 4]) }))).toContain('no learner that has caught up');
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2, 3, 5], [4]) }))).toContain(
      'no learner that has caught up',
    );
  });

  it('is in force from the moment it is in the log (§4.1)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = () => true;
    const effects = cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2]) });
    expect(effectsOf(effects, 'configChanged')).toMatchObject([{ index: 2, committed: false }]);
    expect(voterIds(cluster, 1)).toEqual([1, 2]);
    expect(cluster.at(1).raft.commitIndex).toBe(1);
  });

  it('falls back where its block is truncated (§4.1)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = (message) => message.from === 1 || message.to === 1;
    cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2]) });
    cluster.elect(2);
    cluster.propose('x', 2);
    cluster.settle();
    cluster.lose = () => false;
    cluster.advance(500);
    expect(voterIds(cluster, 1)).toEqual([1, 2, 3]);
    expect(cluster.at(1).appliedBodies).toEqual(['x']);
  });

  it('S21 changes one voter at a time, one change after the other (§4.1)', () => {
    const cluster = new TestCluster({ voters: [1, 2, 3, 4, 5] });
    cluster.elect(1);
    cluster.advance(100);
    const refused = (config: ClusterConfig): string => notes(cluster.give(1, { type: 'proposeConfig', config }));
    expect(refused(configOfIds([1, 2, 3]))).toContain('one change at a time');
    expect(refused(configOfIds([]))).toContain('no voter');
    expect(refused({ members: [...configOfIds([1, 2, 3, 4, 5]).members, member(5)] })).toContain('named twice');
    cluster.lose = () => true;
    expect(refused(configOfIds([1, 2, 3, 4]))).toBe('');
    expect(refused(configOfIds([1, 2, 3]))).toContain('is not committed yet');
  });

  it('takes a change of addresses alone', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: moved(cluster, [2]) }))).toBe('');
    cluster.settle();
    expect(cluster.at(2).raft.config.members[1]?.peerAddress).toBe('moved-2:7410');
  });

  it('S29 counts a voter that gets another address as one that is not heard: nobody may be there', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(100);
    const refused = (ids: number[]): string => notes(cluster.give(1, { type: 'proposeConfig', config: moved(cluster, ids) }));
    expect(refused([1, 2])).toContain('no majority could go on');
    cluster.crash(3);
    cluster.advance(1_000);
    expect(refused([2])).toContain('no majority could go on');
    // Who is not heard anyhow may be looked for elsewhere.
    expect(refused([3])).toBe('');
    const two = new TestCluster({ voters: [1, 2] });
    two.elect(1);
    two.advance(100);
    expect(notes(two.give(1, { type: 'proposeConfig', config: moved(two, [2]) }))).toContain('no majority could go on');
    const sole = new TestCluster({ voters: [1] });
    sole.elect(1);
    sole.advance(100);
    expect(notes(sole.give(1, { type: 'proposeConfig', config: moved(sole, [1]) }))).toBe('');
  });

  it('tells when it is committed, on every member', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    const told: string[] = [];
    cluster.watch = (replica, effect) => {
      if (effect.type === 'configChanged') told.push(`${replica.id} ${effect.committed}`);
    };
    cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2, 3], [4]) });
    cluster.settle();
    expect([...told].sort()).toEqual(['1 false', '1 true', '2 false', '2 true', '3 false', '3 true']);
  });

  it('S21 lets a leader that is removed lead until that is committed, then step down (§4.2.2)', () => {
    const cluster = new TestCluster();
    const old = cluster.elect(1);
    cluster.advance(100);
    cluster.lose = () => true;
    cluster.give(1, { type: 'proposeConfig', config: configOfIds([2, 3]) });
    cluster.settle();
    expect(old.raft.role).toBe('leader');
    cluster.lose = () => false;
    cluster.advance(500);
    expect(old.raft.role).toBe('learner');
    expect(old.notes.join()).toContain('no voter any more');
    expect(cluster.leaders).toHaveLength(1);
    expect(cluster.leader.id).not.toBe(1);
  });

  it('S21 does not count the leader itself once it is removed (§4.2.2)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = (message) => message.to === 3;
    cluster.give(1, { type: 'proposeConfig', config: configOfIds([2, 3]) });
    cluster.settle();
    // Of the two voters only one has it; the leader's own disk is none of theirs.
    expect(cluster.at(1).raft.commitIndex).toBe(1);
  });

  it('is no trouble from a removed replica that does not know: others follow their leader (§4.2.3)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(100);
    cluster.lose = (message) => message.to === 3 && message.message.type === 'append';
    cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2]) });
    cluster.lose = () => false;
    cluster.advance(5000);
    expect(cluster.at(3).raft.role).toBe('candidate');
    expect(cluster.leaders.map((leader) => [leader.id, leader.raft.term])).toEqual([[1, 1]]);
  });

  it('S29 takes a learner in while a voter is down, as long as the quorum holds (etcd 21667)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.crash(3);
    cluster.advance(2000);
    cluster.start(4, emptyDisk({ members: [] }, 'volume-4'));
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2, 3], [4]) }))).toBe('');
    cluster.advance(200);
    expect(cluster.at(4).raft).toMatchObject({ role: 'learner', canVote: false });
    // Promoted it makes three of four, which go on without the one that is down.
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2, 3, 4]) }))).toBe('');
    cluster.propose('x', 1);
    cluster.advance(200);
    expect(cluster.at(4).appliedBodies).toEqual(['x']);
    // And the one that is down can be removed.
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2, 4]) }))).toBe('');
    cluster.advance(200);
    expect(voterIds(cluster, 4)).toEqual([1, 2, 4]);
  });

  it('S29 refuses to remove a voter that is heard where the others make no majority', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(100);
    cluster.crash(3);
    cluster.advance(2000);
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 3]) }))).toContain('only 1 are heard');
    // A leader may remove itself, not where that leaves one of two.
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([2, 3]) }))).toContain('only 1 are heard');
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2]) }))).toBe('');
    cluster.propose('x', 1);
    cluster.settle();
    expect(cluster.at(2).appliedBodies).toEqual(['x']);
  });

  it('S29 a new address of a learner does not make it a voter (etcd 21736)', () => {
    const cluster = new TestCluster({ learners: [4] });
    cluster.elect(1);
    cluster.advance(100);
    const moved = change(cluster.at(1).raft.config, (members) =>
      members.map((one) => (one.id === 4 ? { ...one, peerAddress: 'elsewhere:7410' } : one)),
    );
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: moved }))).toBe('');
    cluster.advance(200);
    for (const id of [1, 2, 3, 4]) expect(voterIds(cluster, id)).toEqual([1, 2, 3]);
    expect(cluster.at(4).raft).toMatchObject({ role: 'learner', canVote: false });
  });

  it('S29 a removed member stays removed over restarts, and comes back only as a learner (etcd 19557, 20387)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(100);
    cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2]) });
    cluster.advance(500);
    for (const id of [1, 2, 3]) {
      cluster.crash(id);
      cluster.start(id);
    }
    cluster.advance(3000);
    expect([1, 2]).toContain(cluster.leader.id);
    expect(voterIds(cluster, cluster.leader.id)).toEqual([1, 2]);
    const { id } = cluster.leader;
    expect(notes(cluster.give(id, { type: 'proposeConfig', config: configOfIds([1, 2, 3]) }))).toContain('no learner that has caught up');
    expect(notes(cluster.give(id, { type: 'proposeConfig', config: configOfIds([1, 2], [3]) }))).toBe('');
    cluster.advance(1000);
    expect(cluster.at(3).raft).toMatchObject({ role: 'learner', canVote: false });
  });

  it('S21 is refused right after an election, before the no-op of the term is committed (etcd 7625, 1759, 2746; the single-server bug)', () => {
    const cluster = new TestCluster();
    cluster.lose = ({ message }) => message.type === 'append';
    cluster.elect(1);
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2]) }))).toContain('no-op of this term');
    cluster.lose = () => false;
    cluster.advance(200);
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: configOfIds([1, 2]) }))).toBe('');
  });

  it('S21 takes a wiped volume in under its old number as another member, which must catch up before it votes', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.propose('x', 1);
    cluster.settle();
    cluster.crash(3);
    // It knows the members as they were, its number among the voters: that voter is another volume.
    cluster.start(3, emptyDisk(configOfIds([1, 2, 3]), 'second-volume'));
    expect(cluster.at(3).raft).toMatchObject({ role: 'learner', canVote: false });
    const asked = { type: 'vote', term: 2, preVote: true, lastIndex: 9, lastTerm: 1, transfer: false } as const;
    expect(sentOf(cluster.receive(3, 2, asked), 'voteReply')).toMatchObject([{ granted: false }]);
    cluster.loseMessages(() => true);
    const replaced = change(cluster.at(1).raft.config, (members) =>
      members.map((one) => (one.id === 3 ? member(3, false, 'second-volume') : one)),
    );
    // Not as a voter at once: that would be one removed and one added.
    const atOnce = change(replaced, (members) => members.map((one) => ({ ...one, voter: true })));
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: atOnce }))).toContain('one change at a time');
    cluster.lose = ({ to, message }) => to === 3 && message.type === 'append';
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: replaced }))).toBe('');
    cluster.advance(200);
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: atOnce }))).toContain('no learner that has caught up');
    cluster.lose = () => false;
    cluster.advance(200);
    expect(cluster.at(3).raft).toMatchObject({ role: 'learner', canVote: false });
    expect(cluster.at(3).appliedBodies).toEqual(['x']);
    expect(notes(cluster.give(1, { type: 'proposeConfig', config: atOnce }))).toBe('');
    cluster.advance(200);
    expect(cluster.at(3).raft).toMatchObject({ role: 'follower', canVote: true });
    expect(voterIds(cluster, 2)).toEqual([1, 2, 3]);
  });
});

describe('leadership transfer', () => {
  it('waits until the target has everything, takes no proposals meanwhile, and is quick (§3.10)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(100);
    cluster.lose = (message) => message.to === 2 && message.message.type === 'append';
    cluster.propose('x', 1);
    const effects = cluster.give(1, { type: 'transferLeadership', to: 2 });
    expect(sentOf(effects, 'timeoutNow')).toEqual([]);
    expect(cluster.at(1).raft.canPropose).toBe(false);
    expect(cluster.propose('refused', 1)).toEqual([]);
    cluster.settle();
    cluster.lose = () => false;
    cluster.give(1, { type: 'peerReset', peer: 2 });
    cluster.advance(120);
    expect(cluster.leader.id).toBe(2);
    expect(cluster.leader.appliedBodies).toEqual(['x']);
  });

  it('goes to the follower with the longest log where none is named', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(100);
    cluster.hungDisks.add(2);
    cluster.propose('x', 1);
    cluster.settle();
    cluster.give(1, { type: 'transferLeadership', to: null });
    cluster.settle();
    expect(cluster.leaders.map((leader) => leader.id)).toEqual([3]);
  });

  it('is given up after an election timeout; proposals go on (§3.10)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(100);
    cluster.lose = ({ message }) => message.type === 'timeoutNow';
    cluster.give(1, { type: 'transferLeadership', to: 2 });
    cluster.advance(500);
    expect(cluster.at(1).raft).toMatchObject({ role: 'leader', canPropose: true, term: 1 });
    expect(cluster.at(1).notes.join()).toContain('not taken over by replica 2');
  });

  it('goes to no learner, no stranger and not to itself', () => {
    const cluster = new TestCluster({ learners: [4] });
    cluster.elect(1);
    cluster.advance(100);
    for (const to of [1, 4, 9]) expect(notes(cluster.give(1, { type: 'transferLeadership', to }))).toContain('is no other voter');
    expect(cluster.at(1).raft.canPropose).toBe(true);
  });
});
