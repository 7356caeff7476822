import type { Stat } from './codec';
import { expectedOf, type Asked } from './intended-differences';
import type { Item } from './raw-session';
import type { Operation } from './operation';
import { ZxidMap } from './zxid-map';

/** How far the clocks of servers and this process may be apart. */
const CLOCK_SLACK_MS = 10_000;
const WRITES = new Set<Operation['op']>(['create', 'delete', 'setData', 'setAcl', 'multi']);

/** What both sides told, made comparable; the differences are sentences. */
export class Comparator {
  private readonly zxids = new ZxidMap();
  /** Owners of ephemerals, by the names that the runner gave the sessions. */
  private readonly owners = [new Map<bigint, string>(), new Map<bigint, string>()] as const;

  sessionIs(name: string, reference: bigint, subject: bigint): void {
    this.owners[0].set(reference, name);
    this.owners[1].set(subject, name);
  }

  compare(asked: Asked, reference: readonly Item[], subject: readonly Item[]): string[] {
    const expected = expectedOf(asked, reference, subject);
    const [left, right] = [expected.map(shapeOf), subject.map(shapeOf)];
    if (JSON.stringify(left) !== JSON.stringify(right)) return [`${JSON.stringify(left)}\n     !== ${JSON.stringify(right)}`];
    return expected.flatMap((item, at) => {
      const other = subject[at];
      return other === undefined ? [] : this.numbersOf(item, other);
    });
  }

  private numbersOf(left: Item, right: Item): string[] {
    const found: string[] = [];
    const say = (what: string, difference: string | null): void => {
      if (difference !== null) found.push(`${what}: ${difference}`);
    };
    if (left.kind === 'event' && right.kind === 'event' && left !== right) say('zxid of an event', this.zxids.same(left.zxid, right.zxid));
    if (left.kind !== 'answer' || right.kind !== 'answer') return found;
    const wrote = WRITES.has(left.to) && left.error === 0 && (left.body.parts ?? []).every(({ error }) => error === 0);
    if (wrote && (left.to !== 'multi' || (left.body.parts ?? []).length > 0))
      say('zxid of a write', this.zxids.same(left.zxid, right.zxid));
    const stats = [left, right].map(({ body }) => [body.stat, ...(body.parts ?? []).map((part) => part.body.stat)]);
    stats[0]?.forEach((stat, at) => {
      const other = stats[1]?.[at];
      if (stat !== undefined && other !== undefined) found.push(...this.stats(stat, other));
    });
    if (!wrote) say('zxid of a state', this.zxids.sameState(left.zxid, right.zxid));
    return found;
  }

  private stats(left: Stat, right: Stat): string[] {
    const found: string[] = [];
    for (const name of ['czxid', 'mzxid', 'pzxid'] as const) {
      const difference = this.zxids.same(left[name], right[name]);
      if (difference !== null) found.push(`${name}: ${difference}`);
    }
    for (const name of ['ctime', 'mtime'] as const) {
      const [a, b] = [Number(left[name]), Number(right[name])];
      // 0: what was there from the start.
      if ((a === 0) !== (b === 0)) found.push(`${name}: ${a} against ${b}`);
      else if (b !== 0 && Math.abs(Date.now() - b) > CLOCK_SLACK_MS && Math.abs(a - b) > CLOCK_SLACK_MS)
        found.push(`${name}: ${b} is not now, nor near ${a}`);
    }
    if (right.mtime < right.ctime) found.push(`mtime ${right.mtime} before ctime ${right.ctime}`);
    const owners = [this.ownerOf(0, left.ephemeralOwner), this.ownerOf(1, right.ephemeralOwner)];
    if (owners[0] !== owners[1]) found.push(`ephemeralOwner: ${owners[0]} against ${owners[1]}`);
    return found;
  }

  private ownerOf(side: 0 | 1, owner: bigint): string {
    return this.owners[side].get(owner) ?? `0x${BigInt.asUintN(64, owner).toString(16)}`;
  }
}

/** Everything but the numbers that two servers choose for themselves. */
function shapeOf(item: Item): unknown {
  if (item.kind === 'event') return { kind: item.kind, type: item.type, state: item.state, path: item.path };
  if (item.kind !== 'answer') return item;
  const { stat, parts, ...rest } = item.body;
  return {
    to: item.to,
    error: item.error,
    ...rest,
    ...(stat === undefined ? {} : { stat: countsOf(stat) }),
    ...(parts === undefined
      ? {}
      : {
          parts: parts.map(({ type, error, body: { stat: ofPart, ...more } }) => ({
            type,
            error,
            ...more,
            ...(ofPart === undefined ? {} : { stat: countsOf(ofPart) }),
          })),
        }),
  };
}

function countsOf({ version, cversion, aversion, dataLength, numChildren }: Stat): unknown {
  return { version, cversion, aversion, dataLength, numChildren };
}
