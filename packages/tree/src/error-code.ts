/**
 * What an operation can answer: the numbers of `grove.v1.ErrorCode`, which are ZooKeeper's where ZooKeeper has the
 * error. Only the codes that the state machine itself gives.
 */
export const ErrorCode = {
  ok: 0,
  runtimeInconsistency: -2,
  marshallingError: -5,
  unimplemented: -6,
  badArguments: -8,
  noNode: -101,
  noAuth: -102,
  badVersion: -103,
  noChildrenForEphemerals: -108,
  nodeExists: -110,
  notEmpty: -111,
  sessionExpired: -112,
  invalidAcl: -114,
  authFailed: -115,
  sessionMoved: -118,
  quotaExceeded: -125,
  throttledOp: -127,
  gap: -1003,
  listTooLong: -1004,
  dataTooLarge: -1005,
} as const;
