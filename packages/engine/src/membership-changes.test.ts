import { ErrorCode, decodeControl, encodeControl, encodeMembershipChange } from '@grove/wire';
import type { ControlMessage, MembershipChange } from '@grove/wire';
import type { EngineOptions } from './ports';
import {
  address,
  anybody,
  ask,
  change,
  cluster,
  codeOf,
  doneBy,
  inForce,
  list,
  membersOf,
  outcome,
  seenBy,
  superuser,
} from './testing/member-commands';
import type { Asked } from './testing/member-commands';
import { TestClient, create } from './testing/test-cluster';
import type { TestCluster, TestReplica } from './testing/test-cluster';

test.each(['leader', 'follower'] as const)(
  'a replica that is added by way of a %s comes with an empty volume, is a learner, and votes when it has caught up',
  (by) => {
    const roles = cluster();
    const { made } = roles;
    const client = new TestClient(made).open(roles.follower.id);
    for (let n = 0; n < 20; n += 1) expect(client.do(create(`/n${n}`)).code).toBe(0);
    const added = made.add();
    added.start();
    // It is none of them, whatever it says.
    made.clock.run(500);
    expect(added.engine?.status().config.members).toEqual([]);
    expect(list(made, roles.follower)).toMatchObject({ version: 0, members: [{ replica: 1 }, { replica: 2 }, { replica: 3 }] });

    const made1 = doneBy(made, ask(roles[by], { joining: [address(4)], version: 0 }));
    expect(membersOf(made1)).toEqual([1, 2, 3, -4]);
    expect(made1.version).toBeGreaterThan(0);
    made.clock.until(() => made.replicas.every((replica) => seenBy(replica).join() === '1,2,3,4'));
    made.untilReady();
    expect(new TestClient(made).open(4).do({ type: 'getData', path: '/n19', watch: false }).code).toBe(0);
    expect(list(made, added).version).toBeGreaterThan(made1.version);
    made.untilConverged();
    made.assertHealthy();
  },
);

test('who is no superuser changes nothing, whatever he says that he is; a superuser’s session may', () => {
  const { made, follower } = cluster();
  expect(codeOf(made, ask(follower, { leaving: [1] }, anybody))).toBe(ErrorCode.NOAUTH);
  expect(codeOf(made, ask(follower, { leaving: [1] }, { ...superuser, sessionId: 5, sessionSecret: new Uint8Array(16) }))).toBe(
    ErrorCode.SESSIONEXPIRED,
  );
  expect(list(made, follower).version).toBe(0);
  // Another look at the same door: the identity is the session's, and the call has none.
  const client = new TestClient(made);
  follower.engine?.openSession(
    5_000,
    (result) => {
      if (result.ok) Object.assign(client, { sessionId: result.value.sessionId, secret: result.value.sessionSecret });
    },
    superuser.caller,
  );
  made.clock.until(() => client.sessionId !== 0);
  const { sessionId, secret: sessionSecret } = client;
  const call = { sessionId, sessionSecret, linearizable: false, minZxid: 0 };
  expect(codeOf(made, ask(follower, { joining: [address(7)] }, call))).toBe(0);
});

test('a change is made from the version that it names, or not at all; a repeat of it changes nothing', () => {
  const { made, follower, other } = cluster();
  expect(codeOf(made, ask(follower, { joining: [address(4)], version: 7 }))).toBe(ErrorCode.BADVERSION);
  const { version } = doneBy(made, ask(follower, { joining: [address(4)], version: 0 }));
  expect(codeOf(made, ask(other, { joining: [address(4)], version: 0 }))).toBe(ErrorCode.BADVERSION);
  // From any version: what is so already is done.
  expect(doneBy(made, ask(other, { joining: [address(4)] })).version).toBe(version);
  expect(doneBy(made, ask(follower, { leaving: [4], version })).version).toBeGreaterThan(version);
  expect(membersOf(list(made, follower))).toEqual([1, 2, 3]);
});

