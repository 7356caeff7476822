import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.curator.framework.recipes.atomic.AtomicValue;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.cache.PathChildrenCache;
import org.apache.curator.framework.recipes.cache.PathChildrenCacheEvent;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.nodes.PersistentTtlNode;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.CreateMode;

/** Curator's recipes against the servers given: CuratorRecipes HOST:PORT[,HOST:PORT...]. Lines "ok ..." as in JavaClient. */
final class CuratorRecipes {
    private static final long WAIT_SECONDS = 20;
    private static String hosts;
    private static String namespace;

    interface Probe {
        boolean holds() throws Exception;
    }

    static void check(boolean holds, Object what) {
        if (!holds) throw new AssertionError(String.valueOf(what));
    }

    static void until(String what, Probe probe) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!probe.holds()) {
            check(System.nanoTime() < deadline, "waited in vain: " + what);
            Thread.sleep(10);
        }
    }

    static CuratorFramework client() throws Exception {
        CuratorFramework made = CuratorFrameworkFactory.builder()
            .connectString(hosts)
            .namespace(namespace)
            .sessionTimeoutMs(10_000)
            .connectionTimeoutMs(5_000)
            .retryPolicy(new ExponentialBackoffRetry(100, 5))
            .build();
        made.start();
        check(made.blockUntilConnected((int) WAIT_SECONDS, TimeUnit.SECONDS), "no connection");
        return made;
    }

    static void ok(String what) {
        System.out.println("ok " + what);
        System.out.flush();
    }

    public static void main(String[] args) throws Exception {
        hosts = args[0];
        namespace = "curator-" + Long.toHexString(System.nanoTime());
        CuratorFramework one = client();
        CuratorFramework two = client();
        mutex(one, two);
        readWriteLock(one, two);
        semaphore(one, two);
        leaderLatch(one);
        leaderSelector(one, two);
        pathChildrenCache(one, two);
        curatorCache(one, two);
        counters(one, two);
        doubleBarrier(one, two);
        nodes(one, two);
        transaction(one);
        // The namespace itself stays where a container of a recipe is not swept yet.
        one.delete().deletingChildrenIfNeeded().forPath("/");
        one.close();
        two.close();
        System.exit(0);
    }

    private static void mutex(CuratorFramework one, CuratorFramework two) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger entered = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (CuratorFramework client : List.of(one, two, one, two)) {
            InterProcessMutex mutex = new InterProcessMutex(client, "/mutex");
            Thread thread = new Thread(() -> {
                try {
                    for (int n = 0; n < 5; n++) {
                        check(mutex.acquire(WAIT_SECONDS, TimeUnit.SECONDS), "not acquired");
                        check(inside.incrementAndGet() == 1, "two inside");
                        entered.incrementAndGet();
                        inside.decrementAndGet();
                        mutex.release();
                    }
                } catch (Throwable error) {
                    failures.add(error);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) thread.join();
        check(failures.isEmpty() && entered.get() == 20, failures);
        ok("InterProcessMutex: 4 contenders, one inside at a time");
    }

    private static void readWriteLock(CuratorFramework one, CuratorFramework two) throws Exception {
        InterProcessReadWriteLock first = new InterProcessReadWriteLock(one, "/read-write");
        InterProcessReadWriteLock second = new InterProcessReadWriteLock(two, "/read-write");
        first.readLock().acquire();
        check(second.readLock().acquire(WAIT_SECONDS, TimeUnit.SECONDS), "a second reader");
        second.readLock().release();
        check(!second.writeLock().acquire(100, TimeUnit.MILLISECONDS), "a writer beside a reader");
        first.readLock().release();
        check(second.writeLock().acquire(WAIT_SECONDS, TimeUnit.SECONDS), "a writer alone");
        second.writeLock().release();
        ok("InterProcessReadWriteLock");
    }

    private static void semaphore(CuratorFramework one, CuratorFramework two) throws Exception {
        InterProcessSemaphoreV2 first = new InterProcessSemaphoreV2(one, "/semaphore", 2);
        InterProcessSemaphoreV2 second = new InterProcessSemaphoreV2(two, "/semaphore", 2);
        Lease a = first.acquire();
        Lease b = second.acquire();
        check(second.acquire(100, TimeUnit.MILLISECONDS) == null, "a third lease of two");
        first.returnLease(a);
        Lease c = second.acquire(WAIT_SECONDS, TimeUnit.SECONDS);
        check(c != null, "a lease that was given back");
        second.returnLease(b);
        second.returnLease(c);
        ok("InterProcessSemaphoreV2");
    }

    private static void leaderLatch(CuratorFramework observer) throws Exception {
        CuratorFramework one = client();
        CuratorFramework two = client();
        LeaderLatch first = new LeaderLatch(one, "/latch", "one");
        first.start();
        check(first.await(WAIT_SECONDS, TimeUnit.SECONDS), "nobody leads");
        LeaderLatch second = new LeaderLatch(two, "/latch", "two");
        second.start();
        until("both take part", () -> second.getParticipants().size() == 2);
        check(!second.hasLeadership() && second.getLeader().getId().equals("one"), "the leader");
        // The leader's session ends without giving up the latch.
        one.getZookeeperClient().getZooKeeper().close();
        check(second.await(WAIT_SECONDS, TimeUnit.SECONDS), "no new leader");
        second.close();
        first.close(LeaderLatch.CloseMode.SILENT);
        one.close();
        two.close();
        ok("LeaderLatch: the next leads when the leader's session ends");
    }

    private static void leaderSelector(CuratorFramework one, CuratorFramework two) throws Exception {
        BlockingQueue<String> led = new LinkedBlockingQueue<>();
        List<LeaderSelector> selectors = new ArrayList<>();
        for (CuratorFramework client : List.of(one, two)) {
            String name = client == one ? "one" : "two";
            LeaderSelector selector = new LeaderSelector(client, "/selector", new LeaderSelectorListenerAdapter() {
                @Override
                public void takeLeadership(CuratorFramework taken) {
                    led.add(name);
                }
            });
            selectors.add(selector);
            selector.start();
        }
        Set<String> leaders = new HashSet<>();
        for (int n = 0; n < 2; n++) leaders.add(led.poll(WAIT_SECONDS, TimeUnit.SECONDS));
        check(leaders.equals(Set.of("one", "two")), leaders);
        for (LeaderSelector selector : selectors) selector.close();
        ok("LeaderSelector");
    }

    private static void pathChildrenCache(CuratorFramework one, CuratorFramework two) throws Exception {
        one.create().creatingParentsIfNeeded().forPath("/children/a", "1".getBytes());
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        PathChildrenCache cache = new PathChildrenCache(one, "/children", true);
        cache.getListenable().addListener((client, event) -> {
            if (event.getData() != null) events.add(event.getType() + " " + event.getData().getPath());
        });
        cache.start(PathChildrenCache.StartMode.BUILD_INITIAL_CACHE);
        check(cache.getCurrentData().size() == 1, cache.getCurrentData());
        two.create().forPath("/children/b");
        check(next(events).equals(PathChildrenCacheEvent.Type.CHILD_ADDED + " /children/b"), "an added child");
        two.setData().forPath("/children/a", "2".getBytes());
        check(next(events).equals(PathChildrenCacheEvent.Type.CHILD_UPDATED + " /children/a"), "a changed child");
        check(new String(cache.getCurrentData("/children/a").getData()).equals("2"), "its data");
        two.delete().forPath("/children/b");
        check(next(events).equals(PathChildrenCacheEvent.Type.CHILD_REMOVED + " /children/b"), "a removed child");
        cache.close();
        ok("PathChildrenCache");
    }

    private static void curatorCache(CuratorFramework one, CuratorFramework two) throws Exception {
        one.create().creatingParentsIfNeeded().forPath("/tree/a/b", "1".getBytes());
        CuratorCache cache = CuratorCache.build(one, "/tree");
        CountDownLatch initialized = new CountDownLatch(1);
        cache.listenable().addListener(CuratorCacheListener.builder().forInitialized(initialized::countDown).build());
        cache.start();
        check(initialized.await(WAIT_SECONDS, TimeUnit.SECONDS), "never initialized");
        check(cache.size() == 3, cache.size());
        two.setData().forPath("/tree/a/b", "2".getBytes());
        until("changed data in the cache", () -> new String(cache.get("/tree/a/b").get().getData()).equals("2"));
        two.create().forPath("/tree/a/c");
        two.delete().deletingChildrenIfNeeded().forPath("/tree/a");
        until("a subtree gone from the cache", () -> cache.size() == 1);
        cache.close();
        ok("CuratorCache (a persistent recursive watch)");
    }

    private static String next(BlockingQueue<String> events) throws Exception {
        String event = events.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        check(event != null, "no event");
        return event;
    }

    private static void counters(CuratorFramework one, CuratorFramework two) throws Exception {
        for (CuratorFramework client : List.of(one, two)) {
            DistributedAtomicLong number = new DistributedAtomicLong(client, "/number", new ExponentialBackoffRetry(10, 5));
            for (int n = 0; n < 10; n++) {
                AtomicValue<Long> value = number.increment();
                check(value.succeeded(), "not counted");
            }
        }
        DistributedAtomicLong number = new DistributedAtomicLong(one, "/number", new ExponentialBackoffRetry(10, 5));
        // A read alone may be of a server that is behind.
        AtomicValue<Long> all = number.increment();
        check(all.succeeded() && all.postValue() == 21, all.postValue());
        SharedCount first = new SharedCount(one, "/shared", 7);
        SharedCount second = new SharedCount(two, "/shared", 7);
        first.start();
        second.start();
        first.setCount(8);
        until("a shared count", () -> second.getCount() == 8);
        first.close();
        second.close();
        ok("DistributedAtomicLong, SharedCount");
    }

    private static void doubleBarrier(CuratorFramework one, CuratorFramework two) throws Exception {
        CountDownLatch through = new CountDownLatch(2);
        for (CuratorFramework client : List.of(one, two)) {
            DistributedDoubleBarrier barrier = new DistributedDoubleBarrier(client, "/barrier", 2);
            new Thread(() -> {
                try {
                    if (barrier.enter(WAIT_SECONDS, TimeUnit.SECONDS) && barrier.leave(WAIT_SECONDS, TimeUnit.SECONDS)) through.countDown();
                } catch (Exception error) {
                    error.printStackTrace();
                }
            }).start();
        }
        check(through.await(2 * WAIT_SECONDS, TimeUnit.SECONDS), "the barrier holds");
        ok("DistributedDoubleBarrier");
    }

    private static void nodes(CuratorFramework one, CuratorFramework two) throws Exception {
        PersistentNode node = new PersistentNode(one, CreateMode.EPHEMERAL, false, "/kept", "x".getBytes());
        node.start();
        check(node.waitForInitialCreate(WAIT_SECONDS, TimeUnit.SECONDS), "not made");
        two.delete().forPath("/kept");
        until("made again", () -> two.checkExists().forPath("/kept") != null);
        node.close();
        PersistentTtlNode ttl = new PersistentTtlNode(one, "/with-ttl", 60_000, new byte[0]);
        ttl.start();
        check(ttl.waitForInitialCreate(WAIT_SECONDS, TimeUnit.SECONDS), "no node with a TTL");
        ttl.close();
        GroupMember first = new GroupMember(one, "/group", "one");
        GroupMember second = new GroupMember(two, "/group", "two");
        first.start();
        second.start();
        until("both members", () -> first.getCurrentMembers().keySet().equals(Set.of("one", "two")));
        second.close();
        until("one member", () -> first.getCurrentMembers().keySet().equals(Set.of("one")));
        first.close();
        String guarded = one.create().withProtection().withMode(CreateMode.EPHEMERAL_SEQUENTIAL).forPath("/guarded-");
        check(guarded.contains("guarded-"), guarded);
        ok("PersistentNode, PersistentTtlNode, GroupMember, withProtection");
    }

    private static void transaction(CuratorFramework one) throws Exception {
        List<CuratorTransactionResult> results = one.transaction().forOperations(
            one.transactionOp().create().forPath("/moved", "a".getBytes()),
            one.transactionOp().setData().forPath("/moved", "b".getBytes()),
            one.transactionOp().check().withVersion(1).forPath("/moved"),
            one.transactionOp().delete().forPath("/moved"));
        check(results.size() == 4 && one.checkExists().forPath("/moved") == null, results);
        ok("transaction");
    }
}
