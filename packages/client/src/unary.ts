import { Metadata } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { ErrorCode, decodeServerInfo, decodeStatusResponse } from '@grove/wire';
import type { ReplicaStatus, ServerInfo } from '@grove/wire';
import { identity, methods, openChannel, toGroveError } from './grpc-channel';
import { GroveError } from './session';
import { channelCredentials } from './tls';
import type { TlsOptions } from './tls';

export interface UnaryOptions {
  /** How long to wait for the answer. */
  readonly timeoutMs?: number;
  /** Left out: plain text. */
  readonly tls?: TlsOptions;
  /** gRPC's own credentials, instead of `tls`. */
  readonly credentials?: ChannelCredentials;
}

function call<T>(endpoint: string, method: string, decode: (bytes: Uint8Array) => T | null, options: UnaryOptions): Promise<T> {
  const channel = openChannel(endpoint, channelCredentials(options));
  return new Promise<T>((resolve, reject) => {
    const deadline = Date.now() + (options.timeoutMs ?? 5_000);
    channel.makeUnaryRequest<Buffer, Buffer>(
      method,
      identity,
      identity,
      Buffer.alloc(0),
      new Metadata(),
      { deadline },
      (error, response) => {
        channel.close();
        const value = response === undefined ? null : decode(response);
        if (error !== null) reject(toGroveError(error, ''));
        else if (value === null) reject(new GroveError(ErrorCode.MARSHALLINGERROR, '', `${endpoint} sent an answer that cannot be read`));
        else resolve(value);
      },
    );
  });
}

/** A replica's state, from itself. `endpoint`: host:port. Rejects with a GroveError. */
export function status(endpoint: string, options: UnaryOptions = {}): Promise<ReplicaStatus> {
  return call(endpoint, methods.status, decodeStatusResponse, options);
}

/** A replica's limits and versions. `endpoint`: host:port. Rejects with a GroveError. */
export function serverInfo(endpoint: string, options: UnaryOptions = {}): Promise<ServerInfo> {
  return call(endpoint, methods.serverInfo, decodeServerInfo, options);
}
