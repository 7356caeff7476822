// The load generator for plain unary calls: the same jobs and reports as ../generator.ts, in the language of etcd's own
// client, on the gRPC library below that client. Requests are encoded by hand, as the other generators' are; answers are
// not decoded. One line of JSON on standard input is the job, lines of JSON on standard output are the reports.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

type job struct {
	Type      string   `json:"type"`
	Endpoints []string `json:"endpoints"`
	Methods   struct {
		Create    string `json:"create"`
		Read      string `json:"read"`
		Write     string `json:"write"`
		AfterRead []int  `json:"afterRead"`
	} `json:"methods"`
	Workload struct {
		DataBytes   int     `json:"dataBytes"`
		ReadShare   float64 `json:"readShare"`
		Sessions    int     `json:"sessions"`
		Outstanding int     `json:"outstanding"`
	} `json:"workload"`
	Paths     []string `json:"paths"`
	WarmUpMs  float64  `json:"warmUpMs"`
	MeasureMs float64  `json:"measureMs"`
	Root      string   `json:"root"`
	From      int      `json:"from"`
	To        int      `json:"to"`
	PerParent int      `json:"perParent"`
	DataBytes int      `json:"dataBytes"`
}

const (
	fillSessions    = 3
	fillOutstanding = 200
	stepMs          = 100
	callTimeout     = 60 * time.Second
	// Buckets of the histogram grow by 2.2 % each, as latency-histogram.ts has them.
	bucketsPerDoubling = 32
	smallestMs         = 0.01
	bucketCount        = 32 * bucketsPerDoubling
)

// rawCodec passes bytes through.
type rawCodec struct{}

func (rawCodec) Name() string { return "proto" }

func (rawCodec) Marshal(value any) ([]byte, error) { return *value.(*[]byte), nil }

func (rawCodec) Unmarshal(data []byte, value any) error {
	*value.(*[]byte) = data
	return nil
}

// counters are what all calls count together, from begin on.
type counters struct {
	began     atomic.Int64
	last      atomic.Int64
	gap       atomic.Int64
	answered  atomic.Int64
	failed    atomic.Int64
	histogram [bucketCount]atomic.Uint32
	steps     []atomic.Uint32
}

func newCounters(measureMs float64) *counters {
	return &counters{steps: make([]atomic.Uint32, int(measureMs/stepMs)+100)}
}

func (c *counters) begin() {
	now := time.Now().UnixNano()
	c.began.Store(now)
	c.last.Store(now)
	c.gap.Store(0)
	c.answered.Store(0)
	c.failed.Store(0)
	for n := range c.histogram {
		c.histogram[n].Store(0)
	}
	for n := range c.steps {
		c.steps[n].Store(0)
	}
}

func (c *counters) answer(sent time.Time, failed bool) {
	now := time.Now()
	c.answered.Add(1)
	if failed {
		c.failed.Add(1)
	}
	durationMs := float64(now.Sub(sent).Nanoseconds()) / 1e6
	bucket := int(math.Floor(math.Log2(durationMs/smallestMs) * bucketsPerDoubling))
	c.histogram[min(max(bucket, 0), bucketCount-1)].Add(1)
	at := now.UnixNano()
	gap := at - c.last.Swap(at)
	for known := c.gap.Load(); gap > known && !c.gap.CompareAndSwap(known, gap); known = c.gap.Load() {
	}
	step := int((at - c.began.Load()) / 1e6 / stepMs)
	if step >= 0 && step < len(c.steps) {
		c.steps[step].Add(1)
	}
}

func (c *counters) quantileMs(share float64) float64 {
	left := float64(c.answered.Load()) * share
	for bucket := range c.histogram {
		left -= float64(c.histogram[bucket].Load())
		if left <= 0 {
			return smallestMs * math.Pow(2, float64(bucket+1)/bucketsPerDoubling)
		}
	}
	return 0
}

func main() {
	line, err := bufio.NewReader(os.Stdin).ReadBytes('\n')
	var work job
	if err == nil {
		err = json.Unmarshal(line, &work)
	}
	if err == nil {
		switch work.Type {
		case "fill":
			err = fill(work)
		case "run":
			err = run(work)
		default:
			err = fmt.Errorf("no job of type %q", work.Type)
		}
	}
	if err != nil {
		report(map[string]any{"type": "failed", "reason": err.Error()})
		os.Exit(1)
	}
}

func report(news map[string]any) {
	line, _ := json.Marshal(news)
	fmt.Println(string(line))
}

// connect opens one connection for each session, on the endpoints in turn.
func connect(work job, sessions int) ([]*grpc.ClientConn, error) {
	connections := make([]*grpc.ClientConn, sessions)
	for n := range connections {
		connection, err := grpc.NewClient("passthrough:///"+work.Endpoints[n%len(work.Endpoints)],
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithDefaultCallOptions(grpc.ForceCodec(rawCodec{}), grpc.WaitForReady(true)))
		if err != nil {
			return nil, err
		}
		connections[n] = connection
	}
	return connections, nil
}

func call(connection *grpc.ClientConn, method string, request []byte) error {
	deadline, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	var answer []byte
	err := connection.Invoke(deadline, method, &request, &answer)
	if status.Code(err) == codes.AlreadyExists {
		return nil
	}
	return err
}

