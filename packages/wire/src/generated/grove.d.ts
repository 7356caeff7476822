// Generated from proto/ by packages/wire/generate.cjs; not to be edited.
import * as $protobuf from 'protobufjs';
import Long = require('long');
/** Namespace grove. */
export namespace grove {
  /** Namespace peer. */
  namespace peer {
    /** Namespace v1. */
    namespace v1 {
      /** EntryKind enum. */
      enum EntryKind {
        ENTRY_KIND_UNSPECIFIED = 0,
        ENTRY_KIND_NOOP = 1,
        ENTRY_KIND_SESSION_OPEN = 2,
        ENTRY_KIND_SESSION_ATTACH = 3,
        ENTRY_KIND_SESSION_EXPIRE = 4,
        ENTRY_KIND_CLOCK = 5,
        ENTRY_KIND_FEATURE = 6,
        ENTRY_KIND_SESSION_AUTH = 7,
        ENTRY_KIND_REAP = 8,
      }

      /** Properties of a BlockBody. */
      interface IBlockBody {
        /** BlockBody timeMs */
        timeMs?: number | Long | null;

        /** BlockBody groups */
        groups?: grove.peer.v1.IEntryGroup[] | null;
      }

      /** Represents a BlockBody. */
      class BlockBody implements IBlockBody {
        /**
         * Constructs a new BlockBody.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IBlockBody);

        /** BlockBody timeMs. */
        public timeMs: number | Long;

        /** BlockBody groups. */
        public groups: grove.peer.v1.IEntryGroup[];

        /**
         * Encodes the specified BlockBody message. Does not implicitly {@link grove.peer.v1.BlockBody.verify|verify} messages.
         * @param message BlockBody message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IBlockBody, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a BlockBody message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns BlockBody
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.BlockBody;
      }

      /** Properties of an EntryGroup. */
      interface IEntryGroup {
        /** EntryGroup originReplica */
        originReplica?: number | null;

        /** EntryGroup originEpoch */
        originEpoch?: number | Long | null;

        /** EntryGroup firstNumber */
        firstNumber?: number | Long | null;

        /** EntryGroup count */
        count?: number | null;

        /** EntryGroup entries */
        entries?: grove.peer.v1.IEntry[] | null;
      }

      /** Represents an EntryGroup. */
      class EntryGroup implements IEntryGroup {
        /**
         * Constructs a new EntryGroup.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IEntryGroup);

        /** EntryGroup originReplica. */
        public originReplica: number;

        /** EntryGroup originEpoch. */
        public originEpoch: number | Long;

        /** EntryGroup firstNumber. */
        public firstNumber: number | Long;

        /** EntryGroup count. */
        public count: number;

        /** EntryGroup entries. */
        public entries: grove.peer.v1.IEntry[];

        /**
         * Encodes the specified EntryGroup message. Does not implicitly {@link grove.peer.v1.EntryGroup.verify|verify} messages.
         * @param message EntryGroup message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IEntryGroup, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an EntryGroup message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns EntryGroup
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.EntryGroup;
      }

      /** Properties of an Entry. */
      interface IEntry {
        /** Entry kind */
        kind?: grove.peer.v1.EntryKind | null;

        /** Entry sessionId */
        sessionId?: number | Long | null;

        /** Entry generation */
        generation?: number | null;

        /** Entry sequence */
        sequence?: number | Long | null;

        /** Entry acknowledgedSequence */
        acknowledgedSequence?: number | Long | null;

        /** Entry identities */
        identities?: number[] | null;

        /** Entry requestId */
        requestId?: Uint8Array | null;

        /** Entry operation */
        operation?: Uint8Array | null;

        /** Entry refusalCode */
        refusalCode?: number | null;

        /** Entry caller */
        caller?: string[] | null;
      }

      /** Represents an Entry. */
      class Entry implements IEntry {
        /**
         * Constructs a new Entry.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IEntry);

        /** Entry kind. */
        public kind: grove.peer.v1.EntryKind;

        /** Entry sessionId. */
        public sessionId: number | Long;

        /** Entry generation. */
        public generation: number;

        /** Entry sequence. */
        public sequence: number | Long;

        /** Entry acknowledgedSequence. */
        public acknowledgedSequence: number | Long;

        /** Entry identities. */
        public identities: number[];

        /** Entry requestId. */
        public requestId: Uint8Array;

        /** Entry operation. */
        public operation: Uint8Array;

        /** Entry refusalCode. */
        public refusalCode: number;

        /** Entry caller. */
        public caller: string[];

        /**
         * Encodes the specified Entry message. Does not implicitly {@link grove.peer.v1.Entry.verify|verify} messages.
         * @param message Entry message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IEntry, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Entry message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns Entry
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.Entry;
      }

      /** Properties of a SessionOpened. */
      interface ISessionOpened {
        /** SessionOpened timeoutMs */
        timeoutMs?: number | null;

        /** SessionOpened secretHash */
        secretHash?: Uint8Array | null;

        /** SessionOpened identities */
        identities?: string[] | null;
      }

      /** Represents a SessionOpened. */
      class SessionOpened implements ISessionOpened {
        /**
         * Constructs a new SessionOpened.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISessionOpened);

        /** SessionOpened timeoutMs. */
        public timeoutMs: number;

        /** SessionOpened secretHash. */
        public secretHash: Uint8Array;

        /** SessionOpened identities. */
        public identities: string[];

        /**
         * Encodes the specified SessionOpened message. Does not implicitly {@link grove.peer.v1.SessionOpened.verify|verify} messages.
         * @param message SessionOpened message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISessionOpened, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SessionOpened message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SessionOpened
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SessionOpened;
      }

      /** Properties of a SessionAttached. */
      interface ISessionAttached {
        /** SessionAttached sessionId */
        sessionId?: number | Long | null;

        /** SessionAttached secretHash */
        secretHash?: Uint8Array | null;

        /** SessionAttached identities */
        identities?: string[] | null;

        /** SessionAttached superuser */
        superuser?: string | null;
      }

      /** Represents a SessionAttached. */
      class SessionAttached implements ISessionAttached {
        /**
         * Constructs a new SessionAttached.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISessionAttached);

        /** SessionAttached sessionId. */
        public sessionId: number | Long;

        /** SessionAttached secretHash. */
        public secretHash: Uint8Array;

        /** SessionAttached identities. */
        public identities: string[];

        /** SessionAttached superuser. */
        public superuser?: string | null;

        /**
         * Encodes the specified SessionAttached message. Does not implicitly {@link grove.peer.v1.SessionAttached.verify|verify} messages.
         * @param message SessionAttached message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISessionAttached, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SessionAttached message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SessionAttached
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SessionAttached;
      }

      /** Properties of a SessionAuthenticated. */
      interface ISessionAuthenticated {
        /** SessionAuthenticated identities */
        identities?: string[] | null;
      }

      /** Represents a SessionAuthenticated. */
      class SessionAuthenticated implements ISessionAuthenticated {
        /**
         * Constructs a new SessionAuthenticated.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISessionAuthenticated);

        /** SessionAuthenticated identities. */
        public identities: string[];

        /**
         * Encodes the specified SessionAuthenticated message. Does not implicitly {@link grove.peer.v1.SessionAuthenticated.verify|verify} messages.
         * @param message SessionAuthenticated message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISessionAuthenticated, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SessionAuthenticated message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SessionAuthenticated
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SessionAuthenticated;
      }

      /** Properties of a ZnodesReaped. */
      interface IZnodesReaped {
        /** ZnodesReaped znodes */
        znodes?: grove.peer.v1.IReapedZnode[] | null;
      }

      /** Represents a ZnodesReaped. */
      class ZnodesReaped implements IZnodesReaped {
        /**
         * Constructs a new ZnodesReaped.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IZnodesReaped);

        /** ZnodesReaped znodes. */
        public znodes: grove.peer.v1.IReapedZnode[];

        /**
         * Encodes the specified ZnodesReaped message. Does not implicitly {@link grove.peer.v1.ZnodesReaped.verify|verify} messages.
         * @param message ZnodesReaped message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IZnodesReaped, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ZnodesReaped message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns ZnodesReaped
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.ZnodesReaped;
      }

      /** Properties of a ReapedZnode. */
      interface IReapedZnode {
        /** ReapedZnode path */
        path?: string | null;

        /** ReapedZnode czxid */
        czxid?: number | Long | null;

        /** ReapedZnode mzxid */
        mzxid?: number | Long | null;
      }

      /** Represents a ReapedZnode. */
      class ReapedZnode implements IReapedZnode {
        /**
         * Constructs a new ReapedZnode.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IReapedZnode);

        /** ReapedZnode path. */
        public path: string;

        /** ReapedZnode czxid. */
        public czxid: number | Long;

        /** ReapedZnode mzxid. */
        public mzxid: number | Long;

        /**
         * Encodes the specified ReapedZnode message. Does not implicitly {@link grove.peer.v1.ReapedZnode.verify|verify} messages.
         * @param message ReapedZnode message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IReapedZnode, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReapedZnode message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns ReapedZnode
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.ReapedZnode;
      }

      /** Properties of a SessionsExpired. */
      interface ISessionsExpired {
        /** SessionsExpired sessionIds */
        sessionIds?: (number | Long)[] | null;

        /** SessionsExpired generations */
        generations?: (number | Long)[] | null;
      }

      /** Represents a SessionsExpired. */
      class SessionsExpired implements ISessionsExpired {
        /**
         * Constructs a new SessionsExpired.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISessionsExpired);

        /** SessionsExpired sessionIds. */
        public sessionIds: (number | Long)[];

        /** SessionsExpired generations. */
        public generations: (number | Long)[];

        /**
         * Encodes the specified SessionsExpired message. Does not implicitly {@link grove.peer.v1.SessionsExpired.verify|verify} messages.
         * @param message SessionsExpired message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISessionsExpired, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SessionsExpired message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SessionsExpired
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SessionsExpired;
      }

      /** Properties of a FeatureLevelRaised. */
      interface IFeatureLevelRaised {
        /** FeatureLevelRaised level */
        level?: number | null;
      }

      /** Represents a FeatureLevelRaised. */
      class FeatureLevelRaised implements IFeatureLevelRaised {
        /**
         * Constructs a new FeatureLevelRaised.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IFeatureLevelRaised);

        /** FeatureLevelRaised level. */
        public level: number;

        /**
         * Encodes the specified FeatureLevelRaised message. Does not implicitly {@link grove.peer.v1.FeatureLevelRaised.verify|verify} messages.
         * @param message FeatureLevelRaised message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IFeatureLevelRaised, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeatureLevelRaised message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns FeatureLevelRaised
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.FeatureLevelRaised;
      }

      /** Properties of a PeerHello. */
      interface IPeerHello {
        /** PeerHello replica */
        replica?: number | null;

        /** PeerHello cluster */
        cluster?: string | null;

        /** PeerHello incarnation */
        incarnation?: string | null;

        /** PeerHello featureLevel */
        featureLevel?: number | null;
      }

      /** Represents a PeerHello. */
      class PeerHello implements IPeerHello {
        /**
         * Constructs a new PeerHello.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IPeerHello);

        /** PeerHello replica. */
        public replica: number;

        /** PeerHello cluster. */
        public cluster: string;

        /** PeerHello incarnation. */
        public incarnation: string;

        /** PeerHello featureLevel. */
        public featureLevel: number;

        /**
         * Encodes the specified PeerHello message. Does not implicitly {@link grove.peer.v1.PeerHello.verify|verify} messages.
         * @param message PeerHello message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IPeerHello, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PeerHello message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns PeerHello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.PeerHello;
      }

      /** Properties of a Vote. */
      interface IVote {
        /** Vote term */
        term?: number | Long | null;

        /** Vote preVote */
        preVote?: boolean | null;

        /** Vote lastIndex */
        lastIndex?: number | Long | null;

        /** Vote lastTerm */
        lastTerm?: number | Long | null;

        /** Vote transfer */
        transfer?: boolean | null;
      }

      /** Represents a Vote. */
      class Vote implements IVote {
        /**
         * Constructs a new Vote.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IVote);

        /** Vote term. */
        public term: number | Long;

        /** Vote preVote. */
        public preVote: boolean;

        /** Vote lastIndex. */
        public lastIndex: number | Long;

        /** Vote lastTerm. */
        public lastTerm: number | Long;

        /** Vote transfer. */
        public transfer: boolean;

        /**
         * Encodes the specified Vote message. Does not implicitly {@link grove.peer.v1.Vote.verify|verify} messages.
         * @param message Vote message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IVote, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Vote message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns Vote
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.Vote;
      }

      /** Properties of a VoteReply. */
      interface IVoteReply {
        /** VoteReply term */
        term?: number | Long | null;

        /** VoteReply preVote */
        preVote?: boolean | null;

        /** VoteReply granted */
        granted?: boolean | null;
      }

      /** Represents a VoteReply. */
      class VoteReply implements IVoteReply {
        /**
         * Constructs a new VoteReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IVoteReply);

        /** VoteReply term. */
        public term: number | Long;

        /** VoteReply preVote. */
        public preVote: boolean;

        /** VoteReply granted. */
        public granted: boolean;

        /**
         * Encodes the specified VoteReply message. Does not implicitly {@link grove.peer.v1.VoteReply.verify|verify} messages.
         * @param message VoteReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IVoteReply, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a VoteReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns VoteReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.VoteReply;
      }

      /** Properties of a Heartbeat. */
      interface IHeartbeat {
        /** Heartbeat term */
        term?: number | Long | null;

        /** Heartbeat commitIndex */
        commitIndex?: number | Long | null;

        /** Heartbeat round */
        round?: number | Long | null;

        /** Heartbeat digestZxid */
        digestZxid?: number | Long | null;

        /** Heartbeat digest */
        digest?: string | null;

        /** Heartbeat agreedZxid */
        agreedZxid?: number | Long | null;

        /** Heartbeat agreedDigest */
        agreedDigest?: string | null;
      }

      /** Represents a Heartbeat. */
      class Heartbeat implements IHeartbeat {
        /**
         * Constructs a new Heartbeat.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IHeartbeat);

        /** Heartbeat term. */
        public term: number | Long;

        /** Heartbeat commitIndex. */
        public commitIndex: number | Long;

        /** Heartbeat round. */
        public round: number | Long;

        /** Heartbeat digestZxid. */
        public digestZxid: number | Long;

        /** Heartbeat digest. */
        public digest: string;

        /** Heartbeat agreedZxid. */
        public agreedZxid: number | Long;

        /** Heartbeat agreedDigest. */
        public agreedDigest: string;

        /**
         * Encodes the specified Heartbeat message. Does not implicitly {@link grove.peer.v1.Heartbeat.verify|verify} messages.
         * @param message Heartbeat message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IHeartbeat, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Heartbeat message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns Heartbeat
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.Heartbeat;
      }

      /** Properties of a HeartbeatReply. */
      interface IHeartbeatReply {
        /** HeartbeatReply term */
        term?: number | Long | null;

        /** HeartbeatReply round */
        round?: number | Long | null;

        /** HeartbeatReply digestZxid */
        digestZxid?: number | Long | null;

        /** HeartbeatReply digest */
        digest?: string | null;
      }

      /** Represents a HeartbeatReply. */
      class HeartbeatReply implements IHeartbeatReply {
        /**
         * Constructs a new HeartbeatReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IHeartbeatReply);

        /** HeartbeatReply term. */
        public term: number | Long;

        /** HeartbeatReply round. */
        public round: number | Long;

        /** HeartbeatReply digestZxid. */
        public digestZxid: number | Long;

        /** HeartbeatReply digest. */
        public digest: string;

        /**
         * Encodes the specified HeartbeatReply message. Does not implicitly {@link grove.peer.v1.HeartbeatReply.verify|verify} messages.
         * @param message HeartbeatReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IHeartbeatReply, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HeartbeatReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns HeartbeatReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.HeartbeatReply;
      }

      /** Properties of a ReadIndex. */
      interface IReadIndex {
        /** ReadIndex term */
        term?: number | Long | null;

        /** ReadIndex token */
        token?: number | Long | null;
      }

      /** Represents a ReadIndex. */
      class ReadIndex implements IReadIndex {
        /**
         * Constructs a new ReadIndex.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IReadIndex);

        /** ReadIndex term. */
        public term: number | Long;

        /** ReadIndex token. */
        public token: number | Long;

        /**
         * Encodes the specified ReadIndex message. Does not implicitly {@link grove.peer.v1.ReadIndex.verify|verify} messages.
         * @param message ReadIndex message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IReadIndex, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReadIndex message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns ReadIndex
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.ReadIndex;
      }

      /** Properties of a ReadIndexReply. */
      interface IReadIndexReply {
        /** ReadIndexReply term */
        term?: number | Long | null;

        /** ReadIndexReply token */
        token?: number | Long | null;

        /** ReadIndexReply index */
        index?: number | Long | null;
      }

      /** Represents a ReadIndexReply. */
      class ReadIndexReply implements IReadIndexReply {
        /**
         * Constructs a new ReadIndexReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IReadIndexReply);

        /** ReadIndexReply term. */
        public term: number | Long;

        /** ReadIndexReply token. */
        public token: number | Long;

        /** ReadIndexReply index. */
        public index: number | Long;

        /**
         * Encodes the specified ReadIndexReply message. Does not implicitly {@link grove.peer.v1.ReadIndexReply.verify|verify} messages.
         * @param message ReadIndexReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IReadIndexReply, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReadIndexReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns ReadIndexReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.ReadIndexReply;
      }

      /** Properties of a TimeoutNow. */
      interface ITimeoutNow {
        /** TimeoutNow term */
        term?: number | Long | null;
      }