test.each<[string, Partial<MembershipChange>]>([
  ['nobody is left', { leaving: [1, 2, 3] }],
  ['two voters leave at once', { leaving: [1, 2] }],
  ['one voter leaves while another moves', { leaving: [1], joining: [address(2, 'elsewhere')] }],
  ['who is no member leaves', { leaving: [8] }],
  ['a number is none', { joining: [address(10)] }],
  ['one number is named twice', { joining: [address(4), address(4, 'elsewhere')] }],
  ['one leaves and joins', { leaving: [3], joining: [address(3, 'elsewhere')] }],
  ['an address is none', { joining: [{ replica: 4, peerAddress: 'r4:7420;x', clientAddress: 'r4:7410' }] }],
  ['an address has no port', { joining: [{ replica: 4, peerAddress: 'r4', clientAddress: 'r4:7410' }] }],
  ['an address is another’s', { joining: [{ replica: 4, peerAddress: 'r3:7420', clientAddress: 'r4:7410' }] }],
  ['all members are named, and who leaves', { members: [address(1), address(2), address(3)], leaving: [3] }],
  ['all members are named, one of them twice', { members: [address(1), address(2), address(3), address(3, 'elsewhere')] }],
])('it is refused where %s, and nothing is done', (_what, of) => {
  const { made, follower } = cluster();
  expect(codeOf(made, ask(follower, of))).toBe(ErrorCode.BADARGUMENTS);
  expect(list(made, follower).version).toBe(0);
});

test('one that is named and never comes counts for nothing, however long it takes', () => {
  const { made, follower } = cluster();
  doneBy(made, ask(follower, { joining: [address(4), address(5)] }));
  made.clock.run(3_000);
  expect(seenBy(follower)).toEqual([1, 2, 3, -4, -5]);
  // The voters are three: two of them go on.
  follower.crash();
  const client = new TestClient(made).open(made.leader?.id ?? 0);
  expect(client.do(create('/on')).code).toBe(0);
});

test('all members named: who is not there leaves, who is new joins, in one change', () => {
  const { made, leader, follower, other } = cluster();
  const stays = [leader, follower].map(({ id }) => address(id));
  const membership = doneBy(made, ask(follower, { members: [...stays, address(6)] }));
  expect(membersOf(membership)).toEqual([...[leader.id, follower.id].sort(), -6]);
  made.clock.run(2_000);
  // Who was taken out is told, follows nobody, and lets its clients go.
  expect(other.engine?.status().ready).toBe(false);
  expect(other.said.some((line) => line.includes('no member of the cluster any more'))).toBe(true);
  expect(new TestClient(made).open(follower.id).do(create('/on')).code).toBe(0);
  made.assertHealthy();
});

test('the leader, asked to take itself out, hands over first: its clients write on elsewhere, and it leads no more', () => {
  const { made, leader, follower } = cluster();
  const client = new TestClient(made).open(follower.id);
  const asked = ask(leader, { leaving: [leader.id] });
  made.clock.until(() => made.leader !== undefined && made.leader !== leader);
  const answered = outcome(made, asked);
  expect(answered).toMatchObject({ ok: true });
  expect(seenBy(follower)).not.toContain(leader.id);
  expect(client.do(create('/on')).code).toBe(0);
  made.clock.run(2_000);
  expect(leader.engine?.status()).toMatchObject({ ready: false });
  expect(made.leader).not.toBe(leader);
  made.assertHealthy();
});

/** It does not stand for election when the leader asks it to. */
function declines({ engine }: TestReplica): void {
  const onPeerMessage = engine?.onPeerMessage.bind(engine);
  if (engine === null || onPeerMessage === undefined) throw new Error('no engine');
  engine.onPeerMessage = (from, channel, bytes, incarnation) => {
    if (channel !== 'control' || decodeControl(bytes)?.type !== 'timeoutNow') onPeerMessage(from, channel, bytes, incarnation);
  };
}

test('a leader that nobody takes over from is not taken out, and says so when it has asked each of them once', () => {
  const { made, leader, follower, other } = cluster();
  for (const replica of [follower, other]) declines(replica);
  const asked = ask(leader, { leaving: [leader.id] });
  made.clock.run(2_500);
  expect(asked.result).toMatchObject({ ok: false, code: ErrorCode.NEWCONFIGNOQUORUM });
  expect(made.leader).toBe(leader);
  expect(new TestClient(made).open(follower.id).do(create('/on')).code).toBe(0);
  expect(list(made, leader).version).toBe(0);
});

