/**
 * The tests in four projects: `unit` (with the tests of this repository itself) may share the machine, `simulation` takes all of it for processes
 * of its own, `cluster` starts real replicas, two files at a time since most of it is waiting for processes, and `load` judges replicas under
 * load by time, and wants the machine for itself. Sources are compiled on the fly, packages resolve to their sources.
 */
const { join } = require('node:path');

const rootDir = join(__dirname, '..');
const shared = {
  rootDir,
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.grove/'],
  moduleNameMapper: {
    '^@grove/(replica|cli)/dist/(.*)$': '<rootDir>/services/$1/src/$2',
    '^@grove/([^/]+)/dist/(.*)$': '<rootDir>/packages/$1/src/$2',
    '^@grove/(replica|cli)$': '<rootDir>/services/$1/src',
    '^@grove/([^/]+)$': '<rootDir>/packages/$1/src',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
    ],
  },
};

/** Folders of test/ that need no replica process. */
const withoutCluster = ['simulation', 'repository', 'conformance', 'chaos/checker', 'bench', 'fuzz'].map(
  (folder) => `<rootDir>/test/${folder}`,
);
const seeds = '<rootDir>/test/simulation/simulation.test.ts';
/** Failover and longest turns in milliseconds, and loads that take every core. */
const underLoad = ['integration/leader-failure', 'integration/ephemerals-100000', 'chaos/chaos'].map(
  (file) => `<rootDir>/test/${file}.test.ts`,
);

module.exports = {
  rootDir,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/packages/*/src/**/*.test.ts',
        '<rootDir>/services/*/src/**/*.test.ts',
        ...withoutCluster.map((folder) => `${folder}/**/*.test.ts`),
      ],
      testPathIgnorePatterns: ['/node_modules/', seeds],
    },
    { ...shared, displayName: 'simulation', testMatch: [seeds] },
    {
      ...shared,
      displayName: 'cluster',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...withoutCluster, ...underLoad],
    },
    { ...shared, displayName: 'load', testMatch: underLoad },
  ],
};
