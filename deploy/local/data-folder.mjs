import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const markFile = 'cluster.json';

/**
 * Makes the data folder ready, and refuses one whose cluster has another shape: its members and their addresses
 * are part of the data. Answers null, or what is wrong.
 */
export function prepareDataFolder(options) {
  const { dataDir, replicas, basePort, fresh } = options;
  mkdirSync(dataDir, { recursive: true });
  if (fresh) {
    // Only what this program has made: the folder may have been given by mistake.
    for (const name of readdirSync(dataDir)) {
      if (/^replica-[1-9]$/.test(name) || name === markFile) rmSync(join(dataDir, name), { recursive: true });
    }
  }
  const mark = join(dataDir, markFile);
  if (existsSync(mark)) {
    const made = JSON.parse(readFileSync(mark, 'utf8'));
    if (made.replicas !== replicas || made.basePort !== basePort) {
      return `${dataDir} holds a cluster of ${made.replicas} with base port ${made.basePort}: use --replicas ${made.replicas} --base-port ${made.basePort}, another --data, or --fresh.`;
    }
  }
  writeFileSync(mark, `${JSON.stringify({ replicas, basePort })}\n`);
  return null;
}

export function dataFolderOf(dataDir, replica) {
  return join(dataDir, `replica-${replica}`);
}
