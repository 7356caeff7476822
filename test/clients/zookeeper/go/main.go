// go-zookeeper against the servers given: recipes HOST:PORT,... Each check that holds is a line "ok ...".
package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/go-zookeeper/zk"
)

const wait = 20 * time.Second

var (
	hosts = strings.Split(os.Args[1], ",")
	root  = fmt.Sprintf("/go-%x", time.Now().UnixNano())
	open  = zk.WorldACL(zk.PermAll)
)

type quiet struct{}

func (quiet) Printf(string, ...interface{}) {}

func connected() *zk.Conn {
	conn, events, err := zk.Connect(hosts, 10*time.Second, zk.WithLogger(quiet{}))
	check(err)
	late := time.After(wait)
	for {
		select {
		case event := <-events:
			if event.State == zk.StateHasSession {
				return conn
			}
		case <-late:
			panic("no connection")
		}
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func holds(condition bool, what ...interface{}) {
	if !condition {
		panic(fmt.Sprint(what...))
	}
}

func fails(wanted error, err error) {
	holds(errors.Is(err, wanted), "wanted ", wanted, ", got ", err)
}

// What another session was answered is there for this one too: servers may be behind one another, as ZooKeeper's may.
func current(conn *zk.Conn) *zk.Conn {
	_, err := conn.Sync("/")
	check(err)
	return conn
}

func expect(events <-chan zk.Event, wanted zk.EventType) {
	select {
	case event := <-events:
		holds(event.Type == wanted, event, " wanted ", wanted)
	case <-time.After(wait):
		panic(fmt.Sprint("no event, wanted ", wanted))
	}
}

func main() {
	one, two := connected(), connected()
	_, err := one.Create(root, nil, 0, open)
	check(err)
	nodes(one)
	watches(one, two)
	transactions(one)
	rights(one, two)
	locks(one, two)
	ephemerals(two)
	remove(one, root)
	one.Close()
	two.Close()
}

func nodes(conn *zk.Conn) {
	path := root + "/n"
	made, err := conn.Create(path, []byte("one"), 0, open)
	check(err)
	holds(made == path, made)
	data, stat, err := conn.Get(path)
	check(err)
	holds(string(data) == "one" && stat.Version == 0 && stat.Czxid == stat.Mzxid, data, stat)
	newer, err := conn.Set(path, []byte("two"), 0)
	check(err)
	holds(newer.Version == 1 && newer.Mzxid > newer.Czxid, newer)
	_, err = conn.Set(path, nil, 0)
	fails(zk.ErrBadVersion, err)
	_, _, err = conn.Get(root + "/none")
	fails(zk.ErrNoNode, err)
	_, err = conn.Create(path, nil, 0, open)
	fails(zk.ErrNodeExists, err)
	sequential, err := conn.Create(path+"/s-", nil, zk.FlagSequence, open)
	check(err)
	holds(sequential == path+"/s-0000000000", sequential)
	fails(zk.ErrNotEmpty, conn.Delete(path, -1))
	children, _, err := conn.Children(path)
	check(err)
	holds(len(children) == 1 && children[0] == "s-0000000000", children)
	_, err = conn.CreateContainer(root+"/box", nil, zk.FlagContainer, open)
	check(err)
	_, err = conn.CreateTTL(root+"/ttl", nil, zk.FlagTTL, open, time.Hour)
	check(err)
	_, err = conn.Sync(root)
	check(err)
	fmt.Println("ok nodes, versions, sequential names, containers, TTL, sync")
}

func watches(conn, other *zk.Conn) {
	path := root + "/w"
	_, _, made, err := conn.ExistsW(path)
	check(err)
	_, err = other.Create(path, nil, 0, open)
	check(err)
	expect(made, zk.EventNodeCreated)
	_, _, changed, err := conn.GetW(path)
	check(err)
	_, _, listed, err := conn.ChildrenW(path)
	check(err)
	_, err = other.Set(path, []byte("1"), -1)
	check(err)
	expect(changed, zk.EventNodeDataChanged)
	_, err = other.Create(path+"/c", nil, 0, open)
	check(err)
	expect(listed, zk.EventNodeChildrenChanged)
	_, _, gone, err := current(conn).GetW(path + "/c")
	check(err)
	check(other.Delete(path+"/c", -1))
	expect(gone, zk.EventNodeDeleted)
	fmt.Println("ok watches")
}

func transactions(conn *zk.Conn) {
	path := root + "/t"
	results, err := conn.Multi(
		&zk.CreateRequest{Path: path, Data: []byte("0"), Acl: open},
		&zk.SetDataRequest{Path: path, Data: []byte("1"), Version: 0},
		&zk.CheckVersionRequest{Path: path, Version: 1},
		&zk.CreateRequest{Path: path + "/s-", Acl: open, Flags: zk.FlagSequence},
	)
	check(err)
	holds(results[0].String == path && results[1].Stat.Version == 1 && results[3].String == path+"/s-0000000000", results)
	results, err = conn.Multi(
		&zk.CreateRequest{Path: path + "/lost", Acl: open},
		&zk.DeleteRequest{Path: path + "/none", Version: -1},
	)
	fails(zk.ErrNoNode, err)
	holds(results[0].Error == nil && errors.Is(results[1].Error, zk.ErrNoNode), results)
	exists, _, err := conn.Exists(path + "/lost")
	check(err)
	holds(!exists, "a part of a failed multi happened")
	fmt.Println("ok multi")
}

func rights(conn, other *zk.Conn) {
	path := root + "/mine"
	check(conn.AddAuth("digest", []byte("user:word")))
	_, err := conn.Create(path, []byte("x"), 0, zk.AuthACL(zk.PermAll))
	check(err)
	_, _, err = current(other).Get(path)
	fails(zk.ErrNoAuth, err)
	acl, stat, err := conn.GetACL(path)
	check(err)
	holds(acl[0] == zk.DigestACL(zk.PermAll, "user", "word")[0] && stat.Aversion == 0, acl)
	_, err = conn.SetACL(path, zk.WorldACL(zk.PermRead), 0)
	check(err)
	data, _, err := current(other).Get(path)
	check(err)
	holds(string(data) == "x", data)
	fmt.Println("ok identities, access lists")
}

func locks(one, two *zk.Conn) {
	var order []string
	var mutex sync.Mutex
	var all sync.WaitGroup
	for n := 0; n < 4; n++ {
		conn := one
		if n%2 == 1 {
			conn = two
		}
		name := fmt.Sprint(n)
		all.Add(1)
		go func() {
			defer all.Done()
			lock := zk.NewLock(conn, root+"/lock", open)
			check(lock.Lock())
			mutex.Lock()
			order = append(order, name)
			mutex.Unlock()
			time.Sleep(5 * time.Millisecond)
			mutex.Lock()
			order = append(order, name)
			mutex.Unlock()
			check(lock.Unlock())
		}()
	}
	all.Wait()
	holds(len(order) == 8, order)
	for n := 0; n < 8; n += 2 {
		holds(order[n] == order[n+1], order)
	}
	fmt.Println("ok Lock: 4 contenders, one inside at a time")
}

func ephemerals(observer *zk.Conn) {
	holder := connected()
	path := root + "/e"
	made, err := holder.CreateProtectedEphemeralSequential(path+"-", nil, open)
	check(err)
	_, stat, gone, err := current(observer).ExistsW(made)
	check(err)
	holds(stat.EphemeralOwner == holder.SessionID(), stat)
	holder.Close()
	expect(gone, zk.EventNodeDeleted)
	fmt.Println("ok an ephemeral goes with its session")
}

func remove(conn *zk.Conn, path string) {
	children, _, err := conn.Children(path)
	check(err)
	sort.Strings(children)
	for _, child := range children {
		remove(conn, path+"/"+child)
	}
	check(conn.Delete(path, -1))
}
