interface PathNode {
  isQuota: boolean;
  /** By the next component of the path; only where some quota lies that way. */
  readonly below: Map<string, PathNode>;
}

/**
 * The paths of quotas, by component: whether one stands above or below another path is told by a walk along that path, however many
 * there are. An entry of the log may make thousands of them, each of which is asked about.
 */
export class QuotaPaths {
  private readonly top: PathNode = { isQuota: false, below: new Map() };

  add(path: string): void {
    let node = this.top;
    for (const component of componentsOf(path)) {
      let next = node.below.get(component);
      if (next === undefined) {
        next = { isQuota: false, below: new Map() };
        node.below.set(component, next);
      }
      node = next;
    }
    node.isQuota = true;
  }

  /** Nothing where it is not there. */
  remove(path: string): void {
    const components = componentsOf(path);
    const nodes = [this.top];
    for (const component of components) {
      const next = nodes[nodes.length - 1]?.below.get(component);
      if (next === undefined) {
        return;
      }
      nodes.push(next);
    }
    let node = nodes.pop();
    if (node !== undefined) {
      node.isQuota = false;
    }
    // What leads nowhere any more goes.
    for (let at = components.length - 1; at >= 0 && node !== undefined && !node.isQuota && node.below.size === 0; at -= 1) {
      node = nodes.pop();
      node?.below.delete(components[at] ?? '');
    }
  }

  /** Whether one other than that on the path itself stands above or below it. */
  hasAboveOrBelow(path: string): boolean {
    let node = this.top;
    for (const component of componentsOf(path)) {
      if (node.isQuota) {
        return true;
      }
      const next = node.below.get(component);
      if (next === undefined) {
        return false;
      }
      node = next;
    }
    return node.below.size > 0;
  }
}

function componentsOf(path: string): readonly string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}
