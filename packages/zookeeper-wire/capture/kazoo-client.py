"""Says to a ZooKeeper server whatever kazoo can say; see capture.mjs."""

import logging
import sys
import time

from kazoo.client import KazooClient, TransactionRequest
from kazoo.exceptions import KazooException
from kazoo.security import make_digest_acl

logging.disable(logging.CRITICAL)
client = KazooClient(hosts=sys.argv[1], timeout=10, auth_data=[("digest", "bob:secret")])
client.start()


def attempt(call, *arguments, **options):
    try:
        return call(*arguments, **options)
    except KazooException as failure:
        return failure


def seen(_event):
    pass


attempt(client.create, "/k", b"value")
attempt(client.create, "/k", b"again")
attempt(client.create, "/k/sequential-", b"", sequence=True)
attempt(client.create, "/k/ephemeral", b"mine", ephemeral=True)
attempt(client.create, "/k/ephemeral-", b"mine", ephemeral=True, sequence=True)
attempt(client.create, "/k/with-stat", b"\x00\xff", include_data=True)
attempt(client.create, "/k/gr\u00fcn \u6728", b"")
attempt(client.get, "/k", watch=seen)
attempt(client.get, "/nowhere")
attempt(client.exists, "/k", watch=seen)
attempt(client.exists, "/nowhere", watch=seen)
attempt(client.get_children, "/k", watch=seen)
attempt(client.get_children, "/k", include_data=True)
attempt(client.set, "/k", b"x" * 300)
attempt(client.set, "/k", b"wrong", version=17)
attempt(client.create, "/nowhere", b"")
attempt(client.get_acls, "/k")
attempt(client.set_acls, "/k/sequential-0000000000", [make_digest_acl("bob", "secret", all=True)])
attempt(client.get_acls, "/k/sequential-0000000000")
attempt(client.sync, "/k")
attempt(client.add_auth, "digest", "alice:wonderland")
transaction = client.transaction()
transaction.create("/k/one", b"1")
transaction.set_data("/k", b"2")
transaction.check("/k", -1)
transaction.delete("/k/one")
attempt(transaction.commit)
transaction = client.transaction()
transaction.create("/k/two", b"1")
transaction.delete("/k/missing")
transaction.create("/k/three", b"1")
attempt(transaction.commit)
attempt(client.delete, "/k")
attempt(client.delete, "/k", recursive=True)
# The connection is cut behind this one's answer.
attempt(client.get_children, "/", watch=seen)
attempt(client.exists, "/nowhere", watch=seen)
try:
    client.create("/cut-the-connection", b"")
except Exception:  # noqa: BLE001: whatever comes of it
    pass
time.sleep(1)
attempt(client.retry, client.exists, "/nowhere")
client.stop()
client.close()
