package main

import (
	"slices"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// storyView is an order's whole story as scripts read it.
type storyView struct {
	Store    string          `json:"store"`
	ID       int64           `json:"id"`
	State    string          `json:"state"`
	Order    sales.Order     `json:"order"`
	Plan     books.Plan      `json:"plan"`
	Problems []sales.Problem `json:"problems"`
	Postings []postingView   `json:"postings"`
	Wire     []wireView      `json:"wire,omitempty"`
	Events   []eventView     `json:"events"`
	Findings sales.Findings  `json:"findings"`
}

type postingView struct {
	ID int64 `json:"id"`
	// Summary tells that it is a daily summary: total and document are the order's part of it.
	Summary bool   `json:"summary,omitempty"`
	Kind    string `json:"kind"`
	// Operation is empty for what adds, else modify, void or delete.
	Operation    string             `json:"operation,omitempty"`
	Part         string             `json:"part,omitempty"` // of the order: a payment, a refund
	Revision     int                `json:"revision"`
	Undo         int64              `json:"undo,omitempty"` // the undo that wants it
	State        string             `json:"state"`
	RefNumber    string             `json:"refNumber,omitempty"`
	Total        string             `json:"total,omitempty"`
	TxnID        string             `json:"txnId,omitempty"`
	EditSequence string             `json:"editSequence,omitempty"`
	TxnNumber    string             `json:"txnNumber,omitempty"`
	Code         int                `json:"code,omitempty"`
	Lane         string             `json:"lane,omitempty"`
	Reason       string             `json:"reason,omitempty"`
	Attempts     int                `json:"attempts,omitempty"`
	Document     *books.Document    `json:"document,omitempty"`
	Customer     *books.NewCustomer `json:"customer,omitempty"`
	Links        []linkView         `json:"links,omitempty"`
	SentAt       string             `json:"sentAt,omitempty"`
	PostedAt     string             `json:"postedAt,omitempty"`
	VerifiedAt   string             `json:"verifiedAt,omitempty"`
}

// linkView is another posting that one pays, changes, uses or follows.
type linkView struct {
	Use     string `json:"use"`
	Posting int64  `json:"posting"`
	Kind    string `json:"kind"`
	Amount  string `json:"amount,omitempty"`
	TxnID   string `json:"txnId,omitempty"`
}

type wireView struct {
	SetID    string `json:"setId,omitempty"`
	Purpose  string `json:"purpose"`
	Sent     string `json:"sent"`
	Answered string `json:"answered,omitempty"`
	HResult  string `json:"hresult,omitempty"`
	Message  string `json:"message,omitempty"`
	Request  string `json:"request"`
	Response string `json:"response,omitempty"`
}

type eventView struct {
	At     string `json:"at"`
	By     string `json:"by"`
	Action string `json:"action"`
	Detail string `json:"detail,omitempty"`
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func storyJSON(s store.OrderStory, wire bool) storyView {
	v := storyView{
		Store: string(s.Order.Store), ID: int64(s.Order.ID), State: string(s.State), Order: s.Order, Plan: s.Plan,
		Problems: s.Problems, Postings: []postingView{}, Events: []eventView{}, Findings: s.Order.Check(),
	}
	for _, p := range append(slices.Clone(s.Postings), s.Summaries...) {
		var links []linkView
		for _, l := range p.Links {
			view := linkView{Use: string(l.Use), Posting: int64(l.Posting), Kind: string(l.Kind), TxnID: l.TxnID}
			if l.Amount != 0 {
				view.Amount = l.Amount.Text(s.Order.Decimals)
			}
			links = append(links, view)
		}
		v.Postings = append(v.Postings, postingView{
			ID: int64(p.ID), Summary: p.Order < 0, Kind: string(p.Kind), Operation: string(p.Operation), Part: p.Part, Revision: p.Revision, Undo: int64(p.Undo), Links: links,
			State: string(p.State), RefNumber: p.RefNumber, Total: p.Total.Text(s.Order.Decimals),
			TxnID: p.TxnID, EditSequence: p.EditSequence, TxnNumber: p.TxnNumber, Code: p.Code, Lane: p.Lane, Reason: p.Reason,
			Attempts: p.Attempts, Document: p.Document, Customer: p.Customer,
			SentAt: stamp(p.SentAt), PostedAt: stamp(p.PostedAt), VerifiedAt: stamp(p.VerifiedAt),
		})
	}
	for _, x := range s.Exchanges {
		if wire {
			v.Wire = append(v.Wire, wireView{
				SetID: x.SetID, Purpose: x.Purpose, Sent: stamp(x.SentAt), Answered: stamp(x.AnsweredAt),
				HResult: x.HResult, Message: x.Message, Request: string(x.Request), Response: string(x.Response),
			})
		}
	}
	for _, ev := range s.Events {
		v.Events = append(v.Events, eventView{At: stamp(ev.At), By: strings.TrimSpace(ev.Actor.Kind + " " + ev.Actor.Name), Action: ev.Action, Detail: ev.Detail})
	}
	return v
}

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
		e.printf("\n--- sent %s (%s) ---\n%s\n--- answered %s %s %s ---\n%s\n", stamp(x.SentAt), x.Purpose, x.Request, stamp(x.AnsweredAt), x.HResult, x.Message, x.Response)
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
