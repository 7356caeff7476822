import { runProgram } from './run-program';

/** Commands of ZooKeeper's own command line, each with what it must say, as far as that is the same every time. */
const COMMANDS: readonly (readonly [command: string, ...says: readonly RegExp[]])[] = [
  ['create ROOT', /^Created ROOT$/],
  ['create ROOT/n one', /^Created ROOT\/n$/],
  ['create -s -e ROOT/n/s- two', /^Created ROOT\/n\/s-0000000000$/],
  ['create -c ROOT/box', /^Created ROOT\/box$/],
  ['create -t 60000 ROOT/ttl x', /^Created ROOT\/ttl$/],
  ['create ROOT/n', /^Node already exists: ROOT\/n$/],
  ['ls ROOT', /^\[box, n, ttl\]$/],
  ['ls -s ROOT/n', /^\[s-0000000000\]$/, /^cZxid = 0x/, /^numChildren = 1$/],
  ['ls -R ROOT', /^ROOT$/, /^ROOT\/box$/, /^ROOT\/n$/, /^ROOT\/ttl$/, /^ROOT\/n\/s-0000000000$/],
  ['stat ROOT/n', /^cversion = 1$/, /^dataVersion = 0$/, /^ephemeralOwner = 0x0$/, /^dataLength = 3$/],
  ['get -s ROOT/n', /^one$/, /^pZxid = 0x/],
  ['get -w ROOT/n', /^one$/],
  ['set ROOT/n three'],
  ['set -v 7 ROOT/n four', /^version No is not valid : ROOT\/n$/],
  ['get ROOT/none', /^Node does not exist: ROOT\/none$/],
  ['addWatch -m PERSISTENT_RECURSIVE ROOT'],
  ['create ROOT/seen', /^Created ROOT\/seen$/],
  ['set ROOT/seen x'],
  ['removewatches ROOT'],
  ['removewatches ROOT/n', /No such watcher for ROOT\/n$/],
  ['delete ROOT/n', /^Node not empty: ROOT\/n$/],
  ['getAllChildrenNumber ROOT', /^5$/],
  ['getEphemerals ROOT', /^\[ROOT\/n\/s-0000000000\]$/],
  ['getAcl ROOT', /^'world,'anyone$/, /^: cdrwa$/],
  ['addauth digest user:word'],
  ['whoami', /^digest: user$/],
  ['create ROOT/mine x auth:user:cdrwa', /^Created ROOT\/mine$/],
  ['getAcl ROOT/mine', /^'digest,'user:/, /^: cdrwa$/],
  ['setAcl ROOT/mine world:anyone:r'],
  ['getAcl -s ROOT/mine', /^'world,'anyone$/, /^: r$/, /^aclVersion = 1$/],
  ['setquota -n 100 ROOT'],
  [
    'listquota ROOT',
    /^absolute path is \/zookeeper\/quotaROOT\/zookeeper_limits$/,
    /^Output quota for ROOT count=100,bytes=-1/,
    /^Output stat for ROOT count=7,/,
  ],
  ['delquota ROOT'],
  ['listquota ROOT', /^quota for ROOT does not exist\.$/],
  ['setquota -N 3 ROOT/n'],
  ['create ROOT/n/a', /^Created ROOT\/n\/a$/],
  ['create ROOT/n/b', /^Quota has exceeded : ROOT\/n\/b$/],
  ['delquota -N ROOT/n'],
  ['create ROOT/n/b', /^Created ROOT\/n\/b$/],
  ['listquota ROOT/n', /^Output stat for ROOT\/n count=4,/],
  ['sync ROOT', /^Sync is OK$/],
  ['config'],
  ['deleteall ROOT/n'],
  ['ls ROOT', /^\[box, mine, seen, ttl\]$/],
  ['close'],
  ['connect SERVER'],
  ['ls ROOT', /^\[box, mine, seen, ttl\]$/],
  ['deleteall ROOT'],
  ['ls ROOT', /^Node does not exist: ROOT$/],
  ['quit'],
];

/** What its watches must have told, in this order. */
const EVENTS = ['NodeDataChanged ROOT/n', 'NodeCreated ROOT/seen', 'NodeDataChanged ROOT/seen'];

/** Types the commands into ZooKeeper's command line; the lines `ok …`, or an Error that says where it went wrong. */
export async function shellSession(classPath: string, endpoint: string): Promise<string[]> {
  const root = `/shell-${process.pid}-${Date.now().toString(36)}`;
  const named = (text: string): string => text.replaceAll('ROOT', root).replaceAll('SERVER', endpoint);
  const input = COMMANDS.map(([command]) => named(command)).join('\n');
  const args = [
    '-XX:TieredStopAtLevel=1',
    '-cp',
    classPath,
    'org.apache.zookeeper.ZooKeeperMain',
    '-server',
    endpoint,
    '-waitforconnection',
  ];
  const { said } = await runProgram({ file: 'java', args, input: `${input}\n` });
  const events = [...said.matchAll(/type:(Node\w+) path:(\S+)/g)].map(([, type, path]) => `${type} ${path}`);
  const lines = said.split('\n').map((line) => line.trim());
  let from = 0;
  for (const [command, ...says] of COMMANDS) {
    for (const pattern of says) {
      const wanted = new RegExp(named(pattern.source));
      const found = lines.findIndex((line, at) => at >= from && wanted.test(line));
      if (found < 0) throw new Error(`'${named(command)}' did not say ${wanted}; all that was said:\n${said}`);
      from = found + 1;
    }
  }
  if (JSON.stringify(events) !== JSON.stringify(EVENTS.map(named)))
    throw new Error(`events: ${events.join(', ')}; all that was said:\n${said}`);
  return [`ok ${COMMANDS.length} commands, ${EVENTS.length} events`];
}
