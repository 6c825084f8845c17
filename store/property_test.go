package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// history is a random life of one company file: what the store holds, and a
// model of what QuickBooks was sent and has.
type history struct {
	s     *Store
	c     *clock
	visit Visit
	// open is the exchange that was sent and not answered, with its postings.
	open    int64
	pending []PostingID
	// stands is what QuickBooks holds, and carried what it carried out of what
	// is in doubt.
	stands  map[string]bool
	carried map[PostingID]bool
	stale   []PlanResult // plans made and not saved yet
	numbers int
}

func (h *history) orderOf(rt *rapid.T) sales.Order {
	id := rapid.IntRange(1, 6).Draw(rt, "order")
	h.numbers++
	o := order(id, fmt.Sprintf("%d.00", rapid.IntRange(1, 3).Draw(rt, "total")))
	o.Modified = o.Modified.Add(time.Duration(h.numbers) * time.Second)
	if id%2 == 0 {
		o.Billing.Email = "shared@example.com"
	}
	return o
}

// saveOrders has the store tell of an order, new or changed.
func (h *history) saveOrders(rt *rapid.T) {
	_, err := h.s.SaveOrders(context.Background(), "main", []sales.Order{h.orderOf(rt)})
	h.ok(rt, err)
}

func (h *history) makePlans(rt *rapid.T) []PlanResult {
	orders, err := h.s.OrdersToPlan(context.Background(), "larkspur", 10)
	h.ok(rt, err)
	var out []PlanResult
	for _, o := range orders {
		out = append(out, PlanResult{Store: "main", Order: o.Order.ID, Version: o.Version, Plan: h.plan(rt, o)})
	}
	return out
}

// plan does as books does: what Prior says was handed over doesn't come again.
// What stands is changed, voided or refunded now and then.
func (h *history) plan(rt *rapid.T, o PlannedOrder) books.Plan {
	if o.Decisions.Undone != "" {
		return books.Plan{Outcome: books.Exclude, Reason: "undone"}
	}
	standing := map[books.Kind]bool{}
	settled := true
	for _, p := range o.Prior {
		standing[p.Kind] = p.Operation == books.Add || p.Operation == books.Modify
		settled = settled && p.Settled
	}
	invoice, payment := invoicePlan(o.Order).Documents[0], invoicePlan(o.Order).Documents[1]
	switch {
	case standing[books.SalesReceipt]:
		return h.afterReceipt(rt, o, standing, settled)
	case standing[books.Invoice] && standing[books.Payment]:
		return postPlan(o.Order)
	case standing[books.Invoice]:
		if rapid.IntRange(0, 4).Draw(rt, "invoice") == 0 {
			return postPlan(o.Order, change(invoice, books.Void))
		}
		return postPlan(o.Order, payment)
	case standing[books.Payment]:
		return holdPlan(o.Order, "payment-alone")
	}
	switch rapid.SampledFrom([]string{"receipt", "receipt", "customer", "customer", "item", "invoice", "both", "hold", "exclude", "watch"}).Draw(rt, "plan") {
	case "receipt":
		return postPlan(o.Order, receipt(o.Order))
	case "customer":
		return newCustomerPlan(o.Order)
	case "item":
		return itemPlan(o.Order, "blk-1", fmt.Sprintf("blk-%d", o.Order.ID))
	case "invoice":
		return invoicePlan(o.Order)
	case "both":
		p := postPlan(o.Order, receipt(o.Order))
		p.Problems = holdPlan(o.Order, "refund-unclear").Problems
		return p
	case "hold":
		return holdPlan(o.Order, "item-missing", "tax-missing")
	case "watch":
		return books.Plan{Outcome: books.Watch, Reason: "not paid"}
	}
	return books.Plan{Outcome: books.Exclude, Reason: "a test"}
}

