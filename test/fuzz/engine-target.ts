import { OperationField, encodeOperation } from '@grove/wire';
import { TestClient, TestCluster, create } from '@grove/engine/dist/testing/test-cluster';
import { expectThat, type Target } from './target';
import { operationsOf, sessionFrame } from './wire-targets';

/**
 * A whole engine in virtual time behind the three doors for clients: the session stream, unary calls, Watch streams. So paths,
 * lists of rights, page tokens and cursors go all the way, through the log into the tree. After each seed a client that behaves is served.
 */
export const engineTarget: Target = {
  name: 'engine',
  inputs: 60,
  bases: (seed) => [...operationsOf(seed), ...valid().map((operation) => sessionFrame([operation], false)), ...valid()],
  open: (random) => {
    const cluster = new TestCluster(1, { maxDataBytes: 4096 }, 1 + random.below(1000));
    cluster.start();
    cluster.untilReady();
    const { engine } = cluster.replica(1);
    if (engine === null) throw new Error('the engine does not run');
    let calls = 0;
    let answers = 0;
    const open = (): ReturnType<typeof engine.openStream> => {
      const stream = engine.openStream({ send: () => undefined, backlogBytes: () => 0, end: () => undefined });
      stream.receive(sessionFrame([], true));
      return stream;
    };
    let stream = open();
    return {
      take: (input) => {
        calls += 1;
        engine.call(
          { operation: input, sessionId: 0, sessionSecret: new Uint8Array(0), linearizable: random.below(2) === 0, minZxid: 0 },
          () => {
            answers += 1;
          },
        );
        stream.receive(input);
        // The operation as it is in a frame that is whole.
        stream.receive(sessionFrame([input], false));
        const watch = engine.openWatch(
          {
            path: String.fromCharCode(...input.subarray(0, 40)),
            recursive: true,
            startCursor: input.subarray(0, 20),
            types: [],
            minZxid: 0,
          },
          { send: () => undefined, backlogBytes: () => 0, end: () => undefined },
        );
        cluster.clock.run(3);
        watch.cancel();
        if (random.below(4) === 0) {
          stream.disconnected();
          stream = open();
        }
        cluster.assertHealthy();
      },
      finish: () => {
        stream.disconnected();
        cluster.clock.run(30_000);
        cluster.assertHealthy();
        expectThat(answers === calls, `${answers} of ${calls} unary calls were answered`);
        const client = new TestClient(cluster).open(1);
        expectThat(client.do(create('/behaves-well')).code === 0, 'a client that behaves is not served');
      },
    };
  },
};

/** Operations that succeed in an empty tree, so that mutations of them get far. */
function valid(): readonly Uint8Array[] {
  return [
    encodeOperation(create('/a', 'data')),
    encodeOperation({
      type: 'create',
      path: '/b/c',
      data: Uint8Array.of(1),
      kind: 'persistent',
      sequential: true,
      parents: true,
      acl: [{ rights: 31, identity: { scheme: 'ip', id: '10.0.0.0/8' } }],
    }),
    encodeOperation({ type: 'setAcl', path: '/a', acl: [{ rights: 31, identity: { scheme: 'world', id: 'anyone' } }], aversion: null }),
    encodeOperation({ type: 'getChildren', path: '/', watch: true, pageSize: 2, pageToken: Uint8Array.of(1, 2, 3), withData: true }),
    encodeOperation({
      type: 'multi',
      parts: [{ type: 'create', path: '/m', data: new Uint8Array(0), kind: 'persistent', sequential: false }],
    }),
    encodeOperation({ type: 'multiRead', parts: [{ type: 'exists', path: '/a' }] }),
    encodeOperation({ type: 'delete', path: '/b', version: null, subtree: true }),
    encodeOperation({ type: 'setQuota', path: '/a', quota: { countHard: 10, countSoft: 5, bytesHard: 1000, bytesSoft: 500 } }),
    // An operation of a number that no release knows.
    Uint8Array.of(((OperationField.exists & 0x0f) << 3) | 0x82, 0x7f, 0),
  ];
}
