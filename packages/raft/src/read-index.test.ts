import { TestCluster } from './testing/cluster';
import { effectsOf, sentOf } from './testing/expect';

describe('read index', () => {
  it('is confirmed by a round of messages, never by a clock (§6.4)', () => {
    const cluster = new TestCluster();
    const leader = cluster.elect(1);
    cluster.advance(100);
    const effects = cluster.give(1, { type: 'readIndex', token: 7 });
    expect(effectsOf(effects, 'readReady')).toEqual([]);
    expect(sentOf(effects, 'heartbeat')).toHaveLength(2);
    cluster.settle();
    expect(leader.reads.get(7)).toBe(1);
  });

  it('is answered at once where this replica is the only voter', () => {
    const cluster = new TestCluster({ voters: [1] });
    cluster.elect(1);
    expect(effectsOf(cluster.give(1, { type: 'readIndex', token: 1 }), 'readReady')).toEqual([{ type: 'readReady', token: 1, index: 1 }]);
  });

  it('gathers reads: those that come during a round share the next (§6.4)', () => {
    const cluster = new TestCluster();
    const leader = cluster.elect(1);
    let heartbeats = 0;
    cluster.watch = (_, effect) => {
      if (effect.type === 'send' && effect.message.type === 'heartbeat' && effect.message.round > 0) heartbeats += 1;
    };
    for (let token = 1; token <= 100; token++) cluster.give(1, { type: 'readIndex', token });
    cluster.settle();
    expect(leader.reads.size).toBe(100);
    expect(heartbeats).toBe(4);
  });

  it('is given to followers by the leader, many reads in one question', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.propose('x');
    cluster.settle();
    let questions = 0;
    cluster.delivered = ({ message }) => {
      if (message.type === 'readIndex') questions += 1;
    };
    for (let token = 1; token <= 50; token++) cluster.give(2, { type: 'readIndex', token });
    cluster.settle();
    expect([...cluster.at(2).reads.values()]).toEqual(Array.from({ length: 50 }, () => 2));
    expect(questions).toBe(2);
  });

  it('S43 waits until the no-op of the term is committed (§6.4)', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.propose('x');
    cluster.settle();
    cluster.crash(1, false);
    cluster.lose = ({ message }) => message.type === 'append';
    cluster.elect(2);
    cluster.give(2, { type: 'readIndex', token: 1 });
    cluster.give(3, { type: 'readIndex', token: 2 });
    cluster.settle();
    cluster.advance(200);
    expect(cluster.at(2).raft.ready).toBe(false);
    expect(cluster.at(2).reads.size + cluster.at(3).reads.size).toBe(0);
    cluster.lose = () => false;
    cluster.advance(200);
    expect(cluster.at(2).reads.get(1)).toBe(3);
    expect(cluster.at(3).reads.get(2)).toBe(3);
  });

  it('is refused where no leader is known', () => {
    const cluster = new TestCluster();
    expect(effectsOf(cluster.give(1, { type: 'readIndex', token: 5 }), 'readReady')).toEqual([
      { type: 'readReady', token: 5, index: null },
    ]);
    expect(sentOf(cluster.receive(1, 2, { type: 'readIndex', term: 0, token: 9 }), 'readIndexReply')).toMatchObject([
      { token: 9, index: 0 },
    ]);
  });

  it('fails at a follower whose leader or term changes', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = ({ message }) => message.type === 'readIndex';
    cluster.give(2, { type: 'readIndex', token: 1 });
    cluster.give(2, { type: 'readIndex', token: 2 });
    cluster.settle();
    cluster.crash(1);
    cluster.advance(1000);
    expect([...cluster.at(2).reads]).toEqual([
      [1, null],
      [2, null],
    ]);
  });

  it('is asked again where question or answer is lost', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.lose = ({ message }) => message.type === 'readIndex';
    cluster.give(2, { type: 'readIndex', token: 1 });
    cluster.settle();
    cluster.lose = () => false;
    cluster.advance(400);
    expect(cluster.at(2).reads.get(1)).toBe(1);
  });

  it('does not take an answer to an earlier life of this replica', () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.give(2, { type: 'readIndex', token: 1 });
    const question = cluster.queue.find(({ message }) => message.type === 'readIndex')?.message;
    if (question?.type !== 'readIndex') throw new Error('not asked');
    cluster.crash(2, false);
    cluster.start(2);
    cluster.advance(60);
    cluster.give(2, { type: 'readIndex', token: 1 });
    const { term } = cluster.at(1).raft;
    const late = cluster.receive(2, 1, { type: 'readIndexReply', term, token: question.token, index: 1 });
    expect(effectsOf(late, 'readReady')).toEqual([]);
  });

  it('S43 no stale read by a leader that was stopped around it (etcd 20418, 21378; raft 397)', () => {
    const cluster = new TestCluster();
    const old = cluster.elect(1);
    cluster.advance(200);
    // The process stops: nothing reaches it, and its clock runs on.
    cluster.lose = (message) => message.to === 1 || message.from === 1;
    const stopped = cluster.replicas.get(1);
    cluster.replicas.delete(1);
    cluster.advance(1500);
    const fresh = cluster.leader;
    expect(fresh.id).not.toBe(1);
    cluster.propose('newer', fresh.id);
    cluster.settle();
    if (stopped === undefined) throw new Error('gone');
    cluster.replicas.set(1, stopped);
    // Back again: it still takes itself for the leader, and a read comes before any message.
    cluster.lose = () => false;
    cluster.give(1, { type: 'readIndex', token: 1 });
    expect(old.raft.role).toBe('leader');
    expect(old.reads.has(1)).toBe(false);
    cluster.settle();
    expect(old.reads.get(1)).toBeNull();
    expect(old.raft.role).toBe('follower');
    cluster.advance(100);
    cluster.give(1, { type: 'readIndex', token: 2 });
    cluster.settle();
    expect(old.reads.get(2)).toBe(fresh.raft.commitIndex);
  });

  it('S43 is not confirmed by late answers to a round that began before the question', () => {
    const cluster = new TestCluster();
    const old = cluster.elect(1);
    cluster.advance(200);
    cluster.give(1, { type: 'readIndex', token: 1 });
    // The others answer that round; then the process stops before it reads the answers.
    for (let count = cluster.queue.length; count > 0; count--) cluster.deliverOne();
    const late = cluster.queue.splice(0);
    expect(late).toHaveLength(2);
    cluster.replicas.delete(1);
    cluster.advance(1500);
    cluster.propose('newer', cluster.leader.id);
    cluster.settle();
    cluster.replicas.set(1, old);
    cluster.give(1, { type: 'readIndex', token: 2 });
    for (const { from, message } of late) cluster.receive(1, from, message);
    // What was asked before the stop is as fresh as it was then; what is asked now is not answered from that.
    expect([...old.reads]).toEqual([[1, 1]]);
    cluster.settle();
    expect(old.reads.get(2)).toBeNull();
  });

  it('S43 a leader change during the round fails the read or covers all that was acknowledged', () => {
    const cluster = new TestCluster();
    const old = cluster.elect(1);
    cluster.lose = ({ message }) => message.type === 'heartbeatReply';
    cluster.give(1, { type: 'readIndex', token: 1 });
    cluster.settle();
    cluster.lose = () => false;
    cluster.give(1, { type: 'transferLeadership', to: 2 });
    cluster.settle();
    expect(cluster.leader.id).toBe(2);
    expect(old.reads.get(1)).toBeNull();
  });

  it('S44 a deposed leader confirms nothing (jepsen 399)', () => {
    const cluster = new TestCluster();
    const old = cluster.elect(1);
    cluster.lose = (message) => message.to === 1 || message.from === 1;
    cluster.elect(2);
    cluster.propose('newer', 2);
    cluster.settle();
    cluster.give(1, { type: 'readIndex', token: 1 });
    cluster.settle();
    expect(old.reads.has(1)).toBe(false);
    cluster.advance(1000);
    expect(old.raft.role).not.toBe('leader');
    expect(old.reads.get(1)).toBeNull();
  });
});
