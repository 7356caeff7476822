import type { Acl } from '@grove/client';
import { Interrupted } from '../context';
import { follow } from './follow';
import type { FollowOptions } from './follow';
import { MemoryTree, everybody } from './memory-side.testkit';

const never = new Promise<void>(() => undefined);
const bob: readonly Acl[] = [{ rights: 31, identity: { scheme: 'digest', id: 'bob:hash' } }];

let source: MemoryTree;
let target: MemoryTree;
let notes: string[];

beforeEach(() => {
  source = new MemoryTree({ '': 'root', '/a': '1', '/a/b': '2', '/c': '' });
  target = new MemoryTree();
  notes = [];
});

function options(more: Partial<FollowOptions> = {}): FollowOptions {
  return {
    openSource: source.open,
    openTarget: target.open,
    acl: null,
    deletes: false,
    once: true,
    interrupted: never,
    note: (line) => notes.push(line),
    progress: () => undefined,
    inStep: () => undefined,
    ...more,
  };
}

/** A copy that follows: `inStep` waits until it is, for the first time or again. */
function following(more: Partial<FollowOptions> = {}): {
  readonly ended: ReturnType<typeof follow>;
  readonly inStep: () => Promise<void>;
  readonly interrupt: () => void;
} {
  let interrupt = (): void => undefined;
  const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
  let count = 0;
  let seen = 0;
  let wake = (): void => undefined;
  const ended = follow(options({ once: false, interrupted, inStep: () => (count++, wake()), ...more }));
  ended.catch(() => undefined);
  return {
    ended,
    interrupt,
    inStep: async () => {
      seen++;
      while (count < seen) await Promise.race([ended, new Promise<void>((resolve) => (wake = resolve))]);
    },
  };
}

