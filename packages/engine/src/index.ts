export * from './ports';
export { defaultEngineOptions, fixedLimits } from './defaults';
export { SUPER_IDENTITY } from './caller';
export { Engine } from './engine';
export type { Inspection } from './inspection';
