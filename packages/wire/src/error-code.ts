/** What an operation can answer: numbers and names of `ErrorCode` in proto/grove/v1/coordination.proto. */
export const ErrorCode = {
  OK: 0,
  RUNTIMEINCONSISTENCY: -2,
  DATAINCONSISTENCY: -3,
  CONNECTIONLOSS: -4,
  MARSHALLINGERROR: -5,
  UNIMPLEMENTED: -6,
  OPERATIONTIMEOUT: -7,
  BADARGUMENTS: -8,
  NEWCONFIGNOQUORUM: -13,
  RECONFIGINPROGRESS: -14,
  NONODE: -101,
  NOAUTH: -102,
  BADVERSION: -103,
  NOCHILDRENFOREPHEMERALS: -108,
  NODEEXISTS: -110,
  NOTEMPTY: -111,
  SESSIONEXPIRED: -112,
  INVALIDACL: -114,
  AUTHFAILED: -115,
  SESSIONMOVED: -118,
  NOTREADONLY: -119,
  EPHEMERALONLOCALSESSION: -120,
  NOWATCHER: -121,
  REQUESTTIMEOUT: -122,
  RECONFIGDISABLED: -123,
  SESSIONCLOSEDREQUIRESASLAUTH: -124,
  QUOTAEXCEEDED: -125,
  THROTTLEDOP: -127,
  COMPACTED: -1001,
  OUTCOMEUNKNOWN: -1002,
  GAP: -1003,
  LISTTOOLONG: -1004,
  DATATOOLARGE: -1005,
} as const;

export type ErrorName = keyof typeof ErrorCode;
export type ErrorCodeNumber = (typeof ErrorCode)[ErrorName];

/** gRPC's status codes that Grove uses. */
export const GrpcStatus = {
  OK: 0,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

const grpcStatusByName: Readonly<Record<ErrorName, number>> = {
  OK: GrpcStatus.OK,
  RUNTIMEINCONSISTENCY: GrpcStatus.ABORTED,
  DATAINCONSISTENCY: GrpcStatus.DATA_LOSS,
  CONNECTIONLOSS: GrpcStatus.UNAVAILABLE,
  MARSHALLINGERROR: GrpcStatus.INVALID_ARGUMENT,
  UNIMPLEMENTED: GrpcStatus.UNIMPLEMENTED,
  OPERATIONTIMEOUT: GrpcStatus.DEADLINE_EXCEEDED,
  BADARGUMENTS: GrpcStatus.INVALID_ARGUMENT,
  NEWCONFIGNOQUORUM: GrpcStatus.FAILED_PRECONDITION,
  RECONFIGINPROGRESS: GrpcStatus.ABORTED,
  NONODE: GrpcStatus.NOT_FOUND,
  NOAUTH: GrpcStatus.PERMISSION_DENIED,
  BADVERSION: GrpcStatus.ABORTED,
  NOCHILDRENFOREPHEMERALS: GrpcStatus.FAILED_PRECONDITION,
  NODEEXISTS: GrpcStatus.ALREADY_EXISTS,
  NOTEMPTY: GrpcStatus.FAILED_PRECONDITION,
  SESSIONEXPIRED: GrpcStatus.FAILED_PRECONDITION,
  INVALIDACL: GrpcStatus.INVALID_ARGUMENT,
  AUTHFAILED: GrpcStatus.UNAUTHENTICATED,
  SESSIONMOVED: GrpcStatus.ABORTED,
  NOTREADONLY: GrpcStatus.UNAVAILABLE,
  EPHEMERALONLOCALSESSION: GrpcStatus.FAILED_PRECONDITION,
  NOWATCHER: GrpcStatus.NOT_FOUND,
  REQUESTTIMEOUT: GrpcStatus.DEADLINE_EXCEEDED,
  RECONFIGDISABLED: GrpcStatus.FAILED_PRECONDITION,
  SESSIONCLOSEDREQUIRESASLAUTH: GrpcStatus.UNAUTHENTICATED,
  QUOTAEXCEEDED: GrpcStatus.RESOURCE_EXHAUSTED,
  THROTTLEDOP: GrpcStatus.RESOURCE_EXHAUSTED,
  COMPACTED: GrpcStatus.OUT_OF_RANGE,
  // Not UNAVAILABLE: middleware repeats that, and this write may have happened.
  OUTCOMEUNKNOWN: GrpcStatus.UNKNOWN,
  GAP: GrpcStatus.ABORTED,
  LISTTOOLONG: GrpcStatus.RESOURCE_EXHAUSTED,
  DATATOOLARGE: GrpcStatus.INVALID_ARGUMENT,
};

const nameByCode: ReadonlyMap<number, ErrorName> = new Map((Object.keys(ErrorCode) as ErrorName[]).map((name) => [ErrorCode[name], name]));

/** The name of a code; `ERROR_<code>` for one that this version does not know. */
export function errorName(code: number): string {
  return nameByCode.get(code) ?? `ERROR_${code}`;
}

/** The code of a name, as in ErrorInfo's reason; null for an unknown one. */
export function errorCodeOf(name: string): number | null {
  return Object.hasOwn(ErrorCode, name) ? ErrorCode[name as ErrorName] : null;
}

/** The gRPC status that a unary call ends with (UNKNOWN for a code that this version does not know). */
export function grpcStatusOf(code: number): number {
  const name = nameByCode.get(code);
  return name === undefined ? GrpcStatus.UNKNOWN : grpcStatusByName[name];
}
