import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplicaStatus } from '../cluster/grove-cluster';
import { REPLICA_PROGRAM } from '../cluster/replica-program';
import { newDataFolder, repositoryRoot } from '../cluster/repository';
import { ServerProcess } from '../cluster/server-process';
import { UnaryClient } from '../cluster/unary-client';
import { Hopeless, until } from '../cluster/until';
import { manifest, podsOf, type Pod } from './manifests';

const set = manifest('StatefulSet', 'grove');
const pods = podsOf(set);
const readyWithinMs = 30_000;

/** Every pod has an address of its own, where each listens on the same ports. Linux has all of 127.0.0.0/8. */
const addressOf = (pod: Pod): string => `127.0.42.${pods.indexOf(pod) + 1}`;
const names = Object.fromEntries(pods.map((pod) => [pod.dnsName, addressOf(pod)]));

/**
 * Starts a pod's replica: the manifests' environment to the letter, but for where the volume is mounted, which is a
 * folder of this run. `pod-network.cjs` stands for the pod's network.
 */
function startPod(pod: Pod, folder: string): ServerProcess {
  const volume = join(folder, pod.hostname);
  const dataDir = join(volume, pod.env['GROVE_DATA_DIR'] ?? '');
  // Kubernetes makes the mount point; the folder below it is the replica's own affair.
  mkdirSync(join(dataDir, '..'), { recursive: true });
  return new ServerProcess({
    name: pod.hostname,
    file: process.execPath,
    args: ['--require', join(repositoryRoot, 'test', 'deploy', 'pod-network.cjs'), REPLICA_PROGRAM],
    env: { ...pod.env, GROVE_DATA_DIR: dataDir, POD_NETWORK: JSON.stringify({ hostname: pod.hostname, address: addressOf(pod), names }) },
    cwd: volume,
    logFile: join(folder, `${pod.hostname}.log`),
  });
}

const httpUrl = (pod: Pod, path: string): string => `http://${addressOf(pod)}:${pod.env['GROVE_HTTP_PORT'] ?? ''}${path}`;
const readinessPath = set.spec?.template.spec?.containers[0]?.readinessProbe?.httpGet?.path ?? '';
const livenessPath = set.spec?.template.spec?.containers[0]?.livenessProbe?.httpGet?.path ?? '';

async function waitReady(pod: Pod, replica: ServerProcess): Promise<void> {
  await until(`${pod.hostname} is ready`, readyWithinMs, async () => {
    if (replica.endState !== null)
      throw new Hopeless(`${pod.hostname} has ended: ${JSON.stringify(replica.endState)}\n${replica.logTail()}`);
    return (await fetch(httpUrl(pod, readinessPath), { signal: AbortSignal.timeout(2_000) })).ok;
  });
}

describe('three replicas in the environment that the manifests give the pods', () => {
  const folder = newDataFolder('pods');
  const running = new Map<Pod, ServerProcess>();
  let passed = false;

  beforeAll(async () => {
    for (const pod of pods) running.set(pod, startPod(pod, folder));
    await Promise.all([...running].map(([pod, replica]) => waitReady(pod, replica)));
  }, 60_000);

  afterAll(async () => {
    await Promise.all([...running.values()].map((replica) => replica.stop('SIGKILL', 5_000)));
    if (passed) rmSync(folder, { recursive: true, force: true });
  });

  it('each take the number after their ordinal, and pass the probes', async () => {
    for (const [ordinal, pod] of pods.entries()) {
      const status = (await (await fetch(httpUrl(pod, '/status'))).json()) as ReplicaStatus;
      expect(status.replica).toBe(ordinal + 1);
      expect((await fetch(httpUrl(pod, livenessPath))).status).toBe(200);
    }
  });

  it('take a write at one and show it at another', async () => {
    const clients = pods.map((pod) => new UnaryClient(`${addressOf(pod)}:${pod.env['GROVE_CLIENT_PORT'] ?? ''}`));
    try {
      const [writer, , reader] = clients;
      if (writer === undefined || reader === undefined) throw new Error('the set has fewer than three replicas');
      const written = await writer.create('/from-a-pod', Buffer.from('hello'));
      const read = await reader.getData('/from-a-pod', { min_zxid: written.zxid });
      expect(read.data.toString()).toBe('hello');
    } finally {
      for (const client of clients) client.close();
    }
  });

  it('end in order on SIGTERM within the grace period, and come back with the data', async () => {
    const graceMs = (set.spec?.template.spec?.terminationGracePeriodSeconds ?? 0) * 1_000;
    for (const replica of running.values()) expect(await replica.stop('SIGTERM', graceMs)).toEqual({ code: 0, signal: null });
    for (const pod of pods) running.set(pod, startPod(pod, folder));
    await Promise.all([...running].map(([pod, replica]) => waitReady(pod, replica)));
    const [pod] = pods;
    const client = new UnaryClient(`${pod === undefined ? '' : addressOf(pod)}:${pod?.env['GROVE_CLIENT_PORT'] ?? ''}`);
    try {
      expect((await client.getData('/from-a-pod', { consistency: 'CONSISTENCY_LINEARIZABLE' })).data.toString()).toBe('hello');
    } finally {
      client.close();
    }
    passed = true;
  }, 120_000);
});

describe('the image', () => {
  const dockerfile = readFileSync(join(repositoryRoot, 'deploy', 'Dockerfile'), 'utf8');

  it('and npm start and the tests give a replica the same environment for its memory', () => {
    const files = ['deploy/Dockerfile', 'deploy/local/replica-process.mjs', 'test/cluster/grove-cluster.ts'];
    const set = files.map((file) => /MALLOC_ARENA_MAX\W+(\d+)/.exec(readFileSync(join(repositoryRoot, file), 'utf8'))?.[1]);
    expect(set).toEqual(['2', '2', '2']);
  });

  it('runs the same program, as the same user, on the same ports', () => {
    expect(dockerfile).toContain(REPLICA_PROGRAM.slice(repositoryRoot.length + 1));
    const security = set.spec?.template.spec?.securityContext;
    expect(dockerfile).toContain(`USER ${security?.runAsUser ?? ''}:${security?.runAsGroup ?? ''}`);
    const ports = (set.spec?.template.spec?.containers[0]?.ports ?? []).map(({ containerPort }) => containerPort);
    expect(dockerfile).toContain(`EXPOSE ${ports.join(' ')}`);
    expect(dockerfile).toContain(`VOLUME ${set.spec?.template.spec?.containers[0]?.volumeMounts?.[0]?.mountPath ?? ''}`);
  });
});
