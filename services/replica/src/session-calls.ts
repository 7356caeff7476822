import { fixedLimits, type EngineApi, type EngineOptions, type SessionResult } from '@grove/engine';
import {
  decodeCloseSessionRequest,
  decodeKeepAliveRequest,
  decodeOpenSessionRequest,
  encodeCloseSessionResponse,
  encodeKeepAliveResponse,
  encodeOpenSessionResponse,
  encodeServerInfo,
  ErrorCode,
  isEmptyRequest,
} from '@grove/wire';
import { retryAfterMs } from './call-failure';
import type { UnaryHandler, UnaryReply } from './unary-method';
import { version } from './version';

/** OpenSession, KeepAlive, CloseSession and GetServerInfo: for callers without the Session stream. */
export function sessionCalls(engine: EngineApi, options: EngineOptions): Readonly<Record<string, UnaryHandler>> {
  return {
    OpenSession: (bytes, reply, caller) => {
      const request = decodeOpenSessionRequest(bytes);
      if (request === null) reply.malformed();
      else engine.openSession(request.timeoutMs, (result) => answer(result, encodeOpenSessionResponse, reply), caller);
    },
    KeepAlive: (bytes, reply) => {
      const request = decodeKeepAliveRequest(bytes);
      if (request === null) reply.malformed();
      else engine.keepAlive(request, (result) => answer(result, encodeKeepAliveResponse, reply));
    },
    CloseSession: (bytes, reply) => {
      const request = decodeCloseSessionRequest(bytes);
      if (request === null) reply.malformed();
      else engine.closeSession(request, (result) => answer(result, encodeCloseSessionResponse, reply));
    },
    GetServerInfo: (bytes, reply) => {
      if (!isEmptyRequest(bytes)) {
        reply.malformed();
        return;
      }
      reply.ok(
        encodeServerInfo({
          version,
          featureLevel: engine.status().featureLevel,
          replica: options.replica,
          maxDataBytes: options.maxDataBytes,
          maxFrameBytes: options.maxFrameBytes,
          maxMultiParts: options.maxMultiParts,
          minSessionTimeoutMs: options.sessionTimeoutMsMin,
          maxSessionTimeoutMs: options.sessionTimeoutMsMax,
          defaultSessionTimeoutMs: options.sessionTimeoutMsDefault,
          maxOutstandingRequests: options.maxOutstandingRequests,
          maxSessions: options.maxSessions,
          maxWatchesPerSession: options.maxWatchesPerSession,
          maxPendingBytes: options.maxPendingBytes,
          reapIntervalMs: options.reapIntervalMs,
          ...fixedLimits,
        }),
      );
    },
  };
}

function answer<Value>(result: SessionResult<Value>, encode: (value: Value) => Uint8Array, reply: UnaryReply): void {
  if (result.ok) reply.ok(encode(result.value));
  else
    reply.failed({
      code: result.code,
      message: result.message,
      path: '',
      zxid: 0,
      retryAfterMs: result.code === ErrorCode.THROTTLEDOP ? (result.retryAfterMs ?? retryAfterMs) : 0,
    });
}
