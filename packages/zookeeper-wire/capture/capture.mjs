/**
 * Records what ZooKeeper's own clients say to ZooKeeper: starts one server on loopback, and between it and each client a proxy that
 * writes every packet down. `node packages/zookeeper-wire/capture/capture.mjs` writes `packets-VERSION.json` anew, which the tests compare
 * with: the version is that of the server and of the Java client.
 *
 * Needs Java, ZooKeeper's jars (Debian: zookeeperd, 3.8.0; others by ZOOKEEPER_CLASS_PATH, as `npm run clients` keeps them under `.grove/`) and
 * Python with kazoo (python3-kazoo). Nobody needs it to run the tests.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const classPath = process.env.ZOOKEEPER_CLASS_PATH ?? '/usr/share/java/zookeeper.jar';
const python = process.env.CAPTURE_PYTHON ?? '/usr/bin/python3';
const serverPort = 21810;
const proxyPort = 21811;
/** A packet that names this path cuts the connection once it was answered: the client comes back and sets its watches again. */
const cut = Buffer.from('/cut-the-connection');

function javaArgs(...args) {
  return ['-Xmx256m', '-cp', classPath, ...args];
}

async function until(what, attempt) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await attempt()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain until ${what}`);
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('srvr'));
    socket.once('data', (bytes) => {
      resolve(bytes.toString().includes('Mode: standalone'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

/** Cuts bytes into packets and keeps each in hexadecimal. */
function recorder(from, packets, seen) {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0);
      packets.push({ from, hex: rest.subarray(4, end).toString('hex') });
      seen(rest.subarray(4, end));
      rest = rest.subarray(end);
    }
  };
}

function proxy(connections) {
  return createServer((client) => {
    const packets = [];
    connections.push(packets);
    const server = connect(serverPort, '127.0.0.1');
    let cuts = false;
    const fromClient = recorder('client', packets, (packet) => {
      cuts ||= packet.includes(cut);
    });
    const fromServer = recorder('server', packets, (packet) => {
      if (!cuts || !packet.includes(cut)) return;
      client.destroy();
      server.destroy();
    });
    client.on('data', (bytes) => {
      fromClient(bytes);
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      client.write(bytes);
      fromServer(bytes);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}

const folder = mkdtempSync(join(tmpdir(), 'grove-capture-'));
writeFileSync(
  join(folder, 'zoo.cfg'),
  `tickTime=2000\ndataDir=${folder}\nclientPort=${serverPort}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\nextendedTypesEnabled=true\nreconfigEnabled=true\n`,
);
const server = spawn('java', javaArgs('org.apache.zookeeper.server.ZooKeeperServerMain', join(folder, 'zoo.cfg')), { stdio: 'ignore' });
const captures = [];
try {
  await until('the server serves', () => answers(serverPort));
  for (const [client, command, args] of [
    ['kazoo', python, [join(here, 'kazoo-client.py'), `127.0.0.1:${proxyPort}`]],
    ['java', 'java', javaArgs(join(here, 'java-client.java'), `127.0.0.1:${proxyPort}`)],
  ]) {
    const connections = [];
    const listener = proxy(connections).listen(proxyPort, '127.0.0.1');
    await run(command, args);
    listener.close();
    for (const packets of connections) captures.push({ client, packets });
  }
  const version = spawnSync('java', javaArgs('org.apache.zookeeper.version.VersionInfoMain')).stdout.toString().split('\n')[0];
  const [number = 'unknown'] = /[0-9]+(\.[0-9]+)+/.exec(version) ?? [];
  writeFileSync(join(here, `packets-${number}.json`), `${JSON.stringify({ server: version, captures }, null, 2)}\n`);
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
