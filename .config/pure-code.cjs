/**
 * Where pure code lies: what the simulator runs. ESLint and dependency-cruiser read it from here, so that both
 * hold the same line.
 */
exports.purePackages = ['raft', 'tree', 'engine', 'storage', 'wire', 'zookeeper-wire'];

/** Which packages each pure package may import; no entry of the list may import back. */
exports.allowedImports = {
  raft: [],
  wire: [],
  'zookeeper-wire': ['wire'],
  tree: ['wire'],
  storage: ['wire', 'raft'],
  engine: ['wire', 'raft', 'tree', 'storage'],
};

/** Libraries that pure packages may use: computation alone. */
exports.pureLibraries = ['protobufjs', 'long', '@noble/hashes', 'crc-32'];

/** The pure core of the client; the rest of that package makes its ports real. */
exports.pureClientFiles = 'packages/client/src/session/**/*.ts';

/** Globals that pure code must be handed through a port instead. */
exports.impureGlobals = {
  process: 'Settings come through options.',
  Buffer: 'Use Uint8Array: pure code runs without Node.',
  setTimeout: 'Use the clock port.',
  setInterval: 'Use the clock port.',
  setImmediate: 'Use the clock port (defer).',
  queueMicrotask: 'Use the clock port (defer): the simulator decides the order.',
  Date: 'Use the clock port (nowMs, wallMs).',
  performance: 'Use the clock port (nowMs).',
  crypto: 'Use the random port.',
  fetch: 'Use the transport port.',
  console: 'Use the host port (log).',
  require: 'Use import.',
  __dirname: 'Pure code knows no files.',
};
