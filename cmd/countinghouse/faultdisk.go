package main

import (
	"context"
	"database/sql/driver"
	"path/filepath"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// faultDisk is what a process does to the disk, seen at its commits: nothing
// else that it does outlives it. It can die before any of them, and then
// nothing is written any more, as after kill -9; or right behind one, before
// it could tell anybody. It can also be full.
type faultDisk struct {
	mu      sync.Mutex
	commits int // since the last life
	dieAt   int // at the so many-th commit; 0: never
	behind  bool
	dead    bool
	kill    func() // ends this very process; nil only plays dead
	full    bool   // for connections that are opened from now on
}

var (
	faultDisksOnce sync.Once
	faultDisksMu   sync.Mutex
	faultDisks     = map[string]*faultDisk{} // by directory
)

// watchDisk has the commits of the database in a directory watched from the
// next time it is opened.
func watchDisk(dir string) *faultDisk {
	faultDisksOnce.Do(func() {
		sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, dsn string) error {
			path, _, _ := strings.Cut(strings.TrimPrefix(dsn, "file:"), "?")
			faultDisksMu.Lock()
			d := faultDisks[filepath.Dir(path)]
			faultDisksMu.Unlock()
			if d == nil || strings.Contains(dsn, "query_only") {
				return nil
			}
			return d.attach(conn)
		})
	})
	d := &faultDisk{}
	faultDisksMu.Lock()
	defer faultDisksMu.Unlock()
	faultDisks[dir] = d
	return d
}

func unwatchDisk(dir string) {
	faultDisksMu.Lock()
	defer faultDisksMu.Unlock()
	delete(faultDisks, dir)
}

// attach watches one connection.
func (d *faultDisk) attach(conn sqlite.ExecQuerierContext) error {
	if hooks, ok := conn.(sqlite.HookRegisterer); ok {
		hooks.RegisterCommitHook(d.commit)
	}
	d.mu.Lock()
	full := d.full
	d.mu.Unlock()
	if full { // as many pages as there are, and not one more
		_, err := conn.ExecContext(context.Background(), "PRAGMA max_page_count = 1", []driver.NamedValue{})
		return err
	}
	return nil
}

// commit is asked before every commit; anything but 0 undoes it.
func (d *faultDisk) commit() int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dead {
		return 1
	}
	if d.commits++; d.dieAt == 0 || d.commits < d.dieAt {
		return 0
	}
	d.dead, d.dieAt = true, 0
	switch {
	case d.behind && d.kill != nil: // a moment later, when it is written and perhaps told
		go d.kill()
		return 0
	case d.behind:
		return 0
	case d.kill != nil:
		d.kill()
	}
	return 1
}

// Die has the process die at its n-th commit from now: before it, or behind it.
func (d *faultDisk) Die(n int, behind bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.commits, d.dieAt, d.behind = 0, n, behind
}

// Dead tells whether the process has died.
func (d *faultDisk) Dead() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.dead
}

// Revive begins another life.
func (d *faultDisk) Revive() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dead, d.dieAt, d.commits = false, 0, 0
}

// Fill makes the disk full, or not, for whoever opens the database next.
func (d *faultDisk) Fill(full bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.full = full
}
