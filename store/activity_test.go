package store

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"countinghouse/books"
)

func TestVisitsAreFoundByDayOrderDeedAndFailure(t *testing.T) {
	s, c := fresh(t)
	saveOrders(t, s, order(101, "10.00"), order(102, "20.00"))
	planAll(t, s, receipts)
	c.forward(time.Hour)
	first := visit(t, s)
	send(t, s, first, claim(t, s, 1)...)
	c.forward(24 * time.Hour)
	second := visit(t, s) // the first breaks off
	ids := claim(t, s, 1)
	x := send(t, s, second, ids...)
	answer(t, s, x, Outcome{Posting: ids[0], From: Sent, To: Refused, Code: 3140, Lane: "mapping", Reason: "The item is inactive."})
	must(t, s.CloseVisit(t.Context(), second.ID, "closed", ""))
	c.forward(time.Hour)
	third := visit(t, s)
	must(t, s.CloseVisit(t.Context(), third.ID, "refused", "Another company file is open."))
	fourth := visit(t, s)
	x, err := s.MarkSent(t.Context(), Exchange{Visit: fourth.ID, Purpose: "read", Requests: 1, Request: []byte("<QBXML/>")}, nil)
	must(t, err)
	must(t, s.Answer(t.Context(), x, Reply{HResult: "0x80040408", Message: "Could not start QuickBooks."}))
	must(t, s.CloseVisit(t.Context(), fourth.ID, "closed", ""))
	for what, f := range map[string]struct {
		VisitFilter
		want []VisitID
	}{
		"all":                         {VisitFilter{}, []VisitID{fourth.ID, third.ID, second.ID, first.ID}},
		"that sent":                   {VisitFilter{Worked: true}, []VisitID{second.ID, first.ID}},
		"of the first order":          {VisitFilter{Order: 101}, []VisitID{first.ID}},
		"of no order":                 {VisitFilter{Order: 999}, nil},
		"that refused":                {VisitFilter{Trouble: TroubleRefused}, []VisitID{second.ID}},
		"that broke off":              {VisitFilter{Trouble: TroubleLost}, []VisitID{first.ID}},
		"that were turned away":       {VisitFilter{Trouble: TroubleTurned}, []VisitID{third.ID}},
		"that could not be answered":  {VisitFilter{Trouble: TroubleUnanswered}, []VisitID{fourth.ID}},
		"that failed":                 {VisitFilter{Trouble: TroubleAny}, []VisitID{fourth.ID, third.ID, second.ID, first.ID}},
		"that read":                   {VisitFilter{Read: true}, nil},
		"since the second":            {VisitFilter{From: second.Started}, []VisitID{fourth.ID, third.ID, second.ID}},
		"until the second":            {VisitFilter{Until: second.Started}, []VisitID{first.ID}},
		"older than the third, later": {VisitFilter{Before: third.ID, From: second.Started}, []VisitID{second.ID}},
	} {
		f.Company = "larkspur"
		page, err := s.VisitsPage(t.Context(), f.VisitFilter)
		must(t, err)
		var got []VisitID
		for _, v := range page.Rows {
			got = append(got, v.ID)
		}
		if !reflect.DeepEqual(got, f.want) {
			t.Errorf("visits %s are %v, want %v", what, got, f.want)
		}
	}
	docs, total, err := s.VisitDocuments(t.Context(), second.ID, 10)
	must(t, err)
	if total != 1 || len(docs) != 1 || docs[0].State != Refused || docs[0].Reason != "The item is inactive." || docs[0].Kind != books.SalesReceipt || docs[0].Total != 2000 {
		t.Errorf("the second visit did %+v", docs)
	}
}

// Whatever the times, a range finds the rows within it and no others.
func TestTheAuditIsFoundByTime(t *testing.T) {
	s, c := fresh(t)
	begin := c.now()
	for i, hours := range []int{0, 0, 3, 1, 0, 7, 2, 2, 0, 11} {
		c.forward(time.Duration(hours) * time.Hour)
		must(t, s.Audit(t.Context(), operator, "qwc.downloaded", fmt.Sprint(i), ""))
	}
	all, err := s.Events(t.Context(), EventFilter{Limit: 500})
	must(t, err)
	for from := -2; from < 30; from++ {
		for until := from; until < 30; until += 2 {
			f := EventFilter{Limit: 500, From: begin.Add(time.Duration(from) * time.Hour), Until: begin.Add(time.Duration(until) * time.Hour)}
			var want, got []int64
			for _, e := range all.Rows {
				if !e.At.Before(f.From) && e.At.Before(f.Until) {
					want = append(want, e.ID)
				}
			}
			page, err := s.Events(t.Context(), f)
			must(t, err)
			for _, e := range page.Rows {
				got = append(got, e.ID)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("from hour %d until %d: %v, want %v", from, until, got, want)
			}
		}
	}
}

// What was changed can be read out of the audit, whatever the values say.
func TestChangesAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d diff
		var want []Change
		for range rapid.IntRange(1, 4).Draw(t, "n") {
			what := rapid.SampledFrom([]string{"name", "role", "file path", "polled every, seconds"}).Draw(t, "what")
			c := Change{What: what, Was: rapid.String().Draw(t, "was"), Now: rapid.String().Draw(t, "now")}
			if rapid.Bool().Draw(t, "secret") {
				c = Change{What: "password", Secret: true}
				d.secret("password", "a", "b")
			} else if d.text(c.What, c.Was, c.Now); c.Was == c.Now {
				continue
			}
			want = append(want, c)
		}
		if got := (Event{Detail: d.String()}).Changes(); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s is read as %+v, want %+v", d, got, want)
		}
	})
	for _, other := range []string{"", "version 2; 5 orders are planned again", "Another company file is open: Pine.", `name: "half`, `name: "a", was "b" and more`} {
		if got := (Event{Detail: other}).Changes(); got != nil {
			t.Errorf("%q is read as %+v", other, got)
		}
	}
}
