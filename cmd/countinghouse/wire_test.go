package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// schemaFile is Intuit's schema, which is not part of the project.
func schemaFile(t *testing.T) string {
	t.Helper()
	missing := func(what string) {
		if os.Getenv("CI") == "true" {
			t.Fatal(what)
		}
		t.Skip(what)
	}
	dir := os.Getenv("COUNTINGHOUSE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	file := filepath.Join(dir, "qbxml", "qbxmlops130.xsd")
	if _, err := os.Stat(file); err != nil {
		missing("reference data is not here; set COUNTINGHOUSE_SHARED")
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		missing("xmllint is not installed (Debian: libxml2-utils)")
	}
	return file
}

// sentBy are all message sets of a world, as they left.
func sentBy(t *testing.T, w *world) [][]byte {
	t.Helper()
	var sets [][]byte
	page, err := w.Store.VisitsPage(t.Context(), store.VisitFilter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range page.Rows {
		_, exchanges, err := w.Store.VisitStory(t.Context(), v.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range exchanges {
			sets = append(sets, x.Request)
		}
	}
	return sets
}

// TestEveryRequestOfALifeIsValidByIntuitsSchema lets stores of every edition
// live and holds each message set that was sent against the schema.
func TestEveryRequestOfALifeIsValidByIntuitsSchema(t *testing.T) {
	schema := schemaFile(t)
	for name, o := range map[string]worldOptions{
		"receipts":           {Treatment: "quickbooks", Allowed: 2},
		"sales orders":       {Style: "order", Cancelled: "credit"},
		"daily summaries":    {Style: "summary", OneCustomer: true},
		"Canada, by codes":   {Country: "CA", Treatment: "quickbooks", Allowed: 2, Style: "invoice"},
		"UK, by codes":       {Country: "GB", Treatment: "quickbooks"},
		"Australia":          {Country: "AU"},
		"several currencies": {Currencies: true},
	} {
		t.Run(name, func(t *testing.T) {
			o.Seed, o.Fallback, o.AllPayments, o.NoPolling, o.Mix = 21, true, true, true, shop.MixEverything()
			w := openWorld(t, o)
			if err := w.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				w.Shop.Live(60)
				if err := w.Settle(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			dir := t.TempDir()
			args := []string{"--noout", "--nonet", "--schema", schema}
			for i, set := range sentBy(t, w) {
				file := filepath.Join(dir, fmt.Sprintf("%d.xml", i))
				if err := os.WriteFile(file, set, 0o600); err != nil {
					t.Fatal(err)
				}
				args = append(args, file)
			}
			if len(args) < 12 {
				t.Fatalf("only %d message sets were sent", len(args)-4)
			}
			if out, err := exec.Command("xmllint", args...).CombinedOutput(); err != nil {
				t.Errorf("%s", firstLines(string(out), 20))
			}
		})
	}
}

func firstLines(s string, n int) string {
	var wrong []string
	for _, l := range strings.Split(s, "\n") {
		if l != "" && !strings.HasSuffix(l, " validates") && len(wrong) < n {
			wrong = append(wrong, l)
		}
	}
	return strings.Join(wrong, "\n")
}

// TestSalesInAnotherCurrencyStandInIt sells in a second currency: each such
// order is read back as it was sold, on a customer of its currency, and the
// books balance at home.
func TestSalesInAnotherCurrencyStandInIt(t *testing.T) {
	mix := shop.Mix{shop.KindForeignCurrency: 3, shop.KindTaxed: 1, shop.KindBankTransfer: 1}
	w := openWorld(t, worldOptions{Seed: 9, Mix: mix, NoPolling: true, Fallback: true, Currencies: true})
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Shop.Sell(60)
	if err := w.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	foreign := 0
	for _, truth := range w.Shop.Truths() {
		if truth.Currency == "USD" {
			continue
		}
		story, err := w.Store.OrderStory(t.Context(), worldShop, sales.OrderID(truth.ID))
		if err != nil {
			t.Fatal(err)
		}
		if story.State != store.OrderVerified {
			t.Fatalf("order %d in %s is %s: %v", truth.ID, truth.Currency, story.State, story.Problems)
		}
		var total money.Amount
		for _, p := range story.Postings {
			if p.Document != nil && p.Part == "" {
				total += p.Document.Total
				if p.Document.ExchangeRate.IsZero() {
					t.Errorf("order %d has no exchange rate", truth.ID)
				}
			}
		}
		if want := money.MustDecimal(truth.Total.String()); !total.Decimal(2).Equal(want) {
			t.Errorf("order %d: %s, sold for %s", truth.ID, total.Text(2), want)
		}
		foreign++
	}
	if foreign < 20 {
		t.Fatalf("only %d orders in another currency", foreign)
	}
	var debit, credit int64
	for _, r := range w.Books.TrialBalance() {
		debit, credit = debit+int64(r.Debit), credit+int64(r.Credit)
	}
	if debit != credit || debit == 0 {
		t.Errorf("debits %d, credits %d", debit, credit)
	}
}

// TestUnknownSKUsBecomeItemsOnce sells what QuickBooks does not know: each SKU
// is made once, variants under their product, and the orders are posted.
func TestUnknownSKUsBecomeItemsOnce(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 4, Mix: shop.Mix{shop.KindPlain: 3, shop.KindTaxed: 1}, NoPolling: true, MissingSKUs: 1000, NewItems: true})
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Shop.Sell(80)
	if err := w.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	made, children := map[string]int{}, 0
	for _, truth := range w.Shop.Truths() {
		story, err := w.Store.OrderStory(t.Context(), worldShop, sales.OrderID(truth.ID))
		if err != nil {
			t.Fatal(err)
		}
		if story.State != store.OrderVerified {
			t.Errorf("order %d is %s: %v", truth.ID, story.State, story.Problems)
		}
		for _, p := range story.Postings {
			if p.Item != nil && made[p.Item.Key] == 0 {
				made[p.Item.Key] = int(p.ID)
				if !p.Item.Parent.IsZero() {
					children++
				}
			} else if p.Item != nil && made[p.Item.Key] != int(p.ID) {
				t.Errorf("the item %s was made twice", p.Item.Name)
			}
		}
	}
	if len(made) < 10 || children == 0 {
		t.Errorf("%d items were made, %d under a product", len(made), children)
	}
	agrees(t, w, 80)
}
