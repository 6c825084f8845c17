package store

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

const (
	lockAtOnce       = 1 // LOCKFILE_FAIL_IMMEDIATELY
	lockAlone        = 2 // LOCKFILE_EXCLUSIVE_LOCK
	errLockViolation = syscall.Errno(33)
)

// lockFD locks an open file; false: somebody else has it.
func lockFD(f *os.File, alone bool) (bool, error) {
	flags := uintptr(lockAtOnce)
	if alone {
		flags |= lockAlone
	}
	var at syscall.Overlapped
	r, _, err := syscall.NewLazyDLL("kernel32.dll").NewProc("LockFileEx").Call(f.Fd(), flags, 0, 1, 0, uintptr(unsafe.Pointer(&at)))
	if r != 0 {
		return true, nil
	}
	if errors.Is(err, errLockViolation) || errors.Is(err, syscall.ERROR_IO_PENDING) {
		return false, nil
	}
	return false, err
}
