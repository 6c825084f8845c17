package web

import (
	"net/http"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

// channelWorld is mappingWorld with two more orders from Amazon, and a rule for
// its large ones.
func channelWorld(t testing.TB) *house {
	t.Helper()
	h := mappingWorld(t)
	for i := range 2 {
		o := order(10600+i, day.New(2026, 11, 9), "Ana Okafor", "12.00")
		o.ChannelName, o.ChannelID = "Amazon", 7
		_, err := h.store.SaveOrders(t.Context(), "main", []sales.Order{o})
		must(t, err)
	}
	r, v := h.sheetRules()
	r.Cases = []books.Case{{Name: "Large from Amazon", When: books.Conditions{Channels: []string{"Amazon"}, Over: order(1, day.New(2026, 11, 9), "A", "1000").Total.Inc}, Then: books.Actions{Approve: "large orders are looked at"}}}
	_, err := h.store.SaveRulesFrom(t.Context(), tester, "main", r, v, "")
	must(t, err)
	h.planned()
	return h
}

func TestAChannelsOwnLinesStandBesideWhatItTakesFromTheStore(t *testing.T) {
	h := channelWorld(t)
	a := h.see("/mapping")
	wants(t, "the tabs", a.text(), "All channels", "Amazon")
	a = h.see("/mapping?store=main&channel=Amazon")
	wants(t, "the channel", a.text(), "Where each dollar of Amazon goes. 2 orders came from it in 90 days.", "everything is the store’s", "The store’s", "Rules that ask for more", "Large from Amazon")
	wants(t, "what it takes from the store", a.body, "As the store: each product’s own item", "As the store: none", "As the store: sales receipt when paid, else invoice")
	wantsNot(t, "the channel", a.text(), "Use the store’s again")
	if b := h.send(a, "save"); b.code != http.StatusSeeOther {
		t.Fatalf("saving nothing answers %d: %s", b.code, b.text())
	}
	if r, _ := h.sheetRules(); len(r.Cases) != 1 {
		t.Fatalf("saving nothing makes a rule: %+v", r.Cases)
	}

	b := h.send(a, "show", "cases.then.class[2]", "online")
	wants(t, "one line changed", b.text(), "1 line is its own", "Not saved yet", "Use the store’s again")
	wants(t, "the store's again", h.send(b, "clear:cases.then.class[2]").text(), "everything is the store’s", "Nothing is changed yet.")
	b = h.send(b, "save")
	if b.code != http.StatusSeeOther {
		t.Fatalf("saving answers %d: %s", b.code, b.text())
	}
	r, _ := h.sheetRules()
	if len(r.Cases) != 2 || r.Cases[0].Name != "Amazon" || r.Cases[0].Then != (books.Actions{Class: "Online"}) || r.Cases[1].Name != "Large from Amazon" {
		t.Fatalf("the rule of the channel goes before those that ask for more: %+v", r.Cases)
	}
	a = h.see(b.header.Get("Location"))
	wants(t, "after saving", a.text(), "Amazon 1", "1 line is its own", "Its own", "is saved")

	// What the channel says no more is the store's: the rule goes.
	if b := h.send(a, "clear:cases.then.class[1]"); b.code != http.StatusOK {
		t.Fatalf("%d", b.code)
	} else if b = h.send(b, "effect"); b.code != http.StatusOK {
		t.Fatalf("the effect answers %d: %s", b.code, b.text())
	} else if b = h.send(b, "save"); b.code != http.StatusSeeOther {
		t.Fatalf("saving answers %d: %s", b.code, b.text())
	}
	if r, _ := h.sheetRules(); len(r.Cases) != 1 || r.Cases[0].Name != "Large from Amazon" {
		t.Errorf("%+v", r.Cases)
	}
}

func TestAChannelsLineIsRefusedAtItsField(t *testing.T) {
	h := channelWorld(t)
	a := h.send(h.see("/mapping?channel=Amazon"), "save", "cases.then.class[2]", "Nothing of the kind", "cases.then.approve_by[2]", "bookkeeper")
	if a.code != http.StatusUnprocessableEntity {
		t.Fatalf("it answers %d", a.code)
	}
	wants(t, "what is wrong", a.text(), "QuickBooks has no class named “Nothing of the kind”", "Where each dollar of Amazon goes")
	a = h.send(h.see("/mapping?channel=Amazon"), "save", "cases.then.class[2]", "Online", "cases.then.approve_by[2]", "bookkeeper")
	if a.code != http.StatusUnprocessableEntity || a.byID(fieldID("cases.then.approve_by[2]")+"-e") == "" {
		t.Errorf("who approves without anything to approve answers %d: %s", a.code, a.text())
	}
}

func TestTheSheetTellsHowManyOrdersOfNinetyDaysUseALine(t *testing.T) {
	h := mappingWorld(t)
	o := order(10700, day.New(2026, 11, 9), "Ana Okafor", "12.00")
	o.PaymentMethod = "Visa"
	_, err := h.store.SaveOrders(t.Context(), "main", []sales.Order{o})
	must(t, err)
	a := h.see("/mapping")
	wants(t, "the sheet", a.text(), "Orders, 90 days", "Visa")
	for name, want := range map[string]string{"payments.*.method[Visa]": "orders, 90 days", "style": "5 orders, 90 days", "charges.shipping": "0 orders, 90 days"} {
		row := rowOf(a, name)
		if row == "" {
			t.Errorf("%s has no row", name)
		}
		wants(t, name, row, want)
	}
	wants(t, "a line that orders wait for", rowOf(a, "items.links[BLU-12]"), "3 wait")
	if n := len(h.see("/mapping?channel=Nowhere").text()); n == 0 {
		t.Error("a channel that there is not has no page")
	}
}

// rowOf is the text of the row that holds a field.
func rowOf(a answer, name string) string {
	row := find(a.page, func(n *html.Node) bool {
		if n.Data != "tr" {
			return false
		}
		for x := range n.Descendants() {
			if x.Type == html.ElementNode && attr(x, "name") == name {
				return true
			}
		}
		return false
	})
	if row == nil {
		return ""
	}
	return textOf(row)
}
