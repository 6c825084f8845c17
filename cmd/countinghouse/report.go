package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	"countinghouse/cmd/countinghouse/internal/truth"
	"countinghouse/money"
	"countinghouse/simulator/company"
	"countinghouse/store"
)

// comparison is one figure of the store beside the same figure of the books.
type comparison struct {
	What         string
	Store, Books company.Cents
	Count        bool // of documents, in hundredths
	// Slack is what may be a cent away each: of a refund of several things the
	// store tells no more than the sum.
	Slack company.Cents
}

// Differs tells whether the two are not the same to the cent.
func (c comparison) Differs() bool { return max(c.Store-c.Books, c.Books-c.Store) > c.Slack }

// Compare holds the company file's ledger against what package truth works out
// of what the store itself says that it sold, took in and gave back. Orders
// that are held or excluded are left out on both sides, and counted.
func (w *world) Compare(ctx context.Context) (rows []comparison, inBooks int, left map[store.OrderState]int, err error) {
	states, err := w.states(ctx)
	if err != nil {
		return nil, 0, nil, err
	}
	left = map[store.OrderState]int{}
	want, settings := truth.NewEffect(), worldSettings(w.Shop, w.o)
	in := map[int64]bool{}
	for _, t := range w.Shop.Truths() {
		state, ok := states[t.ID]
		if !ok {
			state = "not read"
		}
		if state != store.OrderVerified && state != store.OrderPosted {
			left[state]++
			continue
		}
		in[t.ID] = true
		want.Add(settings.Of(t))
	}
	got, sales, strangers := w.booked(in)
	slack := company.Cents(want.Parts)
	for _, a := range []string{"Sales:Online Store", "Shipping Income", "Handling Income", "Sales Discounts", "Returns and Allowances",
		"Gift Cards Outstanding", "Store Credit Outstanding", "Retail Delivery Fees Collected"} {
		rows = append(rows, comparison{What: a, Store: -company.Cents(want.Accounts[a]), Books: -company.Cents(got.Accounts[a]), Slack: slack})
	}
	for _, a := range []string{"Sales Tax Payable", "Accounts Receivable", "Undeposited Funds", "PayPal Clearing", "Amazon Clearing", "Checking"} {
		rows = append(rows, comparison{What: a, Store: -company.Cents(want.Accounts[a]), Books: -company.Cents(got.Accounts[a])})
	}
	for _, agency := range slices.Sorted(maps.Keys(want.Agencies)) {
		rows = append(rows, comparison{What: "Sales tax owed to " + agency, Store: company.Cents(want.Agencies[agency]), Books: company.Cents(got.Agencies[agency]), Slack: slack})
	}
	rows = append(rows, comparison{What: "documents of the sales, one for each order", Store: company.Cents(len(in)) * 100, Books: company.Cents(sales) * 100, Count: true},
		comparison{What: "documents of no order", Books: company.Cents(strangers) * 100, Count: true})
	return rows, len(in), left, nil
}

// booked is what the ledger has of these orders, how many sales receipts and
// invoices that is, and how many documents bear no order's mark.
func (w *world) booked(in map[int64]bool) (got truth.Effect, sales, strangers int) {
	got = truth.NewEffect()
	for _, x := range w.Books.TransactionsInFull() {
		if x.Void || x.Pending {
			continue
		}
		id := orderOf(x.Memo)
		sale := x.Type == "SalesReceipt" || x.Type == "Invoice"
		if id == 0 && (sale || x.Type == "CreditMemo" || x.Type == "ReceivePayment") {
			strangers++
		}
		if !in[id] {
			continue
		}
		if sale {
			sales++
		}
		for _, e := range x.Postings {
			got.Accounts[e.Account] += truth.Cents(e.Amount)
			if e.Account == "Sales Tax Payable" {
				got.Agencies[e.Name] -= truth.Cents(e.Amount)
			}
		}
	}
	return got, sales, strangers
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
