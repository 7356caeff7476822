import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { ServerUnaryCall, StatusObject, sendUnaryData } from '@grpc/grpc-js';
import { ErrorCode, encodeAnswer, answerToUnaryResponse, encodeStatusDetails, splitUnary } from '@grove/wire';
import { asBuffer, identity } from './grpc-channel';
import { writeOnce } from './unary-write';

type Handler = (done: sendUnaryData<Buffer>) => void;

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.forceShutdown();
});

/** A server that does with each Delete what the next handler says; the last one stays. */
async function serve(handlers: Handler[], requestIds: string[]): Promise<string> {
  const server = new Server();
  servers.push(server);
  const codec = { requestSerialize: identity, requestDeserialize: identity, responseSerialize: identity, responseDeserialize: identity };
  server.addService(
    { remove: { path: '/grove.v1.CoordinationService/Delete', requestStream: false, responseStream: false, ...codec } },
    {
      remove: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
        requestIds.push(Buffer.from(splitUnary('delete', call.request)?.requestId ?? []).toString('hex'));
        const handler = handlers.length > 1 ? handlers.shift() : handlers[0];
        handler?.(done);
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return `127.0.0.1:${port}`;
}

function failing(grpcCode: StatusObject['code'], reason: string, retryAfterMs = 0): Handler {
  return (done) => {
    const metadata = new Metadata();
    const details = encodeStatusDetails({ grpcCode, message: 'so', reason, path: '/a', zxid: 0, retryAfterMs });
    metadata.set('grpc-status-details-bin', Buffer.from(details));
    done({ code: grpcCode, details: 'so', metadata });
  };
}

const fine: Handler = (done) => {
  const answer = answerToUnaryResponse('delete', encodeAnswer({ zxid: 7, code: 0, result: { type: 'delete', deleted: 1 } }));
  done(null, asBuffer(answer?.response ?? new Uint8Array(0)));
};

const removal = { type: 'delete', path: '/a', version: null } as const;

test('S45 a write of which nobody knows the outcome is sent to the next replica with the same id', async () => {
  const ids: string[] = [];
  const first = await serve([failing(status.UNKNOWN, 'OUTCOMEUNKNOWN'), failing(status.RESOURCE_EXHAUSTED, 'THROTTLEDOP', 30)], ids);
  const second = await serve([failing(status.UNAVAILABLE, 'CONNECTIONLOSS'), fine], ids);
  await expect(writeOnce([first, second], removal)).resolves.toMatchObject({ zxid: 7 });
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toHaveLength(32);
});

test('S45 the error of the write itself is the outcome, at once', async () => {
  const ids: string[] = [];
  const endpoint = await serve([failing(status.NOT_FOUND, 'NONODE'), fine], ids);
  await expect(writeOnce([endpoint], removal)).rejects.toMatchObject({ code: ErrorCode.NONODE, path: '/a' });
  expect(ids).toHaveLength(1);
});

test('S45 without an outcome in time it is unknown; where every attempt was refused, it was not done', async () => {
  // The wait that is asked for ends behind the time there is: no further attempt is made, whose answer might come too late.
  const options = { timeoutMs: 5_000 };
  const unknown = await serve([failing(status.UNKNOWN, 'OUTCOMEUNKNOWN', 10_000)], []);
  await expect(writeOnce([unknown], removal, options)).rejects.toMatchObject({ code: ErrorCode.OUTCOMEUNKNOWN });
  const lost = await serve([failing(status.UNAVAILABLE, 'CONNECTIONLOSS', 10_000)], []);
  await expect(writeOnce([lost], removal, options)).rejects.toMatchObject({ code: ErrorCode.OUTCOMEUNKNOWN });
  // One attempt may have been done, whatever the next one says.
  const refused = await serve([failing(status.UNKNOWN, 'OUTCOMEUNKNOWN'), failing(status.RESOURCE_EXHAUSTED, 'THROTTLEDOP', 10_000)], []);
  await expect(writeOnce([refused], removal, options)).rejects.toMatchObject({ code: ErrorCode.OUTCOMEUNKNOWN });
  const throttled = await serve([failing(status.RESOURCE_EXHAUSTED, 'THROTTLEDOP', 10_000)], []);
  await expect(writeOnce([throttled], removal, options)).rejects.toMatchObject({ code: ErrorCode.THROTTLEDOP });
});
