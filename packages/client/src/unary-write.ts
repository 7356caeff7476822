import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Metadata } from '@grpc/grpc-js';
import type { Client } from '@grpc/grpc-js';
import { ErrorCode, decodeUnaryResponse, encodeUnaryRequest } from '@grove/wire';
import type { Credential, Operation, OperationResult, UnaryKind } from '@grove/wire';
import { asBuffer, identity, openChannel, toGroveError } from './grpc-channel';
import { GroveError } from './session';
import { channelCredentials } from './tls';
import type { UnaryOptions } from './unary';

const REQUEST_ID_BYTES = 16;

type UnaryWrite = Extract<Operation, { readonly type: 'create' | 'delete' | 'setData' | 'multi' | 'setAcl' | 'setQuota' | 'removeQuota' }>;

export interface WriteOnceOptions extends UnaryOptions {
  /** How long one replica may take before another one is asked. Default 5 s. */
  readonly attemptTimeoutMs?: number;
  /** The session that the write belongs to. Left out: none. */
  readonly session?: { readonly sessionId: number; readonly sessionSecret: Uint8Array };
  /** Proofs of identities for this call, beside those of the connection. */
  readonly identities?: readonly Credential[];
}

/** Nobody knows what became of an attempt that ended so, or nothing did; with the same request id it may be made again. */
const repeated = new Set<number>([ErrorCode.CONNECTIONLOSS, ErrorCode.OUTCOMEUNKNOWN, ErrorCode.OPERATIONTIMEOUT, ErrorCode.THROTTLEDOP]);

const PAUSE_MS_MIN = 20;
const PAUSE_MS_MAX = 1_000;

/**
 * One write by unary calls, done once: it is sent to one replica after the other, always with the same request id, until one
 * knows its outcome. `endpoints`: host:port of replicas. Rejects with the GroveError of the write itself, or, after `timeoutMs`
 * (default 30 s), with OUTCOMEUNKNOWN where an attempt may have been done.
 */
export async function writeOnce(
  endpoints: readonly string[],
  operation: UnaryWrite,
  options: WriteOnceOptions = {},
): Promise<{ readonly zxid: number; readonly result: OperationResult }> {
  const untilMs = Date.now() + (options.timeoutMs ?? 30_000);
  const request = asBuffer(
    encodeUnaryRequest(operation, {
      sessionId: options.session?.sessionId ?? 0,
      sessionSecret: options.session?.sessionSecret ?? new Uint8Array(0),
      linearizable: false,
      minZxid: 0,
      requestId: randomBytes(REQUEST_ID_BYTES),
      credentials: options.identities ?? [],
    }),
  );
  const path = 'path' in operation ? operation.path : '';
  const channels = endpoints.map((endpoint) => openChannel(endpoint, channelCredentials(options)));
  let isUnknown = false;
  try {
    for (let attempt = 0; ; attempt += 1) {
      const channel = channels[attempt % channels.length];
      if (channel === undefined) throw new GroveError(ErrorCode.BADARGUMENTS, path, 'no endpoints');
      const deadlineMs = Math.min(untilMs, Date.now() + (options.attemptTimeoutMs ?? 5_000));
      try {
        return await send(channel, operation.type, request, deadlineMs, path);
      } catch (error) {
        if (!(error instanceof GroveError) || !repeated.has(error.code)) throw error;
        isUnknown ||= error.code !== ErrorCode.THROTTLEDOP;
        const round = Math.floor(attempt / channels.length);
        const pauseMs = Math.max(error.retryAfterMs, Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** Math.min(round, 10)));
        if (Date.now() + pauseMs >= untilMs) {
          throw isUnknown
            ? new GroveError(ErrorCode.OUTCOMEUNKNOWN, path, `no replica knew the outcome in time (last: ${error.message})`)
            : error;
        }
        await delay(pauseMs);
      }
    }
  } finally {
    for (const channel of channels) channel.close();
  }
}

function send(
  channel: Client,
  kind: UnaryKind,
  request: Buffer,
  deadlineMs: number,
  path: string,
): Promise<{ readonly zxid: number; readonly result: OperationResult }> {
  const method = `/grove.v1.CoordinationService/${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return new Promise((resolve, reject) => {
    channel.makeUnaryRequest<Buffer, Buffer>(
      method,
      identity,
      identity,
      request,
      new Metadata(),
      { deadline: deadlineMs },
      (error, response) => {
        const answer = response === undefined ? null : decodeUnaryResponse(kind, response);
        if (error !== null) reject(toGroveError(error, path));
        else if (answer === null) reject(new GroveError(ErrorCode.MARSHALLINGERROR, path, 'an answer that cannot be read'));
        else resolve(answer);
      },
    );
  });
}
