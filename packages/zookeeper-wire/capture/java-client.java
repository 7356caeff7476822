import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;

/** Says to a ZooKeeper server whatever the Java client can say; see capture.mjs. */
public class JavaClient {
    interface Call {
        void run() throws Exception;
    }

    static void attempt(Call call) {
        try {
            call.run();
        } catch (Exception failure) {
            // The answer is what counts, and the proxy has it.
        }
    }

    public static void main(String[] arguments) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        Watcher watcher = event -> connected.countDown();
        Watcher other = event -> {};
        ZooKeeperAdmin zk = new ZooKeeperAdmin(arguments[0], 10000, watcher);
        connected.await();
        byte[] data = "value".getBytes();
        List<org.apache.zookeeper.data.ACL> open = Ids.OPEN_ACL_UNSAFE;
        attempt(() -> zk.addAuthInfo("digest", "carol:secret".getBytes()));
        attempt(() -> zk.create("/j", null, open, CreateMode.PERSISTENT));
        attempt(() -> zk.create("/j/stat", data, open, CreateMode.PERSISTENT, new Stat()));
        attempt(() -> zk.create("/j/container", data, open, CreateMode.CONTAINER));
        attempt(() -> zk.create("/j/ttl", data, open, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 12345678901L));
        attempt(() -> zk.create("/j/ttl-", data, open, CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL, new Stat(), 1000));
        attempt(() -> zk.create("/j/e-", data, Ids.CREATOR_ALL_ACL, CreateMode.EPHEMERAL_SEQUENTIAL));
        attempt(() -> zk.exists("/j/container", false));
        attempt(() -> zk.exists("/j/ttl", watcher));
        attempt(() -> zk.getData("/j", watcher, new Stat()));
        attempt(() -> zk.getChildren("/j", watcher));
        attempt(() -> zk.getChildren("/j", false, new Stat()));
        attempt(() -> zk.setData("/j", data, -1));
        attempt(() -> zk.getACL("/j", new Stat()));
        attempt(() -> zk.setACL("/j/stat", Ids.CREATOR_ALL_ACL, -1));
        attempt(() -> zk.getEphemerals());
        attempt(() -> zk.getEphemerals("/j/e"));
        attempt(() -> zk.getAllChildrenNumber("/j"));
        attempt(() -> zk.whoAmI());
        attempt(() -> zk.getConfig(false, new Stat()));
        attempt(() -> zk.reconfigure("server.9=127.0.0.1:1:2;3", null, null, -1, new Stat()));
        attempt(() -> zk.addWatch("/j", watcher, AddWatchMode.PERSISTENT));
        attempt(() -> zk.addWatch("/j/stat", watcher, AddWatchMode.PERSISTENT_RECURSIVE));
        attempt(() -> zk.setData("/j", data, -1));
        attempt(() -> zk.multi(Arrays.asList(
            Op.create("/j/m", data, open, CreateMode.PERSISTENT),
            Op.create("/j/mc", data, open, CreateMode.CONTAINER),
            Op.create("/j/mt", data, open, CreateMode.PERSISTENT_WITH_TTL, 99000),
            Op.setData("/j/m", data, 0),
            Op.check("/j/m", 1),
            Op.delete("/j/m", -1))));
        attempt(() -> zk.multi(Arrays.asList(Op.check("/j", 99), Op.delete("/j/container", -1))));
        attempt(() -> zk.multi(Arrays.asList(Op.getData("/j"), Op.getChildren("/j"), Op.getData("/j/nowhere"))));
        attempt(() -> zk.exists("/j/nobody", other));
        attempt(() -> zk.removeWatches("/j/nobody", other, Watcher.WatcherType.Data, false));
        attempt(() -> zk.exists("/j/nobody", other));
        attempt(() -> zk.removeAllWatches("/j/nobody", Watcher.WatcherType.Any, false));
        attempt(() -> zk.sync("/j", (code, path, context) -> {}, null));
        attempt(() -> zk.getChildren("/j", watcher));
        attempt(() -> zk.exists("/j/absent", watcher));
        // The connection is cut behind this one's answer.
        attempt(() -> zk.create("/cut-the-connection-1", data, open, CreateMode.PERSISTENT));
        Thread.sleep(3000);
        attempt(() -> zk.delete("/cut-the-connection-1", -1));
        // Long enough for a ping.
        Thread.sleep(5000);
        zk.close();
        // Once more, without watches that stay: they are set again by another request.
        CountDownLatch again = new CountDownLatch(1);
        ZooKeeper plain = new ZooKeeper(arguments[0], 10000, event -> again.countDown());
        again.await();
        attempt(() -> plain.exists("/j/absent", watcher));
        attempt(() -> plain.getData("/j", watcher, null));
        attempt(() -> plain.getChildren("/j", watcher));
        attempt(() -> plain.create("/cut-the-connection-2", data, open, CreateMode.PERSISTENT));
        Thread.sleep(3000);
        attempt(() -> plain.delete("/cut-the-connection-2", -1));
        plain.close();
        System.exit(0);
    }
}
