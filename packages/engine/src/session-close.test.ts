import { ErrorCode } from '@grove/wire';
import { TestClient, TestCluster, create } from './testing/test-cluster';

const TIMEOUT_MS = 4_000;
const EPHEMERALS = 5;
/** A close takes about two milliseconds of virtual time here, from the client's frame to the last replica's apply. */
const STEP_MS = 0.5;
const STEPS = 6;

type Fault = (made: TestCluster, leader: number, host: number) => void;

/** What befalls the cluster in the middle of a close; 1.5 s later all of it is undone. */
const faults: readonly (readonly [string, Fault])[] = [
  ['the leader crashes', (made, leader) => made.replica(leader).crash()],
  ['the replica of the session crashes', (made, _leader, host) => made.replica(host).crash()],
  [
    'the leader is cut off',
    (made, leader) => {
      for (const { id } of made.replicas) if (id !== leader) made.partition(leader, id);
    },
  ],
  [
    'all crash at once',
    (made) => {
      for (const replica of made.replicas) replica.crash();
    },
  ],
];

describe('the close of a session', () => {
  test.each(faults)('S30 %s at any step of it: no ephemeral survives on any replica (ZK-2355, 4837)', (_name, fault) => {
    for (let step = 0; step < STEPS; step += 1) {
      // Whoever starts again has its sessions and their ephemerals from a snapshot.
      const made = new TestCluster(3, { snapshotEveryEntries: 4, logKeepEntries: 2 }, step + 1);
      made.start();
      made.untilReady();
      const leader = made.leader?.id ?? 0;
      const host = leader === 1 ? 2 : 1;
      const client = new TestClient(made).open(host, TIMEOUT_MS);
      for (let n = 0; n < EPHEMERALS; n += 1) client.do(create(`/e${n}`, '', 'ephemeral'));
      client.add({ type: 'close' });
      client.flush();
      made.clock.run(step * STEP_MS);
      fault(made, leader, host);
      made.clock.run(1_500);
      made.heal();
      for (const replica of made.replicas) if (replica.engine === null) replica.start();
      made.untilReady();
      // The client says nothing more: where its close got lost, the session's time runs out, counted from the newest election on.
      made.clock.run(1.5 * TIMEOUT_MS);
      made.untilConverged();
      for (const { id, engine } of made.replicas) {
        expect([step, id, engine?.status().sessions]).toEqual([step, id, 0]);
        const reader = new TestClient(made).open(id, TIMEOUT_MS);
        for (let n = 0; n < EPHEMERALS; n += 1) {
          expect(reader.do({ type: 'exists', path: `/e${n}`, watch: false }).code).toBe(ErrorCode.NONODE);
        }
        reader.do({ type: 'close' });
        made.untilConverged();
      }
      made.assertHealthy();
    }
  });
});

describe('the expiry of a session', () => {
  /** A session of 4 s with an ephemeral, silent until its end is in the leader's log, which nobody has acknowledged. */
  function decided(): { made: TestCluster; client: TestClient; leader: number; beforeDecision: () => void; decide: () => void } {
    const made = new TestCluster(3, {}, 1);
    made.start();
    made.untilReady();
    const leader = made.leader?.id ?? 0;
    const host = leader === 1 ? 2 : 1;
    const client = new TestClient(made).open(host, TIMEOUT_MS);
    client.do(create('/e', '', 'ephemeral'));
    return {
      made,
      client,
      leader,
      beforeDecision: () => {
        made.clock.run(TIMEOUT_MS - 300);
        made.hold('append');
      },
      decide: () => {
        made.clock.until(() => made.replica(leader).sessionsExpired === 1);
      },
    };
  }

  test('S33 one that was attached before its end was committed lives on, and for its whole timeout', () => {
    const { made, client, leader, beforeDecision, decide } = decided();
    client.disconnect();
    beforeDecision();
    // In the log before the end, committed after the decision.
    client.attach(leader);
    made.clock.run(5);
    decide();
    made.letGo();
    made.clock.until(() => client.generation === 2);
    made.untilConverged();
    made.clock.run(TIMEOUT_MS - 500);
    expect(client.ended).toBeNull();
    expect(client.do({ type: 'exists', path: '/e', watch: false }).code).toBe(0);
    client.disconnect();
    made.clock.run(2 * TIMEOUT_MS);
    expect(made.replica(leader).engine?.status().sessions).toBe(0);
    made.assertHealthy();
  });

  test('S34 from the decision on nobody confirms it to its client any more', () => {
    const { made, client, beforeDecision, decide } = decided();
    beforeDecision();
    decide();
    const decidedMs = made.clock.nowMs;
    for (let n = 0; n < 10; n += 1) {
      made.clock.run(100);
      client.confirmedMsAgo = -1;
      client.ping();
      made.clock.until(() => client.confirmedMsAgo >= 0);
      expect(made.clock.nowMs - client.confirmedMsAgo).toBeLessThan(decidedMs);
    }
    made.letGo();
    made.clock.until(() => client.ended?.code === ErrorCode.SESSIONEXPIRED);
    made.assertHealthy();
  });
});
