import { encodeOperation, type Acl, type Operation } from '@grove/wire';
import { create, remove, setData } from './cases';
import { nameOf, type Code } from './codes';
import { callers, grants, rights, rules, type CallerKind, type Right, type Rule } from './rights-table';
import { World, type Outcome, type Session } from './world';

const RIGHTS = Object.keys(rights) as Right[];
const world = new World(1, {
  // base64(SHA-1("root:toor")), reckoned outside of Grove.
  superuserDigest: 'root:lY9baEGwXmwZENqmbVGJ3Vd1oH0=',
  superuserX509: 'CN=root',
});
const secret = (password: string): Uint8Array => new TextEncoder().encode(password);
const credentialsOf = (caller: CallerKind) =>
  caller.password === '' ? {} : { credentials: [{ scheme: 'digest', credential: secret(caller.password) }] };

const pathOf = (grant: string, right: Right): string => `/${grant.replaceAll(/[^a-z0-9]/gi, '-')}-${right}`;

/** One znode for each scheme and right: its list grants this one right to this one identity, and nothing to others. */
beforeAll(() => {
  const must = (operation: Operation, password: string): void => {
    const { code } = world.unary(encodeOperation(operation), { credentials: [{ scheme: 'digest', credential: secret(password) }] });
    if (code !== 'OK') throw new Error(`${JSON.stringify(operation)} was answered ${code}`);
  };
  for (const { name, scheme, id } of grants) {
    for (const right of RIGHTS) {
      const acl: Acl[] = [{ rights: rights[right], identity: { scheme, id } }];
      must(create(pathOf(name, right), { acl }), 'ann:secret');
      must(create(`${pathOf(name, right)}/c`), 'root:toor');
    }
  }
});

/** What the table says of one call. */
function expected(rule: Rule, caller: CallerKind, grant: (typeof grants)[number], right: Right): Code {
  if (caller.isSuper || (caller.is.includes(grant.name) && rule.needs.includes(right))) return rule.allowed;
  return 'NOAUTH';
}

function codeOf(rule: Rule, { code, result }: Outcome): Code | number {
  if (rule.byPart !== true || code !== 'OK') return code;
  if (result?.type !== 'multiRead') throw new Error('not the answer of a multiRead');
  return nameOf(result.results[0]?.code ?? -1);
}

/** All rights and schemes of one rule by one caller, in one list that shows where it differs from the table. */
function compare(rule: Rule, caller: CallerKind, call: (operation: Uint8Array) => Outcome): void {
  const table: string[] = [];
  const seen: string[] = [];
  for (const grant of grants) {
    for (const right of RIGHTS) {
      const title = `${grant.name} may ${right}: `;
      table.push(title + expected(rule, caller, grant, right));
      seen.push(title + String(codeOf(rule, call(encodeOperation(rule.call(pathOf(grant.name, right)))))));
    }
  }
  expect(seen).toEqual(table);
}

describe.each(callers.map((caller) => [caller.name, caller] as const))('rights of the caller %s', (_, caller) => {
  let session: Session;
  beforeAll(() => {
    session = world.session({ identities: caller.connection });
    if (caller.password === '') return;
    const addAuth: Operation = { type: 'addAuth', credential: { scheme: 'digest', credential: secret(caller.password) } };
    expect(session.do(encodeOperation(addAuth)).code).toBe('OK');
  });

  test.each(rules.map((rule) => [rule.name, rule] as const))('stream: %s', (__, rule) => {
    compare(rule, caller, (operation) => session.do(operation));
  });

  test.each(rules.map((rule) => [rule.name, rule] as const))('unary: %s', (__, rule) => {
    const options = { caller: { identities: caller.connection }, ...credentialsOf(caller) };
    compare(rule, caller, (operation) => world.unary(operation, options));
  });

  test.each(rules.map((rule) => [rule.name, rule] as const))('unary, by the identities of the session alone: %s', (__, rule) => {
    compare(rule, caller, (operation) => world.unary(operation, { session }));
  });
});

describe('what no right allows', () => {
  const root = { credentials: [{ scheme: 'digest', credential: secret('root:toor') }] };
  test.each<[string, Operation, Code]>([
    ['the superuser does not write the configuration', setData('/zookeeper/config'), 'NOAUTH'],
    ['nor below it', create('/zookeeper/config/x'), 'NOAUTH'],
    ['nor deletes what is reserved', remove('/zookeeper/quota'), 'BADARGUMENTS'],
  ])('%s', (_, operation, code) => {
    expect(world.unary(encodeOperation(operation), root).code).toBe(code);
  });
});

afterAll(() => {
  world.cluster.assertHealthy();
});
