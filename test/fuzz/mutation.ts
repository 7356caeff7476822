import type { SeededRandom } from './seeded-random';

/** Longer inputs say nothing that shorter ones do not, and cost time. */
const INPUT_BYTES_MAX = 64 * 1024;

/** What decoders get wrong: ends of ranges, lengths that promise more than is there, varints that never end, tags of all kinds. */
const TOKENS: readonly [Uint8Array, ...Uint8Array[]] = [
  Uint8Array.of(0),
  Uint8Array.of(0x7f),
  Uint8Array.of(0x80),
  Uint8Array.of(0xff),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x07),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
  new Uint8Array(24).fill(0x80),
  new Uint8Array(200).fill(0x80),
  // An unknown field of each wire type, groups included.
  Uint8Array.of(0xf8, 0x07, 0x01),
  Uint8Array.of(0xf9, 0x07, 1, 2, 3, 4, 5, 6, 7, 8),
  Uint8Array.of(0xfa, 0x07, 0x02, 0x41, 0x42),
  Uint8Array.of(0xfb, 0x07, 0xfc, 0x07),
  Uint8Array.of(0xfd, 0x07, 1, 2, 3, 4),
  // Text that is no UTF-8, a zero byte, a surrogate, dots and slashes.
  Uint8Array.of(0xc0, 0xaf),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
  Uint8Array.of(0x2f, 0x2e, 0x2e, 0x2f),
  Uint8Array.of(0x2f, 0x2f),
];

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.of(...bytes, rest);
    bytes.push((rest % 128) | 0x80);
  }
}

type Mutation = (bytes: Uint8Array, other: Uint8Array, random: SeededRandom) => Uint8Array;

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  function flipBit(bytes, _other, random) {
    const copy = bytes.slice();
    const at = random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    return copy;
  },
  function setByte(bytes, _other, random) {
    const copy = bytes.slice();
    copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  function cut(bytes, _other, random) {
    return bytes.slice(0, random.below(bytes.length + 1));
  },
  function dropRange(bytes, _other, random) {
    const from = random.below(bytes.length + 1);
    return joined(bytes.subarray(0, from), bytes.subarray(from + random.below(16)));
  },
  function insertToken(bytes, _other, random) {
    const at = random.below(bytes.length + 1);
    return joined(bytes.subarray(0, at), random.pick(TOKENS), bytes.subarray(at));
  },
  function overwriteToken(bytes, _other, random) {
    const at = random.below(bytes.length + 1);
    const token = random.pick(TOKENS);
    return joined(bytes.subarray(0, at), token, bytes.subarray(at + token.length));
  },
  function splice(bytes, other, random) {
    return joined(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)));
  },
  function repeatRange(bytes, _other, random) {
    const from = random.below(bytes.length + 1);
    const part = bytes.subarray(from, from + 1 + random.below(24));
    const times = random.pick([2, 3, 50, 1000] as const);
    return joined(bytes.subarray(0, from), ...Array.from({ length: times }, () => part), bytes.subarray(from + part.length));
  },
  function nest(bytes, _other, random) {
    // The whole as a field of itself, again and again.
    const field = varint(1 + random.below(45));
    const tag = varint(((field[0] ?? 1) << 3) | 2);
    let nested: Uint8Array = bytes.slice(0, 256);
    for (let depth = 1 + random.below(random.pick([3, 100, 2000] as const)); depth > 0 && nested.length < INPUT_BYTES_MAX; depth--) {
      nested = joined(tag, varint(nested.length), nested);
    }
    return nested;
  },
  function swapRanges(bytes, _other, random) {
    const middle = random.below(bytes.length + 1);
    return joined(bytes.subarray(middle), bytes.subarray(0, middle));
  },
];

/** One to four mutations of `bytes`, one after the other. */
export function mutated(bytes: Uint8Array, other: Uint8Array, random: SeededRandom): Uint8Array {
  let result = bytes;
  for (let count = 1 + random.below(4); count > 0; count--)
    result = random.pick(MUTATIONS)(result, other, random).slice(0, INPUT_BYTES_MAX);
  return result;
}
