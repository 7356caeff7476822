import type { ConnectionEvents } from '@grove/client/dist/session';
import { visitSessionResponse } from '@grove/wire';
import type { SessionResponseVisitor, WatchEventType } from '@grove/wire';
import { ClientLink } from './client-link';
import type { EventQueue } from './event-queue';
import type { History } from './history';
import type { SimulationPlan } from './plan';
import type { SeededRandom } from './random';
import { SimulatedClient } from './simulated-client';
import type { ReplicaProcess, SimulatedReplica } from './simulated-replica';
import { StreamWatcher } from './stream-watcher';
import type { Trace } from './trace';
import { UnaryCaller } from './unary-caller';
import type { Report } from './violation';
import { Workload } from './workload';

/** Learns what passes between users and replicas. */
export interface UserListener {
  /** The replica lets go of something that shows the state at this zxid. */
  onTold(replica: SimulatedReplica, process: ReplicaProcess, zxid: number): void;
  /** A sign of life of the session has reached the replica. */
  onHeard(replica: SimulatedReplica, sessionId: number): void;
  onBacklog(replica: SimulatedReplica, backlogBytes: number, frameBytes: number): void;
}

const STREAM_FILTERS: readonly (readonly WatchEventType[])[] = [['created', 'deleted'], ['dataChanged'], ['deleted', 'childrenChanged']];

const nothing = (): void => {};
const IGNORED: SessionResponseVisitor = {
  onStarted: nothing,
  onAnswer: nothing,
  onEvent: nothing,
  onPong: nothing,
  onBookmark: nothing,
  onEnded: nothing,
};

/** Everybody who uses the cluster: sessions of the client package, unary callers, readers of Watch streams. */
export class Users {
  readonly clients: SimulatedClient[] = [];
  readonly callers: UnaryCaller[] = [];
  readonly watchers: StreamWatcher[] = [];
  private readonly links = new Set<ClientLink>();

  constructor(
    private readonly plan: SimulationPlan,
    private readonly queue: EventQueue,
    random: SeededRandom,
    history: History,
    replicas: readonly SimulatedReplica[],
    private readonly listener: UserListener,
    report: Report,
    trace: Trace,
  ) {
    const { delayMsMax } = plan.network;
    const onAnswer = (replica: SimulatedReplica, process: ReplicaProcess, zxid: number): void => listener.onTold(replica, process, zxid);
    for (let number = 1; number <= plan.clients; number++) {
      const linkRandom = random.fork();
      const workload = new Workload(random.fork(), `c${number}`);
      const connect = (replica: SimulatedReplica, client: SimulatedClient, events: ConnectionEvents): ClientLink =>
        this.connect(replica, client, linkRandom, events);
      this.clients.push(new SimulatedClient(number, queue, random.fork(), plan, workload, history, replicas, connect, report, trace));
    }
    for (let number = 1; number <= plan.callers; number++) {
      const callerPlan = { callMs: plan.callMs, delayMsMax, sessionTimeoutMs: plan.sessionTimeoutMs };
      const workload = new Workload(random.fork(), `u${number}`);
      const onHeard = (replica: SimulatedReplica, sessionId: number): void => listener.onHeard(replica, sessionId);
      this.callers.push(new UnaryCaller(number, queue, random.fork(), callerPlan, workload, history, replicas, onAnswer, onHeard, trace));
    }
    for (let number = 1; number <= plan.watchers; number++) {
      const own = random.fork();
      const recursive = own.chance(0.7);
      const path = recursive ? own.pick(['/w', '/w', '/q', '/e', '/a']) : own.pick(['/k', '/e', '/a']);
      const watcherPlan = {
        path,
        recursive,
        withData: own.chance(0.6),
        withPreviousData: own.chance(0.4),
        types: own.chance(0.3) ? own.pick(STREAM_FILTERS) : [],
        delayMsMax,
        stayMs: own.between(1_500, 10_000),
      };
      this.watchers.push(new StreamWatcher(number, queue, own, watcherPlan, history, replicas, onAnswer, report, trace));
    }
  }

  start(): void {
    for (const user of [...this.clients, ...this.callers, ...this.watchers]) user.start();
  }

  /** A replica's process is gone: its kernel tells whoever was connected. */
  onReplicaEnded(): void {
    for (const link of [...this.links]) {
      if (link.dead || link.isClosed) this.links.delete(link);
      if (link.dead) link.serverGone();
    }
  }

  private connect(replica: SimulatedReplica, client: SimulatedClient, random: SeededRandom, events: ConnectionEvents): ClientLink {
    const { listener } = this;
    let isStarted = false;
    let isReadOnly = false;
    const onFrame = (frame: Uint8Array): void => {
      if (!isStarted) {
        visitSessionResponse(frame, {
          ...IGNORED,
          onStarted: (started) => {
            isStarted = true;
            isReadOnly = started.readOnly;
            client.onStarted(started);
          },
        });
      }
      events.onFrame(frame);
    };
    const link = new ClientLink(
      this.queue,
      random,
      client,
      replica,
      this.plan.network.delayMsMax,
      { identities: [client.address] },
      { onFrame, onClosed: (reason) => events.onClosed(reason) },
      {
        onServerSends: (server, process, frame) => {
          const told = highestZxid(frame);
          if (told > 0) listener.onTold(server, process, told);
        },
        // Nobody is told of what a replica without a leader hears, and what comes late, by a connection that the client has given up, is no sign of
        // life: the session has moved on.
        onServerReceives: (server) => listener.onHeard(server, isStarted && !isReadOnly && !link.isClosed ? client.sessionId : 0),
        onBacklog: (server, backlogBytes, frameBytes) => listener.onBacklog(server, backlogBytes, frameBytes),
      },
    );
    this.links.add(link);
    return link;
  }
}

/** Of the answers and events of a frame; 0 where it has none. */
function highestZxid(frame: Uint8Array): number {
  let highest = 0;
  visitSessionResponse(frame, {
    ...IGNORED,
    onAnswer: (_frame, { zxid }) => {
      highest = Math.max(highest, zxid);
    },
    onEvent: (_type, _path, zxid) => {
      highest = Math.max(highest, zxid);
    },
  });
  return highest;
}
