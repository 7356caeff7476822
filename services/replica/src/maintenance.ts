import type { EngineApi, MembershipCall, SessionResult } from '@grove/engine';
import {
  decodeListMembersRequest,
  decodeMembershipChange,
  encodeMembership,
  encodeStatusResponse,
  isEmptyRequest,
  type Membership,
} from '@grove/wire';
import { statusReport } from './status-report';
import type { UnaryHandler, UnaryReply } from './unary-method';

/** grove.v1.MaintenanceService. */
export function maintenanceCalls(engine: EngineApi): Readonly<Record<string, UnaryHandler>> {
  return {
    Status: (bytes, reply) => {
      if (isEmptyRequest(bytes)) reply.ok(encodeStatusResponse(statusReport(engine)));
      else reply.malformed();
    },
    ListMembers: (bytes, reply, caller) => {
      const call = decodeListMembersRequest(bytes);
      if (call === null) reply.malformed();
      else engine.listMembers({ ...call, caller } satisfies MembershipCall, (result) => answer(reply, result));
    },
    ChangeMembers: (bytes, reply, caller) => {
      const request = decodeMembershipChange(bytes);
      if (request === null) reply.malformed();
      else engine.changeMembers({ ...request.call, caller }, request.change, (result) => answer(reply, result));
    },
  };
}

function answer(reply: UnaryReply, result: SessionResult<Membership>): void {
  if (result.ok) reply.ok(encodeMembership(result.value));
  else reply.failed({ code: result.code, message: result.message, path: '', zxid: 0, retryAfterMs: result.retryAfterMs ?? 0 });
}
