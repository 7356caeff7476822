/**
 * The error codes and the gRPC status of each, written down a second time: as the protocol promises them to programs that
 * know the numbers only. Nothing here is taken from the code that sends them.
 */

/** gRPC's own numbers. */
export const Grpc = {
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
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** Name: number, status of a unary call that ends with it. */
export const codes = {
  OK: [0, Grpc.OK],
  RUNTIMEINCONSISTENCY: [-2, Grpc.ABORTED],
  DATAINCONSISTENCY: [-3, Grpc.DATA_LOSS],
  CONNECTIONLOSS: [-4, Grpc.UNAVAILABLE],
  MARSHALLINGERROR: [-5, Grpc.INVALID_ARGUMENT],
  UNIMPLEMENTED: [-6, Grpc.UNIMPLEMENTED],
  OPERATIONTIMEOUT: [-7, Grpc.DEADLINE_EXCEEDED],
  BADARGUMENTS: [-8, Grpc.INVALID_ARGUMENT],
  NEWCONFIGNOQUORUM: [-13, Grpc.FAILED_PRECONDITION],
  RECONFIGINPROGRESS: [-14, Grpc.ABORTED],
  NONODE: [-101, Grpc.NOT_FOUND],
  NOAUTH: [-102, Grpc.PERMISSION_DENIED],
  BADVERSION: [-103, Grpc.ABORTED],
  NOCHILDRENFOREPHEMERALS: [-108, Grpc.FAILED_PRECONDITION],
  NODEEXISTS: [-110, Grpc.ALREADY_EXISTS],
  NOTEMPTY: [-111, Grpc.FAILED_PRECONDITION],
  SESSIONEXPIRED: [-112, Grpc.FAILED_PRECONDITION],
  INVALIDACL: [-114, Grpc.INVALID_ARGUMENT],
  AUTHFAILED: [-115, Grpc.UNAUTHENTICATED],
  SESSIONMOVED: [-118, Grpc.ABORTED],
  NOTREADONLY: [-119, Grpc.UNAVAILABLE],
  EPHEMERALONLOCALSESSION: [-120, Grpc.FAILED_PRECONDITION],
  NOWATCHER: [-121, Grpc.NOT_FOUND],
  REQUESTTIMEOUT: [-122, Grpc.DEADLINE_EXCEEDED],
  RECONFIGDISABLED: [-123, Grpc.FAILED_PRECONDITION],
  SESSIONCLOSEDREQUIRESASLAUTH: [-124, Grpc.UNAUTHENTICATED],
  QUOTAEXCEEDED: [-125, Grpc.RESOURCE_EXHAUSTED],
  THROTTLEDOP: [-127, Grpc.RESOURCE_EXHAUSTED],
  COMPACTED: [-1001, Grpc.OUT_OF_RANGE],
  OUTCOMEUNKNOWN: [-1002, Grpc.UNKNOWN],
  GAP: [-1003, Grpc.ABORTED],
  LISTTOOLONG: [-1004, Grpc.RESOURCE_EXHAUSTED],
  DATATOOLARGE: [-1005, Grpc.INVALID_ARGUMENT],
} as const satisfies Record<string, readonly [number, number]>;

export type Code = keyof typeof codes;

const names = new Map<number, Code>((Object.keys(codes) as Code[]).map((name) => [codes[name][0], name]));

/** The name of a number; the number itself where the protocol has none. */
export function nameOf(code: number): Code | number {
  return names.get(code) ?? code;
}
