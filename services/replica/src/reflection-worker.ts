import type { MethodDefinition, Server, ServiceDefinition } from '@grpc/grpc-js';
import { EventEmitter } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { loadClientProtocol } from './proto-files';

/** Of one reflection stream. */
export interface ReflectionQuestion {
  readonly id: number;
  /** The version of reflection that is asked, by its full name. */
  readonly service: string;
  /** An encoded ServerReflectionRequest. */
  readonly request: Uint8Array<ArrayBuffer>;
}

export interface ReflectionAnswer {
  readonly id: number;
  /** An encoded ServerReflectionResponse; null where the request is malformed. */
  readonly response: Uint8Array<ArrayBuffer> | null;
}

type Message = object;

/** One version of the service, as the library adds it to a server. */
interface Version {
  readonly method: MethodDefinition<Message, Message>;
  readonly handle: (call: OneCall) => void;
}

/** Nice value of this thread: who asks has time, the event loop has none. */
const NICE = 10;

/**
 * A thread beside the event loop that answers server reflection (`reflection-thread.ts` starts it). What the library does for that (it reads
 * all protocol files and takes their descriptors apart) takes hundreds of milliseconds in one piece, in which a leader would send no heartbeat.
 */
async function answerQuestions(): Promise<void> {
  if (parentPort === null) throw new Error('this file runs in a worker thread');
  const port = parentPort;
  giveWay();
  const versions = await load();
  // Questions that come earlier wait in the port.
  port.on('message', ({ id, service, request }: ReflectionQuestion) => {
    const response = answerOf(versions.get(service), request);
    const answer: ReflectionAnswer = { id, response };
    port.postMessage(answer, response === null ? [] : [response.buffer]);
  });
}

/** The way for a thread to be asked for its own nice value is Linux's; elsewhere it would be the whole process. */
function giveWay(): void {
  if (process.platform === 'linux' && getPriority() < NICE) setPriority(NICE);
}

async function load(): Promise<ReadonlyMap<string, Version>> {
  const { loadSync } = await import('@grpc/proto-loader');
  const { ReflectionService } = await import('@grpc/reflection');
  const health = await import('grpc-health-check');
  const versions = new Map<string, Version>();
  const collector: Pick<Server, 'addService'> = {
    addService: (definition: ServiceDefinition, implementation) => {
      for (const [name, method] of Object.entries<MethodDefinition<Message, Message>>(definition)) {
        const handle = implementation[name] as unknown as Version['handle'];
        // The path is /package.Service/Method.
        versions.set(method.path.split('/')[1] ?? '', { method, handle });
      }
    },
  };
  new ReflectionService({ ...loadClientProtocol(loadSync), ...loadSync(health.protoPath) }).addToServer(collector);
  return versions;
}

/** As much of a stream as the library needs to answer one request, which it does at once. */
class OneCall extends EventEmitter {
  response: Message | null = null;

  write(response: Message): void {
    this.response = response;
  }
}

function answerOf(version: Version | undefined, request: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (version === undefined) throw new Error('the library does not serve this version of reflection');
  let message: Message;
  try {
    message = version.method.requestDeserialize(Buffer.from(request.buffer, request.byteOffset, request.byteLength));
  } catch {
    return null;
  }
  const call = new OneCall();
  version.handle(call);
  call.emit('data', message);
  if (call.response === null) throw new Error('the library has not answered');
  // A copy of its own: what is posted is handed over with all of its memory.
  return new Uint8Array(version.method.responseSerialize(call.response));
}

answerQuestions().catch((error: unknown) => {
  // Thrown where nobody catches it, it ends this thread and is told to the one that started it.
  process.nextTick(() => {
    throw error;
  });
});
