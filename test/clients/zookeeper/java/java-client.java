import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;

/**
 * ZooKeeper's own Java client against the servers given: JavaClient HOST:PORT[,HOST:PORT...]. Each check that holds is a
 * line "ok ..."; the first that does not ends the program.
 */
final class JavaClient {
    private static final long WAIT_SECONDS = 20;
    private static String hosts;
    private static String root;

    /** A session whose events are kept. */
    static final class Session implements Watcher {
        final BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
        final CountDownLatch connected = new CountDownLatch(1);
        final ZooKeeper zk;

        Session(String chroot) throws Exception {
            zk = new ZooKeeper(hosts + chroot, 10_000, this);
            check(connected.await(WAIT_SECONDS, TimeUnit.SECONDS), "no connection");
        }

        @Override
        public void process(WatchedEvent event) {
            if (event.getState() == KeeperState.SyncConnected) connected.countDown();
            if (event.getType() != EventType.None) events.add(event);
        }

        void expect(EventType type, String path) throws Exception {
            WatchedEvent event = events.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            check(event != null, "no event, wanted " + type + " " + path);
            check(event.getType() == type && event.getPath().equals(path), event + ", wanted " + type + " " + path);
        }
    }

    interface Body {
        void run() throws Exception;
    }

    static void check(boolean holds, Object what) {
        if (!holds) throw new AssertionError(String.valueOf(what));
    }

    static void fails(KeeperException.Code code, Body body) throws Exception {
        try {
            body.run();
        } catch (KeeperException error) {
            check(error.code() == code, error.code() + ", wanted " + code);
            return;
        }
        throw new AssertionError("no error, wanted " + code);
    }

    /** What another session was answered is there for this one too: servers may be behind one another, as ZooKeeper's may. */
    static ZooKeeper current(ZooKeeper zk) throws Exception {
        CountDownLatch synced = new CountDownLatch(1);
        zk.sync("/", (rc, path, context) -> synced.countDown(), null);
        check(synced.await(WAIT_SECONDS, TimeUnit.SECONDS), "sync");
        return zk;
    }

    static void ok(String what) {
        System.out.println("ok " + what);
        System.out.flush();
    }

