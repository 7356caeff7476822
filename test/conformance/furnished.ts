import { encodeOperation, type Operation } from '@grove/wire';
import { QUOTA, create, remove, setData } from './cases';
import type { Session, World } from './world';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Makes what the lines of the table find in their way; answers the session that owns the ephemerals. */
export function furnish(world: World): Session {
  const owner = world.session();
  const operations: Operation[] = [
    // Version 1, with a child: neither the version 0 nor an empty znode.
    create('/p', { data: bytes('zero') }),
    create('/p/c'),
    setData('/p', null, bytes('one')),
    create('/leaf'),
    create('/e', { kind: 'ephemeral' }),
    // Its count of creations is 2, its children one.
    create('/q'),
    create('/q/n-', { sequential: true }),
    create('/q/n-', { sequential: true }),
    remove('/q/n-0000000000'),
    // Nothing more fits below it.
    create('/full'),
    create('/full/c'),
    { type: 'setQuota', path: '/full', quota: QUOTA },
  ];
  for (const operation of operations) {
    const { code } = owner.do(encodeOperation(operation));
    if (code !== 'OK') throw new Error(`${JSON.stringify(operation)} was answered ${code}`);
  }
  return owner;
}
