import { loadSync } from '@grpc/proto-loader';
import { defaultEngineOptions, type EngineOptions } from '@grove/engine';
import { clientServices, methodPath } from './client-protocol';
import { FakeEngine } from './fake-engine.testkit';
import { maintenanceCalls } from './maintenance';
import { loadClientProtocol } from './proto-files';
import { sessionCalls } from './session-calls';
import { operationCalls } from './unary-front-end';

test('what is served are the methods of the protocol files, each by its path and with the streams that it has there', () => {
  const engine = new FakeEngine();
  const options: EngineOptions = { ...defaultEngineOptions, replica: 1, initialMembers: [] };
  const single = {
    'grove.v1.CoordinationService': Object.keys({ ...operationCalls(engine), ...sessionCalls(engine, options) }),
    'grove.v1.MaintenanceService': Object.keys(maintenanceCalls(engine)),
  };
  const streams = {
    'grove.v1.CoordinationService': [
      { name: 'Session', requestStream: true, responseStream: true },
      { name: 'Watch', requestStream: false, responseStream: true },
    ],
    'grove.v1.MaintenanceService': [],
  };
  const protocol = loadClientProtocol(loadSync);
  for (const service of clientServices) {
    const inOrder = (methods: { path: string; requestStream: boolean; responseStream: boolean }[]) =>
      methods
        .map(({ path, requestStream, responseStream }) => ({ path, requestStream, responseStream }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    const served = [...single[service].map((name) => ({ name, requestStream: false, responseStream: false })), ...streams[service]];
    expect(inOrder(served.map(({ name, ...streaming }) => ({ path: methodPath(service, name), ...streaming })))).toEqual(
      inOrder(Object.values(protocol[service] ?? {}) as { path: string; requestStream: boolean; responseStream: boolean }[]),
    );
  }
});
