import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { forgotten, remembered } from './reaper';
import { until } from './until';

const START_MS = 10_000;
const PIECE = Buffer.alloc(256 * 1024);
const FILLER = 'filler';
/** A mount namespace of its own, as root or as the root of a user namespace. */
const WAYS = [
  { unshare: ['--mount'], enter: ['--mount'] },
  { unshare: ['--user', '--map-root-user', '--mount'], enter: ['--user', '--preserve-credentials', '--mount'] },
] as const;

export type SmallVolumesWay = (typeof WAYS)[number];

/**
 * Folders that are small file systems of their own, in memory, for the processes that are started with `launcher` alone: the mounts lie in a
 * mount namespace that ends with this run, however it ends. This process reaches into them by way of /proc.
 */
export class SmallVolumes {
  private constructor(
    private readonly holder: ChildProcess,
    private readonly holderPid: number,
    private readonly enter: readonly string[],
  ) {}

  /** How a mount namespace is made here; null where nobody may mount, or `unshare` and `nsenter` are missing. */
  static way(): SmallVolumesWay | null {
    const probe = 'mount -t tmpfs -o size=1m none /tmp && command -v nsenter';
    return WAYS.find(({ unshare }) => spawnSync('unshare', [...unshare, 'sh', '-c', probe], { stdio: 'ignore' }).status === 0) ?? null;
  }

  static async make(way: SmallVolumesWay, folders: readonly string[], bytes: number): Promise<SmallVolumes> {
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    const script = 'for folder; do mount -t tmpfs -o size="$BYTES" none "$folder" || exit 1; done; echo there; exec cat';
    const holder = spawn('unshare', [...way.unshare, 'sh', '-c', script, 'sh', ...folders], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, BYTES: String(bytes) },
    });
    if (holder.pid === undefined) throw new Error('unshare did not start');
    remembered(holder.pid);
    let isThere = false;
    holder.stdout.once('data', () => (isThere = true));
    await until('the small file systems are mounted', START_MS, () => isThere);
    return new SmallVolumes(holder, holder.pid, way.enter);
  }

  /** Stands before the command of a process that is to see the small file systems. */
  get launcher(): readonly string[] {
    return ['nsenter', '--target', String(this.holderPid), ...this.enter, '--'];
  }

  freeBytes(folder: string): number {
    const { bavail, bsize } = statfsSync(this.seen(folder));
    return bavail * bsize;
  }

  /** Takes space as another program would, until no more than `leftBytes` are free. */
  fill(folder: string, leftBytes: number): void {
    const descriptor = openSync(join(this.seen(folder), FILLER), 'a');
    while (this.freeBytes(folder) > leftBytes) writeSync(descriptor, PIECE);
    closeSync(descriptor);
  }

  /** Gives back what `fill` took. */
  empty(folder: string): void {
    rmSync(join(this.seen(folder), FILLER), { force: true });
  }

  /** After the processes in it have ended. */
  async close(): Promise<void> {
    if (this.holder.exitCode === null) {
      const ended = new Promise((resolve) => this.holder.once('exit', resolve));
      this.holder.stdin?.end();
      await ended;
    }
    forgotten(this.holderPid);
  }

  private seen(folder: string): string {
    return `/proc/${this.holderPid}/root${folder}`;
  }
}
