package main

import (
	"sync"

	"countinghouse/simulator/company"
)

// desktop is a PC with QuickBooks on it: whatever company file is open there
// answers, as long as no other is asked for.
type desktop struct {
	mu   sync.Mutex
	open *company.File
}

// Switch has the person at the PC open a company file.
func (d *desktop) Switch(f *company.File) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = f
}

// seat is one Web Connector's way into the PC's QuickBooks. Its methods are
// those of company.Session.
type seat struct {
	pc *desktop
	s  *company.Session
}

func (d *desktop) seat() *seat { return &seat{pc: d} }

// OpenFile begins a session with what is open at the PC.
func (x *seat) OpenFile(app, path string) (file, country string, major, minor int, err error) {
	x.pc.mu.Lock()
	x.s = x.pc.open.Connect()
	x.pc.mu.Unlock()
	return x.s.OpenFile(app, path)
}

// Stamp is company.Session.Stamp.
func (x *seat) Stamp(owner, file string) error { return x.s.Stamp(owner, file) }

// HCP is company.Session.HCP.
func (x *seat) HCP(owner string) (string, error) { return x.s.HCP(owner) }

// ProcessRequest is company.Session.ProcessRequest.
func (x *seat) ProcessRequest(request string) (string, error) { return x.s.ProcessRequest(request) }

// CloseFile is company.Session.CloseFile.
func (x *seat) CloseFile() error { return x.s.CloseFile() }
