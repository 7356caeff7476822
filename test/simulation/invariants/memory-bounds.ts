import type { EngineApi, EngineOptions } from '@grove/engine';
import type { DurableLog } from '../durable-log';
import type { Report } from '../violation';

/** What an engine holds for others; looked at from outside, because what it says of itself is what is doubted. */
interface Holdings {
  readonly live: {
    readonly forwarder: { readonly pendingBytes: number; readonly pendingCount: number };
    readonly proposer: { readonly waitingBytes: number };
    readonly unary: { readonly pending: ReadonlyMap<number, unknown> };
    readonly barrier: {
      readonly asking: readonly unknown[];
      readonly waiting: readonly unknown[];
      readonly inFlight: ReadonlyMap<number, unknown>;
    };
    tree(): {
      readonly state: { readonly history: { readonly heldBytes: number }; readonly requestIds: { readonly count: number } };
      forEachSession(visit: (session: { readonly id: number; readonly storedAnswerCount: number }) => void): void;
    };
  } | null;
}

/** One group or block may pass a bound that is looked at before it is taken in. */
const ONE_MORE_BYTES = 512 * 1024;
/** A look-up of the bound before a turn's frames: what one turn of one client may add. */
const HISTORY_SEGMENT_BYTES = 64 * 1024;
const REQUEST_IDS_MAX = 100_000;

/** Queues, backlogs, stored answers and logs stay within their configured bounds, and are empty when nobody waits for anything. */
export class MemoryBounds {
  constructor(
    private readonly report: Report,
    private readonly options: EngineOptions,
  ) {}

  /** Looked at after each turn that changed something. */
  onTurn(replica: number, engine: EngineApi): void {
    const live = holdingsOf(engine);
    if (live === null) return;
    const { options } = this;
    const held: readonly (readonly [string, number, number])[] = [
      ['bytes of forwards', live.forwarder.pendingBytes, options.maxPendingBytes + ONE_MORE_BYTES],
      ['bytes that wait for a block', live.proposer.waitingBytes, options.maxWaitingBytes + ONE_MORE_BYTES],
      ['bytes of history', live.tree().state.history.heldBytes, options.historyMaxBytes + HISTORY_SEGMENT_BYTES],
      ['request ids', live.tree().state.requestIds.count, REQUEST_IDS_MAX],
    ];
    for (const [what, found, bound] of held) {
      if (found > bound) this.report('bounded memory', `replica ${replica} holds ${found} ${what}, more than ${bound}`);
    }
  }

  /** A client that does not read: cut off at its bound. What a resume tells is bounded by the history. */
  onBacklog(replica: number, backlogBytes: number, frameBytes: number): void {
    const bound = this.options.maxClientBacklogBytes + frameBytes + 4 * this.options.historyMaxBytes;
    if (backlogBytes > bound) {
      this.report('bounded memory', `replica ${replica} has ${backlogBytes} bytes on their way to one client, more than ${bound}`);
    }
  }

  /** When all has been answered nothing is left behind. `openSessions`: those whose users still acknowledge. */
  onQuiet(replica: number, engine: EngineApi, log: DurableLog | undefined): void {
    const live = holdingsOf(engine);
    if (live === null) return;
    const { barrier } = live;
    const left: readonly (readonly [string, number])[] = [
      ['forwarded entries', live.forwarder.pendingCount],
      ['unary calls', live.unary.pending.size],
      ['reads that wait', barrier.asking.length + barrier.waiting.length + barrier.inFlight.size],
    ];
    for (const [what, found] of left) {
      if (found > 0) this.report('bounded memory', `replica ${replica} still holds ${found} ${what} though all was answered`);
    }
    const kept = this.options.logKeepEntries + 3 * this.options.snapshotEveryEntries + 500;
    const entries = log === undefined || log.blocks[0] === undefined ? 0 : log.lastIndex - log.blocks[0].firstIndex;
    if (entries > kept) this.report('bounded memory', `replica ${replica} keeps ${entries} entries of log, more than ${kept}`);
  }
}

function holdingsOf(engine: EngineApi): Holdings['live'] {
  // Another shape than this one would make the invariant look at nothing: it must fail then.
  const { live } = engine as unknown as Holdings;
  if (live === undefined) throw new Error('the engine is made differently: the bounds cannot be looked at');
  return live;
}
