import { zooKeeperConfig } from './config-text';
import { membershipChangeOf, type Reconfig } from './reconfig';

const DISTANCE = -5229;
const present = [
  { id: 3, voter: true, peerAddress: 'h3:7420', clientAddress: 'h3:7410' },
  { id: 4, voter: false, peerAddress: 'h4:7420', clientAddress: 'h4:7410' },
];
const asked = (of: Partial<Reconfig>) =>
  membershipChangeOf({ joining: null, leaving: null, members: null, configId: -1n, ...of }, DISTANCE, present);
const four = { replica: 4, peerAddress: 'h4:7420', clientAddress: 'h4:7410' };
const five = { replica: 5, peerAddress: '[::1]:7421', clientAddress: 'c5:7411' };

test('who joins and who leaves, with the ports that Grove has', () => {
  expect(asked({ joining: 'server.4=h4:7420:7999:participant;2181', leaving: '2, 3' })).toEqual({
    version: null,
    joining: [four],
    leaving: [2, 3],
    members: null,
  });
  expect(asked({ joining: 'server.4=h4:7420:7999;0.0.0.0:2181,server.5=[::1]:7421:1;c5:2182', configId: 0x64n })).toEqual({
    version: 100,
    joining: [four, five],
    leaving: [],
    members: null,
  });
});

test('all members, as /zookeeper/config tells them', () => {
  const members = 'server.4=h4:7420:7420:participant;h4:2181\nserver.5=[::1]:7421:7421:participant;c5:2182\nversion=6c';
  expect(asked({ members, leaving: '1' })).toEqual({ version: null, joining: [], leaving: [], members: [four, five] });
});

test('what is told of /zookeeper/config may be given back as it is, while one has no vote yet', () => {
  const text = zooKeeperConfig(present, 108, DISTANCE);
  expect(text).toContain('server.4=h4:7420:7420:observer;');
  expect(asked({ members: text })).toEqual({
    version: null,
    joining: [],
    leaving: [],
    members: present.map(({ id, peerAddress, clientAddress }) => ({ replica: id, peerAddress, clientAddress })),
  });
});

test('a version that was never one is not any', () => {
  for (const configId of [-2n, 1n << 62n]) expect(asked({ leaving: '3', configId })).toMatchObject({ version: -2 });
});

test.each([
  ['an observer', { joining: 'server.4=h4:7420:7999:observer;2181' }],
  ['an observer among all that has a vote', { members: 'server.3=h3:7420:7999:observer;2181' }],
  ['an observer among all that is new', { members: 'server.5=h5:7420:7999:observer;2181' }],
  ['no port for clients', { joining: 'server.4=h4:7420:7999' }],
  ['one port for peers', { joining: 'server.4=h4:7420;2181' }],
  ['several addresses', { joining: 'server.4=h4:7420:7999|h5:7420:7999;2181' }],
  ['no server', { joining: 'h4:7420:7999;2181' }],
  ['a name that leaves', { leaving: 'server.3' }],
  ['no members', { members: '' }],
] satisfies [string, Partial<Reconfig>][])('%s: a text says why it is not taken', (_what, of) => {
  expect(asked(of)).toEqual(expect.any(String));
});
