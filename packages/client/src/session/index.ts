export { defaultSessionOptions } from './session-options';
export type { SessionOptions } from './session-options';
export { SessionCore } from './session-core';
export type { SessionPorts } from './session-core';
export type { SessionState, StateListener } from './session-state';
export type { Answer, RequestCallback } from './pending-requests';
export type { PersistentListener, SessionWatchEvent, WatchListener } from './watch-registry';
export type { ClientClock, ClientConnection, ClientRandom, ClientTransport, ConnectionEvents, TimerHandle } from './ports';
export { GroveError } from './grove-error';
