import { setTimeout as delay } from 'node:timers/promises';
import { Metadata, connectivityState } from '@grpc/grpc-js';
import type { Client, ServiceError } from '@grpc/grpc-js';
import { ErrorCode, decodeMembership, encodeListMembersRequest, encodeMembershipChange } from '@grove/wire';
import type { CallOptions, Membership, MembershipChange } from '@grove/wire';
import { credentialBytes } from './client-options';
import type { AuthOptions } from './client-options';
import { asBuffer, identity, methods, openChannel, toGroveError } from './grpc-channel';
import { GroveError } from './session';
import { channelCredentials } from './tls';
import type { UnaryOptions } from './unary';

export interface MembershipOptions extends UnaryOptions {
  /** Proofs of identities: to change the members takes the superuser's, where the connection has none. */
  readonly auth?: readonly AuthOptions[];
}

/** A connection stands within so much, or another replica is tried. */
const CONNECT_MS = 3_000;
/** As is a question answered: a replica that has no leader says so before. */
const ANSWER_MS = 3_000;
/** By these codes a replica says that it has done nothing, and another may. */
const NOTHING_DONE: ReadonlySet<number> = new Set([ErrorCode.CONNECTIONLOSS, ErrorCode.OPERATIONTIMEOUT]);
/** Another change, or the promotion of a learner, is committed soon. */
const PAUSE_MS = 100;

/** The members, as new as any that were told before the call. `endpoints`: host:port of replicas, tried in turn. Rejects with a GroveError. */
export function listMembers(endpoints: readonly string[], options: MembershipOptions = {}): Promise<Membership> {
  const request = asBuffer(encodeListMembersRequest({ ...callOf(options), linearizable: true }));
  return onOne(endpoints, options, (channel, _deadlineMs, soonMs) => read(channel, request, soonMs));
}

/**
 * Changes the members; while another change is under way it waits for that. Rejects with the GroveError of the change: OUTCOMEUNKNOWN where the
 * connection was lost with the answer, then the members tell what became of it. One with a version is done once at most.
 */
export function changeMembers(
  endpoints: readonly string[],
  change: MembershipChange,
  options: MembershipOptions = {},
): Promise<Membership> {
  const request = asBuffer(encodeMembershipChange(change, callOf(options)));
  const question = asBuffer(encodeListMembersRequest({ ...callOf(options), linearizable: true }));
  return onOne(endpoints, options, async (channel, deadlineMs, soonMs) => {
    // One that cannot answer this is not asked for what may then have happened or not.
    await read(channel, question, soonMs);
    for (;;) {
      try {
        return await send(channel, methods.changeMembers, request, deadlineMs);
      } catch (error) {
        const isInProgress = error instanceof GroveError && error.code === ErrorCode.RECONFIGINPROGRESS;
        if (!isInProgress || Date.now() + PAUSE_MS >= deadlineMs) throw error;
        await delay(PAUSE_MS);
      }
    }
  });
}

function callOf({ auth = [] }: MembershipOptions): CallOptions {
  return {
    sessionId: 0,
    sessionSecret: new Uint8Array(0),
    linearizable: false,
    minZxid: 0,
    credentials: auth.map(({ scheme, credential }) => ({ scheme, credential: credentialBytes(credential) })),
  };
}

/**
 * One that cannot be reached, or says that it serves nobody or has no leader, has done nothing: the next one is asked. `soonMs`: until when a
 * question is to be answered where there is another to ask.
 */
async function onOne<T>(
  endpoints: readonly string[],
  options: MembershipOptions,
  work: (channel: Client, deadlineMs: number, soonMs: number) => Promise<T>,
): Promise<T> {
  const deadlineMs = Date.now() + (options.timeoutMs ?? 20_000);
  let last = new GroveError(ErrorCode.BADARGUMENTS, '', 'no endpoints');
  for (const [at, endpoint] of endpoints.entries()) {
    const isLast = at === endpoints.length - 1;
    const channel = openChannel(endpoint, channelCredentials(options));
    try {
      await connected(channel, endpoint, Math.min(deadlineMs, Date.now() + CONNECT_MS));
      const leftMs = deadlineMs - Date.now();
      return await work(channel, deadlineMs, isLast ? deadlineMs : Date.now() + Math.min(leftMs / 2, ANSWER_MS));
    } catch (error) {
      if (!(error instanceof GroveError) || !NOTHING_DONE.has(error.code)) throw error;
      last = error;
    } finally {
      channel.close();
    }
  }
  throw last;
}

/** Rejects as soon as the endpoint refuses: waiting for it to come up is for those who have no other. */
function connected(channel: Client, endpoint: string, deadlineMs: number): Promise<void> {
  const at = channel.getChannel();
  return new Promise((resolve, reject) => {
    const look = (error?: Error): void => {
      const state = at.getConnectivityState(true);
      if (state === connectivityState.READY) resolve();
      else if (error !== undefined || state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) {
        reject(new GroveError(ErrorCode.CONNECTIONLOSS, '', `${endpoint} cannot be reached`));
      } else at.watchConnectivityState(state, deadlineMs, look);
    };
    look();
  });
}

/** The members as they are. Without an answer nothing has happened. */
async function read(channel: Client, request: Buffer, deadlineMs: number): Promise<Membership> {
  try {
    return await send(channel, methods.listMembers, request, deadlineMs);
  } catch (error) {
    if (!(error instanceof GroveError) || error.code !== ErrorCode.OUTCOMEUNKNOWN) throw error;
    throw new GroveError(ErrorCode.OPERATIONTIMEOUT, '', error.message);
  }
}

function send(channel: Client, method: string, request: Buffer, deadlineMs: number): Promise<Membership> {
  return new Promise((resolve, reject) => {
    channel.makeUnaryRequest<Buffer, Buffer>(
      method,
      identity,
      identity,
      request,
      new Metadata(),
      { deadline: deadlineMs },
      (error, response) => {
        const membership = response === undefined ? null : decodeMembership(response);
        if (error !== null) reject(failureOf(error));
        else if (membership === null) reject(new GroveError(ErrorCode.MARSHALLINGERROR, '', 'an answer that cannot be read'));
        else resolve(membership);
      },
    );
  });
}

/** A connection that broke behind the request, or a deadline, says nothing of what became of it; a replica that answers does. */
function failureOf(error: ServiceError): GroveError {
  const failure = toGroveError(error, '');
  const isAnswer = error.metadata.get('grpc-status-details-bin').length > 0;
  const isOpen = failure.code === ErrorCode.CONNECTIONLOSS || failure.code === ErrorCode.OPERATIONTIMEOUT;
  return isOpen && !isAnswer ? new GroveError(ErrorCode.OUTCOMEUNKNOWN, '', failure.message) : failure;
}
