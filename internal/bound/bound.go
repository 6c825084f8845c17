// Package bound holds code that reads what strangers send to its promise: no
// input takes over a second of processor time, and none of up to a megabyte
// takes more than 64 MB. Only tests import it; it knows no other package.
package bound

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"
)

const (
	// MB is the megabyte of the promise.
	MB = 1 << 20
	// Time is what one input may take of the processor, in all threads.
	Time = time.Second
	// base and perByte are what an input may take of memory: 64 MB at a
	// megabyte, and much less at the sizes that a fuzzer tries, so that what
	// would grow too large is found while it is small.
	base    = 4 * MB
	perByte = 60
)

// Memory is how much may be allocated to read an input of size bytes, in
// bytes. What was given back on the way counts too: allocated memory bounds
// the memory that is held at any moment, and can be measured exactly.
func Memory(size int) uint64 { return base + perByte*uint64(size) }

// Check runs read, which reads an input of size bytes, and fails t when it
// took more than the promise. What never comes to its end is ended by a panic
// that shows where it is, so that a fuzzer keeps the input.
//
// The time is processor time of the whole process, not of the clock: a busy
// machine fails nothing. Tests that call it must not run in parallel.
func Check(t testing.TB, size int, read func()) {
	t.Helper()
	CheckIn(t, Memory(size), read)
}

// CheckIn is Check for readers that have other work to do with an input, such
// as keeping it in a database: they may allocate memory bytes.
func CheckIn(t testing.TB, memory uint64, read func()) {
	t.Helper()
	began, allocated := cpu(), heap()
	done := make(chan struct{})
	go watch(done, began)
	func() {
		defer close(done)
		read()
	}()
	took, grown := cpu()-began, heap()-allocated
	if took > Time*slower {
		t.Errorf("this input took %v of the processor, more than %v", took, Time*slower)
	}
	if grown > memory*larger {
		t.Errorf("this input took %.1f MB of memory, more than %.1f MB", float64(grown)/MB, float64(memory*larger)/MB)
	}
}

// watch ends the process when the reader under way will not.
func watch(done <-chan struct{}, began time.Duration) {
	tick := time.NewTicker(Time)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		if took := cpu() - began; took > 10*Time*slower {
			stacks := make([]byte, MB)
			stacks = stacks[:runtime.Stack(stacks, true)]
			panic(fmt.Sprintf("an input has taken %v of the processor and is not read yet\n%s", took, stacks))
		}
	}
}

// heap is how much was ever allocated, in bytes.
func heap() uint64 {
	sample := [1]metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample[:])
	return sample[0].Value.Uint64()
}
