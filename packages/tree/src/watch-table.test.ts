import type { ChangeKind, WatchKind, WatchOptions } from './types';
import { EventType } from './types';
import { WatchTable } from './watch-table';

const KINDS: readonly WatchKind[] = ['data', 'exists', 'child', 'persistent', 'persistentRecursive'];

function events(table: WatchTable<string>, kind: ChangeKind, path: string): string[] {
  const names = Object.fromEntries(Object.entries(EventType).map(([name, number]) => [number, name]));
  const seen: string[] = [];
  table.onChange({ zxid: 1, ordinal: 0, kind, path, acl: 0, parentAcl: 0 }, (watcher, type, at) =>
    seen.push(`${watcher} ${names[type]} ${at}`),
  );
  return seen;
}

describe('watch table, cell by cell', () => {
  // [change of /p/n, kind of watch, its path, event or null, still there afterwards]
  const CELLS: readonly [ChangeKind, WatchKind, string, string | null, boolean][] = [
    ['created', 'exists', '/p/n', 'created /p/n', false],
    ['created', 'data', '/p/n', null, true],
    ['created', 'child', '/p/n', null, true],
    ['created', 'child', '/p', 'childrenChanged /p', false],
    ['created', 'data', '/p', null, true],
    ['created', 'exists', '/p', null, true],
    ['created', 'persistent', '/p/n', 'created /p/n', true],
    ['created', 'persistent', '/p', 'childrenChanged /p', true],
    ['created', 'persistent', '/', null, true],
    ['created', 'persistentRecursive', '/p/n', 'created /p/n', true],
    ['created', 'persistentRecursive', '/p', 'created /p/n', true],
    ['created', 'persistentRecursive', '/', 'created /p/n', true],
    ['created', 'persistentRecursive', '/p/n/below', null, true],
    ['created', 'persistentRecursive', '/p/other', null, true],
    ['dataChanged', 'data', '/p/n', 'dataChanged /p/n', false],
    ['dataChanged', 'exists', '/p/n', 'dataChanged /p/n', false],
    ['dataChanged', 'child', '/p/n', null, true],
    ['dataChanged', 'child', '/p', null, true],
    ['dataChanged', 'persistent', '/p/n', 'dataChanged /p/n', true],
    ['dataChanged', 'persistent', '/p', null, true],
    ['dataChanged', 'persistentRecursive', '/p/n', 'dataChanged /p/n', true],
    ['dataChanged', 'persistentRecursive', '/p', 'dataChanged /p/n', true],
    ['deleted', 'data', '/p/n', 'deleted /p/n', false],
    ['deleted', 'exists', '/p/n', 'deleted /p/n', false],
    ['deleted', 'child', '/p/n', 'deleted /p/n', false],
    ['deleted', 'child', '/p', 'childrenChanged /p', false],
    ['deleted', 'persistent', '/p/n', 'deleted /p/n', true],
    ['deleted', 'persistent', '/p', 'childrenChanged /p', true],
    ['deleted', 'persistentRecursive', '/p/n', 'deleted /p/n', true],
    ['deleted', 'persistentRecursive', '/p', 'deleted /p/n', true],
    ...KINDS.map((kind): [ChangeKind, WatchKind, string, null, boolean] => ['aclChanged', kind, '/p/n', null, true]),
  ];

  it.each(CELLS)('%s of /p/n with a %s watch on %s: %s, still set: %s', (change, kind, path, event, stays) => {
    const table = new WatchTable<string>();
    table.add(kind, path, 'w');
    expect(events(table, change, '/p/n')).toEqual(event === null ? [] : [`w ${event}`]);
    expect(table.has(kind, path, 'w')).toBe(stays);
    expect(table.size).toBe(stays ? 1 : 0);
  });
});

