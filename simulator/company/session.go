package company

import (
	"strings"
	"time"
)

// Session is one application's connection to QuickBooks: what a Web Connector
// opens, talks through and closes. Iterators and macros live as long as it.
// A Session is for one goroutine at a time; several may be open.
type Session struct {
	f         *File
	open      bool
	dead      bool // QuickBooks crashed under it
	app       string
	epoch     int
	doc       document
	out       out
	iterators map[string]*iterator
	macros    map[string]int32 // defMacro -> transaction
	nextIter  int
}

// sessionState is what of the user's QuickBooks concerns sessions.
type sessionState struct {
	dialog    bool
	busy      bool
	closed    bool   // QuickBooks has no file open
	otherPath string // another file is open
	sessions  int    // opened so far, for iterator ids
	epoch     int    // counts how often the file was closed under its sessions
}

// Connect gives a new connection; it opens nothing yet.
func (f *File) Connect() *Session { return &Session{f: f} }

// OpenFile begins a session with the company file at path; an empty path means
// the file that is open now. It returns the file's path, the country of the
// edition and the highest qbXML version. Errors are *HResult.
func (s *Session) OpenFile(appName, path string) (file, country string, major, minor int, err error) {
	f := s.f
	f.mu.Lock()
	defer f.mu.Unlock()
	if e := f.faults.open.take(); e != nil {
		return "", "", 0, 0, e
	}
	switch {
	case f.user.dialog:
		return "", "", 0, 0, throw(hrDialog, "A modal dialog box is showing in the QuickBooks user interface. Your application cannot access QuickBooks until the user dismisses the dialog box.")
	case f.user.busy:
		return "", "", 0, 0, throw(hrBusy, "QuickBooks is locked for the moment. Try again later.")
	case f.user.otherPath != "" && !strings.EqualFold(path, f.user.otherPath):
		return "", "", 0, 0, throw(hrOtherFile, "A QuickBooks company data file is already open and it is different from the one requested or there are multiple company files open.")
	case f.user.otherPath != "":
		return "", "", 0, 0, throw(hrNoAccess, "This application does not have permission to access this QuickBooks company data file.")
	case path == "" && f.user.closed:
		return "", "", 0, 0, throw(hrNoFileOpen, "If the company data file name is an empty string, a company data file must already be open in QuickBooks.")
	case path != "" && !strings.EqualFold(path, f.o.Path):
		return "", "", 0, 0, throw(hrBadName, "The QuickBooks company data file name is not valid: "+path)
	}
	f.user.closed = false
	f.user.sessions++
	s.open, s.dead, s.app, s.epoch = true, false, appName, f.user.epoch
	s.iterators, s.macros, s.nextIter = map[string]*iterator{}, map[string]int32{}, 0
	return f.o.Path, f.o.Country, 13, 0, nil
}

// Stamp writes an application's FileID into the company file, as the Web
// Connector does when the application is added. The same pair again is fine,
// another FileID under a known OwnerID is not (QBWC1026).
func (s *Session) Stamp(ownerID, fileID string) error {
	s.f.mu.Lock()
	defer s.f.mu.Unlock()
	key := strings.ToLower(ownerID)
	if old, ok := s.f.prefs.Stamps[key]; ok && !strings.EqualFold(old, fileID) {
		return throw("0x80040402", "The FileID of this application is already registered in the company file with another value.")
	}
	s.f.prefs.Stamps[key] = fileID
	s.f.touch(rowPrefs, 0)
	return s.f.flush()
}

// ProcessRequest carries out one qbXML document and returns the response
// document. Errors are *HResult: 0x80040400 means that nothing of it ran.
func (s *Session) ProcessRequest(request string) (string, error) {
	f := s.f
	if s.dead || !s.open {
		return "", throw(hrNoSession, "The QuickBooks session ticket is not valid.")
	}
	if f.gErr != nil {
		return "", throw(hrParse, f.gErr.Error())
	}
	if err := parse(f.g, request, &s.doc, &f.o); err != nil {
		return "", throw(hrParse, err.Error())
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.epoch != f.user.epoch {
		return "", throw(hrNoSession, "The QuickBooks session ticket is not valid.")
	}
	if f.user.dialog {
		return "", throw(hrDialog, "A modal dialog box is showing in the QuickBooks user interface.")
	}
	lost := f.faults.request.take()
	if lost != nil && !f.faults.request.after {
		return "", lost
	}
	answer, err := f.process(s, &s.doc, request)
	if err == nil && lost != nil {
		err = lost
	}
	if logErr := f.flush(); logErr != nil && err == nil {
		err = throw("0x80040402", "Unexpected error. The company file could not be written: "+logErr.Error())
	}
	if err != nil {
		return "", err
	}
	return answer, nil
}

// HCP is the document that the Web Connector hands to the server at the
// beginning: Host, Company with the application's stamps, Preferences.
func (s *Session) HCP(ownerID string) (string, error) {
	owner := ""
	if ownerID != "" {
		owner = "<OwnerID>" + ownerID + "</OwnerID>"
	}
	return s.ProcessRequest(`<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="continueOnError">` +
		`<HostQueryRq requestID="0"/><CompanyQueryRq requestID="1">` + owner +
		`</CompanyQueryRq><PreferencesQueryRq requestID="2"/></QBXMLMsgsRq></QBXML>`)
}

// CloseFile ends the session; its iterators and macros are gone.
func (s *Session) CloseFile() error {
	s.open, s.iterators, s.macros = false, nil, nil
	return nil
}

// think spends the time that QuickBooks takes over a request. The lock is let
// go meanwhile, so that the books can be looked at.
func (f *File) think() {
	if f.o.ThinkTime > 0 {
		f.mu.Unlock()
		time.Sleep(f.o.ThinkTime)
		f.mu.Lock()
	}
}
