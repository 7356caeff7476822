/** Field numbers of `Request.operation`; of `Answer.result` too. */
export const OperationField = {
  create: 16,
  delete: 17,
  setData: 18,
  multi: 19,
  close: 20,
  setAcl: 21,
  setQuota: 22,
  removeQuota: 23,
  exists: 32,
  getData: 33,
  getChildren: 34,
  sync: 35,
  getAcl: 39,
  getAllChildrenNumber: 40,
  getEphemerals: 41,
  multiRead: 42,
  whoAmI: 44,
  listQuotas: 45,
} as const;

/** The fields of the checks, which exist as parts of a multi alone. */
export const CHECK_FIELD = 4;
export const CHECK_NOT_EXISTS_FIELD = 5;

/** One decoded operation, or one part of a multi or multiRead. Reused. */
export class Operation {
  /** One of OperationField, CHECK_FIELD or CHECK_NOT_EXISTS_FIELD. */
  field = 0;
  /** The operation's own message. */
  messageStart = 0;
  messageEnd = 0;
  /** Of getEphemerals: the prefix. */
  pathStart = 0;
  pathEnd = 0;
  /** Of setQuota: the message of the limits. */
  dataStart = 0;
  dataEnd = 0;
  /** −1: any. Of setACL: the aversion. */
  version = -1;
  kind = 0;
  sequential = false;
  watch = false;
  /** −1 where it is negative; above 2^53 not exact. */
  ttlMs = 0;
  /** The field number of the repeated Acl within the message; 0 where the message has none of them. */
  aclField = 0;
  parents = false;
  subtree = false;
  pageSize = 0;
  pageTokenStart = 0;
  pageTokenEnd = 0;
  withData = false;
  withStat = false;

  reset(field: number): void {
    this.field = field;
    this.messageStart = 0;
    this.messageEnd = 0;
    this.pathStart = 0;
    this.pathEnd = 0;
    this.dataStart = 0;
    this.dataEnd = 0;
    this.version = -1;
    this.kind = 0;
    this.sequential = false;
    this.watch = false;
    this.ttlMs = 0;
    this.aclField = 0;
    this.parents = false;
    this.subtree = false;
    this.pageSize = 0;
    this.pageTokenStart = 0;
    this.pageTokenEnd = 0;
    this.withData = false;
    this.withStat = false;
  }
}
