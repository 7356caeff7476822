import type { EngineApi } from '@grove/engine';
import { answerToUnaryResponse, ByteReader, ErrorCode, failingPart, pathOfPart, splitUnary, type UnaryKind } from '@grove/wire';
import type { FailureFacts } from './call-failure';
import type { UnaryHandler } from './unary-method';

const kinds: { readonly [Kind in UnaryKind as Capitalize<Kind>]: Kind } = {
  Create: 'create',
  Delete: 'delete',
  Exists: 'exists',
  GetData: 'getData',
  SetData: 'setData',
  GetChildren: 'getChildren',
  Multi: 'multi',
  Sync: 'sync',
  SetAcl: 'setAcl',
  GetAcl: 'getAcl',
  GetAllChildrenNumber: 'getAllChildrenNumber',
  GetEphemerals: 'getEphemerals',
  MultiRead: 'multiRead',
  WhoAmI: 'whoAmI',
  SetQuota: 'setQuota',
  RemoveQuota: 'removeQuota',
  ListQuotas: 'listQuotas',
};

/**
 * The operations as unary RPCs. The request is split into its options and the bytes of the operation, which travel on as
 * the client encoded them; they are decoded where they are applied.
 */
export function operationCalls(engine: EngineApi): Readonly<Record<string, UnaryHandler>> {
  const handlers: Record<string, UnaryHandler> = {};
  for (const [method, kind] of Object.entries<UnaryKind>(kinds)) {
    handlers[method] = (request, reply, caller) => {
      const call = splitUnary(kind, request);
      if (call === null) {
        reply.malformed();
        return;
      }
      engine.call({ ...call, caller }, (answerBytes) => {
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
          reply.ok(answer.response);
        } else {
          reply.failed(failureOf(kind, request, answer));
        }
      });
    };
  }
  return handlers;
}

/** A failed multi is about its failing part, where the answer says which. */
function failureOf(kind: UnaryKind, request: Uint8Array, answer: NonNullable<ReturnType<typeof answerToUnaryResponse>>): FailureFacts {
  const part = kind === 'multi' ? failingPart(answer.response) : null;
  if (part === null) return { ...answer, path: pathOf(kind, request) };
  return { ...answer, path: pathOfPart(request, part), multi: { part, response: answer.response } };
}

/** The path that a failed call was about: field 1 of a request where it is a text. A multi and a multiRead have many, whoAmI has none. */
function pathOf(kind: UnaryKind, request: Uint8Array): string {
  if (kind === 'multi' || kind === 'multiRead') return '';
  const reader = new ByteReader(request);
  let path = '';
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else reader.skip();
  }
  return reader.failed ? '' : path;
}
