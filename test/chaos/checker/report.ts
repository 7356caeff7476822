/** The rules, by the names under which violations are told. */
export const RULES = [
  'total order',
  'real-time order',
  'session order',
  'reads',
  'fresh reads',
  'unknown outcomes',
  'watches',
  'held watches',
  'changes',
  'exactly once',
  'ephemerals',
  'locks',
  'sequentials',
  'access',
  'quotas',
  'pages',
  'request ids',
  'read-only',
  'stamps',
  'digests',
  'registers',
] as const;

export type Rule = (typeof RULES)[number];

export interface Violation {
  readonly rule: Rule;
  readonly message: string;
}

export type Report = (rule: Rule, message: string) => void;
