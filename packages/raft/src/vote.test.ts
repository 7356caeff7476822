import { configOfIds, TestCluster } from './testing/cluster';
import { effectsOf, notes, sends, sentOf } from './testing/expect';
import { emptyDisk } from './testing/replica';
import { testSealer, textBytes } from './testing/sealer';
import type { Block, Message } from './types';

type Vote = Extract<Message, { type: 'vote' }>;

function vote(term: number, lastIndex: number, lastTerm: number, more: Partial<Vote> = {}): Vote {
  return { type: 'vote', term, preVote: false, lastIndex, lastTerm, transfer: false, ...more };
}

/** A disk whose log holds one block of one entry for each term given. */
function diskWith(id: number, terms: readonly number[], voters = [1, 2, 3]) {
  const disk = emptyDisk(configOfIds(voters), `volume-${id}`);
  let prev = disk.logStart;
  for (const term of terms) {
    const block: Block = testSealer.seal(prev, term, 'entries', 1, textBytes(`of ${term}`));
    disk.blocks.push(block);
    prev = { index: block.lastIndex, term: block.term, chain: block.chain };
  }
  disk.hardState = { term: terms[terms.length - 1] ?? 0, votedFor: null };
  return disk;
}

describe('elections', () => {
  it('start after a random time between the bounds without a word of a leader (§3.4)', () => {
    const deadlines = Array.from({ length: 50 }, (_, seed) => new TestCluster({ seed }).at(1).raft.nextDeadlineMs - 1000);
    expect(Math.min(...deadlines)).toBeGreaterThanOrEqual(300);
    expect(Math.max(...deadlines)).toBeLessThan(450);
    expect(new Set(deadlines).size).toBeGreaterThan(40);
  });

  it('give one vote per term, to the first that asks (§3.4)', () => {
    const cluster = new TestCluster();
    expect(sentOf(cluster.receive(1, 2, vote(5, 0, 0)), 'voteReply')).toMatchObject([{ granted: true, term: 5 }]);
    expect(sentOf(cluster.receive(1, 3, vote(5, 9, 4)), 'voteReply')).toMatchObject([{ granted: false, term: 5 }]);
    expect(sentOf(cluster.receive(1, 2, vote(5, 0, 0)), 'voteReply')).toMatchObject([{ granted: true, term: 5 }]);
    expect(sentOf(cluster.receive(1, 3, vote(6, 9, 4)), 'voteReply')).toMatchObject([{ granted: true, term: 6 }]);
  });

  it('send a vote only after it is on disk, and term and vote go there together (§3.8)', () => {
    const cluster = new TestCluster({ instantDisk: false });
    const effects = cluster.receive(1, 2, vote(5, 0, 0));
    const [persist] = effectsOf(effects, 'persist');
    expect(persist).toMatchObject({ hardState: { term: 5, votedFor: 2 }, blocks: [] });
    expect(sends(effects)).toMatchObject([{ to: 2, after: persist?.token }]);
    expect(cluster.queue).toHaveLength(0);
    cluster.sync(1);
    expect(cluster.queue).toMatchObject([{ to: 2, message: { type: 'voteReply', granted: true } }]);
  });

  it('remember the vote across a crash (§3.8)', () => {
    const cluster = new TestCluster();
    cluster.receive(1, 2, vote(5, 0, 0));
    cluster.crash(1);
    cluster.start(1);
    expect(sentOf(cluster.receive(1, 3, vote(5, 0, 0)), 'voteReply')).toMatchObject([{ granted: false }]);
    // With the vote forgotten the same term would get a second one: this test can fail.
    const disk = cluster.disks.get(1);
    if (disk === undefined) throw new Error('no disk');
    cluster.crash(1);
    cluster.start(1, { ...disk, hardState: { ...disk.hardState, votedFor: null } });
    expect(sentOf(cluster.receive(1, 3, vote(5, 0, 0)), 'voteReply')).toMatchObject([{ granted: true }]);
  });

  it.each([
    // own log (terms), candidate's last index and term, granted
    [[1, 1, 2], 3, 2, true],
    [[1, 1, 2], 4, 2, true],
    [[1, 1, 2], 2, 2, false],
    [[1, 1, 2], 9, 1, false],
    [[1, 1, 2], 1, 3, true],
    [[], 0, 0, true],
  ])(
    'refuse a log that is behind the own one (§3.6.1): own terms %j against index %i of term %i',
    (terms, lastIndex, lastTerm, granted) => {
      const cluster = new TestCluster();
      cluster.start(1, diskWith(1, terms));
      expect(sentOf(cluster.receive(1, 2, vote(7, lastIndex, lastTerm)), 'voteReply')).toMatchObject([{ granted }]);
      cluster.start(1, diskWith(1, terms));
      expect(sentOf(cluster.receive(1, 2, vote(7, lastIndex, lastTerm, { preVote: true })), 'voteReply')).toMatchObject([{ granted }]);
    },
  );

  it('count the own vote, and ask others, only after the own disk has it (§3.8)', () => {
    const cluster = new TestCluster({ voters: [1], instantDisk: false });
    const replica = cluster.at(1);
    cluster.give(1, { type: 'tick' });
    expect(replica.raft.role).toBe('candidate');
    cluster.sync(1);
    expect(replica.raft.role).toBe('leader');
  });

  it('ask for pre-votes without entering a term (§9.6)', () => {
    const cluster = new TestCluster();
    cluster.nowMs = cluster.at(1).raft.nextDeadlineMs;
    const effects = cluster.give(1, { type: 'tick' });
    expect(sentOf(effects, 'vote')).toMatchObject([
      { preVote: true, term: 1 },
      { preVote: true, term: 1 },
    ]);
    expect(effectsOf(effects, 'persist')).toEqual([]);
    expect(cluster.at(1).raft).toMatchObject({ term: 0, role: 'candidate' });
  });

  it('do not raise the term of a replica that is cut off, so that it unseats nobody when it is back (§9.6)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = (message) => message.from === 3 || message.to === 3;
    cluster.advance(5000);
    expect(cluster.at(3).raft).toMatchObject({ role: 'candidate', term: 1 });
    cluster.lose = () => false;
    cluster.advance(500);
    expect(cluster.at(3).raft).toMatchObject({ role: 'follower', term: 1, leader: 1 });
    expect(cluster.leader.id).toBe(1);
  });

  it('count pre-votes of repeated rounds together, so that short repetitions work over slow networks', () => {
    const cluster = new TestCluster({ voters: [1, 2, 3, 4, 5] });
    const replica = cluster.at(1);
    for (const voter of [2, 3]) {
      cluster.nowMs = replica.raft.nextDeadlineMs;
      cluster.give(1, { type: 'tick' });
      cluster.receive(1, voter, { type: 'voteReply', term: 1, preVote: true, granted: true });
    }
    expect(replica.raft.term).toBe(1);
  });

  it('end the own question when the vote is given: a late pre-vote makes nobody stand against whom it voted for (§9.6)', () => {
    const cluster = new TestCluster();
    cluster.receive(1, 2, { type: 'heartbeat', term: 1, commitIndex: 0, round: 1 });
    cluster.give(1, { type: 'peerReset', peer: 2 });
    cluster.receive(1, 3, { type: 'voteReply', term: 2, preVote: true, granted: false });
    cluster.nowMs = cluster.at(1).raft.nextDeadlineMs;
    expect(sentOf(cluster.give(1, { type: 'tick' }), 'vote')).toMatchObject([{ term: 3 }, { term: 3 }]);
    expect(sentOf(cluster.receive(1, 3, vote(2, 0, 0)), 'voteReply')).toMatchObject([{ granted: true, term: 2 }]);
    cluster.receive(1, 3, { type: 'voteReply', term: 3, preVote: true, granted: true });
    expect(cluster.at(1).raft).toMatchObject({ role: 'follower', term: 2 });
  });

  it('refuse votes against a leader that was heard within the shortest timeout (§4.2.3)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(100);
    const { term } = cluster.at(2).raft;
    expect(sentOf(cluster.receive(2, 3, vote(term + 1, 99, term)), 'voteReply')).toMatchObject([{ granted: false, term }]);
    expect(sentOf(cluster.receive(1, 3, vote(term + 1, 99, term)), 'voteReply')).toMatchObject([{ granted: false, term }]);
    expect(cluster.at(2).raft.term).toBe(term);
    // The leader's own wish stands above its lease (§3.10).
    expect(sentOf(cluster.receive(2, 3, vote(term + 1, 99, term, { transfer: true })), 'voteReply')).toMatchObject([{ granted: true }]);
  });

  it('end with one leader after a split vote', () => {
    const cluster = new TestCluster({ voters: [1, 2, 3, 4] });
    // Both stand in the same term, each with one more vote.
    for (const id of [1, 2]) cluster.receive(id, id + 2, { type: 'timeoutNow', term: 0 });
    cluster.settle();
    cluster.advance(3000);
    expect(cluster.leaders).toHaveLength(1);
    for (const replica of cluster.replicas.values()) expect(replica.raft.leader).toBe(cluster.leader.id);
  });

  it('end at once for a leader or candidate that hears of a newer term (§3.3)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.receive(1, 2, { type: 'heartbeatReply', term: 9, round: 0 });
    expect(cluster.at(1).raft).toMatchObject({ role: 'follower', term: 9, leader: null });
  });

  it('tell a leader of an older term that it is deposed (§3.3)', () => {
    const cluster = new TestCluster();
    cluster.receive(2, 3, vote(9, 0, 0));
    const effects = cluster.receive(2, 1, { type: 'heartbeat', term: 3, commitIndex: 0, round: 1 });
    expect(sentOf(effects, 'heartbeatReply')).toEqual([{ type: 'heartbeatReply', term: 9, round: 0 }]);
  });

  it('write a no-op at the start of a term (§6.4)', () => {
    const cluster = new TestCluster();
    const leader = cluster.elect(1);
    expect(leader.log.map((block) => block.type)).toEqual(['noop']);
  });

  it('are no business of a learner: it neither stands nor votes', () => {
    const cluster = new TestCluster({ learners: [4] });
    const learner = cluster.at(4);
    expect(learner.raft).toMatchObject({ role: 'learner', canVote: false, nextDeadlineMs: Infinity });
    expect(sentOf(cluster.receive(4, 1, vote(5, 0, 0)), 'voteReply')).toMatchObject([{ granted: false }]);
    expect(sentOf(cluster.receive(4, 1, vote(6, 0, 0, { preVote: true })), 'voteReply')).toMatchObject([{ granted: false }]);
  });

  it('do not take the volume that replaced a lost one for the voter of that number', () => {
    const cluster = new TestCluster();
    cluster.crash(3);
    const replacement = cluster.start(3, emptyDisk(configOfIds([1, 2, 3]), 'another-volume'));
    expect(replacement.raft).toMatchObject({ role: 'learner', canVote: false });
    expect(sentOf(cluster.receive(3, 1, vote(5, 0, 0)), 'voteReply')).toMatchObject([{ granted: false }]);
    // Nor does its word confirm a round: the voter that it seems to be may have voted in a newer term.
    expect(sentOf(cluster.receive(3, 1, { type: 'heartbeat', term: 5, commitIndex: 0, round: 7 }), 'heartbeatReply')).toMatchObject([
      { round: 0 },
    ]);
  });

  it('S12 write term and vote as one, with the blocks they concern', () => {
    const cluster = new TestCluster();
    const block = testSealer.seal({ index: 0, term: 0, chain: 0 }, 4, 'noop', 1, new Uint8Array(0));
    const effects = cluster.receive(2, 1, {
      type: 'append',
      term: 4,
      prev: { index: 0, term: 0, chain: 0 },
      commitIndex: 0,
      blocks: [block],
    });
    expect(effectsOf(effects, 'persist')).toMatchObject([{ hardState: { term: 4, votedFor: null }, blocks: [{ firstIndex: 1 }] }]);
  });

  it.each([
    [1, 2, 3],
    [1, 3, 2],
    [2, 1, 3],
    [2, 3, 1],
    [3, 1, 2],
    [3, 2, 1],
  ])('S15 converge after restarts in every order, with equal data of different terms (ZK-1818): %i, %i, %i', (...order) => {
    const logs: Record<number, number[]> = { 1: [1, 1], 2: [1, 1, 2], 3: [1, 1, 3] };
    // They come one after the other, or together and ask one after the other.
    for (const pauseMs of [300, 0]) {
      const cluster = new TestCluster({ seed: order[0] });
      for (const id of [1, 2, 3]) cluster.crash(id);
      // Equal in length is not equal: nobody votes for a log whose last term is below its own.
      cluster.watch = ({ id, raft }, effect) => {
        if (effect.type !== 'send' || effect.message.type !== 'voteReply' || !effect.message.granted) return;
        expect(logs[effect.to]?.at(-1) ?? raft.lastPosition.term).toBeGreaterThanOrEqual(logs[id]?.at(-1) ?? 0);
      };
      for (const id of order) {
        cluster.start(id, diskWith(id, logs[id] ?? []));
        cluster.advance(pauseMs);
      }
      for (const id of order) {
        if (cluster.leaders.length > 0) break;
        cluster.nowMs = Math.max(cluster.nowMs, cluster.at(id).raft.nextDeadlineMs);
        cluster.give(id, { type: 'tick' });
        cluster.settle();
      }
      cluster.advance(3000);
      expect(cluster.leaders).toHaveLength(1);
      const ends = [...cluster.replicas.values()].map((replica) => `${replica.appliedIndex} ${replica.appliedChain}`);
      expect(new Set(ends).size).toBe(1);
    }
  });

  it('S22 cancel nothing and commit nothing new at the first commit after a start', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.propose('kept');
    cluster.settle();
    for (const id of [1, 2, 3]) cluster.crash(id, false);
    for (const id of [1, 2, 3]) cluster.start(id);
    const commits: number[] = [];
    cluster.watch = (replica, effect) => {
      if (effect.type === 'commit') commits.push(effect.index);
      if (effect.type === 'truncated') throw new Error(`replica ${replica.id} cancelled entries`);
    };
    cluster.advance(2000);
    for (const replica of cluster.replicas.values()) {
      expect(replica.appliedBodies).toEqual(['kept']);
      expect(replica.raft.lastIndex).toBe(3);
    }
    expect(commits).toEqual([3, 3, 3]);
  });

  it('a stranger that claims the term of a leader is not listened to; a member that does ends the process', () => {
    const cluster = new TestCluster();
    const leader = cluster.elect(1);
    cluster.settle();
    const { term } = leader.raft;
    const claim = { type: 'heartbeat', term, commitIndex: 9, round: 1 } as const;
    for (const id of [1, 2] as const) {
      expect(notes(cluster.receive(id, 7, claim))).toContain('no member here');
      expect(cluster.at(id).raft.leader).toBe(1);
      expect(() => cluster.receive(id, 3, claim)).toThrow(`both lead term ${term}`);
    }
  });

  it('S22 bring nothing back that was given up: a tail that no majority had is gone at the first commit after a start (NuRaft 27)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = (message) => message.from === 1 || message.to === 1;
    for (let count = 0; count < 3; count++) cluster.propose(`given up ${count}`, 1);
    cluster.elect(2);
    cluster.propose('kept', 2);
    cluster.settle();
    cluster.lose = () => false;
    // Once more from the disks, which must have forgotten it too.
    for (let round = 0; round < 2; round++) {
      for (const id of [1, 2, 3]) if (round > 0 || id === 1) cluster.crash(id, false);
      for (const id of [1, 2, 3]) if (round > 0 || id === 1) cluster.start(id);
      cluster.advance(2000);
      for (const replica of cluster.replicas.values()) expect(replica.appliedBodies).toEqual(['kept']);
    }
    expect(cluster.at(1).disk.blocks).toEqual(cluster.at(2).disk.blocks);
  });
});
