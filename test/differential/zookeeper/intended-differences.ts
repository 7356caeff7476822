import type { Body, PartAnswer } from './codec';
import type { MultiPart, Operation } from './operation';
import type { Item } from './raw-session';

type Event = Extract<Item, { readonly kind: 'event' }>;

const NODE_DELETED = 2;
const NOAUTH = -102;
const BADARGUMENTS = -8;
const RUNTIMEINCONSISTENCY = -2;

/** Why items came. */
export interface Asked {
  /** What this session asked for, in its order. */
  readonly requests: readonly Operation[];
  /** Whether it or another one was closed. */
  readonly closes: boolean;
}

/**
 * Where Grove is meant to answer other than ZooKeeper: each a rule of its own, as exact as it can be, and a line in
 * packages/zookeeper-wire/README.md. What Grove is to say, made from the requests and what ZooKeeper said to them.
 */
export function expectedOf({ requests, closes }: Asked, reference: readonly Item[], subject: readonly Item[]): Item[] {
  const items =
    requests.at(-1)?.op === 'setWatches' ? toldAgain(requests, reference, subject) : closes ? goneTogether(reference, subject) : reference;
  let answered = 0;
  return items.map((item) => {
    if (item.kind !== 'answer') return item;
    const request = requests[answered++];
    const { error, body } = request === undefined ? item : badPathFirst(request, item.error, item.body);
    return { ...item, error, body: emptyForNone(body) };
  });
}

/**
 * What a client that comes back is told has the zxid of its change, comes in the order of changes, says once that a znode went, and
 * leaves out what the client may not read (here: what its getData just before was refused). ZooKeeper puts no zxid (−1) there, goes by
 * the lists of watches, says it for each list, and looks at no right.
 */
function toldAgain(requests: readonly Operation[], reference: readonly Item[], subject: readonly Item[]): readonly Item[] {
  const from = requests.length - 1;
  const hidden = requests.flatMap((request, at) => {
    const answer = reference[at];
    return request.op === 'getData' && answer?.kind === 'answer' && answer.error === NOAUTH ? [request.path] : [];
  });
  const all = reference.slice(from).filter((item): item is Event => item.kind === 'event' && !hidden.includes(item.path));
  const left = all.filter((event, at) => event.type !== NODE_DELETED || all.findIndex((other) => nameOf(other) === nameOf(event)) === at);
  const right = subject.slice(from, from + left.length).filter((item): item is Event => item.kind === 'event');
  const rises = right.every((event, at) => at === 0 || event.zxid >= (right[at - 1]?.zxid ?? 0n));
  return [...reference.slice(0, from), ...(rises && sameEvents(left, right) ? right : left), ...reference.slice(-1)];
}

/**
 * Ephemerals of a session go in the order in which they were made; in ZooKeeper in that of a hash table. All in one change. The session
 * itself has no identities any more then, and is not told of what they alone may read.
 */
function goneTogether(reference: readonly Item[], subject: readonly Item[]): readonly Item[] {
  const [all, right] = [reference, subject].map((items) => items.filter((item): item is Event => item.kind === 'event'));
  if (all === undefined || right === undefined) return reference;
  const itself = reference.some((item) => item.kind === 'answer' && item.to === 'closeSession');
  const left = itself ? all.filter((event) => right.some((other) => nameOf(other) === nameOf(event))) : all;
  if (!sameEvents(left, right)) return reference;
  const inOrder = right.map((event) => left.find((other) => nameOf(other) === nameOf(event)) ?? event);
  return [...inOrder, ...reference.filter(({ kind }) => kind !== 'event')];
}

function sameEvents(left: readonly Event[], right: readonly Event[]): boolean {
  return JSON.stringify(left.map(nameOf).sort()) === JSON.stringify(right.map(nameOf).sort());
}

function nameOf({ type, state, path }: Event): string {
  return `${type} ${state} ${path}`;
}

/** A path that cannot be is the first thing that is wrong with a write; ZooKeeper looks at most of a path after parent and rights. */
function badPathFirst(request: Operation, error: number, body: Body): { readonly error: number; readonly body: Body } {
  if (request.op === 'multi' && body.parts !== undefined) return { error, body: { ...body, parts: partsOf(request.parts, body.parts) } };
  return error !== 0 && isBad(request) ? { error: BADARGUMENTS, body } : { error, body };
}

function partsOf(requests: readonly MultiPart[], answers: readonly PartAnswer[]): readonly PartAnswer[] {
  return answers.map((answer, at) => {
    const request = requests[at];
    const failed = answer.error !== 0 && answer.error !== RUNTIMEINCONSISTENCY;
    return failed && request !== undefined && isBad(request) ? { ...answer, error: BADARGUMENTS } : answer;
  });
}

function isBad(request: Operation): boolean {
  switch (request.op) {
    case 'create':
      // The number that comes behind it is part of a sequential path.
      return isBadPath(request.mode.endsWith('equential') ? `${request.path}1` : request.path);
    case 'delete':
    case 'setData':
    case 'setAcl':
    case 'check':
      return isBadPath(request.path);
    default:
      return false;
  }
}

function isBadPath(path: string): boolean {
  const [first, ...names] = path.split('/');
  if (path === '/') return false;
  return first !== '' || names.some((name) => name === '' || name === '.' || name === '..' || /[\u0000-\u001f]/.test(name));
}

/** A znode without data has empty data: ZooKeeper tells null from empty. */
function emptyForNone(body: Body): Body {
  return {
    ...body,
    ...(body.data === null ? { data: '' } : {}),
    ...(body.parts === undefined ? {} : { parts: body.parts.map((part) => ({ ...part, body: emptyForNone(part.body) })) }),
  };
}