      /** Represents a TimeoutNow. */
      class TimeoutNow implements ITimeoutNow {
        /**
         * Constructs a new TimeoutNow.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ITimeoutNow);

        /** TimeoutNow term. */
        public term: number | Long;

        /**
         * Encodes the specified TimeoutNow message. Does not implicitly {@link grove.peer.v1.TimeoutNow.verify|verify} messages.
         * @param message TimeoutNow message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ITimeoutNow, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TimeoutNow message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns TimeoutNow
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.TimeoutNow;
      }

      /** Properties of a SessionReport. */
      interface ISessionReport {
        /** SessionReport term */
        term?: number | Long | null;

        /** SessionReport round */
        round?: number | Long | null;

        /** SessionReport sessionIds */
        sessionIds?: (number | Long)[] | null;

        /** SessionReport valuesWanted */
        valuesWanted?: boolean | null;

        /** SessionReport commitsUnhurried */
        commitsUnhurried?: boolean | null;
      }

      /** Represents a SessionReport. */
      class SessionReport implements ISessionReport {
        /**
         * Constructs a new SessionReport.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISessionReport);

        /** SessionReport term. */
        public term: number | Long;

        /** SessionReport round. */
        public round: number | Long;

        /** SessionReport sessionIds. */
        public sessionIds: (number | Long)[];

        /** SessionReport valuesWanted. */
        public valuesWanted: boolean;

        /** SessionReport commitsUnhurried. */
        public commitsUnhurried: boolean;

        /**
         * Encodes the specified SessionReport message. Does not implicitly {@link grove.peer.v1.SessionReport.verify|verify} messages.
         * @param message SessionReport message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISessionReport, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SessionReport message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SessionReport
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SessionReport;
      }

      /** Properties of a SessionReportReply. */
      interface ISessionReportReply {
        /** SessionReportReply term */
        term?: number | Long | null;

        /** SessionReportReply round */
        round?: number | Long | null;

        /** SessionReportReply refusedSessionIds */
        refusedSessionIds?: (number | Long)[] | null;

        /** SessionReportReply valuesWanted */
        valuesWanted?: boolean | null;
      }

      /** Represents a SessionReportReply. */
      class SessionReportReply implements ISessionReportReply {
        /**
         * Constructs a new SessionReportReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISessionReportReply);

        /** SessionReportReply term. */
        public term: number | Long;

        /** SessionReportReply round. */
        public round: number | Long;

        /** SessionReportReply refusedSessionIds. */
        public refusedSessionIds: (number | Long)[];

        /** SessionReportReply valuesWanted. */
        public valuesWanted: boolean;

        /**
         * Encodes the specified SessionReportReply message. Does not implicitly {@link grove.peer.v1.SessionReportReply.verify|verify} messages.
         * @param message SessionReportReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISessionReportReply, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SessionReportReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SessionReportReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SessionReportReply;
      }

      /** Properties of a Probe. */
      interface IProbe {
        /** Probe replica */
        replica?: number | null;

        /** Probe incarnation */
        incarnation?: string | null;

        /** Probe peerAddress */
        peerAddress?: string | null;

        /** Probe clientAddress */
        clientAddress?: string | null;

        /** Probe proof */
        proof?: number | Long | null;
      }

      /** Represents a Probe. */
      class Probe implements IProbe {
        /**
         * Constructs a new Probe.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IProbe);

        /** Probe replica. */
        public replica: number;

        /** Probe incarnation. */
        public incarnation: string;

        /** Probe peerAddress. */
        public peerAddress: string;

        /** Probe clientAddress. */
        public clientAddress: string;

        /** Probe proof. */
        public proof: number | Long;

        /**
         * Encodes the specified Probe message. Does not implicitly {@link grove.peer.v1.Probe.verify|verify} messages.
         * @param message Probe message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IProbe, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Probe message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns Probe
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.Probe;
      }

      /** Properties of a ProbeReply. */
      interface IProbeReply {
        /** ProbeReply replica */
        replica?: number | null;

        /** ProbeReply incarnation */
        incarnation?: string | null;

        /** ProbeReply formed */
        formed?: boolean | null;

        /** ProbeReply initialConfig */
        initialConfig?: Uint8Array | null;

        /** ProbeReply version */
        version?: number | Long | null;

        /** ProbeReply challenge */
        challenge?: number | Long | null;
      }

      /** Represents a ProbeReply. */
      class ProbeReply implements IProbeReply {
        /**
         * Constructs a new ProbeReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IProbeReply);

        /** ProbeReply replica. */
        public replica: number;

        /** ProbeReply incarnation. */
        public incarnation: string;

        /** ProbeReply formed. */
        public formed: boolean;

        /** ProbeReply initialConfig. */
        public initialConfig: Uint8Array;

        /** ProbeReply version. */
        public version: number | Long;

        /** ProbeReply challenge. */
        public challenge: number | Long;

        /**
         * Encodes the specified ProbeReply message. Does not implicitly {@link grove.peer.v1.ProbeReply.verify|verify} messages.
         * @param message ProbeReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IProbeReply, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ProbeReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns ProbeReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.ProbeReply;
      }

      /** Properties of a MembershipChange. */
      interface IMembershipChange {
        /** MembershipChange term */
        term?: number | Long | null;

        /** MembershipChange token */
        token?: number | Long | null;

        /** MembershipChange change */
        change?: Uint8Array | null;
      }

      /** Represents a MembershipChange. */
      class MembershipChange implements IMembershipChange {
        /**
         * Constructs a new MembershipChange.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IMembershipChange);

        /** MembershipChange term. */
        public term: number | Long;

        /** MembershipChange token. */
        public token: number | Long;

        /** MembershipChange change. */
        public change: Uint8Array;

        /**
         * Encodes the specified MembershipChange message. Does not implicitly {@link grove.peer.v1.MembershipChange.verify|verify} messages.
         * @param message MembershipChange message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IMembershipChange, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MembershipChange message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns MembershipChange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.MembershipChange;
      }

      /** Properties of a MembershipChangeReply. */
      interface IMembershipChangeReply {
        /** MembershipChangeReply term */
        term?: number | Long | null;

        /** MembershipChangeReply token */
        token?: number | Long | null;

        /** MembershipChangeReply code */
        code?: number | null;

        /** MembershipChangeReply message */
        message?: string | null;

        /** MembershipChangeReply index */
        index?: number | Long | null;

        /** MembershipChangeReply entryTerm */
        entryTerm?: number | Long | null;
      }

      /** Represents a MembershipChangeReply. */
      class MembershipChangeReply implements IMembershipChangeReply {
        /**
         * Constructs a new MembershipChangeReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IMembershipChangeReply);

        /** MembershipChangeReply term. */
        public term: number | Long;

        /** MembershipChangeReply token. */
        public token: number | Long;

        /** MembershipChangeReply code. */
        public code: number;

        /** MembershipChangeReply message. */
        public message: string;

        /** MembershipChangeReply index. */
        public index: number | Long;

        /** MembershipChangeReply entryTerm. */
        public entryTerm: number | Long;

        /**
         * Encodes the specified MembershipChangeReply message. Does not implicitly {@link grove.peer.v1.MembershipChangeReply.verify|verify} messages.
         * @param message MembershipChangeReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IMembershipChangeReply, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MembershipChangeReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns MembershipChangeReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.MembershipChangeReply;
      }

      /** Properties of a ControlRequest. */
      interface IControlRequest {
        /** ControlRequest hello */
        hello?: grove.peer.v1.IPeerHello | null;

        /** ControlRequest vote */
        vote?: grove.peer.v1.IVote | null;

        /** ControlRequest voteReply */
        voteReply?: grove.peer.v1.IVoteReply | null;

        /** ControlRequest heartbeat */
        heartbeat?: grove.peer.v1.IHeartbeat | null;

        /** ControlRequest heartbeatReply */
        heartbeatReply?: grove.peer.v1.IHeartbeatReply | null;

        /** ControlRequest readIndex */
        readIndex?: grove.peer.v1.IReadIndex | null;

        /** ControlRequest readIndexReply */
        readIndexReply?: grove.peer.v1.IReadIndexReply | null;

        /** ControlRequest timeoutNow */
        timeoutNow?: grove.peer.v1.ITimeoutNow | null;

        /** ControlRequest sessionReport */
        sessionReport?: grove.peer.v1.ISessionReport | null;

        /** ControlRequest sessionReportReply */
        sessionReportReply?: grove.peer.v1.ISessionReportReply | null;

        /** ControlRequest probe */
        probe?: grove.peer.v1.IProbe | null;

        /** ControlRequest probeReply */
        probeReply?: grove.peer.v1.IProbeReply | null;

        /** ControlRequest membershipChange */
        membershipChange?: grove.peer.v1.IMembershipChange | null;

        /** ControlRequest membershipChangeReply */
        membershipChangeReply?: grove.peer.v1.IMembershipChangeReply | null;
      }

      /** Represents a ControlRequest. */
      class ControlRequest implements IControlRequest {
        /**
         * Constructs a new ControlRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IControlRequest);

        /** ControlRequest hello. */
        public hello?: grove.peer.v1.IPeerHello | null;

        /** ControlRequest vote. */
        public vote?: grove.peer.v1.IVote | null;

        /** ControlRequest voteReply. */
        public voteReply?: grove.peer.v1.IVoteReply | null;

        /** ControlRequest heartbeat. */
        public heartbeat?: grove.peer.v1.IHeartbeat | null;

        /** ControlRequest heartbeatReply. */
        public heartbeatReply?: grove.peer.v1.IHeartbeatReply | null;

        /** ControlRequest readIndex. */
        public readIndex?: grove.peer.v1.IReadIndex | null;

        /** ControlRequest readIndexReply. */
        public readIndexReply?: grove.peer.v1.IReadIndexReply | null;

        /** ControlRequest timeoutNow. */
        public timeoutNow?: grove.peer.v1.ITimeoutNow | null;

        /** ControlRequest sessionReport. */
        public sessionReport?: grove.peer.v1.ISessionReport | null;

        /** ControlRequest sessionReportReply. */
        public sessionReportReply?: grove.peer.v1.ISessionReportReply | null;

        /** ControlRequest probe. */
        public probe?: grove.peer.v1.IProbe | null;

        /** ControlRequest probeReply. */
        public probeReply?: grove.peer.v1.IProbeReply | null;

        /** ControlRequest membershipChange. */
        public membershipChange?: grove.peer.v1.IMembershipChange | null;

        /** ControlRequest membershipChangeReply. */
        public membershipChangeReply?: grove.peer.v1.IMembershipChangeReply | null;

        /** ControlRequest message. */
        public message?:
          | 'hello'
          | 'vote'
          | 'voteReply'
          | 'heartbeat'
          | 'heartbeatReply'
          | 'readIndex'
          | 'readIndexReply'
          | 'timeoutNow'
          | 'sessionReport'
          | 'sessionReportReply'
          | 'probe'
          | 'probeReply'
          | 'membershipChange'
          | 'membershipChangeReply';

        /**
         * Encodes the specified ControlRequest message. Does not implicitly {@link grove.peer.v1.ControlRequest.verify|verify} messages.
         * @param message ControlRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IControlRequest, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ControlRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns ControlRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.ControlRequest;
      }

      /** Properties of a ControlResponse. */
      interface IControlResponse {}

      /** Represents a ControlResponse. */
      class ControlResponse implements IControlResponse {
        /**
         * Constructs a new ControlResponse.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IControlResponse);

        /**
         * Encodes the specified ControlResponse message. Does not implicitly {@link grove.peer.v1.ControlResponse.verify|verify} messages.
         * @param message ControlResponse message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IControlResponse, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ControlResponse message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns ControlResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.ControlResponse;
      }

      /** Properties of an Append. */
      interface IAppend {
        /** Append term */
        term?: number | Long | null;

        /** Append prevIndex */
        prevIndex?: number | Long | null;

        /** Append prevTerm */
        prevTerm?: number | Long | null;

        /** Append prevChain */
        prevChain?: number | null;

        /** Append commitIndex */
        commitIndex?: number | Long | null;

        /** Append blocks */
        blocks?: Uint8Array[] | null;
      }

      /** Represents an Append. */
      class Append implements IAppend {
        /**
         * Constructs a new Append.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IAppend);

        /** Append term. */
        public term: number | Long;

        /** Append prevIndex. */
        public prevIndex: number | Long;

        /** Append prevTerm. */
        public prevTerm: number | Long;

        /** Append prevChain. */
        public prevChain: number;

        /** Append commitIndex. */
        public commitIndex: number | Long;

        /** Append blocks. */
        public blocks: Uint8Array[];

        /**
         * Encodes the specified Append message. Does not implicitly {@link grove.peer.v1.Append.verify|verify} messages.
         * @param message Append message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IAppend, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Append message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns Append
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.Append;
      }

      /** Properties of an AppendReply. */
      interface IAppendReply {
        /** AppendReply term */
        term?: number | Long | null;

        /** AppendReply accepted */
        accepted?: boolean | null;

        /** AppendReply index */
        index?: number | Long | null;

        /** AppendReply hintTerm */
        hintTerm?: number | Long | null;

        /** AppendReply hintChain */
        hintChain?: number | null;

        /** AppendReply refusedIndex */
        refusedIndex?: number | Long | null;
      }

      /** Represents an AppendReply. */
      class AppendReply implements IAppendReply {
        /**
         * Constructs a new AppendReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IAppendReply);

        /** AppendReply term. */
        public term: number | Long;

        /** AppendReply accepted. */
        public accepted: boolean;

        /** AppendReply index. */
        public index: number | Long;

        /** AppendReply hintTerm. */
        public hintTerm: number | Long;

        /** AppendReply hintChain. */
        public hintChain: number;

        /** AppendReply refusedIndex. */
        public refusedIndex: number | Long;

        /**
         * Encodes the specified AppendReply message. Does not implicitly {@link grove.peer.v1.AppendReply.verify|verify} messages.
         * @param message AppendReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IAppendReply, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AppendReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns AppendReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.AppendReply;
      }

      /** Properties of a Forward. */
      interface IForward {
        /** Forward term */
        term?: number | Long | null;

        /** Forward group */
        group?: Uint8Array | null;
      }

      /** Represents a Forward. */
      class Forward implements IForward {
        /**
         * Constructs a new Forward.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IForward);

        /** Forward term. */
        public term: number | Long;

        /** Forward group. */
        public group: Uint8Array;

        /**
         * Encodes the specified Forward message. Does not implicitly {@link grove.peer.v1.Forward.verify|verify} messages.
         * @param message Forward message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IForward, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Forward message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns Forward
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.Forward;
      }

      /** Properties of a ForwardReply. */
      interface IForwardReply {
        /** ForwardReply term */
        term?: number | Long | null;

        /** ForwardReply expectedNumber */
        expectedNumber?: number | Long | null;

        /** ForwardReply refused */
        refused?: boolean | null;
      }

      /** Represents a ForwardReply. */
      class ForwardReply implements IForwardReply {
        /**
         * Constructs a new ForwardReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IForwardReply);

        /** ForwardReply term. */
        public term: number | Long;

        /** ForwardReply expectedNumber. */
        public expectedNumber: number | Long;

        /** ForwardReply refused. */
        public refused: boolean;

        /**
         * Encodes the specified ForwardReply message. Does not implicitly {@link grove.peer.v1.ForwardReply.verify|verify} messages.
         * @param message ForwardReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IForwardReply, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ForwardReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns ForwardReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.ForwardReply;
      }

      /** Properties of an AppendRequest. */
      interface IAppendRequest {
        /** AppendRequest hello */
        hello?: grove.peer.v1.IPeerHello | null;

        /** AppendRequest append */
        append?: grove.peer.v1.IAppend | null;

        /** AppendRequest appendReply */
        appendReply?: grove.peer.v1.IAppendReply | null;

        /** AppendRequest forward */
        forward?: grove.peer.v1.IForward | null;

        /** AppendRequest forwardReply */
        forwardReply?: grove.peer.v1.IForwardReply | null;
      }

      /** Represents an AppendRequest. */
      class AppendRequest implements IAppendRequest {
        /**
         * Constructs a new AppendRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IAppendRequest);

        /** AppendRequest hello. */
        public hello?: grove.peer.v1.IPeerHello | null;

        /** AppendRequest append. */
        public append?: grove.peer.v1.IAppend | null;

        /** AppendRequest appendReply. */
        public appendReply?: grove.peer.v1.IAppendReply | null;

        /** AppendRequest forward. */
        public forward?: grove.peer.v1.IForward | null;

        /** AppendRequest forwardReply. */
        public forwardReply?: grove.peer.v1.IForwardReply | null;

        /** AppendRequest message. */
        public message?: 'hello' | 'append' | 'appendReply' | 'forward' | 'forwardReply';

        /**
         * Encodes the specified AppendRequest message. Does not implicitly {@link grove.peer.v1.AppendRequest.verify|verify} messages.
         * @param message AppendRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IAppendRequest, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AppendRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns AppendRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.AppendRequest;
      }

      /** Properties of an AppendResponse. */
      interface IAppendResponse {}

      /** Represents an AppendResponse. */
      class AppendResponse implements IAppendResponse {
        /**
         * Constructs a new AppendResponse.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.IAppendResponse);

        /**
         * Encodes the specified AppendResponse message. Does not implicitly {@link grove.peer.v1.AppendResponse.verify|verify} messages.
         * @param message AppendResponse message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.IAppendResponse, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AppendResponse message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns AppendResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.AppendResponse;
      }

      /** Properties of a SnapshotChunk. */
      interface ISnapshotChunk {
        /** SnapshotChunk term */
        term?: number | Long | null;

