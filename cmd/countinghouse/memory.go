package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// memory watches how much of a process is resident.
type memory struct{ most atomic.Int64 }

func (m *memory) peak() int64 { return m.most.Load() }

// watchMemory looks ten times a second until the context ends. Where the
// system does not tell, the peak stays 0.
func watchMemory(ctx context.Context, pid int) *memory {
	m := &memory{}
	go func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			if now := resident(pid); now > m.most.Load() {
				m.most.Store(now)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return m
}

// resident is the resident memory of a process in bytes, as Linux tells it.
func resident(pid int) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kb << 10
		}
	}
	return 0
}
