import type { PeerChannel, PeerTransport } from '@grove/engine';
import { EventQueue } from './event-queue';
import { SeededRandom } from './random';
import { SimulatedNetwork, type NetworkPlan, type NetworkProcess } from './simulated-network';

const plan: NetworkPlan = { delayMsMin: 1, delayMsMax: 5, lateChance: 0.1, lateMs: 50, keepaliveMs: 1_000, redialBackoffMs: 100 };

interface Seen {
  readonly process: NetworkProcess & { alive: boolean };
  readonly port: PeerTransport;
  readonly messages: number[];
  readonly news: string[];
}

function setUp(seed: number) {
  const queue = new EventQueue();
  const network = new SimulatedNetwork(queue, new SeededRandom(seed), plan, { onSend: () => {} });
  const join = (id: number): Seen => {
    const messages: number[] = [];
    const news: string[] = [];
    const process = {
      id,
      alive: true,
      pausedUntilMs: 0,
      run: (action: () => void) => action(),
      peerEvents: {
        onPeerMessage: (_from: number, _channel: PeerChannel, bytes: Uint8Array) => void messages.push(bytes[0] ?? 0),
        onPeerConnected: (peer: number, channel: PeerChannel) => void news.push(`connected ${peer} ${channel}`),
        onPeerReset: (peer: number) => void news.push(`reset ${peer}`),
      },
    };
    network.join(process);
    return { process, port: network.portOf(process, () => {}), messages, news };
  };
  const a = join(1);
  const b = join(2);
  const peers = [
    { id: 1, address: '' },
    { id: 2, address: '' },
  ];
  a.port.setPeers(peers);
  b.port.setPeers(peers);
  const run = (forMs: number): void => {
    const untilMs = queue.nowMs + forMs;
    while (queue.step(untilMs));
    queue.nowMs = untilMs;
  };
  run(100);
  const send = (from: Seen, to: number, count: number): void => {
    for (let n = 0; n < count; n++) from.port.send(to, 'append', Uint8Array.of(n));
  };
  return { network, a, b, join, run, send };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('the simulated network', () => {
  it('connects each pair once for each channel and delivers in order', () => {
    const { a, b, run, send } = setUp(1);
    expect([...a.news].sort()).toEqual(['connected 2 append', 'connected 2 control', 'connected 2 snapshot']);
    send(a, 2, 50);
    run(500);
    expect(b.messages).toEqual(upTo(50));
    expect(a.messages).toEqual([]);
  });

  it('loses only a tail when a connection is reset, and both ends hear of it', () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 30; seed++) {
      const { network, a, b, run, send } = setUp(seed);
      send(a, 2, 5);
      network.resetBetween(1, 2, 'append');
      run(500);
      expect(b.messages).toEqual(upTo(b.messages.length));
      lengths.add(b.messages.length);
      expect(a.news).toContain('reset 2');
      expect(b.news).toContain('reset 1');
      expect(a.news.filter((item) => item === 'connected 2 append')).toHaveLength(2);
    }
    expect(lengths.size).toBeGreaterThan(2);
  });

  it('holds messages back while one direction is blocked, the other one goes on', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { network, a, b, run, send } = setUp(seed);
      network.block(1, 2);
      send(a, 2, 5);
      send(b, 1, 5);
      run(500);
      expect(b.messages).toEqual([]);
      expect(a.messages).toEqual(upTo(5));
      network.unblock(1, 2);
      run(500);
      // Late, or lost with the connection.
      expect(b.messages.length === 5 || a.news.includes('reset 2')).toBe(true);
      expect(b.messages).toEqual(upTo(b.messages.length));
    }
  });

  it('resets a connection on which nothing gets through for long', () => {
    const { network, a, run, send } = setUp(1);
    network.block(1, 2);
    send(a, 2, 1);
    run(1_500);
    expect(a.news).toContain('reset 2');
  });

  it('tells nobody of a black hole while it lasts, and loses what was sent into it', () => {
    const { network, a, b, run, send } = setUp(1);
    network.swallow(1, 2);
    send(a, 2, 3);
    send(b, 1, 3);
    run(5_000);
    expect([...a.news, ...b.news].filter((item) => item.startsWith('reset'))).toEqual([]);
    network.endSwallow(1, 2);
    run(500);
    expect([...a.messages, ...b.messages]).toEqual([]);
    expect(a.news).toContain('reset 2');
    send(a, 2, 1);
    run(500);
    expect(b.messages).toHaveLength(1);
  });

  it('tells the others when a process ends, refuses dials to it, and connects to its next life', () => {
    const { network, a, b, join, run } = setUp(1);
    b.process.alive = false;
    network.leave(b.process);
    run(300);
    expect(a.news.filter((item) => item === 'reset 2').length).toBeGreaterThan(3);
    const again = join(2);
    run(300);
    expect(a.news.filter((item) => item === 'connected 2 append')).toHaveLength(2);
    a.port.send(2, 'append', Uint8Array.of(7));
    run(100);
    expect(again.messages).toEqual([7]);
    expect(b.messages).toEqual([]);
  });
});