describe('a watcher with several watches', () => {
  it('gets one NodeDeleted for its data and child watches, and loses both', () => {
    const table = new WatchTable<string>();
    table.add('data', '/n', 'w');
    table.add('child', '/n', 'w');
    expect(events(table, 'deleted', '/n')).toEqual(['w deleted /n']);
    expect(table.size).toBe(0);
  });

  it('gets one event for a persistent watch on the znode and recursive ones on it and above', () => {
    const table = new WatchTable<string>();
    for (const [kind, path] of [
      ['persistent', '/a/b'],
      ['persistentRecursive', '/a/b'],
      ['persistentRecursive', '/a'],
      ['persistentRecursive', '/'],
      ['data', '/a/b'],
    ] as const) {
      table.add(kind, path, 'w');
    }
    table.add('persistentRecursive', '/', 'other');
    expect(events(table, 'dataChanged', '/a/b')).toEqual(['w dataChanged /a/b', 'other dataChanged /a/b']);
    expect(table.size).toBe(5);
  });

  it("gets the child's event and the parent's, in this order", () => {
    const table = new WatchTable<string>();
    table.add('child', '/', 'w');
    table.add('exists', '/n', 'w');
    expect(events(table, 'created', '/n')).toEqual(['w created /n', 'w childrenChanged /']);
  });

  it('is not told of a change of children by a recursive watch', () => {
    const table = new WatchTable<string>();
    table.add('persistentRecursive', '/', 'w');
    expect(events(table, 'created', '/n')).toEqual(['w created /n']);
  });
});

describe('options of watches that stay', () => {
  const wanted = (table: WatchTable<string>, kind: ChangeKind, path: string): string[] => {
    const seen: string[] = [];
    table.onChange({ zxid: 1, ordinal: 0, kind, path, acl: 0, parentAcl: 0 }, (watcher, type, at, bits) =>
      seen.push(`${watcher} ${type} ${at} ${bits}`),
    );
    return seen;
  };
  const only = (...types: number[]): WatchOptions => ({
    types: types.reduce((mask, type) => mask | (1 << type), 0),
    withData: false,
    withPreviousData: false,
  });

  it.each(['persistent', 'persistentRecursive'] as const)('a %s watch reports the types it names alone', (kind) => {
    const table = new WatchTable<string>();
    table.add(kind, '/n', 'w', only(EventType.deleted));
    expect(events(table, 'created', '/n')).toEqual([]);
    expect(events(table, 'dataChanged', '/n')).toEqual([]);
    expect(events(table, 'deleted', '/n')).toEqual(['w deleted /n']);
    table.add(kind, '/n', 'w', only(EventType.created));
    expect(events(table, 'created', '/n')).toEqual(['w created /n']);
    expect(events(table, 'dataChanged', '/n')).toEqual([]);
    table.add(kind, '/n', 'w');
    expect(events(table, 'dataChanged', '/n')).toEqual(['w dataChanged /n']);
  });

  it('a filter holds back nothing that another watch of the same watcher reports', () => {
    const table = new WatchTable<string>();
    table.add('persistentRecursive', '/', 'w', only(EventType.deleted));
    table.add('data', '/n', 'w');
    expect(events(table, 'dataChanged', '/n')).toEqual(['w dataChanged /n']);
    expect(events(table, 'dataChanged', '/n')).toEqual([]);
  });

  it('an event carries what any of the watches that it fires wants', () => {
    const table = new WatchTable<string>();
    table.add('persistent', '/a/b', 'w', { types: 0, withData: false, withPreviousData: true });
    table.add('persistentRecursive', '/a', 'w', { types: 0, withData: true, withPreviousData: false });
    table.add('data', '/a/b', 'other');
    expect(wanted(table, 'dataChanged', '/a/b')).toEqual(['w 3 /a/b 3', 'other 3 /a/b 0']);
    expect(table.remove('/a/b', 'w', ['persistent'])).toBe(true);
    table.add('persistent', '/a/b', 'w');
    expect(wanted(table, 'dataChanged', '/a/b')).toEqual(['w 3 /a/b 1']);
  });
});

