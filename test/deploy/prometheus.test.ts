import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '../cluster/repository';
import { createMetrics } from '@grove/telemetry';

const folder = join(repositoryRoot, 'deploy', 'prometheus');
const promtool = (...args: string[]): { readonly status: number | null; readonly output: string } => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
};
const withPromtool = spawnSync('promtool', ['--version']).status === 0 ? it : it.skip;

describe('what Prometheus is told', () => {
  withPromtool.each(['prometheus.yaml', 'prometheus-local.yaml'])(
    '%s is a valid configuration, its rules included (needs promtool)',
    (file) => {
      expect(promtool('check', 'config', file)).toMatchObject({ status: 0 });
    },
  );

  withPromtool('the alerts fire when they should (needs promtool)', () => {
    expect(promtool('test', 'rules', 'rules-test.yaml')).toMatchObject({ status: 0 });
  });

  it('the alerts use only metrics that a replica has', () => {
    const metrics = createMetrics(() => null);
    const declared = metrics.registry.getMetricsAsArray().map(({ name }) => name);
    metrics.stop();
    const { groups } = parse(readFileSync(join(folder, 'rules.yaml'), 'utf8')) as { groups: { rules: { expr: string }[] }[] };
    const used = groups.flatMap(({ rules }) => rules.flatMap(({ expr }) => expr.match(/grove_[a-z0-9_]+/g) ?? []));
    const names = used.map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !declared.includes(name))).toEqual([]);
  });
});
