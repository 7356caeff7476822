import type { EngineApi } from '@grove/engine';
import { encodeStatusResponse, isEmptyRequest } from '@grove/wire';
import { asBuffer } from './byte-methods';
import { statusReport } from './status-report';
import type { UnaryHandler } from './unary-method';

/** grove.v1.MaintenanceService. */
export function maintenanceCalls(engine: EngineApi): Readonly<Record<string, UnaryHandler>> {
  return {
    Status: (bytes, reply) => {
      if (isEmptyRequest(bytes)) reply.ok(asBuffer(encodeStatusResponse(statusReport(engine))));
      else reply.malformed();
    },
  };
}
