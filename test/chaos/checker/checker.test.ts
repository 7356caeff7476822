import { check } from './check';
import { goodHistory } from './good-history.testkit';
import { History, isWrite, type Line } from './history';
import { answers, callOf, isGood, withoutZxid, type AnswerLine } from './history-edits.testkit';
import { mistakes } from './mistakes.testkit';
import { operationMistakes } from './operation-mistakes.testkit';
import { RULES, type Rule } from './report';

const SEEDS = [1, 2];
/** As they would lie in a file: each test has its own copy. */
const texts = new Map(SEEDS.map((seed) => [seed, goodHistory(seed).map((line) => JSON.stringify(line))] as const));

function good(seed: number): Line[] {
  return (texts.get(seed) ?? []).map((line) => JSON.parse(line) as Line);
}

function rulesBroken(lines: readonly Line[]): Rule[] {
  return [...new Set(check(new History(lines)).map(({ rule }) => rule))];
}

const allMistakes = [...mistakes, ...operationMistakes];

describe('the checker of histories', () => {
  test('a good history breaks no rule', () => {
    for (const seed of SEEDS) expect(check(History.parse(texts.get(seed)?.join('\n') ?? ''))).toEqual([]);
  });

  test.each(allMistakes)('%s: found by the rule "%s"', (_, rule, change) => {
    for (const seed of SEEDS) {
      const lines = good(seed);
      change(lines);
      expect(rulesBroken(lines)).toContain(rule);
    }
  });

  test('every rule finds a mistake of its own', () => {
    expect(RULES.filter((rule) => !allMistakes.some(([, found]) => found === rule))).toEqual([]);
  });
});

describe('what has no answer', () => {
  /** A session ends without a word, and its last write, which set data, has no answer. */
  function withUnknownWrite(): { readonly lines: Line[]; readonly zxid: number } {
    for (let seed = 1; seed < 100; seed++) {
      const lines = goodHistory(seed, 150);
      const at = answers(lines, (operation, answer) => isWrite(operation) && isGood(answer)).find((n) => {
        const answer = lines[n] as AnswerLine;
        const { operation } = callOf(lines, answer);
        return operation.type === 'setData' && operation.path === '/register/a' && !hasCallsAfter(lines, answer) && isShown(lines, n);
      });
      if (at === undefined) continue;
      const { client, zxid } = lines[at] as AnswerLine;
      const kept = lines.filter((line, n) => n < at || !('client' in line) || line.client !== client);
      kept.push({ type: 'state', client, state: 'EXPIRED', endpoint: null });
      return { lines: kept, zxid };
    }
    throw new Error('no history ends so');
  }

  /** By the version that another session's write answers. */
  function isShown(lines: readonly Line[], position: number): boolean {
    const { client } = lines[position] as AnswerLine;
    return answers(lines, (operation, answer) => operation.type === 'setData' && answer.client !== client && isGood(answer)).some(
      (n) => n > position,
    );
  }

  function hasCallsAfter(lines: readonly Line[], answer: AnswerLine): boolean {
    return lines.some(
      (line) => line.type === 'call' && line.client === answer.client && line.id > answer.id && line.operation.type !== 'sync',
    );
  }

  test('it is put where its effect was seen', () => {
    const { lines } = withUnknownWrite();
    expect(rulesBroken(lines)).toEqual([]);
  });

  test('where its effect was not seen, nothing may show it', () => {
    const { lines, zxid } = withUnknownWrite();
    withoutZxid(lines, zxid);
    expect(rulesBroken(lines)).not.toEqual([]);
  });
});
