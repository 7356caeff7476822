import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildShim } from '../cluster/power-loss';
import { pause } from '../cluster/until';
import { allServe, endpointOf, withClusters } from './clusters';
import { STEP_MS, type ProbedWrite } from './load/job';
import { nowOfMachineMs } from './load/machine-clock';
import { resultOf, runJob, type GeneratorOptions } from './load/start-generator';
import { readRows, TIMELINE, type Row } from './report';
import { Figures, type Suite, type SuiteContext } from './suite';
import { commandInHub, Namespaces, namespacesMissing, standsInHub } from './targets/namespaces';
import { SERVERS, type RunningTarget } from './targets/target';

const ROUNDS = 20;
/** A peer's round can take half a minute, and moves less. */
const PEER_ROUNDS = 5;
const QUICK_ROUNDS = 2;
/** One every 5 ms, which bounds how exact a time is; more would load a starved machine, and then the load is what is measured. */
const WRITES_PER_SECOND = 200;
const DATA_BYTES = 100;
const BEFORE_MS = 1_500;
const AFTER_MS = 500;
/** Who has not recovered by then counts with so much. */
const RECOVERY_MS_MAX = 30_000;
const TIMELINE_FROM_MS = -1_000;
const TIMELINE_TO_MS = 3_000;

interface Fault {
  readonly name: string;
  begin(target: RunningTarget, victim: number): Promise<void> | void;
  end(target: RunningTarget, victim: number): void;
}

const KILL: Fault = { name: 'leader kill -9', begin: (target, victim) => target.kill(victim), end: () => undefined };
const STOP: Fault = {
  name: 'leader SIGSTOP',
  begin: (target, victim) => target.signal(victim, 'SIGSTOP'),
  end: (target, victim) => target.signal(victim, 'SIGCONT'),
};
const DISK: Fault = {
  name: 'leader disk hangs',
  begin: (target, victim) => target.hangDisk?.(victim, true),
  end: (target, victim) => target.hangDisk?.(victim, false),
};
const PARTITION = 'leader cut off';

/** The time from losing the leader until a survivor accepts a write that was sent after that, and what was accepted around it. */
export const recoverySuite: Suite = {
  summary: 'the leader is killed, stopped, cut off, or its disk hangs: time to the next accepted write (20 rounds, peers 5)',
  targets: ['grove', 'zookeeper', 'etcd'],
  async run(context) {
    const generator = { unaryGenerator: null, signal: context.signal };
    if (standsInHub()) return await partitionSuite(context, generator);
    const chosen = [KILL, STOP, DISK].filter(({ name }) => name.includes(context.only));
    const rows: Row[] = [];
    if (chosen.length > 0) rows.push(...(await localSuite(chosen, context, generator)));
    if (PARTITION.includes(context.only)) rows.push(...(await partitionInHub(context)));
    if (rows.length === 0) throw new RangeError(`nothing to measure of "${context.only}"`);
    return rows;
  },
};

function localSuite(faults: readonly Fault[], context: SuiteContext, generator: GeneratorOptions): Promise<Row[]> {
  const shim = faults.includes(DISK) ? buildShim() : null;
  return withClusters({ ...context, start: shim === null ? {} : { shim } }, (running) => faultsInTurn(faults, running, context, generator));
}

async function partitionSuite(context: SuiteContext, generator: GeneratorOptions): Promise<Row[]> {
  const namespaces = await Namespaces.make();
  try {
    const fault: Fault = {
      name: PARTITION,
      begin: (_target, victim) => namespaces.cutOff(victim),
      end: (_target, victim) => namespaces.heal(victim),
    };
    return await withClusters({ ...context, start: { hosts: namespaces.hosts } }, (running) =>
      faultsInTurn([fault], running, context, generator),
    );
  } finally {
    namespaces.close();
  }
}

