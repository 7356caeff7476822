import { decodeControl, encodeControl, type PeerHello as WireHello } from '@grove/wire';
import type { PeerChannel } from '@grove/engine';
import { byteMethod, type ByteService } from './byte-methods';

/** grove.peer.v1.PeerService, with messages left as bytes. */
export const peerService: ByteService<'Control' | 'Append' | 'Snapshot'> = {
  Control: byteMethod('/grove.peer.v1.PeerService/Control', true, true),
  Append: byteMethod('/grove.peer.v1.PeerService/Append', true, true),
  Snapshot: byteMethod('/grove.peer.v1.PeerService/Snapshot', true, true),
};

export const peerChannels: readonly PeerChannel[] = ['control', 'append', 'snapshot'];

/** The method whose stream carries a channel. */
export const methodOfChannel = { control: peerService.Control, append: peerService.Append, snapshot: peerService.Snapshot } as const;

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
