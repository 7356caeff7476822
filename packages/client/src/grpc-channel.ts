import { Client, Metadata, credentials as grpcCredentials, status as grpcStatus } from '@grpc/grpc-js';
import type { ChannelCredentials, ClientOptions, ServiceError } from '@grpc/grpc-js';
import { ErrorCode, decodeStatusDetails, errorCodeOf } from '@grove/wire';
import { GroveError } from './session/grove-error';

/** The server sends frames of half a megabyte and single answers of a little over one; more is a list that should be paged. */
const RECEIVE_BYTES_MAX = 16 * 1024 * 1024;

const channelOptions: ClientOptions = {
  'grpc.max_receive_message_length': RECEIVE_BYTES_MAX,
  'grpc.max_send_message_length': -1,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5_000,
  // A connection of its own, and no backoff inherited from an earlier one to the same address.
  'grpc.use_local_subchannel_pool': 1,
  // Replicas are near; a proxy for the way out is not the way to them.
  'grpc.enable_http_proxy': 0,
  // A whole frame fits, instead of the 64 KiB that HTTP/2 begins with.
  'grpc-node.flow_control_window': 4 * 1024 * 1024,
};

/** A channel to one replica. */
export function openChannel(endpoint: string, channelCredentials: ChannelCredentials | undefined): Client {
  return new Client(endpoint, channelCredentials ?? grpcCredentials.createInsecure(), channelOptions);
}

/** Messages stay bytes: packages/wire has the codec. */
export const identity = (bytes: Buffer): Buffer => bytes;

/** The same memory as a Buffer, which is what grpc-js wants. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export const methods = {
  session: '/grove.v1.CoordinationService/Session',
  watch: '/grove.v1.CoordinationService/Watch',
  serverInfo: '/grove.v1.CoordinationService/GetServerInfo',
  status: '/grove.v1.MaintenanceService/Status',
  listMembers: '/grove.v1.MaintenanceService/ListMembers',
  changeMembers: '/grove.v1.MaintenanceService/ChangeMembers',
} as const;

/** grpc-js wraps the cause of a failed connection in its own words; the cause alone is of use. */
export function reasonOf(details: string): string {
  const cause = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(details)?.[1];
  return (cause === undefined || cause === '' ? details : cause).trim();
}

/** What a failed call means: the ErrorInfo that Grove attaches, else what gRPC itself says. */
export function toGroveError(error: ServiceError, path: string): GroveError {
  const attached = error.metadata instanceof Metadata ? error.metadata.get('grpc-status-details-bin')[0] : undefined;
  const details = attached instanceof Uint8Array ? decodeStatusDetails(attached) : null;
  const code = details === null ? null : errorCodeOf(details.reason);
  if (details !== null && code !== null) {
    return new GroveError(code, details.path === '' ? path : details.path, details.message, details.zxid, details.retryAfterMs);
  }
  switch (error.code) {
    case grpcStatus.UNAVAILABLE:
    case grpcStatus.CANCELLED:
      return new GroveError(ErrorCode.CONNECTIONLOSS, path, reasonOf(error.details));
    case grpcStatus.DEADLINE_EXCEEDED:
      return new GroveError(ErrorCode.OPERATIONTIMEOUT, path, error.details);
    case grpcStatus.UNIMPLEMENTED:
      return new GroveError(ErrorCode.UNIMPLEMENTED, path, error.details);
    case grpcStatus.RESOURCE_EXHAUSTED:
      return new GroveError(ErrorCode.THROTTLEDOP, path, error.details);
    default:
      return new GroveError(ErrorCode.OUTCOMEUNKNOWN, path, `${grpcStatus[error.code] ?? error.code} ${error.details}`);
  }
}
