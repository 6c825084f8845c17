//go:build unix

package bound

import (
	"syscall"
	"time"
)

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // the call knows no error for ourselves
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
