import { defaultEngineOptions } from '@grove/engine';

/**
 * One setting: a flag `--name VALUE`, and the environment variable `GROVE_NAME` (dashes become underscores). Numbers
 * are whole; their unit is the end of their name (`-ms`, `-bytes`, `-entries`).
 */
export interface NumberSetting {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  readonly help: string;
}

export interface TextSetting {
  readonly kind: 'text';
  readonly placeholder: string;
  readonly choices?: readonly string[];
  readonly initial: string;
  readonly help: string;
}

/** A flag without a value; as a variable `true` or `false`. */
export interface SwitchSetting {
  readonly kind: 'switch';
  readonly initial: false;
  readonly help: string;
}

export type Setting = NumberSetting | TextSetting | SwitchSetting;

const day = 86_400_000;
const gibibyte = 1024 ** 3;
const engine = defaultEngineOptions;

function number(initial: number, min: number, max: number, help: string): NumberSetting {
  return { kind: 'number', initial, min, max, help };
}

function text(initial: string, placeholder: string, help: string, choices?: readonly string[]): TextSetting {
  return choices === undefined ? { kind: 'text', initial, placeholder, help } : { kind: 'text', initial, placeholder, help, choices };
}

function file(help: string): TextSetting {
  return text('', 'FILE', help);
}

