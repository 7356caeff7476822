import { watchStream, type WatchEvent, type WatchStream } from '@grove/client';
import { textOf } from './checker/text';
import type { Recorder } from './recorder';
import { USERS } from './users';

/** The cluster's own znode: it changes with the members, by nobody's write. Quotas lie beside it, and are writes like any other. */
const CONFIG = '/zookeeper/config';

/** Follows every change of every znode, and records it: what happened, also where nobody got an answer. */
export class Observer {
  private readonly stream: WatchStream;
  private readonly done: Promise<void>;
  lastZxid = 0;
  /** Why it had to give up; null while it follows. */
  failure: string | null = null;

  private constructor(
    endpoints: readonly string[],
    private readonly recorder: Recorder,
  ) {
    // It is told of what it may read: of everything, as everybody.
    const auth = USERS.map((credential) => ({ scheme: 'digest', credential }));
    this.stream = watchStream('/', { endpoints, recursive: true, withData: true, auth });
    this.done = this.follow();
  }

  static async start(endpoints: readonly string[], recorder: Recorder): Promise<Observer> {
    const observer = new Observer(endpoints, recorder);
    await observer.stream.live();
    return observer;
  }

  async stop(): Promise<void> {
    await this.stream.return();
    await this.done;
  }

  private async follow(): Promise<void> {
    try {
      for await (const event of this.stream) this.onEvent(event);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  private onEvent(event: WatchEvent): void {
    this.lastZxid = event.zxid;
    if (event.path === CONFIG) return;
    this.recorder.add({
      type: 'change',
      zxid: event.zxid,
      event: event.type,
      path: event.path,
      data: event.type === 'deleted' || event.dataAbsent === true ? null : textOf(event.data ?? new Uint8Array(0)),
      atMs: performance.now(),
    });
  }
}
