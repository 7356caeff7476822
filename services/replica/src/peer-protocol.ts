import { decodeControl, encodeControl, type PeerHello as WireHello } from '@grove/wire';
import type { PeerChannel } from '@grove/engine';
import type { ConnectionOptions } from '@grove/http2';
import type { PeerSettings } from './configuration';

export const peerChannels: readonly PeerChannel[] = ['control', 'append', 'snapshot'];

/** The method of grove.peer.v1.PeerService whose stream carries a channel. */
export const pathOfChannel: { readonly [Channel in PeerChannel]: string } = {
  control: '/grove.peer.v1.PeerService/Control',
  append: '/grove.peer.v1.PeerService/Append',
  snapshot: '/grove.peer.v1.PeerService/Snapshot',
};

export const channelOfPath: ReadonlyMap<string, PeerChannel> = new Map(peerChannels.map((channel) => [pathOfChannel[channel], channel]));

/** Several of the largest append messages: a block shall never wait for the receiver's event loop half way. */
const RECEIVE_WINDOW_BYTES = 8 * 1024 * 1024;

/** What both ends of a connection between replicas go by. */
export function connectionOptions(settings: PeerSettings, messageBytesMax: number, callsMax: number): ConnectionOptions {
  const { keepaliveMs, keepaliveTimeoutMs } = settings;
  return {
    receiveWindowBytes: RECEIVE_WINDOW_BYTES,
    messageBytesMax,
    promisedBytesMax: messageBytesMax,
    callsMax,
    keepaliveMs,
    keepaliveTimeoutMs,
  };
}

/** The first message of every stream: who dials. It is the same field, so the same bytes, on all three channels. */
export type PeerHello = Omit<WireHello, 'type'>;

export function encodeHello(hello: PeerHello): Uint8Array {
  return encodeControl({ type: 'hello', ...hello });
}

/** Null where the message is malformed or no hello. */
export function decodeHello(message: Uint8Array): PeerHello | null {
  const decoded = decodeControl(message);
  return decoded?.type === 'hello' && decoded.replica >= 1 && decoded.replica <= 9 ? decoded : null;
}
