package bigcommerce

import (
	"maps"
	"sync"
	"time"
)

// Stats counts what a client did; the difference of two tells what a poll cost.
type Stats struct {
	Calls   int            // requests sent, repeats included
	ByCall  map[string]int // by noun: "orders", "taxes"
	Retries int            // repeats of failed reads
	Limited int            // answers 429
	Waited  time.Duration  // for the quota, after 429 and before repeats
	Bytes   int64          // of answers, unpacked
}

// Since is what happened between an earlier Stats and this one.
func (s Stats) Since(e Stats) Stats {
	d := Stats{Calls: s.Calls - e.Calls, Retries: s.Retries - e.Retries, Limited: s.Limited - e.Limited,
		Waited: s.Waited - e.Waited, Bytes: s.Bytes - e.Bytes, ByCall: map[string]int{}}
	for k, n := range s.ByCall {
		if n -= e.ByCall[k]; n != 0 {
			d.ByCall[k] = n
		}
	}
	return d
}

type counters struct {
	mu sync.Mutex
	s  Stats
}

func (c *counters) add(f func(*Stats)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.s.ByCall == nil {
		c.s.ByCall = map[string]int{}
	}
	f(&c.s)
}

// Stats tells what the client did so far.
func (c *Client) Stats() Stats {
	c.stats.mu.Lock()
	defer c.stats.mu.Unlock()
	s := c.stats.s
	s.ByCall = maps.Clone(s.ByCall)
	if s.ByCall == nil {
		s.ByCall = map[string]int{}
	}
	return s
}
