import type { Caller, Clock } from '@grove/engine';
import type { Metrics } from '@grove/telemetry';
import { ErrorCode } from '@grove/wire';
import { callFailure, type FailureFacts } from './call-failure';
import { singleRequest, type Method } from './grpc-call';

/** How a unary call is answered: exactly one of these is called, once. */
export interface UnaryReply {
  ok(response: Uint8Array): void;
  failed(facts: FailureFacts): void;
  /** The message is not what the method takes. */
  malformed(): void;
}

/** `request` may be kept. */
export type UnaryHandler = (request: Buffer, reply: UnaryReply, caller: Caller) => void;

/** A unary method: bounds the message, measures, turns failures into statuses. */
export function unaryMethod(name: string, handler: UnaryHandler, messageBytesMax: number, clock: Clock, metrics: Metrics): Method {
  return singleRequest((request, call) => {
    const startMs = clock.nowMs();
    const count = (code: number): void => {
      metrics.unaryCallsTotal.inc({ method: name, code: String(code) });
      metrics.unaryCallSeconds.observeMany((clock.nowMs() - startMs) / 1_000, 1);
    };
    const reply: UnaryReply = {
      ok: (response) => {
        count(ErrorCode.OK);
        call.write(response);
        call.end();
      },
      failed: (facts) => {
        count(facts.code);
        call.fail(callFailure(facts));
      },
      malformed: () =>
        reply.failed({
          code: ErrorCode.MARSHALLINGERROR,
          message: `the message is no request of ${name}`,
          path: '',
          zxid: 0,
          retryAfterMs: 0,
        }),
    };
    if (request.length > messageBytesMax) {
      reply.failed({
        code: ErrorCode.DATATOOLARGE,
        message: `the message has ${request.length} bytes, at most ${messageBytesMax} are taken`,
        path: '',
        zxid: 0,
        retryAfterMs: 0,
      });
    } else {
      handler(request, reply, call.caller);
    }
    return null;
  });
}
