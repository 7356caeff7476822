import type { EngineApi } from '@grove/engine';
import { answerToUnaryResponse, ByteReader, ErrorCode, splitUnary, type UnaryKind } from '@grove/wire';
import { asBuffer } from './byte-methods';
import type { UnaryHandler } from './unary-method';

const kinds: Readonly<Record<string, UnaryKind>> = {
  Create: 'create',
  Delete: 'delete',
  Exists: 'exists',
  GetData: 'getData',
  SetData: 'setData',
  GetChildren: 'getChildren',
  Multi: 'multi',
  Sync: 'sync',
};

/**
 * The operations as unary RPCs. The request is split into its options and the bytes of the operation, which travel on as
 * the client encoded them; they are decoded where they are applied.
 */
export function operationCalls(engine: EngineApi): Readonly<Record<string, UnaryHandler>> {
  const handlers: Record<string, UnaryHandler> = {};
  for (const [method, kind] of Object.entries(kinds)) {
    handlers[method] = (request, reply) => {
      const call = splitUnary(kind, request);
      if (call === null) {
        reply.malformed();
        return;
      }
      engine.call(call, (answerBytes) => {
        const answer = answerToUnaryResponse(kind, answerBytes);
        if (answer === null) {
          reply.failed({
            code: ErrorCode.OUTCOMEUNKNOWN,
            message: 'the answer could not be read',
            path: pathOf(kind, request),
            zxid: 0,
            retryAfterMs: 0,
          });
        } else if (answer.code === ErrorCode.OK) {
          reply.ok(asBuffer(answer.response));
        } else {
          reply.failed({ ...answer, path: pathOf(kind, request) });
        }
      });
    };
  }
  return handlers;
}

/** The path that a failed call was about. Every request has it as field 1 but a multi, which has many. */
function pathOf(kind: UnaryKind, request: Uint8Array): string {
  if (kind === 'multi') return '';
  const reader = new ByteReader(request);
  let path = '';
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else reader.skip();
  }
  return reader.failed ? '' : path;
}
