package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// The lock files of a data directory. The operating system lets go of a lock
// when its process ends, however it ends.
const (
	lockFile   = "countinghouse.lock" // shared by all that have the database open; alone: a restore
	serverLock = "server.lock"        // of the server
)

// ErrInUse: another process works on the data directory.
var ErrInUse = errors.New("another Countinghouse works on this data directory")

// Lock is a hold on a data directory.
type Lock struct{ f *os.File }

// hold takes a lock of a data directory, alone or shared, without waiting.
func hold(dir, name string, alone bool) (*Lock, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	ok, err := lockFD(f, alone)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the data directory %s can't be locked: %w", dir, err), f.Close())
	}
	if !ok {
		return nil, errors.Join(ErrInUse, f.Close())
	}
	return &Lock{f}, nil
}

// Release lets go.
func (l *Lock) Release() error {
	if l == nil {
		return nil
	}
	return l.f.Close()
}

// LockServer makes the caller the only server of a data directory; ErrInUse
// when there is another.
func LockServer(dir string) (*Lock, error) { return hold(dir, serverLock, true) }