describe('adding and removing', () => {
  it('counts a watch that is set twice once', () => {
    const table = new WatchTable<string>();
    table.add('data', '/n', 'w');
    table.add('data', '/n', 'w');
    expect(table.size).toBe(1);
    expect(events(table, 'dataChanged', '/n')).toEqual(['w dataChanged /n']);
    expect(events(table, 'dataChanged', '/n')).toEqual([]);
  });

  it('removes all kinds on a path and says whether there were any', () => {
    const table = new WatchTable<string>();
    KINDS.forEach((kind) => table.add(kind, '/n', 'w'));
    table.add('data', '/n', 'other');
    expect(table.size).toBe(6);
    expect(table.remove('/n', 'w')).toBe(true);
    expect(table.remove('/n', 'w')).toBe(false);
    expect(table.remove('/none', 'w')).toBe(false);
    expect(events(table, 'dataChanged', '/n')).toEqual(['other dataChanged /n']);
    expect(table.size).toBe(0);
  });

  it.each(KINDS)('removes the %s watch alone', (kind) => {
    const table = new WatchTable<string>();
    KINDS.forEach((each) => table.add(each, '/n', 'w'));
    expect(table.countOf('w')).toBe(5);
    expect(table.remove('/n', 'w', [kind])).toBe(true);
    expect(table.remove('/n', 'w', [kind])).toBe(false);
    expect(KINDS.filter((each) => table.has(each, '/n', 'w'))).toEqual(KINDS.filter((each) => each !== kind));
    expect(table.countOf('w')).toBe(4);
  });

  it('lets a watcher leave while an event is being emitted', () => {
    const table = new WatchTable<string>();
    table.add('persistent', '/n', 'first');
    table.add('persistent', '/n', 'second');
    const seen: string[] = [];
    table.onChange({ zxid: 1, ordinal: 0, kind: 'dataChanged', path: '/n', acl: 0, parentAcl: 0 }, (watcher) => {
      seen.push(watcher);
      table.removeWatcher('second');
    });
    expect(seen).toEqual(['first']);
    expect(table.size).toBe(1);
  });

  it('S41 holds 100,000 watches of one watcher beside those of others, and lets it leave alone', () => {
    const table = new WatchTable<number>();
    for (let n = 0; n < 100_000; n += 1) table.add(n % 2 === 0 ? 'data' : 'persistent', `/n${n}`, 1);
    table.add('data', '/n7', 2);
    expect(table.size).toBe(100_001);
    table.removeWatcher(1);
    table.removeWatcher(1);
    expect(table.size).toBe(1);
    expect(table.has('data', '/n7', 2)).toBe(true);
  });
});

describe('a change that many watch', () => {
  const change = { zxid: 1, ordinal: 0, kind: 'created', path: '/p/n', acl: 0, parentAcl: 0 } as const;

  it('is told piece by piece: each watcher once, what it is told together, and not who left meanwhile', () => {
    const table = new WatchTable<number>();
    for (let watcher = 0; watcher < 10; watcher += 1) table.add('exists', '/p/n', watcher);
    for (let watcher = 5; watcher < 15; watcher += 1) table.add('child', '/p', watcher);
    const pieces: string[][] = [];
    let left = 0;
    const emit = (watcher: number, type: number): void => {
      pieces[pieces.length - 1]?.push(`${watcher} ${type}`);
    };
    const turn = (first: boolean): boolean => {
      pieces.push([]);
      left = 4;
      const isSpent = (): boolean => (left -= 1) === 0;
      return first ? table.onChange(change, emit, isSpent) : table.goOn(emit, isSpent);
    };
    expect(turn(true)).toBe(false);
    expect(table.size).toBe(0);
    table.removeWatcher(4);
    table.removeWatcher(12);
    expect(turn(false)).toBe(false);
    expect(turn(false)).toBe(false);
    expect(turn(false)).toBe(true);
    const { created, childrenChanged } = EventType;
    const both = (watcher: number): string[] => [`${watcher} ${created}`, `${watcher} ${childrenChanged}`];
    expect(pieces).toEqual([
      [0, 1, 2, 3].map((watcher) => `${watcher} ${created}`),
      [5, 6, 7, 8].flatMap(both),
      [...both(9), ...[10, 11, 13].map((watcher) => `${watcher} ${childrenChanged}`)],
      [`14 ${childrenChanged}`],
    ]);
    expect(table.onChange(change, emit)).toBe(true);
    expect(pieces[3]).toHaveLength(1);
  });

  it('is told to nobody more once it is forgotten', () => {
    const table = new WatchTable<number>();
    for (let watcher = 0; watcher < 3; watcher += 1) table.add('persistent', '/p/n', watcher);
    const seen: number[] = [];
    const emit = (watcher: number): void => {
      seen.push(watcher);
    };
    expect(table.onChange(change, emit, () => true)).toBe(false);
    table.forgetTold();
    expect(table.goOn(emit)).toBe(true);
    expect(seen).toEqual([0]);
  });
});
