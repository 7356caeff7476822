/*
 * Loaded into a replica by `node --expose-gc --require`: SIGUSR2 collects all garbage, so that what is measured next is what is held, and not how
 * long V8 has let garbage lie.
 */
'use strict';

process.on('SIGUSR2', () => globalThis.gc());
