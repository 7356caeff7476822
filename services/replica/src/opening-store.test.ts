import { CallbackQueue, MemoryKeyValueStore } from '@grove/storage';
import { OpeningStore } from './opening-store';

const key = Uint8Array.of(1);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Every call of the port once, its outcome noted under its name. */
function askAll(store: OpeningStore, heard: string[]): void {
  const note =
    (name: string) =>
    (error: Error | null): void =>
      void heard.push(error === null ? name : `${name}: ${error.message}`);
  store.batch([{ type: 'put', key, value: key }], true, note('batch'));
  store.get(key, note('get'));
  store.scan({ gte: key, lt: Uint8Array.of(2), limit: 1 }, (error, rows) => note(`scan of ${rows.length}`)(error));
  store.clear(key, Uint8Array.of(2), note('clear'));
  store.close(note('close'));
}

test('what is asked of a store that is still being opened waits for it, in order', async () => {
  const queue = new CallbackQueue();
  let open: (store: MemoryKeyValueStore) => void = () => undefined;
  const store = new OpeningStore(new Promise((resolve) => (open = resolve)));
  const heard: string[] = [];
  askAll(store, heard);
  await turn();
  queue.runAll();
  expect(heard).toEqual([]);
  open(new MemoryKeyValueStore({ schedule: queue.schedule, random: () => 0.5 }));
  await turn();
  queue.runAll();
  expect(heard).toEqual(['batch', 'get', 'scan of 1', 'clear', 'close']);
});

test('where it cannot be opened every call hears why, those that came later too, and none from within the call', async () => {
  const store = new OpeningStore(Promise.reject(new Error('IO error: lock')));
  const heard: string[] = [];
  const all = ['batch', 'get', 'scan of 0', 'clear', 'close'].map((name) => `${name}: IO error: lock`);
  askAll(store, heard);
  await turn();
  expect(heard).toEqual(all);
  askAll(store, heard);
  expect(heard).toEqual(all);
  await turn();
  expect(heard).toEqual([...all, ...all]);
});