// encode writes field 1 (key or path) and, if there is data, field 2.
func encode(key string, data []byte, after []int) []byte {
	out := append([]byte{0x0a}, varint(len(key))...)
	out = append(out, key...)
	if data != nil {
		out = append(out, 0x12)
		out = append(out, varint(len(data))...)
		out = append(out, data...)
	}
	for _, value := range after {
		out = append(out, byte(value))
	}
	return out
}

func varint(value int) []byte {
	var out []byte
	for ; value > 0x7f; value >>= 7 {
		out = append(out, byte(value&0x7f)|0x80)
	}
	return append(out, byte(value))
}

func filled(length int, with byte) []byte {
	data := make([]byte, length)
	for n := range data {
		data[n] = with
	}
	return data
}

func fill(work job) error {
	connections, err := connect(work, fillSessions)
	if err != nil {
		return err
	}
	if err := call(connections[0], work.Methods.Create, encode(work.Root, []byte{}, nil)); err != nil {
		return err
	}
	if work.PerParent > 0 {
		for parent := work.From / work.PerParent; parent*work.PerParent < work.To; parent++ {
			path := fmt.Sprintf("%s/p%d", work.Root, parent)
			if err := call(connections[0], work.Methods.Create, encode(path, []byte{}, nil)); err != nil {
				return err
			}
		}
	}
	data := filled(work.DataBytes, 'x')
	counted := newCounters(0)
	counted.begin()
	next := atomic.Int64{}
	next.Store(int64(work.From))
	var failure atomic.Value
	var workers sync.WaitGroup
	for n := 0; n < fillSessions*fillOutstanding; n++ {
		workers.Add(1)
		go func(connection *grpc.ClientConn) {
			defer workers.Done()
			for failure.Load() == nil {
				number := int(next.Add(1)) - 1
				if number >= work.To {
					return
				}
				path := fmt.Sprintf("%s/n%04d", work.Root, number)
				if work.PerParent > 0 {
					path = fmt.Sprintf("%s/p%d/n%04d", work.Root, number/work.PerParent, number)
				}
				sent := time.Now()
				if err := call(connection, work.Methods.Create, encode(path, data, nil)); err != nil {
					failure.Store(err)
				}
				counted.answer(sent, false)
			}
		}(connections[n%fillSessions])
	}
	workers.Wait()
	if err, failed := failure.Load().(error); failed {
		return err
	}
	report(map[string]any{
		"type":         "filled",
		"durationMs":   float64(counted.last.Load()-counted.began.Load()) / 1e6,
		"longestGapMs": float64(counted.gap.Load()) / 1e6,
	})
	return nil
}

func run(work job) error {
	load := work.Workload
	connections, err := connect(work, load.Sessions)
	if err != nil {
		return err
	}
	reads := make([][]byte, len(work.Paths))
	writes := make([][]byte, len(work.Paths))
	data := filled(load.DataBytes, 'y')
	for n, path := range work.Paths {
		reads[n] = encode(path, nil, work.Methods.AfterRead)
		writes[n] = encode(path, data, nil)
	}
	counted := newCounters(work.MeasureMs)
	var stopped atomic.Bool
	var firstFailure atomic.Value
	var workers sync.WaitGroup
	counted.begin()
	for n := 0; n < load.Sessions*load.Outstanding; n++ {
		workers.Add(1)
		go func(seed uint32, connection *grpc.ClientConn) {
			defer workers.Done()
			random := func() float64 {
				seed ^= seed << 13
				seed ^= seed >> 17
				seed ^= seed << 5
				return float64(seed) / (1 << 32)
			}
			for !stopped.Load() {
				znode := int(random() * float64(len(work.Paths)))
				method, request := work.Methods.Write, writes[znode]
				if random() < load.ReadShare {
					method, request = work.Methods.Read, reads[znode]
				}
				sent := time.Now()
				err := call(connection, method, request)
				if err != nil {
					firstFailure.CompareAndSwap(nil, err.Error())
				}
				counted.answer(sent, err != nil)
			}
		}(0x9e3779b9^uint32(n+1), connections[n%load.Sessions])
	}
	time.Sleep(time.Duration(work.WarmUpMs * 1e6))
	counted.begin()
	began := time.Now()
	cpuBefore := cpuMs()
	report(map[string]any{"type": "measuring"})
	time.Sleep(time.Duration(work.MeasureMs * 1e6))
	duration := time.Since(began)
	cpu := cpuMs() - cpuBefore
	steps := make([]uint32, 0, len(counted.steps))
	for n := 0; n < int(work.MeasureMs/stepMs); n++ {
		steps = append(steps, counted.steps[n].Load())
	}
	report(map[string]any{
		"type": "measured",
		"result": map[string]any{
			"operations":   counted.answered.Load(),
			"failures":     counted.failed.Load(),
			"durationMs":   float64(duration.Nanoseconds()) / 1e6,
			"p50Ms":        counted.quantileMs(0.5),
			"p99Ms":        counted.quantileMs(0.99),
			"p999Ms":       counted.quantileMs(0.999),
			"longestGapMs": float64(counted.gap.Load()) / 1e6,
			"steps":        steps,
			"cpuMs":        cpu,
		},
	})
	stopped.Store(true)
	workers.Wait()
	if reason := firstFailure.Load(); reason != nil {
		return fmt.Errorf("a call failed: %v", reason)
	}
	report(map[string]any{"type": "done"})
	return nil
}

func cpuMs() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return float64(usage.Utime.Sec+usage.Stime.Sec)*1e3 + float64(usage.Utime.Usec+usage.Stime.Usec)/1e3
}
