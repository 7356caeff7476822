export * from './ports';
export { defaultEngineOptions } from './defaults';
export { Engine } from './engine';
