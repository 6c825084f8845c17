package main

import (
	"testing"
	"countinghouse/simulator/shop"
	"countinghouse/sales"
)

func TestZZ(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 11, Mix: shop.MixAll(), NoPolling: true})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil { t.Fatal(err) }
	w.Shop.Sell(1000)
	if err := w.Settle(ctx); err != nil { t.Fatal(err) }
	w.PaySome(15)
	if err := w.Settle(ctx); err != nil { t.Fatal(err) }
	seen := map[string]int{}
	for _, x := range w.Books.Transactions() {
		if !x.Void && x.RefNumber != "" {
			seen[x.Type+" "+x.RefNumber]++
		}
	}
	for ref, n := range seen { if n > 1 { t.Errorf("%s %d", ref, n) } }
	kinds := map[string]int{}
	for _, id := range w.Shop.Truths() {
		st, err := w.Store.OrderStory(ctx, worldShop, sales.OrderID(id.ID))
		if err != nil { continue }
		k := ""
		for _, p := range st.Postings { k += string(p.Kind)+"/"+p.Part+"/"+string(p.Operation)+":"+string(p.State)+" "; if p.State == "refused" { t.Logf("%d %s %s", p.Order, p.Kind, p.Reason) } }
		if len(st.Postings) > 2 && kinds[st.Postings[len(st.Postings)-1].Part] < 0 { t.Log(k) }
		for ref, n := range seen { if n > 1 && len(st.Postings) > 0 && st.Postings[len(st.Postings)-1].RefNumber == ref[len("SalesReceipt "):] { t.Log(ref, k); for _, p := range st.Postings { t.Logf("%d %s %s rev %d %s %s txn %s ref %s total %s %s", p.ID, p.Kind, p.Operation, p.Revision, p.State, p.Lane, p.TxnID, p.RefNumber, p.Total, p.Reason) }; for _, e := range st.Events { t.Log(e.Action, e.Subject, e.Detail) } } }
		_ = k
	}
}
