import { ErrorCode, encodeOperation, grpcStatusOf } from '@grove/wire';
import { beyondCases } from './beyond-cases';
import { create, encoded, type Case } from './cases';
import { codes, type Code } from './codes';
import { furnish } from './furnished';
import { World } from './world';
import { znodeCases } from './znode-cases';

const table: readonly Case[] = [...znodeCases, ...beyondCases];

/** One world for all lines: what one of them breaks, the last test sees. */
const world = new World();
furnish(world);
// What the lines that succeed find.
for (const way of ['s', 'u']) {
  for (const path of [`/${way}delete`, `/${way}set`, `/${way}tree`, `/${way}tree/child`]) world.unary(encodeOperation(create(path)));
}

describe('every operation, every error, both ways', () => {
  const session = world.session();
  test.each(table.map((each) => [titleOf(each, each.stream), each] as const))('stream: %s', (_, { call, stream }) => {
    const outcome = session.do(encoded(call, 's'));
    expect({ code: outcome.code, ended: outcome.ended }).toEqual({ code: stream, ended: false });
    if (stream !== 'OK' && call.type !== 'multi') expect(outcome.result).toBeNull();
    expect(outcome.zxid).toBeGreaterThan(0);
  });

  test.each(table.map((each) => [titleOf(each, each.unary), each] as const))('unary: %s', (_, { call, unary, inSession }) => {
    const outcome = world.unary(encoded(call, 'u'), inSession ? { session: world.session() } : {});
    expect(outcome.code).toBe(unary);
    if (unary !== 'OK' && call.type !== 'multi') expect(outcome.result).toBeNull();
    expect(outcome.zxid).toBeGreaterThan(0);
  });
});

describe('every code', () => {
  test.each(Object.entries(codes))('%s has its number and its gRPC status', (name, [number, status]) => {
    expect(ErrorCode[name as Code]).toBe(number);
    expect(grpcStatusOf(number)).toBe(status);
  });

  test('there are no others', () => {
    expect(Object.keys(ErrorCode).sort()).toEqual(Object.keys(codes).sort());
  });
});

afterAll(() => {
  world.cluster.assertHealthy();
});

function titleOf({ operation, what, before }: Case, code: Code): string {
  return `${operation}: ${what}: ${code}${before.length === 0 ? '' : ` before ${before.join(', ')}`}`;
}
