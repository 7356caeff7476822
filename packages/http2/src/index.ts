export { Connection, type ConnectionEvents, type ConnectionOptions } from './connection';
export { type ByteCall, type CallEvents } from './call';
export { type HeaderField, type Headers } from './header-fields';
export { ReadingTurns } from './reading-turns';
export { errorCode } from './protocol-error';
