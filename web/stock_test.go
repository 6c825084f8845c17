package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
)

// shelves is a store without orders, that counts by itself.
type shelves struct {
	st *store.Store
	at map[int64]int64
}

func (c *shelves) PollOrders(context.Context, sales.StoreKey) error { return nil }

func (c *shelves) ReadQuantities(ctx context.Context, key sales.StoreKey, variants []int64) error {
	var all []store.WarePlace
	for _, v := range variants {
		all = append(all, store.WarePlace{Variant: v, Location: 1, Name: "Shop", Available: c.at[v], OnHand: c.at[v], Read: time.Now()})
	}
	return c.st.SaveWarePlaces(ctx, key, all)
}

func (c *shelves) SetQuantities(_ context.Context, _ sales.StoreKey, _ string, all []store.PlaceQuantity) ([]store.PlaceRefusal, error) {
	for _, q := range all {
		c.at[q.Variant] = q.Quantity
	}
	return nil, nil
}

func (c *shelves) ReadStockSettings(ctx context.Context, key sales.StoreKey) error {
	return c.st.SaveStockShop(ctx, store.StockShop{Store: key, Placed: true, Edits: true, Refunds: true})
}

// stocked is the house of story with three products whose quantities both
// sides tell: 7 and 7, 4 and 9, 5 and 1. It tells how to have them compared.
func stocked(t testing.TB) (*house, *shelves, func()) {
	t.Helper()
	h := story(t)
	ctx := t.Context()
	c := &shelves{h.store, map[int64]int64{11: 7, 21: 9, 31: 1}}
	var items []books.Entry
	for i, n := range []int64{7, 4, 5} {
		e := item(fmt.Sprintf("80-%d", i), fmt.Sprintf("Shelf:STK-%d", i), "Inventory", "Sales:Home goods")
		e.OnHand = money.Int(n)
		e.PartNumber = fmt.Sprintf("STK-%d", i)
		items = append(items, e)
	}
	h.tell(append(items, entry(books.Accounts, "A-5090", "Inventory Shrinkage", "CostOfGoodsSold"))...)
	r, v, err := h.store.Rules(ctx, "main")
	must(t, err)
	_ = v
	links := map[string]string{}
	for k, x := range r.Items.Links {
		links[k] = x
	}
	for i := range items {
		links[fmt.Sprintf("STK-%d", i)] = items[i].FullName
	}
	r.Items.Links = links
	_, err = h.store.SaveRules(ctx, tester, "main", r)
	must(t, err)
	must(t, h.store.SaveProducts(ctx, "main", 1, []int64{1, 2, 3}, []store.Ware{{Variant: 11, Product: 1, SKU: "STK-0", Name: "Oak shelf", Tracking: "product"}, {Variant: 21, Product: 2, SKU: "STK-1", Name: "Ash shelf", Tracking: "product"}, {Variant: 31, Product: 3, SKU: "STK-2", Name: "Elm shelf", Tracking: "product"}}))
	_, err = stock.NewKeeper(h.store, stock.Options{}).Match(ctx, "larkspur")
	must(t, err)
	m := stock.NewMover(h.store, c, stock.MoverOptions{Apart: time.Nanosecond, ReadEvery: time.Nanosecond})
	return h, c, func() {
		h.tell(items...)
		for range 2 {
			_, err := m.Round(ctx, "larkspur")
			must(t, err)
		}
	}
}

// bothCount has both sides count.
func bothCount(h *house) error {
	_, err := h.store.SaveStockRules(h.t.Context(), tester, "larkspur", store.StockRules{Master: store.MasterBoth, Adjust: store.StockAdjust{Account: "Inventory Shrinkage"}}, 0, "")
	return err
}

