package books

import (
	"fmt"

	"countinghouse/sales"
)

// inOpenPeriod sees that a new document is not dated into a closed period: by
// the rule it goes to the first open day, with a memo that names its own, or
// it is held.
func (p *planner) inOpenPeriod(d *Document) {
	c := p.l.Company.ClosingDate
	if c.IsZero() || d.Date.After(c) {
		return
	}
	if p.r.ClosedPeriod == "next" {
		own := d.Date
		d.Date = c.Add(1)
		d.Memo += fmt.Sprintf(", of %s: dated the first open day", own.Human())
		d.Why = append(d.Why, Reason{"rule", fmt.Sprintf("It belongs to %s, and the books are closed through %s, so it is dated the first open day", own.Human(), c.Human())})
		return
	}
	p.hold(sales.Problem{
		Code: "closed-period", Subject: c.String(),
		What:  fmt.Sprintf("It belongs to %s, and the books are closed through %s.", d.Date.Human(), c.Human()),
		Means: "A closed period doesn't change unless its accountant says so, so it isn't posted.",
		Fix:   "Open the period in QuickBooks (Edit, Preferences, Accounting) or, where an accountant works on a copy of the file, wait until the changes are brought in; have such documents dated the first open day in Mapping, or enter it by hand and exclude the order.",
	})
}

// closed tells whether a document that stands is in a closed period.
func (p *planner) closed(s *Prior) bool {
	c := p.l.Company.ClosingDate
	return !c.IsZero() && !s.Date.After(c)
}
