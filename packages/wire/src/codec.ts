// Reached by the same path from src/ and from dist/: the compiler does not copy JavaScript.
import { grove } from '../src/generated/grove';
import type { WatchRequest } from './watch';
import { WatchEventTypeNumber, eventTypeName } from './watch';
import type { WatchEventType } from './watch';

/**
 * The cold half: messages that are rare, by the generated code. This file and tests are the only ones that see
 * generated types. Decoders answer null for bytes that are malformed and for integers beyond the safe ones.
 */

const v1 = grove.v1;

/** int64 as the generated code gives it: a Long where that library is loaded, else a number. */
type Int64 = number | { toNumber(): number } | null | undefined;

function safe(value: Int64): number {
  const number = typeof value === 'number' ? value : (value?.toNumber() ?? 0);
  if (!Number.isSafeInteger(number)) throw new RangeError('an integer beyond 2^53');
  return number;
}

/** Runs a decoder of the generated code, which throws for malformed bytes. */
function orNull<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch {
    return null;
  }
}

export function encodeWatchRequest(request: WatchRequest): Uint8Array {
  return v1.WatchRequest.encode({
    path: request.path,
    recursive: request.recursive,
    startCursor: request.startCursor,
    types: request.types.map((type) => WatchEventTypeNumber[type]),
    withData: request.withData ?? false,
    withPreviousData: request.withPreviousData ?? false,
    call: {
      sessionId: request.sessionId,
      sessionSecret: request.sessionSecret,
      minZxid: request.minZxid,
      credentials: [...(request.credentials ?? [])],
    },
  }).finish();
}

/** Null also where a type of event is unknown: leaving it out would widen the filter. */
export function decodeWatchRequest(bytes: Uint8Array): WatchRequest | null {
  return orNull(() => {
    const message = v1.WatchRequest.decode(bytes);
    return {
      path: message.path,
      recursive: message.recursive,
      startCursor: message.startCursor,
      types: message.types.map((number): WatchEventType => {
        const name = eventTypeName(number);
        if (name === undefined) throw new RangeError(`event type ${number}`);
        return name;
      }),
      withData: message.withData,
      withPreviousData: message.withPreviousData,
      sessionId: safe(message.call?.sessionId),
      sessionSecret: message.call?.sessionSecret ?? new Uint8Array(0),
      minZxid: safe(message.call?.minZxid),
      credentials: (message.call?.credentials ?? []).map(({ scheme, credential }) => ({
        scheme: scheme ?? '',
        credential: credential ?? new Uint8Array(0),
      })),
    };
  });
}

export interface SessionGrant {
  readonly sessionId: number;
  readonly sessionSecret: Uint8Array;
  readonly timeoutMs: number;
  readonly zxid: number;
}

export function encodeOpenSessionRequest(request: { readonly timeoutMs: number }): Uint8Array {
  return v1.OpenSessionRequest.encode(request).finish();
}

export function decodeOpenSessionRequest(bytes: Uint8Array): { readonly timeoutMs: number } | null {
  return orNull(() => ({ timeoutMs: v1.OpenSessionRequest.decode(bytes).timeoutMs }));
}

export function encodeOpenSessionResponse(response: SessionGrant): Uint8Array {
  return v1.OpenSessionResponse.encode(response).finish();
}

export function decodeOpenSessionResponse(bytes: Uint8Array): SessionGrant | null {
  return orNull(() => {
    const message = v1.OpenSessionResponse.decode(bytes);
    return {
      sessionId: safe(message.sessionId),
      sessionSecret: message.sessionSecret,
      timeoutMs: message.timeoutMs,
      zxid: safe(message.zxid),
    };
  });
}

export interface SessionCredentials {
  readonly sessionId: number;
  readonly sessionSecret: Uint8Array;
}

export function encodeKeepAliveRequest(request: SessionCredentials): Uint8Array {
  return v1.KeepAliveRequest.encode(request).finish();
}

export function decodeKeepAliveRequest(bytes: Uint8Array): SessionCredentials | null {
  return orNull(() => {
    const message = v1.KeepAliveRequest.decode(bytes);
    return { sessionId: safe(message.sessionId), sessionSecret: message.sessionSecret };
  });
}

export interface KeepAliveResponse {
  readonly confirmedMsAgo: number;
  readonly timeoutMs: number;
  readonly zxid: number;
}

export function encodeKeepAliveResponse(response: KeepAliveResponse): Uint8Array {
  return v1.KeepAliveResponse.encode(response).finish();
}

export function decodeKeepAliveResponse(bytes: Uint8Array): KeepAliveResponse | null {
  return orNull(() => {
    const message = v1.KeepAliveResponse.decode(bytes);
    return { confirmedMsAgo: message.confirmedMsAgo, timeoutMs: message.timeoutMs, zxid: safe(message.zxid) };
  });
}

export function encodeCloseSessionRequest(request: SessionCredentials): Uint8Array {
  return v1.CloseSessionRequest.encode(request).finish();
}