func TestWhoseQuantitiesCountIsChosenOnThePageAndSentOnlyOnceSeen(t *testing.T) {
	h, c, compare := stocked(t)
	wants(t, "the list before", h.see("/stock").text(), "Nobody chose whose quantities count")
	a := h.post("/stock/rules", "version", "0", "master", "both", "buffer", "-1", "prefix", "LONG")
	if a.code != http.StatusUnprocessableEntity {
		t.Fatalf("%d: %s", a.code, a.text())
	}
	wants(t, "all that is wrong", a.text(), "3 things to correct", "is a whole number from 0", "At most 3 letters", "Name one, such as Inventory Shrinkage")
	h.follow(h.post("/stock/rules", "version", "0", "master", "quickbooks", "quantity", "on_hand", "buffer", "1"))
	compare()
	wants(t, "what another saved meanwhile", h.post("/stock/rules", "version", "0", "master", "bigcommerce", "account", "Inventory Shrinkage").text(), "Somebody else changed the rules meanwhile")
	h.follow(h.post("/stock/rules", "version", "1", "what", "exception", "items", "Shelf:STK-2", "e-master", "none"))
	compare()
	page := h.see("/stock/rules").text()
	wants(t, "the rules", page, "Shelf:STK-2", "Neither: left alone", "The quantities of QuickBooks, with 1 exceptions count")
	list := h.see("/stock").text()
	wants(t, "the list", list, "Nothing is sent yet", "Oak shelf", "Elm shelf", "By the rules its quantity is left alone", "1 kept back")
	start := h.see("/stock/start").text()
	wants(t, "what sending changes", start, "Oak shelf", "Ash shelf", "An admin changes this.")
	if c.at[11] != 7 {
		t.Fatalf("the store was set to %d before anybody let it", c.at[11])
	}
	if a := h.post("/stock/live", "seen", "yes"); a.code != http.StatusForbidden {
		t.Errorf("a bookkeeper switched sending on: %d", a.code)
	}
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "without having looked", h.post("/stock/live").text(), "say that you have seen it")
	h.follow(h.post("/stock/live", "seen", "yes"))
	compare()
	if c.at[11] != 6 || c.at[21] != 3 || c.at[31] != 1 {
		t.Errorf("the store has %v, want 6, 3 and 1", c.at)
	}
	wants(t, "sending without a reason to stop", h.post("/stock/pause", "do", "stop").text(), "Say why sending is stopped")
	h.follow(h.post("/stock/pause", "do", "stop", "why", "The shelf is counted"))
	wants(t, "the list while it is stopped", h.see("/stock").text(), "Sending of quantities is stopped", "The shelf is counted")
	h.follow(h.post("/stock/pause", "do", "go"))
	why := h.see("/stock/items/80-0").text()
	wants(t, "why", why, "Why is it 7?", "When quantities were first followed", "The store should show", "Kept back of every item", "Set by Countinghouse")
	wants(t, "the table for a spreadsheet", h.see("/stock.csv").body, "main,11,STK-0,Oak shelf,Shelf:STK-0,quickbooks,6,", "By the rules its quantity is left alone.")
	wants(t, "what is found", h.see("/stock?q=ash").text(), "Ash shelf", "1 of 1")
	wantsNot(t, "what is found", h.see("/stock?q=ash").text(), "Oak shelf")
}

func TestBothSidesAreReconciledOnThePageBeforeTheyAreKeptEqual(t *testing.T) {
	h, c, compare := stocked(t)
	h.follow(h.post("/stock/rules", "version", "0", "master", "both", "account", "Inventory Shrinkage"))
	compare()
	page := h.see("/stock/reconcile").text()
	wants(t, "what differs", page, "Ash shelf", "Elm shelf", "2 of 2")
	wantsNot(t, "what differs", page, "Oak shelf")
	h.signIn("tomas@larkspurandpine.com")
	a := h.post("/stock/live", "seen", "yes")
	if a.code != http.StatusUnprocessableEntity {
		t.Fatalf("switching on over differences answers %d", a.code)
	}
	wants(t, "switching on over differences", a.text(), "there are differences that nobody settled")
	wants(t, "ending over differences", h.post("/stock/reconcile", "do", "end").text(), "there are differences that nobody settled")
	wants(t, "a figure that is none", h.post("/stock/reconcile", "do", "counted", "count.main/21", "six").text(), "“six” is no whole number")
	wants(t, "nothing said", h.post("/stock/reconcile", "do", "counted").text(), "Nothing was said")
	wants(t, "the sheet", h.see("/stock/sheet.csv").body, "main,21,STK-1,Ash shelf,Shelf:STK-1,4,9,")
	wants(t, "the sheet to print", h.see("/stock/sheet").text(), "Ash shelf", "Elm shelf", "Counted by")
	h.follow(h.post("/stock/reconcile", "do", "counted", "count.main/21", "6", "count.main/31", ""))
	compare()
	wants(t, "what was settled", h.see("/stock/reconcile?tab=settled").text(), "Ash shelf", "6 were counted", "tomas@larkspurandpine.com")
	h.follow(h.post("/stock/reconcile", "do", "all-shop"))
	compare()
	wants(t, "all settled", h.see("/stock/reconcile").text(), "Nothing differs", "Everything is settled")
	h.follow(h.post("/stock/reconcile", "do", "end"))
	h.follow(h.post("/stock/live", "seen", "yes"))
	compare()
	if c.at[11] != 7 || c.at[21] != 6 || c.at[31] != 1 {
		t.Errorf("the store has %v, want 7, 6 and 1", c.at)
	}
	if text := h.see("/stock/items/80-1").text(); !strings.Contains(text, "An adjustment that is on its way to QuickBooks") {
		t.Errorf("the adjustment isn't told: %s", text)
	}
}
