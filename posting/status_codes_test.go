package posting

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/store"
)

// What becomes of a document by each status of the sheet (qbxml-status-codes
// §2 and §4). The record beside it in the batch is posted whatever happens.
func TestWhatBecomesOfADocumentByEachStatus(t *testing.T) {
	const (
		later = "later" // tried again by itself after a pause
		asked = "asked" // QuickBooks is asked whether it has it, then it is sent again
		stops = "stops" // nothing is written until an administrator acts
		// else the lane in which it is refused
	)
	const lock, why = "QuickBooks error message: This list has been modified by another user", "QuickBooks error message: The ship date is odd."
	cases := []struct {
		want    string
		message string
		codes   []int
	}{
		{later, "", []int{1010, 3162, 3175, 3176, 3177}},
		{later, lock, []int{3170, 3180}},
		{asked, "", []int{1000, 3170, 3180, 3220, 3230, 3231, 3240, 3300, 3310, 3370, 4711}},
		{"mapping", "", []int{3000, 3120, 3130, 3140, 3270, 3280}},
		{"data", "", []int{3070, 3080, 3090, 3101, 3205, 3210}},
		{"data", why, []int{3170, 3180}},
		{"setting", "", []int{3171, 3250}},
		{"bug", "", []int{1030, 1060, 2000, 2999, 3010, 3020, 3030, 3031, 3035, 3040, 3045, 3050, 3060, 3065, 3085, 3110, 3150, 3151, 3153, 3190, 3290, 9100, 9199}},
		{"stale", "", []int{3200}},
		{stops, "", []int{3260, 3261, 3263}},
	}
	w := newWorld(t)
	id := 0
	for _, c := range cases {
		for _, code := range c.codes {
			name := fmt.Sprint(code, " ", c.message)
			bad, good := id+1, id+2
			id += 2
			for _, k := range []int{bad, good} {
				w.sell(k)
				w.plan(k, w.doc(books.SalesReceipt, k))
			}
			w.file.RefuseWrites(1, code, c.message)
			w.sent = nil
			w.visit()
			p := w.posting(bad, books.SalesReceipt)
			sends := 0
			for _, r := range w.sent {
				sends += strings.Count(r, fmt.Sprintf("<RefNumber>BC%d<", bad))
			}
			switch c.want {
			case asked:
				if p.State != store.Verified || sends != 2 || len(w.having("RefNumberCaseSensitive")) == 0 {
					t.Errorf("%s: it is %s and was sent %d times", name, p.State, sends)
				}
			case later, stops:
				if p.State != store.Ready || !p.NotBefore.After(w.now) || sends != 1 || p.Reason == "" {
					t.Errorf("%s: it is %s, not before %s, sent %d times", name, p.State, p.NotBefore, sends)
				}
				company, err := w.store.Company(t.Context(), "larkspur")
				w.must(err)
				if (company.Stopped != "") != (c.want == stops) {
					t.Errorf("%s: the company file is stopped by %q", name, company.Stopped)
				}
				w.now = w.now.Add(time.Hour)
				w.visit()
				if p := w.posting(bad, books.SalesReceipt); p.State != store.Verified {
					t.Errorf("%s: afterwards it is %s: %s", name, p.State, p.Reason)
				}
			default:
				if p.State != store.Refused || p.Lane != c.want || p.Code != code || p.Reason == "" || sends != 1 {
					t.Errorf("%s: it is %s %s, sent %d times: %s", name, p.State, p.Lane, sends, p.Reason)
				}
			}
			if p := w.posting(good, books.SalesReceipt); p.State != store.Verified {
				t.Errorf("%s: the other record is %s", name, p.State)
			}
		}
	}
	for name, n := range w.counts() {
		if n != 1 {
			t.Errorf("%s stands %d times", name, n)
		}
	}
}

// A record that somebody has open is tried again with growing pauses, then a
// person is told of it; and once an hour it is tried again, until the form that
// was open is closed.
func TestALockedRecordIsTriedAgainWithGrowingPauses(t *testing.T) {
	for _, kind := range []books.Kind{books.SalesReceipt, books.CustomerAdd} {
		w := newWorld(t)
		o := w.sell(1)
		d := w.doc(books.SalesReceipt, 1)
		plan := books.Plan{Outcome: books.Post}
		if kind == books.CustomerAdd {
			d.Customer, d.CustomerKey = books.Ref{}, o.CustomerKey()
			plan.Customer = &books.NewCustomer{Key: o.CustomerKey(), Name: "Iris Quill", AccountNumber: "BC-1"}
		}
		plan.Documents = []books.Document{d}
		w.planAs(1, plan)
		w.file.RefuseWrites(1000, 3175, "could not be locked")
		var pauses []time.Duration
		for range maxTries {
			w.visit()
			if p := w.posting(1, kind); p.State == store.Ready {
				pauses = append(pauses, p.NotBefore.Sub(p.Updated).Round(time.Minute))
				w.now = p.NotBefore
			}
		}
		if fmt.Sprint(pauses) != "[1m0s 2m0s 4m0s 8m0s]" {
			t.Errorf("it waited %v", pauses)
		}
		refused := func() {
			t.Helper()
			if p := w.posting(1, kind); p.State != store.Refused || p.Lane != "lock" || !strings.Contains(p.Reason, "once an hour") {
				t.Errorf("the %s is %s %s: %s", kind, p.State, p.Lane, p.Reason)
			}
			w.state(1, store.OrderRefused)
		}
		refused()
		sends, last := len(w.having("AddRq")), w.now
		if sends != maxTries {
			t.Errorf("it was sent %d times", sends)
		}
		for range 24 { // ten minutes apart
			w.visit()
			refused()
			if n := len(w.having("AddRq")); n > sends {
				if after := w.now.Sub(last); n > sends+1 || after < time.Hour || after > 80*time.Minute {
					t.Errorf("it was sent %d times more after %s", n-sends, after)
				}
				sends, last = n, w.now
			}
		}
		if sends < maxTries+3 {
			t.Errorf("in four hours it was tried %d times", sends-maxTries)
		}
		w.desk = NewDesk(w.store, w.desk.planner, w.desk.o) // the server starts again
		w.file.Calm()
		w.now = w.now.Add(time.Hour)
		w.visit()
		w.visit()
		w.state(1, store.OrderVerified)
	}
}

