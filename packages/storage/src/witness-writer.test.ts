import { CallbackQueue } from './testing/scheduling';
import { MemoryWitnessFile } from './testing/memory-witness-file';
import { decodeWitness, type Witness } from './witness-codec';
import { WitnessWriter } from './witness-writer';

const FIRST: Witness = {
  incarnation: 'one',
  hardState: { term: 1, votedFor: 1 },
  lastIndex: 0,
  lastChain: 0,
  cuts: 0,
  boots: 1,
  formed: true,
  replaced: false,
  damaged: false,
};

function start() {
  const queue = new CallbackQueue();
  const file = new MemoryWitnessFile({ schedule: queue.schedule, random: () => 0.5 });
  const due: (() => void)[] = [];
  const errors: Error[] = [];
  const writer = new WitnessWriter(
    file,
    FIRST,
    (error) => errors.push(error),
    (run) => due.push(run),
  );
  const passTime = (): void => {
    for (const run of due.splice(0)) run();
    queue.runAll();
  };
  const written = (): number | null => {
    const content = file.content();
    const witness = content === null ? null : decodeWitness(content);
    return witness !== null && 'lastIndex' in witness ? witness.lastIndex : null;
  };
  return { queue, file, writer, errors, passTime, written, due };
}

test('ends that nobody waits for are written once, a little later, the newest of them', () => {
  const { queue, file, writer, passTime, written, due } = start();
  for (let index = 1; index <= 50; index++) {
    writer.update({ lastIndex: index }, null);
    queue.runAll();
  }
  expect(file.writes).toBe(0);
  passTime();
  expect([file.writes, file.syncs, written()]).toEqual([1, 0, 50]);
  expect(due).toHaveLength(0);
  writer.update({ lastIndex: 51 }, null);
  passTime();
  expect([file.writes, written()]).toEqual([2, 51]);
});

test('S02 a vote does not wait for that moment, and takes along what did', () => {
  const { queue, file, writer, passTime, written } = start();
  writer.update({ lastIndex: 7 }, null);
  let isOnDisk = false;
  writer.update({ hardState: { term: 2, votedFor: 3 } }, () => (isOnDisk = true));
  queue.runAll();
  expect([isOnDisk, file.syncs, written()]).toEqual([true, 1, 7]);
  passTime();
  expect(file.writes).toBe(1);
});

test('what changes while a write is under way is written behind it: at once where somebody waits, else later', () => {
  const { queue, file, writer, passTime, written } = start();
  writer.update({ lastIndex: 1 }, () => undefined);
  writer.update({ lastIndex: 2 }, null);
  let isOnDisk = false;
  writer.update({ lastIndex: 3 }, () => (isOnDisk = true));
  queue.runAll();
  expect([isOnDisk, file.syncs, written()]).toEqual([true, 2, 3]);
  writer.update({ lastIndex: 4 }, () => undefined);
  writer.update({ lastIndex: 5 }, null);
  queue.runAll();
  expect(written()).toBe(4);
  passTime();
  expect(written()).toBe(5);
});

test('S54 after an error nothing is written any more', () => {
  const { file, writer, errors, passTime, written } = start();
  file.failWrite(1, new Error('EIO'));
  writer.update({ lastIndex: 1 }, null);
  passTime();
  writer.update({ lastIndex: 2 }, null);
  writer.update({ hardState: { term: 2, votedFor: 3 } }, () => errors.push(new Error('acknowledged')));
  passTime();
  expect(errors.map(({ message }) => message)).toEqual(['EIO']);
  expect(written()).toBe(null);
});