test.each([0, 1])('and where one of two does not take over the other does', (which) => {
  const { made, leader, follower, other } = cluster();
  const silent = [follower, other][which] ?? other;
  declines(silent);
  const asked = ask(leader, { leaving: [leader.id] });
  made.clock.run(2_500);
  expect(asked.result).toMatchObject({ ok: true });
  expect(made.leader).not.toBe(silent);
});

test('S21 down to one voter, which stays the last, and up again, with the volume of before and with a wiped one', () => {
  const { made, leader, follower, other } = cluster();
  doneBy(made, ask(leader, { leaving: [follower.id] }));
  doneBy(made, ask(leader, { leaving: [other.id] }));
  expect(codeOf(made, ask(leader, { leaving: [leader.id] }))).toBe(ErrorCode.BADARGUMENTS);
  expect(new TestClient(made).open(leader.id).do(create('/alone')).code).toBe(0);
  // With the volume of before.
  doneBy(made, ask(leader, { joining: [address(follower.id)] }));
  made.clock.until(() => seenBy(leader).length === 2 && seenBy(leader).every((id) => id > 0));
  // Its promotion is a change as any other.
  made.clock.run(50);
  // And with an empty one.
  other.crash();
  const fresh = wiped(made, other);
  doneBy(made, ask(leader, { joining: [address(fresh.id)] }));
  made.clock.until(() => made.replicas.every((replica) => seenBy(replica).join() === '1,2,3'));
  made.untilReady();
  made.untilConverged();
  made.assertHealthy();
});

function wiped(made: TestCluster, replica: TestReplica): TestReplica {
  const fresh = made.replaced(replica);
  fresh.start();
  return fresh;
}

test('who comes with a volume is where the members have it, whatever its own settings say', () => {
  const { made, leader, follower, other } = cluster();
  doneBy(made, ask(leader, { joining: [address(other.id, 'elsewhere'), address(4, 'fourth')] }));
  other.crash();
  const fresh = made.replaced(other);
  fresh.peerAddress = 'elsewhere:7420';
  const added = made.add();
  added.peerAddress = 'fourth:7420';
  for (const replica of [fresh, added]) replica.start();
  made.clock.until(() => seenBy(leader).length === 4 && seenBy(leader).every((id) => id > 0));
  const { members } = list(made, follower);
  for (const [id, host] of [
    [fresh.id, 'elsewhere'],
    [4, 'fourth'],
  ] as const) {
    expect(members.find(({ replica }) => replica === id)).toMatchObject({ ...address(id, host), voter: true });
  }
  made.assertHealthy();
});

/** Formed by replica 1 alone, which has lost its volume since the others have come. */
function grown(of: Partial<EngineOptions>): { made: TestCluster; fresh: TestReplica; client: TestClient } {
  const { made, leader } = cluster(1);
  for (const id of [2, 3]) {
    made.add().start();
    doneBy(made, ask(leader, { joining: [address(id)] }));
    made.clock.until(() => seenBy(leader).includes(id));
  }
  made.untilReady();
  leader.crash();
  made.clock.until(() => made.leader !== undefined);
  const client = new TestClient(made).open(made.leader?.id ?? 0);
  expect(client.do(create('/before')).code).toBe(0);
  const fresh = made.replaced(leader);
  fresh.overrides = of;
  fresh.start();
  return { made, fresh, client };
}

test('a founder without its volume, told to join, forms nothing: it is taken in again', () => {
  const { made, fresh, client } = grown({ joinsOnly: true });
  made.clock.until(() => seenBy(fresh).join() === '1,2,3');
  expect(client.do(create('/after')).code).toBe(0);
  made.untilConverged();
  made.assertHealthy();
  // Also where it knows of nobody: while nobody finds it, and when the leader does.
  const alone = grown({ joinsOnly: true, initialMembers: [{ id: 1, peerAddress: 'r1:7420', clientAddress: 'r1:7410' }] });
  for (const id of [2, 3]) alone.made.partition(1, id);
  alone.made.clock.run(5_000);
  expect(alone.fresh.engine?.status()).toMatchObject({ ready: false, config: { members: [] } });
  alone.made.heal();
  alone.made.clock.until(() => seenBy(alone.fresh).join() === '1,2,3');
});

