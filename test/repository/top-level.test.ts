import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** What a person who opens the repository sees first; every further name has to earn its place here. */
const agreed = [
  'LICENSE',
  'README.md',
  'deploy',
  'package-lock.json',
  'package.json',
  'packages',
  'proto',
  'services',
  'test',
  'tsconfig.json',
];
const agreedDotfiles = ['.ci', '.config', '.dockerignore', '.editorconfig', '.gitignore', '.npmrc'];

function trackedFiles(): readonly string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}

describe('the shape of the repository', () => {
  const files = trackedFiles();
  const topLevel = [...new Set(files.map((file) => file.split('/')[0] ?? ''))].sort();

  it('has exactly the agreed names at the top', () => {
    expect(topLevel.filter((name) => !name.startsWith('.'))).toEqual(agreed);
  });

  it('has no other dotfile than those of its tools', () => {
    expect(topLevel.filter((name) => name.startsWith('.') && !agreedDotfiles.includes(name))).toEqual([]);
  });

  it('names files in kebab-case, and for an idea', () => {
    const allowedAsTheirToolWantsThem = /(^|\/)(README|DESIGN|LICENSE|Dockerfile|\.[a-z]+)/;
    const emptyWords = /(^|[/.-])(utils?|helpers?|manager|common|misc|shared)([/.-]|$)/;
    const odd = files.filter((file) => !allowedAsTheirToolWantsThem.test(file) && (/[A-Z]/.test(file) || emptyWords.test(file)));
    expect(odd).toEqual([]);
  });

  it('has the full text of its licence', () => {
    const licence = execFileSync('cat', [join(root, 'LICENSE')], { encoding: 'utf8' });
    expect(licence).toContain('Apache License');
    expect(licence).toContain('END OF TERMS AND CONDITIONS');
    expect(licence).toContain('APPENDIX: How to apply the Apache License to your work.');
  });
});