        /** SnapshotChunk lastIndex */
        lastIndex?: number | Long | null;

        /** SnapshotChunk lastTerm */
        lastTerm?: number | Long | null;

        /** SnapshotChunk lastChain */
        lastChain?: number | null;

        /** SnapshotChunk config */
        config?: Uint8Array | null;

        /** SnapshotChunk chunk */
        chunk?: number | null;

        /** SnapshotChunk chunks */
        chunks?: number | null;

        /** SnapshotChunk data */
        data?: Uint8Array | null;
      }

      /** Represents a SnapshotChunk. */
      class SnapshotChunk implements ISnapshotChunk {
        /**
         * Constructs a new SnapshotChunk.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISnapshotChunk);

        /** SnapshotChunk term. */
        public term: number | Long;

        /** SnapshotChunk lastIndex. */
        public lastIndex: number | Long;

        /** SnapshotChunk lastTerm. */
        public lastTerm: number | Long;

        /** SnapshotChunk lastChain. */
        public lastChain: number;

        /** SnapshotChunk config. */
        public config: Uint8Array;

        /** SnapshotChunk chunk. */
        public chunk: number;

        /** SnapshotChunk chunks. */
        public chunks: number;

        /** SnapshotChunk data. */
        public data: Uint8Array;

        /**
         * Encodes the specified SnapshotChunk message. Does not implicitly {@link grove.peer.v1.SnapshotChunk.verify|verify} messages.
         * @param message SnapshotChunk message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISnapshotChunk, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotChunk message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SnapshotChunk
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SnapshotChunk;
      }

      /** Properties of a SnapshotChunkReply. */
      interface ISnapshotChunkReply {
        /** SnapshotChunkReply term */
        term?: number | Long | null;

        /** SnapshotChunkReply lastIndex */
        lastIndex?: number | Long | null;

        /** SnapshotChunkReply nextChunk */
        nextChunk?: number | null;

        /** SnapshotChunkReply refused */
        refused?: boolean | null;
      }

      /** Represents a SnapshotChunkReply. */
      class SnapshotChunkReply implements ISnapshotChunkReply {
        /**
         * Constructs a new SnapshotChunkReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISnapshotChunkReply);

        /** SnapshotChunkReply term. */
        public term: number | Long;

        /** SnapshotChunkReply lastIndex. */
        public lastIndex: number | Long;

        /** SnapshotChunkReply nextChunk. */
        public nextChunk: number;

        /** SnapshotChunkReply refused. */
        public refused: boolean;

        /**
         * Encodes the specified SnapshotChunkReply message. Does not implicitly {@link grove.peer.v1.SnapshotChunkReply.verify|verify} messages.
         * @param message SnapshotChunkReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISnapshotChunkReply, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotChunkReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SnapshotChunkReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SnapshotChunkReply;
      }

      /** Properties of a SnapshotRequest. */
      interface ISnapshotRequest {
        /** SnapshotRequest hello */
        hello?: grove.peer.v1.IPeerHello | null;

        /** SnapshotRequest chunk */
        chunk?: grove.peer.v1.ISnapshotChunk | null;

        /** SnapshotRequest chunkReply */
        chunkReply?: grove.peer.v1.ISnapshotChunkReply | null;
      }

      /** Represents a SnapshotRequest. */
      class SnapshotRequest implements ISnapshotRequest {
        /**
         * Constructs a new SnapshotRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISnapshotRequest);

        /** SnapshotRequest hello. */
        public hello?: grove.peer.v1.IPeerHello | null;

        /** SnapshotRequest chunk. */
        public chunk?: grove.peer.v1.ISnapshotChunk | null;

        /** SnapshotRequest chunkReply. */
        public chunkReply?: grove.peer.v1.ISnapshotChunkReply | null;

        /** SnapshotRequest message. */
        public message?: 'hello' | 'chunk' | 'chunkReply';

        /**
         * Encodes the specified SnapshotRequest message. Does not implicitly {@link grove.peer.v1.SnapshotRequest.verify|verify} messages.
         * @param message SnapshotRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISnapshotRequest, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SnapshotRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SnapshotRequest;
      }

      /** Properties of a SnapshotResponse. */
      interface ISnapshotResponse {}

      /** Represents a SnapshotResponse. */
      class SnapshotResponse implements ISnapshotResponse {
        /**
         * Constructs a new SnapshotResponse.
         * @param [properties] Properties to set
         */
        constructor(properties?: grove.peer.v1.ISnapshotResponse);

        /**
         * Encodes the specified SnapshotResponse message. Does not implicitly {@link grove.peer.v1.SnapshotResponse.verify|verify} messages.
         * @param message SnapshotResponse message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        public static encode(message: grove.peer.v1.ISnapshotResponse, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotResponse message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns SnapshotResponse
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.peer.v1.SnapshotResponse;
      }
    }
  }

  /** Namespace v1. */
  namespace v1 {
    /** ErrorCode enum. */
    enum ErrorCode {
      ERROR_CODE_UNSPECIFIED = 0,
      ERROR_CODE_RUNTIMEINCONSISTENCY = -2,
      ERROR_CODE_DATAINCONSISTENCY = -3,
      ERROR_CODE_CONNECTIONLOSS = -4,
      ERROR_CODE_MARSHALLINGERROR = -5,
      ERROR_CODE_UNIMPLEMENTED = -6,
      ERROR_CODE_OPERATIONTIMEOUT = -7,
      ERROR_CODE_BADARGUMENTS = -8,
      ERROR_CODE_NEWCONFIGNOQUORUM = -13,
      ERROR_CODE_RECONFIGINPROGRESS = -14,
      ERROR_CODE_NONODE = -101,
      ERROR_CODE_NOAUTH = -102,
      ERROR_CODE_BADVERSION = -103,
      ERROR_CODE_NOCHILDRENFOREPHEMERALS = -108,
      ERROR_CODE_NODEEXISTS = -110,
      ERROR_CODE_NOTEMPTY = -111,
      ERROR_CODE_SESSIONEXPIRED = -112,
      ERROR_CODE_INVALIDACL = -114,
      ERROR_CODE_AUTHFAILED = -115,
      ERROR_CODE_SESSIONMOVED = -118,
      ERROR_CODE_NOTREADONLY = -119,
      ERROR_CODE_EPHEMERALONLOCALSESSION = -120,
      ERROR_CODE_NOWATCHER = -121,
      ERROR_CODE_REQUESTTIMEOUT = -122,
      ERROR_CODE_RECONFIGDISABLED = -123,
      ERROR_CODE_SESSIONCLOSEDREQUIRESASLAUTH = -124,
      ERROR_CODE_QUOTAEXCEEDED = -125,
      ERROR_CODE_THROTTLEDOP = -127,
      ERROR_CODE_COMPACTED = -1001,
      ERROR_CODE_OUTCOMEUNKNOWN = -1002,
      ERROR_CODE_GAP = -1003,
      ERROR_CODE_LISTTOOLONG = -1004,
      ERROR_CODE_DATATOOLARGE = -1005,
    }

    /** NodeKind enum. */
    enum NodeKind {
      NODE_KIND_UNSPECIFIED = 0,
      NODE_KIND_PERSISTENT = 1,
      NODE_KIND_EPHEMERAL = 2,
      NODE_KIND_CONTAINER = 3,
      NODE_KIND_TTL = 4,
    }

    /** Consistency enum. */
    enum Consistency {
      CONSISTENCY_UNSPECIFIED = 0,
      CONSISTENCY_LOCAL = 1,
      CONSISTENCY_LINEARIZABLE = 2,
    }

    /** EventType enum. */
    enum EventType {
      EVENT_TYPE_UNSPECIFIED = 0,
      EVENT_TYPE_NODE_CREATED = 1,
      EVENT_TYPE_NODE_DELETED = 2,
      EVENT_TYPE_NODE_DATA_CHANGED = 3,
      EVENT_TYPE_NODE_CHILDREN_CHANGED = 4,
    }

    /** WatchMode enum. */
    enum WatchMode {
      WATCH_MODE_UNSPECIFIED = 0,
      WATCH_MODE_PERSISTENT = 1,
      WATCH_MODE_PERSISTENT_RECURSIVE = 2,
    }

    /** WatcherType enum. */
    enum WatcherType {
      WATCHER_TYPE_UNSPECIFIED = 0,
      WATCHER_TYPE_CHILDREN = 1,
      WATCHER_TYPE_DATA = 2,
      WATCHER_TYPE_ANY = 3,
      WATCHER_TYPE_PERSISTENT = 4,
      WATCHER_TYPE_PERSISTENT_RECURSIVE = 5,
    }

    /** Properties of an Identity. */
    interface IIdentity {
      /** Identity scheme */
      scheme?: string | null;

      /** Identity id */
      id?: string | null;
    }

    /** Represents an Identity. */
    class Identity implements IIdentity {
      /**
       * Constructs a new Identity.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IIdentity);

      /** Identity scheme. */
      public scheme: string;

      /** Identity id. */
      public id: string;

      /**
       * Encodes the specified Identity message. Does not implicitly {@link grove.v1.Identity.verify|verify} messages.
       * @param message Identity message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IIdentity, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an Identity message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Identity
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Identity;
    }

    /** Properties of an Acl. */
    interface IAcl {
      /** Acl rights */
      rights?: number | null;

      /** Acl identity */
      identity?: grove.v1.IIdentity | null;
    }

    /** Represents an Acl. */
    class Acl implements IAcl {
      /**
       * Constructs a new Acl.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IAcl);

      /** Acl rights. */
      public rights: number;

      /** Acl identity. */
      public identity?: grove.v1.IIdentity | null;

      /**
       * Encodes the specified Acl message. Does not implicitly {@link grove.v1.Acl.verify|verify} messages.
       * @param message Acl message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IAcl, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an Acl message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Acl
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Acl;
    }

    /** Properties of a Credential. */
    interface ICredential {
      /** Credential scheme */
      scheme?: string | null;

      /** Credential credential */
      credential?: Uint8Array | null;
    }

    /** Represents a Credential. */
    class Credential implements ICredential {
      /**
       * Constructs a new Credential.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICredential);

      /** Credential scheme. */
      public scheme: string;

      /** Credential credential. */
      public credential: Uint8Array;

      /**
       * Encodes the specified Credential message. Does not implicitly {@link grove.v1.Credential.verify|verify} messages.
       * @param message Credential message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICredential, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Credential message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Credential
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Credential;
    }

    /** Properties of a Stat. */
    interface IStat {
      /** Stat czxid */
      czxid?: number | Long | null;

      /** Stat mzxid */
      mzxid?: number | Long | null;

      /** Stat pzxid */
      pzxid?: number | Long | null;

      /** Stat ctimeMs */
      ctimeMs?: number | Long | null;

      /** Stat mtimeMs */
      mtimeMs?: number | Long | null;

      /** Stat version */
      version?: number | null;

      /** Stat cversion */
      cversion?: number | null;

      /** Stat aversion */
      aversion?: number | null;

      /** Stat kind */
      kind?: grove.v1.NodeKind | null;

      /** Stat ownerSessionId */
      ownerSessionId?: number | Long | null;

      /** Stat ttlMs */
      ttlMs?: number | Long | null;

      /** Stat dataLength */
      dataLength?: number | null;

      /** Stat numChildren */
      numChildren?: number | null;
    }

    /** Represents a Stat. */
    class Stat implements IStat {
      /**
       * Constructs a new Stat.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IStat);

      /** Stat czxid. */
      public czxid: number | Long;

      /** Stat mzxid. */
      public mzxid: number | Long;

      /** Stat pzxid. */
      public pzxid: number | Long;

      /** Stat ctimeMs. */
      public ctimeMs: number | Long;

      /** Stat mtimeMs. */
      public mtimeMs: number | Long;

      /** Stat version. */
      public version: number;

      /** Stat cversion. */
      public cversion: number;

      /** Stat aversion. */
      public aversion: number;

      /** Stat kind. */
      public kind: grove.v1.NodeKind;

      /** Stat ownerSessionId. */
      public ownerSessionId: number | Long;

      /** Stat ttlMs. */
      public ttlMs: number | Long;

      /** Stat dataLength. */
      public dataLength: number;

      /** Stat numChildren. */
      public numChildren: number;

      /**
       * Encodes the specified Stat message. Does not implicitly {@link grove.v1.Stat.verify|verify} messages.
       * @param message Stat message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IStat, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Stat message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Stat
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Stat;
    }

    /** Properties of a CallOptions. */
    interface ICallOptions {
      /** CallOptions sessionId */
      sessionId?: number | Long | null;

      /** CallOptions sessionSecret */
      sessionSecret?: Uint8Array | null;

      /** CallOptions consistency */
      consistency?: grove.v1.Consistency | null;

      /** CallOptions minZxid */
      minZxid?: number | Long | null;

      /** CallOptions requestId */
      requestId?: Uint8Array | null;

      /** CallOptions credentials */
      credentials?: grove.v1.ICredential[] | null;
    }

    /** Represents a CallOptions. */
    class CallOptions implements ICallOptions {
      /**
       * Constructs a new CallOptions.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICallOptions);

      /** CallOptions sessionId. */
      public sessionId: number | Long;

      /** CallOptions sessionSecret. */
      public sessionSecret: Uint8Array;

      /** CallOptions consistency. */
      public consistency: grove.v1.Consistency;

      /** CallOptions minZxid. */
      public minZxid: number | Long;

      /** CallOptions requestId. */
      public requestId: Uint8Array;

      /** CallOptions credentials. */
      public credentials: grove.v1.ICredential[];

      /**
       * Encodes the specified CallOptions message. Does not implicitly {@link grove.v1.CallOptions.verify|verify} messages.
       * @param message CallOptions message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICallOptions, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CallOptions message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CallOptions
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CallOptions;
    }

    /** Properties of a CreateRequest. */
    interface ICreateRequest {
      /** CreateRequest path */
      path?: string | null;

      /** CreateRequest data */
      data?: Uint8Array | null;

      /** CreateRequest kind */
      kind?: grove.v1.NodeKind | null;

      /** CreateRequest sequential */
      sequential?: boolean | null;

      /** CreateRequest ttlMs */
      ttlMs?: number | Long | null;

      /** CreateRequest acl */
      acl?: grove.v1.IAcl[] | null;

      /** CreateRequest parents */
      parents?: boolean | null;

      /** CreateRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a CreateRequest. */
    class CreateRequest implements ICreateRequest {
      /**
       * Constructs a new CreateRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICreateRequest);

      /** CreateRequest path. */
      public path: string;

      /** CreateRequest data. */
      public data: Uint8Array;

      /** CreateRequest kind. */
      public kind: grove.v1.NodeKind;

      /** CreateRequest sequential. */
      public sequential: boolean;

      /** CreateRequest ttlMs. */
      public ttlMs: number | Long;

      /** CreateRequest acl. */
      public acl: grove.v1.IAcl[];

      /** CreateRequest parents. */
      public parents: boolean;

      /** CreateRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified CreateRequest message. Does not implicitly {@link grove.v1.CreateRequest.verify|verify} messages.
       * @param message CreateRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICreateRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CreateRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CreateRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CreateRequest;
    }

    /** Properties of a CreateResponse. */
    interface ICreateResponse {
      /** CreateResponse path */
      path?: string | null;

      /** CreateResponse stat */
      stat?: grove.v1.IStat | null;

      /** CreateResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a CreateResponse. */
    class CreateResponse implements ICreateResponse {
      /**
       * Constructs a new CreateResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICreateResponse);

      /** CreateResponse path. */
      public path: string;

      /** CreateResponse stat. */
      public stat?: grove.v1.IStat | null;

      /** CreateResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified CreateResponse message. Does not implicitly {@link grove.v1.CreateResponse.verify|verify} messages.
       * @param message CreateResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICreateResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CreateResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CreateResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CreateResponse;
    }

    /** Properties of a DeleteRequest. */
    interface IDeleteRequest {
      /** DeleteRequest path */
      path?: string | null;

      /** DeleteRequest version */
      version?: number | null;

      /** DeleteRequest subtree */
      subtree?: boolean | null;

      /** DeleteRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a DeleteRequest. */
    class DeleteRequest implements IDeleteRequest {
      /**
       * Constructs a new DeleteRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IDeleteRequest);

      /** DeleteRequest path. */
      public path: string;

      /** DeleteRequest version. */
      public version?: number | null;

      /** DeleteRequest subtree. */
      public subtree: boolean;

      /** DeleteRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified DeleteRequest message. Does not implicitly {@link grove.v1.DeleteRequest.verify|verify} messages.
       * @param message DeleteRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IDeleteRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a DeleteRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns DeleteRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.DeleteRequest;
    }

    /** Properties of a DeleteResponse. */
    interface IDeleteResponse {
      /** DeleteResponse deleted */
      deleted?: number | null;

      /** DeleteResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a DeleteResponse. */
    class DeleteResponse implements IDeleteResponse {
      /**
       * Constructs a new DeleteResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IDeleteResponse);

      /** DeleteResponse deleted. */
      public deleted: number;

      /** DeleteResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified DeleteResponse message. Does not implicitly {@link grove.v1.DeleteResponse.verify|verify} messages.
       * @param message DeleteResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IDeleteResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a DeleteResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns DeleteResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.DeleteResponse;
    }

    /** Properties of an ExistsRequest. */
    interface IExistsRequest {
      /** ExistsRequest path */
      path?: string | null;

      /** ExistsRequest watch */
      watch?: boolean | null;

      /** ExistsRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents an ExistsRequest. */
    class ExistsRequest implements IExistsRequest {
      /**
       * Constructs a new ExistsRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IExistsRequest);

      /** ExistsRequest path. */
      public path: string;

