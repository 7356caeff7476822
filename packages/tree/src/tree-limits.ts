/**
 * Bounds that the state machine itself keeps. They are constants, because what is refused must be refused by all replicas alike;
 * what an operator may set is checked where writes are admitted.
 */

/** Times to live of TTL znodes are 1 to this, in milliseconds, as in ZooKeeper. */
export const TTL_MS_MAX = 2 ** 40 - 1;
/** Missing parents that one create makes. */
export const CREATED_PARENTS_MAX = 100;
/** Znodes that the subtree deletions of one entry remove, all together. */
export const SUBTREE_DELETIONS_MAX = 10_000;
/** Bytes that the reads of one multi answer together: they are kept until the client has acknowledged them. */
export const MULTI_READ_BYTES_MAX = 1024 * 1024;
/**
 * Bytes of answers that a session may have unacknowledged before further writes of it are refused. A session is one record of a
 * snapshot, which must fit into a message between replicas.
 */
export const STORED_ANSWER_BYTES_MAX = 8 * 1024 * 1024;
/** The same of all sessions together, for the answers that are much larger than their requests: those of a multi that reads. */
export const ALL_STORED_ANSWER_BYTES_MAX = 512 * 1024 * 1024;
/** Bytes of a page of children, unless its only child is larger. */
export const PAGE_BYTES_MAX = 512 * 1024;
/** Children of a page, however many were asked for: a turn of some milliseconds. */
export const PAGE_CHILDREN_MAX = 10_000;
/** No message to a client is above 3 MiB; the rest is room for the answer's and the frame's own fields. */
export const LIST_BYTES_MAX = 3 * 1024 * 1024 - 1024;
/** A container that never had a child goes after so long. (ZooKeeper keeps it, unless told otherwise.) */
export const UNUSED_CONTAINER_MS_MAX = 600_000;
