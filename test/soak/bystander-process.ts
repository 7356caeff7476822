/** `node bystander-process.js ENDPOINT PATH`, forked by `Bystander`: writes at PATH until it is ended. */
import { connect, type GroveClient } from '@grove/client';
import { pause } from '../cluster/until';
import type { BystanderReport } from './bystander';

const SESSION_TIMEOUT_MS = 30_000;
const BETWEEN_WRITES_MS = 20;

async function main(endpoint: string, path: string): Promise<never> {
  const client: GroveClient = await connect({ endpoints: [endpoint], sessionTimeoutMs: SESSION_TIMEOUT_MS });
  let slowestMs = 0;
  let writes = 0;
  let beganMs: number | undefined;
  const report = (): void => {
    const underWayMs = beganMs === undefined ? 0 : performance.now() - beganMs;
    process.send?.({ slowestMs: Math.max(slowestMs, underWayMs), writes } satisfies BystanderReport);
    slowestMs = 0;
  };
  process.on('message', report);
  process.on('disconnect', () => process.exit(1));
  report();
  for (;;) {
    beganMs = performance.now();
    await client.setData(path, Buffer.from('x'));
    slowestMs = Math.max(slowestMs, performance.now() - beganMs);
    beganMs = undefined;
    writes += 1;
    await pause(BETWEEN_WRITES_MS);
  }
}

const [, , endpoint = '', path = ''] = process.argv;
main(endpoint, path).catch((error: unknown) => {
  process.stderr.write(`the small session: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
