/**
 * `node test/dist/bench/profile.js DIR|FILE…`: where the time of V8 CPU profiles went (`npm run bench -- --profile DIR`), a
 * table of functions by their own time for each profile.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '../cluster/repository';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

const ROWS = 40;
const IDLE = new Set(['(idle)', '(root)']);

/** Share of each function's own time in all busy time, largest first. */
function ownTimes(profile: CpuProfile): { readonly name: string; readonly share: number }[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let busy = 0;
  profile.samples.forEach((id, n) => {
    const name = names.get(id) ?? '';
    const time = Math.max(0, profile.timeDeltas[n] ?? 0);
    if (IDLE.has(name)) return;
    busy += time;
    times.set(name, (times.get(name) ?? 0) + time);
  });
  return [...times].map(([name, time]) => ({ name, share: time / busy })).sort((a, b) => b.share - a.share);
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  if (url === '') return functionName === '' ? '(anonymous)' : functionName;
  const file = (url.startsWith('file:') ? fileURLToPath(url) : url).replace(`${repositoryRoot}/`, '').replace(/^.*node_modules\//, '');
  return `${file}:${lineNumber + 1} ${functionName === '' ? '(anonymous)' : functionName}`;
}

function profilesIn(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place).flatMap((name) => {
    const inside = join(place, name);
    return statSync(inside).isDirectory() ? profilesIn(inside) : name.endsWith('.cpuprofile') ? [inside] : [];
  });
}

for (const file of process.argv.slice(2).flatMap(profilesIn)) {
  process.stdout.write(`\n${basename(file)}\n`);
  for (const { name, share } of ownTimes(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile).slice(0, ROWS)) {
    process.stdout.write(`${(share * 100).toFixed(1).padStart(6)} %  ${name}\n`);
  }
}