/** Every setting of a replica, by its flag, in groups as `--help` shows them. Every default is safe in production. */
export const settingGroups = {
  'This replica and its cluster': {
    replica: text(
      '',
      'N',
      'Number of this replica, 1 to 9; or "hostname": the number at the end of the host\'s name plus one, as a StatefulSet counts its pods. Required.',
    ),
    members: text(
      '',
      'LIST',
      'The members that form the first cluster, this one included: N=HOST:PEERPORT[/HOST:CLIENTPORT], comma-separated. The client address is by default the same host, ten ports lower. Later changes live in the cluster itself (grove member). A replica that joins a cluster which has formed names its members and itself. Required.',
    ),
    join: {
      kind: 'switch',
      initial: false,
      help: 'There is a cluster already: with an empty folder this replica waits until it is taken in, and never forms one of its own. To be set wherever the cluster is not just being formed: a founder that has lost its folder might else, with others that have, form another.',
    },
    form: {
      kind: 'switch',
      initial: false,
      help: 'With an empty folder, and --members that names this replica alone: begin a new cluster of it at once. Without it such a replica listens for three seconds first whether there is a cluster that has it as a member: it may have been the first one, and have lost its folder. Means nothing otherwise.',
    },
    cluster: text(engine.clusterName, 'NAME', 'Name of the cluster; replicas of another are refused.'),
    'data-dir': text('', 'DIR', "Folder for this replica's data. Required."),
    'log-level': text('info', 'LEVEL', 'What is logged: debug, info, warn or error.', ['debug', 'info', 'warn', 'error']),
  },
  Addresses: {
    'listen-host': text(
      '',
      'HOST',
      "Address to listen on. By default 127.0.0.1 where this replica's own member address is a loopback one, else 0.0.0.0.",
    ),
    'client-port': number(7410, 0, 65_535, 'gRPC for clients.'),
    'peer-port': number(7420, 0, 65_535, 'gRPC between replicas.'),
    'http-port': number(7430, 0, 65_535, 'HTTP: /metrics /livez /readyz /status.'),
    zookeeper: {
      kind: 'switch',
      initial: false,
      help: 'Serve clients of Apache ZooKeeper too, by its own wire protocol, on --zookeeper-port; with --client-tls-cert over TLS alone.',
    },
    'zookeeper-port': number(2181, 0, 65_535, "ZooKeeper's wire protocol for clients, where it is switched on."),
    'zookeeper-address-connections-max': number(
      0,
      0,
      1_000_000,
      "Connections of one address to that port, as ZooKeeper's maxClientCnxns; 0 for no bound: behind a proxy all clients have one address.",
    ),
    'zookeeper-reconfig': {
      kind: 'switch',
      initial: false,
      help: "The superuser may change the members by ZooKeeper's reconfig too (there: reconfigEnabled); otherwise it is RECONFIGDISABLED.",
    },
    'four-letter-words': text(
      'srvr,isro',
      'LIST',
      "ZooKeeper's commands of four letters that are answered on that port, comma-separated; * for all. Whoever reaches the port may ask.",
    ),
  },
  'Elections and replication': {
    'heartbeat-interval-ms': number(engine.heartbeatIntervalMs, 5, 60_000, "Time between the leader's heartbeats."),
    'election-timeout-min-ms': number(
      engine.electionTimeoutMsMin,
      20,
      600_000,
      'A follower that hears nothing from the leader for this long, or up to the maximum, looks for a new one.',
    ),
    'election-timeout-max-ms': number(engine.electionTimeoutMsMax, 20, 600_000, 'See the minimum; each wait is random between the two.'),
    'quick-election-delay-max-ms': number(
      engine.quickElectionDelayMsMax,
      0,
      10_000,
      "Longest random wait before asking for votes when the leader's connection was refused.",
    ),
    'persist-stall-ms': number(engine.persistStallMs, 50, 600_000, 'A leader whose disk has not synced for this long hands over.'),
    'append-window-bytes': number(engine.appendWindowBytes, 65_536, gibibyte, 'Log sent to a follower ahead of its acknowledgement.'),
    'append-message-max-bytes': number(engine.appendMessageBytesMax, 65_536, 64 * 1024 * 1024, 'Largest message of log to a follower.'),
    'block-max-bytes': number(engine.blockBytesMax, 4_096, 64 * 1024 * 1024, 'Largest block of the log: one write, one fsync.'),
    'peer-redial-max-ms': number(1_000, 10, 60_000, 'Longest wait before dialling a lost peer again; starts at once and grows.'),
    'peer-keepalive-ms': number(2_000, 100, day, 'Time between pings on a connection to a peer.'),
    'peer-keepalive-timeout-ms': number(5_000, 100, day, 'A connection to a peer whose ping is unanswered for this long is closed.'),
    'peer-backlog-max-bytes': number(
      64 * 1024 * 1024,
      1024 * 1024,
      4 * gibibyte,
      'Messages waiting for a peer that does not read, per connection; beyond it the connection is closed.',
    ),
  },
  'Sessions and limits for clients': {
    'session-timeout-min-ms': number(engine.sessionTimeoutMsMin, 100, day, 'Shortest timeout of a session.'),
    'session-timeout-max-ms': number(engine.sessionTimeoutMsMax, 100, day, 'Longest timeout of a session.'),
    'session-timeout-default-ms': number(engine.sessionTimeoutMsDefault, 100, day, 'Timeout where the client asks for none.'),
    'data-max-bytes': number(engine.maxDataBytes, 1, 64 * 1024 * 1024, 'Largest data of a znode.'),
    'frame-max-bytes': number(engine.maxFrameBytes, 65_536, 256 * 1024 * 1024, 'Largest message from a client.'),
    'multi-max-parts': number(engine.maxMultiParts, 1, 1_000_000, 'Most parts of a multi.'),
    'outstanding-max-requests': number(
      engine.maxOutstandingRequests,
      1,
      10_000_000,
      'Most requests of a session that wait for their answers.',
    ),
    'sessions-max': number(
      engine.maxSessions,
      1,
      10_000_000,
      'Most sessions of the cluster; further ones are refused, to be tried again later.',
    ),
    'session-watches-max': number(engine.maxWatchesPerSession, 1, 10_000_000, 'Most watches of a session.'),
    'pending-max-bytes': number(
      engine.maxPendingBytes,
      1024 * 1024,
      4 * gibibyte,
      "Writes of this replica's clients that wait for the leader; beyond it they are refused, to be tried again later.",
    ),
    'waiting-max-bytes': number(
      engine.maxWaitingBytes,
      1024 * 1024,
      4 * gibibyte,
      'Writes that wait for their block at the leader; beyond it replicas hold theirs back.',
    ),
    'client-backlog-max-bytes': number(
      engine.maxClientBacklogBytes,
      65_536,
      4 * gibibyte,
      'A client with more unread than this is cut off.',
    ),
    'clients-backlog-max-bytes': number(
      engine.maxBacklogBytes,
      1024 * 1024,
      64 * gibibyte,
      'Unread messages to all clients together; the fuller, the earlier a client that does not read is cut off.',
    ),
    'client-connections-max': number(
      50_000,
      1,
      10_000_000,
      'Most connections of clients to this replica; further ones are closed at once.',
    ),
    'client-streams-max': number(100_000, 1, 10_000_000, 'Most session and watch streams at this replica; further ones are refused.'),
    'client-connection-streams-max': number(
      10_000,
      1,
      1_000_000,
      'Most calls at a time, streams included, on one connection of a client: each may send some before it is read. A client keeps further ones back until there is room.',
    ),
    'client-keepalive-ms': number(20_000, 100, day, "Time between pings on a client's connection."),
    'client-keepalive-timeout-ms': number(10_000, 100, day, "A client's connection whose ping is unanswered for this long is closed."),
  },
  'Certificates (PEM; without them everything is plain text)': {
    'client-tls-cert': file("This replica's certificate for clients, followed by those up to its root. Plain text is then refused."),
    'client-tls-key': file('The private key to it.'),
    'client-tls-ca': file(
      "Roots of clients' certificates: one that they sign gives its client the identity x509 with its subject; a client without one is served without.",
    ),
    'client-tls-require': { kind: 'switch', initial: false, help: 'Clients without a certificate of --client-tls-ca are refused.' },
    'peer-tls-cert': file("This replica's certificate between replicas, for its host among --members, as server and as client."),
    'peer-tls-key': file('The private key to it.'),
    'peer-tls-ca': file("Roots of the other replicas' certificates: who has none is refused. With these three or with none of them."),
  },
  'Access control': {
    'superuser-digest': text(
      '',
      'USER:HASH',
      'A user with every right: the HASH is base64 of SHA-1 of USER:PASSWORD, as in access control lists of the scheme digest. By default nobody.',
    ),
    'superuser-x509': text(
      '',
      'SUBJECT',
      "A client with every right, by its certificate's subject: CN=name,O=organization. By default nobody.",
    ),
  },
  'Container and TTL znodes': {
    'reap-interval-ms': number(engine.reapIntervalMs, 100, day, 'Time between looks for container and TTL znodes that are to go.'),
  },
  'Log, snapshots, history': {
    'snapshot-every-entries': number(
      engine.snapshotEveryEntries,
      10,
      Number.MAX_SAFE_INTEGER,
      'A snapshot is taken after so many entries.',
    ),
    'snapshot-every-bytes': number(engine.snapshotEveryBytes, 65_536, Number.MAX_SAFE_INTEGER, 'A snapshot is taken after so much log.'),
    'log-keep-entries': number(
      engine.logKeepEntries,
      0,
      Number.MAX_SAFE_INTEGER,
      'Entries kept behind a snapshot, for followers that are a little behind.',
    ),
    'snapshots-kept': number(engine.snapshotsKept, 1, 1_000, 'Valid snapshots kept.'),
    'history-max-bytes': number(engine.historyMaxBytes, 65_536, 4 * gibibyte, 'History of changes kept for watches that resume.'),
    'value-history-max-bytes': number(
      engine.valueHistoryMaxBytes,
      0,
      4 * gibibyte,
      'Values of changes kept for watches that ask for them, from the first such watch on.',
    ),
    'disk-reserve-bytes': number(
      engine.diskReserveBytes,
      0,
      Number.MAX_SAFE_INTEGER,
      "Below so much free space on the data volume, writes of this replica's clients are refused until there is more; 0: not watched.",
    ),
    'log-cache-bytes': number(engine.logCacheBytes, 65_536, 16 * gibibyte, 'Newest log kept in memory for followers.'),
  },
  Shutdown: {
    'shutdown-timeout-ms': number(10_000, 100, day, 'Longest time for an orderly end on SIGTERM: drain, hand over leadership, close.'),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Setting>>>>;

type Groups = typeof settingGroups;
type UnionToIntersection<U> = (U extends unknown ? (arg: U) => void : never) extends (arg: infer I) => void ? I : never;
type AllSettings = UnionToIntersection<Groups[keyof Groups]>;

export type SettingName = keyof AllSettings;
/** A checked value for every setting. */
export type SettingValues = {
  readonly [Name in SettingName]: AllSettings[Name] extends { kind: 'number' }
    ? number
    : AllSettings[Name] extends { kind: 'switch' }
      ? boolean
      : string;
};

/** The environment variable of a setting. */
export function environmentName(flag: string): string {
  return `GROVE_${flag.toUpperCase().replaceAll('-', '_')}`;
}
