package posting

import (
	"errors"
	"testing"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

func TestALinkIsBelievedOnceQuickBooksHasTheDocument(t *testing.T) {
	for name, x := range map[string]struct {
		number string
		change func(*sales.Order)
		linked bool
		state  store.LinkState
		found  int
	}{
		"the same customer, day and total": {"H7", nil, true, "", 0},
		"all the same, of another order":   {"BC900", nil, false, store.LinkDiffers, 1},
		"another total": {"H7", func(o *sales.Order) {
			o.Total.Inc, o.Total.Ex = o.Total.Inc.Add(o.Total.Inc), o.Total.Ex.Add(o.Total.Ex)
		}, false, store.LinkDiffers, 1},
		"another customer": {"H7", func(o *sales.Order) { o.Billing.FirstName, o.Billing.LastName = "Kit", "Holloway" }, false, store.LinkDiffers, 1},
		"another day":      {"H7", func(o *sales.Order) { o.Placed = o.Placed.AddDate(0, 0, -3) }, false, store.LinkDiffers, 1},
		"no such number":   {"9999", nil, false, store.LinkMissing, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			// What stands in QuickBooks already: one of ours, and one by hand.
			first := w.sell(900)
			placed := w.now
			w.plan(900, w.doc(books.SalesReceipt, 900))
			w.visit()
			w.byHand("H7", "Ana Okafor", "25.00", placed)
			had := len(w.file.Transactions())
			o := w.sell(901)
			o.Billing, o.Total, o.Placed = first.Billing, first.Total, placed
			o.Billing.FirstName, o.Billing.LastName = "Ana", "Okafor"
			if x.change != nil {
				x.change(&o)
			}
			o.Modified = o.Modified.AddDate(0, 0, 1)
			_, err := w.store.SaveOrders(t.Context(), "main", []sales.Order{o})
			w.must(err)
			ref := store.OrderRef{Store: "main", ID: 901}
			step, err := w.store.Do(t.Context(), clerk, store.Step{Company: "larkspur", Head: "It is asked."}, store.Deed{Kind: store.DeedAskLink, Orders: []store.OrderRef{ref}, Document: books.SalesReceipt, Text: x.number})
			w.must(err)
			w.visit()
			_, err = w.store.AdoptedBy(t.Context(), ref)
			if (err == nil) != x.linked {
				t.Errorf("it is linked: %v", err)
			}
			q, err := w.store.LinkQuestionOf(t.Context(), ref)
			if errors.Is(err, store.ErrNotFound) != x.linked || q.State != x.state || len(q.Found) != x.found {
				t.Errorf("the question is %+v, %v", q, err)
			}
			if x.found == 1 && (q.Found[0].Customer != "Ana Okafor" || q.Found[0].Total == 0 || q.Found[0].TxnID == "") {
				t.Errorf("QuickBooks has %+v", q.Found)
			}
			if n := len(w.file.Transactions()); n != had {
				t.Errorf("%d documents are in QuickBooks, %d were", n, had)
			}
			if d, err := w.store.Decisions(t.Context(), "main", 901); err != nil || (d.Excluded != "") != x.linked || (d.LinkSays == "") != x.linked {
				t.Errorf("decided is %+v, %v", d, err)
			}
			_, err = w.store.TakeBack(t.Context(), clerk, step.ID)
			w.must(err)
			if d, err := w.store.Decisions(t.Context(), "main", 901); err != nil || d.Excluded != "" || d.Linking != "" {
				t.Errorf("taken back, decided is %+v, %v", d, err)
			}
		})
	}
}
