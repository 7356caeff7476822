import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOfIds, TestCluster } from './testing/cluster';
import { emptyDisk } from './testing/replica';
import { testSealer, textBytes } from './testing/sealer';
import { Trace } from './testing/trace';
import type { Block } from './types';

const folder = join(__dirname, 'golden');

/** Each script plays a cluster; its file holds all that happened. `GROVE_GOLDEN=write` writes the files anew. */
const scripts: Record<string, () => string> = {
  'election and first commit': () => {
    const cluster = new TestCluster();
    const trace = new Trace(cluster);
    trace.heading('replica 1 loses patience');
    cluster.elect(1);
    trace.heading('a write, the disks sync at once');
    cluster.propose('x', 1, 2);
    cluster.settle();
    return trace.text;
  },

  'writes beside the fsync': () => {
    const cluster = new TestCluster();
    const trace = new Trace(cluster);
    cluster.elect(1);
    cluster.instantDisk = false;
    trace.heading('two blocks, one behind the other');
    cluster.propose('x', 1);
    cluster.propose('y', 1, 3);
    cluster.settle();
    trace.heading('replica 2 syncs both, replica 3 the first');
    cluster.sync(2);
    cluster.sync(3, 1);
    cluster.settle();
    trace.heading('the leader syncs');
    cluster.sync(1);
    cluster.settle();
    return trace.text;
  },

  'logs that part': () => {
    const cluster = new TestCluster();
    let prev = { index: 0, term: 0, chain: 0 };
    const logs: Record<number, Block[]> = { 1: [], 2: [], 3: [] };
    for (const [terms, owners] of [
      [
        [1, 1],
        [1, 2, 3],
      ],
      [[2, 2, 2], [2]],
      [[3, 3], [1]],
    ] as const) {
      const before = prev;
      for (const term of terms) {
        const block = testSealer.seal(prev, term, 'entries', 1, textBytes(`${term}`));
        for (const owner of owners) logs[owner]?.push(block);
        prev = { index: block.lastIndex, term, chain: block.chain };
      }
      if (owners.length === 1) prev = before;
    }
    for (const id of [1, 2, 3]) {
      const disk = emptyDisk(configOfIds([1, 2, 3]), `volume-${id}`);
      disk.blocks = logs[id] ?? [];
      disk.hardState = { term: 3, votedFor: null };
      cluster.start(id, disk);
    }
    const trace = new Trace(cluster);
    trace.heading('1 has terms 1 1 3 3, 2 has 1 1 2 2 2, 3 has 1 1; replica 1 stands');
    cluster.elect(1);
    return trace.text;
  },

  'a leader dies': () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.advance(200);
    const trace = new Trace(cluster);
    trace.heading('replica 1 is killed; its connections are reset');
    cluster.crash(1);
    cluster.advance(40);
    return trace.text;
  },

  'reads at leader and follower': () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    const trace = new Trace(cluster);
    trace.heading('two reads at the leader, one at replica 2');
    cluster.give(1, { type: 'readIndex', token: 1 });
    cluster.give(1, { type: 'readIndex', token: 2 });
    cluster.give(2, { type: 'readIndex', token: 3 });
    cluster.settle();
    return trace.text;
  },

  'a snapshot for a replica that was away': () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.crash(3, false);
    for (let count = 0; count < 4; count++) cluster.propose(`number ${count}`, 1);
    cluster.settle();
    cluster.at(1).takeSnapshot(cluster.nowMs, 3, 0);
    const trace = new Trace(cluster);
    trace.heading('replica 3 is back, the log before index 5 is compacted');
    cluster.start(3);
    cluster.advance(110);
    return trace.text;
  },

  'a volume is replaced': () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    cluster.crash(3, false);
    cluster.start(3, emptyDisk({ members: [] }, 'second-volume'));
    const { members } = cluster.at(1).raft.config;
    const with3 = (voter: boolean) => ({
      members: members.map((one) => (one.id === 3 ? { ...one, voter, incarnation: 'second-volume' } : one)),
    });
    const trace = new Trace(cluster);
    trace.heading('the new volume of replica 3 becomes a learner');
    cluster.give(1, { type: 'proposeConfig', config: with3(false) });
    cluster.settle();
    trace.heading('and a voter');
    cluster.give(1, { type: 'proposeConfig', config: with3(true) });
    cluster.settle();
    return trace.text;
  },

  'leadership is handed over': () => {
    const cluster = new TestCluster();
    cluster.elect(1);
    const trace = new Trace(cluster);
    trace.heading('replica 1 hands over to replica 3');
    cluster.give(1, { type: 'transferLeadership', to: 3 });
    cluster.settle();
    return trace.text;
  },
};

describe('the recorded traces', () => {
  it.each(Object.keys(scripts))('%s', (name) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.txt`);
    const actual = scripts[name]?.() ?? '';
    if (process.env['GROVE_GOLDEN'] === 'write') {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, actual);
    }
    expect(existsSync(file)).toBe(true);
    expect(actual).toBe(readFileSync(file, 'utf8'));
  });
});
