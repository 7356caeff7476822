import { Tree } from '@grove/tree';
import type { Outcome } from '@grove/tree';
import { decodeWatchResponse, encodeOperation, ErrorCode } from '@grove/wire';
import type { Operation } from '@grove/wire';
import { ReadBarrier } from './read-barrier';
import { encodeCursor } from './cursor';
import { WatchStreams } from './watch-streams';

/** Room for three changes of a path of two bytes. */
const HISTORY_BYTES = 110;
const WHOLE_ZXID = 0xffffffff;

/** What a stream was sent: all paths, and after each response how many there were and where it said that it was. */
interface Seen {
  readonly paths: string[];
  readonly progress: { readonly told: number; readonly cursor: Uint8Array }[];
  endCode: number | null;
  backlogBytes: number;
}

/** A watched tree; each operation is the next zxid, from 1 on. */
class Watched {
  readonly tree: Tree;
  readonly streams = new WatchStreams({
    barrier: new ReadBarrier(
      () => undefined,
      () => this.tree.appliedZxid,
      () => undefined,
    ),
    tree: () => this.tree,
    readerOf: () => ({ sessionId: 0, identities: [] }),
    wantFlush: () => undefined,
    countEvents: () => undefined,
    valuesWanted: () => undefined,
    watchCame: () => undefined,
  });

  constructor(historyMaxBytes = HISTORY_BYTES) {
    this.tree = new Tree({ maxDataBytes: 1024, maxMultiParts: 10, historyMaxBytes });
  }

  apply(operation: Operation): void {
    const buffer = encodeOperation(operation);
    const outcome: Outcome = { disposition: 'applied', code: 0, answer: new Uint8Array(0), repeated: false };
    const entry = {
      kind: 0,
      sessionId: 0,
      generation: 0,
      sequence: 0,
      acknowledgedSequence: 0,
      refusalCode: 0,
      requestId: new Uint8Array(0),
      caller: [],
      buffer,
      operationStart: 0,
      operationEnd: buffer.length,
    };
    this.tree.apply(this.tree.appliedZxid + 1, 1, { replica: 0, epoch: 0, number: 0 }, entry, outcome);
    expect(outcome.code).toBe(0);
  }

  /** Opens a stream on everything; `backlogBytes`: what its client has not read. */
  open(startCursor: Uint8Array): Seen {
    const seen: Seen = { paths: [], progress: [], endCode: null, backlogBytes: 0 };
    this.streams.open(
      { path: '/', recursive: true, startCursor, types: [], minZxid: 0 },
      {
        send: (bytes) => {
          const response = decodeWatchResponse(bytes);
          seen.paths.push(...(response?.events ?? []).map(({ path }) => path));
          seen.progress.push({ told: seen.paths.length, cursor: response?.cursor.slice() ?? new Uint8Array(0) });
        },
        backlogBytes: () => seen.backlogBytes,
        end: (code) => {
          seen.endCode = code;
        },
      },
      0,
    );
    return seen;
  }
}

function create(path: string): Extract<Operation, { type: 'create' }> {
  return { type: 'create', path, data: new Uint8Array(0), kind: 'persistent', sequential: false };
}

/** Zxid 1 made /a, /b and /c; 2 made /d, 3 /e. The history has lost /a and /b. */
function watchedPastItsHistory(): Watched {
  const watched = new Watched();
  watched.apply({ type: 'multi', parts: [create('/a'), create('/b'), create('/c')] });
  watched.apply(create('/d'));
  watched.apply(create('/e'));
  expect(watched.tree.history.firstZxid).toBe(2);
  return watched;
}

test('P7: a cursor from whose zxid on all is held goes on behind it', () => {
  const watched = watchedPastItsHistory();
  const seen = watched.open(encodeCursor(1, WHOLE_ZXID));
  watched.streams.flush(0);
  expect(seen).toMatchObject({ paths: ['/d', '/e'], endCode: null });
});

test('P7, S38: a cursor behind the history gets COMPACTED, also from the middle of the zxid that is gone in part', () => {
  const watched = watchedPastItsHistory();
  for (const cursor of [encodeCursor(0, WHOLE_ZXID), encodeCursor(1, 0)]) {
    const seen = watched.open(cursor);
    watched.streams.flush(0);
    expect(seen).toMatchObject({ paths: [], endCode: ErrorCode.COMPACTED });
  }
});

test('P7, S38, S40: a reader that does not read costs no memory, and gets COMPACTED when it is behind the history', () => {
  const watched = new Watched();
  const seen = watched.open(new Uint8Array(0));
  watched.apply(create('/a'));
  watched.streams.flush(0);
  expect(seen.paths).toEqual(['/a']);
  seen.backlogBytes = 2 ** 30;
  for (const path of ['/b', '/c', '/d', '/e']) {
    watched.apply(create(path));
    watched.streams.flush(0);
  }
  expect(seen).toMatchObject({ paths: ['/a'], endCode: null });
  seen.backlogBytes = 0;
  watched.streams.flush(0);
  expect(seen).toMatchObject({ paths: ['/a'], endCode: ErrorCode.COMPACTED });
});

describe('S39 progress is never ahead of events: from any cursor on come exactly those that were not told before it', () => {
  function expectExact(watched: Watched, seen: Seen, all: readonly string[]): void {
    expect(seen.paths).toEqual(all.slice(0, seen.paths.length));
    for (const { told, cursor } of seen.progress) {
      const resumed = watched.open(cursor);
      while (resumed.paths.length < all.length - told) {
        const before = resumed.paths.length;
        watched.streams.flush(0);
        expect(resumed.paths.length).toBeGreaterThan(before);
      }
      watched.streams.flush(0);
      expect([told, resumed.paths]).toEqual([told, all.slice(told)]);
    }
  }

  test('where one change fills several responses', () => {
    const watched = new Watched(4 * 1024 * 1024);
    const paths = Array.from({ length: 10 }, (_, n) => `/${'n'.repeat(60_000)}${n}`);
    watched.apply(create('/first'));
    watched.apply({ type: 'multi', parts: paths.map(create) });
    const seen = watched.open(encodeCursor(0, WHOLE_ZXID));
    watched.streams.flush(0);
    expect(seen.progress.length).toBeGreaterThan(2);
    expectExact(watched, seen, ['/first', ...paths]);
  });

  test('where many streams share a turn, and some of them come no further than a part of it', () => {
    const watched = new Watched(4 * 1024 * 1024);
    const paths = Array.from({ length: 1_100 }, (_, n) => `/n${n}`);
    for (const path of paths) watched.apply(create(path));
    const streams = Array.from({ length: 19 }, () => watched.open(encodeCursor(0, WHOLE_ZXID)));
    watched.streams.flush(0);
    const partial = streams.find((seen) => seen.paths.length > 0 && seen.paths.length < paths.length);
    if (partial === undefined) throw new Error('all went through in one turn');
    expectExact(watched, partial, paths);
  });
});