test('a founder without its volume that formed a cluster of its own makes no majority by its word', () => {
  const { made, fresh, client } = grown({ initialMembers: [{ id: 1, peerAddress: 'r1:7420', clientAddress: 'r1:7410' }] });
  // Whatever way it has to the others.
  const ways = new Map([2, 3].map((id) => [id, `r${id}:7420`]));
  Object.defineProperty(fresh, 'peers', { get: () => ways, set: () => undefined });
  made.clock.run(500);
  made.replicas.find((replica) => replica !== fresh && replica !== made.leader)?.crash();
  const { leader } = made;
  const before = leader?.engine?.status().commitIndex ?? 0;
  client.add(create('/on'));
  client.flush();
  made.clock.run(2_000);
  expect(client.answers.some(({ id, code }) => id === 2 && code === 0)).toBe(false);
  expect(leader?.engine?.status()).toMatchObject({ commitIndex: before });
  // Nor does it elect anybody.
  expect(made.replicas.filter((replica) => replica !== fresh && replica.engine?.status().role === 'leader')).toEqual([]);
  expect(leader?.said.some((line) => line.includes('a replica does not count'))).toBe(true);
});

test('a sole founder without its volume listens first, hears of the cluster that has it, and is taken in again', () => {
  const { made, fresh, client } = grown({
    mayFormAlone: false,
    initialMembers: [{ id: 1, peerAddress: 'r1:7420', clientAddress: 'r1:7410' }],
  });
  made.clock.until(() => seenBy(fresh).join() === '1,2,3');
  expect(fresh.engine?.status().term).toBe(made.leader?.engine?.status().term);
  expect(client.do(create('/on')).code).toBe(0);
  made.untilReady();
  made.untilConverged();
  made.assertHealthy();
});

/** What the leader sends to whom, of these types. */
function sentBy(made: TestCluster, sender: TestReplica, types: readonly string[]): { to: number; message: ControlMessage }[] {
  const sent: { to: number; message: ControlMessage }[] = [];
  const send = made.send.bind(made);
  made.send = (from, to, channel, bytes) => {
    const message = channel === 'control' ? decodeControl(bytes) : null;
    if (message !== null && from === sender.id && types.includes(message.type)) sent.push({ to, message });
    send(from, to, channel, bytes);
  };
  return sent;
}

test.each(['was taken out', 'has another volume than the member of its number'])(
  'a leader changes nothing for a replica that %s, and confirms no session for it',
  (what) => {
    const { made, leader, follower } = cluster();
    const incarnation = what === 'was taken out' ? (follower.engine?.incarnation ?? '') : 'another';
    if (what === 'was taken out') doneBy(made, ask(leader, { leaving: [follower.id] }));
    made.clock.run(100);
    const before = list(made, leader);
    const { term } = leader.engine?.status() ?? { term: 0 };
    const sent = sentBy(made, leader, ['membershipChangeReply', 'sessionReportReply']);
    const bytes = encodeMembershipChange(change({ joining: [address(5)] }), null);
    for (const message of [
      { type: 'membershipChange', term, token: 1, change: bytes } as const,
      { type: 'sessionReport', term, round: 1_000_000, sessionIds: [], valuesWanted: false, commitsUnhurried: false } as const,
    ]) {
      leader.engine?.onPeerMessage(follower.id, 'control', encodeControl(message), incarnation);
    }
    made.clock.run(500);
    expect(list(made, leader)).toEqual(before);
    expect(
      sent.filter(({ message }) => message.type === 'membershipChangeReply' || ('round' in message && message.round === 1_000_000)),
    ).toEqual([]);
  },
);

