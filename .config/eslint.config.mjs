/**
 * What must not be in the code: doubtful types, unhandled promises, and in pure packages anything but computation.
 * Layout is prettier's.
 */
import { createRequire } from 'node:module';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import fileName from './eslint-file-name.mjs';

const { purePackages, pureClientFiles, impureGlobals } = createRequire(import.meta.url)('./pure-code.cjs');

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', '.grove/**', 'coverage/**', 'packages/wire/src/generated/**'] },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { grove: { rules: { 'file-name': fileName } } },
    rules: { 'grove/file-name': 'error' },
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: ['.config/tsconfig.everything.json'], tsconfigRootDir: `${import.meta.dirname}/..` } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A number in a message is what a message is for.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowNullish: true }],
      // `() => counter.inc()` reads well, and its value goes nowhere.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Bytes and indexes that were checked are asserted again on purpose; the types cannot know what a file or a peer sends.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Contracts are written as types of functions that implementations fill with fewer parameters.
      '@typescript-eslint/no-empty-function': 'off',
      // Ports carry closures as methods.
      '@typescript-eslint/unbound-method': 'off',
      // `TimerHandle | null` says something, though TimerHandle is `unknown` to all but its clock.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // Paths are checked for control characters.
      'no-control-regex': 'off',
      // Loops over bytes and typed arrays need their index.
      '@typescript-eslint/prefer-for-of': 'off',
      eqeqeq: 'error',
      'no-console': 'off',
    },
  },
  {
    files: [...purePackages.map((name) => `packages/${name}/src/**/*.ts`), pureClientFiles],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...Object.entries(impureGlobals).map(([name, message]) => ({ name, message }))],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use the random port.' },
        { object: 'globalThis', message: 'Pure code is handed what it needs.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'AwaitExpression', message: 'Pure code is synchronous: the simulator decides what happens when.' },
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: {
      // Test doubles answer with promises where the real thing does.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'setImmediate',
          'fetch',
          'AbortSignal',
          'performance',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { eqeqeq: 'error' },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', exports: 'writable', __dirname: 'readonly', __filename: 'readonly' },
    },
  },
);
