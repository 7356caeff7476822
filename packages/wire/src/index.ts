export * from './contract';
export * from './byte-reader';
export * from './byte-writer';
export * from './error-code';
export * from './log-entry';
export * from './log-payload';
export * from './session-frame';
export { decodeUtf8, encodeUtf8 } from './utf8';
