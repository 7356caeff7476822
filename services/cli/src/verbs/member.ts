import { ErrorCode, GroveError, changeMembers, listMembers } from '@grove/client';
import type { ClusterMember, MemberAddress, Membership, MembershipChange, MembershipOptions } from '@grove/client';
import type { Context } from '../context';
import { usage } from '../failure';
import { json, table } from '../format';

/** The verbs of members: who belongs to the cluster, and who is to. */

export interface MemberOptions {
  readonly version?: number;
}

/** As often as the membership may change between the look at it and the change, of which each is made from what was seen. */
const ATTEMPTS = 10;

export async function listOfMembers(context: Context): Promise<void> {
  show(context, await listMembers(context.endpoints, optionsOf(context)));
}

export function addMembers(context: Context, texts: readonly string[], options: MemberOptions): Promise<void> {
  return changed(context, options, ({ members }) => {
    const joining = texts.map(parseMember);
    const present = joining.find(({ replica }) => members.some((member) => member.replica === replica));
    if (present !== undefined) throw usage(`replica ${present.replica} is a member already (grove member move gives it another address)`);
    return { joining, leaving: [] };
  });
}

export function moveMember(context: Context, text: string, options: MemberOptions): Promise<void> {
  return changed(context, options, ({ members }) => {
    const joining = parseMember(text);
    if (members.every(({ replica }) => replica !== joining.replica)) throw usage(`replica ${joining.replica} is no member`);
    return { joining: [joining], leaving: [] };
  });
}

export function removeMembers(context: Context, texts: readonly string[], options: MemberOptions): Promise<void> {
  return changed(context, options, () => ({
    joining: [],
    leaving: texts.map((text) => {
      if (!/^[1-9]$/.test(text)) throw usage(`"${text}" is no number of a replica: 1 to 9`);
      return Number(text);
    }),
  }));
}

/** Every attempt names the version that it was made from, so that none is done twice, or upon what nobody has seen. */
async function changed(
  context: Context,
  { version }: MemberOptions,
  changeOf: (now: Membership) => Pick<MembershipChange, 'joining' | 'leaving'>,
): Promise<void> {
  const options = optionsOf(context);
  for (let attempt = 1; ; attempt += 1) {
    const now = await listMembers(context.endpoints, options);
    const change = { ...changeOf(now), version: version ?? now.version, members: null };
    try {
      show(context, await changeMembers(context.endpoints, change, options));
      return;
    } catch (error) {
      const isOutdated = error instanceof GroveError && error.code === ErrorCode.BADVERSION && version === undefined;
      if (!isOutdated || attempt === ATTEMPTS) throw error;
    }
  }
}

function optionsOf(context: Context): MembershipOptions {
  return { timeoutMs: context.timeoutMs, auth: context.auth, ...context.connection };
}

/** `N=HOST:PEERPORT[/HOST:CLIENTPORT]`, as a replica's own --members has it; the server judges the addresses. */
function parseMember(text: string): MemberAddress {
  const [, number = '', peerAddress = '', clientAddress] = /^([1-9])=([^/,\s]+)(?:\/([^/,\s]+))?$/.exec(text) ?? [];
  const [, host = '', port = ''] = /^(.+):([0-9]{1,5})$/.exec(peerAddress) ?? [];
  if (number === '' || host === '')
    throw usage(`"${text}" is not N=HOST:PEERPORT[/HOST:CLIENTPORT] with N from 1 to 9 (for example 4=h4:7420)`);
  return { replica: Number(number), peerAddress, clientAddress: clientAddress ?? `${host}:${Number(port) - 10}` };
}

function show({ terminal, output }: Context, membership: Membership): void {
  if (output === 'json') {
    terminal.out(json(membership));
    return;
  }
  const head = ['REPLICA', 'PART', 'PEERS', 'CLIENTS'];
  terminal.out(table([head, ...membership.members.map(row)]));
  terminal.note(`version ${membership.version}`);
}

function row({ replica, voter, incarnation, peerAddress, clientAddress }: ClusterMember): string[] {
  return [String(replica), voter ? 'voter' : incarnation === '' ? 'awaited' : 'learner', peerAddress, clientAddress];
}
