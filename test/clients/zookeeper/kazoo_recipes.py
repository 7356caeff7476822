"""What kazoo's own recipes promise, against the servers given: kazoo_recipes.py HOST:PORT [HOST:PORT ...].

Each check that holds is a line "ok ..."; the first that does not ends the program.
"""
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid

from kazoo.client import KazooClient, KazooState
from kazoo.exceptions import (
    AuthFailedError,
    BadVersionError,
    NoAuthError,
    NoNodeError,
    NodeExistsError,
    NotEmptyError,
    RolledBackError,
    RuntimeInconsistency,
    SessionExpiredError,
)
from kazoo.recipe.barrier import Barrier, DoubleBarrier
from kazoo.recipe.cache import TreeCache, TreeEvent
from kazoo.security import make_digest_acl, make_digest_acl_credential

WAIT = 20
logging.getLogger("kazoo").addHandler(logging.NullHandler())
logging.getLogger("kazoo").propagate = False
hosts = ",".join(sys.argv[1:])
root = "/kazoo-" + uuid.uuid4().hex[:8]


def client(chroot=root, timeout=4.0, servers=hosts, **more):
    made = KazooClient(hosts=servers + chroot, timeout=timeout, **more)
    made.start(timeout=WAIT)
    return made


def done(made):
    made.stop()
    made.close()


def current(reader):
    """What another session was answered is there for this one too: servers may be behind one another, as ZooKeeper's may."""
    reader.sync("/")
    return reader


def until(what, probe):
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        if probe():
            return
        time.sleep(0.02)
    raise AssertionError("waited in vain: " + what)


def raises(error, call, *args, **named):
    try:
        call(*args, **named)
    except error:
        return
    raise AssertionError("%s did not raise %s" % (call, error))


def in_thread(call, *args):
    thread = threading.Thread(target=call, args=args, daemon=True)
    thread.start()
    return thread


def nodes_and_stats(zk):
    assert zk.create("/n", b"one") == "/n"
    data, stat = zk.get("/n")
    assert (data, stat.version, stat.data_length, stat.children_count) == (b"one", 0, 3, 0), (data, stat)
    assert stat.czxid == stat.mzxid == stat.pzxid and stat.ephemeralOwner == 0
    assert abs(time.time() - stat.ctime / 1000) < 60
    newer = zk.set("/n", b"four", version=0)
    assert newer.version == 1 and newer.mzxid > newer.czxid
    raises(BadVersionError, zk.set, "/n", b"", version=0)
    raises(NodeExistsError, zk.create, "/n")
    raises(NoNodeError, zk.create, "/no/n")
    raises(NoNodeError, zk.get, "/no")
    assert zk.exists("/no") is None
    assert zk.create("/n/s-", sequence=True) == "/n/s-0000000000"
    assert zk.create("/n/s-", sequence=True) == "/n/s-0000000001"
    assert sorted(zk.get_children("/n")) == ["s-0000000000", "s-0000000001"]
    children, stat = zk.get_children("/n", include_data=True)
    assert stat.children_count == 2 and len(children) == 2
    path, stat = zk.create("/n/with", b"x", include_data=True)
    assert path == "/n/with" and stat.data_length == 1
    raises(NotEmptyError, zk.delete, "/n")
    zk.ensure_path("/n/deep/er/still")
    zk.delete("/n", recursive=True)
    assert zk.exists("/n") is None
    assert zk.sync("/") in ("/", root), zk.sync("/")
    big = os.urandom(1000000)
    zk.create("/big", big)
    assert zk.get("/big")[0] == big
    zk.delete("/big")


def requests_in_flight(zk):
    zk.create("/f")
    asked = [zk.create_async("/f/%04d" % n, b"%d" % n) for n in range(500)]
    read = [zk.get_async("/f/%04d" % n) for n in range(500)]
    assert [a.get(WAIT) for a in asked] == ["/f/%04d" % n for n in range(500)]
    assert [r.get(WAIT)[0] for r in read] == [b"%d" % n for n in range(500)]
    zxids = [r.get(WAIT)[1].czxid for r in read]
    assert zxids == sorted(set(zxids))
    for gone in [zk.delete_async("/f/%04d" % n) for n in range(500)]:
        gone.get(WAIT)


def chroot(zk):
    zk.create("/inside")
    inner = client(chroot=root + "/inside")
    current(inner)
    seen = []
    inner.create("/x", b"")
    inner.exists("/x", watch=lambda event: seen.append((event.type, event.path)))
    zk.set("/inside/x", b"2")
    until("a watch below a chroot", lambda: seen == [("CHANGED", "/x")])
    done(inner)


