import { Right } from '@grove/wire';
import type { SeededRandom } from '../../simulation/random';
import { digestOf } from '../checker/credentials';
import type { User } from '../recorded-client';
import { USERS } from '../users';
import { childrenOf, plain, sequential, type Workload } from '../workload';

const anyone = { scheme: 'world', id: 'anyone' } as const;

function identityOf(credential: string): { readonly scheme: string; readonly id: string } {
  return { scheme: 'digest', id: digestOf(credential) };
}

/** Each session is one of the users, and its znodes carry the number of it. */
function credentialOf(number: number): string {
  return USERS[number % USERS.length] ?? USERS[0];
}

function ownerOf(name: string): number {
  return Number(name.slice(name.indexOf('-') + 1));
}

/** Only the session that made a list changes it; whoever else tries has no right to. */
async function disturb(user: User, random: SeededRandom): Promise<void> {
  const names = (await childrenOf(user, '/access')).filter((name) => !name.startsWith('own-'));
  if (names.length === 0) return;
  const name = random.pick(names);
  const path = `/access/${name}`;
  switch (random.below(6)) {
    case 0:
      await user.call({ type: 'setData', path, data: user.data(), version: null });
      break;
    case 1:
      await user.call({ type: 'create', path: `${path}/child-`, data: user.data(), ...sequential });
      break;
    case 2:
      if (credentialOf(ownerOf(name)) === credentialOf(user.number)) break;
      await user.call({ type: 'setAcl', path, acl: [{ rights: Right.all, identity: anyone }], aversion: null });
      break;
    case 3:
      await user.call({ type: 'getAcl', path });
      break;
    case 4:
      await user.call({
        type: 'multiRead',
        parts: [
          { type: 'getData', path },
          { type: 'exists', path },
        ],
      });
      break;
    default:
      await user.call({ type: 'delete', path, version: null, subtree: true });
  }
}

export const access: Workload = {
  name: 'access',
  root: '/access',
  begin: async (user) => {
    const { number } = user;
    const credential = credentialOf(number);
    const all = { rights: Right.all, identity: identityOf(credential) };
    await user.call({ type: 'addAuth', credential: { scheme: 'digest', credential } });
    const make = (name: string, acl: readonly { readonly rights: number; readonly identity: typeof anyone | typeof all.identity }[]) =>
      user.call({ type: 'create', path: `/access/${name}-${number}`, data: user.data(), ...plain, acl });
    await make('open', [all, { rights: Right.read, identity: anyone }]);
    await make('secret', [all]);
    await make('proved', [{ rights: Right.all, identity: { scheme: 'auth', id: '' } }]);
    await make('near', [all, { rights: Right.read + Right.write, identity: { scheme: 'ip', id: '0.0.0.0/0' } }]);
    await make('own', [all, { rights: Right.read, identity: anyone }]);
  },
  step: async (user, random) => {
    const own = `/access/own-${user.number}`;
    if (random.chance(0.01)) {
      // With it the session ends.
      await user.call({ type: 'addAuth', credential: { scheme: 'nobody', credential: 'knows' } });
      return;
    }
    switch (random.below(6)) {
      case 0: {
        // READ stays: what may be seen is the same for all; and ADMIN, without which the list would stay as it is.
        const rights = random.pick([0, Right.write, Right.create, Right.write + Right.create]);
        const acl = [{ rights: Right.read + Right.admin + rights, identity: anyone }];
        await user.call({ type: 'setAcl', path: own, acl, aversion: null });
        break;
      }
      case 1:
        await user.call({ type: 'setData', path: own, data: user.data(), version: null });
        break;
      case 2:
        await user.call({ type: 'create', path: `${own}/child-`, data: user.data(), ...sequential });
        break;
      case 3:
        await user.call({ type: 'whoAmI' });
        await user.call({ type: 'getAcl', path: own });
        break;
      default:
        await disturb(user, random);
    }
  },
};
