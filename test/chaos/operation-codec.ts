import { NodeKindNumber } from '@grove/wire';
import type { Acl, MultiPart as WireMultiPart, Operation as WireOperation, OperationResult, Stat as WireStat } from '@grove/wire';
import type { MultiPart, Operation, Outcome } from './checker/history';
import type { Stat } from './checker/operations';

/** Between what histories say and what clients send. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function versionOf(version: number): number | null {
  return version === -1 ? null : version;
}

function wirePart(part: MultiPart): WireMultiPart {
  switch (part.type) {
    case 'create':
      return {
        type: 'create',
        path: part.path,
        data: encoder.encode(part.data),
        kind: part.ephemeral ? 'ephemeral' : part.container === true ? 'container' : part.ttlMs !== undefined ? 'ttl' : 'persistent',
        sequential: part.sequential,
        ...(part.ttlMs !== undefined && { ttlMs: part.ttlMs }),
        ...(part.parents === true && { parents: true }),
      };
    case 'setData':
      return { type: 'setData', path: part.path, data: encoder.encode(part.data), version: versionOf(part.version) };
    case 'delete':
      return { type: 'delete', path: part.path, version: versionOf(part.version), ...(part.subtree === true && { subtree: true }) };
    case 'check':
      return { type: 'check', path: part.path, version: versionOf(part.version) };
    case 'checkNotExists':
      return { type: 'checkNotExists', path: part.path };
  }
}

function aclOf(rights: number): Acl[] {
  return [{ rights, identity: { scheme: 'world', id: 'anyone' } }];
}

export function wireOperation(operation: Operation): WireOperation {
  switch (operation.type) {
    case 'create':
    case 'setData':
    case 'delete':
      return wirePart(operation) as Extract<WireOperation, { readonly type: 'create' | 'setData' | 'delete' }>;
    case 'multi':
      return { type: 'multi', parts: operation.parts.map(wirePart) };
    case 'setAcl':
      return { type: 'setAcl', path: operation.path, acl: aclOf(operation.rights), aversion: versionOf(operation.aversion) };
    case 'sync':
      return { type: 'sync', path: '/' };
    case 'addWatch':
      return { type: 'addWatch', path: operation.path, mode: operation.recursive ? 'persistentRecursive' : 'persistent' };
    default:
      return operation;
  }
}

function statOf(stat: WireStat): Stat {
  const { ttlMs: _, kind, ...rest } = stat;
  return { ...rest, kind: kind === 'unknown' ? 0 : NodeKindNumber[kind] };
}

/** What the answer says, with only the fields that it has. */
export function outcomeOf(result: OperationResult | null): Outcome {
  switch (result?.type) {
    case 'create':
      return { path: result.path, stat: statOf(result.stat) };
    case 'setData':
    case 'setAcl':
    case 'exists':
      return { stat: statOf(result.stat) };
    case 'getData':
      return { data: decoder.decode(result.data), stat: statOf(result.stat) };
    case 'getChildren':
      return { children: result.children, stat: statOf(result.stat) };
    case 'getAcl':
      return { rights: result.acl.reduce((sum, { rights }) => sum | rights, 0), stat: statOf(result.stat) };
    case 'getAllChildrenNumber':
      return { count: result.count };
    case 'getEphemerals':
      return { paths: result.paths };
    case 'multi':
    case 'multiRead':
      return { parts: result.results.map(({ code, result: part }) => ({ code, ...outcomeOf(part) })) };
    default:
      return {};
  }
}
