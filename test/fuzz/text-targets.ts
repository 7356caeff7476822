import { parseAcl } from '@grove/cli/dist/acl-text';
import { Failure } from '@grove/cli/dist/failure';
import { plainAddress, distinguishedName } from '@grove/replica/dist/caller-identity';
import { readConfiguration } from '@grove/replica/dist/configuration';
import { environmentName, settingGroups } from '@grove/replica/dist/settings';
import { parseIdentity } from '@grove/tree/dist/identity';
import { expectThat, type Target } from './target';

function textOf(input: Uint8Array): string {
  return Buffer.from(input).toString('utf8');
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

const GOOD = ['--replica', '1', '--members', '1=localhost:7421,2=[::1]:7422/[::1]:7412', '--data-dir', '/tmp/x'];
const FLAGS = Object.values(settingGroups).flatMap((group) => Object.keys(group));
/** They name files, which are read. */
const READS_FILES = /tls/;

export const textTargets: readonly Target[] = [
  {
    name: 'configuration',
    inputs: 60,
    bases: () => [
      bytesOf(GOOD.join('\n')),
      ...FLAGS.map((flag) => bytesOf([...GOOD, `--${flag}`, '7'].join('\n'))),
      bytesOf([...GOOD, '--superuser-digest', 'super:hashhashhashhashhashhashhas=', '--cluster', 'x.y'].join('\n')),
    ],
    open: (random) => ({
      take: (input) => {
        const args = textOf(input.subarray(0, 4096)).split('\n').slice(0, 100);
        if (args.some((arg) => READS_FILES.test(arg))) return;
        const flag = FLAGS[random.below(FLAGS.length)] ?? 'replica';
        const environment = READS_FILES.test(flag) ? {} : { [environmentName(flag)]: textOf(input.subarray(0, 200)) };
        for (const result of [readConfiguration(args, {}, 'host-1', '0'), readConfiguration(GOOD, environment, 'host-1', '0')]) {
          if (result.type === 'mistake') expectThat(result.message !== '' && !result.message.includes('\n'), 'a mistake is one line');
        }
      },
    }),
  },
  {
    name: 'identity',
    inputs: 400,
    bases: () =>
      ['digest:bob:aGFzaA==', 'ip:10.0.0.0/8', 'ip:fe80::1%eth0/64', 'x509:CN=a\\,b,O=c', 'world:anyone', 'world:anyone:r,auth::cdrwa'].map(
        bytesOf,
      ),
    open: () => ({
      take: (input) => {
        const text = textOf(input);
        parseIdentity(text);
        plainAddress(text);
        const name = distinguishedName(text);
        expectThat(name === null || Buffer.byteLength(name) <= 1024, 'a subject without a bound');
        try {
          parseAcl(text.slice(0, 4096));
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
        }
      },
    }),
  },
];
