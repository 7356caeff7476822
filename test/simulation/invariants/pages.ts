import type { GetChildrenOperation } from '@grove/wire';
import type { ReferenceListing } from '@grove/tree/dist/testing/reference-tree';
import { textOf, type RequestRecord, type SeenAnswer } from '../history';
import type { Replayed } from '../replay';
import { sameValue, show } from './same-value';

/**
 * A page is the next cut of the list as it is at the zxid of the answer, newest first: behind the last child that the page before gave,
 * whatever came or went since, and by whichever replica. So a child that stays is given exactly once. Null for nothing amiss.
 */
export function listingFlaw(
  request: RequestRecord,
  operation: GetChildrenOperation,
  answer: SeenAnswer,
  replayed: Replayed,
): string | null {
  const listing = replayed.listings.get(request);
  if (listing === undefined) return 'the list was not replayed';
  if (answer.code !== listing.code) return `said ${answer.code}; the reference tree says ${listing.code}`;
  if (answer.code !== 0) return null;
  const { result } = answer;
  if (result?.type !== 'getChildren') return `has the result ${show(result)}`;
  const { pageSize, pageToken, withData = false, withStat = false } = operation;
  const bornBefore = request.previousPage === null ? Infinity : lastBornOf(request.previousPage, replayed);
  const rest = listing.children.filter(({ born }) => born < bornBefore);
  const page = pageSize === undefined ? rest : rest.slice(0, pageSize);
  if (
    !sameValue(
      namesOf(result),
      page.map(({ name }) => name),
    )
  ) {
    return `lists ${show(namesOf(result))}; due was ${show(page.map(({ name }) => name))} of ${listing.children.length}`;
  }
  const isPaged = pageSize !== undefined || pageToken !== undefined;
  if ((result.nextPageToken !== undefined) !== (isPaged && page.length < rest.length)) {
    return `${result.nextPageToken === undefined ? 'is said to be the last page' : 'is said to have a page behind it'}; ${rest.length - page.length} children follow`;
  }
  if (!sameValue(result.stat, listing.stat)) return `has the Stat ${show(result.stat)}; it was ${show(listing.stat)}`;
  for (const [at, { name, stat, data }] of (result.entries ?? []).entries()) {
    const child = page[at];
    const wantedStat = withStat ? (child?.stat ?? null) : null;
    const wantedData = withData ? (child?.data ?? '') : '';
    if (!sameValue(stat, wantedStat)) return `gives ${name} the Stat ${show(stat)}; it was ${show(wantedStat)}`;
    if (textOf(data) !== wantedData) return `gives ${name} the data ${textOf(data).slice(0, 40)}; it was ${wantedData.slice(0, 40)}`;
  }
  if ((result.entries !== undefined) !== ((withData || withStat) && page.length > 0)) return 'has not what was asked for of each child';
  return null;
}

/** The order of creation of the last child of a page. */
function lastBornOf(request: RequestRecord, replayed: Replayed): number {
  const result = request.answer?.result;
  const children: ReferenceListing['children'] = replayed.listings.get(request)?.children ?? [];
  const last = result?.type === 'getChildren' ? namesOf(result).at(-1) : undefined;
  return children.find(({ name }) => name === last)?.born ?? Infinity;
}

function namesOf(result: {
  readonly children: readonly string[];
  readonly entries?: readonly { readonly name: string }[];
}): readonly string[] {
  return result.entries === undefined ? result.children : result.entries.map(({ name }) => name);
}