      /** ExistsRequest watch. */
      public watch: boolean;

      /** ExistsRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified ExistsRequest message. Does not implicitly {@link grove.v1.ExistsRequest.verify|verify} messages.
       * @param message ExistsRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IExistsRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an ExistsRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns ExistsRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.ExistsRequest;
    }

    /** Properties of an ExistsResponse. */
    interface IExistsResponse {
      /** ExistsResponse stat */
      stat?: grove.v1.IStat | null;

      /** ExistsResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents an ExistsResponse. */
    class ExistsResponse implements IExistsResponse {
      /**
       * Constructs a new ExistsResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IExistsResponse);

      /** ExistsResponse stat. */
      public stat?: grove.v1.IStat | null;

      /** ExistsResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified ExistsResponse message. Does not implicitly {@link grove.v1.ExistsResponse.verify|verify} messages.
       * @param message ExistsResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IExistsResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an ExistsResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns ExistsResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.ExistsResponse;
    }

    /** Properties of a GetDataRequest. */
    interface IGetDataRequest {
      /** GetDataRequest path */
      path?: string | null;

      /** GetDataRequest watch */
      watch?: boolean | null;

      /** GetDataRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a GetDataRequest. */
    class GetDataRequest implements IGetDataRequest {
      /**
       * Constructs a new GetDataRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetDataRequest);

      /** GetDataRequest path. */
      public path: string;

      /** GetDataRequest watch. */
      public watch: boolean;

      /** GetDataRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified GetDataRequest message. Does not implicitly {@link grove.v1.GetDataRequest.verify|verify} messages.
       * @param message GetDataRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetDataRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetDataRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetDataRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetDataRequest;
    }

    /** Properties of a GetDataResponse. */
    interface IGetDataResponse {
      /** GetDataResponse data */
      data?: Uint8Array | null;

      /** GetDataResponse stat */
      stat?: grove.v1.IStat | null;

      /** GetDataResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a GetDataResponse. */
    class GetDataResponse implements IGetDataResponse {
      /**
       * Constructs a new GetDataResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetDataResponse);

      /** GetDataResponse data. */
      public data: Uint8Array;

      /** GetDataResponse stat. */
      public stat?: grove.v1.IStat | null;

      /** GetDataResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified GetDataResponse message. Does not implicitly {@link grove.v1.GetDataResponse.verify|verify} messages.
       * @param message GetDataResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetDataResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetDataResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetDataResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetDataResponse;
    }

    /** Properties of a SetDataRequest. */
    interface ISetDataRequest {
      /** SetDataRequest path */
      path?: string | null;

      /** SetDataRequest data */
      data?: Uint8Array | null;

      /** SetDataRequest version */
      version?: number | null;

      /** SetDataRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a SetDataRequest. */
    class SetDataRequest implements ISetDataRequest {
      /**
       * Constructs a new SetDataRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISetDataRequest);

      /** SetDataRequest path. */
      public path: string;

      /** SetDataRequest data. */
      public data: Uint8Array;

      /** SetDataRequest version. */
      public version?: number | null;

      /** SetDataRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified SetDataRequest message. Does not implicitly {@link grove.v1.SetDataRequest.verify|verify} messages.
       * @param message SetDataRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISetDataRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SetDataRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SetDataRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SetDataRequest;
    }

    /** Properties of a SetDataResponse. */
    interface ISetDataResponse {
      /** SetDataResponse stat */
      stat?: grove.v1.IStat | null;

      /** SetDataResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a SetDataResponse. */
    class SetDataResponse implements ISetDataResponse {
      /**
       * Constructs a new SetDataResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISetDataResponse);

      /** SetDataResponse stat. */
      public stat?: grove.v1.IStat | null;

      /** SetDataResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified SetDataResponse message. Does not implicitly {@link grove.v1.SetDataResponse.verify|verify} messages.
       * @param message SetDataResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISetDataResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SetDataResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SetDataResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SetDataResponse;
    }

    /** Properties of a GetChildrenRequest. */
    interface IGetChildrenRequest {
      /** GetChildrenRequest path */
      path?: string | null;

      /** GetChildrenRequest watch */
      watch?: boolean | null;

      /** GetChildrenRequest pageSize */
      pageSize?: number | null;

      /** GetChildrenRequest pageToken */
      pageToken?: Uint8Array | null;

      /** GetChildrenRequest withData */
      withData?: boolean | null;

      /** GetChildrenRequest withStat */
      withStat?: boolean | null;

      /** GetChildrenRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a GetChildrenRequest. */
    class GetChildrenRequest implements IGetChildrenRequest {
      /**
       * Constructs a new GetChildrenRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetChildrenRequest);

      /** GetChildrenRequest path. */
      public path: string;

      /** GetChildrenRequest watch. */
      public watch: boolean;

      /** GetChildrenRequest pageSize. */
      public pageSize: number;

      /** GetChildrenRequest pageToken. */
      public pageToken: Uint8Array;

      /** GetChildrenRequest withData. */
      public withData: boolean;

      /** GetChildrenRequest withStat. */
      public withStat: boolean;

      /** GetChildrenRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified GetChildrenRequest message. Does not implicitly {@link grove.v1.GetChildrenRequest.verify|verify} messages.
       * @param message GetChildrenRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetChildrenRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetChildrenRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetChildrenRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetChildrenRequest;
    }

    /** Properties of a Child. */
    interface IChild {
      /** Child name */
      name?: string | null;

      /** Child stat */
      stat?: grove.v1.IStat | null;

      /** Child data */
      data?: Uint8Array | null;
    }

    /** Represents a Child. */
    class Child implements IChild {
      /**
       * Constructs a new Child.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IChild);

      /** Child name. */
      public name: string;

      /** Child stat. */
      public stat?: grove.v1.IStat | null;

      /** Child data. */
      public data: Uint8Array;

      /**
       * Encodes the specified Child message. Does not implicitly {@link grove.v1.Child.verify|verify} messages.
       * @param message Child message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IChild, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Child message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Child
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Child;
    }

    /** Properties of a GetChildrenResponse. */
    interface IGetChildrenResponse {
      /** GetChildrenResponse children */
      children?: string[] | null;

      /** GetChildrenResponse stat */
      stat?: grove.v1.IStat | null;

      /** GetChildrenResponse entries */
      entries?: grove.v1.IChild[] | null;

      /** GetChildrenResponse nextPageToken */
      nextPageToken?: Uint8Array | null;

      /** GetChildrenResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a GetChildrenResponse. */
    class GetChildrenResponse implements IGetChildrenResponse {
      /**
       * Constructs a new GetChildrenResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetChildrenResponse);

      /** GetChildrenResponse children. */
      public children: string[];

      /** GetChildrenResponse stat. */
      public stat?: grove.v1.IStat | null;

      /** GetChildrenResponse entries. */
      public entries: grove.v1.IChild[];

      /** GetChildrenResponse nextPageToken. */
      public nextPageToken: Uint8Array;

      /** GetChildrenResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified GetChildrenResponse message. Does not implicitly {@link grove.v1.GetChildrenResponse.verify|verify} messages.
       * @param message GetChildrenResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetChildrenResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetChildrenResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetChildrenResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetChildrenResponse;
    }

    /** Properties of a CheckRequest. */
    interface ICheckRequest {
      /** CheckRequest path */
      path?: string | null;

      /** CheckRequest version */
      version?: number | null;
    }

    /** Represents a CheckRequest. */
    class CheckRequest implements ICheckRequest {
      /**
       * Constructs a new CheckRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICheckRequest);

      /** CheckRequest path. */
      public path: string;

      /** CheckRequest version. */
      public version?: number | null;

      /**
       * Encodes the specified CheckRequest message. Does not implicitly {@link grove.v1.CheckRequest.verify|verify} messages.
       * @param message CheckRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICheckRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CheckRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CheckRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CheckRequest;
    }

    /** Properties of a CheckNotExistsRequest. */
    interface ICheckNotExistsRequest {
      /** CheckNotExistsRequest path */
      path?: string | null;
    }

    /** Represents a CheckNotExistsRequest. */
    class CheckNotExistsRequest implements ICheckNotExistsRequest {
      /**
       * Constructs a new CheckNotExistsRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICheckNotExistsRequest);

      /** CheckNotExistsRequest path. */
      public path: string;

      /**
       * Encodes the specified CheckNotExistsRequest message. Does not implicitly {@link grove.v1.CheckNotExistsRequest.verify|verify} messages.
       * @param message CheckNotExistsRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICheckNotExistsRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CheckNotExistsRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CheckNotExistsRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CheckNotExistsRequest;
    }

    /** Properties of a MultiPart. */
    interface IMultiPart {
      /** MultiPart create */
      create?: grove.v1.ICreateRequest | null;

      /** MultiPart delete */
      delete?: grove.v1.IDeleteRequest | null;

      /** MultiPart setData */
      setData?: grove.v1.ISetDataRequest | null;

      /** MultiPart check */
      check?: grove.v1.ICheckRequest | null;

      /** MultiPart checkNotExists */
      checkNotExists?: grove.v1.ICheckNotExistsRequest | null;

      /** MultiPart getData */
      getData?: grove.v1.IGetDataRequest | null;

      /** MultiPart getChildren */
      getChildren?: grove.v1.IGetChildrenRequest | null;

      /** MultiPart exists */
      exists?: grove.v1.IExistsRequest | null;
    }

    /** Represents a MultiPart. */
    class MultiPart implements IMultiPart {
      /**
       * Constructs a new MultiPart.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMultiPart);

      /** MultiPart create. */
      public create?: grove.v1.ICreateRequest | null;

      /** MultiPart delete. */
      public delete?: grove.v1.IDeleteRequest | null;

      /** MultiPart setData. */
      public setData?: grove.v1.ISetDataRequest | null;

      /** MultiPart check. */
      public check?: grove.v1.ICheckRequest | null;

      /** MultiPart checkNotExists. */
      public checkNotExists?: grove.v1.ICheckNotExistsRequest | null;

      /** MultiPart getData. */
      public getData?: grove.v1.IGetDataRequest | null;

      /** MultiPart getChildren. */
      public getChildren?: grove.v1.IGetChildrenRequest | null;

      /** MultiPart exists. */
      public exists?: grove.v1.IExistsRequest | null;

      /** MultiPart operation. */
      public operation?: 'create' | 'delete' | 'setData' | 'check' | 'checkNotExists' | 'getData' | 'getChildren' | 'exists';

      /**
       * Encodes the specified MultiPart message. Does not implicitly {@link grove.v1.MultiPart.verify|verify} messages.
       * @param message MultiPart message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMultiPart, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a MultiPart message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns MultiPart
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.MultiPart;
    }

    /** Properties of a MultiRequest. */
    interface IMultiRequest {
      /** MultiRequest parts */
      parts?: grove.v1.IMultiPart[] | null;

      /** MultiRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a MultiRequest. */
    class MultiRequest implements IMultiRequest {
      /**
       * Constructs a new MultiRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMultiRequest);

      /** MultiRequest parts. */
      public parts: grove.v1.IMultiPart[];

      /** MultiRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified MultiRequest message. Does not implicitly {@link grove.v1.MultiRequest.verify|verify} messages.
       * @param message MultiRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMultiRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a MultiRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns MultiRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.MultiRequest;
    }

    /** Properties of a MultiPartResult. */
    interface IMultiPartResult {
      /** MultiPartResult code */
      code?: grove.v1.ErrorCode | null;

      /** MultiPartResult create */
      create?: grove.v1.ICreateResponse | null;

      /** MultiPartResult delete */
      delete?: grove.v1.IDeleteResponse | null;

      /** MultiPartResult setData */
      setData?: grove.v1.ISetDataResponse | null;

      /** MultiPartResult getData */
      getData?: grove.v1.IGetDataResponse | null;

      /** MultiPartResult getChildren */
      getChildren?: grove.v1.IGetChildrenResponse | null;

      /** MultiPartResult exists */
      exists?: grove.v1.IExistsResponse | null;
    }

    /** Represents a MultiPartResult. */
    class MultiPartResult implements IMultiPartResult {
      /**
       * Constructs a new MultiPartResult.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMultiPartResult);

      /** MultiPartResult code. */
      public code: grove.v1.ErrorCode;

      /** MultiPartResult create. */
      public create?: grove.v1.ICreateResponse | null;

      /** MultiPartResult delete. */
      public delete?: grove.v1.IDeleteResponse | null;

      /** MultiPartResult setData. */
      public setData?: grove.v1.ISetDataResponse | null;

      /** MultiPartResult getData. */
      public getData?: grove.v1.IGetDataResponse | null;

      /** MultiPartResult getChildren. */
      public getChildren?: grove.v1.IGetChildrenResponse | null;

      /** MultiPartResult exists. */
      public exists?: grove.v1.IExistsResponse | null;

      /** MultiPartResult result. */
      public result?: 'create' | 'delete' | 'setData' | 'getData' | 'getChildren' | 'exists';

      /**
       * Encodes the specified MultiPartResult message. Does not implicitly {@link grove.v1.MultiPartResult.verify|verify} messages.
       * @param message MultiPartResult message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMultiPartResult, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a MultiPartResult message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns MultiPartResult
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.MultiPartResult;
    }

    /** Properties of a MultiResponse. */
    interface IMultiResponse {
      /** MultiResponse results */
      results?: grove.v1.IMultiPartResult[] | null;

      /** MultiResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a MultiResponse. */
    class MultiResponse implements IMultiResponse {
      /**
       * Constructs a new MultiResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMultiResponse);

      /** MultiResponse results. */
      public results: grove.v1.IMultiPartResult[];

      /** MultiResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified MultiResponse message. Does not implicitly {@link grove.v1.MultiResponse.verify|verify} messages.
       * @param message MultiResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMultiResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a MultiResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns MultiResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.MultiResponse;
    }

    /** Properties of a SyncRequest. */
    interface ISyncRequest {
      /** SyncRequest path */
      path?: string | null;

      /** SyncRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a SyncRequest. */
    class SyncRequest implements ISyncRequest {
      /**
       * Constructs a new SyncRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISyncRequest);

      /** SyncRequest path. */
      public path: string;

      /** SyncRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified SyncRequest message. Does not implicitly {@link grove.v1.SyncRequest.verify|verify} messages.
       * @param message SyncRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISyncRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SyncRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SyncRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SyncRequest;
    }

    /** Properties of a SyncResponse. */
    interface ISyncResponse {
      /** SyncResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a SyncResponse. */
    class SyncResponse implements ISyncResponse {
      /**
       * Constructs a new SyncResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISyncResponse);

      /** SyncResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified SyncResponse message. Does not implicitly {@link grove.v1.SyncResponse.verify|verify} messages.
       * @param message SyncResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISyncResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SyncResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SyncResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SyncResponse;
    }

    /** Properties of a SetAclRequest. */
    interface ISetAclRequest {
      /** SetAclRequest path */
      path?: string | null;

      /** SetAclRequest acl */
      acl?: grove.v1.IAcl[] | null;

      /** SetAclRequest aversion */
      aversion?: number | null;

      /** SetAclRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a SetAclRequest. */
    class SetAclRequest implements ISetAclRequest {
      /**
       * Constructs a new SetAclRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISetAclRequest);

      /** SetAclRequest path. */
      public path: string;

      /** SetAclRequest acl. */
      public acl: grove.v1.IAcl[];

      /** SetAclRequest aversion. */
      public aversion?: number | null;

      /** SetAclRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified SetAclRequest message. Does not implicitly {@link grove.v1.SetAclRequest.verify|verify} messages.
       * @param message SetAclRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISetAclRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SetAclRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SetAclRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SetAclRequest;
    }

    /** Properties of a SetAclResponse. */
    interface ISetAclResponse {
      /** SetAclResponse stat */
      stat?: grove.v1.IStat | null;

      /** SetAclResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a SetAclResponse. */
    class SetAclResponse implements ISetAclResponse {
      /**
       * Constructs a new SetAclResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISetAclResponse);

      /** SetAclResponse stat. */
      public stat?: grove.v1.IStat | null;

      /** SetAclResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified SetAclResponse message. Does not implicitly {@link grove.v1.SetAclResponse.verify|verify} messages.
       * @param message SetAclResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISetAclResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SetAclResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SetAclResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SetAclResponse;
    }

    /** Properties of a GetAclRequest. */
    interface IGetAclRequest {
      /** GetAclRequest path */
      path?: string | null;

      /** GetAclRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a GetAclRequest. */
    class GetAclRequest implements IGetAclRequest {
      /**
       * Constructs a new GetAclRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetAclRequest);

      /** GetAclRequest path. */
      public path: string;

      /** GetAclRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified GetAclRequest message. Does not implicitly {@link grove.v1.GetAclRequest.verify|verify} messages.
       * @param message GetAclRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetAclRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetAclRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetAclRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetAclRequest;
    }

    /** Properties of a GetAclResponse. */
    interface IGetAclResponse {
      /** GetAclResponse acl */
      acl?: grove.v1.IAcl[] | null;

      /** GetAclResponse stat */
      stat?: grove.v1.IStat | null;

      /** GetAclResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a GetAclResponse. */
    class GetAclResponse implements IGetAclResponse {
      /**
       * Constructs a new GetAclResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetAclResponse);

      /** GetAclResponse acl. */
      public acl: grove.v1.IAcl[];

      /** GetAclResponse stat. */
      public stat?: grove.v1.IStat | null;