test('S29 a change that would leave no majority that is heard is refused', () => {
  const { made, leader, follower, other } = cluster();
  other.crash();
  made.clock.run(1_000);
  expect(codeOf(made, ask(leader, { leaving: [follower.id] }))).toBe(ErrorCode.NEWCONFIGNOQUORUM);
  // The dead one may go.
  expect(codeOf(made, ask(leader, { leaving: [other.id] }))).toBe(0);
});

test.each([
  ['3 voters, one dead: another leaves', 3, 'leave'],
  ['3 voters, one dead: another moves', 3, 'move'],
  ['5 voters, two dead: another leaves', 5, 'leave'],
] as const)('S29 a leader that was elected just now has not heard the dead ones: %s', (_, size, how) => {
  const { made, leader, follower, other } = cluster(size);
  const { id } = other;
  made.clock.run(2_000);
  const dead = [
    leader,
    ...made.replicas.filter((replica) => ![leader.id, follower.id, id].includes(replica.id)).slice(0, size === 5 ? 1 : 0),
  ];
  dead.forEach((replica) => replica.crash());
  // It waits for the next leader, which takes it first of all.
  const asked = ask(follower, how === 'leave' ? { leaving: [id] } : { joining: [address(id, 'elsewhere')] });
  expect(codeOf(made, asked)).toBe(ErrorCode.NEWCONFIGNOQUORUM);
  made.clock.until(() => made.leader !== undefined);
  expect(new TestClient(made).open(follower.id).do(create('/on')).code).toBe(0);
  dead.forEach((replica) => replica.start());
  made.untilConverged();
  expect(inForce(follower)).toHaveLength(size);
  made.assertHealthy();
});

test('a leader that stood still and reads a request first does not end: it is asked again, and does it', () => {
  const { made, leader, follower } = cluster();
  made.clock.run(1_000);
  const { term } = leader.engine?.status() ?? { term: 0 };
  const bytes = encodeMembershipChange(change({ joining: [address(4)] }), null);
  const asks = () =>
    leader.engine?.onPeerMessage(follower.id, 'control', encodeControl({ type: 'membershipChange', term, token: 1, change: bytes }));
  made.clock.nowMs += 520;
  asks();
  expect(list(made, leader).members).toHaveLength(3);
  made.clock.run(1_000);
  asks();
  made.clock.run(100);
  expect(list(made, leader).members).toHaveLength(4);
  made.assertHealthy();
});

test('a leader knows its last hundred answers, and forgets no newer one for a new one', () => {
  const { made, leader, follower } = cluster();
  const { term } = leader.engine?.status() ?? { term: 0 };
  const sent = sentBy(made, leader, ['membershipChangeReply']);
  const asks = (token: number): unknown => {
    const joining = [{ ...address(3), clientAddress: `r3:${8_000 + token}` }];
    const bytes = encodeMembershipChange(change({ joining }), null);
    leader.engine?.onPeerMessage(follower.id, 'control', encodeControl({ type: 'membershipChange', term, token, change: bytes }));
    made.clock.run(5);
    return sent.at(-1)?.message;
  };
  const answers = Array.from({ length: 105 }, (_, at) => asks(at + 1));
  for (const token of [6, 50, 105]) expect(asks(token)).toEqual(answers[token - 1]);
});

test('a leader that stood still, and has read one voter’s word since, does not say that no majority is heard', () => {
  const { made, leader, follower } = cluster(5);
  made.clock.run(1_000);
  const { term } = leader.engine?.status() ?? { term: 0 };
  const sent = sentBy(made, leader, ['membershipChangeReply']);
  const bytes = encodeMembershipChange(change({ joining: [address(6)] }), null);
  const asks = () =>
    leader.engine?.onPeerMessage(follower.id, 'control', encodeControl({ type: 'membershipChange', term, token: 1, change: bytes }));
  made.clock.nowMs += 520;
  const heard = { type: 'heartbeatReply', term, round: 0, digestZxid: 0, digest: '' } as const;
  leader.engine?.onPeerMessage(follower.id, 'control', encodeControl(heard));
  // It was sent again and again meanwhile.
  for (let n = 0; n < 3; n += 1) asks();
  made.clock.run(200);
  expect(sent).toEqual([]);
  asks();
  made.clock.run(100);
  expect(sent).toMatchObject([{ message: { code: 0 } }]);
  expect(list(made, leader).members).toHaveLength(6);
  made.assertHealthy();
});

