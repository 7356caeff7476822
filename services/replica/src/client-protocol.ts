import type { ServiceDefinition } from '@grpc/grpc-js';
import { byteMethod, type ByteMethod } from './byte-methods';

/** The services that clients call, by their full names. */
export const clientServices = ['grove.v1.CoordinationService', 'grove.v1.MaintenanceService'] as const;

/** Methods that are more than one request and one response. */
const streaming: Readonly<Record<string, { readonly request: boolean; readonly response: boolean }>> = {
  Session: { request: true, response: true },
  Watch: { request: false, response: true },
};

/**
 * A service whose messages stay bytes on the way in and out. grpc-js answers a message that it cannot decode with INTERNAL;
 * decoding by hand lets a caller's mistake be called INVALID_ARGUMENT. Nor are the protocol's files read for it: that would take longer than
 * the rest of a start (a test compares them).
 */
export function byteService(service: (typeof clientServices)[number], names: readonly string[]): ServiceDefinition {
  const methods: Record<string, ByteMethod> = {};
  for (const name of names) {
    const { request, response } = streaming[name] ?? { request: false, response: false };
    methods[name] = byteMethod(`/${service}/${name}`, request, response);
  }
  return methods;
}
