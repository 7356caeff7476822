import type { Operation } from '@grove/wire';
import type { RequestRecord } from './history';

/** Of one list, one after the other. */
const PAGES_MAX = 8;

/** What asks for the page behind an answered one; null where there is none, or many were asked for. */
export function nextPageOf(record: RequestRecord): Operation | null {
  const { operation, answer } = record;
  if (operation.type !== 'getChildren' || answer?.result?.type !== 'getChildren') return null;
  const { nextPageToken } = answer.result;
  let pages = 1;
  for (let page = record.previousPage; page !== null; page = page.previousPage) pages++;
  if (nextPageToken === undefined || pages >= PAGES_MAX) return null;
  return { ...operation, watch: false, pageToken: nextPageToken.slice() };
}
