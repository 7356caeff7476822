import type { loadSync, PackageDefinition } from '@grpc/proto-loader';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The protocol's files that clients may see, from the folder `proto`. */
const clientFiles = ['grove/v1/coordination.proto', 'grove/v1/maintenance.proto'];

/**
 * The folder `proto`: the nearest one above this file. So it is found in the repository, from sources and from
 * built code, and in a container that keeps the repository's layout.
 */
export function findProtoFolder(start: string = __dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'proto');
    if (clientFiles.every((file) => existsSync(join(candidate, file)))) return candidate;
    if (folder === dirname(folder)) throw new Error(`no folder 'proto' with ${clientFiles.join(' and ')} in or above ${start}`);
  }
}

/** The definitions of `grove.v1`: int64 as numbers, enums as numbers, names in camel case. `load`: proto-loader's, which is loaded when it is needed. */
export function loadClientProtocol(load: typeof loadSync): PackageDefinition {
  return load(clientFiles, { includeDirs: [findProtoFolder()], longs: Number, enums: Number, defaults: true, keepCase: false });
}
