import { WatchTable } from '@grove/tree';
import type { TreeApi } from '@grove/tree';
import type { SessionConnection } from './session-connection';

export interface EventDispatchHost {
  tree(): TreeApi;
  /** Changes were made that nobody can be told of any more. */
  historyGone(): void;
  countEvents(count: number): void;
}

/** Tells the sessions that are connected here of the changes that they watch, in the order of the history. */
export class EventDispatch {
  readonly watches = new WatchTable<SessionConnection>();
  /** The next position of the history to tell of. */
  private position: number;

  constructor(private readonly host: EventDispatchHost) {
    this.position = host.tree().history.nextPosition;
  }

  /** The state was replaced: nothing of before is told. */
  restart(): void {
    this.position = this.host.tree().history.nextPosition;
  }

  dispatch(): void {
    const { history } = this.host.tree();
    const next = history.nextPosition;
    if (this.watches.size > 0 && this.position < history.oldestPosition) {
      // One entry changed more than the whole history holds: what is gone cannot be told, so nobody may believe that he was.
      this.host.historyGone();
    }
    if (this.watches.size > 0) {
      for (let at = Math.max(this.position, history.oldestPosition); at < next; at += 1) {
        const change = history.at(at);
        let events = 0;
        this.watches.onChange(change, (connection, type, path) => {
          connection.event(type, path, change.zxid);
          events += 1;
        });
        if (events > 0) this.host.countEvents(events);
      }
    }
    this.position = next;
  }
}
