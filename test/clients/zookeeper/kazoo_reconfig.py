"""Changes of the members by kazoo: `kazoo_reconfig.py HOST:PORT USER:PASSWORD`. Says a line `ok …` for each that holds."""
import sys
import threading

from kazoo.client import KazooClient
from kazoo.exceptions import BadArgumentsError, BadVersionError, NoAuthError

endpoint, password = sys.argv[1:]
port = endpoint.split(":")[1]
# Never started: it counts for nothing. Its port for clients is that of the replica asked, at another host.
NEW = "server.8=h8:7420:7420;%s" % port


def refused(error, **asked):
    try:
        zk.reconfig(**{"joining": None, "leaving": None, "new_members": None, **asked})
    except error:
        return
    raise AssertionError("not refused by %s: %s" % (error.__name__, asked))


def version_of(data):
    return int(data.decode().rsplit("version=", 1)[1], 16)


zk = KazooClient(hosts=endpoint)
zk.start()
refused(NoAuthError, joining=NEW)
print("ok who is no superuser is refused")

zk.add_auth("digest", password)
told = threading.Event()
before, _ = zk.get("/zookeeper/config", watch=lambda event: told.set())
data, stat = zk.reconfig(joining=NEW, leaving=None, new_members=None)
assert ("server.8=h8:7420:7420:observer;h8:%s" % port).encode() in data.split(b"\n"), data
assert set(before.split(b"\n")[:-1]) < set(data.split(b"\n")), (before, data)
assert version_of(data) == stat.mzxid, (data, stat)
assert told.wait(10)
assert zk.get("/zookeeper/config")[0] == data
print("ok one joins, the watch fires, and /zookeeper/config tells it with its version")

refused(BadVersionError, leaving="8", from_config=version_of(data) - 1)
refused(BadArgumentsError, leaving="1,2,3")
again, _ = zk.reconfig(joining=None, leaving=None, new_members=data.decode(), from_config=version_of(data))
assert again == data, (again, data)
print("ok what is told may be given back as all members")

after, _ = zk.reconfig(joining=None, leaving="8", new_members=None, from_config=version_of(data))
assert after.split(b"\n")[:-1] == [line for line in data.split(b"\n")[:-1] if not line.startswith(b"server.8")], after
assert version_of(after) > version_of(data)
print("ok one leaves")
zk.stop()
zk.close()
