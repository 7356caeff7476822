import type { EngineApi } from '@grove/engine';
import { encodeOperation } from '@grove/wire';
import type { Operation, OperationResult } from '@grove/wire';
import { decodeAnswer } from '../answer-bytes';
import type { Replayed } from '../replay';
import type { Report } from '../violation';
import { sameValue, show } from './same-value';

/** What a replica says of a znode after all is over. */
export interface FinalState {
  readonly znodes: ReadonlyMap<string, OperationResult | null>;
  readonly zxid: number;
  readonly sessions: number;
}

/** Whoever passes every check of rights: known to the simulated cluster alone. */
export const SUPERUSER = 'x509:CN=simulation';

/** Walks a replica's whole tree, as its superuser. */
export function readFinalState(engine: EngineApi, wait: (ms: number) => void): FinalState {
  const znodes = new Map<string, OperationResult | null>();
  let zxid = 0;
  const ask = (operation: Operation): OperationResult | null => {
    let result: OperationResult | null = null;
    engine.call(
      {
        operation: encodeOperation(operation),
        sessionId: 0,
        sessionSecret: new Uint8Array(0),
        linearizable: false,
        minZxid: 0,
        caller: { identities: [SUPERUSER] },
      },
      (bytes) => {
        const answer = decodeAnswer(bytes);
        zxid = answer.zxid;
        result = answer.result;
      },
    );
    return result;
  };
  wait(0);
  const visit = (path: string): void => {
    znodes.set(path, ask({ type: 'getData', path, watch: false }));
    const list = ask({ type: 'getChildren', path, watch: false });
    if (list?.type !== 'getChildren') return;
    for (const name of list.children) visit(path === '/' ? `/${name}` : `${path}/${name}`);
  };
  // The configuration is nobody's write.
  for (const root of ['/w', '/q', '/e', '/k', '/a']) visit(root);
  return { znodes, zxid, sessions: engine.status().sessions };
}

/** The replicas, whose digests are equal, hold exactly what the reference tree holds, sessions included. */
export function checkFinalState(found: FinalState, replayed: Replayed, report: Report): void {
  const { tree } = replayed;
  if (found.zxid !== replayed.lastZxid) return;
  if (found.sessions !== tree.sessions.size) {
    report('final state', `there are ${found.sessions} sessions; the reference tree has ${tree.sessions.size}`);
    return;
  }
  const identities = ['super:'];
  for (const [path, result] of found.znodes) {
    const expected = tree.read({ type: 'getData', path, watch: false }, 0, identities);
    if (sameValue(expected.result, result)) continue;
    report('final state', `${path} is ${show(result)}; the reference tree says ${show(expected.result)}`);
    return;
  }
  for (const path of tree.znodes.keys()) {
    if (path === '/' || path.startsWith('/zookeeper') || found.znodes.has(path)) continue;
    report('final state', `${path} is missing`);
    return;
  }
}
