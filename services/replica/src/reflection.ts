import { status as grpcStatus, type MethodDefinition, type Server, type ServerDuplexStream, type ServiceDefinition } from '@grpc/grpc-js';
import { loadClientProtocol } from './proto-files';

type Message = object;
type Call = ServerDuplexStream<Message, Message>;

/** One version of the service, as the library adds it to a server. */
interface Loaded {
  readonly method: MethodDefinition<Message, Message>;
  readonly handle: (call: Call) => void;
}

const METHOD = 'ServerReflectionInfo';
const services = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'] as const;
type ServiceName = (typeof services)[number];

/**
 * Server reflection, by which tools find out what a server can do. Few servers are ever asked, and what the library does for it (it reads all
 * protocol files and takes their descriptors apart) takes as long as the rest of a start: so it is done when somebody asks.
 */
export function addReflection(server: Server): void {
  let loading: Promise<ReadonlyMap<ServiceName, Loaded>> | null = null;
  for (const service of services) {
    let loaded: Loaded | null = null;
    // Nothing is read from a stream before its handler is there, and nothing written.
    const known = (): Loaded => {
      if (loaded === null) throw new Error('reflection is not loaded');
      return loaded;
    };
    const method: MethodDefinition<Message, Message> = {
      path: `/${service}/${METHOD}`,
      requestStream: true,
      responseStream: true,
      requestSerialize: (request) => known().method.requestSerialize(request),
      requestDeserialize: (bytes) => known().method.requestDeserialize(bytes),
      responseSerialize: (response) => known().method.responseSerialize(response),
      responseDeserialize: (bytes) => known().method.responseDeserialize(bytes),
    };
    const handle = (call: Call): void => {
      loading ??= load();
      loading.then(
        (versions) => {
          loaded = versions.get(service) ?? null;
          if (!call.cancelled) known().handle(call);
        },
        (error: unknown) =>
          call.emit('error', { code: grpcStatus.INTERNAL, details: error instanceof Error ? error.message : String(error) }),
      );
    };
    server.addService({ [METHOD]: method }, { [METHOD]: handle });
  }
}

/** In several turns: each takes tens of milliseconds, and all in one might cost a leader its place. */
async function load(): Promise<ReadonlyMap<ServiceName, Loaded>> {
  const { loadSync } = await import('@grpc/proto-loader');
  await nextTurn();
  const { ReflectionService } = await import('@grpc/reflection');
  await nextTurn();
  const health = await import('grpc-health-check');
  await nextTurn();
  const protocol = loadClientProtocol(loadSync);
  await nextTurn();
  const library = new ReflectionService({ ...protocol, ...loadSync(health.protoPath) });
  await nextTurn();
  const versions = new Map<ServiceName, Loaded>();
  const collector: Pick<Server, 'addService'> = {
    addService: (definition: ServiceDefinition, implementation) => {
      const method = definition[METHOD] as MethodDefinition<Message, Message> | undefined;
      const service = services.find((name) => method?.path === `/${name}/${METHOD}`);
      if (method !== undefined && service !== undefined)
        versions.set(service, { method, handle: implementation[METHOD] as (call: Call) => void });
    },
  };
  library.addToServer(collector);
  return versions;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
