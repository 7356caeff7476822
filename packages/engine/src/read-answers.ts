import type { ReadOutcome } from '@grove/tree';
import { ErrorCode, OperationField } from '@grove/wire';
import type { SessionResponseBuilder } from '@grove/wire';
import { emptyAnswer } from './empty-answer';
import { readWork } from './read-turn';
import type { SessionConnection } from './session-connection';
import type { SessionHost } from './session-host';
import { changeWatches, isWatchOperation, setWatches } from './watch-operations';
import type { Watching } from './watch-operations';
import { Replay } from './watch-rearm';
import type { Emit } from './watch-rearm';

/** A frame is sent once it is this long, so that a turn with large answers makes several frames. */
export const FRAME_BYTES_MAX = 512 * 1024;

const EMPTY = new Uint8Array(0);

/** Filled by each read and used up before the next one, of whichever session. */
const outcome: ReadOutcome = { code: 0, answer: EMPTY, rows: 0, watch: null };

/** What one session's reads answer, and which watches they set; when each has its turn is decided elsewhere. */
export class ReadAnswers {
  /** The setWatches at the head of the queue, where it takes several turns. */
  private setting: Generator<undefined, number> | null = null;
  private holdsApply = false;

  constructor(
    private readonly host: SessionHost,
    private readonly watcher: SessionConnection,
    private readonly builder: SessionResponseBuilder,
  ) {}

  /** Does a read at the state as it is; what it cost, in units of a turn's work. */
  read(id: number, field: number, frame: Uint8Array, start: number, end: number): number {
    const { host, watcher } = this;
    let work = 1;
    if (field === OperationField.sync || isWatchOperation(field)) {
      this.answerWatches(id, field, field === OperationField.sync ? 0 : changeWatches(field, frame.subarray(start, end), this.watching()));
    } else {
      host.tree().read(frame, start, end, outcome, watcher.reader);
      work = readWork(outcome.rows, outcome.answer.length);
      const watch = outcome.watch;
      if (watch === null || (outcome.code !== 0 && (watch.kind !== 'exists' || outcome.code !== ErrorCode.NONODE))) {
        this.builder.answer(id, outcome.answer);
      } else if (host.watches.countOf(watcher) >= host.limits.maxWatchesPerSession && !host.watches.has(watch.kind, watch.path, watcher)) {
        this.refuseWatch(id);
      } else {
        this.builder.answer(id, outcome.answer);
        // ZooKeeper files an exists watch on a znode that is there as a data watch: they fire alike.
        host.watches.add(watch.kind, watch.path, watcher);
      }
    }
    host.readTurn.spend(work);
    host.markDirty(watcher);
    return work;
  }

  get isSettingWatches(): boolean {
    return this.setting !== null;
  }

  /**
   * Sets watches again and tells what was missed, as much as the turn has room for; false where more is to come. Until it is done nothing
   * is applied here, so that it is of one state, and what is told live comes behind it.
   */
  setWatches(id: number, operation: Uint8Array): boolean {
    const { host, watcher } = this;
    const setting = this.setting ?? this.begin(operation);
    const step = setting.next();
    if (watcher.isEnded) return false;
    host.markDirty(watcher);
    if (step.done !== true) {
      this.hold(setting);
      host.readTurn.wait(watcher);
      return false;
    }
    this.setting = null;
    this.release(setting);
    this.answerWatches(id, OperationField.setWatches, step.value);
    return true;
  }

  /** It will be done in a later turn, and of the state as it is now. */
  setWatchesLater(operation: Uint8Array): void {
    this.hold(this.begin(operation));
  }

  /** The connection is over. */
  giveUp(): void {
    if (this.setting !== null) this.release(this.setting);
    this.setting = null;
  }

  private begin(operation: Uint8Array): Generator<undefined, number> {
    const setting = setWatches(operation, this.watching(), this.replay(), this.host.readTurn);
    this.setting = setting;
    return setting;
  }

  private hold(setting: object): void {
    if (this.holdsApply) return;
    this.holdsApply = true;
    this.host.holdApply(setting);
  }

  private release(setting: object): void {
    if (!this.holdsApply) return;
    this.holdsApply = false;
    this.host.releaseApply(setting);
  }

  private watching(): Watching<SessionConnection> {
    const { watches, limits } = this.host;
    const { watcher } = this;
    return { tree: this.host.tree(), watches, watcher, reader: watcher.reader, maxWatches: limits.maxWatchesPerSession };
  }

  /** Its frames are not held to the bound of the backlog: a client with much to hear would never come through. */
  private replay(): Emit {
    return new Replay(this.host.limits.maxClientBacklogBytes, (type, path, zxid, details) => {
      if (this.watcher.isEnded) return;
      this.builder.event(type, path, zxid, details);
      if (this.builder.byteLength >= FRAME_BYTES_MAX) this.watcher.sendGathered();
    }).emit;
  }

  private answerWatches(id: number, field: number, code: number): void {
    const { appliedZxid } = this.host.tree();
    if (code === 0) this.builder.answer(id, emptyAnswer(appliedZxid, field));
    else if (code === ErrorCode.THROTTLEDOP) this.refuseWatch(id);
    else this.builder.failure(id, appliedZxid, code, '', 0);
  }

  private refuseWatch(id: number): void {
    const { limits, admission } = this.host;
    const message = `a session has at most ${limits.maxWatchesPerSession} watches`;
    this.builder.failure(id, this.host.tree().appliedZxid, ErrorCode.THROTTLEDOP, message, admission.retryAfterMs());
  }
}
