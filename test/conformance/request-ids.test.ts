import { encodeOperation, type Operation, type OperationType } from '@grove/wire';
import { create, read } from './cases';
import { furnish } from './furnished';
import { samples, writes } from './samples';
import { World } from './world';

/** A unary write that is sent again with its request id is answered as the first time, and done once. */
const world = new World(3);
furnish(world);
const written = Object.entries(samples).filter(([type]) => writes.includes(type as OperationType)) as [OperationType, Operation][];
let ids = 0;
function newId(): Uint8Array {
  ids += 1;
  return Uint8Array.from({ length: 16 }, (_, at) => (at < 12 ? 7 : (ids >>> (8 * (15 - at))) & 0xff));
}

test.each(written)('unary: %s sent again with its request id, at another replica: the first answer, whatever it was', (_, operation) => {
  const requestId = newId();
  const bytes = encodeOperation(operation);
  const first = world.unary(bytes, { requestId }, 1);
  const again = world.unary(bytes, { requestId }, 2);
  expect(again).toEqual(first);
  const other = world.unary(bytes, { requestId: newId() }, 2);
  expect(other.zxid).toBeGreaterThan(first.zxid);
});

test.each(written)('unary: %s under the request id of another write is BADARGUMENTS and does nothing', (type, operation) => {
  const requestId = newId();
  expect(world.unary(encodeOperation(create('/id-', { sequential: true })), { requestId }).code).toBe('OK');
  const other = type === 'create' ? create('/other-', { sequential: true }) : operation;
  expect(world.unary(encodeOperation(other), { requestId }).code).toBe('BADARGUMENTS');
});

test.each(written)(
  'unary: %s under the request id of another session is BADARGUMENTS: no answer goes to who did not ask',
  (_, operation) => {
    const requestId = newId();
    const bytes = encodeOperation(operation);
    world.unary(bytes, { requestId, session: world.session() });
    expect(world.unary(bytes, { requestId, session: world.session() }).code).toBe('BADARGUMENTS');
    expect(world.unary(bytes, { requestId }).code).toBe('BADARGUMENTS');
  },
);

test.each(written)('unary: %s under the request id of another caller is BADARGUMENTS: by certificate or by password', (_, operation) => {
  const requestId = newId();
  const bytes = encodeOperation(operation);
  const first = world.unary(bytes, { requestId, caller: { identities: ['x509:CN=ann'] } });
  const credentials = [{ scheme: 'digest', credential: new TextEncoder().encode('ann:secret') }];
  for (const other of [{ caller: { identities: ['x509:CN=bob'] } }, { credentials }, {}]) {
    expect(world.unary(bytes, { requestId, ...other }).code).toBe('BADARGUMENTS');
  }
  expect(world.unary(bytes, { requestId, caller: { identities: ['x509:CN=ann'] } })).toEqual(first);
});

test.each(written)('unary: %s with a request id that has not 16 bytes', (_, operation) => {
  for (const length of [1, 15, 17]) {
    expect(world.unary(encodeOperation(operation), { requestId: new Uint8Array(length) }).code).toBe('BADARGUMENTS');
  }
});

test('unary: a failure is kept as well: what would succeed now is answered as it was', () => {
  const requestId = newId();
  const bytes = encodeOperation({ type: 'delete', path: '/comes-later', version: null });
  const first = world.unary(bytes, { requestId });
  expect(first.code).toBe('NONODE');
  expect(world.unary(encodeOperation(create('/comes-later'))).code).toBe('OK');
  expect(world.unary(bytes, { requestId })).toEqual(first);
  expect(world.unary(encodeOperation(read('exists', '/comes-later')), { linearizable: true }).code).toBe('OK');
});

test('unary: an id is forgotten after five minutes of the log’s time: the write is done anew', () => {
  const requestId = newId();
  const bytes = encodeOperation(create('/forgotten-', { sequential: true }));
  const first = world.unary(bytes, { requestId });
  world.cluster.clock.run(4 * 60_000);
  expect(world.unary(bytes, { requestId })).toEqual(first);
  world.cluster.clock.run(2 * 60_000);
  const anew = world.unary(bytes, { requestId });
  expect(anew.code).toBe('OK');
  expect(anew.zxid).toBeGreaterThan(first.zxid);
});

afterAll(() => {
  world.cluster.assertHealthy();
  world.cluster.untilConverged();
});
