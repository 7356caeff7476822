import type { ClusterConfig, Member, ReplicaId } from '@grove/raft';
import { decodeConfig, encodeConfig } from '@grove/storage';
import { encodeControl } from '@grove/wire';
import type { ControlMessage } from '@grove/wire';
import type { Clock, EngineOptions, Host, PeerTransport, TimerHandle } from './ports';

type Probe = Extract<ControlMessage, { type: 'probe' }>;
type ProbeReply = Extract<ControlMessage, { type: 'probeReply' }>;

/** How often a replica without a cluster asks. */
const PROBE_EVERY_MS = 50;
/** How often it says in the log whom it waits for. */
const SAY_EVERY_MS = 5_000;
/**
 * One that names itself alone has nobody to ask whether it was the first member of a cluster that has grown. The leader of one that has it as a
 * member dials it within a second at most, and then tells it where the members are every half second.
 */
const SOLE_LISTENS_MS = 3_000;

/**
 * How a replica with an empty volume gets into a cluster.
 *
 * A first cluster forms only when ALL initial members were heard with empty volumes: then each knows the incarnation of
 * each, and nobody's data can be missing. Where a cluster exists already, the replica waits until the cluster has taken
 * its new incarnation in (as a learner, by a config entry): the old voter of its number is not replaced by a volume
 * that forgot what the old one had promised.
 */
export class Formation {
  private readonly heard = new Map<ReplicaId, Member>();
  private timer: TimerHandle | null = null;
  private finished = false;
  /** Whom it asks, by number: those that it was told of at its start, and those that are members by now. */
  private readonly asked = new Map<ReplicaId, string>();
  /** What each that leads has to hear back, to know where this replica is. */
  private readonly challenges = new Map<ReplicaId, number>();
  /** Of the members that it was told of. */
  private version = 0;
  private startedMs = 0;
  private saidMs = 0;

  constructor(
    private readonly options: EngineOptions,
    private readonly incarnation: string,
    /** False where the volume once belonged to a cluster, or there is one, as it knows or has heard: it may join one, never form the first. */
    private mayForm: boolean,
    private readonly clock: Clock,
    private readonly transport: PeerTransport,
    private readonly host: Host,
    /** `version`: of the members that have taken it in; 0: they form. */
    private readonly onFormed: (config: ClusterConfig, version: number) => void,
  ) {}

  begin(): void {
    this.startedMs = this.clock.nowMs();
    this.saidMs = this.startedMs;
    const self = this.options.initialMembers.find((member) => member.id === this.options.replica);
    this.hear({
      id: this.options.replica,
      incarnation: this.incarnation,
      voter: true,
      peerAddress: self?.peerAddress ?? '',
      clientAddress: self?.clientAddress ?? '',
    });
    for (const { id, peerAddress } of this.options.initialMembers) if (id !== this.options.replica) this.asked.set(id, peerAddress);
    if (this.mayForm && this.isSole && !this.options.mayFormAlone) {
      this.host.log('info', `begins a cluster of this replica alone, unless one that it belongs to is heard within ${SOLE_LISTENS_MS} ms`);
    }
    this.connect();
    if (!this.finished) this.ask();
  }

  stop(): void {
    this.finished = true;
    if (this.timer !== null) this.clock.clearTimer(this.timer);
  }

  private ask(): void {
    const self = this.heard.get(this.options.replica);
    if (self === undefined || this.finished) return;
    this.formWhereAllAreHeard();
    if (this.isFinished()) return;
    const { id: replica, incarnation, peerAddress, clientAddress } = self;
    for (const id of this.asked.keys()) {
      const proof = this.challenges.get(id) ?? 0;
      this.transport.send(id, 'control', encodeControl({ type: 'probe', replica, incarnation, peerAddress, clientAddress, proof }));
    }
    const nowMs = this.clock.nowMs();
    if (nowMs - this.saidMs >= SAY_EVERY_MS) {
      this.saidMs = nowMs;
      const missing = this.options.initialMembers
        .filter((member) => !this.heard.has(member.id))
        .map((member) => `${member.id} (${member.peerAddress})`);
      this.host.log(
        'info',
        `waiting to join a cluster; not heard yet: ${missing.join(', ') || 'none'} (one that has formed answers its members alone, and where they have them: grove member add, grove member move)`,
      );
    }
    this.timer = this.clock.setTimer(PROBE_EVERY_MS, () => {
      this.ask();
    });
  }

  onProbe(from: ReplicaId, probe: Probe): void {
    if (probe.replica !== from) return;
    this.hear({
      id: from,
      incarnation: probe.incarnation,
      voter: true,
      peerAddress: probe.peerAddress,
      clientAddress: probe.clientAddress,
    });
  }

  onProbeReply(reply: ProbeReply): void {
    if (this.finished || !reply.formed) return;
    this.mayForm = false;
    if (reply.challenge !== 0) this.challenges.set(reply.replica, reply.challenge);
    const config = decodeConfig(reply.initialConfig);
    // A configuration that names this very volume: at the beginning as a voter, later as a learner.
    if (config?.members.some((member) => member.id === this.options.replica && member.incarnation === this.incarnation) === true) {
      this.form(config, reply.version);
    } else if (config !== null) this.askMembers(config, reply.version);
  }

  /**
   * Its own settings may be of long ago: whoever leads now may be none of those, or have moved; then it says so without being asked. What one says that is
   * behind the others, or was taken out, counts no more.
   */
  private askMembers(config: ClusterConfig, version: number): void {
    if (version < this.version) return;
    this.version = version;
    let isNew = false;
    for (const { id, peerAddress } of config.members) {
      if (id === this.options.replica || this.asked.get(id) === peerAddress) continue;
      this.asked.set(id, peerAddress);
      isNew = true;
    }
    if (isNew) this.connect();
  }

  private connect(): void {
    this.transport.setPeers([...this.asked].map(([id, address]) => ({ id, address })));
  }

  private hear(member: Member): void {
    if (this.finished || !this.options.initialMembers.some((initial) => initial.id === member.id)) return;
    this.heard.set(member.id, member);
    this.formWhereAllAreHeard();
  }

  private formWhereAllAreHeard(): void {
    if (!this.mayForm || this.heard.size !== this.options.initialMembers.length) return;
    if (this.isSole && !this.options.mayFormAlone && this.clock.nowMs() - this.startedMs < SOLE_LISTENS_MS) return;
    this.form({ members: [...this.heard.values()].sort((a, b) => a.id - b.id) });
  }

  private get isSole(): boolean {
    return this.options.initialMembers.length === 1;
  }

  private isFinished(): boolean {
    return this.finished;
  }

  private form(config: ClusterConfig, version = 0): void {
    this.stop();
    this.onFormed(config, version);
  }
}

/** The answer of a replica that belongs to a cluster: a configuration that is committed, and where in the log it stands. */
export function probeReply(replica: ReplicaId, incarnation: string, config: ClusterConfig, version: number, challenge: number): Uint8Array {
  const initialConfig = encodeConfig(config);
  return encodeControl({ type: 'probeReply', replica, incarnation, formed: true, initialConfig, version, challenge });
}
