import { encodeOperation, type Operation } from '@grove/wire';
import { Tree } from './tree';
import type { Outcome } from './types';
import { ValueRing } from './value-ring';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array | null | undefined): string | null =>
  value === null || value === undefined ? null : new TextDecoder().decode(value);

/** The bytes as words, the last one filled up. */
function words(value: Uint8Array): Int32Array {
  const filled = new Uint8Array((value.length + 3) & ~3);
  filled.set(value);
  return new Int32Array(filled.buffer);
}

function append(ring: ValueRing, data: string): void {
  const value = bytes(data);
  ring.append(words(bytes('stat')), 4, words(value), 0, value.length);
}

describe('value ring', () => {
  it('holds what fits, by position, the oldest gone first', () => {
    const ring = new ValueRing(16 * 1024);
    for (let n = 0; n < 5_000; n += 1) append(ring, `value ${n}`);
    expect(ring.nextPosition).toBe(5_000);
    expect(ring.heldBytes).toBeLessThanOrEqual(16 * 1024 + 4096);
    expect(ring.oldestPosition).toBeGreaterThan(4_000);
    for (let n = 0; n < 5_000; n += 1) expect(text(ring.at(n)?.data)).toBe(n < ring.oldestPosition ? null : `value ${n}`);
    expect(ring.at(5_000)).toBeNull();
  });

  it('forgets records that did not come to be, and what is before a gap', () => {
    const ring = new ValueRing(16 * 1024);
    for (let n = 0; n < 300; n += 1) append(ring, `value ${n}`);
    ring.settle(120);
    append(ring, 'another');
    expect([119, 120, 121].map((n) => text(ring.at(n)?.data))).toEqual(['value 119', 'another', null]);
    ring.settle(1_000);
    append(ring, 'later');
    expect([120, 999, 1_000].map((n) => text(ring.at(n)?.data))).toEqual([null, null, 'later']);
  });
});

describe('values of changes', () => {
  const newTree = (): { tree: Tree; apply: (operation: Operation) => number } => {
    const tree = new Tree({ maxDataBytes: 1000, maxMultiParts: 20, historyMaxBytes: 1 << 16, valueHistoryMaxBytes: 1 << 20 });
    tree.keepValues();
    const outcome: Outcome = { disposition: 'applied', code: 0, answer: new Uint8Array(0), repeated: false };
    return {
      tree,
      apply: (operation) => {
        const buffer = encodeOperation(operation);
        const entry = { kind: 0, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };
        tree.apply(
          tree.appliedZxid + 1,
          1,
          { replica: 0, epoch: 0, number: 0 },
          { ...entry, requestId: new Uint8Array(0), caller: [], buffer, operationStart: 0, operationEnd: buffer.length },
          outcome,
        );
        return outcome.code;
      },
    };
  };
  const create = (path: string, data: string): Extract<Operation, { type: 'create' }> => ({
    type: 'create',
    path,
    data: bytes(data),
    kind: 'persistent',
    sequential: false,
  });
  const seen = (tree: Tree): unknown[] => {
    const found: unknown[] = [];
    for (let at = tree.history.oldestPosition; at < tree.history.nextPosition; at += 1) {
      const values = tree.valuesAt(at);
      const { kind, path } = tree.history.at(at);
      found.push([kind, path, text(values?.data), text(values?.previousData), values?.stat === null ? 'gone' : typeof values?.stat]);
    }
    return found;
  };

  it('are those of the change, each of a multi too; a multi that fails leaves none', () => {
    const { tree, apply } = newTree();
    const set = (data: string): Operation & { type: 'setData' } => ({ type: 'setData', path: '/a', data: bytes(data), version: null });
    expect(apply(create('/a', 'one'))).toBe(0);
    expect(apply(set('two'))).toBe(0);
    expect(apply({ type: 'multi', parts: [set('lost'), create('/b', 'lost'), { type: 'check', path: '/none', version: null }] })).not.toBe(
      0,
    );
    expect(apply({ type: 'multi', parts: [set('three'), create('/b', ''), set('four')] })).toBe(0);
    expect(apply({ type: 'delete', path: '/a', version: null })).toBe(0);
    expect(seen(tree)).toEqual([
      ['created', '/a', 'one', null, 'object'],
      ['dataChanged', '/a', 'two', 'one', 'object'],
      ['dataChanged', '/a', 'three', 'two', 'object'],
      ['created', '/b', '', null, 'object'],
      ['dataChanged', '/a', 'four', 'three', 'object'],
      ['deleted', '/a', null, 'four', 'gone'],
    ]);
  });
});
