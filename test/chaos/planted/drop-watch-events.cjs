/* Loaded into a replica by `node --require`: one watch event in so many is not told. */
'use strict';

const { join } = require('node:path');
const { WatchTable } = require(join(__dirname, '..', '..', '..', 'packages', 'tree', 'dist', 'watch-table.js'));

const ONE_IN = 20;
const { onChange } = WatchTable.prototype;
let told = 0;

WatchTable.prototype.onChange = function (change, emit) {
  onChange.call(this, change, (...event) => {
    told += 1;
    if (told % ONE_IN !== 0) emit(...event);
  });
};
