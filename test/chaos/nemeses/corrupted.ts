import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SeededRandom } from '../../simulation/random';
import { follower, waitVoting, type Nemesis } from '../nemesis';

/** What is read again: not RocksDB's own diary, options and lock. */
const IS_DATA = /\.sst$|\.log$|^MANIFEST|^CURRENT$|^witness|^journal$/;

/** With something in them; in an order that the disk does not decide. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : entry.isFile() && IS_DATA.test(entry.name) && statSync(path).size > 0 ? [path] : [];
    })
    .sort();
}

/** Up to the last byte that is not zero: the journal is longer than what was ever written to it. */
function usedBytes(file: string): number {
  const bytes = readFileSync(file);
  let used = bytes.length;
  while (used > 0 && bytes[used - 1] === 0) used -= 1;
  return used === 0 ? bytes.length : used;
}

/** One bit at least of one byte is another; says where. */
export function flip(folder: string, random: SeededRandom): string {
  const file = random.pick(filesIn(folder));
  const offset = random.below(usedBytes(file));
  const descriptor = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, offset);
  byte[0] = (byte[0] ?? 0) ^ (1 + random.below(255));
  writeSync(descriptor, byte, 0, 1, offset);
  closeSync(descriptor);
  return `byte ${offset} of ${relative(folder, file)}`;
}

export const corrupted: Nemesis = {
  name: 'corrupted',
  does: "one byte of a follower's files is another while it is down: it must find it and repair it from the others",
  missing: ({ cluster }) => (cluster.ids.length < 3 ? 'with less than three replicas there may be nobody to repair from' : null),
  async strike(world) {
    const { cluster, random } = world;
    const id = await follower(world);
    await cluster.kill(id);
    const where = flip(cluster.dataFolder(id), random);
    return {
      what: `${where} of ${id} was flipped`,
      heal: async () => {
        cluster.startReplica(id);
        await waitVoting(world, id);
      },
    };
  },
};