      /** GetAclResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified GetAclResponse message. Does not implicitly {@link grove.v1.GetAclResponse.verify|verify} messages.
       * @param message GetAclResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetAclResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetAclResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetAclResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetAclResponse;
    }

    /** Properties of a GetAllChildrenNumberRequest. */
    interface IGetAllChildrenNumberRequest {
      /** GetAllChildrenNumberRequest path */
      path?: string | null;

      /** GetAllChildrenNumberRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a GetAllChildrenNumberRequest. */
    class GetAllChildrenNumberRequest implements IGetAllChildrenNumberRequest {
      /**
       * Constructs a new GetAllChildrenNumberRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetAllChildrenNumberRequest);

      /** GetAllChildrenNumberRequest path. */
      public path: string;

      /** GetAllChildrenNumberRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified GetAllChildrenNumberRequest message. Does not implicitly {@link grove.v1.GetAllChildrenNumberRequest.verify|verify} messages.
       * @param message GetAllChildrenNumberRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetAllChildrenNumberRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetAllChildrenNumberRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetAllChildrenNumberRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetAllChildrenNumberRequest;
    }

    /** Properties of a GetAllChildrenNumberResponse. */
    interface IGetAllChildrenNumberResponse {
      /** GetAllChildrenNumberResponse count */
      count?: number | Long | null;

      /** GetAllChildrenNumberResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a GetAllChildrenNumberResponse. */
    class GetAllChildrenNumberResponse implements IGetAllChildrenNumberResponse {
      /**
       * Constructs a new GetAllChildrenNumberResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetAllChildrenNumberResponse);

      /** GetAllChildrenNumberResponse count. */
      public count: number | Long;

      /** GetAllChildrenNumberResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified GetAllChildrenNumberResponse message. Does not implicitly {@link grove.v1.GetAllChildrenNumberResponse.verify|verify} messages.
       * @param message GetAllChildrenNumberResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetAllChildrenNumberResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetAllChildrenNumberResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetAllChildrenNumberResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetAllChildrenNumberResponse;
    }

    /** Properties of a GetEphemeralsRequest. */
    interface IGetEphemeralsRequest {
      /** GetEphemeralsRequest prefix */
      prefix?: string | null;

      /** GetEphemeralsRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a GetEphemeralsRequest. */
    class GetEphemeralsRequest implements IGetEphemeralsRequest {
      /**
       * Constructs a new GetEphemeralsRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetEphemeralsRequest);

      /** GetEphemeralsRequest prefix. */
      public prefix: string;

      /** GetEphemeralsRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified GetEphemeralsRequest message. Does not implicitly {@link grove.v1.GetEphemeralsRequest.verify|verify} messages.
       * @param message GetEphemeralsRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetEphemeralsRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetEphemeralsRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetEphemeralsRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetEphemeralsRequest;
    }

    /** Properties of a GetEphemeralsResponse. */
    interface IGetEphemeralsResponse {
      /** GetEphemeralsResponse paths */
      paths?: string[] | null;

      /** GetEphemeralsResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a GetEphemeralsResponse. */
    class GetEphemeralsResponse implements IGetEphemeralsResponse {
      /**
       * Constructs a new GetEphemeralsResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetEphemeralsResponse);

      /** GetEphemeralsResponse paths. */
      public paths: string[];

      /** GetEphemeralsResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified GetEphemeralsResponse message. Does not implicitly {@link grove.v1.GetEphemeralsResponse.verify|verify} messages.
       * @param message GetEphemeralsResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetEphemeralsResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetEphemeralsResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetEphemeralsResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetEphemeralsResponse;
    }

    /** Properties of a MultiReadPart. */
    interface IMultiReadPart {
      /** MultiReadPart getData */
      getData?: grove.v1.IGetDataRequest | null;

      /** MultiReadPart getChildren */
      getChildren?: grove.v1.IGetChildrenRequest | null;

      /** MultiReadPart exists */
      exists?: grove.v1.IExistsRequest | null;
    }

    /** Represents a MultiReadPart. */
    class MultiReadPart implements IMultiReadPart {
      /**
       * Constructs a new MultiReadPart.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMultiReadPart);

      /** MultiReadPart getData. */
      public getData?: grove.v1.IGetDataRequest | null;

      /** MultiReadPart getChildren. */
      public getChildren?: grove.v1.IGetChildrenRequest | null;

      /** MultiReadPart exists. */
      public exists?: grove.v1.IExistsRequest | null;

      /** MultiReadPart operation. */
      public operation?: 'getData' | 'getChildren' | 'exists';

      /**
       * Encodes the specified MultiReadPart message. Does not implicitly {@link grove.v1.MultiReadPart.verify|verify} messages.
       * @param message MultiReadPart message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMultiReadPart, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a MultiReadPart message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns MultiReadPart
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.MultiReadPart;
    }

    /** Properties of a MultiReadRequest. */
    interface IMultiReadRequest {
      /** MultiReadRequest parts */
      parts?: grove.v1.IMultiReadPart[] | null;

      /** MultiReadRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a MultiReadRequest. */
    class MultiReadRequest implements IMultiReadRequest {
      /**
       * Constructs a new MultiReadRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMultiReadRequest);

      /** MultiReadRequest parts. */
      public parts: grove.v1.IMultiReadPart[];

      /** MultiReadRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified MultiReadRequest message. Does not implicitly {@link grove.v1.MultiReadRequest.verify|verify} messages.
       * @param message MultiReadRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMultiReadRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a MultiReadRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns MultiReadRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.MultiReadRequest;
    }

    /** Properties of a MultiReadPartResult. */
    interface IMultiReadPartResult {
      /** MultiReadPartResult code */
      code?: grove.v1.ErrorCode | null;

      /** MultiReadPartResult getData */
      getData?: grove.v1.IGetDataResponse | null;

      /** MultiReadPartResult getChildren */
      getChildren?: grove.v1.IGetChildrenResponse | null;

      /** MultiReadPartResult exists */
      exists?: grove.v1.IExistsResponse | null;
    }

    /** Represents a MultiReadPartResult. */
    class MultiReadPartResult implements IMultiReadPartResult {
      /**
       * Constructs a new MultiReadPartResult.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMultiReadPartResult);

      /** MultiReadPartResult code. */
      public code: grove.v1.ErrorCode;

      /** MultiReadPartResult getData. */
      public getData?: grove.v1.IGetDataResponse | null;

      /** MultiReadPartResult getChildren. */
      public getChildren?: grove.v1.IGetChildrenResponse | null;

      /** MultiReadPartResult exists. */
      public exists?: grove.v1.IExistsResponse | null;

      /** MultiReadPartResult result. */
      public result?: 'getData' | 'getChildren' | 'exists';

      /**
       * Encodes the specified MultiReadPartResult message. Does not implicitly {@link grove.v1.MultiReadPartResult.verify|verify} messages.
       * @param message MultiReadPartResult message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMultiReadPartResult, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a MultiReadPartResult message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns MultiReadPartResult
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.MultiReadPartResult;
    }

    /** Properties of a MultiReadResponse. */
    interface IMultiReadResponse {
      /** MultiReadResponse results */
      results?: grove.v1.IMultiReadPartResult[] | null;

      /** MultiReadResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a MultiReadResponse. */
    class MultiReadResponse implements IMultiReadResponse {
      /**
       * Constructs a new MultiReadResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMultiReadResponse);

      /** MultiReadResponse results. */
      public results: grove.v1.IMultiReadPartResult[];

      /** MultiReadResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified MultiReadResponse message. Does not implicitly {@link grove.v1.MultiReadResponse.verify|verify} messages.
       * @param message MultiReadResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMultiReadResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a MultiReadResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns MultiReadResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.MultiReadResponse;
    }

    /** Properties of an AddAuthRequest. */
    interface IAddAuthRequest {
      /** AddAuthRequest credential */
      credential?: grove.v1.ICredential | null;
    }

    /** Represents an AddAuthRequest. */
    class AddAuthRequest implements IAddAuthRequest {
      /**
       * Constructs a new AddAuthRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IAddAuthRequest);

      /** AddAuthRequest credential. */
      public credential?: grove.v1.ICredential | null;

      /**
       * Encodes the specified AddAuthRequest message. Does not implicitly {@link grove.v1.AddAuthRequest.verify|verify} messages.
       * @param message AddAuthRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IAddAuthRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an AddAuthRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns AddAuthRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.AddAuthRequest;
    }

    /** Properties of an AddAuthResponse. */
    interface IAddAuthResponse {}

    /** Represents an AddAuthResponse. */
    class AddAuthResponse implements IAddAuthResponse {
      /**
       * Constructs a new AddAuthResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IAddAuthResponse);

      /**
       * Encodes the specified AddAuthResponse message. Does not implicitly {@link grove.v1.AddAuthResponse.verify|verify} messages.
       * @param message AddAuthResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IAddAuthResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an AddAuthResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns AddAuthResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.AddAuthResponse;
    }

    /** Properties of a WhoAmIRequest. */
    interface IWhoAmIRequest {
      /** WhoAmIRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a WhoAmIRequest. */
    class WhoAmIRequest implements IWhoAmIRequest {
      /**
       * Constructs a new WhoAmIRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IWhoAmIRequest);

      /** WhoAmIRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified WhoAmIRequest message. Does not implicitly {@link grove.v1.WhoAmIRequest.verify|verify} messages.
       * @param message WhoAmIRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IWhoAmIRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a WhoAmIRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns WhoAmIRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.WhoAmIRequest;
    }

    /** Properties of a WhoAmIResponse. */
    interface IWhoAmIResponse {
      /** WhoAmIResponse identities */
      identities?: grove.v1.IIdentity[] | null;

      /** WhoAmIResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a WhoAmIResponse. */
    class WhoAmIResponse implements IWhoAmIResponse {
      /**
       * Constructs a new WhoAmIResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IWhoAmIResponse);

      /** WhoAmIResponse identities. */
      public identities: grove.v1.IIdentity[];

      /** WhoAmIResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified WhoAmIResponse message. Does not implicitly {@link grove.v1.WhoAmIResponse.verify|verify} messages.
       * @param message WhoAmIResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IWhoAmIResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a WhoAmIResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns WhoAmIResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.WhoAmIResponse;
    }

    /** Properties of a Quota. */
    interface IQuota {
      /** Quota countHard */
      countHard?: number | Long | null;

      /** Quota countSoft */
      countSoft?: number | Long | null;

      /** Quota bytesHard */
      bytesHard?: number | Long | null;

      /** Quota bytesSoft */
      bytesSoft?: number | Long | null;
    }

    /** Represents a Quota. */
    class Quota implements IQuota {
      /**
       * Constructs a new Quota.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IQuota);

      /** Quota countHard. */
      public countHard: number | Long;

      /** Quota countSoft. */
      public countSoft: number | Long;

      /** Quota bytesHard. */
      public bytesHard: number | Long;

      /** Quota bytesSoft. */
      public bytesSoft: number | Long;

      /**
       * Encodes the specified Quota message. Does not implicitly {@link grove.v1.Quota.verify|verify} messages.
       * @param message Quota message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IQuota, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Quota message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Quota
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Quota;
    }

    /** Properties of a SetQuotaRequest. */
    interface ISetQuotaRequest {
      /** SetQuotaRequest path */
      path?: string | null;

      /** SetQuotaRequest quota */
      quota?: grove.v1.IQuota | null;

      /** SetQuotaRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a SetQuotaRequest. */
    class SetQuotaRequest implements ISetQuotaRequest {
      /**
       * Constructs a new SetQuotaRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISetQuotaRequest);

      /** SetQuotaRequest path. */
      public path: string;

      /** SetQuotaRequest quota. */
      public quota?: grove.v1.IQuota | null;

      /** SetQuotaRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified SetQuotaRequest message. Does not implicitly {@link grove.v1.SetQuotaRequest.verify|verify} messages.
       * @param message SetQuotaRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISetQuotaRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SetQuotaRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SetQuotaRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SetQuotaRequest;
    }

    /** Properties of a SetQuotaResponse. */
    interface ISetQuotaResponse {
      /** SetQuotaResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a SetQuotaResponse. */
    class SetQuotaResponse implements ISetQuotaResponse {
      /**
       * Constructs a new SetQuotaResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISetQuotaResponse);

      /** SetQuotaResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified SetQuotaResponse message. Does not implicitly {@link grove.v1.SetQuotaResponse.verify|verify} messages.
       * @param message SetQuotaResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISetQuotaResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SetQuotaResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SetQuotaResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SetQuotaResponse;
    }

    /** Properties of a RemoveQuotaRequest. */
    interface IRemoveQuotaRequest {
      /** RemoveQuotaRequest path */
      path?: string | null;

      /** RemoveQuotaRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a RemoveQuotaRequest. */
    class RemoveQuotaRequest implements IRemoveQuotaRequest {
      /**
       * Constructs a new RemoveQuotaRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IRemoveQuotaRequest);

      /** RemoveQuotaRequest path. */
      public path: string;

      /** RemoveQuotaRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified RemoveQuotaRequest message. Does not implicitly {@link grove.v1.RemoveQuotaRequest.verify|verify} messages.
       * @param message RemoveQuotaRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IRemoveQuotaRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a RemoveQuotaRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns RemoveQuotaRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.RemoveQuotaRequest;
    }

    /** Properties of a RemoveQuotaResponse. */
    interface IRemoveQuotaResponse {
      /** RemoveQuotaResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a RemoveQuotaResponse. */
    class RemoveQuotaResponse implements IRemoveQuotaResponse {
      /**
       * Constructs a new RemoveQuotaResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IRemoveQuotaResponse);

      /** RemoveQuotaResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified RemoveQuotaResponse message. Does not implicitly {@link grove.v1.RemoveQuotaResponse.verify|verify} messages.
       * @param message RemoveQuotaResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IRemoveQuotaResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a RemoveQuotaResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns RemoveQuotaResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.RemoveQuotaResponse;
    }

    /** Properties of a ListQuotasRequest. */
    interface IListQuotasRequest {
      /** ListQuotasRequest path */
      path?: string | null;

      /** ListQuotasRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a ListQuotasRequest. */
    class ListQuotasRequest implements IListQuotasRequest {
      /**
       * Constructs a new ListQuotasRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IListQuotasRequest);

      /** ListQuotasRequest path. */
      public path: string;

      /** ListQuotasRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified ListQuotasRequest message. Does not implicitly {@link grove.v1.ListQuotasRequest.verify|verify} messages.
       * @param message ListQuotasRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IListQuotasRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a ListQuotasRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns ListQuotasRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.ListQuotasRequest;
    }

    /** Properties of a QuotaUse. */
    interface IQuotaUse {
      /** QuotaUse path */
      path?: string | null;

      /** QuotaUse quota */
      quota?: grove.v1.IQuota | null;

      /** QuotaUse count */
      count?: number | Long | null;

      /** QuotaUse bytes */
      bytes?: number | Long | null;
    }

    /** Represents a QuotaUse. */
    class QuotaUse implements IQuotaUse {
      /**
       * Constructs a new QuotaUse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IQuotaUse);

      /** QuotaUse path. */
      public path: string;

      /** QuotaUse quota. */
      public quota?: grove.v1.IQuota | null;

      /** QuotaUse count. */
      public count: number | Long;

      /** QuotaUse bytes. */
      public bytes: number | Long;

      /**
       * Encodes the specified QuotaUse message. Does not implicitly {@link grove.v1.QuotaUse.verify|verify} messages.
       * @param message QuotaUse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IQuotaUse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a QuotaUse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns QuotaUse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.QuotaUse;
    }

    /** Properties of a ListQuotasResponse. */
    interface IListQuotasResponse {
      /** ListQuotasResponse quotas */
      quotas?: grove.v1.IQuotaUse[] | null;

      /** ListQuotasResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a ListQuotasResponse. */
    class ListQuotasResponse implements IListQuotasResponse {
      /**
       * Constructs a new ListQuotasResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IListQuotasResponse);

      /** ListQuotasResponse quotas. */
      public quotas: grove.v1.IQuotaUse[];

      /** ListQuotasResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified ListQuotasResponse message. Does not implicitly {@link grove.v1.ListQuotasResponse.verify|verify} messages.
       * @param message ListQuotasResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IListQuotasResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a ListQuotasResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns ListQuotasResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.ListQuotasResponse;
    }

    /** Properties of an AddWatchRequest. */
    interface IAddWatchRequest {
      /** AddWatchRequest path */
      path?: string | null;

      /** AddWatchRequest mode */
      mode?: grove.v1.WatchMode | null;

      /** AddWatchRequest types */
      types?: grove.v1.EventType[] | null;

      /** AddWatchRequest withData */
      withData?: boolean | null;

      /** AddWatchRequest withPreviousData */
      withPreviousData?: boolean | null;
    }

    /** Represents an AddWatchRequest. */
    class AddWatchRequest implements IAddWatchRequest {
      /**
       * Constructs a new AddWatchRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IAddWatchRequest);

      /** AddWatchRequest path. */
      public path: string;

      /** AddWatchRequest mode. */
      public mode: grove.v1.WatchMode;

      /** AddWatchRequest types. */
      public types: grove.v1.EventType[];

      /** AddWatchRequest withData. */
      public withData: boolean;

      /** AddWatchRequest withPreviousData. */
      public withPreviousData: boolean;

      /**
       * Encodes the specified AddWatchRequest message. Does not implicitly {@link grove.v1.AddWatchRequest.verify|verify} messages.
       * @param message AddWatchRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IAddWatchRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an AddWatchRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns AddWatchRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.AddWatchRequest;
    }

    /** Properties of an AddWatchResponse. */
    interface IAddWatchResponse {}

