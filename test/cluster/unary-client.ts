import { join } from 'node:path';
import { credentials, loadPackageDefinition, Metadata, type Client, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { parse } from 'protobufjs';
import { repositoryRoot } from './repository';

const CALL_MS = 10_000;

/** Loaded from proto/ as any foreign client would: the tests share no code with what they test. */
const definitions = loadSync(['grove/v1/coordination.proto', 'grove/v1/maintenance.proto'], {
  includeDirs: [join(repositoryRoot, 'proto')],
  keepCase: true,
  longs: Number,
  enums: String,
  defaults: true,
});

const { root: errorTypes } = parse(
  `
  syntax = "proto3";
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
`,
  { keepCase: true },
);

export interface Stat {
  readonly czxid: number;
  readonly mzxid: number;
  readonly version: number;
  readonly data_length: number;
  readonly num_children: number;
  readonly owner_session_id: number;
}

export interface SessionHandle {
  readonly session_id: number;
  readonly session_secret: Uint8Array;
  readonly timeout_ms: number;
  readonly zxid: number;
}

export interface CallOptions {
  readonly session_id?: number;
  readonly session_secret?: Uint8Array;
  readonly consistency?: 'CONSISTENCY_LOCAL' | 'CONSISTENCY_LINEARIZABLE';
  readonly min_zxid?: number;
}

/** A failed call: the gRPC status and what google.rpc.ErrorInfo says; `reason` is empty where there is none. */
export class CallError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    readonly domain: string,
    readonly info: Readonly<Record<string, string>>,
    message: string,
  ) {
    super(message);
  }
}

type UnaryMethod = (
  request: object,
  metadata: Metadata,
  options: { deadline: number },
  done: (error: ServiceError | null, response: unknown) => void,
) => void;

type Stub = Client & Readonly<Record<string, UnaryMethod>>;

const services = loadPackageDefinition(definitions) as unknown as {
  readonly grove: { readonly v1: { readonly CoordinationService: new (...args: ConstructorParameters<typeof Client>) => Stub } };
};

/** Unary calls to one replica. */
export class UnaryClient {
  private readonly stub: Stub;

  constructor(readonly endpoint: string) {
    this.stub = new services.grove.v1.CoordinationService(endpoint, credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
      // A replica that was killed is back at the same address soon.
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.max_reconnect_backoff_ms': 200,
    });
  }

  /**
   * Resolves when the connection stands. After its replica was down the channel pauses before it dials again, and
   * fails calls at once meanwhile, also when the replica has long been back.
   */
  connected(timeoutMs = CALL_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stub.waitForReady(Date.now() + timeoutMs, (error) => {
        if (error === undefined || error === null) resolve();
        else reject(error);
      });
    });
  }

  create(
    path: string,
    data: Uint8Array = new Uint8Array(),
    more: object = {},
  ): Promise<{ readonly path: string; readonly stat: Stat; readonly zxid: number }> {
    return this.call('Create', { path, data, ...more });
  }

  setData(path: string, data: Uint8Array, version = -1): Promise<{ readonly stat: Stat; readonly zxid: number }> {
    return this.call('SetData', { path, data, version });
  }

  delete(path: string, version = -1): Promise<{ readonly zxid: number }> {
    return this.call('Delete', { path, version });
  }

  getData(path: string, call: CallOptions = {}): Promise<{ readonly data: Buffer; readonly stat: Stat; readonly zxid: number }> {
    return this.call('GetData', { path, call });
  }

  exists(path: string, call: CallOptions = {}): Promise<{ readonly stat: Stat; readonly zxid: number }> {
    return this.call('Exists', { path, call });
  }

  getChildren(path: string, call: CallOptions = {}): Promise<{ readonly children: readonly string[]; readonly zxid: number }> {
    return this.call('GetChildren', { path, call });
  }

  sync(): Promise<{ readonly zxid: number }> {
    return this.call('Sync', { path: '/' });
  }

  openSession(timeoutMs: number): Promise<SessionHandle> {
    return this.call('OpenSession', { timeout_ms: timeoutMs });
  }

  keepAlive({ session_id, session_secret }: SessionHandle): Promise<{ readonly confirmed_ms_ago: number; readonly timeout_ms: number }> {
    return this.call('KeepAlive', { session_id, session_secret });
  }

  closeSession({ session_id, session_secret }: SessionHandle): Promise<{ readonly zxid: number }> {
    return this.call('CloseSession', { session_id, session_secret });
  }

  /** Makes any unary call. @throws CallError */
  call<T>(method: string, request: object, timeoutMs = CALL_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const unary = this.stub[method];
      if (unary === undefined) throw new Error(`no method ${method}`);
      unary.call(this.stub, request, new Metadata(), { deadline: Date.now() + timeoutMs }, (error, response) => {
        if (error === null) resolve(response as T);
        else reject(callErrorOf(error));
      });
    });
  }

  close(): void {
    this.stub.close();
  }
}

function callErrorOf(error: ServiceError): CallError {
  const info = errorInfoOf(error.metadata);
  return new CallError(error.code, info?.reason ?? '', info?.domain ?? '', info?.metadata ?? {}, error.message);
}

interface ErrorInfo {
  readonly reason: string;
  readonly domain: string;
  readonly metadata: Readonly<Record<string, string>>;
}

function errorInfoOf(metadata: Metadata | undefined): ErrorInfo | null {
  const [bytes] = metadata?.get('grpc-status-details-bin') ?? [];
  if (!(bytes instanceof Buffer)) return null;
  const status = errorTypes.lookupType('Status').decode(bytes) as unknown as { details: { type_url: string; value: Uint8Array }[] };
  const detail = status.details.find(({ type_url }) => type_url.endsWith('/google.rpc.ErrorInfo'));
  return detail === undefined ? null : (errorTypes.lookupType('ErrorInfo').decode(detail.value) as unknown as ErrorInfo);
}