def transactions(zk):
    t = zk.transaction()
    t.create("/t", b"1")
    t.check("/t", 0)
    t.set_data("/t", b"2", version=0)
    t.create("/t/s-", sequence=True)
    made = t.commit()
    assert made[0] == "/t" and made[1] is True and made[2].version == 1 and made[3] == "/t/s-0000000000", made
    t = zk.transaction()
    t.create("/t/lost")
    t.delete("/t/none")
    t.create("/t/later")
    failed = t.commit()
    assert [type(f) for f in failed] == [RolledBackError, NoNodeError, RuntimeInconsistency], failed
    assert zk.exists("/t/lost") is None


def rights(zk):
    owner = client(auth_data=[("digest", "owner:secret")])
    acl = make_digest_acl("owner", "secret", all=True)
    owner.create("/private", b"x", acl=[acl])
    raises(NoAuthError, current(zk).get, "/private")
    raises(NoAuthError, zk.set, "/private", b"")
    raises(NoAuthError, zk.create, "/private/below")
    assert owner.get("/private")[0] == b"x"
    owner.create("/private/below", acl=[acl])
    raises(NoAuthError, zk.delete, "/private/below")
    lists, stat = owner.get_acls("/private")
    assert lists == [acl] and lists[0].id.id == make_digest_acl_credential("owner", "secret") and stat.aversion == 0
    owner.set_acls("/private", [make_digest_acl("owner", "secret", read=True, admin=True)], version=0)
    raises(NoAuthError, owner.set, "/private", b"")
    zk.add_auth("digest", "owner:secret")
    assert current(zk).get("/private")[0] == b"x"
    zk.set_acls("/private", [acl])
    zk.delete("/private", recursive=True)
    done(owner)
    refused = client()
    raises(AuthFailedError, refused.add_auth, "unheard", "of")
    done(refused)


def watches(zk):
    other = client()
    data, lists = [], []
    zk.create("/w", b"0")

    @zk.DataWatch("/w")
    def changed(value, stat, event):
        data.append(value)

    @zk.ChildrenWatch("/w")
    def children(names):
        lists.append(sorted(names))

    for n in range(1, 6):
        other.set("/w", b"%d" % n)
        until("DataWatch %d" % n, lambda: data[-1] == b"%d" % n)
    other.create("/w/a")
    until("a first child", lambda: lists[-1] == ["a"])
    other.create("/w/b")
    until("a second child", lambda: lists[-1] == ["a", "b"])
    other.delete("/w/a")
    until("a child less", lambda: lists[-1] == ["b"])
    other.delete("/w", recursive=True)
    until("DataWatch of a deleted node", lambda: data[-1] is None)
    other.create("/w", b"again")
    until("DataWatch of a node made again", lambda: data[-1] == b"again")
    done(other)


def ephemerals(zk):
    holder = client()
    holder.create("/e", b"", ephemeral=True)
    stat = current(zk).exists("/e")
    assert stat.ephemeralOwner == holder.client_id[0], (stat, holder.client_id)
    gone = threading.Event()
    zk.exists("/e", watch=lambda event: gone.set())
    done(holder)
    assert gone.wait(WAIT)
    assert current(zk).exists("/e") is None


def reconnects(zk):
    lone = client(timeout=10.0)
    states = []
    lone.add_listener(states.append)
    before = lone.client_id
    lone.create("/r", b"0", ephemeral=True)
    data, lists = [], []
    lone.DataWatch("/r", lambda value, stat: data.append(value))
    children = lone.ChildrenWatch("/", lambda names: lists.append("r-sibling" in names))
    for _ in range(3):
        states.clear()
        lone._connection._socket.shutdown(socket.SHUT_RDWR)
        until("connected again", lambda: KazooState.CONNECTED in states)
        assert KazooState.LOST not in states and lone.client_id == before, states
        # Lost once more while kazoo reads the children again, it marks the watch as set when it is not (as with ZooKeeper).
        until("the children's watch again", lambda: children._watch_established)
    assert current(zk).exists("/r").ephemeralOwner == before[0]
    zk.set("/r", b"1")
    zk.create("/r-sibling")
    until("watches over reconnects", lambda: data[-1] == b"1" and lists[-1])
    done(lone)


