import { checkServerIdentity } from 'node:tls';
import { credentials as grpcCredentials } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';

/** Certificates and keys in PEM. */
export interface TlsOptions {
  /** Who vouches for the replicas; left out: the authorities that Node.js knows. */
  readonly ca?: Uint8Array;
  /** The client's own certificate; its subject becomes the identity `x509`. With `key`. */
  readonly cert?: Uint8Array;
  readonly key?: Uint8Array;
  /** The name that the replicas' certificates must have, where it is not the endpoint's. */
  readonly serverName?: string;
}

function pem(bytes: Uint8Array | undefined): Buffer | null {
  return bytes === undefined ? null : Buffer.from(bytes);
}

/** Credentials for a channel over TLS. Throws (TypeError, or OpenSSL's words) where certificate and key are no pair. */
export function tlsCredentials(options: TlsOptions): ChannelCredentials {
  if ((options.cert === undefined) !== (options.key === undefined))
    throw new TypeError('a certificate needs its key, and a key its certificate');
  const { serverName } = options;
  return grpcCredentials.createSsl(
    pem(options.ca),
    pem(options.key),
    pem(options.cert),
    serverName === undefined ? {} : { checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate) },
  );
}

/** What a channel is opened with; undefined for plain text. */
export function channelCredentials(options: {
  readonly tls?: TlsOptions;
  readonly credentials?: ChannelCredentials;
}): ChannelCredentials | undefined {
  return options.credentials ?? (options.tls === undefined ? undefined : tlsCredentials(options.tls));
}