describe('a copy', () => {
  test('has data, lists and kinds, and neither ephemerals nor what the server keeps for itself', async () => {
    source.create('/a/mine', 'x', 'persistent', bob);
    source.create('/box', '', 'container');
    source.create('/a/alive', '', 'ephemeral');
    source.create('/zookeeper', 'own');
    const { tally, zxid } = await follow(options());
    expect(target.contents).toEqual({
      '': 'root',
      '/a': '1',
      '/a/b': '2',
      '/a/mine': 'x digest:bob:hash',
      '/box': 'container: ',
      '/c': '',
    });
    expect(zxid).toBe(String(source.zxid));
    expect(tally).toMatchObject({ znodes: 6, bytes: 7, written: 6, ephemerals: 1, leftAlone: 0 });
  });

  test('is brought up to date by a second run, which writes what differs alone', async () => {
    await follow(options());
    target.writes.length = 0;
    source.set('/a/b', 'new');
    source.setAcl('/c', bob);
    source.create('/d', '4');
    source.delete('/a');
    source.create('/a', '1');
    target.create('/a/b/theirs');
    const { tally } = await follow(options());
    expect(target.writes.sort()).toEqual(['create /d', 'setAcl /c']);
    // Never seen in the source by this run.
    expect(tally.leftAlone).toBe(1);
    expect(target.contents['/a/b']).toBe('2');
    expect((await follow(options({ deletes: true }))).tally).toMatchObject({ written: 0, deleted: 2, leftAlone: 0 });
    expect(target.contents).toEqual(source.contents);
  });

  test('has what changed while it was made', async () => {
    const reads: string[] = [];
    source.beforeRead = (path) => {
      reads.push(path);
      if (reads.length !== 3) return;
      source.set('', 'other');
      source.create('/a/new', 'n');
      source.create('/a/new/deep', 'd');
      source.delete('/c');
      source.create('/e/f', 'without its parent as yet');
      source.create('/e', 'parent');
    };
    const { tally } = await follow(options());
    expect(target.contents).toEqual(source.contents);
    expect(tally.znodes).toBe(source.znodes.size);
  });

  test('follows until it is ended: znodes set, made, deleted and made again, and what is below them', async () => {
    const copy = following();
    await copy.inStep();
    source.set('/a', 'set');
    source.delete('/c');
    source.create('/c/x', 'x');
    source.create('/c', 'again');
    source.delete('/a/b');
    source.create('/short', '');
    source.delete('/short');
    source.create('/alive', '', 'ephemeral');
    copy.interrupt();
    const { zxid, tally } = await copy.ended;
    expect(zxid).toBe(String(source.zxid));
    source.delete('/alive');
    expect(target.contents).toEqual(source.contents);
    expect(tally).toMatchObject({ znodes: 4, bytes: 13, deleted: 1 });
  });

  test('goes on after a session is lost: what was changed, made and deleted meanwhile is found', async () => {
    const copy = following();
    await copy.inStep();
    source.lose();
    source.set('/a', 'meanwhile');
    source.delete('/c');
    source.create('/d', 'new');
    await copy.inStep();
    expect(target.contents).toEqual(source.contents);
    expect(notes).toEqual(['lost; connecting again, then everything is compared once more']);
    target.lose();
    source.delete('/a');
    await copy.inStep();
    expect(target.contents).toEqual(source.contents);
    copy.interrupt();
    await copy.ended;
  });

  test('leaves alone what those wrote into it who have moved already, also when sessions are lost', async () => {
    const copy = following();
    await copy.inStep();
    target.create('/moved', 'by a client');
    target.create('/a/alive', '', 'ephemeral');
    target.set('/c', 'newer');
    target.delete('/a/b');
    source.lose();
    await copy.inStep();
    expect(target.contents).toEqual({ '': 'root', '/a': '1', '/a/alive': 'ephemeral: ', '/c': 'newer', '/moved': 'by a client' });
    source.delete('/a');
    copy.interrupt();
    await copy.ended;
    expect(target.contents['/a/alive']).toBe('ephemeral: ');
  });

  test('is made though somebody deletes and makes znodes in it meanwhile', async () => {
    let writes = 0;
    target.beforeWrite = (path) => {
      writes++;
      if (path === '/a/b' && writes < 6) target.znodes.delete('/a');
      if (path === '/c' && !target.znodes.has('/c')) target.create('/c', 'theirs');
    };
    await follow(options());
    expect(target.contents).toEqual(source.contents);
  });

  test('that somebody else changes again and again is given up', async () => {
    target.beforeWrite = (path) => {
      if (path === '/a/b') target.znodes.delete('/a');
    };
    await expect(follow(options())).rejects.toThrow('changed by somebody else again and again');
  });

  test('of a znode that is not there is none, and nothing is deleted', async () => {
    await follow(options());
    source.delete('');
    await expect(follow(options({ deletes: true }))).rejects.toThrow('is not there in the tree; the copy stays as it is');
    expect(Object.keys(target.contents)).toHaveLength(4);
  });

  test('with a hash that is hidden would let nobody in: it is refused, unless another list is given', async () => {
    source.setAcl('/c', [{ rights: 31, identity: { scheme: 'digest', id: 'bob:x' } }]);
    await expect(follow(options())).rejects.toThrow('needs the right a there (--auth digest:USER:PASSWORD)');
    await follow(options({ acl: everybody }));
    expect(target.contents['/c']).toBe('');
  });

  test('of a server without watches on whole trees is made once, by comparing until nothing was different', async () => {
    source.hasWatches = false;
    await expect(follow(options({ once: false }))).rejects.toThrow('following needs ZooKeeper 3.6 or newer');
    let reads = 0;
    source.beforeRead = () => {
      if (++reads === 5) source.set('', 'late');
    };
    await follow(options());
    expect(target.contents).toEqual(source.contents);
  });

  test('ends as interrupted before it is in step, and with the zxid that it had where the source is lost', async () => {
    source.beforeRead = () => copy.interrupt();
    const copy = following();
    await expect(copy.ended).rejects.toThrow(Interrupted);
    source.beforeRead = () => undefined;
    const other = following();
    await other.inStep();
    const zxid = source.zxid;
    source.lose();
    other.interrupt();
    await expect(other.ended).rejects.toThrow(`in step at zxid ${zxid}, what changed since is not known`);
  });

  test('is given up where sessions are lost again and again before it is in step', async () => {
    target.beforeWrite = () => target.lose();
    await expect(follow(options())).rejects.toThrow('lost, 11 times in a row');
    expect(target.opened).toBe(11);
  });
});
