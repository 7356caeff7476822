import { connect, type ClientHttp2Session, type Settings } from 'node:http2';
import { ServerCredentials } from '@grpc/grpc-js';
import { TestAuthority } from './certificates.testkit';
import { GrpcListener } from './grpc-listener';

const WINDOW_BYTES = 1024 * 1024;

const authority = new TestAuthority('CN=Replicas');
const own = authority.issue('CN=server', authority.cert);
const overTls = ServerCredentials.createSsl(null, [{ cert_chain: Buffer.from(own.cert), private_key: Buffer.from(own.key) }], false);

test.each([
  ['plain text', 'http', ServerCredentials.createInsecure()],
  ['TLS', 'https', overTls],
])('over %s a connection may send as much as the window says before it is read, on a stream and in all', async (_, scheme, credentials) => {
  const listener = new GrpcListener({}, credentials, 10, WINDOW_BYTES);
  const port = await listener.listen('127.0.0.1', 0);
  const session: ClientHttp2Session = connect(`${scheme}://127.0.0.1:${port}`, { rejectUnauthorized: false });
  session.on('error', () => undefined);
  try {
    const streamWindow = await new Promise<number>((resolve) => {
      session.on('remoteSettings', ({ initialWindowSize = 0 }: Settings) => {
        if (initialWindowSize === WINDOW_BYTES) resolve(initialWindowSize);
      });
    });
    expect(streamWindow).toBe(WINDOW_BYTES);
    // A round trip: what the server sent before its answer is here.
    await new Promise<void>((resolve) => session.ping(() => resolve()));
    expect(session.state.remoteWindowSize).toBe(WINDOW_BYTES);
  } finally {
    session.destroy();
    listener.closeNow();
  }
});
