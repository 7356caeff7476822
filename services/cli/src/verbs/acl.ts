import type { GroveClient } from '@grove/client';
import { formatAcl, formatRights, parseAcl } from '../acl-text';
import { checkPath, withClient } from '../context';
import type { Context } from '../context';
import { json, statTable, table } from '../format';
import { walkTree } from '../walk-tree';

/** The verbs of access control. */

export async function getAcl(context: Context, path: string, options: { readonly stat?: boolean }): Promise<void> {
  checkPath(path);
  const { acl, stat } = await withClient(context, (client) => client.getAcl(path));
  const { terminal } = context;
  if (context.output === 'json') {
    const entries = acl.map(({ rights, identity }) => ({ ...identity, rights: formatRights(rights) }));
    terminal.out(json({ path, acl: entries, ...(options.stat === true ? { stat } : {}) }));
    return;
  }
  terminal.out(acl.map((entry) => `${formatAcl(entry)}\n`).join(''));
  if (options.stat === true) terminal.out(statTable(stat));
}

export async function setAcl(
  context: Context,
  path: string,
  text: string,
  options: { readonly version?: number; readonly recursive?: boolean; readonly stat?: boolean },
): Promise<void> {
  checkPath(path);
  const acl = parseAcl(text);
  const { terminal } = context;
  await withClient(context, async (client) => {
    if (options.recursive === true) {
      const changed = await setBelow(client, path, acl);
      if (context.output === 'json') terminal.out(json({ path, changed }));
      return;
    }
    const { stat, zxid } = await client.setAcl(path, acl, options.version === undefined ? {} : { version: options.version });
    if (context.output === 'json') terminal.out(json({ path, zxid, stat }));
    else if (options.stat === true) terminal.out(statTable(stat));
  });
}

/** The lists of the znode and of all below it, children before their parents: a list that shuts out the caller comes last. */
async function setBelow(client: GroveClient, path: string, acl: ReturnType<typeof parseAcl>): Promise<number> {
  const paths: string[] = [];
  await walkTree(client, path, (found) => {
    paths.push(found.path);
  });
  paths.sort((a, b) => b.length - a.length);
  await Promise.all(paths.map((each) => client.setAcl(each, acl)));
  return paths.length;
}

export async function whoAmI(context: Context): Promise<void> {
  const identities = await withClient(context, (client) => client.whoAmI());
  if (context.output === 'json') context.terminal.out(json(identities));
  else context.terminal.out(table(identities.map(({ scheme, id }) => [scheme, id])));
}
