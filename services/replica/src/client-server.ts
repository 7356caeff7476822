import type { Clock, EngineApi } from '@grove/engine';
import type { Metrics } from '@grove/telemetry';
import { ClientFrontEnd } from './client-front-end';
import { clientServices, methodPath } from './client-protocol';
import type { Configuration } from './configuration';
import { GrpcServer } from './grpc-server';
import { Health } from './health';
import { maintenanceCalls } from './maintenance';
import { Reflection } from './reflection';
import { sessionCalls } from './session-calls';
import { StreamLimit } from './stream-limit';
import { operationCalls } from './unary-front-end';
import { unaryMethod } from './unary-method';
import { watchMethod } from './watch-front-end';

/** A window of some hundred pipelined writes of a kilobyte fits. It bounds what is on its way in a stream and, in all, on a connection. */
const RECEIVE_WINDOW_BYTES = 256 * 1024;
/** What a message that is only promised takes: very many can be. */
const PROMISED_BYTES_MAX = 2_048;

/** Everything that clients see over gRPC: grove.v1, health and reflection. */
export class ClientServer {
  private readonly server: GrpcServer;
  private readonly health = new Health();
  private readonly reflection: Reflection;

  constructor(engine: EngineApi, configuration: Configuration, clock: Clock, metrics: Metrics) {
    const messageBytesMax = configuration.engine.maxFrameBytes;
    const { tls, tlsRequire, connectionsMax, connectionStreamsMax, keepaliveMs, keepaliveTimeoutMs } = configuration.client;
    this.server = new GrpcServer(
      {
        receiveWindowBytes: RECEIVE_WINDOW_BYTES,
        promisedBytesMax: PROMISED_BYTES_MAX,
        unfinished: { bytes: 0, bytesMax: configuration.engine.maxBacklogBytes },
        // Above our own limit, so that what is only a little too large gets a typed error and not a broken stream.
        messageBytesMax: messageBytesMax * 2 + 1024 * 1024,
        callsMax: connectionStreamsMax,
        keepaliveMs,
        keepaliveTimeoutMs,
      },
      tls,
      tls === null || tls.ca === null ? 'none' : tlsRequire ? 'required' : 'asked',
      connectionsMax,
    );

    const [coordination, maintenance] = clientServices;
    const limit = new StreamLimit(configuration.client.streamsMax);
    this.server.add(methodPath(coordination, 'Session'), new ClientFrontEnd(engine, limit, metrics).open);
    this.server.add(methodPath(coordination, 'Watch'), watchMethod(engine, limit, metrics));
    for (const [name, handler] of Object.entries({ ...operationCalls(engine), ...sessionCalls(engine, configuration.engine) })) {
      this.server.add(methodPath(coordination, name), unaryMethod(name, handler, messageBytesMax, clock, metrics));
    }
    for (const [name, handler] of Object.entries(maintenanceCalls(engine))) {
      this.server.add(methodPath(maintenance, name), unaryMethod(name, handler, messageBytesMax, clock, metrics));
    }

    this.health.addTo(this.server);
    this.setServing(false);
    this.reflection = new Reflection(this.server);
  }

  /** What the health service says. */
  setServing(serving: boolean): void {
    for (const service of ['', ...clientServices]) this.health.set(service, serving);
  }

  /** Answers the port. */
  listen(host: string, port: number): Promise<number> {
    return this.server.listen(host, port);
  }

  /** Takes no new calls and waits for those under way, at most so long. */
  close(graceMs: number): Promise<void> {
    this.reflection.close();
    return this.server.close(graceMs);
  }
}
