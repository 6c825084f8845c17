package qbxml

import (
	"fmt"
	"strings"
)

// Lane says who or what has to move after an answer that is not plain success.
type Lane string

// The lanes (qbxml-status-codes §4).
const (
	LaneFinished  Lane = "finished"  // nothing to do
	LaneLock      Lane = "lock"      // QuickBooks was busy: try again
	LaneStale     Lane = "stale"     // it changed in QuickBooks meanwhile: read it again, compare
	LaneMapping   Lane = "mapping"   // a bookkeeper changes a mapping or a list
	LaneData      Lane = "data"      // the order's data do not fit QuickBooks
	LaneSetting   Lane = "setting"   // an administrator changes a setting of QuickBooks
	LaneBug       Lane = "bug"       // our mistake
	LaneUncertain Lane = "uncertain" // it may have been saved: ask before anything else
)

// Advice is what an answer means and what to do about it, in words for a
// bookkeeper.
type Advice struct {
	Lane  Lane
	Retry bool // the same may be sent again later, as it is
	// Probe tells that QuickBooks may have saved it: ask by number and name
	// before anything is sent again.
	Probe bool
	// ParseError tells that QuickBooks could not read the document: nothing of
	// it ran, and it must not be sent again unchanged (HRESULT only).
	ParseError bool
	What       string // what happened and what it means; empty for plain success
	Fix        string // what to do
	// Kind and Name are what a reference names that QuickBooks does not know, as
	// far as its words tell: "Customer", "Ortiz, Ana".
	Kind, Name string
}

// Words is the advice as one text, with QuickBooks' own words at the end.
func (a Advice) Words(message string) string {
	parts := make([]string, 0, 3)
	for _, s := range []string{a.What, a.Fix} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if m := strings.TrimSpace(message); m != "" {
		parts = append(parts, "QuickBooks said: "+m)
	}
	return strings.Join(parts, " ")
}

// statusRow is a row of the table of status codes.
type statusRow struct {
	from, to     int // the codes that it is about
	lane         Lane
	retry, probe bool
	what, fix    string
}

// Advise tells what a response means: by its code, by what was asked, and by
// the words of QuickBooks, since several codes cover several causes
// (qbxml-status-codes §1). Words are matched in English only; in other
// languages the code decides.
func Advise(r Response) Advice {
	write := isWrite(r.Name)
	switch {
	case r.Err != nil:
		return Advice{
			Lane: LaneUncertain, Retry: !write, Probe: write,
			What: "QuickBooks' answer could not be understood (" + r.Err.Error() + ").",
			Fix:  "Countinghouse asks QuickBooks again. If it repeats, tell support.",
		}
	case write && r.StatusCode >= 0 && r.StatusCode < 600 && len(r.Rets) == 0 && r.Recovery == nil:
		// Success or a warning on something that was to be saved, but nothing
		// says what was saved.
		return Advice{
			Lane: LaneUncertain, Probe: true,
			What: "QuickBooks did not refuse it, but did not say what it saved.",
			Fix:  "Countinghouse asks QuickBooks for it before anything is sent again.",
		}
	case r.StatusCode == 0 || !write && (r.StatusCode == 1 || r.StatusCode == 500):
		return Advice{Lane: LaneFinished}
	}
	row := rowOf(r.StatusCode)
	a := Advice{Lane: row.lane, Retry: row.retry, Probe: row.probe && write, What: row.what, Fix: row.fix}
	if row.probe && !write {
		a.Retry = true // a read can always be repeated
	}
	a.refine(r, write)
	return a
}

// AdviseSet tells what the status of a whole message set means
// (ResponseSet.MessageSetStatus; qbxml-rules §6).
func AdviseSet(status int) Advice {
	if status == 0 {
		return Advice{Lane: LaneFinished}
	}
	row := rowOf(status)
	return Advice{Lane: row.lane, Probe: true, What: row.what, Fix: row.fix}
}

