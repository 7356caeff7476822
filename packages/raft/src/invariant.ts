/** A rule of the protocol does not hold. The caller ends the process: a replica that contradicts itself must not go on promising. */
export class InvariantError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvariantError';
  }
}

/** Throws; the message names the numbers that contradict each other. */
export function fail(message: string): never {
  throw new InvariantError(message);
}