// afterReceipt is what happens to a sale that is posted.
func (h *history) afterReceipt(rt *rapid.T, o PlannedOrder, standing map[books.Kind]bool, settled bool) books.Plan {
	switch rapid.SampledFrom([]string{"nothing", "nothing", "change", "void", "refund"}).Draw(rt, "afterwards") {
	case "change":
		return postPlan(o.Order, change(receipt(o.Order), books.Modify))
	case "void":
		if standing[books.CreditMemo] || !settled {
			return postPlan(o.Order)
		}
		return postPlan(o.Order, change(receipt(o.Order), books.Void))
	case "refund":
		var docs []books.Document
		if !standing[books.CreditMemo] {
			docs = append(docs, memo(o.Order, 12))
		}
		if !standing[books.CardRefund] {
			docs = append(docs, cardRefund(o.Order, 12))
		}
		return postPlan(o.Order, docs...)
	}
	return postPlan(o.Order)
}

// undo takes something out, or posts it again.
func (h *history) undo(rt *rapid.T) {
	ctx := context.Background()
	scope := UndoScope{Store: "main", Order: sales.OrderID(rapid.IntRange(1, 6).Draw(rt, "order"))}
	if h.visit.ID != 0 && rapid.Bool().Draw(rt, "the visit") {
		scope = UndoScope{Visit: h.visit.ID}
	}
	if rapid.Bool().Draw(rt, "redo") {
		_, err := h.s.Redo(ctx, tester, scope, "a test")
		h.ok(rt, err)
		return
	}
	_, err := h.s.Undo(ctx, tester, scope, rapid.SampledFrom([]books.Operation{books.Void, books.Delete}).Draw(rt, "choice"), "a test")
	if !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrNothingStands) {
		h.ok(rt, err)
	}
}

func (h *history) savePlans(rt *rapid.T) {
	_, err := h.s.SavePlans(context.Background(), "larkspur", h.makePlans(rt))
	h.ok(rt, err)
}

// keepPlans makes plans that saveKept saves later, when much may have changed.
func (h *history) keepPlans(rt *rapid.T) { h.stale = append(h.stale, h.makePlans(rt)...) }

func (h *history) saveKept(rt *rapid.T) {
	_, err := h.s.SavePlans(context.Background(), "larkspur", h.stale)
	h.stale = nil
	h.ok(rt, err)
}

func (h *history) planAgain(rt *rapid.T) {
	_, err := h.s.PlanAgain(context.Background(), "larkspur", "a test")
	h.ok(rt, err)
}

func (h *history) openVisit(rt *rapid.T) {
	lease := time.Duration(rapid.SampledFrom([]int{0, 300}).Draw(rt, "lease")) * time.Second
	v, err := h.s.OpenVisit(context.Background(), "larkspur", rand.Text(), "10.0.0.9", "2.3", lease)
	if errors.Is(err, ErrBusy) {
		return
	}
	h.ok(rt, err)
	h.visit, h.open, h.pending = v, 0, nil
}

func (h *history) send(rt *rapid.T) {
	ctx := context.Background()
	if h.visit.ID == 0 || h.open != 0 {
		return
	}
	unsure, err := h.s.UnsurePostings(ctx, "larkspur", 1)
	h.ok(rt, err)
	if len(unsure) > 0 {
		return // asked about first, as the desk does
	}
	ready, err := h.s.ClaimReady(ctx, "larkspur", rapid.IntRange(1, 5).Draw(rt, "limit"))
	h.ok(rt, err)
	if len(ready) == 0 {
		return
	}
	if rapid.Bool().Draw(rt, "interrupted") {
		h.saveOrders(rt) // an order changes between claiming and sending
	}
	var ids []PostingID
	for _, p := range ready {
		ids = append(ids, p.ID)
	}
	x, err := h.s.MarkSent(ctx, Exchange{Visit: h.visit.ID, SetID: "ch" + rand.Text()[:20], Purpose: "post", Requests: len(ids), Request: []byte("<QBXML/>")}, ids)
	if errors.Is(err, ErrChanged) {
		return
	}
	h.ok(rt, err)
	h.open, h.pending = x, ids
}

