import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { Interrupted, defaultEndpoints, newContext } from './context';
import type { Context, GlobalOptions } from './context';
import { Failure, explain } from './failure';
import type { Terminal } from './terminal';
import { exportFolder } from './verbs/export';
import { importFolder } from './verbs/import';
import { multi } from './verbs/multi';
import { status } from './verbs/status';
import { watch } from './verbs/watch';
import { create, deleteAll, exists, get, list, remove, set, stat, sync } from './verbs/znode';

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
  grove status                       asks every replica how it is

Exit code: 0 fine, 1 the operation failed, 2 the command was not used rightly.
Every option can stand before or after the verb. GROVE_ENDPOINTS is the same as --endpoints.`;

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

  program
    .description('Works with the znodes of a Grove cluster.')
    .addOption(
      new Option('--endpoints <host:port,...>', 'replicas to try, in this order').default(
        environment['GROVE_ENDPOINTS'] || defaultEndpoints,
      ),
    )
    .addOption(new Option('--output <format>', 'how results are printed').choices(['table', 'json']).default('table'))
    .addOption(new Option('--timeout <seconds>', 'give up when no replica could be used for so long').argParser(positiveNumber).default(30))
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
    .option('-f, --file <file>', 'take the data from a file')
    .action(verb(create));
  add('delete <path>', 'delete a znode without children')
    .option('-v, --version <number>', 'only where the znode has this version', wholeNumber)
    .action(verb(remove));
  add('deleteall <path>', 'delete a znode and all below it').action(verb(deleteAll));
  add('ls <path>', 'list the children of a znode')
    .option('-R, --recursive', 'list the paths of all below it')
    .option('-s, --stat', 'also its Stat')
    .action(verb(list));
  add('stat <path>', 'print the Stat of a znode: zxids, times, versions, sizes').action(verb(stat));
  add('exists <path>', 'print true or false; exit code 0 or 1').action(verb(exists));
  add('watch <path>', 'print changes of a znode as they happen, until Ctrl-C; goes on when a replica is lost')
    .option('-r, --recursive', 'also of all below it')
    .option('-n, --count <number>', 'end after so many', positiveNumber)
    .action(verb(watch));
  add('multi <file>', 'do several writes and checks, all or none, from a JSON list ("-": stdin)')
    .addHelpText(
      'after',
      '\nThe list: [{"op": "create" | "delete" | "set" | "check", "path": "/a", "data": "text", "version": 3, "ephemeral": true, "sequential": true}, ...]\nOnly op and path are needed; "encoding": "base64" says that the data is in base64.',
    )
    .action(verb(multi));
  add('sync [path]', 'wait until the replica has everything acknowledged so far; prints its zxid').action(
    verb(async (at: Context, path: string | undefined) => sync(at, path ?? '/')),
  );
  add('import <dir> <path>', 'make a znode of every file and folder of a directory')
    .option('--force', 'write into a znode that is not empty, replacing data')
    .addHelpText(
      'after',
      '\nSymbolic links are followed, to files and folders; links that lead nowhere or back to a folder above are skipped with a note.\nA folder becomes a znode without data, a file one with its bytes; an empty file one whose data was set once (version 1).\nNames that are no UTF-8, or have characters that a path may not have (control characters, private use, emoji), are refused before anything is written.\nIt goes on when replicas are lost, the leader too: every znode is made once.',
    )
    .action(verb(importFolder));
  add('export <path> <dir>', 'write a subtree as folders and files')
    .option('--force', 'write into a folder that is not empty, replacing files')
    .addHelpText(
      'after',
      '\nA znode with data is a file, one without is a folder (an empty file if its data was ever set); a znode with data and children is refused.',
    )
    .action(verb(exportFolder));
  add('status', 'ask every endpoint for its role, indexes and digest; exit code 1 where one does not answer').action(verb(status));
  // A subcommand inherits these only when asked to.
  for (const command of program.commands) {
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
