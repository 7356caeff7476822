import type { Create, Delete, MultiPart, Operation } from './operations';
import type { SeededRandom } from './random';

/** Where each kind of watch looks: apart, so that no change is told by two kinds of watch of one session. */
export const RECURSIVE_WATCH_ROOT = '/w';
/** Everybody may read and give the rights back. */
const RIGHTS = [31, 31, 31, 31 - 2, 31 - 4, 31 - 8];
const ROOTS = ['/w', '/q', '/e'];

/** Chooses what one client asks next. Data is unique, so that a write that happened twice, or never, shows. */
export class Workload {
  private written = 0;
  /** Versions as last seen, so that conditional writes often hit. */
  private readonly versions = new Map<string, number>();

  constructor(
    private readonly random: SeededRandom,
    private readonly client: number,
  ) {}

  /** What every client asks first; all but one of them find the roots there. */
  preparation(): Operation[] {
    const create = (path: string): Operation => ({ type: 'create', path, data: '', ephemeral: false, sequential: false });
    return [...ROOTS.map(create), ...[0, 1, 2].map((n) => create(`/w/n${n}`))];
  }

  sawVersion(path: string, version: number): void {
    this.versions.set(path, version);
  }

  next(): Operation {
    const { random } = this;
    const at = random.next();
    if (at < 0.18) return { type: 'setData', path: this.wPath(), data: this.data(), version: this.version() };
    if (at < 0.26) return this.create();
    if (at < 0.28)
      return { type: 'setAcl', path: this.wPath(), rights: random.pick(RIGHTS), aversion: random.chance(0.7) ? -1 : random.below(3) };
    if (at < 0.36) return { type: 'create', path: '/q/job-', data: this.data(), ephemeral: false, sequential: true };
    if (at < 0.42) return this.delete();
    if (at < 0.5) return { type: 'create', path: this.ePath(), data: this.data(), ephemeral: true, sequential: random.chance(0.3) };
    if (at < 0.54) return { type: 'delete', path: this.ePath(), version: -1 };
    if (at < 0.57) return { type: 'setData', path: this.ePath(), data: this.data(), version: -1 };
    if (at < 0.65) return { type: 'multi', parts: this.parts() };
    if (at < 0.78) return { type: 'getData', path: this.wPath(), watch: false };
    if (at < 0.84) return { type: 'exists', path: this.ePath(), watch: random.chance(0.5) };
    if (at < 0.9) return { type: 'getChildren', path: random.pick(ROOTS.slice(1)), watch: random.chance(0.3) };
    if (at < 0.94) return { type: 'getChildren', path: this.wPath(), watch: false };
    if (at < 0.98) return { type: 'exists', path: this.wPath(), watch: false };
    return { type: 'sync', path: '/' };
  }

  private parts(): MultiPart[] {
    const { random } = this;
    return Array.from({ length: 1 + random.below(4) }, (): MultiPart => {
      const at = random.next();
      if (at < 0.35) return { type: 'setData', path: this.wPath(), data: this.data(), version: -1 };
      if (at < 0.6) return { type: 'create', path: '/q/multi-', data: this.data(), ephemeral: random.chance(0.2), sequential: true };
      if (at < 0.75) return this.create();
      if (at < 0.85) return this.delete();
      if (at < 0.9) return { type: 'checkNotExists', path: this.wPath() };
      return { type: 'check', path: this.wPath(), version: this.version() };
    });
  }

  private create(): Create {
    const { random } = this;
    const plain: Create = { type: 'create', path: this.wPath(), data: this.data(), ephemeral: false, sequential: false };
    const create = random.chance(0.3) ? { ...plain, parents: true } : plain;
    const kind = random.next();
    if (kind < 0.15) return { ...create, container: true };
    return kind < 0.3 ? { ...create, ttlMs: 1 + random.below(3_000) } : create;
  }

  private delete(): Delete {
    const { random } = this;
    const plain: Delete = { type: 'delete', path: this.wPath(), version: random.chance(0.7) ? -1 : this.version() };
    return random.chance(0.3) ? { ...plain, subtree: true } : plain;
  }

  private wPath(): string {
    const node = `/w/n${this.random.below(6)}`;
    return this.random.chance(0.4) ? `${node}/c${this.random.below(3)}` : node;
  }

  private ePath(): string {
    return `/e/x${this.random.below(4)}`;
  }

  private version(): number {
    if (this.random.chance(0.4)) return -1;
    const known = this.versions.get(this.wPath());
    return known ?? this.random.below(4);
  }

  private data(): string {
    return `c${this.client}-${this.written++}${'.'.repeat(this.random.chance(0.05) ? 2_000 : this.random.below(30))}`;
  }
}
