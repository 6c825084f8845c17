package main

import (
	"sync"
	"time"
)

// faultClock is the time of a history. It stands still but for the moments
// that are let pass, so that the same seed gives the same times. The store's
// platform, the server and the PC have clocks of their own, of which those of
// the server and the PC may be set back.
type faultClock struct {
	mu         sync.Mutex
	at         time.Time
	server, pc time.Duration // how far they are ahead
	file       clockFile     // tells a server of another process; "" for none
}

// historyBegins is when every history begins: a working day.
var historyBegins = time.Date(2026, 3, 10, 15, 0, 0, 0, time.UTC)

func newFaultClock() *faultClock { return &faultClock{at: historyBegins} }

// look is the time. Each look takes a moment, so that one thing is after the other.
func (c *faultClock) look(ahead *time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(50 * time.Microsecond)
	return c.at.Add(*ahead)
}

var exact time.Duration

// Store is the clock of the store's platform.
func (c *faultClock) Store() time.Time { return c.look(&exact) }

// Server is the server's clock.
func (c *faultClock) Server() time.Time { return c.look(&c.server) }

// PC is the clock of the PC on which QuickBooks runs.
func (c *faultClock) PC() time.Time { return c.look(&c.pc) }

// Pass lets time pass, for everybody.
func (c *faultClock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.tell()
}

// tell tells a server of another process the time; it is set by the file again
// as soon as time passes.
func (c *faultClock) tell() {
	if c.file != "" {
		_ = c.file.write(c.at.Add(c.server))
	}
}

// Set sets the server's clock, and that of the PC, further ahead or back.
func (c *faultClock) Set(server, pc time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.server, c.pc = c.server+server, c.pc+pc
	c.tell()
}
