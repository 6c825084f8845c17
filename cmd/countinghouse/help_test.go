package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"countinghouse/day"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// fastClock is a clock that whoever waits for it moves.
type fastClock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *fastClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *fastClock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
	return ctx.Err()
}

// dayZero is no day: an open bound.
var dayZero day.Day
