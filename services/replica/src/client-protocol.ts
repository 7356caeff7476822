import type { PackageDefinition } from '@grpc/proto-loader';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { byteMethod, type ByteMethod } from './byte-methods';

/** The services that clients call, by their full names. */
export const clientServices = ['grove.v1.CoordinationService', 'grove.v1.MaintenanceService'] as const;

/**
 * A service whose messages stay bytes on the way in and out. grpc-js answers a message that it cannot decode with INTERNAL;
 * decoding by hand lets a caller's mistake be called INVALID_ARGUMENT.
 */
export function byteService(protocol: PackageDefinition, service: (typeof clientServices)[number]): ServiceDefinition {
  const definition = protocol[service];
  if (definition === undefined || 'format' in definition) throw new Error(`the protocol has no service ${service}`);
  const methods: Record<string, ByteMethod> = {};
  for (const [name, method] of Object.entries(definition))
    methods[name] = byteMethod(method.path, method.requestStream, method.responseStream);
  return methods;
}
