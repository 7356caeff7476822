import { emptyAnswer } from '@grove/engine/dist/empty-answer';
import { DigestGuard } from '@grove/engine/dist/digest-guard';
import { LiveReplica } from '@grove/engine/dist/live-replica';
import { MembershipRequests } from '@grove/engine/dist/membership-requests';
import { replacement } from '@grove/engine/dist/membership';
import { TakingIn, type TakingInHost } from '@grove/engine/dist/taking-in';
import { SessionConnection } from '@grove/engine/dist/session-connection';
import { WatchTable } from '@grove/tree';
import { PagedChildren } from '@grove/tree/dist/paged-children';
import { SessionExecutor } from '@grove/tree/dist/session-executor';
import { Field } from '@grove/tree/dist/znode-columns';
import { isWrite, operationTypeOf } from '@grove/wire';
import type { RequestView, SessionResponseBuilder } from '@grove/wire';

/** Mistakes in what sessions ask for beside plain reads and writes, put over the compiled parts from outside. */

interface OpenPages {
  readonly store: { readonly columns: { get(row: number, field: number): number } };
  firstAfter(token: unknown, parent: number): number;
}

/** A page begins one child too late. */
export function skipChildren(): void {
  const prototype = PagedChildren.prototype as unknown as OpenPages;
  const { firstAfter } = prototype;
  prototype.firstAfter = function (token, parent): number {
    const child = firstAfter.call(this, token, parent);
    return child === 0 ? 0 : this.store.columns.get(child, Field.nextSibling);
  };
}

/** Every type of event is told, whatever was asked for. */
export function ignoreFilters(): void {
  const { add } = WatchTable.prototype;
  WatchTable.prototype.add = function (kind, path, watcher, options): void {
    add.call(this, kind, path, watcher, options === undefined ? undefined : { ...options, types: 0 });
  };
}

/** removeWatches says that it is done, and does nothing. Who leaves takes his watches with him. */
export function keepRemovedWatches(): void {
  const { remove } = WatchTable.prototype;
  WatchTable.prototype.remove = function (path, watcher, kinds): boolean {
    return kinds === undefined ? remove.call(this, path, watcher) : kinds.some((kind) => this.has(kind, path, watcher));
  };
}

interface OpenConnection {
  readonly host: { tree(): { readonly appliedZxid: number }; markDirty(connection: unknown): void };
  readonly builder: SessionResponseBuilder;
  takeReadOnly(frame: Uint8Array, request: RequestView): void;
}

/** A replica without a leader says of a write that it is done. */
export function acceptWritesWithoutLeader(): void {
  const prototype = SessionConnection.prototype as unknown as OpenConnection;
  const { takeReadOnly } = prototype;
  prototype.takeReadOnly = function (frame, request): void {
    const type = operationTypeOf(request.operationField);
    if (type === undefined || !isWrite(type)) {
      takeReadOnly.call(this, frame, request);
      return;
    }
    this.builder.answer(request.id, emptyAnswer(this.host.tree().appliedZxid, request.operationField));
    this.host.markDirty(this);
  };
}

/** What a session that is closed had made for its own life stays. */
export function leaveEphemerals(): void {
  const { end } = SessionExecutor.prototype;
  SessionExecutor.prototype.end = function (session, expired): void {
    if (!expired) session.firstEphemeral = 0;
    end.call(this, session, expired);
  };
}

/** Nobody looks at the digests that the others tell. */
export function compareNoDigests(): void {
  DigestGuard.prototype.onNews = (): void => {};
}

interface OpenReplica {
  tree(): { readonly state: { readonly origins: { readonly positions: Map<number, unknown> } } };
}

/** How far the forwards of a member were applied is forgotten when it is taken out. */
export function forgetRemovedOrigins(): void {
  const { onConfigApplied } = LiveReplica.prototype;
  LiveReplica.prototype.onConfigApplied = function (config, index, term): void {
    onConfigApplied.call(this, config, index, term);
    const { positions } = (this as unknown as OpenReplica).tree().state.origins;
    for (const replica of positions.keys()) if (!config.members.some(({ id }) => id === replica)) positions.delete(replica);
  };
}

interface OpenRequests {
  readonly host: { raft(): { readonly config: unknown } };
  settle(request: { readonly placed: { readonly index: number } | null }): void;
  succeeded(request: unknown, config: unknown, version: number): void;
}

/** A change of the members is told to be done as soon as a leader has put it into its log. */
export function tellMembersEarly(): void {
  const prototype = MembershipRequests.prototype as unknown as OpenRequests;
  prototype.settle = function (request): void {
    if (request.placed !== null) this.succeeded(request, this.host.raft().config, request.placed.index);
  };
}

/** A volume that asks under a member's number is taken in where that member is not heard, wherever it is. */
export function takeInStrays(): void {
  TakingIn.prototype.take = function (probe): void {
    const { host } = this as unknown as { readonly host: TakingInHost };
    const raft = host.raft();
    const config = host.leadsReadily() ? replacement(raft.config, probe) : null;
    const member = raft.config.members.find(({ id }) => id === probe.replica);
    if (config === null || (member?.incarnation !== '' && raft.hasHeard(probe.replica))) return;
    host.step({ type: 'proposeConfig', config });
  };
}
