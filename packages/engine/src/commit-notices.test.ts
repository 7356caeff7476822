import type { Message } from '@grove/raft';
import { CommitNotices, isCommitNotice } from './commit-notices';

type Heartbeat = Extract<Message, { type: 'heartbeat' }>;
type Append = Extract<Message, { type: 'append' }>;

const notice = (commitIndex: number, term = 2): Heartbeat => ({ type: 'heartbeat', term, commitIndex, round: 0 });
const append = (commitIndex: number, term = 2): Append => ({
  type: 'append',
  term,
  prev: { index: 0, term: 0, chain: 0 },
  commitIndex,
  blocks: [],
});

function taken(notices: CommitNotices): [number, number][] {
  const sent: [number, number][] = [];
  notices.takeAll((to, { commitIndex }) => sent.push([to, commitIndex]));
  return sent;
}

test('only a heartbeat that asks for no reply may wait for the end of the turn', () => {
  expect(isCommitNotice(notice(1))).toBe(true);
  expect(isCommitNotice({ ...notice(1), round: 3 })).toBe(false);
  expect(isCommitNotice(append(1))).toBe(false);
});

test('each follower hears the newest commit of a turn, once', () => {
  const notices = new CommitNotices();
  notices.add(2, notice(5));
  notices.add(3, notice(5));
  notices.add(2, notice(7));
  expect(notices.isWaiting).toBe(true);
  expect(taken(notices)).toEqual([
    [2, 7],
    [3, 5],
  ]);
  expect(notices.isWaiting).toBe(false);
  expect(taken(notices)).toEqual([]);
});

test('an append that says as much takes the notice along, for its follower alone; an older one does not', () => {
  const notices = new CommitNotices();
  notices.add(2, notice(7));
  notices.add(3, notice(7));
  notices.carriedBy(2, append(6));
  notices.carriedBy(2, append(9, 1));
  expect(taken(notices)).toEqual([
    [2, 7],
    [3, 7],
  ]);
  notices.add(2, notice(7));
  notices.add(3, notice(7));
  notices.carriedBy(2, append(7));
  expect(taken(notices)).toEqual([[3, 7]]);
});
