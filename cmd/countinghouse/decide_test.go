package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"countinghouse/report"
	"countinghouse/sales"
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
	var story report.Story
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

// What the desk's pages do about orders and causes, the command line does too.
func TestCommentsLinksAndOwnersByCommand(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 5, Mix: shop.MixPlain(), NoPolling: true, MissingSKUs: 1000})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	order := fmt.Sprint(w.Shop.Sell(1)[0])
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	t.Setenv("COUNTINGHOUSE_DATA", w.o.Dir)
	do := func(args ...string) said {
		var out, errOut strings.Builder
		code := run(args, &out, &errOut)
		return said{out.String(), errOut.String(), code}
	}
	do("decide", order, "--comment", "Asked the shopper.").want(t, exitOK, "noted")
	var causes []report.Cause
	if err := json.Unmarshal([]byte(do("review", "--json").out), &causes); err != nil || len(causes) == 0 {
		t.Fatalf("%v: %v", causes, err)
	}
	c := causes[0]
	do("review", "--assign", "nobody.here@example.com", "--code", c.Code, "--subject", c.Subject).want(t, exitFailed, "nobody.here@example.com")
	do("review", "--assign", demoUser, "--code", c.Code, "--subject", c.Subject, "--note", "Today.").want(t, exitOK, "Noted.")
	do("review").want(t, exitOK, c.Subject, demoUser)
	do("decide", order, "--link", "poem/1").want(t, exitUsage, "invoice/9847")
	do("decide", order, "--link", "invoice/9847").want(t, exitOK, "noted")
	if a, err := w.Store.AdoptedBy(ctx, store.OrderRef{Store: worldShop, ID: sales.OrderID(w.Shop.Orders()[0])}); err != nil || a.Number != "9847" {
		t.Errorf("%+v, %v", a, err)
	}
}
