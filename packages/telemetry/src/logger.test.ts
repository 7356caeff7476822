import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from './logger';

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('logger', () => {
  test('each line is one JSON object with level, time, message and fields; levels below are left out', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'grove-log-'));
    const file = join(directory, 'log');
    const fd = openSync(file, 'w');
    const logger = createLogger('info', { replica: 2 }, fd);
    logger.log('debug', 'unseen');
    logger.log('info', 'leads', { term: 4 });
    logger.failure('disk failed', new Error('EIO'), { step: 'sync' });
    logger.flush();
    await until(() => readFileSync(file, 'utf8').split('\n').length > 2);
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    closeSync(fd);
    rmSync(directory, { recursive: true });
    expect(lines).toHaveLength(2);
    // The first may still be on its way while the second is flushed: which comes first is not promised.
    const [info, error] = ['info', 'error'].map((level) => lines.find((line) => line['level'] === level));
    expect(info).toMatchObject({ level: 'info', replica: 2, term: 4, message: 'leads' });
    expect(Date.parse(String(info?.['time']))).not.toBeNaN();
    expect(error).toMatchObject({ level: 'error', message: 'disk failed', step: 'sync', error: { message: 'EIO' } });
  });
});
