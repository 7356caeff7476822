import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Clock, EngineApi } from '@grove/engine';
import type { Metrics } from '@grove/telemetry';
import { ClientFrontEnd } from './client-front-end';
import { byteService, clientServices } from './client-protocol';
import type { Configuration } from './configuration';
import { GrpcListener } from './grpc-listener';
import { Health } from './health';
import { maintenanceCalls } from './maintenance';
import { noSwallow } from './no-swallow';
import { Reflection } from './reflection';
import { sessionCalls } from './session-calls';
import { StreamLimit } from './stream-limit';
import { serverCredentials } from './tls';
import { operationCalls } from './unary-front-end';
import { unaryMethod } from './unary-method';
import { watchMethod } from './watch-front-end';

/** A window of some hundred pipelined writes of a kilobyte fits; what a stream that is not read can make this replica hold. */
const RECEIVE_WINDOW_BYTES = 256 * 1024;

/** Everything that clients see over gRPC: grove.v1, health and reflection. */
export class ClientServer {
  private readonly listener: GrpcListener;
  private readonly health = new Health();
  private readonly reflection: Reflection;

  constructor(engine: EngineApi, configuration: Configuration, clock: Clock, metrics: Metrics) {
    const messageBytesMax = configuration.engine.maxFrameBytes;
    const { tls, tlsRequire } = configuration.client;
    const clientCertificate = tls === null || tls.ca === null ? 'none' : tlsRequire ? 'required' : 'asked';
    this.listener = new GrpcListener(
      {
        // Above our own limit, so that what is only a little too large gets a typed error and not a broken stream.
        'grpc.max_receive_message_length': messageBytesMax * 2 + 1024 * 1024,
        // The window is each stream's: without a bound of streams one connection could make this replica hold any amount.
        'grpc.max_concurrent_streams': configuration.client.connectionStreamsMax,
        'grpc.keepalive_time_ms': configuration.client.keepaliveMs,
        'grpc.keepalive_timeout_ms': configuration.client.keepaliveTimeoutMs,
      },
      serverCredentials(tls, clientCertificate),
      configuration.client.connectionsMax,
      RECEIVE_WINDOW_BYTES,
    );

    const limit = new StreamLimit(configuration.client.streamsMax);
    const coordination: UntypedServiceImplementation = {
      Session: noSwallow(new ClientFrontEnd(engine, limit, metrics).open),
      Watch: noSwallow(watchMethod(engine, limit, metrics)),
    };
    for (const [name, handler] of Object.entries({ ...operationCalls(engine), ...sessionCalls(engine, configuration.engine) })) {
      coordination[name] = noSwallow(unaryMethod(name, handler, messageBytesMax, clock, metrics));
    }
    this.listener.server.addService(byteService('grove.v1.CoordinationService', Object.keys(coordination)), coordination);

    const maintenance: UntypedServiceImplementation = {};
    for (const [name, handler] of Object.entries(maintenanceCalls(engine))) {
      maintenance[name] = noSwallow(unaryMethod(name, handler, messageBytesMax, clock, metrics));
    }
    this.listener.server.addService(byteService('grove.v1.MaintenanceService', Object.keys(maintenance)), maintenance);

    this.health.addToServer(this.listener.server);
    this.setServing(false);
    this.reflection = new Reflection(this.listener.server);
  }

  /** What the health service says. */
  setServing(serving: boolean): void {
    for (const service of ['', ...clientServices]) this.health.set(service, serving);
  }

  /** Answers the port. */
  listen(host: string, port: number): Promise<number> {
    return this.listener.listen(host, port);
  }

  /** Takes no new calls and waits for those under way, at most so long. */
  close(graceMs: number): Promise<void> {
    this.reflection.close();
    return this.listener.close(graceMs);
  }
}
