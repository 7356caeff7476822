import type { QuotaUse } from '@grove/client';
import { checkPath, withClient } from '../context';
import type { Context } from '../context';
import { usage } from '../failure';
import { json, table } from '../format';

/** The verbs of quotas: limits of a subtree, its root included. */

export async function setQuota(
  context: Context,
  path: string,
  options: { readonly count?: number; readonly countSoft?: number; readonly bytes?: number; readonly bytesSoft?: number },
): Promise<void> {
  checkPath(path);
  const { count = -1, countSoft = -1, bytes = -1, bytesSoft = -1 } = options;
  const quota = { countHard: count, countSoft, bytesHard: bytes, bytesSoft };
  if (Object.values(quota).every((limit) => limit < 0))
    throw usage('at least one limit is needed: --count, --count-soft, --bytes, --bytes-soft');
  const { zxid } = await withClient(context, (client) => client.setQuota(path, quota));
  if (context.output === 'json') context.terminal.out(json({ path, quota, zxid }));
}

export async function removeQuota(context: Context, path: string): Promise<void> {
  checkPath(path);
  const { zxid } = await withClient(context, (client) => client.removeQuota(path));
  if (context.output === 'json') context.terminal.out(json({ path, zxid }));
}

export async function listQuotas(context: Context, path = '/'): Promise<void> {
  checkPath(path);
  const quotas = await withClient(context, (client) => client.listQuotas(path));
  if (context.output === 'json') {
    context.terminal.out(json(quotas));
    return;
  }
  const head = ['PATH', 'ZNODES', 'SOFT', 'HARD', 'BYTES', 'SOFT', 'HARD'];
  if (quotas.length > 0) context.terminal.out(table([head, ...quotas.map(row)]));
}

function row({ path, quota, count, bytes }: QuotaUse): string[] {
  const limit = (value: number): string => (value < 0 ? '-' : String(value));
  return [
    path,
    String(count),
    limit(quota.countSoft),
    limit(quota.countHard),
    String(bytes),
    limit(quota.bytesSoft),
    limit(quota.bytesHard),
  ];
}
