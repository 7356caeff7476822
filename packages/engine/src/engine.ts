import type { ClusterConfig, ReplicaId } from '@grove/raft';
import { ByteWriter, ErrorCode, SessionResponseBuilder } from '@grove/wire';
import type { Membership, MembershipChange } from '@grove/wire';
import { Formation } from './formation';
import { NOTHING_INSPECTED, inspect } from './inspection';
import type { Inspection } from './inspection';
import { LiveReplica } from './live-replica';
import { decodeControlMessage } from './peer-codec';
import type {
  AnswerBytes,
  Caller,
  ClientSink,
  EngineApi,
  EngineOptions,
  EnginePorts,
  EngineStatus,
  MembershipCall,
  PeerChannel,
  SessionCredentials,
  SessionResult,
  SessionStream,
  UnaryCall,
  WatchCall,
  WatchSink,
} from './ports';
import { SessionConnection } from './session-connection';
import { Snapshots } from './snapshots';
import { recover } from './startup';
import type { Recovered } from './startup';

/** How long a leader that goes down waits for another to take over. */
const HANDOVER_MS_MAX = 1000;
const HANDOVER_LOOK_EVERY_MS = 10;

const FORM_IGNORED = '--form is ignored: ';
const NOT_YET = 'this replica belongs to no cluster yet';
const GOING_DOWN = 'this replica goes down';
const REBUILDS = 'this replica rebuilds its state';

/**
 * One replica's behaviour over its ports: clock, random, transport, key-value stores. Pure: the simulator runs this very
 * code. Its life: open the volume, find or form a cluster, live in it, stop.
 */
export class Engine implements EngineApi {
  private readonly snapshots: Snapshots;
  private recovered: Recovered | null = null;
  private formation: Formation | null = null;
  private live: LiveReplica | null = null;
  private stopping = false;
  private connections = 0;

  constructor(
    private readonly options: EngineOptions,
    private readonly ports: EnginePorts,
  ) {
    this.snapshots = new Snapshots(ports.snapshots, options.snapshotsKept, ports.clock, ports.host);
  }

  start(done: (error: Error | null) => void): void {
    recover(this.options, this.ports, this.snapshots, (error, recovered) => {
      // An orderly end closes the stores under whatever is read: no failure of the start.
      if (this.stopping) return;
      if (error !== null || recovered === null) {
        done(error);
        return;
      }
      this.recovered = recovered;
      const { initialMembers, mayFormAlone } = this.options;
      if (mayFormAlone && recovered.config !== null) this.ports.host.log('warn', `${FORM_IGNORED}the folder has data; take it away`);
      else if (mayFormAlone && initialMembers.length > 1) {
        this.ports.host.log('warn', `${FORM_IGNORED}those that --members names form a cluster together, when all of them are empty`);
      }
      if (recovered.config !== null) this.join(recovered, recovered.config);
      else this.form(recovered);
      done(null);
    });
  }

  private form(recovered: Recovered): void {
    const { clock, transport, host } = this.ports;
    this.formation = new Formation(
      this.options,
      recovered.incarnation,
      recovered.mayForm && !this.options.joinsOnly,
      clock,
      transport,
      host,
      (config, version) => {
        recovered.log.saveInitialConfig(config, (error) => {
          if (error !== null) host.fatal('the first configuration could not be written', error);
          else if (!this.stopping) this.join(recovered, config, version);
        });
      },
    );
    this.formation.begin();
  }

  /** `version`: of the members that have taken it in just now; 0: none have. */
  private join(recovered: Recovered, config: ClusterConfig, version = 0): void {
    this.formation = null;
    this.live = new LiveReplica(this.options, this.ports, recovered, config, this.snapshots, version);
  }

  // --- from the transport ---

  get incarnation(): string {
    return this.recovered?.incarnation ?? '';
  }