// What is refused for a setting is tried again when QuickBooks tells that the
// settings are others: a period was opened, a feature switched on.
func TestWhatASettingRefusedIsPlannedAgainWhenSettingsChange(t *testing.T) {
	for _, changed := range []bool{false, true} {
		w := newWorld(t)
		w.sell(1)
		w.plan(1, w.doc(books.SalesReceipt, 1))
		w.file.RefuseWrites(1, 3171, "")
		w.visit()
		w.state(1, store.OrderRefused)
		w.desk.setUnchanged("larkspur", true) // no list changes
		w.must(w.file.SetClasses(changed))
		w.now = w.now.Add(2 * time.Hour)
		c, _ := w.calls("10.0.0.9")
		c.ask() // which file is it?
		c.answer(c.process())
		if got := w.desk.isUnchanged("larkspur"); got == changed {
			t.Errorf("changed %v: held and refused orders count as planned since: %v", changed, got)
		}
	}
}

// One record in doubt that can't be read waits, with what depends on it. The
// others in doubt are settled, and new ones posted.
func TestARecordInDoubtThatCannotBeReadHoldsUpNoOther(t *testing.T) {
	w := newWorld(t)
	for id := 1; id <= 5; id++ {
		w.sell(id)
		w.plan(id, w.doc(books.SalesReceipt, id))
	}
	w.lose = first("AddRq")
	w.visit()
	w.sell(6)
	w.plan(6, w.doc(books.SalesReceipt, 6))
	w.forgets()
	w.spoil = func(request, response string) string {
		parts := strings.Split(response, "<SalesReceiptRet>")
		for i := range parts {
			if strings.Contains(parts[i], "<RefNumber>BC3<") {
				parts[i] = strings.Replace(parts[i], "<TotalAmount>", "<TotalAmount>x", 1)
			}
		}
		return strings.Join(parts, "<SalesReceiptRet>")
	}
	w.visit()
	for _, id := range []int{1, 2, 4, 5, 6} {
		w.state(id, store.OrderVerified)
	}
	w.state(3, store.OrderAsking)
	if n := len(w.having("<RefNumber>BC3<")); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
	w.spoil = nil
	w.visits()
	w.state(3, store.OrderVerified)
	w.onceEach(6)
}

// QuickBooks would not tell anything: what is in doubt stays so, and the rest
// goes on.
func TestWhatQuickBooksWouldNotTellStaysInDoubt(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.cut = first("AddRq")
	w.visit()
	w.sell(2)
	w.plan(2, w.doc(books.SalesReceipt, 2))
	w.spoil = func(request, response string) string {
		if strings.Contains(request, "RefNumberCaseSensitive") {
			return strings.ReplaceAll(strings.ReplaceAll(response, `statusCode="1"`, `statusCode="3260"`), `statusCode="500"`, `statusCode="3260"`)
		}
		return response
	}
	w.visit()
	w.state(1, store.OrderAsking)
	w.state(2, store.OrderVerified)
	w.spoil = nil
	w.visits()
	w.state(1, store.OrderVerified)
	w.onceEach(2)
}

// An answer to another question, or another set, says nothing of this one.
func TestAnAnswerToAnotherSetIsNotTaken(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.sell(2)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.lose = first("AddRq")
	w.visit()
	w.lose = nil
	old, _ := w.calls("10.0.0.9")
	w.now = w.now.Add(10 * time.Minute)
	old.goOn("RefNumberCaseSensitive")
	late := old.process() // "BC1 is there" comes in the next run, when BC2 is asked about
	lateNothing := strings.NewReplacer("BC1<", "BCX<").Replace(late)
	w.now = w.now.Add(10 * time.Minute)
	a, _ := w.calls("10.0.0.9")
	a.ends()
	w.state(1, store.OrderVerified)
	w.plan(2, w.doc(books.SalesReceipt, 2))
	w.lose = first("AddRq")
	w.visit()
	w.lose = nil
	w.now = w.now.Add(10 * time.Minute)
	b, _ := w.calls("10.0.0.9")
	b.goOn("RefNumberCaseSensitive")
	own := b.process()
	for _, foreign := range []string{late, lateNothing} {
		if p := b.answer(foreign); p < 0 || p >= 100 {
			t.Errorf("the run ends with %d", p)
		}
		w.state(2, store.OrderAsking)
	}
	if p := b.answer(own); p < 1 || p > 99 {
		t.Errorf("the own answer is answered %d", p)
	}
	if p := w.posting(2, books.SalesReceipt); p.State != store.Posted {
		t.Errorf("it is %s", p.State)
	}
	b.ends()
	w.onceEach(2)
	w.state(2, store.OrderVerified)
}
