// Generated from proto/ by packages/wire/generate.cjs; not to be edited.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars*/
'use strict';

var $protobuf = require('protobufjs/minimal');

var $Reader = $protobuf.Reader,
  $Writer = $protobuf.Writer,
  $util = $protobuf.util;

var $root = $protobuf.roots['grove-wire'] || ($protobuf.roots['grove-wire'] = {});

$root.grove = (function () {
  var grove = {};

  grove.peer = (function () {
    var peer = {};

    peer.v1 = (function () {
      var v1 = {};

      v1.EntryKind = (function () {
        var valuesById = {},
          values = Object.create(valuesById);
        values[(valuesById[0] = 'ENTRY_KIND_UNSPECIFIED')] = 0;
        values[(valuesById[1] = 'ENTRY_KIND_NOOP')] = 1;
        values[(valuesById[2] = 'ENTRY_KIND_SESSION_OPEN')] = 2;
        values[(valuesById[3] = 'ENTRY_KIND_SESSION_ATTACH')] = 3;
        values[(valuesById[4] = 'ENTRY_KIND_SESSION_EXPIRE')] = 4;
        values[(valuesById[5] = 'ENTRY_KIND_CLOCK')] = 5;
        values[(valuesById[6] = 'ENTRY_KIND_FEATURE')] = 6;
        values[(valuesById[7] = 'ENTRY_KIND_SESSION_AUTH')] = 7;
        values[(valuesById[8] = 'ENTRY_KIND_REAP')] = 8;
        return values;
      })();

      v1.BlockBody = (function () {
        function BlockBody(properties) {
          this.groups = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        BlockBody.prototype.timeMs = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        BlockBody.prototype.groups = $util.emptyArray;

        BlockBody.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.timeMs != null && Object.hasOwnProperty.call(message, 'timeMs')) writer.uint32(8).int64(message.timeMs);
          if (message.groups != null && message.groups.length)
            for (var i = 0; i < message.groups.length; ++i)
              $root.grove.peer.v1.EntryGroup.encode(message.groups[i], writer.uint32(18).fork(), q + 1).ldelim();
          return writer;
        };

        BlockBody.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.BlockBody();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.timeMs = reader.int64();
                break;
              }
              case 2: {
                if (!(message.groups && message.groups.length)) message.groups = [];
                message.groups.push($root.grove.peer.v1.EntryGroup.decode(reader, reader.uint32(), undefined, long + 1));
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return BlockBody;
      })();

      v1.EntryGroup = (function () {
        function EntryGroup(properties) {
          this.entries = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        EntryGroup.prototype.originReplica = 0;
        EntryGroup.prototype.originEpoch = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        EntryGroup.prototype.firstNumber = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        EntryGroup.prototype.count = 0;
        EntryGroup.prototype.entries = $util.emptyArray;

        EntryGroup.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.originReplica != null && Object.hasOwnProperty.call(message, 'originReplica'))
            writer.uint32(8).int32(message.originReplica);
          if (message.originEpoch != null && Object.hasOwnProperty.call(message, 'originEpoch'))
            writer.uint32(16).int64(message.originEpoch);
          if (message.firstNumber != null && Object.hasOwnProperty.call(message, 'firstNumber'))
            writer.uint32(24).int64(message.firstNumber);
          if (message.count != null && Object.hasOwnProperty.call(message, 'count')) writer.uint32(32).int32(message.count);
          if (message.entries != null && message.entries.length)
            for (var i = 0; i < message.entries.length; ++i)
              $root.grove.peer.v1.Entry.encode(message.entries[i], writer.uint32(42).fork(), q + 1).ldelim();
          return writer;
        };

        EntryGroup.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.EntryGroup();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.originReplica = reader.int32();
                break;
              }
              case 2: {
                message.originEpoch = reader.int64();
                break;
              }
              case 3: {
                message.firstNumber = reader.int64();
                break;
              }
              case 4: {
                message.count = reader.int32();
                break;
              }
              case 5: {
                if (!(message.entries && message.entries.length)) message.entries = [];
                message.entries.push($root.grove.peer.v1.Entry.decode(reader, reader.uint32(), undefined, long + 1));
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return EntryGroup;
      })();

      v1.Entry = (function () {
        function Entry(properties) {
          this.identities = [];
          this.caller = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        Entry.prototype.kind = 0;
        Entry.prototype.sessionId = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Entry.prototype.generation = 0;
        Entry.prototype.sequence = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Entry.prototype.acknowledgedSequence = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Entry.prototype.identities = $util.emptyArray;
        Entry.prototype.requestId = $util.newBuffer([]);
        Entry.prototype.operation = $util.newBuffer([]);
        Entry.prototype.refusalCode = 0;
        Entry.prototype.caller = $util.emptyArray;

        Entry.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.kind != null && Object.hasOwnProperty.call(message, 'kind')) writer.uint32(8).int32(message.kind);
          if (message.sessionId != null && Object.hasOwnProperty.call(message, 'sessionId')) writer.uint32(16).int64(message.sessionId);
          if (message.generation != null && Object.hasOwnProperty.call(message, 'generation')) writer.uint32(24).int32(message.generation);
          if (message.sequence != null && Object.hasOwnProperty.call(message, 'sequence')) writer.uint32(32).int64(message.sequence);
          if (message.acknowledgedSequence != null && Object.hasOwnProperty.call(message, 'acknowledgedSequence'))
            writer.uint32(40).int64(message.acknowledgedSequence);
          if (message.identities != null && message.identities.length) {
            writer.uint32(50).fork();
            for (var i = 0; i < message.identities.length; ++i) writer.int32(message.identities[i]);
            writer.ldelim();
          }
          if (message.requestId != null && Object.hasOwnProperty.call(message, 'requestId')) writer.uint32(58).bytes(message.requestId);
          if (message.operation != null && Object.hasOwnProperty.call(message, 'operation')) writer.uint32(66).bytes(message.operation);
          if (message.refusalCode != null && Object.hasOwnProperty.call(message, 'refusalCode'))
            writer.uint32(72).sint32(message.refusalCode);
          if (message.caller != null && message.caller.length)
            for (var i = 0; i < message.caller.length; ++i) writer.uint32(82).string(message.caller[i]);
          return writer;
        };

        Entry.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.Entry();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.kind = reader.int32();
                break;
              }
              case 2: {
                message.sessionId = reader.int64();
                break;
              }
              case 3: {
                message.generation = reader.int32();
                break;
              }
              case 4: {
                message.sequence = reader.int64();
                break;
              }
              case 5: {
                message.acknowledgedSequence = reader.int64();
                break;
              }
              case 6: {
                if (!(message.identities && message.identities.length)) message.identities = [];
                if ((tag & 7) === 2) {
                  var end2 = reader.uint32() + reader.pos;
                  if (end2 > reader.len) throw RangeError('index out of range');
                  reader.len = end2;
                  while (reader.pos < end2) message.identities.push(reader.int32());
                  if (reader.pos !== end2) throw RangeError('index out of range');
                  reader.len = end;
                } else message.identities.push(reader.int32());
                break;
              }
              case 7: {
                message.requestId = reader.bytes();
                break;
              }
              case 8: {
                message.operation = reader.bytes();
                break;
              }
              case 9: {
                message.refusalCode = reader.sint32();
                break;
              }
              case 10: {
                if (!(message.caller && message.caller.length)) message.caller = [];
                message.caller.push(reader.string());
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return Entry;
      })();

      v1.SessionOpened = (function () {
        function SessionOpened(properties) {
          this.identities = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SessionOpened.prototype.timeoutMs = 0;
        SessionOpened.prototype.secretHash = $util.newBuffer([]);
        SessionOpened.prototype.identities = $util.emptyArray;

        SessionOpened.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.timeoutMs != null && Object.hasOwnProperty.call(message, 'timeoutMs')) writer.uint32(8).int32(message.timeoutMs);
          if (message.secretHash != null && Object.hasOwnProperty.call(message, 'secretHash')) writer.uint32(18).bytes(message.secretHash);
          if (message.identities != null && message.identities.length)
            for (var i = 0; i < message.identities.length; ++i) writer.uint32(26).string(message.identities[i]);
          return writer;
        };

        SessionOpened.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SessionOpened();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.timeoutMs = reader.int32();
                break;
              }
              case 2: {
                message.secretHash = reader.bytes();
                break;
              }
              case 3: {
                if (!(message.identities && message.identities.length)) message.identities = [];
                message.identities.push(reader.string());
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SessionOpened;
      })();

      v1.SessionAttached = (function () {
        function SessionAttached(properties) {
          this.identities = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SessionAttached.prototype.sessionId = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SessionAttached.prototype.secretHash = $util.newBuffer([]);
        SessionAttached.prototype.identities = $util.emptyArray;
        SessionAttached.prototype.superuser = null;

        var $oneOfFields;

        // Virtual OneOf for proto3 optional field
        Object.defineProperty(SessionAttached.prototype, '_superuser', {
          get: $util.oneOfGetter(($oneOfFields = ['superuser'])),
          set: $util.oneOfSetter($oneOfFields),
        });

        SessionAttached.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.sessionId != null && Object.hasOwnProperty.call(message, 'sessionId')) writer.uint32(8).int64(message.sessionId);
          if (message.secretHash != null && Object.hasOwnProperty.call(message, 'secretHash')) writer.uint32(18).bytes(message.secretHash);
          if (message.identities != null && message.identities.length)
            for (var i = 0; i < message.identities.length; ++i) writer.uint32(26).string(message.identities[i]);
          if (message.superuser != null && Object.hasOwnProperty.call(message, 'superuser')) writer.uint32(34).string(message.superuser);
          return writer;
        };

        SessionAttached.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SessionAttached();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.sessionId = reader.int64();
                break;
              }
              case 2: {
                message.secretHash = reader.bytes();
                break;
              }
              case 3: {
                if (!(message.identities && message.identities.length)) message.identities = [];
                message.identities.push(reader.string());
                break;
              }
              case 4: {
                message.superuser = reader.string();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SessionAttached;
      })();

      v1.SessionAuthenticated = (function () {
        function SessionAuthenticated(properties) {
          this.identities = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SessionAuthenticated.prototype.identities = $util.emptyArray;

        SessionAuthenticated.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.identities != null && message.identities.length)
            for (var i = 0; i < message.identities.length; ++i) writer.uint32(10).string(message.identities[i]);
          return writer;
        };

        SessionAuthenticated.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SessionAuthenticated();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                if (!(message.identities && message.identities.length)) message.identities = [];
                message.identities.push(reader.string());
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SessionAuthenticated;
      })();

      v1.ZnodesReaped = (function () {
        function ZnodesReaped(properties) {
          this.znodes = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        ZnodesReaped.prototype.znodes = $util.emptyArray;

        ZnodesReaped.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.znodes != null && message.znodes.length)
            for (var i = 0; i < message.znodes.length; ++i)
              $root.grove.peer.v1.ReapedZnode.encode(message.znodes[i], writer.uint32(10).fork(), q + 1).ldelim();
          return writer;
        };

        ZnodesReaped.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.ZnodesReaped();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                if (!(message.znodes && message.znodes.length)) message.znodes = [];
                message.znodes.push($root.grove.peer.v1.ReapedZnode.decode(reader, reader.uint32(), undefined, long + 1));
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return ZnodesReaped;
      })();

      v1.ReapedZnode = (function () {
        function ReapedZnode(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        ReapedZnode.prototype.path = '';
        ReapedZnode.prototype.czxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        ReapedZnode.prototype.mzxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

        ReapedZnode.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
          if (message.czxid != null && Object.hasOwnProperty.call(message, 'czxid')) writer.uint32(16).int64(message.czxid);
          if (message.mzxid != null && Object.hasOwnProperty.call(message, 'mzxid')) writer.uint32(24).int64(message.mzxid);
          return writer;
        };

        ReapedZnode.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.ReapedZnode();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.path = reader.string();
                break;
              }
              case 2: {
                message.czxid = reader.int64();
                break;
              }
              case 3: {
                message.mzxid = reader.int64();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return ReapedZnode;
      })();

      v1.SessionsExpired = (function () {
        function SessionsExpired(properties) {
          this.sessionIds = [];
          this.generations = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SessionsExpired.prototype.sessionIds = $util.emptyArray;
        SessionsExpired.prototype.generations = $util.emptyArray;

        SessionsExpired.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.sessionIds != null && message.sessionIds.length) {
            writer.uint32(10).fork();
            for (var i = 0; i < message.sessionIds.length; ++i) writer.int64(message.sessionIds[i]);
            writer.ldelim();
          }
          if (message.generations != null && message.generations.length) {
            writer.uint32(18).fork();
            for (var i = 0; i < message.generations.length; ++i) writer.int64(message.generations[i]);
            writer.ldelim();
          }
          return writer;
        };

        SessionsExpired.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SessionsExpired();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                if (!(message.sessionIds && message.sessionIds.length)) message.sessionIds = [];
                if ((tag & 7) === 2) {
                  var end2 = reader.uint32() + reader.pos;
                  if (end2 > reader.len) throw RangeError('index out of range');
                  reader.len = end2;
                  while (reader.pos < end2) message.sessionIds.push(reader.int64());
                  if (reader.pos !== end2) throw RangeError('index out of range');
                  reader.len = end;
                } else message.sessionIds.push(reader.int64());
                break;
              }
              case 2: {
                if (!(message.generations && message.generations.length)) message.generations = [];
                if ((tag & 7) === 2) {
                  var end2 = reader.uint32() + reader.pos;
                  if (end2 > reader.len) throw RangeError('index out of range');
                  reader.len = end2;
                  while (reader.pos < end2) message.generations.push(reader.int64());
                  if (reader.pos !== end2) throw RangeError('index out of range');
                  reader.len = end;
                } else message.generations.push(reader.int64());
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SessionsExpired;
      })();

      v1.FeatureLevelRaised = (function () {
        function FeatureLevelRaised(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        FeatureLevelRaised.prototype.level = 0;

        FeatureLevelRaised.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.level != null && Object.hasOwnProperty.call(message, 'level')) writer.uint32(8).int32(message.level);
          return writer;
        };

        FeatureLevelRaised.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.FeatureLevelRaised();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.level = reader.int32();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return FeatureLevelRaised;
      })();

      v1.PeerHello = (function () {
        function PeerHello(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        PeerHello.prototype.replica = 0;
        PeerHello.prototype.cluster = '';
        PeerHello.prototype.incarnation = '';
        PeerHello.prototype.featureLevel = 0;

        PeerHello.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.replica != null && Object.hasOwnProperty.call(message, 'replica')) writer.uint32(8).int32(message.replica);
          if (message.cluster != null && Object.hasOwnProperty.call(message, 'cluster')) writer.uint32(18).string(message.cluster);
          if (message.incarnation != null && Object.hasOwnProperty.call(message, 'incarnation'))
            writer.uint32(26).string(message.incarnation);
          if (message.featureLevel != null && Object.hasOwnProperty.call(message, 'featureLevel'))
            writer.uint32(32).int32(message.featureLevel);
          return writer;
        };

        PeerHello.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.PeerHello();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.replica = reader.int32();
                break;
              }
              case 2: {
                message.cluster = reader.string();
                break;
              }
              case 3: {
                message.incarnation = reader.string();
                break;
              }
              case 4: {
                message.featureLevel = reader.int32();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return PeerHello;
      })();

      v1.Vote = (function () {
        function Vote(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        Vote.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Vote.prototype.preVote = false;
        Vote.prototype.lastIndex = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Vote.prototype.lastTerm = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Vote.prototype.transfer = false;

        Vote.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.preVote != null && Object.hasOwnProperty.call(message, 'preVote')) writer.uint32(16).bool(message.preVote);
          if (message.lastIndex != null && Object.hasOwnProperty.call(message, 'lastIndex')) writer.uint32(24).int64(message.lastIndex);
          if (message.lastTerm != null && Object.hasOwnProperty.call(message, 'lastTerm')) writer.uint32(32).int64(message.lastTerm);
          if (message.transfer != null && Object.hasOwnProperty.call(message, 'transfer')) writer.uint32(40).bool(message.transfer);
          return writer;
        };

        Vote.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.Vote();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.preVote = reader.bool();
                break;
              }
              case 3: {
                message.lastIndex = reader.int64();
                break;
              }
              case 4: {
                message.lastTerm = reader.int64();
                break;
              }
              case 5: {
                message.transfer = reader.bool();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return Vote;
      })();

      v1.VoteReply = (function () {
        function VoteReply(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        VoteReply.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        VoteReply.prototype.preVote = false;
        VoteReply.prototype.granted = false;

        VoteReply.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.preVote != null && Object.hasOwnProperty.call(message, 'preVote')) writer.uint32(16).bool(message.preVote);
          if (message.granted != null && Object.hasOwnProperty.call(message, 'granted')) writer.uint32(24).bool(message.granted);
          return writer;
        };

        VoteReply.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.VoteReply();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.preVote = reader.bool();
                break;
              }
              case 3: {
                message.granted = reader.bool();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return VoteReply;
      })();

      v1.Heartbeat = (function () {
        function Heartbeat(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        Heartbeat.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Heartbeat.prototype.commitIndex = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Heartbeat.prototype.round = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Heartbeat.prototype.digestZxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Heartbeat.prototype.digest = '';
        Heartbeat.prototype.agreedZxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Heartbeat.prototype.agreedDigest = '';

        Heartbeat.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.commitIndex != null && Object.hasOwnProperty.call(message, 'commitIndex'))
            writer.uint32(16).int64(message.commitIndex);
          if (message.round != null && Object.hasOwnProperty.call(message, 'round')) writer.uint32(24).int64(message.round);
          if (message.digestZxid != null && Object.hasOwnProperty.call(message, 'digestZxid')) writer.uint32(32).int64(message.digestZxid);
          if (message.digest != null && Object.hasOwnProperty.call(message, 'digest')) writer.uint32(42).string(message.digest);
          if (message.agreedZxid != null && Object.hasOwnProperty.call(message, 'agreedZxid')) writer.uint32(48).int64(message.agreedZxid);
          if (message.agreedDigest != null && Object.hasOwnProperty.call(message, 'agreedDigest'))
            writer.uint32(58).string(message.agreedDigest);
          return writer;
        };

        Heartbeat.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.Heartbeat();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.commitIndex = reader.int64();
                break;
              }
              case 3: {
                message.round = reader.int64();
                break;
              }
              case 4: {
                message.digestZxid = reader.int64();
                break;
              }
              case 5: {
                message.digest = reader.string();
                break;
              }
              case 6: {
                message.agreedZxid = reader.int64();
                break;
              }
              case 7: {
                message.agreedDigest = reader.string();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return Heartbeat;
      })();

      v1.HeartbeatReply = (function () {
        function HeartbeatReply(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        HeartbeatReply.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        HeartbeatReply.prototype.round = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        HeartbeatReply.prototype.digestZxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        HeartbeatReply.prototype.digest = '';

        HeartbeatReply.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.round != null && Object.hasOwnProperty.call(message, 'round')) writer.uint32(16).int64(message.round);
          if (message.digestZxid != null && Object.hasOwnProperty.call(message, 'digestZxid')) writer.uint32(24).int64(message.digestZxid);
          if (message.digest != null && Object.hasOwnProperty.call(message, 'digest')) writer.uint32(34).string(message.digest);
          return writer;
        };

        HeartbeatReply.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.HeartbeatReply();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.round = reader.int64();
                break;
              }
              case 3: {
                message.digestZxid = reader.int64();
                break;
              }
              case 4: {
                message.digest = reader.string();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return HeartbeatReply;
      })();

      v1.ReadIndex = (function () {
        function ReadIndex(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        ReadIndex.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        ReadIndex.prototype.token = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

        ReadIndex.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.token != null && Object.hasOwnProperty.call(message, 'token')) writer.uint32(16).int64(message.token);
          return writer;
        };

        ReadIndex.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.ReadIndex();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.token = reader.int64();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return ReadIndex;
      })();

      v1.ReadIndexReply = (function () {
        function ReadIndexReply(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        ReadIndexReply.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        ReadIndexReply.prototype.token = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        ReadIndexReply.prototype.index = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

        ReadIndexReply.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.token != null && Object.hasOwnProperty.call(message, 'token')) writer.uint32(16).int64(message.token);
          if (message.index != null && Object.hasOwnProperty.call(message, 'index')) writer.uint32(24).int64(message.index);
          return writer;
        };

        ReadIndexReply.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.ReadIndexReply();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.token = reader.int64();
                break;
              }
              case 3: {
                message.index = reader.int64();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return ReadIndexReply;
      })();

      v1.TimeoutNow = (function () {
        function TimeoutNow(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        TimeoutNow.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

        TimeoutNow.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          return writer;
        };

        TimeoutNow.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.TimeoutNow();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return TimeoutNow;
      })();

      v1.SessionReport = (function () {
        function SessionReport(properties) {
          this.sessionIds = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SessionReport.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SessionReport.prototype.round = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SessionReport.prototype.sessionIds = $util.emptyArray;
        SessionReport.prototype.valuesWanted = false;
        SessionReport.prototype.commitsUnhurried = false;

        SessionReport.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.round != null && Object.hasOwnProperty.call(message, 'round')) writer.uint32(16).int64(message.round);
          if (message.sessionIds != null && message.sessionIds.length) {
            writer.uint32(26).fork();
            for (var i = 0; i < message.sessionIds.length; ++i) writer.int64(message.sessionIds[i]);
            writer.ldelim();
          }
          if (message.valuesWanted != null && Object.hasOwnProperty.call(message, 'valuesWanted'))
            writer.uint32(40).bool(message.valuesWanted);
          if (message.commitsUnhurried != null && Object.hasOwnProperty.call(message, 'commitsUnhurried'))
            writer.uint32(48).bool(message.commitsUnhurried);
          return writer;
        };

        SessionReport.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SessionReport();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.round = reader.int64();
                break;
              }
              case 3: {
                if (!(message.sessionIds && message.sessionIds.length)) message.sessionIds = [];
                if ((tag & 7) === 2) {
                  var end2 = reader.uint32() + reader.pos;
                  if (end2 > reader.len) throw RangeError('index out of range');
                  reader.len = end2;
                  while (reader.pos < end2) message.sessionIds.push(reader.int64());
                  if (reader.pos !== end2) throw RangeError('index out of range');
                  reader.len = end;
                } else message.sessionIds.push(reader.int64());
                break;
              }
              case 5: {
                message.valuesWanted = reader.bool();
                break;
              }
              case 6: {
                message.commitsUnhurried = reader.bool();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SessionReport;
      })();

      v1.SessionReportReply = (function () {
        function SessionReportReply(properties) {
          this.refusedSessionIds = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SessionReportReply.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SessionReportReply.prototype.round = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SessionReportReply.prototype.refusedSessionIds = $util.emptyArray;
        SessionReportReply.prototype.valuesWanted = false;

        SessionReportReply.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.round != null && Object.hasOwnProperty.call(message, 'round')) writer.uint32(16).int64(message.round);
          if (message.refusedSessionIds != null && message.refusedSessionIds.length) {
            writer.uint32(26).fork();
            for (var i = 0; i < message.refusedSessionIds.length; ++i) writer.int64(message.refusedSessionIds[i]);
            writer.ldelim();
          }
          if (message.valuesWanted != null && Object.hasOwnProperty.call(message, 'valuesWanted'))
            writer.uint32(32).bool(message.valuesWanted);
          return writer;
        };

        SessionReportReply.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SessionReportReply();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.round = reader.int64();
                break;
              }
              case 3: {
                if (!(message.refusedSessionIds && message.refusedSessionIds.length)) message.refusedSessionIds = [];
                if ((tag & 7) === 2) {
                  var end2 = reader.uint32() + reader.pos;
                  if (end2 > reader.len) throw RangeError('index out of range');
                  reader.len = end2;
                  while (reader.pos < end2) message.refusedSessionIds.push(reader.int64());
                  if (reader.pos !== end2) throw RangeError('index out of range');
                  reader.len = end;
                } else message.refusedSessionIds.push(reader.int64());
                break;
              }
              case 4: {
                message.valuesWanted = reader.bool();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SessionReportReply;
      })();

      v1.Probe = (function () {
        function Probe(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        Probe.prototype.replica = 0;
        Probe.prototype.incarnation = '';
        Probe.prototype.peerAddress = '';
        Probe.prototype.clientAddress = '';
        Probe.prototype.proof = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

        Probe.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.replica != null && Object.hasOwnProperty.call(message, 'replica')) writer.uint32(8).int32(message.replica);
          if (message.incarnation != null && Object.hasOwnProperty.call(message, 'incarnation'))
            writer.uint32(18).string(message.incarnation);
          if (message.peerAddress != null && Object.hasOwnProperty.call(message, 'peerAddress'))
            writer.uint32(26).string(message.peerAddress);
          if (message.clientAddress != null && Object.hasOwnProperty.call(message, 'clientAddress'))
            writer.uint32(34).string(message.clientAddress);
          if (message.proof != null && Object.hasOwnProperty.call(message, 'proof')) writer.uint32(40).int64(message.proof);
          return writer;
        };

        Probe.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.Probe();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.replica = reader.int32();
                break;
              }
              case 2: {
                message.incarnation = reader.string();
                break;
              }
              case 3: {
                message.peerAddress = reader.string();
                break;
              }
              case 4: {
                message.clientAddress = reader.string();
                break;
              }
              case 5: {
                message.proof = reader.int64();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return Probe;
      })();

      v1.ProbeReply = (function () {
        function ProbeReply(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        ProbeReply.prototype.replica = 0;
        ProbeReply.prototype.incarnation = '';
        ProbeReply.prototype.formed = false;
        ProbeReply.prototype.initialConfig = $util.newBuffer([]);
        ProbeReply.prototype.version = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        ProbeReply.prototype.challenge = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

        ProbeReply.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.replica != null && Object.hasOwnProperty.call(message, 'replica')) writer.uint32(8).int32(message.replica);
          if (message.incarnation != null && Object.hasOwnProperty.call(message, 'incarnation'))
            writer.uint32(18).string(message.incarnation);
          if (message.formed != null && Object.hasOwnProperty.call(message, 'formed')) writer.uint32(24).bool(message.formed);
          if (message.initialConfig != null && Object.hasOwnProperty.call(message, 'initialConfig'))
            writer.uint32(34).bytes(message.initialConfig);
          if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(40).int64(message.version);
          if (message.challenge != null && Object.hasOwnProperty.call(message, 'challenge')) writer.uint32(48).int64(message.challenge);
          return writer;
        };

        ProbeReply.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.ProbeReply();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.replica = reader.int32();
                break;
              }
              case 2: {
                message.incarnation = reader.string();
                break;
              }
              case 3: {
                message.formed = reader.bool();
                break;
              }
              case 4: {
                message.initialConfig = reader.bytes();
                break;
              }
              case 5: {
                message.version = reader.int64();
                break;
              }
              case 6: {
                message.challenge = reader.int64();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return ProbeReply;
      })();

      v1.MembershipChange = (function () {
        function MembershipChange(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        MembershipChange.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        MembershipChange.prototype.token = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        MembershipChange.prototype.change = $util.newBuffer([]);

        MembershipChange.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.token != null && Object.hasOwnProperty.call(message, 'token')) writer.uint32(16).int64(message.token);
          if (message.change != null && Object.hasOwnProperty.call(message, 'change')) writer.uint32(26).bytes(message.change);
          return writer;
        };

        MembershipChange.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.MembershipChange();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.token = reader.int64();
                break;
              }
              case 3: {
                message.change = reader.bytes();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return MembershipChange;
      })();

      v1.MembershipChangeReply = (function () {
        function MembershipChangeReply(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        MembershipChangeReply.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        MembershipChangeReply.prototype.token = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        MembershipChangeReply.prototype.code = 0;
        MembershipChangeReply.prototype.message = '';
        MembershipChangeReply.prototype.index = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        MembershipChangeReply.prototype.entryTerm = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

        MembershipChangeReply.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.token != null && Object.hasOwnProperty.call(message, 'token')) writer.uint32(16).int64(message.token);
          if (message.code != null && Object.hasOwnProperty.call(message, 'code')) writer.uint32(24).sint32(message.code);
          if (message.message != null && Object.hasOwnProperty.call(message, 'message')) writer.uint32(34).string(message.message);
          if (message.index != null && Object.hasOwnProperty.call(message, 'index')) writer.uint32(40).int64(message.index);
          if (message.entryTerm != null && Object.hasOwnProperty.call(message, 'entryTerm')) writer.uint32(48).int64(message.entryTerm);
          return writer;
        };

        MembershipChangeReply.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.MembershipChangeReply();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.token = reader.int64();
                break;
              }
              case 3: {
                message.code = reader.sint32();
                break;
              }
              case 4: {
                message.message = reader.string();
                break;
              }
              case 5: {
                message.index = reader.int64();
                break;
              }
              case 6: {
                message.entryTerm = reader.int64();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return MembershipChangeReply;
      })();

      v1.ControlRequest = (function () {
        function ControlRequest(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        ControlRequest.prototype.hello = null;
        ControlRequest.prototype.vote = null;
        ControlRequest.prototype.voteReply = null;
        ControlRequest.prototype.heartbeat = null;
        ControlRequest.prototype.heartbeatReply = null;
        ControlRequest.prototype.readIndex = null;
        ControlRequest.prototype.readIndexReply = null;
        ControlRequest.prototype.timeoutNow = null;
        ControlRequest.prototype.sessionReport = null;
        ControlRequest.prototype.sessionReportReply = null;
        ControlRequest.prototype.probe = null;
        ControlRequest.prototype.probeReply = null;
        ControlRequest.prototype.membershipChange = null;
        ControlRequest.prototype.membershipChangeReply = null;

        var $oneOfFields;

        Object.defineProperty(ControlRequest.prototype, 'message', {
          get: $util.oneOfGetter(
            ($oneOfFields = [
              'hello',
              'vote',
              'voteReply',
              'heartbeat',
              'heartbeatReply',
              'readIndex',
              'readIndexReply',
              'timeoutNow',
              'sessionReport',
              'sessionReportReply',
              'probe',
              'probeReply',
              'membershipChange',
              'membershipChangeReply',
            ]),
          ),
          set: $util.oneOfSetter($oneOfFields),
        });

        ControlRequest.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.hello != null && Object.hasOwnProperty.call(message, 'hello'))
            $root.grove.peer.v1.PeerHello.encode(message.hello, writer.uint32(10).fork(), q + 1).ldelim();
          if (message.vote != null && Object.hasOwnProperty.call(message, 'vote'))
            $root.grove.peer.v1.Vote.encode(message.vote, writer.uint32(18).fork(), q + 1).ldelim();
          if (message.voteReply != null && Object.hasOwnProperty.call(message, 'voteReply'))
            $root.grove.peer.v1.VoteReply.encode(message.voteReply, writer.uint32(26).fork(), q + 1).ldelim();
          if (message.heartbeat != null && Object.hasOwnProperty.call(message, 'heartbeat'))
            $root.grove.peer.v1.Heartbeat.encode(message.heartbeat, writer.uint32(34).fork(), q + 1).ldelim();
          if (message.heartbeatReply != null && Object.hasOwnProperty.call(message, 'heartbeatReply'))
            $root.grove.peer.v1.HeartbeatReply.encode(message.heartbeatReply, writer.uint32(42).fork(), q + 1).ldelim();
          if (message.readIndex != null && Object.hasOwnProperty.call(message, 'readIndex'))
            $root.grove.peer.v1.ReadIndex.encode(message.readIndex, writer.uint32(50).fork(), q + 1).ldelim();
          if (message.readIndexReply != null && Object.hasOwnProperty.call(message, 'readIndexReply'))
            $root.grove.peer.v1.ReadIndexReply.encode(message.readIndexReply, writer.uint32(58).fork(), q + 1).ldelim();
          if (message.timeoutNow != null && Object.hasOwnProperty.call(message, 'timeoutNow'))
            $root.grove.peer.v1.TimeoutNow.encode(message.timeoutNow, writer.uint32(66).fork(), q + 1).ldelim();
          if (message.sessionReport != null && Object.hasOwnProperty.call(message, 'sessionReport'))
            $root.grove.peer.v1.SessionReport.encode(message.sessionReport, writer.uint32(74).fork(), q + 1).ldelim();
          if (message.sessionReportReply != null && Object.hasOwnProperty.call(message, 'sessionReportReply'))
            $root.grove.peer.v1.SessionReportReply.encode(message.sessionReportReply, writer.uint32(82).fork(), q + 1).ldelim();
          if (message.probe != null && Object.hasOwnProperty.call(message, 'probe'))
            $root.grove.peer.v1.Probe.encode(message.probe, writer.uint32(90).fork(), q + 1).ldelim();
          if (message.probeReply != null && Object.hasOwnProperty.call(message, 'probeReply'))
            $root.grove.peer.v1.ProbeReply.encode(message.probeReply, writer.uint32(98).fork(), q + 1).ldelim();
          if (message.membershipChange != null && Object.hasOwnProperty.call(message, 'membershipChange'))
            $root.grove.peer.v1.MembershipChange.encode(message.membershipChange, writer.uint32(106).fork(), q + 1).ldelim();
          if (message.membershipChangeReply != null && Object.hasOwnProperty.call(message, 'membershipChangeReply'))
            $root.grove.peer.v1.MembershipChangeReply.encode(message.membershipChangeReply, writer.uint32(114).fork(), q + 1).ldelim();
          return writer;
        };

        ControlRequest.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.ControlRequest();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.hello = $root.grove.peer.v1.PeerHello.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 2: {
                message.vote = $root.grove.peer.v1.Vote.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 3: {
                message.voteReply = $root.grove.peer.v1.VoteReply.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 4: {
                message.heartbeat = $root.grove.peer.v1.Heartbeat.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 5: {
                message.heartbeatReply = $root.grove.peer.v1.HeartbeatReply.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 6: {
                message.readIndex = $root.grove.peer.v1.ReadIndex.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 7: {
                message.readIndexReply = $root.grove.peer.v1.ReadIndexReply.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 8: {
                message.timeoutNow = $root.grove.peer.v1.TimeoutNow.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 9: {
                message.sessionReport = $root.grove.peer.v1.SessionReport.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 10: {
                message.sessionReportReply = $root.grove.peer.v1.SessionReportReply.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 11: {
                message.probe = $root.grove.peer.v1.Probe.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 12: {
                message.probeReply = $root.grove.peer.v1.ProbeReply.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 13: {
                message.membershipChange = $root.grove.peer.v1.MembershipChange.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 14: {
                message.membershipChangeReply = $root.grove.peer.v1.MembershipChangeReply.decode(
                  reader,
                  reader.uint32(),
                  undefined,
                  long + 1,
                );
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return ControlRequest;
      })();

      v1.ControlResponse = (function () {
        function ControlResponse(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        ControlResponse.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          return writer;
        };

        ControlResponse.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.ControlResponse();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return ControlResponse;
      })();

      v1.Append = (function () {
        function Append(properties) {
          this.blocks = [];
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        Append.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Append.prototype.prevIndex = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Append.prototype.prevTerm = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Append.prototype.prevChain = 0;
        Append.prototype.commitIndex = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Append.prototype.blocks = $util.emptyArray;

        Append.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.prevIndex != null && Object.hasOwnProperty.call(message, 'prevIndex')) writer.uint32(16).int64(message.prevIndex);
          if (message.prevTerm != null && Object.hasOwnProperty.call(message, 'prevTerm')) writer.uint32(24).int64(message.prevTerm);
          if (message.prevChain != null && Object.hasOwnProperty.call(message, 'prevChain')) writer.uint32(37).fixed32(message.prevChain);
          if (message.commitIndex != null && Object.hasOwnProperty.call(message, 'commitIndex'))
            writer.uint32(40).int64(message.commitIndex);
          if (message.blocks != null && message.blocks.length)
            for (var i = 0; i < message.blocks.length; ++i) writer.uint32(50).bytes(message.blocks[i]);
          return writer;
        };

        Append.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.Append();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.prevIndex = reader.int64();
                break;
              }
              case 3: {
                message.prevTerm = reader.int64();
                break;
              }
              case 4: {
                message.prevChain = reader.fixed32();
                break;
              }
              case 5: {
                message.commitIndex = reader.int64();
                break;
              }
              case 6: {
                if (!(message.blocks && message.blocks.length)) message.blocks = [];
                message.blocks.push(reader.bytes());
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return Append;
      })();

      v1.AppendReply = (function () {
        function AppendReply(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        AppendReply.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        AppendReply.prototype.accepted = false;
        AppendReply.prototype.index = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        AppendReply.prototype.hintTerm = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        AppendReply.prototype.hintChain = 0;
        AppendReply.prototype.refusedIndex = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

        AppendReply.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.accepted != null && Object.hasOwnProperty.call(message, 'accepted')) writer.uint32(16).bool(message.accepted);
          if (message.index != null && Object.hasOwnProperty.call(message, 'index')) writer.uint32(24).int64(message.index);
          if (message.hintTerm != null && Object.hasOwnProperty.call(message, 'hintTerm')) writer.uint32(32).int64(message.hintTerm);
          if (message.hintChain != null && Object.hasOwnProperty.call(message, 'hintChain')) writer.uint32(45).fixed32(message.hintChain);
          if (message.refusedIndex != null && Object.hasOwnProperty.call(message, 'refusedIndex'))
            writer.uint32(48).int64(message.refusedIndex);
          return writer;
        };

        AppendReply.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.AppendReply();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.accepted = reader.bool();
                break;
              }
              case 3: {
                message.index = reader.int64();
                break;
              }
              case 4: {
                message.hintTerm = reader.int64();
                break;
              }
              case 5: {
                message.hintChain = reader.fixed32();
                break;
              }
              case 6: {
                message.refusedIndex = reader.int64();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return AppendReply;
      })();

      v1.Forward = (function () {
        function Forward(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        Forward.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        Forward.prototype.group = $util.newBuffer([]);

        Forward.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.group != null && Object.hasOwnProperty.call(message, 'group')) writer.uint32(18).bytes(message.group);
          return writer;
        };

        Forward.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.Forward();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.group = reader.bytes();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return Forward;
      })();

      v1.ForwardReply = (function () {
        function ForwardReply(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        ForwardReply.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        ForwardReply.prototype.expectedNumber = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        ForwardReply.prototype.refused = false;

        ForwardReply.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.expectedNumber != null && Object.hasOwnProperty.call(message, 'expectedNumber'))
            writer.uint32(16).int64(message.expectedNumber);
          if (message.refused != null && Object.hasOwnProperty.call(message, 'refused')) writer.uint32(24).bool(message.refused);
          return writer;
        };

        ForwardReply.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.ForwardReply();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.expectedNumber = reader.int64();
                break;
              }
              case 3: {
                message.refused = reader.bool();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return ForwardReply;
      })();

      v1.AppendRequest = (function () {
        function AppendRequest(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        AppendRequest.prototype.hello = null;
        AppendRequest.prototype.append = null;
        AppendRequest.prototype.appendReply = null;
        AppendRequest.prototype.forward = null;
        AppendRequest.prototype.forwardReply = null;

        var $oneOfFields;

        Object.defineProperty(AppendRequest.prototype, 'message', {
          get: $util.oneOfGetter(($oneOfFields = ['hello', 'append', 'appendReply', 'forward', 'forwardReply'])),
          set: $util.oneOfSetter($oneOfFields),
        });

        AppendRequest.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.hello != null && Object.hasOwnProperty.call(message, 'hello'))
            $root.grove.peer.v1.PeerHello.encode(message.hello, writer.uint32(10).fork(), q + 1).ldelim();
          if (message.append != null && Object.hasOwnProperty.call(message, 'append'))
            $root.grove.peer.v1.Append.encode(message.append, writer.uint32(18).fork(), q + 1).ldelim();
          if (message.appendReply != null && Object.hasOwnProperty.call(message, 'appendReply'))
            $root.grove.peer.v1.AppendReply.encode(message.appendReply, writer.uint32(26).fork(), q + 1).ldelim();
          if (message.forward != null && Object.hasOwnProperty.call(message, 'forward'))
            $root.grove.peer.v1.Forward.encode(message.forward, writer.uint32(34).fork(), q + 1).ldelim();
          if (message.forwardReply != null && Object.hasOwnProperty.call(message, 'forwardReply'))
            $root.grove.peer.v1.ForwardReply.encode(message.forwardReply, writer.uint32(42).fork(), q + 1).ldelim();
          return writer;
        };

        AppendRequest.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.AppendRequest();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.hello = $root.grove.peer.v1.PeerHello.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 2: {
                message.append = $root.grove.peer.v1.Append.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 3: {
                message.appendReply = $root.grove.peer.v1.AppendReply.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 4: {
                message.forward = $root.grove.peer.v1.Forward.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 5: {
                message.forwardReply = $root.grove.peer.v1.ForwardReply.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return AppendRequest;
      })();

      v1.AppendResponse = (function () {
        function AppendResponse(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        AppendResponse.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          return writer;
        };

        AppendResponse.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.AppendResponse();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return AppendResponse;
      })();

      v1.SnapshotChunk = (function () {
        function SnapshotChunk(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SnapshotChunk.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SnapshotChunk.prototype.lastIndex = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SnapshotChunk.prototype.lastTerm = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SnapshotChunk.prototype.lastChain = 0;
        SnapshotChunk.prototype.config = $util.newBuffer([]);
        SnapshotChunk.prototype.chunk = 0;
        SnapshotChunk.prototype.chunks = 0;
        SnapshotChunk.prototype.data = $util.newBuffer([]);

        SnapshotChunk.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.lastIndex != null && Object.hasOwnProperty.call(message, 'lastIndex')) writer.uint32(16).int64(message.lastIndex);
          if (message.lastTerm != null && Object.hasOwnProperty.call(message, 'lastTerm')) writer.uint32(24).int64(message.lastTerm);
          if (message.lastChain != null && Object.hasOwnProperty.call(message, 'lastChain')) writer.uint32(37).fixed32(message.lastChain);
          if (message.config != null && Object.hasOwnProperty.call(message, 'config')) writer.uint32(42).bytes(message.config);
          if (message.chunk != null && Object.hasOwnProperty.call(message, 'chunk')) writer.uint32(48).int32(message.chunk);
          if (message.chunks != null && Object.hasOwnProperty.call(message, 'chunks')) writer.uint32(56).int32(message.chunks);
          if (message.data != null && Object.hasOwnProperty.call(message, 'data')) writer.uint32(66).bytes(message.data);
          return writer;
        };

        SnapshotChunk.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SnapshotChunk();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.lastIndex = reader.int64();
                break;
              }
              case 3: {
                message.lastTerm = reader.int64();
                break;
              }
              case 4: {
                message.lastChain = reader.fixed32();
                break;
              }
              case 5: {
                message.config = reader.bytes();
                break;
              }
              case 6: {
                message.chunk = reader.int32();
                break;
              }
              case 7: {
                message.chunks = reader.int32();
                break;
              }
              case 8: {
                message.data = reader.bytes();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SnapshotChunk;
      })();

      v1.SnapshotChunkReply = (function () {
        function SnapshotChunkReply(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SnapshotChunkReply.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SnapshotChunkReply.prototype.lastIndex = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
        SnapshotChunkReply.prototype.nextChunk = 0;
        SnapshotChunkReply.prototype.refused = false;

        SnapshotChunkReply.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(8).int64(message.term);
          if (message.lastIndex != null && Object.hasOwnProperty.call(message, 'lastIndex')) writer.uint32(16).int64(message.lastIndex);
          if (message.nextChunk != null && Object.hasOwnProperty.call(message, 'nextChunk')) writer.uint32(24).int32(message.nextChunk);
          if (message.refused != null && Object.hasOwnProperty.call(message, 'refused')) writer.uint32(32).bool(message.refused);
          return writer;
        };

        SnapshotChunkReply.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SnapshotChunkReply();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.term = reader.int64();
                break;
              }
              case 2: {
                message.lastIndex = reader.int64();
                break;
              }
              case 3: {
                message.nextChunk = reader.int32();
                break;
              }
              case 4: {
                message.refused = reader.bool();
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SnapshotChunkReply;
      })();

      v1.SnapshotRequest = (function () {
        function SnapshotRequest(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SnapshotRequest.prototype.hello = null;
        SnapshotRequest.prototype.chunk = null;
        SnapshotRequest.prototype.chunkReply = null;

        var $oneOfFields;

        Object.defineProperty(SnapshotRequest.prototype, 'message', {
          get: $util.oneOfGetter(($oneOfFields = ['hello', 'chunk', 'chunkReply'])),
          set: $util.oneOfSetter($oneOfFields),
        });

        SnapshotRequest.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          if (message.hello != null && Object.hasOwnProperty.call(message, 'hello'))
            $root.grove.peer.v1.PeerHello.encode(message.hello, writer.uint32(10).fork(), q + 1).ldelim();
          if (message.chunk != null && Object.hasOwnProperty.call(message, 'chunk'))
            $root.grove.peer.v1.SnapshotChunk.encode(message.chunk, writer.uint32(18).fork(), q + 1).ldelim();
          if (message.chunkReply != null && Object.hasOwnProperty.call(message, 'chunkReply'))
            $root.grove.peer.v1.SnapshotChunkReply.encode(message.chunkReply, writer.uint32(26).fork(), q + 1).ldelim();
          return writer;
        };

        SnapshotRequest.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SnapshotRequest();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              case 1: {
                message.hello = $root.grove.peer.v1.PeerHello.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 2: {
                message.chunk = $root.grove.peer.v1.SnapshotChunk.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              case 3: {
                message.chunkReply = $root.grove.peer.v1.SnapshotChunkReply.decode(reader, reader.uint32(), undefined, long + 1);
                break;
              }
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SnapshotRequest;
      })();

      v1.SnapshotResponse = (function () {
        function SnapshotResponse(properties) {
          if (properties)
            for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
              if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
        }

        SnapshotResponse.encode = function encode(message, writer, q) {
          if (!writer) writer = $Writer.create();
          if (q === undefined) q = 0;
          if (q > $util.recursionLimit) throw Error('max depth exceeded');
          return writer;
        };

        SnapshotResponse.decode = function decode(reader, length, error, long) {
          if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
          if (long === undefined) long = 0;
          if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
          var end, message;
          if (length === undefined) end = reader.len;
          else {
            end = reader.pos + length;
            if (end > reader.len) throw RangeError('index out of range');
            length = reader.len;
            reader.len = end;
          }
          message = new $root.grove.peer.v1.SnapshotResponse();
          while (reader.pos < end) {
            var tag = reader.uint32();
            if (tag === error) break;
            switch (tag >>> 3) {
              default:
                reader.skipType(tag & 7, long);
                break;
            }
          }
          if (length !== undefined) {
            if (reader.pos !== end) throw RangeError('index out of range');
            reader.len = length;
          }
          return message;
        };

        return SnapshotResponse;
      })();

      return v1;
    })();

    return peer;
  })();

  grove.v1 = (function () {
    var v1 = {};

    v1.ErrorCode = (function () {
      var valuesById = {},
        values = Object.create(valuesById);
      values[(valuesById[0] = 'ERROR_CODE_UNSPECIFIED')] = 0;
      values[(valuesById[-2] = 'ERROR_CODE_RUNTIMEINCONSISTENCY')] = -2;
      values[(valuesById[-3] = 'ERROR_CODE_DATAINCONSISTENCY')] = -3;
      values[(valuesById[-4] = 'ERROR_CODE_CONNECTIONLOSS')] = -4;
      values[(valuesById[-5] = 'ERROR_CODE_MARSHALLINGERROR')] = -5;
      values[(valuesById[-6] = 'ERROR_CODE_UNIMPLEMENTED')] = -6;
      values[(valuesById[-7] = 'ERROR_CODE_OPERATIONTIMEOUT')] = -7;
      values[(valuesById[-8] = 'ERROR_CODE_BADARGUMENTS')] = -8;
      values[(valuesById[-13] = 'ERROR_CODE_NEWCONFIGNOQUORUM')] = -13;
      values[(valuesById[-14] = 'ERROR_CODE_RECONFIGINPROGRESS')] = -14;
      values[(valuesById[-101] = 'ERROR_CODE_NONODE')] = -101;
      values[(valuesById[-102] = 'ERROR_CODE_NOAUTH')] = -102;
      values[(valuesById[-103] = 'ERROR_CODE_BADVERSION')] = -103;
      values[(valuesById[-108] = 'ERROR_CODE_NOCHILDRENFOREPHEMERALS')] = -108;
      values[(valuesById[-110] = 'ERROR_CODE_NODEEXISTS')] = -110;
      values[(valuesById[-111] = 'ERROR_CODE_NOTEMPTY')] = -111;
      values[(valuesById[-112] = 'ERROR_CODE_SESSIONEXPIRED')] = -112;
      values[(valuesById[-114] = 'ERROR_CODE_INVALIDACL')] = -114;
      values[(valuesById[-115] = 'ERROR_CODE_AUTHFAILED')] = -115;
      values[(valuesById[-118] = 'ERROR_CODE_SESSIONMOVED')] = -118;
      values[(valuesById[-119] = 'ERROR_CODE_NOTREADONLY')] = -119;
      values[(valuesById[-120] = 'ERROR_CODE_EPHEMERALONLOCALSESSION')] = -120;
      values[(valuesById[-121] = 'ERROR_CODE_NOWATCHER')] = -121;
      values[(valuesById[-122] = 'ERROR_CODE_REQUESTTIMEOUT')] = -122;
      values[(valuesById[-123] = 'ERROR_CODE_RECONFIGDISABLED')] = -123;
      values[(valuesById[-124] = 'ERROR_CODE_SESSIONCLOSEDREQUIRESASLAUTH')] = -124;
      values[(valuesById[-125] = 'ERROR_CODE_QUOTAEXCEEDED')] = -125;
      values[(valuesById[-127] = 'ERROR_CODE_THROTTLEDOP')] = -127;
      values[(valuesById[-1001] = 'ERROR_CODE_COMPACTED')] = -1001;
      values[(valuesById[-1002] = 'ERROR_CODE_OUTCOMEUNKNOWN')] = -1002;
      values[(valuesById[-1003] = 'ERROR_CODE_GAP')] = -1003;
      values[(valuesById[-1004] = 'ERROR_CODE_LISTTOOLONG')] = -1004;
      values[(valuesById[-1005] = 'ERROR_CODE_DATATOOLARGE')] = -1005;
      return values;
    })();

    v1.NodeKind = (function () {
      var valuesById = {},
        values = Object.create(valuesById);
      values[(valuesById[0] = 'NODE_KIND_UNSPECIFIED')] = 0;
      values[(valuesById[1] = 'NODE_KIND_PERSISTENT')] = 1;
      values[(valuesById[2] = 'NODE_KIND_EPHEMERAL')] = 2;
      values[(valuesById[3] = 'NODE_KIND_CONTAINER')] = 3;
      values[(valuesById[4] = 'NODE_KIND_TTL')] = 4;
      return values;
    })();

    v1.Consistency = (function () {
      var valuesById = {},
        values = Object.create(valuesById);
      values[(valuesById[0] = 'CONSISTENCY_UNSPECIFIED')] = 0;
      values[(valuesById[1] = 'CONSISTENCY_LOCAL')] = 1;
      values[(valuesById[2] = 'CONSISTENCY_LINEARIZABLE')] = 2;
      return values;
    })();

    v1.EventType = (function () {
      var valuesById = {},
        values = Object.create(valuesById);
      values[(valuesById[0] = 'EVENT_TYPE_UNSPECIFIED')] = 0;
      values[(valuesById[1] = 'EVENT_TYPE_NODE_CREATED')] = 1;
      values[(valuesById[2] = 'EVENT_TYPE_NODE_DELETED')] = 2;
      values[(valuesById[3] = 'EVENT_TYPE_NODE_DATA_CHANGED')] = 3;
      values[(valuesById[4] = 'EVENT_TYPE_NODE_CHILDREN_CHANGED')] = 4;
      return values;
    })();

    v1.WatchMode = (function () {
      var valuesById = {},
        values = Object.create(valuesById);
      values[(valuesById[0] = 'WATCH_MODE_UNSPECIFIED')] = 0;
      values[(valuesById[1] = 'WATCH_MODE_PERSISTENT')] = 1;
      values[(valuesById[2] = 'WATCH_MODE_PERSISTENT_RECURSIVE')] = 2;
      return values;
    })();

    v1.WatcherType = (function () {
      var valuesById = {},
        values = Object.create(valuesById);
      values[(valuesById[0] = 'WATCHER_TYPE_UNSPECIFIED')] = 0;
      values[(valuesById[1] = 'WATCHER_TYPE_CHILDREN')] = 1;
      values[(valuesById[2] = 'WATCHER_TYPE_DATA')] = 2;
      values[(valuesById[3] = 'WATCHER_TYPE_ANY')] = 3;
      values[(valuesById[4] = 'WATCHER_TYPE_PERSISTENT')] = 4;
      values[(valuesById[5] = 'WATCHER_TYPE_PERSISTENT_RECURSIVE')] = 5;
      return values;
    })();

    v1.Identity = (function () {
      function Identity(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Identity.prototype.scheme = '';
      Identity.prototype.id = '';

      Identity.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.scheme != null && Object.hasOwnProperty.call(message, 'scheme')) writer.uint32(10).string(message.scheme);
        if (message.id != null && Object.hasOwnProperty.call(message, 'id')) writer.uint32(18).string(message.id);
        return writer;
      };

      Identity.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Identity();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.scheme = reader.string();
              break;
            }
            case 2: {
              message.id = reader.string();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Identity;
    })();

    v1.Acl = (function () {
      function Acl(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Acl.prototype.rights = 0;
      Acl.prototype.identity = null;

      Acl.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.rights != null && Object.hasOwnProperty.call(message, 'rights')) writer.uint32(8).int32(message.rights);
        if (message.identity != null && Object.hasOwnProperty.call(message, 'identity'))
          $root.grove.v1.Identity.encode(message.identity, writer.uint32(18).fork(), q + 1).ldelim();
        return writer;
      };

      Acl.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Acl();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.rights = reader.int32();
              break;
            }
            case 2: {
              message.identity = $root.grove.v1.Identity.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Acl;
    })();

    v1.Credential = (function () {
      function Credential(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Credential.prototype.scheme = '';
      Credential.prototype.credential = $util.newBuffer([]);

      Credential.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.scheme != null && Object.hasOwnProperty.call(message, 'scheme')) writer.uint32(10).string(message.scheme);
        if (message.credential != null && Object.hasOwnProperty.call(message, 'credential')) writer.uint32(18).bytes(message.credential);
        return writer;
      };

      Credential.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Credential();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.scheme = reader.string();
              break;
            }
            case 2: {
              message.credential = reader.bytes();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Credential;
    })();

    v1.Stat = (function () {
      function Stat(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Stat.prototype.czxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Stat.prototype.mzxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Stat.prototype.pzxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Stat.prototype.ctimeMs = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Stat.prototype.mtimeMs = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Stat.prototype.version = 0;
      Stat.prototype.cversion = 0;
      Stat.prototype.aversion = 0;
      Stat.prototype.kind = 0;
      Stat.prototype.ownerSessionId = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Stat.prototype.ttlMs = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Stat.prototype.dataLength = 0;
      Stat.prototype.numChildren = 0;

      Stat.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.czxid != null && Object.hasOwnProperty.call(message, 'czxid')) writer.uint32(8).int64(message.czxid);
        if (message.mzxid != null && Object.hasOwnProperty.call(message, 'mzxid')) writer.uint32(16).int64(message.mzxid);
        if (message.pzxid != null && Object.hasOwnProperty.call(message, 'pzxid')) writer.uint32(24).int64(message.pzxid);
        if (message.ctimeMs != null && Object.hasOwnProperty.call(message, 'ctimeMs')) writer.uint32(32).int64(message.ctimeMs);
        if (message.mtimeMs != null && Object.hasOwnProperty.call(message, 'mtimeMs')) writer.uint32(40).int64(message.mtimeMs);
        if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(48).int32(message.version);
        if (message.cversion != null && Object.hasOwnProperty.call(message, 'cversion')) writer.uint32(56).int32(message.cversion);
        if (message.aversion != null && Object.hasOwnProperty.call(message, 'aversion')) writer.uint32(64).int32(message.aversion);
        if (message.kind != null && Object.hasOwnProperty.call(message, 'kind')) writer.uint32(72).int32(message.kind);
        if (message.ownerSessionId != null && Object.hasOwnProperty.call(message, 'ownerSessionId'))
          writer.uint32(80).int64(message.ownerSessionId);
        if (message.ttlMs != null && Object.hasOwnProperty.call(message, 'ttlMs')) writer.uint32(88).int64(message.ttlMs);
        if (message.dataLength != null && Object.hasOwnProperty.call(message, 'dataLength')) writer.uint32(96).int32(message.dataLength);
        if (message.numChildren != null && Object.hasOwnProperty.call(message, 'numChildren'))
          writer.uint32(104).int32(message.numChildren);
        return writer;
      };

      Stat.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Stat();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.czxid = reader.int64();
              break;
            }
            case 2: {
              message.mzxid = reader.int64();
              break;
            }
            case 3: {
              message.pzxid = reader.int64();
              break;
            }
            case 4: {
              message.ctimeMs = reader.int64();
              break;
            }
            case 5: {
              message.mtimeMs = reader.int64();
              break;
            }
            case 6: {
              message.version = reader.int32();
              break;
            }
            case 7: {
              message.cversion = reader.int32();
              break;
            }
            case 8: {
              message.aversion = reader.int32();
              break;
            }
            case 9: {
              message.kind = reader.int32();
              break;
            }
            case 10: {
              message.ownerSessionId = reader.int64();
              break;
            }
            case 11: {
              message.ttlMs = reader.int64();
              break;
            }
            case 12: {
              message.dataLength = reader.int32();
              break;
            }
            case 13: {
              message.numChildren = reader.int32();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Stat;
    })();

    v1.CallOptions = (function () {
      function CallOptions(properties) {
        this.credentials = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CallOptions.prototype.sessionId = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      CallOptions.prototype.sessionSecret = $util.newBuffer([]);
      CallOptions.prototype.consistency = 0;
      CallOptions.prototype.minZxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      CallOptions.prototype.requestId = $util.newBuffer([]);
      CallOptions.prototype.credentials = $util.emptyArray;

      CallOptions.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.sessionId != null && Object.hasOwnProperty.call(message, 'sessionId')) writer.uint32(8).int64(message.sessionId);
        if (message.sessionSecret != null && Object.hasOwnProperty.call(message, 'sessionSecret'))
          writer.uint32(18).bytes(message.sessionSecret);
        if (message.consistency != null && Object.hasOwnProperty.call(message, 'consistency')) writer.uint32(24).int32(message.consistency);
        if (message.minZxid != null && Object.hasOwnProperty.call(message, 'minZxid')) writer.uint32(32).int64(message.minZxid);
        if (message.requestId != null && Object.hasOwnProperty.call(message, 'requestId')) writer.uint32(42).bytes(message.requestId);
        if (message.credentials != null && message.credentials.length)
          for (var i = 0; i < message.credentials.length; ++i)
            $root.grove.v1.Credential.encode(message.credentials[i], writer.uint32(50).fork(), q + 1).ldelim();
        return writer;
      };

      CallOptions.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CallOptions();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.sessionId = reader.int64();
              break;
            }
            case 2: {
              message.sessionSecret = reader.bytes();
              break;
            }
            case 3: {
              message.consistency = reader.int32();
              break;
            }
            case 4: {
              message.minZxid = reader.int64();
              break;
            }
            case 5: {
              message.requestId = reader.bytes();
              break;
            }
            case 6: {
              if (!(message.credentials && message.credentials.length)) message.credentials = [];
              message.credentials.push($root.grove.v1.Credential.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CallOptions;
    })();

    v1.CreateRequest = (function () {
      function CreateRequest(properties) {
        this.acl = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CreateRequest.prototype.path = '';
      CreateRequest.prototype.data = $util.newBuffer([]);
      CreateRequest.prototype.kind = 0;
      CreateRequest.prototype.sequential = false;
      CreateRequest.prototype.ttlMs = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      CreateRequest.prototype.acl = $util.emptyArray;
      CreateRequest.prototype.parents = false;
      CreateRequest.prototype.call = null;

      CreateRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.data != null && Object.hasOwnProperty.call(message, 'data')) writer.uint32(18).bytes(message.data);
        if (message.kind != null && Object.hasOwnProperty.call(message, 'kind')) writer.uint32(24).int32(message.kind);
        if (message.sequential != null && Object.hasOwnProperty.call(message, 'sequential')) writer.uint32(32).bool(message.sequential);
        if (message.ttlMs != null && Object.hasOwnProperty.call(message, 'ttlMs')) writer.uint32(40).int64(message.ttlMs);
        if (message.acl != null && message.acl.length)
          for (var i = 0; i < message.acl.length; ++i) $root.grove.v1.Acl.encode(message.acl[i], writer.uint32(50).fork(), q + 1).ldelim();
        if (message.parents != null && Object.hasOwnProperty.call(message, 'parents')) writer.uint32(56).bool(message.parents);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      CreateRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CreateRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.data = reader.bytes();
              break;
            }
            case 3: {
              message.kind = reader.int32();
              break;
            }
            case 4: {
              message.sequential = reader.bool();
              break;
            }
            case 5: {
              message.ttlMs = reader.int64();
              break;
            }
            case 6: {
              if (!(message.acl && message.acl.length)) message.acl = [];
              message.acl.push($root.grove.v1.Acl.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 7: {
              message.parents = reader.bool();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CreateRequest;
    })();

    v1.CreateResponse = (function () {
      function CreateResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CreateResponse.prototype.path = '';
      CreateResponse.prototype.stat = null;
      CreateResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      CreateResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.stat != null && Object.hasOwnProperty.call(message, 'stat'))
          $root.grove.v1.Stat.encode(message.stat, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      CreateResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CreateResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.stat = $root.grove.v1.Stat.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CreateResponse;
    })();

    v1.DeleteRequest = (function () {
      function DeleteRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      DeleteRequest.prototype.path = '';
      DeleteRequest.prototype.version = null;
      DeleteRequest.prototype.subtree = false;
      DeleteRequest.prototype.call = null;

      var $oneOfFields;

      // Virtual OneOf for proto3 optional field
      Object.defineProperty(DeleteRequest.prototype, '_version', {
        get: $util.oneOfGetter(($oneOfFields = ['version'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      DeleteRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(16).int32(message.version);
        if (message.subtree != null && Object.hasOwnProperty.call(message, 'subtree')) writer.uint32(24).bool(message.subtree);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      DeleteRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.DeleteRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.version = reader.int32();
              break;
            }
            case 3: {
              message.subtree = reader.bool();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return DeleteRequest;
    })();

    v1.DeleteResponse = (function () {
      function DeleteResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      DeleteResponse.prototype.deleted = 0;
      DeleteResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      DeleteResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.deleted != null && Object.hasOwnProperty.call(message, 'deleted')) writer.uint32(8).int32(message.deleted);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      DeleteResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.DeleteResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.deleted = reader.int32();
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return DeleteResponse;
    })();

    v1.ExistsRequest = (function () {
      function ExistsRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      ExistsRequest.prototype.path = '';
      ExistsRequest.prototype.watch = false;
      ExistsRequest.prototype.call = null;

      ExistsRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.watch != null && Object.hasOwnProperty.call(message, 'watch')) writer.uint32(16).bool(message.watch);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      ExistsRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.ExistsRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.watch = reader.bool();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return ExistsRequest;
    })();

    v1.ExistsResponse = (function () {
      function ExistsResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      ExistsResponse.prototype.stat = null;
      ExistsResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      ExistsResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.stat != null && Object.hasOwnProperty.call(message, 'stat'))
          $root.grove.v1.Stat.encode(message.stat, writer.uint32(10).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      ExistsResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.ExistsResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.stat = $root.grove.v1.Stat.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return ExistsResponse;
    })();

    v1.GetDataRequest = (function () {
      function GetDataRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetDataRequest.prototype.path = '';
      GetDataRequest.prototype.watch = false;
      GetDataRequest.prototype.call = null;

      GetDataRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.watch != null && Object.hasOwnProperty.call(message, 'watch')) writer.uint32(16).bool(message.watch);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      GetDataRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetDataRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.watch = reader.bool();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetDataRequest;
    })();

    v1.GetDataResponse = (function () {
      function GetDataResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetDataResponse.prototype.data = $util.newBuffer([]);
      GetDataResponse.prototype.stat = null;
      GetDataResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      GetDataResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.data != null && Object.hasOwnProperty.call(message, 'data')) writer.uint32(10).bytes(message.data);
        if (message.stat != null && Object.hasOwnProperty.call(message, 'stat'))
          $root.grove.v1.Stat.encode(message.stat, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      GetDataResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetDataResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.data = reader.bytes();
              break;
            }
            case 2: {
              message.stat = $root.grove.v1.Stat.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetDataResponse;
    })();

    v1.SetDataRequest = (function () {
      function SetDataRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SetDataRequest.prototype.path = '';
      SetDataRequest.prototype.data = $util.newBuffer([]);
      SetDataRequest.prototype.version = null;
      SetDataRequest.prototype.call = null;

      var $oneOfFields;

      // Virtual OneOf for proto3 optional field
      Object.defineProperty(SetDataRequest.prototype, '_version', {
        get: $util.oneOfGetter(($oneOfFields = ['version'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      SetDataRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.data != null && Object.hasOwnProperty.call(message, 'data')) writer.uint32(18).bytes(message.data);
        if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(24).int32(message.version);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      SetDataRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SetDataRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.data = reader.bytes();
              break;
            }
            case 3: {
              message.version = reader.int32();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SetDataRequest;
    })();

    v1.SetDataResponse = (function () {
      function SetDataResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SetDataResponse.prototype.stat = null;
      SetDataResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      SetDataResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.stat != null && Object.hasOwnProperty.call(message, 'stat'))
          $root.grove.v1.Stat.encode(message.stat, writer.uint32(10).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      SetDataResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SetDataResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.stat = $root.grove.v1.Stat.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SetDataResponse;
    })();

    v1.GetChildrenRequest = (function () {
      function GetChildrenRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetChildrenRequest.prototype.path = '';
      GetChildrenRequest.prototype.watch = false;
      GetChildrenRequest.prototype.pageSize = 0;
      GetChildrenRequest.prototype.pageToken = $util.newBuffer([]);
      GetChildrenRequest.prototype.withData = false;
      GetChildrenRequest.prototype.withStat = false;
      GetChildrenRequest.prototype.call = null;

      GetChildrenRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.watch != null && Object.hasOwnProperty.call(message, 'watch')) writer.uint32(16).bool(message.watch);
        if (message.pageSize != null && Object.hasOwnProperty.call(message, 'pageSize')) writer.uint32(24).int32(message.pageSize);
        if (message.pageToken != null && Object.hasOwnProperty.call(message, 'pageToken')) writer.uint32(34).bytes(message.pageToken);
        if (message.withData != null && Object.hasOwnProperty.call(message, 'withData')) writer.uint32(40).bool(message.withData);
        if (message.withStat != null && Object.hasOwnProperty.call(message, 'withStat')) writer.uint32(48).bool(message.withStat);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      GetChildrenRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetChildrenRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.watch = reader.bool();
              break;
            }
            case 3: {
              message.pageSize = reader.int32();
              break;
            }
            case 4: {
              message.pageToken = reader.bytes();
              break;
            }
            case 5: {
              message.withData = reader.bool();
              break;
            }
            case 6: {
              message.withStat = reader.bool();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetChildrenRequest;
    })();

    v1.Child = (function () {
      function Child(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Child.prototype.name = '';
      Child.prototype.stat = null;
      Child.prototype.data = $util.newBuffer([]);

      Child.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.name != null && Object.hasOwnProperty.call(message, 'name')) writer.uint32(10).string(message.name);
        if (message.stat != null && Object.hasOwnProperty.call(message, 'stat'))
          $root.grove.v1.Stat.encode(message.stat, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.data != null && Object.hasOwnProperty.call(message, 'data')) writer.uint32(26).bytes(message.data);
        return writer;
      };

      Child.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Child();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.name = reader.string();
              break;
            }
            case 2: {
              message.stat = $root.grove.v1.Stat.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 3: {
              message.data = reader.bytes();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Child;
    })();

    v1.GetChildrenResponse = (function () {
      function GetChildrenResponse(properties) {
        this.children = [];
        this.entries = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetChildrenResponse.prototype.children = $util.emptyArray;
      GetChildrenResponse.prototype.stat = null;
      GetChildrenResponse.prototype.entries = $util.emptyArray;
      GetChildrenResponse.prototype.nextPageToken = $util.newBuffer([]);
      GetChildrenResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      GetChildrenResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.children != null && message.children.length)
          for (var i = 0; i < message.children.length; ++i) writer.uint32(10).string(message.children[i]);
        if (message.stat != null && Object.hasOwnProperty.call(message, 'stat'))
          $root.grove.v1.Stat.encode(message.stat, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.entries != null && message.entries.length)
          for (var i = 0; i < message.entries.length; ++i)
            $root.grove.v1.Child.encode(message.entries[i], writer.uint32(26).fork(), q + 1).ldelim();
        if (message.nextPageToken != null && Object.hasOwnProperty.call(message, 'nextPageToken'))
          writer.uint32(34).bytes(message.nextPageToken);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      GetChildrenResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetChildrenResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.children && message.children.length)) message.children = [];
              message.children.push(reader.string());
              break;
            }
            case 2: {
              message.stat = $root.grove.v1.Stat.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 3: {
              if (!(message.entries && message.entries.length)) message.entries = [];
              message.entries.push($root.grove.v1.Child.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 4: {
              message.nextPageToken = reader.bytes();
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetChildrenResponse;
    })();

    v1.CheckRequest = (function () {
      function CheckRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CheckRequest.prototype.path = '';
      CheckRequest.prototype.version = null;

      var $oneOfFields;

      // Virtual OneOf for proto3 optional field
      Object.defineProperty(CheckRequest.prototype, '_version', {
        get: $util.oneOfGetter(($oneOfFields = ['version'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      CheckRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(16).int32(message.version);
        return writer;
      };

      CheckRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CheckRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.version = reader.int32();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CheckRequest;
    })();

    v1.CheckNotExistsRequest = (function () {
      function CheckNotExistsRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CheckNotExistsRequest.prototype.path = '';

      CheckNotExistsRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        return writer;
      };

      CheckNotExistsRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CheckNotExistsRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CheckNotExistsRequest;
    })();

    v1.MultiPart = (function () {
      function MultiPart(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      MultiPart.prototype.create = null;
      MultiPart.prototype['delete'] = null;
      MultiPart.prototype.setData = null;
      MultiPart.prototype.check = null;
      MultiPart.prototype.checkNotExists = null;
      MultiPart.prototype.getData = null;
      MultiPart.prototype.getChildren = null;
      MultiPart.prototype.exists = null;

      var $oneOfFields;

      Object.defineProperty(MultiPart.prototype, 'operation', {
        get: $util.oneOfGetter(
          ($oneOfFields = ['create', 'delete', 'setData', 'check', 'checkNotExists', 'getData', 'getChildren', 'exists']),
        ),
        set: $util.oneOfSetter($oneOfFields),
      });

      MultiPart.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.create != null && Object.hasOwnProperty.call(message, 'create'))
          $root.grove.v1.CreateRequest.encode(message.create, writer.uint32(10).fork(), q + 1).ldelim();
        if (message['delete'] != null && Object.hasOwnProperty.call(message, 'delete'))
          $root.grove.v1.DeleteRequest.encode(message['delete'], writer.uint32(18).fork(), q + 1).ldelim();
        if (message.setData != null && Object.hasOwnProperty.call(message, 'setData'))
          $root.grove.v1.SetDataRequest.encode(message.setData, writer.uint32(26).fork(), q + 1).ldelim();
        if (message.check != null && Object.hasOwnProperty.call(message, 'check'))
          $root.grove.v1.CheckRequest.encode(message.check, writer.uint32(34).fork(), q + 1).ldelim();
        if (message.checkNotExists != null && Object.hasOwnProperty.call(message, 'checkNotExists'))
          $root.grove.v1.CheckNotExistsRequest.encode(message.checkNotExists, writer.uint32(42).fork(), q + 1).ldelim();
        if (message.getData != null && Object.hasOwnProperty.call(message, 'getData'))
          $root.grove.v1.GetDataRequest.encode(message.getData, writer.uint32(50).fork(), q + 1).ldelim();
        if (message.getChildren != null && Object.hasOwnProperty.call(message, 'getChildren'))
          $root.grove.v1.GetChildrenRequest.encode(message.getChildren, writer.uint32(58).fork(), q + 1).ldelim();
        if (message.exists != null && Object.hasOwnProperty.call(message, 'exists'))
          $root.grove.v1.ExistsRequest.encode(message.exists, writer.uint32(66).fork(), q + 1).ldelim();
        return writer;
      };

      MultiPart.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.MultiPart();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.create = $root.grove.v1.CreateRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 2: {
              message['delete'] = $root.grove.v1.DeleteRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 3: {
              message.setData = $root.grove.v1.SetDataRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 4: {
              message.check = $root.grove.v1.CheckRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 5: {
              message.checkNotExists = $root.grove.v1.CheckNotExistsRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 6: {
              message.getData = $root.grove.v1.GetDataRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 7: {
              message.getChildren = $root.grove.v1.GetChildrenRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 8: {
              message.exists = $root.grove.v1.ExistsRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return MultiPart;
    })();

    v1.MultiRequest = (function () {
      function MultiRequest(properties) {
        this.parts = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      MultiRequest.prototype.parts = $util.emptyArray;
      MultiRequest.prototype.call = null;

      MultiRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.parts != null && message.parts.length)
          for (var i = 0; i < message.parts.length; ++i)
            $root.grove.v1.MultiPart.encode(message.parts[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      MultiRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.MultiRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.parts && message.parts.length)) message.parts = [];
              message.parts.push($root.grove.v1.MultiPart.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return MultiRequest;
    })();

    v1.MultiPartResult = (function () {
      function MultiPartResult(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      MultiPartResult.prototype.code = 0;
      MultiPartResult.prototype.create = null;
      MultiPartResult.prototype['delete'] = null;
      MultiPartResult.prototype.setData = null;
      MultiPartResult.prototype.getData = null;
      MultiPartResult.prototype.getChildren = null;
      MultiPartResult.prototype.exists = null;

      var $oneOfFields;

      Object.defineProperty(MultiPartResult.prototype, 'result', {
        get: $util.oneOfGetter(($oneOfFields = ['create', 'delete', 'setData', 'getData', 'getChildren', 'exists'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      MultiPartResult.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.code != null && Object.hasOwnProperty.call(message, 'code')) writer.uint32(8).int32(message.code);
        if (message.create != null && Object.hasOwnProperty.call(message, 'create'))
          $root.grove.v1.CreateResponse.encode(message.create, writer.uint32(18).fork(), q + 1).ldelim();
        if (message['delete'] != null && Object.hasOwnProperty.call(message, 'delete'))
          $root.grove.v1.DeleteResponse.encode(message['delete'], writer.uint32(26).fork(), q + 1).ldelim();
        if (message.setData != null && Object.hasOwnProperty.call(message, 'setData'))
          $root.grove.v1.SetDataResponse.encode(message.setData, writer.uint32(34).fork(), q + 1).ldelim();
        if (message.getData != null && Object.hasOwnProperty.call(message, 'getData'))
          $root.grove.v1.GetDataResponse.encode(message.getData, writer.uint32(42).fork(), q + 1).ldelim();
        if (message.getChildren != null && Object.hasOwnProperty.call(message, 'getChildren'))
          $root.grove.v1.GetChildrenResponse.encode(message.getChildren, writer.uint32(50).fork(), q + 1).ldelim();
        if (message.exists != null && Object.hasOwnProperty.call(message, 'exists'))
          $root.grove.v1.ExistsResponse.encode(message.exists, writer.uint32(58).fork(), q + 1).ldelim();
        return writer;
      };

      MultiPartResult.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.MultiPartResult();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.code = reader.int32();
              break;
            }
            case 2: {
              message.create = $root.grove.v1.CreateResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 3: {
              message['delete'] = $root.grove.v1.DeleteResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 4: {
              message.setData = $root.grove.v1.SetDataResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 5: {
              message.getData = $root.grove.v1.GetDataResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 6: {
              message.getChildren = $root.grove.v1.GetChildrenResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 7: {
              message.exists = $root.grove.v1.ExistsResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return MultiPartResult;
    })();

    v1.MultiResponse = (function () {
      function MultiResponse(properties) {
        this.results = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      MultiResponse.prototype.results = $util.emptyArray;
      MultiResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      MultiResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.results != null && message.results.length)
          for (var i = 0; i < message.results.length; ++i)
            $root.grove.v1.MultiPartResult.encode(message.results[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      MultiResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.MultiResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.results && message.results.length)) message.results = [];
              message.results.push($root.grove.v1.MultiPartResult.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return MultiResponse;
    })();

    v1.SyncRequest = (function () {
      function SyncRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SyncRequest.prototype.path = '';
      SyncRequest.prototype.call = null;

      SyncRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      SyncRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SyncRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SyncRequest;
    })();

    v1.SyncResponse = (function () {
      function SyncResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SyncResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      SyncResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      SyncResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SyncResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SyncResponse;
    })();

    v1.SetAclRequest = (function () {
      function SetAclRequest(properties) {
        this.acl = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SetAclRequest.prototype.path = '';
      SetAclRequest.prototype.acl = $util.emptyArray;
      SetAclRequest.prototype.aversion = null;
      SetAclRequest.prototype.call = null;

      var $oneOfFields;

      // Virtual OneOf for proto3 optional field
      Object.defineProperty(SetAclRequest.prototype, '_aversion', {
        get: $util.oneOfGetter(($oneOfFields = ['aversion'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      SetAclRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.acl != null && message.acl.length)
          for (var i = 0; i < message.acl.length; ++i) $root.grove.v1.Acl.encode(message.acl[i], writer.uint32(18).fork(), q + 1).ldelim();
        if (message.aversion != null && Object.hasOwnProperty.call(message, 'aversion')) writer.uint32(24).int32(message.aversion);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      SetAclRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SetAclRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              if (!(message.acl && message.acl.length)) message.acl = [];
              message.acl.push($root.grove.v1.Acl.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 3: {
              message.aversion = reader.int32();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SetAclRequest;
    })();

    v1.SetAclResponse = (function () {
      function SetAclResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SetAclResponse.prototype.stat = null;
      SetAclResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      SetAclResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.stat != null && Object.hasOwnProperty.call(message, 'stat'))
          $root.grove.v1.Stat.encode(message.stat, writer.uint32(10).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      SetAclResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SetAclResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.stat = $root.grove.v1.Stat.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SetAclResponse;
    })();

    v1.GetAclRequest = (function () {
      function GetAclRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetAclRequest.prototype.path = '';
      GetAclRequest.prototype.call = null;

      GetAclRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      GetAclRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetAclRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetAclRequest;
    })();

    v1.GetAclResponse = (function () {
      function GetAclResponse(properties) {
        this.acl = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetAclResponse.prototype.acl = $util.emptyArray;
      GetAclResponse.prototype.stat = null;
      GetAclResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      GetAclResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.acl != null && message.acl.length)
          for (var i = 0; i < message.acl.length; ++i) $root.grove.v1.Acl.encode(message.acl[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.stat != null && Object.hasOwnProperty.call(message, 'stat'))
          $root.grove.v1.Stat.encode(message.stat, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      GetAclResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetAclResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.acl && message.acl.length)) message.acl = [];
              message.acl.push($root.grove.v1.Acl.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 2: {
              message.stat = $root.grove.v1.Stat.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetAclResponse;
    })();

    v1.GetAllChildrenNumberRequest = (function () {
      function GetAllChildrenNumberRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetAllChildrenNumberRequest.prototype.path = '';
      GetAllChildrenNumberRequest.prototype.call = null;

      GetAllChildrenNumberRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      GetAllChildrenNumberRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetAllChildrenNumberRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetAllChildrenNumberRequest;
    })();

    v1.GetAllChildrenNumberResponse = (function () {
      function GetAllChildrenNumberResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetAllChildrenNumberResponse.prototype.count = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      GetAllChildrenNumberResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      GetAllChildrenNumberResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.count != null && Object.hasOwnProperty.call(message, 'count')) writer.uint32(8).int64(message.count);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      GetAllChildrenNumberResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetAllChildrenNumberResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.count = reader.int64();
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetAllChildrenNumberResponse;
    })();

    v1.GetEphemeralsRequest = (function () {
      function GetEphemeralsRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetEphemeralsRequest.prototype.prefix = '';
      GetEphemeralsRequest.prototype.call = null;

      GetEphemeralsRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.prefix != null && Object.hasOwnProperty.call(message, 'prefix')) writer.uint32(10).string(message.prefix);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      GetEphemeralsRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetEphemeralsRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.prefix = reader.string();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetEphemeralsRequest;
    })();

    v1.GetEphemeralsResponse = (function () {
      function GetEphemeralsResponse(properties) {
        this.paths = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetEphemeralsResponse.prototype.paths = $util.emptyArray;
      GetEphemeralsResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      GetEphemeralsResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.paths != null && message.paths.length)
          for (var i = 0; i < message.paths.length; ++i) writer.uint32(10).string(message.paths[i]);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      GetEphemeralsResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetEphemeralsResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.paths && message.paths.length)) message.paths = [];
              message.paths.push(reader.string());
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetEphemeralsResponse;
    })();

    v1.MultiReadPart = (function () {
      function MultiReadPart(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      MultiReadPart.prototype.getData = null;
      MultiReadPart.prototype.getChildren = null;
      MultiReadPart.prototype.exists = null;

      var $oneOfFields;

      Object.defineProperty(MultiReadPart.prototype, 'operation', {
        get: $util.oneOfGetter(($oneOfFields = ['getData', 'getChildren', 'exists'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      MultiReadPart.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.getData != null && Object.hasOwnProperty.call(message, 'getData'))
          $root.grove.v1.GetDataRequest.encode(message.getData, writer.uint32(10).fork(), q + 1).ldelim();
        if (message.getChildren != null && Object.hasOwnProperty.call(message, 'getChildren'))
          $root.grove.v1.GetChildrenRequest.encode(message.getChildren, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.exists != null && Object.hasOwnProperty.call(message, 'exists'))
          $root.grove.v1.ExistsRequest.encode(message.exists, writer.uint32(26).fork(), q + 1).ldelim();
        return writer;
      };

      MultiReadPart.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.MultiReadPart();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.getData = $root.grove.v1.GetDataRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 2: {
              message.getChildren = $root.grove.v1.GetChildrenRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 3: {
              message.exists = $root.grove.v1.ExistsRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return MultiReadPart;
    })();

    v1.MultiReadRequest = (function () {
      function MultiReadRequest(properties) {
        this.parts = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      MultiReadRequest.prototype.parts = $util.emptyArray;
      MultiReadRequest.prototype.call = null;

      MultiReadRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.parts != null && message.parts.length)
          for (var i = 0; i < message.parts.length; ++i)
            $root.grove.v1.MultiReadPart.encode(message.parts[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      MultiReadRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.MultiReadRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.parts && message.parts.length)) message.parts = [];
              message.parts.push($root.grove.v1.MultiReadPart.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return MultiReadRequest;
    })();

    v1.MultiReadPartResult = (function () {
      function MultiReadPartResult(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      MultiReadPartResult.prototype.code = 0;
      MultiReadPartResult.prototype.getData = null;
      MultiReadPartResult.prototype.getChildren = null;
      MultiReadPartResult.prototype.exists = null;

      var $oneOfFields;

      Object.defineProperty(MultiReadPartResult.prototype, 'result', {
        get: $util.oneOfGetter(($oneOfFields = ['getData', 'getChildren', 'exists'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      MultiReadPartResult.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.code != null && Object.hasOwnProperty.call(message, 'code')) writer.uint32(8).int32(message.code);
        if (message.getData != null && Object.hasOwnProperty.call(message, 'getData'))
          $root.grove.v1.GetDataResponse.encode(message.getData, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.getChildren != null && Object.hasOwnProperty.call(message, 'getChildren'))
          $root.grove.v1.GetChildrenResponse.encode(message.getChildren, writer.uint32(26).fork(), q + 1).ldelim();
        if (message.exists != null && Object.hasOwnProperty.call(message, 'exists'))
          $root.grove.v1.ExistsResponse.encode(message.exists, writer.uint32(34).fork(), q + 1).ldelim();
        return writer;
      };

      MultiReadPartResult.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.MultiReadPartResult();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.code = reader.int32();
              break;
            }
            case 2: {
              message.getData = $root.grove.v1.GetDataResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 3: {
              message.getChildren = $root.grove.v1.GetChildrenResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 4: {
              message.exists = $root.grove.v1.ExistsResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return MultiReadPartResult;
    })();

    v1.MultiReadResponse = (function () {
      function MultiReadResponse(properties) {
        this.results = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      MultiReadResponse.prototype.results = $util.emptyArray;
      MultiReadResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      MultiReadResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.results != null && message.results.length)
          for (var i = 0; i < message.results.length; ++i)
            $root.grove.v1.MultiReadPartResult.encode(message.results[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      MultiReadResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.MultiReadResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.results && message.results.length)) message.results = [];
              message.results.push($root.grove.v1.MultiReadPartResult.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return MultiReadResponse;
    })();

    v1.AddAuthRequest = (function () {
      function AddAuthRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      AddAuthRequest.prototype.credential = null;

      AddAuthRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.credential != null && Object.hasOwnProperty.call(message, 'credential'))
          $root.grove.v1.Credential.encode(message.credential, writer.uint32(10).fork(), q + 1).ldelim();
        return writer;
      };

      AddAuthRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.AddAuthRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.credential = $root.grove.v1.Credential.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return AddAuthRequest;
    })();

    v1.AddAuthResponse = (function () {
      function AddAuthResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      AddAuthResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        return writer;
      };

      AddAuthResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.AddAuthResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return AddAuthResponse;
    })();

    v1.WhoAmIRequest = (function () {
      function WhoAmIRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      WhoAmIRequest.prototype.call = null;

      WhoAmIRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      WhoAmIRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.WhoAmIRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return WhoAmIRequest;
    })();

    v1.WhoAmIResponse = (function () {
      function WhoAmIResponse(properties) {
        this.identities = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      WhoAmIResponse.prototype.identities = $util.emptyArray;
      WhoAmIResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      WhoAmIResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.identities != null && message.identities.length)
          for (var i = 0; i < message.identities.length; ++i)
            $root.grove.v1.Identity.encode(message.identities[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      WhoAmIResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.WhoAmIResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.identities && message.identities.length)) message.identities = [];
              message.identities.push($root.grove.v1.Identity.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return WhoAmIResponse;
    })();

    v1.Quota = (function () {
      function Quota(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Quota.prototype.countHard = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Quota.prototype.countSoft = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Quota.prototype.bytesHard = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Quota.prototype.bytesSoft = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      Quota.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.countHard != null && Object.hasOwnProperty.call(message, 'countHard')) writer.uint32(8).int64(message.countHard);
        if (message.countSoft != null && Object.hasOwnProperty.call(message, 'countSoft')) writer.uint32(16).int64(message.countSoft);
        if (message.bytesHard != null && Object.hasOwnProperty.call(message, 'bytesHard')) writer.uint32(24).int64(message.bytesHard);
        if (message.bytesSoft != null && Object.hasOwnProperty.call(message, 'bytesSoft')) writer.uint32(32).int64(message.bytesSoft);
        return writer;
      };

      Quota.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Quota();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.countHard = reader.int64();
              break;
            }
            case 2: {
              message.countSoft = reader.int64();
              break;
            }
            case 3: {
              message.bytesHard = reader.int64();
              break;
            }
            case 4: {
              message.bytesSoft = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Quota;
    })();

    v1.SetQuotaRequest = (function () {
      function SetQuotaRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SetQuotaRequest.prototype.path = '';
      SetQuotaRequest.prototype.quota = null;
      SetQuotaRequest.prototype.call = null;

      SetQuotaRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.quota != null && Object.hasOwnProperty.call(message, 'quota'))
          $root.grove.v1.Quota.encode(message.quota, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      SetQuotaRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SetQuotaRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.quota = $root.grove.v1.Quota.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SetQuotaRequest;
    })();

    v1.SetQuotaResponse = (function () {
      function SetQuotaResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SetQuotaResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      SetQuotaResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      SetQuotaResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SetQuotaResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SetQuotaResponse;
    })();

    v1.RemoveQuotaRequest = (function () {
      function RemoveQuotaRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      RemoveQuotaRequest.prototype.path = '';
      RemoveQuotaRequest.prototype.call = null;

      RemoveQuotaRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      RemoveQuotaRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.RemoveQuotaRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return RemoveQuotaRequest;
    })();

    v1.RemoveQuotaResponse = (function () {
      function RemoveQuotaResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      RemoveQuotaResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      RemoveQuotaResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      RemoveQuotaResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.RemoveQuotaResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return RemoveQuotaResponse;
    })();

    v1.ListQuotasRequest = (function () {
      function ListQuotasRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      ListQuotasRequest.prototype.path = '';
      ListQuotasRequest.prototype.call = null;

      ListQuotasRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      ListQuotasRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.ListQuotasRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return ListQuotasRequest;
    })();

    v1.QuotaUse = (function () {
      function QuotaUse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      QuotaUse.prototype.path = '';
      QuotaUse.prototype.quota = null;
      QuotaUse.prototype.count = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      QuotaUse.prototype.bytes = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      QuotaUse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.quota != null && Object.hasOwnProperty.call(message, 'quota'))
          $root.grove.v1.Quota.encode(message.quota, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.count != null && Object.hasOwnProperty.call(message, 'count')) writer.uint32(24).int64(message.count);
        if (message.bytes != null && Object.hasOwnProperty.call(message, 'bytes')) writer.uint32(32).int64(message.bytes);
        return writer;
      };

      QuotaUse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.QuotaUse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.quota = $root.grove.v1.Quota.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 3: {
              message.count = reader.int64();
              break;
            }
            case 4: {
              message.bytes = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return QuotaUse;
    })();

    v1.ListQuotasResponse = (function () {
      function ListQuotasResponse(properties) {
        this.quotas = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      ListQuotasResponse.prototype.quotas = $util.emptyArray;
      ListQuotasResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      ListQuotasResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.quotas != null && message.quotas.length)
          for (var i = 0; i < message.quotas.length; ++i)
            $root.grove.v1.QuotaUse.encode(message.quotas[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      ListQuotasResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.ListQuotasResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.quotas && message.quotas.length)) message.quotas = [];
              message.quotas.push($root.grove.v1.QuotaUse.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return ListQuotasResponse;
    })();

    v1.AddWatchRequest = (function () {
      function AddWatchRequest(properties) {
        this.types = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      AddWatchRequest.prototype.path = '';
      AddWatchRequest.prototype.mode = 0;
      AddWatchRequest.prototype.types = $util.emptyArray;
      AddWatchRequest.prototype.withData = false;
      AddWatchRequest.prototype.withPreviousData = false;

      AddWatchRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.mode != null && Object.hasOwnProperty.call(message, 'mode')) writer.uint32(16).int32(message.mode);
        if (message.types != null && message.types.length) {
          writer.uint32(26).fork();
          for (var i = 0; i < message.types.length; ++i) writer.int32(message.types[i]);
          writer.ldelim();
        }
        if (message.withData != null && Object.hasOwnProperty.call(message, 'withData')) writer.uint32(32).bool(message.withData);
        if (message.withPreviousData != null && Object.hasOwnProperty.call(message, 'withPreviousData'))
          writer.uint32(40).bool(message.withPreviousData);
        return writer;
      };

      AddWatchRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.AddWatchRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.mode = reader.int32();
              break;
            }
            case 3: {
              if (!(message.types && message.types.length)) message.types = [];
              if ((tag & 7) === 2) {
                var end2 = reader.uint32() + reader.pos;
                if (end2 > reader.len) throw RangeError('index out of range');
                reader.len = end2;
                while (reader.pos < end2) message.types.push(reader.int32());
                if (reader.pos !== end2) throw RangeError('index out of range');
                reader.len = end;
              } else message.types.push(reader.int32());
              break;
            }
            case 4: {
              message.withData = reader.bool();
              break;
            }
            case 5: {
              message.withPreviousData = reader.bool();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return AddWatchRequest;
    })();

    v1.AddWatchResponse = (function () {
      function AddWatchResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      AddWatchResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        return writer;
      };

      AddWatchResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.AddWatchResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return AddWatchResponse;
    })();

    v1.RemoveWatchesRequest = (function () {
      function RemoveWatchesRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      RemoveWatchesRequest.prototype.path = '';
      RemoveWatchesRequest.prototype.type = 0;

      RemoveWatchesRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.type != null && Object.hasOwnProperty.call(message, 'type')) writer.uint32(16).int32(message.type);
        return writer;
      };

      RemoveWatchesRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.RemoveWatchesRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.type = reader.int32();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return RemoveWatchesRequest;
    })();

    v1.RemoveWatchesResponse = (function () {
      function RemoveWatchesResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      RemoveWatchesResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        return writer;
      };

      RemoveWatchesResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.RemoveWatchesResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return RemoveWatchesResponse;
    })();

    v1.CheckWatchesRequest = (function () {
      function CheckWatchesRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CheckWatchesRequest.prototype.path = '';
      CheckWatchesRequest.prototype.type = 0;

      CheckWatchesRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.type != null && Object.hasOwnProperty.call(message, 'type')) writer.uint32(16).int32(message.type);
        return writer;
      };

      CheckWatchesRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CheckWatchesRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.type = reader.int32();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CheckWatchesRequest;
    })();

    v1.CheckWatchesResponse = (function () {
      function CheckWatchesResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CheckWatchesResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        return writer;
      };

      CheckWatchesResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CheckWatchesResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CheckWatchesResponse;
    })();

    v1.PersistentWatch = (function () {
      function PersistentWatch(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      PersistentWatch.prototype.watch = null;

      PersistentWatch.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.watch != null && Object.hasOwnProperty.call(message, 'watch'))
          $root.grove.v1.AddWatchRequest.encode(message.watch, writer.uint32(10).fork(), q + 1).ldelim();
        return writer;
      };

      PersistentWatch.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.PersistentWatch();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.watch = $root.grove.v1.AddWatchRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return PersistentWatch;
    })();

    v1.SetWatchesRequest = (function () {
      function SetWatchesRequest(properties) {
        this.dataPaths = [];
        this.existsPaths = [];
        this.childPaths = [];
        this.persistentPaths = [];
        this.persistentRecursivePaths = [];
        this.persistentWatches = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SetWatchesRequest.prototype.relativeZxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      SetWatchesRequest.prototype.dataPaths = $util.emptyArray;
      SetWatchesRequest.prototype.existsPaths = $util.emptyArray;
      SetWatchesRequest.prototype.childPaths = $util.emptyArray;
      SetWatchesRequest.prototype.persistentPaths = $util.emptyArray;
      SetWatchesRequest.prototype.persistentRecursivePaths = $util.emptyArray;
      SetWatchesRequest.prototype.cursor = $util.newBuffer([]);
      SetWatchesRequest.prototype.persistentWatches = $util.emptyArray;
      SetWatchesRequest.prototype.asZookeeper = false;

      SetWatchesRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.relativeZxid != null && Object.hasOwnProperty.call(message, 'relativeZxid'))
          writer.uint32(8).int64(message.relativeZxid);
        if (message.dataPaths != null && message.dataPaths.length)
          for (var i = 0; i < message.dataPaths.length; ++i) writer.uint32(18).string(message.dataPaths[i]);
        if (message.existsPaths != null && message.existsPaths.length)
          for (var i = 0; i < message.existsPaths.length; ++i) writer.uint32(26).string(message.existsPaths[i]);
        if (message.childPaths != null && message.childPaths.length)
          for (var i = 0; i < message.childPaths.length; ++i) writer.uint32(34).string(message.childPaths[i]);
        if (message.persistentPaths != null && message.persistentPaths.length)
          for (var i = 0; i < message.persistentPaths.length; ++i) writer.uint32(42).string(message.persistentPaths[i]);
        if (message.persistentRecursivePaths != null && message.persistentRecursivePaths.length)
          for (var i = 0; i < message.persistentRecursivePaths.length; ++i) writer.uint32(50).string(message.persistentRecursivePaths[i]);
        if (message.cursor != null && Object.hasOwnProperty.call(message, 'cursor')) writer.uint32(58).bytes(message.cursor);
        if (message.persistentWatches != null && message.persistentWatches.length)
          for (var i = 0; i < message.persistentWatches.length; ++i)
            $root.grove.v1.PersistentWatch.encode(message.persistentWatches[i], writer.uint32(66).fork(), q + 1).ldelim();
        if (message.asZookeeper != null && Object.hasOwnProperty.call(message, 'asZookeeper')) writer.uint32(72).bool(message.asZookeeper);
        return writer;
      };

      SetWatchesRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SetWatchesRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.relativeZxid = reader.int64();
              break;
            }
            case 2: {
              if (!(message.dataPaths && message.dataPaths.length)) message.dataPaths = [];
              message.dataPaths.push(reader.string());
              break;
            }
            case 3: {
              if (!(message.existsPaths && message.existsPaths.length)) message.existsPaths = [];
              message.existsPaths.push(reader.string());
              break;
            }
            case 4: {
              if (!(message.childPaths && message.childPaths.length)) message.childPaths = [];
              message.childPaths.push(reader.string());
              break;
            }
            case 5: {
              if (!(message.persistentPaths && message.persistentPaths.length)) message.persistentPaths = [];
              message.persistentPaths.push(reader.string());
              break;
            }
            case 6: {
              if (!(message.persistentRecursivePaths && message.persistentRecursivePaths.length)) message.persistentRecursivePaths = [];
              message.persistentRecursivePaths.push(reader.string());
              break;
            }
            case 7: {
              message.cursor = reader.bytes();
              break;
            }
            case 8: {
              if (!(message.persistentWatches && message.persistentWatches.length)) message.persistentWatches = [];
              message.persistentWatches.push($root.grove.v1.PersistentWatch.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 9: {
              message.asZookeeper = reader.bool();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SetWatchesRequest;
    })();

    v1.SetWatchesResponse = (function () {
      function SetWatchesResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SetWatchesResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        return writer;
      };

      SetWatchesResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SetWatchesResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SetWatchesResponse;
    })();

    v1.CloseRequest = (function () {
      function CloseRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CloseRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        return writer;
      };

      CloseRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CloseRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CloseRequest;
    })();

    v1.CloseResponse = (function () {
      function CloseResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CloseResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        return writer;
      };

      CloseResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CloseResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CloseResponse;
    })();

    v1.Request = (function () {
      function Request(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Request.prototype.id = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Request.prototype.sequence = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Request.prototype.consistency = 0;
      Request.prototype.minZxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Request.prototype.create = null;
      Request.prototype['delete'] = null;
      Request.prototype.setData = null;
      Request.prototype.multi = null;
      Request.prototype.close = null;
      Request.prototype.setAcl = null;
      Request.prototype.setQuota = null;
      Request.prototype.removeQuota = null;
      Request.prototype.addAuth = null;
      Request.prototype.exists = null;
      Request.prototype.getData = null;
      Request.prototype.getChildren = null;
      Request.prototype.sync = null;
      Request.prototype.addWatch = null;
      Request.prototype.removeWatches = null;
      Request.prototype.setWatches = null;
      Request.prototype.getAcl = null;
      Request.prototype.getAllChildrenNumber = null;
      Request.prototype.getEphemerals = null;
      Request.prototype.multiRead = null;
      Request.prototype.checkWatches = null;
      Request.prototype.whoAmI = null;
      Request.prototype.listQuotas = null;

      var $oneOfFields;

      Object.defineProperty(Request.prototype, 'operation', {
        get: $util.oneOfGetter(
          ($oneOfFields = [
            'create',
            'delete',
            'setData',
            'multi',
            'close',
            'setAcl',
            'setQuota',
            'removeQuota',
            'addAuth',
            'exists',
            'getData',
            'getChildren',
            'sync',
            'addWatch',
            'removeWatches',
            'setWatches',
            'getAcl',
            'getAllChildrenNumber',
            'getEphemerals',
            'multiRead',
            'checkWatches',
            'whoAmI',
            'listQuotas',
          ]),
        ),
        set: $util.oneOfSetter($oneOfFields),
      });

      Request.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.id != null && Object.hasOwnProperty.call(message, 'id')) writer.uint32(8).int64(message.id);
        if (message.sequence != null && Object.hasOwnProperty.call(message, 'sequence')) writer.uint32(16).int64(message.sequence);
        if (message.consistency != null && Object.hasOwnProperty.call(message, 'consistency')) writer.uint32(24).int32(message.consistency);
        if (message.minZxid != null && Object.hasOwnProperty.call(message, 'minZxid')) writer.uint32(32).int64(message.minZxid);
        if (message.create != null && Object.hasOwnProperty.call(message, 'create'))
          $root.grove.v1.CreateRequest.encode(message.create, writer.uint32(130).fork(), q + 1).ldelim();
        if (message['delete'] != null && Object.hasOwnProperty.call(message, 'delete'))
          $root.grove.v1.DeleteRequest.encode(message['delete'], writer.uint32(138).fork(), q + 1).ldelim();
        if (message.setData != null && Object.hasOwnProperty.call(message, 'setData'))
          $root.grove.v1.SetDataRequest.encode(message.setData, writer.uint32(146).fork(), q + 1).ldelim();
        if (message.multi != null && Object.hasOwnProperty.call(message, 'multi'))
          $root.grove.v1.MultiRequest.encode(message.multi, writer.uint32(154).fork(), q + 1).ldelim();
        if (message.close != null && Object.hasOwnProperty.call(message, 'close'))
          $root.grove.v1.CloseRequest.encode(message.close, writer.uint32(162).fork(), q + 1).ldelim();
        if (message.setAcl != null && Object.hasOwnProperty.call(message, 'setAcl'))
          $root.grove.v1.SetAclRequest.encode(message.setAcl, writer.uint32(170).fork(), q + 1).ldelim();
        if (message.setQuota != null && Object.hasOwnProperty.call(message, 'setQuota'))
          $root.grove.v1.SetQuotaRequest.encode(message.setQuota, writer.uint32(178).fork(), q + 1).ldelim();
        if (message.removeQuota != null && Object.hasOwnProperty.call(message, 'removeQuota'))
          $root.grove.v1.RemoveQuotaRequest.encode(message.removeQuota, writer.uint32(186).fork(), q + 1).ldelim();
        if (message.addAuth != null && Object.hasOwnProperty.call(message, 'addAuth'))
          $root.grove.v1.AddAuthRequest.encode(message.addAuth, writer.uint32(194).fork(), q + 1).ldelim();
        if (message.exists != null && Object.hasOwnProperty.call(message, 'exists'))
          $root.grove.v1.ExistsRequest.encode(message.exists, writer.uint32(258).fork(), q + 1).ldelim();
        if (message.getData != null && Object.hasOwnProperty.call(message, 'getData'))
          $root.grove.v1.GetDataRequest.encode(message.getData, writer.uint32(266).fork(), q + 1).ldelim();
        if (message.getChildren != null && Object.hasOwnProperty.call(message, 'getChildren'))
          $root.grove.v1.GetChildrenRequest.encode(message.getChildren, writer.uint32(274).fork(), q + 1).ldelim();
        if (message.sync != null && Object.hasOwnProperty.call(message, 'sync'))
          $root.grove.v1.SyncRequest.encode(message.sync, writer.uint32(282).fork(), q + 1).ldelim();
        if (message.addWatch != null && Object.hasOwnProperty.call(message, 'addWatch'))
          $root.grove.v1.AddWatchRequest.encode(message.addWatch, writer.uint32(290).fork(), q + 1).ldelim();
        if (message.removeWatches != null && Object.hasOwnProperty.call(message, 'removeWatches'))
          $root.grove.v1.RemoveWatchesRequest.encode(message.removeWatches, writer.uint32(298).fork(), q + 1).ldelim();
        if (message.setWatches != null && Object.hasOwnProperty.call(message, 'setWatches'))
          $root.grove.v1.SetWatchesRequest.encode(message.setWatches, writer.uint32(306).fork(), q + 1).ldelim();
        if (message.getAcl != null && Object.hasOwnProperty.call(message, 'getAcl'))
          $root.grove.v1.GetAclRequest.encode(message.getAcl, writer.uint32(314).fork(), q + 1).ldelim();
        if (message.getAllChildrenNumber != null && Object.hasOwnProperty.call(message, 'getAllChildrenNumber'))
          $root.grove.v1.GetAllChildrenNumberRequest.encode(message.getAllChildrenNumber, writer.uint32(322).fork(), q + 1).ldelim();
        if (message.getEphemerals != null && Object.hasOwnProperty.call(message, 'getEphemerals'))
          $root.grove.v1.GetEphemeralsRequest.encode(message.getEphemerals, writer.uint32(330).fork(), q + 1).ldelim();
        if (message.multiRead != null && Object.hasOwnProperty.call(message, 'multiRead'))
          $root.grove.v1.MultiReadRequest.encode(message.multiRead, writer.uint32(338).fork(), q + 1).ldelim();
        if (message.checkWatches != null && Object.hasOwnProperty.call(message, 'checkWatches'))
          $root.grove.v1.CheckWatchesRequest.encode(message.checkWatches, writer.uint32(346).fork(), q + 1).ldelim();
        if (message.whoAmI != null && Object.hasOwnProperty.call(message, 'whoAmI'))
          $root.grove.v1.WhoAmIRequest.encode(message.whoAmI, writer.uint32(354).fork(), q + 1).ldelim();
        if (message.listQuotas != null && Object.hasOwnProperty.call(message, 'listQuotas'))
          $root.grove.v1.ListQuotasRequest.encode(message.listQuotas, writer.uint32(362).fork(), q + 1).ldelim();
        return writer;
      };

      Request.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Request();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.id = reader.int64();
              break;
            }
            case 2: {
              message.sequence = reader.int64();
              break;
            }
            case 3: {
              message.consistency = reader.int32();
              break;
            }
            case 4: {
              message.minZxid = reader.int64();
              break;
            }
            case 16: {
              message.create = $root.grove.v1.CreateRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 17: {
              message['delete'] = $root.grove.v1.DeleteRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 18: {
              message.setData = $root.grove.v1.SetDataRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 19: {
              message.multi = $root.grove.v1.MultiRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 20: {
              message.close = $root.grove.v1.CloseRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 21: {
              message.setAcl = $root.grove.v1.SetAclRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 22: {
              message.setQuota = $root.grove.v1.SetQuotaRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 23: {
              message.removeQuota = $root.grove.v1.RemoveQuotaRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 24: {
              message.addAuth = $root.grove.v1.AddAuthRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 32: {
              message.exists = $root.grove.v1.ExistsRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 33: {
              message.getData = $root.grove.v1.GetDataRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 34: {
              message.getChildren = $root.grove.v1.GetChildrenRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 35: {
              message.sync = $root.grove.v1.SyncRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 36: {
              message.addWatch = $root.grove.v1.AddWatchRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 37: {
              message.removeWatches = $root.grove.v1.RemoveWatchesRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 38: {
              message.setWatches = $root.grove.v1.SetWatchesRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 39: {
              message.getAcl = $root.grove.v1.GetAclRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 40: {
              message.getAllChildrenNumber = $root.grove.v1.GetAllChildrenNumberRequest.decode(
                reader,
                reader.uint32(),
                undefined,
                long + 1,
              );
              break;
            }
            case 41: {
              message.getEphemerals = $root.grove.v1.GetEphemeralsRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 42: {
              message.multiRead = $root.grove.v1.MultiReadRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 43: {
              message.checkWatches = $root.grove.v1.CheckWatchesRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 44: {
              message.whoAmI = $root.grove.v1.WhoAmIRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 45: {
              message.listQuotas = $root.grove.v1.ListQuotasRequest.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Request;
    })();

    v1.OpenSession = (function () {
      function OpenSession(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      OpenSession.prototype.timeoutMs = 0;
      OpenSession.prototype.allowReadOnly = false;

      OpenSession.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.timeoutMs != null && Object.hasOwnProperty.call(message, 'timeoutMs')) writer.uint32(8).int32(message.timeoutMs);
        if (message.allowReadOnly != null && Object.hasOwnProperty.call(message, 'allowReadOnly'))
          writer.uint32(16).bool(message.allowReadOnly);
        return writer;
      };

      OpenSession.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.OpenSession();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.timeoutMs = reader.int32();
              break;
            }
            case 2: {
              message.allowReadOnly = reader.bool();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return OpenSession;
    })();

    v1.AttachSession = (function () {
      function AttachSession(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      AttachSession.prototype.sessionId = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      AttachSession.prototype.sessionSecret = $util.newBuffer([]);
      AttachSession.prototype.lastZxidSeen = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      AttachSession.prototype.allowReadOnly = false;

      AttachSession.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.sessionId != null && Object.hasOwnProperty.call(message, 'sessionId')) writer.uint32(8).int64(message.sessionId);
        if (message.sessionSecret != null && Object.hasOwnProperty.call(message, 'sessionSecret'))
          writer.uint32(18).bytes(message.sessionSecret);
        if (message.lastZxidSeen != null && Object.hasOwnProperty.call(message, 'lastZxidSeen'))
          writer.uint32(24).int64(message.lastZxidSeen);
        if (message.allowReadOnly != null && Object.hasOwnProperty.call(message, 'allowReadOnly'))
          writer.uint32(32).bool(message.allowReadOnly);
        return writer;
      };

      AttachSession.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.AttachSession();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.sessionId = reader.int64();
              break;
            }
            case 2: {
              message.sessionSecret = reader.bytes();
              break;
            }
            case 3: {
              message.lastZxidSeen = reader.int64();
              break;
            }
            case 4: {
              message.allowReadOnly = reader.bool();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return AttachSession;
    })();

    v1.Ping = (function () {
      function Ping(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Ping.prototype.id = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      Ping.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.id != null && Object.hasOwnProperty.call(message, 'id')) writer.uint32(8).int64(message.id);
        return writer;
      };

      Ping.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Ping();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.id = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Ping;
    })();

    v1.SessionRequest = (function () {
      function SessionRequest(properties) {
        this.requests = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SessionRequest.prototype.open = null;
      SessionRequest.prototype.attach = null;
      SessionRequest.prototype.requests = $util.emptyArray;
      SessionRequest.prototype.acknowledgedSequence = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      SessionRequest.prototype.ping = null;

      var $oneOfFields;

      Object.defineProperty(SessionRequest.prototype, 'start', {
        get: $util.oneOfGetter(($oneOfFields = ['open', 'attach'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      SessionRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.open != null && Object.hasOwnProperty.call(message, 'open'))
          $root.grove.v1.OpenSession.encode(message.open, writer.uint32(10).fork(), q + 1).ldelim();
        if (message.attach != null && Object.hasOwnProperty.call(message, 'attach'))
          $root.grove.v1.AttachSession.encode(message.attach, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.requests != null && message.requests.length)
          for (var i = 0; i < message.requests.length; ++i)
            $root.grove.v1.Request.encode(message.requests[i], writer.uint32(26).fork(), q + 1).ldelim();
        if (message.acknowledgedSequence != null && Object.hasOwnProperty.call(message, 'acknowledgedSequence'))
          writer.uint32(32).int64(message.acknowledgedSequence);
        if (message.ping != null && Object.hasOwnProperty.call(message, 'ping'))
          $root.grove.v1.Ping.encode(message.ping, writer.uint32(42).fork(), q + 1).ldelim();
        return writer;
      };

      SessionRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SessionRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.open = $root.grove.v1.OpenSession.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 2: {
              message.attach = $root.grove.v1.AttachSession.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 3: {
              if (!(message.requests && message.requests.length)) message.requests = [];
              message.requests.push($root.grove.v1.Request.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 4: {
              message.acknowledgedSequence = reader.int64();
              break;
            }
            case 5: {
              message.ping = $root.grove.v1.Ping.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SessionRequest;
    })();

    v1.SessionResponse = (function () {
      function SessionResponse(properties) {
        this.items = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SessionResponse.prototype.items = $util.emptyArray;

      SessionResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.items != null && message.items.length)
          for (var i = 0; i < message.items.length; ++i)
            $root.grove.v1.Item.encode(message.items[i], writer.uint32(10).fork(), q + 1).ldelim();
        return writer;
      };

      SessionResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SessionResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.items && message.items.length)) message.items = [];
              message.items.push($root.grove.v1.Item.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SessionResponse;
    })();

    v1.Item = (function () {
      function Item(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Item.prototype.started = null;
      Item.prototype.answer = null;
      Item.prototype.event = null;
      Item.prototype.pong = null;
      Item.prototype.bookmark = null;
      Item.prototype.ended = null;

      var $oneOfFields;

      Object.defineProperty(Item.prototype, 'item', {
        get: $util.oneOfGetter(($oneOfFields = ['started', 'answer', 'event', 'pong', 'bookmark', 'ended'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      Item.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.started != null && Object.hasOwnProperty.call(message, 'started'))
          $root.grove.v1.SessionStarted.encode(message.started, writer.uint32(10).fork(), q + 1).ldelim();
        if (message.answer != null && Object.hasOwnProperty.call(message, 'answer'))
          $root.grove.v1.Answer.encode(message.answer, writer.uint32(18).fork(), q + 1).ldelim();
        if (message.event != null && Object.hasOwnProperty.call(message, 'event'))
          $root.grove.v1.WatchEvent.encode(message.event, writer.uint32(26).fork(), q + 1).ldelim();
        if (message.pong != null && Object.hasOwnProperty.call(message, 'pong'))
          $root.grove.v1.Pong.encode(message.pong, writer.uint32(34).fork(), q + 1).ldelim();
        if (message.bookmark != null && Object.hasOwnProperty.call(message, 'bookmark'))
          $root.grove.v1.Bookmark.encode(message.bookmark, writer.uint32(42).fork(), q + 1).ldelim();
        if (message.ended != null && Object.hasOwnProperty.call(message, 'ended'))
          $root.grove.v1.SessionEnded.encode(message.ended, writer.uint32(50).fork(), q + 1).ldelim();
        return writer;
      };

      Item.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Item();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.started = $root.grove.v1.SessionStarted.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 2: {
              message.answer = $root.grove.v1.Answer.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 3: {
              message.event = $root.grove.v1.WatchEvent.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 4: {
              message.pong = $root.grove.v1.Pong.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 5: {
              message.bookmark = $root.grove.v1.Bookmark.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 6: {
              message.ended = $root.grove.v1.SessionEnded.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Item;
    })();

    v1.SessionStarted = (function () {
      function SessionStarted(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SessionStarted.prototype.sessionId = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      SessionStarted.prototype.sessionSecret = $util.newBuffer([]);
      SessionStarted.prototype.timeoutMs = 0;
      SessionStarted.prototype.generation = 0;
      SessionStarted.prototype.lastSequence = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      SessionStarted.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      SessionStarted.prototype.replica = 0;
      SessionStarted.prototype.readOnly = false;

      SessionStarted.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.sessionId != null && Object.hasOwnProperty.call(message, 'sessionId')) writer.uint32(8).int64(message.sessionId);
        if (message.sessionSecret != null && Object.hasOwnProperty.call(message, 'sessionSecret'))
          writer.uint32(18).bytes(message.sessionSecret);
        if (message.timeoutMs != null && Object.hasOwnProperty.call(message, 'timeoutMs')) writer.uint32(24).int32(message.timeoutMs);
        if (message.generation != null && Object.hasOwnProperty.call(message, 'generation')) writer.uint32(32).int32(message.generation);
        if (message.lastSequence != null && Object.hasOwnProperty.call(message, 'lastSequence'))
          writer.uint32(40).int64(message.lastSequence);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(48).int64(message.zxid);
        if (message.replica != null && Object.hasOwnProperty.call(message, 'replica')) writer.uint32(56).int32(message.replica);
        if (message.readOnly != null && Object.hasOwnProperty.call(message, 'readOnly')) writer.uint32(64).bool(message.readOnly);
        return writer;
      };

      SessionStarted.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SessionStarted();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.sessionId = reader.int64();
              break;
            }
            case 2: {
              message.sessionSecret = reader.bytes();
              break;
            }
            case 3: {
              message.timeoutMs = reader.int32();
              break;
            }
            case 4: {
              message.generation = reader.int32();
              break;
            }
            case 5: {
              message.lastSequence = reader.int64();
              break;
            }
            case 6: {
              message.zxid = reader.int64();
              break;
            }
            case 7: {
              message.replica = reader.int32();
              break;
            }
            case 8: {
              message.readOnly = reader.bool();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SessionStarted;
    })();

    v1.Answer = (function () {
      function Answer(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Answer.prototype.id = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Answer.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Answer.prototype.code = 0;
      Answer.prototype.message = '';
      Answer.prototype.retryAfterMs = 0;
      Answer.prototype.create = null;
      Answer.prototype['delete'] = null;
      Answer.prototype.setData = null;
      Answer.prototype.multi = null;
      Answer.prototype.close = null;
      Answer.prototype.setAcl = null;
      Answer.prototype.setQuota = null;
      Answer.prototype.removeQuota = null;
      Answer.prototype.addAuth = null;
      Answer.prototype.exists = null;
      Answer.prototype.getData = null;
      Answer.prototype.getChildren = null;
      Answer.prototype.sync = null;
      Answer.prototype.addWatch = null;
      Answer.prototype.removeWatches = null;
      Answer.prototype.setWatches = null;
      Answer.prototype.getAcl = null;
      Answer.prototype.getAllChildrenNumber = null;
      Answer.prototype.getEphemerals = null;
      Answer.prototype.multiRead = null;
      Answer.prototype.checkWatches = null;
      Answer.prototype.whoAmI = null;
      Answer.prototype.listQuotas = null;

      var $oneOfFields;

      Object.defineProperty(Answer.prototype, 'result', {
        get: $util.oneOfGetter(
          ($oneOfFields = [
            'create',
            'delete',
            'setData',
            'multi',
            'close',
            'setAcl',
            'setQuota',
            'removeQuota',
            'addAuth',
            'exists',
            'getData',
            'getChildren',
            'sync',
            'addWatch',
            'removeWatches',
            'setWatches',
            'getAcl',
            'getAllChildrenNumber',
            'getEphemerals',
            'multiRead',
            'checkWatches',
            'whoAmI',
            'listQuotas',
          ]),
        ),
        set: $util.oneOfSetter($oneOfFields),
      });

      Answer.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.id != null && Object.hasOwnProperty.call(message, 'id')) writer.uint32(8).int64(message.id);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(16).int64(message.zxid);
        if (message.code != null && Object.hasOwnProperty.call(message, 'code')) writer.uint32(24).int32(message.code);
        if (message.message != null && Object.hasOwnProperty.call(message, 'message')) writer.uint32(34).string(message.message);
        if (message.retryAfterMs != null && Object.hasOwnProperty.call(message, 'retryAfterMs'))
          writer.uint32(40).int32(message.retryAfterMs);
        if (message.create != null && Object.hasOwnProperty.call(message, 'create'))
          $root.grove.v1.CreateResponse.encode(message.create, writer.uint32(130).fork(), q + 1).ldelim();
        if (message['delete'] != null && Object.hasOwnProperty.call(message, 'delete'))
          $root.grove.v1.DeleteResponse.encode(message['delete'], writer.uint32(138).fork(), q + 1).ldelim();
        if (message.setData != null && Object.hasOwnProperty.call(message, 'setData'))
          $root.grove.v1.SetDataResponse.encode(message.setData, writer.uint32(146).fork(), q + 1).ldelim();
        if (message.multi != null && Object.hasOwnProperty.call(message, 'multi'))
          $root.grove.v1.MultiResponse.encode(message.multi, writer.uint32(154).fork(), q + 1).ldelim();
        if (message.close != null && Object.hasOwnProperty.call(message, 'close'))
          $root.grove.v1.CloseResponse.encode(message.close, writer.uint32(162).fork(), q + 1).ldelim();
        if (message.setAcl != null && Object.hasOwnProperty.call(message, 'setAcl'))
          $root.grove.v1.SetAclResponse.encode(message.setAcl, writer.uint32(170).fork(), q + 1).ldelim();
        if (message.setQuota != null && Object.hasOwnProperty.call(message, 'setQuota'))
          $root.grove.v1.SetQuotaResponse.encode(message.setQuota, writer.uint32(178).fork(), q + 1).ldelim();
        if (message.removeQuota != null && Object.hasOwnProperty.call(message, 'removeQuota'))
          $root.grove.v1.RemoveQuotaResponse.encode(message.removeQuota, writer.uint32(186).fork(), q + 1).ldelim();
        if (message.addAuth != null && Object.hasOwnProperty.call(message, 'addAuth'))
          $root.grove.v1.AddAuthResponse.encode(message.addAuth, writer.uint32(194).fork(), q + 1).ldelim();
        if (message.exists != null && Object.hasOwnProperty.call(message, 'exists'))
          $root.grove.v1.ExistsResponse.encode(message.exists, writer.uint32(258).fork(), q + 1).ldelim();
        if (message.getData != null && Object.hasOwnProperty.call(message, 'getData'))
          $root.grove.v1.GetDataResponse.encode(message.getData, writer.uint32(266).fork(), q + 1).ldelim();
        if (message.getChildren != null && Object.hasOwnProperty.call(message, 'getChildren'))
          $root.grove.v1.GetChildrenResponse.encode(message.getChildren, writer.uint32(274).fork(), q + 1).ldelim();
        if (message.sync != null && Object.hasOwnProperty.call(message, 'sync'))
          $root.grove.v1.SyncResponse.encode(message.sync, writer.uint32(282).fork(), q + 1).ldelim();
        if (message.addWatch != null && Object.hasOwnProperty.call(message, 'addWatch'))
          $root.grove.v1.AddWatchResponse.encode(message.addWatch, writer.uint32(290).fork(), q + 1).ldelim();
        if (message.removeWatches != null && Object.hasOwnProperty.call(message, 'removeWatches'))
          $root.grove.v1.RemoveWatchesResponse.encode(message.removeWatches, writer.uint32(298).fork(), q + 1).ldelim();
        if (message.setWatches != null && Object.hasOwnProperty.call(message, 'setWatches'))
          $root.grove.v1.SetWatchesResponse.encode(message.setWatches, writer.uint32(306).fork(), q + 1).ldelim();
        if (message.getAcl != null && Object.hasOwnProperty.call(message, 'getAcl'))
          $root.grove.v1.GetAclResponse.encode(message.getAcl, writer.uint32(314).fork(), q + 1).ldelim();
        if (message.getAllChildrenNumber != null && Object.hasOwnProperty.call(message, 'getAllChildrenNumber'))
          $root.grove.v1.GetAllChildrenNumberResponse.encode(message.getAllChildrenNumber, writer.uint32(322).fork(), q + 1).ldelim();
        if (message.getEphemerals != null && Object.hasOwnProperty.call(message, 'getEphemerals'))
          $root.grove.v1.GetEphemeralsResponse.encode(message.getEphemerals, writer.uint32(330).fork(), q + 1).ldelim();
        if (message.multiRead != null && Object.hasOwnProperty.call(message, 'multiRead'))
          $root.grove.v1.MultiReadResponse.encode(message.multiRead, writer.uint32(338).fork(), q + 1).ldelim();
        if (message.checkWatches != null && Object.hasOwnProperty.call(message, 'checkWatches'))
          $root.grove.v1.CheckWatchesResponse.encode(message.checkWatches, writer.uint32(346).fork(), q + 1).ldelim();
        if (message.whoAmI != null && Object.hasOwnProperty.call(message, 'whoAmI'))
          $root.grove.v1.WhoAmIResponse.encode(message.whoAmI, writer.uint32(354).fork(), q + 1).ldelim();
        if (message.listQuotas != null && Object.hasOwnProperty.call(message, 'listQuotas'))
          $root.grove.v1.ListQuotasResponse.encode(message.listQuotas, writer.uint32(362).fork(), q + 1).ldelim();
        return writer;
      };

      Answer.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Answer();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.id = reader.int64();
              break;
            }
            case 2: {
              message.zxid = reader.int64();
              break;
            }
            case 3: {
              message.code = reader.int32();
              break;
            }
            case 4: {
              message.message = reader.string();
              break;
            }
            case 5: {
              message.retryAfterMs = reader.int32();
              break;
            }
            case 16: {
              message.create = $root.grove.v1.CreateResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 17: {
              message['delete'] = $root.grove.v1.DeleteResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 18: {
              message.setData = $root.grove.v1.SetDataResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 19: {
              message.multi = $root.grove.v1.MultiResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 20: {
              message.close = $root.grove.v1.CloseResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 21: {
              message.setAcl = $root.grove.v1.SetAclResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 22: {
              message.setQuota = $root.grove.v1.SetQuotaResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 23: {
              message.removeQuota = $root.grove.v1.RemoveQuotaResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 24: {
              message.addAuth = $root.grove.v1.AddAuthResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 32: {
              message.exists = $root.grove.v1.ExistsResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 33: {
              message.getData = $root.grove.v1.GetDataResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 34: {
              message.getChildren = $root.grove.v1.GetChildrenResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 35: {
              message.sync = $root.grove.v1.SyncResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 36: {
              message.addWatch = $root.grove.v1.AddWatchResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 37: {
              message.removeWatches = $root.grove.v1.RemoveWatchesResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 38: {
              message.setWatches = $root.grove.v1.SetWatchesResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 39: {
              message.getAcl = $root.grove.v1.GetAclResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 40: {
              message.getAllChildrenNumber = $root.grove.v1.GetAllChildrenNumberResponse.decode(
                reader,
                reader.uint32(),
                undefined,
                long + 1,
              );
              break;
            }
            case 41: {
              message.getEphemerals = $root.grove.v1.GetEphemeralsResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 42: {
              message.multiRead = $root.grove.v1.MultiReadResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 43: {
              message.checkWatches = $root.grove.v1.CheckWatchesResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 44: {
              message.whoAmI = $root.grove.v1.WhoAmIResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 45: {
              message.listQuotas = $root.grove.v1.ListQuotasResponse.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Answer;
    })();

    v1.WatchEvent = (function () {
      function WatchEvent(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      WatchEvent.prototype.type = 0;
      WatchEvent.prototype.path = '';
      WatchEvent.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      WatchEvent.prototype.cursor = $util.newBuffer([]);
      WatchEvent.prototype.data = $util.newBuffer([]);
      WatchEvent.prototype.stat = null;
      WatchEvent.prototype.previousData = $util.newBuffer([]);
      WatchEvent.prototype.dataAbsent = false;
      WatchEvent.prototype.previousDataAbsent = false;

      WatchEvent.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.type != null && Object.hasOwnProperty.call(message, 'type')) writer.uint32(8).int32(message.type);
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(18).string(message.path);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(24).int64(message.zxid);
        if (message.cursor != null && Object.hasOwnProperty.call(message, 'cursor')) writer.uint32(34).bytes(message.cursor);
        if (message.data != null && Object.hasOwnProperty.call(message, 'data')) writer.uint32(42).bytes(message.data);
        if (message.stat != null && Object.hasOwnProperty.call(message, 'stat'))
          $root.grove.v1.Stat.encode(message.stat, writer.uint32(50).fork(), q + 1).ldelim();
        if (message.previousData != null && Object.hasOwnProperty.call(message, 'previousData'))
          writer.uint32(58).bytes(message.previousData);
        if (message.dataAbsent != null && Object.hasOwnProperty.call(message, 'dataAbsent')) writer.uint32(64).bool(message.dataAbsent);
        if (message.previousDataAbsent != null && Object.hasOwnProperty.call(message, 'previousDataAbsent'))
          writer.uint32(72).bool(message.previousDataAbsent);
        return writer;
      };

      WatchEvent.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.WatchEvent();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.type = reader.int32();
              break;
            }
            case 2: {
              message.path = reader.string();
              break;
            }
            case 3: {
              message.zxid = reader.int64();
              break;
            }
            case 4: {
              message.cursor = reader.bytes();
              break;
            }
            case 5: {
              message.data = reader.bytes();
              break;
            }
            case 6: {
              message.stat = $root.grove.v1.Stat.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            case 7: {
              message.previousData = reader.bytes();
              break;
            }
            case 8: {
              message.dataAbsent = reader.bool();
              break;
            }
            case 9: {
              message.previousDataAbsent = reader.bool();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return WatchEvent;
    })();

    v1.Pong = (function () {
      function Pong(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Pong.prototype.id = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Pong.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Pong.prototype.confirmedMsAgo = 0;

      Pong.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.id != null && Object.hasOwnProperty.call(message, 'id')) writer.uint32(8).int64(message.id);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(16).int64(message.zxid);
        if (message.confirmedMsAgo != null && Object.hasOwnProperty.call(message, 'confirmedMsAgo'))
          writer.uint32(24).int32(message.confirmedMsAgo);
        return writer;
      };

      Pong.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Pong();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.id = reader.int64();
              break;
            }
            case 2: {
              message.zxid = reader.int64();
              break;
            }
            case 3: {
              message.confirmedMsAgo = reader.int32();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Pong;
    })();

    v1.Bookmark = (function () {
      function Bookmark(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Bookmark.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      Bookmark.prototype.cursor = $util.newBuffer([]);

      Bookmark.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(8).int64(message.zxid);
        if (message.cursor != null && Object.hasOwnProperty.call(message, 'cursor')) writer.uint32(18).bytes(message.cursor);
        return writer;
      };

      Bookmark.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Bookmark();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.zxid = reader.int64();
              break;
            }
            case 2: {
              message.cursor = reader.bytes();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Bookmark;
    })();

    v1.SessionEnded = (function () {
      function SessionEnded(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      SessionEnded.prototype.code = 0;
      SessionEnded.prototype.message = '';

      SessionEnded.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.code != null && Object.hasOwnProperty.call(message, 'code')) writer.uint32(8).int32(message.code);
        if (message.message != null && Object.hasOwnProperty.call(message, 'message')) writer.uint32(18).string(message.message);
        return writer;
      };

      SessionEnded.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.SessionEnded();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.code = reader.int32();
              break;
            }
            case 2: {
              message.message = reader.string();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return SessionEnded;
    })();

    v1.WatchRequest = (function () {
      function WatchRequest(properties) {
        this.types = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      WatchRequest.prototype.path = '';
      WatchRequest.prototype.recursive = false;
      WatchRequest.prototype.startCursor = $util.newBuffer([]);
      WatchRequest.prototype.types = $util.emptyArray;
      WatchRequest.prototype.withData = false;
      WatchRequest.prototype.withPreviousData = false;
      WatchRequest.prototype.call = null;

      WatchRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.path != null && Object.hasOwnProperty.call(message, 'path')) writer.uint32(10).string(message.path);
        if (message.recursive != null && Object.hasOwnProperty.call(message, 'recursive')) writer.uint32(16).bool(message.recursive);
        if (message.startCursor != null && Object.hasOwnProperty.call(message, 'startCursor')) writer.uint32(26).bytes(message.startCursor);
        if (message.types != null && message.types.length) {
          writer.uint32(34).fork();
          for (var i = 0; i < message.types.length; ++i) writer.int32(message.types[i]);
          writer.ldelim();
        }
        if (message.withData != null && Object.hasOwnProperty.call(message, 'withData')) writer.uint32(40).bool(message.withData);
        if (message.withPreviousData != null && Object.hasOwnProperty.call(message, 'withPreviousData'))
          writer.uint32(48).bool(message.withPreviousData);
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      WatchRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.WatchRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.path = reader.string();
              break;
            }
            case 2: {
              message.recursive = reader.bool();
              break;
            }
            case 3: {
              message.startCursor = reader.bytes();
              break;
            }
            case 4: {
              if (!(message.types && message.types.length)) message.types = [];
              if ((tag & 7) === 2) {
                var end2 = reader.uint32() + reader.pos;
                if (end2 > reader.len) throw RangeError('index out of range');
                reader.len = end2;
                while (reader.pos < end2) message.types.push(reader.int32());
                if (reader.pos !== end2) throw RangeError('index out of range');
                reader.len = end;
              } else message.types.push(reader.int32());
              break;
            }
            case 5: {
              message.withData = reader.bool();
              break;
            }
            case 6: {
              message.withPreviousData = reader.bool();
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return WatchRequest;
    })();

    v1.WatchResponse = (function () {
      function WatchResponse(properties) {
        this.events = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      WatchResponse.prototype.events = $util.emptyArray;
      WatchResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      WatchResponse.prototype.cursor = $util.newBuffer([]);

      WatchResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.events != null && message.events.length)
          for (var i = 0; i < message.events.length; ++i)
            $root.grove.v1.WatchEvent.encode(message.events[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(16).int64(message.zxid);
        if (message.cursor != null && Object.hasOwnProperty.call(message, 'cursor')) writer.uint32(26).bytes(message.cursor);
        return writer;
      };

      WatchResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.WatchResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.events && message.events.length)) message.events = [];
              message.events.push($root.grove.v1.WatchEvent.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 2: {
              message.zxid = reader.int64();
              break;
            }
            case 3: {
              message.cursor = reader.bytes();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return WatchResponse;
    })();

    v1.OpenSessionRequest = (function () {
      function OpenSessionRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      OpenSessionRequest.prototype.timeoutMs = 0;

      OpenSessionRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.timeoutMs != null && Object.hasOwnProperty.call(message, 'timeoutMs')) writer.uint32(8).int32(message.timeoutMs);
        return writer;
      };

      OpenSessionRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.OpenSessionRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.timeoutMs = reader.int32();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return OpenSessionRequest;
    })();

    v1.OpenSessionResponse = (function () {
      function OpenSessionResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      OpenSessionResponse.prototype.sessionId = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      OpenSessionResponse.prototype.sessionSecret = $util.newBuffer([]);
      OpenSessionResponse.prototype.timeoutMs = 0;
      OpenSessionResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      OpenSessionResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.sessionId != null && Object.hasOwnProperty.call(message, 'sessionId')) writer.uint32(8).int64(message.sessionId);
        if (message.sessionSecret != null && Object.hasOwnProperty.call(message, 'sessionSecret'))
          writer.uint32(18).bytes(message.sessionSecret);
        if (message.timeoutMs != null && Object.hasOwnProperty.call(message, 'timeoutMs')) writer.uint32(24).int32(message.timeoutMs);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      OpenSessionResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.OpenSessionResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.sessionId = reader.int64();
              break;
            }
            case 2: {
              message.sessionSecret = reader.bytes();
              break;
            }
            case 3: {
              message.timeoutMs = reader.int32();
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return OpenSessionResponse;
    })();

    v1.KeepAliveRequest = (function () {
      function KeepAliveRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      KeepAliveRequest.prototype.sessionId = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      KeepAliveRequest.prototype.sessionSecret = $util.newBuffer([]);

      KeepAliveRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.sessionId != null && Object.hasOwnProperty.call(message, 'sessionId')) writer.uint32(8).int64(message.sessionId);
        if (message.sessionSecret != null && Object.hasOwnProperty.call(message, 'sessionSecret'))
          writer.uint32(18).bytes(message.sessionSecret);
        return writer;
      };

      KeepAliveRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.KeepAliveRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.sessionId = reader.int64();
              break;
            }
            case 2: {
              message.sessionSecret = reader.bytes();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return KeepAliveRequest;
    })();

    v1.KeepAliveResponse = (function () {
      function KeepAliveResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      KeepAliveResponse.prototype.confirmedMsAgo = 0;
      KeepAliveResponse.prototype.timeoutMs = 0;
      KeepAliveResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      KeepAliveResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.confirmedMsAgo != null && Object.hasOwnProperty.call(message, 'confirmedMsAgo'))
          writer.uint32(8).int32(message.confirmedMsAgo);
        if (message.timeoutMs != null && Object.hasOwnProperty.call(message, 'timeoutMs')) writer.uint32(16).int32(message.timeoutMs);
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      KeepAliveResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.KeepAliveResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.confirmedMsAgo = reader.int32();
              break;
            }
            case 2: {
              message.timeoutMs = reader.int32();
              break;
            }
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return KeepAliveResponse;
    })();

    v1.CloseSessionRequest = (function () {
      function CloseSessionRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CloseSessionRequest.prototype.sessionId = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      CloseSessionRequest.prototype.sessionSecret = $util.newBuffer([]);

      CloseSessionRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.sessionId != null && Object.hasOwnProperty.call(message, 'sessionId')) writer.uint32(8).int64(message.sessionId);
        if (message.sessionSecret != null && Object.hasOwnProperty.call(message, 'sessionSecret'))
          writer.uint32(18).bytes(message.sessionSecret);
        return writer;
      };

      CloseSessionRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CloseSessionRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.sessionId = reader.int64();
              break;
            }
            case 2: {
              message.sessionSecret = reader.bytes();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CloseSessionRequest;
    })();

    v1.CloseSessionResponse = (function () {
      function CloseSessionResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      CloseSessionResponse.prototype.zxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      CloseSessionResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.zxid != null && Object.hasOwnProperty.call(message, 'zxid')) writer.uint32(120).int64(message.zxid);
        return writer;
      };

      CloseSessionResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.CloseSessionResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 15: {
              message.zxid = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return CloseSessionResponse;
    })();

    v1.GetServerInfoRequest = (function () {
      function GetServerInfoRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetServerInfoRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        return writer;
      };

      GetServerInfoRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetServerInfoRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetServerInfoRequest;
    })();

    v1.GetServerInfoResponse = (function () {
      function GetServerInfoResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      GetServerInfoResponse.prototype.version = '';
      GetServerInfoResponse.prototype.featureLevel = 0;
      GetServerInfoResponse.prototype.replica = 0;
      GetServerInfoResponse.prototype.maxDataBytes = 0;
      GetServerInfoResponse.prototype.maxFrameBytes = 0;
      GetServerInfoResponse.prototype.maxMultiParts = 0;
      GetServerInfoResponse.prototype.minSessionTimeoutMs = 0;
      GetServerInfoResponse.prototype.maxSessionTimeoutMs = 0;
      GetServerInfoResponse.prototype.defaultSessionTimeoutMs = 0;
      GetServerInfoResponse.prototype.maxOutstandingRequests = 0;
      GetServerInfoResponse.prototype.maxSessions = 0;
      GetServerInfoResponse.prototype.maxWatchesPerSession = 0;
      GetServerInfoResponse.prototype.maxSubtreeDeletions = 0;
      GetServerInfoResponse.prototype.maxAclEntries = 0;
      GetServerInfoResponse.prototype.maxIdentities = 0;
      GetServerInfoResponse.prototype.requestIdsKept = 0;
      GetServerInfoResponse.prototype.requestIdKeptMs = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      GetServerInfoResponse.prototype.maxPageBytes = 0;
      GetServerInfoResponse.prototype.maxMultiReadBytes = 0;
      GetServerInfoResponse.prototype.reapIntervalMs = 0;
      GetServerInfoResponse.prototype.maxPendingBytes = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      GetServerInfoResponse.prototype.maxAclBytesAsked = 0;

      GetServerInfoResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(10).string(message.version);
        if (message.featureLevel != null && Object.hasOwnProperty.call(message, 'featureLevel'))
          writer.uint32(16).int32(message.featureLevel);
        if (message.replica != null && Object.hasOwnProperty.call(message, 'replica')) writer.uint32(24).int32(message.replica);
        if (message.maxDataBytes != null && Object.hasOwnProperty.call(message, 'maxDataBytes'))
          writer.uint32(32).int32(message.maxDataBytes);
        if (message.maxFrameBytes != null && Object.hasOwnProperty.call(message, 'maxFrameBytes'))
          writer.uint32(40).int32(message.maxFrameBytes);
        if (message.maxMultiParts != null && Object.hasOwnProperty.call(message, 'maxMultiParts'))
          writer.uint32(48).int32(message.maxMultiParts);
        if (message.minSessionTimeoutMs != null && Object.hasOwnProperty.call(message, 'minSessionTimeoutMs'))
          writer.uint32(56).int32(message.minSessionTimeoutMs);
        if (message.maxSessionTimeoutMs != null && Object.hasOwnProperty.call(message, 'maxSessionTimeoutMs'))
          writer.uint32(64).int32(message.maxSessionTimeoutMs);
        if (message.defaultSessionTimeoutMs != null && Object.hasOwnProperty.call(message, 'defaultSessionTimeoutMs'))
          writer.uint32(72).int32(message.defaultSessionTimeoutMs);
        if (message.maxOutstandingRequests != null && Object.hasOwnProperty.call(message, 'maxOutstandingRequests'))
          writer.uint32(80).int32(message.maxOutstandingRequests);
        if (message.maxSessions != null && Object.hasOwnProperty.call(message, 'maxSessions')) writer.uint32(88).int32(message.maxSessions);
        if (message.maxWatchesPerSession != null && Object.hasOwnProperty.call(message, 'maxWatchesPerSession'))
          writer.uint32(96).int32(message.maxWatchesPerSession);
        if (message.maxSubtreeDeletions != null && Object.hasOwnProperty.call(message, 'maxSubtreeDeletions'))
          writer.uint32(104).int32(message.maxSubtreeDeletions);
        if (message.maxAclEntries != null && Object.hasOwnProperty.call(message, 'maxAclEntries'))
          writer.uint32(112).int32(message.maxAclEntries);
        if (message.maxIdentities != null && Object.hasOwnProperty.call(message, 'maxIdentities'))
          writer.uint32(120).int32(message.maxIdentities);
        if (message.requestIdsKept != null && Object.hasOwnProperty.call(message, 'requestIdsKept'))
          writer.uint32(128).int32(message.requestIdsKept);
        if (message.requestIdKeptMs != null && Object.hasOwnProperty.call(message, 'requestIdKeptMs'))
          writer.uint32(136).int64(message.requestIdKeptMs);
        if (message.maxPageBytes != null && Object.hasOwnProperty.call(message, 'maxPageBytes'))
          writer.uint32(144).int32(message.maxPageBytes);
        if (message.maxMultiReadBytes != null && Object.hasOwnProperty.call(message, 'maxMultiReadBytes'))
          writer.uint32(152).int32(message.maxMultiReadBytes);
        if (message.reapIntervalMs != null && Object.hasOwnProperty.call(message, 'reapIntervalMs'))
          writer.uint32(160).int32(message.reapIntervalMs);
        if (message.maxPendingBytes != null && Object.hasOwnProperty.call(message, 'maxPendingBytes'))
          writer.uint32(168).int64(message.maxPendingBytes);
        if (message.maxAclBytesAsked != null && Object.hasOwnProperty.call(message, 'maxAclBytesAsked'))
          writer.uint32(176).int32(message.maxAclBytesAsked);
        return writer;
      };

      GetServerInfoResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.GetServerInfoResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.version = reader.string();
              break;
            }
            case 2: {
              message.featureLevel = reader.int32();
              break;
            }
            case 3: {
              message.replica = reader.int32();
              break;
            }
            case 4: {
              message.maxDataBytes = reader.int32();
              break;
            }
            case 5: {
              message.maxFrameBytes = reader.int32();
              break;
            }
            case 6: {
              message.maxMultiParts = reader.int32();
              break;
            }
            case 7: {
              message.minSessionTimeoutMs = reader.int32();
              break;
            }
            case 8: {
              message.maxSessionTimeoutMs = reader.int32();
              break;
            }
            case 9: {
              message.defaultSessionTimeoutMs = reader.int32();
              break;
            }
            case 10: {
              message.maxOutstandingRequests = reader.int32();
              break;
            }
            case 11: {
              message.maxSessions = reader.int32();
              break;
            }
            case 12: {
              message.maxWatchesPerSession = reader.int32();
              break;
            }
            case 13: {
              message.maxSubtreeDeletions = reader.int32();
              break;
            }
            case 14: {
              message.maxAclEntries = reader.int32();
              break;
            }
            case 15: {
              message.maxIdentities = reader.int32();
              break;
            }
            case 16: {
              message.requestIdsKept = reader.int32();
              break;
            }
            case 17: {
              message.requestIdKeptMs = reader.int64();
              break;
            }
            case 18: {
              message.maxPageBytes = reader.int32();
              break;
            }
            case 19: {
              message.maxMultiReadBytes = reader.int32();
              break;
            }
            case 20: {
              message.reapIntervalMs = reader.int32();
              break;
            }
            case 21: {
              message.maxPendingBytes = reader.int64();
              break;
            }
            case 22: {
              message.maxAclBytesAsked = reader.int32();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return GetServerInfoResponse;
    })();

    v1.Role = (function () {
      var valuesById = {},
        values = Object.create(valuesById);
      values[(valuesById[0] = 'ROLE_UNSPECIFIED')] = 0;
      values[(valuesById[1] = 'ROLE_LEADER')] = 1;
      values[(valuesById[2] = 'ROLE_FOLLOWER')] = 2;
      values[(valuesById[3] = 'ROLE_LEARNER')] = 3;
      values[(valuesById[4] = 'ROLE_CANDIDATE')] = 4;
      return values;
    })();

    v1.StatusRequest = (function () {
      function StatusRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      StatusRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        return writer;
      };

      StatusRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.StatusRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return StatusRequest;
    })();

    v1.StatusResponse = (function () {
      function StatusResponse(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      StatusResponse.prototype.replica = 0;
      StatusResponse.prototype.role = 0;
      StatusResponse.prototype.term = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      StatusResponse.prototype.leader = 0;
      StatusResponse.prototype.commitIndex = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      StatusResponse.prototype.appliedIndex = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      StatusResponse.prototype.digest = '';
      StatusResponse.prototype.digestZxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      StatusResponse.prototype.historyFirstZxid = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      StatusResponse.prototype.znodes = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      StatusResponse.prototype.watches = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      StatusResponse.prototype.sessions = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      StatusResponse.prototype.connections = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;
      StatusResponse.prototype.version = '';
      StatusResponse.prototype.pid = 0;

      StatusResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.replica != null && Object.hasOwnProperty.call(message, 'replica')) writer.uint32(8).int32(message.replica);
        if (message.role != null && Object.hasOwnProperty.call(message, 'role')) writer.uint32(16).int32(message.role);
        if (message.term != null && Object.hasOwnProperty.call(message, 'term')) writer.uint32(24).int64(message.term);
        if (message.leader != null && Object.hasOwnProperty.call(message, 'leader')) writer.uint32(32).int32(message.leader);
        if (message.commitIndex != null && Object.hasOwnProperty.call(message, 'commitIndex')) writer.uint32(40).int64(message.commitIndex);
        if (message.appliedIndex != null && Object.hasOwnProperty.call(message, 'appliedIndex'))
          writer.uint32(48).int64(message.appliedIndex);
        if (message.digest != null && Object.hasOwnProperty.call(message, 'digest')) writer.uint32(58).string(message.digest);
        if (message.digestZxid != null && Object.hasOwnProperty.call(message, 'digestZxid')) writer.uint32(64).int64(message.digestZxid);
        if (message.historyFirstZxid != null && Object.hasOwnProperty.call(message, 'historyFirstZxid'))
          writer.uint32(72).int64(message.historyFirstZxid);
        if (message.znodes != null && Object.hasOwnProperty.call(message, 'znodes')) writer.uint32(80).int64(message.znodes);
        if (message.watches != null && Object.hasOwnProperty.call(message, 'watches')) writer.uint32(88).int64(message.watches);
        if (message.sessions != null && Object.hasOwnProperty.call(message, 'sessions')) writer.uint32(96).int64(message.sessions);
        if (message.connections != null && Object.hasOwnProperty.call(message, 'connections'))
          writer.uint32(104).int64(message.connections);
        if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(114).string(message.version);
        if (message.pid != null && Object.hasOwnProperty.call(message, 'pid')) writer.uint32(120).int32(message.pid);
        return writer;
      };

      StatusResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.StatusResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.replica = reader.int32();
              break;
            }
            case 2: {
              message.role = reader.int32();
              break;
            }
            case 3: {
              message.term = reader.int64();
              break;
            }
            case 4: {
              message.leader = reader.int32();
              break;
            }
            case 5: {
              message.commitIndex = reader.int64();
              break;
            }
            case 6: {
              message.appliedIndex = reader.int64();
              break;
            }
            case 7: {
              message.digest = reader.string();
              break;
            }
            case 8: {
              message.digestZxid = reader.int64();
              break;
            }
            case 9: {
              message.historyFirstZxid = reader.int64();
              break;
            }
            case 10: {
              message.znodes = reader.int64();
              break;
            }
            case 11: {
              message.watches = reader.int64();
              break;
            }
            case 12: {
              message.sessions = reader.int64();
              break;
            }
            case 13: {
              message.connections = reader.int64();
              break;
            }
            case 14: {
              message.version = reader.string();
              break;
            }
            case 15: {
              message.pid = reader.int32();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return StatusResponse;
    })();

    v1.Member = (function () {
      function Member(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      Member.prototype.replica = 0;
      Member.prototype.voter = false;
      Member.prototype.peerAddress = '';
      Member.prototype.clientAddress = '';
      Member.prototype.incarnation = '';

      Member.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.replica != null && Object.hasOwnProperty.call(message, 'replica')) writer.uint32(8).int32(message.replica);
        if (message.voter != null && Object.hasOwnProperty.call(message, 'voter')) writer.uint32(16).bool(message.voter);
        if (message.peerAddress != null && Object.hasOwnProperty.call(message, 'peerAddress'))
          writer.uint32(26).string(message.peerAddress);
        if (message.clientAddress != null && Object.hasOwnProperty.call(message, 'clientAddress'))
          writer.uint32(34).string(message.clientAddress);
        if (message.incarnation != null && Object.hasOwnProperty.call(message, 'incarnation'))
          writer.uint32(42).string(message.incarnation);
        return writer;
      };

      Member.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.Member();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.replica = reader.int32();
              break;
            }
            case 2: {
              message.voter = reader.bool();
              break;
            }
            case 3: {
              message.peerAddress = reader.string();
              break;
            }
            case 4: {
              message.clientAddress = reader.string();
              break;
            }
            case 5: {
              message.incarnation = reader.string();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return Member;
    })();

    v1.MemberAddress = (function () {
      function MemberAddress(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      MemberAddress.prototype.replica = 0;
      MemberAddress.prototype.peerAddress = '';
      MemberAddress.prototype.clientAddress = '';

      MemberAddress.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.replica != null && Object.hasOwnProperty.call(message, 'replica')) writer.uint32(8).int32(message.replica);
        if (message.peerAddress != null && Object.hasOwnProperty.call(message, 'peerAddress'))
          writer.uint32(18).string(message.peerAddress);
        if (message.clientAddress != null && Object.hasOwnProperty.call(message, 'clientAddress'))
          writer.uint32(26).string(message.clientAddress);
        return writer;
      };

      MemberAddress.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.MemberAddress();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.replica = reader.int32();
              break;
            }
            case 2: {
              message.peerAddress = reader.string();
              break;
            }
            case 3: {
              message.clientAddress = reader.string();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return MemberAddress;
    })();

    v1.ListMembersRequest = (function () {
      function ListMembersRequest(properties) {
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      ListMembersRequest.prototype.call = null;

      ListMembersRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      ListMembersRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.ListMembersRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return ListMembersRequest;
    })();

    v1.ListMembersResponse = (function () {
      function ListMembersResponse(properties) {
        this.members = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      ListMembersResponse.prototype.members = $util.emptyArray;
      ListMembersResponse.prototype.version = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      ListMembersResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.members != null && message.members.length)
          for (var i = 0; i < message.members.length; ++i)
            $root.grove.v1.Member.encode(message.members[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(16).int64(message.version);
        return writer;
      };

      ListMembersResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.ListMembersResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.members && message.members.length)) message.members = [];
              message.members.push($root.grove.v1.Member.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 2: {
              message.version = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return ListMembersResponse;
    })();

    v1.ChangeMembersRequest = (function () {
      function ChangeMembersRequest(properties) {
        this.joining = [];
        this.leaving = [];
        this.members = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      ChangeMembersRequest.prototype.version = null;
      ChangeMembersRequest.prototype.joining = $util.emptyArray;
      ChangeMembersRequest.prototype.leaving = $util.emptyArray;
      ChangeMembersRequest.prototype.members = $util.emptyArray;
      ChangeMembersRequest.prototype.call = null;

      var $oneOfFields;

      // Virtual OneOf for proto3 optional field
      Object.defineProperty(ChangeMembersRequest.prototype, '_version', {
        get: $util.oneOfGetter(($oneOfFields = ['version'])),
        set: $util.oneOfSetter($oneOfFields),
      });

      ChangeMembersRequest.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(8).int64(message.version);
        if (message.joining != null && message.joining.length)
          for (var i = 0; i < message.joining.length; ++i)
            $root.grove.v1.MemberAddress.encode(message.joining[i], writer.uint32(18).fork(), q + 1).ldelim();
        if (message.leaving != null && message.leaving.length) {
          writer.uint32(26).fork();
          for (var i = 0; i < message.leaving.length; ++i) writer.int32(message.leaving[i]);
          writer.ldelim();
        }
        if (message.members != null && message.members.length)
          for (var i = 0; i < message.members.length; ++i)
            $root.grove.v1.MemberAddress.encode(message.members[i], writer.uint32(34).fork(), q + 1).ldelim();
        if (message.call != null && Object.hasOwnProperty.call(message, 'call'))
          $root.grove.v1.CallOptions.encode(message.call, writer.uint32(122).fork(), q + 1).ldelim();
        return writer;
      };

      ChangeMembersRequest.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.ChangeMembersRequest();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              message.version = reader.int64();
              break;
            }
            case 2: {
              if (!(message.joining && message.joining.length)) message.joining = [];
              message.joining.push($root.grove.v1.MemberAddress.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 3: {
              if (!(message.leaving && message.leaving.length)) message.leaving = [];
              if ((tag & 7) === 2) {
                var end2 = reader.uint32() + reader.pos;
                if (end2 > reader.len) throw RangeError('index out of range');
                reader.len = end2;
                while (reader.pos < end2) message.leaving.push(reader.int32());
                if (reader.pos !== end2) throw RangeError('index out of range');
                reader.len = end;
              } else message.leaving.push(reader.int32());
              break;
            }
            case 4: {
              if (!(message.members && message.members.length)) message.members = [];
              message.members.push($root.grove.v1.MemberAddress.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 15: {
              message.call = $root.grove.v1.CallOptions.decode(reader, reader.uint32(), undefined, long + 1);
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return ChangeMembersRequest;
    })();

    v1.ChangeMembersResponse = (function () {
      function ChangeMembersResponse(properties) {
        this.members = [];
        if (properties)
          for (var keys = Object.keys(properties), i = 0; i < keys.length; ++i)
            if (properties[keys[i]] != null && keys[i] !== '__proto__') this[keys[i]] = properties[keys[i]];
      }

      ChangeMembersResponse.prototype.members = $util.emptyArray;
      ChangeMembersResponse.prototype.version = $util.Long ? $util.Long.fromBits(0, 0, false) : 0;

      ChangeMembersResponse.encode = function encode(message, writer, q) {
        if (!writer) writer = $Writer.create();
        if (q === undefined) q = 0;
        if (q > $util.recursionLimit) throw Error('max depth exceeded');
        if (message.members != null && message.members.length)
          for (var i = 0; i < message.members.length; ++i)
            $root.grove.v1.Member.encode(message.members[i], writer.uint32(10).fork(), q + 1).ldelim();
        if (message.version != null && Object.hasOwnProperty.call(message, 'version')) writer.uint32(16).int64(message.version);
        return writer;
      };

      ChangeMembersResponse.decode = function decode(reader, length, error, long) {
        if (!(reader instanceof $Reader)) reader = $Reader.create(reader);
        if (long === undefined) long = 0;
        if (long > $Reader.recursionLimit) throw Error('maximum nesting depth exceeded');
        var end, message;
        if (length === undefined) end = reader.len;
        else {
          end = reader.pos + length;
          if (end > reader.len) throw RangeError('index out of range');
          length = reader.len;
          reader.len = end;
        }
        message = new $root.grove.v1.ChangeMembersResponse();
        while (reader.pos < end) {
          var tag = reader.uint32();
          if (tag === error) break;
          switch (tag >>> 3) {
            case 1: {
              if (!(message.members && message.members.length)) message.members = [];
              message.members.push($root.grove.v1.Member.decode(reader, reader.uint32(), undefined, long + 1));
              break;
            }
            case 2: {
              message.version = reader.int64();
              break;
            }
            default:
              reader.skipType(tag & 7, long);
              break;
          }
        }
        if (length !== undefined) {
          if (reader.pos !== end) throw RangeError('index out of range');
          reader.len = length;
        }
        return message;
      };

      return ChangeMembersResponse;
    })();

    return v1;
  })();

  return grove;
})();

module.exports = $root;
