import type { Acl } from '@grove/client';
import { parseAcl } from '../acl-text';
import { checkPath, parseAuth } from '../context';
import type { Context } from '../context';
import { usage } from '../failure';
import { follow } from '../mirror/follow';
import { groveSides } from '../mirror/grove-side';
import type { OpenSide } from '../mirror/side';
import type { Tally } from '../mirror/tally';
import { zooKeeperSides } from '../mirror/zookeeper-side';
import { isReserved, parseZooKeeperAddress } from '../zookeeper/address';

/** Znodes between two lines of progress. */
const PROGRESS_EVERY = 500;

export interface MirrorVerbOptions {
  readonly once?: boolean;
  readonly delete?: boolean;
  /** Every znode's list, as text. */
  readonly acl?: string;
}

/** Copies a ZooKeeper's subtree into Grove and follows its changes. */
export function importFromZooKeeper(
  context: Context,
  address: string,
  path: string | undefined,
  auth: readonly string[],
  options: MirrorVerbOptions,
): Promise<void> {
  return mirror(context, address, path, auth, options, 'import');
}

/** The way back. */
export function exportToZooKeeper(
  context: Context,
  address: string,
  path: string | undefined,
  auth: readonly string[],
  options: MirrorVerbOptions,
): Promise<void> {
  return mirror(context, address, path, auth, options, 'export');
}

async function mirror(
  context: Context,
  text: string,
  grovePath: string | undefined,
  auth: readonly string[],
  options: MirrorVerbOptions,
  direction: 'import' | 'export',
): Promise<void> {
  const { terminal } = context;
  const address = parseZooKeeperAddress(text);
  const path = checkPath(grovePath ?? address.path);
  if (isReserved(path)) throw usage(`${path} belongs to Grove itself: name another path`);
  const acl: readonly Acl[] | null = options.acl === undefined ? null : parseAcl(options.acl);
  const authOption = direction === 'import' ? '--from-auth' : '--to-auth';
  const zooKeeper = zooKeeperSides({
    address,
    auth: auth.map((each) => parseAuth(each, authOption)),
    authOption,
    giveUpAfterMs: context.timeoutMs,
    note: terminal.note,
  });
  const grove = groveSides(context, path);
  const [openSource, openTarget]: readonly [OpenSide, OpenSide] = direction === 'import' ? [zooKeeper, grove] : [grove, zooKeeper];
  const once = options.once === true;
  let looks = 0;
  let isAgain = false;
  const { zxid, tally } = await follow({
    openSource,
    openTarget,
    acl,
    deletes: options.delete === true,
    once,
    interrupted: terminal.interrupted,
    note: terminal.note,
    progress: (so, isFollowing) => {
      if (!isFollowing && ++looks % PROGRESS_EVERY !== 0) return;
      const changes = `${so.written} written, ${so.deleted} deleted`;
      terminal.progress(isFollowing ? `following: ${so.znodes} znodes; ${changes}` : `${so.znodes} znodes compared; ${changes}`);
    },
    inStep: (at, so) => {
      terminal.progress('');
      if (!isAgain) remarks(so).forEach(terminal.note);
      const end = once ? '' : '; following: Ctrl-C when your clients have moved';
      report(context, at, so, !once, `in step${isAgain ? ' again' : ''} at zxid ${at}, ${so.znodes} znodes, ${so.bytes} bytes${end}`);
      isAgain = true;
    },
  });
  terminal.progress('');
  if (!once) report(context, zxid, tally, false, `ended in step at zxid ${zxid}, ${tally.znodes} znodes, ${tally.bytes} bytes`);
}

/** What a copy does not have. */
function remarks(tally: Tally): string[] {
  return [
    ...(tally.ephemerals > 0
      ? [`${tally.ephemerals} ephemeral znodes were passed over: they go with their sessions, which make them anew`]
      : []),
    ...(tally.leftAlone > 0
      ? [`${tally.leftAlone} znodes that the source does not have were left, with all below them; --delete deletes them`]
      : []),
  ];
}

function report(context: Context, zxid: string, tally: Tally, isFollowing: boolean, line: string): void {
  const { znodes, bytes, written, deleted, ephemerals, leftAlone } = tally;
  const values = { zxid, znodes, bytes, written, deleted, ephemerals, leftAlone, isFollowing };
  context.terminal.out(context.output === 'json' ? `${JSON.stringify(values)}\n` : `${line}\n`);
}