func document(p *Posting) string {
	switch p.Kind {
	case books.CustomerAdd:
		return "customer " + p.Customer.Key
	case books.ItemAdd:
		return "item " + p.Item.Key
	default:
		return fmt.Sprintf("%s %s %d", p.Kind, p.Part, p.Order)
	}
}

// answer has QuickBooks carry out what it was sent, or refuse, or be silent.
func (h *history) answer(rt *rapid.T) {
	ctx := context.Background()
	if h.open == 0 {
		return
	}
	var outcomes []Outcome
	for _, id := range h.pending {
		p, err := h.s.Posting(ctx, id)
		h.ok(rt, err)
		o := Outcome{Posting: id, From: Sent}
		switch rapid.SampledFrom([]string{"yes", "yes", "no", "lost", "lost but done", "again"}).Draw(rt, "quickbooks") {
		case "yes":
			o.To, o.TxnID = Posted, txnOf(&p)
			h.did(rt, &p)
		case "no":
			o.To, o.Code, o.Lane, o.Reason = Refused, 3140, "mapping", "Not there."
		case "lost but done":
			h.did(rt, &p)
			h.carried[id] = true
			continue // no outcome: it becomes unsure
		case "lost":
			continue
		case "again":
			o.To, o.Solo, o.Attempt = Ready, true, true
		}
		outcomes = append(outcomes, o)
	}
	x := h.open
	h.open, h.pending = 0, nil
	h.ok(rt, h.s.Answer(ctx, x, Reply{Response: []byte("<QBXML/>"), Outcomes: outcomes}))
	if err := h.s.Answer(ctx, x, Reply{Response: []byte("again"), Outcomes: outcomes}); !errors.Is(err, ErrChanged) {
		rt.Fatalf("a second answer was taken: %v", err)
	}
}

// txnOf is what QuickBooks calls what a posting made or changed.
func txnOf(p *Posting) string {
	for _, l := range p.Links {
		if l.Use == books.Changes {
			return l.TxnID
		}
	}
	return fmt.Sprintf("T-%d", p.ID)
}

// did notes that QuickBooks carried a posting out: nothing is ever made twice,
// and nothing is changed or taken out that isn't there.
func (h *history) did(rt *rapid.T, p *Posting) {
	d := document(p)
	if makes := p.Operation == books.Add; h.stands[d] == makes {
		rt.Fatalf("QuickBooks is told to %q %s, which stands: %t", p.Operation, d, h.stands[d])
	}
	h.stands[d] = p.Operation == books.Add || p.Operation == books.Modify
	out := p.Operation == books.Void || p.Operation == books.Delete // these name the document, and nobody else
	if p.Operation != books.Add && txnOf(p) == "" || !out && p.Document != nil && p.CustomerListID == "" {
		rt.Fatalf("%s (%q, posting %d of revision %d, undo %d) was sent without what it depends on: customer %q of %d, links %+v", d, p.Operation, p.ID, p.Revision, p.Undo, p.CustomerListID, p.DependsOn, p.Links)
	}
	for _, l := range p.Links {
		if l.State != Posted && l.State != Verified {
			rt.Fatalf("%s was sent before %s %s, which is %s", d, l.Kind, l.Part, l.State)
		}
	}
}

// ask settles what is in doubt, as the desk does by asking QuickBooks.
func (h *history) ask(rt *rapid.T) {
	ctx := context.Background()
	if h.visit.ID == 0 || h.open != 0 {
		return
	}
	unsure, err := h.s.UnsurePostings(ctx, "larkspur", 100)
	h.ok(rt, err)
	if len(unsure) == 0 {
		return
	}
	x, err := h.s.MarkSent(ctx, Exchange{Visit: h.visit.ID, Purpose: "ask", Requests: 1, Request: []byte("<QBXML/>")}, nil)
	h.ok(rt, err)
	var outcomes []Outcome
	for i := range unsure {
		o := Outcome{Posting: unsure[i].ID, From: Unsure, To: Ready}
		if h.carried[unsure[i].ID] {
			o.To, o.TxnID = Posted, txnOf(&unsure[i])
			delete(h.carried, unsure[i].ID)
		} else if rapid.IntRange(0, 9).Draw(rt, "strange") == 0 {
			o.To, o.Lane, o.Reason = Refused, laneUncertain, "Another one has that number."
		}
		outcomes = append(outcomes, o)
	}
	h.ok(rt, h.s.Answer(ctx, x, Reply{Response: []byte("<QBXML/>"), Outcomes: outcomes}))
}

