/** The services that clients call, by their full names. */
export const clientServices = ['grove.v1.CoordinationService', 'grove.v1.MaintenanceService'] as const;

/** Where a method is called (gRPC over HTTP/2, "Path"). */
export function methodPath(service: string, method: string): string {
  return `/${service}/${method}`;
}
