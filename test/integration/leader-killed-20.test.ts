import { ErrorCode, GroveError, connect, type GroveClient } from '@grove/client';
import { pause, until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const KILLS = 20;
const SESSIONS = 10;
/** Writes that each session has under way at once, of each of the three kinds. */
const UNDER_WAY = 6;
/** Between two batches of a session: what is tested is the outcome of each write, not how many there are. */
const PACE_MS = 100;
const SESSION_TIMEOUT_MS = 20_000;
const READS_UNDER_WAY = 200;

/** What the caller of one write was told. */
interface Told {
  readonly zxid: number;
  /** 0 or the code of the failure. */
  readonly code: number;
  /** Of a create: the path that was made. */
  readonly path: string;
  /** Of a setData: the version asked for, and the version that it made. */
  readonly expected: number;
  readonly version: number;
}

class Writer {
  /** In the order in which the writes were sent. */
  readonly creates: Told[] = [];
  readonly own: Told[] = [];
  readonly contended: Told[] = [];
  readonly unexpected: string[] = [];

  constructor(
    private readonly client: GroveClient,
    private readonly number: number,
  ) {
    client.onState((state) => {
      if (state === 'EXPIRED' || state === 'CLOSED') this.unexpected.push(`session ${number} is ${state}`);
    });
  }

  async prepare(): Promise<void> {
    await this.client.create(this.ownPath, Buffer.alloc(0));
  }

  /** Sends batches, each whole before its first answer, until told to stop. */
  async run(isStopped: () => boolean): Promise<void> {
    while (!isStopped()) {
      const version = this.own.length;
      const { stat } = await this.client.getData('/contended');
      const batch: Promise<void>[] = [];
      for (let n = 0; n < UNDER_WAY; n++) {
        batch.push(this.keep(this.creates, -1, this.client.create('/jobs/n-', Buffer.from(String(this.number)), { sequential: true })));
        batch.push(this.keep(this.own, version + n, this.client.setData(this.ownPath, Buffer.from('x'), { version: version + n })));
        // Only the first of the batch can meet the version that was read; the others must be refused.
        const expected = stat.version + (n === 0 ? 0 : 1_000_000 + n);
        batch.push(this.keep(this.contended, expected, this.client.setData('/contended', Buffer.from('x'), { version: expected })));
      }
      await Promise.all(batch);
      await pause(PACE_MS);
    }
  }

  get ownPath(): string {
    return `/own/${this.number}`;
  }

  /** Keeps the write's place in the order of sending, whenever its answer comes. */
  private async keep(
    list: Told[],
    expected: number,
    write: Promise<{ readonly zxid: number; readonly path?: string; readonly stat: { readonly version: number } }>,
  ): Promise<void> {
    const at = list.length;
    list.push({ zxid: 0, code: 1, path: '', expected, version: -1 });
    try {
      const { zxid, path, stat } = await write;
      list[at] = { zxid, code: 0, path: path ?? '', expected, version: stat.version };
    } catch (error) {
      if (!(error instanceof GroveError)) throw error;
      list[at] = { zxid: error.zxid, code: error.code, path: '', expected, version: -1 };
      if (list !== this.contended || error.code !== ErrorCode.BADVERSION) {
        this.unexpected.push(`session ${this.number} was told ${error.message}`);
      }
    }
  }
}

describe(`the leader is killed ${KILLS} times while ${SESSIONS} sessions write`, () => {
  test('S45 every write has one outcome, which its caller is told: nothing twice, nothing lost, no CONNECTIONLOSS', async () => {
    await withCluster({ name: 'leader-killed-20' }, async (cluster) => {
      const clients = await Promise.all(
        Array.from({ length: SESSIONS }, () => connect({ endpoints: cluster.endpoints(), sessionTimeoutMs: SESSION_TIMEOUT_MS })),
      );
      const [first] = clients;
      if (first === undefined) throw new Error('no session');
      for (const path of ['/jobs', '/own', '/contended']) await first.create(path, Buffer.alloc(0));
      const writers = clients.map((client, n) => new Writer(client, n));
      await Promise.all(clients.map((client) => client.sync()));
      await Promise.all(writers.map((writer) => writer.prepare()));
      let stopped = false;
      const load = Promise.all(writers.map((writer) => writer.run(() => stopped || cluster.closed.aborted)));
      // Looked at below; an error before that is not unhandled.
      load.catch(() => undefined);

      for (let kill = 0; kill < KILLS; kill++) {
        const leader = await cluster.leader();
        const before = successes(writers);
        await cluster.kill(leader);
        cluster.startReplica(leader);
        await cluster.waitReady([leader]);
        await until('writes go on', 15_000, () => successes(writers) > before + SESSIONS * UNDER_WAY);
      }
      stopped = true;
      await load;

      expect(writers.flatMap((writer) => writer.unexpected)).toEqual([]);
      expect(successes(writers)).toBeGreaterThan(KILLS * SESSIONS * UNDER_WAY);
      const reader = await connect({ endpoints: cluster.endpoints(), sessionTimeoutMs: SESSION_TIMEOUT_MS });
      await reader.sync();
      await checkAnswers(reader, writers);
      await Promise.all([...clients, reader].map((client) => client.close()));
      await cluster.waitSameDigest();
    });
  }, 180_000);
});

function successes(writers: readonly Writer[]): number {
  return writers.reduce((sum, writer) => sum + writer.creates.length + writer.own.length, 0);
}

async function checkAnswers(reader: GroveClient, writers: readonly Writer[]): Promise<void> {
  // One zxid each, and in a session in the order of sending.
  const zxids = writers.flatMap(({ creates, own, contended }) => [...creates, ...own, ...contended].map(({ zxid }) => zxid));
  expect(new Set(zxids).size).toBe(zxids.length);
  expect(zxids.every((zxid) => zxid > 0)).toBe(true);
  for (const { creates, own, contended } of writers) {
    for (const list of [creates, own, contended]) {
      expect(list.every(({ zxid }, at) => at === 0 || zxid > (list[at - 1]?.zxid ?? 0))).toBe(true);
    }
  }

  // Sequential creates: the numbers have no gap and no double, follow the zxids, and are what the tree holds.
  const creates = writers.flatMap((writer) => writer.creates).sort((one, other) => one.zxid - other.zxid);
  expect(creates.map(({ path }) => path)).toEqual(creates.map((_, n) => `/jobs/n-${String(n).padStart(10, '0')}`));
  const { children } = await reader.getChildren('/jobs');
  expect([...children].sort()).toEqual(creates.map(({ path }) => path.slice('/jobs/'.length)));
  const left = creates.values();
  const wrong: string[] = [];
  await Promise.all(
    Array.from({ length: READS_UNDER_WAY }, async () => {
      for (const { path, zxid } of left) {
        const stat = await reader.exists(path);
        if (stat?.czxid !== zxid) wrong.push(`${path} was made at ${zxid}, the tree says ${stat?.czxid ?? 'nothing'}`);
      }
    }),
  );
  expect(wrong).toEqual([]);

  // Each session's own znode: the conditional writes, sent without waiting for one another, met their versions all.
  for (const { own, ownPath } of writers) {
    expect(own.map(({ version }) => version)).toEqual(own.map((_, n) => n + 1));
    expect(await reader.exists(ownPath)).toMatchObject({ version: own.length, mzxid: own.at(-1)?.zxid });
  }

  // The shared znode: who was told yes made the next version; who was told no came when the version was another.
  const contended = writers.flatMap((writer) => writer.contended).sort((one, other) => one.zxid - other.zxid);
  let version = 0;
  let mzxid = 0;
  for (const { zxid, code, expected, version: made } of contended) {
    if (code !== (expected === version ? 0 : ErrorCode.BADVERSION)) {
      wrong.push(`a write that expected version ${expected} was told ${code} at ${zxid}, when the version was ${version}`);
    }
    if (code !== 0) continue;
    version++;
    mzxid = zxid;
    if (made !== version) wrong.push(`the write at ${zxid} made version ${version} and was told ${made}`);
  }
  expect(wrong).toEqual([]);
  expect(version).toBeGreaterThan(KILLS);
  expect(await reader.exists('/contended')).toMatchObject({ version, mzxid });
}
