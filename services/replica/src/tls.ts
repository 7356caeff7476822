import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls';
import { ConfigurationMistake } from './configuration-mistake';

/** Certificates of one side, as PEM. They are read once, at the start. */
export interface Tls {
  /** The own certificate, and those between it and its root. */
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Roots that the other side's certificates are verified by; null where none is asked for. */
  readonly ca: Buffer | null;
}

/** What is demanded of those who connect: no certificate, one if they have it, or one in any case. */
export type ClientCertificate = 'none' | 'asked' | 'required';

/** Flags of one side's files; `--NAME-cert`, `--NAME-key`, `--NAME-ca`, empty where not given. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/**
 * Reads the certificates of `client-tls` or `peer-tls` and proves that they fit; null where none are given. Throws a
 * ConfigurationMistake, which names flag and file and holds nothing of their content.
 */
export function readTls(name: string, files: TlsFiles): Tls | null {
  if (files.cert === '' && files.key === '') {
    if (files.ca === '') return null;
    throw new ConfigurationMistake(`--${name}-ca needs --${name}-cert and --${name}-key.`);
  }
  if (files.cert === '' || files.key === '') throw new ConfigurationMistake(`--${name}-cert and --${name}-key belong together.`);
  const cert = read(`--${name}-cert`, files.cert);
  const key = read(`--${name}-key`, files.key);
  const ca = files.ca === '' ? null : read(`--${name}-ca`, files.ca);
  const [own] = certificates(`--${name}-cert`, files.cert, cert);
  if (ca !== null) certificates(`--${name}-ca`, files.ca, ca);
  const privateKey = attempt(`--${name}-key: '${files.key}' holds no private key without a pass phrase`, () => createPrivateKey(key));
  if (own?.checkPrivateKey(privateKey) !== true) {
    throw new ConfigurationMistake(`--${name}-key: '${files.key}' is not the key of the certificate in '${files.cert}'.`);
  }
  // What OpenSSL alone objects to: a key that is too short, a weak signature.
  attempt(`--${name}-cert: '${files.cert}' is not accepted`, () => createSecureContext({ cert, key }));
  return { cert, key, ca };
}

function read(flag: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigurationMistake(`${flag}: '${file}' cannot be read${codeOf(error)}.`);
  }
}

/** At least one. */
function certificates(flag: string, file: string, pem: Buffer): readonly X509Certificate[] {
  const blocks = pem.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (blocks === null) throw new ConfigurationMistake(`${flag}: '${file}' holds no certificate in PEM.`);
  return blocks.map((block) => attempt(`${flag}: '${file}' holds a broken certificate`, () => new X509Certificate(block)));
}

/** OpenSSL's own words can be several lines, and name no file. */
function attempt<T>(mistake: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new ConfigurationMistake(`${mistake}${codeOf(error)}.`);
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : '';
}

/** What Node is told of them, on either side of a connection. */
export function secureOptions(tls: Tls): SecureContextOptions {
  return { cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2', ...(tls.ca === null ? {} : { ca: tls.ca }) };
}

/** What a listener presents and demands. Who is asked and shows no certificate, or one that does not verify, comes in and has no identity by it. */
export function listenerOptions(tls: Tls, clientCertificate: ClientCertificate): TlsOptions {
  return { ...secureOptions(tls), requestCert: clientCertificate !== 'none', rejectUnauthorized: clientCertificate === 'required' };
}
