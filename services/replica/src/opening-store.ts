import type { KeyValueOp, KeyValueRow, KeyValueStore, ScanRange } from '@grove/storage';

type Done = (error: Error | null) => void;

/** A store that is still being opened: what is asked of it waits. Where it cannot be opened every call gets the reason. */
export class OpeningStore implements KeyValueStore {
  private store: KeyValueStore | null = null;
  private failure: Error | null = null;
  /** In the order of the calls. */
  private waiting: (() => void)[] = [];

  constructor(opening: Promise<KeyValueStore>) {
    opening.then(
      (store) => {
        this.store = store;
        this.goOn();
      },
      (error: unknown) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
        this.goOn();
      },
    );
  }

  batch(ops: readonly KeyValueOp[], sync: boolean, done: Done): void {
    this.ask((store) => store.batch(ops, sync, done), done);
  }

  get(key: Uint8Array, done: (error: Error | null, value: Uint8Array | null) => void): void {
    this.ask(
      (store) => store.get(key, done),
      (error) => done(error, null),
    );
  }

  scan(range: ScanRange, done: (error: Error | null, rows: readonly KeyValueRow[]) => void): void {
    this.ask(
      (store) => store.scan(range, done),
      (error) => done(error, []),
    );
  }

  clear(gte: Uint8Array, lt: Uint8Array, done: Done): void {
    this.ask((store) => store.clear(gte, lt, done), done);
  }

  close(done: Done): void {
    this.ask((store) => store.close(done), done);
  }

  private ask(call: (store: KeyValueStore) => void, refused: Done): void {
    const { store } = this;
    if (store !== null) call(store);
    else if (this.failure !== null) process.nextTick(refused, this.failure);
    else this.waiting.push(() => this.ask(call, refused));
  }

  private goOn(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const call of waiting) call();
  }
}
