/** What every line has anyway, or shows elsewhere. */
const leftOut = new Set(['level', 'time', 'replica', 'message', 'error', 'pid', 'version', 'cluster']);

const colours = { debug: '\u001b[2m', info: '', warn: '\u001b[33m', error: '\u001b[31m' };

/**
 * Makes a short line for people out of a replica's JSON line: time, replica, message, fields. What is no JSON is
 * shown as it is.
 */
export function shortLine(replica, line, coloured) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    entry = null;
  }
  if (entry === null || typeof entry !== 'object' || typeof entry.message !== 'string') return `${' '.repeat(12)} ${replica}  ${line}`;
  const time = typeof entry.time === 'string' ? clockTime(new Date(entry.time)) : ' '.repeat(12);
  const fields = Object.entries(entry)
    .filter(([name]) => !leftOut.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const error = entry.error === undefined ? [] : [`(${entry.error.message ?? JSON.stringify(entry.error)})`];
  const level = entry.level === 'info' ? [] : [entry.level];
  const text = [`${time} ${replica} `, ...level, entry.message, ...fields, ...error].join(' ');
  const colour = coloured ? (colours[entry.level] ?? '') : '';
  return colour === '' ? text : `${colour}${text}\u001b[0m`;
}

/** Of this machine's time zone, with milliseconds: they are what a failover is measured in. */
function clockTime(date) {
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Calls `onLine` with each whole line of a stream. */
export function eachLine(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
