import { loadSync } from '@grpc/proto-loader';
import { defaultEngineOptions, type EngineOptions } from '@grove/engine';
import { byteService, clientServices } from './client-protocol';
import { FakeEngine } from './fake-engine.testkit';
import { maintenanceCalls } from './maintenance';
import { loadClientProtocol } from './proto-files';
import { sessionCalls } from './session-calls';
import { operationCalls } from './unary-front-end';

test('what is served are the methods of the protocol files, each by its path and with the streams that it has there', () => {
  const engine = new FakeEngine();
  const options: EngineOptions = { ...defaultEngineOptions, replica: 1, initialMembers: [] };
  const served = {
    'grove.v1.CoordinationService': ['Session', 'Watch', ...Object.keys({ ...operationCalls(engine), ...sessionCalls(engine, options) })],
    'grove.v1.MaintenanceService': Object.keys(maintenanceCalls(engine)),
  };
  const protocol = loadClientProtocol(loadSync);
  for (const service of clientServices) {
    const shape = (methods: object): unknown =>
      Object.values(methods as Record<string, { path: string; requestStream: boolean; responseStream: boolean }>)
        .map(({ path, requestStream, responseStream }) => ({ path, requestStream, responseStream }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(shape(byteService(service, served[service]))).toEqual(shape(protocol[service] ?? {}));
  }
});
