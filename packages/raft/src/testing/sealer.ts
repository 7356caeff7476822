import type { Block, BlockSealer, BlockType, ClusterConfig, LogPosition } from '../types';

/** Seals with a chain that is simple and still depends on everything before. The bytes are the body behind a header of 16 bytes. */
export const testSealer: BlockSealer = {
  seal(prev: LogPosition, term: number, type: BlockType, count: number, body: Uint8Array): Block {
    let chain = mix(mix(mix(prev.chain, prev.index), term), type.length * 1000 + count);
    for (const byte of body) chain = mix(chain, byte);
    const bytes = new Uint8Array(16 + body.length);
    bytes.set(body, 16);
    return { type, term, firstIndex: prev.index + 1, lastIndex: prev.index + count, chain, bytes };
  },
  encodeConfig(config: ClusterConfig): Uint8Array {
    return textBytes(JSON.stringify(config));
  },
};

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ (value + 0x9e3779b9), 0x01000193) >>> 0;
}

export function textBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255);
}

/** The body of a block made by `testSealer`, as text. */
export function bodyText(block: Block): string {
  return String.fromCharCode(...block.bytes.subarray(16));
}

/** A generator of numbers in [0, 1) that depends on the seed alone. */
export function seededRandom(seed: number): () => number {
  let state = (seed ^ 0x5bd1e995) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