  onPeerMessage(from: ReplicaId, channel: PeerChannel, bytes: Uint8Array, incarnation = ''): void {
    if (this.live !== null) {
      this.live.onPeerMessage(from, channel, bytes, incarnation);
      return;
    }
    if (this.formation === null || channel !== 'control') return;
    const decoded = decodeControlMessage(bytes);
    if (decoded?.kind !== 'other') return;
    if (decoded.message.type === 'probe') this.formation.onProbe(from, decoded.message);
    else if (decoded.message.type === 'probeReply') this.formation.onProbeReply(decoded.message);
  }

  onPeerConnected(peer: ReplicaId, channel: PeerChannel): void {
    if (channel === 'append') this.live?.onPeerConnected(peer);
  }

  onPeerReset(peer: ReplicaId): void {
    this.live?.onPeerReset(peer);
  }

  // --- from the clients ---

  openStream(sink: ClientSink, caller?: Caller): SessionStream {
    const live = this.serving;
    if (live === null) {
      const builder = new SessionResponseBuilder();
      builder.ended(ErrorCode.CONNECTIONLOSS, this.whyNot);
      sink.send(builder.take());
      sink.end();
      return { receive: () => undefined, disconnected: () => undefined };
    }
    this.connections += 1;
    let counted = true;
    const uncount = (): void => {
      if (counted) this.connections -= 1;
      counted = false;
    };
    const connection = new SessionConnection(
      live,
      {
        send: (frame) => {
          sink.send(frame);
        },
        backlogBytes: () => sink.backlogBytes(),
        backlogOfAllBytes: () => sink.backlogOfAllBytes?.() ?? 0,
        end: () => {
          uncount();
          sink.end();
        },
      },
      caller,
    );
    return {
      receive: (frame) => {
        connection.receive(frame);
      },
      drained: () => {
        connection.drained();
      },
      disconnected: () => {
        uncount();
        connection.disconnected();
      },
    };
  }

  call(call: UnaryCall, done: (answer: AnswerBytes) => void): void {
    const live = this.serving;
    if (live !== null) {
      live.unary.call(call, done);
      return;
    }
    const writer = new ByteWriter(64);
    writer.integerField(3, ErrorCode.CONNECTIONLOSS);
    writer.stringField(4, this.whyNot);
    done(writer.take());
  }

  openSession(
    timeoutMs: number,
    done: (result: SessionResult<{ sessionId: number; sessionSecret: Uint8Array; timeoutMs: number; zxid: number }>) => void,
    caller?: Caller,
  ): void {
    const live = this.serving;
    if (live === null) done(this.unavailable());
    else live.unary.openSession(timeoutMs, done, caller);
  }

  keepAlive(
    credentials: SessionCredentials,
    done: (result: SessionResult<{ confirmedMsAgo: number; timeoutMs: number; zxid: number }>) => void,
  ): void {
    const live = this.serving;
    if (live === null) done(this.unavailable());
    else live.unary.keepAlive(credentials, done);
  }

  closeSession(credentials: SessionCredentials, done: (result: SessionResult<{ zxid: number }>) => void): void {
    const live = this.serving;
    if (live === null) done(this.unavailable());
    else live.unary.closeSession(credentials, done);
  }

  listMembers(call: MembershipCall, done: (result: SessionResult<Membership>) => void): void {
    const live = this.serving;
    if (live === null) done(this.unavailable());
    else live.membership.list(call, done);
  }

  changeMembers(call: MembershipCall, change: MembershipChange, done: (result: SessionResult<Membership>) => void): void {
    const live = this.serving;
    if (live === null) done(this.unavailable());
    else live.membership.change(call, change, done);
  }

  /** Serves clients; null while it does not. */
  private get serving(): LiveReplica | null {
    return this.stopping || this.live?.isDiverged === true ? null : this.live;
  }

  private get whyNot(): string {
    return this.stopping ? GOING_DOWN : this.live === null ? NOT_YET : REBUILDS;
  }

  private unavailable(): { ok: false; code: number; message: string } {
    return { ok: false, code: ErrorCode.CONNECTIONLOSS, message: this.whyNot };
  }

