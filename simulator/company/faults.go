package company

import (
	"bytes"
	"errors"
	"slices"
)

// What can be made to go wrong in QuickBooks and on its PC, beyond the acts of
// its users: exceptions of the request processor, sets that stop half way, a
// file that is another than it was.

// Exception is an HRESULT that QuickBooks is known to throw (qbwc-protocol §8).
type Exception struct {
	Code, Message string
	// Opening and Working tell where it may come: when the file is opened, or
	// while a request is worked on.
	Opening, Working bool
}

// Exceptions are those of the sheet, but 0x80040400: that one is thrown for
// what cannot be parsed, and only then.
func Exceptions() []Exception {
	return []Exception{
		{"0x80040401", "Could not access QuickBooks.", true, true},
		{"0x80040402", "Unexpected error. Check the error log (QBSDKLog.txt) for additional information.", true, true},
		{"0x80040406", "The QuickBooks company data file name is not valid.", true, false},
		{"0x80040408", "Could not start QuickBooks.", true, false},
		{"0x8004040A", "A QuickBooks company data file is already open and it is different from the one requested or there are multiple company files open.", true, false},
		{"0x8004040D", "The QuickBooks session ticket is not valid.", false, true},
		{"0x80040410", "The QuickBooks company data file is currently open in a mode other than the one specified by your application.", true, false},
		{"0x80040414", "A modal dialog box is showing in the QuickBooks user interface. Your application cannot access QuickBooks until the user dismisses the dialog box.", true, true},
		{"0x80040416", "If QuickBooks is not running, a call to the \"BeginSession\" method must include the name of the QuickBooks company data file.", true, false},
		{"0x80040417", "If the company data file name is an empty string, a company data file must already be open in QuickBooks.", true, false},
		{"0x80040418", "This application has not accessed this QuickBooks company data file before. Only the QuickBooks administrator can grant an application permission to access a QuickBooks company data file for the first time.", true, false},
		{"0x8004041A", "This application does not have permission to access this QuickBooks company data file.", true, false},
		{"0x8004041B", "QuickBooks is locked for the moment. Try again later.", true, true},
		{"0x8004041C", "An internal QuickBooks error occurred.", true, true},
		{"0x8004041D", "This application is not allowed to log into this QuickBooks company data file automatically.", true, false},
		{"0x8004041E", "This application's certificate is expired.", true, false},
		{"0x8004041F", "QuickBooks Basic is not supported.", true, false},
		{"0x80040420", "The QuickBooks user has denied access.", true, false},
		{"0x80040421", "QuickBooks is performing an update.", true, true},
		{"0x80040422", "This application requires Single User file access mode and there is another application sharing data with this QuickBooks company data file.", true, false},
		{"0x80040423", "The version of qbXML that was requested is not supported or is unknown.", true, false},
		{"0x80040424", "QuickBooks did not finish its initialization. Please try again later.", true, false},
		{"0x80040427", "QuickBooks is not registered.", true, false},
		{"0x8004042A", "Remote access is not allowed.", true, false},
		{"0x8004042C", "This application's certificate has been revoked.", true, false},
		{"0x80040308", "The request processor is not installed.", true, false},
		{"0x80040154", "Class not registered.", true, false},
		{"0x80010105", "The server threw an exception.", true, true},
		{"0x80040426", "", true, true}, // known to exist, its meaning is not
	}
}

// thrown is an exception that is about to come.
type thrown struct {
	left  int  // so many more times
	after bool // everything is carried out before
	hr    HResult
}

func (t *thrown) take() *HResult {
	if t.left == 0 {
		return nil
	}
	t.left--
	return throw(t.hr.Code, t.hr.Message)
}

// ThrowOnOpen has the next n tries to open the file end with an HRESULT.
func (f *File) ThrowOnOpen(n int, code, message string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults.open = thrown{left: n, hr: HResult{code, message}}
}

// ThrowOnRequest has the next n documents end with an HRESULT: nothing of them
// is carried out or, with after, all of it, and only the answer is lost.
func (f *File) ThrowOnRequest(n int, after bool, code, message string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults.request = thrown{left: n, after: after, hr: HResult{code, message}}
}

// ForgetCrashed decides whether a crash loses the record of its message set
// too, so that its ID is not known afterwards (600), instead of being known
// without an answer (9002). Which of the two QuickBooks does is not documented
// (qbxml-rules §6).
func (f *File) ForgetCrashed(forget bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults.forget = forget
}

// PauseAfter has QuickBooks stop once, in the middle of a message set, after
// so many more records were saved, and do something: meanwhile other sessions
// are answered, as by another PC's QuickBooks that has the file open in
// multi-user mode. Then the set goes on.
func (f *File) PauseAfter(writes int, do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults.pause, f.faults.pauseAfter = do, writes
}

// pauses counts a write down and pauses, if it is time.
func (f *File) pauses(wrote done) {
	if f.faults.pause == nil || wrote.kind == 0 {
		return
	}
	if f.faults.pauseAfter--; f.faults.pauseAfter > 0 {
		return
	}
	do := f.faults.pause
	f.faults.pause = nil
	f.mu.Unlock()
	defer f.mu.Lock()
	do()
}

// Calm takes back every fault that is still to come, and closes every dialog.
func (f *File) Calm() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = faults{}
	f.user.dialog, f.user.busy, f.user.otherPath = false, false, ""
}

// Move gives the file another path: somebody renamed or moved it.
func (f *File) Move(path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.o.Path = path
	f.user.epoch++ // QuickBooks had to close it
	f.touch(rowPrefs, 0)
	return f.flush()
}

// SetName gives the company another name, as in Company Information.
func (f *File) SetName(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.o.Name = name
	f.touch(rowPrefs, 0)
	return f.flush()
}

// BackUp is a backup of the file, for Restore and Load.
func (f *File) BackUp() ([]byte, error) {
	var b bytes.Buffer
	err := f.Save(&b)
	return b.Bytes(), err
}

// ErrOnDisk tells that a file kept on the disk is not restored while it is open.
var ErrOnDisk = errors.New("the company file is kept on the disk")

// Restore puts a backup in the place of the file: what was done since is gone,
// the records of message sets too. Sessions end.
func (f *File) Restore(backup []byte) error {
	g, err := Load(bytes.NewReader(backup), f.o)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.log != nil {
		return ErrOnDisk
	}
	f.o.Name, f.o.Path = g.o.Name, g.o.Path
	f.accounts, f.people, f.items, f.codes, f.methods, f.ships, f.terms = g.accounts, g.people, g.items, g.codes, g.methods, g.ships, g.terms
	f.classes, f.templates, f.messages, f.reps, f.money = g.classes, g.templates, g.messages, g.reps, g.money
	f.register, f.deleted, f.sets, f.prefs = g.register, slices.Clone(g.deleted), g.sets, g.prefs
	f.user.epoch++
	return nil
}
