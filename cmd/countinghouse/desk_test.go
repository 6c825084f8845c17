package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/simulator/company"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

const deskPassword = "walnut lantern harbour"

// deskWorld is a world in which a bookkeeper has something to do: a tax rate
// and some SKUs that nobody mapped, a look-alike customer, and a rule that
// holds large orders for an admin. Nothing of it is in QuickBooks yet.
func deskWorld(t *testing.T) (w *world, rate string) {
	t.Helper()
	ctx := t.Context()
	w = openWorld(t, worldOptions{Seed: 5, Mix: shop.Mix{shop.KindPlain: 1}, NoPolling: true, MissingSKUs: 24})
	for range 14 {
		w.Shop.SellOne(shop.KindPlain)
	}
	for range 6 {
		w.Shop.SellOne(shop.KindTaxed)
	}
	w.Shop.SellTo(shop.KindPlain, shop.Buyer{Guest: true, First: "Robin", Last: "Fairweather", Email: "robin.new@example.com"})
	if _, err := w.Books.AddPerson(company.Person{Name: "Robin Fairweather", First: "Robin", Last: "Fairweather", Email: "robin.old@example.com"}); err != nil {
		t.Fatal(err)
	}
	rules, _, err := w.Store.Rules(ctx, worldShop)
	if err != nil {
		t.Fatal(err)
	}
	var largest shop.Money
	for _, o := range w.Shop.Truths() {
		for name := range o.TaxByRate {
			if rate == "" || name < rate {
				rate = name
			}
		}
		largest = max(largest, o.Total)
	}
	delete(rules.Tax.Rates, rate)
	rules.Cases = []books.Case{{Name: "Large orders", When: books.Conditions{Over: money.MustDecimal(largest.String()).Sub(money.MustDecimal("0.01"))}, Then: books.Actions{Approve: "they are looked at"}}}
	if _, err := w.Store.SaveRules(ctx, cli(), worldShop, rules); err != nil {
		t.Fatal(err)
	}
	hash, err := access.HashPassword(deskPassword)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []access.User{{Email: "mo@hillcountry.example", Name: "Marguerite Oduya", Role: access.Bookkeeper}, {Email: "tomas@hillcountry.example", Name: "Tomas Reyes", Role: access.Admin}, {Email: "vera@hillcountry.example", Name: "Vera Viewer", Role: access.Viewer}} {
		u.PasswordHash = hash
		if err := w.Store.SaveUser(ctx, cli(), u); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PollShop(ctx); err != nil {
		t.Fatal(err)
	}
	if err := w.Visits(ctx, 3); err != nil {
		t.Fatal(err)
	}
	return w, rate
}

// open are the orders that are not in QuickBooks.
func (w *world) open(t *testing.T) int {
	t.Helper()
	page, err := w.Store.OrdersPage(t.Context(), store.OrderFilter{Company: worldCompany, States: []store.OrderState{store.OrderNew, store.OrderWaiting, store.OrderAsking, store.OrderHeld, store.OrderRefused}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return page.Count
}

func TestABookkeeperClearsNeedsReviewInThreeClicksACause(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(map[bool]string{true: "scripts on", false: "scripts off"}[scripts], func(t *testing.T) {
			w, rate := deskWorld(t)
			s := look(t, w.URL, scripts)
			s.signIn("mo@hillcountry.example", deskPassword)
			before := w.open(t)

			// Unknown SKUs: a new item for each, by its own option.
			skus := s.causes("QuickBooks has no item for SKU")
			if len(skus) == 0 {
				t.Fatalf("no order waits for an item: %s", s.text())
			}
			for _, head := range skus {
				s.open("/review?cause=none")
				s.press(".cause-head a", head)
				s.press(".option", "Create ")
				s.press("button.primary", "Use it and post")
				s.shows("is created in QuickBooks, on")
				s.within(3, head)
			}

			// The tax rate: its item is suggested, and as only its words say so, not
			// chosen before she looked.
			s.open("/review?cause=none")
			s.press(".cause-head a", rate)
			s.shows("Suggested")
			s.press(".option", "Suggested")
			s.press("button.primary", "Use it and post")
			s.shows("used for the rate " + rate)
			s.within(3, "the tax rate")

			// It is taken back, and comes again as it was.
			s.press(".toast button", "Undo")
			s.shows("Taken back:")
			if got := s.causes("No sales tax item is mapped for the store's rate " + rate); len(got) != 1 {
				t.Errorf("after undo the cause is %q", got)
			}
			s.open("/review?cause=none")
			s.press(".cause-head a", rate)
			s.press(".option", "Suggested")
			s.press("button.primary", "Use it and post")
			s.shows("used for the rate " + rate)

			// Who is Robin Fairweather?
			s.open("/review?cause=none")
			s.press(".cause-head a", "Robin Fairweather")
			s.press(".option", "Looks alike")
			s.press("button.primary", "Use it and post")
			s.shows("Robin Fairweather is who bought")
			s.within(3, "the look-alike")

			// What is an admin's stays; all else posts by itself.
			if err := w.Visits(t.Context(), 5); err != nil {
				t.Fatal(err)
			}
			s.open("/review")
			s.shows("1 cause holds 1 order")
			s.shows("asks for an admin")
			s.press("button[value=approve]", "Approve 1 order")
			s.shows("This needs the role of an admin")
			if n := w.open(t); n != 1 || before < 4 {
				t.Errorf("%d orders are open, %d were before; one waits for an admin", n, before)
			}

			s.signIn("vera@hillcountry.example", deskPassword)
			s.open("/review")
			s.shows("Your role, viewer, reads only.")
			s.press("button[value=approve]", "Approve 1 order")
			s.shows("This needs the role of")

			s.signIn("tomas@hillcountry.example", deskPassword)
			s.open("/review")
			s.press("button.primary", "Approve 1 order")
			s.shows("is approved, rule “Large orders”.")
			s.within(3, "the approval")
			s.shows("Nothing needs you")
			if err := w.Visits(t.Context(), 5); err != nil {
				t.Fatal(err)
			}
			agrees(t, w, len(w.Shop.Orders()))
		})
	}
}

func TestAnOrderIsTakenOutAndPostedAgainAtTheDesk(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(map[bool]string{true: "scripts on", false: "scripts off"}[scripts], func(t *testing.T) {
			w := openWorld(t, worldOptions{Seed: 6, Mix: shop.Mix{shop.KindPlain: 1}, NoPolling: true})
			ids := w.Shop.Sell(3)
			if err := w.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := w.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			s := look(t, w.URL, scripts)
			s.signIn(demoUser, w.Password)
			order := fmt.Sprintf("/orders/%s/%d", worldShop, ids[0])
			s.open(order)
			s.press(".menu summary", "Correct or void")
			s.press(".menu a", "Take it out of QuickBooks…")
			s.shows("Voided")
			s.write("#f-why", "Sold twice")
			s.press("button.danger", "Void 1 document")
			s.shows("1 document is taken out of QuickBooks at the next call.")
			s.within(3, "taking an order out")
			if err := w.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			if left := inQuickBooks(w); slices.ContainsFunc(left, func(ref string) bool { return strings.HasSuffix(ref, fmt.Sprint(ids[0])) }) || len(left) != 2 {
				t.Errorf("in QuickBooks stand %v", left)
			}
			s.open(order)
			s.shows("Sold twice")
			s.press(".menu summary", "Correct or void")
			s.press(".menu a", "Post it again…")
			s.press("button.primary", "Post order")
			s.shows("1 order is posted again at the next call.")
			if err := w.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			agrees(t, w, 3)
		})
	}
}

// inQuickBooks are the numbers of the documents that are not void.
func inQuickBooks(w *world) []string {
	var out []string
	for _, x := range w.Books.Transactions() {
		if !x.Void && x.RefNumber != "" {
			out = append(out, x.RefNumber)
		}
	}
	return out
}
