import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from './logger';

describe('logger', () => {
  test('each line is one JSON object with level, time, message and fields; levels below are left out', () => {
    const directory = mkdtempSync(join(tmpdir(), 'grove-log-'));
    const file = join(directory, 'log');
    const fd = openSync(file, 'w');
    const logger = createLogger('info', { replica: 2 }, fd);
    logger.log('debug', 'unseen');
    logger.log('info', 'leads', { term: 4 });
    logger.failure('disk failed', new Error('EIO'), { step: 'sync' });
    logger.flush();
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    closeSync(fd);
    rmSync(directory, { recursive: true });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ level: 'info', replica: 2, term: 4, message: 'leads' });
    expect(Date.parse(String(lines[0]?.['time']))).not.toBeNaN();
    expect(lines[1]).toMatchObject({ level: 'error', message: 'disk failed', step: 'sync', error: { message: 'EIO' } });
  });
});
