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
