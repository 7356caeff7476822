import { pause } from '../cluster/until';
import type { SeededRandom } from '../simulation/random';
import { RecordedClient, type User } from './recorded-client';
import type { Recorder } from './recorder';
import { UnaryCaller } from './unary-caller';
import type { Workload } from './workload';

const SESSION_TIMEOUT_MS = 6_000;
/** Steps of one client that run beside each other. */
const LANES = 2;
/** How often a step is followed by the end of its session, tidy or not. */
const CLOSES = 0.004;
const DIES = 0.002;
const DRAIN_MS = 90_000;

export interface LoadOptions {
  readonly endpoints: readonly string[];
  readonly recorder: Recorder;
  readonly random: SeededRandom;
  readonly workloads: readonly Workload[];
  readonly clientsEach: number;
  readonly thinkMs: number;
}

/** Users of the cluster, each with a session at a time, until they are told to stop. */
export class Load {
  private stopping = false;
  private readonly users: Promise<void>[] = [];
  /** Sessions that did not get all their answers in the end. */
  readonly stuck: number[] = [];
  private readonly current = new Set<User>();

  constructor(private readonly options: LoadOptions) {
    for (const workload of options.workloads) {
      for (let n = 0; n < options.clientsEach; n++) this.users.push(this.use(workload, options.random.fork()));
    }
  }

  /** Asks nothing more, and waits until every session has its answers. */
  async stop(): Promise<void> {
    this.stopping = true;
    const late = setTimeout(() => {
      for (const client of this.current) {
        if (client.hasEnded) continue;
        this.stuck.push(client.number);
      }
      for (const client of this.current) client.abandon();
    }, DRAIN_MS);
    await Promise.all(this.users);
    clearTimeout(late);
  }

  /** Leaves at once, without a word: for a run that has failed. */
  abandon(): void {
    this.stopping = true;
    for (const client of this.current) client.abandon();
  }

  private async use(workload: Workload, random: SeededRandom): Promise<void> {
    while (!this.stopping) {
      const client = this.newUser(workload, random);
      this.current.add(client);
      await client.opened();
      let over = false;
      // Not waited for: what it asks for comes first in any case (P2).
      void workload.begin?.(client);
      const lane = async (): Promise<void> => {
        while (!this.stopping && !over && !client.hasEnded) {
          await pause(random.exponential(this.options.thinkMs));
          await workload.step(client, random);
          if (random.chance(CLOSES + DIES)) over = true;
        }
      };
      const lanes = Array.from({ length: LANES }, lane);
      // A death does not wait for answers.
      if (random.chance(DIES / (CLOSES + DIES))) {
        await Promise.race(lanes);
        if (over) client.abandon();
        await Promise.all(lanes);
      } else await Promise.all(lanes);
      await this.leave(client, over);
      this.current.delete(client);
    }
  }

  private newUser({ by }: Workload, random: SeededRandom): User {
    const { endpoints, recorder } = this.options;
    if (by === 'unary' || by === 'unarySession') {
      return new UnaryCaller(endpoints, by === 'unary' ? null : SESSION_TIMEOUT_MS, recorder, random.fork());
    }
    if (by !== 'readOnly') return new RecordedClient(endpoints, SESSION_TIMEOUT_MS, recorder);
    // Of one replica alone: where there is another, that one has a leader.
    return new RecordedClient([random.pick(endpoints)], SESSION_TIMEOUT_MS, recorder, { allowReadOnly: true });
  }

  private async leave(client: User, isOver: boolean): Promise<void> {
    if (client.hasEnded) return;
    // It shows all that its watches must have told before.
    await client.call({ type: 'sync', path: '/' });
    if (isOver || !client.hasEnded) await client.close();
  }
}