export function decodeCloseSessionRequest(bytes: Uint8Array): SessionCredentials | null {
  return orNull(() => {
    const message = v1.CloseSessionRequest.decode(bytes);
    return { sessionId: safe(message.sessionId), sessionSecret: message.sessionSecret };
  });
}

export function encodeCloseSessionResponse(response: { readonly zxid: number }): Uint8Array {
  return v1.CloseSessionResponse.encode(response).finish();
}

export function decodeCloseSessionResponse(bytes: Uint8Array): { readonly zxid: number } | null {
  return orNull(() => ({ zxid: safe(v1.CloseSessionResponse.decode(bytes).zxid) }));
}

/** What a client may count on; units in the protocol. 0: the server does not tell. */
export interface ServerInfo {
  readonly version: string;
  readonly featureLevel: number;
  readonly replica: number;
  readonly maxDataBytes: number;
  readonly maxFrameBytes: number;
  readonly maxMultiParts: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  readonly defaultSessionTimeoutMs: number;
  readonly maxOutstandingRequests: number;
  readonly maxSessions: number;
  readonly maxWatchesPerSession: number;
  readonly maxSubtreeDeletions: number;
  readonly maxAclEntries: number;
  readonly maxIdentities: number;
  readonly requestIdsKept: number;
  readonly requestIdKeptMs: number;
  readonly maxPageBytes: number;
  readonly maxMultiReadBytes: number;
  readonly reapIntervalMs: number;
  readonly maxPendingBytes: number;
  readonly maxAclBytesAsked: number;
}

export function encodeServerInfo(info: Partial<ServerInfo>): Uint8Array {
  return v1.GetServerInfoResponse.encode(info).finish();
}

export function decodeServerInfo(bytes: Uint8Array): ServerInfo | null {
  return orNull(() => {
    const message = v1.GetServerInfoResponse.decode(bytes);
    return {
      version: message.version,
      featureLevel: message.featureLevel,
      replica: message.replica,
      maxDataBytes: message.maxDataBytes,
      maxFrameBytes: message.maxFrameBytes,
      maxMultiParts: message.maxMultiParts,
      minSessionTimeoutMs: message.minSessionTimeoutMs,
      maxSessionTimeoutMs: message.maxSessionTimeoutMs,
      defaultSessionTimeoutMs: message.defaultSessionTimeoutMs,
      maxOutstandingRequests: message.maxOutstandingRequests,
      maxSessions: message.maxSessions,
      maxWatchesPerSession: message.maxWatchesPerSession,
      maxSubtreeDeletions: message.maxSubtreeDeletions,
      maxAclEntries: message.maxAclEntries,
      maxIdentities: message.maxIdentities,
      requestIdsKept: message.requestIdsKept,
      requestIdKeptMs: safe(message.requestIdKeptMs),
      maxPageBytes: message.maxPageBytes,
      maxMultiReadBytes: message.maxMultiReadBytes,
      reapIntervalMs: message.reapIntervalMs,
      maxPendingBytes: safe(message.maxPendingBytes),
      maxAclBytesAsked: message.maxAclBytesAsked,
    };
  });
}

/** An empty message is no bytes; unknown fields in it are passed over. */
export function isEmptyRequest(bytes: Uint8Array): boolean {
  return orNull(() => v1.GetServerInfoRequest.decode(bytes)) !== null;
}

const roles = ['leader', 'follower', 'learner', 'candidate'] as const;
const roleNumber = {
  leader: v1.Role.ROLE_LEADER,
  follower: v1.Role.ROLE_FOLLOWER,
  learner: v1.Role.ROLE_LEARNER,
  candidate: v1.Role.ROLE_CANDIDATE,
} as const;

/** A replica's state; meanings in proto/grove/v1/maintenance.proto. */
export interface ReplicaStatus {
  readonly replica: number;
  readonly role: (typeof roles)[number];
  readonly term: number;
  /** 0 for none. */
  readonly leader: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly digest: string;
  readonly digestZxid: number;
  readonly historyFirstZxid: number;
  readonly znodes: number;
  readonly watches: number;
  readonly sessions: number;
  readonly connections: number;
  readonly version: string;
  readonly pid: number;
}

export function encodeStatusResponse(status: ReplicaStatus): Uint8Array {
  return v1.StatusResponse.encode({ ...status, role: roleNumber[status.role] }).finish();
}

export function decodeStatusResponse(bytes: Uint8Array): ReplicaStatus | null {
  return orNull(() => {
    const message = v1.StatusResponse.decode(bytes);
    const role = roles[message.role - 1];
    if (role === undefined) throw new RangeError(`role ${message.role}`);
    return {
      replica: message.replica,
      role,
      term: safe(message.term),
      leader: message.leader,
      commitIndex: safe(message.commitIndex),
      appliedIndex: safe(message.appliedIndex),
      digest: message.digest,
      digestZxid: safe(message.digestZxid),
      historyFirstZxid: safe(message.historyFirstZxid),
      znodes: safe(message.znodes),
      watches: safe(message.watches),
      sessions: safe(message.sessions),
      connections: safe(message.connections),
      version: message.version,
      pid: message.pid,
    };
  });
}
