import { Metadata } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { asBuffer, identity, methods, openChannel, reasonOf } from './grpc-channel';
import type { ClientConnection, ClientTransport, ConnectionEvents } from './session';

/** Session streams over grpc-js. Each connection has a channel of its own: the next attempt is never held back by its backoff. */
export class GrpcTransport implements ClientTransport {
  constructor(private readonly credentials: ChannelCredentials | undefined) {}

  connect(endpoint: string, events: ConnectionEvents): ClientConnection {
    const channel = openChannel(endpoint, this.credentials);
    const call = channel.makeBidiStreamRequest<Buffer, Buffer>(methods.session, identity, identity, new Metadata(), {});
    let isOver = false;
    const over = (reason: string): void => {
      if (isOver) return;
      isOver = true;
      channel.close();
      events.onClosed(reason);
    };
    call.on('data', (frame: Buffer) => {
      if (!isOver) events.onFrame(frame);
    });
    call.on('error', (error: Error & { readonly details?: string }) => over(reasonOf(error.details ?? error.message)));
    call.on('end', () => over('the stream ended'));
    return {
      send: (frame) => {
        if (!isOver) call.write(asBuffer(frame));
      },
      close: () => {
        if (isOver) return;
        isOver = true;
        // What was written before goes out first; a stream that does not end by itself goes with its channel.
        call.cancel();
        channel.close();
      },
    };
  }
}
