import type { Acl } from '@grove/client';
import { Failure } from '../failure';
import { isHidden, isSameAcl, parentOf } from './side';
import type { Outcome, Side, Znode } from './side';
import type { Tally } from './tally';

/** Znodes being read and written at a time: fills what goes over the wire. */
const ZNODES_AT_A_TIME = 512;
/** And fewer where they are large: so many bytes of data are held at a time, about. */
const BYTES_AT_A_TIME = 64 * 1024 * 1024;
/** How often a znode is looked at again because somebody else writes into the copy. */
const TRIES = 20;

export interface MirrorOptions {
  readonly source: Side;
  readonly target: Side;
  /** Every znode's list, instead of its own. */
  readonly acl: readonly Acl[] | null;
  readonly tally: Tally;
  /** Called with every znode. */
  readonly advance: () => void;
}

interface Task {
  readonly path: string;
  /** The target has none, as far as is known: its parent was made a moment ago. */
  readonly isNew: boolean;
  /** With all below it. */
  readonly isDeep: boolean;
  /** How often it, or what is above it, was begun again. */
  readonly tries: number;
}

/**
 * Makes the target say what the source says, and writes only what differs. Each znode is read in the source and then in the target and written there;
 * what changes in the source meanwhile is told by its watch, and looked at again: whatever order those reads met, the last one
 * of a znode came after its last change.
 */
export class Mirror {
  /** Data of large znodes makes fewer of them go at a time. */
  private recentBytes = 0;
  private readonly waiting: Task[] = [];

  constructor(private readonly options: MirrorOptions) {}

  /** All of it, parents before their children. */
  async compareAll(): Promise<void> {
    this.options.tally.beginRound();
    await this.work([{ path: '', isNew: false, isDeep: true, tries: 0 }]);
    await this.compare(this.options.tally.endRound());
  }

  /** These znodes alone, shallow ones first: a child can only be made below its parent. */
  async compare(paths: ReadonlySet<string>): Promise<void> {
    const byDepth = new Map<number, Task[]>();
    for (const path of paths) {
      const depth = path.split('/').length;
      const tasks = byDepth.get(depth) ?? [];
      tasks.push({ path, isNew: false, isDeep: false, tries: 0 });
      byDepth.set(depth, tasks);
    }
    for (const depth of [...byDepth.keys()].sort((a, b) => a - b)) await this.work(byDepth.get(depth) ?? []);
  }

  private work(tasks: readonly Task[]): Promise<void> {
    const { waiting } = this;
    waiting.push(...tasks);
    let active = 0;
    return new Promise<void>((resolve, reject) => {
      let failure: { readonly error: unknown } | null = null;
      const pump = (): void => {
        while (failure === null && active < ZNODES_AT_A_TIME && (active === 0 || active * this.recentBytes < BYTES_AT_A_TIME)) {
          const task = waiting.pop();
          if (task === undefined) break;
          active++;
          this.settle(task)
            .catch((error: unknown) => (failure ??= { error }))
            .then(() => {
              active--;
              pump();
            }, reject);
        }
        if (active > 0) return;
        // What was read before the failure is written by now: it must not come behind what a later session writes.
        const failed = failure;
        if (failed === null) resolve();
        else reject(failed.error instanceof Error ? failed.error : new Error(String(failed.error)));
      };
      pump();
    });
  }

  private async settle(task: Task): Promise<void> {
    const { path, isDeep, tries } = task;
    const { source, target, tally } = this.options;
    if (source.isReserved(path) || target.isReserved(path)) return;
    const from = await source.read(path);
    this.options.advance();
    if (from !== null && tally.isCopied(path, from.mark)) {
      if (isDeep) for (const name of from.children) this.waiting.push({ path: `${path}/${name}`, isNew: false, isDeep, tries });
      return;
    }
    const to = task.isNew ? null : await target.read(path);
    this.recentBytes = Math.max(from?.data.length ?? 0, to?.data.length ?? 0, this.recentBytes * 0.99);
    if (from === null || from.kind === 'ephemeral') {
      if (path === '' && isDeep && tries === 0) {
        throw new Failure(
          `the znode to copy is ${from === null ? 'not there' : 'an ephemeral one'} in ${source.name}; the copy stays as it is`,
        );
      }
      if (to !== null) await this.remove(path, to);
      tally.gone(path, from !== null);
      return;
    }
    // Of a session that works with the copy already.
    if (to?.kind === 'ephemeral') {
      tally.gone(path, false);
      return;
    }
    const outcome = await this.put(path, from, to);
    if (outcome !== 'done') {
      this.again(task, outcome);
      return;
    }
    tally.has(path, from.data.length, from.mark);
    if (!isDeep) return;
    const inSource = new Set(from.children);
    const inCopyAlone = (to?.children ?? []).filter((name) => !inSource.has(name));
    for (const name of inSource) this.waiting.push({ path: `${path}/${name}`, isNew: to === null, isDeep, tries });
    for (const name of inCopyAlone) this.waiting.push({ path: `${path}/${name}`, isNew: false, isDeep, tries });
  }

  /** Somebody else has written into the copy: where the parent is missing, that one comes first. */
  private again({ path, isDeep, tries }: Task, outcome: Outcome): void {
    if (tries >= TRIES) throw new Failure(`${path || 'the root'} of the copy is changed by somebody else again and again`);
    const at = outcome === 'missing' ? parentOf(path) : path;
    this.waiting.push({ path: at, isNew: false, isDeep: isDeep || at !== path, tries: tries + 1 });
  }

  private async put(path: string, from: Znode, to: Znode | null): Promise<Outcome> {
    const { source, target, tally } = this.options;
    const acl = this.options.acl ?? from.acl;
    if (acl.some(isHidden)) {
      // A list with such an entry would let nobody in.
      throw new Failure(
        `${source.name} hides a part of the list of ${path || 'the root'}: whoever copies it needs the right a there (${source.authOption} digest:USER:PASSWORD), ` +
          'or --acl gives every znode another list',
      );
    }
    if (to === null) {
      if (path === '') await target.makeParents();
      const outcome = await target.create(path, { ...from, acl });
      if (outcome === 'done') tally.written++;
      return outcome;
    }
    const writes: Promise<Outcome>[] = [];
    if (Buffer.compare(from.data, to.data) !== 0) writes.push(target.setData(path, from.data));
    // Behind the data: the new list may shut out the caller.
    if (!isSameAcl(acl, to.acl)) writes.push(target.setAcl(path, acl));
    if (writes.length === 0) return 'done';
    const outcomes = await Promise.all(writes);
    tally.written++;
    return outcomes.find((outcome) => outcome !== 'done') ?? 'done';
  }

  /** A znode of the copy that the source does not have, with all below it; false where it stays. */
  private async remove(path: string, to: Znode): Promise<boolean> {
    const { target, tally } = this.options;
    // An ephemeral is of a session that works with the copy already.
    if (to.kind === 'ephemeral' || !tally.mayDelete(path)) return false;
    for (let tries = 0; tries < TRIES; tries++) {
      const outcome = await target.delete(path);
      if (outcome !== 'hasChildren') {
        if (outcome === 'done') tally.deleted++;
        tally.gone(path, false);
        return true;
      }
      const found = await target.read(path);
      for (const name of found?.children ?? []) {
        const child = await target.read(`${path}/${name}`);
        if (child !== null && !(await this.remove(`${path}/${name}`, child))) return false;
      }
    }
    throw new Failure(`${path} of the copy is filled by somebody else again and again`);
  }
}