test('while one is not committed another is refused', () => {
  const { made, leader, follower, other } = cluster();
  made.hold('append');
  const first = ask(leader, { joining: [address(4)] });
  made.clock.run(50);
  const second = ask(leader, { joining: [address(5)] });
  made.clock.run(50);
  expect(codeOf(made, second)).toBe(ErrorCode.RECONFIGINPROGRESS);
  expect(first.result).toBeNull();
  made.letGo();
  expect(codeOf(made, first)).toBe(0);
  made.clock.until(() => [follower, other].every((replica) => seenBy(replica).join() === '1,2,3,-4'));
});

test('one that its leader lost with its office is done by the next, once', () => {
  const { made, leader, follower, other } = cluster();
  made.hold('append');
  const asked = ask(leader, { joining: [address(4)], version: 0 });
  made.clock.until(() => inForce(leader).includes(-4));
  // In its log alone: nobody is told.
  expect(seenBy(leader)).toEqual([1, 2, 3]);
  made.partition(leader.id, follower.id);
  made.partition(leader.id, other.id);
  made.letGo();
  made.clock.until(() => made.leader !== undefined && made.leader !== leader);
  expect(inForce(leader)).toContain(-4);
  expect(seenBy(made.leader)).toEqual([1, 2, 3]);
  made.heal();
  const membership = doneBy(made, asked);
  expect(membersOf(membership)).toEqual([1, 2, 3, -4]);
  expect(list(made, follower)).toEqual(membership);
  made.assertHealthy();
});

test('one whose leader dies with the answer is told as it is: done by the next where it was not, unknown where the members changed', () => {
  for (const reached of [false, true]) {
    const { made, leader, follower, other } = cluster();
    if (!reached) made.hold('control');
    const asked = ask(follower, { joining: [address(4)], version: 0 });
    if (reached) {
      // The leader's answer alone is lost on the way.
      const { engine } = follower;
      const onPeerMessage = engine?.onPeerMessage.bind(engine);
      if (engine === null || onPeerMessage === undefined) throw new Error('no engine');
      engine.onPeerMessage = (from, channel, bytes) => {
        const isReply = channel === 'control' && decodeControl(bytes)?.type === 'membershipChangeReply';
        if (!isReply) onPeerMessage(from, channel, bytes);
      };
      made.clock.until(() => seenBy(other).length === 4);
      made.clock.run(100);
      Object.assign(engine, { onPeerMessage });
    }
    leader.crash();
    if (!reached) made.letGo();
    const result = outcome(made, asked);
    if (reached) expect(result).toMatchObject({ ok: false, code: ErrorCode.OUTCOMEUNKNOWN });
    else expect(result).toMatchObject({ ok: true });
    // Who asked may hear of it before the other has applied it.
    made.untilConverged();
    expect(seenBy(other)).toEqual([1, 2, 3, -4]);
    made.assertHealthy();
  }
});

test('one that names no version is done where the members are as it wants them, whoever made them so', () => {
  const { made, leader, follower, other } = cluster();
  const { engine } = follower;
  const onPeerMessage = engine?.onPeerMessage.bind(engine);
  if (engine === null || onPeerMessage === undefined) throw new Error('no engine');
  engine.onPeerMessage = (from, channel, bytes) => {
    if (channel !== 'control' || decodeControl(bytes)?.type !== 'membershipChangeReply') onPeerMessage(from, channel, bytes);
  };
  const asked = ask(follower, { joining: [address(4)] });
  made.clock.until(() => seenBy(other).length === 4);
  leader.crash();
  expect(membersOf(doneBy(made, asked))).toEqual([1, 2, 3, -4]);
});

test('a follower that is asked to take itself out says that it is done', () => {
  const { made, follower, other } = cluster();
  const asked = ask(follower, { leaving: [follower.id] });
  expect(membersOf(doneBy(made, asked))).not.toContain(follower.id);
  expect(membersOf(list(made, other))).not.toContain(follower.id);
  // And from then on that another is to be asked, at once.
  made.clock.run(2_000);
  const late = ask(follower, { joining: [address(4)] });
  const listed: Asked = { result: null };
  follower.engine?.listMembers(superuser, (result) => (listed.result = result));
  for (const { result } of [late, listed]) expect(result).toMatchObject({ ok: false, code: ErrorCode.CONNECTIONLOSS });
});

