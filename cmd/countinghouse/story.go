package main

import (
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
	ID           int64              `json:"id"`
	Kind         string             `json:"kind"`
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
	SentAt       string             `json:"sentAt,omitempty"`
	PostedAt     string             `json:"postedAt,omitempty"`
	VerifiedAt   string             `json:"verifiedAt,omitempty"`
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
	for _, p := range s.Postings {
		v.Postings = append(v.Postings, postingView{
			ID: int64(p.ID), Kind: string(p.Kind), State: string(p.State), RefNumber: p.RefNumber, Total: p.Total.Text(s.Order.Decimals),
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
	for _, p := range s.Postings {
		printPosting(e, p, o.Decimals)
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

func printPosting(e *env, p store.Posting, decimals int) {
	e.printf("\n%s %s: %s", kindWords(p.Kind), p.RefNumber, p.State)
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
	e.printf("  dated %s, customer %q\n", d.Date, d.Customer.FullName)
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

func kindWords(k books.Kind) string { return books.KindName(k) }

// orBlank is an amount, or nothing for nought.
func orBlank(a money.Amount, decimals int) string {
	if a == 0 {
		return ""
	}
	return a.Grouped(decimals)
}
