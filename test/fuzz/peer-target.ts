import type { PeerChannel } from '@grove/engine';
import { TestClient, TestCluster, create } from '@grove/engine/dist/testing/test-cluster';
import { mutated } from './mutation';
import type { SeededRandom } from './seeded-random';
import { expectThat, type Target } from './target';
import { peerMessages } from './wire-targets';

const CHANNELS: readonly [PeerChannel, ...PeerChannel[]] = ['control', 'append', 'snapshot'];
const REPLICAS = 3;

/** A message as it went between two of the cluster's replicas, to be mutated: its numbers are those of this moment. */
interface Heard {
  readonly channel: PeerChannel;
  readonly bytes: Uint8Array;
}

/**
 * Three engines in virtual time, at work, that hear spoilt messages from their peers and from replicas that are no members. Consensus trusts
 * what a member says of itself, so a lie may end a process, by a rule that names the numbers and by nothing else; it comes back as a
 * supervisor would start it. From a stranger nothing ends anybody. Afterwards all serve, are of one state, and have what was acknowledged.
 */
export const peerTarget: Target = {
  name: 'engine-peers',
  inputs: 80,
  bases: () => peerMessages(),
  open: (random) => {
    const cluster = new ListeningCluster(1 + random.below(1000));
    cluster.start();
    cluster.untilReady();
    const client = new TestClient(cluster).open(1);
    expectThat(client.do(create('/kept', 'kept')).code === 0, 'a write before is not acknowledged');
    return {
      take: (input) => {
        const to = 1 + random.below(REPLICAS);
        const from = 1 + random.below(9);
        if (from === to) return;
        const { channel, bytes } = cluster.heardOrNoted(input, random);
        cluster.replica(to).engine?.onPeerMessage(from, channel, bytes === input ? input : mutated(bytes, input, random));
        cluster.clock.run(random.below(20));
        cluster.startEnded();
      },
      finish: () => {
        // A lie may be found out late, by a rule that meets what it left behind.
        for (let seconds = 0; seconds < 30; seconds++) {
          cluster.clock.run(1_000);
          cluster.startEnded();
        }
        cluster.untilReady();
        const after = new TestClient(cluster).open(2);
        expectThat(after.do(create('/behaves-well')).code === 0, 'a client that behaves is not served');
        expectThat(after.do({ type: 'exists', path: '/kept', watch: false }).code === 0, 'an acknowledged write is gone');
        cluster.untilConverged();
        cluster.assertHealthy();
      },
    };
  },
};

const HEARD_MAX = 200;

class ListeningCluster extends TestCluster {
  private readonly heard: Heard[] = [];

  constructor(seed: number) {
    super(REPLICAS, { maxDataBytes: 4096, snapshotEveryEntries: 40, logKeepEntries: 10 }, seed);
  }

  override send(from: number, to: number, channel: PeerChannel, bytes: Uint8Array): void {
    // A stranger has no connection to be answered on.
    if (to > REPLICAS) return;
    if (this.heard.length >= HEARD_MAX) this.heard.shift();
    this.heard.push({ channel, bytes: bytes.slice() });
    super.send(from, to, channel, bytes);
  }

  /** Mostly something that was really said; else the input as it is. */
  heardOrNoted(input: Uint8Array, random: SeededRandom): Heard {
    const said = this.heard[random.below(this.heard.length)];
    return said === undefined || random.below(3) === 0 ? { channel: random.pick(CHANNELS), bytes: input } : said;
  }

  /** As a supervisor does it. What ended a replica must have been a rule of consensus. */
  startEnded(): void {
    for (const replica of this.replicas) {
      const [reason] = replica.fatal;
      if (reason === undefined) continue;
      if (!reason.includes('InvariantError')) throw new Error(reason);
      replica.crash();
      replica.fatal.length = 0;
      replica.start();
    }
  }
}
