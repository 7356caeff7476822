import { setFlagsFromString } from 'node:v8';

/**
 * V8 counts the bytes of buffers to the heap when it decides about a major collection. Our heap of objects is small (some 20 MB: the
 * tree lies in typed arrays), while buffers of messages come and go at 100 MB/s and more, so with its own bounds it marks the
 * whole heap four times a second for nothing (DESIGN.md, "Garbage"). Minor collections free those buffers; this lets a major one wait.
 */
const HEAP_GROWTH_PERCENT = 300;

/**
 * Bytes of bytecode that a function runs through before V8 looks whether to compile it well; 67,584 by itself. A server runs the same
 * few hundred functions for ever, many of them once for a message, and those would stay half compiled for minutes (DESIGN.md, "Warm").
 */
const INTERRUPT_BUDGET_BYTES = 8_192;

/**
 * By how much V8 lets its space for new objects grow at a time: not at all, it stays at the 2 MiB that it has at the start instead of growing to 48.
 * What lives longer than a turn here is little, and a larger space for it is memory alone (DESIGN.md, "Garbage").
 */
const NEW_SPACE_GROWTH_FACTOR = 1;

/** To be called once, first of all. The upper bound of the heap (`--max-old-space-size`) stays what it was. */
export function setUpV8(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  setFlagsFromString(`--semi-space-growth-factor=${NEW_SPACE_GROWTH_FACTOR}`);
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET_BYTES}`);
}
