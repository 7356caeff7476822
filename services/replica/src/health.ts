import {
  status as grpcStatus,
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { ByteReader, ByteWriter } from '@grove/wire';
import { asBuffer, byteMethod } from './byte-methods';

const SERVICE = 'grpc.health.v1.Health';
/** `HealthCheckResponse.ServingStatus`. */
const ServingStatus = { serving: 1, notServing: 2, serviceUnknown: 3 } as const;

type WatchCall = ServerWritableStream<Buffer, Buffer>;

const methods: ServiceDefinition = {
  Check: byteMethod(`/${SERVICE}/Check`, false, false),
  Watch: byteMethod(`/${SERVICE}/Watch`, false, true),
  List: byteMethod(`/${SERVICE}/List`, false, false),
};

/**
 * grpc.health.v1, by hand: it is three methods of two fields, and the library for it loads a parser of protocol files, which takes a sixth of a
 * start.
 */
export class Health {
  private readonly statuses = new Map<string, number>();
  private readonly watchers = new Map<WatchCall, string>();

  addToServer(server: Server): void {
    server.addService(methods, {
      Check: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
        const name = serviceOf(call.request);
        const status = name === null ? undefined : this.statuses.get(name);
        if (name === null) done({ code: grpcStatus.INVALID_ARGUMENT, details: MALFORMED });
        else if (status === undefined) done({ code: grpcStatus.NOT_FOUND, details: `unknown service ${name}` });
        else done(null, response(status));
      },
      Watch: (call: WatchCall) => {
        const name = serviceOf(call.request);
        if (name === null) {
          call.emit('error', { code: grpcStatus.INVALID_ARGUMENT, details: MALFORMED });
          return;
        }
        this.watchers.set(call, name);
        call.on('cancelled', () => this.watchers.delete(call));
        call.write(response(this.statuses.get(name) ?? ServingStatus.serviceUnknown));
      },
      List: (_call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
        done(null, list(this.statuses));
      },
    });
  }

  /** The empty name stands for the server as a whole. */
  set(service: string, serving: boolean): void {
    const status = serving ? ServingStatus.serving : ServingStatus.notServing;
    this.statuses.set(service, status);
    for (const [call, name] of this.watchers) if (name === service) call.write(response(status));
  }
}

const MALFORMED = 'the message is no HealthCheckRequest';

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

function response(status: number): Buffer {
  const writer = new ByteWriter(8);
  writer.integerField(1, status);
  return asBuffer(writer.take());
}

/** HealthListResponse: a map from names to responses. */
function list(statuses: ReadonlyMap<string, number>): Buffer {
  const writer = new ByteWriter();
  for (const [name, status] of statuses) {
    const entry = writer.beginMessage(1);
    writer.stringField(1, name);
    const value = writer.beginMessage(2);
    writer.integerField(1, status);
    writer.endMessage(value);
    writer.endMessage(entry);
  }
  return asBuffer(writer.take());
}
