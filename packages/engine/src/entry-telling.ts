import type { Origin, Outcome } from '@grove/tree';
import type { ApplyLoop } from './apply-loop';
import type { EventDispatch } from './event-dispatch';
import type { OutgoingFrames } from './outgoing-frames';

export interface EntryTellingHost {
  readonly events: EventDispatch;
  readonly frames: OutgoingFrames;
  apply(): ApplyLoop;
  /** All events of the entry are out: its answer, and what became of sessions. */
  afterEvents(zxid: number, origin: Origin, outcome: Outcome): void;
  /** Requests that waited for events have their turn. */
  drainAll(): void;
  wantFlush(): void;
  /** At the end of the next turn. */
  defer(goOn: () => void): void;
}

/**
 * What clients hear of an applied entry: its events, then its answer (P6). Where that is too much for one turn the apply loop is held, in the
 * middle of the block: while the entry's events are told in several turns, and while more clients wait for frames than a turn can serve.
 * So nothing that is to be told gathers without a bound.
 */
export class EntryTelling {
  /** The entry that was applied last, while its events are told in several turns. */
  private held: { readonly zxid: number; readonly origin: Origin; readonly outcome: Outcome } | null = null;
  private isTelling = false;

  constructor(private readonly host: EntryTellingHost) {}

  /** The state was replaced: nothing of before is told. */
  restart(): void {
    this.held = null;
    this.isTelling = false;
    this.host.events.restart();
  }

  onEntry(zxid: number, origin: Origin, outcome: Outcome): void {
    const { host } = this;
    if (!host.events.dispatch()) {
      // The outcome is reused, and reads of callers without a session go on.
      this.held = { zxid, origin: { ...origin }, outcome: { ...outcome, answer: outcome.answer.slice() } };
      this.hold();
      return;
    }
    host.afterEvents(zxid, origin, outcome);
    if (host.frames.isBehind) host.apply().hold(host.frames);
  }

  /** A block that is a change of its own: there is nobody to answer. */
  onOwnChange(): void {
    if (!this.host.events.dispatch()) this.hold();
  }

  private hold(): void {
    this.host.apply().hold(this);
    this.isTelling = true;
    this.tellLater();
  }

  /** Some frames have left. */
  framesLeft(): void {
    const { frames } = this.host;
    if (!frames.isBehind) this.host.apply().release(frames);
  }

  private tellLater(): void {
    const { host } = this;
    host.wantFlush();
    host.defer(() => {
      if (!this.isTelling) return;
      if (host.frames.isBehind || !host.events.dispatch()) {
        this.tellLater();
        return;
      }
      const { held } = this;
      this.held = null;
      this.isTelling = false;
      if (held !== null) host.afterEvents(held.zxid, held.origin, held.outcome);
      host.drainAll();
      host.wantFlush();
      host.apply().release(this);
    });
  }
}
