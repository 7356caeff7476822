import { Comparator } from './comparator';
import { RawSession, type Item } from './raw-session';
import type { Operation, Step, WatchLists } from './operation';

const SESSION_TIMEOUT_MS = 30_000;
const STEPS_KEPT = 12;

/** A real ZooKeeper, and where the subject listens; sessions go round its endpoints. */
export interface Sides {
  readonly reference: string;
  readonly subject: readonly string[];
}

export interface Divergence {
  readonly step: number;
  readonly differences: readonly string[];
  /** The steps before it, the one that diverged last. */
  readonly story: readonly string[];
}

/** Sessions at both sides that take the same steps, one at a time; what both say is compared after each. */
export class LockStep {
  private readonly comparator = new Comparator();
  private readonly sides: readonly [Side, Side];
  private readonly opened: number[];
  private readonly story: string[] = [];
  private taken = 0;

  /** @param fenced whether every session is asked after each step for what came to it; else that waits for a step that listens. */
  constructor({ reference, subject }: Sides, sessions: number, fenced = true) {
    this.sides = [new Side([reference], sessions, fenced), new Side(subject, sessions, fenced)];
    this.opened = Array.from({ length: sessions }, () => 0);
  }

  /** Connects all sessions. */
  async open(): Promise<void> {
    for (const side of this.sides) for (const session of side.sessions) await session.connect();
    for (const at of this.opened.keys()) this.nameSession(at);
  }

  /** What the reference said to the session that took it; or where both differ. */
  async take(step: Step): Promise<readonly Item[] | Divergence> {
    this.story.push(`${this.taken}: session ${step.session} ${JSON.stringify(step.does)}`);
    if (this.story.length > STEPS_KEPT) this.story.shift();
    const [left, right] = await Promise.all([this.sides[0].take(step), this.sides[1].take(step)]);
    if (step.does.op === 'open') this.nameSession(step.session);
    const requests = requestsOf(step.does);
    const closes = step.does.op === 'closeSession';
    const differences = left.flatMap((items, at) =>
      this.comparator
        .compare({ requests: at === 0 ? requests : [], closes }, items, right[at] ?? [])
        .map((line) => `${at === 0 ? 'itself' : `then session ${at - 1}`}: ${line}`),
    );
    this.taken += 1;
    return differences.length > 0 ? { step: this.taken - 1, differences, story: this.story } : (left[0] ?? []);
  }

  /** Closes the sessions: what they leave behind would go in the middle of what comes next. */
  async close(): Promise<void> {
    await Promise.all(this.sides.map((side) => side.close()));
  }

  private nameSession(at: number): void {
    const name = `session ${at}, its ${(this.opened[at] = (this.opened[at] ?? 0) + 1)}.`;
    const [reference, subject] = this.sides.map(({ sessions }) => sessions[at]?.sessionId ?? 0n);
    this.comparator.sessionIs(name, reference ?? 0n, subject ?? 0n);
  }
}

/** One side: its sessions, each with its own connection. */
class Side {
  readonly sessions: RawSession[];

  constructor(
    private readonly endpoints: readonly string[],
    sessions: number,
    private readonly fenced: boolean,
  ) {
    this.sessions = Array.from({ length: sessions }, (_, at) => this.fresh(at, SESSION_TIMEOUT_MS));
  }

  /** Does one step, then asks every session for what came to it besides. First what was said to the one that did it. */
  async take(step: Step): Promise<Item[][]> {
    const own = await this.own(step);
    if (!this.fenced) return [own];
    const rest = this.sessions.map(async (session) => (session.isOpen ? session.request({ op: 'sync', path: '/' }) : []));
    return [own, ...(await Promise.all(rest))];
  }

  async close(): Promise<void> {
    for (const session of this.sessions) {
      if (session.isOpen) await session.request({ op: 'closeSession' });
      session.cut();
    }
  }

  private async own({ session: at, does }: Step): Promise<Item[]> {
    const session = this.sessions[at];
    if (session === undefined) throw new RangeError(`no session ${at}`);
    switch (does.op) {
      case 'open': {
        session.cut();
        const fresh = this.fresh(at, does.timeoutMs ?? SESSION_TIMEOUT_MS);
        this.sessions[at] = fresh;
        return [await fresh.connect()];
      }
      case 'reconnect':
        return [await session.connect(does.password)];
      case 'cut':
        session.cut();
        return [];
      case 'listen':
        return session.listen();
      case 'burst':
        return session.request(...does.operations);
      case 'setWatches': {
        const probes = probesOf(does.lists);
        const readable = probes.length === 0 ? [] : await session.request(...probes);
        return [...readable, ...(await session.request({ ...does, seenBack: does.seenBack + probes.length }))];
      }
      default:
        return session.request(does);
    }
  }

  private fresh(at: number, timeoutMs: number): RawSession {
    return new RawSession(this.endpoints[at % this.endpoints.length] ?? '', timeoutMs);
  }
}

function requestsOf(does: Step['does']): readonly Operation[] {
  switch (does.op) {
    case 'open':
    case 'reconnect':
    case 'cut':
    case 'listen':
      return [];
    case 'burst':
      return does.operations;
    case 'setWatches':
      return [...probesOf(does.lists), does];
    default:
      return [does];
  }
}

/** Shows which of the znodes that watches are told for the session may read. */
function probesOf(lists: WatchLists): readonly Operation[] {
  const paths = new Set([lists.data, lists.exists, lists.children, lists.persistent, lists.recursive].flat());
  return [...paths].map((path) => ({ op: 'getData', path, watch: false }));
}

export function describeDivergence({ step, differences, story }: Divergence): string {
  return `step ${step}:\n  ${story.join('\n  ')}\n  => ${differences.join('\n  => ')}`;
}
