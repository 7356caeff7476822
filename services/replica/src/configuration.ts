import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isIP } from 'node:net';
import type { EngineOptions } from '@grove/engine';
import type { LogLevelName } from '@grove/telemetry';
import { ConfigurationMistake } from './configuration-mistake';
import { environmentName, settingGroups, type Setting, type SettingValues } from './settings';
import { readTls, type Tls } from './tls';
import { fourLetterWords } from './zookeeper/words';

/** Everything a replica is told from outside. */
export interface Configuration {
  readonly engine: EngineOptions;
  readonly dataDir: string;
  readonly logLevel: LogLevelName;
  readonly listenHost: string;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly httpPort: number;
  readonly zooKeeper: ZooKeeperSettings;
  readonly peer: PeerSettings;
  readonly client: ClientSettings;
  readonly shutdownTimeoutMs: number;
}

export interface PeerSettings {
  readonly redialMsMax: number;
  readonly keepaliveMs: number;
  readonly keepaliveTimeoutMs: number;
  readonly backlogBytesMax: number;
  /** Mutual; null: plain text. */
  readonly tls: Tls | null;
}

export interface ClientSettings {
  readonly connectionsMax: number;
  readonly streamsMax: number;
  /** Calls and streams on one connection, at a time. */
  readonly connectionStreamsMax: number;
  readonly keepaliveMs: number;
  readonly keepaliveTimeoutMs: number;
  /** Null: plain text. */
  readonly tls: Tls | null;
  /** Only clients whose certificate the CA signed come in. */
  readonly tlsRequire: boolean;
}

export interface ZooKeeperSettings {
  /** Whether ZooKeeper's clients are served. */
  readonly isOn: boolean;
  readonly port: number;
  /** Connections of one address; 0 for no bound. */
  readonly addressConnectionsMax: number;
  readonly words: ReadonlySet<string>;
  /** Whether they may change the members (reconfig), where they are the superuser. */
  readonly isReconfigOn: boolean;
}

/** What came of reading flags and environment. */
export type ConfigurationResult =
  | { readonly type: 'configuration'; readonly configuration: Configuration }
  /** `--help` or `--version` was asked for. */
  | { readonly type: 'text'; readonly text: string }
  /** One line for the operator; the process ends with code 2. */
  | { readonly type: 'mistake'; readonly message: string };

/** The settings without a default. */
const unset = {
  replica: '',
  members: '',
  'data-dir': '',
  join: false,
  form: false,
  'listen-host': '',
  zookeeper: false,
  'zookeeper-reconfig': false,
  'superuser-digest': '',
  'superuser-x509': '',
  'client-tls-cert': '',
  'client-tls-key': '',
  'client-tls-ca': '',
  'client-tls-require': false,
  'peer-tls-cert': '',
  'peer-tls-key': '',
  'peer-tls-ca': '',
} as const;

/**
 * Reads the settings from flags and `GROVE_*` variables (a flag wins) and checks them, alone and together.
 *
 * `args`: without node and script. `hostname`: of this machine, for `--replica hostname`.
 */
export function readConfiguration(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  hostname: string,
  version: string,
): ConfigurationResult {
  let printed = '';
  const command = declareCommand(version, (text) => {
    printed += text;
  });
  try {
    command.parse([...args], { from: 'user' });
    addEnvironment(command, environment);
    return { type: 'configuration', configuration: check({ ...unset, ...command.opts<SettingValues>() }, hostname) };
  } catch (error) {
    if (error instanceof ConfigurationMistake) return { type: 'mistake', message: error.message };
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { type: 'text', text: printed };
    return { type: 'mistake', message: error.message.replace(/^error: /, '').replaceAll('\n', ' ') };
  }
}

