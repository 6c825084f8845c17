package web

import (
	"net/http"
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/store"
)

func TestAProductIsCreatedInTheStoreFromAnItem(t *testing.T) {
	h := story(t)
	list := h.see("/items?tab=books")
	wants(t, "the list", list.text(), "Lantern:Brass S", "Create in the store…")
	found, err := h.store.EntriesNamed(t.Context(), "larkspur", books.Items, "Lantern:Brass S")
	must(t, err)
	id := found[0].ListID
	wants(t, "the form", h.see("/items/sell?link="+id).text(), "Lantern: Brass S", "hidden", "Name in the store")
	form := func(more ...string) []string {
		return append([]string{"do", "make", "link", id, "store", "main"}, more...)
	}
	for _, x := range []struct{ field, value, why string }{{"price-", "cheap", "is no figure"}, {"price-", "1.23456", "four decimal places"}, {"weight-", "-1", "below nought"}, {"name-", strings.Repeat("x", 251), "at most 250"}} {
		got := h.post("/items/sell", form(x.field+id, x.value)...)
		if got.code != http.StatusUnprocessableEntity || !strings.Contains(got.text(), x.why) || !strings.Contains(got.text(), "Nothing was asked for") {
			t.Errorf("%s%s: %d %s", x.field, x.value, got.code, got.text())
		}
	}
	got := h.post("/items/sell", form("price-"+id, "49.95", "sku-"+id, "LAN-S")...)
	if got.code != http.StatusSeeOther {
		t.Fatalf("%d %s", got.code, got.text())
	}
	wants(t, "what is being made", h.see(got.header.Get("Location")).text(), "LAN-S", "Within a minute", "Take back", "Lantern: Brass S")
	all, err := h.store.WantedProducts(t.Context(), "larkspur", false, 10)
	must(t, err)
	if len(all) != 1 || all[0].Product.Price.String() != "49.95" || all[0].State != store.Ready {
		t.Fatalf("%+v", all)
	}
	if got = h.post("/items/made", "key", "product|main|LAN-S", "back", "/items/made?of=store"); got.code != http.StatusSeeOther {
		t.Fatalf("%d %s", got.code, got.text())
	}
	if all, err = h.store.WantedProducts(t.Context(), "larkspur", false, 10); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
}
