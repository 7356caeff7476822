/** The part of the `rocksdb` binding that Grove uses (its own interface is abstract-leveldown's; it has no types). */
declare module 'rocksdb' {
  interface Iterator {
    /** Called without arguments at the end. */
    next(done: (error: Error | null | undefined, key?: Buffer, value?: Buffer) => void): void;
    end(done: (error: Error | null | undefined) => void): void;
  }

  interface Database {
    open(options: Readonly<Record<string, unknown>>, done: (error: Error | null | undefined) => void): void;
    close(done: (error: Error | null | undefined) => void): void;
    batch(
      ops: readonly ({ type: 'put'; key: Buffer; value: Buffer } | { type: 'del'; key: Buffer })[],
      options: { sync: boolean },
      done: (error: Error | null | undefined) => void,
    ): void;
    /** A missing key gives undefined in its place. */
    getMany(
      keys: readonly Buffer[],
      options: { asBuffer: true },
      done: (error: Error | null | undefined, values?: readonly (Buffer | undefined)[]) => void,
    ): void;
    clear(range: { gte: Buffer; lt: Buffer }, done: (error: Error | null | undefined) => void): void;
    iterator(options: Readonly<Record<string, unknown>>): Iterator;
  }

  function rocksdb(location: string): Database;
  export = rocksdb;
}