func (h *history) verify(rt *rapid.T) {
	ctx := context.Background()
	if h.visit.ID == 0 || h.open != 0 {
		return
	}
	posted, err := h.s.UnverifiedPostings(ctx, "larkspur", 3)
	h.ok(rt, err)
	x, err := h.s.MarkSent(ctx, Exchange{Visit: h.visit.ID, Purpose: "verify", Requests: 1, Request: []byte("<QBXML/>")}, nil)
	h.ok(rt, err)
	var outcomes []Outcome
	for _, p := range posted {
		o := Outcome{Posting: p.ID, From: Posted, To: Verified}
		if rapid.IntRange(0, 4).Draw(rt, "differs") == 0 {
			o.To, o.Lane, o.Reason = Posted, "differs", "It has another total."
		}
		outcomes = append(outcomes, o)
	}
	h.ok(rt, h.s.Answer(ctx, x, Reply{Response: []byte("<QBXML/>"), Outcomes: outcomes}))
}

func (h *history) closeVisit(rt *rapid.T) {
	if h.visit.ID == 0 {
		return
	}
	h.ok(rt, h.s.CloseVisit(context.Background(), h.visit.ID, "closed", "OK"))
	h.visit, h.open, h.pending = Visit{}, 0, nil
}

func (h *history) rules(rt *rapid.T) {
	h.numbers++
	_, err := h.s.SaveRules(context.Background(), tester, "main", books.Rules{RefPrefix: fmt.Sprintf("B%d", h.numbers%90), Charges: books.ChargeRules{RoundingLimit: money.Amount(h.numbers)}})
	h.ok(rt, err)
}

func (h *history) ok(rt *rapid.T, err error) {
	if err != nil {
		rt.Fatalf("%v", err)
	}
}

// TestWhateverHappensNothingIsPostedTwice runs random histories: orders that
// change at any moment, plans that come too late, answers that never come.
func TestWhateverHappensNothingIsPostedTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := newClock()
		dir, err := os.MkdirTemp(t.TempDir(), "history")
		must(t, err)
		s, err := Open(t.Context(), dir, Options{Now: c.now})
		must(t, err)
		defer func() { must(t, s.Close()) }()
		must(t, s.SaveCompany(t.Context(), tester, Company{Key: "larkspur", Name: "Larkspur", User: "larkspur"}))
		must(t, s.SaveShop(t.Context(), tester, Shop{Key: "main", Company: "larkspur", Name: "Main"}))
		h := &history{s: s, c: c, stands: map[string]bool{}, carried: map[PostingID]bool{}}
		step := func(f func(*rapid.T)) func(*rapid.T) {
			return func(rt *rapid.T) { c.forward(time.Second); f(rt) }
		}
		rt.Repeat(map[string]func(*rapid.T){
			"saveOrders": step(h.saveOrders), "savePlans": step(h.savePlans), "keepPlans": step(h.keepPlans), "saveKept": step(h.saveKept),
			"planAgain": step(h.planAgain), "openVisit": step(h.openVisit), "send": step(h.send), "answer": step(h.answer),
			"ask": step(h.ask), "verify": step(h.verify), "closeVisit": step(h.closeVisit), "rules": step(h.rules), "undo": step(h.undo),
			"": func(rt *rapid.T) { checkInvariants(rt, s) },
		})
	})
}
