import { kindOf } from '../mirror/zookeeper-side';
import { parseZooKeeperAddress } from './address';

test.each([
  ['zookeeper://h1', [['h1', 2181]], '/'],
  [
    'zookeeper://h1:2182,10.0.0.1:1,[::1]:3/a/b',
    [
      ['h1', 2182],
      ['10.0.0.1', 1],
      ['::1', 3],
    ],
    '/a/b',
  ],
  ['zookeeper://h1:2181/', [['h1', 2181]], '/'],
])('%s is read', (text, servers, path) => {
  expect(parseZooKeeperAddress(text)).toEqual({ servers: servers.map(([host, port]) => ({ host, port })), path });
});

test.each([
  ['h1:2181/a', 'is no zookeeper://'],
  ['zookeeper:///a', 'is no zookeeper://'],
  ['zookeeper://h1:0', 'is no HOST:PORT'],
  ['zookeeper://h1:70000/a', 'is no HOST:PORT'],
  ['zookeeper://h1,,h2/a', 'is no HOST:PORT'],
  ['zookeeper://bob:secret@h1/a', 'a credential does not stand in the address'],
  ['zookeeper://h1/a/', 'ends with /'],
  ['zookeeper://h1/zookeeper/quota', 'never copied'],
])('%s is refused', (text, why) => {
  expect(() => parseZooKeeperAddress(text)).toThrow(why);
});

test.each([
  [0, 'persistent', 0],
  [-(2n ** 63n), 'container', 0],
  [BigInt.asIntN(64, 0xff000000000003e8n), 'ttl', 1000],
  [0x100000123450000n, 'ephemeral', 0],
  [77, 'ephemeral', 0],
])('an owner of %s is that of a znode of the kind %s', (ephemeralOwner, kind, ttlMs) => {
  expect(kindOf({ ephemeralOwner })).toEqual({ kind, ttlMs });
});
