export * from './ports';
export { defaultEngineOptions, fixedLimits } from './defaults';
export { Engine } from './engine';
