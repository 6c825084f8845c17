package soap

import (
	"context"
	"sync"
)

// places are a number of places of which one caller may have some at a time.
// Whoever finds none waits.
type places struct {
	each int

	mu      sync.Mutex
	free    int
	by      map[string]int
	changed chan struct{} // closed when a place becomes free
}

func newPlaces(all, each int) places {
	return places{each: each, free: all, by: map[string]int{}, changed: make(chan struct{})}
}

// take waits for a place for a caller; false when the context ends before.
func (p *places) take(ctx context.Context, who string) bool {
	for {
		p.mu.Lock()
		if p.free > 0 && p.by[who] < p.each {
			p.free--
			p.by[who]++
			p.mu.Unlock()
			return true
		}
		changed := p.changed
		p.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// give gives a caller's place back.
func (p *places) give(who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free++
	if p.by[who]--; p.by[who] == 0 {
		delete(p.by, who)
	}
	close(p.changed)
	p.changed = make(chan struct{})
}
