package web

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// formOf reads a form of the page as a browser would send it: every field with
// its value, of radios and ticks those that are chosen.
func formOf(t testing.TB, a answer, id string) url.Values {
	t.Helper()
	form := find(a.page, func(n *html.Node) bool { return n.Data == "form" && attr(n, "id") == id })
	if form == nil {
		t.Fatalf("there is no form %q: %.600s", id, a.text())
	}
	has := func(n *html.Node, key string) bool {
		return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	}
	out := url.Values{}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && attr(n, "name") != "" && !has(n, "disabled") {
			name := attr(n, "name")
			switch n.Data {
			case "input":
				if kind := attr(n, "type"); kind != "radio" && kind != "checkbox" || has(n, "checked") {
					out.Add(name, attr(n, "value"))
				}
			case "textarea":
				out.Add(name, textOf(n))
			case "select":
				var first, chosen *html.Node
				for o := range n.Descendants() {
					if o.Data == "option" && first == nil {
						first = o
					}
					if o.Data == "option" && has(o, "selected") {
						chosen = o
					}
				}
				if chosen == nil {
					chosen = first
				}
				if chosen != nil {
					out.Add(name, attr(chosen, "value"))
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(form)
	return out
}

// press sends the form of the cause that is open by one of its buttons.
func (h *house) press(a answer, do string, changes ...string) answer {
	h.t.Helper()
	form := formOf(h.t, a, "fix")
	form.Set("do", do)
	for i := 0; i+1 < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return h.do(http.MethodPost, "/review/fix", form)
}

// follow goes where a form led.
func (h *house) follow(a answer) answer {
	h.t.Helper()
	if a.code != http.StatusSeeOther {
		h.t.Fatalf("the form answers %d: %.1200s", a.code, a.text())
	}
	return h.see(a.header.Get("Location"))
}

func heldFor(code, subject, place string) func(sales.Order) books.Plan {
	return func(o sales.Order) books.Plan {
		return books.Plan{Outcome: books.Hold, Problems: []sales.Problem{{Code: code, Subject: subject, Place: place, What: "It waits for " + subject + ".", Means: "It is not posted.", Fix: "Put it right."}}}
	}
}

// heldHouse is a house whose orders 1 to n are held for one cause.
func heldHouse(t testing.TB, n int, plan func(sales.Order) books.Plan) *house {
	h := bare(t)
	h.furnish()
	h.learn()
	orders := make([]sales.Order, n)
	for i := range orders {
		orders[i] = order(i+1, day.New(2026, 11, 9), "Ana Okafor", "10.00")
		orders[i].Lines[0].SKU = "BRASS-S-9"
		orders[i].Taxes = []sales.TaxRow{{Name: "Travis County", Rate: money.MustDecimal("8.25")}}
	}
	h.plan(plan, orders...)
	h.signIn("marguerite@larkspurandpine.com")
	return h
}

func (h *house) rules() books.Rules {
	h.t.Helper()
	r, _, err := h.store.Rules(h.t.Context(), "main")
	must(h.t, err)
	return r
}

func (h *house) toPlan() int {
	h.t.Helper()
	work, err := h.store.WorkCounts(h.t.Context(), "larkspur")
	must(h.t, err)
	return work.ToPlan
}

func TestAnUnknownSKUIsChosenRightThereAndTakenBack(t *testing.T) {
	h := heldHouse(t, 5, heldFor("item-missing", "BRASS-S-9", "line 1"))
	a := h.see("/review")
	wants(t, "the cause", a.text(), "Which item in QuickBooks is “Brass Lantern”, SKU BRASS-S-9?", "Lantern: Brass S", "Suggested", "Posts to 4010 Sales: Home goods.", "Create BRASS-S-9 in QuickBooks", "Use it and post 5 orders")
	a = h.follow(h.press(a, "fix", "v0", "=Lantern:Brass S"))
	wants(t, "the page after it", a.text(), "Lantern: Brass S used for SKU BRASS-S-9. 5 orders waited for it.", "Undo")
	if got := h.rules().Items.Links["BRASS-S-9"]; got != "Lantern:Brass S" {
		t.Errorf("the SKU is linked to %q", got)
	}
	if n := h.toPlan(); n != 5 {
		t.Errorf("%d orders are planned again, want 5", n)
	}
	undo := find(a.page, func(n *html.Node) bool { return n.Data == "form" && strings.HasPrefix(attr(n, "action"), "/steps/") })
	if undo == nil {
		t.Fatal("the toast has no Undo")
	}
	a = h.follow(h.do(http.MethodPost, attr(undo, "action"), url.Values{"back": {"/review"}}))
	wants(t, "after undo", a.text(), "Taken back: Lantern: Brass S used for SKU BRASS-S-9.")
	if got := h.rules().Items.Links["BRASS-S-9"]; got != "" {
		t.Errorf("after undo the SKU is linked to %q", got)
	}
	if a := h.do(http.MethodPost, attr(undo, "action"), url.Values{}); a.code != http.StatusConflict {
		t.Errorf("a second undo answers %d", a.code)
	}
}

func TestOnlyWhatIsSurelyMeantIsChosenBeforeAPersonChose(t *testing.T) {
	for name, x := range map[string]struct {
		item books.Entry
		sure bool
		says string
	}{
		"the part number":     {books.Entry{Name: "Boxed", PartNumber: "SET-3"}, true, "Same part number."},
		"the barcode":         {books.Entry{Name: "Boxed", BarCode: "SET-3"}, true, "Same barcode."},
		"the name":            {books.Entry{Name: "SET 3"}, true, "Same name."},
		"a figure in common":  {books.Entry{Name: "DL-3"}, false, "It shares “3”."},
		"a name that goes on": {books.Entry{Name: "SET-34"}, false, "Its name begins alike."},
	} {
		t.Run(name, func(t *testing.T) {
			h := heldHouse(t, 2, heldFor("item-missing", "SET-3", "line 1"))
			x.item.Kind, x.item.ListID, x.item.FullName, x.item.Type, x.item.Active = books.Items, "I-77", x.item.Name, "NonInventory", true
			h.entries(x.item)
			a := h.see("/review")
			wants(t, "the cause", a.text(), x.item.Name+" Suggested "+x.says)
			chosen := ""
			if x.sure {
				chosen = "=" + x.item.Name
			}
			if got := formOf(t, a, "fix").Get("v0"); got != chosen {
				t.Fatalf("chosen unasked is %q, want %q", got, chosen)
			}
			if a := h.press(a, "fix"); (a.code == http.StatusSeeOther) != x.sure {
				t.Errorf("the button pressed at once answers %d", a.code)
			}
			h.follow(h.press(h.see("/review"), "fix", "v0", "="+x.item.Name))
			if got := h.rules().Items.Links["SET-3"]; got != x.item.Name {
				t.Errorf("the SKU is linked to %q", got)
			}
		})
	}
}

func TestWhatIsChosenFromTheListIsMeantAlsoWhereItsBoxIsNotPressed(t *testing.T) {
	h := heldHouse(t, 1, heldFor("item-missing", "BRASS-S-9", "line 1"))
	a := h.press(h.see("/review"), "fix", "v0", "make", "v0_other", "Lantern:Brass S")
	if a.code != http.StatusUnprocessableEntity {
		t.Fatalf("two choices at once answer %d", a.code)
	}
	wants(t, "two choices", a.text(), "Two are chosen: the box that is pressed, and “Lantern: Brass S” from the list.")
	h.follow(h.press(h.see("/review"), "fix", "v0", "", "v0_other", "Lantern:Brass S"))
	if got := h.rules().Items.Links["BRASS-S-9"]; got != "Lantern:Brass S" {
		t.Errorf("the SKU is linked to %q", got)
	}
}

func TestANewItemIsMadeByAClick(t *testing.T) {
	h := heldHouse(t, 1, heldFor("item-missing", "NEW-1", "line 1"))
	a := h.follow(h.press(h.see("/review"), "fix", "v0", "make", "v0_account", "Sales:Home goods"))
	wants(t, "the page after it", a.text(), "Item NEW-1 is created in QuickBooks, on Sales: Home goods.")
	if r := h.rules(); r.Items.Make["NEW-1"] != "Sales:Home goods" || len(r.Items.Links) != 0 {
		t.Errorf("%+v", r.Items)
	}
	if a := h.press(h.see("/review"), "fix", "v0", "make", "v0_account", "Undeposited Funds"); a.code != http.StatusUnprocessableEntity {
		t.Errorf("an account that is no income is taken: %d", a.code)
	}
}

func TestAFormThatLacksSomethingComesBackWithAllThatIsWrong(t *testing.T) {
	h := heldHouse(t, 3, heldFor("payment-unmapped", "Bitcoin", "payment"))
	before := h.rules()
	a := h.press(h.see("/review"), "fix", "v1", "other", "v1_other", "")
	if a.code != http.StatusUnprocessableEntity {
		t.Fatalf("it answers %d", a.code)
	}
	wants(t, "the title", a.element("title"), "Error:")
	wants(t, "the page", a.text(), "Nothing was changed: 1 thing to correct", "Account that the money goes to: Choose the account that the money goes to from the list", "Use it and post 3 orders")
	a = h.press(h.see("/review"), "fix", "v1", "=No such account")
	wants(t, "an account that is not there", a.text(), "QuickBooks has no account that the money goes to named “No such account”")
	a = h.press(h.see("/review"), "fix", "v1", "=Sales:Home goods")
	wants(t, "an account of another kind", a.text(), "Sales:Home goods can’t stand here")
	if got := h.rules(); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Error("a form that came back changed the mapping")
	}
	h.follow(h.press(h.see("/review"), "fix", "v1", "=Undeposited Funds"))
	if got := h.rules().Payments["Bitcoin"]; got.DepositTo != "Undeposited Funds" || got.Method != "" {
		t.Errorf("%+v", got)
	}
}

func TestEveryCauseWithAChoiceWritesItsCell(t *testing.T) {
	for _, c := range []struct {
		code, subject, place string
		form                 []string
		field                string
		key, want            string
	}{
		{"item-missing", "", "line 1", []string{"v0", "=Lantern:Brass S"}, "items.custom", "", "Lantern:Brass S"},
		{"tax-unmapped", "Travis County", "tax", []string{"v0", "=TX Austin"}, "tax.rates", "Travis County", "TX Austin"},
		{"fee-unmapped", "Rush", "fee", []string{"v0", "=Lantern:Brass S"}, "charges.fees", "Rush", "Lantern:Brass S"},
		{"payment-unmapped", "Visa", "refund", []string{"v0", "=Undeposited Funds"}, "payments.*.refund_from", "Visa", "Undeposited Funds"},
		{"mapping-missing", "shipping item", "", []string{"v0", "=Lantern:Brass S"}, "charges.shipping", "", "Lantern:Brass S"},
		{"mapping-missing", "item for refunds of a mere sum", "", []string{"v0", "=Lantern:Brass S"}, "refunds.allowance", "", "Lantern:Brass S"},
		{"mapping-missing", "receivable account", "", []string{"v0", "=Accounts Receivable"}, "receivable_account", "", "Accounts Receivable"},
		{"list-missing", "item Shipping charged", "", []string{"v0", "=Lantern:Brass S"}, "charges.shipping", "", "Lantern:Brass S"},
		{"list-inactive", "payment method Visa/Mastercard", "", []string{"v0", "=Card"}, "payments.*.method", "Visa", "Card"},
		{"closed-period", "2026-09-30", "", []string{"v0", "next"}, "closed_period", "", "next"},
		{"no-start-date", "", "", []string{"day", "1 Nov 2026"}, "start_date", "", "2026-11-01"},
	} {
		t.Run(c.code+" "+c.subject, func(t *testing.T) {
			h := heldHouse(t, 2, heldFor(c.code, c.subject, c.place))
			h.entries(books.Entry{Kind: books.Items, ListID: "T-1", Name: "TX Austin", FullName: "TX Austin", Type: "SalesTax", Rate: money.MustDecimal("8.25"), Active: true},
				books.Entry{Kind: books.Accounts, ListID: "A-AR", Name: "Accounts Receivable", FullName: "Accounts Receivable", Type: "AccountsReceivable", Active: true},
				books.Entry{Kind: books.PaymentMethods, ListID: "P-1", Name: "Card", FullName: "Card", Active: true})
			h.follow(h.press(h.see("/review"), "fix", c.form...))
			if got := h.rules().Value(c.field, c.key); got != c.want {
				t.Errorf("%s %q is %q, want %q", c.field, c.key, got, c.want)
			}
		})
	}
}

// entries adds entries to QuickBooks' lists.
func (h *house) entries(rows ...books.Entry) {
	h.t.Helper()
	ctx := h.t.Context()
	v, err := h.store.OpenVisit(ctx, "larkspur", rand.Text(), "10.0.0.9", "2.3.0.207", 0)
	must(h.t, err)
	x, err := h.store.MarkSent(ctx, store.Exchange{Visit: v.ID, Purpose: "read", Requests: 1, Request: []byte("<QBXML/>")}, nil)
	must(h.t, err)
	must(h.t, h.store.Answer(ctx, x, store.Reply{Response: []byte("<QBXML/>"), Rows: rows}))
	must(h.t, h.store.CloseVisit(ctx, v.ID, "closed", ""))
}

func TestALongListIsSearchedWithoutScripts(t *testing.T) {
	h := heldHouse(t, 1, heldFor("item-missing", "XQ-1", "line 1"))
	var rows []books.Entry
	for i := range shortList + 10 {
		name := fmt.Sprintf("Part %03d", i)
		rows = append(rows, books.Entry{Kind: books.Items, ListID: "L-" + name, Name: name, FullName: name, Type: "NonInventory", Active: i != 7})
	}
	h.entries(rows...)
	a := h.see("/review")
	wants(t, "the search", a.text(), "Search all items")
	wantsNot(t, "the page", a.text(), "Part 005")
	form := formOf(t, a, "fix")
	form.Set("v0_find", "part 00")
	a = h.see("/review?" + form.Encode())
	wants(t, "what was found", a.text(), "Part 005", "Part 007 Inactive in QuickBooks.")
	wants(t, "a search for nothing", h.see("/review?v0_find=zzz").text(), "Nothing begins with “zzz”.")
	h.follow(h.press(a, "fix", "v0", "=Part 005"))
	if got := h.rules().Items.Links["XQ-1"]; got != "Part 005" {
		t.Errorf("the SKU is linked to %q", got)
	}
	if a := h.press(h.see("/review"), "fix", "v0", "=Part 007"); a.code != http.StatusUnprocessableEntity || !strings.Contains(a.text(), "Part 007 is inactive in QuickBooks.") {
		t.Errorf("an inactive item answers %d", a.code)
	}
}

func TestALookAlikeIsChosenOrMadeNew(t *testing.T) {
	h := heldHouse(t, 2, heldFor("customer-unsure", "Hollis Brandt (c1@example.com)", "customer"))
	h.plan(heldFor("customer-unsure", "Hollis Brandt (c1@example.com)", "customer"), func() sales.Order {
		o := order(1, day.New(2026, 11, 9), "Hollis Brandt", "10.00")
		o.Modified = o.Modified.AddDate(0, 0, 1)
		return o
	}())
	a := h.see("/review")
	wants(t, "the cause", a.text(), "Who in QuickBooks is Hollis Brandt (c1@example.com)?", "Hollis Brandt", "Looks alike", "Hollis@example.com.", "Nobody of these: a new customer")
	if a := h.press(a, "fix"); a.code != http.StatusUnprocessableEntity {
		t.Errorf("a form without a choice answers %d", a.code)
	}
	a = h.follow(h.press(a, "fix", "v0", "=C-1"))
	wants(t, "the page after it", a.text(), "Hollis Brandt is who bought")
	if n := h.toPlan(); n != 2 {
		t.Errorf("%d orders are planned again", n)
	}
	h.plan(heldFor("customer-unsure", "Hollis Brandt (c1@example.com)", "customer"))
	h.follow(h.press(h.see("/review"), "fix", "v0", "new"))
	for _, id := range []sales.OrderID{1, 2} {
		if d, err := h.store.Decisions(t.Context(), "main", id); err != nil || !d.NewCustomer {
			t.Errorf("order %d: %+v, %v", id, d, err)
		}
	}
}

func TestOrdersOfACauseAreExcludedWithAReason(t *testing.T) {
	h := heldHouse(t, 4, heldFor("disputed", "", ""))
	a := h.see(linkNamed(t, h.see("/review"), "Exclude…"))
	wants(t, "the form", a.text(), "Keep these orders out of QuickBooks?", "Untick what stays", "Exclude 4 orders")
	b := h.press(a, "exclude")
	if b.code != http.StatusUnprocessableEntity {
		t.Fatalf("without a reason it answers %d", b.code)
	}
	wants(t, "without a reason", b.text(), "Why: Say why: it stands with the order.")
	form := formOf(t, a, "fix")
	form.Set("do", "exclude")
	form.Set("why", "A test of the new till")
	form["o"] = form["o"][:3]
	a = h.follow(h.do(http.MethodPost, "/review/fix", form))
	wants(t, "the page after it", a.text(), "3 orders are kept out of QuickBooks. A test of the new till.", "Undo")
	for id, want := range map[sales.OrderID]string{1: "A test of the new till", 4: ""} {
		if d, err := h.store.Decisions(t.Context(), "main", id); err != nil || d.Excluded != want {
			t.Errorf("order %d: %+v, %v", id, d, err)
		}
	}
	wants(t, "what was fixed today", h.see("/review?tab=fixed").text(), "Fixed today 1", "3 orders are kept out of QuickBooks", "Marguerite Oduya", "Undo")
	again := h.follow(h.do(http.MethodPost, "/review/fix", form)) // the same form twice
	wants(t, "the same form again", again.text(), "Fixed today 1")
	form["o"] = nil
	form.Set("once", "another")
	if a := h.do(http.MethodPost, "/review/fix", form); a.code != http.StatusUnprocessableEntity || !strings.Contains(a.text(), "No order is ticked") {
		t.Errorf("no tick at all answers %d", a.code)
	}
	form["o"] = []string{"elsewhere/1"}
	if a := h.do(http.MethodPost, "/review/fix", form); a.code != http.StatusUnprocessableEntity || !strings.Contains(a.text(), "isn’t of this company file") {
		t.Errorf("an order of other books answers %d", a.code)
	}
}

func TestOrdersThatAreNotShownAreExcludedOnlyAsLongAsTheyAreAsMany(t *testing.T) {
	h := heldHouse(t, fixShown+5, heldFor("disputed", "", ""))
	a := h.see(linkNamed(t, h.see("/review"), "Exclude…"))
	wants(t, "the form", a.text(), "and 5 others that are not shown here", "Exclude 30 orders")
	h.plan(heldFor("disputed", "", ""), order(900, day.New(2026, 11, 9), "Ben", "1.00"))
	b := h.press(a, "exclude", "why", "Tests")
	if b.code != http.StatusUnprocessableEntity {
		t.Fatalf("it answers %d", b.code)
	}
	wants(t, "the page", b.text(), "31 orders wait for this cause now, 30 when you looked.")
	h.follow(h.press(h.see(linkNamed(t, h.see("/review"), "Exclude…")), "exclude", "why", "Tests"))
	if d, err := h.store.Decisions(t.Context(), "main", 900); err != nil || d.Excluded != "Tests" {
		t.Errorf("%+v, %v", d, err)
	}
	if n := h.toPlan(); n != 31 {
		t.Errorf("%d orders are planned again, want 31", n)
	}
}

func TestWhatARuleHoldsIsApprovedByWhomTheRuleAsks(t *testing.T) {
	h := heldHouse(t, 2, heldFor("needs-approval", "eBay over 1,000", ""))
	save := func(by string) {
		r := h.rules()
		r.Cases = []books.Case{{Name: "eBay over 1,000", When: books.Conditions{Over: money.Int(1000)}, Then: books.Actions{Approve: "large", ApproveBy: by}}}
		_, err := h.store.SaveRules(t.Context(), tester, "main", r)
		must(t, err)
		h.plan(heldFor("needs-approval", "eBay over 1,000", ""))
	}
	save("")
	a := h.see("/review")
	wants(t, "the cause for a bookkeeper", a.text(), "2 orders wait for approval", "Rule “eBay over 1,000”.", "asks for an admin", "Bought as a guest, the first order of this e-mail address, paid by Visa.", "For an admin 1")
	b := h.press(a, "approve")
	if b.code != http.StatusForbidden {
		t.Fatalf("a bookkeeper's approval answers %d", b.code)
	}
	wants(t, "the refusal", b.text(), "This needs the role of an admin", "Ask an admin", "Nothing was changed.")
	if d, err := h.store.Decisions(t.Context(), "main", 1); err != nil || len(d.Approved) != 0 {
		t.Errorf("%+v, %v", d, err)
	}
	save("bookkeeper")
	a = h.follow(h.press(h.see("/review"), "approve"))
	wants(t, "the page after it", a.text(), "2 orders are approved, rule “eBay over 1,000”.")
	undo := find(a.page, func(n *html.Node) bool { return n.Data == "form" && strings.HasPrefix(attr(n, "action"), "/steps/") })
	h.follow(h.do(http.MethodPost, attr(undo, "action"), url.Values{"back": {"/review"}}))
	save("admin")
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	h.follow(h.press(h.see("/review"), "approve"))
	if d, err := h.store.Decisions(t.Context(), "main", 2); err != nil || d.Approved["eBay over 1,000"] != "tomas@larkspurandpine.com" {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestACauseIsAssignedCommentedAndLinked(t *testing.T) {
	h := heldHouse(t, 2, heldFor("disputed", "", ""))
	a := h.see(linkNamed(t, h.see("/review"), "Assign…"))
	wants(t, "whom to give it to", a.text(), "Tomas Reyes, admin", "Marguerite Oduya, bookkeeper")
	wantsNot(t, "whom to give it to", a.text(), "Vera Viewer", "Gone")
	h.follow(h.press(a, "assign", "email", "marguerite@larkspurandpine.com", "note", "Ask the bank."))
	a = h.see("/review?tab=mine")
	wants(t, "what is hers", a.text(), "Yours 1", "Marguerite Oduya has it.")
	if b := h.press(h.see(linkNamed(t, a, "Assign…")), "assign", "email", "vera@larkspurandpine.com"); b.code != http.StatusUnprocessableEntity {
		t.Errorf("a viewer is given work: %d", b.code)
	}
	h.follow(h.press(h.see(linkNamed(t, a, "Comment…")), "comment", "text", "The bank says Friday."))
	wants(t, "the order", h.see("/orders/main/2").text(), "The bank says Friday.")
	if b := h.press(h.see(linkNamed(t, a, "Comment…")), "comment"); b.code != http.StatusUnprocessableEntity {
		t.Errorf("an empty comment answers %d", b.code)
	}
	a = h.see(linkNamed(t, h.see("/review"), "Link a document…"))
	if b := h.press(a, "adopt"); b.code != http.StatusUnprocessableEntity || !strings.Contains(b.text(), "Type the number as the document shows it.") {
		t.Errorf("a link without a number answers %d", b.code)
	}
	a = h.follow(h.press(a, "adopt", "order", "main/2", "document", "invoice", "number", "9847"))
	wants(t, "the page after it", a.text(), "QuickBooks is asked for invoice 9847 at its next call.")
	wants(t, "the order meanwhile", h.see("/orders/main/2").text(), "Invoice 9847", "QuickBooks is asked at its next call", "Take the link back")
	q, err := h.store.LinkQuestionOf(t.Context(), store.OrderRef{Store: "main", ID: 2})
	must(t, err)
	must(t, h.store.LinkAnswered(t.Context(), q, []store.FoundDocument{{TxnID: "1-2", Kind: books.Invoice, Number: "9847", Customer: "Ana:Okafor", Date: day.New(2026, 11, 8), Total: 1250}}, false))
	h.plan(heldFor("link-unclear", "Order 2", ""))
	b := h.see("/orders/main/2")
	wants(t, "the order when QuickBooks has another", b.text(), "Invoice 9847 in QuickBooks", "Ana: Okafor", "8 Nov 2026", "12.50", "10.00", "It is this order: link it")
	confirm := find(b.page, func(n *html.Node) bool { return n.Data == "button" && attr(n, "value") == "linked" })
	if confirm == nil {
		t.Fatal("nobody can confirm it")
	}
	h.follow(h.do(http.MethodPost, "/act", url.Values{"do": {"linked"}, "o": {"main/2"}, "back": {"/orders/main/2"}, "company": {"larkspur"}, "once": {"confirmed"}, "count": {"1"}, "link": {linkShown(b)}}))
	if got := h.get("/search?q=9847").header.Get("Location"); got != "/orders/main/2" {
		t.Errorf("its number in QuickBooks leads to %q", got)
	}
}

func TestGoodsThatCameBackAreSaidLineByLine(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.learn()
	o := order(1, day.New(2026, 11, 9), "Ana Okafor", "10.00")
	o.Refunds = []sales.Refund{{ID: 7, Created: noon, Items: []sales.RefundItem{{Kind: sales.RefundProduct, ID: 1, Quantity: money.Int(2)}}}}
	h.plan(heldFor("restock-undecided", "", ""), o)
	h.signIn("marguerite@larkspurandpine.com")
	a := h.see("/review")
	wants(t, "the cause", a.text(), "What became of the goods?", "2 × Brass Lantern", "Back in stock", "Lost")
	if b := h.press(a, "fix"); b.code != http.StatusUnprocessableEntity {
		t.Errorf("saying nothing answers %d", b.code)
	}
	h.follow(h.press(a, "fix", "goods~main~1~7~1", "no"))
	if d, err := h.store.Decisions(t.Context(), "main", 1); err != nil || d.Restock[7][1] || len(d.Restock[7]) != 1 {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestACauseThatIsGoneIsNoError(t *testing.T) {
	h := heldHouse(t, 1, heldFor("item-missing", "BLU-12", "line 1"))
	a := h.see("/review")
	h.plan(posting, func() sales.Order {
		o := order(1, day.New(2026, 11, 9), "Ana Okafor", "11.00")
		o.Modified = o.Modified.AddDate(0, 0, 1)
		return o
	}())
	b := h.press(a, "fix", "v0", "=Lantern:Brass S")
	if b.code != http.StatusConflict {
		t.Fatalf("it answers %d", b.code)
	}
	wants(t, "the page", b.text(), "holds no order any more", "Nothing was changed")
}

func TestAReaderSeesTheFormAndWhyShePressesNothing(t *testing.T) {
	h := heldHouse(t, 1, heldFor("item-missing", "BLU-12", "line 1"))
	h.http = browser(t)
	h.signIn("vera@larkspurandpine.com")
	a := h.see("/review")
	wants(t, "the form", a.text(), "Your role, viewer, reads only. A bookkeeper puts it right.")
	if b := h.press(a, "fix", "v0", "=Lantern:Brass S"); b.code != http.StatusForbidden {
		t.Errorf("a viewer's form answers %d", b.code)
	}
}

func TestHundredsOfCausesMakeNoLongPage(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.learn()
	var orders []sales.Order
	for i := range 300 {
		orders = append(orders, order(i+1, day.New(2026, 11, 9), "Ana Okafor", "10.00"))
	}
	h.plan(func(o sales.Order) books.Plan {
		return heldFor("item-missing", fmt.Sprintf("SKU-%03d", o.ID), "line 1")(o)
	}, orders...)
	h.signIn("marguerite@larkspurandpine.com")
	a := h.see("/review")
	wants(t, "Review", a.text(), "300 causes hold 300 orders", "250 more causes are not shown")
	if len(a.body) > 150<<10 {
		t.Errorf("it has %d bytes", len(a.body))
	}
	home := h.see("/")
	wants(t, "Home", home.text(), "293 more causes", "300 causes, 300 min")
	if len(home.body) > 150<<10 {
		t.Errorf("Home has %d bytes", len(home.body))
	}
}