test('and so it is where the leader’s log takes longer than the follower believes in a leader', () => {
  const { made, leader, follower } = cluster();
  made.hold('append');
  const asked = ask(follower, { leaving: [follower.id] });
  made.clock.run(800);
  expect(follower.engine?.status().leader).toBe(0);
  expect(made.leader).toBe(leader);
  made.letGo();
  made.clock.run(1_000);
  expect(asked.result).toMatchObject({ ok: true });
  expect(seenBy(leader)).not.toContain(follower.id);
});

test('and so it is where the leader dies between the commit and its word of it: the next leader says it', () => {
  const { made, leader, follower } = cluster(4);
  const asked = ask(follower, { leaving: [follower.id], version: 0 });
  const { send } = made;
  made.send = (from, to, channel, bytes) => {
    const isFarewell = from === leader.id && channel === 'control' && decodeControl(bytes)?.type === 'probeReply';
    if (!isFarewell) send.call(made, from, to, channel, bytes);
  };
  const others = made.replicas.filter((replica) => replica !== leader && replica !== follower);
  made.clock.until(() => others.every((replica) => !seenBy(replica).includes(follower.id)));
  // So long that the others have given up the connection to it.
  made.clock.run(1_500);
  expect(asked.result).toBeNull();
  leader.crash();
  made.clock.run(3_000);
  expect(membersOf(doneBy(made, asked))).not.toContain(follower.id);
  expect(follower.said.some((line) => line.includes('no member of the cluster any more'))).toBe(true);
});

test('one that was lost with its leader is done by the next but one, though the members changed between', () => {
  const { made, leader, other } = cluster(5);
  made.hold('append');
  const asked = ask(leader, { joining: [address(6)] });
  made.clock.until(() => inForce(leader).includes(-6));
  for (const { id } of made.replicas) if (id !== leader.id) made.partition(leader.id, id);
  made.letGo();
  made.clock.until(() => made.leader !== undefined && made.leader !== leader);
  const second = made.leader ?? other;
  doneBy(made, ask(second, { joining: [address(7)] }));
  // What it is asked for then does not reach the second leader.
  const onPeerMessage = second.engine?.onPeerMessage.bind(second.engine);
  if (second.engine === null || onPeerMessage === undefined) throw new Error('no engine');
  let wasAsked = false;
  second.engine.onPeerMessage = (from, channel, bytes, incarnation) => {
    const isAsked = channel === 'control' && decodeControl(bytes)?.type === 'membershipChange';
    wasAsked ||= isAsked;
    if (!isAsked) onPeerMessage(from, channel, bytes, incarnation);
  };
  made.heal();
  made.clock.until(() => wasAsked);
  second.crash();
  expect(membersOf(doneBy(made, asked))).toEqual([1, 2, 3, 4, 5, -6, -7]);
  made.assertHealthy();
});

test('one that is added again with its volume is not told that it is no member, but when it is taken out again', () => {
  const { made, leader, follower } = cluster();
  const warnings = () => follower.said.filter((line) => line.includes('no member of the cluster any more')).length;
  for (const times of [1, 2]) {
    expect(membersOf(doneBy(made, ask(follower, { leaving: [follower.id] })))).not.toContain(follower.id);
    made.clock.run(2_000);
    expect(warnings()).toBe(times);
    doneBy(made, ask(leader, { joining: [address(follower.id)] }));
    made.clock.until(() => seenBy(follower).length === 3 && seenBy(follower).every((id) => id > 0));
    made.untilReady();
    expect(warnings()).toBe(times);
  }
  made.assertHealthy();
});

