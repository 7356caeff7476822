import type { Report } from '../violation';

/** Some ten times what users ask for in a run, what is sent again over and over included. */
const ENTRIES_MAX = 8_000;

/** What is sent again is sent again for a reason, and comes to an end: the log does not fill by itself. */
export function checkLogGrowth(entries: number, report: Report): void {
  if (entries > ENTRIES_MAX) report('log growth', `the log holds ${entries} entries; nobody has asked for so many`);
}
