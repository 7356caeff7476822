import { ErrorCode, GroveError } from '@grove/client';
import type { GroveClient, Stat } from '@grove/client';

export function joinPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

export interface FoundZnode {
  readonly path: string;
  readonly children: readonly string[];
  readonly stat: Stat;
}

/** Lists in flight at a time: enough to fill frames, few enough to keep the answers small. */
const WALKERS = 128;

/**
 * Visits a znode and all below it, parents before their children, otherwise in no order. Lists come in pages with the
 * Stats of the children, so that only znodes with children are asked for. What is deleted meanwhile is passed over; the
 * start itself must exist (NONODE).
 */
export async function walkTree(client: GroveClient, root: string, visit: (found: FoundZnode) => Promise<void> | void): Promise<void> {
  const waiting: string[] = [root];
  let active = 0;
  await new Promise<void>((resolve, reject) => {
    let isOver = false;
    const fail = (error: unknown): void => {
      isOver = true;
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const step = async (path: string): Promise<void> => {
      const children = new Map<string, Stat | null>();
      let own: Stat | null = null;
      try {
        for await (const page of client.getChildrenPages(path, { withStat: true })) {
          own = page.stat;
          for (const { name, stat } of page.children) children.set(name, stat);
        }
      } catch (error) {
        if (path !== root && error instanceof GroveError && error.code === ErrorCode.NONODE) return;
        throw error;
      }
      if (own !== null) await visit({ path, children: [...children.keys()], stat: own });
      for (const [name, stat] of children) {
        const child = joinPath(path, name);
        if (stat?.numChildren === 0) await visit({ path: child, children: [], stat });
        else waiting.push(child);
      }
    };
    const pump = (): void => {
      if (isOver) return;
      if (waiting.length === 0 && active === 0) {
        resolve();
        return;
      }
      while (active < WALKERS) {
        const path = waiting.pop();
        if (path === undefined) break;
        active++;
        step(path).then(() => {
          active--;
          pump();
        }, fail);
      }
    };
    pump();
  });
}
