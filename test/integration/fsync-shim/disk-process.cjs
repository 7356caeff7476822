/*
 * A process that writes one synced batch after the other through RocksDB and one synced slot after the other through a
 * file, and says what was acknowledged. Its parent kills it.
 *
 *   node disk-process.cjs FOLDER   writes the lines "put N", "slot N", or "error TEXT" and ends with 1
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const rocksdb = require('rocksdb');

const folder = process.argv[2];
const say = (text) => fs.writeSync(1, `${text}\n`);
const fail = (error) => {
  say(`error ${error.message}`);
  process.exit(1);
};

const db = rocksdb(path.join(folder, 'db'));
db.open({}, (openError) => {
  if (openError) return fail(openError);
  fs.open(path.join(folder, 'slots'), 'w+', (slotError, slots) => {
    if (slotError) return fail(slotError);
    fs.ftruncateSync(slots, 4096);
    fs.fsyncSync(slots);
    const next = (n) => {
      db.put(`key-${n}`, Buffer.alloc(2000, n & 0xff), { sync: true }, (error) => {
        if (error) return fail(error);
        say(`put ${n}`);
        const text = Buffer.from(String(n).padStart(8, '0'));
        fs.write(slots, text, 0, 8, 0, (writeError) => {
          if (writeError) return fail(writeError);
          fs.fdatasync(slots, (syncError) => {
            if (syncError) return fail(syncError);
            say(`slot ${n}`);
            // Written, never synced: nobody may count on it.
            db.put(`unsynced-${n}`, 'x', { sync: false }, (error2) => (error2 ? fail(error2) : next(n + 1)));
          });
        });
      });
    };
    next(1);
  });
});
