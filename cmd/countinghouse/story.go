package main

import (
	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/report"
	"countinghouse/sales"
	"countinghouse/store"
)

// printStory writes an order's story for people.
func printStory(e *env, s store.OrderStory, wire bool) {
	o := s.Order
	e.printf("Order %d of store %s: %s\n", o.ID, o.Store, s.State)
	e.printf("  placed %s, the store's status is %q, total %s %s, of that tax %s\n", o.Placed.UTC().Format("2 Jan 2006 15:04 MST"),
		o.StatusLabel, o.Total.Inc, o.Currency, o.Total.Tax)
	if s.Plan.Reason != "" {
		e.printf("  %s\n", s.Plan.Reason)
	}
	for _, p := range s.Problems {
		e.printf("\n  ! %s", p.What)
		if p.Place != "" {
			e.printf(" (%s)", p.Place)
		}
		e.printf("\n    %s\n    %s\n", p.Means, p.Fix)
	}
	printRefunds(e, o)
	newNames := map[string]string{}
	for _, p := range s.Postings {
		if p.Customer != nil {
			newNames[p.Customer.Key] = p.Customer.Name
		}
	}
	for _, p := range s.Postings {
		printPosting(e, p, o.Decimals, newNames)
	}
	for _, p := range s.Summaries {
		e.printf("\nIts part of a daily summary:")
		printPosting(e, p, o.Decimals, newNames)
	}
	if len(s.Plan.Notes) > 0 {
		e.printf("\nWorth knowing\n")
		for _, n := range s.Plan.Notes {
			e.printf("  - %s\n", n.Text)
		}
	}
	e.printf("\nWhat happened\n")
	for _, ev := range s.Events {
		e.printf("  %s  %-22s %s\n", ev.At.UTC().Format("2 Jan 15:04:05"), ev.Action, ev.Detail)
	}
	if !wire {
		return
	}
	for _, x := range s.Exchanges {
		e.printf("\n--- sent %s (%s) ---\n%s\n--- answered %s %s %s ---\n%s\n", report.Stamp(x.SentAt), x.Purpose, x.Request, report.Stamp(x.AnsweredAt), x.HResult, x.Message, x.Response)
	}
}

// printRefunds names what came back by the numbers that a decision about it
// needs.
func printRefunds(e *env, o sales.Order) {
	names := map[int64]string{}
	for _, l := range o.Lines {
		names[l.ID] = l.Name
	}
	for _, r := range o.Refunds {
		e.printf("\nRefund %d of %s, %s %s\n", r.ID, r.Created.UTC().Format("2 Jan 2006 15:04 MST"), r.Total, o.Currency)
		for _, item := range r.Items {
			if item.Kind == sales.RefundProduct {
				e.printf("  line %d: %s × %s\n", item.ID, item.Quantity, names[item.ID])
			}
		}
	}
}

func printPosting(e *env, p store.Posting, decimals int, newNames map[string]string) {
	e.printf("\n%s: %s, posting %d", p.Name(), p.State, p.ID)
	if p.TxnID != "" {
		e.printf(", QuickBooks' identifier %s", p.TxnID)
	}
	e.printf("\n")
	if p.Reason != "" {
		e.printf("  %s\n", p.Reason)
	}
	if p.Customer != nil {
		e.printf("  new customer %q\n", p.Customer.Name)
		printWhy(e, p.Customer.Why)
	}
	if p.Document == nil {
		return
	}
	d := p.Document
	if p.Operation == books.Void || p.Operation == books.Delete {
		return // what it takes out stands above
	}
	e.printf("  dated %s", d.Date)
	if name := firstText(d.Customer.FullName, newNames[d.CustomerKey]); name != "" {
		e.printf(", customer %q", name)
	}
	e.printf("\n")
	printWhy(e, d.Why)
	printLines(e, d, decimals)
}

// printLines writes the lines of a document with the reasons of each.
func printLines(e *env, d *books.Document, decimals int) {
	for _, l := range d.Lines {
		quantity := ""
		if !l.Quantity.IsZero() {
			quantity = l.Quantity.String() + " × "
		}
		e.printf("  %14s  %s%s  (%s)\n", l.Amount.Grouped(decimals), quantity, l.Item.FullName, l.Source.Text)
		printWhy(e, l.Why)
	}
	if d.Tax != 0 {
		e.printf("  %14s  sales tax by QuickBooks, %s\n", d.Tax.Grouped(decimals), d.TaxItem.FullName)
	}
	e.printf("  %14s  total\n", d.Total.Grouped(decimals))
}

func printWhy(e *env, why []books.Reason) {
	for _, r := range why {
		e.printf("  %14s    because: %s (%s)\n", "", r.Text, r.By)
	}
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func kindWords(k books.Kind) string { return books.KindName(k) }

// orBlank is an amount, or nothing for nought.
func orBlank(a money.Amount, decimals int) string {
	if a == 0 {
		return ""
	}
	return a.Grouped(decimals)
}
