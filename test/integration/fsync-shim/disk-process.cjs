/*
 * A process that writes one synced batch after the other through RocksDB, one synced slot after the other through a
 * file, and one record after the other over the pages of a file whose writes are synced by themselves (O_DSYNC), and says what was
 * acknowledged. Its parent kills it.
 *
 *   node disk-process.cjs FOLDER [pages]   writes the lines "page N", "put N", "slot N", or "error TEXT" and ends with 1;
 *                                          "pages": that file alone
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const rocksdb = require('rocksdb');

const [folder, only] = process.argv.slice(2);
const say = (text) => fs.writeSync(1, `${text}\n`);
const fail = (error) => {
  say(`error ${error.message}`);
  process.exit(1);
};

/** As large as a record of the journal may be, and so many of them. */
const PLACE_BYTES = 16384;
const PLACES = 4;
const pages = fs.openSync(path.join(folder, 'pages'), fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_DSYNC);

/** Also in the last byte: what was put back must be the whole of it. */
const writePage = (n, next) => {
  const text = Buffer.alloc(PLACE_BYTES, n & 0xff);
  text.write(String(n).padStart(8, '0'), 0);
  text.write(String(n).padStart(8, '0'), PLACE_BYTES - 8);
  fs.write(pages, text, 0, PLACE_BYTES, (n % PLACES) * PLACE_BYTES, (error) => {
    if (error) return fail(error);
    say(`page ${n}`);
    next(n + 1);
  });
};

// Far larger than anything that overwrites.
fs.writeSync(pages, Buffer.alloc(PLACES * PLACE_BYTES), 0, PLACES * PLACE_BYTES, 0);
if (only === 'pages') {
  const next = (n) => writePage(n, next);
  return next(1);
}

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
            db.put(`unsynced-${n}`, 'x', { sync: false }, (error2) => (error2 ? fail(error2) : writePage(n, next)));
          });
        });
      });
    };
    next(1);
  });
});
