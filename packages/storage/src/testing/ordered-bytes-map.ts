import type { KeyValueRow, ScanRange } from '../ports';

/** Bytes as a string of char codes 0 to 255: compares as the bytes do. */
export function keyText(key: Uint8Array): string {
  let text = '';
  for (const byte of key) text += String.fromCharCode(byte);
  return text;
}

function keyBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** A map from byte strings to bytes that is scanned in the order of its keys. */
export class OrderedBytesMap {
  private readonly values = new Map<string, Uint8Array>();
  private readonly order: string[] = [];

  get size(): number {
    return this.order.length;
  }

  get(key: string): Uint8Array | null {
    return this.values.get(key) ?? null;
  }

  /** null deletes. Answers what was there before. */
  set(key: string, value: Uint8Array | null): Uint8Array | null {
    const before = this.values.get(key) ?? null;
    if (value !== null) {
      this.values.set(key, value);
      if (before === null) this.order.splice(this.lowerBound(key), 0, key);
    } else if (before !== null) {
      this.values.delete(key);
      this.order.splice(this.lowerBound(key), 1);
    }
    return before;
  }

  keysIn(gte: string, lt: string): readonly string[] {
    return this.order.slice(this.lowerBound(gte), this.lowerBound(lt));
  }

  scan(range: ScanRange): readonly KeyValueRow[] {
    const start = this.lowerBound(keyText(range.gte));
    const end = Math.max(start, this.lowerBound(keyText(range.lt)));
    const count = Math.min(range.limit, end - start);
    const keys = range.reverse === true ? this.order.slice(end - count, end).reverse() : this.order.slice(start, start + count);
    const rows: KeyValueRow[] = [];
    for (const key of keys) {
      const value = this.values.get(key);
      if (value !== undefined) rows.push({ key: keyBytes(key), value });
    }
    return rows;
  }

  /** Position of the first key that is not below `key`. */
  private lowerBound(key: string): number {
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.order[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
