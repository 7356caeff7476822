import type { Message } from '@grove/raft';
import { CommitNotices, isCommitNotice, UNHURRIED_MS } from './commit-notices';

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

/** What leaves at the end of a turn at this time, and when the rest is due. */
function endOfTurn(notices: CommitNotices, nowMs = 0): { sent: [number, number][]; dueMs: number | null } {
  const sent: [number, number][] = [];
  const dueMs = notices.takeDue(nowMs, (to, { commitIndex }) => sent.push([to, commitIndex]));
  return { sent, dueMs };
}

const taken = (notices: CommitNotices, nowMs = 0): [number, number][] => endOfTurn(notices, nowMs).sent;

test('only a heartbeat that asks for no reply may wait for the end of the turn', () => {
  expect(isCommitNotice(notice(1))).toBe(true);
  expect(isCommitNotice({ ...notice(1), round: 3 })).toBe(false);
  expect(isCommitNotice(append(1))).toBe(false);
});

test('each follower hears the newest commit of a turn, once', () => {
  const notices = new CommitNotices();
  notices.add(2, notice(5), 0);
  notices.add(3, notice(5), 0);
  notices.add(2, notice(7), 0);
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
  notices.add(2, notice(7), 0);
  notices.add(3, notice(7), 0);
  notices.carriedBy(2, append(6));
  notices.carriedBy(2, append(9, 1));
  expect(taken(notices)).toEqual([
    [2, 7],
    [3, 7],
  ]);
  notices.add(2, notice(7), 0);
  notices.add(3, notice(7), 0);
  notices.carriedBy(2, append(7));
  expect(taken(notices)).toEqual([[3, 7]]);
});

describe('a follower where nobody waits for commits', () => {
  test('hears of one by the next append, or some milliseconds later', () => {
    const notices = new CommitNotices();
    notices.onReport(2, true);
    notices.add(2, notice(7), 100);
    notices.add(3, notice(7), 100);
    expect(endOfTurn(notices, 100)).toEqual({ sent: [[3, 7]], dueMs: 100 + UNHURRIED_MS });
    // Nothing new: no turn has to end for it.
    expect(notices.isWaiting).toBe(false);
    // A commit that comes on top does not put the first one off.
    notices.add(2, notice(8), 103);
    expect(endOfTurn(notices, 103)).toEqual({ sent: [], dueMs: 100 + UNHURRIED_MS });
    expect(endOfTurn(notices, 100 + UNHURRIED_MS)).toEqual({ sent: [[2, 8]], dueMs: null });
    notices.add(2, notice(9), 200);
    notices.carriedBy(2, append(9));
    expect(endOfTurn(notices, 300)).toEqual({ sent: [], dueMs: null });
  });

  test('hears at once where it has forwarded a write lately, or says that somebody watches', () => {
    const notices = new CommitNotices();
    notices.onReport(2, true);
    notices.onForwarded(2, 1_000);
    notices.add(2, notice(7), 1_999);
    expect(taken(notices, 1_999)).toEqual([[2, 7]]);
    notices.add(2, notice(8), 2_000);
    expect(taken(notices, 2_000)).toEqual([]);
    notices.onReport(2, false);
    expect(taken(notices, 2_000)).toEqual([[2, 8]]);
  });

  test('hears at once where it asks for the index of a read', () => {
    const notices = new CommitNotices();
    notices.onReport(2, true);
    notices.add(2, notice(7), 0);
    expect(notices.takeFor(2)).toEqual(notice(7));
    expect(notices.takeFor(2)).toBeUndefined();
    expect(endOfTurn(notices, 100)).toEqual({ sent: [], dueMs: null });
  });

  test('has said so to one leader alone', () => {
    const notices = new CommitNotices();
    notices.onReport(2, true);
    notices.clear();
    notices.add(2, notice(7), 0);
    expect(taken(notices)).toEqual([[2, 7]]);
  });
});
