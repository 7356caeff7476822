import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConnectRequest, readConnectResponse, writeConnectRequest, writeConnectResponse } from './connect';
import { JuteReader } from './jute-reader';
import { JuteWriter } from './jute-writer';
import { OpCode, Xid } from './op-code';
import { readEvent, readReplyHeader, readResult, writeEvent, writeReply } from './reply';
import { readRequest, writeRequest } from './request';
import { RequestView, readOperation, readRequestHeader } from './request-view';

interface Capture {
  readonly client: string;
  readonly packets: readonly { readonly from: 'client' | 'server'; readonly hex: string }[];
}

/** What kazoo and the Java client said to a ZooKeeper server, and it to them: see `capture/capture.mjs`. */
const recorded = ['3.8.0', '3.9.5'].map(
  (version) =>
    JSON.parse(readFileSync(join(__dirname, '..', 'capture', `packets-${version}.json`), 'utf8')) as {
      readonly server: string;
      readonly captures: readonly Capture[];
    },
);

function written(write: (writer: JuteWriter) => void): string {
  const writer = new JuteWriter();
  write(writer);
  // Without the length.
  return Buffer.from(writer.take().subarray(4)).toString('hex');
}

/** Packets of one connection, each with the type of the request that it is or answers. */
interface Typed {
  readonly from: 'client' | 'server';
  readonly bytes: Uint8Array;
  readonly type: number | 'connect' | 'event';
}

function typed({ packets }: Capture): Typed[] {
  const typeOf = new Map<number, number>();
  const seen = { client: 0, server: 0 };
  return packets.map(({ from, hex }) => {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    seen[from] += 1;
    if (seen[from] === 1) return { from, bytes, type: 'connect' };
    const view = new DataView(bytes.buffer);
    const xid = view.getInt32(0);
    if (from === 'server') return { from, bytes, type: xid === Xid.notification ? 'event' : (typeOf.get(xid) ?? Number.NaN) };
    typeOf.set(xid, view.getInt32(4));
    return { from, bytes, type: view.getInt32(4) };
  });
}

