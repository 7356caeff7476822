import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tls } from './tls';

/** Certificates made for a test, DER by hand (RFC 5280): nothing has to be installed, and none expires in a repository. */

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = Buffer.from(body.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, body]);
}

const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bits = (bytes: Buffer): Buffer => der(0x03, Buffer.of(0), bytes);
const year = (offset: number): Buffer => der(0x18, Buffer.from(`${new Date().getUTCFullYear() + offset}0101000000Z`));

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const attributes: Readonly<Record<string, string>> = { CN: '550403', C: '550406', O: '55040a', OU: '55040b' };

/** `C=DE,O=Example,CN=alice`, in the certificate's order, which is the reverse of RFC 2253's. */
function name(subject: string): Buffer {
  return sequence(
    ...subject.split(',').map((part) => {
      const [key = '', value = ''] = part.split('=');
      return der(0x31, sequence(oid(attributes[key] ?? ''), der(0x0c, Buffer.from(value))));
    }),
  );
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, value));
}

function pem(label: string, bytes: Buffer): Buffer {
  return Buffer.from(
    `-----BEGIN ${label}-----\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`,
  );
}

function certificate(subject: string, key: KeyObject, issuer: { readonly name: string; readonly key: KeyObject }, isRoot: boolean): Buffer {
  const spki = key.export({ type: 'spki', format: 'der' });
  const serial = createHash('sha256').update(spki).digest().subarray(0, 8);
  // Not negative.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const extensions = isRoot
    ? [extension('551d13', true, sequence(der(0x01, Buffer.of(0xff))))]
    : // For 127.0.0.1 and localhost.
      [extension('551d11', false, sequence(der(0x87, Buffer.of(127, 0, 0, 1)), der(0x82, Buffer.from('localhost'))))];
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, serial),
    ecdsaWithSha256,
    name(issuer.name),
    sequence(year(-1), year(10)),
    name(subject),
    spki,
    der(0xa3, sequence(...extensions)),
  );
  return pem('CERTIFICATE', sequence(toBeSigned, ecdsaWithSha256, bits(sign('sha256', toBeSigned, issuer.key))));
}

/** A root that signs certificates for 127.0.0.1 and localhost. */
export class TestAuthority {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly cert: Buffer;

  constructor(private readonly subject: string) {
    this.cert = certificate(subject, this.keys.publicKey, { name: subject, key: this.keys.privateKey }, true);
  }

  /** A certificate of this root, its key, and a root to verify the other side by (this one where none is named). */
  issue(subject: string, ca: Buffer = this.cert): Tls & { readonly ca: Buffer } {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      cert: certificate(subject, publicKey, { name: this.subject, key: this.keys.privateKey }, false),
      key: Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      ca,
    };
  }
}

/** Writes texts to files in a folder of their own; `remove` deletes it. */
export function filesOf<Name extends string>(contents: { readonly [Key in Name]: Buffer | string }): {
  readonly file: (name: Name) => string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'grove-tls-'));
  const file = (each: Name): string => join(folder, each);
  for (const each of Object.keys(contents) as Name[]) writeFileSync(file(each), contents[each], { mode: 0o600 });
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}
