import { decodeWatchResponse, encodeOperation, type Acl, type Operation } from '@grove/wire';
import { OPEN, create, read, remove, setData } from './cases';
import { World, type Session } from './world';

/** Events of a znode are for those who may READ it at the change; those of its parent's children for those who may READ the parent. */
const ANN = 'CN=ann';
const anns: readonly Acl[] = [{ rights: 31, identity: { scheme: 'x509', id: ANN } }];
const world = new World(3);
const ann = world.session({ identities: [`x509:${ANN}`] }, 2);
const SYNC = encodeOperation({ type: 'sync', path: '/' });

function must(operation: Operation): number {
  const { code, zxid } = ann.do(encodeOperation(operation));
  if (code !== 'OK') throw new Error(`${JSON.stringify(operation)} was answered ${code}`);
  return zxid;
}

/** The changes of one znode: two that all may see, two behind a list, one after it was opened again. */
function perform(root: string): void {
  must(create(`${root}/n`));
  must(setData(`${root}/n`));
  must({ type: 'setAcl', path: `${root}/n`, acl: anns, aversion: null });
  must(setData(`${root}/n`));
  must(create(`${root}/n/hidden`, { acl: anns }));
  must({ type: 'setAcl', path: `${root}/n`, acl: OPEN, aversion: null });
  must(setData(`${root}/n`));
  must({ ...remove(`${root}/n`), subtree: true });
}

const all = ['created n', 'dataChanged n', 'dataChanged n', 'created n/hidden', 'dataChanged n', 'deleted n/hidden', 'deleted n'];
const seenByAll = ['created n', 'dataChanged n', 'dataChanged n', 'deleted n'];

const callers = [
  ['who has the right', [`x509:${ANN}`], all],
  ['who has it not', ['x509:CN=bob'], seenByAll],
] as const;

const named = (root: string, events: readonly { readonly type: string; readonly path: string }[]): string[] =>
  events.map(({ type, path }) => `${type} ${path.slice(root.length + 1)}`);

let roots = 0;
function newRoot(): string {
  const root = `/r${++roots}`;
  must(create(root));
  return root;
}

const addWatch = (session: Session, path: string): void => {
  const operation: Operation = { type: 'addWatch', path, mode: 'persistentRecursive' };
  expect(session.do(encodeOperation(operation)).code).toBe('OK');
};

describe.each(callers)('S47 events for %s', (_, identities, expected) => {
  test('on the stream, live', () => {
    const root = newRoot();
    const session = world.session({ identities });
    expect(session.do(SYNC).code).toBe('OK');
    addWatch(session, root);
    perform(root);
    expect(session.do(SYNC).code).toBe('OK');
    expect(named(root, session.events)).toEqual(expected);
  });

  test('on the stream, set again at another replica: by the lists of the time', () => {
    const root = newRoot();
    const session = world.session({ identities });
    expect(session.do(SYNC).code).toBe('OK');
    addWatch(session, root);
    session.disconnect();
    const relativeZxid = session.lastZxid;
    perform(root);
    session.attach(3);
    const none = { dataPaths: [], existsPaths: [], childPaths: [], persistentPaths: [] };
    const again: Operation = { type: 'setWatches', relativeZxid, ...none, persistentRecursivePaths: [root] };
    expect(session.do(encodeOperation(again)).code).toBe('OK');
    expect(session.do(SYNC).code).toBe('OK');
    expect(named(root, session.events)).toEqual(expected);
  });

  test('on a Watch stream, live and from a cursor', () => {
    const root = newRoot();
    const open = (startCursor: Uint8Array) => {
      const opened = { events: [] as { type: string; path: string }[], cursor: startCursor, started: false };
      const { engine } = world.cluster.replica(3);
      engine?.openWatch(
        { path: root, recursive: true, startCursor, types: [], minZxid: ann.lastZxid, caller: { identities } },
        {
          send: (bytes) => {
            const response = decodeWatchResponse(bytes);
            opened.events.push(...(response?.events ?? []));
            if (!opened.started) opened.cursor = response?.cursor ?? startCursor;
            opened.started = true;
          },
          backlogBytes: () => 0,
          end: (code) => {
            throw new Error(`the stream ended with ${code}`);
          },
        },
      );
      world.cluster.clock.until(() => opened.started);
      return opened;
    };
    const live = open(new Uint8Array(0));
    perform(root);
    world.cluster.clock.run(100);
    expect(named(root, live.events)).toEqual(expected);
    const resumed = open(live.cursor);
    world.cluster.clock.run(100);
    expect(named(root, resumed.events)).toEqual(expected);
  });

  test('a one-shot watch on what may not be read any more is used up, and says nothing', () => {
    const root = newRoot();
    must(create(`${root}/n`));
    const session = world.session({ identities });
    expect(session.do(SYNC).code).toBe('OK');
    expect(session.do(encodeOperation(read('getData', `${root}/n`, true))).code).toBe('OK');
    must({ type: 'setAcl', path: `${root}/n`, acl: anns, aversion: null });
    must(setData(`${root}/n`));
    must({ type: 'setAcl', path: `${root}/n`, acl: OPEN, aversion: null });
    must(setData(`${root}/n`));
    expect(session.do(SYNC).code).toBe('OK');
    expect(named(root, session.events)).toEqual(expected === all ? ['dataChanged n'] : []);
  });
});

afterAll(() => {
  world.cluster.assertHealthy();
  world.cluster.untilConverged();
});
