import type { ClusterConfig, Member } from '@grove/raft';
import { decodeUtf8, encodeUtf8, viewOf } from './bytes';

/**
 * A cluster configuration as it lies in a config block, in snapshot metadata and in ProbeReply.initial_config:
 * version (1 byte), number of members (1), then each member: id (1), flags (1; bit 0: voter), and incarnation,
 * peer address, client address, each as a length (2, little-endian) and UTF-8.
 */
const CONFIG_VERSION = 1;
const VOTER = 1;

export function encodeConfig(config: ClusterConfig): Uint8Array {
  const members = config.members.map((member) => ({
    member,
    texts: [member.incarnation, member.peerAddress, member.clientAddress].map(encodeUtf8),
  }));
  if (members.length > 0xff) throw new RangeError(`too many members: ${members.length}`);
  let length = 2;
  for (const { texts } of members) {
    length += 2;
    for (const text of texts) {
      if (text.length > 0xffff) throw new RangeError(`a member's text is ${text.length} bytes long`);
      length += 2 + text.length;
    }
  }
  const bytes = new Uint8Array(length);
  const view = viewOf(bytes);
  bytes[0] = CONFIG_VERSION;
  bytes[1] = members.length;
  let offset = 2;
  for (const { member, texts } of members) {
    bytes[offset] = member.id;
    bytes[offset + 1] = member.voter ? VOTER : 0;
    offset += 2;
    for (const text of texts) {
      view.setUint16(offset, text.length, true);
      bytes.set(text, offset + 2);
      offset += 2 + text.length;
    }
  }
  return bytes;
}

/** The configuration, or null where the bytes are none. */
export function decodeConfig(bytes: Uint8Array): ClusterConfig | null {
  if (bytes.length < 2 || bytes[0] !== CONFIG_VERSION) return null;
  const view = viewOf(bytes);
  const members: Member[] = [];
  let offset = 2;
  for (let n = bytes[1] ?? 0; n > 0; n--) {
    if (offset + 2 > bytes.length) return null;
    const id = view.getUint8(offset);
    const flags = view.getUint8(offset + 1);
    offset += 2;
    const texts: string[] = [];
    for (let k = 0; k < 3; k++) {
      if (offset + 2 > bytes.length) return null;
      const end = offset + 2 + view.getUint16(offset, true);
      if (end > bytes.length) return null;
      const text = decodeUtf8(bytes.subarray(offset + 2, end));
      if (text === null) return null;
      texts.push(text);
      offset = end;
    }
    const [incarnation = '', peerAddress = '', clientAddress = ''] = texts;
    members.push({ id, incarnation, voter: (flags & VOTER) !== 0, peerAddress, clientAddress });
  }
  return offset === bytes.length ? { members } : null;
}
