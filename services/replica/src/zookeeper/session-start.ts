import { SessionRequestBuilder, closeOperation } from '@grove/wire';
import { PASSWORD_BYTES, writeConnectResponse, type ConnectRequest, type JuteWriter } from '@grove/zookeeper-wire';

/** ZooKeeper's ids of sessions have 64 bits; ours are numbers. */
const SESSION_ID_MAX = BigInt(Number.MAX_SAFE_INTEGER);
export const NO_PASSWORD = new Uint8Array(PASSWORD_BYTES);

/** The engine's first frame for a client's first packet; null where it asks for a session that cannot be of here. */
export function sessionStart(request: ConnectRequest): Uint8Array | null {
  if (
    request.sessionId < 0n ||
    request.sessionId > SESSION_ID_MAX ||
    (request.sessionId !== 0n && request.password.length !== PASSWORD_BYTES)
  ) {
    return null;
  }
  const start = new SessionRequestBuilder();
  const allowReadOnly = request.readOnly === true;
  if (request.sessionId === 0n) {
    // 0 would be the server's default; ZooKeeper's clients mean what they say.
    start.open(Math.max(1, request.timeoutMs), allowReadOnly);
  } else {
    start.attach(Number(request.sessionId), new Uint8Array(request.password), Math.max(0, request.lastZxidSeen), allowReadOnly);
  }
  return start.take();
}

/** How ZooKeeper says that a session has expired. */
export function writeSessionGone(writer: JuteWriter, knowsReadOnly: boolean): void {
  const readOnly = knowsReadOnly ? false : null;
  writeConnectResponse(writer, { protocolVersion: 0, timeoutMs: 0, sessionId: 0n, password: NO_PASSWORD, readOnly });
}

export function closeFrame(): Uint8Array {
  const close = new SessionRequestBuilder();
  close.request(1, 0, 0, 0, closeOperation);
  return close.take();
}