test('without a leader it is told soon that nothing was done, and that another is to be asked: then at once', () => {
  const { made, leader, follower, other } = cluster();
  leader.crash();
  other.crash();
  const asks = (): Asked[] => {
    const listed: Asked = { result: null };
    follower.engine?.listMembers(superuser, (result) => (listed.result = result));
    return [ask(follower, { joining: [address(4)] }), listed];
  };
  for (const waitMs of [3_500, 0]) {
    const asked = asks();
    made.clock.run(waitMs);
    for (const { result } of asked) expect(result).toMatchObject({ ok: false, code: ErrorCode.CONNECTIONLOSS });
  }
  // What it has itself it tells who does not ask for more.
  const local: Asked = { result: null };
  follower.engine?.listMembers({ ...superuser, linearizable: false }, (result) => (local.result = result));
  expect(local.result).toMatchObject({ ok: true });
});

test('where a voter moves its new address is in force, and it votes on', () => {
  const { made, follower, other } = cluster();
  const membership = doneBy(made, ask(other, { joining: [address(follower.id, 'elsewhere')] }));
  expect(membersOf(membership)).toEqual([1, 2, 3]);
  expect(membership.members.find(({ replica }) => replica === follower.id)).toMatchObject({ peerAddress: 'elsewhere:7420' });
  // Where it was nobody speaks to it any more.
  made.clock.run(2_500);
  expect(follower.engine?.status().ready).toBe(false);
  follower.peerAddress = 'elsewhere:7420';
  made.untilReady();
  // Its vote is the one that is needed.
  other.crash();
  expect(new TestClient(made).open(follower.id).do(create('/on')).code).toBe(0);
});

test('S29 a voter does not move where the others are no majority: it may not be found at its new address', () => {
  const two = cluster(2);
  expect(codeOf(two.made, ask(two.leader, { joining: [address(two.follower.id, 'elsewhere')] }))).toBe(ErrorCode.NEWCONFIGNOQUORUM);
  expect(list(two.made, two.leader).version).toBe(0);
  const sole = cluster(1);
  expect(doneBy(sole.made, ask(sole.leader, { joining: [address(1, 'elsewhere')] })).members).toMatchObject([
    { peerAddress: 'elsewhere:7420' },
  ]);
});

test('a leader that is asked to move itself hands over first: the others look for it elsewhere from then on', () => {
  const { made, leader, follower } = cluster();
  const client = new TestClient(made).open(follower.id);
  const asked = ask(leader, { joining: [address(leader.id, 'elsewhere')] });
  made.clock.until(() => made.leader !== undefined && made.leader !== leader);
  expect(doneBy(made, asked).members.find(({ replica }) => replica === leader.id)).toMatchObject({ peerAddress: 'elsewhere:7420' });
  expect(client.do(create('/on')).code).toBe(0);
  made.assertHealthy();
});

test('a change fires the watch of /zookeeper/config', () => {
  const { made, follower } = cluster();
  const client = new TestClient(made).open(follower.id);
  client.do({ type: 'getData', path: '/zookeeper/config', watch: true });
  doneBy(made, ask(follower, { joining: [address(4)] }));
  made.clock.until(() => client.events.length > 0);
  expect(client.events).toMatchObject([{ type: 'dataChanged', path: '/zookeeper/config' }]);
});

test.each(['its volume of before', 'an empty one'])(
  'one that was away, and knows neither the leader of today nor where the others are now, finds them, with %s',
  (what) => {
    const { made, leader, follower } = cluster(5);
    const initialMembers = made.options(follower.id).initialMembers;
    follower.crash();
    const added = made.add();
    added.start();
    const others = made.replicas.filter((replica) => replica !== follower && replica !== added);
    doneBy(made, ask(leader, { joining: [address(6)] }));
    made.clock.until(() => seenBy(added).includes(6));
    for (const moves of others) {
      doneBy(made, ask(added, { joining: [address(moves.id, `new${moves.id}`)] }));
      moves.peerAddress = `new${moves.id}:7420`;
      made.clock.run(3_000);
    }
    const back = what === 'an empty one' ? made.replaced(follower) : follower;
    back.overrides = { initialMembers };
    back.start();
    made.clock.until(() => seenBy(back).join() === '1,2,3,4,5,6');
    made.untilConverged();
    made.assertHealthy();
  },
);
