/*
 * Loaded into a replica by `node --require`: writes down each time its event loop was busy for long, one JSON line
 * `{ at, ms, waitedMs }` in the file that GROVE_TEST_STALLS names.
 *
 * at: milliseconds since 1970. ms: how late the loop's timer was. waitedMs: of it, for how long the kernel kept the main thread waiting for a
 * processor (/proc/self/schedstat, for the main thread): what other processes of the machine took, and no work of the replica.
 */
'use strict';

const { appendFileSync, readFileSync } = require('node:fs');

const EVERY_MS = 5;
const TOLD_FROM_MS = 15;
const file = process.env.GROVE_TEST_STALLS;

/** Nanoseconds in which the main thread could have run and did not. */
function waitedNs() {
  return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[1]);
}

if (file) {
  // The file says that somebody looks, also where there is nothing to tell.
  appendFileSync(file, '');
  let last = performance.now();
  let waited = waitedNs();
  setInterval(() => {
    const now = performance.now();
    const nowWaited = waitedNs();
    const ms = now - last - EVERY_MS;
    const waitedMs = (nowWaited - waited) / 1e6;
    if (ms > TOLD_FROM_MS) appendFileSync(file, `${JSON.stringify({ at: Date.now(), ms, waitedMs })}\n`);
    last = now;
    waited = nowWaited;
  }, EVERY_MS).unref();
}
