import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { Interrupted, defaultEndpoints, newContext } from './context';
import type { Context, GlobalOptions } from './context';
import { Failure, explain, usage } from './failure';
import type { Terminal } from './terminal';
import { getAcl, setAcl, whoAmI } from './verbs/acl';
import { exportFolder } from './verbs/export';
import { importFolder } from './verbs/import';
import { addMembers, listOfMembers, moveMember, removeMembers } from './verbs/member';
import { exportToZooKeeper, importFromZooKeeper } from './verbs/mirror';
import type { MirrorVerbOptions } from './verbs/mirror';
import { multi } from './verbs/multi';
import { listQuotas, removeQuota, setQuota } from './verbs/quota';
import { status } from './verbs/status';
import { deleteAll, getAllChildrenNumber, getEphemerals } from './verbs/subtree';
import { watch } from './verbs/watch';
import { create, exists, get, list, remove, set, stat, sync } from './verbs/znode';

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(number)) throw new InvalidArgumentError('It must be a whole number.');
  return number;
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}

function positiveWholeNumber(text: string): number {
  const number = wholeNumber(text);
  if (number < 1) throw new InvalidArgumentError('It must be above 0.');
  return number;
}

/** Commander types no arguments: each verb is given what its declaration below says. A number is the exit code. */
type Verb = (context: Context, ...args: never[]) => Promise<unknown>;

const examples = `
Examples:
  grove create /app hello            makes a znode
  grove get /app                     prints its data
  grove set /app world -v 0          replaces it, if its version is still 0
  grove ls -R /                      lists everything
  grove watch -r /app                prints every change below /app as it happens
  grove import ./conf /conf          makes a znode of every file and folder
  grove export /conf ./copy          writes them back
  grove import --from zookeeper://h1:2181,h2:2181/app /app
                                     copies a running ZooKeeper's subtree and follows it
  grove status                       asks every replica how it is
  grove member add 4=h4:7420         makes replica 4 a member
  grove --auth digest:bob:secret create /mine x --acl auth::cdrwa
                                     makes a znode that only bob can touch

Exit code: 0 fine, 1 the operation failed, 2 the command was not used rightly.
Every option can stand before or after the verb. GROVE_ENDPOINTS is the same as --endpoints, GROVE_AUTH as --auth (several with a space between), and GROVE_TLS_CA,
GROVE_TLS_CERT, GROVE_TLS_KEY, GROVE_TLS_SERVER_NAME as --tls-ca and so on.`;

const aclForm = `
A list is SCHEME:ID:RIGHTS with commas between. Rights: c create children, d delete children, r read, w write data, a change the list.
Schemes: world:anyone, auth: (all that --auth proved), digest:USER:HASH, ip:ADDRESS or ip:BLOCK/BITS, x509:SUBJECT.`;

const multiForm = `
The list: [{"op": "create", "path": "/a", "data": "text"}, {"op": "check", "path": "/b", "version": 3}, ...]
  create          data, sequential, ephemeral or container or ttlMs, acl (text), parents
  set, delete     data; version; delete: subtree
  check           version, or that it exists; checkNotExists: that it does not
  get, ls, exists read what the parts before left
Only op and path are needed; "encoding": "base64" says that the data is in base64.`;

const copyForm = `
Between ZooKeeper and Grove: data, lists and kinds are copied, as they are read znode by znode, and what changes is followed; in the end
both say the same. A path that is left out is the same on both sides. Several hosts: the next one is tried when one is lost.
  Ephemerals are not copied: they belong to sessions, and clients make them anew where they move to.
  Versions, times and zxids are the target's own, and so are the counters of sequential names (the names are copied).
  Containers and TTL znodes come from ZooKeeper as persistent ones, as its protocol shows them; from Grove they stay what they are.
  /zookeeper is never copied: set quotas anew.
  A run over an earlier copy writes only what differs. What was in the target before and is not in the source stays, unless --delete is
  given; what is deleted in the source while it follows is deleted in the target.
  A change of a list alone is told by no watch: a second run, or --once at the end, brings those.
  Data in the target that differs is overwritten at first; then a znode is written when it changes in the source, and not otherwise.
  Every znode is made with its own list: --auth proves to Grove, and --from-auth or --to-auth to ZooKeeper, what those lists ask for.
  Following needs ZooKeeper 3.6 or newer. The connection to ZooKeeper is plain TCP (no TLS); of proofs it knows auth schemes such as digest, not SASL.`;

