#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const built = join(__dirname, '..', 'dist', 'main.js');
if (existsSync(built)) {
  require(built).main();
} else {
  console.error('grove: not built yet. Run `npm start` once (it builds what is missing), or `npx tsc -b` in the repository.');
  process.exitCode = 1;
}
