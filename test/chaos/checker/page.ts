import type { OperationOf, Outcome } from './history';
import type { Caller, Model } from './model';
import { difference } from './outcome';

export function namesOf({ children, entries }: Outcome): readonly string[] {
  return entries !== undefined && entries.length > 0 ? entries.map(({ name }) => name) : (children ?? []);
}

/**
 * Where a list of children with data or Stat, or a page of one, differs from what is there now; null where it does not. Which children
 * belong to a later page is seen over all pages (rule "pages").
 */
export function pageDifference(model: Model, operation: OperationOf<'getChildren'>, caller: Caller, recorded: Outcome): string | null {
  const { path, pageSize = Infinity, pageToken } = operation;
  const all = model.children(path);
  const names = namesOf(recorded);
  if (names.length > pageSize) return `${names.length} children on a page of ${pageSize}`;
  const stranger = names.find((name) => !all.includes(name));
  if (stranger !== undefined) return `'${stranger}' is no child`;
  const isWhole = pageToken === undefined && recorded.nextPageToken === undefined;
  if (isWhole && new Set(names).size !== all.length) return `${names.length} children and no further page, there are ${all.length}`;
  if (recorded.nextPageToken !== undefined && names.length === 0) return 'a page without children, and yet another one';
  for (const { name, ...shown } of recorded.entries ?? []) {
    const problem = difference(model.child(path === '/' ? `/${name}` : `${path}/${name}`, operation, caller), shown);
    if (problem !== null) return `'${name}': ${problem}`;
  }
  const { children: _, entries: __, nextPageToken: ___, ...ofParent } = recorded;
  return difference(model.read({ type: 'getChildren', path, watch: false }, caller).outcome, ofParent);
}
