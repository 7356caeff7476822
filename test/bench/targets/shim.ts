import { clearFault, setFault, shimEnvironment, shimFiles } from '../../cluster/power-loss';

/** The environment that makes a server's disk hang on demand; nothing where there is no library. */
export function shimOf(library: string | undefined, dataFolder: string): Readonly<Record<string, string>> {
  if (library === undefined) return {};
  // What was synced is of no interest here, and recording it would cost something.
  const { LD_PRELOAD = '', GROVE_SHIM_FAULT = '' } = shimEnvironment(library, shimFiles(dataFolder));
  return { LD_PRELOAD, GROVE_SHIM_FAULT };
}

export function hangDisk(dataFolder: string, hangs: boolean): void {
  if (hangs) setFault(shimFiles(dataFolder), 'hang');
  else clearFault(shimFiles(dataFolder));
}
