import type { ClusterConfig } from '@grove/raft';
import { decodeConfig } from '@grove/storage';
import { ErrorCode, type ClusterMember, type MembershipChange } from '@grove/wire';
import { bodyOfBlock, type DurableBlock } from '../durable-log';
import type { Asked } from '../membership-asks';
import type { Report } from '../violation';

export interface Version {
  readonly version: number;
  readonly config: ClusterConfig;
}

const INVARIANT = 'membership answers';

/**
 * What was told of the members is so, by the log that was committed: who was told that a change is done finds it there, once, made from the
 * version that he named; what was refused never happened; what was left open, once at most. A list is the members of its version, and of no older
 * one than somebody had been told before.
 */
export function checkMembershipAnswers(asks: readonly Asked[], blocks: readonly DurableBlock[], founders: number, report: Report): void {
  const versions = versionsIn(blocks);
  for (const asked of asks) {
    const text = `replica ${asked.by} was asked for ${JSON.stringify(asked.change ?? 'the members')} and answered ${JSON.stringify(asked.result)}`;
    const { result, change } = asked;
    if (result?.ok === true) {
      const { version, members } = result.value;
      const found = versions.find((known) => known.version === version);
      // As it was formed: by whom, the volumes say.
      if (version > 0 && (found === undefined || !isSame(found.config, members))) {
        report(INVARIANT, `${text}: in the log that is ${JSON.stringify(found?.config ?? null)}`);
      }
      if (version < asked.versionTold) report(INVARIANT, `${text}: version ${asked.versionTold} had been told before`);
      if (change !== null && !isDone(members, change)) report(INVARIANT, `${text}: that is not what was asked for`);
      if (change !== null && change.version !== null && change.version !== version) {
        const next = versions.find((known) => known.version > (change.version ?? 0));
        if (next === undefined || !isDone(membersOf(next.config), change)) report(INVARIANT, `${text}: it was not made from that version`);
      }
    }
    if (asked.mark === null) continue;
    const times = comings(versions, ({ members }) => members.some(({ clientAddress }) => clientAddress === asked.mark), false);
    const isRefused = result !== null && !result.ok && result.code !== ErrorCode.OUTCOMEUNKNOWN;
    if (times > (isRefused ? 0 : 1)) report(INVARIANT, `${text}: it was done ${times} times`);
  }
  checkLeaving(asks, versions, founders, report);
}

/** A removal has no mark: as many of one number as were not refused. */
function checkLeaving(asks: readonly Asked[], versions: readonly Version[], founders: number, report: Report): void {
  for (let id = 1; id <= 9; id++) {
    const times = comings(versions, ({ members }) => members.every((member) => member.id !== id), id > founders);
    const allowed = asks.filter(
      ({ change, result }) =>
        change !== null &&
        (change.leaving.includes(id) || (change.members !== null && change.members.every(({ replica }) => replica !== id))) &&
        (result === null || result.ok || result.code === ErrorCode.OUTCOMEUNKNOWN),
    ).length;
    if (times > allowed) report(INVARIANT, `replica ${id} was taken out ${times} times, and ${allowed} requests for it were not refused`);
  }
}

/** How often it came to be so, from one configuration to the next. */
function comings(versions: readonly Version[], holds: (config: ClusterConfig) => boolean, initially: boolean): number {
  let before = initially;
  let times = 0;
  for (const { config } of versions) {
    const now = holds(config);
    if (now && !before) times++;
    before = now;
  }
  return times;
}

/** The configurations that came after the first one. */
export function versionsIn(blocks: readonly DurableBlock[]): Version[] {
  return blocks.flatMap((block) => {
    const config = block.type === 'config' ? decodeConfig(bodyOfBlock(block)) : null;
    return config === null ? [] : [{ version: block.firstIndex, config }];
  });
}

function membersOf(config: ClusterConfig): ClusterMember[] {
  return config.members.map(({ id, ...member }) => ({ replica: id, ...member }));
}

function isSame(config: ClusterConfig, told: readonly ClusterMember[]): boolean {
  const text = (members: readonly ClusterMember[]): string =>
    members
      .map(({ replica, voter, incarnation, peerAddress, clientAddress }) =>
        [replica, voter, incarnation, peerAddress, clientAddress].join(),
      )
      .join(';');
  return text(membersOf(config)) === text(told);
}

function isDone(members: readonly ClusterMember[], change: MembershipChange): boolean {
  const wanted = change.members ?? change.joining;
  const has = wanted.every(({ replica, peerAddress, clientAddress }) =>
    members.some((member) => member.replica === replica && member.peerAddress === peerAddress && member.clientAddress === clientAddress),
  );
  if (change.members !== null) return has && members.length === wanted.length;
  return has && change.leaving.every((id) => members.every(({ replica }) => replica !== id));
}
