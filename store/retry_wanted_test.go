package store

import (
	"testing"

	"countinghouse/books"
)

func TestOrdersThatWaitForAnItemAskedForAreNoLongerRefusedWhenItIsTriedAgain(t *testing.T) {
	s, _ := fresh(t)
	lamp := books.NewItem{Key: "item:lamp", Name: "LAMP", Type: "NonInventory"}
	if _, err := s.Do(t.Context(), tester, Step{Company: "larkspur"}, Deed{Kind: DeedCreate, Company: "larkspur", Create: []WantedItem{{Item: lamp, Store: "main", Variant: 1, SKU: "LAMP"}}}); err != nil {
		t.Fatal(err)
	}
	saveOrders(t, s, order(1, "12.30"))
	planAll(t, s, func(o PlannedOrder) books.Plan {
		d := receipt(o.Order)
		d.Lines = []books.Line{{ItemKey: lamp.Key, Source: books.Source{Part: "line", Text: "LAMP"}}}
		p := postPlan(o.Order, d)
		p.Items = []books.NewItem{lamp}
		return p
	})
	v, ids := visit(t, s), claim(t, s, 10)
	if len(ids) != 1 {
		t.Fatalf("%v are sent, want the item alone", ids)
	}
	answer(t, s, send(t, s, v, ids[0]), Outcome{Posting: ids[0], From: Sent, To: Refused, Code: 3140, Lane: "mapping", Reason: "The account is inactive."})
	wantState(t, s, 1, OrderRefused)
	must(t, s.RetryPosting(t.Context(), tester, ids[0]))
	wantState(t, s, 1, OrderWaiting)
	checkInvariants(t, s)
}
