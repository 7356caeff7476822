import { status as askStatus } from '@grove/client';
import type { ReplicaStatus } from '@grove/client';
import type { Context } from '../context';
import { explain } from '../failure';
import { json, table } from '../format';

/** Asks every endpoint. Answers the exit code: 1 where one of them did not answer. */
export async function status(context: Context): Promise<number> {
  const rows = await Promise.all(
    context.endpoints.map(async (endpoint): Promise<{ endpoint: string; status: ReplicaStatus | null; error: string | null }> => {
      try {
        return {
          endpoint,
          status: await askStatus(endpoint, { timeoutMs: Math.min(context.timeoutMs, 3_000), ...context.connection }),
          error: null,
        };
      } catch (error) {
        return { endpoint, status: null, error: explain(error) };
      }
    }),
  );
  const { terminal } = context;
  if (context.output === 'json') {
    terminal.out(json(rows));
  } else {
    const head = [
      'ENDPOINT',
      'REPLICA',
      'ROLE',
      'TERM',
      'LEADER',
      'COMMITTED',
      'APPLIED',
      'ZNODES',
      'SESSIONS',
      'WATCHES',
      'CONNECTIONS',
      'VERSION',
      'DIGEST',
    ];
    const lines = rows.flatMap(({ endpoint, status: found }) =>
      found === null
        ? []
        : [
            [
              endpoint,
              String(found.replica),
              found.role,
              String(found.term),
              found.leader === 0 ? '-' : String(found.leader),
              String(found.commitIndex),
              String(found.appliedIndex),
              String(found.znodes),
              String(found.sessions),
              String(found.watches),
              String(found.connections),
              found.version,
              `${found.digest}@${found.digestZxid}`,
            ],
          ],
    );
    if (lines.length > 0) terminal.out(table([head, ...lines]));
  }
  for (const { endpoint, error } of rows) if (error !== null) terminal.note(`grove: ${endpoint}: ${error}`);
  return rows.every(({ error }) => error === null) ? 0 : 1;
}