    /** Represents an AddWatchResponse. */
    class AddWatchResponse implements IAddWatchResponse {
      /**
       * Constructs a new AddWatchResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IAddWatchResponse);

      /**
       * Encodes the specified AddWatchResponse message. Does not implicitly {@link grove.v1.AddWatchResponse.verify|verify} messages.
       * @param message AddWatchResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IAddWatchResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an AddWatchResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns AddWatchResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.AddWatchResponse;
    }

    /** Properties of a RemoveWatchesRequest. */
    interface IRemoveWatchesRequest {
      /** RemoveWatchesRequest path */
      path?: string | null;

      /** RemoveWatchesRequest type */
      type?: grove.v1.WatcherType | null;
    }

    /** Represents a RemoveWatchesRequest. */
    class RemoveWatchesRequest implements IRemoveWatchesRequest {
      /**
       * Constructs a new RemoveWatchesRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IRemoveWatchesRequest);

      /** RemoveWatchesRequest path. */
      public path: string;

      /** RemoveWatchesRequest type. */
      public type: grove.v1.WatcherType;

      /**
       * Encodes the specified RemoveWatchesRequest message. Does not implicitly {@link grove.v1.RemoveWatchesRequest.verify|verify} messages.
       * @param message RemoveWatchesRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IRemoveWatchesRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a RemoveWatchesRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns RemoveWatchesRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.RemoveWatchesRequest;
    }

    /** Properties of a RemoveWatchesResponse. */
    interface IRemoveWatchesResponse {}

    /** Represents a RemoveWatchesResponse. */
    class RemoveWatchesResponse implements IRemoveWatchesResponse {
      /**
       * Constructs a new RemoveWatchesResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IRemoveWatchesResponse);

      /**
       * Encodes the specified RemoveWatchesResponse message. Does not implicitly {@link grove.v1.RemoveWatchesResponse.verify|verify} messages.
       * @param message RemoveWatchesResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IRemoveWatchesResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a RemoveWatchesResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns RemoveWatchesResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.RemoveWatchesResponse;
    }

    /** Properties of a CheckWatchesRequest. */
    interface ICheckWatchesRequest {
      /** CheckWatchesRequest path */
      path?: string | null;

      /** CheckWatchesRequest type */
      type?: grove.v1.WatcherType | null;
    }

    /** Represents a CheckWatchesRequest. */
    class CheckWatchesRequest implements ICheckWatchesRequest {
      /**
       * Constructs a new CheckWatchesRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICheckWatchesRequest);

      /** CheckWatchesRequest path. */
      public path: string;

      /** CheckWatchesRequest type. */
      public type: grove.v1.WatcherType;

      /**
       * Encodes the specified CheckWatchesRequest message. Does not implicitly {@link grove.v1.CheckWatchesRequest.verify|verify} messages.
       * @param message CheckWatchesRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICheckWatchesRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CheckWatchesRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CheckWatchesRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CheckWatchesRequest;
    }

    /** Properties of a CheckWatchesResponse. */
    interface ICheckWatchesResponse {}

    /** Represents a CheckWatchesResponse. */
    class CheckWatchesResponse implements ICheckWatchesResponse {
      /**
       * Constructs a new CheckWatchesResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICheckWatchesResponse);

      /**
       * Encodes the specified CheckWatchesResponse message. Does not implicitly {@link grove.v1.CheckWatchesResponse.verify|verify} messages.
       * @param message CheckWatchesResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICheckWatchesResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CheckWatchesResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CheckWatchesResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CheckWatchesResponse;
    }

    /** Properties of a PersistentWatch. */
    interface IPersistentWatch {
      /** PersistentWatch watch */
      watch?: grove.v1.IAddWatchRequest | null;
    }

    /** Represents a PersistentWatch. */
    class PersistentWatch implements IPersistentWatch {
      /**
       * Constructs a new PersistentWatch.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IPersistentWatch);

      /** PersistentWatch watch. */
      public watch?: grove.v1.IAddWatchRequest | null;

      /**
       * Encodes the specified PersistentWatch message. Does not implicitly {@link grove.v1.PersistentWatch.verify|verify} messages.
       * @param message PersistentWatch message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IPersistentWatch, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a PersistentWatch message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns PersistentWatch
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.PersistentWatch;
    }

    /** Properties of a SetWatchesRequest. */
    interface ISetWatchesRequest {
      /** SetWatchesRequest relativeZxid */
      relativeZxid?: number | Long | null;

      /** SetWatchesRequest dataPaths */
      dataPaths?: string[] | null;

      /** SetWatchesRequest existsPaths */
      existsPaths?: string[] | null;

      /** SetWatchesRequest childPaths */
      childPaths?: string[] | null;

      /** SetWatchesRequest persistentPaths */
      persistentPaths?: string[] | null;

      /** SetWatchesRequest persistentRecursivePaths */
      persistentRecursivePaths?: string[] | null;

      /** SetWatchesRequest cursor */
      cursor?: Uint8Array | null;

      /** SetWatchesRequest persistentWatches */
      persistentWatches?: grove.v1.IPersistentWatch[] | null;

      /** SetWatchesRequest asZookeeper */
      asZookeeper?: boolean | null;
    }

    /** Represents a SetWatchesRequest. */
    class SetWatchesRequest implements ISetWatchesRequest {
      /**
       * Constructs a new SetWatchesRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISetWatchesRequest);

      /** SetWatchesRequest relativeZxid. */
      public relativeZxid: number | Long;

      /** SetWatchesRequest dataPaths. */
      public dataPaths: string[];

      /** SetWatchesRequest existsPaths. */
      public existsPaths: string[];

      /** SetWatchesRequest childPaths. */
      public childPaths: string[];

      /** SetWatchesRequest persistentPaths. */
      public persistentPaths: string[];

      /** SetWatchesRequest persistentRecursivePaths. */
      public persistentRecursivePaths: string[];

      /** SetWatchesRequest cursor. */
      public cursor: Uint8Array;

      /** SetWatchesRequest persistentWatches. */
      public persistentWatches: grove.v1.IPersistentWatch[];

      /** SetWatchesRequest asZookeeper. */
      public asZookeeper: boolean;

      /**
       * Encodes the specified SetWatchesRequest message. Does not implicitly {@link grove.v1.SetWatchesRequest.verify|verify} messages.
       * @param message SetWatchesRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISetWatchesRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SetWatchesRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SetWatchesRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SetWatchesRequest;
    }

    /** Properties of a SetWatchesResponse. */
    interface ISetWatchesResponse {}

    /** Represents a SetWatchesResponse. */
    class SetWatchesResponse implements ISetWatchesResponse {
      /**
       * Constructs a new SetWatchesResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISetWatchesResponse);

      /**
       * Encodes the specified SetWatchesResponse message. Does not implicitly {@link grove.v1.SetWatchesResponse.verify|verify} messages.
       * @param message SetWatchesResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISetWatchesResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SetWatchesResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SetWatchesResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SetWatchesResponse;
    }

    /** Properties of a CloseRequest. */
    interface ICloseRequest {}

    /** Represents a CloseRequest. */
    class CloseRequest implements ICloseRequest {
      /**
       * Constructs a new CloseRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICloseRequest);

      /**
       * Encodes the specified CloseRequest message. Does not implicitly {@link grove.v1.CloseRequest.verify|verify} messages.
       * @param message CloseRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICloseRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CloseRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CloseRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CloseRequest;
    }

    /** Properties of a CloseResponse. */
    interface ICloseResponse {}

    /** Represents a CloseResponse. */
    class CloseResponse implements ICloseResponse {
      /**
       * Constructs a new CloseResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICloseResponse);

      /**
       * Encodes the specified CloseResponse message. Does not implicitly {@link grove.v1.CloseResponse.verify|verify} messages.
       * @param message CloseResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICloseResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CloseResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CloseResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CloseResponse;
    }

    /** Properties of a Request. */
    interface IRequest {
      /** Request id */
      id?: number | Long | null;

      /** Request sequence */
      sequence?: number | Long | null;

      /** Request consistency */
      consistency?: grove.v1.Consistency | null;

      /** Request minZxid */
      minZxid?: number | Long | null;

      /** Request create */
      create?: grove.v1.ICreateRequest | null;

      /** Request delete */
      delete?: grove.v1.IDeleteRequest | null;

      /** Request setData */
      setData?: grove.v1.ISetDataRequest | null;

      /** Request multi */
      multi?: grove.v1.IMultiRequest | null;

      /** Request close */
      close?: grove.v1.ICloseRequest | null;

      /** Request setAcl */
      setAcl?: grove.v1.ISetAclRequest | null;

      /** Request setQuota */
      setQuota?: grove.v1.ISetQuotaRequest | null;

      /** Request removeQuota */
      removeQuota?: grove.v1.IRemoveQuotaRequest | null;

      /** Request addAuth */
      addAuth?: grove.v1.IAddAuthRequest | null;

      /** Request exists */
      exists?: grove.v1.IExistsRequest | null;

      /** Request getData */
      getData?: grove.v1.IGetDataRequest | null;

      /** Request getChildren */
      getChildren?: grove.v1.IGetChildrenRequest | null;

      /** Request sync */
      sync?: grove.v1.ISyncRequest | null;

      /** Request addWatch */
      addWatch?: grove.v1.IAddWatchRequest | null;

      /** Request removeWatches */
      removeWatches?: grove.v1.IRemoveWatchesRequest | null;

      /** Request setWatches */
      setWatches?: grove.v1.ISetWatchesRequest | null;

      /** Request getAcl */
      getAcl?: grove.v1.IGetAclRequest | null;

      /** Request getAllChildrenNumber */
      getAllChildrenNumber?: grove.v1.IGetAllChildrenNumberRequest | null;

      /** Request getEphemerals */
      getEphemerals?: grove.v1.IGetEphemeralsRequest | null;

      /** Request multiRead */
      multiRead?: grove.v1.IMultiReadRequest | null;

      /** Request checkWatches */
      checkWatches?: grove.v1.ICheckWatchesRequest | null;

      /** Request whoAmI */
      whoAmI?: grove.v1.IWhoAmIRequest | null;

      /** Request listQuotas */
      listQuotas?: grove.v1.IListQuotasRequest | null;
    }

    /** Represents a Request. */
    class Request implements IRequest {
      /**
       * Constructs a new Request.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IRequest);

      /** Request id. */
      public id: number | Long;

      /** Request sequence. */
      public sequence: number | Long;

      /** Request consistency. */
      public consistency: grove.v1.Consistency;

      /** Request minZxid. */
      public minZxid: number | Long;

      /** Request create. */
      public create?: grove.v1.ICreateRequest | null;

      /** Request delete. */
      public delete?: grove.v1.IDeleteRequest | null;

      /** Request setData. */
      public setData?: grove.v1.ISetDataRequest | null;

      /** Request multi. */
      public multi?: grove.v1.IMultiRequest | null;

      /** Request close. */
      public close?: grove.v1.ICloseRequest | null;

      /** Request setAcl. */
      public setAcl?: grove.v1.ISetAclRequest | null;

      /** Request setQuota. */
      public setQuota?: grove.v1.ISetQuotaRequest | null;

      /** Request removeQuota. */
      public removeQuota?: grove.v1.IRemoveQuotaRequest | null;

      /** Request addAuth. */
      public addAuth?: grove.v1.IAddAuthRequest | null;

      /** Request exists. */
      public exists?: grove.v1.IExistsRequest | null;

      /** Request getData. */
      public getData?: grove.v1.IGetDataRequest | null;

      /** Request getChildren. */
      public getChildren?: grove.v1.IGetChildrenRequest | null;

      /** Request sync. */
      public sync?: grove.v1.ISyncRequest | null;

      /** Request addWatch. */
      public addWatch?: grove.v1.IAddWatchRequest | null;

      /** Request removeWatches. */
      public removeWatches?: grove.v1.IRemoveWatchesRequest | null;

      /** Request setWatches. */
      public setWatches?: grove.v1.ISetWatchesRequest | null;

      /** Request getAcl. */
      public getAcl?: grove.v1.IGetAclRequest | null;

      /** Request getAllChildrenNumber. */
      public getAllChildrenNumber?: grove.v1.IGetAllChildrenNumberRequest | null;

      /** Request getEphemerals. */
      public getEphemerals?: grove.v1.IGetEphemeralsRequest | null;

      /** Request multiRead. */
      public multiRead?: grove.v1.IMultiReadRequest | null;

      /** Request checkWatches. */
      public checkWatches?: grove.v1.ICheckWatchesRequest | null;

      /** Request whoAmI. */
      public whoAmI?: grove.v1.IWhoAmIRequest | null;

      /** Request listQuotas. */
      public listQuotas?: grove.v1.IListQuotasRequest | null;

      /** Request operation. */
      public operation?:
        | 'create'
        | 'delete'
        | 'setData'
        | 'multi'
        | 'close'
        | 'setAcl'
        | 'setQuota'
        | 'removeQuota'
        | 'addAuth'
        | 'exists'
        | 'getData'
        | 'getChildren'
        | 'sync'
        | 'addWatch'
        | 'removeWatches'
        | 'setWatches'
        | 'getAcl'
        | 'getAllChildrenNumber'
        | 'getEphemerals'
        | 'multiRead'
        | 'checkWatches'
        | 'whoAmI'
        | 'listQuotas';

      /**
       * Encodes the specified Request message. Does not implicitly {@link grove.v1.Request.verify|verify} messages.
       * @param message Request message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Request message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Request
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Request;
    }

    /** Properties of an OpenSession. */
    interface IOpenSession {
      /** OpenSession timeoutMs */
      timeoutMs?: number | null;

      /** OpenSession allowReadOnly */
      allowReadOnly?: boolean | null;
    }

    /** Represents an OpenSession. */
    class OpenSession implements IOpenSession {
      /**
       * Constructs a new OpenSession.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IOpenSession);

      /** OpenSession timeoutMs. */
      public timeoutMs: number;

      /** OpenSession allowReadOnly. */
      public allowReadOnly: boolean;

      /**
       * Encodes the specified OpenSession message. Does not implicitly {@link grove.v1.OpenSession.verify|verify} messages.
       * @param message OpenSession message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IOpenSession, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an OpenSession message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns OpenSession
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.OpenSession;
    }

    /** Properties of an AttachSession. */
    interface IAttachSession {
      /** AttachSession sessionId */
      sessionId?: number | Long | null;

      /** AttachSession sessionSecret */
      sessionSecret?: Uint8Array | null;

      /** AttachSession lastZxidSeen */
      lastZxidSeen?: number | Long | null;

      /** AttachSession allowReadOnly */
      allowReadOnly?: boolean | null;
    }

    /** Represents an AttachSession. */
    class AttachSession implements IAttachSession {
      /**
       * Constructs a new AttachSession.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IAttachSession);

      /** AttachSession sessionId. */
      public sessionId: number | Long;

      /** AttachSession sessionSecret. */
      public sessionSecret: Uint8Array;

      /** AttachSession lastZxidSeen. */
      public lastZxidSeen: number | Long;

      /** AttachSession allowReadOnly. */
      public allowReadOnly: boolean;

      /**
       * Encodes the specified AttachSession message. Does not implicitly {@link grove.v1.AttachSession.verify|verify} messages.
       * @param message AttachSession message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IAttachSession, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an AttachSession message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns AttachSession
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.AttachSession;
    }

    /** Properties of a Ping. */
    interface IPing {
      /** Ping id */
      id?: number | Long | null;
    }

    /** Represents a Ping. */
    class Ping implements IPing {
      /**
       * Constructs a new Ping.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IPing);

      /** Ping id. */
      public id: number | Long;

      /**
       * Encodes the specified Ping message. Does not implicitly {@link grove.v1.Ping.verify|verify} messages.
       * @param message Ping message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IPing, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Ping message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Ping
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Ping;
    }

    /** Properties of a SessionRequest. */
    interface ISessionRequest {
      /** SessionRequest open */
      open?: grove.v1.IOpenSession | null;

      /** SessionRequest attach */
      attach?: grove.v1.IAttachSession | null;

      /** SessionRequest requests */
      requests?: grove.v1.IRequest[] | null;

      /** SessionRequest acknowledgedSequence */
      acknowledgedSequence?: number | Long | null;

      /** SessionRequest ping */
      ping?: grove.v1.IPing | null;
    }

    /** Represents a SessionRequest. */
    class SessionRequest implements ISessionRequest {
      /**
       * Constructs a new SessionRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISessionRequest);

      /** SessionRequest open. */
      public open?: grove.v1.IOpenSession | null;

      /** SessionRequest attach. */
      public attach?: grove.v1.IAttachSession | null;

      /** SessionRequest requests. */
      public requests: grove.v1.IRequest[];

      /** SessionRequest acknowledgedSequence. */
      public acknowledgedSequence: number | Long;

      /** SessionRequest ping. */
      public ping?: grove.v1.IPing | null;

      /** SessionRequest start. */
      public start?: 'open' | 'attach';

      /**
       * Encodes the specified SessionRequest message. Does not implicitly {@link grove.v1.SessionRequest.verify|verify} messages.
       * @param message SessionRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISessionRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SessionRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SessionRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SessionRequest;
    }

    /** Properties of a SessionResponse. */
    interface ISessionResponse {
      /** SessionResponse items */
      items?: grove.v1.IItem[] | null;
    }

    /** Represents a SessionResponse. */
    class SessionResponse implements ISessionResponse {
      /**
       * Constructs a new SessionResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISessionResponse);

      /** SessionResponse items. */
      public items: grove.v1.IItem[];

