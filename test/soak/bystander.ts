import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What `bystander-process.ts` answers to any message. */
export interface BystanderReport {
  /** The slowest write since the last report, one still under way included, in ms. */
  readonly slowestMs: number;
  readonly writes: number;
}

/**
 * A small session that writes a little all the time, and remembers how long its slowest write took. In a process of its own: what it
 * sees is the cluster's slowness, not that of the crowd's event loop.
 */
export class Bystander {
  private readonly ended: Promise<never>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'exit').then(() => {
      throw new Error('the small session has ended: its reason stands above');
    });
    // Whoever waits for a report hears it; nobody does at the orderly end.
    this.ended.catch(() => undefined);
  }

  static async start(endpoint: string, path: string): Promise<Bystander> {
    const bystander = new Bystander(fork(join(__dirname, 'bystander-process.js'), [endpoint, path]));
    await bystander.report();
    return bystander;
  }

  /** The slowest write since the last call, in ms. */
  async take(): Promise<number> {
    this.child.send('take');
    return (await this.report()).slowestMs;
  }

  /** Ends the process; its session expires by itself. */
  stop(): void {
    this.child.kill();
  }

  private async report(): Promise<BystanderReport> {
    const [report] = (await Promise.race([once(this.child, 'message'), this.ended])) as [BystanderReport];
    return report;
  }
}
