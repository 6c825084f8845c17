package web

import (
	"net/http"
	"strings"
	"testing"

	"countinghouse/stock"
	"countinghouse/store"
)

// offered is a house whose store has products without items, matched.
func offered(t *testing.T) *house {
	h := story(t)
	must(t, h.store.SaveProducts(t.Context(), "main", 1, []int64{1, 2, 3}, []store.Ware{
		{Variant: 11, Product: 1, SKU: "BLU-12", Name: "Blue mug", Tracking: "none"},
		{Variant: 21, Product: 2, SKU: strings.Repeat("RED-7-", 8), Name: "Red mug", Tracking: "none"},
		{Variant: 31, Product: 3, SKU: "", Name: "Grab bag", Tracking: "none"}}))
	_, err := stock.NewKeeper(h.store, stock.Options{}).Match(t.Context(), "larkspur")
	must(t, err)
	return h
}

func TestItemsAreCreatedFromThePageAsItShowsThem(t *testing.T) {
	h := offered(t)
	list := h.see("/items?tab=store")
	wants(t, "the list", list.text(), "Blue mug", "Create in QuickBooks…", "Choose…")
	got := h.see("/items/create?link=main/11&link=main/21&back=/items%3Ftab%3Dstore")
	wants(t, "the form", got.text(), "Blue mug", "Red mug", "It isn’t said yet as what items are made", "each begins with none on hand", "shortened")
	form := func(more ...string) []string {
		return append([]string{"do", "make", "link", "main/11", "link", "main/21", "back", "/items?tab=store", "type", "service", "income", "Sales:Home goods"}, more...)
	}
	// A name that QuickBooks has, or that is too long, comes back with its reason.
	for name, why := range map[string]string{"Red mug": "gets the name Red mug as well", strings.Repeat("x", 40): "at most 31"} {
		got := h.post("/items/create", form("name-main/11", name, "name-main/21", "Red mug")...)
		if got.code != http.StatusUnprocessableEntity || !strings.Contains(got.text(), why) || !strings.Contains(got.text(), "Nothing was asked for") {
			t.Errorf("%s: %d %s", name, got.code, got.text())
		}
	}
	got = h.post("/items/create", form("name-main/11", "Blue mug 12 oz", "keep", "yes")...)
	if got.code != http.StatusSeeOther {
		t.Fatalf("%d %s", got.code, got.text())
	}
	made := h.see(got.header.Get("Location"))
	wants(t, "what is being made", made.text(), "Blue mug 12 oz", "At the next visit", "Take back", "2 items are made in QuickBooks at its next visit")
	wants(t, "the list", h.see("/items?tab=store").text(), "Being made: Blue mug 12 oz, at the next visit", "Being made (2)")
	rules, err := h.store.CreateRules(t.Context(), "larkspur")
	must(t, err)
	if rules.Items.Type != "service" || rules.Items.Income != "Sales:Home goods" {
		t.Errorf("the rule is %+v", rules.Items)
	}
	// One is taken back by itself, the step with the other one as a whole.
	got = h.post("/items/made", "key", "main/sku/BLU-12", "back", "/items/made")
	if got.code != http.StatusSeeOther {
		t.Fatalf("%d %s", got.code, got.text())
	}
	if text := h.see("/items/made").text(); strings.Contains(text, "Blue mug 12 oz, ") || !strings.Contains(text, "Red mug") {
		t.Errorf("after one was taken back: %s", text)
	}
}

func TestWhatCannotBeCreatedIsLeftOutWhenAsked(t *testing.T) {
	h := offered(t)
	form := []string{"do", "make", "link", "main/11", "link", "main/31", "type", "service", "income", "Sales:Home goods"}
	got := h.post("/items/create", form...)
	if got.code != http.StatusUnprocessableEntity || !strings.Contains(got.text(), "Grab bag: It has no SKU in the store") {
		t.Errorf("%d %s", got.code, got.text())
	}
	if got = h.post("/items/create", append(form, "skip", "yes")...); got.code != http.StatusSeeOther {
		t.Fatalf("%d %s", got.code, got.text())
	}
	c, err := h.store.Creations(t.Context(), "larkspur", false, 0, 10)
	must(t, err)
	if len(c.Rows) != 1 || c.Rows[0].SKU != "BLU-12" {
		t.Errorf("%+v", c.Rows)
	}
}

func TestAnotherItemThanTheSuggestedOneIsChosen(t *testing.T) {
	h := offered(t)
	got := h.see("/items/choose?w=main/11&back=/items%3Ftab%3Dstore&q=lan")
	wants(t, "the search", got.text(), "Which item is it?", "Blue mug", "Lantern:Brass S", "Use this item", "Create in QuickBooks…")
	wants(t, "a search for nothing", h.see("/items/choose?w=main/11&q=zzz").text(), "No item’s name, part number or barcode begins with that")
	if got := h.post("/items/choose", "w", "main/31", "item", "Lantern:Brass S"); got.code != http.StatusUnprocessableEntity || !strings.Contains(got.text(), "without a SKU") {
		t.Errorf("a product without a SKU: %d %s", got.code, got.text())
	}
	got = h.post("/items/choose", "w", "main/11", "item", "Lantern:Brass S", "back", "/items?tab=matched")
	if got.code != http.StatusSeeOther {
		t.Fatalf("%d %s", got.code, got.text())
	}
	wants(t, "the list", h.see(got.header.Get("Location")).text(), "Blue mug", "Lantern:Brass S", "by a person")
	wants(t, "the page of the product", h.see("/items/choose?w=main/11").text(), "It is the item Lantern: Brass S", "Take the link away")
	got = h.post("/items/choose", "w", "main/11", "item", "", "back", "/items?tab=store")
	if got.code != http.StatusSeeOther {
		t.Fatalf("%d %s", got.code, got.text())
	}
	wants(t, "the list after it", h.see("/items?tab=store").text(), "Blue mug")
}