      /**
       * Encodes the specified SessionResponse message. Does not implicitly {@link grove.v1.SessionResponse.verify|verify} messages.
       * @param message SessionResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISessionResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SessionResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SessionResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SessionResponse;
    }

    /** Properties of an Item. */
    interface IItem {
      /** Item started */
      started?: grove.v1.ISessionStarted | null;

      /** Item answer */
      answer?: grove.v1.IAnswer | null;

      /** Item event */
      event?: grove.v1.IWatchEvent | null;

      /** Item pong */
      pong?: grove.v1.IPong | null;

      /** Item bookmark */
      bookmark?: grove.v1.IBookmark | null;

      /** Item ended */
      ended?: grove.v1.ISessionEnded | null;
    }

    /** Represents an Item. */
    class Item implements IItem {
      /**
       * Constructs a new Item.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IItem);

      /** Item started. */
      public started?: grove.v1.ISessionStarted | null;

      /** Item answer. */
      public answer?: grove.v1.IAnswer | null;

      /** Item event. */
      public event?: grove.v1.IWatchEvent | null;

      /** Item pong. */
      public pong?: grove.v1.IPong | null;

      /** Item bookmark. */
      public bookmark?: grove.v1.IBookmark | null;

      /** Item ended. */
      public ended?: grove.v1.ISessionEnded | null;

      /** Item item. */
      public item?: 'started' | 'answer' | 'event' | 'pong' | 'bookmark' | 'ended';

      /**
       * Encodes the specified Item message. Does not implicitly {@link grove.v1.Item.verify|verify} messages.
       * @param message Item message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IItem, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an Item message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Item
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Item;
    }

    /** Properties of a SessionStarted. */
    interface ISessionStarted {
      /** SessionStarted sessionId */
      sessionId?: number | Long | null;

      /** SessionStarted sessionSecret */
      sessionSecret?: Uint8Array | null;

      /** SessionStarted timeoutMs */
      timeoutMs?: number | null;

      /** SessionStarted generation */
      generation?: number | null;

      /** SessionStarted lastSequence */
      lastSequence?: number | Long | null;

      /** SessionStarted zxid */
      zxid?: number | Long | null;

      /** SessionStarted replica */
      replica?: number | null;

      /** SessionStarted readOnly */
      readOnly?: boolean | null;
    }

    /** Represents a SessionStarted. */
    class SessionStarted implements ISessionStarted {
      /**
       * Constructs a new SessionStarted.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISessionStarted);

      /** SessionStarted sessionId. */
      public sessionId: number | Long;

      /** SessionStarted sessionSecret. */
      public sessionSecret: Uint8Array;

      /** SessionStarted timeoutMs. */
      public timeoutMs: number;

      /** SessionStarted generation. */
      public generation: number;

      /** SessionStarted lastSequence. */
      public lastSequence: number | Long;

      /** SessionStarted zxid. */
      public zxid: number | Long;

      /** SessionStarted replica. */
      public replica: number;

      /** SessionStarted readOnly. */
      public readOnly: boolean;

      /**
       * Encodes the specified SessionStarted message. Does not implicitly {@link grove.v1.SessionStarted.verify|verify} messages.
       * @param message SessionStarted message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISessionStarted, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SessionStarted message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SessionStarted
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SessionStarted;
    }

    /** Properties of an Answer. */
    interface IAnswer {
      /** Answer id */
      id?: number | Long | null;

      /** Answer zxid */
      zxid?: number | Long | null;

      /** Answer code */
      code?: grove.v1.ErrorCode | null;

      /** Answer message */
      message?: string | null;

      /** Answer retryAfterMs */
      retryAfterMs?: number | null;

      /** Answer create */
      create?: grove.v1.ICreateResponse | null;

      /** Answer delete */
      delete?: grove.v1.IDeleteResponse | null;

      /** Answer setData */
      setData?: grove.v1.ISetDataResponse | null;

      /** Answer multi */
      multi?: grove.v1.IMultiResponse | null;

      /** Answer close */
      close?: grove.v1.ICloseResponse | null;

      /** Answer setAcl */
      setAcl?: grove.v1.ISetAclResponse | null;

      /** Answer setQuota */
      setQuota?: grove.v1.ISetQuotaResponse | null;

      /** Answer removeQuota */
      removeQuota?: grove.v1.IRemoveQuotaResponse | null;

      /** Answer addAuth */
      addAuth?: grove.v1.IAddAuthResponse | null;

      /** Answer exists */
      exists?: grove.v1.IExistsResponse | null;

      /** Answer getData */
      getData?: grove.v1.IGetDataResponse | null;

      /** Answer getChildren */
      getChildren?: grove.v1.IGetChildrenResponse | null;

      /** Answer sync */
      sync?: grove.v1.ISyncResponse | null;

      /** Answer addWatch */
      addWatch?: grove.v1.IAddWatchResponse | null;

      /** Answer removeWatches */
      removeWatches?: grove.v1.IRemoveWatchesResponse | null;

      /** Answer setWatches */
      setWatches?: grove.v1.ISetWatchesResponse | null;

      /** Answer getAcl */
      getAcl?: grove.v1.IGetAclResponse | null;

      /** Answer getAllChildrenNumber */
      getAllChildrenNumber?: grove.v1.IGetAllChildrenNumberResponse | null;

      /** Answer getEphemerals */
      getEphemerals?: grove.v1.IGetEphemeralsResponse | null;

      /** Answer multiRead */
      multiRead?: grove.v1.IMultiReadResponse | null;

      /** Answer checkWatches */
      checkWatches?: grove.v1.ICheckWatchesResponse | null;

      /** Answer whoAmI */
      whoAmI?: grove.v1.IWhoAmIResponse | null;

      /** Answer listQuotas */
      listQuotas?: grove.v1.IListQuotasResponse | null;
    }

    /** Represents an Answer. */
    class Answer implements IAnswer {
      /**
       * Constructs a new Answer.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IAnswer);

      /** Answer id. */
      public id: number | Long;

      /** Answer zxid. */
      public zxid: number | Long;

      /** Answer code. */
      public code: grove.v1.ErrorCode;

      /** Answer message. */
      public message: string;

      /** Answer retryAfterMs. */
      public retryAfterMs: number;

      /** Answer create. */
      public create?: grove.v1.ICreateResponse | null;

      /** Answer delete. */
      public delete?: grove.v1.IDeleteResponse | null;

      /** Answer setData. */
      public setData?: grove.v1.ISetDataResponse | null;

      /** Answer multi. */
      public multi?: grove.v1.IMultiResponse | null;

      /** Answer close. */
      public close?: grove.v1.ICloseResponse | null;

      /** Answer setAcl. */
      public setAcl?: grove.v1.ISetAclResponse | null;

      /** Answer setQuota. */
      public setQuota?: grove.v1.ISetQuotaResponse | null;

      /** Answer removeQuota. */
      public removeQuota?: grove.v1.IRemoveQuotaResponse | null;

      /** Answer addAuth. */
      public addAuth?: grove.v1.IAddAuthResponse | null;

      /** Answer exists. */
      public exists?: grove.v1.IExistsResponse | null;

      /** Answer getData. */
      public getData?: grove.v1.IGetDataResponse | null;

      /** Answer getChildren. */
      public getChildren?: grove.v1.IGetChildrenResponse | null;

      /** Answer sync. */
      public sync?: grove.v1.ISyncResponse | null;

      /** Answer addWatch. */
      public addWatch?: grove.v1.IAddWatchResponse | null;

      /** Answer removeWatches. */
      public removeWatches?: grove.v1.IRemoveWatchesResponse | null;

      /** Answer setWatches. */
      public setWatches?: grove.v1.ISetWatchesResponse | null;

      /** Answer getAcl. */
      public getAcl?: grove.v1.IGetAclResponse | null;

      /** Answer getAllChildrenNumber. */
      public getAllChildrenNumber?: grove.v1.IGetAllChildrenNumberResponse | null;

      /** Answer getEphemerals. */
      public getEphemerals?: grove.v1.IGetEphemeralsResponse | null;

      /** Answer multiRead. */
      public multiRead?: grove.v1.IMultiReadResponse | null;

      /** Answer checkWatches. */
      public checkWatches?: grove.v1.ICheckWatchesResponse | null;

      /** Answer whoAmI. */
      public whoAmI?: grove.v1.IWhoAmIResponse | null;

      /** Answer listQuotas. */
      public listQuotas?: grove.v1.IListQuotasResponse | null;

      /** Answer result. */
      public result?:
        | 'create'
        | 'delete'
        | 'setData'
        | 'multi'
        | 'close'
        | 'setAcl'
        | 'setQuota'
        | 'removeQuota'
        | 'addAuth'
        | 'exists'
        | 'getData'
        | 'getChildren'
        | 'sync'
        | 'addWatch'
        | 'removeWatches'
        | 'setWatches'
        | 'getAcl'
        | 'getAllChildrenNumber'
        | 'getEphemerals'
        | 'multiRead'
        | 'checkWatches'
        | 'whoAmI'
        | 'listQuotas';

      /**
       * Encodes the specified Answer message. Does not implicitly {@link grove.v1.Answer.verify|verify} messages.
       * @param message Answer message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IAnswer, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an Answer message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Answer
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Answer;
    }

    /** Properties of a WatchEvent. */
    interface IWatchEvent {
      /** WatchEvent type */
      type?: grove.v1.EventType | null;

      /** WatchEvent path */
      path?: string | null;

      /** WatchEvent zxid */
      zxid?: number | Long | null;

      /** WatchEvent cursor */
      cursor?: Uint8Array | null;

      /** WatchEvent data */
      data?: Uint8Array | null;

      /** WatchEvent stat */
      stat?: grove.v1.IStat | null;

      /** WatchEvent previousData */
      previousData?: Uint8Array | null;

      /** WatchEvent dataAbsent */
      dataAbsent?: boolean | null;

      /** WatchEvent previousDataAbsent */
      previousDataAbsent?: boolean | null;
    }

    /** Represents a WatchEvent. */
    class WatchEvent implements IWatchEvent {
      /**
       * Constructs a new WatchEvent.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IWatchEvent);

      /** WatchEvent type. */
      public type: grove.v1.EventType;

      /** WatchEvent path. */
      public path: string;

      /** WatchEvent zxid. */
      public zxid: number | Long;

      /** WatchEvent cursor. */
      public cursor: Uint8Array;

      /** WatchEvent data. */
      public data: Uint8Array;

      /** WatchEvent stat. */
      public stat?: grove.v1.IStat | null;

      /** WatchEvent previousData. */
      public previousData: Uint8Array;

      /** WatchEvent dataAbsent. */
      public dataAbsent: boolean;

      /** WatchEvent previousDataAbsent. */
      public previousDataAbsent: boolean;

      /**
       * Encodes the specified WatchEvent message. Does not implicitly {@link grove.v1.WatchEvent.verify|verify} messages.
       * @param message WatchEvent message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IWatchEvent, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a WatchEvent message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns WatchEvent
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.WatchEvent;
    }

    /** Properties of a Pong. */
    interface IPong {
      /** Pong id */
      id?: number | Long | null;

      /** Pong zxid */
      zxid?: number | Long | null;

      /** Pong confirmedMsAgo */
      confirmedMsAgo?: number | null;
    }

    /** Represents a Pong. */
    class Pong implements IPong {
      /**
       * Constructs a new Pong.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IPong);

      /** Pong id. */
      public id: number | Long;

      /** Pong zxid. */
      public zxid: number | Long;

      /** Pong confirmedMsAgo. */
      public confirmedMsAgo: number;

      /**
       * Encodes the specified Pong message. Does not implicitly {@link grove.v1.Pong.verify|verify} messages.
       * @param message Pong message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IPong, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Pong message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Pong
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Pong;
    }

    /** Properties of a Bookmark. */
    interface IBookmark {
      /** Bookmark zxid */
      zxid?: number | Long | null;

      /** Bookmark cursor */
      cursor?: Uint8Array | null;
    }

    /** Represents a Bookmark. */
    class Bookmark implements IBookmark {
      /**
       * Constructs a new Bookmark.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IBookmark);

      /** Bookmark zxid. */
      public zxid: number | Long;

      /** Bookmark cursor. */
      public cursor: Uint8Array;

      /**
       * Encodes the specified Bookmark message. Does not implicitly {@link grove.v1.Bookmark.verify|verify} messages.
       * @param message Bookmark message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IBookmark, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Bookmark message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Bookmark
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Bookmark;
    }

    /** Properties of a SessionEnded. */
    interface ISessionEnded {
      /** SessionEnded code */
      code?: grove.v1.ErrorCode | null;

      /** SessionEnded message */
      message?: string | null;
    }

    /** Represents a SessionEnded. */
    class SessionEnded implements ISessionEnded {
      /**
       * Constructs a new SessionEnded.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ISessionEnded);

      /** SessionEnded code. */
      public code: grove.v1.ErrorCode;

      /** SessionEnded message. */
      public message: string;

      /**
       * Encodes the specified SessionEnded message. Does not implicitly {@link grove.v1.SessionEnded.verify|verify} messages.
       * @param message SessionEnded message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ISessionEnded, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a SessionEnded message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns SessionEnded
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.SessionEnded;
    }

    /** Properties of a WatchRequest. */
    interface IWatchRequest {
      /** WatchRequest path */
      path?: string | null;

      /** WatchRequest recursive */
      recursive?: boolean | null;

      /** WatchRequest startCursor */
      startCursor?: Uint8Array | null;

      /** WatchRequest types */
      types?: grove.v1.EventType[] | null;

      /** WatchRequest withData */
      withData?: boolean | null;

      /** WatchRequest withPreviousData */
      withPreviousData?: boolean | null;

      /** WatchRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a WatchRequest. */
    class WatchRequest implements IWatchRequest {
      /**
       * Constructs a new WatchRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IWatchRequest);

      /** WatchRequest path. */
      public path: string;

      /** WatchRequest recursive. */
      public recursive: boolean;

      /** WatchRequest startCursor. */
      public startCursor: Uint8Array;

      /** WatchRequest types. */
      public types: grove.v1.EventType[];

      /** WatchRequest withData. */
      public withData: boolean;

      /** WatchRequest withPreviousData. */
      public withPreviousData: boolean;

      /** WatchRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified WatchRequest message. Does not implicitly {@link grove.v1.WatchRequest.verify|verify} messages.
       * @param message WatchRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IWatchRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a WatchRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns WatchRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.WatchRequest;
    }

    /** Properties of a WatchResponse. */
    interface IWatchResponse {
      /** WatchResponse events */
      events?: grove.v1.IWatchEvent[] | null;

      /** WatchResponse zxid */
      zxid?: number | Long | null;

      /** WatchResponse cursor */
      cursor?: Uint8Array | null;
    }

    /** Represents a WatchResponse. */
    class WatchResponse implements IWatchResponse {
      /**
       * Constructs a new WatchResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IWatchResponse);

      /** WatchResponse events. */
      public events: grove.v1.IWatchEvent[];

      /** WatchResponse zxid. */
      public zxid: number | Long;

      /** WatchResponse cursor. */
      public cursor: Uint8Array;

      /**
       * Encodes the specified WatchResponse message. Does not implicitly {@link grove.v1.WatchResponse.verify|verify} messages.
       * @param message WatchResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IWatchResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a WatchResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns WatchResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.WatchResponse;
    }

    /** Properties of an OpenSessionRequest. */
    interface IOpenSessionRequest {
      /** OpenSessionRequest timeoutMs */
      timeoutMs?: number | null;
    }

    /** Represents an OpenSessionRequest. */
    class OpenSessionRequest implements IOpenSessionRequest {
      /**
       * Constructs a new OpenSessionRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IOpenSessionRequest);

      /** OpenSessionRequest timeoutMs. */
      public timeoutMs: number;

      /**
       * Encodes the specified OpenSessionRequest message. Does not implicitly {@link grove.v1.OpenSessionRequest.verify|verify} messages.
       * @param message OpenSessionRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IOpenSessionRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an OpenSessionRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns OpenSessionRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.OpenSessionRequest;
    }

    /** Properties of an OpenSessionResponse. */
    interface IOpenSessionResponse {
      /** OpenSessionResponse sessionId */
      sessionId?: number | Long | null;

      /** OpenSessionResponse sessionSecret */
      sessionSecret?: Uint8Array | null;

      /** OpenSessionResponse timeoutMs */
      timeoutMs?: number | null;

      /** OpenSessionResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents an OpenSessionResponse. */
    class OpenSessionResponse implements IOpenSessionResponse {
      /**
       * Constructs a new OpenSessionResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IOpenSessionResponse);

      /** OpenSessionResponse sessionId. */
      public sessionId: number | Long;

      /** OpenSessionResponse sessionSecret. */
      public sessionSecret: Uint8Array;

      /** OpenSessionResponse timeoutMs. */
      public timeoutMs: number;

      /** OpenSessionResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified OpenSessionResponse message. Does not implicitly {@link grove.v1.OpenSessionResponse.verify|verify} messages.
       * @param message OpenSessionResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IOpenSessionResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes an OpenSessionResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns OpenSessionResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.OpenSessionResponse;
    }

    /** Properties of a KeepAliveRequest. */
    interface IKeepAliveRequest {
      /** KeepAliveRequest sessionId */
      sessionId?: number | Long | null;

      /** KeepAliveRequest sessionSecret */
      sessionSecret?: Uint8Array | null;
    }

    /** Represents a KeepAliveRequest. */
    class KeepAliveRequest implements IKeepAliveRequest {
      /**
       * Constructs a new KeepAliveRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IKeepAliveRequest);

      /** KeepAliveRequest sessionId. */
      public sessionId: number | Long;

