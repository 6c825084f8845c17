package web

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/store"
)

// openEntries are those that QuickBooks is asked to make.
func (h *house) openEntries() []store.WantedEntry {
	h.t.Helper()
	all, err := h.store.EntriesToMake(h.t.Context(), "larkspur", 50)
	must(h.t, err)
	return all
}

func TestAMethodOfPaymentIsCreatedInQuickBooksFromNeedsReview(t *testing.T) {
	h := heldHouse(t, 3, heldFor("payment-unmapped", "Bitcoin", "payment"))
	a := h.see("/review")
	wants(t, "the cause", a.text(), "Create it in QuickBooks", "Name in QuickBooks")
	if got := formOf(t, a, "fix").Get("v0_name"); got != "Bitcoin" {
		t.Errorf("the name that is offered is %q", got)
	}
	bad := h.press(a, "fix", "v0", "create", "v0_name", "Bit:coin", "v1", "=Undeposited Funds")
	if bad.code != http.StatusUnprocessableEntity || len(h.openEntries()) != 0 {
		t.Fatalf("a name with a colon answers %d", bad.code)
	}
	wants(t, "a name with a colon", bad.text(), "Nothing was changed: 1 thing to correct", "QuickBooks uses the colon")
	a = h.follow(h.press(a, "fix", "v0", "create", "v1", "=Undeposited Funds"))
	wants(t, "after it", a.text(), "Payment method Bitcoin is created in QuickBooks at its next call, then used for money paid by Bitcoin. 3 orders waited for it.", "Undo", "which QuickBooks is asked to create at its next call")
	wants(t, "the cause itself", h.see("/review?cause="+causeID("payment-unmapped", "Bitcoin")).text(), "What waits for it then posts by itself.", "Take it back")
	open := h.openEntries()
	if len(open) != 1 || open[0].Entry.Name != "Bitcoin" || len(h.rules().Payments) != 1 {
		t.Fatalf("asked for are %+v, mapped %v", open, h.rules().Payments)
	}
	if again := h.press(h.see("/review?cause="+causeID("payment-unmapped", "Bitcoin")), "fix", "v0", "create", "v1", "=Undeposited Funds"); again.code != http.StatusUnprocessableEntity || !strings.Contains(again.text(), "asked for an entry of this name already") {
		t.Errorf("the same again answers %d", again.code)
	}
	must(t, h.store.EntryIsThere(t.Context(), open[0].ID, "80000009-1", false))
	if got := h.rules().Payments["Bitcoin"]; got.Method != "Bitcoin" || got.DepositTo != "Undeposited Funds" {
		t.Errorf("once it is there, Bitcoin is mapped to %+v", got)
	}
	if n := h.toPlan(); n != 3 {
		t.Errorf("%d orders are planned again, want 3", n)
	}
}

func TestACreationIsTakenBackAndARefusalIsToldWhereItWasAskedFor(t *testing.T) {
	h := heldHouse(t, 2, heldFor("tax-unmapped", "Travis County", "tax"))
	h.entries(books.Entry{Kind: books.Vendors, ListID: "V-1", Name: "Comptroller", FullName: "Comptroller", Active: true},
		books.Entry{Kind: books.Items, ListID: "T-1", Name: "TX Austin", FullName: "TX Austin", Type: "SalesTax", Rate: money.MustDecimal("8"), Agency: books.Ref{FullName: "Comptroller"}, Active: true})
	a := h.see("/review")
	if form := formOf(t, a, "fix"); form.Get("v0_name") != "Travis County" || form.Get("v0_rate") != "8.25" || form.Get("v0_agency") != "Comptroller" {
		t.Fatalf("what is offered is %v", form)
	}
	a = h.follow(h.press(a, "fix", "v0", "create"))
	undo := find(a.page, func(n *html.Node) bool {
		return n.Data == "form" && strings.HasPrefix(attr(n, "action"), "/steps/")
	})
	if undo == nil {
		t.Fatal("the toast has no Undo")
	}
	h.follow(h.do(http.MethodPost, attr(undo, "action"), nil))
	if n := len(h.openEntries()); n != 0 {
		t.Fatalf("taken back, %d are asked for", n)
	}
	h.follow(h.press(h.see("/review"), "fix", "v0", "create"))
	must(t, h.store.EntryRefused(t.Context(), h.openEntries()[0].ID, 3250, "Sales tax is switched off in QuickBooks. Switch it on there."))
	wants(t, "the cause", h.see("/review").text(), "QuickBooks didn’t create sales tax item Travis County.", "Sales tax is switched off in QuickBooks.", "Create it in QuickBooks")
	h.signIn("vera@larkspurandpine.com")
	if a := h.press(h.see("/review"), "fix", "v0", "create"); a.code != http.StatusForbidden {
		t.Errorf("who only reads is answered %d", a.code)
	}
}

func TestWhatALineLacksIsCreatedFromTheSheet(t *testing.T) {
	h := mappingWorld(t)
	a := h.see("/mapping")
	typed := h.send(a, "save", "charges.wrapping", "Paper and bow", "ref_prefix", "LP")
	if typed.code != http.StatusUnprocessableEntity {
		t.Fatalf("an item that isn't there answers %d", typed.code)
	}
	wants(t, "the field", typed.text(), "Create “Paper and bow” in QuickBooks…")
	asked := h.send(typed, "create:charges.wrapping")
	wants(t, "the page", asked.text(), "Create in QuickBooks: Gift wrapping", "Name in QuickBooks", "Account that it posts to")
	form := asked.fields("/mapping#top")
	if form.Get("make_name") != "Paper and bow" || form.Get("ref_prefix") != "LP" {
		t.Fatalf("the form is %v", form)
	}
	form.Set("do", "made:charges.wrapping")
	form.Set("make_account", "")
	bad := h.do(http.MethodPost, "/mapping", form)
	if bad.code != http.StatusUnprocessableEntity {
		t.Fatalf("without an account it answers %d", bad.code)
	}
	wants(t, "without an account", bad.text(), "Nothing is created: 1 thing to correct", "Choose the account that it posts to.")
	form.Set("make_account", "Other income")
	done := h.do(http.MethodPost, "/mapping", form)
	if done.code != http.StatusOK {
		t.Fatalf("%d %.500s", done.code, done.text())
	}
	wants(t, "the sheet after it", done.text(), "is created in QuickBooks at its next call, then used for", "What else you changed isn’t saved yet.", "1 change not saved.", "Being created")
	if open := h.openEntries(); len(open) != 1 || open[0].Entry.Account != "Other income" || open[0].Entry.Type != "OtherCharge" {
		t.Fatalf("asked for are %+v", open)
	}
	h.do(http.MethodPost, "/mapping", form) // the same form again asks for nothing more
	if n := len(h.openEntries()); n != 1 {
		t.Errorf("the same form again: %d", n)
	}
	must(t, h.store.EntryIsThere(t.Context(), h.openEntries()[0].ID, "80000009-1", false))
	if r, _ := h.sheetRules(); r.Charges.Wrapping != "Paper and bow" || r.RefPrefix != "BC" {
		t.Errorf("the mapping is %+v", r.Charges)
	}
	found := h.send(h.see("/mapping"), "find:class")
	wants(t, "the search", found.text(), "Create a new one in QuickBooks…")
	if a := h.send(h.see("/mapping"), "create:receipt_template"); a.code != http.StatusNotFound {
		t.Errorf("a template, which can't be made, answers %d", a.code)
	}
}
