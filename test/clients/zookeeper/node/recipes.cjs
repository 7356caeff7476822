/** node-zookeeper-client against the servers given: `node recipes.cjs HOST:PORT,…`, with the package on NODE_PATH. Lines `ok …`. */
const assert = require('node:assert/strict');
/** Fetched for the run; no dependency of the repository. */
const PACKAGE = 'node-zookeeper-client';
const zookeeper = require(PACKAGE);

const [hosts] = process.argv.slice(2);
const root = `/node-${process.pid}-${Date.now().toString(36)}`;
const { CreateMode, Exception, ACL, Permission, Id } = zookeeper;
const WAIT_MS = 20_000;

function connected(chroot) {
  return new Promise((resolve, reject) => {
    const client = zookeeper.createClient(hosts + chroot, { sessionTimeout: 10_000, retries: 1 });
    const timer = setTimeout(() => reject(new Error('no connection')), WAIT_MS);
    client.once('connected', () => {
      clearTimeout(timer);
      resolve(client);
    });
    client.connect();
  });
}

/** A call of the client as a promise of its results, the error as what it rejects with. */
function ask(client, method, ...args) {
  return new Promise((resolve, reject) => {
    client[method](...args, (error, ...results) => (error ? reject(error) : resolve(results)));
  });
}

function event() {
  let tell;
  const seen = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no event')), WAIT_MS);
    tell = (what) => {
      clearTimeout(timer);
      resolve(what);
    };
  });
  return { seen, watcher: (what) => tell(what) };
}

/** Not the client's own removeRecursive, which stops below the first level. */
async function remove(client, path) {
  const [children] = await ask(client, 'getChildren', path);
  for (const child of children) await remove(client, `${path}/${child}`);
  await ask(client, 'remove', path, -1);
}

/**
 * What another session was answered is there for this one too: servers may be behind one another, as ZooKeeper's may. This client has no
 * sync; a write of its own does the same.
 */
async function current(client, path) {
  await ask(client, 'setData', path, Buffer.alloc(0));
  return client;
}

async function fails(code, promise) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.getCode(), code);
    return true;
  });
}

const ok = (what) => console.log(`ok ${what}`);

async function main() {
  const maker = await connected('');
  await ask(maker, 'create', root);
  const [one, two] = [await connected(root), await connected(root)];

  await ask(one, 'create', '/n', Buffer.from('one'));
  const [data, stat] = await ask(one, 'getData', '/n');
  assert.equal(data.toString(), 'one');
  assert.equal(stat.version, 0);
  const [set] = await ask(one, 'setData', '/n', Buffer.from('two'), 0);
  assert.equal(set.version, 1);
  await fails(Exception.BAD_VERSION, ask(one, 'setData', '/n', Buffer.from('x'), 0));
  await fails(Exception.NO_NODE, ask(one, 'getData', '/none'));
  await fails(Exception.NODE_EXISTS, ask(one, 'create', '/n'));
  await ask(one, 'mkdirp', '/n/deep/er');
  await fails(Exception.NOT_EMPTY, ask(one, 'remove', '/n'));
  const [sequential] = await ask(one, 'create', '/n/s-', null, CreateMode.EPHEMERAL_SEQUENTIAL);
  assert.equal(sequential, '/n/s-0000000001');
  const [children] = await ask(one, 'getChildren', '/n');
  assert.deepEqual(children.sort(), ['deep', 's-0000000001']);
  await remove(one, '/n');
  const [none] = await ask(one, 'exists', '/n');
  assert.equal(none, null);
  ok('nodes, versions, sequential names, mkdirp');

  const made = event();
  await ask(one, 'exists', '/w', made.watcher);
  await ask(two, 'create', '/w', Buffer.from('0'), CreateMode.EPHEMERAL);
  assert.equal((await made.seen).getName(), 'NODE_CREATED');
  const changed = event();
  await ask(one, 'getData', '/w', changed.watcher);
  await ask(two, 'setData', '/w', Buffer.from('1'));
  assert.equal((await changed.seen).getName(), 'NODE_DATA_CHANGED');
  const listed = event();
  await ask(one, 'getChildren', '/', listed.watcher);
  const gone = event();
  await ask(one, 'exists', '/w', gone.watcher);
  two.close();
  assert.equal((await gone.seen).getName(), 'NODE_DELETED');
  assert.equal((await listed.seen).getName(), 'NODE_CHILDREN_CHANGED');
  ok('watches, an ephemeral that goes with its session');

  await ask(one, 'create', '/t', Buffer.from('0'));
  const results = await ask(one.transaction().create('/t/a').check('/t', 0).setData('/t', Buffer.from('1')).remove('/t/a'), 'commit');
  assert.equal(results[0].length, 4);
  await fails(Exception.BAD_VERSION, ask(one.transaction().create('/t/lost').check('/t', 7), 'commit'));
  assert.equal((await ask(one, 'exists', '/t/lost'))[0], null);
  ok('transactions');

  one.addAuthInfo('digest', Buffer.from('user:word'));
  await ask(one, 'create', '/mine', Buffer.from('x'), ACL.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
  await fails(Exception.NO_AUTH, ask(await current(maker, root), 'getData', `${root}/mine`));
  const [acl] = await ask(one, 'getACL', '/mine');
  assert.equal(acl[0].id.scheme, 'digest');
  await ask(one, 'setACL', '/mine', [new ACL(Permission.READ, Id.ANYONE_ID_UNSAFE)], 0);
  assert.equal((await ask(await current(maker, root), 'getData', `${root}/mine`))[0].toString(), 'x');
  ok('identities, access lists');

  const session = one.getSessionId().toString('hex');
  await ask(one, 'create', '/held', null, CreateMode.EPHEMERAL);
  const back = new Promise((resolve) => one.once('connected', resolve));
  one.connectionManager.socket.destroy();
  await back;
  assert.equal(one.getSessionId().toString('hex'), session);
  assert.notEqual((await ask(await current(maker, root), 'exists', `${root}/held`))[0], null);
  ok('a lost connection costs no session');

  const released = event();
  await ask(maker, 'exists', `${root}/held`, released.watcher);
  one.close();
  await released.seen;
  await remove(maker, root);
  maker.close();
}

main().then(
  () => setTimeout(() => process.exit(0), 50),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
