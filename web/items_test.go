package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"countinghouse/stock"
	"countinghouse/store"
)

// TestASuggestedItemIsAcceptedAndTakenBackOnItemsAndStock also holds that the
// link is the mapping sheet's.
func TestASuggestedItemIsAcceptedAndTakenBackOnItemsAndStock(t *testing.T) {
	h := story(t)
	ctx := t.Context()
	must(t, h.store.SaveProducts(ctx, "main", 1, []int64{1, 2}, []store.Ware{
		{Variant: 11, Product: 1, SKU: "lan 04", Name: "Brass lantern", Tracking: "none"}, {Variant: 21, Product: 2, SKU: "", Name: "Grab bag", Tracking: "none"}}))
	if _, err := stock.NewKeeper(h.store, stock.Options{}).Match(ctx, "larkspur"); err != nil {
		t.Fatal(err)
	}
	a := h.see("/items?tab=suggested")
	wants(t, "the suggestion", a.text(), "Brass lantern", "Lantern:Brass S", "spaces and signs", "Use these items")
	wants(t, "what has no SKU", h.see("/items?tab=nosku").text(), "Grab bag")
	if got := h.post("/items/accept", "back", "/items"); got.code != http.StatusUnprocessableEntity || !strings.Contains(got.text(), "Nothing was linked") {
		t.Errorf("without a tick the answer is %d: %s", got.code, got.text())
	}
	got := h.post("/items/accept", "back", "/items?tab=matched", "link", "main/11")
	if got.code != http.StatusSeeOther {
		t.Fatalf("the answer is %d: %s", got.code, got.text())
	}
	r, _, err := h.store.Rules(ctx, "main")
	must(t, err)
	if r.Items.Links["lan 04"] != "Lantern:Brass S" {
		t.Errorf("the mapping has the links %v", r.Items.Links)
	}
	next := h.see(got.header.Get("Location"))
	wants(t, "the page after it", next.text(), "Brass lantern", "SKU lan 04 is the item Lantern: Brass S")
	wants(t, "the table for a spreadsheet", h.see("/items.csv?tab=matched").body, "lan 04", "matched", "Lantern:Brass S")
	steps, err := h.store.StepsSince(ctx, "larkspur", h.now.AddDate(0, 0, -2), 1)
	if err != nil || len(steps) != 1 {
		t.Fatalf("%v, %v", steps, err)
	}
	h.follow(h.post(fmt.Sprintf("/steps/%d/undo", steps[0].ID), "back", "/items"))
	wants(t, "the suggestion after it was taken back", h.see("/items?tab=suggested").text(), "Brass lantern")
}
