import { sha1 } from '@noble/hashes/legacy';
import { ErrorCode, decodeUtf8 } from '@grove/wire';
import { fixedLimits } from './defaults';
import type { Caller, Credential } from './ports';

/** The identity of a superuser: it passes every check of rights but those that nobody passes. Nobody can prove it but by configuration. */
export const SUPER_IDENTITY = 'super:';

/** Identities are replicated state: the longest, `scheme:id`, in bytes, as the tree has it. A password may be as long. */
const IDENTITY_BYTES_MAX = 1024;
const CREDENTIAL_BYTES_MAX = 1024;
/** What an identity has beside its user: `digest:`, a colon and the hash. */
const DIGEST_BYTES = 7 + 1 + 28;

const NOBODY: readonly string[] = [];
const COLON = 0x3a;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Who is superuser; empty for nobody. */
export interface SuperuserOptions {
  /** `user:base64(SHA-1(user:password))`. */
  readonly superuserDigest: string;
  /** The subject of a client's certificate. */
  readonly superuserX509: string;
}

/** Identities, `scheme:id` each, or why there are none. */
export type CallerResult =
  { readonly ok: true; readonly identities: readonly string[] } | { readonly ok: false; readonly code: number; readonly message: string };

/**
 * Tells by which identities a caller is judged, at the replica that it is connected to. Only what comes out of here is
 * logged and replicated: a hash, never a password.
 */
export class CallerIdentities {
  private readonly superDigest: string | null;
  private readonly superX509: string | null;

  constructor(options: SuperuserOptions) {
    this.superDigest = options.superuserDigest === '' ? null : `digest:${options.superuserDigest}`;
    this.superX509 = options.superuserX509 === '' ? null : `x509:${options.superuserX509}`;
  }

  /** The identity that makes a superuser of whoever proves it by addAuth; empty for none. */
  get superuser(): string {
    return this.superDigest ?? '';
  }

  /** What the connection itself proves: its address, its certificate, and `super:` where that is the superuser's. */
  ofConnection(caller: Caller | undefined): readonly string[] {
    if (caller === undefined) return NOBODY;
    // Only the shell's own schemes: an identity of another would be believed without proof.
    const proven = caller.identities.filter((identity) => identity.startsWith('ip:') || identity.startsWith('x509:'));
    return this.superX509 !== null && proven.includes(this.superX509) ? [...proven, SUPER_IDENTITY] : proven;
  }

  /**
   * What one credential proves (addAuth). AUTHFAILED for a scheme that takes none and for a text that is no `user:password`.
   * As ZooKeeper's scheme digest, no list of users is asked: whoever knows the password has the identity.
   */
  ofCredential(credential: Credential): CallerResult {
    if (credential.scheme !== 'digest') return refused(`the scheme '${credential.scheme.slice(0, 32)}' takes no credentials`);
    if (credential.credential.length > CREDENTIAL_BYTES_MAX) return refused(`the credential is longer than ${CREDENTIAL_BYTES_MAX} bytes`);
    const user = userOf(credential.credential);
    if (user === null) return refused('the credential is not `user:password` in UTF-8');
    const identity = `digest:${user}:${base64(sha1(credential.credential))}`;
    return { ok: true, identities: identity === this.superDigest ? [identity, SUPER_IDENTITY] : [identity] };
  }

  /** What the connection and the credentials of one call prove together, each identity once. */
  ofCall(caller: Caller | undefined, credentials: readonly Credential[] = []): CallerResult {
    const connection = this.ofConnection(caller);
    if (credentials.length === 0) return { ok: true, identities: connection };
    if (credentials.length > fixedLimits.maxIdentities) {
      return { ok: false, code: ErrorCode.BADARGUMENTS, message: `at most ${fixedLimits.maxIdentities} credentials` };
    }
    const all = new Set(connection);
    for (const credential of credentials) {
      const result = this.ofCredential(credential);
      if (!result.ok) return result;
      for (const identity of result.identities) all.add(identity);
    }
    return { ok: true, identities: [...all] };
  }
}

function refused(message: string): CallerResult {
  return { ok: false, code: ErrorCode.AUTHFAILED, message };
}

/** The part before the first colon; null where there is none, no user, or one too long for an identity. */
function userOf(credential: Uint8Array): string | null {
  const text = decodeUtf8(credential, 0, credential.length);
  const colon = text?.indexOf(':') ?? -1;
  if (text === null || colon < 1) return null;
  const userBytes = credential.indexOf(COLON);
  return userBytes + DIGEST_BYTES > IDENTITY_BYTES_MAX ? null : text.slice(0, colon);
}

/** With padding, as ZooKeeper writes digests. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(index, index + 3);
    const bits = (first << 16) | (second << 8) | third;
    const left = bytes.length - index;
    text += BASE64.charAt(bits >> 18) + BASE64.charAt((bits >> 12) & 63);
    text += (left > 1 ? BASE64.charAt((bits >> 6) & 63) : '=') + (left > 2 ? BASE64.charAt(bits & 63) : '=');
  }
  return text;
}
