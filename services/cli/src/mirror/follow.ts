import type { Acl } from '@grove/client';
import { Interrupted } from '../context';
import { Failure } from '../failure';
import { Mirror } from './mirror';
import { Lost } from './side';
import type { OpenSide, Side } from './side';
import { Tally } from './tally';

/** Sessions in a row that were lost before the copy was in step: something is wrong that a next one will not mend. */
const LOSSES_MAX = 10;
/** Of a server that tells no changes: how often everything is compared until nothing was different. */
const ROUNDS_WITHOUT_WATCH = 5;
/** How long the last look at the source may take. */
const END_MS = 10_000;

export interface FollowOptions {
  readonly openSource: OpenSide;
  readonly openTarget: OpenSide;
  /** Every znode's list, instead of its own. */
  readonly acl: readonly Acl[] | null;
  readonly deletes: boolean;
  /** End when the copy is in step. */
  readonly once: boolean;
  readonly interrupted: Promise<void>;
  readonly note: (line: string) => void;
  readonly progress: (tally: Tally, isFollowing: boolean) => void;
  /** The copy has everything that the source had at this zxid. */
  readonly inStep: (zxid: string, tally: Tally) => void;
}

/**
 * Copies and follows until it is interrupted (`once`: until the copy is in step); answers the zxid of the source that it was in step at last. A
 * session that is lost, on either end, is replaced and everything compared again: what changed meanwhile was told to nobody.
 */
export async function follow(options: FollowOptions): Promise<{ readonly zxid: string; readonly tally: Tally }> {
  const tally = new Tally(options.deletes);
  const end = new End(options.interrupted);
  let zxid: string | null = null;
  for (let losses = 0; ;) {
    const session = new FollowSession(options, tally, end);
    try {
      zxid = await end.orInterrupted(session.catchUp());
      losses = 0;
      options.inStep(zxid, tally);
      if (!options.once) zxid = await session.followToEnd();
      return { zxid, tally };
    } catch (error) {
      if (error instanceof Interrupted || (end.isWanted && error instanceof Lost)) {
        if (zxid === null) throw new Interrupted();
        throw new Failure(`ended without a last look at the source: the copy was in step at zxid ${zxid}, what changed since is not known`);
      }
      if (!(error instanceof Lost)) throw error;
      if (++losses > LOSSES_MAX) {
        throw new Failure(
          `${error.message}, ${losses} times in a row. A znode larger than the server's limit (jute.maxbuffer) ends sessions like that`,
        );
      }
      options.note(`${error.message}; connecting again, then everything is compared once more`);
    } finally {
      await session.close();
    }
  }
}

/** The wish to end. */
class End {
  isWanted = false;
  private readonly interrupted: Promise<never>;
  /** Called once at the wish. */
  onWanted: () => void = () => undefined;

  constructor(interrupted: Promise<void>) {
    this.interrupted = interrupted.then(() => {
      this.isWanted = true;
      this.onWanted();
      throw new Interrupted();
    });
    this.interrupted.catch(() => undefined);
  }

  orInterrupted<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.interrupted]);
  }
}

/** One session on each end. */
class FollowSession {
  private source: Side | null = null;
  private target: Side | null = null;
  private mirror: Mirror | null = null;
  private changed = new Set<string>();
  private lost: Lost | null = null;
  private wake: () => void = () => undefined;
  private isFollowing = false;
  private isClosed = false;

  constructor(
    private readonly options: FollowOptions,
    private readonly tally: Tally,
    private readonly end: End,
  ) {}

  /** Answers the zxid of the source that the copy has reached. */
  async catchUp(): Promise<string> {
    const { options, tally } = this;
    const onLost = (lost: Lost): void => {
      this.lost ??= lost;
      this.wake();
    };
    const source = (this.source = await this.open(options.openSource));
    const target = (this.target = await this.open(options.openTarget));
    const onChange = (path: string): void => {
      this.changed.add(path);
      this.wake();
    };
    // The watch comes first: no change falls between the walk and it.
    const canFollow = await source.watch(onChange, onLost);
    if (!canFollow && !options.once) {
      throw new Failure(`following needs ZooKeeper 3.6 or newer, and this server has no watches on whole trees; --once copies without it`);
    }
    await source.sync();
    const mirror = (this.mirror = new Mirror({
      source,
      target,
      acl: options.acl,
      tally,
      advance: () => options.progress(tally, this.isFollowing),
    }));
    await mirror.compareAll();
    if (!canFollow) await this.compareUntilEqual(mirror);
    return this.catchUpChanges(source);
  }

  /** Until the wish to end; answers the zxid that the copy has reached then. */
  async followToEnd(): Promise<string> {
    this.isFollowing = true;
    for (;;) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        this.end.onWanted = resolve;
        if (this.lost !== null || this.end.isWanted || this.changed.size > 0) resolve();
      });
      if (this.lost !== null) throw this.lost;
      if (this.end.isWanted) break;
      await this.takeChanges();
      this.options.progress(this.tally, true);
    }
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Lost('no answer')), END_MS).unref());
    late.catch(() => undefined);
    return Promise.race([this.source === null ? late : this.catchUpChanges(this.source), late]);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([this.source?.close(), this.target?.close()]);
  }

  private async open(openSide: OpenSide): Promise<Side> {
    const side = await openSide();
    // The command was ended meanwhile.
    if (this.isClosed) {
      await side.close();
      throw new Lost('closed');
    }
    return side;
  }

  /** What the watch told before the answer to `sync`, nothing behind it. */
  private async catchUpChanges(source: Side): Promise<string> {
    const zxid = await source.sync();
    await this.takeChanges();
    return zxid;
  }

  private async takeChanges(): Promise<void> {
    const { changed } = this;
    this.changed = new Set();
    if (changed.size > 0) await this.mirror?.compare(changed);
  }

  private async compareUntilEqual(mirror: Mirror): Promise<void> {
    const { tally } = this;
    for (let round = 1; round <= ROUNDS_WITHOUT_WATCH; round++) {
      const before = tally.written + tally.deleted;
      await mirror.compareAll();
      if (tally.written + tally.deleted === before) return;
    }
    this.options.note('the source changes faster than it can be compared, and tells no changes: the copy is behind it');
  }
}
