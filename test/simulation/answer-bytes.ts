import { SessionResponseBuilder, decodeResult, operationTypeOf, visitSessionResponse } from '@grove/wire';
import type { OperationResult } from '@grove/wire';

/** An answer as unary calls get it from the engine: fields of grove.v1.Answer without its id. */
export function decodeAnswer(bytes: Uint8Array): { readonly zxid: number; readonly code: number; readonly result: OperationResult | null } {
  const builder = new SessionResponseBuilder();
  builder.answer(1, bytes);
  let answer: { zxid: number; code: number; result: OperationResult | null } | null = null;
  const nothing = (): void => {};
  const read = visitSessionResponse(builder.take(), {
    onAnswer: (frame, { zxid, code, resultField, resultStart, resultEnd }) => {
      const type = operationTypeOf(resultField);
      answer = { zxid, code, result: type === undefined ? null : decodeResult(type, frame, resultStart, resultEnd) };
    },
    onStarted: nothing,
    onEvent: nothing,
    onPong: nothing,
    onBookmark: nothing,
    onEnded: nothing,
  });
  if (!read || answer === null) throw new Error('an answer cannot be read');
  return answer;
}
