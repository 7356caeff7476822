import { SessionExpiry } from './session-expiry';

function expiryOf(...sessions: readonly (readonly [number, number])[]): SessionExpiry {
  const expiry = new SessionExpiry();
  expiry.begin(0, (visit) => {
    for (const [id, timeoutMs] of sessions) visit(id, timeoutMs);
  });
  return expiry;
}

test('a session that is not heard ends after its timeout, not before, and is named once', () => {
  const expiry = expiryOf([1, 4000], [2, 8000]);
  expect(expiry.due(3999)).toEqual([]);
  expect(expiry.due(4200)).toEqual([1]);
  expect(expiry.due(7000)).toEqual([]);
  expect(expiry.due(8200)).toEqual([2]);
  expect(expiry.due(60_000)).toEqual([]);
});

test('a session that is heard lives on', () => {
  const expiry = expiryOf([1, 4000]);
  for (let nowMs = 0; nowMs < 60_000; nowMs += 1300) {
    expiry.onReport(2, nowMs);
    expiry.touch(1, 2, nowMs);
    expect(expiry.due(nowMs)).toEqual([]);
  }
});

test('the silence of the hosting replica is credited to its sessions, up to one timeout', () => {
  const expiry = expiryOf([1, 4000]);
  expiry.onReport(2, 1000);
  expiry.touch(1, 2, 1000);
  expect(expiry.due(5200)).toEqual([]);
  expect(expiry.due(8900)).toEqual([]);
  expect(expiry.due(9300)).toEqual([1]);
});

test('a removed session is never due, an added one is', () => {
  const expiry = expiryOf([1, 4000]);
  expiry.remove(1);
  expiry.add(3, 4000, 1, 500);
  expect(expiry.due(10_000)).toEqual([3]);
});
