import { Socket } from 'node:net';
import { callerOf, distinguishedName, plainAddress } from './caller-identity';

test.each([
  ['10.0.0.7', '10.0.0.7'],
  ['::1', '::1'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['::FFFF:10.0.0.7', '10.0.0.7'],
  ['fe80::1%eth0', 'fe80::1'],
  ['unknown', null],
])('the other end %s is the address %s', (peer, address) => {
  expect(plainAddress(peer)).toBe(address);
});

test('a connection that is gone proves nothing', () => {
  expect(callerOf(new Socket())).toEqual({ identities: [] });
});

test.each([
  ['CN=alice', 'CN=alice'],
  ['C=DE\nO=Example Org\nOU=dev\nCN=alice', 'CN=alice,OU=dev,O=Example Org,C=DE'],
  ['O=Example\\, Inc.\nCN=a\\+b', 'CN=a\\+b,O=Example\\, Inc.'],
  ['O=Example\nCN=alice + UID=7', 'CN=alice+UID=7,O=Example'],
  ['', null],
  [`CN=${'x'.repeat(2_000)}`, null],
])('the subject %j is the identity %j', (subject, name) => {
  expect(distinguishedName(subject)).toBe(name);
});
