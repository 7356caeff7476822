import { roots } from 'protobufjs/minimal';
import { TestCluster, type TestReplica } from '../../packages/engine/src/testing/test-cluster';

/**
 * What three engines did in a piece of virtual time, counted. Unlike a time it is equal on every machine, so a test can
 * hold it: work that is added to the hot path shows as a count.
 */
export interface OperationCounts {
  /** Between replicas, on the channel of the log. */
  messages: number;
  messageBytes: number;
  /** Between replicas, on the channel of heartbeats, votes and news of commits. */
  controlMessages: number;
  /** Batches to the stores, and what they hold; each synced one is an fsync, as each write to the journal is. */
  batches: number;
  fsyncs: number;
  journalBytes: number;
  rows: number;
  rowBytes: number;
  witnessWrites: number;
  /** Ends of a turn that were asked for (setImmediate in a real replica). */
  deferred: number;
  /** Bytes of buffers made, and copied from one into another. */
  allocatedBytes: number;
  copiedBytes: number;
  /** Views of buffers: an object each. */
  views: number;
  /** Messages decoded or encoded by the generic protobuf code, which the hot path goes without. */
  genericMessages: number;
}

const NOTHING: OperationCounts = {
  messages: 0,
  messageBytes: 0,
  controlMessages: 0,
  batches: 0,
  fsyncs: 0,
  journalBytes: 0,
  rows: 0,
  rowBytes: 0,
  witnessWrites: 0,
  deferred: 0,
  allocatedBytes: 0,
  copiedBytes: 0,
  views: 0,
  genericMessages: 0,
};

type Bytes = typeof Uint8Array;

/** A cluster in virtual time whose ports and buffers are counted while `count` runs. */
export class CountedCluster extends TestCluster {
  private counts: OperationCounts = { ...NOTHING };

  constructor(size: number) {
    super(size);
    const send = this.send.bind(this);
    this.send = (from, to, channel, bytes) => {
      if (channel === 'append') {
        this.counts.messages += 1;
        this.counts.messageBytes += bytes.length;
      } else {
        this.counts.controlMessages += 1;
      }
      send(from, to, channel, bytes);
    };
    const after = this.clock.after.bind(this.clock);
    this.clock.after = (delayMs, fire) => {
      if (delayMs === 0) this.counts.deferred += 1;
      return after(delayMs, fire);
    };
    for (const replica of this.replicas) this.countDisk(replica);
  }

  count(work: () => void): OperationCounts {
    const counts = { ...NOTHING };
    this.counts = counts;
    const restore = [countBuffers(counts), countGenericMessages(counts)];
    try {
      work();
    } finally {
      for (const undo of restore) undo();
      this.counts = { ...NOTHING };
    }
    return counts;
  }

  private countDisk({ log, witness, journal }: TestReplica): void {
    const append = journal.write.bind(journal);
    journal.write = (pages, offset, done) => {
      this.counts.fsyncs += 1;
      this.counts.journalBytes += pages.length;
      append(pages, offset, done);
    };
    const batch = log.batch.bind(log);
    log.batch = (operations, sync, done) => {
      const { counts } = this;
      counts.batches += 1;
      if (sync) counts.fsyncs += 1;
      counts.rows += operations.length;
      for (const operation of operations) counts.rowBytes += operation.type === 'put' ? operation.value.length : 0;
      batch(operations, sync, done);
    };
    const write = witness.write.bind(witness);
    witness.write = (content, sync, done) => {
      this.counts.witnessWrites += 1;
      if (sync) this.counts.fsyncs += 1;
      write(content, sync, done);
    };
  }
}

/** Replaces the byte arrays' constructor, and the copying methods of what holds bytes, by ones that count. Answers how to undo it: they are inherited. */
function countBuffers(counts: OperationCounts): () => void {
  const original = globalThis.Uint8Array;
  const undo = [countCopies(original, counts), countCopies(globalThis.Int32Array, counts)];
  globalThis.Uint8Array = new Proxy(original, {
    construct(target, args: unknown[], newTarget) {
      const made = Reflect.construct(target, args, newTarget as Bytes) as Uint8Array;
      const [source] = args;
      if (source instanceof ArrayBuffer) counts.views += 1;
      else counts.allocatedBytes += made.length;
      if (typeof source === 'object' && !(source instanceof ArrayBuffer)) counts.copiedBytes += made.length;
      return made;
    },
  });
  return () => {
    globalThis.Uint8Array = original;
    for (const one of undo) one();
  };
}

function countCopies({ prototype, BYTES_PER_ELEMENT: width }: Bytes | typeof Int32Array, counts: OperationCounts): () => void {
  const { set, slice, subarray, copyWithin } = prototype as Uint8Array;
  const methods = {
    set(this: Uint8Array, source: ArrayLike<number>, offset?: number): void {
      counts.copiedBytes += source.length * width;
      set.call(this, source, offset);
    },
    slice(this: Uint8Array, start?: number, end?: number) {
      const part = slice.call(this, start, end);
      counts.allocatedBytes += part.byteLength;
      counts.copiedBytes += part.byteLength;
      return part;
    },
    copyWithin(this: Uint8Array, target: number, start: number, end?: number) {
      counts.copiedBytes += ((end ?? this.length) - start) * width;
      return copyWithin.call(this, target, start, end);
    },
    subarray(this: Uint8Array, begin?: number, end?: number) {
      counts.views += 1;
      return subarray.call(this, begin, end);
    },
  };
  Object.assign(prototype, methods);
  return () => {
    for (const name of Object.keys(methods)) Reflect.deleteProperty(prototype, name);
  };
}

interface GeneratedType {
  encode: (...args: unknown[]) => unknown;
  decode: (...args: unknown[]) => unknown;
}

function countGenericMessages(counts: OperationCounts): () => void {
  const undo: (() => void)[] = [];
  for (const type of generatedTypes(roots['grove-wire'])) {
    const { encode, decode } = type;
    type.encode = (...args) => {
      counts.genericMessages += 1;
      return encode.apply(type, args);
    };
    type.decode = (...args) => {
      counts.genericMessages += 1;
      return decode.apply(type, args);
    };
    undo.push(() => Object.assign(type, { encode, decode }));
  }
  if (undo.length === 0) throw new Error('the generated messages were not found');
  return () => {
    for (const one of undo) one();
  };
}

function generatedTypes(namespace: unknown): GeneratedType[] {
  if ((typeof namespace !== 'object' && typeof namespace !== 'function') || namespace === null) return [];
  const own = isGeneratedType(namespace) ? [namespace] : [];
  // Types may hold nested ones; enums are plain numbers.
  return [...own, ...Object.values(namespace).flatMap(generatedTypes)];
}

function isGeneratedType(value: object): value is GeneratedType {
  return 'encode' in value && 'decode' in value && typeof value.encode === 'function' && typeof value.decode === 'function';
}
