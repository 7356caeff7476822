import { defaultEngineOptions } from '@grove/engine';
import { readConfiguration, type Configuration } from './configuration';
import { environmentName, settingGroups, type Setting } from './settings';

const members = '1=127.0.0.1:7421/127.0.0.1:7411,2=127.0.0.1:7422/127.0.0.1:7412,3=127.0.0.1:7423/127.0.0.1:7413';
const enough = ['--replica', '2', '--members', members, '--data-dir', '/tmp/grove'];

function read(args: readonly string[], environment: Record<string, string> = {}, host = 'grove-2') {
  return readConfiguration(args, environment, host, '1.2.3');
}

function accepted(args: readonly string[], environment: Record<string, string> = {}, host = 'grove-2'): Configuration {
  const result = read(args, environment, host);
  if (result.type !== 'configuration') throw new Error(result.type === 'mistake' ? result.message : result.text);
  return result.configuration;
}

describe('configuration', () => {
  test("what is not set has the engine's defaults", () => {
    const { replica, initialMembers, ...rest } = accepted(enough).engine;
    expect(replica).toBe(2);
    expect(initialMembers).toHaveLength(3);
    expect(rest).toEqual(defaultEngineOptions);
  });

  test('every setting can be given by a variable of the same name, and a flag wins', () => {
    const environment = {
      GROVE_REPLICA: '2',
      GROVE_MEMBERS: members,
      GROVE_DATA_DIR: '/tmp/grove',
      GROVE_CLIENT_PORT: '9001',
      GROVE_SNAPSHOT_EVERY_ENTRIES: '500',
    };
    expect(accepted([], environment)).toMatchObject({
      clientPort: 9001,
      dataDir: '/tmp/grove',
      engine: { replica: 2, snapshotEveryEntries: 500 },
    });
    expect(accepted(['--client-port', '9002'], environment).clientPort).toBe(9002);
  });

  test.each([
    ['--join where nobody else is named', ['--replica', '1', '--members', '1=h1:7420', '--data-dir', '/d', '--join'], 'nobody to ask'],
    [
      '--form and --join',
      ['--replica', '1', '--members', '1=h1:7420,2=h2:7420', '--data-dir', '/d', '--join', '--form'],
      'exclude each other',
    ],
  ])('%s is a mistake that says what to do', (_what, args, words) => {
    const result = read(args);
    expect(result).toMatchObject({ type: 'mistake' });
    expect(result.type === 'mistake' ? result.message : '').toContain(words);
  });

  test('a replica alone is told to form at once by --form, which is no mistake elsewhere: its list may have grown', () => {
    expect(accepted([...enough, '--form']).engine.mayFormAlone).toBe(true);
    const alone = ['--replica', '1', '--members', '1=h1:7420', '--data-dir', '/d'];
    expect(accepted(alone).engine.mayFormAlone).toBe(false);
    expect(accepted([...alone, '--form']).engine.mayFormAlone).toBe(true);
    expect(accepted(alone, { GROVE_FORM: 'true' }).engine.mayFormAlone).toBe(true);
  });

  test('an empty variable counts as unset', () => {
    expect(accepted(enough, { GROVE_CLIENT_PORT: '', GROVE_CLUSTER: '' })).toMatchObject({
      clientPort: 7410,
      engine: { clusterName: 'grove' },
    });
  });

  test('every numeric setting reaches the configuration', () => {
    for (const [flag, setting] of Object.values(settingGroups).flatMap((group) => Object.entries<Setting>(group))) {
      if (setting.kind !== 'number') continue;
      // One above the default is different from it and within every relation between settings.
      const value = setting.initial + 1;
      const args = flag === 'data-max-bytes' ? [...enough, '--frame-max-bytes', '9000000'] : enough;
      expect({ flag, found: JSON.stringify(accepted([...args, `--${flag}`, String(value)])).includes(`:${value}`) }).toEqual({
        flag,
        found: true,
      });
    }
  });

  test('help names every flag, its default and the environment', () => {
    const result = read(['--help']);
    if (result.type !== 'text') throw new Error('no help');
    for (const flag of Object.values(settingGroups).flatMap((group) => Object.keys(group))) expect(result.text).toContain(`--${flag} `);
    expect(result.text).toContain('GROVE_CLIENT_PORT');
    expect(result.text).toContain('Sessions and limits for clients');
    expect(result.text.split('\n').every((line) => line.length <= 110)).toBe(true);
  });

  test('version is told', () => {
    expect(read(['--version'])).toEqual({ type: 'text', text: '1.2.3\n' });
  });

  test.each([
    ['1=[::1]:7420', [{ id: 1, peerAddress: '[::1]:7420', clientAddress: '[::1]:7410' }], '::1'],
    ['1=localhost:7421', [{ id: 1, peerAddress: 'localhost:7421', clientAddress: 'localhost:7411' }], '127.0.0.1'],
    ['1=grove-0.grove:7420/lb.example:443', [{ id: 1, peerAddress: 'grove-0.grove:7420', clientAddress: 'lb.example:443' }], '0.0.0.0'],
  ])('members %s are understood, and decide where to listen', (list, expected, listenHost) => {
    const configuration = accepted(['--replica', '1', '--members', list, '--data-dir', 'd']);
    expect(configuration.engine.initialMembers).toEqual(expected);
    expect(configuration.listenHost).toBe(listenHost);
  });

  test("ZooKeeper's clients are served where that is switched on, and of its commands those that are named", () => {
    expect(accepted(enough).zooKeeper).toEqual({
      isOn: false,
      port: 2181,
      addressConnectionsMax: 0,
      words: new Set(['srvr', 'isro']),
      isReconfigOn: false,
    });
    const { zooKeeper } = accepted([...enough, '--four-letter-words', 'mntr, ruok'], { GROVE_ZOOKEEPER: 'true' });
    expect(zooKeeper).toEqual({ isOn: true, port: 2181, addressConnectionsMax: 0, words: new Set(['mntr', 'ruok']), isReconfigOn: false });
    expect(accepted([...enough, '--four-letter-words', '*']).zooKeeper.words.size).toBe(15);
    // Its port may be another's as long as it is off.
    expect(accepted([...enough, '--http-port', '2181']).httpPort).toBe(2181);
  });

  test("a pod's number is the end of its name plus one", () => {
    expect(accepted(['--replica', 'hostname', '--members', members, '--data-dir', 'd'], {}, 'grove-2').engine.replica).toBe(3);
  });

  test.each<[string, string[], RegExp]>([
    ['no replica', ['--members', members, '--data-dir', 'd'], /--replica \(GROVE_REPLICA\) is missing/],
    ['a replica out of range', ['--replica', '10', '--members', members, '--data-dir', 'd'], /--replica '10' is invalid/],
    ['no members', ['--replica', '1', '--data-dir', 'd'], /--members \(GROVE_MEMBERS\) is missing/],
    ['no data folder', ['--replica', '1', '--members', members], /--data-dir \(GROVE_DATA_DIR\) is missing/],
    ['itself not among the members', ['--replica', '4', '--members', members, '--data-dir', 'd'], /does not name replica 4/],
    ['a member twice', ['--replica', '1', '--members', '1=a:1000,1=b:1000', '--data-dir', 'd'], /names replica 1 twice/],
    ['an address twice', ['--replica', '1', '--members', '1=a:1000,2=a:1000', '--data-dir', 'd'], /a:1000 to two replicas/],
    ['a member without a port', ['--replica', '1', '--members', '1=a', '--data-dir', 'd'], /'1=a' is not N=HOST/],
    ['a port out of range', [...enough, '--client-port', '70000'], /from 0 to 65535/],
    ['a number that is none', [...enough, '--heartbeat-interval-ms', '5s'], /whole number from 5/],
    ['equal ports', [...enough, '--client-port', '7420'], /must differ/],
    ["ZooKeeper's port equal to another", [...enough, '--zookeeper', '--zookeeper-port', '7430'], /--zookeeper-port must differ/],
    ['a word that is no command', [...enough, '--four-letter-words', 'srvr,kill'], /--four-letter-words must name some of conf, cons/],
    [
      'an election timeout upside down',
      [...enough, '--election-timeout-min-ms', '500'],
      /must not exceed --election-timeout-max-ms \(450\)/,
    ],
    ['heartbeats too seldom', [...enough, '--heartbeat-interval-ms', '200'], /at most a third/],
    ['a session timeout outside its bounds', [...enough, '--session-timeout-default-ms', '1000'], /must not exceed/],
    ['data larger than a frame', [...enough, '--data-max-bytes', '5000000'], /--frame-max-bytes must be at least/],
    ['an unknown flag', [...enough, '--colour', 'red'], /unknown option '--colour'/],
    ['a stray word', [...enough, 'red'], /too many arguments/],
    ['an unknown level', [...enough, '--log-level', 'loud'], /One of debug, info, warn, error is wanted/],
    ['a cluster name with a space', [...enough, '--cluster', 'a b'], /--cluster must be/],
    [
      'a host name without a number',
      ['--replica', 'hostname', '--members', members, '--data-dir', 'd'],
      /does not end in a dash and a number/,
    ],
  ])('%s is one clear line', (_case, args, expected) => {
    const result = read(args, {}, 'laptop');
    expect(result.type).toBe('mistake');
    if (result.type !== 'mistake') return;
    expect(result.message).toMatch(expected);
    expect(result.message).not.toContain('\n');
  });

  test('a mistake in a variable names the variable', () => {
    const result = read(enough, { GROVE_HTTP_PORT: 'x' });
    expect(result).toMatchObject({ type: 'mistake', message: expect.stringMatching(/^GROVE_HTTP_PORT='x' is invalid\./) as unknown });
  });

  test('variables are named as flags', () => {
    expect(environmentName('data-dir')).toBe('GROVE_DATA_DIR');
  });
});
