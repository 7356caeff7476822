import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { EnginePorts } from '@grove/engine';
import { CallbackQueue, MemoryKeyValueStore, MemoryWitnessFile } from '@grove/storage';
import { SessionResponseBuilder } from '@grove/wire';
import { Conversation } from '@grove/zookeeper-wire/dist/testing/conversation';
import { readConfiguration } from './configuration';
import { FakeEngine } from './fake-engine.testkit';
import { Replica, type Listening, type Stores } from './lifecycle';
import { SilentLogger } from './silent-logger.testkit';

/** Stores that a fake engine never asks for anything. */
function idleStores(): Stores {
  const disk = { schedule: new CallbackQueue().schedule, random: () => 0 };
  return { log: new MemoryKeyValueStore(disk), snapshots: new MemoryKeyValueStore(disk), witness: new MemoryWitnessFile(disk) };
}

describe('lifecycle', () => {
  const engine: { current: FakeEngine; ports: EnginePorts | null } = { current: new FakeEngine(), ports: null };
  let replica: Replica;
  let logger: SilentLogger;
  let exits: number[];
  let ports: Listening;

  beforeEach(async () => {
    engine.current = new FakeEngine();
    logger = new SilentLogger();
    exits = [];
    replica = new Replica(
      configuration(),
      {
        openStores: () => Promise.resolve(idleStores()),
        createEngine: (_options, given) => {
          engine.ports = given;
          return engine.current;
        },
        exit: (code) => exits.push(code),
      },
      logger,
    );
    ports = await replica.start();
  });

  afterEach(() => replica.stop());

  function configuration() {
    const result = readConfiguration(
      [
        '--replica',
        '1',
        '--members',
        '1=127.0.0.1:7421',
        '--data-dir',
        'unused',
        '--client-port',
        '0',
        '--peer-port',
        '0',
        '--http-port',
        '0',
        '--zookeeper',
        '--zookeeper-port',
        '0',
      ],
      {},
      '',
      '0',
    );
    if (result.type !== 'configuration') throw new Error('configuration');
    return result.configuration;
  }

  async function get(path: string, method = 'GET') {
    const response = await fetch(`http://127.0.0.1:${ports.httpPort}${path}`, { method });
    return { code: response.status, type: response.headers.get('content-type'), text: await response.text() };
  }

  test('status has the fields that tools build on', async () => {
    const { code, type, text } = await get('/status');
    expect({ code, type }).toEqual({ code: 200, type: 'application/json; charset=utf-8' });
    expect(JSON.parse(text)).toMatchObject({
      replica: 1,
      role: 'leader',
      term: 3,
      leader: 1,
      commitIndex: 40,
      appliedIndex: 39,
      digest: '00ff00ff00ff00ff',
      digestZxid: 1024,
      historyFirstZxid: 5,
      znodes: 12,
      watches: 2,
      sessions: 4,
      connections: 3,
      version: '0.1.0',
      pid: process.pid,
    });
  });

  test('readiness follows the engine and says why not', async () => {
    expect(await get('/readyz')).toMatchObject({ code: 200, text: 'ok\n' });
    engine.current.state = { ...engine.current.state, ready: false, leader: 0 };
    expect(await get('/readyz')).toMatchObject({ code: 503, text: 'no leader\n' });
    engine.current.state = { ...engine.current.state, leader: 2 };
    expect(await get('/readyz')).toMatchObject({ code: 503, text: 'catching up\n' });
    engine.current.state = { ...engine.current.state, diverged: true };
    expect((await get('/readyz')).text).toMatch(/^rebuilding/);
    expect(await get('/livez')).toMatchObject({ code: 200 });
  });

  test('other paths and methods are told so', async () => {
    expect(await get('/')).toMatchObject({ code: 404 });
    expect(await get('/status', 'POST')).toMatchObject({ code: 405 });
    expect(await get('/livez', 'HEAD')).toMatchObject({ code: 200, text: '' });
  });

  test("Prometheus' own linter has nothing to say against the metrics", async () => {
    engine.ports?.host.observe.writesAnswered(10, 3);
    engine.ports?.host.observe.fsync(1.5, 4_096);
    engine.ports?.host.observe.snapshot(800, 1_000_000);
    const { code, text } = await get('/metrics');
    expect(code).toBe(200);
    expect(text).toContain('grove_term 3\n');
    expect(text).toContain('grove_is_leader 1\n');
    expect(text).toContain('grove_write_latency_seconds_bucket{le="0.005"} 10\n');
    expect(text).toContain('grove_snapshot_seconds_sum 0.8\n');
    expect(text).toContain('grove_zookeeper_connections_refused_total{reason="too_many"} 0\n');
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    if (checked.error !== undefined) {
      process.stderr.write('promtool is not installed (Debian: prometheus): metrics were not linted\n');
      return;
    }
    expect({ status: checked.status, output: checked.stdout + checked.stderr }).toEqual({ status: 0, output: '' });
  });

  test('a fatal error is logged and ends the process with 1', () => {
    engine.ports?.host.fatal('fsync failed', new Error('EIO'));
    expect(exits).toEqual([1]);
    expect(logger.lines).toContainEqual({ level: 'error', message: 'fatal: fsync failed', fields: { error: 'EIO' } });
  });

  test('while the engine drains, a client of ZooKeeper’s is served on, and a new one finds the port closed', async () => {
    const { zooKeeperPort } = ports;
    const dial = (): Socket => connect(zooKeeperPort ?? 0, '127.0.0.1');
    const old = dial();
    void new Conversation((bytes) => old.write(bytes)).connect();
    await engine.current.until(() => engine.current.streams.length === 1);
    let drained = (): void => undefined;
    engine.current.stop = (done) => {
      drained = done;
    };
    const stopped = replica.stop();
    const [error] = (await once(dial(), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    const builder = new SessionResponseBuilder();
    builder.started({
      sessionId: 5,
      sessionSecret: new Uint8Array(16),
      timeoutMs: 9_000,
      generation: 1,
      lastSequence: 0,
      zxid: 1,
      replica: 1,
    });
    engine.current.streams[0]?.sink.send(builder.take());
    expect((await once(old, 'data'))[0]).toHaveLength(41);
    drained();
    await stopped;
  });

  test('stopping stops the engine, then closes every door', async () => {
    await replica.stop();
    expect(engine.current.stopped).toBe(true);
    await expect(get('/livez')).rejects.toThrow();
    expect(logger.lines.map(({ message }) => message)).toEqual(['starting', 'listening', 'stopping', 'stopped']);
  });

  test('an engine that cannot start is told', async () => {
    const broken = new FakeEngine();
    broken.startError = new Error('the log is damaged');
    const other = new Replica(
      configuration(),
      {
        openStores: () => Promise.resolve(idleStores()),
        createEngine: () => broken,
        exit: () => undefined,
      },
      logger,
    );
    await expect(other.start()).rejects.toThrow('the log is damaged');
    await other.stop();
  });
});
