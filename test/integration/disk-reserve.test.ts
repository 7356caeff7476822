import { status as grpcStatus } from '@grpc/grpc-js';
import { missingWrites, WriteLoad } from '../cluster/acknowledged-writes';
import { GroveCluster } from '../cluster/grove-cluster';
import { SmallVolumes } from '../cluster/small-volumes';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';

const MIB = 1024 * 1024;
/** RocksDB preallocates its write-ahead logs: two replicas' worth of them fit, and the reserve beside them. */
const VOLUME_BYTES = 320 * MIB;
const RESERVE_BYTES = 32 * MIB;
/** The space is looked at every 2 s. */
const NOTICED_MS = 10_000;

const way = SmallVolumes.way();
const onThisMachine = way === null ? describe.skip : describe;

onThisMachine('volumes that fill up (needs a mount namespace: root or user namespaces, with `unshare` and `nsenter`)', () => {
  let cluster: GroveCluster;
  let volumes: SmallVolumes;
  let pids: number[];
  let load: WriteLoad;

  beforeAll(async () => {
    if (way === null) throw new Error('left out');
    let launcher: readonly string[] = [];
    cluster = await GroveCluster.make({
      name: 'disk-reserve',
      flags: { 'disk-reserve-bytes': RESERVE_BYTES },
      hostOf: () => ({ address: '127.0.0.1', launcher }),
    });
    const folders = cluster.ids.map((id) => cluster.dataFolder(id));
    volumes = await SmallVolumes.make(way, folders, VOLUME_BYTES);
    ({ launcher } = volumes);
    cluster.startAll();
    await cluster.waitReady();
    pids = cluster.pids;
    const client = new UnaryClient(cluster.endpoint(1));
    await client.create('/load');
    await client.create('/to-be-deleted');
    client.close();
    load = new WriteLoad({ endpoints: cluster.endpoints(), closed: cluster.closed, root: '/load', workers: 2, dataBytes: 1000 });
    await acknowledgedAre(100);
  }, 60_000);

  afterAll(async () => {
    await cluster.close();
    await volumes.close();
  });

  const folder = (id: number): string => cluster.dataFolder(id);

  function fill(ids: readonly number[]): void {
    for (const id of ids) volumes.fill(folder(id), RESERVE_BYTES - MIB);
  }

  async function diskLow(id: number): Promise<boolean> {
    const metrics = await (await fetch(cluster.httpUrl(id, '/metrics'))).text();
    return /^grove_disk_low 1$/m.test(metrics);
  }

  async function readiness(id: number): Promise<string> {
    const answer = await fetch(cluster.httpUrl(id, '/readyz'));
    return `${answer.status} ${(await answer.text()).trimEnd()}`;
  }

  /** So many more than now. */
  async function acknowledgedAre(more: number): Promise<void> {
    const before = load.acknowledged.size;
    await until(`${more} more writes are acknowledged`, 20_000, () => load.acknowledged.size >= before + more);
  }

  test('S08 the leader’s volume falls below the reserve: it says so, refuses writes by type before the disk is full, and another leads', async () => {
    const full = await cluster.leader();
    fill([full]);
    await until('the metric tells', NOTICED_MS, () => diskLow(full));
    await until('another leads', NOTICED_MS, async () => (await cluster.leader()) !== full);
    expect(await readiness(full)).toBe('200 ok, but the disk reserve is reached: writes are refused');
    const client = new UnaryClient(cluster.endpoint(full));
    await expect(client.create('/refused')).rejects.toMatchObject({ status: grpcStatus.RESOURCE_EXHAUSTED, reason: 'THROTTLEDOP' });
    await expect(client.getData('/load')).resolves.toBeDefined();
    client.close();
    // The others go on, and it follows them.
    await acknowledgedAre(100);
    const { commitIndex } = await cluster.status(await cluster.leader());
    await until('it follows', NOTICED_MS, async () => (await cluster.status(full)).appliedIndex >= commitIndex);
    expect(volumes.freeBytes(folder(full))).toBeGreaterThan(0);
    expect(cluster.pids).toEqual(pids);
  }, 60_000);

  test('S08 all volumes are below it: every replica refuses writes and serves reads; deletions make space; no process ends', async () => {
    fill(cluster.ids);
    for (const id of cluster.ids) await until(`the metric of ${id} tells`, NOTICED_MS, () => diskLow(id));
    const leader = await cluster.leader();
    for (const id of cluster.ids) {
      const client = new UnaryClient(cluster.endpoint(id));
      await expect(client.setData('/load', Buffer.from('no'))).rejects.toMatchObject({ reason: 'THROTTLEDOP' });
      await expect(client.getData('/load', { consistency: 'CONSISTENCY_LINEARIZABLE' })).resolves.toBeDefined();
      if (id === leader) await client.delete('/to-be-deleted');
      client.close();
      expect(volumes.freeBytes(folder(id))).toBeGreaterThan(0);
    }
    expect(cluster.pids).toEqual(pids);
  }, 60_000);

  test('S08 with space again writes are taken by themselves, and nothing that was acknowledged is missing anywhere', async () => {
    for (const id of cluster.ids) volumes.empty(folder(id));
    for (const id of cluster.ids) await until(`${id} takes writes`, NOTICED_MS, async () => !(await diskLow(id)));
    await acknowledgedAre(100);
    await load.stop();
    for (const id of cluster.ids) {
      expect(await readiness(id)).toBe('200 ok');
      expect(await missingWrites(cluster.endpoint(id), load.acknowledged)).toEqual([]);
    }
    // Whatever failed was refused or lost its leader, and said so.
    expect([...load.failures.keys()].filter((what) => !/ (THROTTLEDOP|OUTCOMEUNKNOWN|CONNECTIONLOSS)$/.test(what))).toEqual([]);
    await cluster.waitSameDigest();
    expect(cluster.pids).toEqual(pids);
  }, 60_000);
});