const memberForm = `
To change the members takes the superuser (--superuser-digest of the replicas; here --auth digest:USER:PASSWORD). One voter at a time:
of the voters there are, one may leave or move by a command; learners may come and go with it. It is refused where it would leave no
majority that answers (NEWCONFIGNOQUORUM).
  A replica that is added is awaited, until it comes; then it is a learner, which serves and does not vote, and a voter when it has
  caught up, by itself. Start it with an empty --data-dir and --members that names those there are and itself, before or after the command.
  A leader that is removed hands over first. A removed replica serves nobody; stop it. It can be added again, with its volume or an empty one.
  The other replicas' --members need no change while they have their data; change it before one of them starts with an empty volume.
Examples:
  grove member add 4=h4:7420            peers' port 7420, clients' port 7410
  grove member add 4=h4:7420/h4:9000    clients' port 9000
  grove member remove 2
  grove member move 3=newhost:7420      it has moved, with its data`;

interface ImportOptions extends MirrorVerbOptions {
  readonly force?: boolean;
  readonly from?: string;
  readonly fromAuth: readonly string[];
}

interface ExportOptions extends MirrorVerbOptions {
  readonly force?: boolean;
  readonly to?: string;
  readonly toAuth: readonly string[];
}

function checkCopy(second: string | undefined, options: { readonly force?: boolean }): void {
  if (second !== undefined) throw usage('with a ZooKeeper there is one path more at most, that in Grove');
  if (options.force === true) throw usage('--force is for folders: a copy of a ZooKeeper overwrites what differs');
}

function checkBoth(
  first: string | undefined,
  second: string | undefined,
  options: MirrorVerbOptions,
  form: string,
): readonly [string, string] {
  if (first === undefined || second === undefined) throw usage(`missing argument: ${form}`);
  if (options.once === true || options.delete === true || options.acl !== undefined) {
    throw usage('--once, --delete and --acl are for copies of a ZooKeeper (--from, --to)');
  }
  return [first, second];
}