    public static void main(String[] args) throws Exception {
        hosts = args[0];
        root = "/java-" + Long.toHexString(System.nanoTime());
        Session maker = new Session("");
        maker.zk.create(root, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        Session one = new Session(root);
        Session two = new Session(root);
        nodes(one.zk);
        kinds(one.zk, two.zk);
        watches(one, two.zk);
        persistentWatches(one, two.zk);
        transactions(one.zk);
        rights(one.zk, two.zk);
        sessions(one.zk);
        config(maker.zk);
        one.zk.close();
        two.zk.close();
        org.apache.zookeeper.ZKUtil.deleteRecursive(maker.zk, root);
        maker.zk.close();
        System.exit(0);
    }

    private static void nodes(ZooKeeper zk) throws Exception {
        Stat made = new Stat();
        check(zk.create("/n", bytes("1"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, made).equals("/n"), made);
        check(made.getVersion() == 0 && made.getCzxid() == made.getMzxid() && made.getDataLength() == 1, made);
        Stat set = zk.setData("/n", bytes("22"), 0);
        check(set.getVersion() == 1 && set.getMzxid() > set.getCzxid(), set);
        Stat read = new Stat();
        check(Arrays.equals(zk.getData("/n", false, read), bytes("22")) && read.equals(set), read);
        fails(KeeperException.Code.BADVERSION, () -> zk.setData("/n", bytes("3"), 0));
        fails(KeeperException.Code.NODEEXISTS, () -> zk.create("/n", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        fails(KeeperException.Code.NONODE, () -> zk.getData("/none", false, null));
        check(zk.exists("/none", false) == null, "exists of nothing");
        String sequential = zk.create("/n/s-", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
        check(sequential.equals("/n/s-0000000000"), sequential);
        check(zk.getChildren("/n", false).equals(List.of("s-0000000000")), "children");
        check(zk.getAllChildrenNumber("/n") == 1, "all children");
        fails(KeeperException.Code.NOTEMPTY, () -> zk.delete("/n", -1));
        current(zk);
        ok("nodes, versions, Stat, sequential names, sync");
    }

    private static void kinds(ZooKeeper zk, ZooKeeper other) throws Exception {
        zk.create("/e", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        Stat stat = current(other).exists("/e", false);
        check(stat.getEphemeralOwner() == zk.getSessionId(), stat);
        // This client leaves the chroot before what getEphemerals answers.
        check(zk.getEphemerals().equals(List.of(root + "/e")), zk.getEphemerals());
        check(other.getEphemerals().isEmpty(), "ephemerals of another");
        fails(KeeperException.Code.NOCHILDRENFOREPHEMERALS, () -> zk.create("/e/x", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        // What keeps a znode is told to clients for ephemerals alone.
        Stat container = new Stat();
        zk.create("/box", null, Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER, container);
        check(container.getEphemeralOwner() == 0 && container.equals(zk.exists("/box", false)), container);
        Stat ttl = new Stat();
        zk.create("/ttl", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_WITH_TTL, ttl, 3_600_000);
        check(ttl.getEphemeralOwner() == 0 && ttl.equals(zk.exists("/ttl", false)), ttl);
        ok("ephemerals, containers, TTL");
    }

    private static void watches(Session session, ZooKeeper other) throws Exception {
        ZooKeeper zk = session.zk;
        check(zk.exists("/w", true) == null, "made already");
        other.create("/w", bytes("0"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        session.expect(EventType.NodeCreated, "/w");
        zk.getData("/w", true, null);
        zk.getChildren("/w", true);
        other.setData("/w", bytes("1"), -1);
        session.expect(EventType.NodeDataChanged, "/w");
        other.create("/w/c", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        session.expect(EventType.NodeChildrenChanged, "/w");
        current(zk).getData("/w/c", true, null);
        zk.getChildren("/w/c", true);
        other.delete("/w/c", -1);
        session.expect(EventType.NodeDeleted, "/w/c");
        zk.getData("/w", true, null);
        zk.removeAllWatches("/w", WatcherType.Data, false);
        session.expect(EventType.DataWatchRemoved, "/w");
        fails(KeeperException.Code.NOWATCHER, () -> zk.removeAllWatches("/w", WatcherType.Data, false));
        ok("one-shot watches, their removal");
    }

    private static void persistentWatches(Session session, ZooKeeper other) throws Exception {
        session.zk.addWatch("/w", session, AddWatchMode.PERSISTENT_RECURSIVE);
        other.create("/w/x", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        other.create("/w/x/y", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        other.setData("/w/x/y", bytes("1"), -1);
        other.delete("/w/x/y", -1);
        session.expect(EventType.NodeCreated, "/w/x");
        session.expect(EventType.NodeCreated, "/w/x/y");
        session.expect(EventType.NodeDataChanged, "/w/x/y");
        session.expect(EventType.NodeDeleted, "/w/x/y");
        session.zk.removeWatches("/w", session, WatcherType.Any, false);
        session.expect(EventType.PersistentWatchRemoved, "/w");
        session.zk.addWatch("/w/x", session, AddWatchMode.PERSISTENT);
        for (int n = 0; n < 3; n++) {
            other.setData("/w/x", bytes("" + n), -1);
            session.expect(EventType.NodeDataChanged, "/w/x");
        }
        other.create("/w/x/z", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        session.expect(EventType.NodeChildrenChanged, "/w/x");
        check(session.events.isEmpty(), session.events);
        ok("persistent and recursive watches, their removal");
    }

    private static void transactions(ZooKeeper zk) throws Exception {
        // This client leaves the chroot before the paths of a multi's answers.
        List<OpResult> results = zk.multi(List.of(
            Op.create("/t", bytes("1"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
            Op.check("/t", 0),
            Op.setData("/t", bytes("2"), 0),
            Op.create("/t/e", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL)));
        check(((OpResult.CreateResult) results.get(0)).getPath().endsWith("/t"), results);
        check(((OpResult.SetDataResult) results.get(2)).getStat().getVersion() == 1, results);
        check(((OpResult.CreateResult) results.get(3)).getPath().endsWith("/t/e0000000000"), results);
        try {
            zk.multi(List.of(Op.delete("/t/e0000000000", -1), Op.check("/t", 7), Op.delete("/t", -1)));
            throw new AssertionError("a multi with a wrong version went well");
        } catch (KeeperException.BadVersionException error) {
            List<Integer> codes = new ArrayList<>();
            for (OpResult result : error.getResults()) codes.add(((OpResult.ErrorResult) result).getErr());
            check(codes.equals(List.of(0, -103, -2)), codes);
        }
        List<OpResult> reads = zk.multi(List.of(Op.getData("/t"), Op.getChildren("/t"), Op.getData("/none")));
        check(Arrays.equals(((OpResult.GetDataResult) reads.get(0)).getData(), bytes("2")), reads);
        check(((OpResult.GetChildrenResult) reads.get(1)).getChildren().equals(List.of("e0000000000")), reads);
        check(((OpResult.ErrorResult) reads.get(2)).getErr() == -101, reads);
        ok("multi and multiRead, whole or not at all, errors by part");
    }

    private static void rights(ZooKeeper zk, ZooKeeper other) throws Exception {
        check(zk.whoAmI().stream().anyMatch(info -> info.getAuthScheme().equals("ip")), zk.whoAmI());
        zk.addAuthInfo("digest", bytes("user:word"));
        check(zk.whoAmI().stream().anyMatch(info -> info.getAuthScheme().equals("digest") && info.getUser().startsWith("user")), zk.whoAmI());
        zk.create("/mine", bytes("x"), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        fails(KeeperException.Code.NOAUTH, () -> current(other).getData("/mine", false, null));
        fails(KeeperException.Code.NOAUTH, () -> other.setData("/mine", bytes("y"), -1));
        Stat stat = new Stat();
        List<ACL> acl = zk.getACL("/mine", stat);
        check(acl.size() == 1 && acl.get(0).getPerms() == Perms.ALL && acl.get(0).getId().getId().startsWith("user:"), acl);
        Stat changed = zk.setACL("/mine", Arrays.asList(new ACL(Perms.READ, new Id("world", "anyone")), acl.get(0)), 0);
        check(changed.getAversion() == 1, changed);
        check(Arrays.equals(current(other).getData("/mine", false, null), bytes("x")), "read by all");
        fails(KeeperException.Code.INVALIDACL, () -> zk.setACL("/mine", Arrays.asList(new ACL(Perms.READ, new Id("world", "nobody"))), -1));
        zk.delete("/mine", -1);
        ok("identities, access lists");
    }

    private static void sessions(ZooKeeper watcher) throws Exception {
        Session short1 = new Session(root);
        long id = short1.zk.getSessionId();
        short1.zk.create("/short", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        // Taken over by another connection that knows its password.
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper again = new ZooKeeper(hosts + root, 10_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) connected.countDown();
        }, id, short1.zk.getSessionPasswd());
        check(connected.await(WAIT_SECONDS, TimeUnit.SECONDS) && again.getSessionId() == id, "taken over");
        CountDownLatch gone = new CountDownLatch(1);
        check(current(watcher).exists("/short", event -> gone.countDown()) != null, "gone early");
        again.close();
        check(gone.await(WAIT_SECONDS, TimeUnit.SECONDS), "the ephemeral of a closed session stays");
        short1.zk.close();
        CountDownLatch expired = new CountDownLatch(1);
        ZooKeeper late = new ZooKeeper(hosts + root, 10_000, event -> {
            if (event.getState() == KeeperState.Expired) expired.countDown();
        }, id, new byte[16]);
        check(expired.await(WAIT_SECONDS, TimeUnit.SECONDS), "a session that ended was not told so");
        late.close();
        ok("a session taken over, closed, ended");
    }

    private static void config(ZooKeeper zk) throws Exception {
        Stat stat = new Stat();
        byte[] config = zk.getConfig(false, stat);
        check(config != null, "no configuration");
        ok("the configuration is a znode");
    }

    private static byte[] bytes(String text) {
        return text.getBytes();
    }
}