describe.each(recorded)('packets of $server', ({ captures }) => {
  const all = captures.flatMap(typed);

  test('there are such of every operation that a client can ask for', () => {
    const asked = new Set(all.filter(({ from }) => from === 'client').map(({ type }) => type));
    const missing = Object.entries(OpCode).filter(([, number]) => !asked.has(number));
    // A check alone no client has a call for, a login none here; the others are not said by clients.
    expect(missing.map(([name]) => name).sort()).toEqual(['check', 'createSession', 'deleteContainer', 'error', 'sasl']);
  });

  test('requests are read whole, and written again byte for byte', () => {
    for (const { from, bytes, type } of all) {
      if (from !== 'client' || type === 'connect') continue;
      const request = readRequest(new JuteReader(bytes));
      if (request === null) throw new Error(`a request of type ${type} could not be read`);
      expect(written((writer) => writeRequest(writer, request.xid, request.request))).toBe(Buffer.from(bytes).toString('hex'));
    }
  });

  test('what a server reads of a request without making objects is the same', () => {
    const view = new RequestView();
    for (const { from, bytes, type } of all) {
      if (from !== 'client' || type === 'connect') continue;
      const reader = new JuteReader(bytes);
      readRequestHeader(reader, view);
      expect([readOperation(reader, view.type, view), reader.failed]).toEqual([true, false]);
      const request = readRequest(new JuteReader(bytes));
      expect(request?.xid).toBe(view.xid);
      const text = (range: { start: number; end: number }): string => Buffer.from(bytes.subarray(range.start, range.end)).toString();
      if (request !== null && 'path' in request.request) expect(text(view.path)).toBe(request.request.path);
      if (request !== null && 'version' in request.request) expect(view.version).toBe(request.request.version);
      if (request !== null && 'watch' in request.request) expect(view.watch).toBe(request.request.watch);
      if (request !== null && 'acl' in request.request) expect(view.aclCount).toBe(request.request.acl.length);
      if (request !== null && 'data' in request.request && !Array.isArray(request.request.data)) {
        expect(view.data.isNull ? null : text(view.data)).toBe(
          request.request.data === null ? null : Buffer.from(request.request.data as Uint8Array).toString(),
        );
      }
    }
  });

  test('answers are read whole, and written again byte for byte', () => {
    for (const { from, bytes, type } of all) {
      if (from !== 'server' || typeof type !== 'number') continue;
      const reader = new JuteReader(bytes);
      const header = readReplyHeader(reader);
      const result = header.error === 0 ? readResult(reader, type) : null;
      if (header.error === 0 && result === null) throw new Error(`an answer of type ${type} could not be read`);
      expect(written((writer) => writeReply(writer, header, result))).toBe(Buffer.from(bytes).toString('hex'));
    }
  });

  test('events are read whole, and written again byte for byte', () => {
    const events = all.filter(({ type }) => type === 'event');
    expect(events.length).toBeGreaterThan(5);
    for (const { bytes } of events) {
      const reader = new JuteReader(bytes);
      const { zxid } = readReplyHeader(reader);
      const { type, path } = readEvent(reader);
      expect(written((writer) => writeEvent(writer, type, path, zxid))).toBe(Buffer.from(bytes).toString('hex'));
    }
  });

  test('the first packets of both sides are read whole, and written again byte for byte', () => {
    for (const { from, bytes, type } of all) {
      if (type !== 'connect') continue;
      const reader = new JuteReader(bytes);
      const again = written((writer) => {
        if (from === 'client') {
          const request = readConnectRequest(reader);
          if (request !== null) writeConnectRequest(writer, request);
        } else {
          const response = readConnectResponse(reader);
          if (response !== null) writeConnectResponse(writer, response);
        }
      });
      expect(again).toBe(Buffer.from(bytes).toString('hex'));
    }
  });

  test('a multi that failed has a header without an error, and its codes part by part', () => {
    const failed = all.flatMap(({ from, bytes, type }) => {
      if (from !== 'server' || type !== OpCode.multi) return [];
      const reader = new JuteReader(bytes);
      const { error } = readReplyHeader(reader);
      const result = readResult(reader, OpCode.multi);
      const parts = result?.type === 'multi' ? result.results : [];
      return parts.some((part) => 'error' in part)
        ? [{ error, codes: parts.map((part) => ('error' in part ? part.error : part.type)) }]
        : [];
    });
    expect(failed).toEqual([
      { error: 0, codes: [0, -101, -2] },
      { error: 0, codes: [-103, -2] },
    ]);
  });

  test('that a znode is a container, or has a time to live, no answer tells', () => {
    const owners = all.flatMap(({ from, bytes, type }) => {
      if (from !== 'server' || (type !== OpCode.createContainer && type !== OpCode.createTtl)) return [];
      const reader = new JuteReader(bytes);
      readReplyHeader(reader);
      const result = readResult(reader, type);
      return result !== null && 'stat' in result ? [result.stat.ephemeralOwner] : [];
    });
    expect(owners).toEqual([0, 0, 0]);
  });

  test('packets that are cut off anywhere are refused, and none throws', () => {
    const view = new RequestView();
    for (const { from, bytes, type } of all) {
      if (from !== 'client' || type === 'connect' || type === OpCode.multi || type === OpCode.multiRead) continue;
      for (let length = 0; length < Math.min(bytes.length, 200); length += 1) {
        const cut = bytes.subarray(0, length);
        expect(readRequest(new JuteReader(cut))).toBeNull();
        const reader = new JuteReader(cut);
        readRequestHeader(reader, view);
        readOperation(reader, view.type, view);
      }
    }
  });
});

test('an event carries the zxid of its change since 3.9, which is what Grove does; before it carried none', () => {
  const zxids = recorded.map(({ captures }) =>
    captures.flatMap(typed).flatMap(({ bytes, type }) => (type === 'event' ? [readReplyHeader(new JuteReader(bytes)).zxid] : [])),
  );
  expect(zxids.map((each) => [...new Set(each.map((zxid) => zxid > 0))])).toEqual([[false], [true]]);
});