      /** KeepAliveRequest sessionSecret. */
      public sessionSecret: Uint8Array;

      /**
       * Encodes the specified KeepAliveRequest message. Does not implicitly {@link grove.v1.KeepAliveRequest.verify|verify} messages.
       * @param message KeepAliveRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IKeepAliveRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a KeepAliveRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns KeepAliveRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.KeepAliveRequest;
    }

    /** Properties of a KeepAliveResponse. */
    interface IKeepAliveResponse {
      /** KeepAliveResponse confirmedMsAgo */
      confirmedMsAgo?: number | null;

      /** KeepAliveResponse timeoutMs */
      timeoutMs?: number | null;

      /** KeepAliveResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a KeepAliveResponse. */
    class KeepAliveResponse implements IKeepAliveResponse {
      /**
       * Constructs a new KeepAliveResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IKeepAliveResponse);

      /** KeepAliveResponse confirmedMsAgo. */
      public confirmedMsAgo: number;

      /** KeepAliveResponse timeoutMs. */
      public timeoutMs: number;

      /** KeepAliveResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified KeepAliveResponse message. Does not implicitly {@link grove.v1.KeepAliveResponse.verify|verify} messages.
       * @param message KeepAliveResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IKeepAliveResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a KeepAliveResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns KeepAliveResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.KeepAliveResponse;
    }

    /** Properties of a CloseSessionRequest. */
    interface ICloseSessionRequest {
      /** CloseSessionRequest sessionId */
      sessionId?: number | Long | null;

      /** CloseSessionRequest sessionSecret */
      sessionSecret?: Uint8Array | null;
    }

    /** Represents a CloseSessionRequest. */
    class CloseSessionRequest implements ICloseSessionRequest {
      /**
       * Constructs a new CloseSessionRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICloseSessionRequest);

      /** CloseSessionRequest sessionId. */
      public sessionId: number | Long;

      /** CloseSessionRequest sessionSecret. */
      public sessionSecret: Uint8Array;

      /**
       * Encodes the specified CloseSessionRequest message. Does not implicitly {@link grove.v1.CloseSessionRequest.verify|verify} messages.
       * @param message CloseSessionRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICloseSessionRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CloseSessionRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CloseSessionRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CloseSessionRequest;
    }

    /** Properties of a CloseSessionResponse. */
    interface ICloseSessionResponse {
      /** CloseSessionResponse zxid */
      zxid?: number | Long | null;
    }

    /** Represents a CloseSessionResponse. */
    class CloseSessionResponse implements ICloseSessionResponse {
      /**
       * Constructs a new CloseSessionResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.ICloseSessionResponse);

      /** CloseSessionResponse zxid. */
      public zxid: number | Long;

      /**
       * Encodes the specified CloseSessionResponse message. Does not implicitly {@link grove.v1.CloseSessionResponse.verify|verify} messages.
       * @param message CloseSessionResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.ICloseSessionResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a CloseSessionResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns CloseSessionResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.CloseSessionResponse;
    }

    /** Properties of a GetServerInfoRequest. */
    interface IGetServerInfoRequest {}

    /** Represents a GetServerInfoRequest. */
    class GetServerInfoRequest implements IGetServerInfoRequest {
      /**
       * Constructs a new GetServerInfoRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetServerInfoRequest);

      /**
       * Encodes the specified GetServerInfoRequest message. Does not implicitly {@link grove.v1.GetServerInfoRequest.verify|verify} messages.
       * @param message GetServerInfoRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetServerInfoRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetServerInfoRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetServerInfoRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetServerInfoRequest;
    }

    /** Properties of a GetServerInfoResponse. */
    interface IGetServerInfoResponse {
      /** GetServerInfoResponse version */
      version?: string | null;

      /** GetServerInfoResponse featureLevel */
      featureLevel?: number | null;

      /** GetServerInfoResponse replica */
      replica?: number | null;

      /** GetServerInfoResponse maxDataBytes */
      maxDataBytes?: number | null;

      /** GetServerInfoResponse maxFrameBytes */
      maxFrameBytes?: number | null;

      /** GetServerInfoResponse maxMultiParts */
      maxMultiParts?: number | null;

      /** GetServerInfoResponse minSessionTimeoutMs */
      minSessionTimeoutMs?: number | null;

      /** GetServerInfoResponse maxSessionTimeoutMs */
      maxSessionTimeoutMs?: number | null;

      /** GetServerInfoResponse defaultSessionTimeoutMs */
      defaultSessionTimeoutMs?: number | null;

      /** GetServerInfoResponse maxOutstandingRequests */
      maxOutstandingRequests?: number | null;

      /** GetServerInfoResponse maxSessions */
      maxSessions?: number | null;

      /** GetServerInfoResponse maxWatchesPerSession */
      maxWatchesPerSession?: number | null;

      /** GetServerInfoResponse maxSubtreeDeletions */
      maxSubtreeDeletions?: number | null;

      /** GetServerInfoResponse maxAclEntries */
      maxAclEntries?: number | null;

      /** GetServerInfoResponse maxIdentities */
      maxIdentities?: number | null;

      /** GetServerInfoResponse requestIdsKept */
      requestIdsKept?: number | null;

      /** GetServerInfoResponse requestIdKeptMs */
      requestIdKeptMs?: number | Long | null;

      /** GetServerInfoResponse maxPageBytes */
      maxPageBytes?: number | null;

      /** GetServerInfoResponse maxMultiReadBytes */
      maxMultiReadBytes?: number | null;

      /** GetServerInfoResponse reapIntervalMs */
      reapIntervalMs?: number | null;

      /** GetServerInfoResponse maxPendingBytes */
      maxPendingBytes?: number | Long | null;

      /** GetServerInfoResponse maxAclBytesAsked */
      maxAclBytesAsked?: number | null;
    }

    /** Represents a GetServerInfoResponse. */
    class GetServerInfoResponse implements IGetServerInfoResponse {
      /**
       * Constructs a new GetServerInfoResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IGetServerInfoResponse);

      /** GetServerInfoResponse version. */
      public version: string;

      /** GetServerInfoResponse featureLevel. */
      public featureLevel: number;

      /** GetServerInfoResponse replica. */
      public replica: number;

      /** GetServerInfoResponse maxDataBytes. */
      public maxDataBytes: number;

      /** GetServerInfoResponse maxFrameBytes. */
      public maxFrameBytes: number;

      /** GetServerInfoResponse maxMultiParts. */
      public maxMultiParts: number;

      /** GetServerInfoResponse minSessionTimeoutMs. */
      public minSessionTimeoutMs: number;

      /** GetServerInfoResponse maxSessionTimeoutMs. */
      public maxSessionTimeoutMs: number;

      /** GetServerInfoResponse defaultSessionTimeoutMs. */
      public defaultSessionTimeoutMs: number;

      /** GetServerInfoResponse maxOutstandingRequests. */
      public maxOutstandingRequests: number;

      /** GetServerInfoResponse maxSessions. */
      public maxSessions: number;

      /** GetServerInfoResponse maxWatchesPerSession. */
      public maxWatchesPerSession: number;

      /** GetServerInfoResponse maxSubtreeDeletions. */
      public maxSubtreeDeletions: number;

      /** GetServerInfoResponse maxAclEntries. */
      public maxAclEntries: number;

      /** GetServerInfoResponse maxIdentities. */
      public maxIdentities: number;

      /** GetServerInfoResponse requestIdsKept. */
      public requestIdsKept: number;

      /** GetServerInfoResponse requestIdKeptMs. */
      public requestIdKeptMs: number | Long;

      /** GetServerInfoResponse maxPageBytes. */
      public maxPageBytes: number;

      /** GetServerInfoResponse maxMultiReadBytes. */
      public maxMultiReadBytes: number;

      /** GetServerInfoResponse reapIntervalMs. */
      public reapIntervalMs: number;

      /** GetServerInfoResponse maxPendingBytes. */
      public maxPendingBytes: number | Long;

      /** GetServerInfoResponse maxAclBytesAsked. */
      public maxAclBytesAsked: number;

      /**
       * Encodes the specified GetServerInfoResponse message. Does not implicitly {@link grove.v1.GetServerInfoResponse.verify|verify} messages.
       * @param message GetServerInfoResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IGetServerInfoResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a GetServerInfoResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns GetServerInfoResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.GetServerInfoResponse;
    }

    /** Role enum. */
    enum Role {
      ROLE_UNSPECIFIED = 0,
      ROLE_LEADER = 1,
      ROLE_FOLLOWER = 2,
      ROLE_LEARNER = 3,
      ROLE_CANDIDATE = 4,
    }

    /** Properties of a StatusRequest. */
    interface IStatusRequest {}

    /** Represents a StatusRequest. */
    class StatusRequest implements IStatusRequest {
      /**
       * Constructs a new StatusRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IStatusRequest);

      /**
       * Encodes the specified StatusRequest message. Does not implicitly {@link grove.v1.StatusRequest.verify|verify} messages.
       * @param message StatusRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IStatusRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a StatusRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns StatusRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.StatusRequest;
    }

    /** Properties of a StatusResponse. */
    interface IStatusResponse {
      /** StatusResponse replica */
      replica?: number | null;

      /** StatusResponse role */
      role?: grove.v1.Role | null;

      /** StatusResponse term */
      term?: number | Long | null;

      /** StatusResponse leader */
      leader?: number | null;

      /** StatusResponse commitIndex */
      commitIndex?: number | Long | null;

      /** StatusResponse appliedIndex */
      appliedIndex?: number | Long | null;

      /** StatusResponse digest */
      digest?: string | null;

      /** StatusResponse digestZxid */
      digestZxid?: number | Long | null;

      /** StatusResponse historyFirstZxid */
      historyFirstZxid?: number | Long | null;

      /** StatusResponse znodes */
      znodes?: number | Long | null;

      /** StatusResponse watches */
      watches?: number | Long | null;

      /** StatusResponse sessions */
      sessions?: number | Long | null;

      /** StatusResponse connections */
      connections?: number | Long | null;

      /** StatusResponse version */
      version?: string | null;

      /** StatusResponse pid */
      pid?: number | null;
    }

    /** Represents a StatusResponse. */
    class StatusResponse implements IStatusResponse {
      /**
       * Constructs a new StatusResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IStatusResponse);

      /** StatusResponse replica. */
      public replica: number;

      /** StatusResponse role. */
      public role: grove.v1.Role;

      /** StatusResponse term. */
      public term: number | Long;

      /** StatusResponse leader. */
      public leader: number;

      /** StatusResponse commitIndex. */
      public commitIndex: number | Long;

      /** StatusResponse appliedIndex. */
      public appliedIndex: number | Long;

      /** StatusResponse digest. */
      public digest: string;

      /** StatusResponse digestZxid. */
      public digestZxid: number | Long;

      /** StatusResponse historyFirstZxid. */
      public historyFirstZxid: number | Long;

      /** StatusResponse znodes. */
      public znodes: number | Long;

      /** StatusResponse watches. */
      public watches: number | Long;

      /** StatusResponse sessions. */
      public sessions: number | Long;

      /** StatusResponse connections. */
      public connections: number | Long;

      /** StatusResponse version. */
      public version: string;

      /** StatusResponse pid. */
      public pid: number;

      /**
       * Encodes the specified StatusResponse message. Does not implicitly {@link grove.v1.StatusResponse.verify|verify} messages.
       * @param message StatusResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IStatusResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a StatusResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns StatusResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.StatusResponse;
    }

    /** Properties of a Member. */
    interface IMember {
      /** Member replica */
      replica?: number | null;

      /** Member voter */
      voter?: boolean | null;

      /** Member peerAddress */
      peerAddress?: string | null;

      /** Member clientAddress */
      clientAddress?: string | null;

      /** Member incarnation */
      incarnation?: string | null;
    }

    /** Represents a Member. */
    class Member implements IMember {
      /**
       * Constructs a new Member.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMember);

      /** Member replica. */
      public replica: number;

      /** Member voter. */
      public voter: boolean;

      /** Member peerAddress. */
      public peerAddress: string;

      /** Member clientAddress. */
      public clientAddress: string;

      /** Member incarnation. */
      public incarnation: string;

      /**
       * Encodes the specified Member message. Does not implicitly {@link grove.v1.Member.verify|verify} messages.
       * @param message Member message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMember, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a Member message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns Member
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.Member;
    }

    /** Properties of a MemberAddress. */
    interface IMemberAddress {
      /** MemberAddress replica */
      replica?: number | null;

      /** MemberAddress peerAddress */
      peerAddress?: string | null;

      /** MemberAddress clientAddress */
      clientAddress?: string | null;
    }

    /** Represents a MemberAddress. */
    class MemberAddress implements IMemberAddress {
      /**
       * Constructs a new MemberAddress.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IMemberAddress);

      /** MemberAddress replica. */
      public replica: number;

      /** MemberAddress peerAddress. */
      public peerAddress: string;

      /** MemberAddress clientAddress. */
      public clientAddress: string;

      /**
       * Encodes the specified MemberAddress message. Does not implicitly {@link grove.v1.MemberAddress.verify|verify} messages.
       * @param message MemberAddress message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IMemberAddress, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a MemberAddress message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns MemberAddress
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.MemberAddress;
    }

    /** Properties of a ListMembersRequest. */
    interface IListMembersRequest {
      /** ListMembersRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a ListMembersRequest. */
    class ListMembersRequest implements IListMembersRequest {
      /**
       * Constructs a new ListMembersRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IListMembersRequest);

      /** ListMembersRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified ListMembersRequest message. Does not implicitly {@link grove.v1.ListMembersRequest.verify|verify} messages.
       * @param message ListMembersRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IListMembersRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a ListMembersRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns ListMembersRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.ListMembersRequest;
    }

    /** Properties of a ListMembersResponse. */
    interface IListMembersResponse {
      /** ListMembersResponse members */
      members?: grove.v1.IMember[] | null;

      /** ListMembersResponse version */
      version?: number | Long | null;
    }

    /** Represents a ListMembersResponse. */
    class ListMembersResponse implements IListMembersResponse {
      /**
       * Constructs a new ListMembersResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IListMembersResponse);

      /** ListMembersResponse members. */
      public members: grove.v1.IMember[];

      /** ListMembersResponse version. */
      public version: number | Long;

      /**
       * Encodes the specified ListMembersResponse message. Does not implicitly {@link grove.v1.ListMembersResponse.verify|verify} messages.
       * @param message ListMembersResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IListMembersResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a ListMembersResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns ListMembersResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.ListMembersResponse;
    }

    /** Properties of a ChangeMembersRequest. */
    interface IChangeMembersRequest {
      /** ChangeMembersRequest version */
      version?: number | Long | null;

      /** ChangeMembersRequest joining */
      joining?: grove.v1.IMemberAddress[] | null;

      /** ChangeMembersRequest leaving */
      leaving?: number[] | null;

      /** ChangeMembersRequest members */
      members?: grove.v1.IMemberAddress[] | null;

      /** ChangeMembersRequest call */
      call?: grove.v1.ICallOptions | null;
    }

    /** Represents a ChangeMembersRequest. */
    class ChangeMembersRequest implements IChangeMembersRequest {
      /**
       * Constructs a new ChangeMembersRequest.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IChangeMembersRequest);

      /** ChangeMembersRequest version. */
      public version?: number | Long | null;

      /** ChangeMembersRequest joining. */
      public joining: grove.v1.IMemberAddress[];

      /** ChangeMembersRequest leaving. */
      public leaving: number[];

      /** ChangeMembersRequest members. */
      public members: grove.v1.IMemberAddress[];

      /** ChangeMembersRequest call. */
      public call?: grove.v1.ICallOptions | null;

      /**
       * Encodes the specified ChangeMembersRequest message. Does not implicitly {@link grove.v1.ChangeMembersRequest.verify|verify} messages.
       * @param message ChangeMembersRequest message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IChangeMembersRequest, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a ChangeMembersRequest message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns ChangeMembersRequest
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.ChangeMembersRequest;
    }

    /** Properties of a ChangeMembersResponse. */
    interface IChangeMembersResponse {
      /** ChangeMembersResponse members */
      members?: grove.v1.IMember[] | null;

      /** ChangeMembersResponse version */
      version?: number | Long | null;
    }

    /** Represents a ChangeMembersResponse. */
    class ChangeMembersResponse implements IChangeMembersResponse {
      /**
       * Constructs a new ChangeMembersResponse.
       * @param [properties] Properties to set
       */
      constructor(properties?: grove.v1.IChangeMembersResponse);

      /** ChangeMembersResponse members. */
      public members: grove.v1.IMember[];

      /** ChangeMembersResponse version. */
      public version: number | Long;

      /**
       * Encodes the specified ChangeMembersResponse message. Does not implicitly {@link grove.v1.ChangeMembersResponse.verify|verify} messages.
       * @param message ChangeMembersResponse message or plain object to encode
       * @param [writer] Writer to encode to
       * @returns Writer
       */
      public static encode(message: grove.v1.IChangeMembersResponse, writer?: $protobuf.Writer): $protobuf.Writer;

      /**
       * Decodes a ChangeMembersResponse message from the specified reader or buffer.
       * @param reader Reader or buffer to decode from
       * @param [length] Message length if known beforehand
       * @returns ChangeMembersResponse
       * @throws {Error} If the payload is not a reader or valid buffer
       * @throws {$protobuf.util.ProtocolError} If required fields are missing
       */
      public static decode(reader: $protobuf.Reader | Uint8Array, length?: number): grove.v1.ChangeMembersResponse;
    }
  }
}
