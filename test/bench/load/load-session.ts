import type { ConnectionEvents, LoadConnection } from './connection';
import type { LoadCounters } from './load-counters';

export interface LoadMix {
  readonly readShare: number;
  readonly outstanding: number;
  readonly znodes: number;
}

/** Keeps one connection's window of requests full: every answer is replaced in the same turn, all in one flush. */
export class LoadSession implements ConnectionEvents {
  private connection: LoadConnection | null = null;
  /** When each request under way was sent; answers come in order, so it is a ring. */
  private readonly sentAtMs: Float64Array;
  private oldest = 0;
  private running = false;
  private underWay = 0;

  constructor(
    private readonly mix: LoadMix,
    private readonly counters: LoadCounters,
    private seed: number,
    private readonly onFailure: (error: Error) => void,
  ) {
    this.sentAtMs = new Float64Array(mix.outstanding);
  }

  run(connection: LoadConnection): void {
    this.connection = connection;
    this.running = true;
    this.fill(this.mix.outstanding, performance.now());
  }

  /** Sends nothing more. */
  stop(): void {
    this.running = false;
  }

  get idle(): boolean {
    return this.underWay === 0;
  }

  onAnswers(count: number, failures: number): void {
    const nowMs = performance.now();
    for (let n = 0; n < count; n++) {
      this.counters.latency.count(nowMs - (this.sentAtMs[this.oldest] ?? nowMs));
      this.oldest = this.oldest + 1 === this.sentAtMs.length ? 0 : this.oldest + 1;
    }
    this.underWay -= count;
    this.counters.answers(count, failures, nowMs);
    if (this.running) this.fill(count, nowMs);
  }

  onLost(error: Error): void {
    this.onFailure(error);
  }

  private fill(count: number, nowMs: number): void {
    const { connection } = this;
    if (connection === null) return;
    const { outstanding, znodes, readShare } = this.mix;
    for (let n = 0; n < count; n++) {
      this.sentAtMs[(this.oldest + this.underWay) % outstanding] = nowMs;
      this.underWay++;
      const znode = Math.floor(this.random() * znodes);
      if (this.random() < readShare) connection.read(znode);
      else connection.write(znode);
    }
    connection.flush();
  }

  /** Uniform in [0, 1): xorshift, so that every target gets the same requests. */
  private random(): number {
    this.seed ^= this.seed << 13;
    this.seed ^= this.seed >>> 17;
    this.seed ^= this.seed << 5;
    return (this.seed >>> 0) / 0x1_0000_0000;
  }
}
