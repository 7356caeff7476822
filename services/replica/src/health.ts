import { ByteReader, ByteWriter, GrpcStatus } from '@grove/wire';
import { methodPath } from './client-protocol';
import { singleRequest, type GrpcCall } from './grpc-call';
import type { GrpcServer } from './grpc-server';

const SERVICE = 'grpc.health.v1.Health';
/** `HealthCheckResponse.ServingStatus`. */
const ServingStatus = { serving: 1, notServing: 2, serviceUnknown: 3 } as const;

/**
 * grpc.health.v1, by hand: it is three methods of two fields, and the library for it loads a parser of protocol files, which takes a sixth of a
 * start.
 */
export class Health {
  private readonly statuses = new Map<string, number>();
  private readonly watchers = new Map<GrpcCall, string>();

  addTo(server: GrpcServer): void {
    server.add(
      methodPath(SERVICE, 'Check'),
      singleRequest((request, call) => {
        const name = serviceOf(request);
        const status = name === null ? undefined : this.statuses.get(name);
        if (name === null) call.fail(malformed);
        else if (status === undefined) call.fail({ code: GrpcStatus.NOT_FOUND, details: `unknown service ${name}` });
        else answer(call, response(status));
        return null;
      }),
    );
    server.add(
      methodPath(SERVICE, 'Watch'),
      singleRequest((request, call) => {
        const name = serviceOf(request);
        if (name === null) {
          call.fail(malformed);
          return null;
        }
        this.watchers.set(call, name);
        call.write(response(this.statuses.get(name) ?? ServingStatus.serviceUnknown));
        return { onGone: () => this.watchers.delete(call) };
      }),
    );
    server.add(
      methodPath(SERVICE, 'List'),
      singleRequest((_request, call) => {
        answer(call, list(this.statuses));
        return null;
      }),
    );
  }

  /** The empty name stands for the server as a whole. */
  set(service: string, serving: boolean): void {
    const status = serving ? ServingStatus.serving : ServingStatus.notServing;
    this.statuses.set(service, status);
    for (const [call, name] of this.watchers) if (name === service) call.write(response(status));
  }
}

const malformed = { code: GrpcStatus.INVALID_ARGUMENT, details: 'the message is no HealthCheckRequest' };

function answer(call: GrpcCall, message: Uint8Array): void {
  call.write(message);
  call.end();
}

/** Field 1 of a HealthCheckRequest; null where the message is malformed. */
function serviceOf(request: Uint8Array): string | null {
  const reader = new ByteReader(request);
  let name: Uint8Array = new Uint8Array(0);
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) name = reader.bytes();
    else reader.skip();
  }
  return reader.failed ? null : Buffer.from(name).toString();
}

function response(status: number): Uint8Array {
  const writer = new ByteWriter(8);
  writer.integerField(1, status);
  return writer.take();
}

/** HealthListResponse: a map from names to responses. */
function list(statuses: ReadonlyMap<string, number>): Uint8Array {
  const writer = new ByteWriter();
  for (const [name, status] of statuses) {
    const entry = writer.beginMessage(1);
    writer.stringField(1, name);
    const value = writer.beginMessage(2);
    writer.integerField(1, status);
    writer.endMessage(value);
    writer.endMessage(entry);
  }
  return writer.take();
}
