const POLL_MS = 20;

/** Thrown by a probe where waiting longer cannot help: ends the wait at once. */
export class Hopeless extends Error {}

/**
 * Waits for a condition, never for a time: asks `probe` every 20 ms until it gives something other than undefined, null
 * or false. A probe that throws has not been fulfilled yet.
 *
 * @throws Error after `timeoutMs`, naming what was waited for and what the last probe said.
 */
export async function until<T>(what: string, timeoutMs: number, probe: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let lastWord: string;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value;
      lastWord = String(value);
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      lastWord = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what} (last: ${lastWord})`);
    await pause(POLL_MS);
  }
}

/** Lets `ms` milliseconds go by. For pacing a load; to wait for something use `until`. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
