import { OtherSnapshotFormat, SnapshotLoader, type Tree } from '@grove/tree';
import { TreeDriver, TEST_LIMITS } from '@grove/tree/dist/testing/tree-driver';
import { expectThat, type Target } from './target';

function chunksOf(tree: Pick<Tree, 'beginSnapshot'>): { chunks: Uint8Array[]; zxid: number; digest: string } {
  const cursor = tree.beginSnapshot();
  const chunks: Uint8Array[] = [];
  for (let chunk = cursor.next(300); chunk !== null; chunk = cursor.next(300)) chunks.push(chunk);
  return { chunks, zxid: cursor.zxid, digest: cursor.digest };
}

function populated(): Pick<Tree, 'beginSnapshot'> {
  const driver = new TreeDriver();
  for (let n = 0; n < 12; n++) driver.create(`/n${n}`, { data: new Uint8Array(n * 9).fill(n) });
  driver.create('/n1/child');
  driver.create('/listed', { acl: [{ rights: 31, identity: { scheme: 'ip', id: '10.0.0.0/8' } }] });
  driver.write({ type: 'setQuota', path: '/n1', quota: { countHard: 10, countSoft: 5, bytesHard: 1000, bytesSoft: 500 } });
  return driver.tree;
}

/** A chunk behind a right checksum, of another mind: the state must be the one that the digest names, or it is refused. */
export const snapshotTarget: Target = {
  name: 'snapshot',
  inputs: 200,
  bases: () => chunksOf(populated()).chunks,
  open: (random) => {
    const { chunks, zxid, digest } = chunksOf(populated());
    return {
      take: (input) => {
        const at = random.below(chunks.length);
        const loader = new SnapshotLoader(TEST_LIMITS);
        try {
          chunks.forEach((chunk, n) => loader.add(n === at ? input : chunk));
          const loaded = loader.finish(zxid, digest);
          expectThat(loaded.recomputeDigest() === digest, 'another state than the digest says was loaded');
        } catch (error) {
          // What makes it throw is the loader's own judgement, never a broken access or an absurd request for memory.
          const typed = error instanceof OtherSnapshotFormat || (error instanceof Error && error.constructor === Error);
          if (!typed) throw error;
        }
      },
    };
  },
};
