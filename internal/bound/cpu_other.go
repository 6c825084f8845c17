//go:build !unix

package bound

import "time"

var start = time.Now()

// cpu is the time that has passed, where processor time cannot be had.
func cpu() time.Duration { return time.Since(start) }