function declareCommand(version: string, print: (text: string) => void): Command {
  const command = new Command('grove-replica')
    .description(
      'One replica of a Grove cluster.\n\nEvery flag can also be given as an environment variable: --client-port as GROVE_CLIENT_PORT. A flag wins.',
    )
    .usage('--replica N --members LIST --data-dir DIR [options]')
    .version(version, '--version', 'Print the version.')
    .helpOption('--help', 'Print this.')
    .configureOutput({ writeOut: print, writeErr: () => undefined })
    .configureHelp({ helpWidth: 110 })
    .allowExcessArguments(false)
    .exitOverride();
  for (const [title, settings] of Object.entries(settingGroups)) {
    for (const [flag, setting] of Object.entries<Setting>(settings)) {
      const option = new Option(`--${flag}${placeholderOf(setting)}`, setting.help).helpGroup(title);
      // Commander keys the values by camel case; the name as it is written reads better in messages and tables.
      option.attributeName = () => flag;
      // What has no default, or one that depends on others, says so in its help.
      if (setting.initial !== '' && setting.initial !== false) option.default(setting.initial);
      if (setting.kind !== 'switch') option.argParser((value) => parseValue(setting, value));
      command.addOption(option);
    }
  }
  command.addHelpText('after', '\nExit codes: 0 ended on a signal, 1 failed (the log says why), 2 a mistake in the configuration.\n');
  return command;
}

function placeholderOf(setting: Setting): string {
  if (setting.kind === 'switch') return '';
  return ` <${setting.kind === 'number' ? 'number' : setting.placeholder}>`;
}

/** Fills in from the environment what no flag has set. */
function addEnvironment(command: Command, environment: Readonly<Record<string, string | undefined>>): void {
  for (const [flag, setting] of Object.values(settingGroups).flatMap((group) => Object.entries<Setting>(group))) {
    const given = environment[environmentName(flag)];
    // An empty variable counts as unset: a manifest cannot leave one out conditionally.
    if (given === undefined || given === '' || command.getOptionValueSource(flag) === 'cli') continue;
    command.setOptionValueWithSource(flag, parseFromEnvironment(flag, setting, given), 'env');
  }
}

function parseFromEnvironment(flag: string, setting: Setting, value: string): string | number | boolean {
  try {
    return parseValue(setting, value);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new CommanderError(2, 'grove.environment', `${environmentName(flag)}='${value}' is invalid. ${error.message}`);
  }
}

function parseValue(setting: Setting, value: string): string | number | boolean {
  if (setting.kind === 'switch') {
    if (value !== 'true' && value !== 'false') throw new InvalidArgumentError('true or false is wanted.');
    return value === 'true';
  }
  if (setting.kind === 'text') {
    if (setting.choices !== undefined && !setting.choices.includes(value)) {
      throw new InvalidArgumentError(`One of ${setting.choices.join(', ')} is wanted.`);
    }
    return value;
  }
  const parsed = /^[0-9]{1,16}$/.test(value) ? Number(value) : NaN;
  if (!(parsed >= setting.min && parsed <= setting.max)) {
    throw new InvalidArgumentError(`A whole number from ${setting.min} to ${setting.max} is wanted.`);
  }
  return parsed;
}

