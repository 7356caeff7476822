/* Loaded into every replica by `node --require`: one setData in so many is acknowledged and not done; all replicas agree on it. */
'use strict';

const { join } = require('node:path');
const { CommandExecutor } = require(join(__dirname, '..', '..', '..', 'packages', 'tree', 'dist', 'command-executor.js'));

const ONE_IN = 7;
const { replaceData } = CommandExecutor.prototype;
let replaced = 0;

CommandExecutor.prototype.replaceData = function (...data) {
  replaced += 1;
  if (replaced % ONE_IN !== 0) replaceData.apply(this, data);
};
