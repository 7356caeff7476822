import type { Caller } from '@grove/engine';
import { ErrorCode, type ByteWriter, type MembershipChange } from '@grove/wire';
import { OpCode } from '@grove/zookeeper-wire';
import type { ConnectionHost } from './connection-host';
import { Answerer, type PendingReplies } from './pending-replies';
import { membershipChangeOf } from './reconfig';
import type { RequestTranslation } from './request-translation';

/** Who answers a request: the engine, or this side, in its turn all the same. */
export class RequestAdmission {
  /** A change of the members that waits for its turn, or is under way: nothing behind it is read. */
  change: MembershipChange | null = null;

  constructor(
    private readonly requests: RequestTranslation,
    private readonly pending: PendingReplies,
    private readonly caller: Caller,
    private readonly host: Pick<ConnectionHost, 'reconfigDistance' | 'engine'>,
  ) {}

  /**
   * Writes the request that was begun for the engine, or notes what is to be answered without asking it. False: the connection is to be cut.
   * `isReadOnly`: the replica serves reads alone; `hasSession`: false where it does so to a client that has none.
   */
  admit(writer: ByteWriter, size: number, nowMs: number, isReadOnly: boolean, hasSession: boolean): boolean {
    const { requests, pending } = this;
    const { view } = requests;
    if (view.type === OpCode.auth) return this.auth(writer, size, nowMs);
    if (view.type === OpCode.sasl) {
      pending.push(view.xid, OpCode.sasl, Answerer.hereAtLast, ErrorCode.AUTHFAILED, size, nowMs, null);
      return true;
    }
    if (view.type === OpCode.closeSession && !hasSession) {
      // There is nothing to be closed but the connection. A session that there is lives on: closing it is a write, and refused as one.
      pending.push(view.xid, view.type, Answerer.hereAtLast, 0, size, nowMs, null);
      return true;
    }
    const start = writer.byteLength;
    const refused = requests.read();
    if (refused === 0 && view.type === OpCode.reconfig && this.host.reconfigDistance !== null) {
      this.reconfig(this.host.reconfigDistance(), size, nowMs, isReadOnly);
      return true;
    }
    const error = refused === 0 ? requests.write(writer, pending.nextId) : refused;
    if (error === 0) {
      pending.push(view.xid, view.type, Answerer.engine, 0, size, nowMs, requests.note);
      return true;
    }
    writer.truncate(start);
    // As in ZooKeeper, a request of no known type is the last one of its connection.
    const answerer = error === ErrorCode.UNIMPLEMENTED ? Answerer.hereAtLast : Answerer.here;
    pending.push(view.xid, view.type, answerer, error, size, nowMs, null);
    return true;
  }

  /**
   * A change of the members begins when all that was asked before it is answered, and what comes behind it is not read before it has its own
   * answer: so it takes effect in its turn (P2), though it is none of the session's operations.
   */
  private reconfig(distance: number, size: number, nowMs: number, isReadOnly: boolean): void {
    const { requests, pending } = this;
    const asked = requests.reconfig();
    const change = asked === null ? null : membershipChangeOf(asked, distance, this.host.engine.status().config.members);
    if (change === null || typeof change === 'string' || isReadOnly) {
      const error = asked === null ? ErrorCode.MARSHALLINGERROR : isReadOnly ? ErrorCode.NOTREADONLY : ErrorCode.BADARGUMENTS;
      pending.push(requests.view.xid, OpCode.reconfig, Answerer.here, error, size, nowMs, null);
      return;
    }
    this.change = change;
    pending.push(requests.view.xid, OpCode.reconfig, Answerer.members, 0, size, nowMs, null);
  }

  /** A proof of the scheme digest goes to the session; those that the connection itself proves are known already. */
  private auth(writer: ByteWriter, size: number, nowMs: number): boolean {
    const { requests, pending } = this;
    const scheme = requests.authScheme();
    if (scheme === null) return false;
    const { xid } = requests.view;
    if (scheme === 'digest') {
      requests.credential(writer, pending.nextId);
      pending.push(xid, OpCode.auth, Answerer.engine, 0, size, nowMs, null);
      return true;
    }
    const proven = (scheme === 'ip' || scheme === 'x509') && this.caller.identities.some((identity) => identity.startsWith(`${scheme}:`));
    if (proven) pending.push(xid, OpCode.auth, Answerer.here, 0, size, nowMs, null);
    else pending.push(xid, OpCode.auth, Answerer.hereAtLast, ErrorCode.AUTHFAILED, size, nowMs, null);
    return true;
  }
}
