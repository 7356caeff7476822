import type { ClusterConfig } from '@grove/raft';
import { PeerAddresses } from './peer-addresses';

const member = (id: number, host = 'first') => ({
  id,
  incarnation: `volume-${id}`,
  voter: true,
  peerAddress: `${host}-${id}:7400`,
  clientAddress: '',
});
const spokenTo = (peers: PeerAddresses, committed: ClusterConfig, leader: number, nowMs: number) =>
  peers.of(committed, committed, leader, nowMs);
const config = (...members: ClusterConfig['members']): ClusterConfig => ({ members });

test('a replica speaks to the other members, where the configuration in force says', () => {
  const peers = new PeerAddresses(1, [member(1), member(2), member(3)]);
  expect(spokenTo(peers, config(member(1), member(2, 'moved'), member(3)), 2, 0)).toEqual([
    { id: 2, address: 'moved-2:7400' },
    { id: 3, address: 'first-3:7400' },
  ]);
});

test('and to the leader, though an old configuration that is passed on the way lacks it', () => {
  const peers = new PeerAddresses(3, [member(1), member(2), member(3)]);
  const without = config(member(2), member(3));
  expect(spokenTo(peers, without, 2, 0)).toEqual([{ id: 2, address: 'first-2:7400' }]);
  expect(spokenTo(peers, without, 1, 0)).toEqual([
    { id: 2, address: 'first-2:7400' },
    { id: 1, address: 'first-1:7400' },
  ]);
  // Where it was last known to be.
  spokenTo(peers, config(member(1, 'moved'), member(2), member(3)), 1, 0);
  expect(spokenTo(peers, without, 1, 0)).toContainEqual({ id: 1, address: 'moved-1:7400' });
});

test('nobody speaks to himself, nor to one whose address was never told', () => {
  const peers = new PeerAddresses(3, [member(3)]);
  expect(spokenTo(peers, config(member(2)), 3, 0)).toEqual([{ id: 2, address: 'first-2:7400' }]);
  expect(spokenTo(peers, config(member(2), member(3)), 9, 0)).toEqual([{ id: 2, address: 'first-2:7400' }]);
});

test('to one that was taken out for a moment longer', () => {
  const peers = new PeerAddresses(1, []);
  const all = config(member(1), member(2), member(3));
  const without = config(member(1), member(2));
  spokenTo(peers, all, 1, 100);
  expect(spokenTo(peers, without, 1, 200)).toContainEqual({ id: 3, address: 'first-3:7400' });
  expect(spokenTo(peers, without, 1, 1_000)).toContainEqual({ id: 3, address: 'first-3:7400' });
  expect(peers.hasLeft(1_199)).toBe(false);
  expect(peers.hasLeft(1_200)).toBe(true);
  expect(spokenTo(peers, without, 1, 1_200)).toEqual([{ id: 2, address: 'first-2:7400' }]);
  expect(peers.hasLeft(9_000)).toBe(false);
  // From when that is committed, which may take long.
  const late = new PeerAddresses(1, []);
  spokenTo(late, all, 1, 100);
  expect(late.of(without, all, 1, 200)).toContainEqual({ id: 3, address: 'first-3:7400' });
  expect(late.hasLeft(5_000)).toBe(false);
  expect(spokenTo(late, without, 1, 5_000)).toContainEqual({ id: 3, address: 'first-3:7400' });
  expect(late.hasLeft(5_999)).toBe(false);
  expect(late.hasLeft(6_000)).toBe(true);
  // One that is a member again is one like any other.
  spokenTo(peers, all, 1, 9_000);
  expect(peers.hasLeft(99_000)).toBe(false);
});

test('one that gets another address is spoken to where it was until a moment behind the commit, also if that never comes; a start knows no place but the new one', () => {
  const before = config(member(1), member(2));
  const after = config(member(1), member(2, 'moved'));
  const at = (host: string) => [{ id: 2, address: `${host}-2:7400` }];
  const peers = new PeerAddresses(1, [member(1), member(2)]);
  expect(peers.of(before, before, 2, 0)).toEqual(at('first'));
  expect(peers.of(after, before, 2, 100)).toEqual(at('first'));
  expect(peers.of(after, after, 2, 3_000)).toEqual(at('first'));
  expect(peers.hasLeft(3_999)).toBe(false);
  expect(peers.hasLeft(4_000)).toBe(true);
  expect(peers.of(after, after, 2, 4_000)).toEqual(at('moved'));
  expect(peers.hasLeft(9_000)).toBe(false);
  // Taken back: at once.
  expect(peers.of(before, after, 2, 10_000)).toEqual(at('moved'));
  expect(peers.of(after, after, 2, 10_100)).toEqual(at('moved'));
  expect(peers.of(before, after, 2, 10_200)).toEqual(at('moved'));
  expect(peers.of(before, after, 2, 15_200)).toEqual(at('first'));
  expect(new PeerAddresses(1, [member(1), member(2)]).of(after, before, 2, 0)).toEqual(at('moved'));
});

test('one that moves and is taken out within the same moment leaves nothing to be looked at again', () => {
  const peers = new PeerAddresses(1, []);
  spokenTo(peers, config(member(1), member(2), member(3)), 1, 0);
  spokenTo(peers, config(member(1), member(2), member(3, 'moved')), 1, 100);
  spokenTo(peers, config(member(1), member(2)), 1, 200);
  expect(peers.hasLeft(1_200)).toBe(true);
  spokenTo(peers, config(member(1), member(2)), 1, 1_200);
  expect(peers.hasLeft(99_000)).toBe(false);
});