def missed_while_away(zk):
    """A change made while the connection is down is seen when it is back."""
    lone = client(timeout=10.0, servers=sys.argv[1])  # One server: a list that was begun is tried to its end.
    zk.create("/m", b"0")
    data, lists = [], []
    current(lone).DataWatch("/m", lambda value, stat: data.append(value))
    lone.ChildrenWatch("/m", lambda names: lists.append(list(names)))
    hosts_of = lone.hosts
    lone.hosts = [("127.0.0.1", 1)]  # Nobody listens there: away until told otherwise.
    lone._connection._socket.shutdown(socket.SHUT_RDWR)
    until("away", lambda: not lone.connected)
    zk.set("/m", b"1")
    zk.create("/m/child")
    assert (data, lists) == ([b"0"], [[]]), (data, lists)
    lone.hosts = hosts_of
    until("back", lambda: lone.connected)
    until("what was missed", lambda: data[-1] == b"1" and lists[-1] == ["child"])
    done(lone)


def session_of_another(zk):
    """An ended session is told as ended to who brings its id and password."""
    first = client()
    identity = first.client_id
    done(first)
    late = KazooClient(hosts=hosts + root, timeout=4.0, client_id=identity)
    lost = []
    late.add_listener(lambda state: lost.append(state))
    late.start(timeout=WAIT)
    assert late.client_id != identity
    assert KazooState.LOST in lost or late.client_id[0] != identity[0]
    done(late)


def lock(zk):
    order = []

    def contend(name):
        mine = client()
        with mine.Lock("/lock", name):
            order.append(name)
            assert name in mine.Lock("/lock").contenders()
            time.sleep(0.02)
            order.append(name)
        done(mine)

    threads = [in_thread(contend, "c%d" % n) for n in range(5)]
    for thread in threads:
        thread.join(WAIT)
    assert len(order) == 10 and all(order[n] == order[n + 1] for n in range(0, 10, 2)), order
    quick = zk.Lock("/lock")
    assert quick.acquire()
    other = client()
    assert not other.Lock("/lock").acquire(blocking=False)
    quick.release()
    done(other)


def read_write_lock(zk):
    one, two, three = client(), client(), client()
    first, second = one.ReadLock("/rw"), two.ReadLock("/rw")
    assert first.acquire(timeout=WAIT) and second.acquire(timeout=WAIT)
    writer = three.WriteLock("/rw")
    assert not writer.acquire(blocking=False)
    first.release()
    second.release()
    assert writer.acquire(timeout=WAIT)
    writer.release()
    for each in (one, two, three):
        done(each)


def semaphore(zk):
    one, two, three = client(), client(), client()
    assert one.Semaphore("/sem", max_leases=2).acquire(timeout=WAIT)
    assert two.Semaphore("/sem", max_leases=2).acquire(timeout=WAIT)
    third = three.Semaphore("/sem", max_leases=2)
    assert not third.acquire(blocking=False)
    done(one)
    assert third.acquire(timeout=WAIT)
    done(two)
    done(three)


HOLDER = """
import sys, time
from kazoo.client import KazooClient
zk = KazooClient(hosts=sys.argv[1], timeout=4.0)
zk.start()
zk.Lock("/killed", "holder").acquire()
print("held", flush=True)
time.sleep(600)
"""


def lock_of_a_killed_holder(zk):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, hosts + root], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    waiting = zk.Lock("/killed", "waiter")
    current(zk)
    assert waiting.contenders() == ["holder"]
    assert not waiting.acquire(blocking=False)
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    killed = time.monotonic()
    assert waiting.acquire(timeout=WAIT)
    after = time.monotonic() - killed
    assert 1 < after < 12, after
    waiting.release()


def election(zk):
    led, clients = [], [client() for _ in range(3)]

    def run(n):
        clients[n].Election("/election", "e%d" % n).run(lambda: led.append(n))

    threads = [in_thread(run, n) for n in range(3)]
    for thread in threads:
        thread.join(WAIT)
    assert sorted(led) == [0, 1, 2], led
    for each in clients:
        done(each)


def queues(zk):
    queue = zk.Queue("/queue")
    for n in range(5):
        queue.put(b"%d" % n)
    queue.put(b"first", priority=1)
    assert len(queue) == 6
    assert [queue.get() for _ in range(7)] == [b"first", b"0", b"1", b"2", b"3", b"4", None]
    one, two = client(), client()
    locking, other = one.LockingQueue("/locking"), two.LockingQueue("/locking")
    locking.put_all([b"a", b"b"])
    assert locking.get(WAIT) == b"a"
    assert other.get(WAIT) == b"b"
    assert locking.consume() is True
    done(two)  # Its lock is ephemeral: the entry is free again.
    assert locking.get(WAIT) == b"b"
    assert locking.consume() is True
    assert locking.get(0.1) is None
    done(one)


