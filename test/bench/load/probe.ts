import type { LoadConnection, ZnodeSet } from './connection';
import type { JobReport, ProbedWrite, ProbeJob, Word } from './job';
import { nowOfMachineMs } from './machine-clock';
import { connectTo } from './protocols';

const TICK_MS = 2;
const RECONNECT_MS = 10;
const FLOWS_MS_MAX = 60_000;
/** Beyond this nothing more is sent on a connection until something is answered. */
const UNDER_WAY_MAX = 20_000;

/**
 * Writes at an even rate through every endpoint, an open loop: what servers do does not change what they are asked. A
 * connection that is lost is made again at once, as its client would.
 */
export async function probe(job: ProbeJob, report: (news: JobReport) => void, heard: (word: Word) => Promise<void>): Promise<JobReport> {
  const accepted = new Accepted(report);
  const probes = job.endpoints.map((endpoint) => new EndpointProbe({ ...job, endpoints: [endpoint] }, accepted));
  for (const one of probes) await one.connect();
  const beganMs = nowOfMachineMs();
  const perMs = job.writesPerSecond / probes.length / 1000;
  const timer = setInterval(() => {
    const elapsedMs = nowOfMachineMs() - beganMs;
    // In turn, not all endpoints at the same moment.
    probes.forEach((one, n) => one.sendUpTo(Math.floor(elapsedMs * perMs + n / probes.length)));
  }, TICK_MS);
  // First calls are slow (a connection, code that is not compiled yet): what comes before is no measure of anything.
  while (!probes.every((one) => one.flows)) {
    if (nowOfMachineMs() - beganMs > FLOWS_MS_MAX) throw new Error('no write was accepted before the fault');
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  report({ type: 'probing' });
  await heard('next');
  accepted.faultMs = nowOfMachineMs();
  await heard('stop');
  clearInterval(timer);
  for (const one of probes) one.end();
  return { type: 'probed', accepted: accepted.writes };
}

class Accepted {
  readonly writes: ProbedWrite[] = [];
  /** What was sent before tells nothing of who leads now. */
  faultMs = Infinity;
  private recovered = false;

  constructor(private readonly report: (news: JobReport) => void) {}

  add(sentMs: number, answeredMs: number): void {
    this.writes.push({ sentMs, answeredMs });
    if (this.recovered || sentMs <= this.faultMs) return;
    this.recovered = true;
    this.report({ type: 'recovered' });
  }
}

class EndpointProbe {
  private connection: LoadConnection | null = null;
  /** When the writes under way were sent, of this connection. */
  private sentMs: number[] = [];
  private ended = false;
  private sent = 0;
  /** One of its writes was accepted. */
  flows = false;
  private readonly unary: boolean;
  private readonly znodes: ZnodeSet;

  constructor(
    private readonly job: ProbeJob,
    private readonly accepted: Accepted,
  ) {
    this.znodes = { paths: ['/probe/n0000'], data: Buffer.alloc(job.dataBytes, 'z') };
    this.unary = job.protocol === 'etcd' || job.protocol === 'grove-unary';
  }

  /** Resolves when it stands; goes on trying. */
  async connect(): Promise<void> {
    while (!this.ended) {
      try {
        this.connection = await this.open();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  /** So many writes since the beginning are due. */
  sendUpTo(due: number): void {
    for (; this.sent < due; this.sent++) {
      if (this.unary) this.call();
      else if (this.connection !== null && this.sentMs.length < UNDER_WAY_MAX) {
        this.connection.write(0);
        this.sentMs.push(nowOfMachineMs());
      }
    }
    if (!this.unary) this.connection?.flush();
  }

  end(): void {
    this.ended = true;
    this.connection?.drop();
    this.connection = null;
  }

  private accept(sentMs: number, answeredMs: number): void {
    this.flows = true;
    this.accepted.add(sentMs, answeredMs);
  }

  private open(): Promise<LoadConnection> {
    return new Promise((resolve, reject) => {
      const sentMs: number[] = [];
      let started = false;
      let lost = false;
      const events = {
        onAnswers: (count: number, failures: number): void => {
          const answeredMs = nowOfMachineMs();
          const answered = sentMs.splice(0, count);
          // Which of a piece of input has failed is not told: none of them counts.
          if (failures === 0) for (const sent of answered) this.accept(sent, answeredMs);
        },
        onLost: (error: Error): void => {
          if (lost) return;
          lost = true;
          reject(error);
          if (!started) return;
          this.connection?.drop();
          this.connection = null;
          void this.connect();
        },
      };
      connectTo(this.job, 0, this.znodes, events).then((connection) => {
        if (lost || this.ended) {
          connection.drop();
          return;
        }
        started = true;
        this.sentMs = sentMs;
        resolve(connection);
      }, reject);
    });
  }

  /** A call has a lane of its own; one that fails or hangs keeps nobody else. */
  private call(): void {
    const sentMs = nowOfMachineMs();
    const events = {
      onAnswers: (_count: number, failures: number): void => {
        if (failures === 0) this.accept(sentMs, nowOfMachineMs());
      },
      onLost: (): void => undefined,
    };
    void connectTo(this.job, 0, this.znodes, events).then((lane) => {
      lane.write(0);
      lane.flush();
    });
  }
}