/** Runs this script again in a network namespace of its own, where it may build what it wants. */
async function partitionInHub(context: SuiteContext): Promise<Row[]> {
  const missing = namespacesMissing();
  if (missing !== null) {
    context.say(`${PARTITION}: LEFT OUT: ${missing}`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'grove-bench-'));
  const json = join(folder, 'rows.json');
  try {
    const { file, args, env } = commandInHub([
      ...['--suite', 'recovery', '--only', PARTITION, '--json', json, '--targets', context.targets.join(',')],
      ...(context.rounds === undefined ? [] : ['--rounds', String(context.rounds)]),
      ...(context.quick ? ['--quick'] : []),
    ]);
    const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const onAbort = (): void => void child.kill('SIGTERM');
    context.signal.addEventListener('abort', onAbort, { once: true });
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    context.signal.removeEventListener('abort', onAbort);
    context.signal.throwIfAborted();
    if (code !== 0) throw new Error('the part in network namespaces failed');
    return readRows(json);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function faultsInTurn(
  faults: readonly Fault[],
  running: readonly RunningTarget[],
  context: SuiteContext,
  generator: GeneratorOptions,
): Promise<Row[]> {
  const figures = new Figures('recovery', context.say);
  for (const { name: protocol, endpoints } of running) {
    await resultOf(
      'filled',
      { type: 'fill', protocol, endpoints, root: '/probe', from: 0, to: 1, perParent: 0, dataBytes: DATA_BYTES },
      generator,
    );
  }
  const roundsOf = ({ name }: RunningTarget): number =>
    context.rounds ?? (context.quick ? QUICK_ROUNDS : name === 'grove' ? ROUNDS : PEER_ROUNDS);
  for (const fault of faults) {
    let able = running.filter((target) => fault !== DISK || target.hangDisk !== null);
    for (const target of running) {
      if (able.includes(target)) continue;
      const why = target.name === 'etcd' ? 'Go makes its kernel calls itself, past a preloaded library' : 'the library could not be built';
      context.say(`${fault.name}  ${target.name}: LEFT OUT: ${why}`);
    }
    for (let round = 1; round <= Math.max(0, ...able.map(roundsOf)); round++) {
      figures.round = round;
      for (const target of able) {
        if (round > roundsOf(target)) continue;
        try {
          await oneRound(fault, target, figures, generator);
        } catch (error) {
          context.signal.throwIfAborted();
          // What state its servers are in is not known: no further round.
          able = able.filter((one) => one !== target);
          context.failed(`${fault.name}  ${target.name}: FAILED: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    }
  }
  return figures.rows(['time to the next accepted write']);
}

async function oneRound(fault: Fault, target: RunningTarget, figures: Figures, generator: GeneratorOptions): Promise<void> {
  await allServe(target);
  const victim = await target.leader();
  const survivors = SERVERS.filter((server) => server !== victim).map((server) => endpointOf(target, server));
  let faultMs = 0;
  let inForceMs = 0;
  let accepted: readonly ProbedWrite[] = [];
  let recovered: () => void = () => undefined;
  const recovery = new Promise<void>((resolve) => (recovered = resolve));
  let failed: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => (failed = reject));
  const disturb = async (say: (word: 'next' | 'stop') => void): Promise<void> => {
    await pause(BEFORE_MS);
    faultMs = nowOfMachineMs();
    await fault.begin(target, victim);
    inForceMs = nowOfMachineMs();
    say('next');
    await Promise.race([recovery, pause(RECOVERY_MS_MAX)]);
    // To the end of the line that is drawn.
    await pause(Math.max(AFTER_MS, faultMs + TIMELINE_TO_MS + STEP_MS - nowOfMachineMs()));
    say('stop');
  };
  const job = {
    type: 'probe',
    protocol: target.name,
    endpoints: survivors,
    dataBytes: DATA_BYTES,
    writesPerSecond: WRITES_PER_SECOND,
  } as const;
  try {
    const probing = runJob(job, generator, (report, say) => {
      if (report.type === 'probing') disturb(say).catch(failed);
      if (report.type === 'recovered') recovered();
      if (report.type === 'probed') accepted = report.accepted;
    });
    await Promise.race([probing, failure]);
  } finally {
    fault.end(target, victim);
    if (target.pids.length < SERVERS.length) target.restart(victim);
  }
  note(figures, fault, target, accepted, faultMs, inForceMs);
}

/** A command that cuts a server off takes some milliseconds: a write that was sent while it ran says nothing. Time counts from its begin. */
function note(
  figures: Figures,
  { name }: Fault,
  target: RunningTarget,
  accepted: readonly ProbedWrite[],
  faultMs: number,
  inForceMs: number,
): void {
  const after = accepted.filter(({ sentMs }) => sentMs > inForceMs).map(({ answeredMs }) => answeredMs - faultMs);
  figures.tell(name, target.name, 'time to the next accepted write', 'ms', Math.min(RECOVERY_MS_MAX, ...after));
  for (let from = TIMELINE_FROM_MS; from < TIMELINE_TO_MS; from += STEP_MS) {
    const count = accepted.filter(({ answeredMs }) => answeredMs - faultMs >= from && answeredMs - faultMs < from + STEP_MS).length;
    figures.note(name, target.name, `${TIMELINE}${from}`, 'writes/100 ms', count);
  }
}
