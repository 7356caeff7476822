import { ErrorCode, WatchEventTypeNumber, decodeWatchResponse } from '@grove/wire';
import type { WatchEventType } from '@grove/wire';
import { Phase, type EventQueue } from './event-queue';
import { valuesOf, type History, type WatcherRecord } from './history';
import type { SeededRandom } from './random';
import type { ReplicaProcess, SimulatedReplica } from './simulated-replica';
import type { Trace } from './trace';
import type { Report } from './violation';

/** A stream that says nothing for so long, not even a bookmark, is left for another replica. */
const SILENCE_MS_MAX = 3_000;
const CHECK_EVERY_MS = 500;

export interface WatcherPlan {
  readonly path: string;
  readonly recursive: boolean;
  readonly withData: boolean;
  readonly withPreviousData: boolean;
  /** Empty for all. */
  readonly types: readonly WatchEventType[];
  readonly delayMsMax: number;
  /** Mean time until it leaves its stream for another replica by itself. */
  readonly stayMs: number;
}

/** A reader of the Watch RPC that goes from replica to replica by its cursor. */
export class StreamWatcher {
  readonly name: string;
  private readonly record: WatcherRecord;
  private cursor: Uint8Array = new Uint8Array(0);
  private seenZxid = 0;
  /** Counts streams; what an old one still tells does not count. */
  private stream = 0;
  private isOpen = false;
  private cancel: (() => void) | null = null;
  private lastHeardMs = 0;
  private bytesOnTheWay = 0;

  constructor(
    number: number,
    private readonly queue: EventQueue,
    private readonly random: SeededRandom,
    private readonly plan: WatcherPlan,
    private readonly history: History,
    private readonly replicas: readonly SimulatedReplica[],
    private readonly onAnswer: (replica: SimulatedReplica, process: ReplicaProcess, zxid: number) => void,
    private readonly report: Report,
    private readonly trace: Trace,
  ) {
    this.name = `w${number}`;
    const { path, recursive, withData, withPreviousData, types } = plan;
    const identities = [`ip:10.0.2.${number}`];
    this.record = { name: this.name, path, recursive, withData, withPreviousData, types, identities, runs: [] };
    history.watchers.push(this.record);
  }

  /** Everything up to here was told. */
  get toldZxid(): number {
    return this.isOpen ? this.seenZxid : 0;
  }

  start(): void {
    this.dial();
    this.check();
    this.leaveLater();
  }

  private leaveLater(): void {
    this.queue.after(this.random.exponential(this.plan.stayMs), null, Phase.io, () => {
      this.leave();
      this.leaveLater();
    });
  }

  private check(): void {
    this.queue.after(CHECK_EVERY_MS, null, Phase.timer, () => {
      this.check();
      if (this.queue.nowMs - this.lastHeardMs > SILENCE_MS_MAX) this.leave();
    });
  }

  private leave(): void {
    this.cancel?.();
    this.dial();
  }

  private dial(): void {
    const { queue, plan } = this;
    const number = ++this.stream;
    this.isOpen = false;
    this.cancel = null;
    this.lastHeardMs = queue.nowMs;
    const replica = this.random.pick(this.replicas);
    const { process } = replica;
    if (process === null) return;
    let lastMs = 0;
    const toClient = (action: () => void): void => {
      lastMs = Math.max(lastMs, queue.nowMs + this.delayMs());
      queue.at(lastMs, null, Phase.io, () => {
        if (this.stream === number) action();
      });
    };
    this.bytesOnTheWay = 0;
    const { cursor } = this;
    if (cursor.length > 0) this.history.streamsResumed++;
    queue.after(this.delayMs(), process, Phase.io, () => {
      const call = process.engine?.openWatch(
        {
          path: plan.path,
          recursive: plan.recursive,
          startCursor: cursor,
          types: plan.types.map((type) => WatchEventTypeNumber[type]),
          minZxid: this.seenZxid,
          withData: plan.withData,
          withPreviousData: plan.withPreviousData,
          caller: { identities: this.record.identities },
        },
        {
          send: (response) => {
            process.effect();
            this.bytesOnTheWay += response.length;
            const told = decodeWatchResponse(response);
            if (told !== null) this.onAnswer(replica, process, Math.max(told.zxid, ...told.events.map(({ zxid }) => zxid)));
            toClient(() => {
              this.bytesOnTheWay -= response.length;
              this.onResponse(response, cursor.length === 0);
            });
          },
          backlogBytes: () => this.bytesOnTheWay,
          end: (code, message) => {
            process.effect();
            toClient(() => this.onEnd(code, message));
          },
        },
      );
      this.cancel = (): void => void queue.after(this.delayMs(), process, Phase.io, () => call?.cancel());
    });
  }

  private onResponse(bytes: Uint8Array, isStart: boolean): void {
    this.lastHeardMs = this.queue.nowMs;
    const response = decodeWatchResponse(bytes);
    if (response === null) {
      this.report('watch streams', `${this.name} got a response that cannot be read`);
      return;
    }
    if (!this.isOpen && isStart) this.record.runs.push({ startZxid: response.zxid, events: [], endZxid: response.zxid });
    this.isOpen = true;
    const run = this.record.runs[this.record.runs.length - 1];
    for (const event of response.events) {
      const { type, path, zxid } = event;
      this.history.streamEvents++;
      run?.events.push({ eventType: type, path, zxid, ...valuesOf(event) });
    }
    if (response.zxid < this.seenZxid - 1) {
      this.report('watch streams', `${this.name} was told zxid ${response.zxid} after ${this.seenZxid}`);
    }
    this.seenZxid = Math.max(this.seenZxid, response.zxid);
    if (run !== undefined) run.endZxid = this.seenZxid;
    this.cursor = response.cursor;
  }

  private onEnd(code: number, message: string): void {
    if (this.trace.enabled) this.trace.add(this.name, `the stream ends: ${code} ${message}`);
    if (code === ErrorCode.BADARGUMENTS || code === ErrorCode.MARSHALLINGERROR || code === ErrorCode.SESSIONEXPIRED) {
      this.report('watch streams', `${this.name}: its stream ended with ${code}: ${message}`);
    }
    if (code === ErrorCode.COMPACTED) {
      this.history.watchesLost++;
      this.cursor = new Uint8Array(0);
    }
    const number = this.stream;
    this.isOpen = false;
    this.queue.after(this.random.between(10, 100), null, Phase.io, () => {
      if (this.stream === number) this.dial();
    });
  }

  private delayMs(): number {
    return this.random.between(0.05, this.plan.delayMsMax);
  }
}
