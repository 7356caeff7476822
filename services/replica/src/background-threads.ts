import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** Linux: a folder for each thread of this process, with its name in `comm`. */
const TASKS = '/proc/self/task';

/** How RocksDB calls the threads that flush and compact. It starts them with their first work, one from within the other at times. */
const BACKGROUND = 'rocksdb:';

/** A third of an equal share where all cores are busy: what flushes has time, but must keep up in the end. */
const NICE = 5;

/** Those that compact. Theirs is most of the work, and nobody waits for it for long: a tenth. */
const COMPACTION = 'rocksdb:low';
const COMPACTION_NICE = 10;

const LOOK_INTERVAL_MS = 1_000;

/**
 * RocksDB's threads give way to the event loop, which waited for them otherwise: up to 40 ms while a log is flushed or compacted on a
 * machine whose cores are all busy (DESIGN.md, "Who waits for whom"). Only of effect on Linux; elsewhere they stay as they are.
 */
export class BackgroundThreads {
  private known = new Set<string>();

  /** Looks now and every second for threads that are new. */
  watch(): void {
    this.look();
    setInterval(() => this.look(), LOOK_INTERVAL_MS).unref();
  }

  look(): void {
    const there = new Set<string>();
    for (const task of this.tasks()) {
      there.add(task);
      if (!this.known.has(task)) giveWay(task);
    }
    this.known = there;
  }

  private tasks(): readonly string[] {
    try {
      return readdirSync(TASKS);
    } catch {
      // No Linux.
      return [];
    }
  }
}

function giveWay(task: string): void {
  try {
    const name = readFileSync(`${TASKS}/${task}/comm`, 'utf8');
    if (!name.startsWith(BACKGROUND)) return;
    const nice = name.startsWith(COMPACTION) ? COMPACTION_NICE : NICE;
    if (getPriority(Number(task)) < nice) setPriority(Number(task), nice);
  } catch {
    // The thread has ended meanwhile, or the system does not let us: it stays as it is.
  }
}
