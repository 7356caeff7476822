import { connect, type ClientHttp2Session, type Settings } from 'node:http2';
import { ServerCredentials } from '@grpc/grpc-js';
import { GrpcListener } from './grpc-listener';

const WINDOW_BYTES = 1024 * 1024;

test('a connection may send as much as the window says before it is read, on a stream and in all', async () => {
  const listener = new GrpcListener({}, ServerCredentials.createInsecure(), 10, WINDOW_BYTES);
  const port = await listener.listen('127.0.0.1', 0);
  const session: ClientHttp2Session = connect(`http://127.0.0.1:${port}`);
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
