import { withCluster } from '../cluster/with-cluster';
import { describeSocketFinding, SOCKET_FLAGS, SocketFuzz } from '../fuzz/socket-fuzz';

/** Few, because every run of the suite pays for them; `npm run fuzz -- --target sockets` goes on from there. */
const SEEDS = 2;
const INPUTS_EACH = 16;

test('spoilt bytes at every port, and command lines: refused, nothing held, the replica stays up and serves', async () => {
  await withCluster({ name: 'fuzzed-sockets', flags: SOCKET_FLAGS }, async (cluster) => {
    const fuzz = await SocketFuzz.make(cluster, await cluster.follower());
    for (let seed = 1; seed <= SEEDS; seed++) {
      const finding = await fuzz.seed(seed, INPUTS_EACH);
      expect(finding === null ? null : describeSocketFinding(finding)).toBeNull();
    }
  });
}, 120_000);
