import type { Line, Operation } from './history';
import { namesOf } from './page';
import type { Rule } from './report';

/** How tests break histories that are good. */

export type Change = (lines: Line[]) => void;
/** What is done, the rule that must find it, and how it is done. */
export type Mistake = readonly [string, Rule, Change];
export type AnswerLine = Extract<Line, { readonly type: 'answer' }>;
export type CallLine = Extract<Line, { readonly type: 'call' }>;

export function callOf(lines: readonly Line[], answer: AnswerLine): CallLine {
  const call = lines.find((line): line is CallLine => line.type === 'call' && line.client === answer.client && line.id === answer.id);
  if (call === undefined) throw new Error('an answer without its call');
  return call;
}

/** Positions of answers whose call and answer fit. */
export function answers(lines: readonly Line[], fits: (operation: Operation, answer: AnswerLine, call: CallLine) => boolean): number[] {
  const calls = new Map<string, CallLine>();
  return lines.flatMap((line, at) => {
    if (line.type === 'call') calls.set(`${line.client}/${line.id}`, line);
    if (line.type !== 'answer') return [];
    const call = calls.get(`${line.client}/${line.id}`) ?? callOf(lines, line);
    // Of a call that is made again several lines would have to change.
    return call.requestId === undefined && fits(call.operation, line, call) ? [at] : [];
  });
}

export function middle(positions: readonly number[]): number {
  const at = positions[Math.floor(positions.length / 2)];
  if (at === undefined) throw new Error('the history has no line to change');
  return at;
}

export function edit<Type extends Line['type']>(
  lines: Line[],
  at: number,
  type: Type,
  with_: (line: Extract<Line, { type: Type }>) => Line,
): void {
  const line = lines[at];
  if (line?.type !== type) throw new Error(`line ${at} is no ${type}`);
  lines[at] = with_(line as Extract<Line, { type: Type }>);
}

export const isGood = (answer: AnswerLine): boolean => answer.code === 0;

export function withoutZxid(lines: Line[], zxid: number): void {
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at];
    if ((line?.type === 'change' || line?.type === 'event') && line.zxid === zxid) lines.splice(at, 1);
  }
}

export function isLastPage(operation: Operation, { outcome }: AnswerLine): boolean {
  const isPaged = operation.type === 'getChildren' && operation.pageToken !== undefined;
  return isPaged && outcome.nextPageToken === undefined && namesOf(outcome).length > 0;
}

/** The answer to a unary create that was made again. */
export function again(lines: readonly Line[]): { readonly at: number } {
  const seen = new Set<string>();
  const call = lines.find((line): line is CallLine => {
    if (line.type !== 'call' || line.requestId === undefined || line.operation.type !== 'create') return false;
    if (seen.has(line.requestId)) return true;
    seen.add(line.requestId);
    return false;
  });
  const at = lines.findIndex((line) => line.type === 'answer' && line.client === call?.client && line.id === call.id);
  if (at < 0) throw new Error('no call was made again');
  return { at };
}

export function eventsWhere(lines: readonly Line[], fits: (operation: Operation) => boolean): number[] {
  const operations = new Map(
    lines.flatMap((line) => (line.type === 'call' ? [[`${line.client}/${line.id}`, line.operation] as const] : [])),
  );
  return lines.flatMap((line, at) => {
    const operation = line.type === 'event' ? operations.get(`${line.client}/${line.watch}`) : undefined;
    return operation !== undefined && fits(operation) ? [at] : [];
  });
}

export function stayingEvents(lines: readonly Line[]): number[] {
  return eventsWhere(lines, (operation) => operation.type === 'addWatch');
}

export function oneShotEvents(lines: readonly Line[]): number[] {
  return eventsWhere(lines, (operation) => operation.type === 'getData');
}
