package posting

import (
	"errors"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

var linkedOrder = store.OrderRef{Store: "main", ID: 901}

// standsAlready is an order that stands in QuickBooks as sales receipt H7, by
// hand, and is said to; it tells how many documents QuickBooks has.
func (w *shopWorld) standsAlready() (documents int, step store.Step) {
	w.t.Helper()
	first := w.sell(900)
	placed := w.now
	w.plan(900, w.doc(books.SalesReceipt, 900))
	w.visits()
	o := w.sell(901)
	o.Billing, o.Total, o.Placed = first.Billing, first.Total, placed
	o.Billing.FirstName, o.Billing.LastName = "Ana", "Okafor"
	o.Modified = o.Modified.AddDate(0, 0, 1)
	_, err := w.store.SaveOrders(w.t.Context(), "main", []sales.Order{o})
	w.must(err)
	w.byHand("H7", "Ana Okafor", "25.00", placed)
	return len(w.file.Transactions()), w.asksLink("H7")
}

func (w *shopWorld) asksLink(number string) store.Step {
	w.t.Helper()
	step, err := w.store.Do(w.t.Context(), clerk, store.Step{Company: "larkspur", Head: "It is asked."}, store.Deed{Kind: store.DeedAskLink, Orders: []store.OrderRef{linkedOrder}, Document: books.SalesReceipt, Text: number})
	w.must(err)
	return step
}

// linkIs holds how far the link is; linked is that it is no question any more.
func (w *shopWorld) linkIs(want store.LinkState, linked bool, documents int) {
	w.t.Helper()
	q, err := w.store.LinkQuestionOf(w.t.Context(), linkedOrder)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		w.t.Fatal(err)
	}
	if q.State != want {
		w.t.Errorf("the question is %q, want %q", q.State, want)
	}
	a, err := w.store.AdoptedBy(w.t.Context(), linkedOrder)
	if (err == nil) != linked {
		w.t.Errorf("it is linked to %+v, %v; want %v", a, err, linked)
	}
	if n := len(w.file.Transactions()); n != documents {
		w.t.Errorf("%d documents are in QuickBooks, %d were", n, documents)
	}
}

// asksForReceipt tells whether a request asks for the document of the link.
func asksForReceipt(request string) bool {
	return strings.Contains(request, "H7</RefNumberCaseSensitive")
}

func TestALinkWhoseAnswerWasLostIsAskedForAgain(t *testing.T) {
	for name, harm := range map[string]func(*shopWorld, func(string) bool){
		"lost on its way back":          func(w *shopWorld, once func(string) bool) { w.lose = once },
		"lost on its way to QuickBooks": func(w *shopWorld, once func(string) bool) { w.cut = once },
		"torn": func(w *shopWorld, once func(string) bool) {
			w.spoil = func(request, response string) string {
				if once(request) {
					return response[:len(response)/2]
				}
				return response
			}
		},
		"empty": func(w *shopWorld, once func(string) bool) {
			w.spoil = func(request, response string) string {
				if once(request) {
					return ""
				}
				return response
			}
		},
		"an answer to nothing": func(w *shopWorld, once func(string) bool) {
			w.spoil = func(request, response string) string {
				if once(request) {
					return `<?xml version="1.0" ?><QBXML><QBXMLMsgsRs></QBXMLMsgsRs></QBXML>`
				}
				return response
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			documents, _ := w.standsAlready()
			broken := false
			harm(w, func(request string) bool {
				if broken || !asksForReceipt(request) {
					return false
				}
				broken = true
				return true
			})
			w.visit()
			if !broken {
				t.Fatal("QuickBooks was not asked")
			}
			w.linkIs(store.LinkAsking, false, documents)
			w.visits()
			w.linkIs("", true, documents)
			if n := w.times("H7</RefNumberCaseSensitive"); n < 2 {
				t.Errorf("it was asked for %d times", n)
			}
		})
	}
}

// An answer that comes late finds what a person decided, or what another run
// found, meanwhile.
func TestALateAnswerAboutALinkChangesNothingThatWasDecidedMeanwhile(t *testing.T) {
	for name, x := range map[string]struct {
		meanwhile func(*shopWorld, store.Step)
		state     store.LinkState
		linked    bool
	}{
		"another run asked": {func(w *shopWorld, _ store.Step) {
			w.now = w.now.Add(6 * time.Minute)
			b, _ := w.calls("10.0.0.10")
			b.ends()
		}, "", true},
		"it was taken back": {func(w *shopWorld, s store.Step) {
			_, err := w.store.TakeBack(w.t.Context(), clerk, s.ID)
			w.must(err)
		}, "", false},
		"another number was named": {func(w *shopWorld, _ store.Step) {
			w.now = w.now.Add(time.Minute)
			w.asksLink("9999")
		}, store.LinkAsking, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			documents, step := w.standsAlready()
			w.now = w.now.Add(10 * time.Minute)
			a, _ := w.calls("10.0.0.9")
			for !asksForReceipt(a.ask()) {
				if a.request == "" {
					t.Fatal("QuickBooks was not asked")
				}
				a.answer(a.process())
			}
			late := a.process()
			x.meanwhile(w, step)
			a.answer(late)
			w.linkIs(x.state, x.linked, documents)
			a.ends()
			w.visits()
			if x.state == store.LinkAsking {
				x.state = store.LinkMissing
			}
			w.linkIs(x.state, x.linked, documents)
		})
	}
}
