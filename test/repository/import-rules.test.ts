import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');

const importFaults: readonly (readonly [fault: string, rule: string, from: string, text: string])[] = [
  ['a pure package that reads files', 'pure-imports-no-node', 'packages/raft/src/vote.ts', "import 'node:fs';"],
  ['a pure package with a socket', 'pure-imports-only-computation', 'packages/engine/src/peer.ts', "import '@grpc/grpc-js';"],
  ['a client session that reads files', 'pure-imports-no-node', 'packages/client/src/session/file.ts', "import 'node:fs';"],
  ['the log store that knows the tree', 'imports-of-storage', 'packages/storage/src/log.ts', "import '../../tree/src/faultless';"],
  ['consensus that knows the wire format', 'imports-of-raft', 'packages/raft/src/log.ts', "import '../../wire/src/faultless';"],
  [
    'a package that imports a service',
    'packages-import-no-service',
    'packages/client/src/up.ts',
    "import '../../../services/replica/src/faultless';",
  ],
  ['a product that imports a test', 'no-test-in-product', 'services/replica/src/under-test.ts', "import './faultless.test';"],
  [
    'generated types outside wire',
    'generated-code-stays-in-wire',
    'services/replica/src/frame.ts',
    "import '../../../packages/wire/src/generated/proto';",
  ],
  [
    'a client that knows the inside of a replica',
    'client-imports',
    'services/cli/src/inside.ts',
    "import '../../../packages/engine/src/faultless';",
  ],
  ['metrics that know a part', 'telemetry-imports', 'packages/telemetry/src/part.ts', "import '../../raft/src/faultless';"],
  [
    'two files that import each other',
    'no-cycles',
    'packages/tree/src/egg.ts',
    "import { hen } from './hen'; export const egg = () => hen;",
  ],
  ['an import of nothing', 'no-unresolved', 'packages/tree/src/lost.ts', "import './missing';"],
];

const faultless: Readonly<Record<string, string>> = {
  'packages/wire/src/faultless.ts': 'export const a = 1;',
  'packages/wire/src/generated/proto.ts': 'export const a = 1;',
  'packages/tree/src/faultless.ts': "import '../../wire/src/faultless';",
  'packages/raft/src/faultless.ts': 'export const a = 1;',
  'packages/tree/src/hen.ts': "import { egg } from './egg'; export const hen = () => egg;",
  'packages/engine/src/faultless.ts': "import '../../raft/src/faultless'; import '../../tree/src/faultless';",
  'packages/engine/src/faultless.test.ts': "import 'node:fs'; import './faultless';",
  'services/replica/src/faultless.ts': "import 'node:fs'; import '../../../packages/engine/src/faultless';",
  'services/replica/src/faultless.test.ts': 'export const a = 1;',
};

/** Lays out a small repository with these files and answers what dependency-cruiser says of it, as `rule: file`. */
function importRulesBrokenBy(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'grove-import-rules-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    // A library is found by its folder.
    mkdirSync(join(folder, 'node_modules/@grpc/grpc-js'), { recursive: true });
    writeFileSync(
      join(folder, 'node_modules/@grpc/grpc-js/package.json'),
      '{ "name": "@grpc/grpc-js", "version": "1.0.0", "main": "index.js" }',
    );
    writeFileSync(join(folder, 'node_modules/@grpc/grpc-js/index.js'), '');
    writeFileSync(join(folder, 'package.json'), '{ "name": "planted", "version": "1.0.0", "dependencies": { "@grpc/grpc-js": "1.0.0" } }');
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...['--config', join(root, '.config/dependency-cruiser.cjs')],
        ...['--output-type', 'json', 'packages', 'services'],
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 },
    );
    const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    return summary.violations.map((violation) => `${violation.rule.name}: ${violation.from}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the import rules', () => {
  const broken = importRulesBrokenBy({ ...faultless, ...Object.fromEntries(importFaults.map(([, , from, text]) => [from, text])) });

  it.each(importFaults)('find %s', (_fault, rule, from) => {
    expect(broken).toContain(`${rule}: ${from}`);
  });

  it('find nothing in faultless code', () => {
    expect(broken.filter((violation) => violation.includes('faultless'))).toEqual([]);
  });
});

const lintFaults: readonly (readonly [fault: string, rule: string, path: string, text: string])[] = [
  ['a clock', 'no-restricted-globals', 'packages/raft/src/planted.ts', 'export const now = (): number => Date.now();'],
  [
    'a timer',
    'no-restricted-globals',
    'packages/engine/src/planted.ts',
    'export const later = (f: () => void): unknown => setTimeout(f, 1);',
  ],
  ['a Buffer', 'no-restricted-globals', 'packages/wire/src/planted.ts', 'export const b = Buffer.alloc(1);'],
  [
    'a clock in the client session',
    'no-restricted-globals',
    'packages/client/src/session/planted.ts',
    'export const now = (): number => performance.now();',
  ],
  ['chance', 'no-restricted-properties', 'packages/tree/src/planted.ts', 'export const r = (): number => Math.random();'],
  ['a way around', 'no-restricted-properties', 'packages/storage/src/planted.ts', 'export const p = globalThis.process;'],
  [
    'a wait',
    'no-restricted-syntax',
    'packages/raft/src/planted.ts',
    'export async function f(p: Promise<void>): Promise<void> { await p; }',
  ],
  ['any', '@typescript-eslint/no-explicit-any', 'services/replica/src/planted.ts', 'export const a: any = 1;'],
  [
    'a silenced doubt',
    '@typescript-eslint/no-non-null-assertion',
    'services/replica/src/planted.ts',
    'export const f = (s: string | null): string => s!;',
  ],
  ['a name that says nothing', 'grove/file-name', 'packages/raft/src/log-utils.ts', 'export const a = 1;'],
  ['a name in another style', 'grove/file-name', 'packages/raft/src/readIndex.ts', 'export const a = 1;'],
];

/** For each text, as if it lay at its path: the rules that it breaks. */
function lintRulesBrokenBy(texts: readonly { readonly path: string; readonly text: string }[]): readonly (readonly string[])[] {
  const script = `
    const { ESLint } = require('eslint');
    const tseslint = require('typescript-eslint');
    const linter = new ESLint({ overrideConfigFile: '.config/eslint.config.mjs', overrideConfig: tseslint.configs.disableTypeChecked });
    const lint = async ({ path, text }) =>
      (await linter.lintText(text, { filePath: path })).flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message));
    Promise.all(${JSON.stringify(texts)}.map(lint)).then((all) => console.log(JSON.stringify(all)));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' })) as string[][];
}

describe('the lint rules', () => {
  const shell = { path: 'services/replica/src/planted.ts', text: 'export const now = (): number => Date.now();' };
  const broken = lintRulesBrokenBy([...lintFaults.map(([, , path, text]) => ({ path, text })), shell]);

  it.each(lintFaults.map(([fault, rule], index) => [fault, rule, index] as const))('find %s', (_fault, rule, index) => {
    expect(broken[index]).toEqual([rule]);
  });

  it('find nothing where the shell does the same', () => {
    expect(broken.at(-1)).toEqual([]);
  });
});
