package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"countinghouse/money"
	"countinghouse/simulator/company"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// comparison is one figure of the store beside the same figure of the books.
type comparison struct {
	What         string
	Store, Books company.Cents
	Count        bool // of documents, in hundredths
}

// Differs tells whether the two are not the same to the cent.
func (c comparison) Differs() bool { return c.Store != c.Books }

// Compare holds the company file's ledger against what the store itself says
// that it sold: the store's truth is told by the simulated store, without the
// product. Orders that are held or excluded are left out on both sides, and
// counted.
func (w *world) Compare(ctx context.Context) (rows []comparison, inBooks int, left map[store.OrderState]int, err error) {
	states, err := w.states(ctx)
	if err != nil {
		return nil, 0, nil, err
	}
	left = map[store.OrderState]int{}
	expect := map[string]company.Cents{}
	var refs []string
	for _, t := range w.Shop.Truths() {
		state, ok := states[t.ID]
		if !ok {
			state = "not read"
		}
		if state != store.OrderVerified && state != store.OrderPosted {
			left[state]++
			continue
		}
		inBooks++
		refs = append(refs, fmt.Sprintf("BC%d", t.ID))
		addTruth(expect, t)
	}
	saved := map[string]company.Cents{}
	for _, b := range w.Books.TrialBalance() {
		saved[b.Account] = b.Credit - b.Debit
	}
	for _, a := range []string{"Sales:Online Store", "Shipping Income", "Handling Income", "Sales Discounts", "Gift Cards Outstanding",
		"Retail Delivery Fees Collected", "Sales Tax Payable", "Accounts Receivable", "Undeposited Funds", "PayPal Clearing", "Amazon Clearing", "Checking"} {
		rows = append(rows, comparison{What: a, Store: expect[a], Books: saved[a]})
	}
	rows = append(rows, taxRows(w.Books, expect)...)
	rows = append(rows, comparison{"documents of the sales, one for each order", company.Cents(len(refs)) * 100, w.documents(refs), true})
	return rows, inBooks, left, nil
}

// states are the states of all orders of the world's store.
func (w *world) states(ctx context.Context) (map[int64]store.OrderState, error) {
	states := map[int64]store.OrderState{}
	f := store.OrderFilter{Store: worldShop, Limit: 500}
	for {
		page, err := w.Store.OrdersPage(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, r := range page.Rows {
			states[int64(r.ID)] = r.State
		}
		if f.After = page.Next; page.Next == "" {
			return states, nil
		}
	}
}

// documents counts the sales receipts and invoices in the books, in hundredths
// so that the figure stands beside amounts; a sale twice or not at all shows.
func (w *world) documents(refs []string) company.Cents {
	want := map[string]bool{}
	for _, r := range refs {
		want[r] = true
	}
	n := 0
	for _, t := range w.Books.Transactions() {
		if (t.Type == "SalesReceipt" || t.Type == "Invoice") && !t.Void {
			n++
		}
	}
	return company.Cents(n) * 100
}

// addTruth adds what one order must have done to the ledger; credits are positive.
func addTruth(expect map[string]company.Cents, t shop.Truth) {
	add := func(account string, m shop.Money) { expect[account] += company.Cents(cents(m)) }
	add("Sales:Online Store", t.Items)
	add("Sales Discounts", -t.Discount)
	add("Gift Cards Outstanding", t.GiftCertificates)
	add("Shipping Income", t.Shipping)
	add("Handling Income", t.Handling+t.Wrapping)
	for name, fee := range t.FeesByName {
		if name == "Colorado Retail Delivery Fee" {
			add("Retail Delivery Fees Collected", fee)
		} else {
			add("Handling Income", fee)
		}
	}
	add("Sales Tax Payable", t.Tax)
	for rate, tax := range t.TaxByRate {
		add("tax "+rate, tax)
	}
	to := map[string]string{"PayPal": "PayPal Clearing", "Amazon": "Amazon Clearing", "Bank Transfer": "Checking",
		"Gift Certificate": "Gift Cards Outstanding"} // what was spent is owed no more
	received := shop.Money(0)
	for method, m := range t.Tenders {
		account := to[method]
		if account == "" {
			account = "Undeposited Funds"
		}
		add(account, -m)
		received += m
	}
	add("Accounts Receivable", received-t.Total)
}

// cents is store money, which has four decimals, in whole cents.
func cents(m shop.Money) int64 { return int64(m) / 100 }

// taxRows compare the liability of each agency.
func taxRows(f *company.File, expect map[string]company.Cents) []comparison {
	owed := map[string]company.Cents{}
	for _, a := range f.TaxLiability() {
		owed[a.Agency] = a.Owed
	}
	byAgency := map[string]company.Cents{}
	for _, r := range shop.New(shop.Options{Seed: 1}).Rates() {
		byAgency["Dept of Revenue "+r.State] += expect["tax "+r.Name]
	}
	var rows []comparison
	for agency, tax := range byAgency {
		rows = append(rows, comparison{What: "Sales tax owed to " + agency, Store: tax, Books: owed[agency]})
	}
	slices.SortFunc(rows, func(a, b comparison) int {
		if a.What < b.What {
			return -1
		}
		return 1
	})
	return rows
}

// errDiffers: the books and the store do not agree.
var errDiffers = errors.New("the company file and the store differ")

// Report prints the comparison and the trial balance.
func (w *world) Report(ctx context.Context, out io.Writer) error {
	rows, n, left, err := w.Compare(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%d orders are in the books. What the store sold, beside the company file's ledger:\n\n", n)
	t := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "store\tQuickBooks\tdifference\t\t")
	differs := false
	for _, r := range rows {
		if r.Store == 0 && r.Books == 0 {
			continue
		}
		write := func(c company.Cents) string { return money.Amount(c).Grouped(2) }
		if r.Count {
			write = func(c company.Cents) string { return money.Amount(c / 100).Grouped(0) }
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t  %s\t\n", write(r.Store), write(r.Books), write(r.Store-r.Books), r.What)
		differs = differs || r.Differs()
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out, "\nCredits are positive, debits stand in parentheses. Orders that are not in the books, each with its reason on its page:")
	for _, s := range append(orderStates(), "not read") {
		if left[s] > 0 {
			fmt.Fprintf(out, "  %4d %s\n", left[s], s)
		}
	}
	fmt.Fprintf(out, "\nTrial balance of %s\n", w.Books.Name())
	if err := w.Books.PrintTrialBalance(out); err != nil {
		return err
	}
	if differs {
		return errDiffers
	}
	fmt.Fprintln(out, "\nThe books agree with the store to the cent.")
	return nil
}
