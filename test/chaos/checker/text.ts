import type { Operation as WireOperation } from '@grove/wire';

/** Operations and answers as the protocol has them, with text where it has bytes (one code unit a byte), so that they can be lines of JSON. */
export type Text<T> = T extends Uint8Array
  ? string
  : T extends readonly (infer Element)[]
    ? readonly Text<Element>[]
    : T extends object
      ? { readonly [Key in keyof T]: Text<T[Key]> }
      : T;

/** Fields of operations that are bytes; `credential` is one within another of the same name. */
const BYTE_FIELDS: ReadonlySet<string> = new Set(['data', 'pageToken', 'credential']);

export function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (unit) => unit.charCodeAt(0));
}

export function asText<T>(value: T): Text<T> {
  return mapped(value, (each) => (each instanceof Uint8Array ? textOf(each) : each)) as Text<T>;
}

export function asBytes<T extends Text<WireOperation>>(operation: T): Extract<WireOperation, { readonly type: T['type'] }> {
  const toBytes = (value: unknown, key: string): unknown => (typeof value === 'string' && BYTE_FIELDS.has(key) ? bytesOf(value) : value);
  return mapped(operation, toBytes) as Extract<WireOperation, { readonly type: T['type'] }>;
}

function mapped(value: unknown, leaf: (value: unknown, key: string) => unknown, key = ''): unknown {
  const changed = leaf(value, key);
  if (changed !== value || typeof value !== 'object' || value === null) return changed;
  if (Array.isArray(value)) return value.map((each) => mapped(each, leaf));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapped(each, leaf, name)]));
}