/** Runs the command line; answers the exit code. */
export async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<number> {
  let exitCode = 0;
  const program = new Command('grove');
  const context = (): Context => newContext(program.opts<GlobalOptions>(), terminal);
  /** Wraps a verb: commander hands over arguments, then options, then the command itself. */
  const verb =
    (work: Verb) =>
    async (...args: unknown[]): Promise<void> => {
      const code = await work(context(), ...(args.slice(0, -1) as never[]));
      if (typeof code === 'number') exitCode = code;
    };

  const fromEnvironment = (flags: string, description: string, name: string): Option => {
    const value = environment[name];
    const option = new Option(flags, description);
    return value === undefined || value === '' ? option : option.default(value);
  };

  program
    .description('Works with the znodes of a Grove cluster.')
    .addOption(
      new Option('--endpoints <host:port,...>', 'replicas to try, in this order').default(
        environment['GROVE_ENDPOINTS'] || defaultEndpoints,
      ),
    )
    .addOption(new Option('--output <format>', 'how results are printed').choices(['table', 'json']).default('table'))
    .addOption(new Option('--timeout <seconds>', 'give up when no replica could be used for so long').argParser(positiveNumber).default(30))
    .addOption(
      new Option('--auth <scheme:credential>', 'an identity to act as: digest:USER:PASSWORD; can be given several times')
        .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
        .default(
          (environment['GROVE_AUTH'] ?? '').split(' ').filter((each) => each !== ''),
          'none',
        ),
    )
    .addOption(new Option('--read-only', 'be content with a replica that has no leader: it answers reads alone, from what it has'))
    .addOption(new Option('--tls', 'talk over TLS; the --tls options below mean it too'))
    .addOption(
      fromEnvironment(
        '--tls-ca <file>',
        'who vouches for the replicas, PEM (otherwise the authorities that Node.js knows)',
        'GROVE_TLS_CA',
      ),
    )
    .addOption(fromEnvironment('--tls-cert <file>', "the client's own certificate, PEM", 'GROVE_TLS_CERT'))
    .addOption(fromEnvironment('--tls-key <file>', 'its key, PEM', 'GROVE_TLS_KEY'))
    .addOption(
      fromEnvironment(
        '--tls-server-name <name>',
        "the name in the replicas' certificates, where it is not the endpoint's",
        'GROVE_TLS_SERVER_NAME',
      ),
    )
    .addHelpText('after', examples)
    .showHelpAfterError('(grove --help lists the verbs, grove VERB --help explains one)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.note(text.trimEnd()) });

  const add = (name: string, description: string): Command => program.command(name).description(description);

  add('get <path>', 'print the data of a znode').option('-s, --stat', 'also its Stat').action(verb(get));
  add('set <path> [data]', 'replace the data of a znode; the data "-" is read from stdin')
    .option('-v, --version <number>', 'only where the znode has this version', wholeNumber)
    .option('-f, --file <file>', 'take the data from a file')
    .action(verb(set));
  add('create <path> [data]', 'make a znode and print its path; the data "-" is read from stdin')
    .option('-e, --ephemeral', 'delete it when this command ends (Ctrl-C)')
    .option('-s, --sequential', "append the parent's counter, ten digits")
    .option('-c, --container', 'delete it some time after its last child went')
    .option('-t, --ttl <ms>', 'delete it when it was not modified for so long and has no children', positiveWholeNumber)
    .option('-a, --acl <list>', 'who may do what (default world:anyone:cdrwa)')
    .option('-p, --parents', 'make missing parents too')
    .addHelpText('after', aclForm)
    .option('-f, --file <file>', 'take the data from a file')
    .action(verb(create));
  add('delete <path>', 'delete a znode without children')
    .option('-v, --version <number>', 'only where the znode has this version', wholeNumber)
    .action(verb(remove));
  add('deleteall <path>', 'delete a znode and all below it: in one write, or where the server has a limit below that, part by part').action(
    verb(deleteAll),
  );
  add('ls <path>', 'list the children of a znode')
    .option('-R, --recursive', 'list the paths of all below it')
    .option('-s, --stat', 'also its Stat')
    .action(verb(list));
  add('getAllChildrenNumber <path>', 'count all znodes below one').action(verb(getAllChildrenNumber));
  add('getEphemerals [path]', 'list ephemeral znodes at and below a path, with the sessions that own them')
    .option('--session <id>', 'only those of this session', wholeNumber)
    .addHelpText('after', "\nZooKeeper's verb lists those of its own session; a command has a session of its own here, which owns none.")
    .action(verb(getEphemerals));
  add('getAcl <path>', 'print the access control list of a znode, in the form that setAcl takes')
    .option('-s, --stat', 'also its Stat')
    .addHelpText('after', `${aclForm}\nHashes of the scheme digest are shown as x to callers without the right a.`)
    .action(verb(getAcl));
  add('setAcl <path> <list>', 'replace the access control list of a znode')
    .option('-v, --version <number>', 'only where the list has this version (aversion)', wholeNumber)
    .option('-R, --recursive', 'also of all below it')
    .option('-s, --stat', 'print the Stat afterwards')
    .addHelpText('after', aclForm)
    .action(verb(setAcl));
  add('whoami', 'print the identities that the server judges this caller by').action(verb(whoAmI));
  const quota = add('quota', 'limit the znodes and bytes of a subtree');
  quota
    .command('set <path>')
    .description('set the limits of a subtree, its root included; replaces those there are')
    .option('-N, --count <number>', 'hard: a create above it is refused (QUOTAEXCEEDED)', positiveWholeNumber)
    .option('-n, --count-soft <number>', 'soft: a warning and a metric', positiveWholeNumber)
    .option('-B, --bytes <number>', 'hard: data above it is refused', positiveWholeNumber)
    .option('-b, --bytes-soft <number>', 'soft: a warning and a metric', positiveWholeNumber)
    .action(verb(setQuota));
  quota.command('del <path>').description('remove the limits of a subtree').action(verb(removeQuota));
  quota
    .command('list [path]')
    .description('list the limits on a path, above and below it, and what is used; without a path all')
    .action(verb(listQuotas));
  const member = add('member', 'tell the members of the cluster, add some, remove some').addHelpText('after', memberForm);
  const madeFrom = (command: Command): Command =>
    command
      .option('-v, --version <number>', 'only where the membership has this version (member list tells it)', wholeNumber)
      .addHelpText('after', memberForm);
  member.command('list').description('list the members, their parts and addresses').action(verb(listOfMembers));
  madeFrom(member.command('add <N=HOST:PEERPORT[/HOST:CLIENTPORT]...>').description('make members of these replicas')).action(
    verb(addMembers),
  );
  madeFrom(member.command('remove <N...>').description('these replicas are members no more')).action(verb(removeMembers));
  madeFrom(member.command('move <N=HOST:PEERPORT[/HOST:CLIENTPORT]>').description('give a member another address')).action(
    verb(moveMember),
  );
  add('stat <path>', 'print the Stat of a znode: zxids, times, versions, sizes').action(verb(stat));
  add('exists <path>', 'print true or false; exit code 0 or 1').action(verb(exists));
  add('watch <path>', 'print changes of a znode as they happen, until Ctrl-C; goes on when a replica is lost')
    .option('-r, --recursive', 'also of all below it')
    .option('-n, --count <number>', 'end after so many', positiveWholeNumber)
    .option('-d, --data', 'with the new data')
    .option('-p, --previous', 'with the data before')
    .action(verb(watch));
  add('multi <file>', 'do several writes, checks and reads, all or none, from a JSON list ("-": stdin)')
    .addHelpText('after', multiForm)
    .action(verb(multi));
  add('sync [path]', 'wait until the replica has everything acknowledged so far; prints its zxid').action(
    verb(async (at: Context, path: string | undefined) => sync(at, path ?? '/')),
  );
  const several = (text: string, before: readonly string[]): readonly string[] => [...before, text];
  const credentials = (flags: string, name: string): Option =>
    new Option(
      flags,
      `an identity to act as in ZooKeeper: digest:USER:PASSWORD; can be given several times (or ${name}, which ps does not show)`,
    )
      .argParser(several)
      .default(
        (environment[name] ?? '').split(' ').filter((each) => each !== ''),
        'none',
      );
  const addCopy = (command: Command, name: string): void => {
    command
      .option('--once', `${name}: end when the copy is in step, instead of following until Ctrl-C`)
      .option('--delete', `${name}: also delete what was in the target before and is not in the source`)
      .option('-a, --acl <list>', `${name}: give every znode this list instead of its own`);
  };
  const importing = add(
    'import [dir] [path]',
    'make a znode of every file and folder of a directory; or, with --from, copy a running ZooKeeper',
  )
    .option('--force', 'write into a znode that is not empty, replacing data')
    .option('--from <zookeeper://host:port,.../path>', 'copy this subtree of a ZooKeeper, and follow it: import --from URL [path]')
    .addOption(credentials('--from-auth <scheme:credential>', 'GROVE_FROM_AUTH'))
    .addHelpText(
      'after',
      `\nSymbolic links are followed, to files and folders; links that lead nowhere or back to a folder above are skipped with a note.\nA folder becomes a znode without data, a file one with its bytes; an empty file one whose data was set once (version 1).\nNames that are no UTF-8, or have characters that a path may not have (control characters, private use, emoji), are refused before anything is written.\nIt goes on when replicas are lost, the leader too: every znode is made once.\n${copyForm}`,
    )
    .action(
      verb(async (at: Context, first: string | undefined, second: string | undefined, options: ImportOptions) => {
        if (options.from !== undefined) {
          checkCopy(second, options);
          return importFromZooKeeper(at, options.from, first, options.fromAuth, options);
        }
        const [folder, path] = checkBoth(first, second, options, 'import DIR PATH, or import --from zookeeper://HOST:PORT/PATH [PATH]');
        return importFolder(at, folder, path, options);
      }),
    );
  addCopy(importing, '--from');
  const exporting = add('export [path] [dir]', 'write a subtree as folders and files; or, with --to, copy it into a running ZooKeeper')
    .option('--force', 'write into a folder that is not empty, replacing files')
    .option('--to <zookeeper://host:port,.../path>', 'copy to this path of a ZooKeeper, and follow: export --to URL [path]')
    .addOption(credentials('--to-auth <scheme:credential>', 'GROVE_TO_AUTH'))
    .addHelpText(
      'after',
      `\nA znode with data is a file, one without is a folder (an empty file if its data was ever set); a znode with data and children is refused.\n${copyForm}`,
    )
    .action(
      verb(async (at: Context, first: string | undefined, second: string | undefined, options: ExportOptions) => {
        if (options.to !== undefined) {
          checkCopy(second, options);
          return exportToZooKeeper(at, options.to, first, options.toAuth, options);
        }
        const [path, folder] = checkBoth(first, second, options, 'export PATH DIR, or export --to zookeeper://HOST:PORT/PATH [PATH]');
        return exportFolder(at, path, folder, options);
      }),
    );
  addCopy(exporting, '--to');
  add('status', 'ask every endpoint for its role, indexes and digest; exit code 1 where one does not answer').action(verb(status));
  // A subcommand inherits these only when asked to.
  for (const command of [...program.commands, ...quota.commands, ...member.commands]) {
    command.exitOverride().configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.note(text.trimEnd()) });
    command.showHelpAfterError(`(grove ${command.name()} --help explains it)`);
  }

  try {
    await program.parseAsync([...args], { from: 'user' });
    terminal.progress('');
    return exitCode;
  } catch (error) {
    terminal.progress('');
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Interrupted) return 130;
    terminal.note(`grove: ${explain(error)}`);
    return error instanceof Failure ? error.exitCode : 1;
  }
}