/** Checks what concerns several settings and gives them their shape. */
function check(values: SettingValues, hostname: string): Configuration {
  const replica = parseReplica(values.replica, hostname);
  const initialMembers = parseMembers(values.members);
  const self = initialMembers.find((member) => member.id === replica);
  if (self === undefined) throw new ConfigurationMistake(`--members does not name replica ${replica} itself.`);
  if (values.join && initialMembers.length === 1) {
    throw new ConfigurationMistake(
      '--join: --members must name a member of the cluster that there is, beside this replica; without one there is nobody to ask to be taken in.',
    );
  }
  if (values.join && values.form)
    throw new ConfigurationMistake('--join and --form exclude each other: there is a cluster already, or there is none.');
  if (values['data-dir'] === '')
    throw new ConfigurationMistake("--data-dir (GROVE_DATA_DIR) is missing: the folder for this replica's data.");
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(values.cluster))
    throw new ConfigurationMistake('--cluster must be 1 to 64 letters, digits, dots, dashes or underscores.');
  const ports = [values['client-port'], values['peer-port'], values['http-port']].filter((port) => port !== 0);
  if (new Set(ports).size !== ports.length) throw new ConfigurationMistake('--client-port, --peer-port and --http-port must differ.');
  if (values.zookeeper && ports.includes(values['zookeeper-port']))
    throw new ConfigurationMistake('--zookeeper-port must differ from the other ports.');
  const words = parseWords(values['four-letter-words']);
  mustNotExceed(values, 'election-timeout-min-ms', 'election-timeout-max-ms');
  mustNotExceed(values, 'session-timeout-min-ms', 'session-timeout-default-ms');
  mustNotExceed(values, 'session-timeout-default-ms', 'session-timeout-max-ms');
  if (values['heartbeat-interval-ms'] * 3 > values['election-timeout-min-ms']) {
    throw new ConfigurationMistake(
      '--heartbeat-interval-ms must be at most a third of --election-timeout-min-ms, or one lost heartbeat makes an election.',
    );
  }
  if (values['data-max-bytes'] + 65_536 > values['frame-max-bytes']) {
    throw new ConfigurationMistake('--frame-max-bytes must be at least 65536 above --data-max-bytes, to hold a whole request.');
  }
  // Never said back: it may be a password, put here by mistake.
  if (values['superuser-digest'] !== '' && !/^[^:]+:[A-Za-z0-9+/]{27}=$/.test(values['superuser-digest'])) {
    throw new ConfigurationMistake('--superuser-digest must be USER:HASH, where HASH is base64 of SHA-1 of USER:PASSWORD (28 characters).');
  }
  const clientTls = readTls('client-tls', {
    cert: values['client-tls-cert'],
    key: values['client-tls-key'],
    ca: values['client-tls-ca'],
  });
  const clientCa = values['client-tls-ca'] !== '';
  if (values['client-tls-require'] && !clientCa) throw new ConfigurationMistake('--client-tls-require needs --client-tls-ca.');
  if (values['superuser-x509'] !== '' && !clientCa) throw new ConfigurationMistake('--superuser-x509 needs --client-tls-ca.');
  const peerTls = readTls('peer-tls', { cert: values['peer-tls-cert'], key: values['peer-tls-key'], ca: values['peer-tls-ca'] });
  if (peerTls !== null && peerTls.ca === null) {
    throw new ConfigurationMistake('--peer-tls-cert needs --peer-tls-ca: replicas verify each other.');
  }
  return {
    engine: {
      replica,
      initialMembers,
      joinsOnly: values.join,
      mayFormAlone: values.form,
      clusterName: values.cluster,
      heartbeatIntervalMs: values['heartbeat-interval-ms'],
      electionTimeoutMsMin: values['election-timeout-min-ms'],
      electionTimeoutMsMax: values['election-timeout-max-ms'],
      quickElectionDelayMsMax: values['quick-election-delay-max-ms'],
      persistStallMs: values['persist-stall-ms'],
      sessionTimeoutMsMin: values['session-timeout-min-ms'],
      sessionTimeoutMsMax: values['session-timeout-max-ms'],
      sessionTimeoutMsDefault: values['session-timeout-default-ms'],
      maxDataBytes: values['data-max-bytes'],
      maxFrameBytes: values['frame-max-bytes'],
      maxMultiParts: values['multi-max-parts'],
      maxOutstandingRequests: values['outstanding-max-requests'],
      maxSessions: values['sessions-max'],
      maxWatchesPerSession: values['session-watches-max'],
      maxPendingBytes: values['pending-max-bytes'],
      diskReserveBytes: values['disk-reserve-bytes'],
      maxWaitingBytes: values['waiting-max-bytes'],
      reapIntervalMs: values['reap-interval-ms'],
      superuserDigest: values['superuser-digest'],
      superuserX509: values['superuser-x509'],
      maxClientBacklogBytes: values['client-backlog-max-bytes'],
      maxBacklogBytes: values['clients-backlog-max-bytes'],
      snapshotEveryEntries: values['snapshot-every-entries'],
      snapshotEveryBytes: values['snapshot-every-bytes'],
      logKeepEntries: values['log-keep-entries'],
      snapshotsKept: values['snapshots-kept'],
      historyMaxBytes: values['history-max-bytes'],
      valueHistoryMaxBytes: values['value-history-max-bytes'],
      appendWindowBytes: values['append-window-bytes'],
      appendMessageBytesMax: values['append-message-max-bytes'],
      logCacheBytes: values['log-cache-bytes'],
      blockBytesMax: values['block-max-bytes'],
    },
    dataDir: values['data-dir'],
    logLevel: values['log-level'] as LogLevelName,
    listenHost: values['listen-host'] === '' ? defaultListenHost(self.peerAddress) : values['listen-host'],
    clientPort: values['client-port'],
    peerPort: values['peer-port'],
    httpPort: values['http-port'],
    zooKeeper: {
      isOn: values.zookeeper,
      port: values['zookeeper-port'],
      addressConnectionsMax: values['zookeeper-address-connections-max'],
      words,
      isReconfigOn: values['zookeeper-reconfig'],
    },
    peer: {
      redialMsMax: values['peer-redial-max-ms'],
      keepaliveMs: values['peer-keepalive-ms'],
      keepaliveTimeoutMs: values['peer-keepalive-timeout-ms'],
      backlogBytesMax: values['peer-backlog-max-bytes'],
      tls: peerTls,
    },
    client: {
      connectionsMax: values['client-connections-max'],
      streamsMax: values['client-streams-max'],
      connectionStreamsMax: values['client-connection-streams-max'],
      keepaliveMs: values['client-keepalive-ms'],
      keepaliveTimeoutMs: values['client-keepalive-timeout-ms'],
      tls: clientTls,
      tlsRequire: values['client-tls-require'],
    },
    shutdownTimeoutMs: values['shutdown-timeout-ms'],
  };
}

