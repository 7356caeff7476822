'use strict';
/**
 * Preloaded into a replica under test (`node --require`): when the file that GROVE_TEST_PLANT names is there, a word of this process's replicated
 * state becomes another one, as broken memory would have it, and the file is removed.
 */
const { existsSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { Engine } = require(join(__dirname, '..', '..', 'packages', 'engine', 'dist', 'index.js'));

const file = process.env.GROVE_TEST_PLANT;
const { start } = Engine.prototype;

Engine.prototype.start = function (...args) {
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(timer);
    this.live.tree().state.featureLevel += 1;
    rmSync(file);
  }, 20);
  timer.unref();
  return start.apply(this, args);
};
