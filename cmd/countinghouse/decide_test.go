package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// A decision about what the order doesn't have is refused, with what it has;
// what was taken out is named so, in words and for scripts.
func TestDecisionsAndStoriesNameWhatThereIs(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 5, Mix: shop.MixPlain(), NoPolling: true})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	id := w.Shop.Sell(1)[0]
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	if err := w.Shop.Refund(id); err != nil {
		t.Fatal(err)
	}
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	t.Setenv("COUNTINGHOUSE_DATA", w.o.Dir)
	do := func(args ...string) said {
		var out, errOut strings.Builder
		code := run(args, &out, &errOut)
		return said{out.String(), errOut.String(), code}
	}
	order := fmt.Sprint(id)
	truth, _ := w.Shop.Truth(id)
	refund, line := truth.Refunds[0].ID, truth.Lines[0].ID
	place := fmt.Sprintf("%d/%d", refund, line)
	do("decide", order, "--restock", fmt.Sprintf("%d/99999/yes", refund)).want(t, exitFailed, "has no refund", place)
	do("decide", order, "--approve", "Large").want(t, exitFailed, "no rule that holds orders for approval")
	do("decide", order, "--restock", place+"/yes").want(t, exitOK, "noted")
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	do("undo", "--order", order, "--why", "Wrong.").want(t, exitOK, "void")
	do("undo", "--order", order, "--why", "Wrong.").want(t, exitOK, "under way", "0 documents and entries are taken out")
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	do("undo", "--order", order, "--why", "Wrong.").want(t, exitFailed, "nothing of order "+order, "stands in QuickBooks")
	do("order", order).want(t, exitOK, "Sales receipt BC"+order+" (void): verified", fmt.Sprintf("line %d: ", line))
	explained := do("explain", order)
	explained.want(t, exitOK)
	if strings.Contains(explained.out, "Stands in QuickBooks") {
		t.Errorf("what was taken out stands: %s", explained.out)
	}
	var story storyView
	if err := json.Unmarshal([]byte(do("order", order, "--json").out), &story); err != nil {
		t.Fatal(err)
	}
	voids := 0
	for _, p := range story.Postings {
		if p.Operation == "void" && p.Undo != 0 && p.State == string(store.Verified) && len(p.Links) > 0 {
			voids++
		}
	}
	if voids < 3 {
		t.Errorf("the JSON names %d voids: %+v", voids, story.Postings)
	}
}
