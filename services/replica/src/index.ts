export { readConfiguration } from './configuration';
export type { Configuration, ConfigurationResult } from './configuration';
export { Replica } from './lifecycle';
export type { Listening, ReplicaParts, Stores } from './lifecycle';