function parseWords(list: string): ReadonlySet<string> {
  const words = list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (words.includes('*')) return new Set(fourLetterWords);
  if (words.some((word) => !fourLetterWords.includes(word)))
    throw new ConfigurationMistake(`--four-letter-words must name some of ${fourLetterWords.join(', ')}; or * for all.`);
  return new Set(words);
}

function mustNotExceed(values: SettingValues, low: keyof SettingValues, high: keyof SettingValues): void {
  if (values[low] > values[high]) throw new ConfigurationMistake(`--${low} (${values[low]}) must not exceed --${high} (${values[high]}).`);
}

function parseReplica(value: string, hostname: string): number {
  if (value === '') throw new ConfigurationMistake('--replica (GROVE_REPLICA) is missing: the number of this replica, 1 to 9.');
  let number = /^[0-9]$/.test(value) ? Number(value) : 0;
  if (value === 'hostname') {
    const ordinal = /-([0-9]{1,2})$/.exec(hostname)?.[1];
    if (ordinal === undefined)
      throw new ConfigurationMistake(`--replica hostname: the host's name '${hostname}' does not end in a dash and a number.`);
    number = Number(ordinal) + 1;
  }
  if (number < 1 || number > 9)
    throw new ConfigurationMistake(`--replica '${value}' is invalid: a number from 1 to 9, or "hostname", is wanted.`);
  return number;
}

/** `1=host:7420/host:7410,2=…` */
function parseMembers(list: string): EngineOptions['initialMembers'] {
  if (list === '') throw new ConfigurationMistake('--members (GROVE_MEMBERS) is missing: N=HOST:PEERPORT[/HOST:CLIENTPORT],…');
  const members = list.split(',').map((item) => {
    const match = /^([1-9])=([^/,]+)(?:\/([^/,]+))?$/.exec(item.trim());
    const peer = parseAddress(match?.[2]);
    const client = match?.[3] === undefined ? peer && { host: peer.host, port: peer.port - 10 } : parseAddress(match[3]);
    if (match === null || !peer || !client || client.port < 1) {
      throw new ConfigurationMistake(`--members: '${item}' is not N=HOST:PEERPORT[/HOST:CLIENTPORT] with N from 1 to 9.`);
    }
    return { id: Number(match[1]), peerAddress: `${peer.host}:${peer.port}`, clientAddress: `${client.host}:${client.port}` };
  });
  for (const [index, member] of members.entries()) {
    if (members.findIndex((other) => other.id === member.id) !== index)
      throw new ConfigurationMistake(`--members names replica ${member.id} twice.`);
    if (members.findIndex((other) => other.peerAddress === member.peerAddress) !== index) {
      throw new ConfigurationMistake(`--members gives ${member.peerAddress} to two replicas.`);
    }
  }
  return members;
}

/** HOST:PORT, where an IPv6 host stands in brackets. */
function parseAddress(text: string | undefined): { readonly host: string; readonly port: number } | null {
  const match = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})$/.exec(text ?? '');
  const host = match?.[1];
  const port = Number(match?.[2]);
  if (host === undefined || !(port >= 1 && port <= 65_535)) return null;
  if (host.startsWith('[') && isIP(host.slice(1, -1)) !== 6) return null;
  return { host, port };
}

function defaultListenHost(ownAddress: string): string {
  const host = ownAddress.slice(0, ownAddress.lastIndexOf(':'));
  if (host === '[::1]') return '::1';
  return host === 'localhost' || host.startsWith('127.') ? '127.0.0.1' : '0.0.0.0';
}
