package connector

import (
	"fmt"
	"time"
)

// Outcome is how a run ended.
type Outcome string

// The ways in which a run ends.
const (
	Completed       Outcome = "completed"        // receiveResponseXML answered 100
	NoData          Outcome = "none"             // authenticate answered none
	InvalidUser     Outcome = "nvu"              // authenticate answered nvu: QBWC1040
	Busy            Outcome = "busy"             // authenticate answered busy
	VersionRefused  Outcome = "version refused"  // clientVersion answered E:, O:, or W: and the person declined: QBWC1037
	Told            Outcome = "told"             // an empty sendRequestXML, then a text from getLastError
	Failed          Outcome = "failed"           // a negative receiveResponseXML, then a text from getLastError
	NotOpened       Outcome = "not opened"       // QuickBooks could not be opened, connectionError answered done: QBWC1013
	Declined        Outcome = "declined"         // an interactive run that the person declined
	InteractiveDone Outcome = "interactive done" // an interactive run that ended
	Broken          Outcome = "broken"           // the conversation itself failed; Run returned an error
)

// RunResult is what a person can read off the Web Connector after a run.
type RunResult struct {
	Outcome       Outcome
	Ticket        string
	ServerVersion string
	CompanyFile   string        // as opened; empty if none was
	Calls         int           // SOAP calls made, repeated deliveries not counted
	Requests      int           // qbXML documents given to QuickBooks
	Percent       int           // the last answer of receiveResponseXML
	LastError     string        // the last answer of getLastError
	Message       string        // the answer of closeConnection, shown as the status
	Code          int           // the QBWC code shown, 0 if none
	Differing     int           // repeated deliveries that were not answered alike
	Processing    time.Duration // spent in QuickBooks
	Duration      time.Duration
}

// Error is what the Web Connector shows when it cannot go on.
type Error struct {
	Code   int    // 1012 for QBWC1012
	Method string // the SOAP method that was called, empty outside of calls
	Text   string
	Err    error // what lies below, may be nil
}

// Error is worded as in the Web Connector's log.
func (e *Error) Error() string {
	s := fmt.Sprintf("QBWC%d: %s", e.Code, e.Text)
	if e.Method != "" {
		s = fmt.Sprintf("QBWC%d: %s: %s", e.Code, e.Method, e.Text)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives what lies below.
func (e *Error) Unwrap() error { return e.Err }

// EventKind says what an Event tells.
type EventKind string

// The kinds of events.
const (
	EventRunStarted EventKind = "run started"
	EventCalled     EventKind = "called"    // a SOAP call was answered
	EventFault      EventKind = "fault"     // a fault was played
	EventOpened     EventKind = "opened"    // a company file was opened
	EventProcessed  EventKind = "processed" // QuickBooks carried out a request
	EventWaiting    EventKind = "waiting"   // NoOp
	EventRunEnded   EventKind = "run ended"
	EventRunFailed  EventKind = "run failed" // Poll only: Run returned an error
)

// Event is one thing that happened, in words for a person and in fields for a
// program.
type Event struct {
	At      time.Time
	Kind    EventKind
	Run     int    // counted from 1
	Call    int    // number of the call within the run, counted from 1
	Method  string // of the call
	Text    string // "answered 40 %", "asked: 12 345 bytes of qbXML"
	Percent int    // of receiveResponseXML
	Bytes   int    // of the qbXML request or response
	Took    time.Duration
	Err     error
}
