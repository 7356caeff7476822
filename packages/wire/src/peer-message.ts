/**
 * What replicas say to one another, as the code sees it; the meaning and unit of each field is in
 * proto/grove/peer/v1/peer.proto. Byte fields of decoded messages are views of the received bytes.
 */

export interface PeerHello {
  readonly type: 'hello';
  readonly replica: number;
  readonly cluster: string;
  readonly incarnation: string;
  readonly featureLevel: number;
}

export type ControlMessage =
  | PeerHello
  | {
      readonly type: 'vote';
      readonly term: number;
      readonly preVote: boolean;
      readonly lastIndex: number;
      readonly lastTerm: number;
      readonly transfer: boolean;
    }
  | { readonly type: 'voteReply'; readonly term: number; readonly preVote: boolean; readonly granted: boolean }
  | {
      readonly type: 'heartbeat';
      readonly term: number;
      readonly commitIndex: number;
      readonly round: number;
      readonly digestZxid: number;
      readonly digest: string;
      readonly agreedZxid: number;
      readonly agreedDigest: string;
    }
  | { readonly type: 'heartbeatReply'; readonly term: number; readonly round: number; readonly digestZxid: number; readonly digest: string }
  | { readonly type: 'readIndex'; readonly term: number; readonly token: number }
  | { readonly type: 'readIndexReply'; readonly term: number; readonly token: number; readonly index: number }
  | { readonly type: 'timeoutNow'; readonly term: number }
  | {
      readonly type: 'sessionReport';
      readonly term: number;
      readonly round: number;
      readonly sessionIds: readonly number[];
      /** A watch somewhere wants values of changes. */
      readonly valuesWanted: boolean;
      /** Nobody at the reporter watches anything: word of commits may come a little later. */
      readonly commitsUnhurried: boolean;
    }
  | {
      readonly type: 'sessionReportReply';
      readonly term: number;
      readonly round: number;
      readonly refusedSessionIds: readonly number[];
      readonly valuesWanted: boolean;
    }
  | {
      readonly type: 'probe';
      readonly replica: number;
      readonly incarnation: string;
      readonly peerAddress: string;
      readonly clientAddress: string;
      /** The challenge that came last from whom it is sent to; 0: none. */
      readonly proof: number;
    }
  | {
      readonly type: 'probeReply';
      readonly replica: number;
      readonly incarnation: string;
      readonly formed: boolean;
      readonly initialConfig: Uint8Array;
      readonly version: number;
      /** Of a leader: who knows it is where the members have the receiver; 0: none. */
      readonly challenge: number;
    }
  | {
      readonly type: 'membershipChange';
      readonly term: number;
      readonly token: number;
      /** As `encodeMembershipChange` gives it. */
      readonly change: Uint8Array;
    }
  | {
      readonly type: 'membershipChangeReply';
      readonly term: number;
      readonly token: number;
      readonly code: number;
      readonly message: string;
      readonly index: number;
      readonly entryTerm: number;
    };

export type AppendMessage =
  | PeerHello
  | {
      readonly type: 'append';
      readonly term: number;
      readonly prevIndex: number;
      readonly prevTerm: number;
      readonly prevChain: number;
      readonly commitIndex: number;
      readonly blocks: readonly Uint8Array[];
    }
  | {
      readonly type: 'appendReply';
      readonly term: number;
      readonly accepted: boolean;
      readonly index: number;
      readonly hintTerm: number;
      readonly hintChain: number;
      readonly refusedIndex: number;
    }
  | { readonly type: 'forward'; readonly term: number; readonly group: Uint8Array }
  | { readonly type: 'forwardReply'; readonly term: number; readonly expectedNumber: number; readonly refused: boolean };

export type SnapshotMessage =
  | PeerHello
  | {
      readonly type: 'chunk';
      readonly term: number;
      readonly lastIndex: number;
      readonly lastTerm: number;
      readonly lastChain: number;
      readonly config: Uint8Array;
      readonly chunk: number;
      readonly chunks: number;
      readonly data: Uint8Array;
    }
  | {
      readonly type: 'chunkReply';
      readonly term: number;
      readonly lastIndex: number;
      readonly nextChunk: number;
      readonly refused: boolean;
    };

/** The name of one kind of peer message in a union of them. */
export type MessageOf<Union extends { readonly type: string }, Type extends Union['type']> = Extract<Union, { readonly type: Type }>;
