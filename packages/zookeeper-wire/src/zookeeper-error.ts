import { ErrorCode } from '@grove/wire';

/** Codes that ZooKeeper has and Grove's own operations never answer. */
export const SYSTEM_ERROR = -1;

/** ZooKeeper's clients know ZooKeeper's codes alone: the Java client fails with a NullPointerException at any other. */
const translated: ReadonlyMap<number, number> = new Map([
  // The nearest thing to ZooKeeper's own behaviour, a packet that is longer than the buffer.
  [ErrorCode.LISTTOOLONG, ErrorCode.MARSHALLINGERROR],
  [ErrorCode.DATATOOLARGE, ErrorCode.MARSHALLINGERROR],
  // What CONNECTIONLOSS means to every client of ZooKeeper: it may have happened.
  [ErrorCode.OUTCOMEUNKNOWN, ErrorCode.CONNECTIONLOSS],
  [ErrorCode.GAP, ErrorCode.CONNECTIONLOSS],
  [ErrorCode.COMPACTED, SYSTEM_ERROR],
]);

/** The code that ZooKeeper's clients are told for one of Grove's. */
export function zooKeeperErrorOf(code: number): number {
  return code > -1000 ? code : (translated.get(code) ?? SYSTEM_ERROR);
}
