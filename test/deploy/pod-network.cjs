/**
 * Preloaded into a replica (`node --require`), it makes the process see what a pod of the StatefulSet sees: its own host
 * name, the names of the headless Service, and an address of its own on which the same ports are free as on every
 * other pod's. Each pod gets a loopback address (127.0.N.N), so neither root nor a container engine is needed, and the
 * replica's environment can be the manifests' to the letter.
 *
 * `POD_NETWORK`: JSON, `{ hostname, address, names: { NAME: ADDRESS } }`.
 */
const dns = require('node:dns');
const net = require('node:net');
const os = require('node:os');

const { hostname, address, names } = JSON.parse(process.env.POD_NETWORK ?? '{}');

os.hostname = () => hostname;

// As net.connect asks.
const resolve = dns.lookup;
dns.lookup = (name, options, answered) => {
  const known = names[name];
  if (known === undefined) return resolve(name, options, answered);
  setImmediate(() => (options.all === true ? answered(null, [{ address: known, family: 4 }]) : answered(null, known, 4)));
};

// "Every address" of a pod is its own one.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  const own = (host) => (host === '0.0.0.0' || host === '::' ? address : host);
  if (args[0] !== null && typeof args[0] === 'object') args[0] = { ...args[0], host: own(args[0].host) };
  else if (typeof args[1] === 'string') args[1] = own(args[1]);
  return listen.apply(this, args);
};
