import type { ConnectionEvents, LoadConnection } from './connection';
import type { JobReport, WatchersJob } from './job';
import { connectTo } from './protocols';

/** Sessions that are being opened at a time. */
const OPENING = 50;
const PING_EVERY_MS = 8_000;
const WATCHES_PER_FRAME = 200;
/** The znode that all sessions watch. */
const WATCHED = '/fan-out/n0000';

/**
 * Sessions that do nothing but watch, as most do in a real cluster. After each step it reports and waits for the bench,
 * which looks at the servers' memory meanwhile.
 */
export async function watchers(job: WatchersJob, report: (news: JobReport) => void, next: () => Promise<void>): Promise<JobReport> {
  const crowd = new Crowd(job);
  const pings = setInterval(() => crowd.ping(), PING_EVERY_MS);
  await crowd.open();
  report({ type: 'step', name: 'sessions', values: [] });
  await next();
  for (let change = 0; change < job.changes; change++) {
    await crowd.watchAll(() => [WATCHED]);
    report({ type: 'step', name: 'fan-out', values: await crowd.change() });
    await next();
  }
  const each = Math.ceil(job.watches / job.sessions);
  await crowd.watchAll((session) => Array.from({ length: each }, (_, n) => `/watched/${session}-${n}`));
  report({ type: 'step', name: 'watches', values: [] });
  await next();
  clearInterval(pings);
  crowd.drop();
  return { type: 'done' };
}

class Crowd {
  private readonly connections: LoadConnection[] = [];
  private writer: LoadConnection | null = null;
  private readonly writerAnswered: (() => void)[] = [];
  private answersLeft = 0;
  private eventsLeft = 0;
  private firstEventMs = 0;
  private settled: () => void = () => undefined;
  private failed: (error: Error) => void = () => undefined;

  constructor(private readonly job: WatchersJob) {}

  async open(): Promise<void> {
    const { sessions } = this.job;
    const znodes = { paths: [WATCHED], data: Buffer.from('changed') };
    this.writer = await connectTo(this.job, 0, znodes, {
      onAnswers: (count) => {
        for (const answered of this.writerAnswered.splice(0, count)) answered();
      },
      onLost: (error) => this.failed(error),
    });
    const events: ConnectionEvents = {
      onAnswers: (count, failures) => {
        if (failures > 0) this.failed(new Error('a watch was refused'));
        this.answersLeft -= count;
        if (this.answersLeft === 0) this.settled();
      },
      onWatchEvents: (count) => {
        if (this.firstEventMs === 0) this.firstEventMs = performance.now();
        this.eventsLeft -= count;
        if (this.eventsLeft === 0) this.settled();
      },
      onLost: (error) => this.failed(error),
    };
    let opened = 0;
    const openSome = async (): Promise<void> => {
      while (opened < sessions) {
        const n = opened++;
        this.connections[n] = await connectTo(this.job, n, { paths: [], data: Buffer.alloc(0) }, events);
      }
    };
    await Promise.all(Array.from({ length: OPENING }, openSome));
  }

  /** Resolves when every server has answered that the watches stand. */
  async watchAll(pathsOf: (session: number) => readonly string[]): Promise<void> {
    for (let at = 0; at < this.connections.length; at += WATCHES_PER_FRAME) {
      await this.settling(() => {
        const some = this.connections.slice(at, at + WATCHES_PER_FRAME);
        const paths = some.map((_, n) => pathsOf(at + n));
        this.answersLeft = paths.reduce((sum, list) => sum + list.length, 0);
        some.forEach((connection, n) => {
          for (const path of paths[n] ?? []) connection.watch?.(path);
          connection.flush();
        });
      });
    }
  }

  /** One change; answers the number of events, and milliseconds from the write to the first and to the last of them. */
  async change(): Promise<number[]> {
    const sentMs = performance.now();
    await this.settling(() => {
      this.eventsLeft = this.connections.length;
      this.firstEventMs = 0;
      this.writer?.write(0);
      this.writer?.flush();
    });
    return [this.connections.length, this.firstEventMs - sentMs, performance.now() - sentMs];
  }

  ping(): void {
    for (const connection of [...this.connections, this.writer]) {
      // While they open, some are not there yet.
      connection?.ping?.();
      connection?.flush();
    }
  }

  drop(): void {
    for (const connection of [...this.connections, this.writer]) connection?.drop();
  }

  private settling(act: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.settled = resolve;
      this.failed = reject;
      act();
    });
  }
}
