import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IService } from 'kubernetes-models/v1/Service';
import { readConfiguration } from '@grove/replica/dist/configuration';
import { repositoryRoot } from '../cluster/repository';
import { faultBySchema, unknownFields } from './kubernetes-schema';
import { manifest, podsOf, readManifests, withOptions, type Manifest } from './manifests';

describe('the manifests', () => {
  const manifests = readManifests();

  it.each(manifests.map((one) => [`${one.object.kind} ${one.object.metadata.name}`, one] as const))('%s fits its schema', (_name, one) => {
    expect(faultBySchema(one)).toBeNull();
  });

  it('use no field that Kubernetes does not know', () => {
    expect(unknownFields(manifests)).toEqual([]);
  });

  it('would be refused with a wrong value, a missing name or a misspelt probe', () => {
    const broken = (change: (text: string) => string): Manifest[] =>
      manifests.map(({ file, object }) => ({ file, object: JSON.parse(change(JSON.stringify(object))) as Manifest['object'] }));
    const faults = (changed: Manifest[]): string[] => changed.flatMap((one) => faultBySchema(one) ?? []);
    expect(faults(broken((text) => text.replace('"replicas":3', '"replicas":"three"')))).toEqual([expect.stringContaining('replicas')]);
    expect(faults(broken((text) => text.replace('"name":"replica"', '"nom":"replica"')))).toEqual([
      expect.stringContaining('required property name'),
    ]);
    expect(unknownFields(broken((text) => text.replace('"readinessProbe":', '"readynessProbe":')))).toEqual([
      expect.stringContaining('readynessProbe'),
    ]);
  });

  it('have TLS as comments, which are as valid and mount what the settings name', () => {
    const optional = readManifests(withOptions);
    expect(optional.flatMap((one) => faultBySchema(one) ?? [])).toEqual([]);
    expect(unknownFields(optional)).toEqual([]);
    const set = optional.find(({ object }) => object.kind === 'StatefulSet')?.object as unknown as IStatefulSet;
    const [container] = set.spec?.template.spec?.containers ?? [];
    const settings = readFileSync(join(repositoryRoot, 'services', 'replica', 'src', 'settings.ts'), 'utf8');
    const tls = (container?.env ?? []).filter(({ name }) => /_TLS_|SUPERUSER/.test(name));
    expect(tls).toHaveLength(7);
    for (const { name, value } of tls) {
      expect(settings).toContain(`'${name.replace('GROVE_', '').toLowerCase().replaceAll('_', '-')}':`);
      const mount = container?.volumeMounts?.find(({ mountPath }) => value?.startsWith(`${mountPath}/`) === true);
      if (value !== undefined) expect(set.spec?.template.spec?.volumes?.map((volume) => volume.name)).toContain(mount?.name);
    }
    // Off as they are.
    expect(Object.keys(podsOf(manifest('StatefulSet', 'grove'))[0]?.env ?? {})).not.toContain(tls[0]?.name);
  });

  it('have the port for clients of ZooKeeper as comments, which switch it on in the replica, its pod and both Services', () => {
    const optional = readManifests(withOptions).map(({ object }) => object);
    const ofKind = (kind: string): unknown[] => optional.filter((object) => object.kind === kind);
    const [set] = ofKind('StatefulSet') as IStatefulSet[];
    const [container] = set?.spec?.template.spec?.containers ?? [];
    const port = container?.ports?.find(({ name }) => name === 'zookeeper')?.containerPort;
    const env = Object.fromEntries(
      (container?.env ?? []).flatMap(({ name, value }) => (/_TLS_|SUPERUSER/.test(name) ? [] : [[name, value]])),
    );
    const read = (given: NodeJS.ProcessEnv): unknown => {
      const result = readConfiguration([], given, 'grove-0', '0');
      return result.type === 'configuration' ? result.configuration.zooKeeper : result;
    };
    expect(read(env)).toMatchObject({ isOn: true, port });
    const services = ofKind('Service') as IService[];
    expect(services.map(({ spec }) => spec?.ports?.find(({ targetPort }) => targetPort === 'zookeeper')?.port)).toEqual([port, port]);
    // Off as they are.
    expect(read(podsOf(manifest('StatefulSet', 'grove'))[0]?.env ?? {})).toMatchObject({ isOn: false });
    expect(JSON.stringify(readManifests())).not.toMatch(/zookeeper/i);
  });

  const set = manifest('StatefulSet', 'grove');
  const peers = manifest('Service', 'grove-peers');
  const container = set.spec?.template.spec?.containers[0];

  it('give every pod a name before it is ready, or no cluster would ever form', () => {
    expect(peers.metadata?.name).toBe(set.spec?.serviceName);
    expect(peers.spec?.clusterIP).toBe('None');
    expect(peers.spec?.publishNotReadyAddresses).toBe(true);
    expect(set.spec?.podManagementPolicy).toBe('Parallel');
  });

  it('select the pods that they speak of', () => {
    const labels = set.spec?.template.metadata?.labels;
    expect(set.spec?.selector.matchLabels).toEqual(labels);
    expect(peers.spec?.selector).toEqual(labels);
    expect(manifest('Service', 'grove').spec?.selector).toEqual(labels);
    expect(manifest('PodDisruptionBudget', 'grove').spec?.selector?.matchLabels).toEqual(labels);
  });

  it('name as members exactly the pods of the set, the first being replica 1', () => {
    const pods = podsOf(set);
    const members = pods.map(({ dnsName }, ordinal) => `${ordinal + 1}=${dnsName}:7420/${dnsName}:7410`).join(',');
    expect(pods.map(({ env }) => env['GROVE_MEMBERS'])).toEqual(pods.map(() => members));
  });

  it('let the replica finish its orderly end before it is killed', () => {
    const grace = set.spec?.template.spec?.terminationGracePeriodSeconds ?? 0;
    expect(grace * 1_000).toBeGreaterThan(Number(podsOf(set)[0]?.env['GROVE_SHUTDOWN_TIMEOUT_MS']));
  });

  it('route Services and probes to ports that the container has', () => {
    const names = (container?.ports ?? []).map(({ name }) => name);
    const services = [peers, manifest('Service', 'grove')].flatMap((service) => service.spec?.ports ?? []);
    const probes = [container?.startupProbe, container?.livenessProbe, container?.readinessProbe].map((probe) => probe?.httpGet?.port);
    for (const port of [...services.map(({ targetPort }) => targetPort), ...probes]) expect(names).toContain(port);
  });

  it('keep the data on the claimed volume and the rest read-only', () => {
    const mount = container?.volumeMounts?.[0];
    expect(set.spec?.volumeClaimTemplates?.map(({ metadata }) => metadata?.name)).toEqual([mount?.name]);
    expect(podsOf(set)[0]?.env['GROVE_DATA_DIR']?.startsWith(`${mount?.mountPath ?? ''}/`)).toBe(true);
    expect(container?.securityContext?.readOnlyRootFilesystem).toBe(true);
    expect(set.spec?.template.spec?.securityContext?.runAsNonRoot).toBe(true);
  });
});