def party(zk):
    one, two = client(), client()
    first, second = one.Party("/party", "one"), two.Party("/party", "two")
    first.join()
    second.join()
    assert sorted(current(zk).Party("/party")) == ["one", "two"]
    current(one)
    assert len(first) == 2
    second.leave()
    current(one)
    assert list(first) == ["one"]
    shallow = two.ShallowParty("/shallow", "s")
    shallow.join()
    assert list(current(one).ShallowParty("/shallow")) == ["s"]
    done(one)
    done(two)
    assert list(current(zk).Party("/party")) == []


def barriers(zk):
    barrier = Barrier(zk, "/barrier")
    barrier.create()
    other = client()
    assert not Barrier(current(other), "/barrier").wait(0.1)
    passed = []
    waiting = in_thread(lambda: passed.append(Barrier(other, "/barrier").wait(WAIT)))
    time.sleep(0.05)
    barrier.remove()
    waiting.join(WAIT)
    assert passed == [True]
    order = []

    def both(name):
        mine = client()
        double = DoubleBarrier(mine, "/double", 3, name)
        double.enter()
        order.append("in")
        double.leave()
        order.append("out")
        done(mine)

    threads = [in_thread(both, "d%d" % n) for n in range(3)]
    for thread in threads:
        thread.join(WAIT)
    assert sorted(order) == ["in"] * 3 + ["out"] * 3 and order[0] == "in", order
    done(other)


def tree_cache(zk):
    zk.ensure_path("/cache/a/b")
    cache = TreeCache(zk, "/cache")
    events = []
    ready = threading.Event()
    cache.listen(lambda event: (events.append(event.event_type), event.event_type == TreeEvent.INITIALIZED and ready.set()))
    cache.start()
    assert ready.wait(WAIT)
    assert set(cache.get_children("/cache")) == {"a"}
    other = client()
    other.set("/cache/a/b", b"new")
    until("a changed value in the cache", lambda: cache.get_data("/cache/a/b").data == b"new")
    other.create("/cache/a/c", b"c")
    until("a new child in the cache", lambda: "c" in (cache.get_children("/cache/a") or ()))
    other.delete("/cache/a", recursive=True)
    until("a subtree gone from the cache", lambda: not cache.get_children("/cache"))
    assert TreeEvent.NODE_REMOVED in events
    cache.close()
    done(other)


def counter(zk):
    def add():
        mine = client()
        count = mine.Counter("/counter")
        for _ in range(10):
            count += 1
        done(mine)

    threads = [in_thread(add) for _ in range(3)]
    for thread in threads:
        thread.join(WAIT)
    assert current(zk).Counter("/counter").value == 30, zk.Counter("/counter").value


def lease(zk):
    import datetime

    assert zk.NonBlockingLease("/lease", datetime.timedelta(seconds=30), identifier="me")
    other = client()
    assert not current(other).NonBlockingLease("/lease", datetime.timedelta(seconds=30), identifier="you")
    done(other)


def partitioner(zk):
    one, two = client(), client()
    parts = [
        each.SetPartitioner("/partition", set=("a", "b", "c", "d"), identifier=name, time_boundary=0.2)
        for each, name in ((one, "one"), (two, "two"))
    ]
    deadline = time.monotonic() + WAIT
    while not all(part.acquired for part in parts) or len(list(parts[0])) != 2:
        assert time.monotonic() < deadline
        for part in parts:
            if part.release:
                part.release_set()
            elif part.allocating:
                part.wait_for_acquire(0.05)
            assert not part.failed
        time.sleep(0.02)
    assert sorted(list(parts[0]) + list(parts[1])) == ["a", "b", "c", "d"]
    for part in parts:
        part.finish()
    done(one)
    done(two)


def words(zk):
    """Four-letter words, which kazoo's command() asks by."""
    assert zk.command(b"ruok") == "imok"
    assert len(zk.server_version()) == 3  # Each server's own.


CHECKS = [
    nodes_and_stats,
    requests_in_flight,
    chroot,
    transactions,
    rights,
    watches,
    ephemerals,
    reconnects,
    missed_while_away,
    session_of_another,
    lock,
    read_write_lock,
    semaphore,
    election,
    queues,
    party,
    barriers,
    tree_cache,
    counter,
    lease,
    partitioner,
    words,
    lock_of_a_killed_holder,
]

if __name__ == "__main__":
    # A check that hangs ends with what every thread is at, not with silence.
    import faulthandler

    faulthandler.dump_traceback_later(90, exit=True)
    maker = client(chroot="")
    maker.ensure_path(root)
    zk = client()
    for check in CHECKS:
        started = time.monotonic()
        check(zk)
        print("ok %s (%d ms)" % (check.__name__.replace("_", " "), 1000 * (time.monotonic() - started)), flush=True)
    done(zk)
    maker.delete(root, recursive=True)
    done(maker)