// isWrite tells whether the response is to a request that saves something.
func isWrite(name string) bool {
	for _, suffix := range []string{"AddRs", "ModRs", "DelRs", "VoidRs", "MergeRs"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// rowOf is the row of a code. An unknown code is not retried, and nothing says
// that a write was not executed.
func rowOf(code int) statusRow {
	for i := range statusRows {
		if row := &statusRows[i]; code >= row.from && code <= row.to {
			return *row
		}
	}
	return statusRow{
		lane: LaneUncertain, probe: true,
		what: fmt.Sprintf("QuickBooks answered with status %d, which Countinghouse does not know.", code),
		fix:  "Read what QuickBooks said, look whether the record is there, and decide.",
	}
}

// refine decides by the words of the message, where the code leaves it open,
// and names what the message names.
func (a *Advice) refine(r Response, write bool) {
	message := r.Message
	said := strings.ToLower(unquoted(message))
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	switch r.StatusCode {
	case 3100:
		a.nameTaken(message)
	case 3120, 3130, 3140:
		a.missingReference(r.StatusCode, r.Name, message)
	case 3070, 3080, 3090, 3101, 3110, 3040, 3045, 3060, 3020, 3010:
		if field := quotedAfter(message, "in the field "); field != "" {
			a.What = strings.TrimSuffix(a.What, ".") + ": field " + field + "."
		}
	case 3210:
		if has("more than the amount due") {
			a.overApplied(r.Name)
			break
		}
		a.refusedValue(message)
	case 3170, 3180:
		a.catchAll(has, write, message)
	default:
		if a.Lane == LaneUncertain && r.StatusCode > 1000 && has(lockWords()...) {
			a.locked()
		}
	}
	a.byRequest(r.Name)
}

// lockWords tell that QuickBooks was busy with the same record.
func lockWords() []string {
	return []string{"modified by another user", "could not be locked", "failed to acquire the lock", "list element is in use", "is in use by another"}
}

func (a *Advice) locked() {
	row := rowOf(3175)
	a.Lane, a.Retry, a.Probe, a.What, a.Fix = row.lane, row.retry, false, row.what, row.fix
}

// catchAll is about the two codes that stand for "could not be saved": only
// the words tell why.
func (a *Advice) catchAll(has func(...string) bool, write bool, message string) {
	switch {
	case has(lockWords()...):
		a.locked()
	case has("closing date"):
		row := rowOf(3171)
		a.Lane, a.What, a.Fix = row.lane, row.what, row.fix
	case has("credit limit"):
		a.What = "The customer would be above the credit limit that QuickBooks has for them."
		a.Fix = "Raise the limit in QuickBooks, or record a payment first; then send it again."
	case has("already exists"):
		a.Lane, a.Probe = LaneUncertain, write
		a.What = "QuickBooks says that it exists already."
		a.Fix = "Countinghouse asks QuickBooks for it before anything is sent again."
	case has("must be positive", "negative"):
		a.What = "QuickBooks saves no sale with a total below zero."
		a.Fix = "Enter it as a credit memo in QuickBooks and exclude the order here."
	case has("not in balance"):
		a.What = "QuickBooks says that the document is not in balance: its sales tax settings do not fit."
		a.Fix = "Check the sales tax mapping of this store, or tell support."
	case has("not enabled or not available"):
		row := rowOf(3250)
		a.Lane, a.What, a.Fix = row.lane, row.what, row.fix
	case has("permission"):
		row := rowOf(3260)
		a.Lane, a.What, a.Fix = row.lane, row.what, row.fix
	case write && !strings.Contains(strings.ToLower(message), "error message:"):
		a.Probe = true // nothing says why, so nothing says that it was not saved
	}
}

func (a *Advice) nameTaken(message string) {
	a.Name = quotedAfter(message, "the name ")
	if a.Name != "" {
		a.What = fmt.Sprintf("The name %q is already used in QuickBooks, perhaps by a vendor, an employee or an inactive record.", a.Name)
	}
}

// refusedValue is about values that QuickBooks' own rules refuse.
func (a *Advice) refusedValue(message string) {
	if field := quotedBefore(message, " field"); field != "" {
		a.What = "QuickBooks refused the value of the field " + field + "."
	}
}
