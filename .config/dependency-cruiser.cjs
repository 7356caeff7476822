/**
 * Imports run one way: services → packages, and among packages downwards. Nothing pure imports Node, a socket, a disk
 * or a timer, because the simulator runs exactly the pure parts.
 */
const { join } = require('node:path');
const { purePackages, allowedImports, pureLibraries } = require('./pure-code.cjs');

/** Tests may use what they like; what they test may not. */
const notTests = '[.]test[.]ts$';
const sourceOf = (names) => `^packages/(${names.join('|')})/src/`;
const escape = (text) => text.replace(/[/.]/g, '[$&]');
const everyPackage = ['raft', 'wire', 'tree', 'storage', 'engine', 'client', 'telemetry', 'recipes', 'http2', 'zookeeper-wire'];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one idea in two places.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that resolves to nothing.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-library',
      comment: "A library must stand in the package's own package.json.",
      severity: 'error',
      from: { path: '^(packages|services)/', pathNot: notTests },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-test-in-product',
      comment: 'Nothing imports a test.',
      severity: 'error',
      from: { path: '^(packages|services)/', pathNot: notTests },
      to: { path: notTests },
    },
    {
      name: 'pure-imports-no-node',
      comment: 'Pure code gets time, randomness, disk and network through ports.',
      severity: 'error',
      from: { path: [sourceOf(purePackages), '^packages/client/src/session/'], pathNot: notTests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-imports-only-computation',
      comment: 'The libraries that pure code may use are listed in pure-code.cjs.',
      severity: 'error',
      from: { path: sourceOf(purePackages), pathNot: notTests },
      to: { path: 'node_modules/', pathNot: `node_modules/(${pureLibraries.map(escape).join('|')})/` },
    },
    {
      name: 'client-session-is-pure',
      comment: "The client's session logic runs in the simulator.",
      severity: 'error',
      from: { path: '^packages/client/src/session/', pathNot: notTests },
      to: { path: 'node_modules/', pathNot: `node_modules/(${pureLibraries.map(escape).join('|')})/` },
    },
    ...purePackages.map((name) => ({
      name: `imports-of-${name}`,
      comment: `packages/${name} may import: ${allowedImports[name].join(', ') || 'nothing'}.`,
      severity: 'error',
      from: { path: sourceOf([name]), pathNot: notTests },
      to: { path: sourceOf(everyPackage.filter((other) => other !== name && !allowedImports[name].includes(other))) },
    })),
    {
      name: 'client-imports',
      comment: 'Clients see the protocol, not the insides of a replica.',
      severity: 'error',
      from: { path: '^(packages/client|services/cli)/src/', pathNot: notTests },
      to: { path: `${sourceOf(['raft', 'tree', 'storage', 'engine'])}|^services/replica/` },
    },
    {
      name: 'zookeeper-in-the-command',
      comment: "Of the command, what copies from and to a ZooKeeper speaks ZooKeeper's protocol; the client of Grove does not.",
      severity: 'error',
      from: { path: '^(packages/client|services/cli)/src/', pathNot: [notTests, '^services/cli/src/(zookeeper/|mirror/zookeeper-side)'] },
      to: { path: sourceOf(['zookeeper-wire']) },
    },
    {
      name: 'telemetry-imports',
      comment: 'Telemetry knows no part of Grove; the parts are measured by the shell.',
      severity: 'error',
      from: { path: sourceOf(['telemetry']), pathNot: notTests },
      to: { path: sourceOf(everyPackage.filter((name) => name !== 'telemetry')) },
    },
    {
      name: 'http2-imports',
      comment: 'HTTP/2 carries bytes, and knows nothing of what they say.',
      severity: 'error',
      from: { path: sourceOf(['http2']), pathNot: notTests },
      to: { path: [sourceOf(everyPackage.filter((name) => name !== 'http2')), 'node_modules/'] },
    },
    {
      name: 'packages-import-no-service',
      comment: 'Imports run from services to packages.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(services|test)/' },
    },
    {
      name: 'services-import-no-test',
      severity: 'error',
      from: { path: '^services/' },
      to: { path: '^test/' },
    },
    {
      name: 'generated-code-stays-in-wire',
      comment: 'Generated protobuf types stop at packages/wire; a change of generator must stop there too.',
      severity: 'error',
      from: { pathNot: '^packages/wire/' },
      to: { path: '^packages/wire/src/generated/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: join(__dirname, 'tsconfig.everything.json') },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
    cache: false,
  },
};
