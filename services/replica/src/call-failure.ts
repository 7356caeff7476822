import { encodeStatusDetails, errorName, grpcStatusOf } from '@grove/wire';
import type { CallFailure } from './grpc-call';

/** Of the path, and of the words, in UTF-8. Headers are bounded in every HTTP/2 stack (often 8 KiB in all, in which each byte outside of ASCII counts threefold), paths are not. */
const textBytesMax = 512;

/** The same bound for the results of a failed multi: a longer list is left out, and its failing part alone told. */
const multiResponseBytesMax = 2_048;

/** What a client that was turned away for load is told to wait where nobody knows better. */
export const retryAfterMs = 1_000;

export interface FailureFacts {
  /** One of ErrorCode. */
  readonly code: number;
  /** In words; may be empty. */
  readonly message: string;
  /** The znode that it is about; empty where there is none. */
  readonly path: string;
  /** The zxid of the write or of the state that was read; 0 where there is none. */
  readonly zxid: number;
  /** Where the caller should wait before trying again; else 0. */
  readonly retryAfterMs: number;
  /** Of a failed multi: its failing part, from 0, and its encoded MultiResponse. */
  readonly multi?: { readonly part: number; readonly response: Uint8Array };
}

/**
 * What a unary call or a Watch ends with: a gRPC status that carries a google.rpc.ErrorInfo in
 * `grpc-status-details-bin` (reason: the name of the code; domain: grove; metadata: path, zxid, part), a RetryInfo
 * where it was throttled, and a failed multi's MultiResponse where it is short.
 */
export function callFailure(facts: FailureFacts): CallFailure {
  const code = grpcStatusOf(facts.code);
  const name = errorName(facts.code);
  const path = shortened(facts.path);
  const words = shortened(facts.message);
  const details = [name, path, words].filter((part) => part !== '').join(': ');
  const status = encodeStatusDetails({
    grpcCode: code,
    message: details,
    reason: name,
    path,
    zxid: facts.zxid,
    retryAfterMs: facts.retryAfterMs,
    part: facts.multi?.part ?? null,
    multiResponse: facts.multi !== undefined && facts.multi.response.length <= multiResponseBytesMax ? facts.multi.response : null,
  });
  return { code, details, status };
}

function shortened(text: string): string {
  if (text.length * 3 <= textBytesMax) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= textBytesMax) return text;
  let end = textBytesMax;
  // Cut between characters: a byte that goes on with one begins with 10.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString('utf8', 0, end)}…`;
}
