import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { ConfigurationMistake } from '@grove/replica/dist/configuration-mistake';
import { readTls } from '@grove/replica/dist/tls';
import { expectThat, type Target } from './target';

/** Of nobody, its key thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUfpAnqd4MDddYkQsskJc8Wycxma8wCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEZnV6ejAgFw0yNjExMjcwMzI4MDBaGA8yMTI2MTEwMzAzMjgw
MFowDzENMAsGA1UEAwwEZnV6ejBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBpk
nQj62lLBKfAHLDBhw/c8TJyoLGXnGPHKj8ooU9Y+BNjprLLHanuWPZOxkcc4xBQY
0xPTGtylrM3dS7CnlGyjUzBRMB0GA1UdDgQWBBTAttZ5DfkIBOxzfMMKtPZt1qEo
jjAfBgNVHSMEGDAWgBTAttZ5DfkIBOxzfMMKtPZt1qEojjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIC7bc2krar4NN6uZVlJtn8aoKaOqxPC8SRm6
n8nPPNT5AiEAnglvHp5x1EkUhKjtyvKh2oj0WWt8A6TNVAcf6KaVLk8=
-----END CERTIFICATE-----
`;
const ROLES = ['cert', 'key', 'ca'] as const;

const keyPem = (): Buffer =>
  Buffer.from(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }));

/**
 * Files of certificates and keys, one of them spoilt: a mistake in one line that names the flag and shows nothing of the key. Roots that are
 * accepted must be ones that a listener can be opened with.
 */
export const tlsTarget: Target = {
  name: 'tls',
  inputs: 60,
  bases: () =>
    [CERTIFICATE, CERTIFICATE + CERTIFICATE, `text before\n${CERTIFICATE}`]
      .map((text) => new Uint8Array(Buffer.from(text)))
      .concat(new Uint8Array(keyPem())),
  open: (random) => {
    const folder = mkdtempSync(join(tmpdir(), 'grove-fuzz-tls-'));
    const good = { cert: Buffer.from(CERTIFICATE), key: keyPem(), ca: Buffer.from(CERTIFICATE) };
    const files = { cert: join(folder, 'cert'), key: join(folder, 'key'), ca: join(folder, 'ca') };
    return {
      take: (input) => {
        const spoilt = random.pick(ROLES);
        for (const role of ROLES) writeFileSync(files[role], role === spoilt ? input : good[role]);
        try {
          readTls('client-tls', files);
        } catch (error) {
          if (!(error instanceof ConfigurationMistake)) throw error;
          const { message } = error;
          expectThat(message.startsWith('--client-tls-') && !message.includes('\n'), `no line about a flag: ${message}`);
          expectThat(
            !message.includes('-----') && !message.includes(good.key.toString().slice(40, 60)),
            `the mistake shows what is in a file: ${message}`,
          );
          // Certificate and roots were accepted, the key alone is another's.
          if (message.includes('is not the key of')) createSecureContext({ ca: spoilt === 'ca' ? Buffer.from(input) : good.ca });
        }
      },
      finish: () => rmSync(folder, { recursive: true }),
    };
  },
};
