import type { ChannelCredentials } from '@grpc/grpc-js';
import type { Acl, Child, Quota, Stat, WatchEventType, WatcherType } from '@grove/wire';
import type { GroveError, SessionOptions, WatchListener } from './session';
import type { TlsOptions } from './tls';

/** What the client's methods take and answer, where it is more than a field or two. */

export interface ConnectOptions extends Partial<SessionOptions> {
  /** host:port of replicas; any of them will do. */
  readonly endpoints: readonly string[];
  /** Rejects `connect` where no session could be made in this time. Default 10 s. */
  readonly connectTimeoutMs?: number;
  /** Left out: plain text. */
  readonly tls?: TlsOptions;
  /** gRPC's own credentials, instead of `tls`. */
  readonly credentials?: ChannelCredentials;
  /** Identities that the session gets before anything else is done; one that is refused rejects `connect` (AUTHFAILED). */
  readonly auth?: readonly AuthOptions[];
}

export interface AuthOptions {
  /** `digest`. */
  readonly scheme: string;
  /** digest: `user:password`. */
  readonly credential: string | Uint8Array;
}

export function credentialBytes(credential: string | Uint8Array): Uint8Array {
  return typeof credential === 'string' ? Buffer.from(credential, 'utf8') : credential;
}

export interface FreshnessOptions {
  /** Default: local. */
  readonly consistency?: 'local' | 'linearizable';
  /** Answered from a state at least as new as this zxid. */
  readonly minZxid?: number;
}

export interface ReadOptions extends FreshnessOptions {
  /** Sets a one-shot watch. It is called once, or never where the session ends before. */
  readonly watch?: WatchListener;
}

export interface ChildrenOptions extends ReadOptions {
  /** The most children of a page; a page can be shorter. Default 1,000. */
  readonly pageSize?: number;
  /** Each child with its data; needs READ on the child, else its Stat is null. */
  readonly withData?: boolean;
  /** Each child with its Stat; needs READ on the child, else it is null. */
  readonly withStat?: boolean;
}

export interface ChildrenPage {
  readonly children: readonly Child[];
  /** Of the parent. */
  readonly stat: Stat;
  /** The state that this page was read from. */
  readonly zxid: number;
}

/** At most one of `ephemeral`, `container` and `ttlMs`. */
export interface CreateOptions {
  /** It goes with this session. */
  readonly ephemeral?: boolean;
  /** The server appends the parent's count of creations, ten digits. */
  readonly sequential?: boolean;
  /** It goes some time after its last child went. */
  readonly container?: boolean;
  /** It goes when it was not modified for so long and has no children: 1 to 2^40 − 1. */
  readonly ttlMs?: number;
  /** Who may do what; left out or empty: everybody everything. */
  readonly acl?: readonly Acl[];
  /** Missing parents are made too: persistent, without data, with the same list. */
  readonly parents?: boolean;
}

export interface VersionOption {
  /** The version that the znode must have; left out or −1: any. */
  readonly version?: number;
}

export interface DeleteOptions extends VersionOption {
  /** With all below it, in one zxid; BADARGUMENTS above `maxSubtreeDeletions` of `serverInfo`. */
  readonly subtree?: boolean;
}

/** Limits that are left out are none. */
export type QuotaLimits = Partial<Quota>;

/** A watch that stays until `remove`. */
export interface WatchHandle {
  remove(): Promise<void>;
}

export interface AddWatchOptions {
  readonly recursive?: boolean;
  /** Only these types of events; left out: all that the watch reports. */
  readonly types?: readonly WatchEventType[];
  /** Events carry the new data and Stat (`dataAbsent` where an event told late comes too late for them). */
  readonly withData?: boolean;
  /** Events carry the data before the change. */
  readonly withPreviousData?: boolean;
  /** Changes were missed and the watch is gone (COMPACTED): read the state anew and watch again. */
  readonly onLost?: (error: GroveError) => void;
}

export interface RemoveWatchesOptions {
  /** Which of them; default: any. */
  readonly type?: WatcherType;
  /** Where no replica is connected, forget them here instead of waiting: no replica that comes later is told of them. */
  readonly local?: boolean;
}
