import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErrorCode } from '@grove/wire';
import { FourLetterWords } from './four-letter-words';
import { serveEachTest, engine, server, port, serve, dial, joined, refused, sockets } from './connection.testkit';

serveEachTest();

describe('commands of four letters', () => {
  async function ask(word: string): Promise<string> {
    const socket = connect(port, '127.0.0.1', () => socket.write(word));
    sockets.push(socket);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => (text += piece));
    await new Promise((resolve) => socket.once('close', resolve));
    return text;
  }

  test('srvr is answered, and what is not allowed is told so; others are no commands', async () => {
    await joined();
    const words = (await ask('srvr')).split('\n').map((line) => line.replace(/:.*/, ''));
    expect(words).toEqual([
      'Zookeeper version',
      'Latency min/avg/max',
      'Received',
      'Sent',
      'Connections',
      'Outstanding',
      'Zxid',
      'Mode',
      'Node count',
      '',
    ]);
    expect(await ask('mntr')).toBe('mntr is not executed because it is not in the whitelist.\n');
    expect(await ask('quit')).toBe('');
    expect(await ask('isro')).toBe('rw');
  });

  test('all are answered where all are allowed', async () => {
    await server.close(0);
    const dataDir = mkdtempSync(join(tmpdir(), 'grove-words-'));
    for (const folder of ['log', 'snapshots', 'snapshots/1']) mkdirSync(join(dataDir, folder));
    for (const [file, bytes] of [
      ['log/a', 70],
      ['snapshots/b', 300],
      ['snapshots/1/c', 1_000],
    ] as const)
      writeFileSync(join(dataDir, file), Buffer.alloc(bytes));
    await serve('--four-letter-words', '*', '--data-dir', dataDir);
    engine.state = {
      ...engine.state,
      config: {
        members: [
          { id: 1, incarnation: 'a', voter: true, peerAddress: '127.0.0.1:7421', clientAddress: '127.0.0.1:7411' },
          { id: 2, incarnation: 'b', voter: false, peerAddress: '127.0.0.1:7422', clientAddress: '127.0.0.1:7412' },
        ],
      },
    };
    engine.inspection = {
      sessions: [{ id: 0x1a, timeoutMs: 9_000, ephemeralCount: 2 }],
      ephemerals: [
        { sessionId: 0x1a, path: '/e' },
        { sessionId: 0x1a, path: '/f' },
      ],
      watches: [
        { sessionId: 0x1a, path: '/w' },
        { sessionId: 0x1b, path: '/w' },
      ],
      configZxid: 0x2c,
      inStep: [2],
    };
    await joined();
    expect(await ask('ruok')).toBe('imok');
    expect(await ask('wchs')).toBe('2 connections watching 1 paths\nTotal watches:2\n');
    expect(await ask('wchp')).toBe('/w\n\t0x1a\n\t0x1b\n');
    expect(await ask('wchc')).toBe('0x1a\n\t/w\n0x1b\n\t/w\n');
    expect(await ask('dump')).toContain('Sessions with Ephemerals (1):\n0x1a:\n\t/e\n\t/f\n');
    expect(await ask('stat')).toMatch(/Clients:\n \/127\.0\.0\.1:[0-9]+\[1\]\(queued=0,recved=0,sent=1\)/);
    expect(await ask('cons')).toMatch(/\[1\]\(queued=0,recved=0,sent=1,sid=0x10000000000,lop=NA,est=[0-9]+,to=9000,/);
    const settings = await ask('conf');
    expect(settings).toContain(`server.2=127.0.0.1:7422:7422:observer;127.0.0.1:${port + 1}\nversion=2c\n`);
    expect(settings).toContain(
      `dataDir=${join(dataDir, 'snapshots')}\ndataDirSize=1300\ndataLogDir=${join(dataDir, 'log')}\ndataLogSize=70\n`,
    );
    expect(settings).toContain('maxClientCnxns=0\nmaxCnxns=50000\n');
    expect(await ask('envi')).toMatch(/^zookeeper\.version=3\.9\.5-grove-/m);
    expect(await ask('dirs')).toBe('datadir_size: 1300\nlogdir_size: 70\n');
    const monitored = new Map((await ask('mntr')).split('\n').map((line) => line.split('\t') as [string, string]));
    const figures = (...names: string[]): (string | undefined)[] => names.map((name) => monitored.get(`zk_${name}`));
    expect(figures('server_state', 'ephemerals_count', 'znode_count')).toEqual(['leader', '2', '12']);
    expect(figures('learners', 'synced_followers', 'synced_observers', 'quorum_size')).toEqual(['1', '0', '1', '1']);
    // The packet by which one client joined, and what it was told.
    expect(figures('connection_request_count', 'response_bytes', 'auth_failed_count', 'connection_rejected')).toEqual([
      '1',
      '41',
      '0',
      '0',
    ]);
    expect(Number(figures('bytes_received_count')[0])).toBeGreaterThan(45);
    const [open = 0, most = 0] = figures('open_file_descriptor_count', 'max_file_descriptor_count').map(Number);
    if (process.platform === 'linux') expect([open > 5, most > open]).toEqual([true, true]);
    expect(await ask('srst')).toBe('Server stats reset.\n');
    expect(await ask('crst')).toBe('Connection stats reset.\n');
    engine.state = { ...engine.state, ready: false };
    expect(await ask('srvr')).toBe('This ZooKeeper instance is not currently serving requests\n');
    expect(await ask('isro')).toBe('ro');
    rmSync(dataDir, { recursive: true });
  });

  test('a word is asked for once, in however many pieces it comes, and whatever comes behind it', async () => {
    await server.close(0);
    const asked = jest.spyOn(FourLetterWords.prototype, 'answer');
    await serve('--four-letter-words', 'dirs', '--data-dir', '/nowhere');
    const client = await dial();
    const { socket } = client;
    let text = '';
    socket.removeAllListeners('data').on('data', (piece: Buffer) => (text += piece.toString()));
    socket.setNoDelay(true);
    for (const letter of `dirs${'\n'.repeat(200)}`) {
      socket.write(letter);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.until(({ what }) => what === 'closed');
    expect(text).toBe('datadir_size: 0\nlogdir_size: 0\n');
    expect(asked.mock.calls).toEqual([['dirs']]);
    asked.mockRestore();
  });

  test('what was refused is counted', async () => {
    await server.close(0);
    await serve('--four-letter-words', 'mntr,conf', '--zookeeper-address-connections-max', '2');
    const { client } = await joined();
    expect(await client.request({ type: 'auth', scheme: 'nonsense', proof: new Uint8Array(0) })).toMatchObject({
      error: ErrorCode.AUTHFAILED,
    });
    await client.until(({ what }) => what === 'closed');
    const both = [await joined(), await joined()];
    const third = await dial();
    expect(await third.until(() => false)).toEqual({ what: 'closed' });
    for (const { client: gone } of both) gone.socket.destroy();
    await engine.until(() => both.every(({ stream }) => stream.isDisconnected));
    const counted = await ask('mntr');
    expect(refused).toEqual(['auth_failed', 'too_many_of_address']);
    expect(counted).toContain('zk_connection_rejected\t1\n');
    expect(counted).toContain('zk_auth_failed_count\t1\n');
    expect(await ask('conf')).toContain('maxClientCnxns=2\n');
  });
});
