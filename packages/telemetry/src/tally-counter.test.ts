import { Registry } from 'prom-client';
import { TallyCounter } from './tally-counter';

test('it is shown as any counter with a label, with the values that were counted', async () => {
  const registry = new Registry();
  const counter = new TallyCounter({ name: 'things_total', help: 'Things.', registers: [registry] }, 'kind');
  expect(await registry.metrics()).toBe('# HELP things_total Things.\n# TYPE things_total counter\n');
  counter.add('large');
  counter.add('small', 3);
  counter.add('large', 2);
  expect(await registry.metrics()).toBe(
    '# HELP things_total Things.\n# TYPE things_total counter\nthings_total{kind="large"} 3\nthings_total{kind="small"} 3\n',
  );
});

test('a registry that is reset starts anew where the counts go on, and a count of 0 is told', async () => {
  const registry = new Registry();
  const counter = new TallyCounter({ name: 'things_total', help: 'Things.', registers: [registry] }, 'kind');
  counter.add('none', 0);
  counter.add('large', 3);
  const lines = async (): Promise<string[]> => (await registry.metrics()).split('\n').filter((line) => line.startsWith('things_total'));
  expect(await lines()).toEqual(['things_total{kind="none"} 0', 'things_total{kind="large"} 3']);
  // Told again, not added again; nothing that the registry does to its metrics takes from the counts.
  registry.resetMetrics();
  counter.add('large');
  expect(await lines()).toEqual(['things_total{kind="none"} 0', 'things_total{kind="large"} 4']);
});

test('what prom-client would count apart from it cannot be reached', () => {
  const counter = new TallyCounter({ name: 'things_total', help: 'Things.', registers: [new Registry()] }, 'kind');
  for (const name of ['inc', 'reset', 'remove', 'labels']) expect(Reflect.has(counter, name)).toBe(false);
});
