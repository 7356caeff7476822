import { openChunk, sealChunk } from '@grove/storage';
import { TestClient, TestCluster, create, type TestReplica } from './testing/test-cluster';

const CHUNK_ROWS = 0x63;
/** Of a header: its type, then the number of the format. */
const FORMAT_AT = 1;

/** Every snapshot of this replica becomes one of another format, whole otherwise. Answers how to put it back. */
function ofFormat(format: number, { snapshots }: TestReplica): () => void {
  const rows = snapshots.dump().filter(({ key }) => key[0] === CHUNK_ROWS);
  const write = (values: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[]): void => {
    snapshots.batch(
      values.map(({ key, value }) => ({ type: 'put' as const, key, value })),
      true,
      () => undefined,
    );
  };
  write(
    rows.flatMap(({ key, value }) => {
      const index = Number(new DataView(value.buffer, value.byteOffset).getBigUint64(0, true));
      const opened = openChunk(value, index, 0);
      if (!opened.ok) return [];
      const payload = opened.payload.slice();
      payload[FORMAT_AT] = format;
      return [{ key, value: sealChunk(index, 0, opened.digest, payload) }];
    }),
  );
  return () => {
    write(rows);
  };
}

function compacted(size: number): { readonly made: TestCluster; readonly write: (count: number) => void } {
  const made = new TestCluster(size, { snapshotEveryEntries: 20, logKeepEntries: 5 });
  made.start();
  made.untilReady();
  let [client, written] = [new TestClient(made), 0];
  const write = (count: number): void => {
    client = new TestClient(made).open(made.leader?.id ?? 0, 40_000);
    for (let n = 0; n < count; n += 1) expect(client.do(create(`/n${(written += 1)}`)).code).toBe(0);
    made.clock.run(100);
  };
  write(60);
  return { made, write };
}

// The number before the first that was ever written stands for an old one.
test.each([
  ['older', 2],
  ['newer', 4],
])('a snapshot of a format that is %s ends the start, says what to do, and stays for the version that can read it', (_, format) => {
  const { made } = compacted(1);
  const replica = made.replica(1);
  replica.crash();
  const putBack = ofFormat(format, replica);
  made.clock.run(10);
  for (let start = 1; start <= 2; start += 1) {
    const before = replica.snapshots.dump();
    replica.start();
    made.clock.run(2_000);
    expect(replica.fatal).toHaveLength(start);
    expect(replica.fatal[start - 1]).toMatch(
      new RegExp(`is of format ${format}, and this version of Grove reads format 3 alone.*start the version of Grove that wrote it`),
    );
    expect(replica.snapshots.dump()).toEqual(before);
    replica.crash();
  }
  putBack();
  made.clock.run(10);
  replica.start();
  made.clock.until(() => replica.engine?.status().ready === true);
  expect(replica.fatal).toHaveLength(2);
  expect(new TestClient(made).open(1).do({ type: 'exists', path: '/n1', watch: false }).code).toBe(0);
});

test('a snapshot of another format that a leader sends is refused at its first chunk, told of once, and nothing of it is kept', () => {
  const { made, write } = compacted(3);
  const down = [1, 2, 3].find((id) => id !== made.leader?.id) ?? 0;
  made.replica(down).crash();
  write(60);
  const leader = made.leader;
  if (leader === undefined) throw new Error('there is no leader');
  const putBack = ofFormat(4, leader);
  made.clock.run(10);
  const replica = made.replica(down);
  const before = replica.snapshots.dump().length;
  let sent = 0;
  const send = made.send.bind(made);
  made.send = (from, to, channel, bytes) => {
    if (to === down && channel === 'snapshot') sent += 1;
    send(from, to, channel, bytes);
  };
  replica.start();
  made.clock.run(10_000);
  expect(replica.said.filter((line) => line.includes('is refused: it is of format 4'))).toHaveLength(1);
  expect(replica.engine?.status().appliedIndex).toBeLessThan((leader.engine?.status().appliedIndex ?? 0) - 50);
  expect(replica.snapshots.dump()).toHaveLength(before);
  // The two are not busy with it (it is sent again a few times a second, not thousands), and a crash of it leaves a volume that starts.
  expect(sent).toBeLessThan(50);
  replica.crash();
  replica.start();
  made.clock.run(3_000);
  expect(replica.fatal).toEqual([]);
  putBack();
  made.untilConverged();
  made.assertHealthy();
});
