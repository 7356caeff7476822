import { DigestSum, digestText, ItemHasher, ItemSeed } from './digest';
import { PathScan } from './path-scan';
import { compareCreation } from './sibling-order';
import { hashAnswer } from './stored-answers';
import { ROOT_ROW, type TreeState } from './tree-state';
import { readUtf8 } from './utf8';
import { Field, HASHED_START, NumberField, RowKind, STRIDE } from './znode-columns';

/**
 * The digest computed from nothing but the stored bytes and fields, and a check of every link on the way: a broken one
 * throws an Error that names the znode. Slow; for tests.
 */
export function recomputeDigest(state: TreeState): string {
  const sum = new DigestSum();
  const hasher = new ItemHasher();
  const znodes = auditZnodes(state, sum, hasher);
  if (znodes !== state.store.znodeCount) {
    throw new Error(`${znodes} znodes are linked and ${state.store.znodeCount} are counted`);
  }
  auditSessions(state, sum, hasher);
  state.requestIds.auditInto(sum, hasher);
  hasher.begin(ItemSeed.rest);
  hasher.number(state.featureLevel);
  hasher.number(state.timeMs);
  state.origins.hashInto(hasher);
  hasher.finish();
  return digestText(sum.low + hasher.low, sum.high + hasher.high);
}

function auditZnodes(state: TreeState, sum: DigestSum, hasher: ItemHasher): number {
  const { columns, arena, index, acls } = state.store;
  const users = new Map<number, number>();
  state.history.forEachAcl((acl) => users.set(acl, (users.get(acl) ?? 0) + 1));
  const scan = new PathScan();
  const record = new Int32Array(STRIDE);
  const rows: number[] = [];
  for (let row = ROOT_ROW; row < columns.rowLimit; row += 1) {
    if (columns.get(row, Field.kind) === RowKind.free) {
      continue;
    }
    rows.push(row);
    const base = columns.base(row);
    record.set(columns.words(row).subarray(base, base + STRIDE));
    const pathRef = (record[Field.pathRef] ?? 0) >>> 0;
    const start = arena.offsetOf(pathRef);
    const bytes = arena.bytesOf(pathRef);
    const end = start + (record[Field.pathLength] ?? 0);
    const path = readUtf8(bytes, start, end);
    const valid = scan.scan(bytes, start, end, false);
    const parent = scan.parentEnd === start ? ROOT_ROW : index.find(bytes, start, scan.parentEnd, scan.parentHash);
    if (!valid || index.find(bytes, start, end, scan.hash) !== row || (row !== ROOT_ROW && parent !== record[Field.parent])) {
      throw new Error(`the index is broken at ${path}`);
    }
    let children = 0;
    let descendants = 0;
    let dataBelow = 0;
    let previous = 0;
    for (let child = columns.get(row, Field.firstChild); child !== 0; child = columns.get(child, Field.nextSibling)) {
      if (columns.get(child, Field.parent) !== row || columns.get(child, Field.previousSibling) !== previous) {
        throw new Error(`the list of children is broken below ${path}`);
      }
      if (previous !== 0 && compareCreation(columns, child, previous) >= 0) {
        throw new Error(`the children of ${path} are not newest first`);
      }
      previous = child;
      children += 1;
      descendants += 1 + columns.get(child, Field.descendants);
      dataBelow += columns.get(child, Field.dataLength) + columns.getNumber(child, NumberField.dataBelow);
    }
    if (descendants !== record[Field.descendants]) {
      throw new Error(`${descendants} znodes are below ${path} and ${record[Field.descendants]} are counted`);
    }
    if (dataBelow !== columns.getNumber(row, NumberField.dataBelow)) {
      throw new Error(`${dataBelow} bytes are below ${path} and ${columns.getNumber(row, NumberField.dataBelow)} are counted`);
    }
    record[Field.pathHash] = scan.hash;
    record[Field.pathHashSecond] = scan.hashSecond;
    record[Field.childCount] = children;
    const dataRef = (record[Field.dataRef] ?? 0) >>> 0;
    hasher.low = 0;
    hasher.high = 0;
    if (dataRef !== 0) {
      hasher.begin(ItemSeed.data);
      hasher.bytes(arena.wordsOf(dataRef), arena.offsetOf(dataRef) >>> 2, record[Field.dataLength] ?? 0);
      hasher.finish();
    }
    record[Field.dataLow] = hasher.low;
    record[Field.dataHigh] = hasher.high;
    hasher.begin(ItemSeed.znode);
    hasher.words(record, HASHED_START, STRIDE);
    const acl = record[Field.acl] ?? 0;
    if (acl !== 0) {
      if (!acls.has(acl)) {
        throw new Error(`the access control list ${acl} of ${path} is not there`);
      }
      users.set(acl, (users.get(acl) ?? 0) + 1);
      hasher.word(acls.recomputeHash(acl));
    }
    hasher.finish();
    sum.add(hasher.low, hasher.high);
  }
  for (let acl = 1; acl < acls.limit; acl += 1) {
    if (acls.users(acl) !== (users.get(acl) ?? 0)) {
      throw new Error(`access control list ${acl} has ${users.get(acl) ?? 0} users and ${acls.users(acl)} are counted`);
    }
  }
  state.quotas.audit(rows);
  return rows.length;
}

function auditSessions(state: TreeState, sum: DigestSum, hasher: ItemHasher): void {
  const { columns } = state.store;
  for (const session of state.sessions.values()) {
    session.hashInto(hasher);
    sum.add(hasher.low, hasher.high);
    const { answers } = session;
    for (let i = 0; i < answers.count; i += 1) {
      const sequence = answers.firstSequence + i;
      answers.find(sequence);
      const words = new Int32Array((answers.foundBytes.length + 3) >>> 2);
      new Uint8Array(words.buffer).set(answers.foundBytes);
      hashAnswer(hasher, session.id, sequence, answers.foundCode, words, answers.foundBytes.length);
      sum.add(hasher.low, hasher.high);
    }
    let count = 0;
    let before = -1;
    for (let row = session.firstEphemeral; row !== 0; row = columns.get(row, Field.nextEphemeral)) {
      const czxid = columns.getNumber(row, NumberField.czxid);
      if (columns.getNumber(row, NumberField.owner) !== session.id || czxid < before) {
        throw new Error(`the list of ephemerals of session ${session.id} is broken`);
      }
      before = czxid;
      count += 1;
    }
    if (count !== session.ephemeralCount) {
      throw new Error(`session ${session.id} has ${count} ephemerals linked and ${session.ephemeralCount} counted`);
    }
  }
}
