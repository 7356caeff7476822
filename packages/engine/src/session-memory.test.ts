import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ClientSink } from './ports';
import { TestCluster } from './testing/test-cluster';

const STREAMS = 2_000;
const HEAP_BYTES_MAX = 1_900;
const BUFFER_BYTES_MAX = 50;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function live(): { readonly heap: number; readonly buffers: number } {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers };
}

const sink: ClientSink = { send: () => undefined, backlogBytes: () => 0, end: () => undefined };

test('the stream of a session for which nothing gathers and nothing waits has neither a buffer nor a queue', () => {
  const made = new TestCluster(1);
  made.start();
  made.untilReady();
  const { engine } = made.replica(1);
  const open = (count: number): unknown[] => Array.from({ length: count }, () => engine?.openStream(sink));
  const first = open(100);
  const before = live();
  const streams = open(STREAMS);
  const after = live();
  expect(first.length + streams.length).toBe(100 + STREAMS);
  // With a buffer of its own and a queue's seven rings it was 3,650 and 770.
  expect((after.heap - before.heap) / STREAMS).toBeLessThan(HEAP_BYTES_MAX);
  expect((after.buffers - before.buffers) / STREAMS).toBeLessThan(BUFFER_BYTES_MAX);
});
