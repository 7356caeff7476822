import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** A mistake of the person at the terminal; told in one line, exit code 2. */
export class UsageError extends Error {}

export const usage = `Runs a Grove cluster on this machine, for development and for trying it out.

  npm start -- [options]

  --replicas N       Number of replicas, 1 to 9 (default 3).
  --data DIR         Folder for the data (default .grove).
  --fresh            Delete the data in that folder first.
  --base-port P      Replica N listens on P+10+N (clients), P+20+N (peers), P+30+N (HTTP) (default 7400), and for ZooKeeper's
                     own clients on P+40+N (by default on 2180+N).
  --no-zookeeper     Do not serve ZooKeeper's own clients.
  --log-level LEVEL  debug, info, warn or error (default info).
  --no-setup         Do not install, check or build anything first.
  --help             Print this.

Every other setting of a replica is taken from GROVE_* variables; see
  node services/replica/dist/main.js --help

Ctrl-C stops all replicas cleanly; a second one kills them. A replica that dies is started again.
`;

/** `directory`: what a relative --data is relative to. */
export function readOptions(args, directory) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        replicas: { type: 'string', default: '3' },
        data: { type: 'string', default: '.grove' },
        fresh: { type: 'boolean', default: false },
        'base-port': { type: 'string', default: '7400' },
        'log-level': { type: 'string', default: 'info' },
        'no-zookeeper': { type: 'boolean', default: false },
        'no-setup': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(error.message.split('\n')[0]);
  }
  if (!['debug', 'info', 'warn', 'error'].includes(values['log-level']))
    throw new UsageError(`--log-level '${values['log-level']}' is none of debug, info, warn, error.`);
  return {
    replicas: wholeNumber('--replicas', values.replicas, 1, 9),
    dataDir: resolve(directory, values.data),
    fresh: values.fresh,
    basePort: wholeNumber('--base-port', values['base-port'], 1_024, 65_000),
    logLevel: values['log-level'],
    zooKeeper: !values['no-zookeeper'],
    setup: !values['no-setup'],
    help: values.help,
  };
}

function wholeNumber(name, text, min, max) {
  const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) throw new UsageError(`${name} '${text}' is not a whole number from ${min} to ${max}.`);
  return value;
}
