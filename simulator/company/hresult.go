package company

// HResult is an error that QuickBooks' request processor throws instead of
// answering: the whole document failed, not one request of it.
// reference: qbwc-protocol §8.
type HResult struct {
	Code    string // such as "0x80040400"
	Message string // what QuickBooks says with it
}

// Error is QuickBooks' message, without the code.
func (e *HResult) Error() string { return e.Message }

// HResult is the code, the form in which a Web Connector reads it.
func (e *HResult) HResult() string { return e.Code }

// The codes that this file throws.
const (
	hrParse      = "0x80040400" // nothing of the document was executed
	hrBadName    = "0x80040406"
	hrOtherFile  = "0x8004040A"
	hrNoSession  = "0x8004040D"
	hrDialog     = "0x80040414"
	hrNoFileOpen = "0x80040417"
	hrBusy       = "0x8004041B"
	hrNoAccess   = "0x8004041A"
	hrCrash      = "0x80010105" // outcome unknown
)

func throw(code, message string) *HResult { return &HResult{Code: code, Message: message} }