  openWatch(call: WatchCall, sink: WatchSink): { cancel(): void } {
    const live = this.serving;
    if (live === null) {
      sink.end(ErrorCode.CONNECTIONLOSS, this.whyNot);
      return { cancel: () => undefined };
    }
    return live.watchStreams.open(call, sink, this.ports.clock.nowMs());
  }

  // --- seen from outside ---

  /** Of a leader: bytes of writes that wait for a block, or in the log to be applied. */
  get waitingBytes(): number {
    return this.live?.waitingBytes ?? 0;
  }

  status(): EngineStatus {
    const { live } = this;
    if (live === null) {
      return {
        replica: this.options.replica,
        role: 'learner',
        term: this.recovered?.hardState.term ?? 0,
        leader: 0,
        commitIndex: 0,
        appliedIndex: this.recovered?.position.index ?? 0,
        digest: this.recovered?.tree.digest() ?? '',
        digestZxid: this.recovered?.tree.appliedZxid ?? 0,
        historyFirstZxid: this.recovered?.tree.history.firstZxid ?? 0,
        historyBytes: this.recovered?.tree.history.heldBytes ?? 0,
        znodes: this.recovered?.tree.znodeCount ?? 0,
        quotasExceeded: this.recovered?.tree.quotaOverruns().length ?? 0,
        diskFreeBytes: null,
        diskLow: false,
        watches: 0,
        sessions: this.recovered?.tree.sessionCount ?? 0,
        connections: this.connections,
        ready: false,
        diverged: false,
        featureLevel: 0,
        config: { members: [] },
      };
    }
    const { raft } = live.consensus;
    const tree = live.tree();
    return {
      replica: this.options.replica,
      role: raft.role,
      term: raft.term,
      leader: live.leaderKnown ?? 0,
      commitIndex: raft.commitIndex,
      appliedIndex: live.appliedIndex,
      digest: live.digest.digest,
      digestZxid: live.digest.zxid,
      historyFirstZxid: tree.history.firstZxid,
      historyBytes: tree.history.heldBytes,
      znodes: tree.znodeCount,
      quotasExceeded: tree.quotaOverruns().length,
      diskFreeBytes: live.disk.freeBytes,
      diskLow: live.disk.isReached,
      watches: live.watches.size + live.watchStreams.size,
      sessions: tree.sessionCount,
      connections: this.connections,
      ready: this.serving !== null && live.isReady,
      diverged: live.isDiverged,
      featureLevel: tree.featureLevel,
      config: live.config,
    };
  }

  inspect(withPaths: boolean): Inspection {
    const { live } = this;
    return live === null ? NOTHING_INSPECTED : inspect(live.tree(), live.watches, live.consensus.raft, withPaths);
  }

  /** Hands leadership over, ends the clients' streams (they attach elsewhere), closes the stores. */
  stop(done: () => void): void {
    if (this.stopping) return;
    this.stopping = true;
    this.formation?.stop();
    const { live } = this;
    if (live === null) {
      this.closeStores(null, done);
      return;
    }
    const finish = (): void => {
      live.endClients(GOING_DOWN);
      // One more turn, so that the last frames leave.
      this.ports.clock.defer(() => {
        live.stop();
        this.closeStores(live, done);
      });
    };
    if (live.consensus.raft.role !== 'leader' || live.consensus.raft.config.members.filter((member) => member.voter).length < 2) {
      finish();
      return;
    }
    const deadlineMs = this.ports.clock.nowMs() + HANDOVER_MS_MAX;
    live.consensus.step({ type: 'transferLeadership', to: null });
    const look = (): void => {
      const known = live.leaderKnown;
      if ((known !== null && known !== this.options.replica) || this.ports.clock.nowMs() >= deadlineMs) finish();
      else this.ports.clock.setTimer(HANDOVER_LOOK_EVERY_MS, look);
    };
    look();
  }

  private closeStores(live: LiveReplica | null, done: () => void): void {
    const closeOthers = (): void => {
      this.ports.snapshots.close(() => {
        this.ports.witness.close(() => {
          done();
        });
      });
    };
    if (live !== null) live.closeLog(closeOthers);
    else this.ports.log.close(closeOthers);
  }
}
