package qbxml

// Lane says who or what has to move after an answer that is not plain success.
type Lane string

// The lanes.
const (
	LaneFinished  Lane = "finished"  // nothing to do
	LaneLock      Lane = "lock"      // QuickBooks was busy: try again
	LaneStale     Lane = "stale"     // it changed in QuickBooks meanwhile: read it again, compare
	LaneMapping   Lane = "mapping"   // a bookkeeper changes a mapping or a list
	LaneData      Lane = "data"      // the order's data do not fit QuickBooks
	LaneSetting   Lane = "setting"   // an administrator changes a setting; all writes stop
	LaneBug       Lane = "bug"       // our mistake
	LaneUncertain Lane = "uncertain" // it may have been saved: ask before anything else
)

// Advice is what an answer means and what to do about it.
type Advice struct {
	Lane       Lane
	Retry      bool
	Probe      bool
	ParseError bool
	What, Fix  string
}

// Words is the advice as one text, with QuickBooks' own words.
func (a Advice) Words(message string) string { return a.What + " " + a.Fix + " " + message }

// Advise tells what a response means.
func Advise(r Response) Advice { return Advice{} }
