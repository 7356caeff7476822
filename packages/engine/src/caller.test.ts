import { ErrorCode } from '@grove/wire';
import { CallerIdentities, SUPER_IDENTITY } from './caller';

const nobodyIsSuper = { superuserDigest: '', superuserX509: '' };
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const digest = (text: string) => ({ scheme: 'digest', credential: bytes(text) });

describe('identities of a caller', () => {
  // From `printf user:password | openssl sha1 -binary | base64`.
  test.each([
    ['super:test', 'digest:super:D/InIHSb7yEEbrWz8b9l71RjZJU='],
    ['alice:secret', 'digest:alice:aYXlLOpEooaV1cRAvUL1fp9Qt7E='],
    ['a:', 'digest:a:faqErSBWcv9/lZW1ERCcDsnNQLg='],
    ['bob:with:colons', 'digest:bob:8aUnfNGKI8Dqt5dVwX6XWOY08h4='],
  ])('%s proves %s, as in ZooKeeper', (credential, identity) => {
    expect(new CallerIdentities(nobodyIsSuper).ofCredential(digest(credential))).toEqual({ ok: true, identities: [identity] });
  });

  test.each([
    ['another scheme', { scheme: 'ip', credential: bytes('127.0.0.1') }],
    ['a scheme that only configuration gives', { scheme: 'super', credential: bytes('') }],
    ['no colon', digest('alice')],
    ['no user', digest(':secret')],
    ['nothing', digest('')],
    ['no UTF-8', { scheme: 'digest', credential: Uint8Array.of(0xff, 0x3a, 0x61) }],
    ['a user too long for an identity', digest(`${'x'.repeat(989)}:secret`)],
    ['more than 1024 bytes', digest(`alice:${'x'.repeat(1019)}`)],
  ])('%s is AUTHFAILED, and the message does not repeat the credential', (_what, credential) => {
    const result = new CallerIdentities(nobodyIsSuper).ofCredential(credential);
    expect(result).toMatchObject({ ok: false, code: ErrorCode.AUTHFAILED });
    expect(JSON.stringify(result)).not.toMatch(/secret|alice|127/);
  });

  test('the longest user gives the longest identity that the tree takes', () => {
    const result = new CallerIdentities(nobodyIsSuper).ofCredential(digest(`${'x'.repeat(988)}:secret`));
    expect(result.ok && result.identities[0]?.length).toBe(1024);
  });

  test("the superuser's password and certificate give the identity super beside their own, others' do not", () => {
    const callers = new CallerIdentities({ superuserDigest: 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=', superuserX509: 'CN=root,O=Grove' });
    expect(callers.ofCredential(digest('super:test'))).toMatchObject({ identities: [expect.stringMatching(/^digest:/), SUPER_IDENTITY] });
    expect(callers.ofCredential(digest('super:tess'))).toMatchObject({ identities: [expect.stringMatching(/^digest:/)] });
    expect(callers.ofConnection({ identities: ['ip:10.0.0.1', 'x509:CN=root,O=Grove'] })).toContain(SUPER_IDENTITY);
    expect(callers.ofConnection({ identities: ['ip:10.0.0.1', 'x509:CN=root'] })).toEqual(['ip:10.0.0.1', 'x509:CN=root']);
    expect(callers.ofConnection(undefined)).toEqual([]);
  });

  test('with no superuser configured nothing gives that identity, and a connection cannot claim it', () => {
    const callers = new CallerIdentities(nobodyIsSuper);
    expect(callers.ofConnection({ identities: [SUPER_IDENTITY, 'digest:a:b', 'x509:', 'ip:::1'] })).toEqual(['x509:', 'ip:::1']);
  });

  test('a call has what its connection and its credentials prove, each once; one that fails fails the call', () => {
    const callers = new CallerIdentities(nobodyIsSuper);
    const caller = { identities: ['ip:::1'] };
    expect(callers.ofCall(caller)).toEqual({ ok: true, identities: ['ip:::1'] });
    expect(callers.ofCall(caller, [digest('super:test'), digest('super:test')])).toEqual({
      ok: true,
      identities: ['ip:::1', 'digest:super:D/InIHSb7yEEbrWz8b9l71RjZJU='],
    });
    expect(callers.ofCall(caller, [digest('super:test'), digest('x')])).toMatchObject({ ok: false, code: ErrorCode.AUTHFAILED });
    expect(
      callers.ofCall(
        caller,
        Array.from({ length: 65 }, () => digest('a:b')),
      ),
    ).toMatchObject({ code: ErrorCode.BADARGUMENTS });
  });
});
