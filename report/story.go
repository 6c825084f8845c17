package report

import (
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// Story is an order's whole story as scripts read it.
type Story struct {
	Store    string          `json:"store"`
	ID       int64           `json:"id"`
	State    string          `json:"state"`
	Order    sales.Order     `json:"order"`
	Plan     books.Plan      `json:"plan"`
	Problems []sales.Problem `json:"problems"`
	Postings []Posting       `json:"postings"`
	Wire     []Wire          `json:"wire,omitempty"`
	Events   []Event         `json:"events"`
	Findings sales.Findings  `json:"findings"`
}

// Posting is one document or entry of an order, and how far it came.
type Posting struct {
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
	Links        []Link             `json:"links,omitempty"`
	SentAt       string             `json:"sentAt,omitempty"`
	PostedAt     string             `json:"postedAt,omitempty"`
	VerifiedAt   string             `json:"verifiedAt,omitempty"`
}

// Link is another posting that one pays, changes, uses or follows.
type Link struct {
	Use     string `json:"use"`
	Posting int64  `json:"posting"`
	Kind    string `json:"kind"`
	Amount  string `json:"amount,omitempty"`
	TxnID   string `json:"txnId,omitempty"`
}

// Wire is one message set to QuickBooks, with its answer.
type Wire struct {
	SetID    string `json:"setId,omitempty"`
	Purpose  string `json:"purpose"`
	Sent     string `json:"sent"`
	Answered string `json:"answered,omitempty"`
	HResult  string `json:"hresult,omitempty"`
	Message  string `json:"message,omitempty"`
	Request  string `json:"request,omitempty"`
	Response string `json:"response,omitempty"`
}

// Event is a row of the audit log about an order.
type Event struct {
	At     string `json:"at"`
	By     string `json:"by"`
	Action string `json:"action"`
	Detail string `json:"detail,omitempty"`
}

// StoryOf is an order's story; with wire also what went to QuickBooks and came back.
func StoryOf(s store.OrderStory, wire bool) Story {
	v := Story{
		Store: string(s.Order.Store), ID: int64(s.Order.ID), State: string(s.State), Order: s.Order, Plan: s.Plan,
		Problems: s.Problems, Postings: []Posting{}, Events: []Event{}, Findings: s.Order.Check(),
	}
	for _, p := range append(slices.Clone(s.Postings), s.Summaries...) {
		var links []Link
		for _, l := range p.Links {
			view := Link{Use: string(l.Use), Posting: int64(l.Posting), Kind: string(l.Kind), TxnID: l.TxnID}
			if l.Amount != 0 {
				view.Amount = l.Amount.Text(s.Order.Decimals)
			}
			links = append(links, view)
		}
		v.Postings = append(v.Postings, Posting{
			ID: int64(p.ID), Summary: p.Order < 0, Kind: string(p.Kind), Operation: string(p.Operation), Part: p.Part, Revision: p.Revision, Undo: int64(p.Undo), Links: links,
			State: string(p.State), RefNumber: p.RefNumber, Total: p.Total.Text(s.Order.Decimals),
			TxnID: p.TxnID, EditSequence: p.EditSequence, TxnNumber: p.TxnNumber, Code: p.Code, Lane: p.Lane, Reason: p.Reason,
			Attempts: p.Attempts, Document: p.Document, Customer: p.Customer,
			SentAt: Stamp(p.SentAt), PostedAt: Stamp(p.PostedAt), VerifiedAt: Stamp(p.VerifiedAt),
		})
	}
	for _, x := range s.Exchanges {
		if wire {
			v.Wire = append(v.Wire, wireOf(&x))
		}
	}
	for _, ev := range s.Events {
		v.Events = append(v.Events, Event{At: Stamp(ev.At), By: strings.TrimSpace(ev.Actor.Kind + " " + ev.Actor.Name), Action: ev.Action, Detail: ev.Detail})
	}
	return v
}

func wireOf(x *store.Exchange) Wire {
	return Wire{
		SetID: x.SetID, Purpose: x.Purpose, Sent: Stamp(x.SentAt), Answered: Stamp(x.AnsweredAt),
		HResult: x.HResult, Message: x.Message, Request: string(x.Request), Response: string(x.Response),
	}
}
