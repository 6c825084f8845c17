package qbxml

import "io"

// ResponseSet is a document from QuickBooks.
type ResponseSet struct {
	// NewMessageSetID and MessageSetStatus are there (HasStatus) only when the
	// request used error recovery: 0 normal, 600 unknown ID, 9001 to 9005 see
	// qbxml-rules §6.
	NewMessageSetID  string
	MessageSetStatus int
	HasStatus        bool
	Responses        []Response
}

// Response is the answer to one request. QuickBooks leaves out the answers to
// requests that it did not run.
type Response struct {
	Name              string // "SalesReceiptAddRs"
	RequestID         string
	StatusCode        int // 0 success, 1 nothing found, 500 some not found; see Advise
	Severity          string
	Message           string // for people, in the language of the edition
	IteratorID        string
	IteratorRemaining int
	HasIterator       bool
	// Rets are pointers to this package's ...Ret types, in the order in which
	// they came. Kinds that are not known are left out.
	Rets []any
	// Recovery tells the IDs of what was saved when the whole Ret is not known
	// any more (qbXML 11 and later).
	Recovery *ErrorRecovery
	// Err tells that something of this response could not be understood, naming
	// the element. A Ret with such a value is left out of Rets, the others stay.
	Err error
}

// ErrorRecovery tells what an add or change of a remembered message set saved.
type ErrorRecovery struct {
	ListID       string
	OwnerID      string
	TxnID        string
	TxnNumber    string
	EditSequence string
	ExternalGUID string
}

// Decode reads a document from QuickBooks.
func Decode(r io.Reader) (*ResponseSet, error) { return nil, nil }
