/** Where the development tools lie. They are started by node itself: no shell, no npx, no PATH. */
import { join } from 'node:path';
import { repositoryRoot } from './setup.mjs';

/** The protocol that released clients and logs on disk rely on; it changes only by `npm run fix -- --accept-proto`. */
export const protoBaseline = '.config/proto-baseline.binpb';

/** The command line that runs a script with this node. */
export function node(...args) {
  return [process.execPath, ...args];
}

/** The path of a tool's script inside an installed package. */
export function tool(packageName, script) {
  return join(repositoryRoot, 'node_modules', packageName, script);
}

/** buf's wrapper finds the binary in the package for this platform; no install script is needed. */
export function bufArguments(...args) {
  return [tool('@bufbuild/buf', 'bin/buf'), ...args];
}
