import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Caller } from '@grove/engine';

/** Identities are replicated state; a subject that makes one longer than this, in bytes, gives none. */
const identityBytesMax = 1_024;
/** Subjects of certificates seen lately, by fingerprint: parsing one takes longer than a read. */
const subjects = new Map<string, string | null>();
const subjectsKept = 1_000;

/**
 * What a connection proves, whose TLS handshake is over where it has one: the address of its other end, and the subject of its certificate where that
 * was verified.
 */
export function callerOf(socket: Socket): Caller {
  const identities: string[] = [];
  const address = plainAddress(socket.remoteAddress ?? '');
  if (address !== null) identities.push(`ip:${address}`);
  if (socket instanceof TLSSocket && socket.authorized) {
    const certificate = socket.getPeerCertificate();
    const subject = certificate.raw === undefined ? null : subjectOf(certificate.fingerprint256, certificate.raw);
    if (subject !== null) identities.push(`x509:${subject}`);
  }
  return { identities };
}

/** IPv4 in an IPv6 socket as IPv4. Null where the connection is gone already. */
export function plainAddress(text: string): string | null {
  const address = text.replace(/%.*$/, '').replace(/^::ffff:(?=[0-9]+\.)/i, '');
  return isIP(address) === 0 ? null : address;
}

function subjectOf(fingerprint: string, raw: Buffer): string | null {
  let subject = subjects.get(fingerprint);
  if (subject === undefined) {
    if (subjects.size >= subjectsKept) subjects.clear();
    subject = distinguishedName(new X509Certificate(raw).subject);
    subjects.set(fingerprint, subject);
  }
  return subject;
}

/**
 * The subject as RFC 2253 writes it and ZooKeeper shows it: `CN=alice,O=Example`. Node gives one line for each part in the
 * certificate's own order, which is the other way round; values are escaped by RFC 2253 already. Parts without a name in that RFC
 * (an e-mail address) keep Node's name. Null where it is empty or too long.
 */
export function distinguishedName(subject: string): string | null {
  const name = subject
    .split('\n')
    .reverse()
    .map((part) => part.replaceAll(' + ', '+'))
    .join(',');
  return name === '' || Buffer.byteLength(`x509:${name}`) > identityBytesMax ? null : name;
}
