/*
 * Loaded into a replica by `node --require`: dials another port than asked for. GROVE_TEST_ROUTES is a JSON object of
 * `host:port` and the port on loopback that is dialled instead; all else is left alone.
 */
'use strict';

const net = require('node:net');

const routes = new Map(Object.entries(JSON.parse(process.env.GROVE_TEST_ROUTES ?? '{}')));
const { connect } = net;

net.connect = net.createConnection = (options, ...rest) => {
  const port = typeof options === 'object' && options !== null ? routes.get(`${options.host}:${options.port}`) : undefined;
  return port === undefined ? connect(options, ...rest) : connect({ ...options, host: '127.0.0.1', port }, ...rest);
};
