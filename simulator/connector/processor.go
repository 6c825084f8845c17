package connector

import (
	"errors"
	"strings"
)

// RequestProcessor is QuickBooks as the Web Connector sees it: the request
// processor (a COM object on a real PC) with one company file behind it.
//
// Only basic types cross this interface, so that a simulated company can
// satisfy it by its own method set without importing this package. An error of
// OpenFile, HCP or ProcessRequest that has a method
//
//	HResult() string // such as "0x80040400"
//
// reaches the server as that code, with Error() as its message; any other
// error is passed on as 0x80040402, QuickBooks' "unexpected error".
//
// A Connector calls from one goroutine at a time, in the order
// OpenFile, (Stamp | HCP, ProcessRequest...), CloseFile.
type RequestProcessor interface {
	// OpenFile begins a session of the application appName with the company
	// file at path; an empty path means the file that is open now. It returns
	// the file's full path as QuickBooks sees it, the country of the edition
	// (US, CA, UK, AU) and the highest qbXML version it speaks.
	OpenFile(appName, path string) (file, country string, major, minor int, err error)

	// Stamp writes the custom fields of the application into the open company
	// file, as the Web Connector does when the application is added: FileID
	// under ownerID. The same pair again is no error; another FileID for an
	// ownerID that the file already knows is one (QBWC1026).
	Stamp(ownerID, fileID string) error

	// HCP returns one qbXML response document with HostQueryRs, CompanyQueryRs
	// (including the DataExtRet rows FileID and AppLock of ownerID) and
	// PreferencesQueryRs. reference: qbwc-protocol §3.4, §3.5.
	HCP(ownerID string) (string, error)

	// ProcessRequest carries out one qbXML request document, unchanged, and
	// returns the response document. An error means that QuickBooks threw: by
	// its HRESULT nothing ran (0x80040400) or the outcome is unknown.
	ProcessRequest(qbxml string) (string, error)

	// CloseFile ends the session. It is called once for every OpenFile that
	// succeeded.
	CloseFile() error
}

// hresulter is what a RequestProcessor's errors may be.
type hresulter interface{ HResult() string }

// unexpectedHResult is QuickBooks' code for an error it has no other code for.
const unexpectedHResult = "0x80040402"

// hresultOf is the HRESULT and the message under which err is told to the server.
func hresultOf(err error) (code, message string) {
	var h hresulter
	if errors.As(err, &h) && strings.TrimSpace(h.HResult()) != "" {
		return h.HResult(), err.Error()
	}
	return unexpectedHResult, err.Error()
}
