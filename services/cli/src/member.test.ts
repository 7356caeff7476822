import { ErrorCode } from '@grove/client';
import { newGrove, type Grove, type Ran } from './run-grove.testkit';

let made: Grove;
const grove = (...args: string[]): Promise<Ran> => made.run(['--auth', 'digest:super:secret', 'member', ...args]);

beforeEach(async () => {
  made = await newGrove();
});
afterEach(() => made.stop());

const head = 'REPLICA  PART   PEERS    CLIENTS\n';

test('list tells the members and the version', async () => {
  const rows = [1, 2, 3].map((n) => `${n}        voter  h${n}:7420  h${n}:7410\n`).join('');
  expect(await grove('list')).toEqual({ code: 0, out: head + rows, err: 'version 7\n' });
  expect(JSON.parse((await made.run(['member', 'list', '--output', 'json'])).out)).toMatchObject({
    version: 7,
    members: [{ replica: 1 }, {}, {}],
  });
});

test('add, move and remove change what was seen, as the one who asks', async () => {
  expect((await grove('add', '4=h4:7420', '5=[::1]:7421/c5:9000')).out).toContain('4        awaited  h4:7420');
  expect((await grove('move', '3=n3:7420')).code).toBe(0);
  expect((await grove('remove', '4', '5')).code).toBe(0);
  expect(made.server.changes).toEqual([
    {
      version: 7,
      joining: [
        { replica: 4, peerAddress: 'h4:7420', clientAddress: 'h4:7410' },
        { replica: 5, peerAddress: '[::1]:7421', clientAddress: 'c5:9000' },
      ],
      leaving: [],
      members: null,
      users: ['super:secret'],
    },
    expect.objectContaining({ version: 8, joining: [{ replica: 3, peerAddress: 'n3:7420', clientAddress: 'n3:7410' }] }),
    expect.objectContaining({ version: 9, leaving: [4, 5] }),
  ]);
});

test('what is refused for another change, or a version that is outdated, is tried again; all else is told', async () => {
  made.server.changeCodes.push(ErrorCode.RECONFIGINPROGRESS, ErrorCode.BADVERSION);
  expect((await grove('remove', '3')).code).toBe(0);
  expect(made.server.changes).toHaveLength(3);
  made.server.changeCodes.push(ErrorCode.BADVERSION);
  expect(await grove('remove', '2', '--version', '7')).toMatchObject({ code: 1, err: expect.stringContaining('BADVERSION') as string });
  made.server.changeCodes.push(ErrorCode.NEWCONFIGNOQUORUM);
  expect(await grove('remove', '2')).toMatchObject({ code: 1, err: expect.stringContaining('NEWCONFIGNOQUORUM') as string });
  expect(made.server.changes).toHaveLength(5);
});

test('where one replica cannot be reached the next one is asked', async () => {
  const endpoints = `127.0.0.1:1,${made.endpoint}`;
  expect((await made.run(['--timeout', '5', 'member', 'list'], { endpoints })).code).toBe(0);
});

test.each([
  ['says that it serves nobody', ErrorCode.CONNECTIONLOSS],
  ['says that it took too long, and did nothing', ErrorCode.OPERATIONTIMEOUT],
  ['says nothing', null],
])(
  'where the first replica %s the next one is asked, for the members and for a change',
  async (_what, code) => {
    const silent = await newGrove();
    try {
      silent.server.listCode = code;
      const endpoints = `${silent.endpoint},${made.endpoint}`;
      const asked = ['--timeout', '2', 'member', 'list'];
      const change = ['--timeout', '2', '--auth', 'digest:super:secret', 'member', 'remove', '3'];
      for (const words of [asked, change]) expect((await made.run(words, { endpoints })).code).toBe(0);
      expect(made.server.changes).toHaveLength(1);
      expect(silent.server.changes).toEqual([]);
    } finally {
      silent.stop();
    }
  },
  15_000,
);

test.each([['add', '4'], ['add', '10=h:7420'], ['add', '3=h3:7420'], ['move', '4=h4:7420'], ['remove', 'h4'], ['add']])(
  'member %s %s is no right use, and changes nothing',
  async (...args) => {
    expect((await grove(...args.filter((arg): arg is string => arg !== undefined))).code).toBe(2);
    expect(made.server.changes).toEqual([]);
  },
);
